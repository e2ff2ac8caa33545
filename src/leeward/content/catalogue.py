"""Other languages for the templates: finding their words, and putting others in their place.

Templates stay as they are written. What a person reads in them is found by a small scanner (text
between tags, attributes that are read aloud, sentences handed to macros, and what scripts are to
say, in attributes that begin with data-say), gathered with the words of Python and TOML by
`content.gather`, and replaced when a template is loaded in another language. Values stand in
messages as {0}, {1} and so on. A phrase cut by a tag is two messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Lookup = Callable[[str], str]
_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_TOLD = "data-say"
_LITERAL = re.compile(r'(?P<before>options\(\s*)?"(?P<words>[^"\\]*)"')
_SENTENCE = re.compile(r"(?:[A-Z“]|\d+ [a-z])[^/.]*( |$)")
_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PLACE = re.compile(r"\{(\d+)\}")
_ATTRIBUTE = re.compile(r'\s(?P<name>[a-z-]+)="(?P<words>[^"]*)"')
_PIECE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Words in a template: where they stand and what is looked up for them.

    A `literal` stands between quotation marks inside an expression.
    """

    start: int
    end: int
    message: str
    values: tuple[str, ...] = ()
    literal: bool = False


def segments(source: str) -> Iterator[Segment]:
    """Give the words of a template in order."""
    place = 0
    text_from = 0
    while place < len(source):
        piece = _PIECE.match(source, place)
        if piece and not piece.group().startswith("{{"):
            yield from _text(source, text_from, place)
            if piece.group().startswith("{%"):
                yield from _literals(source, place, piece.end())
            place = text_from = piece.end()
        elif piece:
            yield from _literals(source, place, piece.end())
            place = piece.end()
        elif source[place] == "<" and re.match(r"</?[a-zA-Z!]", source[place : place + 3]):
            yield from _text(source, text_from, place)
            end = _tag_end(source, place)
            yield from _attributes(source, place, end)
            place = text_from = end
        else:
            place += 1
    yield from _text(source, text_from, len(source))


def translate(source: str, lookup: Lookup) -> str:
    """Return a template with its words replaced; a message without an answer stays."""
    out, done = [], 0
    for segment in sorted(segments(source), key=lambda s: s.start):
        said = lookup(segment.message)
        if not said or said == segment.message or segment.start < done:
            continue
        filled = _PLACE.sub(lambda m, s=segment: s.values[int(m.group(1))], said)  # type: ignore[misc]  # a default binds the loop variable
        if segment.literal:
            filled = filled.replace('"', "”")
        out += [source[done : segment.start], filled]
        done = segment.end
    return "".join([*out, source[done:]])


def _tag_end(source: str, start: int) -> int:
    place = start
    while place < len(source):
        piece = _PIECE.match(source, place)
        if piece:
            place = piece.end()
        elif source[place] == ">":
            return place + 1
        else:
            place += 1
    return len(source)


def _message(text: str) -> tuple[str, tuple[str, ...]]:
    values: list[str] = []

    def keep(match: re.Match[str]) -> str:
        values.append(match.group())
        return f"{{{len(values) - 1}}}"

    return re.sub(r"\s+", " ", _VALUE.sub(keep, text)), tuple(values)


def _text(source: str, start: int, end: int) -> Iterator[Segment]:
    raw = source[start:end]
    first = start + len(raw) - len(raw.lstrip())
    last = start + len(raw.rstrip())
    if first >= last:
        return
    message, values = _message(source[first:last])
    if re.search(r"[A-Za-z]", _PLACE.sub("", message)):
        yield Segment(start=first, end=last, message=message, values=values)


def _attributes(source: str, start: int, end: int) -> Iterator[Segment]:
    for found in _ATTRIBUTE.finditer(source, start, end):
        words = found.group("words")
        spoken = found.group("name") in _SPOKEN or found.group("name").startswith(_TOLD)
        if spoken and "{%" not in words:
            message, values = _message(words)
            if re.search(r"[A-Za-z]", _PLACE.sub("", message)):
                yield Segment(
                    start=found.start("words"),
                    end=found.end("words"),
                    message=message,
                    values=values,
                )
    for piece in _PIECE.finditer(source, start, end):
        if not piece.group().startswith("{#"):
            yield from _literals(source, piece.start(), piece.end())


def _literals(source: str, start: int, end: int) -> Iterator[Segment]:
    for found in _LITERAL.finditer(source, start, end):
        words = found.group("words")
        spoken = _SENTENCE.match(words) or (words.endswith(".") and " " in words)
        if spoken and not found.group("before"):
            yield Segment(
                start=found.start("words"), end=found.end("words"), message=words, literal=True
            )

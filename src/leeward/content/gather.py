"""Gathering every message of the program, and comparing a language with them.

Messages stand in templates (found by `content.catalogue`), in Python inside `say`, `say_count` and
`mark`, and in TOML under the keys a person reads. A catalogue is complete when it answers each of
them with the same values in it, and holds nothing that nobody says any more.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from leeward.content.catalogue import segments
from leeward.content.toml_words import PLACES
from leeward.instruments.words import data_places
from leeward.util.worded import Places, words_in

SAYING = frozenset({"say", "mark"})
COUNTING = "say_count"
MAPPINGS = ("daylio", "kossakowski-2017", "loop-checkmarks")
_TITLE = Places(is_word=lambda path: path == ("title",))
TOML_WORDS: Mapping[str, Places] = {
    **{f"content/{name}": found for name, found in PLACES.items()},
    "content/sources.toml": Places(is_word=lambda path: path[-1] in {"cite", "what"}),
    **data_places(),
    **{f"exchange/tabular/mappings/{name}.toml": _TITLE for name in MAPPINGS},
    "safety/messages.toml": Places(is_word=lambda path: path[-1] not in {"routes", "actions"}),
}
"""Where the words stand in the data files a person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: its English, the plural where it counts things, and where it stands."""

    place: str
    message: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The context and the English sentence."""
        return self.context, self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a catalogue says for one message."""

    place: str
    message: str
    said: tuple[str, ...]
    context: str = ""
    many: str = ""
    fuzzy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing to mend: what is wrong, where, and with which message."""

    wrong: str
    place: str
    message: str
    context: str = ""


def of_template(source: str, place: str) -> Iterator[Said]:
    """Give the messages of one template."""
    for segment in segments(source):
        line = source.count("\n", 0, segment.start) + 1
        yield Said(place=f"{place}:{line}", message=segment.message)


def of_python(source: str, place: str) -> Iterator[Said]:
    """Give the messages of one module: the constants inside `say`, `say_count` and `mark`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = _called(node.func)
        where = f"{place}:{node.lineno}"
        if name in SAYING:
            context = "".join(_constants(_argument(node, 1, "context")))
            for words in _constants(node.args[0]):
                yield Said(place=where, message=words, context=context)
        elif name == COUNTING and len(node.args) > 1:
            pairs = zip(_constants(node.args[0]), _constants(node.args[1]), strict=True)
            for one, many in pairs:
                yield Said(place=where, message=one, many=many)


def of_toml(source: str, place: str, where: Places) -> Iterator[Said]:
    """Give the words of one TOML file that stand where `where` says."""
    for context, words, _ in words_in(tomllib.loads(source), where):
        yield Said(place=place, message=words, context=context)


def gather(source: Path) -> list[Said]:
    """Return every message of the package at `source`."""
    found: list[Said] = []
    for path in sorted(source.rglob("*.html")):
        found += of_template(path.read_text("utf-8"), str(path.relative_to(source)))
    for path in sorted(source.rglob("*.py")):
        found += of_python(path.read_text("utf-8"), str(path.relative_to(source)))
    for place, where in TOML_WORDS.items():
        found += of_toml(source.joinpath(place).read_text("utf-8"), place, where)
    return found


def answers(folder: Path) -> list[Answer]:
    """Return everything the catalogues of one language say."""
    return [
        _answer(message, path.name)
        for path in sorted(folder.glob("*.po"))
        for message in read_po(BytesIO(path.read_bytes()))
        if message.id
    ]


def compare(messages: Iterable[Said], said: Iterable[Answer]) -> list[Gap]:
    """List what keeps a language from being complete.

    Words from TOML may be answered under any context, for the module that says them chooses it.
    """
    messages, said = list(messages), list(said)
    known = {one.key for one in messages}
    from_toml = {one.message for one in messages if ".toml" in one.place}
    held = {(one.context, one.message): one for one in said if any(one.said)}
    any_context = {one.message for one in said if any(one.said)}
    gaps = [
        Gap(wrong="missing", place=one.place, message=one.message, context=one.context)
        for one in messages
        if one.key not in held and not (".toml" in one.place and one.message in any_context)
    ]
    gaps += [
        Gap(wrong=wrong, place=one.place, message=one.message, context=one.context)
        for one in said
        for wrong in _wrongs(one, known, from_toml)
    ]
    first: dict[tuple[str, str], Answer] = {}
    for one in said:
        before = first.setdefault((one.context, one.message), one)
        if before.said != one.said:
            gaps.append(
                Gap(
                    wrong=f"said otherwise in {before.place}",
                    place=one.place,
                    message=one.message,
                    context=one.context,
                )
            )
    return gaps


def places(message: str) -> frozenset[str]:
    """Return the names of the values in a message; a lone brace is text."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(message) if name is not None)
    except ValueError:
        return frozenset({"a lone brace"})


def _wrongs(one: Answer, known: set[tuple[str, str]], from_toml: set[str]) -> Iterator[str]:
    if one.fuzzy:
        yield "fuzzy"
    if not all(one.said):
        yield "empty"
    if (one.context, one.message) not in known and one.message not in from_toml:
        yield "stale"
    wanted = places(one.message) | places(one.many)
    if any(places(words) - {"n"} != wanted - {"n"} for words in one.said if words):
        yield "other values"


def _answer(message: Message, place: str) -> Answer:
    one, many = (message.id, "") if isinstance(message.id, str) else message.id[:2]
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return Answer(
        place=place,
        message=one,
        many=many,
        said=said,
        context=message.context or "",
        fuzzy=message.fuzzy,
    )


def _called(function: ast.expr) -> str:
    """Return the name of a function called plainly or as `language.say`."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "language" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if len(call.args) > place else None


def _constants(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)

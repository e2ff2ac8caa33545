"""Walking through the whole app as somebody who opens every link and sends every form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, field
from html.parser import HTMLParser
from typing import Protocol

SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title"})
SILENT = frozenset({"script", "style", "textarea"})
OWN = "~"
"""Stands in everything the walker types, so that its words are told from the app's."""

_READING = re.compile(r"^/read/[0-9a-f]{8}")
_ID = re.compile(r"[0-9a-f]{32}|\d{4}-\d{2}(-\d{2})?|(?<==)\d+")


class Answered(Protocol):
    """What a page came back as."""

    @property
    def status(self) -> int:
        """The status."""

    @property
    def text(self) -> str:
        """The body as text."""

    @property
    def location(self) -> str:
        """Where a redirect goes."""

    def header(self, name: str) -> str:
        """One header, or nothing."""


@dataclass(slots=True, kw_only=True)
class Sent:
    """One form as it stands on a page: where it goes, its fields, and its buttons."""

    action: str
    upload: bool = False
    hidden: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Takes a page apart: words a person reads, links, and forms."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self.forms: list[Sent] = []
        self._form: Sent | None = None
        self._silent = 0
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what is read aloud, follow links, open forms."""
        at = {name: value or "" for name, value in attrs}
        self._silent += tag in SILENT
        self.pieces += [
            value for name, value in at.items() if name in SPOKEN or name.startswith("data-say")
        ]
        if tag == "a" and at.get("href", "").startswith("/"):
            self.links.append(at["href"])
        elif tag == "form" and at.get("method") == "post":
            self._form = Sent(action=at["action"], upload="multipart" in at.get("enctype", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, at)

    def _field(self, form: Sent, tag: str, at: dict[str, str]) -> None:
        name, value, kind = at.get("name", ""), at.get("value", ""), at.get("type", "")
        if tag == "button" and kind == "submit":
            form.buttons.append((name, value))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.asked.setdefault(self._select, []).append(value)
        elif not name:
            return
        elif tag == "input" and kind == "hidden":
            form.hidden.setdefault(name, []).append(value)
        elif tag == "input" and kind in {"radio", "checkbox"}:
            form.asked.setdefault(name, []).append(value)
        elif tag == "textarea" or (tag == "input" and kind not in {"file", "submit"}):
            form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        self._silent -= tag in SILENT
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self._silent and data.strip():
            self.pieces.append(re.sub(r"\s+", " ", data.strip()))


Get = Callable[[str], Answered]
Post = Callable[[str, dict[str, str | list[str]]], Answered]


def read(page: str) -> Reader:
    """Take a page apart."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def pattern(path: str) -> str:
    """Return an address with the ids and days of entries left out."""
    return _ID.sub("{id}", path)


@dataclass(slots=True)
class Walker:
    """Opens links and sends forms, each kind a few times, and keeps every word with its place.

    `get` and `post` are the browser; forms whose address is in `leave` are not sent.
    """

    get: Get
    post: Post
    _: KW_ONLY
    leave: frozenset[str] = frozenset()
    alike: int = 3
    words: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def walk(self, *starts: str, sending: str = "/") -> None:
        """Open every link from `starts` on, then send the forms found, and go on from there.

        Only forms whose address begins with `sending` are sent.
        """
        self.seen.clear()
        waiting = list(starts)
        forms: list[Sent] = []
        opened: set[str] = set()
        while waiting or forms:
            if waiting:
                path = waiting.pop(0)
                if path in opened or not self._wanted(f"GET {pattern(path)}"):
                    continue
                opened.add(path)
                found = self.open(path)
            else:
                form = forms.pop(0)
                found = self.send(form)
            for reader in found:
                waiting += reader.links
                forms += [f for f in reader.forms if f.action.startswith(sending)]

    def _wanted(self, kind: str) -> bool:
        self.seen[kind] = self.seen.get(kind, 0) + 1
        return self.seen[kind] <= self.alike

    def open(self, path: str) -> list[Reader]:
        """Open one page, through its redirects."""
        self.opened.add(path)
        return self._came(f"GET {pattern(path)}", self.get(path))

    def send(self, form: Sent) -> list[Reader]:
        """Send one form by each of its buttons: as it stands, with first and with last answers."""
        found: list[Reader] = []
        if form.action in self.leave or form.upload:
            return found
        for name, value in form.buttons or [("", "")]:
            for way, fields in enumerate(_filled(form)):
                action = _READING.sub("/read/{id}", pattern(form.action))
                told = form.hidden.get("what", [])
                kind = f"POST {action} {told} {name}={_ID.sub('', value)} {way}"
                if kind in self.seen:
                    continue
                self.seen[kind] = 1
                data: dict[str, str | list[str]] = {**fields, **({name: value} if name else {})}
                data.pop("_t", None)
                found += self._came(kind, self.post(form.action, data))
        return found

    def _came(self, kind: str, answer: Answered) -> list[Reader]:
        for _ in range(4):
            if answer.status in {302, 303}:
                kind = f"{kind} > {pattern(answer.location)}"
                self.opened.add(answer.location)
                answer = self.get(answer.location)
        if answer.status >= 500:
            self.broken.append(f"{answer.status} {kind}")
        if "text/html" not in answer.header("content-type"):
            return []
        reader = read(answer.text)
        for piece in reader.pieces:
            self.words.setdefault(piece, kind)
        return [reader]


def _filled(form: Sent) -> Iterator[dict[str, list[str]]]:
    yield dict(form.hidden)
    typed = {name: [f"{OWN} {OWN}"] for name in form.typed}
    real = {name: [one for one in values if one] for name, values in form.asked.items()}
    yield {**form.hidden, **{n: values[:1] for n, values in real.items() if values}, **typed}
    # Two lists of the same choices, one after the other, get different answers.
    last = {
        name: [values[-1 - place % 2 % len(values)]]
        for place, (name, values) in enumerate(real.items())
        if values
    }
    yield {**form.hidden, **last, **typed}

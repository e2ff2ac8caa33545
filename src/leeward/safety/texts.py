"""The words of the messages: read from `messages.toml`, checked, and put together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from leeward.safety.choice import Message, Part, QuietOffer
from leeward.safety.findings import Level, Reason
from leeward.util.errors import LeewardError
from leeward.util.language import say
from leeward.util.worded import Places, per_language, worded, words_in

_FILE = "messages.toml"
_KEYS_ONLY = frozenset({"routes", "actions"})
_PLACES = Places(is_word=lambda path: path[-1] not in _KEYS_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A key that is stored or linked, and the words on the button or heading."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One message in words.

    `lead` is set when it is about something past. `routes` are kinds of help, most pressing
    first; `why` holds one sentence a reason. `ask` is a key and a question that follows.
    """

    topic: str
    title: str
    lead: str
    lines: tuple[str, ...]
    routes: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    why_title: str
    why: tuple[str, ...]
    why_foot: str
    ask: Choice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferText:
    """The one neutral line of a quiet offer and its answers."""

    line: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All words, as read. Use `pages` and `offer`."""

    raw: dict[str, Any]

    def get(self, *keys: str) -> Any:
        """Return what stands under nested keys.

        Raises:
            LeewardError: nothing stands there.
        """
        found: Any = self.raw
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                raise LeewardError(
                    say(
                        "The help texts have no “{where}”. Please reinstall the program.",
                        where=".".join(keys),
                    )
                )
            found = found[key]
        return found

    def labels(self, table: str, keys: list[str] | tuple[str, ...]) -> tuple[Choice, ...]:
        """Return the keys with their words from one table."""
        return tuple(Choice(key=key, label=str(self.get(table, key))) for key in keys)

    def why(self, reason: Reason) -> str:
        """Return one reason as a sentence with its numbers."""
        return str(self.get("why", reason.key)).format(**dict(reason.values))

    def section(self, topic: str, level: Level) -> dict[str, Any]:
        """Return the raw page of a topic at a level."""
        section: dict[str, Any] = self.get("page", topic, level.name.lower())
        return section


def parse_texts(text: str) -> Texts:
    """Read the words from TOML, in the language of this context.

    Raises:
        LeewardError: it is damaged.
    """
    return Texts(raw=worded(_parsed(text), _PLACES))


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LeewardError(
            say("The help texts are damaged. Please reinstall the program.")
        ) from error


def _source() -> str:
    return files(__package__).joinpath(_FILE).read_text("utf-8")


@per_language
def load_texts() -> Texts:
    """Read the words in the language of this context.

    Raises:
        LeewardError: the file is damaged.
    """
    return parse_texts(_source())


def words() -> Iterator[tuple[str, str, str]]:
    """Give (context, English words, place) of every word in the messages, for translators."""
    for context, message, path in words_in(_parsed(_source()), _PLACES):
        yield context, message, f"safety/{_FILE}: {'.'.join(path)}"


def _page(part: Part, texts: Texts, *, late: bool) -> Page:
    section = texts.section(part.topic, part.level)
    lines = list(section["lines"])
    top: list[str] = []
    actions, routes = list(section["actions"]), list(section["routes"])
    for note in part.notes:
        words = section.get("notes", {}).get(note)
        if words is None:
            continue
        if words.get("first", False):
            top += words["lines"]
        else:
            lines += words["lines"]
        actions += [action for action in words.get("actions", ()) if action not in actions]
        routes += [route for route in words.get("routes", ()) if route not in routes]
    ask = None
    if part.asks is not None:
        ask = Choice(key=part.asks, label=str(texts.get("ask", part.asks, "question")))
    return Page(
        topic=part.topic,
        title=section["title"],
        lead=texts.raw["late"] if late else "",
        lines=(*top, *lines),
        routes=texts.labels("route", routes),
        actions=texts.labels("action", actions),
        why_title=texts.raw["why_title"],
        why=tuple(texts.why(reason) for reason in part.why),
        why_foot=texts.raw["why_foot"],
        ask=ask,
    )


def pages(message: Message, texts: Texts) -> tuple[Page, ...]:
    """Return the words of a message: one page a part, two on the shared urgent page."""
    return tuple(_page(part, texts, late=message.late) for part in message.parts)


def offer(chosen: QuietOffer, texts: Texts) -> OfferText:
    """Return the words of a quiet offer; they are the same whatever it is about."""
    return OfferText(line=texts.raw["offer"], options=texts.labels("option", chosen.options))

"""Help lines by country, from a dated data file.

The country is asked, never guessed. Nothing here dials, and nothing about what was opened is
kept anywhere.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from leeward.content.errors import ContentError
from leeward.util.language import mark, say

CHECK_AFTER_DAYS = 180
HIDE_AFTER_DAYS = 365
ANY_COUNTRY = "*"
_NUMBER = re.compile(r"[+#*]?\d[\d -]{0,18}\d")
_KINDS = frozenset(
    {"emergency", "suicide", "emotional", "partner_violence", "sexual_violence", "crime"}
    | {"child_abuse", "own_thoughts", "own_violence", "youth", "lgbtq", "perinatal"}
    | {"substances", "trafficking", "images", "watched", "directory"}
)


class Topic(StrEnum):
    """What a person looks for help with."""

    CRISIS = "crisis"
    VIOLENCE = "violence"
    OWN_THOUGHTS = "own_thoughts"
    OWN_VIOLENCE = "own_violence"
    YOUTH = "youth"
    LGBTQ = "lgbtq"
    PERINATAL = "perinatal"
    SUBSTANCES = "substances"
    TRAFFICKING = "trafficking"
    IMAGES = "images"
    WATCHED = "watched"


_TOPIC_KINDS: Mapping[Topic, frozenset[str]] = MappingProxyType(
    {
        **{topic: frozenset({topic.value}) for topic in Topic},
        Topic.CRISIS: frozenset({"suicide", "emotional"}),
        Topic.VIOLENCE: frozenset({"partner_violence", "sexual_violence", "crime", "child_abuse"}),
    }
)


_AUDIENCE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "women": mark("For women."),
        "men": mark("For men."),
        "lgbtq": mark("For LGBTQ+ people."),
        "trans": mark("For trans people."),
        "youth": mark("For young people."),
        "indigenous": mark("For Indigenous people."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach a line: by call, text, WhatsApp, chat, e-mail or its site.

    `word` is what to text, or empty. `link` can stand in an address field.
    """

    by: str
    value: str
    word: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """One service, as its entry has it. Empty texts mean that nothing certain is known.

    Words are English here; `help_said` says them. `described` tells that `service` says what it
    is, because it has no name of its own.
    """

    id: str
    country: str
    region: str
    service: str
    described: bool
    kinds: tuple[str, ...]
    audience: tuple[str, ...]
    ways: tuple[Way, ...]
    hours: str
    shows_on_bill: str
    may_pass_on: str
    note: str
    valid_since: str
    source_url: str
    verified_on: date
    verified_by: str
    number_status: str

    @property
    def for_anyone(self) -> bool:
        """Whether anyone may turn to it."""
        return "anyone" in self.audience

    @property
    def for_whom(self) -> str:
        """Return whom it is for, in a short sentence; empty where it is for anyone."""
        if self.for_anyone or self.note.startswith("For "):
            return ""
        return " ".join(say(_AUDIENCE_WORDS[name]) for name in self.audience)

    def age_days(self, today: date) -> int:
        """Return how many days ago it was checked."""
        return (today - self.verified_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What to show for one topic: emergency numbers apart, lines in order, then directories.

    `old` says that lines of this country were too old to show, so that only the emergency
    number and the directories stand.
    """

    emergency: tuple[HelpLine, ...]
    lines: tuple[HelpLine, ...]
    directories: tuple[HelpLine, ...]
    old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLines:
    """The whole file in English: lines, countries by code, and the sentences that go with them."""

    lines: tuple[HelpLine, ...]
    countries: Mapping[str, str]
    text: Mapping[str, str]


@cache
def all_lines() -> HelpLines:
    """Read `helplines.toml`.

    Raises:
        ContentError: an entry is incomplete or a number is not written like one.
    """
    return parse(files(__package__).joinpath("helplines.toml").read_text("utf-8"))


def parse(text: str) -> HelpLines:
    """Read help lines from TOML; see `all_lines`."""
    raw = tomllib.loads(text)
    try:
        lines = tuple(_line({**raw["defaults"], **entry}) for entry in raw["line"])
    except KeyError as problem:
        raise ContentError(f"helplines.toml: an entry has no {problem}.") from problem
    countries = raw["countries"]
    for line in lines:
        if line.country != ANY_COUNTRY and line.country not in countries:
            raise ContentError(f"helplines.toml: {line.id} is in a country without a name.")
    if len({line.id for line in lines}) != len(lines):
        raise ContentError("helplines.toml: two entries share an id.")
    return HelpLines(
        lines=lines, countries=MappingProxyType(countries), text=MappingProxyType(raw["text"])
    )


def countries() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the countries with lines, by name; Ö stands with O."""
    named = ((code, say(name)) for code, name in all_lines().countries.items())
    return tuple(sorted(named, key=lambda item: normalize("NFD", item[1])))


def sentences() -> Mapping[str, str]:
    """Return the sentences that go with the lines, in the language of this context."""
    return {key: say(words) for key, words in all_lines().text.items()}


def route(topic: Topic, country: str | None, *, today: date) -> Route:
    """Return whom to turn to; a country that is not listed, or None, gets the general numbers.

    A line for anyone comes first, then those open day and night, then the rest. Where no line
    on violence is for anyone, the country's listening lines stand in.
    """
    lines = all_lines().lines
    here = [line for line in lines if line.country == country]
    general = [line for line in lines if line.country == ANY_COUNTRY]
    kinds = _TOPIC_KINDS[topic]
    wanted = [line for line in here if kinds & set(line.kinds) and "emergency" not in line.kinds]
    if topic is Topic.VIOLENCE and not _reaches_all(wanted):
        wanted += [line for line in here if "emotional" in line.kinds and line.for_anyone]
    fresh = [line for line in wanted if line.age_days(today) <= HIDE_AFTER_DAYS]
    fresh.sort(key=_place)
    first = next((line for line in fresh if line.for_anyone), None)
    if first:
        fresh.remove(first)
        fresh.insert(0, first)
    return Route(
        emergency=tuple(line for line in here if "emergency" in line.kinds)
        or tuple(line for line in general if "emergency" in line.kinds),
        lines=tuple(fresh),
        directories=tuple(
            line for line in general if "directory" in line.kinds and kinds & set(line.kinds)
        ),
        old=len(fresh) < len(wanted),
    )


def stale(today: date, *, days: int = CHECK_AFTER_DAYS) -> tuple[HelpLine, ...]:
    """Return the lines that were checked more than `days` days before `today`."""
    return tuple(line for line in all_lines().lines if line.age_days(today) > days)


def age_warning(today: date) -> str:
    """Return the sentence to show when lines are overdue for checking, or an empty text."""
    return sentences()["old"] if stale(today) else ""


def _place(line: HelpLine) -> tuple[bool, bool, bool, bool]:
    special = line.kinds[0] in {"child_abuse", "lgbtq"} or line.audience[0] == "indigenous"
    return special, not line.hours, not line.for_anyone, bool(line.region)


def _reaches_all(lines: list[HelpLine]) -> bool:
    audiences = {audience for line in lines for audience in line.audience}
    return "anyone" in audiences or {"women", "men"} <= audiences


def _line(entry: Mapping[str, Any]) -> HelpLine:
    name = entry["id"]
    unknown = set(entry["kinds"]) - _KINDS
    if unknown:
        raise ContentError(f"helplines.toml: {name} has unknown kinds: {', '.join(unknown)}.")
    strangers = set(entry["audience"]) - {"anyone", *_AUDIENCE_WORDS}
    if strangers:
        raise ContentError(f"helplines.toml: {name} is for unknown people: {', '.join(strangers)}.")
    ways = tuple(_ways(entry))
    if not ways:
        raise ContentError(f"helplines.toml: {name} gives no way to reach it.")
    return HelpLine(
        id=name,
        country=entry["country"],
        region=entry.get("region", ""),
        service=entry.get("described") or entry["service"],
        described="described" in entry,
        kinds=tuple(entry["kinds"]),
        audience=tuple(entry["audience"]),
        ways=ways,
        hours=entry.get("hours", ""),
        shows_on_bill=entry.get("shows_on_bill", "unknown"),
        may_pass_on=entry.get("may_pass_on", ""),
        note=entry.get("note", ""),
        valid_since=entry["valid_since"],
        source_url=entry["source_url"],
        verified_on=entry["verified_on"],
        verified_by=entry["verified_by"],
        number_status=entry["number_status"],
    )


def _ways(entry: Mapping[str, Any]) -> list[Way]:
    ways = [_dialled("call", "tel", number, "", entry) for number in entry.get("call", ())]
    if "text" in entry:
        ways.append(_dialled("text", "sms", entry["text"]["number"], entry["text"]["word"], entry))
    if "whatsapp" in entry:
        ways.append(_dialled("whatsapp", "tel", entry["whatsapp"], "", entry))
    for field, by in (("chat_url", "chat"), ("web_url", "web")):
        if field in entry:
            url = entry[field]
            if not url.startswith("https://"):
                raise ContentError(f"helplines.toml: {entry['id']} has an address without https.")
            ways.append(Way(by=by, value=url.removeprefix("https://"), word="", link=url))
    if "email" in entry:
        address = entry["email"]
        ways.append(Way(by="email", value=address, word="", link=f"mailto:{address}"))
    return ways


def _dialled(by: str, scheme: str, number: str, word: str, entry: Mapping[str, Any]) -> Way:
    digits = re.sub(r"[ -]", "", number)
    if not _NUMBER.fullmatch(number) or not 2 <= len(digits) <= 15:
        raise ContentError(f"helplines.toml: {entry['id']} has a number that is not one: {number}.")
    return Way(by=by, value=number, word=word, link=f"{scheme}:{digits.replace('#', '%23')}")

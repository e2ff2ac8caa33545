"""Help lines as a person reads them: one wording for the app and the phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from leeward.content.helplines import HelpLine, Way
from leeward.util.language import mark, say

BY: Mapping[str, str] = MappingProxyType(
    {
        "call": mark("Call {number}"),
        "text": mark("Text {number}"),
        "whatsapp": mark("WhatsApp {number}"),
        "chat": mark("Chat {number}"),
        "web": mark("Site {number}"),
        "email": mark("Write to {number}"),
    }
)
"""How each way is said; {number} is a number or an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """One way to reach a line, as a link with its words."""

    link: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line: its name, for whom, when, and how to reach it."""

    service: str
    about: str
    ways: tuple[LinkView, ...]


def line_view(line: HelpLine) -> LineView:
    """Say one line in the language of this context."""
    about = (
        f"{say(line.region)}." if line.region else "",
        line.for_whom,
        say("Open {hours}.", hours=say(line.hours)) if line.hours else "",
        say(line.note) if line.note else "",
        say(line.may_pass_on) if line.may_pass_on else "",
    )
    return LineView(
        service=say(line.service) if line.described else line.service,
        about=" ".join(part for part in about if part),
        ways=tuple(LinkView(link=way.link, words=_way(way)) for way in line.ways),
    )


def _way(way: Way) -> str:
    said = say(BY[way.by], number=way.value)
    return f"{said}: {way.word}" if way.word else said

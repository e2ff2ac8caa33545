"""Help lines as a person reads them: one wording for the app and the phone."""

from __future__ import annotations

from dataclasses import dataclass

from leeward.content.helplines import HelpLine

BY = {
    "call": "Call",
    "text": "Text",
    "whatsapp": "WhatsApp",
    "chat": "Chat",
    "web": "Site",
    "email": "Write to",
}


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
    """Say one line."""
    about = (
        f"{line.region}." if line.region else "",
        line.for_whom,
        f"Open {line.hours}." if line.hours else "",
        line.note,
        line.may_pass_on,
    )
    return LineView(
        service=line.service,
        about=" ".join(part for part in about if part),
        ways=tuple(
            LinkView(
                link=way.link,
                words=f"{BY.get(way.by, way.by.title())} {way.value}"
                + (f": {way.word}" if way.word else ""),
            )
            for way in line.ways
        ),
    )

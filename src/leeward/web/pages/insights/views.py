"""What the notes show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.web.asking import Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def show(ask: Ask) -> Response:
    """Show the insights."""
    return ask.go("/t")


PAGES = (Page(path="/i", view=show),)

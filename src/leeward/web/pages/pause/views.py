"""A breath, right now: no unlocking, no script, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.web.asking import Needs, Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def show(ask: Ask) -> Response:
    """Show the pacer."""
    return ask.page("pause/breath.html", title="Pause", back="/t" if ask.is_open else "/")


PAGES = (Page(path="/p", view=show, needs=Needs.NOTHING),)

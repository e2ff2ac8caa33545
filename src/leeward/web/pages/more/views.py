"""The menu of everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.web.asking import Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

GROUPS = (
    (
        "Doing",
        (
            ("/p", "The pause", "A minute between the feeling and what comes next"),
            ("/e", "Practices", "Small things to do with a feeling"),
        ),
    ),
    (
        "Looking",
        (
            ("/i", "Insights", "What your notes show"),
            ("/week", "The week", "A quiet look back, if you like"),
            ("/r", "Reflect", "Questions to myself, closeness, what matters"),
            ("/q", "Questionnaires", "Made by others, with their error told"),
            ("/c", "A quiet check-up", "Body, medicine, energy, cost; only if you like"),
            ("/read", "Reading", "Short linked pages, with what they rest on"),
        ),
    ),
    (
        "Reaching out",
        (
            ("/people", "People I feel safe with", ""),
            ("/r/plan", "My plan for dark hours", "Written on a better day"),
            ("/find", "Finding someone who helps", "When, whom, what to ask and bring"),
            ("/page", "The page I bring", "Chosen, changed and seen by me first"),
        ),
    ),
    (
        "In and out",
        (
            ("/m/in", "Bring notes in", "From a table, another diary or an earlier journal"),
            ("/m/out", "Take notes out", "Everything, in open formats"),
            ("/m/phone", "On my phone", "Pair it, and bring its notes home"),
            ("/m/device", "On this device", "A pause while the program is not running"),
        ),
    ),
    (
        "This journal",
        (
            ("/m/set", "Settings", "Zone, words, look, lock, exit"),
            ("/m/care", "Look after the journal", "Passphrase, recovery key, copies, the end"),
        ),
    ),
    (
        "Help",
        (
            ("/h", "Help numbers", "Someone to talk to, now"),
            ("/h/b", "My body, today", "What needs a hospital, what works for hours"),
            ("/h/f", "If something was not free", ""),
            ("/h/o", "If my own thoughts or acts worry me", ""),
            ("/h/w", "If someone may look at this device", "What the lock does and does not do"),
        ),
    ),
)


def show(ask: Ask) -> Response:
    """Show the menu."""
    return ask.page("more/more.html", title="More", section="/m", groups=GROUPS)


PAGES = (Page(path="/m", view=show),)

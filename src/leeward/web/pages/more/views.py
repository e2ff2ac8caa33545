"""The menu of everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.language import mark, say
from leeward.web.asking import Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

GROUPS = (
    (
        mark("Doing"),
        (
            ("/p", mark("The pause"), mark("A minute between the feeling and what comes next")),
            ("/e", mark("Practices"), mark("Small things to do with a feeling")),
        ),
    ),
    (
        mark("Looking"),
        (
            ("/i", mark("Insights"), mark("What your notes show")),
            ("/week", mark("The week"), mark("A quiet look back, if you like")),
            ("/r", mark("Reflect"), mark("Questions to myself, closeness, what matters")),
            ("/q", mark("Questionnaires"), mark("Made by others, with their error told")),
            (
                "/c",
                mark("A quiet check-up"),
                mark("Body, medicine, energy, cost; only if you like"),
            ),
            ("/read", mark("Reading"), mark("Short linked pages, with what they rest on")),
        ),
    ),
    (
        mark("Reaching out"),
        (
            ("/people", mark("People I feel safe with"), ""),
            ("/r/plan", mark("My plan for dark hours"), mark("Written on a better day")),
            ("/find", mark("Finding someone who helps"), mark("When, whom, what to ask and bring")),
            ("/page", mark("The page I bring"), mark("Chosen, changed and seen by me first")),
        ),
    ),
    (
        mark("In and out"),
        (
            (
                "/m/in",
                mark("Bring notes in"),
                mark("From a table, another diary or an earlier journal"),
            ),
            ("/m/out", mark("Take notes out"), mark("Everything, in open formats")),
            ("/m/phone", mark("On my phone"), mark("Pair it, and bring its notes home")),
            ("/m/device", mark("On this device"), mark("A pause while the program is not running")),
        ),
    ),
    (
        mark("This journal"),
        (
            ("/m/set", mark("Settings"), mark("Zone, words, look, lock, exit")),
            ("/m/again", mark("Notes that ask again"), mark("Behind a second key")),
            (
                "/m/care",
                mark("Look after the journal"),
                mark("Passphrase, recovery key, copies, the end"),
            ),
        ),
    ),
    (
        mark("Help"),
        (
            ("/h", mark("Help numbers"), mark("Someone to talk to, now")),
            ("/h/b", mark("My body, today"), mark("What needs a hospital, what works for hours")),
            ("/h/f", mark("If something was not free"), ""),
            ("/h/o", mark("If my own thoughts or acts worry me"), ""),
            (
                "/h/w",
                mark("If someone may look at this device"),
                mark("What the lock does and does not do"),
            ),
        ),
    ),
)


def show(ask: Ask) -> Response:
    """Show the menu."""
    groups = tuple(
        (
            say(name),
            tuple((path, say(title), say(hint) if hint else "") for path, title, hint in items),
        )
        for name, items in GROUPS
    )
    return ask.page("more/more.html", title=say("More"), section="/m", groups=groups)


PAGES = (Page(path="/m", view=show),)

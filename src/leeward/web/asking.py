"""One request as the views see it, and the answers they can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from leeward.util import language
from leeward.web.forms import Form
from leeward.web.render import furniture, render

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from leeward.web.house import House
    from leeward.web.sessions import Session


class Needs(Enum):
    """What a page needs to be shown at all."""

    NOTHING = "nothing"
    JOURNAL = "journal"
    OPEN = "open"


@dataclass(slots=True, kw_only=True)
class Ask:
    """One request. `journal` is there exactly where the session is open."""

    method: str
    path: str
    params: dict[str, str]
    house: House
    session: Session
    form: Form = field(default_factory=Form)
    query: dict[str, str] = field(default_factory=dict)
    fragment: bool = False
    wished: str = ""

    @property
    def language(self) -> str:
        """The language to answer in; see `House.language`."""
        return self.house.language(self.session, self.wished)

    @property
    def posted(self) -> bool:
        """Whether a form was sent."""
        return self.method == "POST"

    @property
    def is_open(self) -> bool:
        """Whether this visit may read the journal."""
        return self.session.open and self.house.journal is not None

    @property
    def journal(self) -> Leeward:
        """The open journal.

        Raises:
            RuntimeError: the page forgot to say that it needs one.
        """
        if not self.is_open or self.house.journal is None:
            raise RuntimeError("a page read the journal without needing it open")
        return self.house.journal

    def page(
        self, template: str, *, title: str, section: str = "", status: int = 200, **context: object
    ) -> Response:
        """Answer with a page."""
        around = furniture(
            title=title,
            section=section,
            session=self.session,
            settings=self.house.settings() if self.is_open else None,
            demo=self.house.demo,
            beginning=not self.house.place.exists(),
        )
        return HTMLResponse(render(template, page=around, **context), status_code=status)

    def go(self, path: str, *, say: str = "", undo: str = "", undo_label: str = "") -> Response:
        """Answer a form with a redirect, and say something on the next page."""
        if say:
            self.session.flash = {
                "text": say,
                "undo": undo,
                "undo_label": undo_label or language.say("Undo"),
            }
        return RedirectResponse(path, status_code=303)

    def gone(self) -> Response:
        """Go to the journal and say that an entry is no longer in it."""
        return self.go("/j", say=language.say("That entry is not here any more."))


View = Callable[[Ask], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One route: its address, what it needs, and the view that answers.

    `outlives_lock` marks forms whose words are sealed instead of lost when the journal was
    locked in between; such a view looks at `ask.is_open` itself. `hands_back` marks forms that
    change something: their words wait until the journal is open again.
    """

    path: str
    view: View
    methods: tuple[str, ...] = ("GET",)
    needs: Needs = Needs.OPEN
    outlives_lock: bool = False
    hands_back: bool = False

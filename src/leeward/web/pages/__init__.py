"""One folder for each screen: views parse and answer, forms read, view models are frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.web.pages.bring import views as bring
from leeward.web.pages.care import views as care
from leeward.web.pages.door import views as door
from leeward.web.pages.entry import views as entry
from leeward.web.pages.help import views as help_
from leeward.web.pages.insights import views as insights
from leeward.web.pages.journal import views as journal
from leeward.web.pages.look_back import views as look_back
from leeward.web.pages.more import views as more
from leeward.web.pages.pause import views as pause
from leeward.web.pages.settings import views as settings
from leeward.web.pages.take import views as take
from leeward.web.pages.today import views as today
from leeward.web.pages.urge import views as urge
from leeward.web.pages.week import views as week
from leeward.web.pages.welcome import views as welcome

if TYPE_CHECKING:
    from leeward.web.asking import Page


def all_pages() -> tuple[Page, ...]:
    """Return every page of the app; the security tests go through this list."""
    return (
        *door.PAGES,
        *welcome.PAGES,
        *help_.PAGES,
        *pause.PAGES,
        *today.PAGES,
        *urge.PAGES,
        *look_back.PAGES,
        *journal.PAGES,
        *entry.PAGES,
        *insights.PAGES,
        *week.PAGES,
        *more.PAGES,
        *bring.PAGES,
        *take.PAGES,
        *settings.PAGES,
        *care.PAGES,
    )

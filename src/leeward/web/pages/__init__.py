"""One folder for each screen: views parse and answer, forms read, view models are frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.web.pages.again.views import PAGES as AGAIN
from leeward.web.pages.bring.views import PAGES as BRING
from leeward.web.pages.care.views import PAGES as CARE
from leeward.web.pages.carry.views import PAGES as CARRY
from leeward.web.pages.checks.views import PAGES as CHECKS
from leeward.web.pages.checkup.views import PAGES as CHECKUP
from leeward.web.pages.cycle.views import PAGES as CYCLE
from leeward.web.pages.day_after.views import PAGES as DAY_AFTER
from leeward.web.pages.door.views import PAGES as DOOR
from leeward.web.pages.entry.views import PAGES as ENTRY
from leeward.web.pages.help.views import PAGES as HELP
from leeward.web.pages.insights.views import PAGES as INSIGHTS
from leeward.web.pages.journal.views import PAGES as JOURNAL
from leeward.web.pages.learn.views import PAGES as LEARN
from leeward.web.pages.look_back.views import PAGES as LOOK_BACK
from leeward.web.pages.more.views import PAGES as MORE
from leeward.web.pages.pause.views import PAGES as PAUSE
from leeward.web.pages.practices.bell import PAGES as BELL
from leeward.web.pages.practices.helps import PAGES as HELPS
from leeward.web.pages.practices.trying import PAGES as TRYING
from leeward.web.pages.practices.views import PAGES as PRACTICES
from leeward.web.pages.reach.views import PAGES as REACH
from leeward.web.pages.reflect.views import PAGES as REFLECT
from leeward.web.pages.settings.views import PAGES as SETTINGS
from leeward.web.pages.sheet.views import PAGES as SHEET
from leeward.web.pages.take.views import PAGES as TAKE
from leeward.web.pages.then.views import PAGES as THEN
from leeward.web.pages.today.views import PAGES as TODAY
from leeward.web.pages.urge.views import PAGES as URGE
from leeward.web.pages.week.views import PAGES as WEEK
from leeward.web.pages.welcome.views import PAGES as WELCOME

if TYPE_CHECKING:
    from leeward.web.asking import Page


def all_pages() -> tuple[Page, ...]:
    """Return every page of the app; the security tests go through this list."""
    return (
        *DOOR,
        *WELCOME,
        *HELP,
        *THEN,
        *PAUSE,
        *HELPS,
        *TRYING,
        *BELL,
        *PRACTICES,
        *TODAY,
        *URGE,
        *LOOK_BACK,
        *DAY_AFTER,
        *JOURNAL,
        *ENTRY,
        *INSIGHTS,
        *CYCLE,
        *WEEK,
        *REFLECT,
        *CHECKS,
        *CHECKUP,
        *LEARN,
        *REACH,
        *SHEET,
        *MORE,
        *BRING,
        *TAKE,
        *CARRY,
        *SETTINGS,
        *CARE,
        *AGAIN,
    )

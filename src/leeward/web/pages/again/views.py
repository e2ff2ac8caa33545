"""Notes that ask again: make the second key, put notes behind it, read them, let them go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.core.behind import BehindClosedError, NoSecondKeyError, Opened
from leeward.core.changes import GoneError
from leeward.core.opening import WeakPassphraseError, WrongPassphraseError
from leeward.util.errors import InputError
from leeward.util.language import mark, say, say_count
from leeward.web.asking import Page
from leeward.web.pages.again.view_models import kept_views
from leeward.web.pages.care.views import confirmed
from leeward.web.pages.door.views import slow_down
from leeward.web.second_key import ROOT, held, hold, put_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from leeward.util.ids import EntryId
    from leeward.web.asking import Ask

LET_GO = mark("let it all go")
CLOSED = mark("The second key was put away. Type it again to go on.")


def page(ask: Ask, template: str, **context: object) -> Response:
    """Show one page of this part with its form."""
    return ask.page(
        f"again/{template}.html",
        title=say("Note"),
        section="/m",
        status=200 if ask.form.ok else 422,
        form=ask.form,
        **context,
    )


def index(ask: Ask) -> Response:
    """Open with the key and show what lies behind it; or offer to make one."""
    behind = ask.journal.behind
    if not behind.has_key:
        return page(ask, "none")
    if ask.posted:
        slow_down(ask)
        try:
            hold(ask, behind.open(ask.form.value("key")))
        except WrongPassphraseError as error:
            ask.house.misses += 1
            ask.form.blame("key", error.message)
            return page(ask, "closed")
        ask.house.misses = 0
        return ask.go(ROOT)
    return what_lies_there(ask)


def make(ask: Ask) -> Response:
    """Make the second key; the passphrase is asked for, so that nobody else makes it."""
    behind = ask.journal.behind
    if behind.has_key:
        return ask.go(ROOT)
    care = ask.journal.care
    if ask.posted and same_twice(ask) and (care is None or confirmed(ask, care)):
        try:
            behind.make_key(ask.form.value("new"))
        except (WeakPassphraseError, InputError) as error:
            ask.form.blame("new", error.message)
        else:
            return ask.go(ROOT, say=say("The second key is made."))
    return page(ask, "new", asks=care is not None)


def change(ask: Ask) -> Response:
    """Change the second key while it is at hand."""
    opened = held(ask)
    if opened is None:
        return ask.go(ROOT, say=say(CLOSED))
    if ask.posted and same_twice(ask):
        try:
            opened.change(ask.form.value("new"))
        except (WeakPassphraseError, InputError) as error:
            ask.form.blame("new", error.message)
        else:
            return ask.go(ROOT, say=say("Changed. The old second key opens nothing now."))
    return page(ask, "change")


def same_twice(ask: Ask) -> bool:
    """Whether the new key was typed twice alike."""
    if ask.form.value("new") == ask.form.value("again"):
        return True
    ask.form.blame("again", say("The two do not match. Type the same words twice."))
    return False


def write(ask: Ask) -> Response:
    """Put words behind the key at once."""
    words = ask.form.words("words")
    if not ask.form.ok:
        return what_lies_there(ask)
    try:
        ask.journal.behind.write(words)
    except InputError as error:
        ask.form.catch(error)
        return what_lies_there(ask)
    except NoSecondKeyError:
        return ask.go(ROOT)
    return ask.go(ROOT, say=say("Put away."))


def what_lies_there(ask: Ask) -> Response:
    """Show what lies behind the key while it is at hand; else ask for it."""
    opened = held(ask)
    if opened is None:
        return page(ask, "closed")
    unread = opened.unread()
    return page(
        ask,
        "open",
        kept=kept_views(opened.kept(), ask.journal.settings),
        unread=say_count(
            "{n} more does not open with this key.", "{n} more do not open with this key.", unread
        )
        if unread
        else "",
        takes_more=opened.takes_more,
    )


def put_behind(ask: Ask) -> Response:
    """Put one entry behind the key, after saying what that means."""
    behind, entry_id = ask.journal.behind, ask.params["id"]
    if not behind.may_keep(entry_id):
        return ask.gone()
    if ask.posted and behind.has_key:
        behind.keep(entry_id)
        return ask.go("/j", say=say("Put away."))
    return page(ask, "put", entry_id=entry_id, has_key=behind.has_key)


def bring_back(ask: Ask) -> Response:
    """Bring one back into the journal."""
    return with_key(ask, Opened.bring_back, say("It is in the journal again."))


def forget(ask: Ask) -> Response:
    """Remove one for good."""
    return with_key(ask, Opened.forget, say("Forgotten. Nothing of it is kept here."))


def with_key(ask: Ask, use: Callable[[Opened, EntryId], object], done: str) -> Response:
    """Do something with one of the notes while the key is at hand, and say so."""
    opened = held(ask)
    if opened is None:
        return ask.go(ROOT, say=say(CLOSED))
    try:
        use(opened, ask.params["id"])
    except (GoneError, BehindClosedError) as error:
        return ask.go(ROOT, say=error.message)
    return ask.go(ROOT, say=done)


def off(ask: Ask) -> Response:
    """Put the key away."""
    put_away(ask)
    return ask.go(ROOT)


def let_go(ask: Ask) -> Response:
    """Remove a lost key and everything behind it, after typed words."""
    if not ask.journal.behind.has_key:
        return ask.go(ROOT)
    if ask.posted:
        care = ask.journal.care
        if not ask.form.typed("word", LET_GO):
            ask.form.blame("word", say("Type the words “{words}” to go on.", words=say(LET_GO)))
        elif care is None or confirmed(ask, care):
            put_away(ask)
            gone = ask.journal.behind.forget_all()
            return ask.go(ROOT, say=say_count("Let go: {n} note.", "Let go: {n} notes.", gone))
    return page(ask, "end", word=say(LET_GO), asks=ask.journal.care is not None)


PAGES = (
    Page(path=ROOT, view=index, methods=("GET", "POST")),
    Page(path=f"{ROOT}/new", view=make, methods=("GET", "POST")),
    Page(path=f"{ROOT}/key", view=change, methods=("GET", "POST")),
    Page(path=f"{ROOT}/words", view=write, methods=("POST",), hands_back=True),
    Page(path=f"{ROOT}/off", view=off, methods=("POST",)),
    Page(path=f"{ROOT}/end", view=let_go, methods=("GET", "POST")),
    Page(path=f"{ROOT}/{{id}}/back", view=bring_back, methods=("POST",)),
    Page(path=f"{ROOT}/{{id}}/forget", view=forget, methods=("POST",)),
    Page(path="/n/{id}/again", view=put_behind, methods=("GET", "POST")),
)

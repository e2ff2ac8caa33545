"""Looking after the journal: passphrase, recovery key, copies, checks, the end."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leeward.core.opening import (
    DamagedVaultError,
    ForeignFileError,
    VaultError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from leeward.util.language import mark, say, say_count, whole
from leeward.web.asking import Page
from leeward.web.pages.take.views import download
from leeward.web.wording import unix_day

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.care import Care
    from leeward.web.asking import Ask

END = mark("destroy everything")
GO_BACK = mark("go back")
NOT_IT = mark("That is not the passphrase. Nothing was changed.")
COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class CareView:
    """Where the journal lies and what it holds."""

    place: str
    held: str
    waiting: str
    read_only: str
    unreadable: str


def care_of(ask: Ask) -> Care | None:
    """Return the care of a journal that lies in a file; a demo has none."""
    return ask.journal.care


def show(ask: Ask) -> Response:
    """Show the menu of care."""
    care = care_of(ask)
    if care is None:
        return ask.page("care/demo.html", title=say("Settings"), section="/m")
    info = ask.house.place.info()
    unreadable = ask.journal.unreadable
    waiting = len(ask.journal.waiting())
    view = CareView(
        place=str(ask.house.place.path),
        held=say_count(
            "{n} record, {kb} KB",
            "{n} records, {kb} KB",
            info.places,
            kb=whole(max(1, info.size // 1024)),
        ),
        waiting=say_count("{n} sealed note waits", "{n} sealed notes wait", waiting)
        if waiting
        else say("Nothing waits"),
        read_only=care.read_only,
        unreadable=say_count(
            "{n} record by a newer version, left as it is",
            "{n} records by a newer version, left as they are",
            unreadable,
        )
        if unreadable
        else "",
    )
    return ask.page("care/care.html", title=say("Settings"), section="/m", view=view)


def confirmed(ask: Ask, care: Care) -> bool:
    """Ask for the passphrase again before something that matters."""
    try:
        care.check_passphrase(ask.form.value("passphrase"))
    except WrongPassphraseError:
        ask.form.blame("passphrase", say(NOT_IT))
        return False
    return True


def page(ask: Ask, template: str, **context: object) -> Response:
    """Show one page of care with its form."""
    form = ask.form
    return ask.page(
        f"care/{template}.html",
        title=say("Settings"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        **context,
    )


def passphrase(ask: Ask) -> Response:
    """Change the passphrase."""
    care = care_of(ask)
    if care is None:
        return show(ask)
    form = ask.form
    if ask.posted:
        new = form.value("new")
        if new != form.value("again"):
            form.blame("again", say("The two do not match. Type the same words twice."))
        if form.ok:
            try:
                care.change_passphrase(form.value("passphrase"), new)
            except WrongPassphraseError:
                form.blame("passphrase", say(NOT_IT))
            except WeakPassphraseError as error:
                form.blame("new", error.message)
            else:
                return ask.go("/m/care", say=say("Changed. The old passphrase opens nothing now."))
    return page(ask, "passphrase")


def recovery(ask: Ask) -> Response:
    """Make a new recovery key and show it once; the old one stops working."""
    care = care_of(ask)
    if care is None:
        return show(ask)
    if ask.posted and confirmed(ask, care):
        return page(ask, "words", words=care.new_recovery_words().split())
    return page(ask, "recovery")


def backup(ask: Ask) -> Response:
    """Hand over a copy that was proven by opening it; it stays locked with the passphrase."""
    care = care_of(ask)
    if care is None:
        return show(ask)
    if not ask.posted:
        return page(ask, "backup")
    with tempfile.TemporaryDirectory(dir=ask.house.place.path.parent) as folder:
        target = Path(folder) / COPY
        care.backup(target)
        body = target.read_bytes()
    name = f"notes-{unix_day(ask.journal.clock())}.leeward"
    return download(body, name, "application/octet-stream")


def drill(ask: Ask) -> Response:
    """Prove that a copy can be gone back to, without changing anything; or go back to it."""
    if care_of(ask) is None:
        return show(ask)
    form = ask.form
    if not ask.posted:
        return page(ask, "drill", receipt=None)
    upload = form.uploads.get("file")
    if upload is None or not upload.data:
        form.blame("file", say("Choose the copy first."))
        return page(ask, "drill", receipt=None)
    with tempfile.TemporaryDirectory(dir=ask.house.place.path.parent) as folder:
        copy = Path(folder) / COPY
        copy.write_bytes(upload.data)
        copy.chmod(0o600)
        try:
            receipt = ask.house.place.drill(copy, form.value("passphrase"))
            if form.value("then") == "restore":
                return go_back(ask, copy)
        except WrongPassphraseError:
            form.blame("passphrase", say("That passphrase does not open this copy."))
        except (ForeignFileError, DamagedVaultError):
            form.blame("file", say("This file is no whole copy of a journal. Choose another one."))
        except VaultError as error:
            form.blame("file", error.message)
        else:
            said = say_count(
                "This copy opens and is whole: {n} record. Nothing was changed.",
                "This copy opens and is whole: {n} records. Nothing was changed.",
                receipt.entries,
            )
            return page(ask, "drill", receipt=said)
    return page(ask, "drill", receipt=None)


def go_back(ask: Ask, copy: Path) -> Response:
    """Go back to a proven copy; what was here is kept beside it, and the journal locks."""
    if not ask.form.typed("word", GO_BACK):
        ask.form.blame(
            "word",
            say(
                "Type the words “{words}” to replace the journal with this copy.",
                words=say(GO_BACK),
            ),
        )
        return page(ask, "drill", receipt=None)
    ask.house.lock()
    ask.house.place.restore(copy, ask.form.value("passphrase"), replace=True)
    return ask.go("/", say="restored")


def verify(ask: Ask) -> Response:
    """Check every stored byte."""
    if care_of(ask) is None:
        return show(ask)
    if not ask.posted:
        return page(ask, "verify", report=None)
    return page(ask, "verify", report=ask.journal.verify())


def destroy(ask: Ask) -> Response:
    """Destroy everything, after the passphrase and typed words."""
    care = care_of(ask)
    if care is None:
        return show(ask)
    form = ask.form
    if ask.posted:
        if not form.typed("word", END):
            form.blame("word", say("Type the words “{words}” to go on.", words=say(END)))
        if form.ok and confirmed(ask, care):
            ask.house.lock()
            ask.house.place.destroy()
            return ask.go("/b")
    return page(ask, "destroy", word=say(END))


PAGES = (
    Page(path="/m/care", view=show),
    *(
        Page(path=f"/m/{name}", view=view, methods=("GET", "POST"))
        for name, view in (
            ("pass", passphrase),
            ("key", recovery),
            ("copy", backup),
            ("back", drill),
            ("check", verify),
            ("end", destroy),
        )
    ),
)

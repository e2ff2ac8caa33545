"""Taking notes out: everything, in open formats, after asking for the passphrase again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from leeward.core.opening import WrongPassphraseError
from leeward.exchange.lines.write import lines
from leeward.exchange.tabular.write import table
from leeward.util.language import mark, say, say_count
from leeward.web.asking import Page
from leeward.web.wording import unix_day

if TYPE_CHECKING:
    from leeward.web.asking import Ask

FORMATS = (
    (
        "lines",
        mark("All of it"),
        mark("One line an entry, with every change. It can come back in whole."),
    ),
    ("table", mark("A table"), mark("The journal as it stands, for a spreadsheet (CSV).")),
)


def asked_again(ask: Ask, wrong: str = "") -> bool:
    """Ask for the passphrase again; a journal that was only looked around in has none."""
    care = ask.journal.care
    if care is None:
        return True
    try:
        care.check_passphrase(ask.form.value("passphrase"))
    except WrongPassphraseError:
        nothing_out = say("That is not the passphrase. Nothing was taken out.")
        ask.form.blame("passphrase", wrong or nothing_out)
        return False
    return True


def show(ask: Ask) -> Response:
    """Show what leaves and how."""
    form = ask.form
    return ask.page(
        "take/take.html",
        title=say("Take notes out"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        formats=tuple((name, say(title), say(hint)) for name, title, hint in FORMATS),
        total=say_count("{n} record is", "{n} records are", sum(1 for _ in ask.journal.entries())),
        protected=ask.journal.care is not None,
    )


def route(ask: Ask) -> Response:
    """Show the page or hand over the file."""
    if not ask.posted:
        return show(ask)
    chosen = ask.form.value("format")
    if chosen not in {"lines", "table"}:
        ask.form.blame("format", say("Choose one of the two."))
    if not ask.form.ok or not asked_again(ask):
        return show(ask)
    private = ask.form.yes("private")
    month = unix_day(ask.journal.clock())
    if chosen == "lines":
        body = b"".join(lines(ask.journal.entries(), private=private))
        return download(body, f"notes-{month}.jsonl", "application/jsonl")
    text = table(ask.journal.history().entries, private=private)
    return download(text.encode("utf-8"), f"notes-{month}.csv", "text/csv; charset=utf-8")


def download(body: bytes, name: str, kind: str) -> Response:
    """Hand over a file under a neutral name."""
    return Response(
        body,
        media_type=kind,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


PAGES = (Page(path="/m/out", view=route, methods=("GET", "POST")),)

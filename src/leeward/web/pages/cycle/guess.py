"""The starting guess: the usual one, or one that many people taught, from a signed file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.guesses import guess_words
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.util.said import number
from leeward.web.asking import Page
from leeward.web.charts.beside import TableView
from leeward.web.forms import Form

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.guesses import Guess
    from leeward.web.asking import Ask

PATH = "/i/cycle/guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessView:
    """A loaded file: what it is in sentences, its traits with their fields, and all it says."""

    says: tuple[str, ...]
    unusable: bool
    traits: tuple[tuple[str, str], ...]
    table: TableView | None


def guess_view(guess: Guess) -> GuessView:
    """Say what a file is."""
    about = guess.about
    return GuessView(
        says=guess_words(guess),
        unusable=not about.usable,
        traits=tuple((f"trait-{n}", name) for n, name in enumerate(about.traits)),
        table=TableView(
            heads=(say("Unknown"), say("Centre"), say("Spread"), say("People")),
            rows=tuple(
                (
                    part.name if part.family != "log" else f"ln {part.name}",
                    number(part.centre, 2),
                    number(part.spread, 2),
                    str(part.people),
                )
                for part in about.parts
            ),
        ),
    )


def show(ask: Ask) -> Response:
    """Show which guess stands, or take a file in."""
    form = ask.form
    guesses = ask.journal.guesses
    if ask.posted:
        file, key = form.uploads.get("file"), form.uploads.get("key")
        if file is None or not file.data:
            form.blame("file", say("Choose the file first."))
        if key is None or not key.data:
            form.blame("key", say("Choose the key of those who signed it."))
        if form.ok and file is not None and key is not None:
            try:
                guesses.load(file.data, key.data)
            except InputError as error:
                form.blame(error.field or "file", error.message)
            else:
                return ask.go(PATH, say=say("Taken. The next calculation starts from it."))
    guess = guesses.now()
    if guess is not None and not ask.posted:
        values = {f"trait-{n}": f"{value:g}" for n, value in enumerate(guess.traits)}
        form = Form.of(values)
    return ask.page(
        "cycle/guess.html",
        title=say("Insights"),
        section="/i",
        status=200 if form.ok else 422,
        form=form,
        view=None if guess is None else guess_view(guess),
    )


def set_traits(ask: Ask) -> Response:
    """Keep the same file for other traits."""
    guess = ask.journal.guesses.now()
    if guess is None:
        return ask.go(PATH)
    try:
        values = [float(ask.form.value(f"trait-{n}") or "0") for n in range(len(guess.traits))]
        ask.journal.guesses.set_traits(values)
    except (ValueError, InputError):
        return ask.go(PATH, say=say("Write each trait as a number between −10 and 10."))
    return ask.go(PATH, say=say("Kept. The next calculation starts from it."))


def remove(ask: Ask) -> Response:
    """Go back to the usual guess."""
    ask.journal.guesses.remove()
    return ask.go(PATH, say=say("Removed. The usual starting guess stands again."))


PAGES = (
    Page(path=PATH, view=show, methods=("GET", "POST")),
    Page(path=f"{PATH}/for", view=set_traits, methods=("POST",)),
    Page(path=f"{PATH}/none", view=remove, methods=("POST",)),
)

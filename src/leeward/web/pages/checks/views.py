"""List questionnaires, fill one in, read the result, bring one's own wording or file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.questionnaires import Definition, DefinitionError, Display, Score, Wording
from leeward.core.safety import VisitAnswers
from leeward.util.errors import InputError
from leeward.util.language import say, say_count
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.noticing import THEN, after_answer, after_words, closed, hear
from leeward.web.pages.checks.view_models import (
    ChoiceView,
    language_words,
    licence_words,
    result_view,
)
from leeward.web.pages.take.views import asked_again, download
from leeward.web.reading import short_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from leeward.core.questionnaires import ScaleResult
    from leeward.web.asking import Ask

RESULT = "result"
PRIVATE_PAGE = {"hark": "/h/f"}
TRAUMA = "pc-ptsd-5"
STAYING_SAFE, ASQ_NOW = "asq", "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unkept:
    """A result that was not stored; it goes with the lock."""

    instrument: str
    results: tuple[ScaleResult, ...]


def path_of(definition: Definition) -> str:
    """Return the neutral address of a questionnaire."""
    return f"/q/{short_name(definition.id)}"


def find(ask: Ask) -> Definition | None:
    """Return the questionnaire an address names."""
    wanted = ask.params["id"]
    language = ask.journal.settings.language
    known = {short_name(d.id): d.id for d in ask.journal.questionnaires.all()}
    return ask.journal.questionnaires.get(known[wanted], language) if wanted in known else None


def index(ask: Ask) -> Response:
    """Show what can be filled in, and what waits for its wording."""
    ready, waiting = [], []
    answered = ask.journal.questionnaires.answered()
    for definition in ask.journal.questionnaires.all():
        path = PRIVATE_PAGE.get(definition.id, path_of(definition))
        if definition.wording is Wording.INCLUDED:
            hint = say_count("{n} question", "{n} questions", len(definition.items))
            if definition.id in answered and not definition.private:
                hint = say("{questions}, answered before", questions=hint)
            ready.append(ChoiceView(path=path, title=definition.title, hint=hint))
        else:
            hint = say("The wording is not ours to give")
            waiting.append(ChoiceView(path=f"{path}/words", title=definition.title, hint=hint))
    return ask.page(
        "checks/index.html",
        title=say("Questions"),
        section="/m",
        ready=[(c.path, c.title, c.hint) for c in ready],
        waiting=[(c.path, c.title, c.hint) for c in waiting],
    )


def fill(ask: Ask) -> Response:
    """Show a questionnaire, or take its answers."""
    definition = find(ask)
    if definition is None or definition.wording is Wording.SUPPLY:
        return ask.go("/q")
    if definition.id in PRIVATE_PAGE:
        return ask.go(PRIVATE_PAGE[definition.id])
    if not ask.posted:
        return fill_page(ask, definition, Form())
    values = read_values(ask.form, definition)
    if ask.form.ok:
        try:
            return keep(ask, definition, values)
        except InputError as error:
            ask.form.blame(definition.items[0].key, error.message)
    return fill_page(ask, definition, ask.form)


def read_values(form: Form, definition: Definition) -> dict[str, int | None]:
    """Read the answers; skipped is None."""
    values: dict[str, int | None] = {}
    for item in definition.items:
        raw = form.value(item.key)
        offered = {str(option.value): option.value for option in definition.options_of(item)}
        if raw and raw not in offered:
            form.blame(item.key, say("Choose one of the answers shown."))
        values[item.key] = offered.get(raw)
    return values


def keep(ask: Ask, definition: Definition, values: dict[str, int | None]) -> Response:
    """Store the answers, or only judge them where they are private and no tick was set."""
    questionnaires = ask.journal.questionnaires
    if all(value is None for value in values.values()):
        raise InputError(say("Nothing was answered yet. One answer is enough to keep."))
    if definition.private and not ask.form.yes("keep"):
        results = questionnaires.judge(definition.id, values, language=definition.language)
        ask.session.keep(RESULT, Unkept(instrument=definition.id, results=results))
        if definition.id == TRAUMA:
            counts = [round(r.value) for r in results if isinstance(r, Score)]
            sensitive = ask.form.yes("sensitive") or None
            count = counts[0] if counts else None
            hear(ask, VisitAnswers(pc_ptsd5=count, pc_ptsd5_sensitive=sensitive))
    else:
        ask.session.kept.pop(RESULT, None)
        questionnaires.keep(definition.id, values, language=definition.language)
        if definition.id == TRAUMA:
            sensitive_mark = int(ask.form.yes("sensitive"))
            ask.journal.safety.keep(private=True, values={"ptsd_sensitive": sensitive_mark})
    if definition.id == STAYING_SAFE and any(values.values()):
        # What is at stake is met at once and before any result, and noted nowhere.
        hear(ask, staying_safe(values))
        after_words(ask)
        return ask.go(THEN)
    after_answer(ask)
    return ask.go(f"{path_of(definition)}/seen")


def staying_safe(values: Mapping[str, int | None]) -> VisitAnswers:
    """Read an ASQ: how many of its first four questions were answered yes, and the fifth."""
    return VisitAnswers(
        asq=sum(bool(value) for key, value in values.items() if key != ASQ_NOW),
        asq_now=bool(values.get(ASQ_NOW)),
    )


def fill_page(ask: Ask, definition: Definition, form: Form) -> Response:
    """Show the questions, why they are asked and who sees the answers."""
    items = tuple(
        (
            item.key,
            item.text,
            (*((str(o.value), o.label) for o in definition.options_of(item)), ("", say("Skip"))),
        )
        for item in definition.items
    )
    return ask.page(
        "checks/fill.html",
        title=say("Questions"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        definition=definition,
        elsewhere=language_words(definition.language),
        items=items,
        path=path_of(definition),
        licence=licence_words(definition),
        trauma=definition.id == TRAUMA,
    )


def seen(ask: Ask) -> Response:
    """Show what came out, with its error and the change since last time."""
    definition = find(ask)
    if definition is None:
        return ask.go("/q")
    unkept = ask.session.kept.get(RESULT)
    taken = ask.journal.questionnaires.taken(definition.id)
    if isinstance(unkept, Unkept) and unkept.instrument == definition.id:
        results = tuple(result_view(result, ()) for result in unkept.results)
    elif taken:
        results = tuple(result_view(r, taken[-1].changes) for r in taken[-1].results)
    else:
        return ask.go(path_of(definition))
    numbers = definition.display is Display.SCORE and "metrics" not in closed(ask)
    return ask.page(
        "checks/seen.html",
        title=say("Questions"),
        section="/m",
        definition=definition,
        results=results if numbers else (),
        resources=definition.display is Display.RESOURCES,
        times=len(taken),
        entry=taken[-1].entry.id if taken else "",
        path=path_of(definition),
        licence=licence_words(definition),
        on=THEN,
        protected=ask.journal.care is not None,
        form=ask.form,
    )


def words(ask: Ask) -> Response:
    """Add the person's own copy of the wording to a scoring key."""
    definition = find(ask)
    if definition is None or definition.wording is Wording.INCLUDED:
        return ask.go("/q")
    form = ask.form if ask.posted else Form()
    if ask.posted:
        given = {item.key: form.words(f"w-{item.key}", limit=600) for item in definition.items}
        if form.ok:
            try:
                made = ask.journal.questionnaires.supply(definition.id, given)
            except DefinitionError as error:
                form.blame("", error.message)
            else:
                return ask.go(path_of(made), say=say("Kept in your journal, for you alone."))
    return ask.page(
        "checks/words.html",
        title=say("Questions"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        definition=definition,
        path=f"{path_of(definition)}/words",
        licence=licence_words(definition),
    )


def bring_in(ask: Ask) -> Response:
    """Take a definition from a file, in either of the two documented forms."""
    form = ask.form
    if ask.posted:
        upload = form.uploads.get("file")
        if upload is None or not upload.data:
            form.blame("file", say("Choose a file first."))
        else:
            try:
                made = ask.journal.questionnaires.bring_in(upload.data)
            except DefinitionError as error:
                form.blame("file", error.message)
            else:
                return ask.go(path_of(made), say=say("Kept in your journal."))
    return ask.page(
        "checks/bring_in.html",
        title=say("Questions"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
    )


def out(ask: Ask) -> Response:
    """Hand over a definition, or the last answers once the passphrase was asked again."""
    definition = find(ask)
    if definition is None:
        return ask.go("/q")
    questionnaires = ask.journal.questionnaires
    form = ask.form.value("as")
    if form == "answers":
        taken = questionnaires.taken(definition.id)
        if not taken:
            return ask.go(path_of(definition))
        if not asked_again(ask):
            return ask.go(
                f"{path_of(definition)}/seen", say=say("That is not the passphrase. Nothing left.")
            )
        text = questionnaires.answers_as_fhir(taken[-1])
    elif form == "fhir":
        text = questionnaires.as_fhir(definition)
    else:
        return download(
            questionnaires.as_toml(definition).encode(), "questions.toml", "application/toml"
        )
    return download(text.encode(), "questions.json", "application/fhir+json")


PAGES = (
    Page(path="/q", view=index),
    Page(path="/q/in", view=bring_in, methods=("GET", "POST")),
    Page(path="/q/{id}", view=fill, methods=("GET", "POST")),
    Page(path="/q/{id}/seen", view=seen),
    Page(path="/q/{id}/words", view=words, methods=("GET", "POST")),
    Page(path="/q/{id}/out", view=out, methods=("POST",)),
)

"""Bringing notes in: choose a file, see what it would add, then decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.timeline import Item
from leeward.exchange.bring import Brought, bring_lines, bring_table, looks_like_lines, store
from leeward.exchange.tabular.mapping import MappingError, read_mapping, shipped
from leeward.util.clock import local
from leeward.util.errors import InputError
from leeward.util.language import say, say_count, whole
from leeward.util.said import day_of_year
from leeward.web.asking import Page
from leeward.web.lines import line_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask
    from leeward.web.forms import Form
    from leeward.web.lines import Fact

READY = "brought"
OWN = "own"
LINES = "leeward"
FEW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """One remark on a line of the file."""

    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """One entry as it would be stored."""

    when: str
    title: str
    facts: tuple[Fact, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """What a file would add, before anything is stored."""

    name: str
    lines: str
    entries: str
    new: str
    any_new: bool
    known: str
    span: str
    examples: tuple[ExampleView, ...]
    problems: tuple[ProblemView, ...]
    more_problems: str


def mapping_choices() -> tuple[tuple[str, str], ...]:
    """Return the mappings that come with Leeward, by title, and the two other ways."""
    named = [(name, say(read_mapping(text, name=name).title)) for name, text in shipped().items()]
    return (
        (LINES, say("An earlier Leeward file")),
        *sorted(named, key=lambda item: item[1]),
        (OWN, say("My own mapping, written below")),
    )


def read(ask: Ask, form: Form) -> Brought | None:
    """Read the file that was sent, or None with the problems noted in the form."""
    upload = form.uploads.get("file")
    if upload is None or not upload.data:
        form.blame("file", say("Choose a file first."))
        return None
    chosen = form.value("mapping")
    if chosen == LINES and not looks_like_lines(upload.data):
        form.blame(
            "mapping", say("This is no earlier Leeward file. Choose which kind of table it is.")
        )
        return None
    try:
        if looks_like_lines(upload.data):
            return bring_lines(ask.journal, upload.data, name=upload.name)
        if chosen == OWN:
            text = form.value("own")
        elif chosen in shipped():
            text = shipped()[chosen]
        else:
            form.blame("mapping", say("Choose what kind of file it is."))
            return None
        mapping = read_mapping(text, name=say("The mapping"))
        return bring_table(ask.journal, upload.data, mapping, name=upload.name)
    except InputError as error:
        about_mapping = chosen == OWN and isinstance(error, MappingError)
        form.blame("own" if about_mapping else "file", error.message)
        return None


def plan_view(ask: Ask, brought: Brought) -> PlanView:
    """Say what a file would add."""
    zone = ask.journal.settings.zone
    total = len(brought.entries)
    span = ""
    if brought.first and brought.last:
        first, last = local(brought.first, zone).date(), local(brought.last, zone).date()
        span = say("{low} to {high}", low=day_of_year(first), high=day_of_year(last))
    shown = brought.problems[:FEW]
    rest = brought.problem_count - len(shown)
    return PlanView(
        name=brought.name,
        lines=say_count("{n} line", "{n} lines", brought.lines),
        entries=say_count("{n} entry", "{n} entries", total),
        new=say_count("{n} new entry", "{n} new entries", brought.new),
        any_new=brought.new > 0,
        known=say_count(
            "{n} entry is here already", "{n} entries are here already", total - brought.new
        )
        if total > brought.new
        else "",
        span=span,
        examples=examples(ask, brought),
        problems=tuple(
            ProblemView(place=place_of(p.line, p.column), message=p.message) for p in shown
        ),
        more_problems=say_count("and {n} more remark", "and {n} more remarks", rest)
        if rest > 0
        else "",
    )


def place_of(line: int, column: str) -> str:
    """Say where in the file a remark belongs."""
    place = say("Line {line}", line=whole(line))
    return f"{place}, {column}" if column else place


def examples(ask: Ask, brought: Brought) -> tuple[ExampleView, ...]:
    """Show the first, the middle and the last new entry as they would be stored."""
    settings = ask.journal.settings
    fresh = [entry for entry in brought.entries if not ask.journal.known(entry.id)]
    fresh.sort(key=lambda entry: entry.at)
    picked = [fresh[i] for i in sorted({0, len(fresh) // 2, len(fresh) - 1})] if fresh else []
    found = []
    for entry in picked:
        line = line_of(Item(entry=entry, this_time=None, changed=False), settings)
        when = f"{day_of_year(line.day)}, {line.time}"
        found.append(ExampleView(when=when, title=line.title, facts=line.facts, note=line.note))
    return tuple(found)


def show(ask: Ask, *, plan: PlanView | None = None) -> Response:
    """Show the form, or what the file would add."""
    form = ask.form
    return ask.page(
        "bring/plan.html" if plan else "bring/bring.html",
        title=say("Bring notes in"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        mappings=mapping_choices(),
        plan=plan,
    )


def route(ask: Ask) -> Response:
    """Read a file and say what it would add; nothing is stored yet."""
    if not ask.posted:
        return show(ask)
    brought = read(ask, ask.form)
    if brought is None:
        return show(ask)
    ask.session.keep(READY, brought)
    return show(ask, plan=plan_view(ask, brought))


def confirm(ask: Ask) -> Response:
    """Store what was shown, in one commit."""
    brought = ask.session.kept.pop(READY, None)
    if not isinstance(brought, Brought):
        return ask.go("/m/in", say=say("Choose the file once more; it was let go."))
    if ask.form.value("no"):
        return ask.go("/m/in", say=say("Nothing was stored."))
    added = store(ask.journal, brought)
    said = say_count("{n} entry was added.", "{n} entries were added.", added)
    return ask.go("/j", say=said if added else say("Nothing was new."))


PAGES = (
    Page(path="/m/in", view=route, methods=("GET", "POST")),
    Page(path="/m/in/go", view=confirm, methods=("POST",)),
)

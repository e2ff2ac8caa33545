"""Self-run experiments: a plan first, then chance, then one honest sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.content.practices import all_practices, is_closed
from leeward.core.experiment_words import arm_words, unit_words
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate
from leeward.util.language import decimal, mark, say, say_count
from leeward.util.said import number
from leeward.web.asking import Page
from leeward.web.charts.bars import Bar, bar
from leeward.web.forms import options
from leeward.web.noticing import closed
from leeward.web.pages.practices.helps import likely_change
from leeward.web.wording import day_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.experiments import Experiment
    from leeward.events import Entry
    from leeward.web.asking import Ask
    from leeward.web.forms import Form

LENGTHS = (32, 64, 128)
DAYS = (32, 60)
OUTCOMES = (
    ("need_met", mark("How well the need was met")),
    ("freer", mark("How free the choice felt")),
    ("next_day", mark("How good the choice looked a day later")),
)
DETECTS = {32: "2.0", 64: "1.4", 128: "1.0"}
ENDS = (-5.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One experiment as a page shows it; `result` is empty while there is none to see."""

    id: str
    question: str
    rule: str
    began: str
    passed: int
    units: int
    unit: str
    next_look: int
    over: bool
    result: str
    caveat: str
    bar: Bar | None
    likely: str
    basis: str
    prompts: bool
    means: str


def shown(one: Experiment) -> Shown:
    """Return what may be seen of an experiment now."""
    stated, standing = one.stated, one.standing
    finding = one.finding
    answer = finding.answer if finding else None
    estimate = answer if isinstance(answer, Estimate) else None
    means = finding.means if finding else None
    first, second = (arm_words(arm) for arm in stated.arms[:2])
    return Shown(
        id=one.entry.id,
        question=one.question,
        rule=one.rule,
        began=day_words(stated.starts),
        passed=getattr(standing, "passed", getattr(standing, "after", 0)),
        units=stated.units,
        unit=unit_words(stated.outcome),
        next_look=getattr(standing, "next_look", 0),
        over=one.over,
        result=one.words,
        caveat=estimate.caveat if estimate else "",
        bar=bar(estimate.value, estimate.low, estimate.high, ends=ENDS, ref=0.0)
        if estimate
        else None,
        likely=likely_change(estimate) if estimate else "",
        basis=say_count("from {n} answer", "from {n} answers", estimate.n) if estimate else "",
        prompts=stated.outcome == "evening_distress",
        means=say(
            "Mean of your answers: {first} {a}; {second} {b}.",
            first=first,
            a=number(means[0]),
            second=second,
            b=number(means[1]),
        )
        if means
        else "",
    )


def ways_to_try(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the ways that can be compared: those that can be offered at all."""
    shut, words = closed(ask), ask.journal.settings.words
    listed = [
        (one.id, one.named(words))
        for one in all_practices()
        if one.way and not is_closed(one, shut)
    ]
    listed += [(f"own:{name}", name) for name in ask.journal.settings.own_practices]
    return tuple(listed)


def page(ask: Ask, form: Form) -> Response:
    """Show the experiments and the form for a plan."""
    every = tuple(shown(one) for one in ask.journal.experiments.all())
    return ask.page(
        "practice/try.html",
        title=say("Try two ways"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        every=every,
        busy=any(not one.over for one in every),
        ways=(("", say("Choose one")), *ways_to_try(ask)),
        outcomes=options(OUTCOMES),
        lengths=tuple(
            (
                str(n),
                say(
                    "{n} pauses: finds about {points} points",
                    n=n,
                    points=decimal(DETECTS[n]),
                ),
            )
            for n in LENGTHS
        ),
        days=tuple((str(n), say_count("{n} day", "{n} days", n)) for n in DAYS),
    )


def plan(ask: Ask) -> Response:
    """Show the form, or state a plan."""
    form = ask.form
    if not ask.posted:
        return page(ask, form)
    try:
        if form.value("what") == "prompts":
            days = form.number("days", low=DAYS[0], high=DAYS[-1], default=DAYS[0])
            made = ask.journal.experiments.prompts(days=days) if form.ok else None
        else:
            made = _compare(ask)
    except InputError as error:
        form.catch(error)
        made = None
    if made is None:
        return page(ask, form)
    return ask.go(f"/e/try/{made.id}", say=say("The plan stands."))


def _compare(ask: Ask) -> Entry | None:
    form = ask.form
    known = {name for name, _ in ways_to_try(ask)}
    first, second = form.value("first"), form.value("second")
    for name, value in (("first", first), ("second", second)):
        if value not in known:
            form.blame(name, say("Choose one of the ways."))
    units = form.number("units", low=LENGTHS[0], high=LENGTHS[-1], default=LENGTHS[0])
    if not form.ok:
        return None
    return ask.journal.experiments.compare(
        first, second, outcome=form.value("outcome"), units=units
    )


def one(ask: Ask) -> Response:
    """Show one experiment, end it early, or hand out its prompted days."""
    experiments = ask.journal.experiments
    known = experiments.one(ask.params["id"])
    if ask.posted and ask.form.value("act") == "stop":
        experiments.stop(known.entry.id)
        return ask.go(f"/e/try/{known.entry.id}", say=say("It has ended."))
    return ask.page(
        "practice/trial.html", title=say("Try two ways"), section="/m", one=shown(known)
    )


PAGES = (
    Page(path="/e/try", view=plan, methods=("GET", "POST")),
    Page(path="/e/try/{id}", view=one, methods=("GET", "POST")),
)

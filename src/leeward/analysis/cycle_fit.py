"""The whole way from a record to what can be said: fit, numbers, paired runs, checks.

Everything heavy is imported here and nowhere above: who only shows a kept result never pays.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from leeward.analysis.cycle_numbers import Change, CycleNumbers, Learned, Line, Moved
from leeward.model import api
from leeward.model.data import CLASS_NAMES, Data
from leeward.model.engine import ENGINE
from leeward.model.fit import Fit, under
from leeward.model.params import DEFAULT, SCEPTICAL, PriorSet
from leeward.model.records import Checks, Summary, WhatIf
from leeward.model.summary import posterior

Report = Callable[[str, float], None]

STAGES: Final = (
    ("fit", 0.0),
    ("numbers", 0.15),
    ("line", 0.2),
    ("pairs", 0.25),
    ("checks", 0.4),
    ("bond", 0.75),
    ("done", 1.0),
)
"""What is being done, and the share of the time that is behind it then."""
LINE_DAYS: Final = 120
WORTH_SAYING: Final = 0.5
BELL_80: Final = 2.563
"""Width of the middle 80 % of a Gaussian bell, in standard deviations."""
DRAWS: Final = (512, 1024, 2048, 4096)


def fit_cycle(
    data: Data,
    *,
    start: Fit | None = None,
    report: Report = lambda _stage, _share: None,
    checks: bool = True,
    prior: PriorSet | None = None,
    prior_id: str = "",
) -> tuple[CycleNumbers, Fit]:
    """Fit one record and say everything about it; `start` is an earlier fit of the same person.

    `report` is told each stage of `STAGES` as it begins. Without `checks`, the paired simulation,
    the checks and the two-state fit are left out. `prior` is one learned from a cohort, kept
    under `prior_id`; what it changed is then part of the answer. Deterministic: the same record
    gives the same numbers.
    """
    # Logs of one value only divide nothing by nothing; the gates then say that nothing is known.
    with np.errstate(all="ignore"):
        return _fit_cycle(data, start, report, prior, prior_id, checks=checks)


def _fit_cycle(
    data: Data,
    start: Fit | None,
    report: Report,
    prior: PriorSet | None,
    prior_id: str,
    *,
    checks: bool,
) -> tuple[CycleNumbers, Fit]:
    begin = time.perf_counter()
    shares = dict(STAGES)

    def now(stage: str) -> None:
        report(stage, shares[stage])

    now("fit")
    chosen = DEFAULT if prior is None else prior
    # A start from another prior set has another scale, so it would only mislead.
    warm = start if start is not None and start.prior == chosen.name else None
    fit = settled(lambda draws: api.fit_person(data, start=warm, prior=chosen, draws=draws))
    now("numbers")
    other = settled(lambda draws: under(fit, data, SCEPTICAL, draws=draws))
    summary = api.summarise(fit, data, other=other)
    now("line")
    line = _line(fit, data)
    gain = found = bond = None
    if checks:
        now("pairs")
        if data.episode_t.size:
            gain = api.loop_gain(fit, data, post=posterior(fit, data, other))
        now("checks")
        found = _checked(fit, data, other)
        now("bond")
        bond = api.bond_summary(data)
    learned = None
    if prior is not None:
        usual = settled(lambda draws: under(fit, data, DEFAULT, draws=draws))
        before = api.summarise(usual, data, other=other)
        learned = Learned(id=prior_id, moved=moved(summary, before))
    now("done")
    counts = np.bincount(data.episode_kind, minlength=len(data.kinds))
    return CycleNumbers(
        engine=ENGINE,
        summary=summary,
        checks=found,
        gain=gain,
        line=line,
        trigger_classes=tuple(
            (name, CLASS_NAMES[c])
            for name, c in zip(data.trigger_names, data.trigger_class, strict=True)
        ),
        kinds=tuple(
            (name, int(n)) for name, n in zip(data.kinds, counts.tolist(), strict=True) if n
        ),
        seconds=time.perf_counter() - begin,
        bond=bond,
        learned=learned,
    ), fit


def moved(summary: Summary, before: Summary) -> tuple[Moved, ...]:
    """Numbers that stand elsewhere than `before` by over half a standard deviation, or gates."""
    found = []
    for now in (*summary.parameters, *summary.derived):
        then = before.of(now.name)
        if then is None:
            continue
        spread = (now.q90 - now.q10) / BELL_80
        by = (now.median - then.median) / spread if spread > 0.0 else 0.0
        if (math.isfinite(by) and abs(by) > WORTH_SAYING) or now.shown != then.shown:
            found.append(Moved(name=now.name, by=by, shown=now.shown, shown_before=then.shown))
    return tuple(found)


def settled(fit: Callable[[int], Fit]) -> Fit:
    """Fit with more draws where fewer cannot be trusted; the last try stands as it is.

    In many dimensions the weights of 512 draws are often just too uneven. More draws are better
    draws, and whether they may be believed is still for their own diagnostic to say.
    """
    made = fit(DRAWS[0])
    for draws in DRAWS[1:]:
        if not made.converged or made.draws is None or made.draws.trusted:
            break
        made = fit(draws)
    return made


def _checked(fit: Fit, data: Data, other: Fit) -> Checks | None:
    """Run the checks; None where a log has no variation at all and they divide by nothing."""
    try:
        return api.check(fit, data, other=other)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError):
        return None


def what_if(fit: Fit, data: Data, change: Change) -> WhatIf:
    """Simulate the person's weeks in pairs, as they are and with one thing different."""
    return api.what_if(
        fit,
        data,
        api.Scenario(
            pause=change.pause,
            alternative_first=change.alternative_first,
            threats=change.threats,
            stress=change.stress,
        ),
    )


def _line(fit: Fit, data: Data) -> Line:
    """Keep the latest months: a page shows weeks, and ten years by the hour would be megabytes."""
    line = api.distress_line(fit, data)
    keep = line.t >= data.minutes - LINE_DAYS * 1440
    return Line(
        minutes=tuple(line.t[keep].tolist()),
        mean=tuple(np.round(line.mean[keep], 3).tolist()),
        low=tuple(np.round(line.q10[keep], 3).tolist()),
        high=tuple(np.round(line.q90[keep], 3).tolist()),
    )

"""The whole way from a record to what can be said: fit, numbers, paired runs, checks.

Everything heavy is imported here and nowhere above: who only shows a kept result never pays.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from leeward.analysis.cycle_numbers import Change, CycleNumbers, Line
from leeward.model import api
from leeward.model.data import CLASS_NAMES, Data
from leeward.model.fit import ENGINE, Fit, under
from leeward.model.params import SCEPTICAL, PriorSet
from leeward.model.records import Checks, WhatIf
from leeward.model.summary import posterior

Report = Callable[[str, float], None]

STAGES: Final = (
    ("fit", 0.0),
    ("numbers", 0.15),
    ("line", 0.2),
    ("pairs", 0.25),
    ("checks", 0.45),
    ("done", 1.0),
)
"""What is being done, and the share of the time that is behind it then."""
LINE_DAYS: Final = 120
DRAWS: Final = (512, 1024, 2048)


def fit_cycle(
    data: Data,
    *,
    start: Fit | None = None,
    report: Report = lambda _stage, _share: None,
    checks: bool = True,
    prior: PriorSet | str = "default",
) -> tuple[CycleNumbers, Fit]:
    """Fit one record and say everything about it; `start` is an earlier fit of the same person.

    `report` is told each stage of `STAGES` as it begins. Without `checks`, the paired simulation
    and the checks are left out. Deterministic: the same record gives the same numbers.
    """
    # Logs of one value only divide nothing by nothing; the gates then say that nothing is known.
    with np.errstate(all="ignore"):
        return _fit_cycle(data, start=start, report=report, checks=checks, prior=prior)


def _fit_cycle(
    data: Data, *, start: Fit | None, report: Report, checks: bool, prior: PriorSet | str
) -> tuple[CycleNumbers, Fit]:
    begin = time.perf_counter()
    shares = dict(STAGES)

    def now(stage: str) -> None:
        report(stage, shares[stage])

    now("fit")
    fit = settled(lambda draws: api.fit_person(data, start=start, prior=prior, draws=draws))
    now("numbers")
    other = settled(lambda draws: under(fit, data, SCEPTICAL, draws=draws))
    summary = api.summarise(fit, data, other=other)
    now("line")
    line = _line(fit, data)
    gain = found = None
    if checks:
        now("pairs")
        if data.episode_t.size:
            gain = api.loop_gain(fit, data, post=posterior(fit, data, other))
        now("checks")
        found = _checked(fit, data, other)
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
    ), fit


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

"""Do nominal 95 % intervals of the insights page cover the truth in .92 to .98 of diaries?

    python -m scripts.validation.insights_coverage [diaries] [--days 120] [--jobs 2]

Whole diaries are simulated (check-ins, urges, times, look-backs, silent days) of a person whose
distress stays for a day and drifts over weeks, and the page is computed for each. The truth of a
figure is its mean over longer diaries of the same person with other seeds. The half-life has a
truth of its own: plain mean-reverting series with a known half-life, rounded and with gaps.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from leeward.analysis.diary import diary_of
from leeward.analysis.insights import insights
from leeward.analysis.persons import ORDINARY, Persona
from leeward.analysis.series import fit_series, half_life_of
from leeward.events.history import History
from leeward.util.intervals import Estimate

END = datetime(2026, 6, 1, 20, 0, tzinfo=UTC)
STRONG: Persona = replace(
    ORDINARY, name="strong", half_life=24.0, spread=1.6, drift=0.5, solace=0.45, pull=0.15
)
TRUTH_DIARIES = 120
LOW, HIGH = 0.92, 0.98
# Their truth is not a mean of estimates: judged apart, or several rows at once.
APART = {"settling"}

Numbers = dict[str, tuple[float, float, float]]


def numbers_of(seed: int, days: int) -> Numbers:
    """Every interval of one diary's page, by name."""
    history = History(entries=tuple(diary_of(STRONG, seed, days=days, zone="UTC", end=END)))
    return dict(_numbers(history))


def _numbers(history: History) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for insight in insights(history, END).insights:
        if isinstance(insight.answer, Estimate) and insight.id != "before_urges":
            a = insight.answer
            yield insight.id, (a.value, a.low, a.high)
        for figure in insight.figures:
            if isinstance(figure.answer, Estimate):
                a = figure.answer
                yield f"{insight.id}.{figure.key}", (a.value, a.low, a.high)
        chart = insight.chart
        for dot in getattr(chart, "dots", ()):
            if insight.id in {"before_urges", "consequences", "wanting_enjoying"}:
                yield f"{insight.id}.{dot.key}", (dot.value, dot.low, dot.high)
        for one in getattr(chart, "bins", ()):
            yield f"{insight.id}.{one.from_hour:02d}", (one.value, one.low, one.high)


def _one(task: tuple[int, int]) -> Numbers:
    return numbers_of(*task)


def _truth(results: list[Numbers]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for result in results:
        for name, (value, _, _) in result.items():
            values.setdefault(name, []).append(value)
    out = {}
    for name, found in values.items():
        # Means of ratios lean upwards; their logarithms hardly do.
        if name.startswith("before_urges"):
            out[name] = math.exp(float(np.mean(np.log(np.maximum(found, 1e-3)))))
        else:
            out[name] = float(np.mean(found))
    return out


def coverage(diaries: int, days: int = 120, jobs: int = 1) -> dict[str, tuple[float, int]]:
    """Return the share of diaries whose interval holds the truth, and in how many it was shown."""
    known = [(100_000 + s, 365) for s in range(TRUTH_DIARIES)]
    fresh = [(s, days) for s in range(diaries)]
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            long_ones = list(pool.map(_one, known, chunksize=4))
            short_ones = list(pool.map(_one, fresh, chunksize=8))
    else:
        long_ones, short_ones = [_one(t) for t in known], [_one(t) for t in fresh]
    truth = _truth(long_ones)
    out = {}
    for name, value in truth.items():
        ranges = [r[name] for r in short_ones if name in r]
        if len(ranges) >= max(20, diaries // 10):
            held = sum(low <= value <= high for _, low, high in ranges)
            out[name] = (held / len(ranges), len(ranges))
    return out


def half_life_coverage(series: int, half_life: float, seed: int = 5) -> tuple[float, int]:
    """Coverage of the half-life on rounded, gappy series of 120 days with a known one."""
    rng = np.random.default_rng(seed)
    held = shown = 0
    for _ in range(series):
        hours, y = _series(rng, half_life)
        half = half_life_of(fit_series(hours, y, fine=True))
        if half.white < 0.05 and half.at_edge < 0.1:
            shown += 1
            held += half.range.low <= half_life <= half.range.high
    return held / max(shown, 1), shown


def _series(rng: np.random.Generator, half_life: float) -> tuple[np.ndarray, np.ndarray]:
    hours = np.sort(rng.uniform(0, 120 * 24, 540))
    hours = hours[(hours % 24 > 8) & (hours % 24 < 23)]
    gap = rng.uniform(200, 2400)
    hours = hours[(hours < gap) | (hours > gap + 120)]
    keep = 0.5 ** (np.diff(hours) / half_life)
    x = np.empty(hours.size)
    x[0] = rng.normal()
    for i, (a, e) in enumerate(zip(keep, rng.normal(size=keep.size), strict=True)):
        x[i + 1] = a * x[i] + math.sqrt(1 - a * a) * e
    return hours, np.clip(np.round(4.5 + 1.6 * x + 0.8 * rng.normal(size=x.size)), 0, 10)


def main() -> None:
    """Print one line per figure, those outside the bounds marked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("diaries", nargs="?", type=int, default=1000)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    found = coverage(given.diaries, given.days, given.jobs)
    for name in sorted(found):
        share, shown = found[name]
        if name not in APART:
            mark = "" if LOW <= share <= HIGH else "  <- outside"
            print(f"{name:48s} {share:.3f}  of {shown}{mark}")
    means = [share for name, (share, _) in found.items() if name not in APART]
    print(f"{'mean of all figures':48s} {np.mean(means):.3f}  of {len(means)} figures")
    for half_life in (6.0, 24.0, 72.0):
        share, shown = half_life_coverage(max(50, given.diaries // 3), half_life)
        print(f"{f'half-life of {half_life:g} h':48s} {share:.3f}  of {shown}")


if __name__ == "__main__":
    main()

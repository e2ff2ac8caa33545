"""What people are told about stress and their bond, where it matters and where it does not.

Everyone differs in level, spread and rates; the change of one full stress per point of insecurity is
0, .4 or .8 points. Counts what is said (weighs more, weighs less, no sign: a point is ruled out, not
settled, too early) and how often the 90 % interval of the difference holds the truth.

    python -m scripts.validation.stress_and_bond --people 40 --days 125 --jobs 2
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scripts.validation._many import add_jobs, each

from leeward.model.params import Params
from leeward.model.two_state_people import simulate_pair, typical
from leeward.model.two_state_summary import bond_summary

ANSWERS = ("more", "less", "no sign", "not settled", "too early")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One person: what was said, the estimate, the truth, and whether the interval holds it."""

    said: str
    median: float
    truth: float
    held: bool
    trusted: bool


def person(seed: int, interaction: float) -> Params:
    """Somebody with the given interaction, all else of their own."""
    rng = np.random.default_rng(seed)
    return typical(
        bond_stress=interaction,
        mu0=float(rng.normal(4.0, 0.8)),
        h_x=float(np.exp(rng.normal(np.log(4.0), 0.3))),
        s_x=float(np.exp(rng.normal(np.log(1.5), 0.2))),
        s_S=float(np.exp(rng.normal(np.log(1.3), 0.25))),
        h_S=float(np.exp(rng.normal(np.log(14.0), 0.4))),
        beta_work=float(rng.normal(1.2, 0.4)),
        bond_D=float(rng.normal(0.25, 0.15)),
        alpha_0=float(rng.normal(-0.7, 0.3)),
    )


def one(asked: tuple[int, int, float]) -> Told:
    """Fit one person: seed, days, interaction."""
    seed, days, interaction = asked
    truth = person(seed, interaction)
    found = bond_summary(simulate_pair(truth, days=days, seed=seed).data)
    difference = found.of("stress_by_bond")
    exact = 2.0 * interaction * truth["s_S"]
    if difference is None:
        return Told(said="too early", median=np.nan, truth=exact, held=True, trusted=False)
    said = "too early"
    if difference.shown:
        low, high = difference.q05, difference.q95
        said = "no sign" if max(-low, high) < 1.0 else "not settled"
        said = "more" if low > 0.0 else "less" if high < 0.0 else said
    return Told(
        said=said,
        median=difference.median,
        truth=exact,
        held=difference.q05 <= exact <= difference.q95,
        trusted=not found.why_not,
    )


def main(arguments: tuple[str, ...] = ()) -> None:
    """Say for each interaction what people were told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=125)
    add_jobs(parser)
    args = parser.parse_args(arguments)
    broken = ""
    for interaction in (0.0, 0.4, 0.8):
        started = time.perf_counter()
        asked = [(seed, args.days, interaction) for seed in range(args.people)]
        told = each(one, asked, jobs=args.jobs, keep=args.keep)
        said = Counter(t.said for t in told)
        print(
            f"{interaction:.1f} a point, {args.people} people, {args.days} days: "
            + ", ".join(f"{answer} {said[answer]}" for answer in ANSWERS)
            + f"; interval holds the truth {np.mean([t.held for t in told]):.2f}; "
            f"mean estimate {np.nanmean([t.median for t in told]):.2f}, "
            f"mean truth {np.mean([t.truth for t in told]):.2f}; "
            f"trusted {sum(t.trusted for t in told)}; {time.perf_counter() - started:.0f} s"
        )
        spare = 2.0 * np.sqrt(0.1 * 0.9 / args.people)
        if interaction == 0.0 and said["more"] + said["less"] > (0.1 + spare) * args.people:
            broken = "stress and bond were tied where they are not"
    if broken:
        raise SystemExit(broken)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))

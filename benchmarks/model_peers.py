"""Ours beside public peers on the same work: state space, self-exciting process, next rating.

    python -m benchmarks.model_peers              the rows of `make bench`
    python -m benchmarks.model_peers --reference  answers of statsmodels for the committed fixture

Peers are optional (`uv sync --group validate`, or any environment that has them); a row says so
where one is missing. The real diaries are looked for in LEEWARD_SHARED or ../shared.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leeward.model import hawkes, linear, peer

Array = NDArray[np.float64]
Row = tuple[str, str, str]
ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("LEEWARD_SHARED", ROOT.parent / "shared")) / "data"


def median_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Median wall time after one warm-up."""
    work()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def kossakowski(path: Path, items: tuple[str, ...] = ("Down", "Irritated")) -> tuple[Array, Array]:
    """Hours and raw items of the shared single-person diary, sorted, duplicate times dropped."""
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    hours = np.array(
        [
            datetime.strptime(f"{r['date']} {r['resptime_s']}", "%d/%m/%y %H:%M:%S")
            .replace(tzinfo=UTC)
            .timestamp()
            / 3600.0
            for r in rows
        ]
    )
    ratings = np.array([[float(r[item]) for item in items] for r in rows])
    order = np.argsort(hours, kind="stable")
    hours, ratings = hours[order], ratings[order]
    keep = np.concatenate([[True], np.diff(hours) > 0.0])
    return hours[keep], ratings[keep]


def standardised(ratings: Array) -> Array:
    """Each column to mean 0 and sample standard deviation 1."""
    out: Array = (ratings - ratings.mean(axis=0)) / ratings.std(axis=0, ddof=1)
    return out


def statsmodels_fit(hours: Array, ratings: Array, *, coupled: bool) -> tuple[float, Array, float]:
    """The same model in statsmodels' state space, numeric gradient: -2 log L, numbers, seconds.

    Numbers are log(-A11), log(-A22), or when coupled l11, l21, k, l22 of the always stable
    A = [[0, k], [-k, 0]] - L L' with logs on the diagonal of L; then the diffusion's Cholesky
    factor in the same way, log noise and intercepts. Stand-alone on purpose: it uses scipy's matrix exponential and Lyapunov
    solver, nothing of ours.
    """
    from scipy.linalg import expm, solve_continuous_lyapunov  # noqa: PLC0415  only where the peers are installed
    from statsmodels.tsa.statespace.mlemodel import MLEModel  # noqa: PLC0415  only where the peers are installed

    gaps = np.append(np.diff(hours), 1.0)
    unique, where = np.unique(gaps, return_inverse=True)

    class Peer(MLEModel):  # type: ignore[misc]  # the base class has no types
        def __init__(self) -> None:
            super().__init__(ratings, k_states=2, k_posdef=2, loglikelihood_burn=0)
            self["design"] = np.eye(2)
            self["selection"] = np.eye(2)
            self.initialize_known(np.zeros(2), np.eye(2))

        @property
        def start_params(self) -> Array:
            head = [-0.9, 0.0, 0.0, -0.4] if coupled else [-1.9, -0.9]
            chol = [-1.0, 0.05, -0.4] if coupled else [-1.0, -0.4]
            return np.array([*head, *chol, -0.8, -0.8, 0.0, 0.0])

        def update(self, params: Array, **kwargs: Any) -> None:
            z = np.clip(super().update(params, **kwargs), -6.0, 6.0)
            if coupled:
                root = np.array([[np.exp(z[0]), 0.0], [z[1], np.exp(z[3])]])
                drift = np.array([[0.0, z[2]], [-z[2], 0.0]]) - root @ root.T
                chol = np.array([[np.exp(z[4]), 0.0], [z[5], np.exp(z[6])]])
            else:
                drift = np.diag(-np.exp(z[:2]))
                chol = np.diag(np.exp(z[2:4]))
            q = chol @ chol.T
            stationary = solve_continuous_lyapunov(drift, -q)
            steps = np.stack([expm(drift * g) for g in unique], axis=-1)
            noise = np.stack(
                [
                    stationary - steps[..., i] @ stationary @ steps[..., i].T
                    for i in range(len(unique))
                ],
                axis=-1,
            )
            self["transition"] = steps[..., where]
            self["state_cov"] = noise[..., where]
            self["obs_cov"] = np.diag(np.exp(z[-4:-2]))
            self["obs_intercept"] = z[-2:]

    model = Peer()
    begin = time.perf_counter()
    result = model.fit(method="lbfgs", disp=0, maxiter=500, cov_type="none")
    seconds = time.perf_counter() - begin
    return float(-2.0 * result.llf), np.asarray(result.params), seconds


def _linear_rows() -> list[Row]:
    path = SHARED / "ema-kossakowski2017" / "symptom_data.csv"
    if not path.is_file():
        return [("state space on the real diary", f"not measured: {path} is absent", "")]
    hours, raw = kossakowski(path)
    ratings = standardised(raw)
    out: list[Row] = []
    for coupled, known in ((False, 7887.817), (True, 7858.614)):
        fit = linear.fit_linear(hours, ratings, coupled=coupled)
        ours = median_seconds(partial(linear.fit_linear, hours, ratings, coupled=coupled))
        name = "coupled" if coupled else "diagonal"
        out.append(
            (
                f"continuous-time two-state fit, {name}: -2 log L",
                f"{fit.minus2_log_likelihood:.3f}",
                f"{known:.3f} within 0.01",
            )
        )
        try:
            theirs, _, seconds = statsmodels_fit(hours, ratings, coupled=coupled)
        except ModuleNotFoundError:
            text = f"{1e3 * ours:.1f} ms; statsmodels is not installed here"
        else:
            text = (
                f"{1e3 * ours:.1f} ms, statsmodels {seconds:.2f} s ({theirs:.3f}): "
                f"{seconds / ours:.0f} times faster"
            )
        out.append((f"the same, {name}: time", text, "at least 50 times faster"))
    return out


def _hawkes_rows() -> list[Row]:
    known = json.loads((ROOT / "tests/vectors/model_hawkes.json").read_text(encoding="utf-8"))
    times, end = np.array(known["times"]), known["end"]
    fit = hawkes.fit_hawkes(times, end)
    ours = 1e3 * median_seconds(partial(hawkes.fit_hawkes, times, end), 21)
    peers = []
    try:
        exp_mle = import_module("hawkesbook").exp_mle
    except ModuleNotFoundError:
        peers.append("hawkesbook is not installed here")
    else:
        theirs = 1e3 * median_seconds(partial(exp_mle, times, end, np.array([0.05, 0.4, 1.0])))
        peers.append(f"hawkesbook {theirs:.1f} ms")
    try:
        univariate = import_module("hawkes.univariate")
    except ModuleNotFoundError:
        peers.append("hawkes-rs is not installed here")
    else:
        theirs = 1e3 * median_seconds(partial(univariate.fit, times, end), 21)
        peers.append(f"hawkes-rs {theirs:.1f} ms")
    answer = next(iter(known["answers"].values()))["log_likelihood"]
    return [
        (
            f"self-exciting fit of {times.size} events: log L",
            f"{fit.log_likelihood:.4f}",
            f"{answer:.4f} (two public packages) within 0.001",
        ),
        ("the same: time", f"{ours:.2f} ms; {', '.join(peers)}", "10 ms for a thousand events"),
    ]


def fried(path: Path, items: tuple[str, ...] = ("Q4", "Q3")) -> list[peer.Diary]:
    """Nervous and Worry of the shared students' diaries, one a person with 30 answers or more."""
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    out = []
    for person in sorted({r["ID"] for r in rows}):
        mine = [r for r in rows if r["ID"] == person and all(_number(r[i]) for i in items)]
        stamps = [
            datetime.strptime(r["Scheduled"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) for r in mine
        ]
        hours = np.array([t.timestamp() / 3600.0 for t in stamps])
        order = np.argsort(hours, kind="stable")
        order = order[np.concatenate([[True], np.diff(hours[order]) > 0.0])]
        if order.size < 30:
            continue
        ratings = np.array([[float(r[i]) for i in items] for r in mine])[order]
        # A person who never moves has nothing to foresee, and no regression has a spread.
        if ratings[: order.size // 2].std(axis=0).min() == 0.0:
            continue
        out.append(
            peer.Diary(
                hours=hours[order],
                ratings=ratings,
                clock=hours[order] % 24.0,
                block=(hours[order] // 24.0).astype(np.int64),
                low=1.0,
                high=5.0,
            )
        )
    return out


def _number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def _forecast_rows() -> list[Row]:
    out: list[Row] = []
    path = SHARED / "ema-kossakowski2017" / "symptom_data.csv"
    if path.is_file():
        for items, low, high in (
            (("Down", "Irritated"), -3.0, 3.0),
            (("Irritated", "Down"), 1.0, 7.0),
        ):
            hours, ratings = kossakowski(path, items)
            diary = peer.Diary(
                hours=hours,
                ratings=ratings,
                clock=hours % 24.0,
                block=(hours // 24.0).astype(np.int64),
                low=low,
                high=high,
            )
            out += _gains(f"one person, {items[0]}", peer.compare([diary]))
    path = SHARED / "ema-fried2021" / "clean_ema.csv"
    if path.is_file():
        diaries = fried(path)
        out += _gains(f"{len(diaries)} students, Nervous", peer.compare(diaries, refits=7))
    return out or [("next rating", f"not measured: no shared data in {SHARED}", "")]


def _gains(what: str, gains: list[peer.Gain]) -> list[Row]:
    ours = gains[0]
    rest = "; ".join(f"{g.name} {g.gain:+.4f} ± {g.error:.4f}" for g in gains[1:])
    return [
        (
            f"next rating, {what}: log score, gain per rating ± block SE",
            f"ours {ours.score:.4f} ({ours.ratings} ratings, {ours.blocks} blocks); over {rest}",
            "reported",
        )
    ]


def rows() -> list[Row]:
    """What was compared, what was measured, and the bound."""
    return _linear_rows() + _hawkes_rows() + _forecast_rows()


def _reference() -> None:
    table = np.loadtxt(ROOT / "tests/vectors/model_linear.csv", delimiter=",", skiprows=1)
    answers = {}
    for coupled in (False, True):
        value, numbers, _ = statsmodels_fit(table[:, 0], table[:, 1:], coupled=coupled)
        answers["coupled" if coupled else "diagonal"] = {
            "minus2_log_likelihood": value,
            "numbers": numbers.tolist(),
        }
    print(json.dumps(answers, indent=1))


if __name__ == "__main__":
    if "--reference" in sys.argv:
        _reference()
    else:
        for row in rows():
            print(" | ".join(row))

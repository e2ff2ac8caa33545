"""The long checks of scripts/validation: what is kept, exact intervals, and their own arithmetic."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, kurtosis

from leeward.model import derived

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the module that works out many people."""
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("scripts.validation._many")


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the second simulator."""
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("scripts.validation.independent_people")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one made-up question is answered by."""

    pair: tuple[float, bool]
    factor: float


WORKED: list[int] = []


def answer(asked: tuple[int, str]) -> Answer:
    """Answer with numbers of the kinds that fits give, and note that it was worked out."""
    WORKED.append(asked[0])
    return Answer(pair=(float(asked[0]), bool(np.bool_(True))), factor=math.nan)


def test_kept_answers_are_not_worked_out_again(many: Any, tmp_path: Path) -> None:
    """A second run with more people asks only the new ones, and gives all in their order."""
    keep = tmp_path / "people.jsonl"
    asked = [(n, "a") for n in range(5)]
    WORKED.clear()
    first = many.each(answer, asked[1:4], keep=keep)
    assert WORKED == [1, 2, 3]
    again = many.each(answer, asked, keep=keep)
    assert WORKED == [1, 2, 3, 0, 4]
    assert [found.pair for found in again] == [(float(n), True) for n in range(5)]
    assert again[1].pair == first[0].pair
    assert math.isnan(again[1].factor)


def test_a_line_cut_short_costs_one_person(many: Any, tmp_path: Path) -> None:
    """What a run was writing when it was ended is asked once more; the rest is kept."""
    keep = tmp_path / "people.jsonl"
    asked = [(n, "b") for n in range(3)]
    many.each(answer, asked, keep=keep)
    keep.write_text(keep.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    WORKED.clear()
    assert len(many.each(answer, asked, keep=keep)) == 3
    assert WORKED == [2]
    WORKED.clear()
    many.each(answer, asked, keep=keep)
    assert WORKED == []


def test_answers_of_another_engine_are_not_taken(
    many: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of the model has everybody fitted anew."""
    keep = tmp_path / "people.jsonl"
    many.each(answer, [(1, "c")], keep=keep)
    monkeypatch.setattr(many, "ENGINE", "another")
    WORKED.clear()
    many.each(answer, [(1, "c")], keep=keep)
    assert WORKED == [1]
    assert len({json.loads(line)[0] for line in keep.read_text(encoding="utf-8").splitlines()}) == 2


@pytest.mark.parametrize(("found", "of"), [(0, 200), (3, 60), (59, 60), (60, 60)])
def test_intervals_of_shares_are_exact(many: Any, found: int, of: int) -> None:
    """At either end what was seen, or more extreme, has a chance of 2.5 %."""
    low, high = many.binomial(found, of)
    assert low == 0.0 if found == 0 else binom.sf(found - 1, of, low) == pytest.approx(0.025)
    assert high == 1.0 if found == of else binom.cdf(found, of, high) == pytest.approx(0.025)


def test_the_second_simulator_agrees_on_what_is_derived(second: Any) -> None:
    """Its sums on a fine grid are the model's formulas, habit left out."""
    for seed in range(3):
        truth = second.truth_of(seed)
        told = second.told_truth(truth, rate=0.03)
        x = {name: np.array([value]) for name, value in _values(truth).items()}
        x |= {"alpha_H": np.zeros(1)}
        rho, omega, log_rate = x["rho"], x["omega"], np.log([0.03])
        extra = partial(derived.extra_episodes, x, log_rate=log_rate, share=2.0 / 3.0)
        for name, value in (
            ("helps_for", derived.helps_for(x, rho, omega)),
            ("rebound_peak_at", derived.kernel(x)[3]),
            ("net_at_3_hours", derived.response(x, rho, omega, np.array([3.0]))[0]),
            ("net_week", derived.area(x, rho, omega, 0.0, 168.0)),
            ("net_1_to_7_days", derived.area(x, rho, omega, 24.0, 168.0)),
            ("extra_episodes_work", extra(x["beta_work"], np.zeros(1))),
            ("extra_episodes_rejection", extra(x["beta_rejection"], x["alpha_rejection"])),
            (
                "loop_gain_first_order",
                derived.first_order_gain(x, rho, omega, log_rate, 2.0 / 3.0),
            ),
        ):
            assert told[name] == pytest.approx(value[0], rel=0.01, abs=0.01), name


def _values(truth: Any) -> dict[str, float]:
    return {name: float(getattr(truth, name)) for name in type(truth).__dataclass_fields__}


def test_jolts_are_felt_over_hours_where_tails_by_the_minute_are_not(second: Any) -> None:
    """Both have variance 1 a minute; only jolts keep long tails in sums over four hours."""
    rng = np.random.default_rng(3)
    found = {
        case: second._kick(rng, 240 * 4000, case)
        for case in ("jolts", "heavy tails", "as modelled")
    }
    for case, kick in found.items():
        assert kick.var() == pytest.approx(1.0, abs=0.1), case
    four_hours = {case: kurtosis(kick.reshape(-1, 240).sum(axis=1)) for case, kick in found.items()}
    assert four_hours["jolts"] > 2.0
    assert abs(four_hours["heavy tails"]) < 0.6
    assert abs(four_hours["as modelled"]) < 0.4

"""The comparison with Hamiltonian Monte Carlo: how far quantiles may lie apart by chance."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leeward.model.draws import weighted_quantile

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def nuts(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the module that compares the two."""
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("scripts.validation.model_nuts")


def test_the_error_of_a_quantile_is_what_repetition_shows(nuts: Any) -> None:
    """The stated error of a weighted quantile is its spread over many weighted samples."""
    rng = np.random.default_rng(0)
    found, stated = [], []
    for _ in range(400):
        # Normal draws from a wider proposal, weighed back.
        x = 1.5 * rng.normal(size=800)
        weight = np.exp(-0.5 * x**2 + 0.5 * (x / 1.5) ** 2)
        weight /= weight.sum()
        found.append(weighted_quantile(x, weight, (0.05,))[0])
        stated.append(nuts.quantile_noise(x, weight, 0.05))
    assert np.mean(found) == pytest.approx(-1.645, abs=0.02)
    assert np.mean(stated) == pytest.approx(np.std(found), rel=0.15)


def test_a_row_holds_within_its_bound_and_three_errors(nuts: Any) -> None:
    """Beyond .15 SD a difference must be within three of its errors; a wrong tail is not excused."""
    kept = nuts.Row(
        name="x", error=0.05, allowed=0.3, sd_ratio=1.0, quantiles=(0.3, 0.1), noise=(0.06, 0.06)
    )
    wrong = nuts.Row(
        name="x", error=0.05, allowed=0.3, sd_ratio=1.0, quantiles=(0.3, 0.1), noise=(0.04, 0.04)
    )
    assert kept.holds
    assert kept.wide == pytest.approx(0.3)
    assert not wrong.holds

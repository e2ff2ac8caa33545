"""The warning that the filter is less exact for a log."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.params import Params
from leeward.model.simulate import Design, simulate
from leeward.model.summary import less_exact
from leeward.model.views import View


def _log(share_at_end: float) -> Data:
    data = simulate(Params.of({"mu0": 4.0}), Design(days=20.0), 1).data
    none = np.full(data.episode_t.size, -1)
    y = np.full(data.rating_y.size, 5)
    y[: round(share_at_end * y.size)] = 10
    return dataclasses.replace(data, rating_y=y, episode_before=none, episode_after=none)


@pytest.mark.parametrize(
    ("share", "swing", "warned"), [(0.7, 3.0, True), (0.7, 1.5, False), (0.3, 3.0, False)]
)
def test_a_warning_needs_both_ends_and_a_wide_swing(
    share: float, swing: float, *, warned: bool
) -> None:
    """Most ratings at an end and a wide swing warn together, neither does alone."""
    draws = np.full(8, swing)
    view = View(x={"s_x": draws}, weight=np.ones(8) / 8, log_rate=draws)
    assert less_exact(_log(share), view) is warned


def test_a_log_without_ratings_gives_no_warning() -> None:
    """Nothing rated, nothing to warn of."""
    none = np.zeros(0, dtype=np.int64)
    data = dataclasses.replace(_log(0.5), rating_t=none, rating_y=none)
    view = View(x={"s_x": np.full(4, 3.0)}, weight=np.ones(4) / 4, log_rate=np.zeros(4))
    assert not less_exact(data, view)

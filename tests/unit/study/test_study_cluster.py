"""Logs leave a machine only under TLS; Dask maps like any other map."""

from __future__ import annotations

from typing import Any, cast

import pytest

from leeward.study import cluster


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("tcp://127.0.0.1:8786", False),
        ("tcp://localhost:8786", False),
        ("tcp://192.168.0.7:8786", True),
        ("tcp://cluster.example:8786", True),
        ("tls://cluster.example:8786", False),
        ("cluster.example:8786", True),
    ],
)
def test_only_loopback_or_tls(address: str, *, expected: bool) -> None:
    """A scheduler elsewhere is refused unless it is reached by TLS."""
    assert cluster.refused(address) == expected


def test_a_clear_address_is_refused_before_anything_is_sent() -> None:
    """The mapper itself refuses, whether or not Dask is installed."""
    with pytest.raises(cluster.ClusterError), cluster.dask_mapper(address="tcp://10.0.0.1:1"):
        pass


@pytest.mark.filterwarnings("default")
def test_dask_maps_in_order() -> None:
    """With the optional extra, two workers answer in the order of the questions."""
    pytest.importorskip("distributed", reason="the optional extra 'cohort' is not installed")
    with cluster.dask_mapper(2) as mapper:
        found = list(cast("Any", mapper)(abs, [-3, 2, -1]))
    assert found == [3, 2, 1]


def test_portions_hold_everybody_once_in_order() -> None:
    """Questions travel eight at a time at most, and in no fewer than 32 portions where they can."""
    for count, largest in ((0, 0), (3, 1), (40, 1), (200, 6), (1000, 8)):
        many = cast("Any", list(range(count)))
        cut = cluster.portions(many)
        assert [x for part in cut for x in part] == many
        assert max(map(len, cut), default=0) == largest

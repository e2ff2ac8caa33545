"""A Dask cluster as a mapper for `leeward.model.cohort`, unchanged otherwise.

Data stay in the workers' memory: no spilling to disk, no dashboard; beyond this machine only with
TLS. `distributed` is an optional extra (`pip install 'leeward[cohort]'`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from leeward.model.cohort import Ask, Mapper, Summary
from leeward.util.errors import LeewardError


class ClusterError(LeewardError):
    """No cluster: the extra is missing, or the address would send logs in the clear."""


PORTION: Final = 8
PORTIONS: Final = 32
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SETTINGS = {
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.admin.tick.limit": "60s",
    "distributed.worker.daemon": True,
}


def refused(address: str) -> bool:
    """Say whether a scheduler address leaves this machine without TLS."""
    parts = urlsplit(address)
    return parts.scheme != "tls" and parts.hostname not in _LOOPBACK


@contextmanager
def dask_mapper(workers: int = 2, *, address: str | None = None) -> Iterator[Mapper]:
    """A mapper over `workers` local processes, or over the scheduler at `address`.

    Raises:
        ClusterError: `distributed` is not installed, or `address` is neither on this machine nor
            reached by TLS.
    """
    if address is not None and refused(address):
        raise ClusterError(f"{address} is not on this machine and not tls://; nothing was sent.")
    try:
        import dask  # noqa: PLC0415  the optional extra
        from distributed import Client, LocalCluster  # noqa: PLC0415  the optional extra
    except ModuleNotFoundError as error:
        raise ClusterError(
            "Dask is not installed; install the extra 'cohort', or use processes of this machine."
        ) from error
    with tempfile.TemporaryDirectory() as scratch, dask.config.set(_SETTINGS):
        cluster: Any = address
        if address is None:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                host="127.0.0.1",
                local_directory=scratch,
            )
        try:
            with Client(cluster) as client:
                yield _mapper(client)
        finally:
            if address is None:
                cluster.close()


def portions(many: Sequence[Ask]) -> list[list[Ask]]:
    """Cut into portions of up to eight, thirty-two portions at least where there are so many.

    A task costs the scheduler milliseconds on the cores that the workers want.
    """
    size = max(1, min(PORTION, len(many) // PORTIONS))
    return [list(many[i : i + size]) for i in range(0, len(many), size)]


def _answer(ask: Callable[[Ask], Summary], portion: list[Ask]) -> list[Summary]:
    return [ask(one) for one in portion]


def _mapper(client: Any) -> Mapper:
    def over(ask: Callable[[Ask], Summary], asks: Iterable[Ask]) -> Iterator[Summary]:
        # Not pure: the same question of the same person may be asked again after a change.
        futures = client.map(partial(_answer, ask), portions(list(asks)), pure=False, batch_size=64)
        for future in futures:
            yield from future.result()
            future.release()

    return over

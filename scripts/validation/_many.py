"""Many people in as many processes as asked for, each in a process warmed up beforehand."""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Callable, Iterable
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Let the command line say how many processes to use."""
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")


def each(
    one: Callable[[_In], _Out],
    many: Iterable[_In],
    *,
    jobs: int = 1,
    warm: Callable[[], object] | None = None,
) -> list[_Out]:
    """Return `one` of each of `many`, in their order.

    What is compiled once is compiled before processes part: by `warm`, or else by working out the
    first here.
    """
    items = list(many)
    if jobs <= 1 or len(items) < 2:
        return [one(item) for item in items]
    done = [] if warm else [one(items[0])]
    if warm:
        warm()
    with multiprocessing.get_context("fork").Pool(
        jobs, maxtasksperchild=1 if warm else None
    ) as pool:
        return [*done, *pool.map(one, items[len(done) :], chunksize=1)]

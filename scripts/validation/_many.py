"""Many people in as many processes as asked for, each in a process warmed up beforehand.

What is found can be kept as it comes, a line a person, so that a run cut short goes on where it
stopped, and with fewer people than were kept is only summed up.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import msgspec
from scipy.stats import beta

from leeward.model.engine import ENGINE

_In = TypeVar("_In")
_Out = TypeVar("_Out")
SAYS_EVERY = 30.0


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Let the command line say how many processes to use and where to keep what is found."""
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")
    parser.add_argument(
        "--keep", type=Path, help="file to add each person's answer to, and to go on from"
    )


def each(
    one: Callable[[_In], _Out],
    many: Iterable[_In],
    *,
    jobs: int = 1,
    warm: Callable[[], object] | None = None,
    keep: Path | None = None,
) -> list[_Out]:
    """Return `one` of each of `many`, in their order.

    What is compiled once is compiled before processes part: by `warm`, or else by working out the
    first here. With `keep`, answers of the same function, question and engine found in that file
    are taken from it, and new ones added at once; the function's return type must be annotated.
    """
    items = list(many)
    known = _kept(one, keep) if keep else {}
    marks = [_mark(one, item) for item in items]
    left = [item for item, mark in zip(items, marks, strict=True) if mark not in known]
    started = said = time.monotonic()
    fresh: list[_Out] = []
    for answer in _worked(one, left, jobs, warm):
        if keep:
            _add(keep, _mark(one, left[len(fresh)]), answer)
        fresh.append(answer)
        if time.monotonic() - said > SAYS_EVERY:
            said = time.monotonic()
            print(
                f"  {len(fresh)} of {len(left)} after {said - started:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    coming = iter(fresh)
    return [known[mark] if mark in known else next(coming) for mark in marks]


def binomial(found: int, of: int) -> tuple[float, float]:
    """Exact 95 % interval (Clopper and Pearson 1934) of a share of which `found` of `of` is seen."""
    low = float(beta.ppf(0.025, found, of - found + 1)) if found else 0.0
    high = float(beta.ppf(0.975, found + 1, of - found)) if found < of else 1.0
    return low, high


def share(found: int, of: int) -> str:
    """Say a count with its exact 95 % interval."""
    low, high = binomial(found, of)
    return f"{found} of {of} ({low:.3f} to {high:.3f})"


def _worked(
    one: Callable[[_In], _Out],
    items: Sequence[_In],
    jobs: int,
    warm: Callable[[], object] | None,
) -> Iterator[_Out]:
    if jobs <= 1 or len(items) < 2:
        yield from map(one, items)
        return
    if warm:
        warm()
    else:
        yield one(items[0])
    with multiprocessing.get_context("fork").Pool(
        jobs, maxtasksperchild=1 if warm else None
    ) as pool:
        yield from pool.imap(one, items if warm else items[1:], chunksize=1)


def _name(one: Callable[..., object]) -> str:
    return f"{one.__module__.rpartition('.')[2]}.{one.__qualname__} {ENGINE} "


def _mark(one: Callable[[_In], _Out], item: _In) -> str:
    return _name(one) + json.dumps(msgspec.to_builtins(item))


def _plain(value: object) -> object:
    """Make an ordinary number of one of NumPy's."""
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"cannot keep a {type(value).__name__}")
    return item()


def _add(keep: Path, mark: str, answer: object) -> None:
    with keep.open("a", encoding="utf-8") as file:
        file.write(json.dumps([mark, msgspec.to_builtins(answer, enc_hook=_plain)]) + "\n")


def _kept(one: Callable[[_In], _Out], keep: Path) -> dict[str, _Out]:
    """Read back what was kept; a last line cut short is ended, and left out."""
    found: dict[str, _Out] = {}
    if not keep.exists():
        return found
    shape: Any = get_type_hints(one)["return"]
    text = keep.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        with keep.open("a", encoding="utf-8") as file:
            file.write("\n")
    for line in text.splitlines():
        try:
            mark, answer = json.loads(line)
        except ValueError:
            continue
        if mark.startswith(_name(one)):
            found[mark] = msgspec.convert(answer, shape)
    return found

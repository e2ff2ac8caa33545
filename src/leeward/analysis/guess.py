"""What a prior file of a cohort says about itself, read without loading the engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from leeward.model.engine import ENGINE, PRIOR_FORMAT
from leeward.util.errors import InputError
from leeward.util.language import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One parameter that people taught: its centre for somebody at 0 in all traits, and spread.

    Both are on the prior's own scale: natural, or the logarithm for what is positive.
    """

    name: str
    family: str
    centre: float
    spread: float
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A prior file: how many people taught it what, and for which traits it asks.

    `usable` is False where another version of the model made it.
    """

    people: int
    traits: tuple[str, ...]
    parts: tuple[Part, ...]
    held: int
    converged: bool
    usable: bool


def about(blob: bytes) -> About:
    """Read what a prior file says; the signature is the caller's to check.

    Raises:
        InputError: it is no such file.
    """
    try:
        found: dict[str, Any] = json.loads(json.loads(blob)["body"])
        entries = found["entries"]
        parts = tuple(
            Part(
                name=str(name),
                family=str(entry["family"]),
                centre=float(entry["weights"][0]),
                spread=float(entry["width"]),
                people=int(entry["people"]),
            )
            for name, entry in sorted(entries.items())
            if not entry["held"]
        )
        return About(
            people=int(found["people"]),
            traits=tuple(str(name) for name in found["covariates"]),
            parts=parts,
            held=len(entries) - len(parts),
            converged=bool(found["converged"]),
            usable=found["engine"] == ENGINE and found["format"] == PRIOR_FORMAT,
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(say("This is not a file of a cohort.")) from error

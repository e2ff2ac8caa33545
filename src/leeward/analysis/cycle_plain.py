"""What a fit says, for scripts: one plain value of numbers and words, with no number left out."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.model.records import BondSummary, Quantity


def plain(numbers: CycleNumbers) -> dict[str, Any]:
    """Return everything as JSON values; NaN and infinities become None.

    Parameters are in `parameters`, derived quantities in `derived` (those of felt security, whose
    fit is told in `security`, at the end), each with unit, median, four
    quantiles, contraction, amount of data, and whether it is shown and why not.
    """
    summary = numbers.summary
    derived = [_quantity(q) for q in summary.derived]
    if numbers.gain is not None:
        derived.append(_quantity(numbers.gain.quantity))
    parameters = [_quantity(q) for q in (*summary.parameters, *_only_kind(numbers))]
    bond = numbers.bond
    if bond is not None:
        parameters += [_quantity(q) for q in bond.parameters]
        derived += [_quantity(q) for q in bond.derived]
    diagnostics = dataclasses.asdict(summary.diagnostics)
    diagnostics["fitted_parameters"] = diagnostics.pop("parameters")
    if numbers.gain is not None:
        diagnostics["loop_gain"] = {
            "first_order": numbers.gain.first_order,
            "monte_carlo_error": numbers.gain.monte_carlo_error,
            "pairs": numbers.gain.pairs,
        }
    if numbers.checks is not None:
        found = dataclasses.asdict(numbers.checks)
        evidence = found["evidence"]
        for arm in ("drive", "echo"):
            evidence[arm]["claimed"] = evidence[arm]["answer"] == "sign"
        diagnostics["log_bayes_factors"] = {
            arm: evidence[arm]["log_bayes_factor"] for arm in ("drive", "echo")
        }
        diagnostics["evidence"] = evidence
        diagnostics["checks"] = found["checks"]
        diagnostics["prior_sensitivity"] = found["sensitivity"]
        diagnostics["missing_prompts"] = found["missing"]
    said: dict[str, Any] = {
        "engine": numbers.engine,
        "converged": summary.diagnostics.converged,
        "verdict": None if numbers.checks is None else numbers.checks.evidence.verdict,
        "amounts": dataclasses.asdict(summary.amounts),
        "kinds": dict(numbers.kinds),
        "triggers": dict(numbers.trigger_classes),
        "parameters": parameters,
        "derived": derived,
        "response": dataclasses.asdict(summary.response),
        "security": _security(bond),
        "prior": None if numbers.learned is None else dataclasses.asdict(numbers.learned),
        "diagnostics": diagnostics,
        "seconds": round(numbers.seconds, 3),
    }
    finite: dict[str, Any] = _finite(said)
    return finite


def _security(bond: BondSummary | None) -> dict[str, Any] | None:
    """How the two-state fit went; its numbers stand in the lists, named here. None: not asked."""
    if bond is None:
        return None
    found = dataclasses.asdict(bond)
    for key in ("parameters", "derived"):
        found[key] = [q["name"] for q in found[key]]
    return found


def _only_kind(numbers: CycleNumbers) -> tuple[Quantity, ...]:
    """Where there is one kind alone, its relief and rebound are those over all kinds."""
    if len(numbers.kinds) != 1:
        return ()
    kind = numbers.kinds[0][0]
    found = []
    for stem in ("rho", "omega"):
        over_all = numbers.summary.of(stem)
        if over_all is not None and numbers.summary.of(f"{stem}_{kind}") is None:
            found.append(dataclasses.replace(over_all, name=f"{stem}_{kind}"))
    return tuple(found)


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return dataclasses.asdict(quantity)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value

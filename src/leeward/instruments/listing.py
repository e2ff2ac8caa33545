"""The shipped questionnaires as a Markdown table, for the documentation and the program."""

from __future__ import annotations

from leeward.instruments.definition import Definition, Direction, Method, Scale, Wording
from leeward.instruments.library import library
from leeward.instruments.scoring import needed

_HEAD = ("Id", "Questions", "Wording", "Scores", "Marks", "Change", "Licence")
_METHOD = {Method.SUM: "sum", Method.MEAN: "mean", Method.COUNT: "count of yes"}


def _spans(keys: tuple[str, ...]) -> str:
    return ", ".join(keys) if len(keys) <= 6 else f"{keys[0]} to {keys[-1]}"


def _scale(definition: Definition, scale: Scale) -> str:
    low, high = definition.bounds(scale)
    reverse = [key for key in scale.items if definition.item(key).reverse]
    words = f"{scale.id}: {_METHOD[scale.method]} of {_spans(scale.items)}"
    if reverse:
        words += f", reversed {', '.join(reverse)}"
    if scale.factor != 1:
        words += f", times {scale.factor:g}"
    if scale.gate is not None:
        words += f", only after yes to {scale.gate}"
    words += f"; {low:g} to {high:g}"
    least = needed(scale)
    all_of_them = least == len(scale.items)
    return words + ("; all answers needed" if all_of_them else f"; {least} answers needed")


def _marks(scale: Scale) -> str:
    signs = {Direction.AT_OR_ABOVE: "≥", Direction.AT_OR_BELOW: "≤"}
    return ", ".join(f"{scale.id} {signs[mark.direction]} {mark.at:g}" for mark in scale.marks)


def _change(scale: Scale) -> str:
    precision = scale.precision
    if precision is None:
        return ""
    if precision.sd is not None and precision.reliability is not None:
        return f"{scale.id}: sd {precision.sd:g}, reliability {precision.reliability:g}"
    return f"{scale.id}: {precision.matters:g} points" if precision.matters is not None else ""


def _joined(parts: list[str]) -> str:
    return "<br>".join(part for part in parts if part) or "–"


def _row(definition: Definition) -> tuple[str, ...]:
    name = f"`{definition.id}`" + (" (private)" if definition.private else "")
    return (
        name,
        str(len(definition.items)),
        "shipped" if definition.wording is Wording.INCLUDED else "yours",
        _joined([_scale(definition, scale) for scale in definition.scales]),
        _joined([_marks(scale) for scale in definition.scales]),
        _joined([_change(scale) for scale in definition.scales]),
        definition.licence.name,
    )


def markdown() -> str:
    """Return the whole table."""
    lines = ["| " + " | ".join(_HEAD) + " |", "|" + "---|" * len(_HEAD)]
    lines += ["| " + " | ".join(_row(definition)) + " |" for definition in library()]
    return "\n".join(lines) + "\n"

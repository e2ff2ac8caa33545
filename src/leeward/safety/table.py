"""The rules as a Markdown table, for `docs/science/safety-rules.md` and for the program."""

from __future__ import annotations

from leeward.safety.findings import Level
from leeward.safety.rules import RULES, Rule

_LETTER = {
    Level.QUIET: "–",
    Level.INFO: "I",
    Level.GENTLE: "G",
    Level.PROMINENT: "P",
    Level.URGENT: "U",
}
_HEAD = ("Rule", "About", "Level", "When", "What follows", "Again", "Closes")


def _again(rule: Rule) -> str:
    if Level.QUIET in rule.levels:
        return "never shown"
    again = "for a new answer" if rule.again_days is None else f"after {rule.again_days} days"
    if not rule.interrupts:
        again += ", as an offer"
    return again if rule.stored else f"{again}; not stored"


def _row(rule: Rule) -> tuple[str, ...]:
    closes = ", ".join(rule.closes)
    return (
        rule.id,
        rule.title,
        "/".join(_LETTER[level] for level in rule.levels),
        rule.when,
        rule.response,
        _again(rule),
        f"{closes} ({rule.scope.replace('_', ' ')})" if closes else "–",
    )


def markdown() -> str:
    """Return the whole table."""
    lines = ["| " + " | ".join(_HEAD) + " |", "|" + "---|" * len(_HEAD)]
    lines += ["| " + " | ".join(_row(rule)) + " |" for rule in RULES]
    return "\n".join(lines) + "\n"

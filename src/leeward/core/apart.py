"""Reflections that stand in no timeline and no search: they have a page of their own."""

from __future__ import annotations

from leeward.events import Body, Reflection

BRING = "bring"
GOAL = "goal"
PLAN = "safety-plan"
FORMULATION = "formulation"
QUESTIONNAIRE = "questionnaire"
STARTING_GUESS = "starting-guess"
APART = frozenset({BRING, GOAL, PLAN, FORMULATION, QUESTIONNAIRE, STARTING_GUESS})


def is_apart(body: Body) -> bool:
    """Whether a stored thing is shown on its own page only."""
    return isinstance(body, Reflection) and body.about in APART

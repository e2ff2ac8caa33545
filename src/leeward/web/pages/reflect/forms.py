"""Reading a conversation: ratings and words by question, all of them optional."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.reflections import AnswerKind
from leeward.events import ReflectionAnswer

if TYPE_CHECKING:
    from leeward.content.reflections import Prompt, Section
    from leeward.core.reflections import Told
    from leeward.web.forms import Form


def names_of(prompt: Prompt) -> tuple[str, ...]:
    """Return the field names of one question."""
    ratings = tuple(item.id for item in prompt.items)
    return (*ratings, prompt.id) if has_words(prompt) else ratings


def has_words(prompt: Prompt) -> bool:
    """Whether a question takes words."""
    return prompt.kind in {AnswerKind.WORDS, AnswerKind.BOTH}


def read_answers(form: Form, section: Section) -> tuple[ReflectionAnswer, ...]:
    """Read every answer of a section; skipped ones are left out."""
    found = []
    for prompt in section.prompts:
        for item in prompt.items:
            value = form.rating(item.id)
            if value is not None:
                found.append(ReflectionAnswer(question=item.id, value=value))
        if has_words(prompt):
            words = form.words(prompt.id, limit=4_000)
            if words:
                found.append(ReflectionAnswer(question=prompt.id, words=words))
    return tuple(found)


def show_answers(told: Told | None) -> dict[str, str]:
    """Turn a stored conversation into what its form shows."""
    if told is None:
        return {}
    return {**{name: str(value) for name, value in told.values.items()}, **told.words}

"""Practices in another language: a parallel file holds words, everything else is English's.

`practices/LANGUAGE/SLUG.md` has a head with the words of the card and of the steps, in the order
of the English file, and `english`, the digest of the English file it was made from. Doses, timings,
grades, sources, closures and the like are taken from the English practice, so that no
translation can loosen them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from leeward.content import parallel
from leeward.content.frontmatter import Head, split
from leeward.content.practice_types import Practice, Step

FOLDER = files(__package__).joinpath("practices")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """The words of one step: its text and its options in order."""

    text: str
    options: tuple[str, ...]


def translated(one: Practice, name: str, text: str) -> Practice:
    """Return a practice with the words of its parallel file `name`; all that is no word stays.

    Raises:
        ContentError: a text is missing or left over, or steps or options differ in number.
    """
    document = split(name, text)
    head = Head(document.name, document.head)
    head.raw("english")
    steps = _steps(head, one)
    said = {
        old: new
        for step, words in zip(one.steps, steps, strict=True)
        for old, new in zip(step.options, words.options, strict=True)
    }
    result = replace(
        one,
        title=head.text("title"),
        quiet_title=_like(head, "quiet_title", one.quiet_title),
        lead=head.text("lead"),
        careful=_like(head, "careful", one.careful),
        reassuring=tuple(said[option] for option in one.reassuring),
        dose=replace(one.dose, words=head.text("dose")),
        evidence=replace(one.evidence, says=head.text("evidence")),
        not_for=_as_many(head, "not_for", one.not_for),
        adapt=_as_many(head, "adapt", one.adapt),
        trauma=replace(one.trauma, says=head.text("trauma")),
        stop=_like(head, "stop", one.stop),
        steps=tuple(
            replace(step, text=words.text, options=words.options)
            for step, words in zip(one.steps, steps, strict=True)
        ),
        body=document.body,
    )
    head.done()
    return result


def behind(language: str) -> Mapping[str, str]:
    """Return the practices a language lacks as they are now in English; see `parallel.behind`."""
    return parallel.behind(parallel.files_of(FOLDER), parallel.files_of(FOLDER, language))


def _steps(head: Head, one: Practice) -> tuple[StepWords, ...]:
    raw = head.raw("steps", ())
    entries = raw if isinstance(raw, list) else []
    if len(entries) != len(one.steps):
        raise head.complain("steps", f"{len(one.steps)} entries, one for each of the English file")
    return tuple(
        _step(head, place, entry, step)
        for place, (entry, step) in enumerate(zip(entries, one.steps, strict=True), start=1)
    )


def _step(head: Head, place: int, entry: object, step: Step) -> StepWords:
    match entry:
        case str(text) if text and not step.options:
            return StepWords(text=text, options=())
        case {"text": str(text), "options": list(options)} if text and (
            len(options) == len(step.options) and all(isinstance(o, str) for o in options)
        ):
            return StepWords(text=text, options=tuple(options))
    raise head.complain(
        f"steps {place}", "a text, and where the English step has options, as many options"
    )


def _like(head: Head, field: str, english: str) -> str:
    """Return a text that is there exactly where the English one is."""
    return head.text(field) if english else ""


def _as_many(head: Head, field: str, english: tuple[str, ...]) -> tuple[str, ...]:
    found = head.texts(field) if english else ()
    if len(found) != len(english):
        raise head.complain(field, f"a list of {len(english)} texts")
    return found

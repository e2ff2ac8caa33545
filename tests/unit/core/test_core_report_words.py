"""The page a person brings, read as someone who never saw the program would read it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leeward.core.leeward import Leeward
from leeward.core.opening import demo
from leeward.core.reports import FIRST, Sheet
from leeward.events import CheckIn, Episode, LookBack
from leeward.events.vocabulary import Consent, Emotion, Kind
from leeward.util.intervals import Estimate
from support.journals import Ticking, memory


@pytest.fixture(scope="module")
def simulated() -> Leeward:
    """Forty days of a made-up person."""
    return demo(seed=2, days=40)


def whole(journal: Leeward) -> Sheet:
    """Return the page with everything on it."""
    page = journal.insights.page()
    return journal.reports.sheet(journal.reports.fields(page), page)


def told(sheet: Sheet, group: str) -> dict[str, str]:
    """Return what stands under one heading, by title."""
    return {
        title: text for part in sheet.parts if part.title == group for title, text in part.lines
    }


def test_every_figure_carries_its_range(simulated: Leeward) -> None:
    """A share of three in ten from twelve moments never stands there without its width."""
    page = simulated.insights.page()
    lines = told(whole(simulated), "What my notes show")
    shown = [page.of(name) for name in FIRST if isinstance(page.of(name).answer, Estimate)]
    assert len(shown) > 6
    for insight in shown:
        text = lines[insight.title]
        assert "likely" in text.lower() or "Nothing stands out" in text
        assert insight.caveat in text


def test_what_follows_hard_moments_is_set_against_other_moments(simulated: Leeward) -> None:
    """A share alone would read like a cause; the difference and its range stand beside it."""
    text = told(whole(simulated), "What my notes show")["What came after hard moments"]
    assert "Set against other moments" in text


def test_words_of_the_house_are_explained_once(simulated: Leeward) -> None:
    """What “a time” and a hard moment are stands first among the figures, to be ticked or left."""
    lines = told(whole(simulated), "What my notes show")
    title, text = next(iter(lines.items()))
    assert title == "What the words mean"
    assert "distress 7 or more" in text


def test_days_are_counted_as_a_person_counts_them(simulated: Leeward) -> None:
    """There are never notes on more days than there were days."""
    page = simulated.insights.page()
    days = int(whole(simulated).span.split()[0])
    assert days >= page.days_with_notes


def test_a_marked_entry_says_what_it_holds() -> None:
    """Ratings and feelings stand there in words, then the person's own; an unfree one is not there."""
    journal = memory(Ticking(datetime(2026, 11, 1, 12, tzinfo=UTC)))
    entry = journal.check_ins.add(
        CheckIn(distress=7, urge=4, emotions=(Emotion.LONELINESS,), note="after the call")
    )
    free = journal.look_backs.add(
        Episode(kind=Kind.SOLO), LookBack(episode="0" * 32, distress_before=6, distress_after=3)
    )[0]
    unfree = journal.look_backs.add(
        Episode(kind=Kind.PARTNERED), LookBack(episode="0" * 32, consent=Consent.AFRAID, shame=9)
    )[0]
    for one in (entry, free, unfree):
        journal.reflections.bring(one.id, on=True)
    texts = {f.text for f in journal.reports.fields(None)}
    assert texts == {
        "Distress 7, urge 4, loneliness.\nafter the call",
        "Solo, distress before 6, distress after 3.",
    }


def test_scores_say_which_way_is_heavier_and_what_was_before() -> None:
    """Forty of a hundred means nothing to a reader who does not know which end is which."""
    clock = Ticking()
    journal = memory(clock)
    for value in (3, 2):
        journal.questionnaires.keep("who-5", {str(n): value for n in range(1, 6)})
        clock.go_on(days=30)
    lines = {f.title: f.text for f in journal.reports.fields(None)}
    text = lines["WHO-5 well-being"]
    assert "40 of 100" in text
    assert "Fewer points mean more strain." in text
    assert "Before that: 1 November 2026" in text
    assert "60 of 100" in text

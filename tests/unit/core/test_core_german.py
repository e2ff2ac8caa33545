"""What core keeps holds no sentence of one language; what it says is whole in either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from threading import Thread

import pytest

from leeward.analysis.cycle_jobs import Job, Reply
from leeward.content.practices import practice
from leeward.core.beside import LABELS, beside_of
from leeward.core.cycle import Cycle, change_of
from leeward.core.cycle_process import CycleProcess
from leeward.core.experiment_words import result_words
from leeward.core.leeward import Leeward
from leeward.core.opening import demo
from leeward.core.reasons import why_words
from leeward.core.what_helps import WhatHelps
from leeward.events import (
    CheckIn,
    ExperimentPlanned,
    PauseEnded,
    PauseEnding,
    PracticeDone,
    Reflection,
    ReflectionAnswer,
    Words,
)
from leeward.events.vocabulary import Need
from leeward.recommend.experiment import Finding, Verdict
from leeward.recommend.records import Because, Why
from leeward.util.errors import InputError, LeewardError
from leeward.util.ids import new_id
from leeward.util.intervals import Answer, Estimate
from leeward.util.language import speaking
from support.cycles import numbers
from support.journals import Ticking, memory
from support.said import alike

ALIKE = {"Stress", "stress"}


@pytest.fixture(scope="module")
def lived() -> Leeward:
    """A simulated journal of four months."""
    return demo(seed=7, days=120)


def test_kept_insights_change_with_the_language(lived: Leeward) -> None:
    """German after English and English after German, each from the cache of its own."""
    english = lived.insights.page()
    with speaking("de"):
        german = lived.insights.page()
        assert lived.insights.page() is german
    assert not set(alike(german, english)) - ALIKE
    assert lived.insights.page() is english


def test_a_practice_is_called_as_its_page_calls_it(lived: Leeward) -> None:
    """In German the names of practices are the titles a person sees elsewhere."""
    with speaking("de"):
        for key in ("P1", "P10", "P19"):
            assert lived.insights._name("practice", key) == practice(key).named(Words.QUIET)


def test_the_one_thing_of_today_changes_with_the_language() -> None:
    """The caveat kept beside the figure is not kept in the language of the first reader."""
    clock = Ticking()
    with memory(clock) as journal:
        for n in range(9):
            done = PracticeDone(practice="P1", distress_before=6, distress_after=4)
            journal._journal.add(journal._journal.make(done, at=clock.now - timedelta(days=n)))
        english = journal.insights.usual_way()
        with speaking("de"):
            german = journal.insights.usual_way()
        assert english is not None
        assert german is not None
        assert english.fall.caveat == "Hard moments ease by themselves too."
        assert german.fall.caveat == "Schwere Momente werden auch von selbst leichter."
        assert german.fall.value == english.fall.value


def test_what_stands_beside_a_question_is_german(lived: Leeward) -> None:
    """Labels, sentences and weekly notes are said late."""
    names = (*LABELS, "triggers", "costs", "interference")
    told = Reflection(about="week", answers=(ReflectionAnswer(question="interference", value=4),))
    for notes in range(3):
        if notes:
            lived._journal.add(lived._journal.make(told))
        history, now = lived.history(), lived.clock()
        english = beside_of(names, history, lived.insights.page(), now)
        with speaking("de"):
            german = beside_of(names, history, lived.insights.page(), now)
        assert not set(alike(german, english)) - ALIKE


class Refusing(CycleProcess):
    """A process that cannot do it."""

    def run(self, job: Job, tell: Callable[[Reply], None]) -> Reply:
        """Answer without a result."""
        tell(Reply(stage="fit"))
        return Reply(failed="ValueError" if job.change is None else "OSError")


def test_a_failure_noted_by_a_thread_is_said_in_the_reader_s_language() -> None:
    """The thread that fits speaks nobody's language; the sentence is said when it is read."""
    with memory() as journal:
        journal.check_ins.add(CheckIn(distress=4))
        cycle = Cycle(journal._journal, Refusing())
        with speaking("de"):
            cycle.state()
            thread = cycle._thread
            assert isinstance(thread, Thread)
            thread.join(30)
            german = cycle.state().failed
            missing = cycle.what_if(change_of(pause=50)).failed
        assert german == "Mit diesen Notizen ließ sich die Rechnung nicht durchführen."
        assert missing == "Es gibt noch kein Ergebnis."
        assert cycle.state().failed == "The calculation could not be done on these notes."


class Ready(CycleProcess):
    """A process that answers at once."""

    def run(self, job: Job, tell: Callable[[Reply], None]) -> Reply:
        """Answer with made-up numbers."""
        tell(Reply(stage="fit"))
        return Reply(numbers=numbers(), fit=b"fit" if job.change is None else None)


def test_a_fit_kept_in_one_language_is_read_in_the_other() -> None:
    """What the vault keeps of a fit makes a page in whichever language asks next."""
    with memory() as journal:
        with speaking("de"):
            Cycle(journal._journal, Ready()).wait()
        stored = journal._journal.store.get_cache("cycle")
        assert stored is not None
        assert b"Notizen" not in stored[1]
        again = Cycle(journal._journal, Ready())
        english = again.state().page
        with speaking("de"):
            german = again.state().page
        assert english is not None
        assert german is not None
        assert english.lead.startswith("It eases things")
        assert german.lead.startswith("Es erleichtert")


def test_an_experiment_planned_in_german_is_stored_in_english() -> None:
    """The log keeps one language; question and rule are said anew for whoever reads."""
    with memory(Ticking()) as journal:
        with speaking("de"):
            planned = journal.experiments.compare("P3", "P19", outcome="need_met", units=32)
            one = journal.experiments.one(planned.id)
            assert one.question.startswith("Unterscheiden sich „")
            assert one.rule.startswith("Jedes Mal entscheidet der Zufall.")
            with pytest.raises(InputError, match="Ein Versuch läuft noch"):
                journal.experiments.prompts(days=32)
        assert isinstance(planned.body, ExperimentPlanned)
        assert planned.body.question.startswith("Does “")
        assert planned.body.stopping_rule.startswith("Chance decides each time.")


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    list(product(Verdict, ("need_met", "freer", "next_day", "evening_distress"))),
)
def test_every_result_of_an_experiment_is_german(verdict: Verdict, outcome: str) -> None:
    """Better, alike, open or too little: no result stays English, no place stays unfilled."""
    answer = Estimate(
        value=1.24,
        low=0.5,
        high=2.0,
        level=0.95,
        unit="points of 10",
        n=32,
        n_of="answered units",
        estimand="",
        caveat="",
    )
    found = Finding(
        verdict=verdict,
        answer=answer,
        p=0.01,
        after=32,
        early=False,
        cut_short=False,
        answered=(16, 16),
        means=(5.0, 4.0),
    )
    arms = ("prompt", "no-prompt") if outcome == "evening_distress" else ("P1", "own:Tee")
    english = result_words(found, arms=arms, outcome=outcome)
    with speaking("de"):
        german = result_words(found, arms=arms, outcome=outcome)
    assert german != english
    assert not set("{}") & set(german)
    assert ("1,2" in german) == ("1.2" in english)


def test_reasons_for_a_way_are_german() -> None:
    """Each reason, once or many times, with and without a leaning."""
    for because, uses, edge in product(Because, (1, 2, 7), (-2.0, 0.0, 2.0)):
        why = Why(
            way="P1",
            because=because,
            need=Need.COMFORT,
            uses=uses,
            uses_for_need=uses,
            usual=6.0 if uses > 1 else None,
            edge=edge,
            give_or_take=0.5,
            chance=0.5,
        )
        english = why_words(why)
        with speaking("de"):
            german = why_words(why)
        assert german != english
        assert not set("{}") & set(german)


def sentence_of(answer: Answer) -> str:
    """The caveat of a number, or why there is none."""
    return answer.caveat if isinstance(answer, Estimate) else answer.why


def test_what_helps_is_worked_out_in_the_language_that_asks(lived: Leeward) -> None:
    """The thread behind it says its sentences in German for a German reader, and again in English."""
    helps = WhatHelps(lived._journal, lived.suggestions)
    need = Need.COMFORT
    for _ in range(3):
        pause = lived.pauses.start().id
        lived.suggestions.offer(pause, need, distress=5)
        lived.pauses.end(PauseEnded(pause=pause, ending=PauseEnding.FINISHED, need_met=6))
    english = helps.lines(patience=30)
    with speaking("de"):
        german = helps.lines(patience=30)
    assert english
    assert german
    assert [line.way for line in german] == [line.way for line in english]
    said = [sentence_of(line.answer) for line in german]
    assert all(said)
    assert not set(said) & {sentence_of(line.answer) for line in english}


def test_what_is_refused_is_refused_in_german() -> None:
    """Errors a person meets while writing are said in their language."""
    clock = Ticking()
    with memory(clock) as journal, speaking("de"):
        for attempt, words in (
            (lambda: journal.check_ins.add(CheckIn()), "Noch"),
            (lambda: CheckIn(distress=11), "ganze Zahl"),
            (lambda: CheckIn(note="x" * 200_000), "zu lang"),
            (lambda: journal.pauses.so_far(new_id(clock())), "Diese Pause"),
        ):
            with pytest.raises(LeewardError, match=words):
                attempt()

"""The insights page: honest figures in plain words, from free times only."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyphen
import pytest

from leeward.analysis import amounts, wording
from leeward.analysis.diary import simulate_diary
from leeward.analysis.figures import HourHistogram, InsightPage, LineBand, RankedDots, TwoAxes
from leeward.analysis.insights import insights
from leeward.analysis.ranges import Sure
from leeward.events.check_in import CheckIn, TriggerMark, Urge
from leeward.events.entry import Body, Entry
from leeward.events.history import History
from leeward.events.look_back import Episode, LookBack, MotiveMark
from leeward.events.pause import PracticeDone
from leeward.events.vocabulary import (
    Consent,
    HadToSource,
    Kind,
    Motive,
    Precision,
    TriggerClass,
    UrgeOutcome,
)
from leeward.util.ids import new_id
from leeward.util.intervals import Answer, Estimate, NotEnough

NOW = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def entry(body: Body, days_ago: float, **changes: object) -> Entry:
    """One entry so many days before now."""
    at = NOW - timedelta(days=days_ago)
    made = Entry(id=new_id(at), at=at, recorded=at, zone="Europe/Berlin", body=body)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def page_of(*entries: Entry) -> InsightPage:
    """The page of a journal with these entries."""
    return insights(History(entries=tuple(sorted(entries, key=lambda e: e.at))), NOW)


@pytest.fixture(scope="module")
def season() -> InsightPage:
    """The page of a whole simulated season."""
    return insights(History(entries=tuple(simulate_diary(7, end=NOW, person="solace"))), NOW)


def answers(page: InsightPage) -> Iterator[Answer]:
    """Every answer of a page."""
    for insight in page.insights:
        yield insight.answer
        yield from (figure.answer for figure in insight.figures)


def test_every_figure_says_what_it_rests_on(season: InsightPage) -> None:
    """Each figure has its interval, amount, estimand and caveat; each insight its denominator."""
    for answer in answers(season):
        assert answer.estimand.endswith(".")
        assert answer.n_of
        if isinstance(answer, Estimate):
            assert answer.low <= answer.value <= answer.high
            assert answer.level == 0.95
            assert answer.caveat.endswith(".")
        else:
            assert answer.more >= 1
            assert answer.why
    for insight in season.insights:
        assert insight.denominator
        assert insight.amount.startswith("from ")
        assert insight.caveat
        assert insight.chart is None or insight.table is not None


def test_everything_asked_for_is_there(season: InsightPage) -> None:
    """The page has every insight of the plan (A-Q1 to A-Q5, A-M9, A-T13, N-C7 to N-C10)."""
    assert [i.id for i in season.insights] == [
        *("usual_distress", "settling", "urges", "before_urges", "hard_moments"),
        *("before_after", "wanting_enjoying", "pleasure_closeness", "solace", "freedom"),
        *("automatic", "consequences", "ways_used", "time_of_day"),
    ]
    assert season.of("solace").id == "solace"
    with pytest.raises(KeyError):
        season.of("nothing")


def test_charts_are_typed(season: InsightPage) -> None:
    """Charts come as records of their own kind, with their axes whole."""
    line = season.of("usual_distress").chart
    assert isinstance(line, LineBand)
    assert (line.start, line.stop) == (0, 10)
    assert all(p.low <= p.value <= p.high for p in line.points)
    assert any(not p.noted for p in line.points)
    before = season.of("before_urges").chart
    assert isinstance(before, RankedDots)
    assert before.reference == 1
    assert [d.value for d in before.dots] == sorted((d.value for d in before.dots), reverse=True)
    clock = season.of("time_of_day").chart
    assert isinstance(clock, HourHistogram)
    assert sum(b.value for b in clock.bins) == pytest.approx(1)
    axes = season.of("pleasure_closeness").chart
    assert isinstance(axes, TwoAxes)
    assert sum(p.count for p in axes.points) == len(
        [e for e in simulate_diary(7, end=NOW, person="solace") if isinstance(e.body, LookBack)]
    ) - set_aside(simulate_diary(7, end=NOW, person="solace"))


def set_aside(entries: list[Entry]) -> int:
    """How many look-backs belong to times set aside."""
    aside = {e.id for e in entries if isinstance(e.body, Episode) and e.body.set_aside}
    return sum(isinstance(e.body, LookBack) and e.body.episode in aside for e in entries)


def test_empty_journal() -> None:
    """A journal without entries gets “not enough yet” throughout, and no error."""
    page = page_of()
    assert all(isinstance(answer, NotEnough) for answer in answers(page))
    assert all(insight.sure is Sure.TOO_EARLY for insight in page.insights)


def test_one_entry_of_each() -> None:
    """One of everything is too early for every figure, and no error."""
    time = entry(Episode(kind=Kind.SOLO), 2)
    page = page_of(
        entry(CheckIn(distress=8, security=3), 3),
        entry(Urge(strength=5, outcome=UrgeOutcome.ACTED), 2.01),
        time,
        entry(LookBack(episode=time.id, distress_before=7, distress_after=4, could_say_no=8), 1.9),
    )
    assert all(isinstance(answer, NotEnough) for answer in answers(page))


def unfree_times() -> list[Entry]:
    """Times that may never enter: not free, work, set aside, had to from someone else."""
    found: list[Entry] = []
    for i in range(20):
        days = 1 + i * 3.7
        urge = entry(
            Urge(
                strength=9,
                outcome=UrgeOutcome.ACTED,
                triggers=(TriggerMark(name="cue", trigger_class=TriggerClass.OTHER),),
            ),
            days + 0.01,
        )
        time = entry(
            Episode(kind=Kind.PARTNERED, urge=urge.id, work=i % 4 == 0, set_aside=i % 4 == 1), days
        )
        back = LookBack(
            episode=time.id,
            distress_before=2,
            distress_after=10,
            pleasure=0,
            closeness=0,
            automatic=10,
            could_say_no=0,
            had_to=10,
            had_to_source=HadToSource.OTHER_PERSON if i % 4 == 2 else HadToSource.INSIDE,
            consent=Consent.FORCED if i % 4 == 3 else None,
            motives=(MotiveMark(motive=Motive.KEEP_BOND),),
        )
        found += [urge, time, entry(back, days - 0.01)]
    return found


def test_what_was_not_free_never_enters() -> None:
    """Adding twenty times that were not free, work or set aside changes no figure at all."""
    own = simulate_diary(3, end=NOW)
    with_them = page_of(*own, *unfree_times())
    without = page_of(*own)
    kept = [i for i in with_them.insights if i.id != "usual_distress"]
    for insight in kept:
        other = without.of(insight.id)
        assert insight.answer == other.answer, insight.id
        assert insight.figures == other.figures, insight.id
        assert insight.sentence == other.sentence
    assert with_them.of("usual_distress").answer == without.of("usual_distress").answer


def test_bare_dates_stay_out_of_the_clock() -> None:
    """Times known only to the day count in look-backs, not in hours or what followed."""
    entries = []
    for i in range(30):
        time = entry(Episode(kind=Kind.SOLO), i + 1, precision=Precision.DAY)
        back = entry(LookBack(episode=time.id, distress_before=6, distress_after=4), i + 0.9)
        entries += [time, back]
    page = page_of(*entries)
    assert isinstance(page.of("before_after").answer, Estimate)
    assert isinstance(page.of("time_of_day").answer, NotEnough)


def test_had_to_counts_only_from_inside() -> None:
    """Duty never counts as driven, 3 or less counts as not, silence on the source not at all."""
    entries = []
    for i, (had_to, source) in enumerate(
        [
            *[(8, HadToSource.INSIDE)] * 6,
            *[(8, HadToSource.DUTY)] * 6,
            *[(2, None)] * 8,
            *[(9, None)] * 10,
        ]
    ):
        time = entry(Episode(kind=Kind.SOLO), i + 1)
        look = LookBack(episode=time.id, could_say_no=5, had_to=had_to, had_to_source=source)
        entries += [time, entry(look, i + 0.9)]
    driven = page_of(*entries).of("freedom").figures[0].answer
    assert isinstance(driven, Estimate)
    assert driven.n == 20
    assert driven.value == pytest.approx(6 / 20)


def test_wanting_and_enjoying_is_a_difference() -> None:
    """Wanting 8 and enjoying 2 is six points, not four times (care notes 39)."""
    entries = []
    for i in range(12):
        time = entry(Episode(kind=Kind.SOLO), i + 1)
        back = LookBack(episode=time.id, wanting=8, enjoying=2 + i % 2)
        entries += [time, entry(back, i + 0.9)]
    answer = page_of(*entries).of("wanting_enjoying").answer
    assert isinstance(answer, Estimate)
    assert answer.value == pytest.approx(5.5, abs=0.05)
    assert answer.unit == "points"


def test_a_change_is_said_with_its_range() -> None:
    """Up or down, the sentence on before and after names size and likely range, no sign in it."""
    for before, after, word in ((7, 4, "lower"), (3, 6, "higher")):
        entries = []
        for i in range(16):
            time = entry(Episode(kind=Kind.SOLO), i + 1)
            back = LookBack(episode=time.id, distress_before=before, distress_after=after + i % 2)
            entries += [time, entry(back, i + 0.9)]
        said = page_of(*entries).of("before_after")
        assert isinstance(said.answer, Estimate)
        low, high = sorted((abs(said.answer.low), abs(said.answer.high)))
        assert f"likely range is {wording.span(low, high)} points {word}." in said.sentence


def test_two_numbers_are_as_sure_as_the_less_sure_one() -> None:
    """Pleasure known to a tenth and closeness that swings leave the sentence as unsure as that."""
    entries = []
    for i in range(24):
        time = entry(Episode(kind=Kind.SOLO), i + 1)
        back = LookBack(episode=time.id, pleasure=6 + i % 2, closeness=(1, 9, 4)[i % 3])
        entries += [time, entry(back, i + 0.9)]
    said = page_of(*entries).of("pleasure_closeness")
    closeness = said.figures[0]
    assert isinstance(said.answer, Estimate)
    assert isinstance(closeness.answer, Estimate)
    widths = [a.high - a.low for a in (said.answer, closeness.answer)]
    assert widths[0] < 1.0 < widths[1]
    assert said.sure is closeness.sure
    assert closeness.sure in {Sure.FAIRLY_CLEAR, Sure.HINT}


LEVELS = (
    *("usual_distress", "settling", "urges", "hard_moments", "pleasure_closeness", "freedom"),
    *("automatic", "consequences", "ways_used", "time_of_day"),
)


@pytest.mark.parametrize(("person", "days"), [("ordinary", 25), ("solace", 60)])
def test_what_is_too_early_is_no_number(person: str, days: int) -> None:
    """Some weeks hold some levels and leave others too wide: those are told without a number."""
    history = History(entries=tuple(simulate_diary(7, days=days, end=NOW, person=person)))
    page = insights(history, NOW)
    told = {name: isinstance(page.of(name).answer, Estimate) for name in LEVELS}
    assert {name for name in LEVELS if page.of(name).sure is not Sure.TOO_EARLY} == {
        name for name, number in told.items() if number
    }
    assert set(told.values()) == {True, False}


def test_days_are_those_of_the_calendar() -> None:
    """From late on 23 June to 1 August are 40 days, though 39 times 24 hours have not passed."""
    days = [38.9, *np.arange(0.3, 38.0, 1.0)]
    page = page_of(*(entry(CheckIn(distress=4), n) for n in days))
    assert page.days == 40
    assert page.days_with_notes <= page.days
    assert page.of("usual_distress").amount == "from 39 check-ins over 40 days"
    midnight = datetime(2026, 7, 31, 22, 0, tzinfo=UTC)
    one = entry(CheckIn(distress=4), 1.0)
    assert insights(History(entries=(one,)), midnight).days == 1


def test_what_followed_is_as_sure_as_its_range() -> None:
    """Ten urges leave a share wide open, and four hundred pin it down: the word says so."""
    outcomes = (UrgeOutcome.ACTED, UrgeOutcome.RODE_OUT)
    few = [entry(Urge(outcome=outcomes[i % 2]), i + 0.5) for i in range(10)]
    many = [entry(Urge(outcome=outcomes[i * 7 % 5 % 2]), i * 0.5 + 0.5) for i in range(400)]
    for entries, sure in ((few, {Sure.HINT, Sure.TOO_EARLY}), (many, {Sure.CLEAR})):
        found = {f.key: f.sure for f in page_of(*entries).of("urges").figures}
        assert found["acted"] in sure


def test_ways_are_counted_whole() -> None:
    """Nobody uses a tenth of a way, and never more of them than were noted."""
    page = page_of(
        *(
            entry(PracticeDone(practice=f"P{1 + i % (14 if i % 3 else 9)}"), i * 0.7)
            for i in range(120)
        )
    )
    ways = page.of("ways_used")
    assert isinstance(ways.answer, Estimate)
    found = re.fullmatch(
        r"You noted (\d+) ways .* about (\d+) of them equally often\.", ways.sentence
    )
    assert found is not None
    assert 1 <= int(found[2]) <= int(found[1]) == 14
    assert re.fullmatch(r"likely \d+ to \d+", amounts.likely(ways.answer))
    assert amounts.with_unit(1.2, "ways") == "1 way"


def test_a_diary_without_urges_or_times_says_nothing_of_what_followed() -> None:
    """An imported mood diary holds none of these: that is not the same as none having been."""
    diary = [entry(CheckIn(distress=8 if n % 2 else 2), n * 0.5) for n in range(1, 200)]
    insight = page_of(*diary).of("hard_moments")
    assert isinstance(insight.answer, NotEnough)
    assert insight.figures == ()
    assert insight.sentence == "It is too early to say what follows hard moments."
    noted = [entry(Urge(strength=6, outcome=UrgeOutcome.RODE_OUT), n + 0.3) for n in range(3)]
    assert isinstance(page_of(*diary, *noted).of("hard_moments").answer, Estimate)


def test_hard_moments_count_what_followed() -> None:
    """Of hard moments, those followed by a time within six hours are counted, others not."""
    entries = []
    for i in range(20):
        entries.append(entry(CheckIn(distress=8), i + 1.5))
        if i % 4 == 0:
            entries.append(entry(Episode(kind=Kind.SOLO), i + 1.5 - 2 / 24))
        if i % 4 == 1:
            entries.append(entry(Episode(kind=Kind.SOLO), i + 1.5 - 8 / 24))
    answer = page_of(*entries).of("hard_moments").answer
    assert isinstance(answer, Estimate)
    assert answer.n == 20
    assert answer.value == pytest.approx(0.25)


def test_what_comes_before_is_ranked_and_judged_as_one_of_many() -> None:
    """A note that urges always follow stands out; one without relation does not."""
    entries = []
    rng = np.random.default_rng(2)
    for i in range(100):
        fight = i % 4 == 0
        marks = [TriggerMark(name="conflict", trigger_class=TriggerClass.THREAT)] if fight else []
        if rng.random() < 0.4:
            marks.append(TriggerMark(name="work", trigger_class=TriggerClass.STRESS))
        entries.append(entry(CheckIn(distress=5, triggers=tuple(marks)), i + 1.3))
        if fight or rng.random() < 0.1:
            entries.append(entry(Urge(strength=6), i + 1.3 - 2 / 24))
    insight = page_of(*entries).of("before_urges")
    chart = insight.chart
    assert isinstance(chart, RankedDots)
    first, second = chart.dots
    assert (first.key, first.filled) == ("trigger.conflict", True)
    assert first.low > 2
    assert (second.key, second.filled) == ("trigger.work", False)
    assert "a fight" in insight.sentence
    assert f"likely {wording.span(first.low, first.high)}" in insight.sentence
    assert "not the same as causing" in insight.caveat


def test_names_can_be_given() -> None:
    """A door can put its own words in place of the plain ones."""
    entries = simulate_diary(7, end=NOW)
    named = insights(History(entries=tuple(entries)), NOW, lambda group, key: f"<{group}:{key}>")
    labels = {f.label for f in named.of("before_after").figures}
    assert "<kind:solo>" in labels


def test_practices_are_called_by_their_titles() -> None:
    """The plain name of every practice is its title, so that no page shows a bare number."""
    for path in (ROOT / "src" / "leeward" / "content" / "practices").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        key, title = (re.search(rf"^{word}: (.+)$", text, re.MULTILINE) for word in ("id", "title"))
        assert key is not None
        assert title is not None
        assert wording.plain_name("practice", key[1].strip()).lower() == title[1].strip().lower()


def texts(thing: object) -> Iterator[str]:
    """All text inside a record, stored keys left out."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            if field.name not in {"key", "id"}:
                yield from texts(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts(item)


UNWANTED = re.compile(
    r"\b(addict\w*|relapse\w*|clean|slip\w*|fail\w*|willpower|weak\w*|dirty|streak\w*|episodes?|"
    r"triggers?|out of control|repertoire|compuls\w*|normal|neither|ratio)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("person", ["ordinary", "without_cycle", "solace"])
def test_words_are_kind(person: str) -> None:
    """No text of the page has a word that shames, labels or belongs to code (care notes 50)."""
    history = History(entries=tuple(simulate_diary(9, end=NOW, person=person)))
    for text in texts(insights(history, NOW)):
        assert not UNWANTED.search(text), text


def grade(text: str, syllables: Callable[[str], int]) -> float:
    """Flesch-Kincaid grade."""
    words = re.findall(r"[A-Za-z]+", text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    total = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * total / len(words) - 15.59


@pytest.mark.parametrize("person", ["ordinary", "solace"])
def test_sentences_read_easily(person: str) -> None:
    """The lead sentences together read at grade 6 or below."""
    dictionary = pyphen.Pyphen(lang="en_GB")

    def syllables(word: str) -> int:
        return len(dictionary.inserted(word).split("-"))

    page = insights(History(entries=tuple(simulate_diary(5, end=NOW, person=person))), NOW)
    everything = " ".join(insight.sentence for insight in page.insights)
    assert grade(everything, syllables) <= 6
    caveats = " ".join(insight.caveat for insight in page.insights)
    assert grade(caveats, syllables) <= 6


def test_plain_numbers() -> None:
    """Numbers are said the way people say them."""
    assert wording.in_ten(0.31) == "about 3 in 10"
    assert wording.in_ten(0.02) == "fewer than 1 in 20"
    assert wording.in_ten(0.06) == "about 1 in 20"
    assert wording.in_ten(0.99) == "nearly all"
    assert wording.in_ten(0.5) == "about half"
    assert wording.number(-0.04) == "0.0"
    assert wording.number(-1.25) == "−1.2"
    assert wording.hours(0.4) == "20 minutes"
    assert wording.hours(60) == "2 days"
    assert wording.clock(-1.4) == "23:00"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.slow
def test_intervals_cover_on_whole_diaries() -> None:
    """Over all figures, nominal 95 % intervals hold the truth in .92 to .985 of whole diaries."""
    script = runpy.run_path(str(ROOT / "scripts" / "validation" / "insights_coverage.py"))
    script["coverage"].__globals__["TRUTH_DIARIES"] = 16
    found = script["coverage"](40)
    weights = [shown for _, shown in found.values()]
    mean = np.average([share for share, _ in found.values()], weights=weights)
    assert len(found) > 50
    assert 0.92 <= mean <= 0.985

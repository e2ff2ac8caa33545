"""The practices: complete, kind, safe to suggest, and readable by a machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.practice_types import Anchor, Grade, Interaction, Practice, StepKind
from leeward.content.practices import (
    all_practices,
    common,
    for_need,
    in_order,
    is_closed,
    own_practice,
    parse,
    practice,
    way_name,
    while_closed,
)
from leeward.events.settings import Words
from leeward.events.vocabulary import Need
from leeward.safety.findings import Closure, RuleId
from leeward.safety.rules import BY_ID
from leeward.util.errors import InputError

_ALL = all_practices()
_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)
_SENSES = {"see", "touch", "hear", "smell", "taste"}
_CLOSED_BY_FEAR: set[str] = {closure.value for closure in BY_ID[RuleId.S4].closes}
_LOCKED = {"P1", "P2", "P3", "P4", "P11", "P14", "P15", "P19"}
_FILE = """---
id: P99
title: A stone
lead: Hold a stone.
needs: [comfort]
kind: timer
anchor: outside
dose: {seconds: 60, shortest: 30, longest: 120, words: "a minute"}
evidence: {grade: C, says: Nobody tested it., source: manuals}
not_for: []
locked_safe: false
trauma: {offered: true, seconds: 30, says: Eyes open.}
steps:
  - {kind: timer, text: "Hold it.", seconds: 60}
---
It is warm from the sun.
"""


def _slug(one: Practice) -> str:
    return one.slug


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)


def _copy(one: Practice) -> str:
    spoken = [one.title, one.lead, one.stop, one.dose.words, one.evidence.says, one.trauma.says]
    spoken += [*one.not_for, *one.adapt]
    for step in one.steps:
        spoken += [step.text, *step.options]
    return "\n".join(line for line in spoken if line)


def test_all_twenty_two_are_there() -> None:
    """P1 to P22 exist, each once, in order."""
    assert [one.id for one in _ALL] == [f"P{n}" for n in range(1, 23)]


def test_at_least_eight_kinds_of_interaction() -> None:
    """The practices are experiences of at least eight kinds, not one text shown 22 times."""
    assert len({one.interaction for one in _ALL}) >= 8
    assert {one.interaction for one in _ALL} == set(Interaction)


@pytest.mark.parametrize("one", _ALL, ids=_slug)
def test_cards_read_plainly(one: Practice) -> None:
    """Everything on a card or in a player is kind, short and at most grade 6."""
    text = _copy(one)
    assert lint.find_banned(text, lint.banned_words(), scope=lint.Scope.INTERFACE) == []
    assert lint.long_sentences(text) == []
    grade = lint.reading_grade(text, lambda word: len(_DICTIONARY.positions(word)) + 1)
    assert grade <= lint.CORE_GRADE, f"grade {grade:.1f}"


@pytest.mark.parametrize("one", _ALL, ids=_slug)
def test_every_practice_has_care_built_in(one: Practice) -> None:
    """Each has a dose, evidence with its source, a trauma-aware variant and its ideas."""
    assert one.dose.shortest <= one.dose.seconds <= one.dose.longest
    assert one.evidence.source is not None
    assert one.evidence.grade is not Grade.OWN
    assert one.trauma.says
    assert one.trauma.seconds <= 600
    assert one.ideas
    assert one.steps
    assert len(one.trauma_steps()) >= 1


@pytest.mark.parametrize("one", _ALL, ids=_slug)
def test_players_can_play_the_steps(one: Practice) -> None:
    """Each step carries what its kind needs, and the kind of interaction has its steps."""
    kinds = {step.kind for step in one.steps}
    wanted = {
        Interaction.PACED_ANIMATION: StepKind.BREATHE,
        Interaction.STEPPED_SENSES: StepKind.NOTICE,
        Interaction.WAVE_RATINGS: StepKind.RATE,
        Interaction.TIMER: StepKind.TIMER,
        Interaction.WRITING: StepKind.WRITE,
        Interaction.MESSAGE: StepKind.COMPOSE,
        Interaction.PLANNING: StepKind.PLAN,
        Interaction.TWO_PERSON: StepKind.TURN,
        Interaction.BODY_MAP: StepKind.REGION,
        Interaction.CHOICES: StepKind.PICK,
    }
    assert wanted[one.interaction] in kinds
    for step in one.steps:
        assert step.sense in _SENSES | {""}
        assert not step.pattern or sum(phase.seconds for phase in step.pattern) > 0


def test_safe_for_everyone_is_the_list_of_the_rulings() -> None:
    """Exactly the eight named practices may run without unlocking, besides the pause."""
    assert {one.id for one in _ALL if one.locked_safe and one.way} == _LOCKED
    assert set(common().locked_order) == _LOCKED


def test_parameters_are_the_ones_of_the_notes() -> None:
    """Six breaths a minute, surfing rated at 0, 1, 3, 5 and 10, muscles 5 s and 15 s, and so on."""
    breath = next(s for s in practice("P1").steps if s.kind is StepKind.BREATHE)
    assert [(p.word, p.seconds) for p in breath.pattern] == [("in", 4), ("out", 6)]
    surf = [s.minute for s in practice("P6").steps if s.kind is StepKind.RATE]
    assert surf == [0, 1, 3, 5, 10]
    muscles = [s for s in practice("P20").steps if s.kind is StepKind.BREATHE]
    assert len(muscles) == 7
    assert {tuple(p.seconds for p in s.pattern) for s in muscles} == {(5, 15)}
    counts = [s.count for s in practice("P3").steps if s.kind is StepKind.NOTICE]
    assert counts == [5, 4, 3, 2, 1]
    assert practice("P16").params["wait_minutes_for_ex"] == 30
    assert practice("P18").params["rehearsals"] == 3
    assert practice("P12").params["celsius"] == [40.0, 42.5]


@pytest.mark.parametrize(
    ("need", "first"),
    [
        (Need.CONNECTION, ["P16", "P17", "P8", "P22"]),
        (Need.COMFORT, ["P1", "P8", "P12", "P13"]),
        (Need.RELEASE, ["P10", "P6", "P20", "P21"]),
        (Need.DISTRACTION, ["P3", "P19", "P15", "P11"]),
    ],
)
def test_cold_start_order(need: Need, first: list[str]) -> None:
    """Before anything is learned, each need begins with the four ways of the notes."""
    assert [one.id for one in for_need(need)][:4] == first


def test_pleasure_gets_no_suggestion() -> None:
    """“I just want to” goes straight to choosing: there is nothing to fix."""
    assert for_need(Need.PLEASURE) == ()
    assert for_need(Need.PLEASURE, locked=True) == ()


@pytest.mark.parametrize("need", [n for n in Need if n is not Need.PLEASURE])
def test_high_distress_steadies_first(need: Need) -> None:
    """From 8 on the first three are the steadying ones and nothing stirring is offered."""
    ids = [one.id for one in for_need(need, distress=8)]
    assert ids[:3] == ["P3", "P4", "P1"]
    assert not {"P6", "P21"} & set(ids)
    assert len(ids) == len(set(ids))
    assert [one.id for one in for_need(need, distress=7)][:3] != ["P3", "P4", "P1"]


def test_sex_on_purpose_is_among_the_ways() -> None:
    """Choosing sex is a way like the others where it can meet the need."""
    assert "P22" in {one.id for one in for_need(Need.CONNECTION)}


@given(
    need=st.sampled_from(Need),
    distress=st.none() | st.integers(0, 10),
    trauma=st.booleans(),
    locked=st.booleans(),
    closed=st.sampled_from([set(), _CLOSED_BY_FEAR]),
)
def test_contraindicated_ways_are_never_eligible(
    need: Need, distress: int | None, *, trauma: bool, locked: bool, closed: set[str]
) -> None:
    """Whatever the moment, closed, stirring or locked-away practices do not come up."""
    ways = for_need(need, distress=distress, trauma_aware=trauma, locked=locked, closed=closed)
    ids = [one.id for one in ways]
    assert len(ids) == len(set(ids))
    assert "P7" not in ids
    if closed:
        assert not {"P9", "P17", "P22"} & set(ids)
    if locked:
        assert set(ids) <= _LOCKED
    if trauma and not locked and (distress is None or distress < 8):
        assert not any(one.body_focus for one in ways)
        anchors = [one.anchor for one in ways]
        assert Anchor.OUTSIDE not in anchors[anchors.count(Anchor.OUTSIDE) :]


def test_locked_order_is_fixed_by_need() -> None:
    """While locked the same need always brings the same order, those that serve it first."""
    one = [p.id for p in for_need(Need.DISTRACTION, locked=True)]
    assert one == [p.id for p in for_need(Need.DISTRACTION, locked=True, distress=9)]
    assert one[0] == "P3"
    assert set(one) == _LOCKED


def test_closures_spare_other_people() -> None:
    """Reaching out stays open to others when it is closed toward one person."""
    assert is_closed(practice("P17"), _CLOSED_BY_FEAR)
    assert not is_closed(practice("P16"), _CLOSED_BY_FEAR)
    assert is_closed(practice("P9"), _CLOSED_BY_FEAR)
    assert not is_closed(practice("P9"), {Closure.SEX_ON_PURPOSE})
    assert is_closed(practice("P5"), {Closure.BODY_FOCUS})
    assert not is_closed(practice("P3"), {Closure.BODY_FOCUS})


def test_reaching_out_says_toward_whom_not() -> None:
    """While closed toward a person it says so first, and no line asks that person for comfort."""
    open_way, careful = practice("P16"), while_closed(practice("P16"), _CLOSED_BY_FEAR)
    assert while_closed(open_way, set()) == open_way
    assert careful.lead == open_way.careful
    plain = while_closed(open_way, {Closure.REASSURANCE})
    assert plain.lead == open_way.lead
    gone = {o for s in open_way.steps for o in s.options} - {
        o for s in plain.steps for o in s.options
    }
    assert gone == set(open_way.reassuring) != set()


def test_quiet_titles_name_no_subject() -> None:
    """Where others may see the screen, no practice's name gives the subject away."""
    quiet = [one.named(Words.QUIET) for one in _ALL]
    assert not any("sex" in name.lower() for name in quiet)
    assert practice("P22").named(Words.PLAIN) == "Sex, on purpose"
    assert practice("P22").named(Words.QUIET) == "Go with it, slowly"


def test_closures_are_the_ones_safety_knows() -> None:
    """Every closure named in a practice is one that a safety rule can set."""
    assert {name for one in _ALL for name in one.closed_by} <= set(Closure)


def test_no_default_body_scan_below_the_waist_for_survivors() -> None:
    """The trauma-aware body walk leaves seat and belly out."""
    regions = {step.region for step in practice("P5").trauma_steps()}
    assert {"hands", "feet"} <= regions
    assert not {"seat", "belly"} & regions


def test_universal_stop_rule_keeps_the_eyes_free() -> None:
    """The stop rule says how to stop and that eyes may stay open."""
    assert "eyes open the whole time" in common().stop_rule
    assert "stop" in common().stop_rule


def test_own_practices_join_in() -> None:
    """A person's own practice is a practice like the others and comes up for its needs."""
    mine = own_practice(
        name=" Feed the birds ", needs=[Need.COMFORT], minutes=5, note="With seeds."
    )
    assert mine.title == "Feed the birds"
    assert mine.evidence.grade is Grade.OWN
    assert mine in for_need(Need.COMFORT, own=[mine])
    assert mine not in for_need(Need.RELEASE, own=[mine])
    assert mine not in for_need(Need.COMFORT, own=[mine], locked=True)
    assert Need.PLEASURE not in own_practice(name="Sing").needs


@pytest.mark.parametrize(("name", "minutes"), [("", 5), ("x" * 81, 5), ("Sing", 0), ("Sing", 121)])
def test_own_practices_are_checked(name: str, minutes: int) -> None:
    """An own practice without a name or with an impossible time is refused in plain words."""
    with pytest.raises(InputError):
        own_practice(name=name, minutes=minutes)


def test_a_practice_file_is_read() -> None:
    """A new file in the same shape becomes a practice with its defaults."""
    one = parse("stone", _FILE)
    assert (one.id, one.way, one.body_focus, one.distress_limit) == ("P99", True, False, None)
    assert one.body == "It is warm from the sun.\n"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("title: A stone\n", "", "no “title”"),
        ("lead: Hold a stone.", "lead: 7", "“lead” should be a text"),
        ("needs: [comfort]", "needs: [sleep]", "“needs” should be one of: connection"),
        ("seconds: 60, shortest: 30", "seconds: 20, shortest: 30", "shortest, then default"),
        ("grade: C", "grade: Z", "“grade” should be one of"),
        ("source: manuals", "source: hearsay", "no source called hearsay"),
        ("locked_safe: false", "locked_safe: maybe", "“locked_safe” should be true or false"),
        ("locked_safe: false", "locked_save: false", "no “locked_safe”"),
        ("offered: true,", "offered: true, offerd: 1,", "fields nobody knows: offerd"),
        ('text: "Hold it.", seconds: 60', 'text: "Hold it."', "for a step of kind “timer”"),
        ("kind: timer, text", "kind: breathe, pattern: [[in, 0]], text", "a word and its seconds"),
        ("kind: timer, text", "kind: breathe, pattern: x, text", "a list of pairs"),
        ("seconds: 60}\n---", "seconds: -1}\n---", "a whole number, 0 or more"),
        ("not_for: []", "not_for: none", "a list of texts"),
        ("dose: {seconds", "dose: 5\nx: {seconds", "a group of fields"),
        ("steps:\n", "steps: 3\nx:\n", "a list of entries"),
        ("not_for: []", "not_for: []\nclosed_scope: half", "“all” or “person”"),
        ("---\nid", "id", "does not start with a head"),
        ("---\nIt is", "It is", "no closing line"),
        ("id: P99", "id: [P99", "cannot be read near line"),
        (_FILE[4 : _FILE.index("\n---\nIt")], "just words", "the head holds no fields"),
    ],
)
def test_a_broken_file_names_the_place(old: str, new: str, complaint: str) -> None:
    """A mistake in a content file is reported with the file and the field."""
    assert old in _FILE
    with pytest.raises(ContentError, match=complaint.replace("(", r"\(")) as caught:
        parse("stone", _FILE.replace(old, new, 1))
    assert "stone" in caught.value.message


def test_an_unknown_practice_is_an_input_error() -> None:
    """Asking for a practice that does not exist is told in plain words."""
    with pytest.raises(InputError, match="no practice called"):
        practice("cold-turkey")


def test_names_and_ids_both_find_a_practice() -> None:
    """A practice is found by its id, as stored, and by its slug, as in an address."""
    assert practice("P3") is practice("grounding")
    assert all(text for one in _ALL for text in _strings(one.evidence))


def test_two_practices_never_share_an_id() -> None:
    """Stored ids point to one practice each."""
    one = parse("stone", _FILE)
    with pytest.raises(ContentError, match="pebble and stone share the id P99"):
        in_order([parse("pebble", _FILE), one])
    assert in_order([one]) == (one,)


@pytest.mark.parametrize(
    ("way", "name"), [("P15", "Another room"), ("own:play the piano", "play the piano")]
)
def test_a_stored_way_reads_as_words(way: str, name: str) -> None:
    """Pages show titles and own words, never the stored id."""
    assert way_name(way, Words.PLAIN) == name

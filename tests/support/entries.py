"""Hypothesis strategies for entries of every kind."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from leeward.events import (
    CheckIn,
    Corrected,
    CostMark,
    Entry,
    Episode,
    Forgotten,
    LookBack,
    MotiveMark,
    OwnTrigger,
    PracticeDone,
    Reflection,
    ReflectionAnswer,
    Settings,
    SettingsChanged,
    TriggerMark,
    TriggerNoted,
    Urge,
    Withdrawn,
)
from leeward.events.vocabulary import (
    Consent,
    Consequence,
    Emotion,
    Good,
    HadToSource,
    Kind,
    Motive,
    Need,
    PartnerContext,
    Precision,
    Source,
    TriggerClass,
    UrgeOutcome,
)

ids = st.integers(0, 2**128 - 1).map(lambda n: f"{n:032x}")
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  the zone is added by map
    lambda moment: moment.replace(tzinfo=UTC)
)
rating = st.none() | st.integers(0, 10)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
names = st.text("abc äß=+-@'\"[]{}1e", min_size=1, max_size=20).filter(lambda t: bool(t.strip()))


trigger_marks = st.builds(
    TriggerMark, name=names, trigger_class=st.sampled_from(TriggerClass), strength=rating
)
check_ins = st.builds(
    CheckIn,
    distress=rating,
    urge=rating,
    security=rating,
    need=st.none() | st.sampled_from(Need),
    emotions=st.lists(st.sampled_from(Emotion), max_size=3, unique=True).map(tuple),
    own_emotions=st.lists(names, max_size=2).map(tuple),
    triggers=st.lists(trigger_marks, max_size=2).map(tuple),
    prompted=st.none() | st.booleans(),
    note=words,
)
urges = st.builds(
    Urge,
    strength=rating,
    outcome=st.none() | st.sampled_from(UrgeOutcome),
    way=st.just("") | names,
    pause=st.none() | ids,
    note=words,
)
episodes = st.builds(
    Episode,
    kind=st.sampled_from(Kind),
    partner_context=st.none() | st.sampled_from(PartnerContext),
    urge=st.none() | ids,
    work=st.booleans(),
    set_aside=st.booleans(),
    note=words,
)
look_backs = st.builds(
    LookBack,
    episode=ids,
    distress_before=rating,
    distress_after=rating,
    coping=rating,
    had_to=rating,
    had_to_source=st.none() | st.sampled_from(HadToSource),
    consent=st.none() | st.sampled_from(Consent),
    motives=st.lists(
        st.builds(MotiveMark, motive=st.sampled_from(Motive), strength=rating), max_size=3
    ).map(tuple),
    good=st.lists(st.sampled_from(Good), max_size=2, unique=True).map(tuple),
    costs=st.lists(
        st.builds(CostMark, consequence=st.sampled_from(Consequence), bother=rating), max_size=2
    ).map(tuple),
    good_words=words,
)
practices = st.builds(
    PracticeDone,
    practice=names,
    seconds=st.none() | st.integers(0, 86_400),
    urge_course=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 10)), max_size=3).map(tuple),
    stopped_early=st.booleans(),
    words=words,
)
reflections = st.builds(
    Reflection,
    about=names,
    answers=st.lists(
        st.builds(ReflectionAnswer, question=names, value=rating, words=words), max_size=2
    ).map(tuple),
)
settings_changes = st.builds(
    SettingsChanged,
    settings=st.builds(
        Settings,
        zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
        own_triggers=st.lists(st.builds(OwnTrigger, name=names), max_size=2).map(tuple),
        lock_minutes=st.integers(1, 120),
    ),
)
told = (
    check_ins
    | urges
    | episodes
    | look_backs
    | practices
    | reflections
    | settings_changes
    | st.builds(TriggerNoted, trigger=trigger_marks, note=words)
)
changes = (
    st.builds(Corrected, target=ids, seen=ids, at=moments, body=told)
    | st.builds(Withdrawn, target=ids)
    | st.builds(Forgotten, targets=st.lists(ids, max_size=3).map(tuple))
)
entries = st.builds(
    Entry,
    id=ids,
    at=moments,
    recorded=moments,
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe"]),
    body=told | changes,
    source=st.sampled_from(Source),
    precision=st.sampled_from(Precision),
)

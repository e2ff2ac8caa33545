"""Ways used at hard moments and urges, and what came after hard moments."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import Frame
from leeward.analysis.looking_back import share_answer
from leeward.analysis.ranges import Range, Sure, sure_of_difference, sure_of_factor, sure_of_share
from leeward.analysis.shares import (
    difference_of_shares,
    effective_sizes,
    hill_number,
    several_shares,
    share_of,
    shares_of,
)
from leeward.events.vocabulary import UrgeOutcome
from leeward.util.intervals import Answer
from leeward.util.language import mark, say, say_count

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_USES = 30
MOST_DOTS = 12
LEAST_MOMENTS = 8
LEAST_NOTED = 3
HARD_FROM = 7
WITHIN_HOURS = 6.0
NEXT_TO_IT = 1.0

RANGE_OF_WAYS = mark(
    "Hill number of order 1 (exp of the entropy) of what you did at urges and in times you noted: "
    "as if that many ways were used equally often."
)
WAYS_CAVEAT = mark(
    "This describes, it does not rate. More ways are not better in themselves. Only ways you "
    "wrote down are in it."
)
HARD = mark(
    "Share of hard moments (distress of 7 or more, at least 6 hours apart) with a time you noted "
    "within the next 6 hours."
)
HARD_CAVEAT = mark(
    "What comes after is not always because of it, and what you did not write down is missing."
)


def uses(frame: Frame) -> list[tuple[float, str, str]]:
    """Return (hour, group, key) of every way used, each once, by time.

    A time you noted counts by its kind, a practice by its name, an urge let pass as that. An urge
    met by a practice or by a time counts through that one only.
    """
    found = [
        (float(h), "kind", t.episode.kind.value)
        for h, t in zip(frame.time_hour, frame.times, strict=True)
    ]
    practices = _once(list(frame.practices))
    found += [(h, "practice", name) for h, name in practices]
    done = np.sort(np.array([h for h, _ in practices]))
    for hour, urge in zip(frame.urge_hour.tolist(), frame.urges, strict=True):
        if urge.outcome is UrgeOutcome.RODE_OUT:
            found.append((hour, "way", "rode_out"))
        elif urge.outcome is UrgeOutcome.OTHER_WAY and not _near(done, hour):
            found.append((hour, "practice" if urge.way else "way", urge.way or "other_way"))
    return sorted(found)


def _once(practices: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Drop the second record of one practice within an hour (a pause and its practice)."""
    latest: dict[str, float] = {}
    kept = []
    for hour, name in practices:
        if hour - latest.get(name, -np.inf) > NEXT_TO_IT:
            kept.append((hour, name))
        latest[name] = hour
    return kept


def _near(times: Floats, hour: float) -> bool:
    at = int(np.searchsorted(times, hour - NEXT_TO_IT))
    return at < times.size and bool(times[at] <= hour + NEXT_TO_IT)


def ways_used(frame: Frame, names: wording.Names) -> fig.Insight:
    """The Hill number of ways used, as a description."""
    used = uses(frame)
    keys = [(group, key) for _, group, key in used]
    counts = Counter(keys)
    hour = np.array([h for h, _, _ in used])
    answer: Answer
    sure = Sure.TOO_EARLY
    sentence = say("It is too early to describe the ways you use.")
    dots: tuple[fig.Dot, ...] = ()
    if len(used) < LEAST_USES:
        answer = fig.too_few(len(used), LEAST_USES, n_of="ways noted", estimand=say(RANGE_OF_WAYS))
    else:
        top = counts.most_common(1)[0][0]
        flags = np.array([[k == top] for k in keys])
        worth = float(effective_sizes(hour, flags)[0]) / len(used)
        hill = hill_number(list(counts.values()), worth=worth)
        answer = fig.estimate(
            hill,
            unit="ways",
            n_of="ways noted",
            estimand=say(RANGE_OF_WAYS),
            caveat=say(WAYS_CAVEAT),
        )
        sure = sure_of_factor(hill.low, hill.high)
        sentence = say_count(
            "You noted {n} way of getting through.",
            "You noted {n} ways of getting through.",
            len(counts),
        )
        if len(counts) > 1:
            evenly = say(
                "It is as if you used about {number} of them equally often.",
                # The estimate allows for ways not noted yet; "of them" does not.
                number=wording.number(min(hill.value, len(counts)), 0),
            )
            sentence = f"{sentence} {evenly}"
        dots = _dots(hour, keys, counts, names)
    return fig.Insight(
        id="ways_used",
        title=say("Ways I used"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(RANGE_OF_WAYS),
        denominator=say("what you noted at urges, practices and times"),
        amount=over_days(basis(len(used), "notes"), frame.days),
        brief=basis(len(used), "notes"),
        caveat=say(WAYS_CAVEAT),
        chart=fig.share_dots(say("share of what you noted"), dots),
        table=fig.ranked_table(
            (say("Way"), say("Share"), say("Likely range"), say("Noted")), dots, shares=True
        ),
    )


def _dots(
    hour: Floats,
    keys: list[tuple[str, str]],
    counts: Counter[tuple[str, str]],
    names: wording.Names,
) -> tuple[fig.Dot, ...]:
    common = counts.most_common(MOST_DOTS)
    flags = np.array([[k == way for way, _ in common] for k in keys], dtype=np.bool_)
    return tuple(
        fig.Dot(
            key=f"{group}.{key}",
            label=names(group, key),
            value=share.value,
            low=share.low,
            high=share.high,
            n=n,
            filled=False,
        )
        for ((group, key), n), share in zip(common, several_shares(hour, flags), strict=True)
    )


def moments(frame: Frame, *, hard: bool) -> Floats:
    """Return the hours of check-ins at 7 or more (or below), at least six hours apart.

    Six hours must have passed since, or nobody can know what followed.
    """
    rated = ~np.isnan(frame.distress)
    is_hard = frame.distress >= HARD_FROM
    end = (frame.until - frame.since).total_seconds() / 3600 - WITHIN_HOURS
    latest = -np.inf
    kept = []
    for hour in frame.hour[rated & (is_hard if hard else ~is_hard)].tolist():
        if hour - latest >= WITHIN_HOURS and hour <= end:
            kept.append(hour)
            latest = hour
    return np.array(kept)


def followed(starts: Floats, events: Floats) -> Flags:
    """Return which starts have an event within the next six hours."""
    after = np.searchsorted(events, starts, side="right")
    if events.size == 0:
        return np.zeros(starts.size, dtype=np.bool_)
    ahead = events[np.minimum(after, events.size - 1)] - starts
    found: Flags = (after < events.size) & (ahead <= WITHIN_HOURS)
    return found


def hard_moments(frame: Frame) -> fig.Insight:
    """What was noted within six hours of a hard moment; the denominator is hard moments."""
    start = moments(frame, hard=True)
    exact = frame.time_hour[~np.isnan(frame.time_of_day)]
    met = followed(start, exact)
    answer: Answer
    sure = Sure.TOO_EARLY
    sentence = say("There are too few hard moments yet to say what follows them.")
    extra: tuple[fig.Figure, ...] = ()
    noted = exact.size + len(frame.practices) + frame.urge_hour.size
    if start.size < LEAST_MOMENTS:
        answer = fig.too_few(start.size, LEAST_MOMENTS, n_of="hard moments", estimand=say(HARD))
    elif noted < LEAST_NOTED:
        # Who writes none of these down, as in a diary from elsewhere, did not have none of them.
        answer = fig.too_few(
            noted, LEAST_NOTED, n_of="urges, practices or times", estimand=say(HARD)
        )
        sentence = say("It is too early to say what follows hard moments.")
    else:
        answer, share = share_answer(
            start, met, n_of="hard moments", estimand=say(HARD), caveat=say(HARD_CAVEAT)
        )
        sure = sure_of_share(share)
        sentence = say("It is too early to say what follows hard moments.")
        if share is not None:
            sentence = say(
                "After {share} hard moments, a time you noted came within 6 hours.",
                share=wording.in_ten(share.value),
            )
            extra = (*_what_followed(frame, start, met), *_beside(frame, exact, share))
    return fig.Insight(
        id="hard_moments",
        title=say("What came after hard moments"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(HARD),
        denominator=say("moments with distress of 7 or more, at least 6 hours apart"),
        amount=over_days(basis(start.size, "hard moments"), frame.days),
        brief=basis(start.size, "hard moments"),
        caveat=say(HARD_CAVEAT),
        figures=extra,
    )


def _what_followed(frame: Frame, start: Floats, met: Flags) -> list[fig.Figure]:
    practices = np.sort(np.array([h for h, _ in frame.practices]))
    passed = np.array(
        [
            h
            for h, u in zip(frame.urge_hour, frame.urges, strict=True)
            if u.outcome in (UrgeOutcome.RODE_OUT, UrgeOutcome.OTHER_WAY)
        ]
    )
    which = np.full(start.size, 3)
    which[followed(start, passed)] = 2
    which[followed(start, practices)] = 1
    which[met] = 0
    labels = (
        ("time", say("a time you noted")),
        ("practice", say("a practice and no such time")),
        ("urge_passed", say("an urge that passed")),
        ("nothing", say("nothing of these noted")),
    )
    return [
        fig.Figure(
            key=key,
            label=label,
            answer=fig.estimate(
                share,
                unit="share",
                n_of="hard moments",
                caveat=say(HARD_CAVEAT),
                estimand=say(
                    "Share of hard moments after which there was {what} within 6 hours.",
                    what=label,
                ),
            ),
            sure=sure_of_share(share),
        )
        for (key, label), share in zip(labels, shares_of(start, which, 4), strict=True)
    ]


def _beside(frame: Frame, exact: Floats, share: Range) -> list[fig.Figure]:
    """Compare with other moments of the same length."""
    calm = moments(frame, hard=False)
    if calm.size < LEAST_MOMENTS:
        return []
    apart = difference_of_shares(share, share_of(calm, followed(calm, exact)))
    return [
        fig.Figure(
            key="more_than_other_moments",
            label=say("more often than after other moments"),
            answer=fig.estimate(
                apart,
                unit="share",
                n_of="moments",
                caveat=say(HARD_CAVEAT),
                estimand=say("That share after hard moments minus the share after other moments."),
            ),
            sure=sure_of_difference(apart.tail),
        )
    ]

"""How free it felt, how automatic it was, and what it gave and cost."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import Frame, backs, column, driven
from leeward.analysis.looking_back import (
    LOOK_BACKS,
    ONE_PERSON,
    mean_answer,
    share_answer,
)
from leeward.analysis.ranges import sure_of_rating, sure_of_share
from leeward.analysis.shares import several_shares
from leeward.events.vocabulary import Consequence, Good
from leeward.util.language import mark, say

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

AUTOMATIC_FROM = 6
LEAST_COSTS = 6

FREE = mark("Mean of “I could have said no” (0 to 10) over look-backs.")
DRIVEN = mark(
    "Share of times with a “had to” above 3 that came from inside, among times where the answer "
    "is known. A “had to” from others is never counted."
)
FREE_CAVEAT = mark("It is how it felt when you looked back. It is not a verdict on your will.")
AUTOMATIC = mark("Share of look-backs in which it felt automatic (6 or more of 10).")
AUTOMATIC_CAVEAT = mark("What runs by itself is easy to overlook, so the true share may be higher.")
COSTS = mark("Share of look-backs that name at least one cost, at once or on the next day.")
COSTS_CAVEAT = mark(
    "Both sides count: what it gave stands beside what it cost. There is no sum of them."
)


def freedom(frame: Frame) -> fig.Insight:
    """Could have said no, and "had to" only where its source is inside (care notes 13, 59)."""
    could = column(frame, "could_say_no")
    has = ~np.isnan(could)
    answer, mean = mean_answer(
        frame.time_hour[has], could[has], unit="points", estimand=say(FREE), caveat=say(FREE_CAVEAT)
    )
    known, inside = driven(frame)
    share, share_range = share_answer(
        frame.time_hour[known],
        inside[known],
        n_of=LOOK_BACKS,
        estimand=say(DRIVEN),
        caveat=say(FREE_CAVEAT),
    )
    sentence = say("It is too early to say how free it felt.")
    if mean is not None:
        sentence = say(
            "Looking back, you could have said no at about {number} out of 10.",
            number=wording.number(mean.value),
        )
        if share_range is not None:
            had_to = say(
                "In {share} of the times, something in you felt it had to be.",
                share=wording.in_ten(share_range.value),
            )
            sentence = f"{sentence} {had_to}"
    return fig.Insight(
        id="freedom",
        title=say("How free it felt"),
        sentence=sentence,
        answer=answer,
        sure=sure_of_rating(mean),
        estimand=say(FREE),
        denominator=say("look-backs with that answer"),
        amount=over_days(basis(int(has.sum()), LOOK_BACKS), frame.days),
        brief=basis(int(has.sum()), LOOK_BACKS),
        caveat=say(FREE_CAVEAT),
        figures=(
            fig.Figure(
                key="driven",
                label=say("something in you felt it had to be"),
                answer=share,
                sure=sure_of_share(share_range),
            ),
        ),
    )


def automatic(frame: Frame) -> fig.Insight:
    """Share of times that felt automatic, and of those without an urge noted before."""
    rating = column(frame, "automatic")
    has = ~np.isnan(rating)
    answer, share = share_answer(
        frame.time_hour[has],
        rating[has] >= AUTOMATIC_FROM,
        n_of=LOOK_BACKS,
        estimand=say(AUTOMATIC),
        caveat=say(AUTOMATIC_CAVEAT),
    )
    unnoted = np.array([t.episode.urge is None for t in frame.times], dtype=np.bool_)
    beside, beside_range = share_answer(
        frame.time_hour,
        unnoted,
        n_of="times",
        estimand=say("Share of times you noted without an urge noted before."),
        caveat=say("An urge that was not written down counts as none."),
    )
    sentence = say("It is too early to say how often it felt automatic.")
    if share is not None:
        sentence = say(
            "It felt automatic in {share} of the times you looked back on.",
            share=wording.in_ten(share.value),
        )
    return fig.Insight(
        id="automatic",
        title=say("How automatic it was"),
        sentence=sentence,
        answer=answer,
        sure=sure_of_share(share),
        estimand=say(AUTOMATIC),
        denominator=say("look-backs with that answer"),
        amount=over_days(basis(int(has.sum()), LOOK_BACKS), frame.days),
        brief=basis(int(has.sum()), LOOK_BACKS),
        caveat=say(AUTOMATIC_CAVEAT),
        figures=(
            fig.Figure(
                key="no_urge_noted",
                label=say("no urge noted before"),
                answer=beside,
                sure=sure_of_share(beside_range),
            ),
        ),
    )


def consequences(frame: Frame, names: wording.Names) -> fig.Insight:
    """What it cost and what it gave, each as a share of look-backs."""
    told = np.array([t.look_back is not None for t in frame.times], dtype=np.bool_)
    hour = frame.time_hour[told]
    costs = [
        {c.consequence for c in b.costs}
        | {c.consequence for c in (t.next_day.costs if t.next_day else ())}
        for t, b in zip(frame.times, backs(frame), strict=True)
        if t.look_back is not None
    ]
    goods = [set(t.look_back.good) for t in frame.times if t.look_back is not None]
    answer, share = share_answer(
        hour,
        np.array([bool(c) for c in costs], dtype=np.bool_),
        n_of=LOOK_BACKS,
        estimand=say(COSTS),
        caveat=say(COSTS_CAVEAT),
        least=LEAST_COSTS,
    )
    extra: tuple[fig.Figure, ...] = ()
    dots: tuple[fig.Dot, ...] = ()
    sentence = say("It is too early to say what it gave and what it cost.")
    if share is not None:
        dots = (
            *_dots(hour, goods, Good, "good", names),
            *_dots(hour, costs, Consequence, "consequence", names),
        )
        extra = _bother(frame)
        given = [d.label for d in dots if d.key.startswith("good.")][:1]
        sentence = say(
            "Some cost was named in {share} of the look-backs.", share=wording.in_ten(share.value)
        )
        if given:
            gave = say("What came up most on the good side: {name}.", name=given[0])
            sentence = f"{sentence} {gave}"
    return fig.Insight(
        id="consequences",
        title=say("What it gave and what it cost"),
        sentence=sentence,
        answer=answer,
        sure=sure_of_share(share),
        estimand=say(COSTS),
        denominator=say("look-backs, with the next day's answer where there is one"),
        amount=over_days(basis(hour.size, LOOK_BACKS), frame.days),
        brief=basis(hour.size, LOOK_BACKS),
        caveat=say(COSTS_CAVEAT),
        figures=extra,
        chart=fig.share_dots(say("share of look-backs"), dots),
        table=fig.ranked_table(
            (say("What"), say("Share of look-backs"), say("Likely range"), say("Times named")),
            dots,
            shares=True,
        ),
    )


def _dots(
    hour: Floats,
    named: list[set[Good]] | list[set[Consequence]],
    words: Iterable[StrEnum],
    group: str,
    names: wording.Names,
) -> list[fig.Dot]:
    there = [word for word in words if any(word in one for one in named)]
    if not there:
        return []
    flags = np.array([[word in one for word in there] for one in named], dtype=np.bool_)
    found = [
        fig.Dot(
            key=f"{group}.{word.value}",
            label=names(group, word.value),
            value=share.value,
            low=share.low,
            high=share.high,
            n=int(n),
            filled=False,
        )
        for word, share, n in zip(
            there, several_shares(hour, flags), flags.sum(axis=0), strict=True
        )
    ]
    return sorted(found, key=lambda d: -d.value)


def _bother(frame: Frame) -> tuple[fig.Figure, ...]:
    """Mean of the largest bother, over the look-backs that name a cost with a rating."""
    hours, worst = [], []
    for hour, back in zip(frame.time_hour, backs(frame), strict=True):
        rated = [c.bother for c in back.costs if c.bother is not None]
        if rated:
            hours.append(hour)
            worst.append(float(max(rated)))
    answer, mean = mean_answer(
        np.array(hours),
        np.array(worst),
        unit="points",
        caveat=say(ONE_PERSON),
        estimand=say(
            "Mean of how much the largest cost bothers (0 to 10), where a cost was named."
        ),
    )
    return (
        fig.Figure(
            key="bother", label=say("how much it bothers"), answer=answer, sure=sure_of_rating(mean)
        ),
    )

"""What comes before urges, how often they come, and what followed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import CELL_HOURS, Frame
from leeward.analysis.ranges import Range, Sure, sure_of_difference, sure_of_factor, sure_of_share
from leeward.analysis.rates import rate_of, rate_ratios
from leeward.analysis.shares import shares_of
from leeward.events.vocabulary import UrgeOutcome
from leeward.util.intervals import Answer
from leeward.util.language import mark, say, say_count

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WINDOW_HOURS = 6.0
SKIP_HOURS = 1 / 12
LEAST_NOTES = 6
LEAST_URGES = 8
MOST_DOTS = 12

ESTIMAND = mark(
    "Urges per waking hour in the 6 hours after you noted something, divided by those in the "
    "6 hours after check-ins at which you did not."
)
CAVEAT = mark(
    "Coming before is not the same as causing. A hard day can bring both the note and the urge. "
    "What you tick at the urge itself is not counted here."
)
RATE = mark("Urges you noted per day, in waking hours in which you were writing.")
OUTCOMES = (UrgeOutcome.ACTED, UrgeOutcome.OTHER_WAY, UrgeOutcome.RODE_OUT)


def _covered(starts: Floats, cells: int) -> Flags:
    """Return which quarter hours lie within the window after any of `starts`."""
    steps = np.zeros(cells + 1)
    first = np.clip(np.round((starts + SKIP_HOURS) / CELL_HOURS).astype(int), 0, cells)
    last = np.clip(np.round((starts + WINDOW_HOURS) / CELL_HOURS).astype(int), 0, cells)
    np.add.at(steps, first, 1)
    np.add.at(steps, last, -1)
    covered: Flags = np.cumsum(steps[:cells]) > 0
    return covered


def _follows(events: Floats, starts: Floats) -> Flags:
    """Return which events lie within the window after any of the sorted `starts`."""
    latest = np.searchsorted(starts, events - SKIP_HOURS, side="right") - 1
    found: Flags = (latest >= 0) & (events - starts[np.maximum(latest, 0)] <= WINDOW_HOURS)
    return found


def _features(frame: Frame) -> dict[tuple[str, str], Floats]:
    """Return the hours at which each feeling or trigger was noted, the frequent ones only."""
    found: dict[tuple[str, str], list[float]] = {}
    for hour, group, name in frame.notes:
        found.setdefault((group, name), []).append(hour)
    return {k: np.array(v) for k, v in found.items() if len(v) >= LEAST_NOTES}


def ratios(frame: Frame) -> dict[tuple[str, str], Range]:
    """Return the ratio of every feature that has time at risk on both sides."""
    features = _features(frame)
    cells, days = frame.at_risk.size, frame.elapsed_days
    if not features or frame.urge_hour.size < LEAST_URGES:
        return {}
    noted = np.sort(np.concatenate([frame.hour, np.array([h for h, _, _ in frame.notes])]))
    around = _covered(noted, cells) & frame.at_risk
    urges = frame.urge_hour[_follows(frame.urge_hour, noted)]
    day = np.minimum((urges / 24).astype(int), days - 1)
    keys, columns = [], []
    for key, starts in features.items():
        exposed = _covered(starts, cells) & around
        hit = _follows(urges, starts)
        hours_with = np.bincount(frame.cell_day, exposed, days) * CELL_HOURS
        hours_without = np.bincount(frame.cell_day, around & ~exposed, days) * CELL_HOURS
        if hours_with.sum() > 0 and hours_without.sum() > 0:
            keys.append(key)
            with_it = np.bincount(day, hit, days)
            without = np.bincount(day, ~hit, days)
            columns.append((with_it, hours_with, without, hours_without))
    if not keys:
        return {}
    stacked = [np.stack([c[i] for c in columns], axis=1) for i in range(4)]
    return dict(zip(keys, rate_ratios(*stacked), strict=True))


def before_urges(frame: Frame, names: wording.Names) -> fig.Insight:
    """Rank what was noted before urges."""
    found = ratios(frame)
    many = max(1, len(found))
    ranked = sorted(found.items(), key=lambda item: -item[1].value)
    dots = tuple(_dot(key, r, many, names) for key, r in ranked)
    more = [d for d in dots if d.filled and d.value > 1]
    amount = basis(frame.urge_hour.size, "urges")
    answer: Answer
    sure = Sure.TOO_EARLY
    if not dots:
        have = int(frame.urge_hour.size)
        answer = fig.too_few(have, max(LEAST_URGES, have + 1), n_of="urges", estimand=say(ESTIMAND))
        sentence = say("It is too early to say what comes before your urges.")
    else:
        # The row that stands out most, judged as the best of many.
        key, top = max(ranked, key=lambda item: -(item[1].tail or 0.0))
        answer = fig.estimate(
            top,
            unit="times as often",
            n_of="urges",
            caveat=say(CAVEAT),
            estimand=say("{estimand} Here: {name}.", estimand=say(ESTIMAND), name=names(*key)),
        )
        sure = sure_of_difference(top.tail, many)
        if more:
            words = wording.listed([wording.named(d.label) for d in more[:3]])
            sentence = say(
                "Urges come more often in the hours after {words}. With {name} it is {number} "
                "times as often as without, likely {range}.",
                words=words,
                name=wording.named(more[0].label),
                number=wording.number(more[0].value),
                range=wording.span(more[0].low, more[0].high),
            )
        else:
            sentence = say("Nothing stands out so far among what you noted before urges.")
    shown = dots if len(dots) <= MOST_DOTS else _ends(dots)
    return fig.Insight(
        id="before_urges",
        title=say("What came before urges"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(ESTIMAND),
        denominator=say("waking hours within 6 hours after a check-in or note"),
        amount=over_days(amount, frame.days),
        brief=amount,
        caveat=say(CAVEAT),
        chart=fig.RankedDots(
            axis=say("times as often"), scale="log", start=0.25, stop=8, reference=1.0, dots=shown
        )
        if dots
        else None,
        table=fig.ranked_table(
            (
                say("What came before"),
                say("Times as often"),
                say("Likely range"),
                say("Urges after it"),
            ),
            dots,
        ),
    )


def _ends(dots: tuple[fig.Dot, ...]) -> tuple[fig.Dot, ...]:
    """Keep the rows known best, in their order; the table has them all."""
    known = sorted(dots, key=lambda d: np.log(d.high / max(d.low, 0.01)))[:MOST_DOTS]
    return tuple(d for d in dots if d in known)


def _dot(key: tuple[str, str], r: Range, many: int, names: wording.Names) -> fig.Dot:
    clear = sure_of_difference(r.tail, many) in (Sure.FAIRLY_CLEAR, Sure.CLEAR)
    return fig.Dot(
        key=f"{key[0]}.{key[1]}",
        label=names(*key),
        value=r.value,
        low=r.low,
        high=r.high,
        n=r.n,
        filled=clear,
    )


def urges(frame: Frame) -> fig.Insight:
    """How often urges are noted, and what followed, told neutrally."""
    n = int(frame.urge_hour.size)
    caveat = say("Urges you did not write down are not in it.")
    days = frame.elapsed_days
    days_at_risk = np.bincount(frame.cell_day, frame.at_risk, days) * CELL_HOURS
    waking = float(days_at_risk.sum())
    answer: Answer
    sure = Sure.TOO_EARLY
    extra: tuple[fig.Figure, ...] = ()
    sentence = say("It is too early to say how often urges come.")
    if n < 5 or waking < 48:
        answer = fig.too_few(n, 5, n_of="urges", estimand=say(RATE))
    else:
        day = np.minimum((frame.urge_hour / 24).astype(int), days - 1)
        hours_a_day = waking / max(1, int(np.sum(days_at_risk > 0)))
        rate = rate_of(np.bincount(day, minlength=days), days_at_risk / hours_a_day)
        answer = fig.estimate(rate, unit="a day", n_of="urges", estimand=say(RATE), caveat=caveat)
        sure = sure_of_factor(rate.low, rate.high)
        extra = _outcomes(frame)
        sentence = say(
            "You noted about {number} urges a day, likely {range}.",
            number=wording.number(rate.value),
            range=wording.span(rate.low, rate.high),
        )
    return fig.Insight(
        id="urges",
        title=say("How often urges come"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(RATE),
        denominator=say_count(
            "{n} waking hour in which you were writing",
            "{n} waking hours in which you were writing",
            round(waking),
        ),
        amount=over_days(basis(n, "urges"), frame.days),
        brief=basis(n, "urges"),
        caveat=caveat,
        figures=extra,
    )


def _outcomes(frame: Frame) -> tuple[fig.Figure, ...]:
    known = [
        (h, OUTCOMES.index(u.outcome))
        for h, u in zip(frame.urge_hour, frame.urges, strict=True)
        if u.outcome in OUTCOMES
    ]
    if len(known) < LEAST_URGES:
        return ()
    hour, which = np.array([h for h, _ in known]), np.array([w for _, w in known])
    labels = (say("you acted on it"), say("you took another way"), say("you let it pass"))
    return tuple(
        fig.Figure(
            key=outcome.value,
            label=label,
            answer=fig.estimate(
                share,
                unit="share",
                n_of="urges",
                caveat=say("All three are fine ways to go."),
                estimand=say("Share of noted urges after which {what}.", what=label),
            ),
            sure=sure_of_share(share),
        )
        for outcome, label, share in zip(
            OUTCOMES, labels, shares_of(hour, which, len(OUTCOMES)), strict=True
        )
    )

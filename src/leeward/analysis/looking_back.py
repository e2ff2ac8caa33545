"""What look-backs say: before and after, wanting and enjoying, pleasure and closeness, solace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import Frame, backs, column
from leeward.analysis.ranges import (
    FINE_POINTS,
    FINE_SHARE,
    Range,
    Sure,
    sure_of_difference,
    sure_of_level,
    sure_of_rating,
    sure_of_share,
)
from leeward.analysis.series import SeriesFit, difference_of, mean_of, mixture_quantiles
from leeward.analysis.shares import correlation_of, share_of, shares_of
from leeward.events.vocabulary import SOLACE_MOTIVES, Kind
from leeward.util.intervals import Answer, Estimate
from leeward.util.language import mark, say

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = 6
LEAST_BY_KIND = 5
LEAST_CORRELATION = 20
WIDEST_POINTS = 4 * FINE_POINTS
WIDEST_SHARE = 4 * FINE_SHARE
HALF_SCALE = 5
MINUTES_BETWEEN = 30.0
LOOK_BACKS = "look-backs"
ONE_PERSON = mark("It is about the times you looked back on, not about every time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One reading of a figure: the answer, how sure, and the sentence."""

    answer: Answer
    sure: Sure
    sentence: str


def kinds_of(frame: Frame) -> NDArray[np.str_]:
    """Return the kind of every time."""
    return np.array([t.episode.kind.value for t in frame.times])


def mean_answer(
    hour: Floats, values: Floats, *, unit: str, estimand: str, caveat: str, least: int = LEAST
) -> tuple[Answer, Range | None]:
    """Return the mean of values at sorted hours as an answer, with the range it rests on.

    The range's tail is against zero.
    """
    if values.size < least:
        return fig.too_few(values.size, least, n_of=LOOK_BACKS, estimand=estimand), None
    mean = mean_of(hour, values, reference=0.0)
    if (mean.high - mean.low) / 2 > WIDEST_POINTS:
        return fig.too_wide(mean, WIDEST_POINTS, n_of=LOOK_BACKS, estimand=estimand), None
    return fig.estimate(mean, unit=unit, n_of=LOOK_BACKS, estimand=estimand, caveat=caveat), mean


def share_answer(
    hour: Floats, flags: Flags, *, n_of: str, estimand: str, caveat: str, least: int = LEAST
) -> tuple[Answer, Range | None]:
    """Return the share of flags as an answer, with the range it rests on."""
    if flags.size < least:
        return fig.too_few(flags.size, least, n_of=n_of, estimand=estimand), None
    share = share_of(hour, flags)
    if (share.high - share.low) / 2 > WIDEST_SHARE:
        return fig.too_wide(share, WIDEST_SHARE, n_of=n_of, estimand=estimand), None
    return fig.estimate(share, unit="share", n_of=n_of, estimand=estimand, caveat=caveat), share


# before and after

CHANGE = mark("Mean distress just before minus just after, over the times you looked back on.")
CHANGE_CAVEAT = mark(
    "Hard moments ease by themselves too, so part of the change would have come anyway. "
    "Ratings given later may be coloured by how it went."
)


def before_after(frame: Frame, fit: SeriesFit | None, names: wording.Names) -> fig.Insight:
    """Change in distress from before to after, by kind, beside what would come anyway."""
    before, after = column(frame, "distress_before"), column(frame, "distress_after")
    both = ~np.isnan(before - after)
    hour, change, kind = frame.time_hour[both], (before - after)[both], kinds_of(frame)[both]
    answer, mean = mean_answer(
        hour, change, unit="points", estimand=say(CHANGE), caveat=say(CHANGE_CAVEAT)
    )
    sure = Sure.TOO_EARLY
    sentence = say("It is too early to say how distress changes around these times.")
    extra = list(_by_kind(hour, change, kind, names))
    if mean is not None:
        sure = sure_of_difference(mean.tail)
        sentence = _change_sentence(mean)
        anyway = _anyway(before[both], fit)
        if anyway is not None:
            extra.append(_anyway_figure(anyway))
            if mean.value > 0.2 and anyway.value > 0.2:
                size = wording.number(anyway.value)
                easing = say(
                    "About {size} of that would be likely anyway, as hard moments ease by "
                    "themselves.",
                    size=size,
                )
                sentence = f"{sentence} {easing}"
    pairs = _pairs(hour, before[both], after[both], kind, names)
    return fig.Insight(
        id="before_after",
        title=say("Before and after"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(CHANGE),
        denominator=say("times with a rating before and after"),
        amount=over_days(basis(change.size, LOOK_BACKS), frame.days),
        brief=basis(change.size, LOOK_BACKS),
        caveat=say(CHANGE_CAVEAT),
        figures=tuple(extra),
        chart=fig.Pairs(axis=say("distress"), pairs=pairs) if pairs else None,
        table=fig.Table(
            columns=(say("Kind"), say("Before"), say("After"), say("Look-backs")),
            rows=tuple(
                (
                    wording.capital(p.label),
                    wording.number(p.before.value),
                    wording.number(p.after.value),
                    str(p.n),
                )
                for p in pairs
            ),
        )
        if pairs
        else None,
    )


def _change_sentence(mean: Range) -> str:
    size = wording.number(abs(mean.value))
    if sure_of_difference(mean.tail) in (Sure.TOO_EARLY, Sure.HINT):
        return say("No clear change in distress from before to after so far.")
    if mean.value > 0:
        return say(
            "Afterwards your distress was about {size} points lower. "
            "The likely range is {range} points lower.",
            size=size,
            range=wording.span(mean.low, mean.high),
        )
    return say(
        "Afterwards your distress was about {size} points higher. "
        "The likely range is {range} points higher.",
        size=size,
        range=wording.span(-mean.high, -mean.low),
    )


def _by_kind(
    hour: Floats, values: Floats, kind: NDArray[np.str_], names: wording.Names
) -> list[fig.Figure]:
    found = []
    for name, n in Counter(kind.tolist()).most_common():
        which = kind == name
        estimand = say("{estimand} Only: {name}.", estimand=say(CHANGE), name=names("kind", name))
        if n < LEAST_BY_KIND:
            answer: Answer = fig.too_few(n, LEAST_BY_KIND, n_of=LOOK_BACKS, estimand=estimand)
            mean = None
        else:
            answer, mean = mean_answer(
                hour[which],
                values[which],
                unit="points",
                estimand=estimand,
                caveat=say(CHANGE_CAVEAT),
                least=LEAST_BY_KIND,
            )
        sure = sure_of_difference(mean.tail, len(Kind)) if mean is not None else Sure.TOO_EARLY
        found.append(
            fig.Figure(key=f"kind.{name}", label=names("kind", name), answer=answer, sure=sure)
        )
    return found


def _anyway(before: Floats, fit: SeriesFit | None) -> Range | None:
    """Return the drop to be expected half an hour later with nothing happening at all.

    At each grid point a rating b settles towards the usual level μ by
    (b - μ)(1 - ((1-d)(1-w) 2^(-s/h) + d)): regression to the mean, noise and all.
    """
    if fit is None or before.size < LEAST:
        return None
    h = np.where(np.isnan(fit.half_life), 1.0, fit.half_life)
    stays = (1 - fit.drift) * (1 - fit.noise) * 0.5 ** (MINUTES_BETWEEN / 60 / h) + fit.drift
    lift = float(before.mean()) - fit.b[:, 0]
    centre = lift * (1 - stays)
    spread = np.sqrt(fit.cov[:, 0, 0] + before.var() / before.size) * (1 - stays)
    low, value, high = mixture_quantiles(
        centre, np.maximum(spread, 1e-6), fit.weight, fit.df, np.array([0.025, 0.5, 0.975])
    )
    return Range(value=value, low=low, high=high, n=fit.n, effective=before.size)


def _anyway_figure(anyway: Range) -> fig.Figure:
    return fig.Figure(
        key="anyway",
        label=say("would be likely anyway"),
        answer=fig.estimate(
            anyway,
            unit="points",
            n_of="check-ins",
            estimand=say(
                "Fall in distress within half an hour from such a rating with nothing done, "
                "as your own check-ins settle."
            ),
            caveat=say("It assumes that look-backs and check-ins use the scale alike."),
        ),
        sure=sure_of_level(anyway.low, anyway.high, 0.5),
    )


def _pairs(
    hour: Floats, before: Floats, after: Floats, kind: NDArray[np.str_], names: wording.Names
) -> tuple[fig.Pair, ...]:
    found = []
    for name, n in Counter(kind.tolist()).most_common():
        if n >= LEAST_BY_KIND:
            which = kind == name
            found.append(
                fig.Pair(
                    key=f"kind.{name}",
                    label=names("kind", name),
                    before=mean_of(hour[which], before[which]),
                    after=mean_of(hour[which], after[which]),
                    n=n,
                )
            )
    return tuple(found)


# wanting and enjoying

GAP = mark("Mean of wanting before minus enjoying after (each 0 to 10), over look-backs.")
GAP_CAVEAT = mark("Wanting and enjoying are two things. They need not match.")


def wanting_enjoying(frame: Frame, names: wording.Names) -> fig.Insight:
    """Wanting before minus enjoying after: a difference, never a ratio (care notes 39)."""
    wanting, enjoying = column(frame, "wanting"), column(frame, "enjoying")
    both = ~np.isnan(wanting - enjoying)
    hour, kind = frame.time_hour[both], kinds_of(frame)[both]
    w, e = wanting[both], enjoying[both]
    answer, mean = mean_answer(
        hour, w - e, unit="points", estimand=say(GAP), caveat=say(GAP_CAVEAT)
    )
    sure = Sure.TOO_EARLY
    sentence = say("It is too early to compare wanting and enjoying.")
    extra: list[fig.Figure] = []
    dots: list[fig.Dot] = []
    if mean is not None:
        sure = sure_of_difference(mean.tail)
        sentence = _gap_sentence(mean, sure)
        extra = list(_correlation(hour, w, e))
        dots = _gap_dots(hour, w - e, kind, mean, names)
    return fig.Insight(
        id="wanting_enjoying",
        title=say("Wanting and enjoying"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(GAP),
        denominator=say("look-backs with both ratings"),
        amount=over_days(basis(w.size, LOOK_BACKS), frame.days),
        brief=basis(w.size, LOOK_BACKS),
        caveat=say(GAP_CAVEAT),
        figures=tuple(extra),
        chart=fig.RankedDots(
            axis=say("points more wanted than enjoyed"),
            scale="linear",
            start=-5,
            stop=5,
            reference=0.0,
            dots=tuple(dots),
        )
        if dots
        else None,
        table=fig.ranked_table(
            (say("Kind"), say("Wanting minus enjoying"), say("Likely range"), say("Look-backs")),
            dots,
        ),
    )


def _gap_sentence(mean: Range, sure: Sure) -> str:
    if sure in (Sure.TOO_EARLY, Sure.HINT):
        return say("Wanting and enjoying are about alike so far.")
    size = wording.number(abs(mean.value))
    if mean.value > 0:
        return say("You wanted it about {size} points more than you enjoyed it.", size=size)
    return say("You enjoyed it about {size} points more than you wanted it before.", size=size)


def _correlation(hour: Floats, w: Floats, e: Floats) -> list[fig.Figure]:
    if w.size < LEAST_CORRELATION or w.std() == 0 or e.std() == 0:
        return []
    r = correlation_of(hour, w, e)
    return [
        fig.Figure(
            key="together",
            label=say("wanting and enjoying go together"),
            answer=fig.estimate(
                r,
                unit="correlation",
                n_of=LOOK_BACKS,
                caveat=say(GAP_CAVEAT),
                estimand=say("Correlation of wanting and enjoying from time to time."),
            ),
            sure=sure_of_difference(r.tail),
        )
    ]


def _gap_dots(
    hour: Floats, gap: Floats, kind: NDArray[np.str_], mean: Range, names: wording.Names
) -> list[fig.Dot]:
    dots = [_dot("all", say("all together"), mean)]
    for name, n in Counter(kind.tolist()).most_common():
        if n >= LEAST_BY_KIND:
            which = kind == name
            part = mean_of(hour[which], gap[which], reference=0.0)
            dots.append(_dot(f"kind.{name}", names("kind", name), part, len(Kind)))
    return dots


def _dot(key: str, label: str, r: Range, many: int = 1) -> fig.Dot:
    clear = sure_of_difference(r.tail, many) in (Sure.FAIRLY_CLEAR, Sure.CLEAR)
    return fig.Dot(key=key, label=label, value=r.value, low=r.low, high=r.high, n=r.n, filled=clear)


# pleasure and closeness

AXES = mark("Mean pleasure and mean closeness (each 0 to 10) over look-backs.")
AXES_CAVEAT = mark(
    "Both sides count, and no corner is better than another. Low mood after wanted times is common."
)
CORNERS = (
    ("both", mark("more pleasure, more closeness")),
    ("pleasure", mark("more pleasure, less closeness")),
    ("closeness", mark("less pleasure, more closeness")),
    ("less", mark("less of both")),
)


def pleasure_closeness(frame: Frame, names: wording.Names) -> fig.Insight:
    """Pleasure and closeness on two axes that carry no names of zones (care notes 34)."""
    pleasure, close = column(frame, "pleasure"), column(frame, "closeness")
    both = ~np.isnan(pleasure + close)
    hour, x, y = frame.time_hour[both], pleasure[both], close[both]
    kind = kinds_of(frame)[both]
    answer_x, mean_x = mean_answer(
        hour,
        x,
        unit="points",
        caveat=say(AXES_CAVEAT),
        estimand=say("Mean pleasure (0 to 10) over look-backs."),
    )
    answer_y, mean_y = mean_answer(
        hour,
        y,
        unit="points",
        caveat=say(AXES_CAVEAT),
        estimand=say("Mean closeness (0 to 10) over look-backs."),
    )
    sure_x, sure_y = sure_of_rating(mean_x), sure_of_rating(mean_y)
    sentence = say("It is too early to say how pleasure and closeness go for you.")
    corners: tuple[fig.Figure, ...] = ()
    if mean_x is not None and mean_y is not None:
        sentence = say(
            "Pleasure is about {pleasure} out of 10, and closeness about {closeness}.",
            pleasure=wording.number(mean_x.value),
            closeness=wording.number(mean_y.value),
        )
        corners = _corners(hour, x, y)
    points = Counter(zip(x.tolist(), y.tolist(), kind.tolist(), strict=True))
    return fig.Insight(
        id="pleasure_closeness",
        title=say("Pleasure and closeness"),
        sentence=sentence,
        answer=answer_x,
        # The sentence names both, so it is as sure as the less sure of them.
        sure=min(sure_x, sure_y, key=list(Sure).index),
        estimand=say(AXES),
        denominator=say("look-backs with both ratings"),
        amount=over_days(basis(x.size, LOOK_BACKS), frame.days),
        brief=basis(x.size, LOOK_BACKS),
        caveat=say(AXES_CAVEAT),
        figures=(
            fig.Figure(key="closeness", label=say("closeness"), answer=answer_y, sure=sure_y),
            *corners,
        ),
        chart=fig.TwoAxes(
            x_axis=say("pleasure"),
            y_axis=say("closeness"),
            points=tuple(
                fig.AxisPoint(x=px, y=py, key=f"kind.{k}", count=n)
                for (px, py, k), n in sorted(points.items())
            ),
            middle_x=answer_x if isinstance(answer_x, Estimate) else None,
            middle_y=answer_y if isinstance(answer_y, Estimate) else None,
        )
        if x.size
        else None,
        table=_kind_table(x, y, kind, names),
    )


def _corners(hour: Floats, x: Floats, y: Floats) -> tuple[fig.Figure, ...]:
    which = np.where(x >= HALF_SCALE, np.where(y >= HALF_SCALE, 0, 1), 0)
    which = np.where(x < HALF_SCALE, np.where(y >= HALF_SCALE, 2, 3), which)
    return tuple(
        fig.Figure(
            key=key,
            label=say(label),
            answer=fig.estimate(
                share,
                unit="share",
                n_of=LOOK_BACKS,
                caveat=say(AXES_CAVEAT),
                estimand=say(
                    "Share of look-backs with: {what}. From 5 on it counts as more.",
                    what=say(label),
                ),
            ),
            sure=sure_of_share(share),
        )
        for (key, label), share in zip(CORNERS, shares_of(hour, which, 4), strict=True)
    )


def _kind_table(
    x: Floats, y: Floats, kind: NDArray[np.str_], names: wording.Names
) -> fig.Table | None:
    rows = [
        (
            wording.capital(names("kind", name)),
            wording.number(float(x[kind == name].mean())),
            wording.number(float(y[kind == name].mean())),
            str(n),
        )
        for name, n in Counter(kind.tolist()).most_common()
    ]
    columns = (say("Kind"), say("Pleasure"), say("Closeness"), say("Look-backs"))
    return fig.Table(columns=columns, rows=tuple(rows)) if rows else None


# solace

SOLACE = mark(
    "Gain in felt safety of the bond (after minus before) at times that were to keep someone or "
    "to feel wanted, minus the gain at your other times."
)
SOLACE_SHARE = mark(
    "Share of look-backs with reasons in which you wanted to keep someone or feel wanted."
)
SOLACE_CAVEAT = mark(
    "It is a reason among others, and a very human one. It is not a kind of person."
)


def solace(frame: Frame) -> fig.Insight:
    """Solace read from motive and security gain, never from a corner of a map (care notes 34)."""
    given = backs(frame)
    has = np.array([bool(b.motives) for b in given], dtype=np.bool_)
    wanted = np.array(
        [any(m.motive in SOLACE_MOTIVES for m in b.motives) for b in given], dtype=np.bool_
    )
    share, share_range = share_answer(
        frame.time_hour[has],
        wanted[has],
        n_of=LOOK_BACKS,
        estimand=say(SOLACE_SHARE),
        caveat=say(SOLACE_CAVEAT),
    )
    gain = column(frame, "security_after") - column(frame, "security_before")
    said = _gain(frame.time_hour, gain, has & ~np.isnan(gain), wanted)
    sentence = said.sentence
    if share_range is not None:
        wish = say(
            "In {share} of the times you looked back on, you wanted to keep someone or to feel "
            "wanted.",
            share=wording.in_ten(share_range.value),
        )
        sentence = f"{wish} {sentence}"
    return fig.Insight(
        id="solace",
        title=say("Being close to feel safe"),
        sentence=sentence,
        answer=said.answer,
        sure=said.sure,
        estimand=say(SOLACE),
        denominator=say("look-backs with reasons and both ratings of the bond"),
        amount=over_days(basis(int(has.sum()), LOOK_BACKS), frame.days),
        brief=basis(int(has.sum()), LOOK_BACKS),
        caveat=say(SOLACE_CAVEAT),
        figures=(
            fig.Figure(
                key="share",
                label=say("to keep someone or feel wanted"),
                answer=share,
                sure=sure_of_share(share_range),
            ),
            *_gains(frame.time_hour, gain, has & ~np.isnan(gain), wanted),
        ),
    )


def _gain(hour: Floats, gain: Floats, has: Flags, wanted: Flags) -> Said:
    first, second = int(np.sum(has & wanted)), int(np.sum(has & ~wanted))
    if min(first, second) < LEAST_BY_KIND:
        few = fig.too_few(
            min(first, second), LEAST_BY_KIND, n_of="look-backs of each sort", estimand=say(SOLACE)
        )
        return Said(
            answer=few, sure=Sure.TOO_EARLY, sentence=say("What it gave is too early to say.")
        )
    apart = difference_of(hour[has], gain[has], wanted[has])
    sure = sure_of_difference(apart.tail)
    if sure in (Sure.TOO_EARLY, Sure.HINT):
        sentence = say("The bond did not clearly feel safer after these than after other times.")
    else:
        size = wording.number(abs(apart.value))
        sentence = (
            say(
                "After these, felt safety of the bond rose about {size} points more than after "
                "other times.",
                size=size,
            )
            if apart.value > 0
            else say(
                "After these, felt safety of the bond rose about {size} points less than after "
                "other times.",
                size=size,
            )
        )
    answer = fig.estimate(
        apart, unit="points", n_of=LOOK_BACKS, estimand=say(SOLACE), caveat=say(SOLACE_CAVEAT)
    )
    return Said(answer=answer, sure=sure, sentence=sentence)


def _gains(hour: Floats, gain: Floats, has: Flags, wanted: Flags) -> list[fig.Figure]:
    found = []
    for key, label, which in (
        ("gain_solace", say("gain when it was to keep someone or feel wanted"), has & wanted),
        ("gain_other", say("gain at other times"), has & ~wanted),
    ):
        answer, mean = mean_answer(
            hour[which],
            gain[which],
            unit="points",
            caveat=say(ONE_PERSON),
            least=LEAST_BY_KIND,
            estimand=say("Mean felt safety of the bond after minus before."),
        )
        sure = sure_of_difference(mean.tail, 2) if mean is not None else Sure.TOO_EARLY
        found.append(fig.Figure(key=key, label=label, answer=answer, sure=sure))
    return found

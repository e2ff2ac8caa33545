"""The pause: stop and breathe, name it, what do I need, choose, and how it is then.

Works locked (each step is sealed), without a script (each step is a form), and without a
journal (nothing is kept). The state travels in hidden fields.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from leeward.content.practices import common, practice, while_closed
from leeward.core.locked_pause import fixed_ways
from leeward.core.open_words import PEOPLE, VALUES
from leeward.core.pauses import risen
from leeward.core.reasons import why_words
from leeward.events import (
    Choice,
    PauseEnded,
    PauseEnding,
    PauseStarted,
    PauseStep,
    StepAnswered,
    WayOffered,
    Words,
)
from leeward.events.vocabulary import Emotion, Need
from leeward.util.clock import local, system_zone
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.web.asking import Needs, Page
from leeward.web.charts.wave import wave
from leeward.web.forms import Form
from leeward.web.noticing import closed, go_on, moment
from leeward.web.pages.pause.forms import (
    Flow,
    fresh_flow,
    read_end,
    read_flow,
    read_practice,
)
from leeward.web.pages.pause.keeping import KEPT_NOT, at_second, keep, named, writable
from leeward.web.pages.pause.view_models import (
    PLAIN,
    WAITS,
    Card,
    another_kind,
    feelings,
    find,
    player_view,
    resting,
    waiting,
    way_cards,
)
from leeward.web.wording import clock_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.responses import Response

    from leeward.content.practice_types import Practice
    from leeward.events.settings import Settings
    from leeward.web.asking import Ask

LEFT_AFTER = timedelta(hours=12)
DOING = "doing"
REACH, SEX = "P16", "P22"
NEVER_LOCKED = frozenset({REACH, "P17", SEX})
FIXED_BY = frozenset({"recommender", "practice_ranking"})


def settings_of(ask: Ask) -> Settings | None:
    """Return the person's settings, or None while nothing can be read."""
    return ask.house.settings() if ask.is_open else None


def breathe(ask: Ask, flow: Flow) -> Response:
    """Show the breath and the feelings; nothing is kept before something is tapped."""
    doing = ask.session.kept.get(DOING) if ask.is_open else None
    held = doing if isinstance(doing, Flow) else None
    return ask.page(
        "pause/breathe.html",
        title=say("Pause"),
        flow=flow,
        feelings=feelings(_words(ask)),
        held=held,
        held_title=player_title(ask, held) if held else "",
    )


def feel(ask: Ask, flow: Flow, now: datetime) -> Response:
    """Keep the start and the feeling; ask for the two ratings and the need."""
    begin(ask, flow, now)
    feeling = ask.form.several("emotions", Emotion)
    keep(
        ask,
        StepAnswered(pause=flow.pause, step=PauseStep.NAME, emotions=feeling, skipped=not feeling),
        entry_id=named(ask, "name", feeling),
    )
    return ask_now(ask, flow, Form())


def begin(ask: Ask, flow: Flow, now: datetime) -> None:
    """Keep that a pause was opened; one that was left long ago is ended as left."""
    if ask.is_open and writable(ask):
        ask.journal.pauses.close_left(before=now - LEFT_AFTER)
    keep(
        ask,
        PauseStarted(locked=not ask.is_open),
        entry_id=flow.pause,
        at=at_second(flow.began),
    )


def ask_now(ask: Ask, flow: Flow, form: Form) -> Response:
    """Show the ratings and the six needs."""
    return ask.page(
        "pause/now.html",
        title=say("Pause"),
        status=200 if form.ok else 422,
        flow=flow,
        form=form,
        unkept=KEPT_NOT in ask.session.kept,
    )


def rate(ask: Ask, flow: Flow, now: datetime) -> Response:
    """Keep ratings and need; go to choosing."""
    form = ask.form
    distress, urge = form.rating("distress"), form.rating("urge")
    need = form.one("need", Need)
    if not form.ok:
        return ask_now(ask, flow, form)
    rated = StepAnswered(
        pause=flow.pause,
        step=PauseStep.RATE,
        distress=distress,
        urge=urge,
        skipped=distress is None and urge is None,
    )
    keep(ask, rated, entry_id=named(ask, "rate", (distress, urge)))
    keep(
        ask,
        StepAnswered(pause=flow.pause, step=PauseStep.NEED, need=need, skipped=need is None),
        entry_id=named(ask, "need", need),
    )
    flow = replace(flow, distress=distress, urge=urge, need=need)
    return choose(ask, flow, now)


def choose(ask: Ask, flow: Flow, _now: datetime) -> Response:
    """Show two or three ways and, beside them, the other choices; all alike."""
    shut = closed(ask)
    settings = settings_of(ask)
    ways = () if flow.need is Need.PLEASURE else suggested(ask, flow, shut)
    shown = {name for name, _ in ways}
    values, people = own_lines(ask, settings, shut)
    if values:
        keep(
            ask,
            StepAnswered(pause=flow.pause, step=PauseStep.VALUES),
            entry_id=named(ask, "values"),
        )
    return ask.page(
        "pause/choose.html",
        title=say("Pause"),
        flow=flow.trying(*(name for name in shown if not name.startswith("own:"))),
        cards=(*way_cards(ways, settings), *other_choices(ask, shown, shut)),
        values=values,
        people=people,
        more=bool(ways) and shown != {PLAIN},
        pleasure=flow.need is Need.PLEASURE,
        unkept=KEPT_NOT in ask.session.kept,
    )


def own_lines(
    ask: Ask, settings: Settings | None, shut: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the person's own line, and while locked their people, if they keep them readable.

    A line that clashes with what they answered steps aside.
    """
    if settings is not None:
        return "" if "values_line" in shut else settings.values_line, ()
    known = ask.house.kept()
    return known.get(VALUES, ""), tuple(known.get(PEOPLE, "").splitlines())


def suggested(ask: Ask, flow: Flow, shut: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the ways offered now, each with its reason; the offer is kept before it is shown."""
    need = flow.need or Need.UNSURE
    without = frozenset(flow.tried)
    if not ask.is_open or not writable(ask):
        offer = fixed_ways(flow.pause, need, distress=flow.distress, without=without)
        if offer is None:
            return ()
        keep(ask, offer, entry_id=named(ask, "offer", offer.ways))
        return tuple((name, "") for name in offer.ways)
    name = named(ask, "offer", without)
    known = ask.journal.pauses.offer_called(name) if name else None
    if isinstance(known, WayOffered):
        return tuple((way, "") for way in known.ways)
    offered = ask.journal.experiments.offer(
        flow.pause or None,
        need,
        distress=flow.distress,
        closed=shut,
        without=without,
        fixed=bool(FIXED_BY & shut),
        entry_id=name,
    )
    reasons = {why.way: why_words(why) for why in offered.offer.why}
    return tuple((way, reasons.get(way, "")) for way in offered.offer.ways)


def other_choices(ask: Ask, shown: set[str], shut: frozenset[str]) -> tuple[Card, ...]:
    """Return the choices that stand beside the suggestions, of equal weight."""
    cards = [
        Card(value="wait", title=say("Wait a while"), text=say("A short delay. Then choose again."))
    ]
    if ask.is_open:
        words = _words(ask)
        if REACH not in shown:
            one = find(REACH, None)
            cards.append(Card(value="reach", title=one.named(words), text=one.lead))
        if SEX not in shown and "p22" not in shut:
            one = find(SEX, None)
            cards.append(Card(value="sex", title=one.named(words), text=one.lead))
    if PLAIN not in shown:
        cards.append(
            Card(value=PLAIN, title=say("Just this pause"), text=say("Nothing more is needed."))
        )
    return tuple(cards)


CHOICES = {
    "wait": (Choice.WAIT, ""),
    "reach": (Choice.REACH_OUT, REACH),
    REACH: (Choice.REACH_OUT, REACH),
    "sex": (Choice.SEX, SEX),
    SEX: (Choice.SEX, SEX),
    PLAIN: (Choice.NOTHING, PLAIN),
}


def take(ask: Ask, flow: Flow, now: datetime) -> Response:
    """Keep what was chosen and begin it."""
    value = ask.form.value("way")
    if value in {"", "other"}:
        return choose(ask, flow, now)
    choice, way = CHOICES.get(value, (Choice.PRACTICE, value))
    find(way or PLAIN, settings_of(ask))
    if not may(ask, way):
        return choose(ask, flow, now)
    flow = replace(flow, choice=choice, way=way, since=int(now.timestamp()))
    if flow.pause:
        keep(
            ask,
            StepAnswered(pause=flow.pause, step=PauseStep.CHOOSE, choice=choice, way=way),
            entry_id=named(ask, "choose", value),
        )
    return play(ask, flow, Form())


def may(ask: Ask, way: str) -> bool:
    """Whether a way is open now: some never are while locked, some are closed for a reason."""
    if way in {"", PLAIN} or way.startswith("own:"):
        return True
    one = find(way, None)
    if not ask.is_open and (way in NEVER_LOCKED or not one.locked_safe):
        return False
    shut = closed(ask)
    return not (one.closed_scope == "all" and set(one.closed_by) & shut)


def practice_of(ask: Ask, flow: Flow) -> Practice:
    """Return what is being done: a practice, a delay, or nothing more."""
    if flow.choice is Choice.WAIT:
        raw = ask.form.value("minutes")
        return waiting(int(raw) if raw in {str(m) for m in WAITS} else WAITS[1])
    if flow.way in {"", PLAIN}:
        return resting()
    return find(flow.way, settings_of(ask))


def player_title(ask: Ask, flow: Flow) -> str:
    """Say what is being done."""
    return practice_of(ask, flow).named(_words(ask))


def play(ask: Ask, flow: Flow, form: Form) -> Response:
    """Show the player for what was chosen, and remember it for a return."""
    settings = settings_of(ask)
    gentle = flow.gentle or bool(settings and settings.trauma_aware)
    flow = replace(flow, gentle=gentle)
    one = while_closed(practice_of(ask, flow), closed(ask))
    if ask.is_open and flow.way != PLAIN:
        ask.session.keep(DOING, flow)
    zone = settings.zone if settings else None
    return ask.page(
        "practice/player.html",
        title=say("Pause") if flow.pause else say("Practice"),
        status=200 if form.ok else 422,
        flow=flow,
        form=form,
        view=player_view(one, settings=settings, gentle=gentle),
        waits=WAITS if flow.choice is Choice.WAIT else (),
        alone=not flow.pause,
        since=clock_words(_wall(flow.since, zone)),
        effect_note=common().effect_note,
    )


def _wall(second: int, zone: str | None) -> datetime:
    return local(at_second(second), zone or system_zone())


def done(ask: Ask, flow: Flow, now: datetime) -> Response:
    """Keep how it was, then end, go on to another way, or offer another kind."""
    then = ask.form.value("then")
    if then == "gentle":
        return play(ask, replace(flow, gentle=True), Form())
    practised = flow.way not in {"", PLAIN}
    after = ask.form.rating("distress")
    made = read_practice(ask.form, flow, now) if practised else None
    if practised and made is None:
        return play(ask, flow, ask.form)
    if made is not None:
        keep(ask, made, entry_id=named(ask, "practice", then))
    ask.session.kept.pop(DOING, None)
    before = flow.distress
    if ask.form.value("before"):
        before = ask.form.rating("before")
    if practised and (then == "worse" or (then != "stop" and risen(before, after))):
        return worse(ask, replace(flow.trying(flow.way), distress=after or before))
    if then == "another":
        if not flow.pause:
            return ask.go("/e")
        again = replace(flow.trying(flow.way), distress=after if after is not None else before)
        return choose(ask, replace(again, way="", choice=None), now)
    answer = end(ask, flow, now, PauseEnding.STOPPED if then == "stop" else PauseEnding.FINISHED)
    if made is not None and made.urge_course and not ask.form.value("course"):
        return own_wave(ask, made.urge_course, answer.headers.get("location", "/"))
    return answer


def own_wave(ask: Ask, course: Sequence[tuple[int, int]], onward: str) -> Response:
    """Draw the person's own wave where no script did."""
    return ask.page(
        "pause/wave.html",
        title=say("Practice"),
        chart=wave(course),
        words=say("Your ratings: {values}.", values=", ".join(str(value) for _, value in course)),
        onward=onward,
    )


def worse(ask: Ask, flow: Flow) -> Response:
    """Say that it went the wrong way and offer something of another kind."""
    card = another_kind(
        flow.way, locked=not ask.is_open, closed=closed(ask), settings=settings_of(ask)
    )
    return ask.page(
        "pause/worse.html",
        title=say("Pause"),
        flow=flow,
        card=card,
        heading=common().worse_title,
        text=common().worse_text,
    )


def stop(ask: Ask, flow: Flow, now: datetime) -> Response:
    """End where it is; stopping is an ending like the others."""
    if not flow.pause:
        return ask.go("/e" if ask.is_open else "/")
    if ask.form.value("act") == "feel":
        begin(ask, flow, now)
    return end(ask, flow, now, PauseEnding.STOPPED)


def end(ask: Ask, flow: Flow, now: datetime, ending: PauseEnding) -> Response:
    """Keep the ending and go home."""
    ask.session.kept.pop(DOING, None)
    if flow.pause:
        ended = read_end(ask.form, flow, now, ending)
        if ended is None:
            return play(ask, flow, ask.form)
        keep(ask, ended, entry_id=named(ask, "end", _short(ended)))
    if ask.is_open:
        if not writable(ask):
            return ask.go("/t")
        return go_on(ask, "/t" if flow.pause else "/e", say=said(ask, flow, ending))
    if ask.house.place.exists() and KEPT_NOT not in ask.session.kept:
        ask.session.flash = {"text": "sealed"}
    ask.session.kept.pop(KEPT_NOT, None)
    return ask.go("/")


def _short(ended: PauseEnded) -> tuple[str, int | None]:
    return ended.ending.value, ended.distress


def wish_to_look_back() -> str:
    """Return the answer, in the words the page was shown in, that asks to look back later."""
    steps = practice(SEX).steps
    return next((step.options[0] for step in steps if step.name == "later"), "")


def said(ask: Ask, flow: Flow, ending: PauseEnding) -> str:
    """Say what was kept, and nothing more."""
    if flow.choice is Choice.SEX and ask.form.value("pick-later") == wish_to_look_back():
        return say("Saved. You can look back whenever you like.")
    return say("Saved. That’s fine.") if ending is PauseEnding.STOPPED else say("Saved.")


def finish(ask: Ask, flow: Flow, now: datetime) -> Response:
    """End after what was done is kept already."""
    return end(ask, flow, now, PauseEnding.FINISHED)


ACTS = {"feel": feel, "now": rate, "choose": take, "done": done, "finish": finish}


def route(ask: Ask) -> Response:
    """Answer the pause: a fresh one, or the next step of the one in the form."""
    now = moment(ask)
    if not ask.posted:
        return breathe(ask, fresh_flow(now))
    act, then = ask.form.value("act"), ask.form.value("then")
    flow = read_flow(ask.form, now)
    if act == "resume":
        held = ask.session.kept.get(DOING)
        return play(ask, held, Form()) if isinstance(held, Flow) else breathe(ask, fresh_flow(now))
    if act not in ACTS or (not flow.pause and act not in {"choose", "done", "finish"}):
        return breathe(ask, fresh_flow(now))
    if then == "stop" and act != "done":
        return stop(ask, flow, now)
    try:
        return ACTS[act](ask, flow, now)
    except InputError:
        return breathe(ask, fresh_flow(now))


def _words(ask: Ask) -> Words:
    settings = settings_of(ask)
    return settings.words if settings else Words.QUIET


PAGES = (Page(path="/p", view=route, methods=("GET", "POST"), needs=Needs.NOTHING),)

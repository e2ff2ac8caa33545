"""The state of a pause, carried in hidden fields and nowhere else; and what its forms say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from leeward.content.practices import all_practices
from leeward.events import Choice, PauseEnded, PauseEnding, PracticeDone
from leeward.events.vocabulary import Need
from leeward.util.errors import InputError
from leeward.util.ids import check_id, new_id
from leeward.util.text import clean
from leeward.web.forms import NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leeward.util.ids import EntryId
    from leeward.web.forms import Form

Kind = TypeVar("Kind", bound=StrEnum)

LONGEST = timedelta(hours=12)
COURSE_CAP = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Where a pause is. `pause` is empty for a practice on its own.

    `began` and `since` (when the way was begun) are seconds since 1970; `tried` are ways already
    shown or done; `distress` and `urge` the latest ratings before the way.
    """

    pause: EntryId
    began: int
    since: int = 0
    need: Need | None = None
    distress: int | None = None
    urge: int | None = None
    tried: tuple[str, ...] = ()
    way: str = ""
    choice: Choice | None = None
    gentle: bool = False

    @property
    def hidden(self) -> Mapping[str, str]:
        """Return the hidden fields of the next form."""
        return {
            "p": self.pause,
            "b": str(self.began),
            "w": str(self.since),
            "fneed": self.need.value if self.need else "",
            "fd": "" if self.distress is None else str(self.distress),
            "fu": "" if self.urge is None else str(self.urge),
            "tried": " ".join(self.tried),
            "fway": self.way,
            "fchoice": self.choice.value if self.choice else "",
            "gentle": "yes" if self.gentle else "",
            "n": new_id(datetime.now(UTC)),
        }

    def trying(self, *ways: str) -> Flow:
        """Return the state with more ways shown or done."""
        return replace(self, tried=tuple(dict.fromkeys((*self.tried, *ways))))


def fresh_flow(now: datetime, *, alone: bool = False) -> Flow:
    """Return the state at the start of a pause, or of a practice on its own."""
    return Flow(pause="" if alone else new_id(now), began=int(now.timestamp()))


def read_flow(form: Form, now: datetime) -> Flow:
    """Read the state; what does not fit is as if it had not been told."""
    known = {one.id for one in all_practices()}
    tried = tuple(w for w in form.value("tried").split() if w in known)
    way = form.value("fway")
    pause = form.value("p")
    try:
        pause = check_id(pause) if pause else ""
    except InputError:
        pause = new_id(now)
    return Flow(
        pause=pause,
        began=moment_in(form.value("b"), now),
        since=moment_in(form.value("w"), now),
        need=_one(Need, form.value("fneed")),
        distress=_rating(form.value("fd")),
        urge=_rating(form.value("fu")),
        tried=tried,
        way=way if way in known or way.startswith("own:") else "",
        choice=_one(Choice, form.value("fchoice")),
        gentle=form.yes("gentle"),
    )


def moment_in(raw: str, now: datetime) -> int:
    """Read a moment of the last hours; anything else is now."""
    here = int(now.timestamp())
    if raw.isascii() and raw.isdecimal() and len(raw) < 12:
        then = int(raw)
        if here - LONGEST.total_seconds() <= then <= here:
            return then
    return here


def read_practice(form: Form, flow: Flow, now: datetime) -> PracticeDone | None:
    """Read a practice that was done or stopped early, or None with the problems noted."""
    then = form.value("then")
    fields: dict[str, Any] = {
        "distress_before": form.rating("before") if form.value("before") else flow.distress,
        "distress_after": form.rating("distress"),
        "urge_before": flow.urge,
        "urge_after": form.rating("urge"),
        "need_met": form.rating("need_met"),
        "freer": form.rating("freer"),
    }
    course = read_course(form)
    if course:
        fields["urge_before"] = course[0][1] if flow.urge is None else flow.urge
        fields["urge_after"] = (
            course[-1][1] if fields["urge_after"] is None else fields["urge_after"]
        )
    kept = own_words(form) if form.value("keep") == "keep" else ""
    if not form.ok:
        return None
    try:
        return PracticeDone(
            practice=flow.way,
            pause=flow.pause or None,
            need=flow.need,
            seconds=min(int(now.timestamp()) - flow.since, 86_400),
            urge_course=course,
            stopped_early=then in {"stop", "worse"},
            reason="worse" if then == "worse" else "",
            words=kept,
            **fields,
        )
    except InputError as error:
        form.catch(error)
        return None


def own_words(form: Form) -> str:
    """Join what was written in the steps: a plan into its sentence, the rest as paragraphs."""
    plan = " … ".join(
        part
        for name in ("plan_if", "plan_then")
        if (part := form.words(name) or form.words(f"{name}_pick")).strip(" …")
    )
    parts = [clean(part.replace("\r\n", "\n"), limit=NOTE) for part in form.items.get("words", [])]
    return "\n\n".join(part for part in (plan, *parts) if part)


def read_course(form: Form) -> tuple[tuple[int, int], ...]:
    """Read the ratings of a wave: by script with their seconds, or by minutes without one."""
    points: list[tuple[int, int]] = []
    for part in form.value("course").split():
        second, _, value = part.partition(":")
        if second.isdecimal() and len(second) < 6 and _rating(value) is not None:
            points.append((min(int(second), 86_400), int(value)))
    if not points:
        for name in form.items:
            minute = name.removeprefix("wave-")
            rated = _rating(form.value(name))
            if minute != name and minute.isdecimal() and len(minute) < 4 and rated is not None:
                points.append((int(minute) * 60, rated))
    return tuple(sorted(points)[:COURSE_CAP])


def read_end(form: Form, flow: Flow, now: datetime, ending: PauseEnding) -> PauseEnded | None:
    """Read how a pause ended, or None with the problems noted."""
    fields = {name: form.rating(name) for name in ("distress", "urge", "need_met", "freer")}
    if not form.ok:
        return None
    return PauseEnded(
        pause=flow.pause,
        ending=ending,
        choice=flow.choice,
        way=flow.way,
        seconds=min(int(now.timestamp()) - flow.began, 86_400),
        **fields,
    )


def _rating(raw: str) -> int | None:
    fits = raw.isascii() and raw.isdecimal() and len(raw) <= 2 and int(raw) <= 10
    return int(raw) if fits else None


def _one(kind: type[Kind], raw: str) -> Kind | None:
    try:
        return kind(raw)
    except ValueError:
        return None

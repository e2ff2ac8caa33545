"""The envelope around everything that is stored, and the list of what can be stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leeward.events import checks
from leeward.events.behind import KeptBehind, SecondKeyMade
from leeward.events.change import Corrected, Forgotten, Withdrawn
from leeward.events.check_in import CheckIn, TriggerNoted, Urge
from leeward.events.look_back import Episode, LookBack, NextDay
from leeward.events.pause import (
    PauseEnded,
    PauseNextDay,
    PauseStarted,
    PracticeDone,
    StepAnswered,
    WayOffered,
)
from leeward.events.reflection import (
    ConsentGiven,
    ExperimentAssigned,
    ExperimentPlanned,
    ExperimentStopped,
    ImportBatch,
    InstrumentAnswered,
    Reflection,
    ReminderLogged,
    SafetyShown,
)
from leeward.events.settings import SettingsChanged
from leeward.events.vocabulary import Precision, Source
from leeward.util.clock import zone
from leeward.util.ids import EntryId, check_id

Body = (
    CheckIn
    | Urge
    | TriggerNoted
    | Episode
    | LookBack
    | NextDay
    | PauseStarted
    | StepAnswered
    | WayOffered
    | PauseEnded
    | PauseNextDay
    | PracticeDone
    | Reflection
    | InstrumentAnswered
    | ExperimentPlanned
    | ExperimentAssigned
    | ExperimentStopped
    | ConsentGiven
    | SafetyShown
    | ReminderLogged
    | SettingsChanged
    | ImportBatch
    | SecondKeyMade
    | KeptBehind
    | Corrected
    | Withdrawn
    | Forgotten
)

KINDS: dict[str, type[Body]] = {
    "check_in": CheckIn,
    "urge": Urge,
    "trigger": TriggerNoted,
    "episode": Episode,
    "look_back": LookBack,
    "next_day": NextDay,
    "pause_started": PauseStarted,
    "step_answered": StepAnswered,
    "way_offered": WayOffered,
    "pause_ended": PauseEnded,
    "pause_next_day": PauseNextDay,
    "practice": PracticeDone,
    "reflection": Reflection,
    "answer": InstrumentAnswered,
    "experiment_planned": ExperimentPlanned,
    "experiment_assigned": ExperimentAssigned,
    "experiment_stopped": ExperimentStopped,
    "consent": ConsentGiven,
    "safety_shown": SafetyShown,
    "reminder": ReminderLogged,
    "settings": SettingsChanged,
    "import_batch": ImportBatch,
    "second_key": SecondKeyMade,
    "kept_behind": KeptBehind,
    "corrected": Corrected,
    "withdrawn": Withdrawn,
    "forgotten": Forgotten,
}
KIND_OF: dict[type[Body], str] = {record: kind for kind, record in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the journal.

    `at` is when it happened and `recorded` when it was written down, both aware, in UTC;
    `zone` is the person's IANA zone at the time of writing.
    """

    id: EntryId
    at: datetime
    recorded: datetime
    zone: str
    body: Body
    source: Source = Source.APP
    precision: Precision = Precision.MINUTE

    def __post_init__(self) -> None:
        check_id(self.id)
        zone(self.zone)
        checks.moment(self.at, "at")
        checks.moment(self.recorded, "at")

    @property
    def kind(self) -> str:
        """The stored word for what this is."""
        return KIND_OF[type(self.body)]

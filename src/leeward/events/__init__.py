"""What can happen to a person here, as frozen records."""

from leeward.events.behind import KeptBehind, SecondKeyMade
from leeward.events.change import Corrected, Forgotten, Withdrawn
from leeward.events.check_in import CheckIn, TriggerMark, TriggerNoted, Urge
from leeward.events.entry import Body, Entry
from leeward.events.look_back import CostMark, Episode, LookBack, MotiveMark, NextDay
from leeward.events.pause import (
    Choice,
    PauseEnded,
    PauseEnding,
    PauseNextDay,
    PauseStarted,
    PauseStep,
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
    ReflectionAnswer,
    ReminderLogged,
    SafetyShown,
)
from leeward.events.settings import Contact, OwnTrigger, Reminder, Settings, SettingsChanged, Words

__all__ = [
    "Body",
    "CheckIn",
    "Choice",
    "ConsentGiven",
    "Contact",
    "Corrected",
    "CostMark",
    "Entry",
    "Episode",
    "ExperimentAssigned",
    "ExperimentPlanned",
    "ExperimentStopped",
    "Forgotten",
    "ImportBatch",
    "InstrumentAnswered",
    "KeptBehind",
    "LookBack",
    "MotiveMark",
    "NextDay",
    "OwnTrigger",
    "PauseEnded",
    "PauseEnding",
    "PauseNextDay",
    "PauseStarted",
    "PauseStep",
    "PracticeDone",
    "Reflection",
    "ReflectionAnswer",
    "Reminder",
    "ReminderLogged",
    "SafetyShown",
    "SecondKeyMade",
    "Settings",
    "SettingsChanged",
    "StepAnswered",
    "TriggerMark",
    "TriggerNoted",
    "Urge",
    "WayOffered",
    "Withdrawn",
    "Words",
]

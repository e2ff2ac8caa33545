"""`leeward check-in`: how it is right now, without a passphrase."""

from __future__ import annotations

from datetime import datetime

import click

from leeward.cli import common
from leeward.events import CheckIn, TriggerMark
from leeward.events.vocabulary import TRIGGER_CLASS, Emotion, Need, Source, Trigger, TriggerClass
from leeward.util.errors import InputError


def trigger_marks(given: tuple[str, ...]) -> tuple[TriggerMark, ...]:
    """Read what came before; words of the default list get their class."""
    known = set(Trigger)
    return tuple(
        TriggerMark(
            name=name,
            trigger_class=TRIGGER_CLASS[Trigger(name)] if name in known else TriggerClass.OTHER,
            strength=strength,
        )
        for name, strength in common.marks(given, "before")
    )


@click.command("check-in")
@click.option("--distress", type=common.RATING, help="How heavy it is, 0 to 10.")
@click.option("--urge", type=common.RATING, help="How strong the pull is, 0 to 10.")
@click.option("--security", type=common.RATING, help="How safe and close I feel, 0 to 10.")
@click.option("--need", type=common.choice(Need), help="What would help most.")
@click.option("--emotion", "emotions", multiple=True, type=common.choice(Emotion))
@click.option("--before", "before", multiple=True, metavar="NAME[=0-10]", help="What came before.")
@click.option("--note", default="", help="A few words.")
@common.when_option
@common.json_option
def command(
    distress: int | None,
    urge: int | None,
    security: int | None,
    need: str | None,
    emotions: tuple[str, ...],
    before: tuple[str, ...],
    note: str,
    at: datetime | None,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Note how it is right now. Everything is optional; one answer is enough.

    It is sealed without a passphrase and can be read after unlocking.
    """
    here = common.place()
    common.require_journal(here)
    check_in = CheckIn(
        distress=distress,
        urge=urge,
        security=security,
        need=common.word(Need, need),
        emotions=tuple(common.word(Emotion, name) for name in emotions),
        triggers=trigger_marks(before),
        note=note,
    )
    if check_in == CheckIn():
        raise InputError("Nothing was filled in yet. One answer is enough, such as --distress 4.")
    waiting = here.seal(check_in, zone=common.zone_here(), at=at, source=Source.CLI)
    common.added(waiting, as_json=as_json)

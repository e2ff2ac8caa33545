"""`leeward look-back`: one time, with the essentials of a look-back."""

from __future__ import annotations

from datetime import datetime

import click

from leeward.cli import common
from leeward.events import Episode, LookBack, MotiveMark
from leeward.events.vocabulary import Kind, Motive, PartnerContext, Source
from leeward.util.clock import utc_now
from leeward.util.errors import InputError
from leeward.util.ids import new_id


@click.command("look-back")
@click.option("--kind", type=common.choice(Kind), required=True)
@click.option("--with", "context", type=common.choice(PartnerContext), help="With whom.")
@click.option("--before", "before", type=common.RATING, help="How heavy it was before.")
@click.option("--after", "after", type=common.RATING, help="How heavy it was after.")
@click.option("--coping", type=common.RATING, help="How much of it was to cope.")
@click.option("--motive", "motives", multiple=True, metavar="NAME[=0-10]")
@click.option("--wanting", type=common.RATING)
@click.option("--enjoying", type=common.RATING)
@click.option("--relief", type=common.RATING)
@click.option("--pleasure", type=common.RATING)
@click.option("--closeness", type=common.RATING)
@click.option("--note", default="", help="A few words.")
@common.when_option
@common.json_option
def command(
    kind: str,
    context: str | None,
    before: int | None,
    after: int | None,
    coping: int | None,
    motives: tuple[str, ...],
    wanting: int | None,
    enjoying: int | None,
    relief: int | None,
    pleasure: int | None,
    closeness: int | None,
    note: str,
    at: datetime | None,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Look back at a time. Kind is enough; every answer more is extra."""
    here = common.place()
    common.require_journal(here)
    zone = common.zone_here()
    episode_id = new_id(utc_now())
    back = LookBack(
        episode=episode_id,
        distress_before=before,
        distress_after=after,
        coping=coping,
        motives=tuple(
            _motive(name, strength) for name, strength in common.marks(motives, "motive")
        ),
        wanting=wanting,
        enjoying=enjoying,
        relief=relief,
        pleasure=pleasure,
        closeness=closeness,
    )
    episode = Episode(
        kind=common.word(Kind, kind),
        partner_context=common.word(PartnerContext, context),
        note=note,
    )
    waiting = here.seal(episode, zone=zone, at=at, source=Source.CLI, entry_id=episode_id)
    if back != LookBack(episode=episode_id):
        waiting = here.seal(back, zone=zone, at=at, source=Source.CLI)
    common.added(waiting, as_json=as_json)


def _motive(name: str, strength: int | None) -> MotiveMark:
    if name not in set(Motive):
        words = ", ".join(motive.value.replace("_", "-") for motive in Motive)
        raise InputError(f"“{name}” is not one of the reasons here: {words}.")
    return MotiveMark(motive=Motive(name), strength=strength)

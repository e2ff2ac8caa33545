"""`leeward urge`: an urge and, neutrally, what happened then."""

from __future__ import annotations

from datetime import datetime

import click

from leeward.cli import common
from leeward.cli.check_in import trigger_marks
from leeward.events import Urge
from leeward.events.vocabulary import Need, Source, UrgeOutcome


@click.command("urge")
@click.option("--strength", type=common.RATING, help="How strong it was, 0 to 10.")
@click.option("--outcome", type=common.choice(UrgeOutcome), help="What happened then.")
@click.option("--way", default="", help="The other way, if there was one.")
@click.option("--need", type=common.choice(Need))
@click.option("--before", "before", multiple=True, metavar="NAME[=0-10]", help="What came before.")
@click.option("--note", default="", help="A few words.")
@common.when_option
@common.json_option
def command(
    strength: int | None,
    outcome: str | None,
    way: str,
    need: str | None,
    before: tuple[str, ...],
    note: str,
    at: datetime | None,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Note an urge and what you did. Nothing here is right or wrong."""
    here = common.place()
    common.require_journal(here)
    urge = Urge(
        strength=strength,
        outcome=common.word(UrgeOutcome, outcome),
        way=way,
        need=common.word(Need, need),
        triggers=trigger_marks(before),
        note=note,
    )
    waiting = here.seal(urge, zone=common.zone_here(), at=at, source=Source.CLI)
    common.added(waiting, as_json=as_json)

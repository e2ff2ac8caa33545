"""`leeward what-if`: what a change would bring, if the model is right."""

from __future__ import annotations

import dataclasses

import click

from leeward.cli import common
from leeward.cli.fit import progress
from leeward.core.cycle import change_of

SHARE = click.IntRange(0, 100)


@click.command("what-if")
@click.option("--pause", type=SHARE, default=0, help="A pause first, at this share of urges (%).")
@click.option("--other", type=SHARE, default=0, help="Another way first, at this share (%).")
@click.option("--threats", type=SHARE, default=100, help="Shaky moments, in % of now.")
@click.option("--stress", type=SHARE, default=100, help="Stress, in % of now.")
@common.json_option
def command(
    pause: int,
    other: int,
    threats: int,
    stress: int,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Simulate your weeks in pairs, as they are and with one thing different."""
    with common.opened() as leeward:
        leeward.cycle.wait(progress)
        answer = leeward.cycle.what_if_now(
            change_of(pause=pause, other=other, threats=threats, stress=stress)
        )
    if as_json:
        common.say_json(dataclasses.asdict(answer))
        return
    common.say([answer.sentence, ""])
    for one in answer.outcomes:
        common.say([one.label, f"  {one.words}. {one.range} {one.now}"])
    common.say(["", answer.note])

"""`leeward insights`: what the journal shows so far."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import click

from leeward.cli import common
from leeward.core.report_words import figure_words
from leeward.util.clock import day_bounds, day_of
from leeward.util.intervals import Estimate


@click.command("insights")
@click.option(
    "--until",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Look at the year that ends with this day, as for an older diary.",
)
@common.json_option
def command(until: datetime | None, as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Show what your notes say so far, each with its range and how much it rests on."""
    with common.opened() as leeward:
        zone = leeward.settings.zone
        end = None if until is None else min(day_bounds(until.date(), zone)[1], leeward.clock())
        page = leeward.insights.page(end)
        if as_json:
            common.say_json(dataclasses.asdict(page))
            return
        for insight in page.insights:
            why = "" if isinstance(insight.answer, Estimate) else f"\n{insight.answer.why}"
            told = f"{figure_words(insight)}{why}".splitlines()
            common.say([insight.title, *(f"  {line}" for line in told), ""])
        before = leeward.insights.before(end)
        if before is not None:
            first, last = (day_of(at, zone) for at in (before.first, before.last))
            common.say([f"Earlier notes, {first} to {last}: leeward insights --until {last}"])

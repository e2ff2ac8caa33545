"""`leeward today`: this day."""

from __future__ import annotations

import click

from leeward.cli import common, shown


@click.command("today")
@common.json_option
def command(as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Show what is written for this day."""
    with common.opened() as leeward:
        day = leeward.timeline.today(leeward.clock())
        settings = leeward.settings
        if as_json:
            items = [shown.record(item) for item in day.items]
            common.say_json({"day": day.day.isoformat(), "entries": items})
            return
        if not day.items:
            common.say(["Nothing here yet, and nothing missing."])
        common.say([shown.line(item, settings.zone, settings.words) for item in day.items])

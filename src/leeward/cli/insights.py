"""`leeward insights`: what the journal shows so far."""

from __future__ import annotations

import dataclasses

import click

from leeward.cli import common


@click.command("insights")
@common.json_option
def command(as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Show what your notes say so far, each with its range and how much it rests on."""
    with common.opened() as leeward:
        page = leeward.insights.page()
        if as_json:
            common.say_json(dataclasses.asdict(page))
            return
        for insight in page.insights:
            common.say([insight.title, f"  {insight.sentence}", f"  {insight.caveat}", ""])

"""`leeward timeline`: what is written, newest first."""

from __future__ import annotations

from datetime import datetime

import click

from leeward.cli import common, shown
from leeward.core.timeline import SHOWN, Query
from leeward.events.entry import KIND_OF

KINDS = [KIND_OF[record].replace("_", "-") for record in SHOWN]


@click.command("timeline")
@click.option("--search", default="", help="Words to look for.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--page", default=1, type=click.IntRange(1))
@common.json_option
def command(
    search: str,
    kinds: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    page: int,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Show what is written, newest first, with search and filter."""
    query = Query(
        words=search,
        kinds=frozenset(kind.replace("-", "_") for kind in kinds),
        first=first.date() if first else None,
        last=last.date() if last else None,
    )
    with common.opened() as leeward:
        found = leeward.timeline.page(query, page=page)
        settings = leeward.settings
        if as_json:
            items = [shown.record(item) for item in found.items]
            common.say_json(
                {"total": found.total, "page": found.page, "pages": found.pages, "entries": items}
            )
            return
        if not found.items:
            common.say(["Nothing here matches, and nothing is missing."])
        common.say([shown.line(item, settings.zone, settings.words) for item in found.items])
        if found.pages > 1:
            common.say([f"Page {found.page} of {found.pages}."])

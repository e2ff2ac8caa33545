"""`leeward demo`: a simulated journal to look around in."""

from __future__ import annotations

from pathlib import Path

import click

from leeward.cli import common
from leeward.cli.export import write_new
from leeward.exchange.lines.write import lines

SEED = click.IntRange(0, 2**63 - 1)


@click.command("demo")
@click.option(
    "--seed", default=7, show_default=True, type=SEED, help="Another number, another person."
)
@click.option("--days", default=120, show_default=True, type=click.IntRange(1, 4000))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write JSON Lines.")
@click.option("--open", "in_browser", is_flag=True, help="Look around in the browser.")
@click.pass_context
def command(
    context: click.Context,
    seed: int,
    days: int,
    out: Path | None,
    in_browser: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Look around in the journal of a simulated person. Nothing is stored."""
    if in_browser:
        context.obj.serve(demo=True)
        return
    from leeward.core.opening import demo  # noqa: PLC0415  the simulator is slow to import

    with demo(seed=seed, days=days, zone=common.zone_here()) as leeward:
        data = b"".join(lines(leeward.entries(), private=True))
        count = leeward.head()
    if out is None:
        click.echo(data.decode(), nl=False)
        return
    write_new(out, data)
    common.say([f"{count} simulated entries are in {out}."])

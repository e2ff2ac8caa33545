"""`leeward start`: the app in the browser."""

from __future__ import annotations

import click


@click.command("start")
@click.option("--no-browser", is_flag=True, help="Only say where the app is.")
@click.pass_context
def command(
    context: click.Context,
    no_browser: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Start the app on this machine and open the browser."""
    context.obj.serve(browser=not no_browser)

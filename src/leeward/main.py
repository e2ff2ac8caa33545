"""The top of the house: the only module that joins the command line and the web."""

from __future__ import annotations

from leeward.cli.root import Doors, root


def serve(*, browser: bool = True, demo: bool = False) -> None:
    """Run the app on this machine until it is stopped."""
    from leeward.web.serve import serve as run_web  # noqa: PLC0415  keeps the command line quick

    run_web(browser=browser, demo=demo)


def run() -> None:
    """Entry point of the `leeward` command."""
    root(obj=Doors(serve=serve))

"""The `leeward` command and its list of verbs. Nothing slow is imported here."""

from __future__ import annotations

import errno
from collections.abc import Callable
from importlib import import_module

import click

from leeward.util.errors import LeewardError

VERBS: dict[str, tuple[str, str]] = {
    "start": ("start", "Open the app in the browser."),
    "check-in": ("check_in", "Note how it is right now. Needs no passphrase."),
    "urge": ("urge", "Note an urge, and what you did. Needs no passphrase."),
    "look-back": ("look_back", "Look back at a time. Needs no passphrase."),
    "today": ("today", "Show this day."),
    "timeline": ("timeline", "Show what is written, with search and filter."),
    "insights": ("insights", "Show what your notes say so far."),
    "fit": ("fit", "Fit the model of the cycle, to the journal or to a diary file."),
    "what-if": ("what_if", "Simulate a change in your weeks, if the model is right."),
    "cohort": ("cohort", "Learn from many diary files what people have in common."),
    "guess": ("guess", "See, load or remove a starting guess that a study taught."),
    "import": ("import_", "Bring in a file from somewhere else."),
    "export": ("export", "Take everything out, in open formats."),
    "learn": ("learn", "Take out the reading pages, for Obsidian or as a site."),
    "demo": ("demo", "Look around in a simulated journal."),
    "phone": ("phone", "Use a phone that adds and never reads."),
    "behind": ("behind", "Keep entries behind a second key."),
    "vault": ("vault", "Look after the journal itself."),
}
UNEXPECTED = "Something went wrong here. What was stored before is still there."
EXIT_TOLD = 1
"""Exit status when something went wrong that was said in plain words."""


class Verbs(click.Group):
    """A group that knows its verbs by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order people need them."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"leeward.cli.{VERBS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb; what went wrong is told without a trace."""
        try:
            return super().invoke(ctx)
        except LeewardError as error:
            click.echo(error.message, err=True)
            ctx.exit(EXIT_TOLD)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            click.echo(f"{error.strerror or 'The system refused'}. {UNEXPECTED}", err=True)
            ctx.exit(EXIT_TOLD)
        except Exception as error:  # noqa: BLE001  the last line: a sentence, never a trace
            # Only the kind of error is told: its message may hold what a person wrote.
            click.echo(f"{UNEXPECTED} ({type(error).__name__})", err=True)
            ctx.exit(EXIT_TOLD)


class Doors:
    """What the command line is handed from above, because it may not know the web."""

    def __init__(self, serve: Callable[..., None]) -> None:
        self.serve = serve


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leeward")
def root() -> None:
    """Leeward: a private companion for noticing, pausing and understanding.

    Your journal stays on this machine, encrypted. LEEWARD_VAULT names its file;
    LEEWARD_PASSPHRASE or LEEWARD_PASSPHRASE_FD can stand in for typing the passphrase,
    LEEWARD_SECOND_KEY or LEEWARD_SECOND_KEY_FD for typing a second key.
    """

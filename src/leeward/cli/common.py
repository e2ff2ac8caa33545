"""What several verbs share: the journal, the passphrase, times and output."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from leeward.core.leeward import Leeward
from leeward.core.opening import Place, default_path, keep_secrets_in
from leeward.events.vocabulary import Source
from leeward.util.clock import from_local, system_zone, utc_now
from leeward.util.errors import InputError

Command = TypeVar("Command", bound=Callable[..., Any])

MAX_SECRET = 4096
_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MAX_FILE = 256 << 20


def place() -> Place:
    """Return where the journal lies."""
    return Place(path=default_path())


def require_journal(here: Place) -> None:
    """Say kindly what to do where there is no journal yet."""
    if not here.exists():
        seen = here.last_seen()
        if seen is not None:
            raise InputError(
                f"There is no journal at {here.path}. One was last used on this computer on {seen}. "
                "Look for its file and put it back. To go back to a copy: leeward vault restore. "
                "To begin anew: leeward vault create"
            )
        raise InputError(
            f"There is no journal at {here.path} yet. Make one with: leeward vault create"
        )


def passphrase(prompt: str = "Passphrase") -> str:
    """Return the passphrase: a file descriptor, the environment, or the person's typing."""
    return _secret(prompt, name="LEEWARD_PASSPHRASE", what="The passphrase")


def second_key(prompt: str = "Second key", *, twice: bool = False) -> str:
    """Return the second key, from where a passphrase may come; typed `twice` where it is new."""
    return _secret(prompt, name="LEEWARD_SECOND_KEY", what="The second key", twice=twice)


def _secret(prompt: str, *, name: str, what: str, twice: bool = False) -> str:
    number = os.environ.get(f"{name}_FD", "")
    if number:
        if not (number.isascii() and number.isdecimal() and len(number) <= 9):
            raise InputError(f"{name}_FD is the number of an open file descriptor.")
        try:
            with os.fdopen(int(number), "rb", closefd=False) as stream:
                return stream.read(MAX_SECRET).decode().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"File descriptor {number} cannot be read.") from error
    named = os.environ.get(name)
    if named is not None:
        return named
    if not sys.stdin.isatty():
        raise InputError(
            f"{what} is needed and nobody is here to type it. Set {name} or {name}_FD."
        )
    answer: str = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    return answer


def typed_or_read(source: Path | None, prompt: str) -> str:
    """Return a new secret: from a file the person named, or typed twice."""
    if source is not None:
        return read_text(source).rstrip("\r\n")
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True)
    return typed


@contextmanager
def opened(*, read_only: bool = False) -> Iterator[Leeward]:
    """Open the journal for one command."""
    here = place()
    require_journal(here)
    keep_secrets_in()
    with here.open(passphrase(), source=Source.CLI, read_only=read_only) as leeward:
        yield leeward


def zone_here() -> str:
    """Return the zone for entries written while locked."""
    return system_zone()


class When(click.ParamType[datetime]):
    """A local time: `HH:MM` today, or `YYYY-MM-DD HH:MM`, or ISO 8601 with a zone."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the time, or say how it is written."""
        if isinstance(value, datetime):
            return value
        moment = read_time(str(value), zone_here())
        if moment is None:
            self.fail(
                "write a time as 14:30, 2026-03-01 14:30 or ISO 8601 with a zone.", param, ctx
            )
        return moment


def read_time(text: str, zone: str) -> datetime | None:
    """Read a time a person types, or return None."""
    today = utc_now().astimezone().date().isoformat()
    candidate = f"{today} {text}" if len(text) <= 5 and ":" in text else text
    try:
        found = datetime.fromisoformat(candidate)
        if found.tzinfo is None:
            return from_local(found, zone)
        return found.astimezone(utc_now().tzinfo)
    except (ValueError, OverflowError):
        return None


RATING = click.IntRange(0, 10)
STRENGTHS = frozenset(str(number) for number in range(11))


def choice(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the allowed words of a vocabulary, written with dashes."""
    return click.Choice([value.value.replace("_", "-") for value in kind])


def word(kind: type[StrEnum], text: str | None) -> Any:
    """Return the stored value for a word of the command line."""
    return None if text is None else kind(text.replace("-", "_"))


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON for scripts.")(command)


def when_option(command: Command) -> Command:
    """Add `--at`."""
    return click.option("--at", type=When(), help="When it was, if not now: 14:30.")(command)


def say(lines: Sequence[str]) -> None:
    """Write lines for a person; what a terminal would take for an order is left out.

    Words from a file could otherwise rename the window, write to the clipboard or hide a line.
    """
    for line in lines:
        click.echo(_ORDERS.sub("", line))


def say_json(value: Any) -> None:
    """Write one JSON value for a script."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    click.echo(_ORDERS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def read_file(path: Path) -> bytes:
    """Read a file the person named; what never ends, such as a device, is not read to its end."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_FILE:
        raise InputError(f"{path} is larger than {MAX_FILE >> 20} MB. Split it first.")
    return data


def read_text(path: Path) -> str:
    """Read a file of text the person named."""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8. Save it as UTF-8 and try again.") from None


def marks(pairs: Sequence[str], what: str) -> list[tuple[str, int | None]]:
    """Read `name` or `name=strength` as often as given."""
    found: list[tuple[str, int | None]] = []
    for pair in pairs:
        name, given, strength = pair.partition("=")
        if given and strength not in STRENGTHS:
            raise InputError(f"Write --{what} {name} or --{what} {name}=7, with 0 to 10.")
        found.append((name.strip().replace("-", "_"), int(strength) if given else None))
    return found


def added(waiting: int, *, as_json: bool) -> None:
    """Say that something was sealed."""
    if as_json:
        say_json({"sealed": True, "waiting": waiting})
    else:
        say([f"Added. Read it after unlocking. {waiting} wait{'s' if waiting == 1 else ''}."])

"""`leeward export`: everything, in open formats."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import click

from leeward.cli import common
from leeward.core.leeward import Leeward
from leeward.exchange.lines.write import lines
from leeward.exchange.tabular.write import table
from leeward.util.errors import InputError


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="Default: by name.")
@click.option("--private", is_flag=True, help="Also the answers about consent and pressure.")
def command(
    target: Path,
    form: str | None,
    private: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Write the whole journal to TARGET ("-" is standard output), readable by anyone.

    JSON Lines hold every stored entry with its changes; `leeward import` reads them back. CSV
    holds the journal as it stands. Answers about consent and pressure are left out unless
    --private is given.
    """
    chosen = form or ("csv" if target.suffix.lower() == ".csv" else "jsonl")
    if str(target) != "-":
        require_free(target)
    with common.opened() as leeward:
        data = _data(leeward, chosen, private=private)
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    write_new(target, data)
    common.say(
        [f"Written to {target}. Anyone who has this file can read it.", "Keep it somewhere safe."]
    )


def _data(leeward: Leeward, form: str, *, private: bool) -> bytes:
    if form == "csv":
        return table(leeward.history().entries, private=private).encode()
    return b"".join(lines(leeward.entries(), private=private))


def write_new(target: Path, data: bytes) -> None:
    """Write a new file readable by the person alone; whole or not at all, over nothing."""
    require_free(target)
    # A name of its own, so that what another program left there is never touched.
    half = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            require_free(target)
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{target} cannot be written: {error.strerror}. Nothing was left there; choose "
            "another place."
        ) from error


def require_free(target: Path) -> None:
    """Refuse a name that is taken, a dangling link included."""
    if not target.name:
        raise InputError("Name a file to write to.")
    if os.path.lexists(target):
        raise InputError(f"There is something at {target} already. Choose another name.")

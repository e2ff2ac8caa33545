"""`leeward phone`: the site for a phone, pairing, and notes coming home."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from leeward.cli import common
from leeward.core.open_words import LANGUAGE
from leeward.core.opening import VaultError
from leeward.phone.looks import LOOKS, look
from leeward.phone.pairing import qr_terminal
from leeward.phone.parcel import MAX_FILE
from leeward.phone.receiving import pairing, receive
from leeward.phone.site import SiteOptions, build
from leeward.util.errors import InputError
from leeward.util.language import ENGLISH, LANGUAGES, speaking


@click.group("phone")
def command() -> None:
    """Use a phone that can add to the journal and never read it."""


@command.command("build")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--look",
    "key",
    type=click.Choice([one.key for one in LOOKS]),
    default=LOOKS[0].key,
    show_default=True,
    help="Name and picture of the icon.",
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default=None,
    help="Language of the pages; without it, the one of the journal here, or English.",
)
def build_site(out: Path, key: str, language: str | None) -> None:
    """Write the site to OUT. Put it on any static HTTPS host; it needs nothing else."""
    spoken = language or journal_language()
    made = build(out, SiteOptions(look=look(key), language=spoken))
    with speaking(spoken):
        name = look(key).said().name
    common.say(
        [
            f"Written to {out}: {made.files} files, {made.compressed / 1000:.0f} kB compressed.",
            f"On the phone it is called “{name}”.",
            "Put the folder on a host with HTTPS, open it on the phone, and pair it:",
            "leeward phone pair --site https://…",
        ]
    )


def journal_language() -> str:
    """Return the language known of a locked journal, or English."""
    here = common.place()
    try:
        found = here.locked_settings().get(LANGUAGE, "") if here.exists() else ""
    except VaultError:
        return ENGLISH
    return found if found in LANGUAGES else ENGLISH


@command.command("pair")
@click.option("--site", help="Address of the site: then the camera of the phone opens it.")
@click.option("--text-only", is_flag=True, help="No picture of the code.")
@common.json_option
def pair(site: str | None, text_only: bool, as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Show what the phone needs to seal for this journal: its id and public key only."""
    here = common.place()
    common.require_journal(here)
    known = pairing(here)
    text = known.address(site) if site else known.text
    if as_json:
        common.say_json({"text": text, "check": known.check})
        return
    if not text_only:
        common.say([qr_terminal(text)])
    common.say(
        [
            text,
            "",
            f"The phone shows these digits when it is paired: {known.check}",
            "The text opens nothing. It only says whom to seal for.",
        ]
    )


@command.command("receive")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@common.json_option
def take(file: Path, as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Take in FILE from the phone ("-" is standard input: codes of a scanner, one a line).

    It needs no passphrase. What came is read at the next unlock; twice is once.
    """
    here = common.place()
    common.require_journal(here)
    came = receive(here, _bounded(file))
    if as_json:
        common.say_json({"parcel": came.number, "sealed": came.seals, "waiting": came.waiting})
        return
    common.say(
        [
            f"Parcel {came.number} is home. You can let it go on the phone now.",
            f"Waiting for the next unlock: {came.waiting}",
        ]
    )


def _bounded(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read(MAX_FILE + 1)
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_FILE + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error

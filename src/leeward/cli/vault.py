"""`leeward vault`: making a journal and looking after it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from leeward.cli import common
from leeward.core.leeward import Leeward
from leeward.core.opening import (
    Place,
    Receipt,
    generated_passphrase,
    guess_cost,
    judge_passphrase,
)
from leeward.events import Settings
from leeward.events.vocabulary import Source
from leeward.util.errors import InputError
from leeward.util.ids import check_id

PATH = click.Path(path_type=Path, dir_okay=False)


@click.group("vault")
def command() -> None:
    """Look after the journal: make, check, copy, recover, forget, destroy."""


@command.command("create")
@click.option("--suggest", is_flag=True, help="Offer a passphrase of random words and stop.")
def create(suggest: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Make a new journal. Its recovery key is shown once."""
    if suggest:
        common.say([generated_passphrase()])
        return
    here = common.place()
    chosen = _new_passphrase()
    first = here.create(chosen, settings=Settings(zone=common.zone_here()), source=Source.CLI)
    first.leeward.close()
    common.say(
        [
            f"Your journal is at {here.path}.",
            "",
            "These 24 words open it if you forget the passphrase. They are shown only now.",
            "Write them on paper and keep them where nobody else looks:",
            "",
            first.recovery_words,
        ]
    )


def _new_passphrase() -> str:
    chosen = common.passphrase("New passphrase")
    strength = judge_passphrase(chosen)
    common.say([f"{strength.verdict}."])
    if not strength.ok:
        raise InputError(" ".join(strength.advice))
    return chosen


@command.command("info")
@common.json_option
def info(as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Tell what the locked file tells anyone who has it."""
    here = common.place()
    common.require_journal(here)
    told = here.info()
    slots = {kind: json.loads(params) for kind, params in told.slots.items()}
    if as_json:
        common.say_json(
            {
                "path": here.path,
                "vault": told.vault_id,
                "format": told.format,
                "entries": told.places,
                "waiting": told.waiting,
                "bytes": told.size,
                "ways_in": slots,
            }
        )
        return
    common.say(
        [
            f"Journal: {here.path}",
            f"Format: {told.format}",
            f"Entries stored: {told.places} (how many, not what they say)",
            f"Waiting for the next unlock: {told.waiting}",
            f"Size: {told.size:,} bytes",
            *(f"Way in: {kind}" for kind in slots),
            *(guess_cost(params) for kind, params in told.slots.items() if kind == "passphrase"),
        ]
    )


@command.command("passphrase")
@click.option("--new", "new_from", type=PATH, help="Read the new passphrase from a file.")
def passphrase(new_from: Path | None) -> None:
    """Change the passphrase. The recovery key stays as it is."""
    old = common.passphrase("Old passphrase")
    with _open(old) as leeward:
        assert leeward.care is not None  # noqa: S101  a journal in a file has one
        leeward.care.change_passphrase(old, common.typed_or_read(new_from, "New passphrase"))
    common.say(["The passphrase is changed. The old one does not open this journal any more."])


def _open(given: str) -> Leeward:
    here = common.place()
    common.require_journal(here)
    return here.open(given, source=Source.CLI)


@command.command("renew")
@click.option("--new", "new_from", type=PATH, help="Read the new passphrase from a file.")
def renew(new_from: Path | None) -> None:
    """Give the journal new keys throughout, after a suspected leak.

    The passphrase and the recovery key are both replaced. Take in what waits on a phone first.
    """
    old = common.passphrase("Old passphrase")
    with _open(old) as leeward:
        assert leeward.care is not None  # noqa: S101  a journal in a file has one
        words = leeward.care.renew_keys(old, common.typed_or_read(new_from, "New passphrase"))
    common.say(
        ["Everything is encrypted with new keys. The new 24 words, shown only now:", "", words]
    )


@command.command("recover")
@click.option("--words", "words_from", type=PATH, help="Read the 24 words from a file.")
@click.option("--new", "new_from", type=PATH, help="Read the new passphrase from a file.")
def recover(words_from: Path | None, new_from: Path | None) -> None:
    """Open the journal with its recovery key and choose a new passphrase."""
    here = common.place()
    common.require_journal(here)
    words = (
        common.read_text(words_from)
        if words_from
        else click.prompt("The 24 words", hide_input=True, err=True)
    )
    here.recover(
        words, new=common.typed_or_read(new_from, "New passphrase"), source=Source.CLI
    ).close()
    common.say(["The journal opens with the new passphrase now. The 24 words still work too."])


@command.command("backup")
@click.argument("target", type=PATH)
def backup(target: Path) -> None:
    """Write an encrypted copy to TARGET and prove that it opens."""
    with common.opened() as leeward:
        assert leeward.care is not None  # noqa: S101  a journal in a file has one
        _receipt(leeward.care.backup(target), "Copied and checked")


def _receipt(receipt: Receipt, title: str) -> None:
    common.say(
        [
            f"{title}: {receipt.path}",
            f"Entries: {receipt.entries}, waiting: {receipt.waiting}, day: {receipt.day}",
            f"SHA-256: {receipt.digest}",
        ]
    )


@command.command("restore")
@click.argument("copy", type=PATH)
@click.option("--drill", is_flag=True, help="Only prove that it would work.")
@click.option("--replace", is_flag=True, help="Replace the journal; it is kept beside.")
def restore(
    copy: Path,
    drill: bool,  # noqa: FBT001  click hands flags over like this
    replace: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Go back to COPY. What was there before is kept beside it."""
    here: Place = common.place()
    given = common.passphrase("Passphrase of the copy")
    if drill:
        _receipt(here.drill(copy, given), "This copy can be gone back to")
        return
    _receipt(here.restore(copy, given, replace=replace), "Restored from")


@command.command("verify")
@common.json_option
def verify(as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Check every stored byte."""
    with common.opened(read_only=True) as leeward:
        report = leeward.verify()
    if as_json:
        common.say_json(
            {
                "ok": report.ok,
                "entries": report.entries,
                "forgotten": report.forgotten,
                "waiting": report.waiting,
                "problems": report.problems,
            }
        )
    else:
        common.say(
            [f"{report.entries} entries, {report.forgotten} forgotten, {report.waiting} waiting."]
        )
        common.say(list(report.problems) or ["Everything is as it was written."])
    if not report.ok:
        raise click.exceptions.Exit(1)


@command.command("forget")
@click.argument("entry")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def forget(entry: str, yes: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Remove one entry for good, with its versions. This cannot be undone."""
    with common.opened() as leeward:
        leeward.changes.look_up(check_id(entry))
        if not yes:
            click.confirm("Remove this entry for good?", abort=True, err=True)
        count = leeward.changes.forget(entry)
    common.say([f"Gone for good: {count} stored record{'' if count == 1 else 's'}."])


@command.command("destroy")
@click.option("--yes-destroy", is_flag=True, help="Do not ask for the word.")
def destroy(yes_destroy: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Destroy the journal on this machine, keys first. Copies elsewhere stay."""
    here = common.place()
    common.require_journal(here)
    asked = f"This removes {here.path} for good. Type destroy to go on"
    if not yes_destroy and click.prompt(asked, err=True) != "destroy":
        raise InputError("Nothing was destroyed.")
    here.destroy()
    common.say(["The journal is gone from this machine. Copies and exports elsewhere are not."])

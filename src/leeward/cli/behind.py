"""`leeward behind`: entries that ask again, behind a second key.

Neither the key nor what lies behind it is ever an argument: arguments show in process lists and stay in
the history of a shell.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from leeward.cli import common, shown
from leeward.core.behind import Kept, Opened
from leeward.core.leeward import Leeward
from leeward.core.opening import judge_passphrase
from leeward.core.timeline import Item, note_words
from leeward.events import Reflection, Settings
from leeward.util.clock import local
from leeward.util.errors import InputError
from leeward.util.ids import check_id

PATH = click.Path(path_type=Path, dir_okay=False)
MAX_WORDS = 1 << 17
WORD = "let go"
BEFORE = (
    "A second key opens what you put behind it, and nothing else does: neither the passphrase",
    "nor the 24 words. Nobody can recover it. If it is lost, what lies behind it is lost.",
)
AFTER = "Copies and exports made before still hold it. Make new ones and destroy the old."


@click.group("behind")
def command() -> None:
    """Keep entries behind a second key: they ask again on an open journal."""


@command.command("make")
def make() -> None:
    """Make the second key. Nobody can recover it."""
    with common.opened() as leeward:
        if leeward.behind.has_key:
            raise InputError(
                "There is a second key already. If it is not yours, or lost: leeward behind let-go"
            )
        common.say(BEFORE)
        chosen = common.second_key("New second key", twice=True)
        strength = judge_passphrase(chosen)
        common.say([f"{strength.verdict}."])
        if not strength.ok:
            raise InputError(" ".join(strength.advice))
        leeward.behind.make_key(chosen)
    common.say(["The second key is made. Keep an entry behind it with: leeward behind keep ENTRY"])


@command.command("keep")
@click.argument("entry")
def keep(entry: str) -> None:
    """Put ENTRY behind the key, with its versions and what was said about it later.

    `leeward timeline --json` tells the names of entries.
    """
    with common.opened() as leeward:
        _require_key(leeward)
        leeward.behind.keep(check_id(entry))
    common.say(["Put away. It is gone from lists, search, figures and exports.", AFTER])


@command.command("write")
@click.option("--words-file", "source", type=PATH, help="Read the words from a file.")
def write(source: Path | None) -> None:
    """Put words behind the key at once, from standard input or a file.

    They never lie in the journal itself. The file you name stays where it is.
    """
    with common.opened() as leeward:
        _require_key(leeward)
        leeward.behind.write(_words(source))
    common.say(["Put away."])


@command.command("show")
@common.json_option
def show(as_json: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Show what lies behind the key. A terminal may keep what it showed."""
    with _open(read_only=True) as (leeward, opened):
        kept, unread, takes_more = opened.kept(), opened.unread(), opened.takes_more
        settings = leeward.settings
    if as_json:
        common.say_json(
            {
                "behind": [_record(one) for one in kept],
                "unread": unread,
                "takes_more": takes_more,
            }
        )
        return
    if not kept:
        common.say(["Nothing lies behind this key."])
    for one in kept:
        common.say(_lines(one, settings))
    if unread:
        common.say([f"{unread} more do not open with this key, or not with this version."])
    if not takes_more:
        common.say(
            [
                "Another second key stands before this one, and what you put away goes behind that.",
                "If you did not make it, bring back what is here and let go: leeward behind let-go",
            ]
        )


@command.command("back")
@click.argument("entry")
def back(entry: str) -> None:
    """Bring ENTRY, as `show` names it, back into the journal."""
    with _open() as (_, opened):
        count = len(opened.bring_back(check_id(entry)))
    common.say([f"In the journal again: {count} stored record{'' if count == 1 else 's'}."])


@command.command("forget")
@click.argument("entry")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def forget(entry: str, yes: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Remove ENTRY, as `show` names it, for good. This cannot be undone."""
    with _open() as (_, opened):
        if not yes:
            click.confirm("Remove this for good?", abort=True, err=True)
        opened.forget(check_id(entry))
    common.say(["Gone for good.", AFTER])


@command.command("change")
@click.option("--new", "new_from", type=PATH, help="Read the new second key from a file.")
def change(new_from: Path | None) -> None:
    """Change the second key. What lies behind it stays there."""
    with _open() as (_, opened):
        opened.change(common.typed_or_read(new_from, "New second key"))
    common.say(
        [
            "Changed. The old second key opens nothing in this journal any more.",
            "Copies made before still open with the old one.",
        ]
    )


@command.command("let-go")
@click.option("--yes", is_flag=True, help="Do not ask for the words.")
def let_go(yes: bool) -> None:  # noqa: FBT001  click hands flags over like this
    """Remove a lost second key and everything behind it, for good."""
    with common.opened() as leeward:
        _require_key(leeward)
        asked = f"This removes the second key and all that lies behind it. Type {WORD} to go on"
        if not yes and click.prompt(asked, err=True) != WORD:
            raise InputError("Nothing was removed.")
        count = leeward.behind.forget_all()
    common.say([f"Let go: the second key and {count} behind it. You can make a new one."])


@contextmanager
def _open(*, read_only: bool = False) -> Iterator[tuple[Leeward, Opened]]:
    """Open the journal, and what lies behind its second key, for one command."""
    with common.opened(read_only=read_only) as leeward:
        _require_key(leeward)
        # Closing the journal puts the key away as well.
        yield leeward, leeward.behind.open(common.second_key())


def _require_key(leeward: Leeward) -> None:
    if not leeward.behind.has_key:
        raise InputError("There is no second key yet. Make one with: leeward behind make")


def _words(source: Path | None) -> str:
    if source is not None:
        return common.read_text(source).rstrip("\r\n")
    if sys.stdin.isatty():
        click.echo("Write, and end with Ctrl-D on a line of its own.", err=True)
    data = sys.stdin.buffer.read(MAX_WORDS + 1)
    if len(data) > MAX_WORDS:
        raise InputError("These words are too long to put away at once. Nothing was stored.")
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError("These words are not text in UTF-8, so nothing was stored.") from None


def _lines(kept: Kept, settings: Settings) -> list[str]:
    day = local(kept.at, settings.zone).strftime("%d %b %Y")
    lines = [f"{kept.id}  put away {day}"]
    for item in kept.items:
        lines.append(f"    {shown.line(item, settings.zone, settings.words)}")
        lines += [f"        {words}" for words in _more(item)]
    return lines


def _more(item: Item) -> list[str]:
    return note_words(item).splitlines() if isinstance(item.entry.body, Reflection) else []


def _record(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "put_away": kept.at,
        "entries": [shown.record(item) for item in kept.items],
    }

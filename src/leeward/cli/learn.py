"""`leeward learn`: the reading pages, out of the program."""

from __future__ import annotations

from pathlib import Path

import click

from leeward.cli import common
from leeward.content.render import obsidian_vault
from leeward.content.site import site
from leeward.util.errors import InputError
from leeward.util.language import ENGLISH, LANGUAGES, speaking


@click.group("learn")
def command() -> None:
    """The reading pages: they hold nothing about you and need no passphrase."""


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--as", "form", type=click.Choice(["obsidian", "site"]), default="obsidian")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=ENGLISH)
def export(folder: Path, form: str, language: str) -> None:
    """Write the pages to FOLDER: an Obsidian vault with its links, or a site of plain files.

    The folder is made, or has to be empty: nothing is ever written over.
    """
    with speaking(language):
        pages = obsidian_vault() if form == "obsidian" else site()
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"There is something in {folder} already. Choose an empty folder.")
    try:
        for name, text in pages.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}.") from error
    common.say([f"Written to {folder}: {len(pages)} files."])

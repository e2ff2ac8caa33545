"""`leeward import`: a file from somewhere else."""

from __future__ import annotations

from pathlib import Path

import click

from leeward.cli import common
from leeward.core.leeward import Leeward
from leeward.exchange.bring import Brought, bring_lines, bring_table, looks_like_lines, store
from leeward.exchange.tabular.mapping import read_mapping, shipped
from leeward.util.errors import InputError

SHOWN_PROBLEMS = 20


@click.command("import")
@click.argument("source", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--mapping", help="A mapping that ships with Leeward, or a TOML file of your own.")
@click.option("--dry-run", is_flag=True, help="Show what would be stored; store nothing.")
@click.option("--list", "listed", is_flag=True, help="List the mappings that ship.")
@common.json_option
def command(
    source: Path | None,
    mapping: str | None,
    dry_run: bool,  # noqa: FBT001  click hands flags over like this
    listed: bool,  # noqa: FBT001  click hands flags over like this
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Bring in SOURCE: a CSV table through a mapping, or an export of Leeward.

    The same file twice adds nothing.
    """
    if listed:
        _list(as_json=as_json)
        return
    if source is None:
        raise InputError("Name a file to bring in, or use --list to see the mappings.")
    data = common.read_file(source)
    with common.opened() as leeward:
        brought = _read(leeward, data, source, mapping)
        added = 0 if dry_run else store(leeward, brought)
    _say(brought, added, dry_run=dry_run, as_json=as_json)


def _read(leeward: Leeward, data: bytes, source: Path, mapping: str | None) -> Brought:
    if mapping is None:
        if not looks_like_lines(data):
            raise InputError(
                f"{source.name} is not an export of Leeward. Say with --mapping how to read it; "
                "leeward import --list shows the ones that ship."
            )
        return bring_lines(leeward, data, name=source.name)
    known = shipped()
    text = known.get(mapping)
    if text is None:
        if not Path(mapping).is_file():
            raise InputError(
                f"There is no mapping called “{mapping[:80]}”, nor a file of that name. "
                "leeward import --list shows the ones that ship."
            )
        text = common.read_text(Path(mapping))
    return bring_table(leeward, data, read_mapping(text, name=mapping), name=source.name)


def _list(*, as_json: bool) -> None:
    rows = [read_mapping(text, name=name) for name, text in shipped().items()]
    if as_json:
        common.say_json([{"id": row.id, "title": row.title, "about": row.about} for row in rows])
        return
    for row in rows:
        common.say([f"{row.id}: {row.title}", f"    {row.about}"])


def _say(brought: Brought, added: int, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        common.say_json(
            {
                "entries": len(brought.entries),
                "new": brought.new,
                "added": added,
                "dry_run": dry_run,
                "problems": [
                    {"line": p.line, "column": p.column, "message": p.message}
                    for p in brought.problems
                ],
                "problem_count": brought.problem_count,
            }
        )
        return
    span = f", {brought.first:%d %b %Y} to {brought.last:%d %b %Y}" if brought.first else ""
    common.say([f"{len(brought.entries)} entries in {brought.name}{span}; {brought.new} are new."])
    for problem in brought.problems[:SHOWN_PROBLEMS]:
        column = f", {problem.column}" if problem.column else ""
        common.say([f"Line {problem.line}{column}: {problem.message}"])
    if brought.problem_count > SHOWN_PROBLEMS:
        common.say([f"{brought.problem_count} problems in all."])
    common.say(["Nothing was stored yet." if dry_run else f"{added} entries were added."])

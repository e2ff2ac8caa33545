"""`leeward cohort`: the population that diary files come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from leeward.cli import common
from leeward.cli.export import write_new
from leeward.cli.fit import night
from leeward.core.cohorts import fit_population, plain_population, signed
from leeward.exchange.diary.source import DiarySource, read_covariates
from leeward.util.errors import InputError


@click.command("cohort")
@click.argument("diaries", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--covariates",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV: a column “file” and one number per person in each other column.",
)
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--sleep", default="learn", show_default=True, help="As for leeward fit.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed prior file."
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ed25519 key in PEM that signs the prior file.",
)
@common.json_option
def command(
    diaries: tuple[Path, ...],
    covariates: Path | None,
    processes: int,
    sleep: str,
    out: Path | None,
    key: Path | None,
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Learn what people of a study have in common, as a prior for the next person.

    Each DIARY is one person's file, as for leeward fit. Only a summary leaves a person's process.
    """
    if (out is None) != (key is None):
        raise InputError("A prior file is always signed: give --out and --key together.")
    if out is not None and out.exists():
        raise InputError(f"There is something at {out} already. Choose another name.")
    hours = night(sleep)
    names: tuple[str, ...] = ()
    values: list[tuple[float, ...]] = [()] * len(diaries)
    if covariates is not None:
        names, table = read_covariates(common.read_file(covariates))
        values = [_values(table, diary) for diary in diaries]
    cohort = fit_population(
        [DiarySource(path=diary, sleep=hours) for diary in diaries],
        values,
        names,
        workers=processes,
        tick=lambda sweep, seen: _tell(sweep, seen, len(diaries)),
    )
    answer = plain_population(cohort)
    if out is not None and key is not None:
        write_new(out, signed(cohort, common.read_file(key)))
    if as_json:
        common.say_json(answer)
    else:
        common.say(_table(answer))


def _values(table: dict[str, tuple[float, ...]], diary: Path) -> tuple[float, ...]:
    for name in (str(diary), diary.name):
        if name in table:
            return table[name]
    raise InputError(f"The covariates have no line for {diary.name}.")


def _tell(sweep: int, seen: int, people: int) -> None:
    if seen == people or seen % max(people // 10, 1) == 0:
        click.echo(f"Round {sweep + 1}: {seen} of {people}", err=True)


def _table(answer: dict[str, Any]) -> list[str]:
    settled = "settled" if answer["converged"] else "not settled"
    lines = [f"{answer['people']} people, {answer['sweeps']} rounds, {settled}.", ""]
    for name, entry in sorted(answer["entries"].items()):
        if entry["held"]:
            lines.append(f"  {name:<24} held at the starting prior")
            continue
        weights = "  ".join(
            f"{w:.3g} ± {e:.2g}" if e is not None else f"{w:.3g}"
            for w, e in zip(entry["weights"], entry["errors"], strict=True)
        )
        lines.append(f"  {name:<24} {weights}  SD {entry['spread']:.3g}")
    return lines

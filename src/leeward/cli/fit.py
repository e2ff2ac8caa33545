"""`leeward fit`: the cycle, fitted to the journal or to a diary file."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from leeward.cli import common
from leeward.core.diary_fits import GivenPrior, fit_diary
from leeward.exchange.diary.read import DiaryFile, read_diary
from leeward.util.errors import InputError

NIGHT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
STAGES = {
    "fit": "Fitting",
    "numbers": "Working out the numbers",
    "line": "Drawing the line",
    "pairs": "Simulating in pairs",
    "checks": "Checking the model",
    "bond": "Stress and the bond",
    "done": "Done",
}


def prior_options(command: common.Command) -> common.Command:
    """Add `--prior`, `--trust` and `--covariates`."""
    file = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--covariates", default="", help="The person's covariates for it: 0.3,-1.2"),
        click.option("--trust", type=file, help="The public key (PEM) that must have signed it."),
        click.option("--prior", type=file, help="A signed prior file of leeward cohort."),
    )
    for option in options:
        command = option(command)
    return command


@click.command("fit")
@click.option(
    "--diary",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Fit this CSV file instead of the journal; needs no passphrase.",
)
@click.option("--quick", is_flag=True, help="Leave out the checks and the paired simulation.")
@click.option(
    "--sleep",
    default="learn",
    show_default=True,
    help="Hours without notes in a diary: 23:30-07:30, none, or learn.",
)
@prior_options
@common.json_option
def command(
    diary: Path | None,
    sleep: str,
    prior: Path | None,
    trust: Path | None,
    covariates: str,
    quick: bool,  # noqa: FBT001  click hands flags over like this
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Fit the model of the cycle and say each number with its range.

    docs/guide/cycle.md lists the columns of a diary file and the fields of the answer.
    """
    if diary is None:
        if prior is not None or trust is not None or covariates:
            raise InputError("A prior goes with --diary. For your journal use leeward guess.")
        _journal(as_json=as_json)
        return
    file = read_diary(read(diary), sleep=night(sleep))
    answer = {
        **fit_diary(
            file.diary,
            checks=not quick,
            prior=None if prior is None else given_prior(prior, trust, covariates),
            report=progress,
        ),
        "lines": file.lines,
        "left_out": {
            "count": file.problem_count,
            "first": [
                {"line": p.line, "column": p.column, "message": p.message} for p in file.problems
            ],
        },
    }
    if as_json:
        common.say_json(answer)
    else:
        common.say(table(answer, file))


def _journal(*, as_json: bool) -> None:
    """Fit the open journal and say what it says."""
    with common.opened() as leeward:
        numbers = leeward.cycle.wait(progress)
        if as_json:
            common.say_json(leeward.cycle.plain(numbers))
            return
        page = leeward.cycle.page(numbers)
    common.say([page.lead, *([page.why] if page.why else []), page.amount, ""])
    for leg in page.legs:
        common.say([f"{leg.start} to {leg.stop.lower()}"])
        common.say([f"  {' '.join(part for part in (leg.lead, leg.rest, leg.likely) if part)}"])
    bond = [page.bond.sentence, *(one for one in (page.bond.likely, page.bond.why) if one)]
    ease = [one for one in (page.response.sentence, page.response.together) if one]
    before = [one for one in (page.before.sentence, page.before.together) if one]
    common.say(["", *ease, *before, page.line_sentence])
    common.say([" ".join(bond), ""])
    common.say([told.sentence for told in page.checks])


def given_prior(prior: Path, trust: Path | None, covariates: str) -> GivenPrior:
    """Read a prior file, the key that must have signed it, and the person's covariates.

    Raises:
        InputError: no key was named, a file cannot be read, or the covariates are no numbers.
    """
    if trust is None:
        raise InputError("Name the key that signed the prior file with --trust.")
    return GivenPrior(
        file=common.read_file(prior),
        key=common.read_file(trust),
        covariates=covariate_values(covariates),
    )


def covariate_values(text: str) -> tuple[float, ...]:
    """Read numbers with commas between them.

    Raises:
        InputError: something else stands there.
    """
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise InputError("Write --covariates as numbers with commas: 0.3,-1.2") from None


def read(path: Path) -> bytes:
    """Read a file, or standard input for a dash."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    return common.read_file(path)


def night(text: str) -> tuple[int, int] | None:
    """Read sleeping hours as minutes of the day; None to learn them.

    Raises:
        InputError: written in another way.
    """
    if text == "learn":
        return None
    if text == "none":
        return (0, 0)
    found = NIGHT.fullmatch(text)
    if found is None:
        raise InputError("Write --sleep as 23:30-07:30, none or learn.")
    hours = [int(g) for g in found.groups()]
    return (hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])


def progress(stage: str, share: float) -> None:
    """Say on standard error what is being done."""
    click.echo(f"{100 * share:3.0f} %  {STAGES[stage]}", err=True)


def table(answer: dict[str, Any], file: DiaryFile) -> list[str]:
    """Return the numbers as lines: name, median, 90 % range, unit, or why there is none."""
    amounts = answer["amounts"]
    held = (
        f"{amounts['days']:.0f} days, {amounts['check_ins']} check-ins, "
        f"{amounts['episodes']} episodes ({amounts['look_backs']} with both ratings), "
        f"{amounts['triggers']} records of what came before."
    )
    lines = [
        held,
        "The fit settled."
        if answer["converged"]
        else "The fit did not settle: read no number here.",
    ]
    if answer["verdict"] is not None:
        lines.append(f"Evidence: {answer['verdict']}.")
    if file.problem_count:
        first = file.problems[0]
        lines.append(f"{file.problem_count} left out. Line {first.line}: {first.message}")
    for title, key in (("Parameters", "parameters"), ("Derived", "derived")):
        lines += ["", title]
        for q in answer[key]:
            if q["median"] is None:
                lines.append(f"  {q['name']:<28} {q['why_not']}")
                continue
            mark = " " if q["shown"] else "?"
            numbers = f"{q['median']:9.3g}  {q['q05']:9.3g} to {q['q95']:9.3g}"
            lines.append(f"{mark} {q['name']:<28} {numbers}  {q['unit']}")
    return [*lines, "", "? too early to show: the log has not told enough about it yet."]

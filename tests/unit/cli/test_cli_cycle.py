"""The verbs of the cycle: a diary, the journal, a what-if, a cohort."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leeward.analysis.cycle_jobs import Job, Reply
from leeward.analysis.cycle_numbers import WhatIf
from leeward.cli import common
from leeward.cli.fit import night
from leeward.cli.root import Doors, root
from leeward.core.cohorts import signed
from leeward.core.cycle_process import CycleProcess
from leeward.model.records import Range
from leeward.util.clock import utc_now
from leeward.util.errors import InputError
from support.cohorts import COHORT, PEM, PUBLIC
from support.cycles import numbers
from support.journals import PASSPHRASE, place

LINES = [
    "time,record,distress,before,after,kind,trigger,severity",
    *(
        f"2026-03-{1 + i // 4:02d}T{9 + 3 * (i % 4):02d}:00:00Z,check_in,{3 + i % 4},,,,,"
        for i in range(40)
    ),
    *(f"2026-03-{1 + i:02d}T20:10:00Z,episode,,7,4,solo,," for i in range(8)),
    *(f"2026-03-{1 + i:02d}T19:00:00Z,trigger,,,,,work,0.7" for i in range(8)),
    "yesterday,check_in,4,,,,,",
]


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """A small diary with one line that cannot be read."""
    path = tmp_path / "diary.csv"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def run(*words: str, status: int = 0) -> Result:
    """Run a verb."""
    result = CliRunner().invoke(root, list(words), obj=Doors(serve=lambda **_how: None))
    assert result.exit_code == status, result.output
    return result


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal whose fits come at once."""

    def answer(_self: CycleProcess, job: Job, tell: Callable[[Reply], None]) -> Reply:
        tell(Reply(stage="fit", share=0.0))
        if job.change is not None:
            less = Range(median=-0.5, q05=-2.0, q10=-1.5, q90=0.0, q95=0.1)
            three = dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), less)
            return Reply(result=WhatIf(now=three, then=three, change=three, runs=4, note=""))
        return Reply(numbers=numbers(), fit=b"fit")

    here = place(tmp_path, clock=utc_now)
    here.create(PASSPHRASE).leeward.close()
    monkeypatch.setattr(common, "place", lambda: here)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(CycleProcess, "run", answer)


def test_a_diary_is_fitted_without_a_journal(diary: Path) -> None:
    """Every field of the guide is in the answer, and what was left out is told by line."""
    result = run("fit", "--diary", str(diary), "--json")
    answer: dict[str, Any] = json.loads(result.stdout)
    names = {q["name"] for q in answer["parameters"]}
    wanted = {"mu0", "h_x", "s_x", "tau", "rho", "h_r", "omega", "h_b", "beta_work", "h_delta"}
    assert wanted | {"alpha_0", "alpha_D", "alpha_work", "alpha_H", "rho_solo"} <= names
    derived = {q["name"] for q in answer["derived"]}
    assert {"relief_size", "relief_half_life", "net_week", "loop_gain", "settling_time"} <= derived
    for quantity in (*answer["parameters"], *answer["derived"]):
        assert quantity["shown"] or quantity["why_not"]
    assert {"drive", "echo"} == set(answer["diagnostics"]["log_bayes_factors"])
    assert answer["left_out"]["first"][0]["line"] == len(LINES)
    assert "Checking the model" in result.stderr


def test_a_diary_as_lines(diary: Path) -> None:
    """Without --json the numbers come as lines, quicker without checks."""
    told = run("fit", "--diary", str(diary), "--quick", "--sleep", "none").stdout
    assert "relief_size" in told
    assert "The line is left out" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "--diary", "nowhere.csv"), "cannot be read"),
        (("fit", "--diary", "DIARY", "--sleep", "early"), "--sleep"),
        (("fit", "--diary", "DIARY", "--prior", "DIARY"), "--trust"),
        (("fit", "--prior", "DIARY", "--trust", "DIARY"), "leeward guess"),
        (("cohort", "DIARY"), "too few"),
        (("cohort", "DIARY", "--out", "prior"), "--key"),
        (("cohort", "DIARY", "--covariates", "DIARY"), "“file”"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    diary: Path, words: tuple[str, ...], said: str
) -> None:
    """A wish that cannot be met ends with status 1 and one sentence, never a trace."""
    given = [str(diary) if word == "DIARY" else word for word in words]
    result = run(*given, status=1)
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("journal")
def test_the_journal_is_fitted() -> None:
    """The journal's cycle is told in sentences or as JSON, with progress."""
    told = run("fit")
    assert "Left alone, the loop fades." in told.stdout
    assert "0 %  Fitting" in told.stderr
    assert json.loads(run("fit", "--json").stdout)["verdict"] == "cycle"


@pytest.mark.usefixtures("journal")
def test_a_what_if_is_told_as_a_range() -> None:
    """A what-if says each outcome with its range."""
    told = run("what-if", "--pause", "50").stdout
    assert "If the model is right" in told
    assert "About 0.5 fewer. Likely −1.5 to 0.0." in told
    answer = json.loads(run("what-if", "--threats", "50", "--json").stdout)
    assert len(answer["outcomes"]) == 3


@pytest.fixture
def study(tmp_path: Path) -> tuple[str, str]:
    """The two files that a study hands out: the signed guess and the key."""
    files = {"prior.json": signed(COHORT, PEM), "public.pem": PUBLIC}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    prior, key = (str(tmp_path / name) for name in files)
    return prior, key


@pytest.mark.usefixtures("journal")
def test_a_starting_guess_is_loaded_told_and_removed(study: tuple[str, str]) -> None:
    """A signed guess is kept with the person's covariates, can be set anew, and goes again."""
    usual = "The usual guess stands."
    assert run("guess").stdout.startswith(usual)
    assert json.loads(run("guess", "--json").stdout) is None
    prior, key = study
    told = run("guess", "--prior", prior, "--trust", key, "--covariates", "1.5").stdout
    assert "learned from 20 people" in told
    assert "For: anxiety 1.5." in told
    found = json.loads(run("guess", "--json").stdout)
    assert found["covariates"] == {"anxiety": 1.5}
    assert (found["people"], found["parameters"], found["usable"]) == (20, ["mu0"], True)
    assert "For: anxiety -2." in run("guess", "--covariates", "-2").stdout
    assert run("guess", "--remove").stdout.startswith(usual)
    assert run("guess").stdout.startswith(usual)


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--prior", "PRIOR"), "--trust"),
        (("--trust", "KEY"), "--prior"),
        (("--prior", "KEY", "--trust", "KEY"), "signature"),
        (("--prior", "PRIOR", "--trust", "PRIOR"), "Ed25519"),
        (("--prior", "PRIOR", "--trust", "KEY", "--covariates", "1,2"), "1 trait: anxiety"),
        (("--prior", "PRIOR", "--trust", "KEY", "--covariates", "high"), "--covariates"),
        (("--prior", "PRIOR", "--trust", "KEY", "--covariates", "nan"), "between"),
        (("--covariates", "1"), "no file"),
        (("--remove", "--covariates", "1"), "not both"),
    ],
)
def test_a_guess_that_cannot_be_taken_changes_nothing(
    study: tuple[str, str], words: tuple[str, ...], said: str
) -> None:
    """Without the right key, file and covariates one sentence says why, and nothing is kept."""
    names = dict(zip(("PRIOR", "KEY"), study, strict=True))
    result = run("guess", *(names.get(word, word) for word in words), status=1)
    assert said in result.stderr
    assert json.loads(run("guess", "--json").stdout) is None


def test_sleep_is_read() -> None:
    """Hours of sleep are minutes of the day; none means at any hour."""
    assert night("23:30-07:30") == (1410, 450)
    assert night("none") == (0, 0)
    assert night("learn") is None
    with pytest.raises(InputError):
        night("25:00-07:00")

"""`leeward guess`: the starting guess of the journal's model, the usual one or one from a study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from leeward.cli import common
from leeward.cli.fit import covariate_values, given_prior, prior_options
from leeward.core.guesses import Guess, Guesses, guess_words
from leeward.util.errors import InputError

USUAL = "The usual guess stands. It is wide and made for anybody."
UNUSED = "Another version of the model made this file, so the usual guess stands."


@click.command("guess")
@prior_options
@click.option("--remove", is_flag=True, help="Go back to the usual guess.")
@common.json_option
def command(
    prior: Path | None,
    trust: Path | None,
    covariates: str,
    remove: bool,  # noqa: FBT001  click hands flags over like this
    as_json: bool,  # noqa: FBT001  click hands flags over like this
) -> None:
    """Say which starting guess your fits begin from, load one from a study, or remove it.

    --prior and --trust load; without --covariates all of them are 0. --covariates alone keeps
    the file that is loaded for other values.
    """
    if remove and (prior is not None or covariates):
        raise InputError("Either load a guess or remove it, not both.")
    if trust is not None and prior is None:
        raise InputError("Name the file that the key signed with --prior.")
    with common.opened() as leeward:
        _change(leeward.guesses, prior, trust, covariates, remove=remove)
        guess = leeward.guesses.now()
    if as_json:
        common.say_json(None if guess is None else plain(guess))
    else:
        common.say([USUAL] if guess is None else lines(guess))


def _change(
    guesses: Guesses, prior: Path | None, trust: Path | None, covariates: str, *, remove: bool
) -> None:
    if remove:
        guesses.remove()
    elif prior is not None:
        given = given_prior(prior, trust, covariates)
        guesses.load(given.file, given.key, given.covariates)
    elif covariates:
        guesses.set_traits(covariate_values(covariates))


def lines(guess: Guess) -> list[str]:
    """Say what a guess is and for whom it stands."""
    traits = zip(guess.about.traits, guess.traits, strict=True)
    told = ", ".join(f"{name} {value:g}" for name, value in traits)
    return [
        *guess_words(guess),
        *([f"For: {told}."] if told else []),
        *([] if guess.about.usable else [UNUSED]),
    ]


def plain(guess: Guess) -> dict[str, Any]:
    """Return a guess as JSON values."""
    about = guess.about
    return {
        "prior": guess.id,
        "signer": guess.signer,
        "people": about.people,
        "parameters": [part.name for part in about.parts],
        "covariates": dict(zip(about.traits, guess.traits, strict=True)),
        "converged": about.converged,
        "usable": about.usable,
    }

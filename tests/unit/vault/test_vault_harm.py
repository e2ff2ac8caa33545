"""Bit flips, kills and power cuts: nothing acknowledged is lost, nothing false is shown."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from support.vault_harm import flips, kills, rich
from support.vault_power import check, image, record_work
from support.vaults import make


@pytest.mark.slow
def test_no_flipped_bit_shows_something_false(tmp_path: Path) -> None:
    """Of 3,000 flipped bits anywhere in the file, each is harmless or told as damage."""
    outcome = flips(rich(tmp_path / "v", make), tmp_path / "harmed", 3000, seed=1)
    assert outcome["DamagedVaultError"] > 300
    assert set(outcome) <= {"same", "DamagedVaultError"}


@pytest.mark.slow
def test_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """A writer killed 100 times at random moments has lost nothing it said was stored."""
    acknowledged, wrong = kills(make(tmp_path, 3), 100, seed=2)
    assert wrong == []
    assert acknowledged >= 100


def after_power_cuts(folder: Path, synchronous: str, count: int, seed: int) -> Counter[str]:
    """Count what is found on as many disks as power cuts could leave."""
    place = make(folder / "v", 30)
    before, tape = record_work(place, synchronous)
    chance = random.Random(seed)
    spot = folder / "image"
    found: Counter[str] = Counter()
    spot.mkdir()
    for _ in range(count):
        cut = chance.randrange(len(tape.ops) + 1)
        files = image(before, place.path.name, tape, cut, chance)
        found[check(files, spot, place, tape, cut)] += 1
    return found


@pytest.mark.slow
def test_power_cuts_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """On 1,000 disks as a power cut could leave them, every acknowledged change is there."""
    assert after_power_cuts(tmp_path, "FULL", 1000, seed=3) == {"ok": 1000}


@pytest.mark.slow
def test_the_power_cuts_can_tell_a_careless_setting(tmp_path: Path) -> None:
    """The same test finds losses with the setting we do not use, so it could find ours."""
    found = after_power_cuts(tmp_path, "NORMAL", 200, seed=3)
    assert sum(n for what, n in found.items() if what.startswith("lost")) > 40

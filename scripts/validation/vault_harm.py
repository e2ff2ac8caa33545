"""The long checks of the journal: 100,000 bit flips, 1,000 kills, 20,000 power cuts.

    python scripts/validation/vault_harm.py [--share 0.1]

The tests run the same engines with 3,000, 100 and 1,000. Exits with 1 if anything was lost,
or shown falsely.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from support import vault_harm, vault_power, vaults

FLIPS, KILLS, CUTS = 100_000, 1_000, 20_000


def flips(folder: Path, count: int) -> bool:
    """Flip bits everywhere."""
    place = vault_harm.rich(folder / "flips", vaults.make)
    found = vault_harm.flips(place, folder / "flipped", count, seed=11)
    print(f"bit flips      {count:>7}  {dict(found)}")
    return set(found) <= {"same", "DamagedVaultError"}


def kills(folder: Path, count: int) -> bool:
    """Kill writers."""
    acknowledged, wrong = vault_harm.kills(vaults.make(folder / "kills", 3), count, seed=12)
    print(f"kills          {count:>7}  {acknowledged} acknowledged changes, wrong: {wrong}")
    return not wrong


def power_cuts(folder: Path, count: int) -> bool:
    """Cut the power."""
    place = vaults.make(folder / "power", 30)
    before, tape = vault_power.record_work(place)
    chance = random.Random(13)  # noqa: S311  # which disks, not secrets
    spot = folder / "image"
    spot.mkdir()
    found: Counter[str] = Counter()
    for _ in range(count):
        cut = chance.randrange(len(tape.ops) + 1)
        files = vault_power.image(before, place.path.name, tape, cut, chance)
        found[vault_power.check(files, spot, place, tape, cut)] += 1
    print(f"power cuts     {count:>7}  {dict(found)}")
    return set(found) == {"ok"}


def run(share: float = 1.0) -> bool:
    """Run all of them, or a share; return whether nothing was lost."""
    with tempfile.TemporaryDirectory() as disk, vaults.quick_folder(Path(disk)) as folder:
        return all(
            [
                flips(folder, round(FLIPS * share)),
                kills(folder, round(KILLS * share)),
                power_cuts(folder, round(CUTS * share)),
            ]
        )


def main() -> None:
    """Run all of them; `make validate` calls this."""
    if not run():
        raise SystemExit("the journal lost something, or showed something false")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    sys.exit(0 if run(parser.parse_args().share) else 1)

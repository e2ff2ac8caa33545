"""What every test may lean on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no fault of the code: examples are not timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def shared_folder() -> Path:
    """Where data that are not ours to pass on would lie: LEEWARD_SHARED, or beside the checkout."""
    named = os.environ.get("LEEWARD_SHARED")
    return Path(named) if named else ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Find a file below shared/data, or skip aloud saying where it was looked for."""

    def find(relative: str) -> Path:
        path = shared_folder() / "data" / relative
        if not path.is_file():
            pytest.skip(f"shared data absent: {path} (set LEEWARD_SHARED to the folder above data)")
        return path

    return find


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of committed reference answers."""
    return ROOT / "tests" / "vectors"

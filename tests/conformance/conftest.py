"""Journals of these tests lie in memory where there is such a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.vaults import quick_folder


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """Replace the usual folder by a quick one."""
    with quick_folder(tmp_path) as folder:
        yield folder

"""The package as installed: cheap to import, compiled code cached only where that is safe."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from leeward.model import _compile


def test_importing_the_package_loads_nothing_numerical() -> None:
    """Neither numpy nor numba come in before something is computed."""
    code = "import sys, leeward.model; print('numpy' in sys.modules, 'numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_machine_code_is_cached_only_where_this_person_may_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a read-only place with a read-only home nothing is cached; a named folder decides."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert _compile._cacheable()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not _compile._cacheable()
    monkeypatch.setenv("NUMBA_CACHE_DIR", "somewhere")
    assert _compile._cacheable()

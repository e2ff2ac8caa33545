"""The version of the model: what a kept result was made by.

A change of the model that moves its figures needs another one; `tests/unit/model/
test_model_engine.py` holds figures of each version and fails where they moved without it.
"""

from __future__ import annotations

from typing import Final

ENGINE: Final = "3"
PRIOR_FORMAT: Final = "leeward cohort prior 2"
"""The form of a cohort's prior file."""

"""Diary files as people of a cohort, read only in the process that fits them."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from leeward.analysis.noted_arrays import Data, noted_data
from leeward.exchange.diary.read import read_diary
from leeward.exchange.tabular.read import text_of
from leeward.util.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class DiarySource:
    """Where one person's diary lies."""

    path: Path
    sleep: tuple[int, int] | None = None

    def load(self) -> Data:
        """Read the diary.

        Raises:
            InputError: there is nothing to read; the file is named.
        """
        try:
            return noted_data(read_diary(self.path.read_bytes(), sleep=self.sleep).diary)
        except OSError as error:
            raise InputError(f"{self.path} cannot be read: {error.strerror}.") from error
        except InputError as error:
            raise InputError(f"{self.path}: {error.message}") from error


def read_covariates(data: bytes) -> tuple[tuple[str, ...], dict[str, tuple[float, ...]]]:
    """Read a table of covariates: names of its columns, and values by the name of the file.

    The first column is `file`; every other holds one number per person.

    Raises:
        InputError: no such table, a value that is no number, or a file named twice.
    """
    rows = [
        row for row in csv.reader(io.StringIO(text_of(data, "utf-8-sig"), newline="")) if any(row)
    ]
    if not rows or rows[0][0].strip().lower() != "file" or len(rows[0]) < 2:
        raise InputError("Covariates need a table whose first column is called “file”.")
    names = tuple(name.strip() for name in rows[0][1:])
    found: dict[str, tuple[float, ...]] = {}
    for number, row in enumerate(rows[1:], start=2):
        try:
            values = tuple(float(cell) for cell in row[1:])
        except ValueError:
            raise InputError(
                f"Line {number} of the covariates holds a value that is no number."
            ) from None
        if len(values) != len(names) or not all(math.isfinite(v) for v in values):
            raise InputError(f"Line {number} of the covariates needs {len(names)} numbers.")
        if row[0].strip() in found:
            raise InputError(f"Line {number} of the covariates names a file a second time.")
        found[row[0].strip()] = values
    return names, found

"""What stands beside a drawing: rows of words and the drawing as a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row beside a bar."""

    name: str
    words: str
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A chart as a table."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

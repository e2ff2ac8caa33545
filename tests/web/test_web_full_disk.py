"""When nothing more fits, the page says so and what was typed is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leeward.vault.errors import VaultFullError
from leeward.vault.sqlite import SqliteStore

if TYPE_CHECKING:
    from web.conftest import Visit

WORDS = "what took me an hour to find words for"
FULL = "The disk is full. Make some room and save again."


@pytest.fixture
def full(opened: Visit, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """A browser with the journal open on a disk that takes nothing more."""
    opened.post("/t", {"distress": "3", "note": "first"})
    opened.get("/t")

    def refuse(*_: object, **__: object) -> None:
        raise VaultFullError(FULL)

    monkeypatch.setattr(SqliteStore, "append", refuse)
    return opened


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/t", {"distress": "5", "note": WORDS}),
        ("/g", {"strength": "5", "note": WORDS}),
        ("/k", {"kind": "solo", "before": "3", "after": "2", "note": WORDS}),
    ],
)
def test_what_was_typed_stays_on_the_page(full: Visit, path: str, fields: dict[str, str]) -> None:
    """The words are shown again beside what to do; nothing has to be written twice."""
    full.get(path)
    answer = full.post(path, dict(fields))
    assert answer.status == 422
    assert FULL in answer.words
    assert WORDS in answer.words


def test_a_change_stays_on_the_page(full: Visit) -> None:
    """The same holds where an entry is changed."""
    entry = full.app.state.house.journal.history().entries[-1]
    full.get(f"/n/{entry.id}/edit")
    answer = full.post(f"/n/{entry.id}/edit", {"distress": "5", "note": WORDS})
    assert (answer.status, FULL in answer.words, WORDS in answer.words) == (422, True, True)

"""Bringing a file of an older format up to the one this version writes.

A step (`schema.STEPS[n]`) changes tables of format n into those of n + 1. It runs with the
journal open, inside one transaction with the new sealed end, so that a crash leaves the old
format or the new one. Entries are never rewritten: what is inside them is the concern of the
upcasters in `events`.
"""

from __future__ import annotations

from dataclasses import replace

from leeward.vault import schema
from leeward.vault.header import Header
from leeward.vault.schema import Db


def upgraded(db: Db, header: Header) -> Header:
    """Run every step that is due and return the header of the new format.

    The caller holds the write transaction and seals the end again.
    """
    for number in range(header.format, schema.FORMAT):
        schema.STEPS[number](db)
    fresh = replace(header, format=schema.FORMAT, readable_by=schema.READABLE_BY)
    db.execute(
        "UPDATE vault SET format = ?, readable_by = ?, checksum = ?",
        (fresh.format, fresh.readable_by, fresh.check()),
    )
    return fresh

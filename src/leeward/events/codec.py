"""Entries to bytes and back: canonical JSON, one object an entry. msgspec stays behind here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from leeward.events.change import Corrected, Forgotten, Withdrawn
from leeward.events.entry import KIND_OF, KINDS, Body, Entry
from leeward.events.versions import CURRENT, NewerEntryError, upcast
from leeward.events.vocabulary import Precision, Source
from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say

__all__ = ["BadEntryError", "NewerEntryError", "decode", "encode", "from_plain", "to_plain"]


class BadEntryError(LeewardError):
    """Bytes or a record that are no entry; the message never repeats their content."""


class _Envelope(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    kind: str
    v: int
    at: datetime
    recorded: datetime
    zone: str
    body: msgspec.Raw
    source: str = "app"
    precision: str = "minute"


CHANGES = (Corrected, Withdrawn, Forgotten)
# A deeply nested line makes the JSON reader give up with RecursionError.
UNREADABLE = (
    msgspec.MsgspecError,
    LeewardError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
)
_encoder = msgspec.json.Encoder(order="deterministic")
_read_envelope = msgspec.json.Decoder(_Envelope)
_READ_BODY: dict[str, msgspec.json.Decoder[Any]] = {}


def _body_decoder(kind: str) -> msgspec.json.Decoder[Any]:
    if kind not in _READ_BODY:
        _READ_BODY[kind] = msgspec.json.Decoder(KINDS[kind])
    return _READ_BODY[kind]


def _tagged(body: Body) -> Any:
    """Return a body as plain data; a correction carries the kind of the body inside it."""
    plain = cast("dict[str, Any]", msgspec.to_builtins(body))
    if isinstance(body, Corrected):
        kind = KIND_OF[type(body.body)]
        plain["body"] = {"kind": kind, "v": CURRENT[kind], "body": _tagged(body.body)}
    return plain


def to_plain(entry: Entry) -> dict[str, Any]:
    """Return the documented record of an entry, ready for JSON (docs/house/events.md)."""
    plain: dict[str, Any] = {
        "id": entry.id,
        "kind": entry.kind,
        "v": CURRENT[entry.kind],
        "at": _stamp(entry.at),
        "recorded": _stamp(entry.recorded),
        "zone": entry.zone,
        "source": str(entry.source),
        "precision": str(entry.precision),
        "body": _tagged(entry.body),
    }
    return plain


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def encode(entry: Entry) -> bytes:
    """Return the canonical bytes of an entry.

    Raises:
        InputError: its words hold something that is no letter and could not be written down.
    """
    try:
        return _encoder.encode(to_plain(entry))
    except UnicodeEncodeError:
        raise InputError(
            say(
                "These words hold bytes that are not text, so nothing was stored. Set the terminal "
                "to UTF-8, or type them again."
            )
        ) from None


def _read_body(kind: str, version: int, raw: bytes) -> Body:
    if kind == "corrected" and version == CURRENT["corrected"]:
        plain = msgspec.json.decode(raw, type=dict[str, Any])
        inner = plain["body"]
        latest = upcast(inner["kind"], inner["v"], inner["body"])
        if KINDS[inner["kind"]] in CHANGES:
            raise BadEntryError(say("A change of a change is not an entry Leeward can read."))
        return Corrected(
            target=plain["target"],
            seen=plain["seen"],
            at=msgspec.convert(plain["at"], datetime),
            body=msgspec.convert(latest, KINDS[inner["kind"]]),
        )
    if CURRENT.get(kind) == version:
        body: Body = _body_decoder(kind).decode(raw)
        return body
    plain = upcast(kind, version, msgspec.json.decode(raw, type=dict[str, Any]))
    return msgspec.convert(plain, KINDS[kind])


def decode(data: bytes) -> Entry:
    """Read an entry.

    Raises:
        BadEntryError: the bytes are not an entry.
        NewerEntryError: a newer Leeward wrote it.
    """
    try:
        envelope = _read_envelope.decode(data)
        return Entry(
            id=envelope.id,
            at=envelope.at,
            recorded=envelope.recorded,
            zone=envelope.zone,
            body=_read_body(envelope.kind, envelope.v, bytes(envelope.body)),
            source=Source(envelope.source),
            precision=Precision(envelope.precision),
        )
    except NewerEntryError:
        raise
    except UNREADABLE as error:
        raise BadEntryError(say("This is not an entry Leeward can read.")) from error


def from_plain(plain: dict[str, Any]) -> Entry:
    """Read the documented record of an entry; raises like `decode`."""
    try:
        return decode(_encoder.encode(plain))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadEntryError(say("This is not an entry Leeward can read.")) from error

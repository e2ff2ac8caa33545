"""Write the reference files of a new vault format; run once a format, never over old ones.

    python scripts/write_vault_vectors.py

Later versions must open what is written here: tests/vectors/vault/v<format>.db with its
expected content beside it, tests/vectors/outbox.json, which the browser's sealing is held to as
well, and tests/vectors/second_key.json.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from leeward.events import Body, CheckIn, Entry, KeptBehind, SecondKeyMade
from leeward.events.codec import encode
from leeward.vault import crypto, frames, kdf, lifecycle, locked
from leeward.vault import second_key as second
from leeward.vault.errors import VaultError
from leeward.vault.frames import ABSENT, ENTRY, FORGET, Frame
from leeward.vault.ports import Record
from leeward.vault.schema import FORMAT

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "vectors"
PASSPHRASE = "fünf Segel hinter der Mole 2026"  # noqa: S105  # published with the reference
SECOND = "Ölzeug und drei Knoten am Kai"


def golden() -> None:
    """Write a small journal that uses every part of the format, and what it holds."""
    target = VECTORS / "vault" / f"v{FORMAT}.db"
    if target.exists():
        print(f"{target.name} is there already and is never written again")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    kdf.TARGET_SECONDS = 0.0  # the floor: the reference must open quickly everywhere
    with tempfile.TemporaryDirectory() as folder:
        path, state = Path(folder) / "v.db", Path(folder) / "state"
        settings = {"port": "20042", "look": "notes", "language": "en"}
        made = lifecycle.create(path, PASSPHRASE, state=state, plain_settings=settings)
        store = made.store
        entries = [
            Record(id=f"{n:032x}", payload=json.dumps({"entry": n, "text": "ü" * n}).encode())
            for n in range(1, 13)
        ]
        store.append(entries[:6])
        store.forget([entries[1].id, entries[3].id], Record(id="f" * 32, payload=b"{}"))
        lifecycle.set_passphrase(store, PASSPHRASE)
        store.append([*entries[6:], Record(id="e" * 32, payload=bytes(range(256)))])
        locked.seal(path, Record(id="d" * 32, payload=b"not wanted"), state=state)
        store.discard([w.key for w in store.waiting()])
        locked.seal(path, Record(id="c" * 32, payload=b"waiting"), state=state)
        expected = {
            "passphrase": PASSPHRASE,
            "recovery": made.recovery_words,
            "settings": settings,
            "entries": [
                [e.seq, e.id, None if e.payload is None else e.payload.hex()] for e in store.read()
            ],
            "waiting": [[w.record.id, w.record.payload.hex()] for w in store.waiting() if w.record],
        }
        store.copy_into(target)
        store.close()
    (target.with_suffix(".json")).write_text(
        json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def outbox() -> None:
    """Write sealed entries with what they open to, and ones that must be refused."""
    target = VECTORS / "outbox.json"
    if target.exists():
        print(f"{target.name} is there already and is never written again")
        return
    vault = bytes(range(16))
    public, secret = crypto.sealing_pair()
    other_public, _ = crypto.sealing_pair()
    opens = []
    for number, size in ((1, 0), (2, 5), (3, 110), (4, 111), (5, 4000)):
        id_, payload = f"{number:032x}", bytes(k % 251 for k in range(size))
        plain = crypto.pad(frames.encode(Frame(ENTRY, id_, payload)))
        opens.append(
            {
                "id": id_,
                "payload": payload.hex(),
                "plain": plain.hex(),
                "sealed": crypto.outbox_seal(public, plain, vault).hex(),
            }
        )
    plain = crypto.pad(frames.encode(Frame(ENTRY, "1" * 32, b"x")))
    good = crypto.outbox_seal(public, plain, vault)
    mark = frames.encode(Frame(FORGET, "1" * 32, b"", ((1, "2" * 32),)))
    refused = {
        "empty": b"",
        "cut": good[:-1],
        "longer": good + b"\0",
        "other key": crypto.outbox_seal(other_public, plain, vault),
        "other journal": crypto.outbox_seal(public, plain, bytes(16)),
        "changed key": bytes([good[0] ^ 1]) + good[1:],
        "changed text": good[:40] + bytes([good[40] ^ 1]) + good[41:],
        "changed tag": good[:-1] + bytes([good[-1] ^ 1]),
        "a forgetting": crypto.outbox_seal(public, crypto.pad(mark), vault),
        "an absent entry": crypto.outbox_seal(
            public, crypto.pad(frames.encode(Frame(ABSENT, "1" * 32, b""))), vault
        ),
        "no frame": crypto.outbox_seal(public, crypto.pad(b"\0" * 5), vault),
        "no padding": crypto.outbox_seal(public, bytes(128), vault),
    }
    document = {
        "suite": "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, empty aad",
        "info": (crypto.OUTBOX_INFO + vault).hex(),
        "frame": "00 | id (16 bytes) | payload; then 80 and zeros to a multiple of 128 bytes",
        "sealed": "encapsulated key (32 bytes) | ciphertext | tag (16 bytes)",
        "vault": vault.hex(),
        "public": public.hex(),
        "secret": bytes(secret).hex(),
        "opens": opens,
        "refused": {name: blob.hex() for name, blob in refused.items()},
    }
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def second_key() -> None:
    """Write a second key, what is sealed to it, and keys and seals that must be refused."""
    target = VECTORS / "second_key.json"
    if target.exists():
        print(f"{target.name} is there already and is never written again")
        return
    kdf.TARGET_SECONDS = 0.0  # the floor: the reference must open quickly everywhere
    slow = kdf.Argon2Kdf()
    key, other = second.make(SECOND, kdf=slow), second.make(SECOND, kdf=slow)
    plains = [bytes(k % 251 for k in range(size)) for size in (0, 5, 127, 128, 4000)]
    good = second.sealed(key.public, b"kept")
    refused = {
        "empty": b"",
        "cut": good[:-1],
        "longer": good + b"\0",
        "other key": second.sealed(other.public, b"kept"),
        "other purpose": crypto.outbox_seal(key.public, crypto.pad(b"kept"), bytes(16)),
        "changed key": bytes([good[0] ^ 1]) + good[1:],
        "changed text": good[:40] + bytes([good[40] ^ 1]) + good[41:],
        "changed tag": good[:-1] + bytes([good[-1] ^ 1]),
        "no padding": crypto.seal_to(key.public, bytes(128), crypto.SECOND_INFO),
    }
    light = kdf.read_params(key.params)
    short = bytearray(key.wrapped)
    short[-1] ^= 1
    no_keys = {
        "other words": (PASSPHRASE, key),
        "other pair": (SECOND, replace(key, public=other.public)),
        "other wrapping": (SECOND, replace(key, wrapped=other.wrapped)),
        "changed wrapping": (SECOND, replace(key, wrapped=bytes(short))),
        "no wrapping": (SECOND, replace(key, wrapped=b"")),
        "weaker settings": (SECOND, replace(key, params=replace(light, memory=8).to_json())),
        "settings in another spelling": (SECOND, replace(key, params=key.params + " ")),
    }
    document = {
        "suite": "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode, empty aad",
        "info": crypto.SECOND_INFO.hex(),
        "wrapping": "nonce (12 bytes) | AES-256-GCM-SIV of the secret half | tag (16 bytes)",
        "passphrase": SECOND,
        "key": _plain(key),
        "opens": [{"plain": p.hex(), "sealed": second.sealed(key.public, p).hex()} for p in plains],
        "refused": {
            name: {"sealed": blob.hex(), "error": "DamagedVaultError"}
            for name, blob in refused.items()
        },
        "refused_keys": {
            name: {"passphrase": words, **_plain(spoilt), "error": _error(words, spoilt, slow)}
            for name, (words, spoilt) in no_keys.items()
        },
        "records": [encode(entry).decode() for entry in _stored(key)],
    }
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _plain(key: second.SecondKey) -> dict[str, str]:
    return {"public": key.public.hex(), "params": key.params, "wrapped": key.wrapped.hex()}


def _error(words: str, spoilt: second.SecondKey, slow: kdf.Kdf) -> str:
    try:
        second.unlocked(spoilt, words, kdf=slow)
    except VaultError as error:
        return type(error).__name__
    raise AssertionError(words)


def _stored(key: second.SecondKey) -> list[Entry]:
    """Return the key, and an entry behind it, as the log holds them."""
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    bodies: list[Body] = [
        SecondKeyMade(**_plain(key)),
        CheckIn(distress=7, note="hinter der Mole"),
    ]
    made, inside = (
        Entry(id=f"{n:032x}", at=at, recorded=at, zone="Europe/Berlin", body=body)
        for n, body in enumerate(bodies, start=1)
    )
    blob = second.sealed(key.public, encode(inside))
    kept = KeptBehind(public=key.public.hex(), sealed=blob.hex())
    return [made, Entry(id=f"{3:032x}", at=at, recorded=at, zone="Europe/Berlin", body=kept)]


if __name__ == "__main__":
    golden()
    outbox()
    second_key()

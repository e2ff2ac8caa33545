"""Write the reference files of a new vault format; run once a format, never over old ones.

    python scripts/write_vault_vectors.py

Later versions must open what is written here: tests/vectors/vault/v<format>.db with its
expected content beside it, and tests/vectors/outbox.json, which the browser's sealing is held
to as well.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from leeward.vault import crypto, frames, kdf, lifecycle, locked
from leeward.vault.frames import ABSENT, ENTRY, FORGET, Frame
from leeward.vault.ports import Record
from leeward.vault.schema import FORMAT

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "vectors"
PASSPHRASE = "fünf Segel hinter der Mole 2026"  # noqa: S105  # published with the reference


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


if __name__ == "__main__":
    golden()
    outbox()

"""Read a journal without the program: `python reader.py FILE > entries.txt`.

A file of its own on purpose: it needs Python 3.11, `cryptography` and `argon2-cffi`, and nothing
else of this project, so a journal can be read as long as those exist. It follows docs/house/
vault-format.md, writes nothing, and asks for the passphrase (or, with `--words`, the 24 words). Each line of output is place, id and entry; what was forgotten
is left out.
"""

from __future__ import annotations

import getpass
import json
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b, sha256
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derive(key: bytes, label: str, vault: bytes) -> bytes:
    """Return the key for one purpose."""
    info = b"leeward " + label.encode() + b" v1" + vault
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def key_of_passphrase(passphrase: str, params: str) -> bytes:
    """Return the key Argon2id makes of a passphrase with a slot's settings."""
    fields = json.loads(params)
    if not 65536 <= fields["memory"] <= 2097152 or not 1 <= fields["passes"] <= 10:
        sys.exit("The settings of this key slot are not safe to use.")
    return hash_secret_raw(
        secret=unicodedata.normalize("NFKC", passphrase).encode(),
        salt=bytes.fromhex(fields["salt"]),
        time_cost=fields["passes"],
        memory_cost=fields["memory"],
        parallelism=fields["lanes"],
        hash_len=32,
        type=Type.ID,
    )


def key_of_words(words: list[str], wordlist: list[str]) -> bytes:
    """Return the 32 bytes that 24 words of the BIP-39 list spell."""
    number = 0
    for word in words:
        number = number << 11 | wordlist.index(word)
    key = (number >> 8).to_bytes(32, "big")
    if sha256(key).digest()[0] != number & 0xFF:
        sys.exit("These are not the words of a recovery key.")
    return key


def entries(db: sqlite3.Connection, slot: str, secret: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Give place, id and content of every entry that was not forgotten.

    `slot` is "passphrase" or "recovery", `secret` its 32-byte key. InvalidTag is raised if the
    secret is another one or anything was changed.
    """
    (vault,) = db.execute("SELECT id FROM vault").fetchone()
    params, wrapped = db.execute(
        "SELECT params, wrapped FROM keyslot WHERE kind = ?", (slot,)
    ).fetchone()
    bound = b"leeward slot v1" + vault + slot.encode() + b"\0" + params.encode()
    kek = derive(secret, f"slot {slot}", vault)
    master = AESGCMSIV(kek).decrypt(wrapped[:12], wrapped[12:], bound)
    epochs = {}
    for epoch, locked in db.execute("SELECT epoch, wrapped FROM epoch"):
        bound = b"leeward epoch v1" + vault + epoch.to_bytes(4, "big")
        wrap = AESGCMSIV(derive(master, "epoch wrap", vault))
        epochs[epoch] = AESGCM(wrap.decrypt(locked[:12], locked[12:], bound))
    chain_key, tag_key = derive(master, "chain", vault), derive(master, "tag", vault)
    chain = blake2b(b"start" + vault, key=chain_key, digest_size=32).digest()
    seq, missing = 0, set()
    for seq, epoch, tag, ct in db.execute("SELECT seq, epoch, tag, ct FROM event ORDER BY seq"):
        place = seq.to_bytes(8, "big") + epoch.to_bytes(4, "big")
        chain = blake2b(chain + place + tag, key=chain_key, digest_size=32).digest()
        if ct is None:
            missing.add(seq)
            continue
        if blake2b(ct, key=tag_key, digest_size=32).digest() != tag:
            sys.exit(f"Entry {seq} was changed.")
        plain = epochs[epoch].decrypt(ct[:12], ct[12:], b"leeward event v1" + vault + place)
        plain = plain.rstrip(b"\0")[:-1]
        kind, id_, body = plain[0], plain[1:17].hex(), plain[17:]
        if kind == 1:  # the mark of a forgetting: first comes what it removed
            end = 4 + 24 * int.from_bytes(body[:4], "big")
            missing -= {int.from_bytes(body[i : i + 8], "big") for i in range(4, end, 24)}
            body = body[end:]
        if kind != 2:
            yield seq, id_, body
    (head,) = db.execute("SELECT head FROM vault").fetchone()
    sealed_end = AESGCM(derive(master, "head", vault))
    opened = sealed_end.decrypt(head[:12], head[12:], b"leeward head v1" + vault)
    if missing or opened[:8] != seq.to_bytes(8, "big") or opened[12:44] != chain:
        sys.exit("Entries are missing, or are not in the order they were written in.")


def main(arguments: list[str]) -> None:
    """Ask for the secret and print the entries."""
    *words, path = arguments
    db = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
    if words:
        wordlist = Path(input("File with the BIP-39 English word list: ")).read_text().split()
        secret = key_of_words(getpass.getpass("Recovery words: ").split(), wordlist)
    else:
        (params,) = db.execute("SELECT params FROM keyslot WHERE kind = 'passphrase'").fetchone()
        secret = key_of_passphrase(getpass.getpass("Passphrase: "), params)
    for seq, id_, body in entries(db, "recovery" if words else "passphrase", secret):
        sys.stdout.write(f"{seq}\t{id_}\t{body.decode(errors='backslashreplace')}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

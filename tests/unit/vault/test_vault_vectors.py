"""Reference files: what was once written must open for ever, with and without the program."""

from __future__ import annotations

import hmac
import json
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from mnemonic import Mnemonic

from leeward.core.leeward import Leeward
from leeward.events import CheckIn
from leeward.events.codec import decode
from leeward.vault import copies, crypto, errors, frames, lifecycle, locked, reader, second_key
from leeward.vault.frames import ENTRY
from leeward.vault.kdf import Argon2Kdf
from leeward.vault.memory import MemoryStore
from leeward.vault.schema import FORMAT

VERSIONS = list(range(1, FORMAT + 1))


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path, vectors: Path) -> tuple[Path, Any]:
    """Copy one version's reference journal, and read what it should hold."""
    source = vectors / "vault" / f"v{request.param}.db"
    path = tmp_path / "journal.db"
    shutil.copy(source, path)
    return path, json.loads(source.with_suffix(".json").read_text(encoding="utf-8"))


def plain_entries(expected: dict[str, Any]) -> list[tuple[int, str, bytes]]:
    """Return the entries that still have content."""
    return [(s, i, bytes.fromhex(p)) for s, i, p in expected["entries"] if p is not None]


@pytest.mark.parametrize("golden", VERSIONS, indirect=True)
def test_reference_journal_opens(golden: tuple[Path, Any], tmp_path: Path) -> None:
    """The journal of every released format opens by passphrase and words, with all it held."""
    path, expected = golden
    state = tmp_path / "state"
    assert copies.drill(path, expected["passphrase"]).entries == len(plain_entries(expected))
    for store in (
        lifecycle.unlock(path, expected["passphrase"], state=state),
        lifecycle.unlock_with_recovery(path, expected["recovery"], state=state),
    ):
        found = [[e.seq, e.id, e.payload.hex() if e.payload is not None else None]
                 for e in store.read()]  # fmt: skip
        assert found == expected["entries"]
        waiting = [w.record for w in store.waiting()]
        assert [[w.id, w.payload.hex()] for w in waiting if w] == expected["waiting"]
        assert store.settings() == expected["settings"]
        assert store.verify().ok
        store.close()
    assert locked.info(path).waiting == len(expected["waiting"])


@pytest.mark.parametrize("golden", VERSIONS, indirect=True)
def test_reader_of_its_own_reads_the_reference(golden: tuple[Path, Any]) -> None:
    """The stand-alone reader gives the same entries, by passphrase and by words."""
    path, expected = golden
    db = sqlite3.connect(path)
    (params,) = db.execute("SELECT params FROM keyslot WHERE kind = 'passphrase'").fetchone()
    by_passphrase = reader.key_of_passphrase(expected["passphrase"], params)
    wordlist = Mnemonic("english").wordlist
    by_words = reader.key_of_words(expected["recovery"].split(), wordlist)
    for slot, secret in (("passphrase", by_passphrase), ("recovery", by_words)):
        assert list(reader.entries(db, slot, secret)) == plain_entries(expected)
    with pytest.raises(InvalidTag):
        list(reader.entries(db, "passphrase", bytes(32)))
    db.close()


@pytest.mark.parametrize("golden", [1], indirect=True)
@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
        "DELETE FROM event WHERE seq = 1",
        "UPDATE event SET ct = NULL WHERE seq = 1",
        "UPDATE event SET ct = zeroblob(80) WHERE seq = 1",
    ],
)
def test_reader_of_its_own_notices_tampering(golden: tuple[Path, Any], harm: str) -> None:
    """The stand-alone reader ends with a sentence where something is missing or changed."""
    path, expected = golden
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(harm)
    secret = reader.key_of_words(expected["recovery"].split(), Mnemonic("english").wordlist)
    with pytest.raises(SystemExit):
        list(reader.entries(db, "recovery", secret))
    db.close()


def test_reader_of_its_own_refuses_wrong_words_and_settings() -> None:
    """Words with a wrong checksum, and settings that are not safe, end with a sentence."""
    wordlist = Mnemonic("english").wordlist
    with pytest.raises(SystemExit):
        reader.key_of_words([wordlist[0]] * 24, wordlist)
    for settings in ({"memory": 8, "passes": 3}, {"memory": 1 << 30, "passes": 3}):
        with pytest.raises(SystemExit):
            reader.key_of_passphrase("x", json.dumps(settings))


@pytest.mark.parametrize("golden", [1], indirect=True)
def test_reader_runs_as_a_file_of_its_own(golden: tuple[Path, Any], tmp_path: Path) -> None:
    """Copied elsewhere, without the program, it asks for the passphrase and prints the entries."""
    path, expected = golden
    alone = tmp_path / "reader.py"
    shutil.copy(reader.__file__, alone)
    assert "leeward." not in alone.read_text(encoding="utf-8").split('"""', 2)[2]
    assert len(alone.read_text(encoding="utf-8").splitlines()) < 120
    code = (
        "import getpass, runpy, sys; getpass.getpass = lambda _: sys.stdin.readline().strip();"
        f"sys.argv = ['reader.py', {str(path)!r}]; runpy.run_path({str(alone)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", code],
        input=expected["passphrase"] + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.splitlines()
    assert len(lines) >= len(plain_entries(expected))
    assert lines[0].startswith(f"1\t{1:032x}\t")


@pytest.fixture(scope="module")
def sealed() -> Any:  # a JSON document
    """Reference entries for sealing, shared with the browser."""
    path = Path(__file__).parents[2] / "vectors" / "outbox.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_sealed_references_open(sealed: Any) -> None:
    """Each reference opens to its frame, and its frame is what we would seal today."""
    secret, vault = bytes.fromhex(sealed["secret"]), bytes.fromhex(sealed["vault"])
    assert bytes.fromhex(sealed["info"]) == crypto.OUTBOX_INFO + vault
    for case in sealed["opens"]:
        plain = crypto.outbox_open(secret, bytes.fromhex(case["sealed"]), vault)
        assert plain.hex() == case["plain"]
        frame = frames.decode(crypto.unpad(plain))
        assert (frame.kind, frame.id, frame.payload.hex()) == (ENTRY, case["id"], case["payload"])
        assert crypto.pad(frames.encode(frame)) == plain


def test_sealed_references_that_must_be_refused(sealed: Any, tmp_path: Path) -> None:
    """Damaged, foreign and cunning references never become an entry."""
    from leeward.vault.outbox import _opened  # noqa: PLC0415  # the gate itself

    secret, vault = bytearray.fromhex(sealed["secret"]), bytes.fromhex(sealed["vault"])
    for name, blob in sealed["refused"].items():
        assert _opened(bytes.fromhex(blob), secret, vault) is None, name


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    out, block = b"", b""
    while len(out) < length:
        block = hmac.digest(key, block + info + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:length]


def _labelled(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def open_by_hand(secret: bytes, public: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open by RFC 9180 written out step by step (sections 4.1, 5.1 and 5.2)."""
    enc, ct = sealed[:32], sealed[32:]
    shared = X25519PrivateKey.from_private_bytes(secret).exchange(
        X25519PublicKey.from_public_bytes(enc)
    )
    kem = b"KEM" + (0x20).to_bytes(2, "big")
    prk = _labelled(kem, b"", b"eae_prk", shared)
    length = (32).to_bytes(2, "big")
    common = _expand(prk, length + b"HPKE-v1" + kem + b"shared_secret" + enc + public, 32)
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x20, 1, 2))
    context = (
        b"\0"
        + _labelled(suite, b"", b"psk_id_hash", b"")
        + _labelled(suite, b"", b"info_hash", info)
    )
    secret_key = _labelled(suite, common, b"secret", b"")
    key = _expand(secret_key, length + b"HPKE-v1" + suite + b"key" + context, 32)
    twelve = (12).to_bytes(2, "big")
    nonce = _expand(secret_key, twelve + b"HPKE-v1" + suite + b"base_nonce" + context, 12)
    return AESGCM(key).decrypt(nonce, ct, b"")


def test_sealing_is_that_of_rfc_9180(sealed: Any) -> None:
    """A second way, written out from the RFC, opens both the references and fresh seals."""
    secret, public = bytes.fromhex(sealed["secret"]), bytes.fromhex(sealed["public"])
    vault, info = bytes.fromhex(sealed["vault"]), bytes.fromhex(sealed["info"])
    for case in sealed["opens"]:
        plain = open_by_hand(secret, public, bytes.fromhex(case["sealed"]), info)
        assert plain.hex() == case["plain"]
    fresh = crypto.outbox_seal(public, b"fresh", vault)
    assert open_by_hand(secret, public, fresh, info) == b"fresh"


class OnceKdf(Argon2Kdf):
    """The real key derivation, which computes each pair of words and settings a single time."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, str], bytes] = {}

    def key(self, secret: bytes | bytearray, params: str) -> bytearray:
        """Derive, or repeat what was derived."""
        asked = (bytes(secret), params)
        if asked not in self._known:
            self._known[asked] = bytes(super().key(secret, params))
        return bytearray(self._known[asked])


@pytest.fixture(scope="module")
def slow() -> OnceKdf:
    """Give the real key derivation."""
    return OnceKdf()


@pytest.fixture(scope="module")
def second(vectors: Path) -> Any:  # a JSON document
    """Reference second key and what is sealed to it."""
    return json.loads((vectors / "second_key.json").read_text(encoding="utf-8"))


def key_of(plain: dict[str, str]) -> second_key.SecondKey:
    """Return a second key from its reference."""
    return second_key.SecondKey(
        public=bytes.fromhex(plain["public"]),
        params=plain["params"],
        wrapped=bytes.fromhex(plain["wrapped"]),
    )


def test_reference_second_key_opens_what_was_sealed(second: Any, slow: OnceKdf) -> None:
    """Every later version opens the key with its words, and every seal of it; the rest is refused."""
    assert bytes.fromhex(second["info"]) == crypto.SECOND_INFO
    unlocked = second_key.unlocked(key_of(second["key"]), second["passphrase"], kdf=slow)
    for case in second["opens"]:
        assert unlocked.opened(bytes.fromhex(case["sealed"])).hex() == case["plain"]
    assert len(second["refused"]) == 9
    for name, case in second["refused"].items():
        with pytest.raises(errors.VaultError) as told:
            unlocked.opened(bytes.fromhex(case["sealed"]))
        assert type(told.value).__name__ == case["error"], name


def test_reference_second_keys_that_must_be_refused(second: Any, slow: OnceKdf) -> None:
    """Other words, and a key of which any part was changed, fail with the error that was written."""
    assert len(second["refused_keys"]) == 7
    for name, case in second["refused_keys"].items():
        with pytest.raises(errors.VaultError) as told:
            second_key.unlocked(key_of(case), case["passphrase"], kdf=slow)
        assert type(told.value).__name__ == case["error"], name


def test_second_key_is_that_of_the_page(second: Any) -> None:
    """A second way, written out from docs/house/vault-format.md, opens key and seals alike."""
    key = second["key"]
    params, public = json.loads(key["params"]), bytes.fromhex(key["public"])
    hashed = hash_secret_raw(
        unicodedata.normalize("NFKC", second["passphrase"]).encode(),
        bytes.fromhex(params["salt"]),
        time_cost=params["passes"],
        memory_cost=params["memory"],
        parallelism=params["lanes"],
        hash_len=32,
        type=Type.ID,
    )
    extracted = hmac.digest(bytes(32), hashed, "sha256")
    outer = _expand(extracted, b"leeward second key v1" + public, 32)
    bound = b"leeward second key wrap v1" + public + key["params"].encode()
    wrapped = bytes.fromhex(key["wrapped"])
    secret = AESGCMSIV(outer).decrypt(wrapped[:12], wrapped[12:], bound)
    for case in second["opens"]:
        padded = open_by_hand(
            secret, public, bytes.fromhex(case["sealed"]), b"leeward second key v1"
        )
        plain = bytes.fromhex(case["plain"]) + b"\x80"
        assert padded == plain + bytes(-len(plain) % 128)


def test_reference_entries_lie_behind_the_reference_key(second: Any, slow: OnceKdf) -> None:
    """Key and sealed entry as the log held them open in a journal of this version."""
    journal = Leeward(MemoryStore(), kdf=slow)
    journal.add_all([decode(line.encode()) for line in second["records"]])
    (kept,) = journal.behind.open(second["passphrase"]).kept()
    assert [item.entry.body for item in kept.items] == [CheckIn(distress=7, note="hinter der Mole")]

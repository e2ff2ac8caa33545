"""Primitives and frames: what goes in comes out, and nothing else opens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.vault import crypto, frames
from leeward.vault.frames import ABSENT, ENTRY, FORGET, Frame

KEY = bytes(range(32))
VAULT = bytes(16)
IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


def refused(sealed: bytes, bound: bytes) -> bool:
    """Say whether opening is refused."""
    try:
        crypto.Opener(KEY).open(sealed, bound)
    except crypto.NotAuthenticError:
        return True
    return False


@given(st.binary(max_size=600), st.binary(max_size=40))
def test_sealed_opens_to_the_same(plain: bytes, bound: bytes) -> None:
    """Sealing and opening gives back every byte."""
    assert crypto.Opener(KEY).open(crypto.seal(KEY, plain, bound), bound) == plain


def test_every_changed_bit_is_refused() -> None:
    """No single bit of nonce, ciphertext, tag or binding can change."""
    sealed = crypto.seal(KEY, b"nine bytes", b"bound")
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        assert refused(bytes(changed), b"bound")
    assert refused(sealed, b"bounD")
    assert all(refused(sealed[:n], b"bound") for n in range(len(sealed)))


def test_every_changed_bit_of_a_wrapped_key_is_refused() -> None:
    """A wrapped key opens only as it was written, under its own key and binding."""
    wrapped = crypto.wrap(KEY, b"k" * 32, b"slot")
    assert crypto.unwrap(KEY, wrapped, b"slot") == b"k" * 32
    for bit in range(len(wrapped) * 8):
        changed = bytearray(wrapped)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(crypto.NotAuthenticError):
            crypto.unwrap(KEY, bytes(changed), b"slot")
    with pytest.raises(crypto.NotAuthenticError):
        crypto.unwrap(KEY, wrapped[:5], b"slot")
    with pytest.raises(crypto.NotAuthenticError):
        crypto.unwrap(bytes(32), wrapped, b"slot")


def test_nonces_do_not_repeat() -> None:
    """Sealing the same twice never gives the same nonce (20,000 tries)."""
    assert len({crypto.seal(KEY, b"", b"")[: crypto.NONCE] for _ in range(20_000)}) == 20_000


def test_keys_of_different_purposes_differ() -> None:
    """A label or another journal gives another key; the same gives the same."""
    keys = {
        bytes(crypto.derive(KEY, label, vault))
        for label in ("head", "chain", "tag")
        for vault in (VAULT, b"1" * 16)
    }
    assert len(keys) == 6
    assert crypto.derive(KEY, "head", VAULT) == crypto.derive(KEY, "head", VAULT)


def test_derived_key_is_that_of_rfc_5869() -> None:
    """HKDF agrees with its definition, written out by hand."""
    import hmac  # noqa: PLC0415  # the second way of computing it

    extracted = hmac.digest(bytes(32), KEY, "sha256")
    expected = hmac.digest(extracted, b"leeward head v1" + VAULT + b"\x01", "sha256")
    assert crypto.derive(KEY, "head", VAULT) == expected


def test_wiping_leaves_zeros() -> None:
    """A wiped key is overwritten in place."""
    key = crypto.random_key()
    crypto.wipe(key)
    assert key == bytes(32)


def test_passphrases_are_the_same_on_every_keyboard() -> None:
    """Composed and decomposed accents, and wide letters, give the same bytes."""
    assert crypto.passphrase_bytes("Käse über") == crypto.passphrase_bytes("Ka\u0308se u\u0308ber")
    assert crypto.passphrase_bytes("ａｂｃ") == crypto.passphrase_bytes("abc")


@given(st.binary(max_size=400))
def test_padding_hides_the_length(plain: bytes) -> None:
    """Padded sizes are multiples of 128 bytes, and the content comes back."""
    padded = crypto.pad(plain)
    assert len(padded) % crypto.PAD == 0
    assert 0 < len(padded) - len(plain) <= crypto.PAD
    assert crypto.unpad(padded) == plain


def test_bad_padding_is_refused() -> None:
    """Bytes that were never padded are not taken for an entry."""
    for padded in (b"", bytes(128), b"\x01" * 128):
        with pytest.raises(crypto.NotAuthenticError):
            crypto.unpad(padded)


@given(
    st.sampled_from([ENTRY, FORGET]),
    IDS,
    st.binary(max_size=200),
    st.lists(st.tuples(st.integers(0, 2**63), IDS), max_size=4),
)
def test_frames_come_back(
    kind: int, id_: str, payload: bytes, targets: list[tuple[int, str]]
) -> None:
    """Every kind of frame is read back as it was written."""
    frame = Frame(kind, id_, payload, tuple(targets) if kind == FORGET else ())
    assert frames.decode(frames.encode(frame)) == frame


@given(st.binary(max_size=120))
def test_arbitrary_bytes_never_break_the_reader_of_frames(plain: bytes) -> None:
    """Any bytes are either a frame or refused in the one expected way."""
    try:
        frame = frames.decode(plain)
    except crypto.NotAuthenticError:
        return
    assert frame.kind in (ENTRY, FORGET, ABSENT)


def test_a_forget_frame_that_promises_too_much_is_refused() -> None:
    """A count larger than what follows is refused, at any size, without taking memory."""
    plain = frames.encode(Frame(FORGET, "0" * 32, b"", ((1, "1" * 32),)))
    lying = plain[:17] + (2**32 - 1).to_bytes(4, "big") + plain[21:]
    with pytest.raises(crypto.NotAuthenticError):
        frames.decode(lying)


def test_outbox_opens_only_for_its_own_journal() -> None:
    """What is sealed for one journal opens with its key and its id, and with no other."""
    public, secret = crypto.sealing_pair()
    _, other = crypto.sealing_pair()
    sealed = crypto.outbox_seal(public, b"waiting", VAULT)
    assert crypto.outbox_open(secret, sealed, VAULT) == b"waiting"
    for key, blob, vault in (
        (other, sealed, VAULT),
        (secret, sealed, b"1" * 16),
        (secret, sealed[:-1], VAULT),
        (secret, b"", VAULT),
    ):
        with pytest.raises(crypto.NotAuthenticError):
            crypto.outbox_open(key, blob, vault)

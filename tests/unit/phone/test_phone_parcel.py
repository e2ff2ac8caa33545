"""The parcel and the pairing text: whole or refused, in every form they travel in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.core.opening import Place
from leeward.phone.pairing import Pairing, qr_svg, qr_terminal, read_pairing
from leeward.phone.parcel import (
    MAX_BYTES,
    MAX_FILE,
    MAX_SEALS,
    MIN_SEAL,
    DamagedParcelError,
    Parcel,
    frames,
    key_check,
    read,
    unpack,
    write_file,
)
from leeward.phone.receiving import ForeignParcelError, pairing, receive
from leeward.util.errors import InputError, LeewardError
from leeward.vault import outbox
from leeward.vault.ports import Record
from leeward.vault.testing import FastKdf

VAULT = "000102030405060708090a0b0c0d0e0f"
seals = st.lists(st.binary(min_size=MIN_SEAL, max_size=900), max_size=6).map(tuple)
parcels = st.builds(
    Parcel, vault=st.just(VAULT), check=st.binary(min_size=8, max_size=8), seals=seals
)


@given(parcels)
def test_a_parcel_survives_every_form(parcel: Parcel) -> None:
    """Bytes, file, a file with other line ends and blank lines, and codes give it back."""
    assert unpack(parcel.packed()) == parcel
    text = write_file(parcel)
    assert read(text.encode()) == parcel
    assert read(("\n\n" + text.replace("\n", " \r\n")).encode()) == parcel
    codes = frames(parcel)
    assert read("\n".join([*reversed(codes), codes[0]]).encode()) == parcel
    assert all(code.split(":")[1] == parcel.number for code in codes)


@given(parcels, st.data())
@settings(max_examples=150)
def test_any_damage_is_found(parcel: Parcel, data: st.DataObject) -> None:
    """One byte changed, or an end cut off, and nothing is taken."""
    packed = bytearray(parcel.packed())
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedParcelError):
        unpack(bytes(packed))
    with pytest.raises(DamagedParcelError):
        unpack(parcel.packed()[:place])


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    """Whatever the bytes, the answer is a sentence."""
    for given_bytes in (data, b"sealed notes 1\n" + data + b"\nend", b"NF:000000:1:1:" + data):
        with pytest.raises(DamagedParcelError):
            read(given_bytes)


@pytest.mark.parametrize(
    "lines",
    [
        ["NF:000001:2:1:AAAA"],
        ["NF:000001:1:2:AAAA", "NF:000002:2:2:AAAA"],
        ["NF:000001:1:999:AAAA"],
        ["NF:000001:1:1:" + "A" * 600],
        ["NF:000001:1:1:A"],
    ],
)
def test_codes_that_do_not_belong_together_are_refused(lines: list[str]) -> None:
    """Other parcels, impossible places, too many, too long."""
    with pytest.raises(DamagedParcelError):
        read("\n".join(lines).encode())


def test_a_missing_code_is_named() -> None:
    """The person is told which code to show again."""
    codes = frames(Parcel(vault=VAULT, check=bytes(8), seals=(bytes(900),)))
    with pytest.raises(DamagedParcelError, match="not read yet: 2"):
        read("\n".join([codes[0], *codes[2:]]).encode())


def test_sizes_are_bounded() -> None:
    """Too large a file, too many seals, too small a seal and too many codes are refused."""
    with pytest.raises(DamagedParcelError, match="larger"):
        read(bytes(MAX_FILE + 1))
    with pytest.raises(DamagedParcelError, match="larger"):
        unpack(bytes(MAX_BYTES + 1))
    many = Parcel(vault=VAULT, check=bytes(8), seals=(bytes(MIN_SEAL),) * (MAX_SEALS + 1))
    with pytest.raises(DamagedParcelError):
        unpack(many.packed())
    small = Parcel(vault=VAULT, check=bytes(8), seals=(bytes(MIN_SEAL - 1),))
    with pytest.raises(DamagedParcelError):
        unpack(small.packed())
    with pytest.raises(LeewardError, match="too many for codes"):
        frames(many)


def test_the_pairing_text_comes_back_and_tells_a_wrong_letter() -> None:
    """Text and address are read, also broken into groups; every single wrong letter is found."""
    known = Pairing(vault=VAULT, public=bytes(range(32)))
    spaced = " ".join(known.text[i : i + 6] for i in range(0, len(known.text), 6)).lower()
    for text in (known.text, spaced, known.address("https://host.example/a/sub")):
        assert read_pairing(text) == known
    assert (
        known.address("https://host.example/a") == f"https://host.example/a/pair.html#{known.text}"
    )
    for place in range(2, len(known.text)):
        other = "A" if known.text[place] != "A" else "B"
        with pytest.raises(InputError):
            read_pairing(known.text[:place] + other + known.text[place + 1 :])
    for wrong in ("", "N1", "N1!", "hello"):
        with pytest.raises(InputError):
            read_pairing(wrong)


@pytest.mark.parametrize(
    "site", ["http://host.example/", "host.example", "https://a/#b", "https://a b/"]
)
def test_only_an_https_address_pairs(site: str) -> None:
    """Elsewhere a phone can neither seal nor work offline."""
    with pytest.raises(InputError):
        Pairing(vault=VAULT, public=bytes(32)).address(site)


def test_codes_are_drawn_without_style() -> None:
    """The picture needs nothing the policy forbids, and the terminal gets blocks."""
    drawn = qr_svg("N1ABC", title="Pairing code")
    assert "<svg" in drawn
    assert "style=" not in drawn
    assert "█" in qr_terminal("N1ABC")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A locked journal."""
    made = Place(path=tmp_path / "j", state=tmp_path / "s", kdf=FastKdf())
    made.create("seven lanterns over the quiet harbour").leeward.close()
    return made


def parcel_for(place: Place, count: int = 2) -> Parcel:
    """Seal made-up entries for a journal."""
    vault, public = place.sealing_key()
    made = tuple(
        outbox.sealed(Record(id=f"{n:032x}", payload=b"{}"), public, bytes.fromhex(vault))
        for n in range(1, count + 1)
    )
    return Parcel(vault=vault, check=key_check(public), seals=made)


def test_a_parcel_is_taken_once_while_it_waits(place: Place) -> None:
    """The same file twice leaves the same number waiting."""
    data = write_file(parcel_for(place)).encode()
    assert receive(place, data) == receive(place, data)
    assert place.info().waiting == 2
    assert pairing(place).vault == place.info().vault_id


def test_notes_for_another_journal_or_key_are_refused(place: Place) -> None:
    """Each gets its own sentence, and nothing is kept."""
    mine = parcel_for(place)
    foreign = Parcel(vault=VAULT, check=mine.check, seals=mine.seals)
    older = Parcel(vault=mine.vault, check=bytes(8), seals=mine.seals)
    with pytest.raises(ForeignParcelError, match="another journal"):
        receive(place, write_file(foreign).encode())
    with pytest.raises(ForeignParcelError, match="no longer has"):
        receive(place, write_file(older).encode())
    assert place.info().waiting == 0

"""The pages for a phone and this device: pairing, taking in, and what may be kept."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from leeward.events import CheckIn, Entry
from leeward.events.codec import encode
from leeward.events.vocabulary import Source
from leeward.phone.looks import LOOKS
from leeward.phone.pairing import read_pairing
from leeward.phone.parcel import Parcel, frames, key_check, write_file
from leeward.util.clock import utc_now
from leeward.util.ids import new_id
from leeward.vault import outbox
from leeward.vault.ports import Record
from leeward.web.assets import load_assets

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from leeward.core.opening import Place
    from web.conftest import Visit


def place_of(visit: Visit) -> Place:
    """Return where the journal of this app lies."""
    found: Place = visit.app.state.house.place
    return found


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal of this app."""
    found: Leeward = visit.app.state.house.journal
    return found


def sealed_on_phone(place: Place, count: int = 1) -> Parcel:
    """Seal check-ins as a paired phone does."""
    vault, public = place.sealing_key()
    now = utc_now()
    entries = [
        Entry(
            id=new_id(now),
            at=now,
            recorded=now,
            zone="UTC",
            body=CheckIn(distress=4),
            source=Source.PHONE,
        )
        for _ in range(count)
    ]
    seals = tuple(
        outbox.sealed(Record(id=e.id, payload=encode(e)), public, bytes.fromhex(vault))
        for e in entries
    )
    return Parcel(vault=vault, check=key_check(public), seals=seals)


def check_ins(visit: Visit) -> int:
    """Count the check-ins in the open journal."""
    return sum(isinstance(e.body, CheckIn) for e in journal_of(visit).history().entries)


def test_the_pairing_code_is_the_key_of_this_journal(opened: Visit) -> None:
    """The text on the page reads back as id and public key, alone or in an address."""
    page = opened.get("/m/phone")
    text = re.search(r'<textarea[^>]*id="text"[^>]*>([^<]*)<', page.text)
    assert text is not None
    known = read_pairing(text.group(1))
    assert (known.vault, known.public) == place_of(opened).sealing_key()
    assert known.check in page.words
    assert 'class="qr"' in page.text
    with_site = opened.post("/m/phone", {"site": "https://host.example/x"})
    assert f"https://host.example/x/pair.html#{known.text}" in html.unescape(with_site.text)
    wrong = opened.post("/m/phone", {"site": "http://host.example"})
    assert wrong.status == 422
    assert "https://" in wrong.words


def test_a_file_is_taken_in_once(opened: Visit) -> None:
    """The first time its entries are there, the second time nothing is new."""
    parcel = sealed_on_phone(place_of(opened), 2)
    data = write_file(parcel).encode()
    for said in ("2 entries are new", "Nothing in it was new"):
        opened.get("/m/phone")
        assert opened.upload("/m/phone/in", {}, "notes.txt", data).location == "/m/phone"
        page = opened.get("/m/phone")
        assert f"Parcel {parcel.number} is home" in page.words
        assert said in page.words
    assert check_ins(opened) == 2


def test_codes_as_text_are_taken_in(opened: Visit) -> None:
    """Lines of a scanner do what a file does."""
    opened.get("/m/phone")
    lines = "\n".join(frames(sealed_on_phone(place_of(opened))))
    assert opened.post("/m/phone/in", {"codes": lines}).location == "/m/phone"
    assert check_ins(opened) == 1


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"hello", b"sealed notes 1\nAAAA\nend\n"])
def test_what_is_no_parcel_is_told_beside_the_field(opened: Visit, content: bytes) -> None:
    """One sentence, and nothing is stored."""
    opened.get("/m/phone")
    answer = opened.upload("/m/phone/in", {}, "x.txt", content)
    assert answer.status == 422
    assert 'id="file-p"' in answer.text
    assert check_ins(opened) == 0


def test_the_camera_is_allowed_on_one_page_only(opened: Visit) -> None:
    """Every other page still forbids it."""
    assert "camera=(self)" in opened.get("/m/phone").header("permissions-policy")
    for path in ("/t", "/m", "/m/device", "/h"):
        assert "camera=()" in opened.get(path).header("permissions-policy")


@pytest.mark.parametrize("is_open", [True, False])
def test_one_seal_of_this_browser_is_taken_in(opened: Visit, *, is_open: bool) -> None:
    """Locked it waits, open it is there at once; a second time changes nothing."""
    seal = b64encode(sealed_on_phone(place_of(opened)).seals[0]).decode()
    if not is_open:
        opened.post("/lock")
        opened.get("/")
    for _ in range(2):
        assert opened.post("/u/take", {"seal": seal}).status == 200
    if not is_open:
        assert place_of(opened).info().waiting == 1
        opened.unlock()
    assert check_ins(opened) == 1


@pytest.mark.parametrize("seal", ["", "!", "AAAA" * 30_000])
def test_what_is_no_seal_is_refused(opened: Visit, seal: str) -> None:
    """Nothing, nonsense and too much each get a refusal."""
    opened.get("/m")
    assert opened.post("/u/take", {"seal": seal}).status in {400, 409, 413}


def test_the_kept_pages_hold_nothing_of_a_person(opened: Visit, stranger: Visit) -> None:
    """They are the same bytes for an open journal and for a browser that knows nothing."""
    worker = stranger.get("/sw.js")
    assert worker.header("content-type").startswith("text/javascript")
    listed = json.loads(
        worker.text[worker.text.index("const LIST = ") + 13 : worker.text.index(";\nconst START")]
    )
    assert {path for path in listed if not path.startswith("o/")} == set()
    for path in listed:
        inside = opened.get(f"/{path}")
        assert inside.status == 200
        assert inside.body == stranger.get(f"/{path}").body
    assert stranger.get("/o/../vault").status == 404


def test_whom_to_seal_for_is_told_where_there_is_a_journal(
    opened: Visit, shared_empty: Visit
) -> None:
    """The key opens nothing; without a journal there is none."""
    told = json.loads(opened.get("/o/key").text)
    assert read_pairing(told["text"]).public == place_of(opened).sealing_key()[1]
    assert shared_empty.get("/o/key").status == 404


def test_every_look_has_a_manifest_with_a_plain_name(opened: Visit) -> None:
    """Names and addresses in it say nothing, and its icons are there."""
    for look in LOOKS:
        told = json.loads(opened.get(f"/o/{look.key}.webmanifest").text)
        assert told["name"] == look.name
        assert told["start_url"] == "/"
        for icon in told["icons"]:
            assert opened.get(icon["src"]).header("content-type") == "image/png"


def test_the_reader_of_codes_is_the_reviewed_one() -> None:
    """The vendored file is the one whose hash was pinned."""
    body = load_assets().bodies["vendor/qr-read-0.7.0.min.js"]
    assert sha256(body).hexdigest() == (
        "bfa2a8fa4ee19f6c55c1267b75853f378a009369570cec0b7d08f923044b4d33"
    )

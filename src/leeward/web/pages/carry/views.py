"""Pairing a phone, taking in what it sealed, and the pages kept for when nothing runs."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from leeward.phone.looks import LOOKS
from leeward.phone.pairing import qr_svg
from leeward.phone.receiving import pairing, receive
from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say, say_count
from leeward.web.asking import Needs, Page
from leeward.web.noticing import THEN, late

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.phone.pairing import Pairing
    from leeward.web.asking import Ask

PHONE = "/m/phone"
PHONE_IN = "/m/phone/in"


def phone(ask: Ask) -> Response:
    """Show the pairing code, with the address of the site where one was given."""
    return show(ask)


def show(ask: Ask) -> Response:
    """Show the page; without a journal in a file there is nothing to pair with."""
    known = None if ask.house.demo else pairing(ask.house.place)
    text = with_site(ask, known) if known else ""
    return ask.page(
        "carry/phone.html",
        title=say("On my phone"),
        section="/m",
        status=200 if ask.form.ok else 422,
        form=ask.form,
        text=text,
        check=known.check if known else "",
        code=qr_svg(text, title=say("Pairing code")) if text else "",
    )


def with_site(ask: Ask, known: Pairing) -> str:
    """Return the pairing text, as an address where the person gave a good one."""
    site = ask.form.value("site").strip()
    try:
        return known.address(site) if site else known.text
    except InputError as error:
        ask.form.catch(error)
        return known.text


def take_in(ask: Ask) -> Response:
    """Take in a file or codes, once, and say which parcel it was."""
    form = ask.form
    upload = form.uploads.get("file")
    data = upload.data if upload and upload.data else form.value("codes").encode()
    if ask.house.demo or not data.strip():
        form.blame("file", say("Choose a file first, or read the codes."))
        return show(ask)
    try:
        came = receive(ask.house.place, data)
    except LeewardError as error:
        form.blame("file", error.message)
        return show(ask)
    before = len(ask.journal.history().entries)
    ask.journal.take_in()
    added = len(ask.journal.history().entries) - before
    if added:
        said = say_count(
            "Parcel {number} is home. {n} entry is new.",
            "Parcel {number} is home. {n} entries are new.",
            added,
            number=came.number,
        )
    else:
        said = say("Parcel {number} is home. Nothing in it was new.", number=came.number)
    if late(ask):
        return ask.go(THEN)
    return ask.go(PHONE, say=said)


def take_one(ask: Ask) -> Response:
    """Take in one note that this browser sealed while nothing ran; the answer is for a script."""
    try:
        seal = b64decode(ask.form.value("seal"), validate=True)
        if not seal:
            return PlainTextResponse(say("Nothing came."), status_code=400)
        ask.house.place.take_sealed(seal)
    except Error:
        return PlainTextResponse(say("That is no sealed note."), status_code=400)
    except LeewardError as error:
        return PlainTextResponse(error.message, status_code=409)
    if ask.is_open and not ask.house.demo:
        ask.journal.take_in()
    return PlainTextResponse(say("Taken in."))


def device(ask: Ask) -> Response:
    """Offer to keep the pause on this device, after saying who could see it."""
    chosen = next((one.said() for one in LOOKS if one.key == ask.query.get("n")), None)
    return ask.page(
        "carry/device.html",
        title=say("On this device"),
        section="/m",
        looks=tuple(one.said() for one in LOOKS),
        chosen=chosen,
    )


PAGES = (
    Page(path=PHONE, view=phone, methods=("GET", "POST")),
    Page(path=PHONE_IN, view=take_in, methods=("POST",)),
    Page(path="/m/device", view=device),
    Page(path="/u/take", view=take_one, methods=("POST",), needs=Needs.JOURNAL),
)

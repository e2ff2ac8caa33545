"""Pairing: the journal's id and public key as a short text, fit for a QR code, and nothing else.

The text is `N1` and base32 of vault id (16 bytes) ‖ public key (32) ‖ first 4 bytes of SHA-256
over `"notes pair v1"` and both. Capital letters and digits alone keep the code small.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

import segno

from leeward.util.errors import InputError
from leeward.util.language import say

MARK = "N1"
VAULT_BYTES = 16
KEY_BYTES = 32
SUM_BYTES = 4
_LABEL = b"notes pair v1"
_PAGE = "pair.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What a phone needs to seal for a journal: its id (32 hex digits) and public key (32 bytes)."""

    vault: str
    public: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 over both; its start finds typing errors, its digits are compared by eye."""
        return sha256(_LABEL + bytes.fromhex(self.vault) + self.public).digest()

    @property
    def text(self) -> str:
        """The text a phone is given."""
        raw = bytes.fromhex(self.vault) + self.public + self.digest[:SUM_BYTES]
        return MARK + b32encode(raw).decode().rstrip("=")

    @property
    def check(self) -> str:
        """Eight digits that stand on both screens: another key cannot slip in unseen."""
        number = int.from_bytes(self.digest[SUM_BYTES : SUM_BYTES + 8]) % 10**8
        return f"{number // 10_000:04d} {number % 10_000:04d}"

    def address(self, site: str) -> str:
        """Return the page of a site that takes the text; after the # nothing reaches the host.

        Raises:
            InputError: the site is not on HTTPS, where phones allow neither sealing nor offline use.
        """
        if not site.startswith(("https://", "http://localhost")):
            raise InputError(
                say("The address of the site begins with https://. Phones seal nothing elsewhere."),
                field="site",
            )
        if any(mark in site for mark in "#?") or any(c.isspace() for c in site):
            raise InputError(say("Give the address of the site without # or ?."), field="site")
        folder = site if site.endswith("/") else site + "/"
        return f"{folder}{_PAGE}#{self.text}"


def read_pairing(text: str) -> Pairing:
    """Read the text back, with or without the address before it.

    Raises:
        InputError: it is not such a text, or was mistyped.
    """
    code = "".join(text.rpartition("#")[2].split()).upper()
    wrong = InputError(say("That is not a pairing text, or a letter is wrong. Copy it once more."))
    if not code.startswith(MARK):
        raise wrong
    body = code[len(MARK) :]
    try:
        raw = b32decode(body + "=" * (-len(body) % 8))
    except (Error, ValueError):
        raise wrong from None
    if len(raw) != VAULT_BYTES + KEY_BYTES + SUM_BYTES:
        raise wrong
    found = Pairing(vault=raw[:VAULT_BYTES].hex(), public=raw[VAULT_BYTES:-SUM_BYTES])
    if found.digest[:SUM_BYTES] != raw[-SUM_BYTES:]:
        raise wrong
    return found


def qr_svg(text: str, *, title: str) -> str:
    """Draw a QR code as inline SVG without any style of its own."""
    code = segno.make(text, error="m", micro=False)
    drawn: str = code.svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass="qrline", title=title
    )
    return drawn


def qr_terminal(text: str) -> str:
    """Draw a QR code with block characters."""
    out = StringIO()
    segno.make(text, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()

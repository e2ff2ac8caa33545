"""Coming home: a parcel from a phone goes into the journal's outbox, exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.phone.pairing import Pairing
from leeward.phone.parcel import key_check, read
from leeward.util.errors import LeewardError
from leeward.util.language import say

if TYPE_CHECKING:
    from leeward.core.opening import Place


class ForeignParcelError(LeewardError):
    """The notes were sealed for another journal, or for an older key of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came: the parcel's six digits, its number of sealed entries, and how many wait now."""

    number: str
    seals: int
    waiting: int


def pairing(place: Place) -> Pairing:
    """Return what a phone is given to seal for the journal here.

    Raises:
        KeySwappedError: the file's sealing key is not the one last seen here.
    """
    vault, public = place.sealing_key()
    return Pairing(vault=vault, public=public)


def receive(place: Place, data: bytes) -> Received:
    """Keep what a phone sealed until the next unlock; the same parcel twice changes nothing.

    What waits already is not added again, and an entry the journal ever held is not taken in
    again when it is opened.

    Raises:
        DamagedParcelError: it is no whole parcel.
        ForeignParcelError: it is for another journal, or another key.
        OutboxFullError: too many wait already; unlocking makes room, then bring it again.
    """
    parcel = read(data)
    mine = pairing(place)
    if parcel.vault != mine.vault:
        raise ForeignParcelError(
            say(
                "These notes were sealed for another journal. Only that one can open them. "
                "Nothing was taken."
            )
        )
    if parcel.check != key_check(mine.public):
        raise ForeignParcelError(
            say(
                "These notes were sealed for a key this journal no longer has, so they cannot be "
                "opened. Pair the phone once more before you write on it again."
            )
        )
    waiting = place.info().waiting
    for seal in parcel.seals:
        waiting = place.take_sealed(seal)
    return Received(number=parcel.number, seals=len(parcel.seals), waiting=waiting)

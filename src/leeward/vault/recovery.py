"""The recovery key: 256 bits of chance as 24 words (BIP-39 English list, with its checksum)."""

from __future__ import annotations

import secrets
from functools import cache

from mnemonic import Mnemonic

from leeward.util.language import say
from leeward.vault.errors import WrongRecoveryKeyError

WORDS = 24

_UNKIND_PLACES = frozenset(
    [
        9,
        26,
        48,
        115,
        185,
        201,
        241,
        420,
        501,
        667,
        829,
        831,
        894,
        982,
        1059,
        1177,
        1323,
        1352,
        1630,
        1632,
        1733,
        1847,
        1850,
        1888,
        1948,
        1954,
        1986,
        1993,
    ]
)
"""Places in the list of words that nobody needs on a sheet they keep for a hard day.

By place, since they need not be read here either.
"""


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


def word_list() -> list[str]:
    """Return the words that are offered: the public list without unkind ones."""
    words = enumerate(_list().wordlist)
    return [word for place, word in words if place not in _UNKIND_PLACES]


def new_entropy() -> bytearray:
    """Return 32 random bytes whose words are all kind; this costs less than one bit."""
    kind = frozenset(word_list())
    while True:
        entropy = bytearray(secrets.token_bytes(32))
        if kind.issuperset(to_words(entropy).split()):
            return entropy


def to_words(entropy: bytes | bytearray) -> str:
    """Spell 32 bytes as 24 words."""
    return str(_list().to_mnemonic(bytes(entropy)))


def from_words(text: str) -> bytearray:
    """Read 24 words back into 32 bytes, forgiving case, line breaks, commas and numbering.

    Raises:
        WrongRecoveryKeyError: a word is unknown, or too few, or the checksum disagrees.
    """
    words = [w for w in text.lower().replace(",", " ").split() if not w.strip(".):").isdigit()]
    known = set(_list().wordlist)
    for number, word in enumerate(words, start=1):
        if word not in known:
            raise WrongRecoveryKeyError(
                say(
                    "Word {number} is not a word of a recovery key. Check its spelling.",
                    number=number,
                )
            )
    if len(words) != WORDS:
        raise WrongRecoveryKeyError(
            say(
                "A recovery key has {most} words; there are {have} here.",
                most=WORDS,
                have=len(words),
            )
        )
    if not _list().check(" ".join(words)):
        raise WrongRecoveryKeyError(
            say(
                "Two words may have changed places, or one is another word of the list. "
                "Compare each with your sheet."
            )
        )
    return bytearray(_list().to_entropy(words))

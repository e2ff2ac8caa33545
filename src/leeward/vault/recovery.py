"""The recovery key: 256 bits of chance as 24 words (BIP-39 English list, with its checksum)."""

from __future__ import annotations

import secrets
from functools import cache

from mnemonic import Mnemonic

from leeward.vault.errors import WrongRecoveryKeyError

WORDS = 24

UNKIND = frozenset(
    "abuse addict alcohol attack blame bomb bullet cruel dirt drunk fat gun guilt hurt kill "
    "kiss love lover naked nasty pistol poverty slave slim slot stupid suffer toxic tragic "
    "trap ugly victim vicious violin virgin weapon weird wicked".split()
)
"""Words of the list that nobody needs on a sheet they keep for a hard day."""


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


def word_list() -> list[str]:
    """Return the words that are offered: the public list without unkind ones."""
    return [word for word in _list().wordlist if word not in UNKIND]


def new_entropy() -> bytearray:
    """Return 32 random bytes whose words are all kind; this costs less than one bit."""
    while True:
        entropy = bytearray(secrets.token_bytes(32))
        if not UNKIND & set(to_words(entropy).split()):
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
                f"Word {number} is not a word of a recovery key. Check its spelling."
            )
    if len(words) != WORDS:
        raise WrongRecoveryKeyError(
            f"A recovery key has {WORDS} words; there are {len(words)} here."
        )
    if not _list().check(" ".join(words)):
        raise WrongRecoveryKeyError(
            "Two words may have changed places, or one is another word of the list. "
            "Compare each with your sheet."
        )
    return bytearray(_list().to_entropy(words))

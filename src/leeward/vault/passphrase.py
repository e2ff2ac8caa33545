"""Choosing a passphrase: what is taken, what is said about it, and words to choose from.

At least 15 characters and not easy to guess (ASVS 6.2, NIST SP 800-63B-4 for a single
factor); no rules about kinds of character. Strength comes from zxcvbn and is said in words.
"""

from __future__ import annotations

import math
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from leeward.util.language import mark, say
from leeward.vault.errors import WeakPassphraseError
from leeward.vault.recovery import word_list

LEAST, MOST = 15, 1024
GENERATED_WORDS = 6
_SEEN_BY_ZXCVBN = 72  # its time grows steeply with length; more than this is only stronger
_LEAST_OF_ONES_OWN = 8
_OWN_WORDS = ["leeward", "journal", "check-in", "passphrase", "vault"]
_VERDICTS = (
    mark("Very easy to guess"),
    mark("Easy to guess"),
    mark("A program could guess it in time"),
    mark("Hard to guess"),
    mark("Very hard to guess"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """`score` 0 to 4 (zxcvbn), `verdict` in words, `advice` as sentences, `ok` if it is taken."""

    ok: bool
    score: int
    verdict: str
    advice: tuple[str, ...]


def judge(passphrase: str) -> Strength:
    """Say how hard a passphrase is to guess, and what would help."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  # a large dictionary, wanted only here

    text = unicodedata.normalize("NFKC", passphrase)
    if not text.strip():
        return Strength(
            ok=False, score=0, verdict=say(_VERDICTS[0]), advice=(say("Type a few words."),)
        )
    found: dict[str, Any] = zxcvbn(text[:_SEEN_BY_ZXCVBN], user_inputs=_OWN_WORDS)
    score = int(found["score"])
    advice = []
    if len(text) < LEAST:
        advice.append(
            say(
                "Make it at least {least} characters long; this has {length}.",
                least=LEAST,
                length=len(text),
            )
        )
    if len(text) > MOST:
        advice.append(say("Keep it under {most} characters.", most=MOST))
    if score < 3:
        advice.append(say("Add words that do not belong together, or take the ones offered."))
    own = text.casefold()
    for word in _OWN_WORDS:
        own = own.replace(word, "")
    if own != text.casefold() and len("".join(own.split())) < _LEAST_OF_ONES_OWN:
        advice.append(say("Use words of your own beside the name of the program."))
    ok = not advice
    return Strength(ok=ok, score=score, verdict=say(_VERDICTS[score]), advice=tuple(advice))


def require(passphrase: str) -> None:
    """Refuse a weak passphrase.

    Raises:
        WeakPassphraseError: it is too short, too long or easy to guess; the message says what to do.
    """
    found = judge(passphrase)
    if not found.ok:
        raise WeakPassphraseError(f"{found.verdict}. {' '.join(found.advice)}", field="passphrase")


def generate(words: int = GENERATED_WORDS) -> str:
    """Return random words with spaces between; six carry about 65 bits."""
    choices = word_list()
    return " ".join(secrets.choice(choices) for _ in range(max(5, words)))


def generated_bits(words: int = GENERATED_WORDS) -> float:
    """Return the bits of chance in as many generated words."""
    return words * math.log2(len(word_list()))

"""Passphrases and recovery words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from leeward.vault import passphrase, recovery
from leeward.vault.errors import WeakPassphraseError, WrongRecoveryKeyError


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "   ",
        "short",
        "Tr0ub4dor&3",
        "aaaaaaaaaaaaaaaaaaaa",
        "passwordpassword",
        "123456789012345678",
        "leeward leeward",
        "x" * 2000,
    ],
)
def test_weak_passphrases_are_refused_with_advice(weak: str) -> None:
    """What is short, common or repeated is refused, and the message says what would help."""
    found = passphrase.judge(weak)
    assert not found.ok
    assert found.advice
    with pytest.raises(WeakPassphraseError) as refusal:
        passphrase.require(weak)
    assert refusal.value.field == "passphrase"


@pytest.mark.parametrize(
    "good",
    [
        "seven lanterns over the quiet harbour",
        "Über den Wolken muss die Kanne",
        "v9!kQ2#zL8@wR5$t",
        "лампа над тихой гаванью",
    ],
)
def test_long_unlikely_passphrases_are_taken(good: str) -> None:
    """Length is enough: no rules about kinds of character, and any script will do."""
    passphrase.require(good)


def test_generated_words_are_taken_and_differ() -> None:
    """What we offer passes our own test, has at least five words and never repeats."""
    offered = {passphrase.generate() for _ in range(20)}
    assert len(offered) == 20
    assert all(len(words.split()) == passphrase.GENERATED_WORDS for words in offered)
    assert all(passphrase.judge(words).ok for words in offered)
    assert len(passphrase.generate(1).split()) == 5
    assert passphrase.generated_bits() > 64


@given(st.text(max_size=60))
def test_judging_any_text_ends_with_a_verdict(text: str) -> None:
    """No input breaks the judge, and what is taken is long enough."""
    found = passphrase.judge(text)
    assert 0 <= found.score <= 4
    assert not found.ok or len(text) >= 5
    assert found.ok or found.advice


def test_recovery_words_come_back() -> None:
    """24 words carry 32 bytes, however they are typed from the sheet."""
    entropy = recovery.new_entropy()
    words = recovery.to_words(entropy)
    assert len(words.split()) == 24
    numbered = "\n".join(f"{n}. {w.upper()}," for n, w in enumerate(words.split(), 1))
    for typed in (words, f"  {words.upper()} ", words.replace(" ", "\n"), numbered):
        assert recovery.from_words(typed) == entropy


def test_mistyped_recovery_words_say_where() -> None:
    """An unknown word is named by its number; too few and swapped words are told apart."""
    words = recovery.to_words(recovery.new_entropy()).split()
    with pytest.raises(WrongRecoveryKeyError, match="Word 5"):
        recovery.from_words(" ".join([*words[:4], "lanternn", *words[5:]]))
    with pytest.raises(WrongRecoveryKeyError, match="24 words; there are 23"):
        recovery.from_words(" ".join(words[:-1]))
    swapped = next(
        changed
        for i in range(23)
        if not Mnemonic("english").check(
            " ".join(changed := [*words[:i], words[i + 1], words[i], *words[i + 2 :]])
        )
    )
    with pytest.raises(WrongRecoveryKeyError, match="changed places"):
        recovery.from_words(" ".join(swapped))
    with pytest.raises(WrongRecoveryKeyError, match="there are 0"):
        recovery.from_words("")


def test_words_on_the_sheet_are_kind() -> None:
    """No offered word is one of the unkind ones, and leaving them out costs under a bit."""
    offered = recovery.word_list()
    assert 2000 <= len(offered) < 2048
    assert "gun" not in offered
    assert all(
        set(recovery.to_words(recovery.new_entropy()).split()) <= set(offered) for _ in range(20)
    )

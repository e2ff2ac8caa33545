"""The messages in German: complete, careful, and with the same numbers and ways on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from leeward.content.lint import Scope, banned_words, find_banned, long_sentences
from leeward.safety.choice import Message, Part, QuietOffer
from leeward.safety.findings import Level, Reason
from leeward.safety.rules import RULES
from leeward.safety.texts import Texts, load_texts, offer, pages, words
from leeward.util.language import speaking
from support.said import german_catalogue

_WORDS = sorted({message for _, message, _ in words()})
_PAGES = [(rule.topic, level) for rule in RULES for level in rule.levels if level > Level.QUIET]


def _german() -> Texts:
    with speaking("de"):
        return load_texts()


def _all_words(topic: str, level: Level) -> str:
    section = _german().section(topic, level)
    lines = [section["title"] + ".", *section["lines"]]
    for note in section.get("notes", {}).values():
        lines += note["lines"]
    return "\n".join(lines)


def _shape(raw: Any) -> Any:
    """Return parsed texts with each sentence reduced to its places and numbers."""
    if isinstance(raw, dict):
        return {key: _shape(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_shape(value) for value in raw]
    if isinstance(raw, str) and (" " in raw or raw[:1].isupper()):
        return sorted(re.findall(r"\{\w+\}|\d+", raw))
    return raw


@pytest.mark.parametrize("message", _WORDS, ids=lambda v: v[:50])
def test_every_sentence_has_its_german(message: str) -> None:
    """Nothing stays English, and places and numbers are the same."""
    said = german_catalogue()(message)
    assert said
    assert said != message
    assert _shape(f"{said} .") == _shape(f"{message} .")


@pytest.mark.parametrize("message", _WORDS, ids=lambda v: v[:50])
def test_german_sentences_shame_nobody(message: str) -> None:
    """No word that shames, judges or names a way to die; short sentences; nothing shouted."""
    said = german_catalogue()(message)
    assert find_banned(said, banned_words("de"), scope=Scope.INTERFACE) == []
    assert long_sentences(said) == []
    assert not re.search(r"[!\"”]|\bSie\b|\bIhnen\b", said)


def test_pages_have_the_same_parts_in_both_languages() -> None:
    """Every page, note, route, action, question and reason is there, and no other."""
    assert _shape(_german().raw) == _shape(load_texts().raw)
    for topic, level in _PAGES:
        german, english = _german().section(topic, level), load_texts().section(topic, level)
        assert german["title"] != english["title"]
        assert german["routes"] == english["routes"]
        assert german["actions"] == english["actions"]


def test_the_language_of_the_context_is_spoken() -> None:
    """A message, its reasons and its buttons are German inside the block, English outside."""
    part = Part(
        topic="staying_safe",
        level=Level.URGENT,
        notes=("emergency_first",),
        why=(Reason(key="distress_peaks", values=(("level", 9), ("times", 2))),),
        asks="about_to_act",
        peak=None,
    )
    message = Message(
        parts=(part,),
        level=Level.URGENT,
        stored=True,
        late=True,
        can_mute=False,
        emergency_first=True,
    )
    with speaking("de"):
        page = pages(message, load_texts())[0]
        quiet = offer(QuietOffer(topic="quiet_page"), load_texts())
    assert page.lines[0] == "Wähle jetzt die Notrufnummer."
    assert page.why == (
        "Du hast die Belastung an einem Tag mindestens 2-mal mit 9 oder mehr bewertet.",
    )
    assert page.ask is not None
    assert page.ask.label.startswith("Bist du kurz davor")
    assert page.routes[0].label == "Jetzt mit jemandem reden"
    assert quiet.line == "Es gibt eine Seite, die helfen kann."
    assert [option.label for option in quiet.options] == ["Jetzt öffnen", "Später", "Nein"]
    assert pages(message, load_texts())[0].lines[0] == "Call the emergency number now."


def test_safe_messaging_in_german() -> None:
    """The page on suicide asks openly, offers people and hope, and names no way to do it."""
    said = _all_words("staying_safe", Level.URGENT)
    for needed in (
        "dir das Leben zu nehmen",
        "anrufen, schreiben oder chatten",
        "bei dem du dich sicher fühlst",
        "Notrufnummer",
        "Hilfe wirkt",
    ):
        assert needed in said
    method = (
        r"Pille|Tablette|Seil|Brücke|Waffe|Messer|spring|Überdosis|egoist|Partner|Mann\b|Frau\b"
    )
    assert re.search(method, said, re.IGNORECASE) is None
    assert _german().get("ask", "thoughts_of_killing_self", "question") == (
        "Denkst du daran, dir das Leben zu nehmen?"
    )


def test_coercion_page_believes_and_leaves_the_choice_in_german() -> None:
    """It believes, lays no blame, leaves the choice, serves any gender and sends nobody away."""
    said = _all_words("quiet_page", Level.PROMINENT)
    for needed in (
        "Hier wird dir geglaubt",
        "nicht deine Schuld",
        "Du bestimmst",
        "jedes Geschlechts",
        "Du musst heute nicht weggehen",
    ):
        assert needed in said
    for never in ("Paar", "du solltest", "verzeih", "rede mit ihm", "rede mit ihr", "hättest"):
        assert never not in said


def test_windows_of_time_and_medicines_hold_in_german() -> None:
    """72 hours, 120 hours and 5 days stand where they belong; nobody is told to stop a medicine."""
    notes = _german().section("body_and_health", Level.INFO)["notes"]
    assert "72 Stunden" in " ".join(notes["infection_window"]["lines"])
    assert "Levonorgestrel wirkt bis zu 72 Stunden" in notes["pill_window"]["lines"][0]
    assert "Ulipristal wirkt bis zu 120 Stunden" in notes["later_pill_window"]["lines"][0]
    assert "innerhalb von 5 Tagen" in notes["later_pill_window"]["lines"][0]
    for level in (Level.GENTLE, Level.PROMINENT):
        said = _all_words("medicines", level)
        assert "Setz kein Medikament allein ab" in said
        assert "diese Woche" in said

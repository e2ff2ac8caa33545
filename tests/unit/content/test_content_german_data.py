"""German stands in the data files' words as it should: whole, careful, and with the same facts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.help_said import line_view
from leeward.content.helplines import HelpLine, all_lines, countries, sentences
from leeward.content.labels import all_labels, rating, text
from leeward.content.parallel import files_of
from leeward.content.practice_types import Practice
from leeward.content.practice_words import FOLDER, behind, translated
from leeward.content.practices import all_practices, common, own_practice, practice
from leeward.content.reflections import all_sections, relation_cards, section
from leeward.content.toml_words import words
from leeward.events.settings import Words
from leeward.events.vocabulary import Consent, Kind, Need
from leeward.util.language import speaking
from support.said import german_catalogue

_WORDS = sorted({(context, message) for context, message, _ in words()})
_ENGLISH = all_practices()
_SAME = {"Solo", "Stress", "Ontario", "England", "Wales", "Zürich", "Portugal", "Japan"}
_PLACE = re.compile(r"\{\w*\}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _numbers(said: str) -> list[str]:
    return sorted(re.sub(r"[.,]", "", found) for found in _NUMBER.findall(said))


def _complaints(said: str) -> list[str]:
    found = lint.find_banned(said, lint.banned_words("de"), scope=lint.Scope.INTERFACE)
    found += lint.long_sentences(said)
    marks = re.findall(r"[\"'!”]| - |--|\bwir helfen\b", said.replace("Stop It Now!", ""))
    return [one.found for one in found] + marks


@pytest.mark.parametrize(("context", "message"), _WORDS, ids=lambda v: str(v)[:40])
def test_every_word_is_answered_with_the_same_facts(context: str, message: str) -> None:
    """No word of a data file stays English, and places and numbers are the same."""
    said = german_catalogue()(message, context)
    assert said
    assert said != message or message in _SAME
    assert sorted(_PLACE.findall(said)) == sorted(_PLACE.findall(message))
    assert _numbers(said) == _numbers(message)


@pytest.mark.parametrize(("context", "message"), _WORDS, ids=lambda v: str(v)[:40])
def test_german_words_are_kind_and_short(context: str, message: str) -> None:
    """No shaming word, no long sentence, German quotation marks, and nothing shouted."""
    assert _complaints(german_catalogue()(message, context)) == []


def test_labels_speak_the_language_of_the_context() -> None:
    """Stored values read German inside the block and English outside it, again and again."""
    for _ in range(2):
        with speaking("de"):
            assert text(Need.COMFORT, Words.QUIET) == "Trost"
            assert text(Consent.FORCED, Words.PLAIN) == "Ich wurde gezwungen"
            assert rating("urge").low == "keiner"
            assert rating("relief").low == "keine"
        assert text(Need.COMFORT, Words.QUIET) == "Comfort"
        assert rating("urge").low == "none"


def test_quiet_german_gives_nothing_away() -> None:
    """In quiet words no German label names sex, pornography or an ex."""
    with speaking("de"):
        found = all_labels()
        quiet = [label.quiet for label in found.values.values()]
        quiet += [one.question.quiet for one in found.ratings.values()]
        assert not re.search(r"\b(?:Sex\w*|Porn\w*|Ex|Orgasm\w*)\b", "\n".join(quiet))
        assert text(Kind.PORNOGRAPHY, Words.QUIET) != text(Kind.PORNOGRAPHY, Words.PLAIN)


def test_questions_keep_their_ids_and_change_their_words() -> None:
    """Sections, questions, ratings, lists and cards are the same in German but for the words."""
    english = all_sections()
    with speaking("de"):
        german = all_sections()
        cards = relation_cards(closed=())
        assert section("signs").prompt("sign-choice").items[0].low == "passt gar nicht zu mir"
    assert list(german) == list(english)
    for name, one in english.items():
        other = german[name]
        assert other.title != one.title
        assert other.closed_by == one.closed_by
        assert [g.id for g in other.groups] == [g.id for g in one.groups]
        assert [len(g.lines) for g in other.groups] == [len(g.lines) for g in one.groups]
        for here, there in zip(one.prompts, other.prompts, strict=True):
            assert there.ask != here.ask
            assert [i.id for i in there.items] == [i.id for i in here.items]
            assert (there.id, there.kind, there.beside, there.dimension, there.reverse) == (
                (here.id, here.kind, here.beside, here.dimension, here.reverse)
            )
    for card, said in zip(relation_cards(closed=()), cards, strict=True):
        assert (said.id, said.strength) == (card.id, card.strength)
        assert said.says != card.says
    assert "Verantwortlich ist, wer Gewalt ausübt." in next(
        card.caution for card in cards if "N-R4" in card.ideas
    )


def _bare(one: Practice) -> Practice:
    """Return a practice without its words: what no translation may change."""
    return replace(
        one,
        title="",
        quiet_title="",
        lead="",
        careful="",
        reassuring=tuple("" for _ in one.reassuring),
        not_for=tuple("" for _ in one.not_for),
        adapt=tuple("" for _ in one.adapt),
        stop="",
        body="",
        dose=replace(one.dose, words=""),
        evidence=replace(one.evidence, says=""),
        trauma=replace(one.trauma, says=""),
        steps=tuple(replace(s, text="", options=("",) * len(s.options)) for s in one.steps),
    )


def _spoken(one: Practice) -> list[str]:
    said = [one.title, one.quiet_title, one.lead, one.careful, one.stop, one.dose.words]
    said += [one.evidence.says, one.trauma.says, *one.not_for, *one.adapt, *one.body.splitlines()]
    for step in one.steps:
        said += [step.text, *step.options]
    return [words for words in said if words]


@pytest.mark.parametrize("one", _ENGLISH, ids=lambda p: p.slug)
def test_practices_are_the_same_but_for_their_words(one: Practice) -> None:
    """Ids, doses, timings, grades, sources and closures hold; every word is German and kind."""
    with speaking("de"):
        german = practice(one.slug)
    assert _bare(german) == _bare(one)
    for here, there in zip(_spoken(one), _spoken(german), strict=True):
        assert there != here
        assert _numbers(there) == _numbers(here)
    assert _complaints("\n".join(_spoken(german))) == []
    if one.reassuring:
        options = {option for step in german.steps for option in step.options}
        assert set(german.reassuring) <= options
    assert practice(one.slug) == one


def test_no_practice_is_behind_its_english() -> None:
    """Each German file was made from today's English one; otherwise its digest is told here."""
    assert behind("de") == {}


def test_a_practice_that_is_behind_is_told() -> None:
    """A language without files lacks all practices, and no made-up name reaches a file."""
    assert set(behind("xx")) == {one.slug for one in _ENGLISH}
    assert files_of(FOLDER, "../knowledge") == {}


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("\n  - Lass das Wasser.", "", "steps"),
        ("\n      - Nein", "", "steps 2"),
        ("title: Bad\n", "", "title"),
        ("lead: Warm.\n", "lead: Warm.\nkind: timer\n", "kind"),
        ("\n  - Leise.", "\n  - Leise.\n  - Laut.", "adapt"),
    ],
)
def test_an_incomplete_translation_is_refused(old: str, new: str, wrong: str) -> None:
    """A step, option or text that is missing or left over is named with the file."""
    base = practice("P1")
    english = replace(
        base,
        not_for=(),
        adapt=("Quiet.",),
        stop="",
        steps=(base.steps[0], replace(base.steps[0], options=("Yes", "No"))),
    )
    whole = (
        "---\nenglish: 0\ntitle: Bad\nlead: Warm.\ndose: kurz\nevidence: Kaum.\n"
        "adapt:\n  - Leise.\ntrauma: Offen.\nsteps:\n  - Lass das Wasser.\n"
        "  - text: Gut?\n    options:\n      - Doch\n      - Nein\n---\nWasser.\n"
    )
    told = translated(english, "practices/de/x.md", whole)
    assert [step.options for step in told.steps] == [(), ("Doch", "Nein")]
    assert (told.title, told.adapt, told.dose.seconds) == ("Bad", ("Leise.",), base.dose.seconds)
    broken = whole.replace(old, new, 1)
    assert broken != whole
    with pytest.raises(ContentError, match=rf"practices/de/x\.md.*{wrong}"):
        translated(english, "practices/de/x.md", broken)


def test_what_holds_for_all_practices_is_said_in_german() -> None:
    """The stop rule, the grades and the length of a practice of one's own follow the language."""
    with speaking("de"):
        assert common().stop_rule.endswith("Du darfst die Augen die ganze Zeit offen lassen.")
        assert own_practice(name="Rudern", minutes=20).dose.words == "20 Minuten"
        assert own_practice(name="Rudern", minutes=1).dose.words == "1 Minute"
    assert common().order == _order_in("de")
    assert own_practice(name="Row", minutes=20).dose.words == "20 minutes"


def _order_in(language: str) -> object:
    with speaking(language):
        return common().order


@pytest.mark.parametrize("line", all_lines().lines, ids=lambda x: x.id)
def test_help_lines_keep_names_and_numbers(line: HelpLine) -> None:
    """A service keeps its own name, every way its number and link, and nothing stays English."""
    english = line_view(line)
    with speaking("de"):
        german = line_view(line)
    assert (german.service == line.service) == (not line.described)
    assert [way.link for way in german.ways] == [way.link for way in english.ways]
    for way, view in zip(line.ways, german.ways, strict=True):
        assert way.value in view.words
        assert way.word in view.words
    assert _numbers(german.about) == _numbers(english.about)
    if english.about.removeprefix(f"{line.region}."):
        assert german.about != english.about
    assert ("Für Frauen" in german.about) == ("For women" in english.about)


def test_services_at_home_in_german_are_named_as_they_name_themselves() -> None:
    """The crisis lines of Germany, Austria and Switzerland stand under their own names."""
    named = {line.id: line.service for line in all_lines().lines}
    assert named["de-telefonseelsorge"] == "TelefonSeelsorge"
    assert named["de-hilfetelefon-maenner"] == "Hilfetelefon Gewalt an Männern"
    assert named["at-rat-auf-draht"] == "Rat auf Draht"
    assert named["ch-143"].startswith("Dargebotene Hand")


def test_countries_are_sorted_in_their_language() -> None:
    """Austria stands where a German reader looks for Österreich; codes stay."""
    with speaking("de"):
        names = [name for _, name in countries()]
        assert {code for code, _ in countries()} == set(all_lines().countries)
        assert sentences()["women_only"].startswith("Dieses Hilfetelefon ist für Frauen.")
    assert names.index("Norwegen") < names.index("Österreich") < names.index("Polen")
    assert [name for _, name in countries()] == sorted(all_lines().countries.values())

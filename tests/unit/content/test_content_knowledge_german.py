"""The German reading pages say what the English ones say, plainly, and leave whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyphen
import pytest
import yaml
from markdown_it import MarkdownIt

from leeward.content import knowledge, lint, parallel
from leeward.content.errors import ContentError
from leeward.content.extract import markdown_text, without_wiki_links
from leeward.content.knowledge import (
    Page,
    behind,
    library,
    opt_in_pages,
    page,
    search,
    tag_name,
    tags,
    translated,
)
from leeward.content.parallel import digest
from leeward.content.reflections import STRENGTH_WORDS
from leeward.content.render import obsidian_vault
from leeward.content.site import site
from leeward.content.sources import all_sources
from leeward.util.language import say, speaking

_SLUGS = sorted(library().pages)
_DICTIONARY = pyphen.Pyphen(lang="de_DE", left=1, right=1)
_SCHOOL_YEAR = 8
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_MASCULINE = re.compile(
    r"\b(?:Therapeut|Partner|Arzt|Ärzte|Freund|Nutzer|Experte|Forscher|Autor|Leser|Patient"
    r"|Besitzer|Helfer|Berater|Student|Teilnehmer)(?:en?|n|s)?\b"
)
_CONCEPTS = [
    *("Bewältigung", "Balance", "Verstärkung", "Vermeidung", "Gelernte Verknüpfung", "Trauma"),
    *("Bindung", "Sicherer Hafen", "Trennungsschmerz", "Zuflucht", "Abgeschotteter Sex"),
    *("Verbundener Sex", "Wollen und Mögen", "Stress und Erregung", "Bindungsangst"),
    *("Emotionsregulation", "Scham", "Werte", "Bindungsstile", "Übungen", "Psychotherapie"),
    *("Dopamin", "Oxytocin", "Mesolimbisches System", "Gaspedal", "Teufelskreis", "Auslöser"),
    *("Einverständnis", "Liebeskummer", "Wertekonflikt", "Achtsamkeit", "Responsive Lust"),
]
_GERMAN = """---
title: Steine
aliases: [Kiesel]
english: "0000000000000000"
claims:
  - "Steine sind warm."
---
Siehe [[other|das andere]].
"""
_ENGLISH = """---
title: Stones
part: guide
tags: [body]
hide_with: [couple_ideas]
claims:
  - {says: "Stones are warm.", strength: idea, sources: [manuals]}
---
See [[other|the other]].
"""


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """Speak German."""
    with speaking("de"):
        yield


def _english(slug: str) -> Page:
    with speaking("en"):
        return page(slug)


def _syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word)) + 1


def _words(one: Page) -> str:
    claims = [claim.says for claim in one.claims]
    return "\n".join([one.title, *one.aliases, *claims, markdown_text(one.body)])


def _shape(one: Page) -> list[str]:
    """Return the blocks of a page in order: paragraphs, lists, items, strong words."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(without_wiki_links(one.body))
    children = [child.type for token in tokens for child in token.children or ()]
    return [token.type for token in tokens] + [c for c in children if c.startswith("strong")]


def _figures(one: Page, *, thousands: str) -> list[str]:
    """Return the numbers of a page, sorted, with a point before decimals and no thousands mark."""
    text = "\n".join([*(claim.says for claim in one.claims), without_wiki_links(one.body)])
    found = (match.replace(thousands, "") for match in _FIGURE.findall(text))
    return sorted(number.replace(",", ".") for number in found)


def test_no_page_is_missing_or_stale() -> None:
    """Every page is there and carries the digest of the English file as it is today."""
    assert dict(behind("de")) == {}, "read the English again, mend, and set “english” to these"


@pytest.mark.parametrize("slug", _SLUGS)
def test_a_page_has_the_build_of_the_english_one(slug: str) -> None:
    """Same blocks, links, claims with the same works and grades, tags, closures and figures."""
    english, one = _english(slug), page(slug)
    assert one.body != english.body
    assert _shape(one) == _shape(english)
    assert set(one.links) == set(english.links)
    assert len(one.claims) == len(english.claims)
    for claim, before in zip(one.claims, english.claims, strict=True):
        assert claim.says != before.says
        assert claim.strength is before.strength
        assert [work.id for work in claim.sources] == [work.id for work in before.sources]
    same = ("part", "tags", "ideas", "practices", "opt_in", "hide_with")
    assert all(getattr(one, name) == getattr(english, name) for name in same)
    assert _figures(one, thousands=".") == _figures(english, thousands=",")


def test_the_page_on_numbers_writes_them_the_german_way() -> None:
    """Its example keeps its figures, with a comma before decimals."""
    assert (
        "1,9 Punkte. Wahrscheinlich 1,4 bis 2,6. Aus 31 Rückblicken"
        in page("reading-the-numbers").body
    )


@pytest.mark.parametrize("slug", _SLUGS)
def test_a_page_is_kind_and_plain(slug: str) -> None:
    """No shaming word, no cheering, no long sentence, and no more than eight years of school."""
    one = page(slug)
    text = "\n".join([one.title, *(claim.says for claim in one.claims), markdown_text(one.body)])
    assert lint.find_banned(text, lint.banned_words("de"), scope=lint.Scope.EVERYWHERE) == []
    assert "!" not in text
    assert '"' not in text
    assert lint.long_sentences(text) == []
    assert lint.german_grade(markdown_text(one.body), _syllables) <= _SCHOOL_YEAR


@pytest.mark.parametrize("slug", _SLUGS)
def test_nobody_is_named_in_the_masculine_alone(slug: str) -> None:
    """People are named without the generic masculine, stars or colons inside words."""
    text = _words(page(slug))
    assert re.search(r"\w[*:_]in", text) is None
    alone = re.sub(r"\w+in(?:nen)? (?:und|oder) \w+", "", text)
    assert _MASCULINE.findall(alone) == []


@pytest.mark.parametrize("concept", _CONCEPTS)
def test_a_concept_is_found_by_its_german_name(concept: str) -> None:
    """The page of that name comes first."""
    found = search(concept)
    assert found
    assert concept.lower() in [name.lower() for name in (found[0].title, *found[0].aliases)] or (
        concept.lower() in found[0].title.lower()
    )


def test_search_reads_german_words() -> None:
    """Text counts, capitals and umlauts do not matter, spelt-out umlauts neither; no English."""
    assert page("closeness-and-fire") in search("NÄHE feuer")
    assert search("Naehe und Feuer")[0].slug == "closeness-and-fire"
    assert search("nahe und feuer")[0].slug == "closeness-and-fire"
    assert search("Gefühle")[0].slug in {"emotion-regulation", "naming-feelings", "turning-away"}
    assert search("loneliness") == ()
    assert [one.slug for one in search("Monstermütter")] == ["two-monkeys"]
    assert page("two-monkeys") not in search("Hafen")
    assert page("two-monkeys") in opt_in_pages(closed=())


def test_tags_have_german_names_in_german_order() -> None:
    """Each tag is said in German and sorted by that name; the tag itself is the same."""
    names = [tag_name(tag) for tag in tags()]
    assert names[0] == "Belege"
    assert names[-3:] == ["Sicherheit", "Üben", "Wählen"]
    with speaking("en"):
        english = list(tags())
        assert english == sorted(english)
        assert tag_name("bond") == "bond"
    assert set(english) == set(tags())
    assert all(tag_name(tag) != tag for tag in tags())


def test_languages_do_not_mix() -> None:
    """Asked in turn, each language gets its own words; an unknown one gets English."""
    for _ in range(2):
        with speaking("en"):
            assert (page("shame").title, search("shame")[0].title) == ("Less shame", "Less shame")
        with speaking("fr"):
            assert page("shame").title == "Less shame"
        assert (page("shame").title, search("scham")[0].title) == ("Weniger Scham",) * 2


def test_works_and_grades_are_said_in_german() -> None:
    """Each work says in German what it was, keeps its figures and names, and so do the grades."""
    for work in all_sources().values():
        assert work.what != work.english_what, work.id
        assert " and " not in work.cite, work.id
        before = sorted(n.replace(",", "") for n in _FIGURE.findall(work.english_what))
        assert sorted(n.replace(".", "") for n in _FIGURE.findall(work.what)) == before, work.id
        assert _FIGURE.findall(work.cite) == _FIGURE.findall(work.english_cite), work.id
    assert all(say(words) != words for words in STRENGTH_WORDS.values())


def test_the_obsidian_vault_is_german_and_whole() -> None:
    """Each page is one note under a German name, and each link names a note that is there."""
    vault = obsidian_vault()
    assert len(vault) == len(_SLUGS)
    names = {path.rpartition("/")[2].removesuffix(".md") for path in vault}
    assert "Weniger Scham" in names
    for text in vault.values():
        head = yaml.safe_load(text[4:].partition("\n---\n")[0])
        assert head["aliases"][0] in _SLUGS
        assert set(re.findall(r"\[\[([^\]|]+)", text)) <= names
        assert "## Worauf sich das stützt" in text
        assert "What this rests on" not in text


def test_the_site_is_german_and_whole() -> None:
    """Each file says that it is German, and each address is another file of the site."""
    files = site()
    for path, text in files.items():
        if path.endswith(".html"):
            assert '<html lang="de">' in text
            assert set(re.findall(r'(?:href|src)="([^"]+)"', text)) <= set(files)
            assert "[[" not in text
            assert "Pages that point here" not in text


def test_a_closure_holds_in_german() -> None:
    """What is hidden in English is hidden in German: words only come from the German file."""
    with speaking("en"):
        english = set(obsidian_vault(closed={"couple_ideas"}))
        hidden = len(_SLUGS) - len(english)
    assert hidden > 0
    assert len(obsidian_vault(closed={"couple_ideas"})) == len(_SLUGS) - hidden
    one = translated(knowledge.parse("stones", _ENGLISH), _GERMAN, "de")
    assert (one.title, one.claims[0].says) == ("Steine", "Steine sind warm.")
    assert (one.hide_with, one.tags) == (frozenset({"couple_ideas"}), ("body",))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('  - "Steine sind warm."', "  []", "“claims” should be 1 texts"),
        ("[[other|das andere]]", "[[bonds]]", "“links” should be the same pages"),
        ("title: Steine", "titel: Steine", "no “title”"),
        ("aliases: [Kiesel]", "tags: [body]", "fields nobody knows: tags"),
    ],
)
def test_a_file_that_differs_is_refused(old: str, new: str, complaint: str) -> None:
    """Another number of claims, other links and unknown fields are told with the file."""
    english = knowledge.parse("stones", _ENGLISH)
    with pytest.raises(ContentError, match=complaint):
        translated(english, _GERMAN.replace(old, new), "de")


def test_an_old_translation_is_noticed() -> None:
    """A page made from another English text, a missing one and one too many are each named."""
    files = parallel.files_of(knowledge._FOLDER, "de")
    kept = {slug: text for slug, text in files.items() if slug != "shame"}
    kept["bonds"] = re.sub(r'english: "\w+"', 'english: "0123456789abcdef"', kept["bonds"])
    kept["pebbles"] = _GERMAN
    late = parallel.behind(parallel.files_of(knowledge._FOLDER), kept)
    assert set(late) == {"shame", "bonds", "pebbles"}
    assert late["bonds"] == digest(_english("bonds").source_text)

"""The knowledge pages: linked, sourced, searchable, exportable, and safe to render."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.knowledge import (
    Page,
    Part,
    is_open,
    library,
    link_up,
    listed,
    opt_in_pages,
    page,
    pages_linking_to,
    parse,
    search,
    tags,
)
from leeward.content.practices import all_practices
from leeward.content.reflections import Strength, relation_cards
from leeward.content.render import markdown_html, obsidian_vault, page_html
from leeward.content.site import site
from leeward.content.sources import all_sources
from leeward.safety.findings import Closure, RuleId
from leeward.safety.rules import BY_ID
from leeward.util.errors import InputError

_PAGES = list(library().pages.values())
_FILE = """---
title: Stones
part: guide
aliases: [Pebbles]
tags: [calm]
claims:
  - {says: "Stones are warm.", strength: idea, sources: [manuals]}
---
See [[other|the other]] and [[other]].
"""
_OTHER = _FILE.replace("Stones", "Other").replace("Pebbles", "Else").replace("[[other", "[[stones")
_CONCEPTS = [
    *("Coping", "Balance", "Relief and reward", "Avoidance", "Learned links", "Trauma"),
    *("Attachment", "Safe haven", "Separation distress", "Solace", "Sealed-off sex"),
    *("Synchrony", "Wanting and enjoying", "Stress lowers sexual response"),
    *("Emotion regulation", "Shame", "Values and choice", "Attachment styles", "Practices"),
    *("Therapy", "Where sources and evidence disagree", "Dopamine", "Oxytocin", "Values"),
    *("Mesolimbic system", "Eagerness system", "Maladaptive behaviour", "Context"),
    *("How to get over someone", "Consent", "Attachment and sex", "Hookups"),
]


def _slug(one: Page) -> str:
    return one.slug


def _address(slug: str) -> str:
    return f"/r/{slug}"


@pytest.mark.parametrize("one", _PAGES, ids=_slug)
def test_every_page_is_linked_tagged_and_sourced(one: Page) -> None:
    """Each page links onward, is linked to unless opt-in, has tags, and says what it rests on."""
    assert one.links
    assert one.tags
    assert one.claims
    assert all(claim.sources for claim in one.claims)
    assert one.slug not in one.links
    if not one.opt_in:
        assert library().back_links[one.slug]


@pytest.mark.parametrize("one", _PAGES, ids=_slug)
def test_claims_read_plainly(one: Page) -> None:
    """What a page rests on is said in short sentences without a shaming word."""
    text = "\n".join([one.title, *(claim.says for claim in one.claims)])
    assert lint.find_banned(text, lint.banned_words(), scope=lint.Scope.EVERYWHERE) == []
    assert lint.long_sentences(text) == []


@pytest.mark.parametrize("concept", _CONCEPTS)
def test_every_concept_of_the_sources_has_a_page(concept: str) -> None:
    """A person who looks for a concept by its usual name finds the page on top."""
    found = search(concept)
    assert found
    assert concept in (found[0].title, *found[0].aliases)


def test_strong_claims_rest_on_pooled_work() -> None:
    """“Well supported” is only said of studies that were put together."""
    for one in _PAGES:
        for claim in one.claims:
            if claim.strength is Strength.STRONG:
                assert any("put together" in work.what for work in claim.sources)


def test_every_source_is_used_and_says_what_it_was() -> None:
    """No work is listed without being used, and each says what kind of study it was."""
    used = {work.id for one in _PAGES for claim in one.claims for work in claim.sources}
    used |= {one.evidence.source.id for one in all_practices() if one.evidence.source}
    used |= {work.id for one in all_practices() for work in one.evidence.also}
    used |= {work.id for card in relation_cards(closed=()) for work in card.sources}
    assert used == set(all_sources())
    assert all(work.cite and work.what for work in all_sources().values())


def test_opt_in_pages_are_never_suggested() -> None:
    """Stories of animals, violence and couples in need are found by name only, never offered."""
    hidden = {one.slug for one in _PAGES if one.opt_in}
    assert {"two-monkeys", "sex-after-violence", "hold-me-tight"} <= hidden
    assert not hidden & {one.slug for one in listed()}
    assert not any(hidden & set(one.links) for one in _PAGES)
    assert all(one.slug not in hidden for one in search("bond"))
    assert [one.slug for one in search("monster mother")] == ["two-monkeys"]
    assert {one.slug for one in opt_in_pages(closed=())} == hidden


def test_nothing_for_couples_beside_coercion() -> None:
    """Once someone was pressed or afraid, pages for two and on group links are gone everywhere."""
    closed = {closure.value for closure in BY_ID[RuleId.S4].closes}
    away = {one.slug for one in _PAGES if not is_open(one, closed)}
    assert {name for one in _PAGES for name in one.hide_with} <= set(Closure)
    assert away == {one.slug for one in _PAGES if one.hide_with}
    assert {"desire-when-safe", "dials-and-sex", "closeness-and-pressure"} <= away
    assert opt_in_pages(closed=closed) == ()
    assert not away & {one.slug for one in listed(closed=closed)}
    assert not away & {one.slug for one in search("closeness", closed=closed)}
    assert not away & {one.slug for one in pages_linking_to("bonds", closed=closed)}
    assert not away & {one.slug for found in tags(closed=closed).values() for one in found}
    vault = obsidian_vault(closed=closed)
    assert len(vault) == len(_PAGES) - len(away)
    titles = {library().pages[slug].title for slug in away}
    assert not any(f"[[{title}" in text for title in titles for text in vault.values())
    assert "/r/dials-and-sex" not in page_html(page("two-dials"), _address, closed=closed)
    assert "/r/dials-and-sex" in page_html(page("two-dials"), _address)


def test_guide_and_knowledge_are_both_there() -> None:
    """Both parts have pages, and together they are the listed ones."""
    guide, knowledge = listed(part=Part.GUIDE), listed(part=Part.KNOWLEDGE)
    assert len(guide) >= 30
    assert len(knowledge) >= 20
    assert {*guide, *knowledge} == set(listed())


def test_pages_name_practices_that_exist() -> None:
    """A page points only to practices that are there."""
    slugs = {one.slug for one in all_practices()}
    assert all(set(one.practices) <= slugs for one in _PAGES)


def test_back_links_mirror_links() -> None:
    """A page is in the back-links of every page it points to, and of no other."""
    shelf = library()
    for one in _PAGES:
        for slug, back in shelf.back_links.items():
            assert (one.slug in back) == (slug in one.links)


def test_search_prefers_titles_and_needs_every_word() -> None:
    """A title match comes first, all words must occur, accents and capitals do not matter."""
    assert search("SHAME")[0].slug == "shame"
    assert search("dopámine")[0].slug == "dopamine"
    assert search("shame zebra") == ()
    assert search("   ") == ()
    both = search("shame desire")
    assert both[0].slug == "shame-and-desire"


def test_an_unknown_page_is_told() -> None:
    """Asking for a page that does not exist is told in plain words."""
    with pytest.raises(InputError, match="no page called"):
        page("abstinence")


def test_a_small_library_by_hand() -> None:
    """Links count once, both ways resolve, and the parts of a page are read."""
    stones, other = parse("stones", _FILE), parse("other", _OTHER)
    shelf = link_up([stones, other])
    assert stones.links == ("other",)
    assert shelf.back_links == {"stones": ("other",), "other": ("stones",)}
    assert (stones.part, stones.aliases, stones.opt_in) == (Part.GUIDE, ("Pebbles",), False)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("part: guide", "part: book", "“part” should be"),
        ("strength: idea", "strength: sure", "“strength” should be one of"),
        ("sources: [manuals]", "sources: [hearsay]", "no source called hearsay"),
        ("tags: [calm]", "tag: [calm]", "no “tags”"),
        ("tags: [calm]", "tags: [calm]\nmood: low", "fields nobody knows: mood"),
    ],
)
def test_broken_pages_are_named(old: str, new: str, complaint: str) -> None:
    """A mistake in a page is reported with the file and the field."""
    with pytest.raises(ContentError, match=complaint):
        parse("stones", _FILE.replace(old, new))


def test_dead_links_and_double_names_are_refused() -> None:
    """A link that leads nowhere and a name that means two pages stop the library."""
    with pytest.raises(ContentError, match="leads nowhere"):
        link_up([parse("stones", _FILE)])
    with pytest.raises(ContentError, match="names two pages"):
        link_up([parse("stones", _FILE), parse("other", _OTHER.replace("Else", "pebbles"))])
    with pytest.raises(ContentError, match="small letters and dashes"):
        parse("Two Stones", _FILE)


def test_links_become_addresses() -> None:
    """Wiki links in a page become links where the door wants them."""
    html = page_html(page("balance"), _address)
    assert '<a href="/r/more-ways">more ways</a>' in html
    assert "[[" not in html
    assert html.startswith("<p>")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/p.gif)",
        "<https://tracker.example>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_rendering_lets_no_code_through(source: str) -> None:
    """Raw HTML, scripts, images and unsafe addresses never reach the page."""
    html = markdown_html(source)
    assert not re.search(r"<(?!/?(?:p|em|a|strong|code)\b)", html)
    assert "src=" not in html.replace("&lt;img src=", "")
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@given(st.text(max_size=200))
def test_rendering_any_text_makes_no_foreign_tag(source: str) -> None:
    """Whatever is written, only tags that Markdown itself makes come out."""
    allowed = r"p|em|a|strong|code|pre|h[1-6]|ul|ol|li|blockquote|hr|br"
    assert not re.search(rf"<(?!/?(?:{allowed})\b)", markdown_html(source))


def test_obsidian_vault_keeps_links_and_heads() -> None:
    """The export holds every page with a readable head, and every link in it resolves."""
    vault = obsidian_vault(folder="Leeward")
    assert len(vault) == len(_PAGES)
    names: set[str] = set()
    for path, text in vault.items():
        head = yaml.safe_load(text[4:].partition("\n---\n")[0])
        assert path == f"Leeward/{path.removeprefix('Leeward/')}"
        assert not re.search(r'[\\:*?"<>|#^\[\]]', path)
        assert head["tags"]
        assert head["aliases"]
        names.add(path.rpartition("/")[2].removesuffix(".md"))
    assert {path.count("/") for path in vault} == {1, 2}
    apart = {path for path in vault if path.count("/") == 2}
    assert len(apart) == len([one for one in _PAGES if one.opt_in])
    for text in vault.values():
        assert "## What this rests on" in text
        for match in re.finditer(r"\[\[([^\]|]+)", text):
            assert match.group(1) in names


class _Tags(HTMLParser):
    """Collects open tags, to see that they are closed, and every address."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and its addresses."""
        self.addresses += [value for name, value in attrs if name in {"href", "src"} and value]
        if tag not in {"meta", "link", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the latest tag, which must be this one."""
        assert self.open.pop() == tag


def test_site_is_whole_and_stays_at_home() -> None:
    """Each file is well formed, each address is another file of the site, and no script runs."""
    files = site()
    assert len(files) == len(listed()) + 2
    for path, text in files.items():
        if path.endswith(".html"):
            parser = _Tags()
            parser.feed(text)
            assert parser.open == []
            assert set(parser.addresses) <= set(files)
            assert "<script" not in text
            assert "[[" not in text


def test_site_leaves_out_what_is_closed() -> None:
    """Under a closure the hidden pages are neither files nor links."""
    closed = {closure.value for closure in BY_ID[RuleId.S4].closes}
    files = site(closed=closed)
    assert "desire-when-safe.html" not in files
    assert not any("desire-when-safe.html" in text for text in files.values())


def test_export_of_a_page_without_claims_or_open_links() -> None:
    """Without claims there is no list of works; hidden targets become plain words."""
    lonely = parse("lonely", _FILE.replace("[[other|the other]] and [[other]]", "[[hidden|it]]"))
    hidden = parse("hidden", _OTHER.replace("tags:", "hide_with: [couple_ideas]\ntags:"))
    hidden = dataclasses.replace(hidden, links=("lonely",), body="Back.\n")
    shelf = link_up([dataclasses.replace(lonely, title="Lonely", aliases=(), claims=()), hidden])
    vault = obsidian_vault(shelf=shelf, closed={"couple_ideas"})
    assert list(vault) == ["Reading/Lonely.md"]
    assert "See it." in vault["Reading/Lonely.md"]
    assert "[[" not in vault["Reading/Lonely.md"]
    assert "rests on" not in vault["Reading/Lonely.md"]

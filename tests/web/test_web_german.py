"""The whole app in German: every page, every form and the phone's pages hold no English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from leeward.analysis.diary import simulate_diary
from leeward.content.helplines import all_lines
from leeward.content.sources import all_sources
from leeward.events import Entry, Episode
from leeward.instruments.library import library
from leeward.phone.site import SiteOptions, pages
from leeward.util import said
from leeward.util.clock import utc_now
from leeward.util.language import LANGUAGES, PSEUDO, speaking
from leeward.vault.recovery import word_list
from leeward.web.pages import all_pages
from support.said import german_catalogue
from support.walking import OWN, Get, Post, Walker, read
from web.conftest import Visit, app_over, place_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from web.conftest import Answer

DAYS = 120
SECOND = "walnut ferry eleven quiet button"
LEFT = frozenset({"/lock", "/x", "/w/lang", "/w/look", "/m/set", "/u"})
"""What would end the walk or change its language."""

ENGLISH = re.compile(
    r"\b(?:the|and|of|your|with|you|is|are|to|it|its|what|how|this|that|from|by|for|no|my|or|have|has|"
    r"when|not|at|which|who|be|been|do|did|there|they|their|them|most|more|than|about)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\S+[.@]\w\S*")
KEY_WORDS = frozenset(word_list())
GERMAN_TOO = frozenset({"not", "who", "her", "do"})
ALIKE = {
    "Deutsch": "each language stands under its own name",
    "English": "each language stands under its own name",
    "Leeward": "the name",
    "Daylio": "the name of an app",
    "StopNCII": "the name of a service",
    "Oxytocin": "the title of a reading page",
    "Sex": "a tag of reading pages",
}


@dataclass(frozen=True, slots=True)
class Walked:
    """What one walk through the app found."""

    words: dict[str, str]
    opened: frozenset[str]
    broken: tuple[str, ...]


def browser(visit: Visit, language: str) -> tuple[Get, Post]:
    """Return how a browser with that language opens pages and sends forms."""
    wish = {"accept-language": language}

    def get(path: str) -> Answer:
        return visit.send("GET", path, headers=wish)

    def post(path: str, data: dict[str, str | list[str]]) -> Answer:
        # “Look around first” would put a made-up journal in the way.
        return visit.post(path, {k: v for k, v in data.items() if k != "then"}, headers=wish)

    return get, post


def walk(language: str, folder: Path, diary: list[Entry]) -> Walked:
    """Walk through a first run, a full journal and the locked app in one language."""
    folder.mkdir()
    place = place_in(folder)
    for app in app_over(place):
        visit, house = Visit(app), app.state.house
        walker = Walker(*browser(visit, language), leave=LEFT)
        visit.get(f"/l?k={house.sessions.launch_token()}", sec_fetch_site="none")
        walker.walk("/w", sending="/w")
        assert house.journal is not None
        assert house.journal.settings.language == language
        house.journal.add_all(diary)
        times = [one.id for one in diary if isinstance(one.body, Episode)][-2:]
        asked = [f"/{at}" for one in times for at in (f"k/{one}", f"k/{one}/apart", f"d/{one}")]
        walker.walk("/t", "/m/set", "/two", "/page/done", "/u/back", "/i/cycle/guess", *asked)
        house.journal.behind.forget_all()
        house.journal.behind.make_key(SECOND)
        house.journal.behind.write(OWN)
        for path in ("/m/again", "/m/again/key", f"/n/{times[0]}/again", "/m/again/end"):
            visit.get("/m/again")
            visit.post("/m/again", {"key": SECOND}, headers={"accept-language": language})
            walker.open(path)
        house.lock()
        walker.walk("/", "/b")
        return Walked(walker.words, frozenset(walker.opened), tuple(walker.broken))
    raise AssertionError("no app")


def names() -> Iterator[str]:
    """Give what is the same in every language: services, works, and wordings of questionnaires."""
    for line in all_lines().lines:
        yield line.service
    for work in all_sources().values():
        yield work.english_cite
    for one in library():
        yield from (item.text for item in one.items)
        yield from (option.label for option in one.options)
        yield from (mark.source for scale in one.scales for mark in scale.marks)
        yield from (one.stem, one.source, one.licence.holder)
    yield "National Institute of Mental Health"
    yield said.month_and_year(utc_now().date())


def same_by_choice(piece: str) -> bool:
    """Whether the German catalogue itself says that this is said alike."""
    return german_catalogue()(piece) == piece


def unnamed(piece: str, known: tuple[str, ...]) -> str:
    """Return a piece without names and addresses in it."""
    for name in known:
        piece = piece.replace(name, "…")
    return ADDRESS.sub("…", piece)


def own(piece: str, where: str) -> bool:
    """Whether the words are the person's own, or one of the words of the recovery key."""
    return OWN in piece or (where.endswith("/w/4") and piece in KEY_WORDS)


def untranslated(german: dict[str, str], english: dict[str, str]) -> list[str]:
    """List what reads the same in both languages, and English words inside German."""
    known = tuple(sorted((n for n in names() if n), key=len, reverse=True))
    found = []
    for piece, where in german.items():
        bare = unnamed(piece, known)
        if own(piece, where) or piece in ALIKE or not re.search(r"[^\W\d_]{3}", bare):
            continue
        if piece in english and not same_by_choice(piece):
            found.append(f"{where}: {piece}")
        elif any(word.lower() not in GERMAN_TOO for word in ENGLISH.findall(bare)):
            found.append(f"{where}: ({piece})")
    return sorted(found)


def unopened(walked: Walked) -> list[str]:
    """List the addresses of the app that a walk never reached."""
    shapes = {
        page.path: re.compile(re.sub(r"\{\w+\}", "[^/?]+", page.path) + r"(\?.*)?")
        for page in all_pages()
        if "GET" in page.methods and page.path not in LEFT
    }
    return [path for path, shape in shapes.items() if not any(map(shape.fullmatch, walked.opened))]


def test_no_page_of_the_app_is_left_in_english(tmp_path: Path) -> None:
    """Every address opens, nothing breaks, and every word is German or the same on purpose.

    One test, because a walk is long and tests that shared it could run in two processes.
    """
    # The made-up person's own words are in the pseudo-language, so that they are told apart.
    with speaking(PSEUDO):
        diary = simulate_diary(7, days=DAYS, zone="Europe/Berlin", end=utc_now())
    german, english = (walk(language, tmp_path / language, diary) for language in ("de", "en"))
    assert unopened(german) == []
    assert german.broken == english.broken == ()
    assert untranslated(german.words, english.words) == []


@pytest.mark.parametrize("app", [True, False], ids=["kept", "hosted"])
def test_no_page_of_the_phone_is_left_in_english(*, app: bool) -> None:
    """The pages for the phone are German, and so are those kept for when nothing runs."""
    words: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        made = pages(SiteOptions(app=app, language=language))
        words[language] = {
            piece: path
            for path, body in made.items()
            if path.endswith(".html")
            for piece in read(body.decode()).pieces
        }
    assert untranslated(words["de"], words["en"]) == []

"""What Python says in German: errors beside fields, typed words, files, and what stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from leeward.core.questionnaires import told
from leeward.core.reports import Sheet
from leeward.exchange.pdf.write import sheet_pdf
from leeward.instruments.library import shipped
from leeward.util.language import speaking
from leeward.vault.passphrase import judge
from leeward.web.pages.pause.views import wish_to_look_back
from leeward.web.quiet import quieted
from leeward.web.reading import short_name
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from web.conftest import Visit

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@pytest.fixture
def german(opened: Visit) -> Visit:
    """A browser with the journal open in German."""
    preferences = opened.app.state.house.journal.preferences
    preferences.change(replace(preferences.now(), language="de"))
    opened.get("/t")
    return opened


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("/t", {}, "Noch ist nichts ausgefüllt. Eine Antwort genügt."),
        ("/t", {"distress": "99"}, "Wähle eine Zahl von 0 bis 10 oder lass es aus."),
        ("/k", {"relief": "3"}, "„Etwas anderes“ ist auch gut."),
        ("/g", {}, "Noch ist nichts ausgefüllt."),
        ("/week", {}, "Eine Antwort genügt; keine ist auch in Ordnung."),
        ("/people", {"how1": "abends"}, "irgendein Wort, das dir sagt, wer gemeint ist"),
        ("/c/c", {"energy_days": "900"}, "Gib eine ganze Zahl von 0 bis 365 an."),
        ("/m/in", {"mapping": "daylio"}, "Wähle zuerst eine Datei."),
        ("/m/out", {"format": "lines"}, "Das ist nicht die Passphrase."),
        ("/m/end", {"word": "nein"}, "Gib „alles vernichten“ ein, um weiterzumachen."),
        ("/e/bell", {}, "Gib eine Uhrzeit an, zum Beispiel 18:30."),
        ("/e/try", {"units": "32"}, "Wähle einen der Wege."),
        ("/m/set", {"zone": "Nirgends"}, "Diese Zeitzone gibt es nicht."),
    ],
)
def test_what_is_wrong_with_a_form_is_said_in_german(
    german: Visit, path: str, sent: dict[str, str | list[str]], said: str
) -> None:
    """The problem stands beside its field in the language of the page."""
    german.get(path)
    answer = german.post(path, sent)
    assert answer.status == 422
    assert said in answer.words


def test_a_locked_page_answers_in_the_language_that_was_kept(german: Visit) -> None:
    """Errors of the vault come in the journal's language, though nothing of it can be read."""
    german.post("/lock", {})
    german.get("/")
    wrong = german.post("/u", {"passphrase": "falsch"})
    assert "Diese Passphrase öffnet das nicht. Es ist nichts verloren" in wrong.words
    words = german.post("/u/key", {"words": "abandon zoo", "new": PASSPHRASE, "again": PASSPHRASE})
    assert "Ein Wiederherstellungsschlüssel hat 24 Wörter; hier sind es 2." in words.words
    assert "A recovery key" not in words.words


@pytest.mark.parametrize("typed", ["vergessen", "Vergessen ", "forget"])
def test_the_word_that_forgets_may_be_typed_in_either_language(german: Visit, typed: str) -> None:
    """The German word works as it is shown, and so does the English one."""
    journal = german.app.state.house.journal
    german.get("/g")
    german.post("/g", {"strength": "4"})
    entry = journal.timeline.items()[-1].entry.id
    page = german.get(f"/n/{entry}/forget")
    assert "„vergessen“" in page.words
    german.post(f"/n/{entry}/forget", {"word": typed})
    assert journal.timeline.item(entry) is None


def test_a_reminder_keeps_its_id_and_rings_in_german(german: Visit) -> None:
    """What is stored is the same in every language; the calendar file speaks, and tells nothing."""
    german.get("/e/bell")
    german.post("/e/bell", {"at": "18:30", "text": "Tea"})
    journal = german.app.state.house.journal
    assert [one.text for one in journal.reminders.all()] == ["Tea"]
    page = german.get("/e/bell")
    assert "„Tee“" in page.words
    german_file = german.post("/e/bell/file", {}).text
    assert "SUMMARY:Tee" in german_file
    assert not re.search(r"leeward|drang|sex|sog", german_file, re.IGNORECASE)
    journal.preferences.change(replace(journal.preferences.now(), language="en"))
    english_file = german.post("/e/bell/file", {}).text
    assert "SUMMARY:Tea" in english_file
    names = re.compile(r"UID:(\w+)")
    assert names.findall(german_file) == names.findall(english_file)


class Speech(HTMLParser):
    """Takes a page apart by the language a screen reader says each piece in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, set[str]] = {}
        self._tongues = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; without a language of its own it speaks like the one around it."""
        if tag not in VOID:
            self._tongues.append(dict(attrs).get("lang") or self._tongues[-1])

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag not in VOID:
            self._tongues.pop()

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if data.strip():
            self.found.setdefault(self._tongues[-1], set()).add(data.strip())


def by_language(page: str) -> dict[str, set[str]]:
    """Return the words of a page by the language they are marked with."""
    speech = Speech()
    speech.feed(page)
    return speech.found


def test_a_questionnaire_keeps_its_makers_words(german: Visit) -> None:
    """Title and window are German, questions stand as they were tested, and a line says so."""
    path = f"/q/{short_name('who-5')}"
    page = german.get(path)
    assert "WHO-5: Wohlbefinden" in page.words
    assert "die letzten zwei Wochen" in page.words
    assert "Die Fragen sind auf Englisch." in page.words
    assert "I have felt cheerful and in good spirits" in page.words
    spoken = by_language(page.text)
    makers = {item.text for item in shipped("who-5").items}
    makers |= {option.label for option in shipped("who-5").options} | {shipped("who-5").stem}
    assert spoken["en"] == makers
    assert "Auslassen" in spoken["de"]
    german.post(path, dict.fromkeys((item.key for item in shipped("who-5").items), "2"))
    seen = german.get(f"{path}/seen")
    assert "40 von 100" in seen.words
    assert "Bei 50 oder weniger lohnt es sich, genauer hinzusehen." in seen.words
    stored = german.app.state.house.journal.questionnaires.taken("who-5")[0].answers
    assert (stored.language, stored.version) == ("en", "1998")
    taken_out = german.post(f"{path}/out", {"as": "fhir"})
    assert json.loads(taken_out.text)["title"] == "WHO-5 well-being"


def test_the_private_questions_are_english_and_their_answers_german(german: Visit) -> None:
    """Read aloud, each question has its makers' language, yes, no and skipping the person's."""
    spoken = by_language(german.get("/h/f").text)
    assert spoken["en"] == {item.text for item in shipped("hark").items}
    assert {"Ja", "Nein", "Auslassen"} <= spoken["de"]


def test_words_of_a_questionnaire_somebody_brought_are_left_alone() -> None:
    """Only what the shipped files say is said in German; another title stays."""
    own = replace(shipped("who-5"), title="Notes", window="the last year")
    with speaking("de"):
        assert told(own).title == "Notes"
        assert told(own).window == "das letzte Jahr"


def test_an_import_tells_its_problems_in_german(german: Visit) -> None:
    """Each remark names its line and says what happens with it; days are written the German way."""
    german.get("/m/in")
    table = (
        "full_date,date,weekday,time,mood,activities,note\n"
        "2024-01-02,,,10:00,good,,Hallo\n2024-01-03,,,irgendwann,good,,\n"
    )
    page = german.upload("/m/in", {"mapping": "daylio"}, "a.csv", table.encode())
    assert "1 neuer Eintrag" in page.words
    assert "Zeile 3, full_date" in page.words
    assert "Diese Zeit ist anders geschrieben, als die Zuordnung sagt. Die Zeile bleibt weg." in (
        page.words
    )
    assert "Dienstag, 2. Januar 2024" in page.words


def test_what_a_passphrase_lacks_is_said_in_german() -> None:
    """The verdict and each piece of advice are German sentences."""
    with speaking("de"):
        found = judge("abc")
    assert found.verdict == "Sehr leicht zu erraten"
    assert found.advice[0] == "Nimm mindestens 15 Zeichen; diese hat 3."


def test_the_page_one_brings_is_set_in_its_language() -> None:
    """A reader that reads aloud is told that the PDF is German, or English."""
    sheet = Sheet(title="Zusammenfassung", made="heute", span="", parts=(), foot=("Größe",))
    with speaking("de"):
        assert b"/Lang(de)" in sheet_pdf(sheet)
    assert b"/Lang(en)" in sheet_pdf(sheet)


def test_quiet_words_hold_in_german() -> None:
    """On a screen others may see, an urge reads as a pull, in every form of the word."""
    with speaking("de"):
        assert quieted("Ein Drang, des Drangs, drängen") == "Ein Sog, des Sogs, drängen"
    assert quieted("An urge") == "A pull"


def test_the_wish_to_look_back_is_known_by_its_place() -> None:
    """The first answer to “later?” is the wish, whatever its words are."""
    english = wish_to_look_back()
    with speaking("de"):
        german = wish_to_look_back()
    assert english
    assert german
    assert german != english

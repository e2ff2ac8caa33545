"""The language a person reads: which one is on, and how an English sentence is said in it.

English is the language of the source. Every sentence a person reads passes through `say`,
`say_count` or a template; other languages are catalogues of GNU gettext's PO format under
`leeward/locale/LANGUAGE/`, looked up by the English sentence. A sentence without an answer stays
English. Values stand as {name} in sentences from Python and as {0}, {1} in those from templates.

The language belongs to the context of one request or command, never to the process, so that two
readers never hear each other's. What is kept for later keeps numbers and ids, not sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType

from leeward.util.errors import LeewardError

ENGLISH = "en"
PSEUDO = "en-XA"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "de": "Deutsch"})
"""Every complete language, by its own name."""

_FOLDER = "locale"
_CODE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_PLACE = re.compile(r"(\{\w*\})")
_ACCENTS = str.maketrans("aceinouyAEINOUYS", "áçéíñóúýÁÉÍÑÓÚÝŠ")

_spoken: ContextVar[str] = ContextVar("leeward_language", default=ENGLISH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The sentences of one language. Keys are English; a context tells same words apart."""

    language: str
    single: Mapping[tuple[str, str], str] = field(default_factory=dict)
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __call__(self, message: str, context: str = "") -> str:
        """Return what is said for `message`; empty where the catalogue is silent."""
        if self.language == PSEUDO:
            return pseudo(message)
        own = self.single.get((context, message), "") if context else ""
        return own or self.single.get(("", message), "")


def spoken() -> str:
    """Return the language of this context, like “en” or “de”."""
    return _spoken.get()


def first_known(wished: str) -> str:
    """Return the first language of an Accept-Language header that is here, else English."""
    for one in wished.split(","):
        code = one.partition(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return ENGLISH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def mark(message: str, context: str = "") -> str:
    """Return `message` itself: a sentence kept as a constant, to be said later with `say`.

    `context` is the one it will be said in; it is there for those who gather the messages.
    """
    del context
    return message


def say(message: str, /, context: str = "", **values: object) -> str:
    """Say a sentence in the language of this context, its {name} places filled with `values`."""
    catalogue = catalogue_for(spoken())
    said = (catalogue(message, context) if catalogue else "") or message
    return said.format(**values) if values else said


def say_count(one: str, many: str, number: int, /, **values: object) -> str:
    """Say a sentence about a number of things; {n} is the number as people write it."""
    catalogue = catalogue_for(spoken())
    forms = catalogue.counted.get(one, ()) if catalogue else ()
    if catalogue and catalogue.language == PSEUDO:
        forms = (pseudo(one), pseudo(many))
    # Both complete languages count one and many; a third may need the rule of its catalogue.
    chosen = (forms or (one, many))[0 if number == 1 else -1]
    return chosen.format(n=whole(number), **values)


def whole(number: int) -> str:
    """Write a whole number with the thousands mark of this context's language."""
    text = f"{number:,}"
    return text.replace(",", ".") if spoken() == "de" else text


def decimal(text: str) -> str:
    """Give a number written with a point the decimal mark of this context's language."""
    return text.replace(".", ",") if spoken() == "de" else text


def pseudo(message: str) -> str:
    """Return a message with accents and two fifths more length, values untouched."""
    parts = _PLACE.split(message)
    dressed = "".join(p if _PLACE.fullmatch(p) else p.translate(_ACCENTS) for p in parts)
    return f"{dressed} {'~' * max(1, round(0.4 * len(message)))}"


@cache
def catalogue_for(language: str) -> Catalogue | None:
    """Return a language's catalogue; None for English and where there is none.

    Raises:
        LeewardError: a catalogue of that language is damaged.
    """
    if language == PSEUDO:
        return Catalogue(language=PSEUDO)
    if language == ENGLISH or not _CODE.fullmatch(language):
        return None
    folder = files("leeward").joinpath(_FOLDER, language)
    if not folder.is_dir():
        return None
    from babel.messages.pofile import read_po  # noqa: PLC0415  slow, and English needs none

    single: dict[tuple[str, str], str] = {}
    counted: dict[str, tuple[str, ...]] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if not entry.name.endswith(".po"):
            continue
        try:
            catalogue = read_po(BytesIO(entry.read_bytes()), locale=language.replace("-", "_"))
        except (ValueError, UnicodeDecodeError) as error:
            raise LeewardError(f"{language}/{entry.name} is damaged.") from error
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, str) and isinstance(message.string, str):
                if message.string:
                    single[message.context or "", message.id] = message.string
            elif isinstance(message.string, tuple | list) and all(message.string):
                counted[message.id[0]] = tuple(message.string)
    return Catalogue(language=language, single=single, counted=counted)

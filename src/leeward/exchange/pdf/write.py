"""The page a person brings, as a PDF. Words go in as data, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from leeward.util.errors import LeewardError
from leeward.util.language import say, spoken

if TYPE_CHECKING:
    from leeward.core.reports import Sheet

STANDARD: Final = "ua-1"


class PdfError(LeewardError):
    """The page could not be set."""


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return the page as PDF/UA-1 on A4; nothing is fetched and nothing is written to disk.

    Raises:
        PdfError: the typesetter refused; the message holds none of the words.
    """
    import typst  # noqa: PLC0415  a large library, needed for this alone

    source = files(__package__).joinpath("sheet.typ").read_bytes()
    around = {"lang": spoken(), "how": say("How to read this")}
    data = json.dumps(asdict(sheet) | around, ensure_ascii=False)
    try:
        pdf: bytes = typst.compile(source, sys_inputs={"sheet": data}, pdf_standards=[STANDARD])
    except RuntimeError as error:
        raise PdfError(
            say("The page could not be made. Try printing it from the screen.")
        ) from error
    return pdf

"""Gather the words of all templates into src/leeward/locale/leeward.pot.

Start a language with `pybabel init -i leeward.pot -o LANG.po -l LANG` beside it, and bring one up
to date with `pybabel update`; the program reads the .po files as they are.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from leeward.content.catalogue import DOMAIN, extract_templates

SOURCE = Path(__file__).resolve().parents[1] / "src" / "leeward"
TARGET = SOURCE / "locale" / f"{DOMAIN}.pot"


def gather() -> Catalog:
    """Return the catalogue of every message in the templates of the app and the phone page."""
    catalogue = Catalog(project="Leeward", fuzzy=False)
    for folder in ("web", "phone"):
        for path in sorted((SOURCE / folder / "templates").rglob("*.html")):
            with path.open("rb") as stream:
                for line, _, message, _ in extract_templates(stream, None, None, None):
                    catalogue.add(message, locations=[(str(path.relative_to(SOURCE)), line)])
    return catalogue


def main() -> None:
    """Write the template catalogue."""
    out = BytesIO()
    write_po(out, gather(), width=100, omit_header=True, sort_output=True)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(out.getvalue())


if __name__ == "__main__":
    main()

"""Say what a language still lacks, or print it as a catalogue to fill in.

scripts/catalogue.py --check de [START]      list what is missing, stale or wrong, with START
                                             only for places that begin so
scripts/catalogue.py --lacking de [START]    print the missing messages as a .po

For a new language the second prints every message there is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from leeward.content.gather import Said, answers, compare, gather

SOURCE = Path(__file__).resolve().parents[1] / "src" / "leeward"
LOCALE = SOURCE / "locale"


def catalogue_of(messages: Iterable[Said]) -> bytes:
    """Return messages as a template for translators."""
    catalogue = Catalog(project="Leeward", fuzzy=False)
    for one in messages:
        # Places name the file only: lines would change with every edit.
        catalogue.add(
            (one.message, one.many) if one.many else one.message,
            context=one.context or None,
            locations=[(one.place.partition(":")[0], 0)],
        )
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return out.getvalue()


def lacking(language: str, start: str) -> list[Said]:
    """Return the messages of a place that a language does not answer."""
    messages = gather(SOURCE)
    gaps = compare(messages, answers(LOCALE / language))
    missing = {(g.place, g.context, g.message) for g in gaps if g.wrong == "missing"}
    return [
        one for one in messages if (one.place, *one.key) in missing and one.place.startswith(start)
    ]


def check(language: str, start: str) -> int:
    """Print what a language lacks; return how much."""
    gaps = [
        gap
        for gap in compare(gather(SOURCE), answers(LOCALE / language))
        if gap.place.startswith(start)
    ]
    for gap in gaps:
        about = f" [{gap.context}]" if gap.context else ""
        print(f"{gap.wrong:14} {gap.place}{about}: {gap.message}")
    print(f"{len(gaps)} to mend in {language}")
    return len(gaps)


def main(arguments: list[str]) -> int:
    """Check a language, or print what it lacks."""
    mode, language, start = [*arguments, "", "", ""][:3]
    if mode == "--check" and language:
        return 1 if check(language, start) else 0
    if mode == "--lacking" and language:
        sys.stdout.write(catalogue_of(lacking(language, start)).decode())
        return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

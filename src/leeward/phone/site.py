"""The static site: pages, scripts and look as files that any HTTPS host can serve as they are."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader

from leeward.content.practices import common
from leeward.events.settings import Words
from leeward.phone import view
from leeward.phone.looks import LOOKS, Look
from leeward.phone.templating import prepared
from leeward.phone.worker import worker
from leeward.util.clock import utc_now
from leeward.util.errors import InputError
from leeward.util.language import ENGLISH, mark, say, speaking, spoken
from leeward.util.said import weekday

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'"
)
"""No form can be sent anywhere: what is written leaves the page sealed, or not at all."""

HEADERS = {
    "Content-Security-Policy": POLICY + "; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
SHEETS = ("tokens.css", "base.css", "screens.css", "phone-own.css")
SCRIPTS = (
    *("bytes", "calendar", "help", "home", "keep", "notes", "pair", "parcel", "pause"),
    *("seal", "shell", "steps", "store", "way"),
)
HPKE = "vendor/hpke-core-1.9.0.min.js"
QR = "vendor/qr-write-0.7.0.min.js"
LICENCES = ("LICENSE-hpke.txt", "LICENSE-qr.txt", "LICENSE-lucide.txt")
PAIRED_ONLY = ("first.html", "pair.html", "home.html")
TITLES = {
    "index.html": "",
    "first.html": mark("Before you begin"),
    "pause.html": mark("Pause"),
    "ways.html": mark("Ways"),
    "note.html": mark("Note"),
    "urge.html": mark("Note"),
    "back.html": mark("Note"),
    "help.html": mark("Help numbers"),
    "watched.html": mark("Reading"),
    "pair.html": mark("Pairing"),
    "home.html": mark("Notes"),
    "b.html": mark("Calendar"),
}
_FONT = re.compile(r"@font-face\s*\{[^}]*\}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOptions:
    """What is chosen when building: look, language, the day by which numbers are judged, where.

    `app` builds the pages that the program on the computer keeps for when it is not running;
    they share its address, so they need no pairing and no way home.
    """

    look: Look = LOOKS[0]
    today: date = field(default_factory=lambda: utc_now().date())
    app: bool = False
    language: str = ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What stands around every page."""

    look: Look
    app: bool
    worker: str
    policy: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What the shared parts ask of a page."""

    home: str
    mark: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was written: how many files, and their bytes as a host sends them (gzip)."""

    files: int
    compressed: int


def build(out: Path, options: SiteOptions | None = None) -> Built:
    """Write the site into a folder.

    Raises:
        InputError: the folder holds something that is not such a site, or cannot be written.
    """
    made = site_files(options or SiteOptions())
    if out.exists() and not (out / "sw.js").is_file() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(say("There is something else at {out}. Choose an empty folder.", out=out))
    try:
        for path, body in made.items():
            target = out / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
    except OSError as error:
        raise InputError(
            say("{out} cannot be written: {why}.", out=out, why=error.strerror)
        ) from error
    return Built(files=len(made), compressed=compressed(made))


def compressed(made: Mapping[str, bytes]) -> int:
    """Return how many bytes these files take on their way to a phone."""
    return sum(len(gzip.compress(body, 9)) for body in made.values())


def site_files(options: SiteOptions) -> dict[str, bytes]:
    """Return every file of the site by its path, worker and headers included."""
    made = pages(options)
    list_of = {path: body for path, body in made.items() if not path.endswith("-512.png")}
    headers = ["/*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    return {
        **made,
        "sw.js": worker(list_of, start="index.html"),
        "_headers": ("\n".join(headers) + "\n").encode(),
        "robots.txt": b"User-agent: *\nDisallow: /\n",
        **{f"vendor/{name}": _static(f"vendor/{name}") for name in LICENCES},
    }


def pages(options: SiteOptions) -> dict[str, bytes]:
    """Return the pages and everything they need, by path: what the worker may keep."""
    with speaking(options.language):
        return _pages(options)


def _pages(options: SiteOptions) -> dict[str, bytes]:
    look = options.look
    made = {
        **_rendered(options),
        "phone.css": _sheet().encode(),
        "icons.svg": _static("icons.svg"),
        "icon.svg": look.svg(),
        "js/site.js": f"export const SITE = {view.settings_json()};\n".encode(),
        **{f"js/{name}.js": _static(f"js/{name}.js") for name in SCRIPTS},
        HPKE: _static(HPKE),
    }
    if options.app:
        for name in ("js/pair.js", "js/home.js"):
            del made[name]
        return made
    return {
        **made,
        QR: _static(QR),
        "app.webmanifest": manifest(look, start="./", icons="").encode(),
        **{f"icon-{size}.png": look.png(size) for size in (180, 192, 512)},
    }


def manifest(look: Look, *, start: str, icons: str) -> str:
    """Return the manifest: a name, pictures and where to begin, all neutral."""
    return json.dumps(
        {
            "id": start,
            "lang": spoken(),
            "name": look.said().name,
            "short_name": look.said().name,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#f6f5ef",
            "theme_color": look.ground,
            "icons": [
                {
                    "src": f"{icons}icon-{size}.png",
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any maskable",
                }
                for size in (192, 512)
            ],
        },
        indent=1,
    )


@cache
def environment(language: str = ENGLISH) -> Environment:
    """Return the template environment of the static site in one language."""
    loader = PackageLoader("leeward.phone", "templates")
    return prepared(loader, asset=lambda name: name, language=language)


def _rendered(options: SiteOptions) -> dict[str, bytes]:
    look, env = options.look.said(), environment(options.language)
    site = Site(
        look=look,
        app=options.app,
        worker="" if options.app else "sw.js",
        policy=POLICY,
        language=options.language,
    )
    ways = view.safe_ways()
    shared: dict[str, object] = {
        "site": site,
        "page": Furniture(home="index.html", mark=look.name, words=view.WORDS),
        "form": view.BlankForm(),
        "ways": ways,
        "way_links": [(f"p-{way.slug}.html", way.title, way.lead) for way in ways],
        "when_options": view.when_options(),
        "stop_rule": common().stop_rule,
        "countries": view.country_views(options.today),
        "general": view.general_view(options.today),
        "text": view.help_text(),
        "weekdays": tuple(weekday(n) for n in range(7)),
    }
    made = {
        path: env.get_template(f"phone/{path}")
        .render(shared, title=say(title) if title else look.name)
        .encode()
        for path, title in TITLES.items()
        if not (options.app and path in PAIRED_ONLY)
    }
    single = env.get_template("phone/way.html")
    for way in ways:
        made[f"p-{way.slug}.html"] = single.render(shared, title=say("Reading"), way=way).encode()
    return made


def _sheet() -> str:
    """Join the sheets; the fonts stay at home, the phone has its own."""
    return _FONT.sub("", "\n".join(_static(name).decode() for name in SHEETS))


def _static(name: str) -> bytes:
    return files("leeward.phone").joinpath("static", *name.split("/")).read_bytes()

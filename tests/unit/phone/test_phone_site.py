"""The site: small, strict, whole, and of neutral names."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from leeward.content.practices import all_practices
from leeward.phone import view
from leeward.phone.looks import LOOKS, SIZES, Look, look
from leeward.phone.site import HPKE, POLICY, QR, SiteOptions, build, compressed, pages, site_files
from leeward.util.errors import InputError
from leeward.util.language import LANGUAGES

DAY = date(2026, 11, 22)
BUDGET = 150_000
SHELL = (
    *(
        "index.html",
        "pause.html",
        "phone.css",
        "icons.svg",
        "icon.svg",
        "sw.js",
        "js/site.js",
        HPKE,
    ),
    *(f"js/{name}.js" for name in ("bytes", "keep", "pause", "steps", "seal", "shell", "store")),
)
PINS = {
    "hpke-core-1.9.0.min.js": "3455c985370d7157a96c779783b7d0a1ce97cc5b9735c496d1c128dd6aa92df0",
    "qr-write-0.7.0.min.js": "a2e0085d41dbd3349157d4820e1dc6a80dc8ac59617237dffcdb6337a5164b91",
}
TELLING = (
    *("leeward", "sex", "urge", "partner", "addict", "distress"),
    *("drang", "sucht", "belastung", "leidenschaft"),
)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """The built site in memory."""
    return site_files(SiteOptions(today=DAY))


def test_shell_and_pause_fit_the_budget(site: dict[str, bytes]) -> None:
    """Shell and pause stay under 150 KB compressed, and so does everything together."""
    assert compressed({path: site[path] for path in SHELL}) < BUDGET / 2
    assert compressed(site) < BUDGET


def test_every_reference_leads_to_a_file_of_the_site(site: dict[str, bytes]) -> None:
    """No page, script or sheet asks for anything that is not there, or at another place."""
    for path, body in site.items():
        if path.endswith(".html"):
            found = re.findall(r'(?:href|src)="([^"]+)"', body.decode())
            own = [f for f in found if not f.startswith(("tel:", "sms:", "mailto:", "https:", "#"))]
            assert {f.partition("#")[0] for f in own} <= set(site), path
        if path.startswith("js/"):
            for name in re.findall(r'from "([^"]+)"', body.decode()):
                target = name.replace("./", "js/") if name.startswith("./") else name[3:]
                assert target in site
    assert b"url(" not in site["phone.css"]


def test_the_list_of_the_worker_is_the_site(site: dict[str, bytes]) -> None:
    """Every page is in the list with the hash of its bytes, and the worker is not."""
    text = site["sw.js"].decode()
    known = json.loads(text[text.index("const LIST = ") + 13 : text.index(";\nconst START")])
    wanted = {p for p in pages(SiteOptions(today=DAY)) if not p.endswith("-512.png")}
    assert set(known) == wanted
    for path, value in known.items():
        assert value == "sha256-" + b64encode(sha256(site[path]).digest()).decode()


def test_the_version_changes_with_any_page() -> None:
    """Another day or look gives another worker, so that phones take the new pages."""
    one, same = site_files(SiteOptions(today=DAY)), site_files(SiteOptions(today=DAY))
    assert one == same
    assert one["sw.js"] != site_files(SiteOptions(today=DAY, look=LOOKS[1]))["sw.js"]


def test_the_policy_stands_in_every_page_and_in_the_headers(site: dict[str, bytes]) -> None:
    """Strict policy, no inline script or style, and no form that could be sent."""
    for path, body in site.items():
        if path.endswith(".html"):
            text = body.decode()
            assert f'content="{POLICY.replace(chr(39), "&#39;")}"' in text
            assert not re.search(
                r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|action=", text
            )
    assert "frame-ancestors 'none'" in site["_headers"].decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", LOOKS, ids=lambda one: one.key)
def test_names_and_titles_are_neutral(one: Look, language: str) -> None:
    """Manifest, titles and addresses of every look say nothing, in any language."""
    made = site_files(SiteOptions(look=look(one.key), today=DAY, language=language))
    told = json.loads(made["app.webmanifest"])
    assert told["lang"] == language
    assert f'<html lang="{language}"' in made["index.html"].decode()
    titles = [
        found
        for path, body in made.items()
        if path.endswith(".html")
        for found in re.findall(r"<title>([^<]*)</title>", body.decode())
    ]
    for text in (told["name"], told["short_name"], *titles):
        assert not any(word in text.lower() for word in TELLING)
    assert {icon["src"] for icon in told["icons"]} <= set(made)
    for size in SIZES:
        assert made[f"icon-{size}.png"][16:20] == size.to_bytes(4)


def test_only_ways_fit_for_everyone_are_there(site: dict[str, bytes]) -> None:
    """The fixed eight, and never reaching out, connect-first or sex on purpose."""
    safe = {one.id for one in all_practices() if one.locked_safe and one.way}
    assert {way.id for way in view.safe_ways()} == safe
    assert not {"P16", "P17", "P22"} & safe
    for one in all_practices():
        assert (f"p-{one.slug}.html" in site) == (one.id in safe)
    order = view.fixed_order()
    assert order["pleasure"] == []
    assert all(set(ways) == safe for need, ways in order.items() if need != "pleasure")


def test_every_country_has_an_emergency_number_and_a_day() -> None:
    """Each opens with its emergency number; the day of checking travels with it."""
    found = view.country_views(DAY)
    assert len(found) > 20
    for one in found:
        assert one.emergency
        assert date.fromisoformat(one.checked) <= DAY
        assert any(topic.title == "Under 18" or topic.lines for topic in one.topics)
    old = view.country_views(date(2028, 1, 1))
    assert all(not one.topics for one in old)
    assert all(one.emergency for one in old)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    """An earlier site is replaced; anything else is refused."""
    out = tmp_path / "site"
    assert build(out).files == build(out).files
    assert (out / "pause.html").is_file()
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("x")
    for wrong in (other, other / "mine.txt"):
        with pytest.raises(InputError, match="something else"):
            build(wrong)


def test_the_pages_of_the_program_need_no_pairing() -> None:
    """Kept for when the program is not running: no way home, no manifest, no pairing."""
    made = pages(SiteOptions(today=DAY, app=True))
    assert not {"pair.html", "home.html", "first.html", "app.webmanifest", QR} & set(made)
    for path, body in made.items():
        if path.endswith(".html"):
            assert not re.search(r'href="(pair|home|first)\.html', body.decode()), path


def test_vendored_code_is_pinned_with_its_licence() -> None:
    """Each vendored file is the one that was reviewed, and its licence lies beside it."""
    folder = files("leeward.phone").joinpath("static/vendor")
    for name, digest in PINS.items():
        assert sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
    assert "MIT" in folder.joinpath("LICENSE-hpke.txt").read_text()
    assert "MIT" in folder.joinpath("LICENSE-qr.txt").read_text()


def test_an_unknown_look_is_told() -> None:
    """The message lists the looks."""
    with pytest.raises(InputError, match="almanac"):
        look("x")

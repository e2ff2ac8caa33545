"""Pages the browser may keep for when nothing runs: the phone's pages, and no page of the app."""

from __future__ import annotations

from functools import lru_cache
from mimetypes import guess_type
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from leeward.core.opening import VaultError
from leeward.phone.looks import LOOKS
from leeward.phone.receiving import pairing
from leeward.phone.site import SiteOptions, manifest, pages
from leeward.phone.worker import worker
from leeward.util.clock import utc_now
from leeward.util.language import ENGLISH, first_known, speaking

if TYPE_CHECKING:
    from datetime import date

    from starlette.requests import Request

    from leeward.web.house import House

FOLDER = "o/"
LOST = f"{FOLDER}index.html"


@lru_cache(maxsize=4)
def kept(day: date, language: str = ENGLISH) -> dict[str, bytes]:
    """Return what is kept, by path below the folder; the day decides which numbers are shown."""
    return pages(SiteOptions(today=day, app=True, language=language))


@lru_cache(maxsize=4)
def keeper(day: date, language: str = ENGLISH) -> bytes:
    """Return the worker that keeps it."""
    return worker(kept(day, language), below=FOLDER, lost=LOST)


@lru_cache(maxsize=2)
def faces(language: str) -> dict[str, bytes]:
    """Return manifest and icons of every look; they are never kept by the worker."""
    with speaking(language):
        return _faces()


def _faces() -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for look in LOOKS:
        icons = f"/{FOLDER}{look.key}-"
        made[f"{look.key}.webmanifest"] = manifest(look, start="/", icons=icons).encode()
        for size in (192, 512):
            made[f"{look.key}-icon-{size}.png"] = look.png(size)
    return made


class Offline:
    """Answers for the worker, its pages, and the key they seal to."""

    def __init__(self, house: House) -> None:
        self.house = house

    def language(self, request: Request) -> str:
        """Return the language of these pages: the one of locked pages, else the browser's."""
        return self.house.kept_language() or first_known(request.headers.get("accept-language", ""))

    async def worker(self, request: Request) -> Response:
        """Answer with the worker; browsers ask for it anew."""
        body = keeper(utc_now().date(), self.language(request))
        return Response(body, media_type="text/javascript")

    async def page(self, request: Request) -> Response:
        """Answer with one kept page; names are looked up, never joined to a folder."""
        name = request.path_params["name"]
        language = self.language(request)
        body = kept(utc_now().date(), language).get(name) or faces(language).get(name)
        if body is None:
            return Response(status_code=404)
        if name.endswith(".webmanifest"):
            return Response(body, media_type="application/manifest+json")
        return Response(body, media_type=guess_type(name)[0] or "text/plain")

    async def key(self, _request: Request) -> Response:
        """Answer with whom to seal for: the journal's id and public key, which open nothing."""
        try:
            known = pairing(self.house.place)
        except VaultError:
            return Response(status_code=404)
        return JSONResponse({"text": known.text})

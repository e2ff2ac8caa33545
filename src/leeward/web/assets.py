"""Static files: read once, named by the hash of the whole set, so that they may be cached."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from mimetypes import guess_type
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

FONT = "font/woff2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """All static files by name, with the version that stands in their addresses."""

    version: str
    bodies: dict[str, bytes]

    def path(self, name: str) -> str:
        """Return the address of a static file.

        Raises:
            KeyError: there is no such file; a template is wrong.
        """
        if name not in self.bodies:
            raise KeyError(name)
        return f"/a/{self.version}/{name}"

    def answer(self, version: str, name: str) -> Response:
        """Answer a request for one file; names are looked up, never joined to a folder."""
        body = self.bodies.get(name)
        if body is None or version != self.version:
            return Response(status_code=404)
        kind = FONT if name.endswith(".woff2") else guess_type(name)[0] or "text/plain"
        return Response(
            body, media_type=kind, headers={"cache-control": "private, max-age=31536000, immutable"}
        )


@cache
def load_assets() -> Assets:
    """Read every static file of this package, and those shared with the phone's pages."""
    bodies = dict(walk(files("leeward.phone") / "static", ""))
    bodies.update(walk(files("leeward.web") / "static", ""))
    digest = sha256()
    for name in sorted(bodies):
        digest.update(name.encode() + b"\0" + bodies[name] + b"\0")
    return Assets(version=digest.hexdigest()[:12], bodies=bodies)


def walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Give every file under a folder with its name relative to it."""
    for item in folder.iterdir():
        if item.is_dir():
            yield from walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item.read_bytes()

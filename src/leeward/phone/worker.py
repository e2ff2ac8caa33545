"""The service worker's list: every page it may keep, with the hash it must have."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files


def sums(pages: Mapping[str, bytes], *, below: str = "") -> dict[str, str]:
    """Return each path with the hash of its file, as `integrity` wants it."""
    return {
        below + path: "sha256-" + b64encode(sha256(body).digest()).decode()
        for path, body in sorted(pages.items())
    }


def worker(
    pages: Mapping[str, bytes], *, below: str = "", start: str = "", lost: str = ""
) -> bytes:
    """Write the worker for these pages, and no others.

    `below` stands before every path where the pages lie under the worker's own folder; `start`
    is the page of the folder itself; `lost` the page to lead to when nothing answers, where
    other pages exist that are never kept.
    """
    known = sums(pages, below=below)
    source = files(__package__).joinpath("static/worker.js").read_text("utf-8")
    head = {
        "VERSION": sha256((json.dumps(known) + source).encode()).hexdigest()[:12],
        "LIST": known,
        "START": start,
        "LOST": lost,
    }
    lines = [f"const {name} = {json.dumps(value, indent=1)};" for name, value in head.items()]
    return "\n".join([*lines, source]).encode()

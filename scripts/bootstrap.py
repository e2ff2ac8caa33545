"""Put the pinned uv into .tools/ with nothing but the standard library.

On a minimal Debian neither pip nor the venv module is there, so the address and the
checksum of the uv wheel are read from the lock file (the one place that names an index).
"""

from __future__ import annotations

import hashlib
import platform
import stat
import sys
import tomllib
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


def uv_package() -> dict[str, Any]:
    """Return uv's own entry of the lock file."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages: list[dict[str, Any]] = lock["package"]
    return next(package for package in packages if package["name"] == "uv")


def wheel_for(package: dict[str, Any], *, system: str, machine: str) -> dict[str, str]:
    """Choose the wheel of the lock that fits this system; say so where none does."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine.lower())
    wanted = {
        "Linux": ("manylinux", machine),
        "Darwin": ("macosx", "arm64" if machine == "aarch64" else machine),
    }.get(system)
    wheels: list[dict[str, str]] = package["wheels"]
    for wheel in wheels:
        name = wheel["url"].rsplit("/", 1)[-1]
        if wanted and wanted[0] in name and wanted[1] in name:
            return wheel
    raise SystemExit(
        f"No uv wheel in uv.lock fits {system} on {machine}. "
        "Install uv yourself and put it on the PATH, then run make again."
    )


def fetch(wheel: dict[str, str]) -> bytes:
    """Download one wheel and compare its sha256 with the lock's."""
    with urllib.request.urlopen(wheel["url"], timeout=120) as answer:  # noqa: S310  the lock says https
        data: bytes = answer.read()
    kind, _, expected = wheel["hash"].partition(":")
    if kind != "sha256" or hashlib.sha256(data).hexdigest() != expected:
        raise SystemExit("The downloaded uv does not match uv.lock; nothing was installed.")
    return data


def main() -> None:
    """Install uv at its locked version unless it is already there."""
    package = uv_package()
    mark = TOOLS / f"uv-{package['version']}"
    if mark.exists():
        return
    wheel = wheel_for(package, system=platform.system(), machine=platform.machine())
    TOOLS.mkdir(exist_ok=True)
    with zipfile.ZipFile(BytesIO(fetch(wheel))) as archive:
        member = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        target = TOOLS / "uv"
        target.write_bytes(archive.read(member))
    target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    mark.touch()
    sys.stderr.write(f"uv {package['version']} is ready.\n")


if __name__ == "__main__":
    main()

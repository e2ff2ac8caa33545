"""Make sure a Chromium is there for the browser tests; say loudly where it cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = ("chromium", "libatomic1", "fonts-dejavu-core")


def main() -> None:
    """Install Debian's Chromium where that is allowed, otherwise print the line to type."""
    if shutil.which("chromium"):
        return
    if os.geteuid() == 0 and Path("/etc/debian_version").exists():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *NEEDED],
            check=True,
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
        return
    sys.stderr.write(
        "\n*** No Chromium here: the browser tests will be skipped. To run them:\n"
        f"***   sudo apt-get install {' '.join(NEEDED)}\n\n"
    )


if __name__ == "__main__":
    main()

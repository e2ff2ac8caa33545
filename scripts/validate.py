"""`make validate`: the long checks, one module after the other.

Each module of scripts/validation has a `main()` that prints its figures and raises
SystemExit with a message where a bound is broken. Name modules to run only those.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    """Run the checks named on the command line, or all of them."""
    names = sys.argv[1:] or sorted(
        path.stem for path in (HERE / "validation").glob("*.py") if not path.stem.startswith("_")
    )
    broken = []
    for name in names:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        try:
            import_module(f"scripts.validation.{name}").main()
        except SystemExit as end:
            if end.code not in {None, 0}:
                broken.append(f"{name}: {end.code}")
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
    if broken:
        raise SystemExit("\n".join(["Bounds broken:", *broken]))


if __name__ == "__main__":
    main()

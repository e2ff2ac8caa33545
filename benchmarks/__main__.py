"""`make bench`: every benchmark as one table, with the machine it ran on."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def machine() -> str:
    """Say what the figures were measured on."""
    name = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        lines = cpu.read_text().splitlines()
        name = next((ln.split(":", 1)[1].strip() for ln in lines if "model name" in ln), name)
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    """Run the benchmarks named on the command line, or all of them."""
    names = sys.argv[1:] or sorted(
        path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")
    )
    print(machine())
    for name in names:
        rows = import_module(f"benchmarks.{name}").rows()
        width = max(len(what) for what, _, _ in rows)
        print(f"\n{name}")
        for what, measured, bound in rows:
            print(f"  {what:<{width}}  {measured:>24}  {bound}")


if __name__ == "__main__":
    main()

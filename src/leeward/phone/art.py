"""Wind art: lines bend over a low hill and the words sit in its lee.

Decoration only. The picture is a function of its size and the place of the hill; it knows
nothing about the person and never reacts to how they are doing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, sin

STEP_COUNT = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class WindArt:
    """One picture, in the units of its own view box; `far` is empty where there is one hill."""

    width: int
    height: int
    hill: str
    far: str
    winds: tuple[str, ...]
    hut_x: float
    hut_y: float
    hut_size: float
    hut: str


def bump(x: float, centre: float, spread: float) -> float:
    """Height of the hill at `x`, 0 to 1: gentle to windward (right), steep to the lee (left)."""
    side = spread if x > centre else spread * 0.42
    return exp(-0.5 * ((x - centre) / side) ** 2)


def smooth(points: list[tuple[float, float]]) -> str:
    """Draw a soft path through points (Catmull-Rom turned into Bézier curves)."""
    parts = [f"M{points[0][0]:g},{points[0][1]:g}"]
    last = len(points) - 1
    for i in range(last):
        x0, y0 = points[max(i - 1, 0)]
        x1, y1 = points[i]
        x2, y2 = points[i + 1]
        x3, y3 = points[min(i + 2, last)]
        parts.append(
            f"C{x1 + (x2 - x0) / 6:.1f},{y1 + (y2 - y0) / 6:.1f}"
            f" {x2 - (x3 - x1) / 6:.1f},{y2 - (y3 - y1) / 6:.1f} {x2:.1f},{y2:.1f}"
        )
    return "".join(parts)


@lru_cache(maxsize=32)
def wind_art(
    width: int,
    height: int,
    *,
    hill_at: float = 0.86,
    hill_high: float = 0.5,
    lines: int = 6,
    far: bool = False,
) -> WindArt:
    """Make one picture.

    `hill_at` places the crest (0 left to 1 right), `hill_high` is its height as a share of the
    picture, `lines` how many wind lines pass above it.
    """
    ground = height - 3.0
    centre = width * hill_at
    spread = height * 0.62
    tall = height * hill_high
    xs = sorted(
        {round(width * i / 12, 1) for i in range(13)}
        | {
            round(x, 1)
            for i in range(STEP_COUNT)
            if 0 < (x := centre + spread * (i - STEP_COUNT / 2) / 9) < width
        }
    )

    def close(path: str) -> str:
        return f"{path}L{width},{height}L0,{height}Z"

    hill = close(smooth([(x, ground - tall * bump(x, centre, spread)) for x in xs]))
    behind = centre + spread * 1.15
    far_hill = (
        close(smooth([(x, ground - tall * 0.7 * bump(x, behind, spread * 1.5)) for x in xs]))
        if far
        else ""
    )
    winds = []
    for line in range(lines):
        share = line / max(lines - 1, 1)
        base = height * (0.22 - 0.14 * share)
        fall = height * (0.86 - 0.2 * share)
        wobble = height * 0.016
        winds.append(
            smooth(
                [
                    (
                        x,
                        base
                        + wobble * sin(x / (height * 1.9) + line * 0.55)
                        + fall * 0.72 / (1 + exp(-(x - centre - spread * 0.75) / (spread * 0.3))),
                    )
                    for x in xs
                ]
            )
        )
    size = max(height * 0.05, 8.5)
    hut_x = centre - spread * 0.98
    hut_y = ground + 1
    hut = (
        f"M{hut_x - size:.1f},{hut_y:.1f}V{hut_y - size:.1f}L{hut_x:.1f},{hut_y - 1.9 * size:.1f}"
        f"L{hut_x + size:.1f},{hut_y - size:.1f}V{hut_y:.1f}Z"
    )
    return WindArt(
        width=width,
        height=height,
        hill=hill,
        far=far_hill,
        winds=tuple(winds),
        hut_x=round(hut_x, 1),
        hut_y=round(hut_y - size * 0.9, 1),
        hut_size=round(size, 1),
        hut=hut,
    )


@lru_cache(maxsize=1)
def pacer() -> tuple[str, tuple[str, ...]]:
    """Hill and parting lines of the breathing pacer, in a 360 by 270 view box."""
    xs = [-900 + 30.0 * i for i in range(73)]

    def swell(base: float, tall: float) -> str:
        return smooth([(x, base - tall * exp(-0.5 * ((x - 180) / 72) ** 2)) for x in xs])

    hill = f"{swell(246, 167)}L1260,270L-900,270Z"
    return hill, tuple(swell(220 - 13 * i, 152 - 10.5 * i) for i in range(8))

"""Stress and the bond as a picture, for the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.amounts import rest_of
from leeward.core.figures import Sure
from leeward.util.language import say
from leeward.util.said import number, signed, span
from leeward.web.charts.bars import Ranked, ranked
from leeward.web.charts.beside import Row, TableView

if TYPE_CHECKING:
    from leeward.core.cycle_page import BondPage


@dataclass(frozen=True, slots=True, kw_only=True)
class BondView:
    """One sentence, its range, and what stress adds when the bond feels safe and shaky."""

    lead: str
    likely: str
    sure: str
    yet: str
    rows: tuple[Row, ...]
    ranked: Ranked | None
    table: TableView | None


def bond_view(page: BondPage) -> BondView:
    """Draw what the notes of stress and of closeness tell together."""
    chart = page.chart
    dots = chart.dots if chart is not None else ()
    drawn = None
    if chart is not None:
        first, last = round(chart.start), round(chart.stop)
        drawn = ranked(
            [(d.value, d.low, d.high) for d in dots],
            ends=(chart.start, chart.stop),
            ref=0.0,
            words=[(float(n), signed(n, 0)) for n in range(first, last + 1)],
        )
    return BondView(
        lead=page.sentence,
        likely=page.likely,
        # "A hint" would contradict a sentence that sees no clear sign.
        sure=say(page.sure.value) if page.sure in {Sure.FAIRLY_CLEAR, Sure.CLEAR} else "",
        yet=rest_of(page.why),
        rows=tuple(
            Row(
                name=d.label,
                words=say("{n} points", n=number(d.value)),
                likely=say("likely {range}", range=span(d.low, d.high)),
            )
            for d in dots
        ),
        ranked=drawn,
        table=TableView(heads=page.table.columns, rows=page.table.rows) if dots else None,
    )

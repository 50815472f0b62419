"""What a section of the page is made of: paragraphs, tables, and figures with a table behind them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorstats.report.format import text
from mentorstats.text import capitalize

__all__ = ["Figure", "Section", "Table", "figure_of", "table_of"]

_TOP = 40


@dataclass(frozen=True)
class Table:
    """A table: what it shows, its columns, and rows of text, whose first cell is the name of the row.

    ``notes`` stand below it, and ``untold`` lists what else it would hold, each with why it does not.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure: its title, what a reader should see in it, the figure as JSON, and the numbers behind it."""

    title: str
    summary: str
    spec: str
    table: Table | None = None


@dataclass(frozen=True)
class Section:
    """A section of the page; ``anchor`` is its address on the page, ``name`` its short name."""

    anchor: str
    name: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    tables_first: bool = False


def table_of(caption: str, table: pd.DataFrame, columns: Sequence[str] | None = None) -> Table:
    """A table of text; its headings are ``columns``, or the names of the columns of the table."""
    rows = tuple(tuple(text(value) for value in row) for row in table.itertuples(index=False))
    return Table(caption, tuple(columns or (capitalize(str(name)) for name in table.columns)), rows)


def figure_of(chart: Any, *, table: Table | None = None) -> Figure:
    """A chart for the page, which writes the title itself and sets the width: inside the chart long titles are cut."""
    layout = chart.layout
    if table is None and layout.meta["table"]:
        heads, *rows = (tuple(row) for row in layout.meta["table"])
        table = Table("The numbers behind the figure", heads, tuple(rows))
    fitted = copy.deepcopy(chart).update_layout(title=None, width=None, autosize=True, meta=None)
    if layout.height and layout.margin.t:
        fitted.update_layout(height=layout.height - layout.margin.t + _TOP, margin_t=_TOP)
    return Figure(layout.meta["title"], layout.meta["summary"], fitted.to_json(), table)

"""What a part of the page is made of: paragraphs, tables, and figures that have a table behind them."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorstats.report.format import capital, text

__all__ = ["Figure", "Part", "Table", "figure_of", "table_of"]

_TOP = 40


@dataclass(frozen=True)
class Table:
    """A table: what it shows, its columns, and rows of text of which the first cell is the row's name.

    ``notes`` stand below it, and ``untold`` is what else it would hold, each with why it does not.
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
class Part:
    """A part of the page under one heading; ``anchor`` is its address on the page, ``name`` its short name."""

    anchor: str
    name: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    tables_first: bool = False


def table_of(caption: str, table: pd.DataFrame, columns: Sequence[str] | None = None) -> Table:
    """A table of text; ``columns`` are its headings where the names of the table's columns are not."""
    rows = tuple(tuple(text(value) for value in row) for row in table.itertuples(index=False))
    return Table(caption, tuple(columns or (capital(str(name)) for name in table.columns)), rows)


def figure_of(drawn: Any, *, table: Table | None = None) -> Figure:
    """Take the title out of a figure, where long text would be cut, and its fixed width."""
    layout = drawn.layout
    title = _plain_text(layout.title.text or "")
    if table is None and layout.meta["table"]:
        heads, *rows = (tuple(row) for row in layout.meta["table"])
        table = Table("The numbers behind the figure", heads, tuple(rows))
    fitted = copy.deepcopy(drawn).update_layout(title=None, width=None, autosize=True, meta=None)
    if layout.height and layout.margin.t:
        fitted.update_layout(height=layout.height - layout.margin.t + _TOP, margin_t=_TOP)
    return Figure(title, layout.meta["summary"], fitted.to_json(), table)


def _plain_text(markup: str) -> str:
    return html.unescape(re.sub(r"<br ?/?>", " ", markup)).replace("<b>", "").replace("</b>", "")

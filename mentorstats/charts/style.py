"""How every figure looks, and how it is shown: in a notebook, or on a page.

One white template, in colors that people with any color vision can tell apart.  Text from exports is escaped before it
gets into a figure, because plotly reads some HTML, and mathematics between dollar signs; ``finish`` takes out what
nobody sees.  ``figure.layout.meta`` holds the title as plain text, a text summary for readers who do not see the
picture, and the numbers as a table.
"""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio

from mentorstats.text import shorten, visible

CONFIG = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "responsive": True,
    "typesetMath": False,
}

# The colors of Okabe and Ito (2008), which people with any color vision can tell apart.
BLUE, ORANGE, GREEN, VERMILION, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9"
INK, GRAY, PALE = "#222222", "#6B6B6B", "#EFEFEF"
FONT = "system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
GROUP_COLORS = (BLUE, VERMILION, GREEN, ORANGE, GRAY)
GROUP_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x")

_AXIS = {"gridcolor": "#E3E3E3", "linecolor": GRAY, "zeroline": False, "automargin": True, "fixedrange": True,
         "title": {"font": {"size": 13}, "standoff": 12}, "ticklabelstandoff": 4}  # fmt: skip
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {"x": 0, "xref": "container", "xanchor": "left", "yref": "container", "yanchor": "top",
                  "pad": {"l": 12}, "font": {"size": 16}},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "colorway": GROUP_COLORS,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "margin": {"l": 12, "r": 16, "b": 48},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        # "sendChartToCloud" is the button that would upload the people behind a figure.
        "modebar": {"remove": ["sendChartToCloud", "select2d", "lasso2d", "zoom2d", "pan2d", "zoomIn2d",
                               "zoomOut2d", "autoScale2d", "resetScale2d"]},
    }
)  # fmt: skip


def plain(text: object, *, width: int = 40, lines: int = 2) -> str:
    """Any text as plotly text: wrapped, shortened, and nothing of it read as markup.

    >>> plain("R&D <b>labs</b> at $5")
    'R&amp;D &lt;b&gt;labs&lt;/b&gt; at &#36;5'
    """
    lines_of_text = _wrapped(text, width=width, lines=lines)
    return "<br>".join(html.escape(line, quote=False).replace("$", "&#36;") for line in lines_of_text)


def _wrapped(text: object, *, width: int = 40, lines: int = 2) -> list[str]:
    beginning = " ".join(str(text).split())[: width * (lines + 1)]
    return textwrap.wrap(beginning, width=width, max_lines=lines, placeholder=" …")


def across(title: str, *, lines: int = 2) -> int:
    """The width at which a title fits on ``lines`` lines, within bounds.

    >>> plain("Chemicals and pharmaceuticals", width=across("Chemicals and pharmaceuticals"))
    'Chemicals and<br>pharmaceuticals'
    """
    longest = max((len(word) for word in title[:200].split()), default=0)
    fitting = (width for width in range(max(12, longest), 60) if len(textwrap.wrap(title[:200], width=width)) <= lines)
    return next(fitting, 60)


def words(name: str) -> str:
    """The name of a column or a sector as words for a sentence, shortened if it is very long.

    >>> words("career_confidence")
    'career confidence'
    """
    return shorten(" ".join(name.replace("_", " ").split()), 80)


def finish(
    figure: go.Figure,
    *,
    title: str,
    note: str,
    summary: Iterable[str],
    height: int,
    above: int = 0,
    table: Sequence[Sequence[str]] = (),
) -> go.Figure:
    """Give a figure its look, its heading (``note`` stands below the title), its summary and its table.

    ``height`` is that of the figure below its heading, in pixels; ``above`` is room between the two for a color scale.
    The width is that of the page.  ``table`` holds the numbers behind the figure as text, its headings first.
    """
    heading = f"{plain(title)}<br>({plain(note, width=44)})"
    heading_text = f"{' '.join(_wrapped(title))} ({' '.join(_wrapped(note, width=44))})"
    top = above + 44 + 21 * (1 + heading.count("<br>"))
    figure.update_layout(
        template=TEMPLATE,
        title={"text": heading, "y": 1 - 26 / (height + top)},
        margin_t=top,
        height=height + top,
        meta={
            "title": heading_text,
            "summary": " ".join(sentence for sentence in summary if sentence),
            "table": [list(row) for row in table],
        },
    )
    # Of the whole figure, to_plotly_json would pack the arrays.
    drawn: Any = figure.data
    traces = [_seen(trace.to_plotly_json()) for trace in drawn]
    return go.Figure(data=traces, layout=_seen(figure.layout.to_plotly_json()))


def _seen(content: Any) -> Any:
    """What a figure is made of, its texts without characters that nobody sees."""
    if isinstance(content, str):
        return visible(content)
    if isinstance(content, dict):
        return {name: _seen(inner) for name, inner in content.items()}
    if isinstance(content, (list, tuple)):
        return [_seen(inner) for inner in content]
    if isinstance(content, np.ndarray) and content.dtype.kind in "OU":
        return np.array([_seen(inner) for inner in content], dtype=content.dtype)
    return content


def show(figure: go.Figure) -> None:
    """Display a figure in a notebook, with its summary in words for where pictures do not show."""
    from IPython.display import display

    bundle = json.loads(str(pio.to_json(figure, validate=False))) | {"config": dict(CONFIG)}
    display({"application/vnd.plotly.v1+json": bundle, "text/plain": figure.layout.meta["summary"]}, raw=True)

"""The page of the benchmarks, written from ``results.csv`` and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.plan import LIMITS, PLAN, Limit

__all__ = ["growth_table", "judged", "page"]

ABOUT = """\
`make bench` runs them all and writes this page; `make bench QUICK=1` the small sizes alone, to the screen. The data are
made in another process and lie on disk. Seconds are the fastest of up to five runs within two seconds, of two where
one takes less than ten; opening the data is not timed. Memory is that of the work alone, above what the opened data
take; in brackets that of the whole process, data and libraries included. lme4 is timed by the same rule, within R.
What both sides find is compared, and where it differs the run fails.
"""
HEADS = (
    "What",
    "Size",
    "Seconds",
    "Work MB (all)",
    "Beside",
    "Seconds",
    "Work MB (all)",
    "Times as long",
    "Same result",
)


def page(results: pd.DataFrame) -> str:
    lines = ["# Benchmarks", "", f"Made on {results['machine'].iloc[0]}.", "", ABOUT, "## Beside others", ""]
    lines += _table(HEADS, [_cells(row) for row in _records(results, accuracy=False)])
    lines += ["", "## Growth", "", "The slope of log time, and of log memory, against log size: 1 is linear.", ""]
    lines += _table(
        ("What", "Sizes", "Time", "Memory"), [_growth(row) for row in growth_table(results).to_dict("records")]
    )
    lines += ["", "## How exact the large route is", "", "The greatest relative difference from the exact route.", ""]
    heads = ("Design", "Mentees", "Variances", "Standard errors", "df", "What it says of itself")
    lines += _table(heads, [_accuracy(row) for row in _records(results, accuracy=True)])
    lines += ["", "## Limits", "", "Set before anything was measured.", ""]
    lines += _table(("What", "Size", "Limit", "Measured", ""), [judged(results, limit) for limit in LIMITS])
    return "\n".join(lines) + "\n"


def growth_table(results: pd.DataFrame) -> pd.DataFrame:
    """The fitted slopes of log seconds and log memory on log size, where there are three sizes."""
    rows = []
    for measured in PLAN:
        own = results[(results["what"] == measured.what) & results["failed"].isna()]
        if measured.grows and len(own) >= 3:
            slopes = {f"growth of {of}": _slope(own["size"], own[of]) for of in ("seconds", "work MB")}
            rows.append({"what": measured.what, "sizes": f"{own['size'].min():,} to {own['size'].max():,}"} | slopes)
    return pd.DataFrame(rows, columns=["what", "sizes", "growth of seconds", "growth of work MB"])


def judged(results: pd.DataFrame, limit: Limit) -> list[str]:
    """One row of the table of limits: what, size, limit, measured, kept or missed."""
    value, most = _value(results, limit), limit.most + limit.slack
    own = results[results["what"] == limit.what]
    if limit.theirs and len(own):
        most = limit.most * float(own["other seconds"].iloc[0]) + limit.slack
    said = "not measured" if np.isnan(value) else "kept" if value <= most else "**missed**"
    shown = "" if np.isnan(value) else f"{value:.3%}" if limit.column.startswith("off") else f"{value:.3g}"
    return [limit.what, f"{limit.size:,}" if limit.size else "", limit.says, shown, said]


def _value(results: pd.DataFrame, limit: Limit) -> float:
    if limit.column.startswith("growth"):
        table = growth_table(results)
        found = table.loc[table["what"] == limit.what, limit.column]
    else:
        own = results[(results["what"] == limit.what) & results["failed"].isna()]
        found = own.loc[own["size"] == limit.size, limit.column] if limit.size else own[limit.column]
    return float(found.iloc[0]) if len(found) else float("nan")


def _slope(sizes: pd.Series, values: pd.Series) -> float:
    known = values.to_numpy(dtype=float) > 0
    if known.sum() < 3:
        return float("nan")
    return float(
        np.polyfit(np.log(sizes.to_numpy(dtype=float)[known]), np.log(values.to_numpy(dtype=float)[known]), 1)[0]
    )


def _records(results: pd.DataFrame, *, accuracy: bool) -> list[dict]:
    return results[results["off in SE"].notna() == accuracy].to_dict("records")


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *(f"| {' | '.join(row)} |" for row in rows)]


def _cells(row: dict) -> list[str]:
    size = f"{row['size']:,}" if row["size"] else ""
    if pd.notna(row["failed"]):
        return [row["what"], size, f"failed: {' '.join(str(row['failed']).split())[-200:]}", *[""] * 6]
    own = [_seconds(row["seconds"]), _memory(row["work MB"], row["peak MB"])]
    if pd.isna(row["other seconds"]):
        return [row["what"], size, *own, *[""] * 5]
    other = [_words(row["beside"]), _seconds(row["other seconds"]), _memory(row["other work MB"], row["other peak MB"])]
    return [
        row["what"],
        size,
        *own,
        *other,
        f"{row['times as long']:.2f}",
        str(row["same"]) if pd.notna(row["same"]) else "",
    ]


def _growth(row: dict) -> list[str]:
    return [row["what"], row["sizes"], f"{row['growth of seconds']:.2f}", f"{row['growth of work MB']:.2f}"]


def _accuracy(row: dict) -> list[str]:
    shown = [f"{row[name]:.4%}" for name in ("off in variance", "off in SE", "off in df", "own error")]
    return [row["what"].rpartition(": ")[2], f"{row['size']:,}", *shown]


def _seconds(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _memory(work: float, whole: float) -> str:
    return f"{work:,.0f} ({whole:,.0f})" if pd.notna(work) else f"({whole:,.0f})" if pd.notna(whole) else ""


def _words(case: str) -> str:
    return case.partition("_by_")[2].replace("_", " ") or case.replace("_", " ")

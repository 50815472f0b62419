"""What exploring found, in sentences: what goes with the outcome, what does not show, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from mentorstats.analyses.explore.factor import SURFACE
from mentorstats.formats import Scale, counted

__all__ = ["explored_text", "own_rows"]

_USUAL = (
    "Nobody asked these questions before looking at the data, so take what was found as a hint to look into, "
    "not as a result. It says what goes together, not what brings it about."
)
_LATER = "What follows happens after the match, so it may be a consequence of how well things went."


def explored_text(table: pd.DataFrame, factors: pd.DataFrame, scale: Scale, *, limit: float) -> str:
    """The exploration in words; ``limit`` is the adjusted p-value below which a factor counts as found."""
    looked = factors[factors["refusal"] == ""]
    found = looked[looked["p_adjusted"] < limit]
    paragraphs = [_short(looked, found, scale)]
    told = {
        row["factor"]: _found(row, own_rows(table, row["factor"], factors["factor"]), scale)
        for row in found.to_dict("records")
    }
    paragraphs += [told[name] for name in found.loc[~found["after"], "factor"]]
    if found["after"].any():
        paragraphs.append(f"{_LATER} {' '.join(told[name] for name in found.loc[found['after'], 'factor'])}")
    open_ones = looked[looked["p_adjusted"] >= limit]["title"].tolist()
    if open_ones:
        paragraphs.append(f"For these we cannot tell whether they go with it: {'; '.join(open_ones)}.")
    missing = factors[factors["refusal"] != ""]
    if len(missing):
        why = "; ".join(f"{row['title']} ({row['refusal']})" for row in missing.to_dict("records"))
        paragraphs.append(f"Not looked at: {why}.")
    return "\n\n".join([*paragraphs, _USUAL])


def _short(looked: pd.DataFrame, found: pd.DataFrame, scale: Scale) -> str:
    if looked.empty:
        return "Nothing else could be looked at with these exports."
    if found.empty:
        return f"Of {counted(len(looked), 'thing')} looked at, none clearly goes with {scale.outcome}."
    verb = "goes" if len(found) == 1 else "go"
    things = counted(len(looked), "thing")
    titles = {"Known before or at the match": ~found["after"],
              "After the match, so they may follow from how it went": found["after"]}  # fmt: skip
    short = f"Of {things} looked at, {len(found)} {verb} with {scale.outcome} beyond what luck would give."
    parts = [f"{name}: {'; '.join(found.loc[own, 'title'])}." for name, own in titles.items() if own.any()]
    return " ".join([short, *parts])


def own_rows(table: pd.DataFrame, factor: str, factors: Iterable[str]) -> pd.DataFrame:
    """A factor's estimates: a name that goes on as another's, such as ``trust: both`` after ``trust``, is not its own.

    >>> rows = pd.DataFrame({"contrast": ["trust: a point more", "trust: both: a point more"], "estimate": [0.1, 0.2]})
    >>> own_rows(rows, "trust", ["trust", "trust: both"])["estimate"].tolist()
    [0.1]
    """
    longer = tuple(f"{name}: " for name in factors if name.startswith(f"{factor}: "))
    own = table["contrast"].str.startswith(f"{factor}: ") & ~table["contrast"].str.startswith(longer or ("\0",))
    return table[own & table["estimate"].notna()]


def _found(row: dict, own: pd.DataFrame, scale: Scale) -> str:
    """One factor that was found; the terms of a surface are no sizes, so it has none."""
    parts = [
        f"{scale.number(abs(line['estimate']))} {scale.unit} {'higher' if line['estimate'] >= 0 else 'lower'} for "
        f"{line['contrast'].removeprefix(row['factor'] + ': ')} "
        f"({scale.range(line['conf_low'], line['conf_high'])} fits these data)"
        for line in own.to_dict("records")
    ]
    told = f": {'; '.join(parts)}" if parts and row["factor"] != SURFACE else ""
    return f"{row['title'][:1].upper()}{row['title'][1:]}{told}. {row['confounded']}"

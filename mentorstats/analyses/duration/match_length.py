"""How long pairings last, compared by how close the industries are or by the order of mentors.

With early closure as the ending, a completed pairing is censored at its end.  Pairings that share a mentor are not
separate facts: standard errors are clustered by mentor.  A curve is shown at months between which no pairing ended or
those of enough people did, so that no step tells of a few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from mentorstats.analyses.duration.permutation import shuffled_groups
from mentorstats.analyses.duration.sentences import length_text
from mentorstats.analyses.duration.spans import (
    BY,
    CONTRASTS,
    ENDINGS,
    GROUPS,
    UNPLACED,
    Spans,
    grouped_spans,
    pairing_spans,
)
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import TextResult
from mentorstats.models.permutation import PermutationTest
from mentorstats.models.survival import restricted_mean, restricted_mean_difference, share_lasting
from mentorstats.privacy.suppression import NOT_SHOWN, suppress_small_counts
from mentorstats.program import Program

__all__ = ["MatchLength", "counted_months", "match_length", "shown_months"]


@dataclass(frozen=True, eq=False, repr=False)
class MatchLength(TextResult):
    """How long pairings last, for each group of enough people.

    ``table`` has a row a group: group, pairings, ended, not_ended (as text, small counts hidden), months (the mean
    within ``horizon`` months), conf_low and conf_high; ``curve`` has group, month, share (still going), conf_low,
    conf_high and at_risk (missing where few would follow from it: of those left out, or of those who left sight), at
    months between which enough people's pairings ended; ``differences`` of the mean months
    has contrast, estimate, conf_low, conf_high, p_value and df.  Intervals are 95 %.  ``test`` is one by shuffling;
    without a test, ``refusal`` says why.
    """

    by: str
    ending: str
    table: pd.DataFrame
    curve: pd.DataFrame
    differences: pd.DataFrame
    horizon: int
    test: PermutationTest | None
    refusal: str
    left_out: dict[str, int]
    last_day: pd.Timestamp
    min_people: int
    text: str


def match_length(
    program: Program, *, by: str = "proximity", ending: str = "any", permutations: int = 10_000, seed: int = 1
) -> MatchLength:
    """Months from the start of pairings to their end, seen or not yet, by group.

    ``by`` is "everyone", "proximity" (of the industries) or "order" (a mentee's first mentor of a round against
    later ones); ``ending`` is "any" or "early" (closed early).  ``UnusableExports`` if the exports do not tell how
    long enough pairings lasted, with the column that would.
    """
    for name, value, known in (("by", by, BY), ("ending", ending, ENDINGS)):
        if value not in known:
            raise PlainError(f"{name} is {value!r}; expected one of {', '.join(map(repr, known))}")
    few = program.min_people
    spans = grouped_spans(pairing_spans(program), ending=ending, by=by)
    rows = spans.rows
    counts, shown_groups = _counted(spans, by, few)
    if not shown_groups:
        raise UnusableExports(
            f"nothing can be told about any group of pairings without telling of fewer than {few} people"
        )
    horizon = _horizon(rows[rows["group"].isin(shown_groups)], by, few)
    test, refusal = shuffled_groups(rows, program.industries, by=by, permutations=permutations, seed=seed)
    parts: dict[str, Any] = {
        "by": by,
        "ending": ending,
        "table": _means(counts, rows, shown_groups, horizon),
        "curve": _curves(rows, counts, shown_groups, few),
        "differences": _differences(rows, by, shown_groups, horizon),
        "horizon": horizon,
        "test": test,
        "refusal": refusal,
        "left_out": spans.left_out,
        "last_day": spans.last_day,
        "min_people": few,
    }
    behind = spans.others.groupby("why")["mentee_id"].nunique()
    return MatchLength(**parts, text=length_text(**parts, few_behind=frozenset(behind.index[behind < few])))


def _counted(spans: Spans, by: str, few: int) -> tuple[pd.DataFrame, list[str]]:
    """Counts of each group as text, and the groups that may be told about."""
    rows = spans.rows
    names = [name for name in GROUPS[by] if (rows["group"] == name).any()]
    alone = _shown({name: [rows[rows["group"] == name]] for name in names}, few)[0]
    told = [name for name in names if alone[name].isdigit()]
    sizes = _sizes(spans, names, few)
    exact = [name for name in names if sizes[name].isdigit()]
    rows_of = {name: rows[rows["group"] == name] for name in exact}
    split = {name: [part[part["ended"]], part[~part["ended"]]] for name, part in rows_of.items()}
    ended, not_ended = _shown(split, few) if split else ({}, {})
    columns = {"pairings": sizes, "ended": ended, "not_ended": not_ended}
    counts = pd.DataFrame({name: pd.Series(texts, dtype="str") for name, texts in columns.items()}, index=names)
    return counts.fillna(NOT_SHOWN).rename_axis("group").reset_index(), told


def _sizes(spans: Spans, names: list[str], few: int) -> dict[str, str]:
    """The size of each group as text; hidden where the few whose length is not known would follow from it.

    All pairings of each group, and those of no group, may be known beside it, as may all whose length is not known.
    """
    placed = spans.others["why"] != UNPLACED
    known = {name: spans.rows[spans.rows["group"] == name] for name in names}
    unknown = {name: spans.others[placed & (spans.others["group"] == name)] for name in names}
    rest = spans.others[~placed | ~spans.others["group"].isin(names)]
    whole = {name: [pd.concat([known[name], unknown[name]])] for name in names}
    if 0 < rest["mentee_id"].nunique() < few:
        whole[""] = [rest]
    hidden = {name for name, text in _shown(whole, few)[0].items() if not text.isdigit()}
    parts = {name: [known[name], unknown[name]] for name in names}
    if spans.others.loc[placed, "mentee_id"].nunique() >= few:
        sizes = _shown(parts, few)[0]
    else:
        sizes = {name: _shown({name: part}, few)[0][name] for name, part in parts.items()}
    return {name: text if name not in hidden or not text.isdigit() else NOT_SHOWN for name, text in sizes.items()}


def _shown(parts: Mapping[str, Sequence[pd.DataFrame]], few: int) -> list[dict[str, str]]:
    """How many pairings each part has as text, small ones hidden by their mentees: a dictionary a column."""
    counts = pd.DataFrame({name: [len(part) for part in own] for name, own in parts.items()}).T
    people = pd.DataFrame({name: [part["mentee_id"].nunique() for part in own] for name, own in parts.items()}).T
    text = suppress_small_counts(counts, min_people=few, people=people)
    return [{str(name): str(value) for name, value in text[column].items()} for column in text]


def _horizon(rows: pd.DataFrame, by: str, few: int) -> int:
    """The last whole month at which every group still has enough people's pairings in sight."""

    def reach(in_group: pd.DataFrame) -> float:
        longest = in_group.groupby("mentee_id")["months"].max().sort_values(ascending=False)
        return float(longest.iloc[few - 1])

    reached = {str(group): int(reach(in_group)) for group, in_group in rows.groupby("group")}
    short = [GROUPS[by][group] for group, months in reached.items() if months < 1]
    if short:
        shortfall = (
            "no pairing was" if rows["months"].max() < 1 else f"too few of the {' and of the '.join(short)} were"
        )
        raise UnusableExports(f"how long pairings last cannot be told yet: {shortfall} seen for a whole month")
    return min(reached.values())


def _means(counts: pd.DataFrame, rows: pd.DataFrame, shown_groups: list[str], horizon: int) -> pd.DataFrame:
    means_by_group = {}
    for group in shown_groups:
        in_group = rows[rows["group"] == group]
        mean = restricted_mean(in_group["months"], in_group["ended"], horizon=horizon, clusters=in_group["mentor_id"])
        means_by_group[group] = (mean.estimate, mean.conf_low, mean.conf_high)
    means = pd.DataFrame.from_dict(means_by_group, orient="index", columns=["months", "conf_low", "conf_high"])
    return counts.merge(means, left_on="group", right_index=True, how="left")


def _differences(rows: pd.DataFrame, by: str, shown_groups: list[str], horizon: int) -> pd.DataFrame:
    differences = []
    for contrast, (first, second) in CONTRASTS[by].items():
        if first in shown_groups and second in shown_groups:
            of_both = rows[rows["group"].isin([first, second])]
            difference = restricted_mean_difference(
                of_both["months"],
                of_both["ended"],
                of_both["group"] == first,
                horizon=horizon,
                clusters=of_both["mentor_id"],
            )
            differences.append({"contrast": contrast, **vars(difference)})
    columns = ["contrast", "estimate", "conf_low", "conf_high", "p_value", "df"]
    return pd.DataFrame(differences, columns=columns)


def _curves(rows: pd.DataFrame, counts: pd.DataFrame, shown_groups: list[str], few: int) -> pd.DataFrame:
    points = []
    for group in shown_groups:
        in_group = rows[rows["group"] == group]
        exact = str(counts.set_index("group").loc[group, "pairings"]).isdigit()
        months = shown_months(in_group, few)
        counted = counted_months(in_group, months, few) if exact else []
        for month in months:
            share = share_lasting(in_group["months"], in_group["ended"], at=month, clusters=in_group["mentor_id"])
            at_risk = int((in_group["months"] > month).sum()) if month in counted else pd.NA
            points.append((group, month, share.estimate, share.conf_low, share.conf_high, at_risk))
    columns = ["group", "month", "share", "conf_low", "conf_high", "at_risk"]
    return pd.DataFrame(points, columns=columns).astype({"at_risk": "Int64"})


def shown_months(rows: pd.DataFrame, few: int) -> list[int]:
    """The months at which a curve may be shown: 0, then those between which nobody or enough people's pairings left.

    ``rows`` have mentee_id, months and ended.  Every third month is tried first.  Each interval between two that are
    shown has no end or ends of ``few`` mentees or more, the same for leaving sight, and ``few`` remain.
    """
    last = int(rows["months"].max())
    tried = [*range(3, last + 1, 3), *(month for month in range(1, last + 1) if month % 3)]
    kept = [0]
    for month in tried:
        new = sorted([*kept, month])
        place = new.index(month)
        edges = new[place - 1 : place + 2]
        fine = all(_few_nowhere(rows, a, b, few) for a, b in pairwise(edges))
        if fine and rows.loc[rows["months"] > month, "mentee_id"].nunique() >= few:
            kept = new
    return kept


def counted_months(rows: pd.DataFrame, months: Sequence[int], few: int) -> list[int]:
    """Those of the shown months at which it may be told how many are still in sight.

    From two such numbers and the share that lasted follows how many left sight without an end between them.  So there
    are none of these or those of ``few`` mentees or more, and the same after the last number.
    """
    unseen = rows[~rows["ended"]]

    def fine(after: float, until: float) -> bool:
        left = unseen[(unseen["months"] > after) & (unseen["months"] <= until)]
        return left.empty or left["mentee_id"].nunique() >= few

    kept = [months[0]]
    for month in months[1:]:
        if fine(kept[-1], month) and fine(month, float("inf")):
            kept.append(month)
    return kept


def _few_nowhere(rows: pd.DataFrame, after: float, until: float, few: int) -> bool:
    left = rows[(rows["months"] > after) & (rows["months"] <= until)]
    return all(n == 0 or n >= few for n in (left["mentee_id"].nunique(), left[left["ended"]]["mentee_id"].nunique()))

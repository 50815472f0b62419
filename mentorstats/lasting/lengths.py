"""How long pairings last: compared by how close the industries are, or by order of mentor.

Asked for early closure, a pairing that was completed counts as not closed until then.  Pairings that share a mentor
are not separate facts: errors are those of whole mentors.  What is shown of a curve are months between which nobody's
pairing ended or enough people's did, so that no step tells of a few.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from mentorstats.lasting.sentences import length_text
from mentorstats.lasting.shuffling import shuffled_groups
from mentorstats.lasting.spans import BY, ENDINGS, GROUPS, grouped_spans, pairing_spans
from mentorstats.loading import Program
from mentorstats.models.permutation import PermutationTest
from mentorstats.models.survival import restricted_mean, restricted_mean_difference, share_lasting
from mentorstats.privacy import NOT_SHOWN, suppress_small_counts
from mentorstats.schema import PlainError, UnusableExports

__all__ = ["MatchLength", "match_length", "shown_months"]

CONTRASTS = {
    "everyone": (),
    "proximity": (("adjacent", "same"), ("adjacent", "distant"), ("distant", "same")),
    "order": (("later", "first"),),
}


@dataclass(frozen=True, eq=False)
class MatchLength:
    """How long pairings last, for each group that has enough people to be told about.

    ``table`` has a row a group: group, pairings, ended, not_ended (as text, small counts hidden), months (the mean
    within ``horizon`` months), conf_low and conf_high; ``curve`` has group, month, share (still going), conf_low,
    conf_high and at_risk (missing for a group whose size is hidden because the few left out would follow from it), at
    months between which enough people's pairings ended; ``differences`` of the mean months
    has contrast, estimate, conf_low, conf_high, p_value and df.  Intervals are 95 %.  ``test`` shuffles; without one,
    ``refusal`` says why.
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
    later ones); ``ending`` is "any" or "early" (closed early).  ``UnusableExports`` where the exports do not tell how
    long enough pairings lasted, with the column that would.
    """
    for name, value, known in (("by", by, BY), ("ending", ending, ENDINGS)):
        if value not in known:
            raise PlainError(f"{name} is {value!r}; expected one of {', '.join(map(repr, known))}")
    few = program.settings.min_people
    spans = grouped_spans(pairing_spans(program), ending=ending, by=by)
    rows = spans.rows
    counts, told = _counted(rows, by, few, left_out=sum(spans.left_out.values()))
    if not told:
        raise UnusableExports(
            f"nothing can be told about any group of pairings without telling of fewer than {few} people"
        )
    horizon = _horizon(rows[rows["group"].isin(told)], few)
    test, refusal = shuffled_groups(rows, program.industries, by=by, permutations=permutations, seed=seed)
    parts: dict[str, Any] = {
        "by": by,
        "ending": ending,
        "table": _means(counts, rows, told, horizon),
        "curve": _curves(rows, counts, told, few),
        "differences": _differences(rows, by, told, horizon),
        "horizon": horizon,
        "test": test,
        "refusal": refusal,
        "left_out": spans.left_out,
        "last_day": spans.last_day,
        "min_people": few,
    }
    return MatchLength(**parts, text=length_text(**parts))


def _counted(rows: pd.DataFrame, by: str, few: int, *, left_out: int) -> tuple[pd.DataFrame, list[str]]:
    """Counts of each group as text, and the groups that may be told about.

    All pairings are known beside them, so where a few are ``left_out``, the size of a group that is told about is
    hidden with them.
    """
    names = [name for name in GROUPS[by] if (rows["group"] == name).any()]
    own = [rows[rows["group"] == name] for name in names]
    people = pd.Series([part["mentee_id"].nunique() for part in own], index=names)
    beside = {"left out": left_out} if 0 < left_out < few else {}
    sizes = dict(zip(names, map(len, own), strict=True))
    alone, shown = (
        suppress_small_counts(
            pd.DataFrame({"pairings": sizes | more}),
            min_people=few,
            people=pd.DataFrame({"pairings": people.to_dict() | more}),
        ).loc[names]
        for more in ({}, beside)
    )
    told = [name for name in names if str(alone.loc[name, "pairings"]).isdigit()]
    sides = {"ended": lambda part: part[part["ended"]], "not_ended": lambda part: part[~part["ended"]]}
    exact = [name for name in names if str(shown.loc[name, "pairings"]).isdigit()]
    split = {side: [len(of(part)) for part in own] for side, of in sides.items()}
    behind = {side: [of(part)["mentee_id"].nunique() for part in own] for side, of in sides.items()}
    frames = [pd.DataFrame(values, index=names).loc[exact] for values in (split, behind)]
    counts = suppress_small_counts(frames[0], min_people=few, people=frames[1])
    return shown.join(counts).fillna(NOT_SHOWN).rename_axis("group").reset_index(), told


def _horizon(rows: pd.DataFrame, few: int) -> int:
    """The last whole month at which every group still has enough people's pairings in sight."""

    def reach(own: pd.DataFrame) -> float:
        longest = own.groupby("mentee_id")["months"].max().sort_values(ascending=False)
        return float(longest.iloc[few - 1])

    return max(1, int(min(reach(own) for _, own in rows.groupby("group"))))


def _means(counts: pd.DataFrame, rows: pd.DataFrame, told: list[str], horizon: int) -> pd.DataFrame:
    found = {}
    for group in told:
        own = rows[rows["group"] == group]
        mean = restricted_mean(own["months"], own["ended"], horizon=horizon, clusters=own["mentor_id"])
        found[group] = (mean.estimate, mean.conf_low, mean.conf_high)
    means = pd.DataFrame.from_dict(found, orient="index", columns=["months", "conf_low", "conf_high"])
    return counts.merge(means, left_on="group", right_index=True, how="left")


def _differences(rows: pd.DataFrame, by: str, told: list[str], horizon: int) -> pd.DataFrame:
    found = []
    for one, other in CONTRASTS[by]:
        if one in told and other in told:
            own = rows[rows["group"].isin([one, other])]
            difference = restricted_mean_difference(
                own["months"], own["ended"], own["group"] == one, horizon=horizon, clusters=own["mentor_id"]
            )
            found.append({"contrast": f"{one} - {other}", **vars(difference)})
    columns = ["contrast", "estimate", "conf_low", "conf_high", "p_value", "df"]
    return pd.DataFrame(found, columns=columns)


def _curves(rows: pd.DataFrame, counts: pd.DataFrame, told: list[str], few: int) -> pd.DataFrame:
    found = []
    for group in told:
        own = rows[rows["group"] == group]
        exact = str(counts.set_index("group").loc[group, "pairings"]).isdigit()
        for month in shown_months(own, few):
            share = share_lasting(own["months"], own["ended"], at=month, clusters=own["mentor_id"])
            at_risk = int((own["months"] > month).sum()) if exact else pd.NA
            found.append((group, month, share.estimate, share.conf_low, share.conf_high, at_risk))
    columns = ["group", "month", "share", "conf_low", "conf_high", "at_risk"]
    return pd.DataFrame(found, columns=columns).astype({"at_risk": "Int64"})


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


def _few_nowhere(rows: pd.DataFrame, after: float, until: float, few: int) -> bool:
    left = rows[(rows["months"] > after) & (rows["months"] <= until)]
    return all(n == 0 or n >= few for n in (left["mentee_id"].nunique(), left[left["ended"]]["mentee_id"].nunique()))

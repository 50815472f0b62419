"""How long pairings last, compared by how close the industries are or by the order of mentors.

With early closure as the ending, a completed pairing is censored at its end.  Pairings that share a mentor are not
separate facts: standard errors are clustered by mentor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from mentorstats.analyses.duration.permutation import shuffled_groups
from mentorstats.analyses.duration.sentences import length_text, months_steps
from mentorstats.analyses.duration.spans import BY, CONTRASTS, ENDINGS, GROUPS, grouped_spans, pairing_spans
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import TextResult
from mentorstats.models.permutation import PermutationTest
from mentorstats.models.survival import restricted_mean, restricted_mean_difference, share_lasting
from mentorstats.program import Program
from mentorstats.questions.contrasts import FEWEST
from mentorstats.rounding import Counted, Rounding
from mentorstats.sharing import Apart, describe

__all__ = ["MatchLength", "match_length"]

_COUNTS = ("pairings", "ended", "not_ended")
_MEAN = ("months", "conf_low", "conf_high")


@dataclass(frozen=True, eq=False, repr=False)
class MatchLength(TextResult):
    """How long pairings last, group by group.

    ``table`` has a row a group: group, pairings, mentees, ended, ended_mentees, not_ended, not_ended_mentees, months
    (the mean within ``horizon`` months, missing where a group has too few mentees), conf_low and conf_high; ``curve``
    of those that have enough has group, month (whole ones), share (still going), conf_low, conf_high, at_risk (still
    in sight), at_risk_mentees, ended_mentees (whose pairing ended until then) and mentees; ``differences`` of the mean
    months has contrast, estimate, conf_low, conf_high, p_value and df.  Intervals are 95 %.  ``left_out`` counts
    pairings and their mentees by reason.  ``test`` is one by shuffling; without a test, ``refusal`` says why.
    """

    by: str
    ending: str
    table: pd.DataFrame
    curve: pd.DataFrame
    differences: pd.DataFrame
    horizon: int
    test: PermutationTest | None
    refusal: str
    left_out: dict[str, Counted]
    last_day: pd.Timestamp
    rounding: Rounding
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
    spans = grouped_spans(pairing_spans(program), ending=ending, by=by)
    rows, rounding = spans.rows, program.rounding
    people = rows.groupby("group")["mentee_id"].nunique()
    large_groups = [group for group in GROUPS[by] if people.get(group, 0) >= FEWEST]
    if not large_groups:
        raise UnusableExports(f"no group of pairings has {FEWEST} mentees or more, which are needed to tell how long")
    horizon = _horizon(rows[rows["group"].isin(large_groups)], by)
    test, refusal = shuffled_groups(rows, program.industries, by=by, permutations=permutations, seed=seed)
    parts: dict[str, Any] = {
        "by": by,
        "ending": ending,
        "table": _table(rows, by, large_groups, horizon, rounding),
        "curve": _curves(rows, large_groups, rounding),
        "differences": _differences(rows, by, large_groups, horizon, rounding),
        "horizon": horizon,
        "test": test,
        "refusal": refusal,
        "left_out": spans.left_out,
        "last_day": spans.last_day,
        "rounding": rounding,
    }
    return MatchLength(**parts, text=length_text(**parts))


def _horizon(rows: pd.DataFrame, by: str) -> int:
    """The last whole month at which every group still has enough people's pairings in sight."""

    def reach(in_group: pd.DataFrame) -> float:
        longest = in_group.groupby("mentee_id")["months"].max().sort_values(ascending=False)
        return float(longest.iloc[FEWEST - 1])

    reached = {str(group): int(reach(in_group)) for group, in_group in rows.groupby("group")}
    short = [GROUPS[by][group] for group, months in reached.items() if months < 1]
    if short:
        shortfall = (
            "no pairing was" if rows["months"].max() < 1 else f"too few of the {' and of the '.join(short)} were"
        )
        raise UnusableExports(f"how long pairings last cannot be told yet: {shortfall} seen for a whole month")
    return min(reached.values())


def _table(rows: pd.DataFrame, by: str, large_groups: list[str], horizon: int, rounding: Rounding) -> pd.DataFrame:
    records = []
    for group in GROUPS[by]:
        in_group = rows[rows["group"] == group]
        parts = {"pairings": in_group, "ended": in_group[in_group["ended"]], "not_ended": in_group[~in_group["ended"]]}
        counts = {name: len(pairings) for name, pairings in parts.items()}
        people = {_people(name): int(pairings["mentee_id"].nunique()) for name, pairings in parts.items()}
        records.append({"group": group, **counts, **people, **_mean(in_group, group in large_groups, horizon)})
    counted = [column for name in _COUNTS for column in (name, _people(name))]
    columns = {
        "group": "exact", **dict.fromkeys(_MEAN, "estimate"),
        **{name: ("count", _people(name)) for name in _COUNTS}, **{_people(name): "people" for name in _COUNTS},
    }  # fmt: skip
    steps, apart = months_steps(horizon), {}
    for record in records:
        step = rounding.step(steps, people=record["mentees"])
        apart[record["group"],] = Apart(step, None if step else {})
    table = pd.DataFrame(records)[["group", *counted, *_MEAN]]
    return describe(table, columns, rounding=rounding, steps=steps, by=["group"], rows=apart)


def _mean(pairings: pd.DataFrame, enough: bool, horizon: int) -> dict[str, float]:
    """The mean months of pairings with its interval; missing where there are not enough."""
    if not enough:
        return dict.fromkeys(_MEAN, float("nan"))
    mean = restricted_mean(pairings["months"], pairings["ended"], horizon=horizon, clusters=pairings["mentor_id"])
    return dict(zip(_MEAN, (mean.estimate, mean.conf_low, mean.conf_high), strict=True))


def _people(name: str) -> str:
    """The column of the mentees behind a count of pairings."""
    return "mentees" if name == "pairings" else f"{name}_mentees"


def _differences(
    rows: pd.DataFrame, by: str, large_groups: list[str], horizon: int, rounding: Rounding
) -> pd.DataFrame:
    people = rows.groupby("group")["mentee_id"].nunique()
    differences, apart = [], {}
    for contrast, (first, second) in CONTRASTS[by].items():
        if first in large_groups and second in large_groups:
            of_both = rows[rows["group"].isin([first, second])]
            difference = restricted_mean_difference(
                of_both["months"],
                of_both["ended"],
                of_both["group"] == first,
                horizon=horizon,
                clusters=of_both["mentor_id"],
            )
            differences.append({"contrast": contrast, **vars(difference)})
            if not rounding.enough(int(min(people[first], people[second]))):
                apart[contrast,] = Apart()
    columns = {
        "contrast": "exact", **dict.fromkeys(("estimate", "conf_low", "conf_high"), "estimate"), "p_value": "p",
        "df": "df",
    }  # fmt: skip
    table = pd.DataFrame(differences, columns=list(columns))
    return describe(table, columns, rounding=rounding, steps=months_steps(horizon), by=["contrast"], rows=apart)


def _curves(rows: pd.DataFrame, large_groups: list[str], rounding: Rounding) -> pd.DataFrame:
    """The share that lasts at every whole month at which a pairing is still in sight."""
    points, apart = [], {}
    for group in large_groups:
        in_group = rows[rows["group"] == group]
        for month in range(int(in_group["months"].max()) + 1):
            at_risk = in_group[in_group["months"] > month]
            if at_risk.empty:
                break
            share = share_lasting(in_group["months"], in_group["ended"], at=month, clusters=in_group["mentor_id"])
            over = in_group[in_group["ended"] & (in_group["months"] <= month)]
            in_sight, ended, mentees = (int(of["mentee_id"].nunique()) for of in (at_risk, over, in_group))
            interval = (share.estimate, share.conf_low, share.conf_high)
            points.append((group, month, *interval, len(at_risk), in_sight, ended, mentees))
            shown = _apart(share.estimate, in_sight, ended, mentees, rounding)
            if shown is not None:
                apart[group, month] = shown
    kind = ("share", "at_risk_mentees", "ended_mentees", "mentees")
    columns = {
        **dict.fromkeys(("group", "month"), "exact"), **dict.fromkeys(("share", "conf_low", "conf_high"), kind),
        "at_risk": ("count", "at_risk_mentees"),
        **dict.fromkeys(("at_risk_mentees", "ended_mentees", "mentees"), "people"),
    }  # fmt: skip
    curve = pd.DataFrame(points, columns=list(columns))
    return describe(curve, columns, rounding=rounding, by=["group", "month"], rows=apart)


def _apart(share: float, at_risk: int, ended: int, mentees: int, rounding: Rounding) -> Apart | None:
    """Nothing is shown where few are in sight, and neither the share nor its interval where few ended."""
    if not rounding.enough(at_risk):
        return Apart()
    percent = rounding.percent(share, inside=at_risk, outside=ended, people=mentees)
    return Apart(words={}) if percent is None else None

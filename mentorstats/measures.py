"""From the four tables to what is compared: one row a pairing, and one row a mentee.

A row of the comparison is a mentee's first participation (mentee and cohort) that has an outcome.  Which mentors
count is settled at a landmark, 90 days after the first pairing began: a mentor who came later may be there
because of how things went.  A share is over all of a mentee's mentors, the unplaced ones included.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from mentorstats.loading import Program
from mentorstats.pairs import overlapping, pair_rows, pair_table
from mentorstats.placing import distinct_mentors, mentee_answers, placed, spells_of
from mentorstats.schema import UnusableExports

__all__ = ["Participations", "mentee_table", "outcome_items", "pair_table", "participations"]

MENTEE_COLUMNS = (
    "mentee_id", "cohort", "group_id", "mentors", "mentors_at_landmark", "share_same", "share_adjacent",
    "share_distant", "share_unknown", "similarity", "sector", "baseline", "final", "sessions",
)  # fmt: skip
SHARES = {tier: f"share_{tier}" for tier in ("same", "adjacent", "distant", "unknown")}


@dataclass(frozen=True, eq=False)
class Participations:
    """One row a mentee, and what belongs to the rows.

    ``table`` has the columns of ``mentee_table`` and: ``several`` (one, at once, in turn, unclear), ``left_out``
    (why the row cannot be compared, else ""), ``answered`` (the day of the last final answer), ``row`` (its number).
    ``pairs`` are all pairings; ``mentors`` (row, mentor_id, weight) the mentors at the landmark; ``industries`` (row,
    code, weight) the mentee's own.  ``dated`` says whether the exports tell when pairings began; ``later`` counts
    later participations, ``early_finals`` final answers given before the landmark: both are set aside.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    mentors: pd.DataFrame
    industries: pd.DataFrame
    outcome: str
    dated: bool
    later: int
    early_finals: int


_KEPT: WeakKeyDictionary[Program, dict[tuple[str, bool], Participations]] = WeakKeyDictionary()


def mentee_table(program: Program, *, outcome: str | None = None) -> pd.DataFrame:
    """One row for each mentee: the first participation that has an outcome, else the first.

    Columns: mentee_id, cohort, group_id, mentors, mentors_at_landmark, share_same, share_adjacent, share_distant,
    share_unknown (of the mentors at the landmark, summing to 1), similarity (their mean), sector, baseline, final
    and sessions.  ``UnusableExports`` where the exports hold no such outcome.
    """
    return participations(program, outcome=outcome).table[list(MENTEE_COLUMNS)]


def outcome_items(program: Program) -> list[str]:
    """The survey items that can be an outcome: those with a final answer by or about a mentee."""
    answers = mentee_answers(program)
    final = answers[answers["wave"].isna() | (answers["wave"] == "final")]
    return sorted(final.dropna(subset="score")["item"].dropna().unique())


def participations(program: Program, *, outcome: str | None = None, every: bool = False) -> Participations:
    """What ``mentee_table`` shows and what the comparison needs besides; kept as long as the program is.

    With ``every`` the later participations are rows too, and a mentee may have several.
    """
    _refuse_blocked(program)
    item = _chosen_outcome(program, outcome)
    kept = _KEPT.setdefault(program, {})
    if (item, every) not in kept:
        kept[item, every] = _participations(program, item, every=every)
    return kept[item, every]


def _participations(program: Program, item: str, *, every: bool) -> Participations:
    pairs = pair_rows(program)
    if pairs.empty:
        raise UnusableExports("no pairing began: there is no mentee to compare")
    dated = bool(pairs["start_date"].notna().mean() >= 0.5)
    spells = spells_of(pairs, dated=dated, landmark_days=program.settings.landmark_days)
    of_pair = spells[["landmark", "unordered"]].reindex(pairs["participation"]).set_axis(pairs.index)
    pairs = pairs.assign(landmark=of_pair["landmark"], unordered=of_pair["unordered"])
    pairs["begun"] = ~(pairs["start_date"] > pairs["landmark"]) if dated else True
    answers = mentee_answers(program)
    scores, early = _scores(answers[answers["item"] == item], spells, dated)
    measured = spells.join(_exposure(pairs, dated)).join(scores).reset_index()
    table, later = (_numbered(measured), 0) if every else _first_with_outcome(measured)
    cells = _industry_cells(pairs, table)
    industries = _mentee_industries(program, cells)
    table["sector"] = cells.map(_sectors(program, cells))
    return Participations(table, pairs, _mentors(pairs, table), industries, item, dated, later, early)


def _first_with_outcome(every: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """One participation a mentee, numbered; and how many others have an outcome."""
    ranked = every.assign(none=every["final"].isna()).sort_values(["none", "rank"], kind="stable")
    table = _numbered(ranked.drop_duplicates("mentee_number").drop(columns="none"))
    return table, int(every["final"].notna().sum() - table["final"].notna().sum())


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    ordered = rows.sort_values(["mentee_id", "rank"], kind="stable", ignore_index=True)
    return ordered.assign(row=np.arange(len(ordered)))


def _mentors(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The mentors at the landmark, each with the same weight."""
    own = pairs.loc[pairs["begun"], ["participation", "mentor_id", "mentor_number"]]
    own = distinct_mentors(own).merge(table[["participation", "row", "mentors_at_landmark"]], on="participation")
    return own.assign(weight=1.0 / own["mentors_at_landmark"])[["row", "mentor_id", "weight"]]


def _exposure(pairs: pd.DataFrame, dated: bool) -> pd.DataFrame:
    """Shares, similarity and number of the mentors at the landmark; and what keeps a row from being compared."""
    key = "participation"
    begun = pairs[pairs["begun"]]
    mentors = distinct_mentors(begun)
    tiers = pd.get_dummies(mentors["proximity"]).reindex(columns=list(SHARES), fill_value=False).astype(float)
    shares = tiers.rename(columns=SHARES).groupby(mentors[key]).mean()
    exposure = shares.join(
        mentors.groupby(key).agg(mentors_at_landmark=("mentor_id", "size"), similarity=("similarity", "mean"))
    )
    exposure["several"] = np.where(exposure["mentors_at_landmark"] > 1, "at once", "one")
    exposure["left_out"] = ""
    if not dated:
        return exposure
    overlaps, known = overlapping(begun, until=begun["landmark"])
    state = (
        pd.DataFrame({"overlap": overlaps, "known": known}).groupby(begun[key]).agg({"overlap": "any", "known": "all"})
    )
    several = exposure["mentors_at_landmark"] > 1
    exposure["several"] = np.select(
        [~several, state["overlap"], state["known"]], ["one", "at once", "in turn"], "unclear"
    )
    going_on = pairs["end_date"].isna() | pairs["landmark"].isna() | (pairs["end_date"] >= pairs["landmark"])
    still = going_on.groupby(pairs[key]).any()
    exposure.loc[~still.reindex(exposure.index), "left_out"] = "over before the landmark"
    unordered = pairs.groupby(key)["unordered"].first()
    exposure.loc[unordered.reindex(exposure.index), "left_out"] = "order of mentors unknown"
    return exposure


def _scores(answers: pd.DataFrame, spells: pd.DataFrame, dated: bool) -> tuple[pd.DataFrame, int]:
    """Baseline and final of each participation, averaged, and the day of the last final answer."""
    matched = placed(answers[["mentee_id", "cohort", "wave", "score", "date"]], spells)
    final = matched["wave"].isna() | (matched["wave"] == "final")
    early = final & (matched["date"] < matched["landmark"]) if dated else final & False
    key = "participation"
    counts = matched[final & ~early].groupby(key)
    scores = pd.DataFrame({
        "baseline": matched[matched["wave"] == "baseline"].groupby(key)["score"].mean(),
        "final": counts["score"].mean(),
        "answered": counts["date"].max(),
    })  # fmt: skip
    return scores, int(matched.loc[early, "mentee_id"].nunique())


def _industry_cells(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """What each row's mentee says of their industry in the first pairing, by the number of the row."""
    firsts = pairs.drop_duplicates("participation")
    cells = pd.Series(firsts["mentee_industry"].array, index=firsts["participation"])
    return cells.reindex(table["participation"]).set_axis(table["row"])


def _mentee_industries(program: Program, cells: pd.Series) -> pd.DataFrame:
    codes, distinct = pd.factorize(cells)
    found = [program.industries.nodes([cell])[str(cell)] for cell in distinct]
    counts = np.array([len(nodes) for nodes in found] + [0])[codes]
    firsts = np.cumsum([0] + [len(nodes) for nodes in found])
    row = np.repeat(np.arange(len(cells)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    every = pd.Series([code for nodes in found for code in nodes], dtype="str")
    own = every.take(firsts[codes[row]] + within).reset_index(drop=True)
    return pd.DataFrame({"row": row, "code": own, "weight": 1.0 / counts[row]})


def _sectors(program: Program, cells: pd.Series) -> dict[str, str]:
    """The sectors that a cell stands for, for each distinct one that stands for any."""
    nodes = program.industries.nodes(cells.dropna().unique())
    return {
        cell: ";".join(sorted({program.industries.sector(code) for code in codes}))
        for cell, codes in nodes.items()
        if codes
    }


def _refuse_blocked(program: Program) -> None:
    blocking = program.problems[program.problems["severity"] == "blocking"]
    if len(blocking):
        first = blocking.iloc[0]
        where = f"{first['file']}: " if first["file"] else ""
        more = f" (and {len(blocking) - 1} more: see the problems)" if len(blocking) > 1 else ""
        raise UnusableExports(f"{where}{first['problem']}; {first['action']}{more}")


def _chosen_outcome(program: Program, outcome: str | None) -> str:
    items = outcome_items(program)
    wanted = outcome or program.settings.outcome
    if not items:
        raise UnusableExports(
            "no survey item has final answers by mentees, so there is no outcome; "
            "add a file that says how it went for each mentee, such as a final survey or who graduated"
        )
    listed = ", ".join(items)
    if wanted is None and len(items) == 1:
        return items[0]
    if wanted is None:
        raise UnusableExports(f"say which survey item is the outcome; those that can be one: {listed}")
    if wanted not in items:
        raise UnusableExports(f"{wanted!r} is not a survey item with final answers; those that can be one: {listed}")
    return wanted

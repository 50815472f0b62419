"""From the four tables to what is compared: one row a pairing, and one row a mentee.

A row of the comparison is a mentee's first participation (mentee and cohort) that has an outcome.  Which mentors
count is settled at a landmark, 90 days after the first pairing began: a mentor who came later may be there
because of how things went.  A share is over all of a mentee's mentors, the unplaced ones included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.errors import UnusableExports
from mentorstats.grouped import any_by_group, first_rows, means
from mentorstats.program import Program
from mentorstats.tables.outcomes import chosen_outcome, outcome_items
from mentorstats.tables.pairs import are_dated, first_with_mentor, overlapping, pair_rows, pair_table
from mentorstats.tables.survey_answers import match_answers, mentee_answers, participation_frame

__all__ = [
    "UNANSWERED",
    "Participations",
    "mentee_table",
    "outcome_items",
    "pair_table",
    "participations",
    "tier_shares",
]

MENTEE_COLUMNS = (
    "mentee_id", "cohort", "group_id", "mentors", "mentors_at_landmark", "share_same", "share_adjacent",
    "share_distant", "share_unknown", "similarity", "sector", "baseline", "final", "sessions",
)  # fmt: skip
SHARES = {tier: f"share_{tier}" for tier in ("same", "adjacent", "distant", "unknown")}
SEVERAL = ("one", "at once", "in turn", "unclear")
LEFT_OUT = ("", "over before the landmark", "order of mentors unknown")
UNANSWERED = (
    "",
    "no final answer",
    "final answer before the landmark",
    "final answer not tied to one of several rounds",
)


@dataclass(frozen=True, eq=False)
class Participations:
    """One row a mentee, and what belongs to the rows.

    ``table`` has the columns of ``mentee_table`` and: ``several`` (one, at once, in turn, unclear), ``left_out``
    (why the row cannot be compared, else ""), ``unanswered`` (why it has no final score, else ""), ``answered`` (the
    day of the last final answer), ``row`` (its number).
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

    def mentors_met(self) -> pd.DataFrame:
        """The mentors at the landmark, one row for each and each row of ``table``: the first of their pairings.

        Columns: those of ``pairs``, and row, mentors_at_landmark and answered of ``table``.
        """
        pairs = self.pairs[self.pairs["at_landmark"]]
        pairs = pairs[first_with_mentor(pairs)]
        of_row = ["row", "mentors_at_landmark", "answered"]
        return pairs.merge(self.table[["participation", *of_row]], on="participation")


def mentee_table(program: Program, *, outcome: str | None = None) -> pd.DataFrame:
    """One row for each mentee: the first participation that has an outcome, else the first.

    Columns: mentee_id, cohort, group_id, mentors, mentors_at_landmark, share_same, share_adjacent, share_distant,
    share_unknown (of the mentors at the landmark, summing to 1), similarity (their mean), sector, baseline, final
    and sessions.  ``UnusableExports`` where the exports hold no such outcome.
    """
    return participations(program, outcome=outcome).table[list(MENTEE_COLUMNS)]


def participations(program: Program, *, outcome: str | None = None, every: bool = False) -> Participations:
    """What ``mentee_table`` shows and what the comparison needs besides.

    With ``every`` the later participations are rows too, and a mentee may have several.
    """
    _refuse_blocked(program)
    item = chosen_outcome(program, outcome)
    key = ("participations", item, every)
    return program.derived.once(key, lambda: _participations(program, item, every=every))


def _participations(program: Program, item: str, *, every: bool) -> Participations:
    pairs = pair_rows(program)
    if pairs.empty:
        raise UnusableExports("no pairing began: there is no mentee to compare")
    dated = are_dated(pairs)
    frame = participation_frame(pairs, dated=dated, landmark_days=program.settings.landmark_days)
    of_pair = frame[["landmark", "unordered"]].reindex(pairs["participation"]).set_axis(pairs.index)
    pairs = pairs.assign(landmark=of_pair["landmark"], unordered=of_pair["unordered"])
    pairs["at_landmark"] = ~(pairs["start_date"] > pairs["landmark"]) if dated else True
    answers = mentee_answers(program)
    scores, early = _scores(answers[answers["item"] == item], frame, dated)
    measured = frame.join(_exposure(pairs, frame, dated)).join(scores).reset_index()
    table, later = (_numbered(measured), 0) if every else _first_with_outcome(measured)
    cells = _industry_cells(pairs, table)
    industries = _mentee_industries(program, cells)
    table["sector"] = _sectors(program, cells).array
    return Participations(table, pairs, _mentors(pairs, table), industries, item, dated, later, early)


def _first_with_outcome(every: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """One participation a mentee, numbered; and how many others have an outcome."""
    mentee = every["mentee_number"].to_numpy()
    ranked = np.lexsort((every["rank"], every["final"].isna()))
    chosen = first_rows(mentee[ranked], int(mentee.max(initial=-1)) + 1)
    table = _numbered(every.take(np.sort(ranked[chosen[chosen >= 0]])))
    return table, int(every["final"].notna().sum() - table["final"].notna().sum())


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    ids = rows["mentee_id"].array
    in_order = bool((ids[:-1] < ids[1:]).all())
    ordered = rows if in_order else rows.sort_values(["mentee_id", "rank"], kind="stable")
    return ordered.reset_index(drop=True).assign(row=np.arange(len(rows)))


def _mentors(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The mentors at the landmark, each with the same weight."""
    present = pairs.loc[pairs["at_landmark"], ["participation", "mentor_id", "mentor_number"]]
    met = present[first_with_mentor(present)]
    row = first_rows(table["participation"].to_numpy(), int(pairs["participation"].max()) + 1)[met["participation"]]
    met, row = met[row >= 0], row[row >= 0]
    weight = 1.0 / table["mentors_at_landmark"].to_numpy()[row]
    return pd.DataFrame({"row": row, "mentor_id": met["mentor_id"].array, "weight": weight})


def _exposure(pairs: pd.DataFrame, frame: pd.DataFrame, dated: bool) -> pd.DataFrame:
    """Shares, similarity and number of the mentors at the landmark; and what keeps a row from being compared."""
    count, present = len(frame), pairs[pairs["at_landmark"]]
    met = present[["participation", "proximity", "similarity"]][first_with_mentor(present)]
    participation = met["participation"].to_numpy()
    mentors = np.bincount(participation, minlength=count)
    if dated:
        several, left_out = _several(present, mentors), _left_out(pairs, frame)
    else:
        several, left_out = np.where(mentors > 1, 1, 0), np.zeros(count, dtype=np.int64)
    shares = tier_shares(participation, met["proximity"].to_numpy(), count)
    columns = {SHARES[tier]: share for tier, share in shares.items()} | {
        "mentors_at_landmark": mentors,
        "similarity": means(met["similarity"].to_numpy(dtype=float), participation, count),
        "several": _words(SEVERAL, several),
        "left_out": _words(LEFT_OUT, left_out),
    }
    return pd.DataFrame(columns, index=frame.index)


def tier_shares(
    row: np.ndarray, tiers: np.ndarray, count: int, *, weights: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The share of each row's mentors who are same, adjacent, distant and unknown; missing for a row without any.

    ``row`` (0 to ``count`` - 1) and ``tiers`` are given for each mentor met; mentors count alike unless there are
    ``weights``, which sum to 1 in a row.

    >>> shares = tier_shares(np.array([0, 0, 1]), np.array(["same", "adjacent", "same"]), 2)
    >>> shares["same"].tolist(), shares["adjacent"].tolist()
    ([0.5, 1.0], [0.5, 0.0])
    """
    each = np.ones(len(row)) if weights is None else weights
    whole = np.bincount(row, minlength=count) if weights is None else 1.0
    sums = pd.DataFrame({tier: each * (tiers == tier) for tier in SHARES}).groupby(row).sum().reindex(range(count))
    return {tier: sums[tier].to_numpy() / whole for tier in SHARES}


def _several(present: pd.DataFrame, mentors: np.ndarray) -> np.ndarray:
    """For each participation the place in ``SEVERAL``."""
    participation = present["participation"].to_numpy()
    overlaps, known = overlapping(present, until=present["landmark"])
    at_once = any_by_group(overlaps.to_numpy(), participation, len(mentors))
    unclear = any_by_group(~known.to_numpy(), participation, len(mentors))
    return np.select([mentors < 2, at_once, ~unclear], [0, 1, 2], 3)


def _left_out(pairs: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """For each participation the place in ``LEFT_OUT``."""
    going_on = pairs["end_date"].isna() | pairs["landmark"].isna() | (pairs["end_date"] >= pairs["landmark"])
    over = ~any_by_group(going_on.to_numpy(), pairs["participation"].to_numpy(), len(frame))
    return np.select([frame["unordered"], over], [2, 1], 0)


def _words(words: tuple[str, ...], places: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.Series(words, dtype="str").array.take(places)


def _scores(answers: pd.DataFrame, frame: pd.DataFrame, dated: bool) -> tuple[pd.DataFrame, int]:
    """Baseline and final of each participation, averaged, and the day of the last final answer."""
    answers = answers.dropna(subset="score")
    answer, participation = match_answers(answers, frame)
    given = answers[["mentee_number", "wave", "score", "date"]].take(answer)
    final = (given["wave"].isna() | (given["wave"] == "final")).to_numpy()
    landmark = frame["landmark"].to_numpy()[participation]
    early = final & (given["date"].to_numpy() < landmark) if dated else final & False
    waves = {"baseline": (given["wave"] == "baseline").to_numpy(), "final": final & ~early}
    score = given["score"].to_numpy(dtype=float)
    scores = pd.DataFrame(
        {name: means(score[rows], participation[rows], len(frame)) for name, rows in waves.items()}, index=frame.index
    )
    last = given.loc[waves["final"], "date"].groupby(participation[waves["final"]]).max()
    is_early = np.isin(np.arange(len(frame)), participation[early])
    unclear = frame["mentee_number"].isin(_of_unclear_round(answers, answer))
    why = np.select([scores["final"].notna(), is_early, unclear], [0, 2, 3], 1)
    scores = scores.assign(answered=last.reindex(frame.index), unanswered=_words(UNANSWERED, why))
    return scores, len(np.unique(given["mentee_number"][early]))


def _of_unclear_round(answers: pd.DataFrame, matched: np.ndarray) -> np.ndarray:
    """The numbers of mentees whose final answers belong to none of their participations as far as one can tell."""
    final = (answers["wave"].isna() | (answers["wave"] == "final")).to_numpy()
    unmatched = ~np.isin(np.arange(len(answers)), matched)
    return answers["mentee_number"].to_numpy()[final & unmatched]


def _industry_cells(pairs: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """What each row's mentee says of their industry in the first pairing, by the number of the row."""
    participation = pairs["participation"].to_numpy()
    places = first_rows(participation, int(participation.max()) + 1)[table["participation"]]
    return pairs["mentee_industry"].take(places).set_axis(table["row"])


def _mentee_industries(program: Program, cells: pd.Series) -> pd.DataFrame:
    codes, distinct = pd.factorize(cells)
    nodes_of_cell = [program.industries.nodes([cell])[str(cell)] for cell in distinct]
    counts = np.array([len(nodes) for nodes in nodes_of_cell] + [0])[codes]
    first_node = np.cumsum([0] + [len(nodes) for nodes in nodes_of_cell])
    row = np.repeat(np.arange(len(cells)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    every_node = pd.Series([code for nodes in nodes_of_cell for code in nodes], dtype="str")
    code = every_node.take(first_node[codes[row]] + within).reset_index(drop=True)
    return pd.DataFrame({"row": row, "code": code, "weight": 1.0 / counts[row]})


def _sectors(program: Program, cells: pd.Series) -> pd.Series:
    """The sectors that each cell stands for, missing where it stands for none."""
    codes, distinct = pd.factorize(cells)
    nodes = program.industries.nodes(distinct)
    joined = [";".join(sorted({program.industries.sector(code) for code in nodes[str(cell)]})) for cell in distinct]
    return pd.Series([sectors or None for sectors in joined], dtype="str").reindex(codes)


def _refuse_blocked(program: Program) -> None:
    blocking = program.problems[program.problems["severity"] == "blocking"]
    if len(blocking):
        first = blocking.iloc[0]
        where = f"{first['file']}: " if first["file"] else ""
        more = f" (and {len(blocking) - 1} more: see the problems)" if len(blocking) > 1 else ""
        raise UnusableExports(f"{where}{first['problem']}; {first['action']}{more}")

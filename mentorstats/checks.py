"""What was looked at before an answer was given, with its result.

Who is in and who is left out, how many stand behind each side, what the comparison is adjusted for, how much
mentors differ, and what the exports do not tell.  A status of ``caution`` is worth a thought, ``stop`` means that
the question could not be answered as asked.
"""

from __future__ import annotations

from itertools import product
from typing import Literal, NamedTuple

import pandas as pd

from mentorstats.adjustment import ROWS_A_COEFFICIENT
from mentorstats.asked import FEWEST
from mentorstats.comparison import IN_TURN, Comparison
from mentorstats.industry import HUB, Industries
from mentorstats.measures import Participations
from mentorstats.models.mixed import JointTest, MultipleMembershipFit
from mentorstats.wording import exposure

__all__ = ["CHECK_COLUMNS", "Check", "checks_table"]


MUCH_THROUGH_HUBS = 0.25

_COMPARED_BY_CHOICE = ("unknown", IN_TURN)


class Check(NamedTuple):
    """One check; ``status`` is fine, note, caution or stop."""

    check: str
    result: str
    status: Literal["fine", "note", "caution", "stop"]
    meaning: str


CHECK_COLUMNS = Check._fields


def checks_table(
    part: Participations,
    comparison: Comparison,
    fit: MultipleMembershipFit | None,
    note: str,
    *,
    joint: JointTest | None,
    industries: Industries | None = None,
) -> pd.DataFrame:
    """The checks of one answer, a row each: check, result, status and meaning.

    ``industries`` are given where the answer rests on how close they are.
    """
    rows = [*_who(part, comparison), *_sides(comparison, dated=part.dated), *_adjusted(comparison), *_dates(part)]
    if industries is not None:
        rows += _hubs(part.pairs, industries)
    if fit is not None:
        rows += _mentors(comparison, fit, note)
    if joint is not None:
        rows.append(_alike(joint))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def _who(part: Participations, comparison: Comparison) -> list[Check]:
    mentees = int(comparison.rows["mentees"].sum())
    answered = int(part.table["final"].notna().sum())
    share = answered / max(len(part.table), 1)
    said = f"{answered} of {len(part.table)} mentees ({share:.0%})"
    silent = "Those who did not answer may have fared differently."
    rows = [
        Check(
            "mentees compared", f"{mentees}", "fine" if mentees else "stop", "Each counts once, however many mentors."
        ),
        Check("final answers", said, "fine" if share >= 0.8 else "caution", silent),
    ]
    for reason, count in comparison.left_out.items():
        rows.append(
            Check(f"left out: {reason}", f"{count}", "note", "These mentees are counted here and nowhere else.")
        )
    if part.later:
        rows.append(Check("later participations", f"{part.later}", "note", "Set aside, since a person counts once."))
    if part.early_finals:
        early = "Set aside: given before it was clear which mentors a mentee had."
        rows.append(Check("final answers that came early", f"{part.early_finals}", "note", early))
    if comparison.group_is_row:
        team = "A team has one outcome, so it counts once; a mentee without a team is a team of one."
        rows.append(Check("teams compared", f"{len(comparison.rows)}", "note", team))
    return rows


def _sides(comparison: Comparison, *, dated: bool) -> list[Check]:
    noun = "teams" if comparison.group_is_row else "mentees"
    rows = []
    for side, count in comparison.counts.items():
        by_choice = side in _COMPARED_BY_CHOICE
        meaning = "Taken into account, but not one of the two sides." if by_choice else f"At least {FEWEST} are needed."
        status = "fine" if count >= FEWEST or by_choice else "stop"
        rows.append(Check(f"{noun} with {exposure(side, dated=dated)}", f"{count}", status, meaning))
    return rows


def _adjusted(comparison: Comparison) -> list[Check]:
    kept, dropped = comparison.adjustment.kept, comparison.adjustment.dropped
    alike = "The comparison is between mentees who are alike in this."
    rows = [Check("adjusted for", ", ".join(kept) or "nothing", "fine" if kept else "caution", alike)]
    if dropped:
        few = f"Too few rows: {ROWS_A_COEFFICIENT} are needed for each number that the model estimates."
        rows.append(Check("not adjusted for", ", ".join(dropped), "caution", few))
    missing = float(comparison.rows["baseline"].isna().mean())
    if missing == 1:
        apart = "Mentees who started out better cannot be told from mentees who did better."
        rows.append(Check("score before", "none in the exports", "caution", apart))
    elif missing > 0:
        filled = "The cohort's mean stands in for it, and the model is told."
        rows.append(Check("no score before", f"{missing:.0%} of rows", "note", filled))
    return rows


def _dates(part: Participations) -> list[Check]:
    if part.dated:
        return []
    late = "All of a mentee's mentors count, whenever they came; whether at the same time is unknown."
    return [Check("dates of pairings", "none in the exports", "caution", late)]


def _hubs(pairs: pd.DataFrame, industries: Industries) -> list[Check]:
    """How many adjacent pairings are so only because one side is close to nearly everything."""
    adjacent = pairs.loc[pairs["proximity"] == "adjacent", ["mentee_industry", "mentor_industry"]]
    if adjacent.empty:
        return []
    cells = industries.nodes(pd.unique(adjacent.to_numpy().ravel()))
    hubs = {code for code in {code for codes in cells.values() for code in codes} if industries.is_hub(code)}
    kinds = adjacent.value_counts().reset_index().to_dict("records")
    sides = [(cells[kind["mentee_industry"]], cells[kind["mentor_industry"]], int(kind["count"])) for kind in kinds]
    through = sum(count for one, other, count in sides if _only_by_hub(one, other, industries, hubs))
    share = through / len(adjacent)
    said = f"{share:.0%} of adjacent pairings"
    broad = f"A hub is adjacent to {HUB} industries or more, so being adjacent to it says little."
    return [Check("adjacent through a hub industry", said, "caution" if share > MUCH_THROUGH_HUBS else "fine", broad)]


def _only_by_hub(one: tuple[str, ...], other: tuple[str, ...], industries: Industries, hubs: set[str]) -> bool:
    """Whether every adjacent pair of two people's industries has a hub in it."""
    codes = list(dict.fromkeys([*one, *other]))
    tier = industries.between(codes)[1].to_dict()
    return all(hubs & {a, b} for a, b in product(one, other) if tier[a][b] == "adjacent")


def _mentors(comparison: Comparison, fit: MultipleMembershipFit, note: str) -> list[Check]:
    total = sum(fit.variances.values())
    names = {"mentor": "mentors", "group": "teams"}
    rows = []
    for name in comparison.memberships:
        if name in fit.variances:
            share = f"{fit.variances[name] / total:.0%} of what is left unexplained"
            facts = f"Mentees who share {names[name]} are not separate facts, and the answer takes that into account."
            rows.append(Check(f"how much {names[name]} differ", share, "fine", facts))
    load = (comparison.memberships["mentor"] > 0).sum(axis=0)
    shared = f"{int((load > 1).sum())} of {comparison.mentors}"
    rows.append(Check("mentors with several mentees", shared, "fine", "They show how much mentors themselves differ."))
    if note:
        rows.append(
            Check("mentor and team effects", note, "note", "Nobody is compared with anyone else because of it.")
        )
    return rows


def _alike(joint: JointTest) -> Check:
    p = f"p = {joint.p_value:.3f}" if joint.p_value >= 0.001 else "p < 0.001"
    result = f"F({joint.df_num}, {joint.df_den:.1f}) = {joint.statistic:.2f}, {p}"
    whole = "One test of the whole question; a small p says that they are not all alike."
    return Check("same, adjacent and distant all alike?", result, "note", whole)

"""What was looked at before an answer was given, with its result.

Who is in and who is left out, how many stand behind each side, what the comparison is adjusted for, how much
mentors differ, and what the exports do not tell.  A status of ``caution`` is worth a thought, ``stop`` means that
the question could not be answered as asked.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.comparison import IN_TURN, Comparison
from mentorstats.measures import Participations
from mentorstats.models.mixed import JointTest, MultipleMembershipFit
from mentorstats.wording import exposure

__all__ = ["CHECK_COLUMNS", "checks_table"]

CHECK_COLUMNS = ("check", "result", "status", "meaning")
FEWEST = 10

Check = tuple[str, str, str, str]


def checks_table(
    part: Participations,
    comparison: Comparison,
    fit: MultipleMembershipFit | None,
    note: str,
    *,
    joint: JointTest | None,
) -> pd.DataFrame:
    """The checks of one answer: check, result, status (fine, note, caution, stop) and meaning."""
    rows = [*_who(part, comparison), *_sides(comparison, dated=part.dated), *_adjusted(part, comparison)]
    if fit is not None:
        rows += _mentors(comparison, fit, note)
    if joint is not None:
        p = f"p = {joint.p_value:.3f}" if joint.p_value >= 0.001 else "p < 0.001"
        result = f"F({joint.df_num}, {joint.df_den:.1f}) = {joint.statistic:.2f}, {p}"
        rows.append(("same, adjacent and distant all alike?", result, "note",
                     "one test of the whole question: a small p says that they are not all alike"))  # fmt: skip
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def _who(part: Participations, comparison: Comparison) -> list[Check]:
    mentees = int(comparison.rows["mentees"].sum())
    answered = int(part.table["final"].notna().sum())
    share = answered / max(len(part.table), 1)
    rows: list[Check] = [
        ("mentees compared", f"{mentees}", "fine" if mentees else "stop", "each stands for a first participation"),
        (
            "final answers",
            f"{answered} of {len(part.table)} mentees ({share:.0%})",
            "fine" if share >= 0.8 else "caution",
            "those who did not answer may have fared differently",
        ),
    ]
    rows += [
        (f"left out: {reason}", f"{count}", "note", "not compared") for reason, count in comparison.left_out.items()
    ]
    if part.later:
        rows.append(("later participations", f"{part.later}", "note", "set aside: a person counts once"))
    if part.early_finals:
        rows.append(
            (
                "final answers before the landmark",
                f"{part.early_finals}",
                "note",
                "set aside: given too early",
            )
        )
    if comparison.group_is_row:
        rows.append(("teams that share one outcome", f"{len(comparison.rows)} rows", "note",
                     "the team is the row; a mentee without a team is one"))  # fmt: skip
    return rows


def _sides(comparison: Comparison, *, dated: bool) -> list[Check]:
    noun = "teams" if comparison.group_is_row else "mentees"
    rows: list[Check] = []
    for side, count in comparison.counts.items():
        needed = _compared(side)
        status = "fine" if count >= FEWEST or not needed else "stop"
        meaning = f"{FEWEST} are needed to compare" if needed else "not compared, but counted in"
        rows.append((f"{noun} with {exposure(side, dated=dated)}", f"{count}", status, meaning))
    return rows


def _compared(side: str) -> bool:
    return side not in ("unknown", IN_TURN)


def _adjusted(part: Participations, comparison: Comparison) -> list[Check]:
    kept = ", ".join(comparison.adjustment.kept) or "nothing"
    rows: list[Check] = [("adjusted for", kept, "fine" if comparison.adjustment.kept else "caution",
                          "only mentees alike in this are compared with one another")]  # fmt: skip
    if comparison.adjustment.dropped:
        rows.append(("not adjusted for", ", ".join(comparison.adjustment.dropped), "caution",
                     "too few rows: 10 are needed for each number that the model estimates"))  # fmt: skip
    missing = comparison.rows["baseline"].isna().mean()
    if missing == 1:
        rows.append(("score before", "none", "caution", "mentees who started out better cannot be told apart"))
    elif missing > 0:
        rows.append(
            (
                "score before is missing",
                f"{missing:.0%} of rows",
                "note",
                "filled with the cohort's mean, and marked",
            )
        )
    if not part.dated:
        rows.append(
            (
                "dates of pairings",
                "none",
                "caution",
                "all of a participation's mentors count, whenever they came",
            )
        )
    return rows


def _mentors(comparison: Comparison, fit: MultipleMembershipFit, note: str) -> list[Check]:
    total = sum(fit.variances.values())
    names = {"mentor": "mentors", "group": "teams"}
    rows: list[Check] = [
        (f"how much {names[name]} differ", f"{variance / total:.0%} of what is left unexplained",
         "fine" if variance > 0 else "note",
         "mentees who share them are not separate facts; the answer takes that into account")
        for name, variance in fit.variances.items()
        if name != "residual"
    ]  # fmt: skip
    if "mentor" in comparison.memberships:
        load = (comparison.memberships["mentor"] > 0).sum(axis=0)
        rows.append(("mentors with several mentees", f"{int((load > 1).sum())} of {comparison.mentors}", "fine",
                     "sharing lets us tell a mentor's own effect from the match"))  # fmt: skip
    if note:
        rows.append(("mentor and team effects", note, "note", "this changes nothing in who is compared with whom"))
    return rows

"""Which survey item is the outcome: those that can be one, the likeliest first, and the one that was chosen.

An item can be an outcome where mentees have final answers to it.  Which one says how it went, only the program knows;
the likeliest one has many of them and answers from before, and is no opinion about the mentor or the program.
"""

from __future__ import annotations

import pandas as pd

from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.schema.settings import CONFIG_NAME
from mentorstats.tables.survey_answers import mentee_answers
from mentorstats.text import quoted, shown_cell, tokens

__all__ = ["chosen_outcome", "outcome_candidates", "outcome_items"]

# Against the item with most final answers.
_ENOUGH = 0.5
_LISTED = 12
# The rules of problems about files and folders that may hold answers.
_NOT_READ = ("not-read", "not-recognized", "folder-within", "hidden-file")
_OF_PEOPLE_OR_PROGRAM = {
    "mentor", "mentors", "relationship", "rapport", "respect", "trust", "match", "session", "sessions", "meeting",
    "meetings", "program", "programme", "platform", "recommend", "nps", "satisfaction", "satisfied", "rating",
    "listens", "advice",
}  # fmt: skip


def outcome_candidates(program: Program) -> pd.DataFrame:
    """The survey items that can be an outcome, the likeliest first.

    Columns: item, mentees (with a final answer), before (mentees with an answer from before).
    """
    answers = mentee_answers(program).dropna(subset="score")
    final = answers["wave"].isna() | (answers["wave"] == "final")
    mentees = answers[final].groupby("item")["mentee_number"].nunique()
    before = answers[answers["wave"] == "baseline"].groupby("item")["mentee_number"].nunique()
    table = pd.DataFrame({"mentees": mentees, "before": before.reindex(mentees.index, fill_value=0)}).reset_index()
    ranks = pd.DataFrame(
        {
            "few": table["mentees"] < _ENOUGH * table["mentees"].max(),
            "opinion": [bool(_OF_PEOPLE_OR_PROGRAM & set(tokens(item))) for item in table["item"]],
            "only after": table["before"] == 0,
            "answers": -table["mentees"],
            "item": table["item"],
        }
    )
    return table.loc[ranks.sort_values(list(map(str, ranks)), kind="stable").index].reset_index(drop=True)


def outcome_items(program: Program) -> list[str]:
    """The survey items that can be an outcome: those with a final answer by or about a mentee."""
    return sorted(outcome_candidates(program)["item"])


def chosen_outcome(program: Program, outcome: str | None) -> str:
    """The survey item that is the outcome: ``outcome``, else the one of the settings, else the only one.

    Raises ``UnusableExports`` where none can be one, or it has to be said which; the message has the line to write.
    """
    candidates = outcome_candidates(program)
    items, wanted = list(candidates["item"]), outcome or program.settings.outcome
    if not items:
        raise UnusableExports(
            f"no survey item has final answers by mentees, so there is no outcome; {_why_none(program)}"
        )
    if wanted is None and len(items) == 1:
        return items[0]
    if wanted is not None and wanted in items:
        return wanted
    refused = "" if wanted is None else f"{shown_cell(wanted)!r} is not a survey item with final answers; "
    line = quoted(shown_cell(items[0]))
    raise UnusableExports(
        f"{refused}say which survey item is the outcome, by outcome = {line} at the top of {CONFIG_NAME} or by "
        f"--outcome {line} behind the command; those that can be one: {_listed(candidates, program)}"
    )


def _listed(candidates: pd.DataFrame, program: Program) -> str:
    """The items that can be the outcome, each with how many mentees have a final answer, as it may be told."""
    counted = candidates[["item", "mentees"]].head(_LISTED).itertuples(index=False)
    listed = [f"{shown_cell(item)} ({program.rounding.words(mentees, 'mentee')})" for item, mentees in counted]
    further = len(candidates) - len(listed)
    return ", ".join(listed) + (f" and {further:,} more" if further else "")


def _why_none(program: Program) -> str:
    """Why no item can be the outcome, as far as it is known, and what would help."""
    answers = mentee_answers(program).dropna(subset="score")
    if any(problem.rule == "wave-unknown" for problem in program.reported):
        return (
            "answers were set aside because it is not known when they were given; say which wave their words stand for "
            f"below [waves] in {CONFIG_NAME}"
        )
    if len(answers):
        waves = " and ".join(sorted(answers["wave"].dropna().unique()))
        return (
            f"all of their answers were read as {waves}; add the final survey, or correct the words for waves below "
            f"[waves] in {CONFIG_NAME}"
        )
    if program.surveys["score"].notna().any():
        return "nobody who answered is a mentee of the pairings; check that both name people in the same way"
    beside = [problem.column for problem in program.reported if problem.rule == "possible-outcome"]
    if beside:
        lines = " or ".join(f"outcome = {quoted(shown_cell(column))}" for column in beside[:_LISTED])
        return f"if a column beside the pairings or people says how it went, write {lines} at the top of {CONFIG_NAME}"
    unread = [shown_cell(p.file) for p in program.reported if p.severity == "warning" and p.rule in _NOT_READ]
    named = f"; not read so far: {', '.join(unread[:_LISTED])}" if unread else ""
    return f"add a file that says how it went for each mentee, such as a final survey or who graduated{named}"

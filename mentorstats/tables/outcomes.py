"""Which survey item is the outcome: those that can be one, the likeliest first, and the one that was chosen.

An item can be an outcome where mentees have final answers to it.  Which one says how it went, only the program knows;
the likeliest one has many of them and answers from before, and is no opinion about the mentor or the program.
"""

from __future__ import annotations

import json

import pandas as pd

from mentorstats.errors import UnusableExports
from mentorstats.program import Program
from mentorstats.tables.survey_answers import mentee_answers
from mentorstats.text import shown_cell, tokens

__all__ = ["chosen_outcome", "outcome_candidates", "outcome_items"]

# Against the item with most final answers.
_ENOUGH = 0.5
_LISTED = 12
_OF_PEOPLE_OR_PROGRAM = {
    "mentor", "mentors", "relationship", "rapport", "respect", "trust", "match", "session", "sessions", "meeting", "meetings",
    "program", "programme", "platform", "recommend", "nps", "satisfaction", "satisfied", "rating", "listens", "advice",
}  # fmt: skip


def outcome_candidates(program: Program) -> pd.DataFrame:
    """The survey items that can be an outcome, the likeliest first: item, mentees with a final answer, and with one before.

    Columns: item, mentees, before.
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
    return table.loc[ranks.sort_values(list(ranks), kind="stable").index].reset_index(drop=True)


def outcome_items(program: Program) -> list[str]:
    """The survey items that can be an outcome: those with a final answer by or about a mentee."""
    return sorted(outcome_candidates(program)["item"])


def chosen_outcome(program: Program, outcome: str | None) -> str:
    """The survey item that is the outcome: ``outcome``, else the one of the settings, else the only one.

    Raises ``UnusableExports`` where none can be one, or it has to be said which; the message has the line to write.
    """
    items = list(outcome_candidates(program)["item"])
    wanted = outcome or program.settings.outcome
    if not items:
        raise UnusableExports(
            "no survey item has final answers by mentees, so there is no outcome; "
            "add a file that says how it went for each mentee, such as a final survey or who graduated"
        )
    if wanted is None and len(items) == 1:
        return items[0]
    if wanted in items:
        return wanted
    listed = ", ".join(map(shown_cell, items[:_LISTED]))
    further = f" and {len(items) - _LISTED:,} more" if len(items) > _LISTED else ""
    refused = "" if wanted is None else f"“{shown_cell(wanted)}” is not a survey item with final answers by mentees; "
    line = json.dumps(shown_cell(items[0]), ensure_ascii=False)
    raise UnusableExports(
        f"{refused}say which survey item is the outcome, by a line such as outcome = {line} at the top of "
        f"mentorstats.toml or by --outcome {line} behind the command; the items that can be it: {listed}{further}"
    )

"""Surveys whose header takes several rows.

Qualtrics writes the name, the question and an import id above one another, its older exports two rows without the
id; SurveyMonkey writes the question and below it what the column holds.  Read as data, such a row is one more
person who answered.  Answers that a survey tool marks as a preview are nobody's either.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from mentorstats.problems import Problems
from mentorstats.text import match_key

__all__ = ["has_questions_above_labels", "says_names_again", "with_one_header"]

_BARE = ("", "response", "openendedresponse", "response1")


def with_one_header(file: str, frame: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The rows of an export below all of its header rows, under one name each; each row set aside is named.

    ``frame`` is text, indexed by line.

    >>> frame = pd.DataFrame({"Q1": ["How?", '{"ImportId":"QID1"}', "4"]}, index=[2, 3, 4])
    >>> with_one_header("survey.csv", frame, Problems())
      Q1
    4  4
    """
    count, names = _header_rows(frame)
    for line in frame.index[:count]:
        problems.add(
            rule="second-header", severity="note", file=file, line=int(line), action="nothing", set_aside=True,
            problem="a second header row, not an answer; set aside",
        )  # fmt: skip
    if count:
        frame = frame.iloc[count:].set_axis(names, axis=1)
    tests = _previews(frame)
    for line in frame.index[tests]:
        problems.add(
            rule="survey-preview", severity="note", file=file, line=int(line), column="Status", action="nothing",
            problem="a preview of the survey, not an answer; set aside", set_aside=True,
        )  # fmt: skip
    return frame.loc[~tests]


def _header_rows(frame: pd.DataFrame) -> tuple[int, list[str]]:
    """How many of the first rows belong to the header, and the columns' names."""
    names, first = list(frame.columns), [list(row) for row in frame.iloc[:3].to_numpy(dtype=object)]
    if not first or not all(isinstance(cell, str) for cell in first[0]):
        return 0, names
    imports = [place for place, row in enumerate(first) if any(str(cell).startswith('{"ImportId"') for cell in row)]
    if imports:
        return imports[0] + 1, names
    headers = [match_key(name) for name in names]
    below = [match_key(cell) for cell in first[0]]
    if has_questions_above_labels(names) and not below[0]:
        return 1, _under_questions(names, first[0])
    if headers[0] == "v1" and below[0] == "responseid":
        return 1, [
            label if name[1:].isdigit() and name[0] == "V" else name
            for name, label in zip(names, first[0], strict=True)
        ]
    return (1, names) if says_names_again(names, first[0]) else (0, names)


def says_names_again(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row below the names of a Qualtrics export belongs to its header: names for people, or import ids.

    >>> says_names_again(["StartDate", "Finished", "ResponseId"], ["Start Date", "Finished", "Response ID"])
    True
    """
    if any(str(cell).startswith('{"ImportId"') for cell in row):
        return True
    headers = [match_key(name) for name in names]
    same = sum(name == match_key(str(cell)) for name, cell in zip(headers, row, strict=False))
    return same >= 3 and bool({"startdate", "responseid"} & set(headers))


def has_questions_above_labels(names: Sequence[str]) -> bool:
    """Whether the names are those of a SurveyMonkey export, whose second row says what the columns hold."""
    return {"respondentid", "collectorid"} <= {match_key(name) for name in names}


def _under_questions(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """A question that has several columns stands above the first of them only."""
    joined, question = [], ""
    for name, label in zip(names, below, strict=True):
        question = question if name.startswith("column ") and name[7:].isdigit() else name
        joined.append(question if match_key(label) in _BARE else f"{question}: {label}")
    return joined


def _previews(frame: pd.DataFrame) -> pd.Series:
    if "Status" not in frame or "ResponseId" not in frame:
        return pd.Series(False, index=frame.index)
    return frame["Status"].isin(["Survey Preview", "Survey Test"])

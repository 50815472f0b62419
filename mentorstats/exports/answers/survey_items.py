"""Surveys as they come to one row for each answer: which columns are questions, and when each was asked.

Survey tools export a row a person and a column a question; what is computed needs a row an answer.  The wave may
stand in a column of its own, in the question's heading or in the name of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.answers.headings import ItemWave, items_and_waves
from mentorstats.exports.answers.labels import read_labels
from mentorstats.exports.answers.times import with_times
from mentorstats.exports.answers.wave_words import Survey, with_wave_column
from mentorstats.exports.answers.waves import WORD, with_waves
from mentorstats.exports.recognize import SourceTable, missing_columns
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text
from mentorstats.schema.numbers import AmbiguousNumbers
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, Column
from mentorstats.schema.values import read_column
from mentorstats.schema.vocabulary import identifying
from mentorstats.text import match_key, quoted

__all__ = ["check_named_items", "holds_scores", "read_surveys", "to_long"]

# Numbers that say who or which pairing are no scores.
_IDENTIFIERS = {match_key(column.name) for table in TABLES.values() for column in table.columns if column.kind == "id"}
_NO_SCORES = "the column holds no scores"
# A scale of more steps is answered in numbers.
_MOST_LABELS = 10


def read_surveys(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[Survey]:
    """The surveys with numbers for labels, their questions found and the wave of each answer known."""
    surveys = []
    dated = [with_wave_column(source, settings, problems) for source in sources]
    for source in read_labels(dated, settings, problems):
        whole = not missing_columns("surveys", set(source.frame.columns))
        wide = whole and "item" not in source.frame
        items = tuple(item_columns(source.frame, source.file, settings, problems)) if wide else None
        surveys.append(Survey(replace(source, frame=with_times(source.frame)), items))
    return with_waves(surveys, settings, problems)


def item_columns(frame: pd.DataFrame, file: str, settings: Settings, problems: Problems) -> list[str]:
    """The columns of a wide survey that are questions: those that the settings name, else those that hold scores."""
    ours = {column.name for column in TABLES["surveys"].columns} - {"score"}
    others = [name for name in frame.columns if name not in ours and match_key(str(name)) not in _IDENTIFIERS]
    why = {name: "the column names or numbers people" for name in others if identifying(str(name), "surveys")}
    scores = [name for name in others if name not in why and holds_scores(frame[name])]
    why |= {name: _NO_SCORES for name in others if name not in (*scores, *why)}
    chosen = scores
    if settings.survey_items:
        wanted = {match_key(item) for item in settings.survey_items}
        asked = items_and_waves(others)
        chosen = [name for name in others if {match_key(name), match_key(asked[name].item)} & wanted]
        unnamed = [name for name in scores if name not in chosen]
        why = dict.fromkeys(unnamed, "the column holds scores, but is not among the named items")
    action = f"if it should be, list all items as items = [...] below [surveys] in {CONFIG_NAME}"
    for name, reason in why.items():
        labels = _labels_of(frame[name]) if reason == _NO_SCORES else ()
        line = f'"{name}" = [{", ".join(quoted(label) for label in labels)}]' if labels else ""
        problems.add(
            rule="column-no-item", severity="note" if chosen or not labels else "warning", file=file, column=name,
            problem=f"{reason}; it is not used as a survey item",
            action=f"if these are the steps of a scale, list them from the lowest to the highest in [labels] of "
            f"{CONFIG_NAME}: {line}" if labels else action, setting=line,
        )  # fmt: skip
    if not chosen:
        problems.add(
            rule="survey-without-items", severity="warning", file=file, action=action,
            problem="no column of this survey is an item with scores; none of its rows is used",
        )  # fmt: skip
    return chosen


def _labels_of(cells: pd.Series) -> tuple[str, ...]:
    """The words of a column that may be the steps of a scale: a few, and each of them given again and again."""
    if cells.dtype.kind in "biufmM":
        return ()
    texts = as_text(cells).dropna()
    labels = tuple(dict.fromkeys(map(str, texts)))
    return labels if 1 < len(labels) <= _MOST_LABELS and 2 * len(labels) <= len(texts) else ()


def holds_scores(cells: pd.Series) -> bool:
    """Whether most of what a column holds can be read as numbers.

    >>> holds_scores(pd.Series(["4", "5", "NA"])), holds_scores(pd.Series(["fine", "5", "so-so"]))
    (True, False)
    """
    try:
        result = read_column(cells, Column("", "number", ""))
    except AmbiguousNumbers:
        return True
    return bool(result.values.notna().sum() > result.bad.sum())


def to_long(frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """One row for each answer, with its item, wave and score; ``frame`` has the survey's typed rows."""
    if survey.items is None:
        if not survey.asked:
            return frame
        items = {text: item.item for text, item in survey.asked.items()}
        waves = {text: item.wave for text, item in survey.asked.items()}
        return frame.assign(item=frame["item"].map(items), wave=frame["item"].map(waves))
    rest = frame.drop(columns=list(survey.items))
    answers = [
        _answers_to(rest, frame[header], survey.asked.get(header, ItemWave(header, ""))) for header in survey.items
    ]
    return pd.concat(answers) if answers else rest.assign(item=None, score=float("nan")).iloc[:0]


def _answers_to(rest: pd.DataFrame, scores: pd.Series, asked: ItemWave) -> pd.DataFrame:
    when = {"wave": asked.wave, WORD: match_key(asked.word)} if asked.wave else {}
    return rest.assign(item=asked.item, score=scores, **when)


def check_named_items(surveys: pd.DataFrame, settings: Settings, problems: Problems) -> None:
    """Name the items of the settings that no survey has."""
    known = {match_key(item) for item in surveys["item"].dropna().unique()}
    asked = items_and_waves(settings.survey_items)
    for item in settings.survey_items:
        if not {match_key(item), match_key(asked[item].item)} & known:
            problems.add(
                rule="item-unknown", severity="warning", file=CONFIG_NAME, column="surveys.items", value=item,
                problem="no survey has this item", action="correct the name",
            )  # fmt: skip

"""Answers in words as numbers, question by question: by a scale that fits all labels of the question, or not at all.

A question is one whatever file and wave it is asked in, so that "Good" is the same number before and after.  Which
scale was used is noted, since nobody can see it from the numbers afterwards.  Labels that fit none are listed, and the
program says in ``[labels]`` which comes first.  Where numbers stand beside their labels the numbers count, but a scale
whose higher number means less is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from mentorstats.exports.answers.headings import items_and_waves
from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text
from mentorstats.schema.numbers import several_choices
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES
from mentorstats.schema.words.label_scales import is_label, label_key, scale_of
from mentorstats.schema.words.labels import is_no_answer, json_number, label_and_number, yes_or_no
from mentorstats.text import match_key, shorten

__all__ = ["Question", "Reading", "read_labels", "reading_of"]

_HAS_A_TYPE = "biufmM"
# A label of fewer answers than this is a slip of the pen, and no part of the question's scale.
_SLIP = 0.05
# A question with more answers in words than this is answered freely.
_MOST_LABELS = 12


@dataclass(eq=False)
class Question:
    """A question's answers in all surveys: its name, and how often each text was given.

    ``is_column`` says that it is known from a column alone, which may hold anything; ``commas_separate`` that commas
    stand between the cells of its files.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    is_column: bool = True
    commas_separate: bool = True


@dataclass(frozen=True)
class Reading:
    """What stands for the texts of a question from now on, a number or nothing, and what is to be said of it."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    scale: str = ""
    rule: str = ""
    value: str = ""
    problem: str = ""
    action: str = ""
    severity: Literal["warning", "note"] = "warning"
    setting: str = ""


def read_labels(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[SourceTable]:
    """The surveys, long or wide, with numbers for labels; with nothing for choices and for labels that fit no scale."""
    columns = [dict(_answers(source)) for source in sources]
    questions: dict[str, Question] = {}
    for source, answers in zip(sources, columns, strict=True):
        for name, cells in answers.values():
            question = questions.setdefault(match_key(name), Question(name))
            question.counts.update(map(str, cells.dropna()))
            question.is_column &= "item" not in source.frame
            question.commas_separate &= source.delimiter == "," and settings.decimal != ","
    labels = {label_key(text) for question in questions.values() for text in question.counts if _may_be_label(text)}
    all_labels = {label for label in labels if is_label(label)}
    readings = {key: reading_of(question, all_labels, settings) for key, question in questions.items()}
    return [
        _with_numbers(source, answers, readings, problems) for source, answers in zip(sources, columns, strict=True)
    ]


def _answers(source: SourceTable) -> Iterator[tuple[str, tuple[str, pd.Series]]]:
    """The questions of a survey: the heading or item, the question's name, and the cells that are not typed already."""
    frame = source.frame
    if {"item", "score"} <= set(frame.columns):
        if frame["score"].dtype.kind not in _HAS_A_TYPE:
            scores, items = as_text(frame["score"]), as_text(frame["item"]).fillna("")
            for item in items.unique():
                yield str(item), (str(item), scores[items == item])
        return
    headers = [
        str(name)
        for name in frame.columns
        if TABLES["surveys"].column(str(name)) is None and frame[name].dtype.kind not in _HAS_A_TYPE
    ]
    asked = items_and_waves(headers)
    for header in headers:
        yield header, (asked[header].item, as_text(frame[header]))


def _may_be_label(text: str) -> bool:
    """No label has a digit, and most identifiers have."""
    return not any(letter.isdigit() for letter in text)


def reading_of(question: Question, all_labels: set[str], settings: Settings) -> Reading:
    """How the answers to a question are read; ``all_labels`` are those of all questions, which tell scales apart."""
    texts = list(question.counts)
    choices = several_choices(texts, commas_separate=question.commas_separate)
    if choices is not None:
        return Reading(
            dict.fromkeys(texts, ""), rule="several-choices", value=choices,
            problem="several choices in a cell are no score; the answers count as missing",
            action="nothing, or export each choice in a column of its own",
        )  # fmt: skip
    chosen = {text: number for text in texts if (number := _chosen(question.name, text, settings)) is not None}
    numbers = {text: f"{number:g}" for text, number in chosen.items()}
    rest = [text for text in texts if text not in numbers]
    labels = {text: label_key(text) for text in rest if _is_words(text) and not is_no_answer(text)}
    if not labels:
        return replace(_about_order(rest), numbers=numbers)
    # "None" is no answer to most questions, and the least of "None, Some, A lot".
    perhaps = {text: label_key(text) for text in rest if is_no_answer(text) and is_label(label_key(text))}
    for every in ({**labels, **perhaps}, labels):
        usual = {key for text, key in every.items() if question.counts[text] >= _SLIP * question.counts.total()}
        scale = scale_of(usual or set(every.values()), all_labels)
        if scale is not None and (len(usual) > 1 or not question.is_column):
            known = {text: f"{scale.values[key]:g}" for text, key in every.items() if key in scale.values}
            return Reading(numbers | known, scale=scale.stated({key: text for text, key in every.items()}))
    others = [text for text in rest if text not in labels and not is_no_answer(text)]
    return _unread(question, list(labels), others, numbers, settings)


def _chosen(question: str, text: str, settings: Settings) -> float | None:
    """The number that ``[labels]`` gives a label."""
    parts = label_and_number(text)
    keys = {label_key(text), *([label_key(parts[0])] if parts else [])}
    for name, meaning in settings.labels.items():
        if isinstance(meaning, tuple) and match_key(name) == match_key(question):
            places = {label_key(label): float(place) for place, label in enumerate(meaning, 1)}
            return next((places[key] for key in keys if key in places), None)
    plain = {label_key(name): value for name, value in settings.labels.items() if isinstance(value, float)}
    return next((plain[key] for key in keys if key in plain), None)


def _is_words(text: str) -> bool:
    """Whether an answer is words alone: no number, no label with its number, no yes or no."""
    return (
        any(letter.isalpha() for letter in text)
        and _may_be_label(text)
        and yes_or_no(text) is None
        and json_number(text) is None
    )


def _unread(
    question: Question, labels: list[str], others: list[str], numbers: dict[str, str], settings: Settings
) -> Reading:
    """Labels that fit no scale: listed, where the question has a scale by all that one can see.

    ``others`` are its answers that have a number; without any, what a column holds may be comments, and stays.
    """
    known = sum(is_label(label_key(label)) for label in labels)
    yes_no = [text for text in others if yes_or_no(text) is not None]
    wanted = match_key(question.name) in {match_key(name) for name in settings.survey_items}
    seen = wanted or any(len(text) > 1 for text in yes_no) or 2 * known > len(labels)
    if len(labels) > _MOST_LABELS or not (seen or (known and not question.is_column)):
        return Reading(numbers)
    missing = labels if others or wanted or not question.is_column else []
    listed = ", ".join(f'"{label}"' for label in [*labels, *yes_no])
    problem = "the labels of this question fit no one scale of labels; its answers in words count as missing"
    if yes_no:
        problem = "these answers to a question of yes or no are neither; they count as missing"
    line = f'"{question.name}" = [{listed}]'
    return Reading(
        numbers | dict.fromkeys(missing, ""), rule="labels-unread", value="; ".join(labels), problem=problem,
        action=f"list them from the lowest to the highest in [labels] of {CONFIG_NAME}: {line}", setting=line,
    )  # fmt: skip


def _about_order(texts: Sequence[str]) -> Reading:
    """What to ask of numbers whose labels run the other way, or in no order."""
    pairs = {label_key(parts[0]): parts[1] for text in texts if (parts := label_and_number(text))}
    scale = scale_of(set(pairs)) if len(pairs) > 1 else None
    if scale is None:
        return Reading()
    in_order = [pairs[label] for label in sorted(pairs, key=lambda label: scale.values[label])]
    if in_order == sorted(in_order):
        return Reading()
    falling = in_order == sorted(in_order, reverse=True)
    ends = sorted(pairs, key=lambda label: pairs[label])
    return Reading(
        rule="labels-reversed" if falling else "labels-out-of-order",
        value=f"{pairs[ends[0]]:g} = {ends[0]}, {pairs[ends[-1]]:g} = {ends[-1]}",
        problem="the higher number means less here; the numbers count as they are" if falling
        else "the numbers are not in the order of their labels; they count as they are",
        action=f'if this is the outcome, say outcome_better = "lower" in {CONFIG_NAME}, or give the labels other '
        "numbers in [labels]",
    )  # fmt: skip


def _with_numbers(
    source: SourceTable,
    answers: Mapping[str, tuple[str, pd.Series]],
    readings: Mapping[str, Reading],
    problems: Problems,
) -> SourceTable:
    frame, by_scale = source.frame, {}
    is_long = {"item", "score"} <= set(frame.columns)
    items = as_text(frame["item"]).fillna("").to_numpy(dtype=object) if is_long and answers else None
    scores = as_text(frame["score"]).to_numpy(dtype=object).copy() if items is not None else None
    for heading, (name, cells) in answers.items():
        reading = readings[match_key(name)]
        read = cells.replace(dict(reading.numbers)).fillna("") if reading.numbers else cells
        if reading.numbers and scores is not None:
            scores[items == heading] = read.to_numpy(dtype=object)
        elif reading.numbers:
            frame = frame.assign(**{heading: read})
        if reading.scale and not read.equals(cells):
            by_scale.setdefault(reading.scale, []).append(heading)
        if reading.rule:
            problems.add(
                rule=reading.rule, severity=reading.severity, file=source.file, column=shorten(heading, 80),
                value=shorten(reading.value, 80), problem=reading.problem, action=reading.action,
                setting=reading.setting,
            )  # fmt: skip
    for scale, headings in by_scale.items():
        problems.add(
            rule="labels-read-as-numbers", severity="note", file=source.file, column=shorten(", ".join(headings), 80),
            problem=f"answers in words were read as numbers: {scale}",
            action=f"nothing, or list the labels in [labels] of {CONFIG_NAME} if the scale is another one",
        )  # fmt: skip
    if scores is not None:
        frame = frame.assign(score=pd.Series(scores, index=frame.index, dtype="str").fillna(""))
    return replace(source, frame=frame)

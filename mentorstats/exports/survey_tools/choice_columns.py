"""Questions whose choices stand in columns of their own.

Tools write the choice that was taken under its own name, or a tick.  Where nobody took two, the columns are one
question with one answer; where somebody did, it has several answers, and those are no score.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.settings import CONFIG_NAME
from mentorstats.schema.survey_tools import CHECKBOXES, SurveyTool
from mentorstats.schema.tables import TABLES
from mentorstats.schema.words.labels import labeled_number, yes_or_no
from mentorstats.text import match_key, shorten

__all__ = ["with_questions_of_choices"]

_HAS_A_TYPE = "biufmM"
_NAMED_AGAIN = re.compile(r" \(\d+\)$")
# What stands between a question and one of its choices.
_BETWEEN = " \t:/>[(-–—|."
_TICKED, _NOT_TICKED = ("1", "1.0"), ("0", "0.0")


@dataclass(frozen=True)
class _Question:
    """A question by the headings of its choices; ``further`` are its other columns, such as the text of "Other".

    ``joined`` says that each person took one choice at most.
    """

    name: str
    choices: tuple[str, ...]
    further: tuple[str, ...] = ()
    joined: bool = False


def with_questions_of_choices(
    source: SourceTable, tool: SurveyTool | None, problems: Problems, *, named: Collection[str] = ()
) -> SourceTable:
    """A survey with one column for each question of one choice, and without the choices of questions with several.

    ``named`` are match keys of columns that are left as they are.

    >>> frame = pd.DataFrame({"Which?: Good": ["Good", ""], "Which?: Bad": ["", "Bad"]})
    >>> with_questions_of_choices(SourceTable("surveys", "s.csv", frame, 2), None, Problems()).frame["Which?"].tolist()
    ['Good', 'Bad']
    """
    frame = source.frame
    headers = [
        str(name)
        for name in frame.columns
        if TABLES["surveys"].column(str(name)) is None and match_key(str(name)) not in named
    ]
    texts = {header: _texts(frame[header]) for header in headers}
    by_labels = list(_by_labels(frame, texts))
    taken = {header for question in by_labels for header in (*question.choices, *question.further)}
    rest = {header: values for header, values in texts.items() if header not in taken}
    by_forms = list(_by_forms(frame, rest, tool.choices if tool else ()))
    several: list[str] = []
    for question in [*by_labels, *by_forms]:
        if question.joined:
            frame = _joined(frame, question)
            _note_joined(source, question, problems)
        else:
            frame = frame.drop(columns=[*question.choices, *question.further])
            several.append(question.name or question.choices[0])
    if several:
        problems.add(
            rule="choices-left-out", severity="note", file=source.file, value=shorten(", ".join(several), 80),
            problem="questions with several choices, each in a column of its own, are no scores; they are left out",
            action=f"if a column should be an item, list all items as items = [...] below [surveys] in {CONFIG_NAME}",
        )  # fmt: skip
    return replace(source, frame=frame)


def _texts(cells: pd.Series) -> tuple[str, ...]:
    """The different texts of a column."""
    if cells.dtype.kind in _HAS_A_TYPE:
        cells = pd.Series(cells.dropna().unique())
    return tuple(map(str, text_codes(cells)[1]))


def _by_labels(frame: pd.DataFrame, texts: Mapping[str, tuple[str, ...]]) -> Iterator[_Question]:
    """The questions whose choices have nothing below their headings but themselves."""
    choices: dict[str, list[str]] = {}
    for header, values in texts.items():
        question = _question_before(header, values[0]) if len(values) == 1 else None
        if question is not None:
            choices.setdefault(question, []).append(header)
    for question, headers in choices.items():
        if not question:
            # Typeform has the choices alone in its headings, and only those of questions with several.
            yield from (_Question("", (header,)) for header in headers)
            continue
        others = [header for header in texts if header not in headers and _belongs(header, question)]
        empty = [header for header in others if not texts[header]]
        if len(headers) + len(empty) > 1:
            further = tuple(header for header in others if header not in empty and not _mostly_numbers(texts[header]))
            one_each = question not in texts and _one_each(frame, headers)
            yield _Question(question, (*headers, *empty), further, joined=one_each)


def _question_before(header: str, label: str) -> str | None:
    """The question in a heading that ends or begins with a choice, ``""`` where it is the choice alone."""
    header = _NAMED_AGAIN.sub("", header).strip()
    if header == label:
        return ""
    for end in (label, f"{label}]", f"{label})"):
        before = header.removesuffix(end)
        if before != header and before.rstrip()[-1:] in tuple(_BETWEEN.strip()):
            return before.rstrip(_BETWEEN)
    return header.removeprefix(f"{label}:").strip() if header.startswith(f"{label}:") else None


def _belongs(header: str, question: str) -> bool:
    """Whether a heading is another choice of the question."""
    rest = header.removeprefix(question).lstrip()
    return (rest != header and rest[:1] in tuple(_BETWEEN.strip())) or header.endswith(f":{question}")


def _mostly_numbers(values: Sequence[str]) -> bool:
    return 2 * sum(map(_is_number, values)) > len(values)


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdigit() or labeled_number(text) is not None


def _one_each(frame: pd.DataFrame, headers: Sequence[str]) -> bool:
    return bool((_filled(frame, headers).sum(axis=1) <= 1).all())


def _filled(frame: pd.DataFrame, headers: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({header: as_text(frame[header]).notna() for header in headers}, index=frame.index)


def _by_forms(frame: pd.DataFrame, texts: Mapping[str, tuple[str, ...]], forms: Sequence[str]) -> Iterator[_Question]:
    """The questions that headings of a tool's form tell, where cells are ticks or numbers of choices."""
    groups: dict[tuple[str, str], list[str]] = {}
    for header in texts:
        matches = ((form, re.fullmatch(form, header, re.DOTALL)) for form in dict.fromkeys((*CHECKBOXES, *forms)))
        form, match = next(((form, match) for form, match in matches if match), ("", None))
        if match:
            groups.setdefault((form, match["question"]), []).append(header)
    for (form, question), headers in groups.items():
        ticks = [header for header in headers if _are_ticks(texts[header])]
        parent = (question,) if question in texts else ()
        if form in CHECKBOXES or parent:
            if any(texts[header] for header in ticks):
                yield _Question(question, tuple(ticks), parent)
        elif len(headers) > 1 and len(ticks) == len(headers):
            if _some_of_several(_ticked(frame, headers)):
                yield _Question(question, tuple(headers))
        elif (found := _by_constants(frame, texts, question, headers)) is not None:
            yield found


def _are_ticks(values: Sequence[str]) -> bool:
    return all(value in (*_TICKED, *_NOT_TICKED) or yes_or_no(value) is not None for value in values)


def _ticked(frame: pd.DataFrame, headers: Sequence[str]) -> pd.DataFrame:
    """Which cells are ticked."""
    return pd.DataFrame(
        {
            header: as_text(frame[header]).map(lambda text: text in _TICKED or yes_or_no(text) == 1, na_action="ignore")
            for header in headers
        },
        index=frame.index,
    ).eq(True)


def _some_of_several(marked: pd.DataFrame) -> bool:
    """Whether anybody marked some of the columns and not the others."""
    return bool((marked.any(axis=1) & ~marked.all(axis=1)).any())


def _by_constants(
    frame: pd.DataFrame, texts: Mapping[str, tuple[str, ...]], question: str, headers: Sequence[str]
) -> _Question | None:
    """A question whose columns hold one number each, another one in each of them, as choices are numbered."""
    choices = [header for header in headers if len(texts[header]) <= 1 and all(map(_is_number, texts[header]))]
    values = [texts[header][0] for header in choices if texts[header]]
    further = tuple(header for header in headers if header not in choices)
    if len(values) < 2 or len(set(values)) < len(values) or any(_mostly_numbers(texts[header]) for header in further):
        return None
    if _one_each(frame, choices) and question not in texts:
        return _Question(question, tuple(choices), further, joined=True)
    return _Question(question, tuple(choices), further) if _some_of_several(_filled(frame, choices)) else None


def _joined(frame: pd.DataFrame, question: _Question) -> pd.DataFrame:
    """One column for the question, where the first of its choices stood."""
    cells = pd.DataFrame({header: as_text(frame[header]) for header in question.choices}, index=frame.index)
    answer = cells.bfill(axis=1).iloc[:, 0].astype("str").fillna("")
    place = list(frame.columns).index(question.choices[0])
    before = [name for name in frame.columns[:place] if name not in (*question.choices, *question.further)]
    frame = frame.drop(columns=[*question.choices, *question.further])
    frame.insert(len(before), question.name, answer)
    return frame


def _note_joined(source: SourceTable, question: _Question, problems: Problems) -> None:
    besides = f"; texts in {', '.join(question.further)} are no part of it" if question.further else ""
    problems.add(
        rule="choices-joined", severity="note", file=source.file, column=shorten(question.name, 80),
        problem=f"the columns of this question hold a choice each, and nobody took two; they are one question{besides}",
        action="nothing, if this is right",
    )  # fmt: skip

"""Surveys that name their people under a heading of their own: "Your name", "Mentee", "Match ID".

No list of headings is ever complete.  The cells say more: a column whose texts are nearly all people of the pairings
or of the list of people is who answered, and one whose texts are pairings is about their mentees.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import pandas as pd

from mentorstats.exports.people.directory import key_of
from mentorstats.exports.people.naming import KINDS, naming_columns, sides
from mentorstats.exports.recognize import SourceTable, rename_columns
from mentorstats.exports.survey_tools.records import filled_in_records
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, texts_in
from mentorstats.schema.identifiers import clean_identifier
from mentorstats.schema.settings import CONFIG_NAME, Settings

__all__ = ["with_people_by_values"]

# So many of a column's texts have to be people for it to be who answered, and so many different ones it has to have.
_SHARE, _FEWEST = 0.8, 3
# Answers from 1 to 10 can be identifiers by chance.
_MORE_THAN_ANSWERS, _DIFFERENT = 11, 0.5


def with_people_by_values(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables, in which surveys without a column of known people have the one that their cells show.

    A heading such as "Email" names people, but those of a tool that were nobody's are no people of the program.
    """
    surveys = [source for source in sources if source.table == "surveys" and not _is_said(source, settings)]
    if not surveys:
        return list(sources)
    lists = [_renamed(source, settings) for source in sources if source.table in ("people", "pairings")]
    people = {key for source in lists for key in _people_in(source)}
    pairings = [source.frame for source in lists if source.table == "pairings" and "pairing_id" in source.frame]
    return [
        _with_person(source, people, pairings, problems)
        if source in surveys and not _names_people(source, people)
        else source
        for source in sources
    ]


def _is_said(source: SourceTable, settings: Settings) -> bool:
    """Whether a survey has our own column of people, or the settings say which one it is."""
    return "person_id" in _renamed(source, settings).frame


def _renamed(source: SourceTable, settings: Settings) -> SourceTable:
    names, _ = rename_columns([str(header) for header in source.frame.columns], source.table, settings)
    return replace(source, frame=source.frame.set_axis([names[str(header)] for header in source.frame.columns], axis=1))


def _names_people(source: SourceTable, people: Collection[str]) -> bool:
    """Whether a heading names people, and anybody in its column is known."""
    columns = naming_columns(source.frame, "surveys", "person")
    if any(len(texts_in(source.frame[header])) for header in columns["first"]):
        return True
    return any(
        _key(text) in people for kind in KINDS for header in columns[kind] for text in texts_in(source.frame[header])
    )


def _people_in(source: SourceTable) -> set[str]:
    headers = {
        header
        for side in sides(source.table)
        for kind in KINDS
        for header in naming_columns(source.frame, source.table, side)[kind]
    }
    return {_key(text) for header in headers for text in texts_in(source.frame[header])}


def _key(text: str) -> str:
    return key_of(clean_identifier(text))


def _with_person(
    source: SourceTable, people: Collection[str], pairings: Sequence[pd.DataFrame], problems: Problems
) -> SourceTable:
    """A survey with ``person_id`` where one column alone tells who answered, or about which pairings."""
    frame = source.frame
    headers = [header for header in frame.columns if frame[header].dtype.kind not in "biufmM"]
    naming = [header for header in headers if _are_among(frame[header], people)]
    if naming and all(_name_the_same(frame[naming[0]], frame[header]) for header in naming):
        problems.add(
            rule="people-by-values", severity="note", file=source.file, column=", ".join(map(str, naming)),
            problem="the cells of this column are people of the program; it was read as who answered",
            action=f'if that is wrong, write person_id = "the right heading" below [columns.surveys] in {CONFIG_NAME}',
        )  # fmt: skip
        frame = frame.drop(columns=naming[1:]).rename(columns={naming[0]: "person_id"})
        return filled_in_records(replace(source, frame=frame), "person_id")
    mentees = _mentee_of_pairing(pairings)
    about = [header for header in headers if _are_among(frame[header], mentees)] if not naming else []
    if len(about) != 1:
        return source
    problems.add(
        rule="pairings-by-values", severity="warning", file=source.file, column=str(about[0]),
        problem="the cells of this column are pairings, so the survey is about pairings; each answer was read as one "
        "of the pairing's mentee", action="if mentors answered, add a column person_id that says so",
    )  # fmt: skip
    person = as_text(frame[about[0]]).map(lambda text: mentees.get(_key(text), ""), na_action="ignore")
    return replace(source, frame=frame.drop(columns=about[0]).assign(person_id=person.astype("str").fillna("")))


def _name_the_same(cells: pd.Series, others: pd.Series) -> bool:
    """Whether two columns name the same people, where they both name somebody."""
    first, second = (as_text(column).map(_key, na_action="ignore") for column in (cells, others))
    return bool((first.isna() | second.isna() | (first == second)).all())


def _are_among(cells: pd.Series, known: Collection[str]) -> bool:
    texts = texts_in(cells)
    different = {_key(text) for text in texts}
    if len(different) < _FEWEST or sum(key in known for key in different) < _SHARE * len(different):
        return False
    numbers = all(key.isdigit() for key in different)
    return not numbers or (len(different) >= _MORE_THAN_ANSWERS and len(different) >= _DIFFERENT * len(texts))


def _mentee_of_pairing(pairings: Sequence[pd.DataFrame]) -> dict[str, str]:
    """The mentee of each pairing that has one."""
    mentees: dict[str, str] = {}
    for frame in pairings:
        columns = naming_columns(frame, "pairings", "mentee")
        header = next((header for kind in KINDS for header in columns[kind]), None)
        if header is not None:
            rows = zip(as_text(frame["pairing_id"]), as_text(frame[header]), strict=True)
            mentees |= {_key(pairing): mentee for pairing, mentee in rows if isinstance(pairing, str) and
                        isinstance(mentee, str)}  # fmt: skip
    return mentees

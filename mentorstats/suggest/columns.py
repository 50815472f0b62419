"""Which files are tables that nothing was recognized as, and which of their columns name the people that are missing.

The cells show it: a column whose texts are people who answered the survey is the mentees', the one beside it the
mentors'; a file of unknown name with one column of known people and columns of scores is a survey.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from mentorstats.exports.answers.survey_items import holds_scores
from mentorstats.exports.people.directory import key_of
from mentorstats.exports.people.left_columns import left_columns
from mentorstats.exports.people.naming import KINDS, naming_columns, sides
from mentorstats.exports.recognize import SourceTable, missing_columns, rename_columns
from mentorstats.industry import Industries
from mentorstats.schema.cells import texts_in
from mentorstats.schema.identifiers import clean_identifier
from mentorstats.schema.settings import Settings

__all__ = ["Missing", "missing_people"]

# So many of a column's different texts have to be people who are known elsewhere.
_KNOWN = 0.5


@dataclass(frozen=True)
class Missing:
    """What a file lacks to be one of our tables: its headers by our names where that is sure, else what they may be."""

    source: SourceTable
    columns: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def missing_people(sources: Sequence[SourceTable], settings: Settings) -> list[Missing]:
    """For each file that cannot be used because it seems to name no people: which columns name them.

    A file that was recognized as no table is taken for the pairings, or a survey, where its columns show it.
    """
    renamed = [_renamed(source, settings) for source in sources]
    answered = _people_in([source for source in renamed if source.table == "surveys"])
    lacking = [ours for ours in renamed if ours.table and missing_columns(ours.table, _names_of(ours))]
    missing = []
    for ours in sorted(lacking, key=lambda ours: ours.table != "surveys"):
        missing.append(_filled(ours, answered if ours.table in ("pairings", "sessions") else ()))
        if ours.table == "surveys":
            answered |= _proposed_people(missing[-1])
    if not any(source.table == "pairings" for source in sources):
        missing += _unknown_pairings(sources, settings, answered)
    matched = _people_in([source for source in renamed if source.table == "pairings"])
    matched |= {key for gap in missing if gap.source.table == "pairings" for key in _proposed_people(gap)}
    if not any(source.table == "surveys" for source in sources):
        taken = [gap.source.file for gap in missing]
        rest = [source for source in sources if not source.table and source.file not in taken]
        missing += [gap for source in rest if (gap := _unknown_survey(source, settings, matched)) is not None]
    return missing


def _renamed(source: SourceTable, settings: Settings) -> SourceTable:
    if not source.table:
        return source
    headers = [str(header) for header in source.frame.columns]
    names, _ = rename_columns(headers, source.table, settings)
    return replace(source, frame=source.frame.set_axis([names[header] for header in headers], axis=1))


def _names_of(source: SourceTable) -> set[str]:
    """Our names for the columns of a file, those of people by whatever names them."""
    people = {f"{side}_id" for side in sides(source.table) if _naming(source, side)}
    return {*map(str, source.frame.columns), *people}


def _naming(source: SourceTable, side: str) -> list[str]:
    columns = naming_columns(source.frame, source.table, side)
    return [header for kind in (*KINDS, "first") for header in columns[kind]]


def _people_in(sources: Sequence[SourceTable]) -> set[str]:
    """Everyone whom the rows of some files name, as they are compared."""
    headers = [
        (source, header) for source in sources for side in sides(source.table) for header in _naming(source, side)
    ]
    return {key for source, header in headers for key in _keys(source.frame[header])}


def _proposed_people(gap: Missing) -> set[str]:
    return {key for header in gap.columns.values() for key in _keys(gap.source.frame[header])}


def _keys(cells: pd.Series) -> set[str]:
    return {key_of(clean_identifier(text)) for text in texts_in(cells)}


def _share_known(cells: pd.Series, known: Collection[str]) -> float:
    keys = _keys(cells)
    return len(keys & set(known)) / len(keys) if keys else 0.0


def _filled(source: SourceTable, answered: Collection[str]) -> Missing:
    """Which of the columns that are left are those that the file's table lacks."""
    lacking = [name for name in missing_columns(source.table, _names_of(source)) if name.endswith("_id")]
    left = left_columns(source.frame, source.table)
    if len(left) < len(lacking):
        left = [
            header
            for header in left_columns(source.frame, source.table, repeated=True)
            if not _are_industries(source.frame[header])
        ]
    return _assigned(source, lacking, left, answered)


def _are_industries(cells: pd.Series) -> bool:
    names = texts_in(cells).unique()
    return sum(bool(codes) for codes in Industries.standard().nodes(names).values()) >= _KNOWN * len(names)


def _assigned(source: SourceTable, lacking: Sequence[str], left: Sequence[str], answered: Collection[str]) -> Missing:
    """Which of the columns that are ``left`` is which of those that are lacking; mentees are among who ``answered``."""
    known = [header for header in left if _share_known(source.frame[header], answered) >= _KNOWN]
    others = [header for header in left if header not in known]
    candidates = [known or ([] if answered else left), others]
    if lacking == ["mentor_id"]:
        candidates = [others]
    elif len(lacking) == 1:
        candidates = candidates[:1]
    if all(len(headers) == 1 for headers in candidates) and len(candidates) == len(lacking):
        return Missing(source, {name: headers[0] for name, headers in zip(lacking, candidates, strict=True)})
    return Missing(source, perhaps=dict.fromkeys(lacking, tuple(left)) if left else {})


def _unknown_pairings(sources: Sequence[SourceTable], settings: Settings, answered: Collection[str]) -> list[Missing]:
    """The one file of no known table that has two columns of people."""
    candidates = []
    for source in sources:
        ours = replace(_renamed(replace(source, table="pairings"), settings), table="pairings")
        named = [side for side in ("mentee", "mentor") if _naming(ours, side)] if not source.table else []
        left = left_columns(ours.frame, "pairings") if not source.table else []
        if len(named) + len(left) == 2 and left:
            lacking = [f"{side}_id" for side in ("mentee", "mentor") if side not in named]
            gap = _assigned(ours, lacking, left, answered)
            candidates.append(replace(gap, source=replace(source, table="pairings")))
    return candidates if len(candidates) == 1 else []


def _unknown_survey(source: SourceTable, settings: Settings, matched: Collection[str]) -> Missing | None:
    """A file of no known table with one column of people who are matched and at least one of scores."""
    ours = _renamed(replace(source, table="surveys"), settings)
    named = _naming(ours, "person")
    people = [str(name) for name in ours.frame if _share_known(ours.frame[name], matched) >= _KNOWN]
    scores = [name for name in ours.frame if name not in people and holds_scores(ours.frame[name])]
    if not scores or not (named or len(people) == 1):
        return None
    return Missing(replace(source, table="surveys"), {} if named else {"person_id": people[0]})

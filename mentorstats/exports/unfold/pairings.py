"""Rows of pairings and sessions as one row for each pair of people, whoever a row names and however it names them.

People stand in columns of their own or several in a cell; industries and dates beside several people go to them in
the same order.  Words for nobody name nobody.  What was taken apart, and what could not be, is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from mentorstats.exports.people.naming import naming_columns
from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.unfold.beside import with_their_own
from mentorstats.exports.unfold.nobody import without_nobody
from mentorstats.exports.unfold.people_columns import (
    PLACE,
    naming_headers,
    one_row_for_each,
    replacement_date,
    reserve_columns,
    with_replacements,
)
from mentorstats.exports.unfold.several_people import Separation, may_name_several, person_key, separate_people
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.identifiers import clean_identifier
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.text import shorten

__all__ = ["Unfolding"]

_SIDES = ("mentee", "mentor")


@dataclass(frozen=True, eq=False)
class Unfolding:
    """Takes the rows of pairings and sessions apart; ``sources`` are all tables as they were read."""

    sources: Sequence[SourceTable]
    settings: Settings
    problems: Problems

    def by_columns(self, source: SourceTable) -> SourceTable:
        """One row for each person whom a row names in columns of their own; ``source`` has the file's own headers."""
        for side in _SIDES:
            chosen = self.settings.columns.get(source.table, {}).get(f"{side}_id", "")
            every = getattr(self.settings, f"{side}_columns")
            headers = naming_headers(source.frame, side, chosen=chosen, every=every)
            frame, words = without_nobody(source.frame, headers, self._is_listed)
            self._note_nobody(source, side, words)
            waiting = _named_in_rows(frame[words.notna()], "mentee" if side == "mentor" else "mentor")
            frame = frame[words.isna()]
            if not every:
                self._ask_about_reserves(source, reserve_columns(frame, side, chosen), side, headers)
            unfolded = one_row_for_each(frame, side, chosen=chosen, every=every)
            self._note_columns(source, frame, unfolded, headers, side)
            source = replace(source, frame=unfolded, waiting=source.waiting | waiting)
        return source

    def by_cells(self, source: SourceTable) -> SourceTable:
        """One row for each person of a cell that names several; ``source`` has our names for its columns."""
        frame = source.frame
        for side in _SIDES:
            columns = naming_columns(frame, source.table, side)
            leading = [*columns["id"], *columns["email"], *columns["name"]][:1]
            for column in leading:
                frame = self._one_a_cell(replace(source, frame=frame), column, side)
        replaced = replacement_date(map(str, frame.columns)) if PLACE in frame else None
        used = (replaced,) if replaced else ()
        return replace(source, frame=with_replacements(frame, replaced), named=(*source.named, *used))

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Everybody who stands alone in a cell of any file."""
        alone: set[str] = set()
        for source in self.sources:
            for column in _naming_cells(source):
                alone |= {person_key(text) for text in text_codes(column)[1] if not may_name_several(text)}
        return frozenset(alone)

    @cached_property
    def _listed(self) -> frozenset[str]:
        people = [source for source in self.sources if source.table == "people"]
        return frozenset(
            person_key(text) for source in people for cells in _naming_cells(source) for text in text_codes(cells)[1]
        )

    def _is_listed(self, text: str) -> bool:
        """Whether the list of people has somebody who is called so."""
        return person_key(text) in self._listed

    def _one_a_cell(self, source: SourceTable, column: str, side: str) -> pd.DataFrame:
        frame = source.frame
        texts = [text for text in text_codes(frame[column])[1] if may_name_several(text) or " " in text]
        if not texts:
            return frame
        heading = source.headers.get(column, column)
        separation = separate_people(
            texts, heading=heading, known=self._alone, chosen=getattr(self.settings, f"{side}_separator")
        )
        cells = as_text(frame[column])
        self._add_several(source, heading, side, separation, cells)
        unsure = cells.isin(list(separation.unsure))
        return with_their_own(replace(source, frame=frame[~unsure]), column, side, separation, self.problems)

    def _note_nobody(self, source: SourceTable, side: str, words: pd.Series) -> None:
        other = "mentee" if side == "mentor" else "mentor"
        then = f"the {other} waits for one, and is in no pairing"
        if source.table == "sessions":
            then = "the session is set aside"
        for line, word in words.dropna().items():
            self.problems.add(
                rule="nobody-named", severity="note", file=source.file, line=int(str(line)), column=f"{side}_id",
                value=shorten(word, 80), set_aside=True, action=f"nothing, or name the {side}",
                problem=f"this word names nobody as the {side}: {then}",
            )  # fmt: skip

    def _ask_about_reserves(
        self, source: SourceTable, headers: Sequence[str], side: str, others: Sequence[str]
    ) -> None:
        named = ", ".join(f'"{other}"' for other in others if other not in headers)
        for header in headers:
            self.problems.add(
                rule="stand-in", severity="blocking", file=source.file, column=header,
                problem=f"this column names stand-ins, and nothing tells whether they were {side}s as well",
                action=f"list the columns that name {side}s below [people] in {CONFIG_NAME}: "
                f'{side}_columns = [{named}] if stand-ins are none, else with "{header}" among them',
            )  # fmt: skip

    def _note_columns(
        self, source: SourceTable, before: pd.DataFrame, after: pd.DataFrame, headers: Sequence[str], side: str
    ) -> None:
        if len(after) > len(before):
            named = ", ".join(header for header in headers if header not in after.columns)
            self.problems.add(
                rule="several-columns", severity="note", file=source.file, column=shorten(named, 80),
                problem=f"each of these columns names {side}s, and each of them is in a row of their own",
                action=f"nothing, or list the right columns as {side}_columns below [people] in {CONFIG_NAME}",
            )  # fmt: skip

    def _add_several(
        self, source: SourceTable, heading: str, side: str, separation: Separation, cells: pd.Series
    ) -> None:
        several, unsure = cells.isin(list(separation.people)), cells.isin(list(separation.unsure))
        of_what = "pairing" if source.table == "pairings" else "session"
        signs = " and ".join(f"“{sign}”" for sign in separation.doubtful)
        written = next(iter(separation.doubtful), ",")
        written = f" {written} " if written.isalpha() else written
        for line in cells.index[several]:
            self.problems.add(
                rule="several-in-a-cell", severity="note", file=source.file, line=int(line), column=heading,
                problem=f"several {side}s in one cell; each is a {of_what} of its own",
                action="nothing, if this is right",
            )  # fmt: skip
        for line in cells.index[unsure]:
            self.problems.add(
                rule="perhaps-several-in-a-cell", severity="warning", file=source.file, line=int(line), column=heading,
                set_aside=True,
                problem=f"this cell may name several {side}s, with {signs} between them, or one; the row is set aside",
                action=f'say {side}_separator = "{written}" below [people] in {CONFIG_NAME} if it separates people, '
                f'or {side}_separator = "" if each cell names one {side}',
            )  # fmt: skip


def _named_in_rows(frame: pd.DataFrame, side: str) -> frozenset[str]:
    """Everybody whom rows name on a side."""
    headers = naming_headers(frame, side)
    return frozenset(clean_identifier(str(text)) for header in headers for text in text_codes(frame[header])[1])


def _naming_cells(source: SourceTable) -> list[pd.Series]:
    """The columns of a file that name someone."""
    sides = _SIDES if source.table in ("pairings", "sessions") else ("person",)
    by_side = [naming_columns(source.frame, source.table, side) for side in sides] if source.table else []
    return [source.frame[header] for columns in by_side for kind in ("id", "email", "name") for header in columns[kind]]

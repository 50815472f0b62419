"""The columns that name someone, as people see them: cleaned once for each distinct text, and listed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from mentorstats.exports.people.naming import KINDS, naming_columns, sides
from mentorstats.exports.recognize import SourceTable
from mentorstats.ids import share_categories
from mentorstats.problems import Count, Problems, masked_id
from mentorstats.schema.cells import as_text, is_text, text_codes, to_categorical, without_no_one
from mentorstats.schema.error_texts import are_error_texts
from mentorstats.schema.identifiers import clean_identifiers, may_need_cleaning, short_forms

__all__ = ["with_shared_categories"]


def with_shared_categories(sources: Sequence[SourceTable], problems: Problems) -> tuple[list[SourceTable], pd.Series]:
    """The tables with the columns that name someone, cleaned, as categories from one list, and what is in it."""
    naming = {place: _naming(source) for place, source in enumerate(sources) if source.table}
    frames = {
        place: sources[place].frame.assign(
            **{name: as_text(cells) for name, cells in columns.items() if not is_text(cells)}
        )
        for place, columns in naming.items()
    }
    headers = {place: list(columns) for place, columns in naming.items()}
    frames = share_categories(frames, headers, read=_read)
    everyone = next((frames[place][name].cat.categories for place in naming for name in naming[place]), [])
    if may_need_cleaning(pd.Series(everyone, dtype="str")):
        for place, names in headers.items():
            columns = {name: _cleaned(sources[place].file, frames[place][name], problems) for name in names}
            frames[place] = frames[place].assign(**columns)
        frames = share_categories(frames, headers)
        everyone = next((frames[place][name].cat.categories for place in naming for name in naming[place]), [])
    forms = short_forms(pd.Series(everyone, dtype="str"))
    if forms:
        for place, names in headers.items():
            columns = {name: _shortened(sources[place].file, frames[place][name], forms, problems) for name in names}
            frames[place] = frames[place].assign(**columns)
        frames = share_categories(frames, headers)
        everyone = next((frames[place][name].cat.categories for place in naming for name in naming[place]), [])
    shared = [replace(source, frame=frames.get(place, source.frame)) for place, source in enumerate(sources)]
    return shared, pd.Series(everyone, dtype="str")


def _shortened(file: str, column: pd.Series, forms: Mapping[str, str], problems: Problems) -> pd.Series:
    """A column of categories with the short form of identifiers for the long one."""
    codes, texts = text_codes(column)
    long = texts.isin(list(forms))
    if not long.any():
        return column
    problems.add(
        rule="id-short-form", severity="note", file=file, column=str(column.name), action="nothing",
        problem="{} of 18 characters read as the same of 15, which stands elsewhere",
        facts=(Count(int(long.sum()), "identifier"),),
    )  # fmt: skip
    return pd.Series(to_categorical(codes, pd.Series(texts).replace(dict(forms))), index=column.index)


def _cleaned(file: str, column: pd.Series, problems: Problems) -> pd.Series:
    """A column of categories as people see them; what was taken off is noted, and texts of errors are nobody."""
    codes, texts = text_codes(column)
    cleaned = clean_identifiers(pd.Series(texts, dtype="str"))
    failed = are_error_texts(cleaned.texts)
    for place in np.flatnonzero(failed.to_numpy()).tolist():
        for line in column.index[codes == place]:
            problems.add(
                rule="id-failed", severity="warning", file=file, line=int(line), column=str(column.name),
                value=texts[place], problem="a failed formula stands for no one; it counts as empty",
                action="correct the formula, or write who it is",
            )  # fmt: skip
    for name, places in cleaned.changed.items():
        first = int(np.flatnonzero(np.isin(codes, places))[0])
        problems.add(
            rule="id-cleaned", severity="note", file=file, line=int(column.index[first]), column=str(column.name),
            value=masked_id(texts[codes[first]]), facts=(Count(len(places), "identifier"),),
            problem=f"{{}} read without what says nothing about who is meant: {name}",
            action="nothing, if the right people are one",
        )  # fmt: skip
    if not cleaned.changed and not failed.any():
        return column
    return pd.Series(to_categorical(codes, cleaned.texts.mask(failed)), index=column.index)


def _naming(source: SourceTable) -> dict[str, pd.Series]:
    """The columns that name someone by number, address or name."""
    by_side = [naming_columns(source.frame, source.table, side) for side in sides(source.table)]
    return {header: source.frame[header] for columns in by_side for kind in KINDS for header in columns[kind]}


def _read(texts: pd.Series) -> pd.Series:
    return without_no_one(as_text(texts))

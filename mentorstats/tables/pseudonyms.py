"""Pseudonyms: tables for somebody who is to see the rows but not who they are about.

They are asked for in code, in words that say what they do: no settings file and no option of the command line does.
"""

from __future__ import annotations

import hmac

import narwhals as nw
import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.program import Program
from mentorstats.schema.tables import TABLES
from mentorstats.text import visible_table

__all__ = ["pseudonymized_tables", "pseudonyms"]

_DIGITS = 16
# What people wrote in their own words, and who of the two ended it: neither is needed, both can tell who it was.
_FREE_TEXT = frozenset({"end_reason", "ended_by"})


def pseudonyms(identifiers: pd.Series, *, key: bytes) -> pd.Series:
    """A pseudonym for each identifier, the same for the same: HMAC-SHA-256 with ``key``, 16 hexadecimal digits.

    Missing ones stay missing.  ``ValueError`` for a key of fewer than 16 bytes, which could be guessed.

    >>> pseudonyms(pd.Series(["ann", "bo", "ann"]), key=bytes(32)).nunique()
    2
    """
    if len(key) < 16:
        raise PlainError(f"the key must have 16 bytes or more, it has {len(key)}")
    known = identifiers.dropna().unique()
    names = {name: hmac.digest(key, str(name).encode(), "sha256").hex()[:_DIGITS] for name in known}
    return identifiers.map(names, na_action="ignore").astype("str")


def pseudonymized_tables(program: Program, *, key: bytes) -> dict[str, pd.DataFrame]:
    """The four tables for somebody who is to see the rows but not who they are about.

    Identifiers are pseudonyms, the same in all tables; columns of the exports' own and free text are left out, and no
    cell is one that a spreadsheet would run.  What is left can still tell who somebody is, by a rare industry or a
    date that others know: it is for one trusted reader, not for publication.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=60)
    >>> tables = pseudonymized_tables(program, key=bytes(32))
    >>> sorted(tables)
    ['pairings', 'people', 'sessions', 'surveys']
    >>> bool(tables["people"]["person_id"].isin(program.people["person_id"]).any())
    False
    """
    found = {}
    for name, table in TABLES.items():
        own = nw.from_native(getattr(program, name)).lazy().collect().to_pandas()
        kept = own[[column.name for column in table.columns if column.name in own and column.name not in _FREE_TEXT]]
        ids = [column.name for column in table.columns if column.kind == "id" and column.name in kept]
        hidden = {column: pseudonyms(kept[column], key=key) for column in ids}
        found[name] = visible_table(kept.assign(**hidden).reset_index(drop=True))
    return found

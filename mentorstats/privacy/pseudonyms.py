"""Two ways of letting more, or less, be seen than a page does.

An analyst who may see everything can ask for small groups to be shown; somebody who is to see the rows but not who
they are about gets tables with pseudonyms.  Both are asked for in code, in words that say what they do: no settings
file and no option of the command line does either.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from pathlib import Path

import narwhals as nw
import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.outputs import write_new_file
from mentorstats.program import Program
from mentorstats.schema.tables import TABLES
from mentorstats.text import visible_table

__all__ = ["KEY_NAME", "local_key", "pseudonymized_tables", "pseudonyms", "small_groups_shown"]

KEY_NAME = ".mentorstats-key"
_KEY_BYTES, _DIGITS = 32, 16
# What people wrote in their own words, and who of the two ended it: neither is needed, both can tell who it was.
_FREE_TEXT = frozenset({"end_reason", "ended_by"})


def small_groups_shown(program: Program) -> Program:
    """The same program, with nothing hidden about small groups of people.

    Whatever is made from it shows every count, average and figure, however few people stand behind it: for those who
    may see each person's answers anyway.  A report made from it says so at its top.

    >>> from mentorstats import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=60)
    >>> program.min_people, small_groups_shown(program).min_people
    (10, 1)
    """
    return replace(program, small_groups_shown=True)


def local_key(folder: str | Path) -> bytes:
    """The random key of a folder, made at the first call and kept there in a file that only its owner can read.

    Without the key nobody can tell whose pseudonym one is, not even by trying all identifiers.  Delete the file and
    nobody can ever again.  ``OSError`` where the file cannot be written, ``ValueError`` where it is not a key.
    """
    path = Path(folder) / KEY_NAME
    write_new_file(path, secrets.token_hex(_KEY_BYTES).encode(), mode=0o600)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        raise PlainError(f"{KEY_NAME} is not a key; delete it to have a new one made") from None
    if len(key) != _KEY_BYTES:
        raise PlainError(f"{KEY_NAME} is not a key; delete it to have a new one made")
    return key


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

from __future__ import annotations

from mentorstats.schema.tables import TABLES
from mentorstats.schema.vocabulary import ALIASES, FILE_NAMES
from mentorstats.text import match_key


def test_a_header_stands_for_one_column_of_a_table():
    for table in TABLES.values():
        aliases = ALIASES[table.name]
        names = [match_key(name) for column in table.columns for name in (column.name, *aliases.get(column.name, ()))]
        assert len(set(names)) == len(names)


def test_a_name_for_files_stands_for_one_table_only():
    names = [name for table in TABLES for name in FILE_NAMES[table]]
    assert len(names) == len(set(names))

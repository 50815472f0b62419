from __future__ import annotations

from mentorstats.cells import folded
from mentorstats.schema import ENDED, NEVER_BEGAN, PROBLEM_COLUMNS, STATUSES, TABLES, data_dictionary


def test_the_four_tables_are_people_pairings_sessions_and_surveys():
    assert list(TABLES) == ["people", "pairings", "sessions", "surveys"]


def test_what_is_required_is_who_was_matched_with_whom_and_who_answered_what():
    required = {name: table.required for name, table in TABLES.items()}
    assert required == {
        "people": ("person_id",),
        "pairings": ("mentee_id", "mentor_id"),
        "sessions": (),
        "surveys": ("person_id", "item", "score"),
    }


def test_a_problem_says_how_grave_where_what_and_what_to_do():
    assert PROBLEM_COLUMNS == ("severity", "file", "line", "column", "value", "problem", "action")


def test_a_header_stands_for_one_column_of_a_table():
    for table in TABLES.values():
        names = [folded(name) for column in table.columns for name in (column.name, *column.aliases)]
        assert len(set(names)) == len(names)


def test_a_name_for_files_stands_for_one_table_only():
    names = [name for table in TABLES.values() for name in table.names]
    assert len(names) == len(set(names))


def test_a_choice_has_its_words_and_nothing_else_has_any():
    for table in TABLES.values():
        for column in table.columns:
            assert (column.kind == "choice") == bool(column.choices)


def test_statuses_that_end_or_never_begin_are_statuses():
    assert {*ENDED, *NEVER_BEGAN} < set(STATUSES)
    assert not set(ENDED) & set(NEVER_BEGAN)


def test_an_unknown_column_is_none():
    assert TABLES["people"].column("shoe_size") is None


def test_the_data_dictionary_has_every_column_with_a_meaning():
    table = data_dictionary()
    assert table.columns.tolist() == ["table", "column", "kind", "required", "values", "meaning"]
    assert len(table) == sum(len(known.columns) for known in TABLES.values())
    assert (table["meaning"].str.len() > 5).all()
    assert (
        table.set_index(["table", "column"]).loc[("surveys", "wave"), "values"] == "baseline, midpoint, final, followup"
    )

from __future__ import annotations

import traceback
import types

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.errors import PlainError
from mentorstats.outputs import Output, write_outputs
from mentorstats.problems import PROBLEM_COLUMNS
from mentorstats.schema.tables import ENDED, NEVER_BEGAN, STATUSES, TABLES, data_dictionary


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


def shown(call) -> list[str]:
    """What a notebook shows of the error of a call."""
    try:
        call()
    except Exception as error:
        render = getattr(error, "_render_traceback_", None)
        return render() if render else traceback.format_exception(error)
    raise AssertionError("nothing was raised")


def test_what_someone_got_wrong_is_a_paragraph_without_a_traceback():
    made, _ = ms.simulate_program(seed=1, mentees=60)
    for call in (
        lambda: ms.adjacent_industries(made, roles=("primry",)),
        lambda: ms.load_frames(pairings=made.pairings, outcom="x"),
        lambda: ms.load_frames(pairings=[1, 2]),
        lambda: ms.match_length(made, by="weather"),
        lambda: ms.fit_multiple_membership([1.0, 2.0], pd.DataFrame({"x": [1.0]}), memberships={}),
    ):
        lines = shown(call)
        assert 0 < len(lines) <= 4, lines
        assert not any("Traceback" in line or ".py" in line for line in lines)


def test_arrays_that_the_package_itself_got_wrong_show_where():
    code = compile("def inside(call): call()", "asked.py", "exec").co_consts[0]
    inside = types.FunctionType(code, {"__name__": "mentorstats.questions.model"})
    x = pd.DataFrame({"x": [1.0, 2.0]})
    lines = shown(lambda: inside(lambda: ms.fit_multiple_membership([1.0], x, memberships={})))
    assert any("Traceback" in line for line in lines)


def test_a_page_that_cannot_be_written_says_which_and_why(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder")
    with pytest.raises(OSError, match=r"page.html cannot be written: .*taken is not a folder") as caught:
        write_outputs([Output(taken / "page.html", b"<html>")])
    assert isinstance(caught.value, PlainError)
    assert len(caught.value._render_traceback_()) < 5

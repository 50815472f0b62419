from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mentorstats as ms
from mentorstats.engines import LARGE, is_large, reduced
from mentorstats.loading import load_frames
from mentorstats.settings import Settings
from mentorstats.simulate import simulate_frames
from tests.programs import pair


def of_duckdb(frame: pd.DataFrame) -> Any:
    connection = duckdb.connect()
    connection.register("given", frame)
    return connection.sql("select * from given")


def of_ibis(frame: pd.DataFrame) -> Any:
    connection = duckdb.connect()
    connection.register("given", frame)
    connection.execute("create table sessions as select * from given")
    return ibis.duckdb.from_connection(connection).table("sessions")


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": pl.from_pandas,
    "polars, lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "PyArrow": pa.Table.from_pandas,
    "DuckDB": of_duckdb,
    "Ibis on DuckDB": of_ibis,
}
# Ibis 12 still calls a method that DuckDB 2 has given another name.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
each_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


@pytest.fixture(scope="module")
def frames():
    return simulate_frames(seed=3, mentees=120)[0]


@pytest.fixture(scope="module")
def in_pandas(frames):
    return load_frames(**frames, outcome="career_confidence")


def sessions(**columns: Any) -> pd.DataFrame:
    """Sessions of one pair, each column a list."""
    return pd.DataFrame({"mentee_id": "00001", "mentor_id": "00002"} | columns)


def on(engine: Callable[[pd.DataFrame], Any], frame: pd.DataFrame) -> ms.Program:
    return load_frames(pairings=pd.DataFrame([pair("00001", "00002", pairing_id="P1")]), sessions=engine(frame))


def said(program: ms.Program) -> str:
    return " ".join(program.problems["problem"])


@each_engine
def test_every_engine_gives_the_mentee_table_of_pandas(engine, frames, in_pandas):
    program = load_frames(**frames | {"sessions": engine(frames["sessions"])}, outcome="career_confidence")
    pd.testing.assert_frame_equal(ms.mentee_table(program), ms.mentee_table(in_pandas))
    pd.testing.assert_frame_equal(ms.pair_table(program), ms.pair_table(in_pandas))


@each_engine
def test_small_tables_of_any_engine_come_to_pandas(engine, frames, in_pandas):
    tables = {name: engine(frames[name]) for name in ("people", "pairings", "surveys")}
    program = load_frames(**tables, sessions=frames["sessions"], outcome="career_confidence")
    pd.testing.assert_frame_equal(ms.mentee_table(program), ms.mentee_table(in_pandas), check_dtype=False)


@each_engine
def test_the_first_session_of_a_pairing_is_that_of_pandas(engine, frames, in_pandas):
    program = load_frames(**frames | {"sessions": engine(frames["sessions"])}, outcome="career_confidence")
    factors = [ms.explore(p).factors.set_index("factor") for p in (program, in_pandas)]
    first = [table.loc["time to first session", "p_value"] for table in factors]
    assert first[0] == pytest.approx(first[1], rel=1e-9)


@each_engine
def test_words_of_the_warehouse_are_understood_and_unknown_ones_counted(engine):
    frame = sessions(status=["Attended", "No Show", "Canceled", "odd", "odd", None], minutes=[30, 30, 30, 30, 30, 15])
    program = on(engine, frame)
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [2, 45]
    assert "2 sessions have this unknown status; they are set aside" in said(program)
    assert set(program.problems.loc[program.problems["column"] == "status", "value"]) == {"odd"}


@each_engine
def test_lengths_below_zero_are_counted_and_do_not_count_as_minutes(engine):
    program = on(engine, sessions(minutes=[30.0, -5.0, None]))
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [3, 30]
    assert "1 sessions have fewer than 0 minutes" in said(program)


@each_engine
def test_sessions_that_name_only_the_pairing_are_those_of_its_people(engine):
    program = on(engine, pd.DataFrame({"pairing_id": ["P1", "P1", None], "minutes": [10, 20, 30]}))
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [2, 30]
    assert "1 sessions do not say who met; they are set aside" in said(program)


@each_engine
def test_a_row_that_counts_sessions_counts_as_many(engine):
    program = on(engine, sessions(sessions=[4, 3], minutes=[120, 60]))
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [7, 180]


def test_sessions_of_nobody_who_is_matched_are_set_aside_as_they_are_in_pandas():
    program = on(pl.from_pandas, pd.DataFrame({"mentee_id": ["00001", "9"], "mentor_id": ["00002", "00002"]}))
    assert "no pairing belongs to this session" in said(program)
    assert len(program.sessions) == 1


def test_columns_of_other_names_are_recognized_as_those_of_files_are():
    frame = pd.DataFrame({"Mentee ID": ["00001"], "Mentor ID": ["00002"], "Meeting date": ["2024-03-01"]})
    assert ms.pair_table(on(pl.from_pandas, frame))["sessions"].tolist() == [1]


def test_sessions_without_ids_are_a_problem_and_no_error():
    program = on(pl.from_pandas, pd.DataFrame({"date": ["2024-03-01"]}))
    assert "missing from the sessions" in said(program)


def test_only_one_row_a_pairing_and_status_comes_back(frames):
    table, _ = reduced(pl.from_pandas(frames["sessions"]), Settings())
    assert not table.duplicated(["mentee_id", "mentor_id", "pairing_id", "status"]).any()
    assert table["sessions"].sum() == len(frames["sessions"])


def test_what_is_no_table_is_refused_by_name():
    with pytest.raises(TypeError, match="sessions is of type list; expected a pandas, polars or PyArrow table"):
        on(lambda frame: [1, 2], pd.DataFrame())
    with pytest.raises(TypeError, match="people is of type dict"):
        load_frames(pairings=pd.DataFrame([pair("1", "2")]), people={})


def test_a_large_typed_pandas_table_is_reduced_first_and_a_small_or_untyped_one_read_cell_by_cell():
    frame = pd.DataFrame({"mentee_id": ["1"], "date": pd.to_datetime(["2024-01-01"])})
    many = frame.loc[frame.index.repeat(LARGE)]
    assert is_large(many)
    assert not is_large(frame)
    assert not is_large(many.assign(date="2024-01-01"))

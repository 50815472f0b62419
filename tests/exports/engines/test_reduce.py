from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import mentorstats as ms
from mentorstats.exports.engines import reduce
from mentorstats.exports.engines.reduce import LARGE, is_large, reduce_on_engine
from mentorstats.exports.load import load_frames
from mentorstats.problems import Problems
from mentorstats.schema.settings import Settings
from mentorstats.simulation.simulate import simulate_frames
from mentorstats.tables.pairs import reduce_sessions
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
    "pandas, large": pd.DataFrame,
}
# Ibis 12 still calls a method that DuckDB 2 has given another name.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
each_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def engine(request, monkeypatch):
    """What makes a pandas table one of an engine's; one of pandas itself counts as large."""
    if request.param == "pandas, large":
        monkeypatch.setattr(reduce, "LARGE", 1)
    return ENGINES[request.param]


@pytest.fixture(scope="module")
def frames():
    return simulate_frames(seed=3, mentees=120)[0]


@pytest.fixture(scope="module")
def in_pandas(frames):
    return load_frames(**frames, outcome="career_confidence")


def first_session(program: ms.Program) -> float:
    return ms.explore(program).factors.set_index("factor").loc["time to first session", "p_value"]


@pytest.fixture(scope="module")
def first_session_in_pandas(in_pandas) -> float:
    return first_session(in_pandas)


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


@pytest.mark.slow
@each_engine
def test_the_first_session_of_a_pairing_is_that_of_pandas(engine, frames, first_session_in_pandas):
    program = load_frames(**frames | {"sessions": engine(frames["sessions"])}, outcome="career_confidence")
    assert first_session(program) == pytest.approx(first_session_in_pandas, rel=1e-9)


@each_engine
def test_words_of_the_warehouse_are_understood_and_unknown_ones_counted(engine):
    frame = sessions(status=["Attended", "No Show", "Canceled", "odd", "odd", None], minutes=[30, 30, 30, 30, 30, 15])
    program = on(engine, frame)
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [1, 30]
    assert "2 sessions have this unknown status: expected one of attended" in said(program)
    assert "the status is empty, and other sessions have one" in said(program)
    assert "odd" in set(program.problems.loc[program.problems["column"] == "status", "value"])


@each_engine
def test_lengths_below_zero_are_counted_and_do_not_count_as_minutes(engine):
    program = on(engine, sessions(minutes=[30.0, -5.0, None]))
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [3, 30]
    assert "1 session has fewer than 0 minutes" in said(program)


@each_engine
def test_sessions_that_name_only_the_pairing_are_those_of_its_people(engine):
    program = on(engine, pd.DataFrame({"pairing_id": ["P1", "P1", None], "minutes": [10, 20, 30]}))
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [2, 30]
    assert "1 session does not say who met; it is set aside" in said(program)


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
    table = reduce_on_engine(pl.from_pandas(frames["sessions"]), Settings(), Problems())
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


# What the reading of cells makes of a table is what every engine has to make of it.


def counted(program: ms.Program) -> list[list[Any]]:
    """Sessions, minutes and the day of the first of each pair that met."""
    return in_all(program.sessions)


def in_all(table: pd.DataFrame) -> list[list[Any]]:
    columns = ["mentee_id", "mentor_id", "status", "sessions", "minutes", "date"]
    table = table.reindex(columns=columns)
    met = reduce_sessions(table.astype({"status": "str", "sessions": "Int64", "minutes": "float64"})).round(6)
    first = pd.to_datetime(table["date"]).groupby([table["mentee_id"], table["mentor_id"]]).min()
    met["first"] = first.reindex(pd.MultiIndex.from_frame(met[["mentee_id", "mentor_id"]])).to_numpy()
    met = met[met[["mentee_id", "mentor_id"]].notna().all(axis=1)]
    return sorted(met.astype("str").fillna("none").to_numpy().tolist())


def by_cells(frame: pd.DataFrame, **settings: Any) -> ms.Program:
    with mock.patch.object(reduce, "LARGE", 10**9):
        return loaded(frame, **settings)


def loaded(frame: Any, **settings: Any) -> ms.Program:
    pairings = pd.DataFrame([pair("00001", "00002", pairing_id="P1"), pair("1", "2", pairing_id="2")])
    return load_frames(pairings=pairings, sessions=frame, **settings)


def of_cells(columns: dict[str, Any]) -> tuple[list[list[Any]], set[str]]:
    """What the reading of cells makes of a case of ``SAME``, and how severe what it finds is; made once."""
    name = next(name for name, case in SAME.items() if case is columns)
    if name not in _OF_CELLS:
        program = by_cells(sessions(**columns))
        severe = program.problems.loc[program.problems["file"] == "sessions", "severity"]
        _OF_CELLS[name] = counted(program), set(severe) - {"note"}
    return _OF_CELLS[name]


_OF_CELLS: dict[str, tuple[list[list[Any]], set[str]]] = {}
DAYS = ["2024-03-17", "2024-02-03"]
SAME: dict[str, dict[str, Any]] = {
    "minutes that are infinite": {"minutes": [30.0, float("inf"), -float("inf")]},
    "lengths in words": {"minutes": ["30", "45 min", "1:30", "1,5 h", "", "n/a", "long"]},
    "numbers of sessions that are missing": {"sessions": [4, None, 2.0], "minutes": [1.0, 2, 3]},
    "numbers of sessions that are none": {"sessions": [1.5, -2, 3, float("inf")], "minutes": [1.0, 2, 3, 4]},
    "numbers of sessions in text": {"sessions": ["4", "", "two", "3.0"], "minutes": [1.0, 2, 3, 4]},
    "columns without a cell": {"minutes": [None, None], "date": [None, None], "sessions": [None, None]},
    "words for no status": {"status": ["attended", "N/A", "-", "none", "", None], "minutes": [1.0, 2, 4, 8, 16, 32]},
    "numbers for statuses": {"status": [1, 0, 1], "minutes": [1.0, 2, 4]},
    "days with the day first": {"date": ["25/04/2024", "03/05/2024", "17/03/2024"]},
    "days that contradict one another": {"date": ["25/04/2024", "04/25/2024", "17/03/2024"]},
    "days that could be months": {"date": ["02/04/2024", "03/05/2024"]},
    "days as ISO text, some empty": {"date": ["2024-04-25", "", None, "2024-03-17", "soon"]},
    "days that are none": {"date": ["soon", "later", ""]},
    "days that are no number of days": {"date": [0, 1, None]},
    "times as ISO text": {"date": ["2024-04-25 10:00", "2024-03-17T23:30:00Z", "2024-03-18 01:00:00.123+02:00"]},
    "days in words": {"date": ["3 Apr 2024", "17 March 2024", "1 May 2024"]},
    "days as a spreadsheet counts them": {"date": [45400, 45300, 0]},
    "days as a spreadsheet counts them, with parts": {"date": [45400.25, None, 45300.75]},
    "seconds since 1970": {"date": [1_712_000_000, 1_711_000_001]},
    "days and days of nobody's age": {"date": pd.to_datetime([*DAYS, "1900-01-01"])},
    "days, lengths and states in text": {"date": DAYS, "minutes": ["1 h", "30"], "status": ["Completed", "missed"]},
    "ids with spaces": {"mentee_id": [" 00001", "00001 ", "00001"], "minutes": [1.0, 2, 4]},
    "ids that are whole floats": {"mentee_id": [1.0, 1.0, None], "mentor_id": [2.0, 2.0, 2.0], "minutes": [1.0, 2, 4]},
    "ids that are decimals": {"mentee_id": [Decimal("1.00")] * 2, "mentor_id": [Decimal("2")] * 2, "minutes": [1.0, 2]},
    "a pairing's id that is a float": {"pairing_id": [2.0, 2.0], "mentee_id": ["1", "1"], "mentor_id": ["2", "2"]},
}


@pytest.mark.slow
@each_engine
@pytest.mark.parametrize("columns", SAME.values(), ids=SAME)
def test_every_engine_reads_a_column_as_cells_are_read(engine, columns):
    frame = sessions(**columns)
    table = engine(frame)
    if isinstance(table, pd.DataFrame):
        met, found = counted(loaded(table)), set()
    else:
        problems = Problems()
        result = reduce_on_engine(table, Settings(), problems)
        met, found = in_all(result), {problem.severity for problem in problems}
    expected, severities = of_cells(columns)
    assert met == expected
    assert found >= severities or isinstance(table, pd.DataFrame)


@each_engine
def test_durations_are_minutes_where_the_engine_tells_them_and_refused_by_name_elsewhere(engine):
    frame = sessions(minutes=[timedelta(minutes=30), timedelta(seconds=90), None])
    table = engine(frame)
    if hasattr(table, "to_pyarrow"):
        with pytest.raises(TypeError, match=r"sessions: the column minutes is of type Duration, .* expected a number"):
            loaded(table)
    else:
        assert counted(loaded(table)) == counted(by_cells(frame)) == [["00001", "00002", "3", "31.5", "none"]]


def test_a_column_of_the_type_that_has_no_cells_is_an_empty_one():
    empty = {"minutes": [None, None], "date": [None, None], "sessions": [None, None], "status": [None, None]}
    columns = {"mentee_id": ["00001"] * 2, "mentor_id": ["00002"] * 2} | empty
    for table in (pl.DataFrame(columns), pa.table(columns)):
        assert counted(loaded(table)) == [["00001", "00002", "2", "none", "none"]]


@each_engine
def test_the_order_of_day_and_month_that_is_set_counts_on_every_engine(engine):
    frame = sessions(date=["02/04/2024", "01/05/2024"])
    program = loaded(engine(frame), date_order="day-month-year")
    assert counted(program) == counted(by_cells(frame, date_order="day-month-year"))
    assert counted(program)[0][-1] == "2024-04-02"


@each_engine
def test_a_header_says_how_its_texts_are_read_on_every_engine(engine):
    frame = sessions(**{"Duration (hours)": ["1", "0.5"], "Meeting date": ["02/04/2024", "13/04/2024"]})
    assert counted(loaded(engine(frame))) == counted(by_cells(frame)) == [["00001", "00002", "2", "90.0", "2024-04-02"]]


@each_engine
def test_what_is_not_a_number_is_no_length_and_makes_no_other_missing(engine):
    frame = sessions(minutes=[30.0, 0.0, 50.0])
    # Each engine's own NaN, which pandas would hand over as missing.
    table = engine(frame)
    holes = nan_for_zero(table)
    program = loaded(holes)
    assert ms.pair_table(program)[["sessions", "minutes"]].iloc[0].tolist() == [3, 80]
    assert "fewer than 0 minutes" not in said(program)


def nan_for_zero(table: Any) -> Any:
    if isinstance(table, (pl.DataFrame, pl.LazyFrame)):
        return table.with_columns(
            pl.when(pl.col("minutes") == 0).then(float("nan")).otherwise(pl.col("minutes")).alias("minutes")
        )
    if isinstance(table, pa.Table):
        return table.set_column(2, "minutes", pa.array([30.0, float("nan"), 50.0], from_pandas=False))
    if isinstance(table, pd.DataFrame):
        return table.assign(minutes=[30.0, float("nan"), 50.0])
    if isinstance(table, duckdb.DuckDBPyRelation):
        return table.project(
            "mentee_id, mentor_id, case when minutes = 0 then 'nan'::double else minutes end as minutes"
        )
    return table.mutate(minutes=ibis.ifelse(table["minutes"] == 0, float("nan"), table["minutes"]))


@each_engine
def test_long_numbers_as_ids_keep_their_last_digit(engine):
    ids = pd.array([9007199254740993, 9007199254740992, None], dtype="Int64")
    pairings = pd.DataFrame({"Mentee": ids, "Mentor": pd.array([5, 6, 7], dtype="Int64")})
    met = pd.DataFrame({"mentee_id": ids, "mentor_id": [5, 6, 7], "minutes": [10.0, 20.0, 30.0]})
    program = load_frames(pairings=engine(pairings), sessions=engine(met))
    table = ms.pair_table(program)[["mentee_id", "minutes"]]
    assert table.to_numpy().tolist() == [["9007199254740993", 10], ["9007199254740992", 20]]


@each_engine
def test_long_numbers_in_a_column_of_an_unknown_name_keep_their_last_digit(engine):
    ids = pd.array([9007199254740993, None], dtype="Int64")
    pairings = pd.DataFrame({"mentee_id": ["a", "b"], "Mentor 1": ["c", "d"], "Mentor 2": ids})
    assert "9007199254740993" in set(load_frames(pairings=engine(pairings)).pairings["mentor_id"])


@each_engine
def test_decimal_ids_of_small_tables_are_whole_numbers(engine):
    pairings = pd.DataFrame({"mentee_id": [Decimal("1.00"), Decimal("20.00")], "mentor_id": [2.0, 3.0]})
    program = load_frames(pairings=engine(pairings))
    assert program.pairings[["mentee_id", "mentor_id"]].to_numpy().tolist() == [["1", "2"], ["20", "3"]]


@each_engine
def test_a_session_that_both_sides_logged_counts_once(engine):
    days = pd.to_datetime(["2024-03-01 10:00", "2024-03-01 18:00", "2024-03-01 09:00", "2024-03-02 00:00", None, None])
    frame = sessions(
        date=days, minutes=[30.0, 30, 20, 40, 50, 50],
        logged_by=["mentee", "mentor", "mentor", None, "mentee", "mentor"],
        status=["attended", "Completed", "attended", "attended", "attended", "attended"],
    )  # fmt: skip
    program, expected = loaded(engine(frame)), by_cells(frame)
    assert counted(program) == counted(expected)
    assert counted(program)[0][2:4] == ["5", "190.0"]
    assert "1 session has been logged by both sides" in said(program)


@each_engine
def test_sessions_are_never_looked_for_twice_where_they_are_counted_and_the_note_says_so(engine):
    day = pd.to_datetime(["2024-03-01"] * 2)
    program = loaded(engine(sessions(date=day, minutes=[30.0, 30.0])))
    assert ms.pair_table(program)["sessions"].tolist() == [2, 0]
    assert "a row that is there twice counts as two sessions" in said(program)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas, large"], indirect=True)
@pytest.mark.parametrize("column", ["minutes", "date", "sessions"])
def test_a_type_that_stands_for_nothing_known_is_refused_by_name(engine, column):
    given = pd.to_datetime(["2024-01-01"]) if column != "date" else [True]
    table = engine(sessions(**{column: given}))
    with pytest.raises(TypeError, match=rf"sessions: the column {column} is of type .*; expected a "):
        loaded(table)


def test_a_large_pandas_table_of_texts_where_numbers_belong_is_read_cell_by_cell(monkeypatch):
    monkeypatch.setattr(reduce, "LARGE", 1)
    assert is_large(sessions(minutes=[1.0]))
    assert is_large(sessions(minutes=[timedelta(minutes=3)]))
    assert not is_large(sessions(minutes=["30"]))
    assert not is_large(sessions(sessions=["3"]))
    assert not is_large(sessions(**{"Meeting date": ["2024-01-01"]}))
    assert not is_large(sessions(mentee_id=[Decimal(1)]))

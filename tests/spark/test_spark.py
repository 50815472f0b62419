"""Sessions in PySpark give what they give in pandas; run by ``make test-spark``, since Spark weighs half a gigabyte."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.simulation.simulate import simulate_frames
from tests.programs import pair

pyspark_sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed; make test-spark installs it")
# Spark itself still calls what pandas and Python call old.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def spark() -> Iterator[pyspark_sql.SparkSession]:
    builder = pyspark_sql.SparkSession.builder.master("local[2]").appName("mentorstats")
    session = (
        builder.config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield session
    session.stop()


def in_spark(spark: pyspark_sql.SparkSession, frame: pd.DataFrame) -> pyspark_sql.DataFrame:
    """The table as Spark would have it: missing text is null, and days are timestamps."""
    plain = frame.astype({name: object for name in frame if frame[name].dtype.kind not in "fM"})
    return spark.createDataFrame(plain.where(plain.notna(), None))


def test_spark_gives_the_mentee_table_and_the_pair_table_of_pandas(spark):
    frames, _ = simulate_frames(seed=3, mentees=120)
    in_pandas = ms.load_frames(**frames, outcome="career_confidence")
    program = ms.load_frames(**frames | {"sessions": in_spark(spark, frames["sessions"])}, outcome="career_confidence")
    pd.testing.assert_frame_equal(ms.mentee_table(program), ms.mentee_table(in_pandas))
    pd.testing.assert_frame_equal(ms.pair_table(program), ms.pair_table(in_pandas))


def test_what_cannot_be_used_is_counted_in_spark(spark):
    sessions = pd.DataFrame({
        "mentee_id": ["00001", "00001", "00001", None, "00001"],
        "mentor_id": ["00002", "00002", "00002", "00002", "00002"],
        "date": pd.to_datetime(["2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05", "2024-05-05"]),
        "minutes": [30.0, -5.0, 45.0, 60.0, 20.0],
        "status": ["attended", "attended", "abducted", "attended", "Cancelled"],
    })  # fmt: skip
    pairings = pd.DataFrame([pair("00001", "00002", pairing_id="P1")])
    program = ms.load_frames(pairings=pairings, sessions=in_spark(spark, sessions))
    said = " ".join(program.problems["problem"])
    assert "1 session has fewer than 0 minutes" in said
    assert "1 session does not say who met" in said
    assert "1 session has this unknown status" in said
    row = ms.pair_table(program).iloc[0]
    assert (row["sessions"], row["minutes"]) == (3, 75)


def test_small_tables_come_from_spark_as_well(spark):
    frames, _ = simulate_frames(seed=3, mentees=120)
    in_pandas = ms.load_frames(**frames, outcome="career_confidence")
    tables = {name: in_spark(spark, frames[name]) for name in ("people", "pairings", "surveys")}
    program = ms.load_frames(**tables, sessions=frames["sessions"], outcome="career_confidence")
    pd.testing.assert_frame_equal(ms.mentee_table(program), ms.mentee_table(in_pandas), check_dtype=False)


def counted(program: ms.Program) -> list[object]:
    """Sessions, minutes and the day of the first of the one pairing."""
    row = ms.pair_table(program).iloc[0]
    return [int(row["sessions"]), float(row["minutes"]), str(program.sessions["date"].min())[:10]]


def of_pair(frame: pd.DataFrame, sessions: object, **settings: str) -> list[object]:
    pairings = pd.DataFrame([pair("00001", "00002", pairing_id="P1")])
    return counted(ms.load_frames(pairings=pairings, sessions=sessions, **settings))


def same(
    spark: pyspark_sql.SparkSession, rows: list[tuple[object, ...]], columns: str, **settings: str
) -> list[object]:
    """What Spark makes of a pair's sessions, where pandas makes the same of them."""
    names = [column.split()[0] for column in columns.split(", ")]
    frame = pd.DataFrame(rows, columns=names).assign(mentee_id="00001", mentor_id="00002")
    whole = [("00001", "00002", *row) for row in rows]
    table = spark.createDataFrame(whole, f"mentee_id string, mentor_id string, {columns}")
    found = of_pair(frame, table, **settings)
    assert found == of_pair(frame, frame, **settings)
    return found


def test_lengths_that_are_missing_no_number_or_infinite_are_none_in_spark(spark):
    rows = [(30.0,), (None,), (float("nan"),), (float("inf"),), (-float("inf"),), (15.0,)]
    assert same(spark, rows, "minutes double") == [6, 45, "NaT"]


def test_days_in_text_are_read_in_spark_as_in_a_file(spark):
    rows = [("25/04/2024",), ("03/05/2024",), ("17/03/2024",), ("",), (None,)]
    assert same(spark, [(*row, 1.0) for row in rows], "date string, minutes double") == [5, 5, "2024-03-17"]
    rows = [("02/04/2024", 1.0), ("01/05/2024", 1.0)]
    found = same(spark, rows, "date string, minutes double", date_order="day-month-year")
    assert found == [2, 2, "2024-04-02"]
    rows = [("2024-04-25 10:00", 1.0), ("2024-03-17T23:30:00Z", 1.0), ("soon", 1.0)]
    assert same(spark, rows, "date string, minutes double") == [3, 3, "2024-03-17"]


def test_lengths_numbers_and_states_in_text_are_read_in_spark_as_in_a_file(spark):
    rows = [("45 min", "2", "Completed"), ("1:30", "", "N/A"), ("", "two", "missed"), ("5", "1", None)]
    assert same(spark, rows, "minutes string, sessions string, status string") == [4, 140, "NaT"]


def test_numbers_of_sessions_that_are_none_count_as_one_in_spark(spark):
    rows = [(1.5, 1.0), (-2.0, 1.0), (3.0, 1.0), (float("nan"), 1.0), (None, 1.0)]
    assert same(spark, rows, "sessions double, minutes double") == [7, 5, "NaT"]


def test_day_counts_are_dates_in_spark(spark):
    assert same(spark, [(45400, 1.0), (45300, 1.0), (0, 1.0)], "date int, minutes double") == [3, 3, "2024-01-09"]


def test_a_session_that_both_sides_logged_counts_once_in_spark(spark):
    days = pd.to_datetime(["2024-03-01 10:00", "2024-03-01 18:00", "2024-03-01 09:00", "2024-03-02"], format="mixed")
    who = ["mentee", "mentor", "mentor", None]
    rows = [(day.to_pydatetime(), *rest) for day, *rest in zip(days, who, [30.0, 30.0, 20.0, 40.0], strict=True)]
    assert same(spark, rows, "date timestamp, logged_by string, minutes double") == [3, 90, "2024-03-01"]


@pytest.mark.parametrize("kind", ["bigint", "double", "decimal(20, 2)"])
def test_ids_that_are_numbers_are_whole_in_spark(spark, kind):
    pairs = spark.sql(f"select cast(123456789 as {kind}) mentee_id, cast(2 as {kind}) mentor_id")
    met = spark.sql(f"select cast(123456789 as {kind}) mentee_id, cast(2 as {kind}) mentor_id, 30.0 minutes")
    program = ms.load_frames(pairings=pairs, sessions=met)
    assert program.pairings[["mentee_id", "mentor_id"]].to_numpy().tolist() == [["123456789", "2"]]
    assert ms.pair_table(program)["minutes"].tolist() == [30]


def test_long_numbers_as_ids_keep_their_last_digit_in_spark(spark):
    rows = [(9007199254740993, 5, 10.0), (9007199254740992, 6, 20.0), (None, 7, 30.0)]
    table = spark.createDataFrame(rows, "mentee_id bigint, mentor_id bigint, minutes double")
    program = ms.load_frames(pairings=table.drop("minutes"), sessions=table)
    found = ms.pair_table(program)[["mentee_id", "minutes"]].to_numpy().tolist()
    assert found == [["9007199254740993", 10], ["9007199254740992", 20]]


def test_a_type_that_stands_for_nothing_known_is_refused_by_name_in_spark(spark):
    table = spark.sql("select '1' mentee_id, '2' mentor_id, date'2024-01-01' minutes")
    with pytest.raises(TypeError, match="sessions: the column minutes is of type Date; expected a number"):
        of_pair(pd.DataFrame(), table)

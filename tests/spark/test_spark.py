"""Sessions in PySpark give what they give in pandas; run by ``make test-spark``, since Spark weighs half a gigabyte."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.simulate import simulate_frames
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
    assert "1 sessions have fewer than 0 minutes" in said
    assert "1 sessions do not say who met" in said
    assert "1 sessions have this unknown status" in said
    row = ms.pair_table(program).iloc[0]
    assert (row["sessions"], row["minutes"]) == (2, 30)


def test_small_tables_come_from_spark_as_well(spark):
    frames, _ = simulate_frames(seed=3, mentees=120)
    in_pandas = ms.load_frames(**frames, outcome="career_confidence")
    tables = {name: in_spark(spark, frames[name]) for name in ("people", "pairings", "surveys")}
    program = ms.load_frames(**tables, sessions=frames["sessions"], outcome="career_confidence")
    pd.testing.assert_frame_equal(ms.mentee_table(program), ms.mentee_table(in_pandas), check_dtype=False)

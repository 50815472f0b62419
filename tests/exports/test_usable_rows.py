from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.exports.usable_rows import first_of_line, usable_rows
from mentorstats.problems import Problems


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_repeat_others_are_those_that_pandas_finds_cell_by_cell(seed):
    rng = np.random.default_rng(seed)
    count = 40
    index = pd.MultiIndex.from_product([["a.csv"], range(2, count + 2)], names=["file", "line"])
    ids = pd.Series(rng.choice(["1", "2"], (count, 2)).tolist(), index=index)
    frame = pd.DataFrame({
        "mentee_id": ids.str[0].astype("category" if seed % 2 else "str"),
        "mentor_id": ids.str[1].astype("str"),
        "pairing_id": pd.Series(None, index=index, dtype="str"),
        "start_date": pd.Series(rng.choice(["2025-01-01", "2025-01-02", "NaT"], count).astype("M8[us]"), index=index),
        "sessions": pd.array(rng.choice([1, 2], count), dtype="Int64"),
        "hours": rng.choice([0.5, np.nan], count),
        "note": pd.Series(rng.choice(["x", "y"], count), index=index, dtype="str").where(rng.random(count) < 0.8),
    })  # fmt: skip
    slow = frame.duplicated().to_numpy()
    (kept,) = usable_rows([frame], "pairings", Problems())
    assert slow.any()
    pd.testing.assert_frame_equal(kept, frame[~slow])


def test_what_the_first_column_tells_apart_stays_apart_however_many_follow():
    """Numbers of rows grow 256 times a column here, and past 64 bits the first would be lost."""
    values = np.repeat(np.arange(255), 4)
    index = pd.MultiIndex.from_product([["a.csv"], range(len(values))], names=["file", "line"])
    frame = pd.DataFrame({f"column {n}": values for n in range(8)}, index=index)
    frame = frame.assign(person_id=np.tile(["1", "1", "2", "2"], 255), cohort=None)
    (kept,) = usable_rows([frame], "surveys", Problems())
    pd.testing.assert_frame_equal(kept, frame[::2])


@pytest.mark.parametrize("lines", [[2, 3, 5], [2, 2, 3], [3, 2, 3]])
@pytest.mark.parametrize("files", ["aaa", "aab", "bab"])
def test_the_first_row_of_each_line_is_the_one_that_pandas_finds(files, lines):
    index = pd.MultiIndex.from_arrays([list(files), lines], names=["file", "line"])
    assert first_of_line(index).tolist() == (~index.duplicated()).tolist()

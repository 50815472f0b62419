from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mentorstats.exports.load import load, load_frames
from mentorstats.program import Program


@pytest.fixture
def folder(tmp_path):
    """Write files into the folder of exports."""

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def blocking(program: Program) -> list[str]:
    return program.problems.loc[program.problems["severity"] == "blocking", "problem"].tolist()


def accounts(program: Program) -> dict[str, list[int]]:
    return {row[0]: list(row[2:5]) for row in program.files.itertuples(index=False)}


def pairs(**more: list) -> pd.DataFrame:
    return pd.DataFrame({"mentee_id": ["1", "2"], "mentor_id": ["7", "8"], **more})


def test_a_column_without_which_nothing_can_be_done_blocks_once_whatever_the_rows(folder):
    rows = "".join(f"{number},2025-01-01\n" for number in range(500))
    program = load(folder({"pairings.csv": "mentee_id,start_date\n" + rows}))
    assert blocking(program) == ["the column mentor_id is missing from the pairings; no row of the file is used"]
    assert len(program.problems) == 1
    assert accounts(program)["pairings.csv"] == [500, 0, 500]


def test_dates_that_cannot_be_told_apart_block_with_one_request(folder):
    text = "mentee_id,mentor_id,start_date\n1,7,03/04/2025\n2,7,05/04/2025\n"
    program = load(folder({"pairings.csv": text}))
    found = program.problems[program.problems["severity"] == "blocking"]
    assert found[["line", "column", "value"]].values.tolist() == [[2, "start_date", "03/04/2025"]]
    assert "day-month-year" in found["action"].iloc[0]
    assert program.pairings["start_date"].isna().all()
    settled = load(folder({"mentorstats.toml": '[dates]\norder = "day-month-year"'}))
    assert settled.pairings["start_date"].dt.month.tolist() == [4, 4]


def test_a_cell_that_does_not_fit_is_shown_with_its_line_and_counts_as_missing(folder):
    program = load(folder({"pairings.csv": "mentee_id,mentor_id,status,end_date\n1,7,activ,2025-02-30\n2,7,active,\n"}))
    found = program.problems.set_index("column")
    assert found["line"].tolist() == [2, 2]
    assert found.loc["end_date", "value"] == "2025-02-30"
    assert found.loc["status", "value"] == "activ"
    assert "(nearest: active)" in found.loc["status", "problem"]
    assert "[values.status]" in found.loc["status", "action"]
    assert program.pairings["status"].isna().tolist() == [True, False]


@pytest.mark.parametrize("word", ["closed early", "closed-early", "Closed_Early", "CLOSED EARLY"])
def test_a_status_is_known_however_it_is_written(folder, word):
    program = load(folder({"pairings.csv": f"mentee_id,mentor_id,status\n1,7,{word}\n"}))
    assert program.pairings["status"].tolist() == ["closed_early"]
    assert program.problems.empty


def test_a_column_that_is_not_known_keeps_the_type_it_has():
    program = load_frames(
        pairings=pairs(rating=[4.5, None], seen=pd.to_datetime(["2025-01-01"] * 2), note=[["x"], None])
    )
    kinds = program.pairings.dtypes.astype(str)
    assert kinds[["rating", "note"]].tolist() == ["float64", "str"]
    assert kinds["seen"].startswith("datetime64")

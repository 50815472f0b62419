"""No silent corruption: each case of the list gives the right cells or a reported problem."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from mentorstats.exports.load import load
from mentorstats.program import Program
from tests.corruptions import CASES, Case


def loaded(case: Case, folder) -> Program:
    for name, content in case.files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return load(folder)


def column(program: Program, name: str) -> list:
    table, _, header = name.partition(".")
    values = getattr(program, table)[header]
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype("object").where(values.notna(), None).tolist()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_corruption_is_read_rightly_or_reported(case, tmp_path):
    program = loaded(case, tmp_path)
    found = program.problems
    assert {name: column(program, name) for name in case.cells} == case.cells
    said = [" ".join(map(str, row)) for row in found[["value", "problem", "action"]].to_numpy()]
    assert not case.says or any(case.says in sentence for sentence in said), said
    assert (found["severity"] == "blocking").any() == case.blocked, said
    assert (program.files["used"] + program.files["set_aside"] == program.files["rows"]).all()


def test_the_list_is_long_and_every_case_can_fail():
    assert len(CASES) >= 40
    assert all(case.cells or case.says for case in CASES)
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []

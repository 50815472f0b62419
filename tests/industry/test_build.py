"""The committed table can be remade: the formula, the inputs and the command."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mentorstats.industry import build


def slow_similarity(counts: list[list[float]]) -> list[list[float]]:
    """The recipe written out with loops."""
    whole = [sum(column) for column in zip(*counts, strict=True)]
    rows = []
    for row in counts:
        quotient = [(n / sum(row)) / (w / sum(whole)) for n, w in zip(row, whole, strict=True)]
        root = [value**0.5 for value in quotient]
        length = sum(value**2 for value in root) ** 0.5
        rows.append([value / length for value in root])
    return [[sum(a * b for a, b in zip(x, y, strict=True)) for y in rows] for x in rows]


def test_the_similarity_is_the_cosine_of_square_root_location_quotients() -> None:
    counts = [[5.0, 1, 0, 3], [4, 2, 1, 0], [0, 0, 7, 1]]
    made = build.similarity_of(pd.DataFrame(counts, index=list("abc")))
    np.testing.assert_allclose(made, slow_similarity(counts))
    np.testing.assert_allclose(np.diag(made), 1)


def test_the_size_of_an_industry_does_not_matter_with_a_fixed_national_mix() -> None:
    counts = pd.DataFrame([[5.0, 1, 3], [4, 2, 1]], index=["a", "b"])
    national = pd.Series([100.0, 50, 70])
    larger = counts.mul([10, 1], axis=0)
    np.testing.assert_allclose(
        build.similarity_of(counts, national=national), build.similarity_of(larger, national=national)
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    matrix = pd.DataFrame(
        [
            ("111", "11-1", 5.0),
            ("111", "11-2", 2),
            ("522", "11-2", 4),
            ("541", "11-1", 3),
            ("551", "11-1", 9),
        ],
        columns=["naics3", "soc", "employment"],
    )
    split = pd.DataFrame(
        [("5411", "11-1", 2.0, 0.0), ("5412", "11-1", 1.5, 0.5), ("5412", "11-2", 1.0, 1.0)],
        columns=["naics4", "soc", "employment", "of_which_restored"],
    )
    matrix.to_csv(tmp_path / build.MATRIX, index=False)
    split.to_csv(tmp_path / build.SPLIT, index=False)
    return tmp_path


def test_professional_services_are_split_and_head_offices_left_out(folder: Path) -> None:
    staffing, national = build.staffing_from_folder(folder)
    assert staffing.index.tolist() == ["111", "522", "5411", "5412"]
    assert national.to_dict() == {"11-1": 8.5, "11-2": 7.0}


def test_the_command_writes_a_table_and_says_that_the_inputs_are_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "made.csv"
    assert build.main([str(folder), "--out", str(out)]) == 0
    assert pd.read_csv(out, dtype=str).columns.tolist() == ["a", "b", "similarity"]
    assert len(pd.read_csv(out)) == 6
    assert "another file than the recorded one" in capsys.readouterr().out


def test_checking_other_inputs_fails_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committed = (build.HERE / "similarity.csv").read_bytes()
    assert build.main([str(folder), "--check"]) == 1
    assert "largest difference from the committed table: inf" in capsys.readouterr().out
    assert (build.HERE / "similarity.csv").read_bytes() == committed


def test_checking_the_inputs_of_the_committed_table_passes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main([str(folder), "--out", str(folder / "similarity.csv")])
    monkeypatch.setattr(build, "HERE", folder)
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in build.INPUTS}
    monkeypatch.setattr(build, "INPUTS", sums)
    assert build.main([str(folder), "--check"]) == 0
    assert "largest difference from the committed table: 0.00000" in capsys.readouterr().out


def test_missing_inputs_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main([str(tmp_path), "--check"]) == 2
    assert build.MATRIX in capsys.readouterr().err
    assert build.main([str(tmp_path / "none.xlsx")]) == 2


def test_the_official_workbook_is_read_by_node_with_unpublished_cells_left_out(tmp_path: Path) -> None:
    path = tmp_path / "nat4d_M2018_dl.xlsx"
    rows = [
        ("541100", "23-1011", "detailed", 300),
        ("522100", "13-2072", "detailed", 200),
        ("522200", "13-2072", "detailed", 50),
        ("522100", "00-0000", "total", 900),
        ("721100", "37-2012", "detailed", "**"),
        ("721100", "43-4081", "detailed", 70),
        ("551100", "11-1011", "detailed", 70),
        ("999100", "11-1011", "detailed", 70),
    ]
    pd.DataFrame(rows, columns=["NAICS", "OCC_CODE", "O_GROUP", "TOT_EMP"]).to_excel(path, index=False)
    staffing, national = build.staffing_from_workbook(path)
    assert staffing.index.tolist() == ["522", "5411", "721"]
    assert staffing.loc["522", "13-2072"] == 250
    assert national.sum() == 620
    assert build.main([str(path), "--out", str(tmp_path / "made.csv")]) == 0


def test_a_workbook_with_other_columns_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    pd.DataFrame({"A": [1]}).to_excel(path, index=False)
    with pytest.raises(ValueError, match=r"other\.xlsx: expected the columns NAICS"):
        build.staffing_from_workbook(path)

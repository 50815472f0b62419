"""Remakes ``similarity.csv`` from public-domain counts of who works where.

An occupation's share in an industry over its share in the whole economy is its location quotient.  Two
industries are as similar as the cosine of the square roots of their quotients, occupation by occupation.
The input is a folder with the National Employment Matrix of the U.S. Bureau of Labor Statistics (BLS) as CSV
and its professional services split in nine, or the workbook “National industry-specific, 4-digit NAICS” of
the BLS Occupational Employment and Wage Statistics (``nat4d_M20YY_dl.xlsx``).

    python -m mentorstats.industry.build INPUT [--check] [--out similarity.csv]
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from mentorstats.industry.nodes import HERE, nodes
from mentorstats.outputs import Output, write_outputs

__all__ = ["INPUTS", "main", "pairs", "similarity_of", "staffing_from_folder", "staffing_from_workbook"]

MATRIX = "bls_national_employment_matrix_2018.csv"
SPLIT = "541_split.csv"
# SHA-256 of the input files that the committed table was made from.
INPUTS = {
    MATRIX: "e20606e14754b37229e00b2676ca293f00344d5c7435e513a593ef494b725bc7",
    SPLIT: "898922ceec2ae4c5ca9c258e07c24c567135304b4e5f09351bf8e5c49810052e",
}
TOLERANCE = 1e-4


def similarity_of(staffing: pd.DataFrame, *, national: pd.Series | None = None) -> pd.DataFrame:
    """Cosine of square-root location quotients between the rows of ``staffing``.

    ``staffing`` holds employment, one row an industry and one column an occupation; ``national`` is each
    occupation's employment in the whole economy (default: the sum of the rows).  Returns a square table.

    >>> staffing = pd.DataFrame({"cook": [9.0, 18, 0], "clerk": [1.0, 2, 5]}, index=["a", "b", "c"])
    >>> similarity_of(staffing).round(2).values.tolist()[0]
    [1.0, 1.0, 0.52]
    """
    counts = staffing.to_numpy(dtype=float)
    total = counts.sum(axis=0) if national is None else national.reindex(staffing.columns).to_numpy(dtype=float)
    used = total > 0
    share = counts[:, used] / counts.sum(axis=1, keepdims=True)
    roots = np.sqrt(share / (total[used] / total.sum()))
    roots /= np.linalg.norm(roots, axis=1, keepdims=True)
    return pd.DataFrame(roots @ roots.T, index=staffing.index, columns=staffing.index)


def pairs(table: pd.DataFrame) -> pd.DataFrame:
    """A square table as one row a pair: a, b, similarity."""
    i, j = np.triu_indices(len(table), 1)
    codes = table.index.to_numpy()
    return pd.DataFrame({"a": codes[i], "b": codes[j], "similarity": table.to_numpy()[i, j].round(5)})


def staffing_from_folder(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Employment by node and occupation, and by occupation in the whole, from the two CSV files."""
    cells = pd.read_csv(folder / MATRIX, dtype={"naics3": str})
    matrix = cells.pivot_table(index="naics3", columns="soc", values="employment", aggfunc="sum", fill_value=0.0)
    matrix = matrix.drop(index="551")
    groups = pd.read_csv(folder / SPLIT, dtype={"naics4": str})
    split = groups.pivot_table(index="naics4", columns="soc", values="employment", aggfunc="sum")
    split = split.reindex(columns=matrix.columns).fillna(0.0)
    restored = groups.groupby("soc")["of_which_restored"].sum().reindex(matrix.columns).fillna(0.0)
    return pd.concat([matrix.drop(index="541"), split]), matrix.sum() + restored


def staffing_from_workbook(path: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Employment by node and occupation from the official four-digit workbook; unpublished cells count as none."""
    cells = pd.read_excel(path, dtype=str)
    cells.columns = [str(name).strip().upper() for name in cells.columns]
    group = next((name for name in ("O_GROUP", "OCC_GROUP", "OCC_GRP") if name in cells), None)
    if group is None or not {"NAICS", "OCC_CODE", "TOT_EMP"} <= set(cells.columns):
        raise ValueError(f"{path.name}: expected the columns NAICS, OCC_CODE, O_GROUP and TOT_EMP.")
    cells = cells[cells[group].str.strip().str.lower() == "detailed"]
    cells = cells.assign(
        code=cells["NAICS"].map(_node_of), employment=pd.to_numeric(cells["TOT_EMP"], errors="coerce")
    ).dropna(subset=["code", "employment"])
    staffing = cells.pivot_table(index="code", columns="OCC_CODE", values="employment", aggfunc="sum", fill_value=0.0)
    return staffing, staffing.sum()


def _node_of(naics: str) -> str | None:
    """The node of a workbook's industry code (``541100`` → ``5411``, ``522100`` → ``522``)."""
    digits = str(naics).strip()
    code = digits[:4] if digits.startswith("541") else digits[:3]
    node = nodes().get(code)
    return None if node is None or node.is_sector or code == "551" else code


def _inputs_changed(folder: Path) -> list[str]:
    """One sentence for each input that is not the one the committed table was made from."""
    changed = []
    for name, expected in INPUTS.items():
        checksum = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if checksum != expected:
            changed.append(f"{name} is another file than the recorded one (SHA-256 {checksum}).")
    return changed


def _difference(made: pd.DataFrame, committed: pd.DataFrame) -> float:
    """The largest difference between two tables of pairs; infinite when their pairs are not the same."""
    both = made.merge(committed, on=["a", "b"], how="outer", suffixes=("", "_committed"))
    gap = (both["similarity"] - both["similarity_committed"]).abs()
    return float("inf") if gap.isna().any() else float(gap.max())


def main(argv: Sequence[str] | None = None) -> int:
    """Remake the table, or with ``--check`` compare with the committed one; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mentorstats.industry.build")
    parser.add_argument("input", type=Path, help="folder with the two CSV files, or the official workbook")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the committed table")
    parser.add_argument("--out", type=Path, default=HERE / "similarity.csv", help="file to write")
    options = parser.parse_args(argv)
    folder = options.input.is_dir()
    missing = [name for name in INPUTS if folder and not (options.input / name).is_file()]
    if missing or not options.input.exists():
        print(
            f"{options.input}: not found: {', '.join(missing) or 'the folder or workbook itself'}",
            file=sys.stderr,
        )
        return 2
    staffing, national = (staffing_from_folder if folder else staffing_from_workbook)(options.input)
    made = pairs(similarity_of(staffing, national=national))
    changed = _inputs_changed(options.input) if folder else ["The workbook has no recorded checksum."]
    print("\n".join([*changed, f"{len(staffing)} industries, {len(made)} pairs"]))
    if not options.check:
        text = made.to_csv(index=False, float_format="%.5f", lineterminator="\n")
        write_outputs([Output(options.out, text.encode())], overwrite=True)
        print(f"wrote {options.out}")
        return 0
    committed = pd.read_csv(HERE / "similarity.csv", dtype={"a": str, "b": str})
    gap = _difference(made, committed)
    print(f"largest difference from the committed table: {gap:.5f}")
    return 0 if gap <= TOLERANCE and not (folder and changed) else 1


if __name__ == "__main__":
    sys.exit(main())

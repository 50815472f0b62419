"""VALIDATION.md from the table of results: the words of ``page.md`` with the tables in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from string import Template

import pandas as pd

from tests.validation.causes import CAUSES
from tests.validation.methods import MODEL, SHUFFLED
from tests.validation.outcomes import BEFORE, CONTRASTS, EFFECTS
from tests.validation.rivals import MENTEE_HC2, MENTEE_SHUFFLED, PAIR_OLS, PAIR_T
from tests.validation.summary import ATTRITION, ERRORS, judged

PROGRAM, CELL = ["world", "n", "load"], ["world", "n", "load", "outcome", "icc"]
PROGRAM_HEAD = ["kind of program", "mentees", "load"]
CELL_HEAD = [*PROGRAM_HEAD, "outcome", "ICC"]
METHODS = (MODEL, SHUFFLED, PAIR_T, PAIR_OLS, MENTEE_HC2, MENTEE_SHUFFLED)
NUMBERS = {"rejected %": "found by mistake", "covered %": "covered", "bias % of SE": "bias"}
# Reasons for doubt that fewer of a hundred claims have are not listed.
REASON = 10
MARKS = {"near": "*", "missed": "**"}


def page(results: pd.DataFrame, explored: pd.DataFrame, *, claimed: pd.DataFrame, certainty: pd.DataFrame) -> str:
    """The whole page from the tidy table of results, that of what exploring found by luck, and those of claims."""
    verdicts = judged(results)
    template = Template((Path(__file__).parent / "page.md").read_text(encoding="utf-8"))
    planted, null = results[results["effect"]], results[~results["effect"]]
    return template.substitute(
        found=_found(verdicts), failed=_failed(verdicts), attrition=_attrition(results), before=BEFORE, **EFFECTS,
        rivals_adjacency=_rivals(null, "adjacent - same"), rivals_number=_rivals(null, "2+ - 1"), **_run(results),
        mistakes=_cells(null, verdicts, "rejected %"), covered=_cells(planted, verdicts, "covered %"),
        bias=_cells(planted, verdicts, "bias % of SE"), power=_power(planted), explored=_explored(explored),
        claims=_claims(claimed), certainty=_certainty(certainty),
        marks="The last columns are the largest error of the row, and the largest share of programs without an answer.",
    )  # fmt: skip


def _found(verdicts: pd.DataFrame) -> str:
    rows = []
    for number, name in NUMBERS.items():
        own = verdicts[verdicts["number"] == number]
        counts = [int((own["verdict"] == verdict).sum()) for verdict in ("kept", "near", "missed")]
        low, middle, high = own["value"].quantile([0.025, 0.5, 0.975])
        rows.append([name, len(own), *counts, f"{middle:.1f}", f"{low:.1f} to {high:.1f}"])
    return _table(["", "numbers", "kept", "*near*", "**missed**", "median, %", "95 in 100 of them lie in, %"], rows)


def _failed(verdicts: pd.DataFrame) -> str:
    missed = verdicts[verdicts["verdict"] == "missed"].to_dict("records")
    head = [*CELL_HEAD, "planted", "contrast", "number", "found", "±"]
    parts = []
    for cause in CAUSES:
        own = [row for row in missed if cause.fits(row)]
        rows = [
            [*(row[name] for name in CELL), "yes" if row["effect"] else "no", f"`{row['contrast']}`",
             NUMBERS[row["number"]], _number(row["value"]), _number(row["error"])]
            for row in own
        ]  # fmt: skip
        parts.append(
            f"**{cause.title}** ({len(own)} of {len(missed)} numbers missed). {cause.text}\n\n{_table(head, rows)}"
        )
    return "\n\n".join(parts) or "Nothing was missed."


def _attrition(results: pd.DataFrame) -> str:
    """The world that nothing is promised of, beside the plain one; outcomes taken together."""
    rows = []
    for world in ("plain", ATTRITION):
        same = (
            (results["n"] == 240) & (results["load"] == 8) & (results["icc"] == 0.3) & (results["outcome"] != "normal")
        )
        own = results[same & (results["world"] == world) & (results["method"] == MODEL)]
        for contrast in CONTRASTS:
            cells = own[own["contrast"] == contrast].groupby("effect")[list(NUMBERS)].mean()
            numbers = [cells.loc[False, "rejected %"], *cells.loc[True, ["covered %", "bias % of SE"]]]
            rows.append([world, f"`{contrast}`", *map(_number, numbers)])
    return _table(["kind of program", "contrast", "found by mistake", "covered", "bias"], rows)


def _rivals(null: pd.DataFrame, contrast: str) -> str:
    """Mistakes of all methods, outcomes taken together."""
    own = null[(null["icc"] == 0.3) & (null["contrast"] == contrast)]
    rows = []
    for _, program in own.groupby(PROGRAM, sort=False):
        means = program.groupby("method")["rejected %"].mean()
        rows.append([*_first(program, PROGRAM), *(_number(means.get(method, float("nan"))) for method in METHODS)])
    return _table([*PROGRAM_HEAD, *METHODS], rows)


def _explored(explored: pd.DataFrame) -> str:
    rows = [
        [row["programs"], f"{row['runs']:,}", *(_number(row[name]) for name in explored.columns[2:])]
        for row in explored.to_dict("records")
    ]
    return _table(["programs", "how many", "false discovery rate, %", "±", "planted ones found, %"], rows)


def _claims(claimed: pd.DataFrame) -> str:
    """How often an answer claims anything where nothing is, and the least of its coverages."""
    covered = [name for name in claimed if name.endswith("covered %")]
    rows = [
        [row["world"], row["mentees"], row["half"], f"`{row['question']}`", f"{row['programs']:,}",
         _number(row["any claim %"]), _number(row["± (any claim)"]), _number(pd.Series(row)[covered].dropna().min())]
        for row in claimed.to_dict("records")
    ]  # fmt: skip
    head = ["kind of program", "mentees", "rules were", "answer", "programs", "any claim, %", "±", "least covered, %"]
    return _table(head, rows)


def _certainty(certainty: pd.DataFrame) -> str:
    """How often a claim is called low, and why."""
    doubts = [name for name in certainty if name.endswith(" %") and name != "low %"]
    rows = []
    for row in certainty[certainty["claims"] > 0].to_dict("records"):
        often = sorted((name for name in doubts if row[name] >= REASON), key=lambda name, row=row: -row[name])
        reasons = ", ".join(f"{name.removesuffix(' %')} {row[name]:.0f}" for name in often)
        rows.append([row["world"], row["mentees"], row["half"], f"`{row['question']}`", row["programs"], row["claims"],
                     _number(row["low %"]), _number(row["± (low)"]), reasons])  # fmt: skip
    head = ["kind of program", "mentees", "rules were", "answer", "programs", "with a claim", "low, %", "±",
            "reasons, % of the claims"]  # fmt: skip
    return _table(head, rows)


def _run(results: pd.DataFrame) -> dict[str, str]:
    """How many cells, programs and mentees, and a table of the programs."""
    model = results[results["method"] == MODEL].drop_duplicates(PROGRAM)
    rows = [[*(row[name] for name in PROGRAM), f"{row['runs']:,}", row["seeds"]] for row in model.to_dict("records")]
    return {
        "cells": str(len(results.drop_duplicates([*CELL, "effect"]))),
        "programs": f"{model['runs'].sum():,}",
        "mentees": f"{(model['runs'] * model['n']).sum():,}",
        "run": _table([*PROGRAM_HEAD, "programs", "seeds"], rows),
    }


def _power(planted: pd.DataFrame) -> str:
    rows = [
        [*_first(cell, CELL), *_by_contrast(cell, lambda row: f"{row['rejected %']:.0f} ({row['truth']:.2f})")]
        for _, cell in planted[planted["method"] == MODEL].groupby(CELL, sort=False)
    ]
    return _table([*CELL_HEAD, *CONTRASTS], rows)


def _cells(results: pd.DataFrame, verdicts: pd.DataFrame, number: str) -> str:
    """A row a cell, a column a contrast; near ones slanted, missed ones bold."""
    own = verdicts[verdicts["number"] == number]
    told = own.set_index([*CELL, "effect", "contrast"])["verdict"].to_dict()

    def marked(row: pd.Series) -> str:
        mark = MARKS.get(told.get(tuple(row[[*CELL, "effect", "contrast"]]), ""), "")
        return f"{mark}{_number(row[number])}{mark}"

    rows = []
    for _, cell in results[results["method"] == MODEL].groupby(CELL, sort=False):
        cell = cell[cell["contrast"].isin(CONTRASTS)]
        most = [_number(float(cell[name].max())) for name in (ERRORS[number], "refused %")]
        rows.append([*_first(cell, CELL), *_by_contrast(cell, marked), *most])
    return _table([*CELL_HEAD, *CONTRASTS, "±", "no answer, %"], rows)


def _by_contrast(cell: pd.DataFrame, shown: Callable[[pd.Series], str]) -> list[str]:
    rows = {str(row["contrast"]): row for _, row in cell.iterrows()}
    return [shown(rows[name]) for name in CONTRASTS]


def _first(rows: pd.DataFrame, names: Sequence[str]) -> list[object]:
    return [rows[name].iloc[0] for name in names]


def _number(value: float) -> str:
    return "–" if value != value else f"{value:.1f}"


def _table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)

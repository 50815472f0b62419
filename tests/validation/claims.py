"""How often an answer claims something, and how certain it says it is, in worlds where the truth is known.

    python -m tests.validation.claims --runs 2000 --publish

Each program is asked both questions past its tables (see ``tables.py``), by the package's own model, verdicts and
certainty.  Blocks of programs are kept as they are done, worlds taking turns, so that a run that is stopped goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from mentorstats.industry import Industries
from mentorstats.program import Program
from mentorstats.questions.certainty.evidence import gather_evidence
from mentorstats.questions.certainty.grade import MAJOR, OTHERS, grade
from mentorstats.questions.contrasts import QUESTIONS, Question
from mentorstats.questions.model import QuestionModel, fit_participations
from mentorstats.questions.primary import primary_results
from mentorstats.schema.settings import Settings
from mentorstats.tables.mentees import Participations
from tests.validation.claim_worlds import CERTAINTY_WORLDS, NULL_WORLDS, REPORTED, SETTLED, ClaimWorld, make
from tests.validation.tables import participations_of

BLOCK, PERMUTATIONS = 50, 499
WORLD = ["world", "mentees", "half"]
FOLDER = Path(__file__).parent
DOUBTS = (*MAJOR, *OTHERS)


def program_of(claim: ClaimWorld, seed: int) -> tuple[Program, Participations]:
    """One program of a world, with no tables but its people, and its participations with their outcome."""
    made = make(claim, seed)
    participations = participations_of(made.drawn)
    table = participations.table.assign(final=np.where(made.drawn.missing, np.nan, made.final))
    people = pd.DataFrame({"person_id": table["mentee_id"]})
    if (made.site != "").any():
        people["site"] = made.site.astype(str)
    if claim.group_id:
        table["group_id"] = pd.array(made.site.astype(str), dtype="str")
    empty = pd.DataFrame()
    program = Program(people, empty, empty, empty, (), empty, Settings(), _industries(), "made up")
    return program, replace(participations, table=table)


@cache
def _industries() -> Industries:
    return Industries.standard()


def answers(claim: ClaimWorld, seed: int, *, certainty: bool) -> Iterator[dict[str, object]]:
    """What each answer about one program claims; with ``certainty`` the grade of a claim and each doubt about it."""
    program, participations = program_of(claim, seed)
    for question in QUESTIONS.values():
        model = fit_participations(program, question, participations)
        key = {"world": claim.name, "mentees": claim.world.mentees, "half": claim.half, "question": question.name}
        yield key | {"seed": seed} | _claims(model, question, certainty=certainty)


def _claims(model: QuestionModel, question: Question, *, certainty: bool) -> dict[str, object]:
    if model.fit is None:
        return {"claims": np.nan}
    primary = primary_results(model)
    best = primary.best is not None and primary.best.verdict.is_claim
    row: dict[str, object] = {"claims": len(primary.claims) + best}
    row["joint p"] = np.nan if primary.joint is None else primary.joint.p_value
    for result in primary.contrasts:
        row |= {f"p {result.contrast}": result.p_value, f"se {result.contrast}": result.std_error}
    if certainty and primary.claims:
        evidence = gather_evidence(model, primary.contrasts, permutations=PERMUTATIONS)
        concerning = evidence.concerning({result.contrast for result in primary.claims})
        row["grade"] = grade(concerning).grade
        row |= {f"doubt {doubt.name}": doubt.holds(concerning) for doubt in DOUBTS}
    return row


def run(path: Path, worlds: tuple[ClaimWorld, ...], *, runs: int, certainty: bool) -> None:
    """Ask programs of every world until each has so many, or all of its own, a block at a time."""
    path.mkdir(parents=True, exist_ok=True)
    for first in range(0, max(min(runs, claim.runs) for claim in worlds), BLOCK):
        for claim in worlds:
            last = min(first + BLOCK, runs, claim.runs)
            done = path / f"{claim.name}, {claim.world.mentees} mentees, {first} to {last}.csv"
            if first >= last or done.exists():
                continue
            rows = [row for seed in range(first, last) for row in answers(claim, seed, certainty=certainty)]
            unfinished = done.with_suffix(".part")
            pd.DataFrame(rows).to_csv(unfinished, index=False, lineterminator="\n")
            unfinished.replace(done)


def blocks(path: Path) -> pd.DataFrame:
    """All blocks that are done, each program once."""
    table = pd.concat([pd.read_csv(block) for block in sorted(path.glob("*.csv"))], ignore_index=True)
    return table.drop_duplicates([*WORLD, "question", "seed"])


def rates(table: pd.DataFrame, worlds: tuple[ClaimWorld, ...] = NULL_WORLDS) -> pd.DataFrame:
    """The share of answers with any claim, and of intervals that hold the truth, in percent.

    ± is the Monte Carlo standard error of the number before it.  Programs that cannot be answered are counted apart.
    """
    rows = []
    for claim, question, asked in _answers_by_world(table, worlds):
        answered = asked[asked["claims"].notna()]
        row = {"programs": len(asked), "no answer": len(asked) - len(answered)}
        row |= _share("any claim %", answered["claims"] > 0)
        for contrast in QUESTIONS[question].contrasts:
            p_value = answered[f"p {contrast.name}"].dropna()
            row |= _share(f"{contrast.name} covered %", p_value >= 0.05)
        rows.append(_key(claim, question) | row)
    return pd.DataFrame(rows)


def grades(table: pd.DataFrame, worlds: tuple[ClaimWorld, ...] = CERTAINTY_WORLDS) -> pd.DataFrame:
    """Of the answers with a claim, the share of low grades and of each doubt, in percent."""
    rows = []
    for claim, question, asked in _answers_by_world(table, worlds):
        claimed = asked[asked["grade"].notna()] if "grade" in asked else asked.iloc[:0]
        row = {"promised": claim.promised, "programs": len(asked), "claims": len(claimed)}
        row |= _share("low %", claimed["grade"] == "low") if len(claimed) else {}
        row |= {f"{d.name} %": round(100 * float((claimed[f"doubt {d.name}"] == True).mean()), 1)  # noqa: E712
                for d in DOUBTS if len(claimed)}  # fmt: skip
        rows.append(_key(claim, question) | row)
    return pd.DataFrame(rows)


def _answers_by_world(
    table: pd.DataFrame, worlds: tuple[ClaimWorld, ...]
) -> Iterator[tuple[ClaimWorld, str, pd.DataFrame]]:
    for claim in worlds:
        of_world = table[(table["world"] == claim.name) & (table["mentees"] == claim.world.mentees)]
        for question in QUESTIONS:
            asked = of_world[of_world["question"] == question]
            if len(asked):
                yield claim, question, asked


def _key(claim: ClaimWorld, question: str) -> dict[str, object]:
    return {"world": claim.name, "mentees": claim.world.mentees, "half": claim.half, "question": question}


def _share(name: str, holds: pd.Series) -> dict[str, float]:
    share = float(holds.mean())
    error = np.sqrt(share * (1.0 - share) / len(holds)) if len(holds) else np.nan
    return {name: round(100 * share, 2), f"± ({name.removesuffix(' %')})": round(100 * error, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.validation.claims", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="programs of each world, where it has more")
    parser.add_argument("--out", type=Path, default=Path("out/validation"), help="folder of the blocks that are done")
    parser.add_argument("--half", choices=[SETTLED, REPORTED], help="only these worlds")
    parser.add_argument("--publish", action="store_true", help="replace the committed results")
    options = parser.parse_args()
    for name, worlds, summary in (("claims", NULL_WORLDS, rates), ("certainty", CERTAINTY_WORLDS, grades)):
        chosen = tuple(claim for claim in worlds if options.half in (None, claim.half))
        run(options.out / name, chosen, runs=options.runs, certainty=name == "certainty")
        table = summary(blocks(options.out / name))
        print(table.to_string(index=False))
        folder = FOLDER if options.publish else options.out
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()

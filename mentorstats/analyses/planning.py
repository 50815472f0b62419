"""How many mentees and mentors the next cohort needs to see a difference of a given size.

The plan repeats the design of the program: its mentees are drawn again, with their matches, shared mentors and
baselines, until there are as many as planned.  The precision of a contrast in such a program follows from this design
and from the variances of mentors and mentees here; no outcome is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import OutcomeScale, TextResult, count_noun
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.equivalence import detectable, power_of
from mentorstats.program import Program
from mentorstats.questions.contrasts import NUMBER, Question, question_named
from mentorstats.questions.model import QuestionModel, fit_question
from mentorstats.questions.spread import row_variances
from mentorstats.rounding import up_to_tens
from mentorstats.sharing import describe

__all__ = ["Plan", "plan"]

MULTIPLES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


@dataclass(frozen=True, eq=False, repr=False)
class Plan(TextResult):
    """What programs of several sizes would see.

    ``table`` has mentees, mentors, power (the chance to notice ``effect``) and detectable (the smallest difference
    that is noticed four times out of five), in the outcome's unit; ``text`` says it in words.
    """

    contrast: str
    effect: float
    unit: str
    table: pd.DataFrame
    text: str


def plan(
    program: Program, *, question: Question | str = NUMBER, contrast: str | None = None, outcome: str | None = None,
    effect: float | None = None, power: float = 0.8, mentees: Sequence[int] | None = None, seed: int = 1,
) -> Plan:  # fmt: skip
    """Say how large the next program has to be to notice ``effect`` with this ``power``.

    ``effect`` is in the outcome's unit, else the smallest that matters; ``mentees`` are the sizes to look at, else
    half of the present number, rounded up to tens, to eight times as many.  New mentees share new mentors as the
    present ones share theirs.  ``UnusableExports`` if the model of this program cannot be fitted; ``ValueError`` for a
    wrong option.

    >>> from mentorstats.simulation.simulate import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=120)
    >>> plan(program, effect=0.3, mentees=[100, 400]).table.columns.tolist()
    ['mentees', 'mentors', 'power', 'detectable']
    """
    question = question_named(question)
    if not 0.05 < power < 1:
        raise PlainError(f"power must be above 0.05 and below 1, not {power}")
    model = fit_question(program, question, outcome=outcome)
    contrast = question.contrasts[0].name if contrast is None else contrast
    if contrast not in model.contrasts:
        raise PlainError(f"contrast is {contrast!r}; expected {', '.join(model.contrasts)}")
    weights = model.weights(model.contrasts[contrast])
    if weights is None:
        raise UnusableExports(f"a plan needs a program that can be compared: {model.refusal or 'a side has too few'}")
    effect = model.scale.smallest_effect if effect is None else effect
    if not effect > 0:
        raise PlainError(f"effect must be above 0, not {effect}")
    present = up_to_tens(len(model.comparison.rows))
    sizes = [round(present * times) for times in MULTIPLES] if mentees is None else list(mentees)
    table = pd.DataFrame([_size(model, weights, size, effect, seed) for size in sorted(sizes)])
    needed = _enough(model, weights, effect, power, table, seed)
    enough = _size(model, weights, needed, effect, seed) if needed else None
    text = _text(
        model.rows_in_words, enough, {str(k): float(v) for k, v in table.iloc[-1].items()}, model.scale, effect, power
    )
    return Plan(contrast, effect, model.scale.unit, _described(model, table), text)


def _described(model: QuestionModel, table: pd.DataFrame) -> pd.DataFrame:
    columns = {"mentees": "plan", "mentors": "plan", "power": "chance", "detectable": "estimate"}
    return describe(table, columns, rounding=model.rounding, steps=model.steps)


def _size(model: QuestionModel, weights: np.ndarray, rows: int, effect: float, seed: int) -> dict[str, float]:
    """The power and the smallest detectable difference of a program with ``rows`` mentees."""
    if rows < 2 * model.comparison.design.shape[1]:
        raise PlainError(f"{rows} mentees are too few for this model; its design needs more than twice its columns")
    design, memberships, residuals, mentors = _enlarged(model, rows, np.random.default_rng(seed))
    std_error = _expected_error(model, design, memberships, residuals, weights)
    df = _expected_df(model, weights, rows)
    return {
        "mentees": rows, "mentors": mentors, "power": power_of(effect, std_error, df),
        "detectable": detectable(std_error, df),
    }  # fmt: skip


def _enlarged(
    model: QuestionModel, rows: int, rng: np.random.Generator
) -> tuple[np.ndarray, list[sparse.csr_array], np.ndarray, int]:
    """Whole copies of the program, each with new mentors, and a random part of one more copy.

    The design, the memberships, the residual variance of each row and the number of mentors.
    """
    present = len(model.comparison.rows)
    copies, rest = divmod(rows, present)
    # A part of a program is some of its mentors with all their mentees, so that mentors are shared as much as here.
    belongs = sparse.csr_array(model.comparison.memberships["mentor"])
    by_mentor = np.argsort(rng.permutation(belongs.shape[1])[belongs.argmax(axis=1).ravel()], kind="stable")
    parts = [np.arange(present)] * copies + ([np.sort(by_mentor[:rest])] if rest else [])
    copied = np.concatenate(parts)
    design = model.comparison.design.to_numpy(dtype=float)[copied]
    memberships = [
        sparse.csr_array(sparse.block_diag([sparse.csr_array(w)[part] for part in parts], format="csr"))
        for w in model.memberships.values()
    ]
    mentors = sparse.block_diag([belongs[part] for part in parts])
    return design, memberships, row_variances(model.fitted)[copied], int((mentors.sum(axis=0) > 0).sum())


def _expected_error(
    model: QuestionModel, design: np.ndarray, memberships: list[sparse.csr_array], residuals: np.ndarray,
    weights: np.ndarray,
) -> float:  # fmt: skip
    """The standard error of the contrast, with the variances of this program, by Woodbury's identity."""
    variances, scale = model.fitted.variances, sparse.diags_array(1.0 / np.sqrt(residuals))
    scaled = [np.sqrt(variances[name]) * (scale @ w) for name, w in zip(model.memberships, memberships, strict=True)]
    columns = pd.DataFrame(design, columns=model.comparison.design.columns)
    dependent = set(dependent_columns(columns))
    kept = [place for place, name in enumerate(columns) if name not in dependent]
    x = scale @ design[:, kept]
    information = x.T @ x
    if scaled:
        z = sparse.hstack(scaled, format="csc")
        inner = sparse.eye_array(z.shape[1], format="csc") + z.T @ z
        through = z.T @ x
        information = information - through.T @ sparse.linalg.spsolve(inner.tocsc(), through)
    contrast = weights[kept]
    return float(np.sqrt(contrast @ np.linalg.solve(information, contrast)))


def _expected_df(model: QuestionModel, weights: np.ndarray, rows: int) -> float:
    """Degrees of freedom grow with the rows; the columns of the adjustment stay the same."""
    present, columns = len(model.comparison.rows), model.comparison.design.shape[1]
    now = float(model.fitted.contrast(weights)["df"])
    return max(now * (rows - columns) / (present - columns), 1.0)


def _enough(
    model: QuestionModel, weights: np.ndarray, effect: float, power: float, table: pd.DataFrame, seed: int
) -> int:
    """The number of mentees, to the next ten, between two of the table at which the power is reached; 0 if none is."""
    reached = table.index[table["power"] >= power]
    if reached.empty:
        return 0
    sizes = table["mentees"].astype(int).tolist()
    place = int(reached[0])
    high, low = sizes[place], sizes[max(place - 1, 0)]
    while high - low > 10:
        middle = (low + high) // 20 * 10
        enough = _size(model, weights, middle, effect, seed)["power"] >= power
        low, high = (low, middle) if enough else (middle, high)
    return high


def _text(
    present: str, enough: dict[str, float] | None, largest: dict, scale: OutcomeScale, effect: float, power: float
) -> str:
    often = f"{100 * power:.0f} % of such programs"
    size = f"a true difference of {replace(scale, smallest_effect=effect).smallest} {scale.unit} in {scale.outcome}"
    now = f"This program compares {present}."
    size_row = largest if enough is None else enough
    people = " and ".join(count_noun(up_to_tens(size_row[f"{side}s"]), side) for side in ("mentee", "mentor"))
    if enough is None:
        short = f"fewer than {often} would notice {size} ({100 * size_row['power']:.0f} %)"
        return f"{now} Even with {people}, {short}: ask for a larger difference, or plan for more."
    return f"{now} With about {people}, matched as they are here, {often} would notice {size}."

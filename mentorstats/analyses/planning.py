"""How many mentees and mentors the next cohort needs to see a difference of a given size.

The plan repeats the program: its mentees are drawn again, with the matches, shared mentors and starting points that
they have, until there are as many as planned.  What such a program would know about a contrast follows from its
design and from how much mentors and mentees differ here; no outcome is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import InWords, Scale, counted
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.equivalence import detectable, power_of
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import Asked, ask

__all__ = ["Plan", "plan"]

MULTIPLES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
FIRST = {ADJACENCY: "adjacent - same", NUMBER: "2+ - 1"}


@dataclass(frozen=True, eq=False, repr=False)
class Plan(InWords):
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
    program: Program, *, question: str = NUMBER, contrast: str | None = None, outcome: str | None = None,
    effect: float | None = None, power: float = 0.8, mentees: Sequence[int] | None = None, seed: int = 1,
) -> Plan:  # fmt: skip
    """Say how large the next program has to be to notice ``effect`` with this ``power``.

    ``effect`` is in the outcome's unit, else the smallest that matters; ``mentees`` are the sizes to look at, else
    half of the present one to eight times as many.  New mentees share new mentors as the present ones share theirs.
    ``UnusableExports`` where this program's own model cannot be fitted; ``ValueError`` for a wrong option.

    >>> from mentorstats.simulation.simulate import simulate_program
    >>> program, _ = simulate_program(seed=1, mentees=120)
    >>> plan(program, effect=0.3, mentees=[100, 400]).table.columns.tolist()
    ['mentees', 'mentors', 'power', 'detectable']
    """
    if question not in FIRST:
        raise PlainError(f"question is {question!r}; expected {' or '.join(FIRST)}")
    if not 0.05 < power < 1:
        raise PlainError(f"power must be above 0.05 and below 1, not {power}")
    asked = ask(program, question, outcome=outcome)
    name = FIRST[question] if contrast is None else contrast
    if name not in asked.contrasts:
        raise PlainError(f"contrast is {name!r}; expected {', '.join(asked.contrasts)}")
    weights = asked.weights(asked.contrasts[name])
    if weights is None:
        raise UnusableExports(f"a plan needs a program that can be compared: {asked.refusal or 'a side has too few'}")
    wanted = asked.scale.smallest_effect if effect is None else effect
    if not wanted > 0:
        raise PlainError(f"effect must be above 0, not {wanted}")
    compared = asked.told.mentees if asked.told.rounded else len(asked.comparison.rows)
    sizes = [round(compared * times) for times in MULTIPLES] if mentees is None else list(mentees)
    table = pd.DataFrame([_size(asked, weights, size, wanted, seed) for size in sorted(sizes)])
    needed = _enough(asked, weights, wanted, power, table, seed)
    enough = _size(asked, weights, needed, wanted, seed) if needed else None
    text = _text(
        asked.told_rows, enough, {str(k): float(v) for k, v in table.iloc[-1].items()}, asked.scale, wanted, power
    )
    return Plan(name, wanted, asked.scale.unit, table, text)


def _size(asked: Asked, weights: np.ndarray, rows: int, effect: float, seed: int) -> dict[str, float]:
    """What a program of so many rows would see."""
    if rows < 2 * asked.comparison.design.shape[1]:
        raise PlainError(f"{rows} mentees are too few for this model; its design needs more than twice its columns")
    design, memberships, mentors = _enlarged(asked, rows, np.random.default_rng(seed))
    std_error = _expected_error(asked, design, memberships, weights)
    df = _expected_df(asked, weights, rows)
    return {
        "mentees": rows, "mentors": mentors, "power": power_of(effect, std_error, df),
        "detectable": detectable(std_error, df),
    }  # fmt: skip


def _enlarged(asked: Asked, rows: int, rng: np.random.Generator) -> tuple[np.ndarray, list[sparse.csr_array], int]:
    """Whole copies of the program, mentors of their own in each, and a random part of one more."""
    present = len(asked.comparison.rows)
    copies, rest = divmod(rows, present)
    # A part of a program is some of its mentors with all their mentees, so that mentors are shared as much as here.
    belongs = sparse.csr_array(asked.comparison.memberships["mentor"])
    by_mentor = np.argsort(rng.permutation(belongs.shape[1])[belongs.argmax(axis=1).ravel()], kind="stable")
    parts = [np.arange(present)] * copies + ([np.sort(by_mentor[:rest])] if rest else [])
    design = asked.comparison.design.to_numpy(dtype=float)[np.concatenate(parts)]
    memberships = [
        sparse.csr_array(sparse.block_diag([sparse.csr_array(w)[part] for part in parts], format="csr"))
        for w in asked.memberships.values()
    ]
    own = sparse.block_diag([belongs[part] for part in parts])
    return design, memberships, int((own.sum(axis=0) > 0).sum())


def _expected_error(
    asked: Asked, design: np.ndarray, memberships: list[sparse.csr_array], weights: np.ndarray
) -> float:
    """The standard error of the contrast, with the variances of this program, by Woodbury's identity."""
    variances = asked.model.variances
    scaled = [np.sqrt(variances[name] / variances["residual"]) * w
              for name, w in zip(asked.memberships, memberships, strict=True)]  # fmt: skip
    columns = pd.DataFrame(design, columns=asked.comparison.design.columns)
    dependent = set(dependent_columns(columns))
    kept = [place for place, name in enumerate(columns) if name not in dependent]
    x = design[:, kept]
    information = x.T @ x
    if scaled:
        z = sparse.hstack(scaled, format="csc")
        inner = sparse.eye_array(z.shape[1], format="csc") + z.T @ z
        through = z.T @ x
        information = information - through.T @ sparse.linalg.spsolve(inner.tocsc(), through)
    own = weights[kept]
    return float(np.sqrt(variances["residual"] * (own @ np.linalg.solve(information, own))))


def _expected_df(asked: Asked, weights: np.ndarray, rows: int) -> float:
    """Degrees of freedom grow with the program; those that the adjustment costs are spent only once."""
    present, columns = len(asked.comparison.rows), asked.comparison.design.shape[1]
    now = float(asked.model.contrast(weights)["df"])
    return max(now * (rows - columns) / (present - columns), 1.0)


def _enough(asked: Asked, weights: np.ndarray, effect: float, power: float, table: pd.DataFrame, seed: int) -> int:
    """The number of mentees, to the next ten, between two of the table at which the power is reached; 0 if none is."""
    reached = table.index[table["power"] >= power]
    if reached.empty:
        return 0
    sizes = table["mentees"].astype(int).tolist()
    place = int(reached[0])
    high, low = sizes[place], sizes[max(place - 1, 0)]
    while high - low > 10:
        middle = (low + high) // 20 * 10
        enough = _size(asked, weights, middle, effect, seed)["power"] >= power
        low, high = (low, middle) if enough else (middle, high)
    return high


def _text(
    present: str, enough: dict[str, float] | None, largest: dict, scale: Scale, effect: float, power: float
) -> str:
    often = f"{100 * power:.0f} % of such programs"
    size = f"a true difference of {scale.number(effect)} {scale.unit} in {scale.outcome}"
    now = f"This program compares {present}."
    found = largest if enough is None else enough
    people = f"{counted(int(found['mentees']), 'mentee')} and {counted(int(found['mentors']), 'mentor')}"
    if enough is None:
        short = f"fewer than {often} would notice {size} ({100 * found['power']:.0f} %)"
        return f"{now} Even with {people}, {short}: ask for a larger difference, or plan for more."
    return f"{now} With about {people}, matched as they are here, {often} would notice {size}."

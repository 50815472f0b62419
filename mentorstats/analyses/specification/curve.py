"""The specification curve: the same question asked in every way that somebody could defend.

One analysis rests on many small choices, and a reader cannot know whether another choice would have said something
else.  So all are made, and their estimates shown in order (Simonsohn, Simmons & Nelson 2020, Nat. Hum. Behav. 4).
They are not separate facts: all come from the same mentees.  Whether so many could look so clear by chance is tested
once for all together, by shuffling the data and making every analysis again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from mentorstats.analyses.specification.analyses import Analysis, analyses, samples_of
from mentorstats.analyses.specification.choices import Choice, choices_of, drawn
from mentorstats.analyses.specification.sentences import text_of
from mentorstats.analyses.specification.shuffles import shuffled
from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import InWords
from mentorstats.models.permutation import PermutationTest
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.model import Asked, ask

__all__ = ["SpecificationCurve", "specification_curve"]

PERMUTATIONS = 200
SPECIFICATIONS = 300
NUMBERS = ("estimate", "conf_low", "conf_high", "p_value", "df", "n_mentees", "n_mentors")


@dataclass(frozen=True, eq=False, repr=False)
class SpecificationCurve(InWords):
    """All analyses of one contrast.

    ``table`` has a row an analysis, by estimate: usual (whether it is the answer's own), a column for each of
    ``choices``, estimate, conf_low, conf_high, p_value, df, n_mentees, n_mentors.  ``possible`` analyses there are,
    ``impossible`` of those tried could not be made.  ``median`` is that of the estimates, ``same_sign`` the share of
    analyses on its side of 0, ``significant`` the share on that side whose 95 % interval excludes 0.  ``joint`` holds
    the tests of all analyses together (median, significant, mean t), empty where nothing can be shuffled; the mean t,
    which counts each estimate by how sure it is, tells most.
    """

    question: str
    contrast: str
    outcome: str
    unit: str
    table: pd.DataFrame
    choices: tuple[Choice, ...]
    possible: int
    impossible: int
    median: float
    same_sign: float
    significant: float
    joint: dict[str, PermutationTest]
    text: str

    @property
    def by_choice(self) -> pd.DataFrame:
        """What each choice does: choice, way, analyses (how many), median (of their estimates), significant (share)."""
        rows = []
        for choice in self.choices:
            for way in choice.ways:
                own = self.table[self.table[choice.name] == way]
                clear = own["p_value"] < 0.05
                rows.append((choice.name, way, len(own), own["estimate"].median(), clear.mean()))
        return pd.DataFrame(rows, columns=["choice", "way", "analyses", "median", "significant"])


def specification_curve(
    program: Program, *,
    question: str = ADJACENCY, contrast: str | None = None, outcome: str | None = None,
    specifications: int = SPECIFICATIONS, permutations: int = PERMUTATIONS, seed: int = 1,
) -> SpecificationCurve:  # fmt: skip
    """Ask ``question`` in all defensible ways, and test them together with ``permutations`` shuffles.

    ``contrast`` is the question's first unless given, ``outcome`` a survey item.  Where there are more than
    ``specifications`` ways, that many are drawn at random, the usual one among them.  Estimates are in points, or
    percentage points for a yes/no outcome.  ``UnusableExports`` where the question itself cannot be answered.
    """
    asked = ask(program, question, outcome=outcome)
    wanted = next(iter(asked.contrasts)) if contrast is None else contrast
    if wanted not in asked.contrasts:
        raise PlainError(f"contrast is {wanted!r}; expected one of {', '.join(map(repr, asked.contrasts))}")
    for name, value in (("specifications", specifications), ("permutations", permutations)):
        if value < 1:
            raise PlainError(f"{name} is {value}; expected 1 or more")
    if asked.fit is None or asked.weights(asked.contrasts[wanted]) is None:
        raise UnusableExports(f"no analysis can be made: {asked.refusal or 'too few mentees on a side'}")
    choices = choices_of(asked)
    every, possible = drawn(choices, most=specifications, seed=seed)
    samples = samples_of(asked, every)
    shuffle = shuffled(asked, list(samples.values()), permutations=permutations, seed=seed)
    found = [one for one in analyses(asked, wanted, every, samples, shuffle) if one is not None]
    joint = {} if shuffle.reason else _joint(found, exact=shuffle.exact)
    return _curve(asked, wanted, choices, found, possible, len(every) - len(found), joint, shuffle.reason)


def _curve(
    asked: Asked, contrast: str, choices: tuple[Choice, ...], found: list[Analysis], possible: int, impossible: int,
    joint: dict[str, PermutationTest], reason: str,
) -> SpecificationCurve:  # fmt: skip
    usual = {choice.name: choice.ways[0] for choice in choices}
    rows = [{"usual": one.ways == usual, **one.ways, **one.numbers} for one in found]
    table = pd.DataFrame(rows, columns=["usual", *usual, *NUMBERS])
    table = table.sort_values("estimate", kind="stable", ignore_index=True)
    table = table.astype({"n_mentees": int, "n_mentors": int})
    median = float(table["estimate"].median())
    side = np.sign(table["estimate"]) == np.sign(median)
    curve = SpecificationCurve(
        question=asked.question, contrast=contrast, outcome=asked.part.outcome, unit=asked.scale.unit, table=table,
        choices=choices, possible=possible, impossible=impossible, median=median, same_sign=float(side.mean()),
        significant=float((side & (table["p_value"] < 0.05)).mean()), joint=joint, text="",
    )  # fmt: skip
    said = text_of(asked, contrast, curve.table, curve.by_choice, joint, possible=possible, reason=reason)
    return SpecificationCurve(**{**vars(curve), "text": said})


def _joint(found: list[Analysis], *, exact: bool) -> dict[str, PermutationTest]:
    """The median, the share that is significant on one side, and the mean t, as they are and in every shuffle."""
    estimates = np.array([one.estimates for one in found])
    statistics = np.array([one.statistics for one in found])
    needed = np.array([float(stats.t.ppf(0.975, max(one.free, 1))) for one in found])[:, None]
    clear = np.maximum((statistics > needed).mean(axis=0), (statistics < -needed).mean(axis=0))
    measures = {"median": np.median(estimates, axis=0), "significant": clear, "mean t": statistics.mean(axis=0)}
    return {name: PermutationTest(float(v[0]), float(v[0]), v[1:], exact) for name, v in measures.items()}

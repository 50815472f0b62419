"""How many said yes, from what is shown of a difference of two shares: all numbers are tried that would show the same.

Where a model has nothing but two sides in it, its difference is that of plain shares, whose rounded size, interval and
p-value narrow how many of each side said yes and how many no, beside the rounded numbers and shares of the sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import stats

from mentorstats.questions.answers import Answer
from mentorstats.questions.model import QuestionModel
from mentorstats.rounding import Rounding
from mentorstats.sharing import shareable
from tests.recovery import Range


@dataclass(frozen=True)
class Side:
    """What is shown of one side: how many people, and which share of them said yes."""

    people: str
    share: str

    @classmethod
    def of(cls, people: int, yes: int, rounding: Rounding) -> Side:
        return cls(rounding.cell(people), rounding.share(yes, people - yes))

    def possible(self, rounding: Rounding) -> Iterator[tuple[int, int]]:
        """Every number of people, and of those who said yes, that would show the same."""
        told = int(self.people.replace(",", ""))
        for people in range(max(told - 5, rounding.min_people), told + 5):
            yield from ((people, yes) for yes in range(people + 1) if self.of(people, yes, rounding) == self)


def learn_from_estimates(answers: Iterable[Answer]) -> dict[str, Range]:
    """What follows of those who said yes, and no, from the main differences of plain shares."""
    ranges: dict[str, Range] = {}
    for answer in answers:
        model = answer.model
        if model is None or not _is_plain(model):
            continue
        for contrast in model.question.contrasts:
            sides = [answer.rows.loc[answer.rows[side] > 0, "final"] for side in contrast.exposures]
            row = shareable(answer.table).query(f"contrast == '{contrast.name}' and role == 'primary'").iloc[0]
            if row["estimate"] == row["estimate"] and sum(map(len, sides)) == len(answer.rows):
                counts = [(len(side), int((side > 50).sum())) for side in sides]
                ranges |= {f"{answer.question}: {name}": span for name, span in ranges_of(row, counts).items()}
    return ranges


def _is_plain(model: QuestionModel) -> bool:
    """Whether there is nothing in the model but its sides."""
    sides = {"intercept", *model.comparison.counts}
    return model.comparison.yes_no and model.fit is not None and set(model.comparison.design) <= sides and not any(
        share for name, share in model.fit.variances.items() if name != "residual"
    )  # fmt: skip


def ranges_of(shown: Mapping[str, float], counts: list[tuple[int, int]]) -> dict[str, Range]:
    """How far the yes and the no of each side are known from a row as it is shown; ``counts`` are the true ones."""
    rounding = Rounding()
    sides = [Side.of(*count, rounding) for count in counts]
    first, second = (np.array(list(side.possible(rounding))) for side in sides)
    places = np.array(list(product(range(len(first)), range(len(second)))))
    one, other = first[places[:, 0]], second[places[:, 1]]
    fits = np.ones(len(places), dtype=bool)
    for name, values in difference(one.T, other.T).items():
        if name not in shown:
            continue
        tolerance = 0.05 * abs(shown[name]) + 1e-9 if name == "p_value" else 0.5 + 1e-9
        fits &= ~(np.abs(values - shown[name]) > tolerance)
    assert fits.any(), "nothing shows the same, so the attack misreads it"
    return {
        f"{side}, {kind}": Range(float(values[fits].min()), float(values[fits].max()))
        for side, both in (("first side", one), ("second side", other))
        for kind, values in (("yes", both[:, 1]), ("no", both[:, 0] - both[:, 1]))
    }


def difference(first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
    """The difference of two shares in points, with the interval and p of a model without anything else.

    Each side is how many people there are, and how many said yes.

    >>> difference(np.array([[20], [10]]), np.array([[20], [5]]))["estimate"].tolist()
    [25.0]
    """
    (n1, k1), (n2, k2) = first.astype(float), second.astype(float)
    squares = k1 * (n1 - k1) / n1 + k2 * (n2 - k2) / n2
    df, size = n1 + n2 - 2, 100 * (k1 / n1 - k2 / n2)
    error = 100 * np.sqrt(squares / df * (1 / n1 + 1 / n2))
    reach = stats.t.ppf(0.975, df) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * stats.t.sf(np.abs(size) / error, df)
    return {"estimate": size, "conf_low": size - reach, "conf_high": size + reach, "p_value": p_value}

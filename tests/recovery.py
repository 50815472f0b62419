"""An attack on what a page hides: a solver that knows every number of the page, the rule by which it is written, and
how the numbers hang together.

Every count on the page is a sum of the same unknown small groups ("atoms"): mentees by how many mentors they ever had,
whether they can be compared by either question, with which mentors and how it went; pairings by closeness, by sectors,
by how they ended.  What the page says of a count is a constraint on that sum: 290 stands for 285 to 294, "fewer than
10" for 0 to 9, "75 %" for 72.5 to 77.5 % of a sum of 30 and more, "90 % or more" for a rest of 0 to 9 in a hundred and
more.  For each count that is hidden the least and the largest value that all constraints allow are found by integer
programming.  Where they are the same, the page gives the count away.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import optimize, sparse

Atom = tuple[str, ...]
INFINITE = float("inf")
_FEW = re.compile(r"(?:fewer than |<)(\d+)")
_SHARE = re.compile(r"(\d+) %( or more| or less)?")
# By size alone, which share is said where one side is few, with min_people 10: of 100 people and more, of 50, of 30.
_ONE_SIDED = {90: (100, INFINITE), 80: (50, 99), 70: (30, 49)}


@dataclass(frozen=True)
class Range:
    """The least and the largest value that a hidden count can have."""

    low: float
    high: float

    @property
    def known(self) -> bool:
        return self.low == self.high

    @property
    def nearly(self) -> bool:
        """Whether it is one of two values."""
        return self.high - self.low == 1


@dataclass
class Knowledge:
    """Constraints on weighted sums of atoms, and the sums that are hidden, each under the place where it stands."""

    min_people: int = 10
    places: dict[Atom, int] = field(default_factory=dict)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    hidden: dict[str, dict[int, float]] = field(default_factory=dict)

    def weights(self, atoms: Iterable[Atom], factor: float = 1.0) -> dict[int, float]:
        """The atoms of a sum, by their places; one that is named twice counts twice."""
        counts = Counter(self.places.setdefault(atom, len(self.places)) for atom in atoms)
        return {place: factor * number for place, number in counts.items()}

    def between(self, low: float, high: float, *sums: dict[int, float]) -> None:
        """Take in that sums together are between two numbers."""
        total: Counter[int] = Counter()
        for weights in sums:
            for place, weight in weights.items():
                total[place] += weight  # type: ignore[assignment]
        if total:
            self.rows.append((dict(total), low, high))

    def learn(self, where: str, said: str, atoms: Iterable[Atom]) -> None:
        """Take in what is ``said`` of a count: a number, that it is few, or that it is not shown."""
        atoms, text = list(atoms), _plain(said)
        weights = self.weights(atoms)
        if re.fullmatch(r"[\d,]+", text):
            number = float(text.replace(",", ""))
            # A number that is no multiple of ten, or none, is not rounded.
            ends = (number, number) if number % 10 or not number else (max(self.min_people, number - 5), number + 4)
            self.between(*ends, weights)
        elif few := _FEW.match(text):
            self.between(0, float(few[1]) - 1, weights)
            self.hidden[where] = weights
        elif text.startswith(("not shown", "some ")):
            self.hidden[where] = weights

    def learn_share(
        self, where: str, said: str, inside: Iterable[Atom], outside: Iterable[Atom], *, things: bool = False
    ) -> None:
        """Take in what is ``said`` of a share of a whole, whose two sides are sums.

        Of things a bound rests on the number of people behind them, which may be smaller.
        """
        sides = [self.weights(list(inside)), self.weights(list(outside))]
        told = _SHARE.match(_plain(said))
        self.hidden |= {f"{where}, {side}": weights for side, weights in zip(("those", "the rest"), sides, strict=True)}
        if told is None:
            return
        percent, bound = int(told[1]), (told[2] or "").strip()
        if bound == "or less":
            percent, sides = 100 - percent, sides[::-1]
        if bound and percent in _ONE_SIDED:
            least, most = _ONE_SIDED[percent]
            self.between(least, INFINITE if things else most, *sides)
            self.between(0, self.min_people - 1, sides[1])
            return
        step = 5 if percent % 5 == 0 else 1
        low, high = (percent + step / 2, 100) if bound else (percent - step / 2, percent + step / 2)
        self.between(30 if step == 5 else 1000, INFINITE, *sides)
        for side in sides:
            self.between(self.min_people, INFINITE, side)
        for edge, ends in ((low, (-1e-6, INFINITE)), (high, (-INFINITE, 1e-6))):
            share = edge / 100
            self.between(*ends, _times(sides[0], 1 - share), _times(sides[1], -share))

    def same(self, first: Iterable[Atom], second: Iterable[Atom]) -> None:
        """Take in that two sums are the same count."""
        self.between(0, 0, self.weights(list(first)), self.weights(list(second), -1.0))

    def at_least(self, number: float, atoms: Iterable[Atom]) -> None:
        """Take in that a number that is shown counts some of them."""
        self.between(number, INFINITE, self.weights(list(atoms)))

    def ranges(self) -> dict[str, Range]:
        """How far each hidden count is known; of those that can be three numbers or more, three are enough."""
        solver, ranges = _Solver(self), {}
        for where, weights in self.hidden.items():
            cost = np.zeros(len(self.places))
            cost[list(weights)] = list(weights.values())
            ranges[where] = solver.range(cost)
        return ranges

    def recovered(self) -> dict[str, int]:
        """The hidden counts under ``min_people`` that can take one value only."""
        found = {where: span for where, span in self.ranges().items() if span.known and span.low < self.min_people}
        return {where: int(span.low) for where, span in found.items()}


def _plain(said: str) -> str:
    return said.replace("\N{NO-BREAK SPACE}", " ").strip().casefold()


def _times(weights: dict[int, float], factor: float) -> dict[int, float]:
    return {place: factor * weight for place, weight in weights.items()}


@dataclass
class _Solver:
    """The integer program, and every solution that was found of it, which bound each sum from inside."""

    known: Knowledge
    solutions: list[np.ndarray] = field(default_factory=list)

    @cached_property
    def constraints(self) -> optimize.LinearConstraint:
        rows = self.known.rows
        sums = enumerate(weights for weights, _, _ in rows)
        entries = [(row, place, weight) for row, weights in sums for place, weight in weights.items()]
        row, place, weight = map(np.array, zip(*entries, strict=True))
        matrix = sparse.csr_array((weight, (row, place)), shape=(len(rows), len(self.known.places)))
        return optimize.LinearConstraint(matrix, *(np.array([row[end] for row in rows]) for end in (1, 2)))

    def range(self, cost: np.ndarray) -> Range:
        seen = [float(cost @ solution) for solution in self.solutions]
        if seen and max(seen) - min(seen) >= 2:
            return Range(min(seen), max(seen))
        return Range(self._least(cost), -self._least(-cost))

    def _least(self, cost: np.ndarray) -> float:
        found = optimize.milp(
            cost, constraints=self.constraints, integrality=np.ones(len(cost)), bounds=optimize.Bounds(0, 100_000)
        )
        if found.status == 2:
            raise AssertionError("the page contradicts itself, or the attack misreads it")
        if found.x is None:
            return -INFINITE
        solution = np.round(found.x)
        self.solutions.append(solution)
        return float(cost @ solution)


def main() -> None:
    from tests.recovery_pages import attacked

    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--programs", type=int, default=200, help="made-up small programs whose pages are attacked")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(attacked, range(options.programs)))
    hidden, nearly, exact = (sum(len(getattr(result, name)) for result in results) for name in
                             ("hidden", "nearly", "exact"))  # fmt: skip
    given_away = {seed: result.known for seed, result in enumerate(results) if result.known}
    print(f"{options.programs} pages with {hidden:,} hidden counts: {len(given_away)} pages give one away,")
    print(f"{nearly} counts are known to be one of two; {exact} numbers of people are not rounded")
    for seed, found in given_away.items():
        print(f"program {seed}: {found}")
    for seed, result in enumerate(results):
        if result.exact:
            print(f"program {seed}: {sorted(result.exact)[:5]}")
    raise SystemExit(bool(given_away) or bool(exact))


if __name__ == "__main__":
    main()

"""Bins of counted things whose hidden sizes do not follow from the sum of what was counted.

How many mentees there are and how many pairs they are in are both known.  So of mentees in bins by their number of
mentors the sum of sizes and the sum of sizes times numbers are known, and a hidden size may be the only one that fits
both.  A size is safe when one can be moved up and another down without changing what is told.  Where none can, the
last bins are told together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import pandas as pd

from mentorstats.privacy.suppression import suppress_small_counts

__all__ = ["follow_from_sum", "safe_starts"]

_STEPS = (-3, -2, -1, 1, 2, 3)


def safe_starts(values: Iterable[int], starts: Sequence[int], *, min_people: int = 10) -> tuple[int, ...]:
    """The first of ``starts``, as many as can be without a few following from the sum of ``values``.

    ``values`` has a whole number of 1 or more for each person; a bin goes from its start to the next, the last has no
    end.  With one bin nothing is told but how many people there are.

    >>> safe_starts([1] * 16 + [2] * 18 + [3] * 5, (1, 2, 3, 4))
    (1, 2, 3)
    >>> safe_starts([1] * 16 + [2] * 18 + [3] * 12, (1, 2, 3, 4))
    (1, 2, 3, 4)
    """
    found = Counter(int(value) for value in values)
    for number in range(len(starts), 1, -1):
        if not follow_from_sum(found, starts[:number], min_people=min_people):
            return tuple(starts[:number])
    return tuple(starts[:1])


def follow_from_sum(found: Counter[int], starts: Sequence[int], *, min_people: int = 10) -> bool:
    """Whether the number of people in a hidden bin, or the few with one exact value, follow from what is known.

    Known are the bins that are shown, the marks of the others, the number of people and the sum of their values.

    >>> follow_from_sum(Counter({1: 16, 2: 18, 3: 5}), (1, 2, 3, 4))
    True
    >>> follow_from_sum(Counter({1: 16, 2: 18, 3: 3, 4: 2}), (1, 2, 3, 4))
    False
    """
    sizes = Counter({place: 0 for place in range(len(starts))})
    for value, count in found.items():
        sizes[_place(value, starts)] += count
    counts = pd.DataFrame({"count": [sizes[place] for place in range(len(starts))]})
    shown = suppress_small_counts(counts, min_people=min_people)["count"].str.isdigit()
    hidden = {place for place in range(len(starts)) if not shown[place]}
    at_risk = {value for value, count in found.items() if 0 < count < min_people}
    safe_bins, safe_values = set[int](), set[int]()
    for change in _moves(found, starts):
        moved = Counter[int]()
        for value, step in change.items():
            moved[_place(value, starts)] += step
        if all(not step or _fits(sizes[place], step, place in hidden, min_people) for place, step in moved.items()):
            safe_bins |= {place for place, step in moved.items() if step}
            safe_values |= {value for value, step in change.items() if step}
        if hidden <= safe_bins and at_risk <= safe_values:
            return False
    return bool(hidden or at_risk)


def _place(value: int, starts: Sequence[int]) -> int:
    return sum(value >= start for start in starts) - 1


def _fits(size: int, step: int, is_hidden: bool, min_people: int) -> bool:
    """Whether a bin may hold so many more and keep what is said of it."""
    return is_hidden and size + step >= 0 and (size < min_people) == (size + step < min_people)


def _moves(found: Counter[int], starts: Sequence[int]) -> Iterator[Counter[int]]:
    """Each way in which one person has more and another as many fewer, as changes of how many have each value."""
    values = [value for value, count in found.items() if count]
    for one, other, step in product(values, values, _STEPS):
        if one + step < starts[0] or other - step < starts[0] or (one == other and found[one] < 2):
            continue
        change = Counter({one: -1})
        for value, more in ((one + step, 1), (other, -1), (other - step, 1)):
            change[value] += more
        if any(change.values()):
            yield change

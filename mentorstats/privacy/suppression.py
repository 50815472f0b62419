"""Tables that say nothing about a handful of people.

A count of three people in a small program is a description of those three.  So counts of fewer than
``min_people`` people are written ``<10``, not as a number.  One such cell in a row would still follow from
the row's total, so the next smallest cell goes too, until no hidden number can be worked out: a hidden cell
is safe when another table with the same totals and the same marks exists in which that cell differs.  Such
a table is found by moving one person round a closed path of hidden cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from mentorstats.errors import PlainError

__all__ = [
    "EVERYTHING_SHOWN",
    "LEAST_MIN_PEOPLE",
    "NOT_SHOWN",
    "check_min_people",
    "pooled_reasons",
    "suppress_small_counts",
    "told_in_tens",
    "told_number",
    "total_text",
]

LEAST_MIN_PEOPLE = 5
# The min_people at which nothing is hidden; settings files cannot ask for it, only code can.
EVERYTHING_SHOWN = 1
NOT_SHOWN = "not shown"


def check_min_people(min_people: int) -> int:
    """Return ``min_people`` unchanged; raise ``ValueError`` when it is below 5, the least that is allowed.

    1 (``EVERYTHING_SHOWN``) is let through: it is that of an analyst who asked in code to see small groups.

    >>> check_min_people(10)
    10
    """
    if min_people < LEAST_MIN_PEOPLE and min_people != EVERYTHING_SHOWN:
        raise PlainError(f"min_people must be at least {LEAST_MIN_PEOPLE}, got {min_people}")
    return min_people


def suppress_small_counts(
    counts: pd.DataFrame, *, min_people: int = 10, people: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write a table of counts as text in which no count of few people can be read or worked out.

    ``counts`` holds whole numbers of 0 or more; ``people``, of the same shape, holds the number of different
    people behind each count where the counts are not people themselves.  The result has the same rows and
    columns: the number, ``<10`` for a hidden count below ``min_people``, ``not shown`` for a larger one that
    is hidden because a smaller one would follow from it.  Totals of ``min_people`` people or more may be
    shown beside it: of every row and column, or of the whole where there is one row or one column; none
    where every cell is hidden.  ``ValueError`` when ``min_people`` is below 5 or a count is negative or
    missing.

    >>> table = pd.DataFrame({"one mentor": [40, 31], "several": [22, 4]}, index=["finance", "health"])
    >>> suppress_small_counts(table, min_people=5).loc["health"].tolist()
    ['not shown', '<5']
    """
    check_min_people(min_people)
    behind = counts if people is None else people
    if behind.shape != counts.shape:
        raise PlainError(f"people must have the shape of counts, {counts.shape}, got {behind.shape}")
    if counts.isna().any(axis=None) or behind.isna().any(axis=None) or (counts < 0).any(axis=None):
        raise PlainError("counts and people must be whole numbers of 0 or more, with none missing")
    values = counts.to_numpy(dtype=np.int64)
    who = behind.to_numpy(dtype=np.int64)
    hidden = _hidden_cells(values, (who > 0) & (who < min_people), min_people=min_people)
    marks = np.where(values < min_people, f"<{min_people}", NOT_SHOWN)
    text = np.where(hidden, marks, values.astype(str))
    return pd.DataFrame(text, index=counts.index, columns=counts.columns, dtype="str")


def total_text(total: int, *, min_people: int = 10, people: int | None = None) -> str:
    """Write one total in words that hide it where it is about few people (``people``, if not ``total``).

    >>> total_text(346), total_text(7), total_text(0), total_text(40, people=3)
    ('346', 'fewer than 10', '0', 'hidden number of')
    """
    behind = total if people is None else people
    if behind == 0 or behind >= check_min_people(min_people):
        return str(total)
    return f"fewer than {min_people}" if total < min_people else "hidden number of"


def told_number(count: int, *, of: Iterable[int], min_people: int = 10) -> int:
    """A number of people, rounded where a larger number ``of`` those known beside it exceeds it by a few.

    The rounded number depends on the larger one only, so it tells nothing about the few between them.

    >>> told_number(280, of=[286]), told_number(285, of=[286]), told_number(230, of=[286])
    (280, 280, 230)
    """
    for whole in sorted(of, reverse=True):
        if 0 < whole - count < check_min_people(min_people):
            return max(min_people, int(round(whole - min_people / 2, -1)))
    return count


def told_in_tens(count: int, *, of: Iterable[int], min_people: int = 10) -> int | None:
    """The size of a part that is told beside several numbers ``of`` people: in tens, so that no difference tells.

    It is exact where it is one of them, rounded from the larger one where it misses a few of it, and missing where it
    is itself few.

    >>> told_in_tens(271, of=[287]), told_in_tens(285, of=[287]), told_in_tens(287, of=[287]), told_in_tens(4, of=[287])
    (270, 280, 287, None)
    """
    if min_people == EVERYTHING_SHOWN or count in (0, *of):
        return count
    if count < check_min_people(min_people):
        return None
    near = told_number(count, of=of, min_people=min_people)
    return near if near != count else max(min_people, count // 10 * 10)


def pooled_reasons(counts: Mapping[str, int], *, min_people: int = 10) -> dict[str, int]:
    """Counts by reason in which none is of few people: the few are one, with the next smallest if need be.

    Nothing remains where all of them together are few.

    >>> pooled_reasons({"no final answer": 56, "no known industry": 7, "over early": 2})
    {'no final answer or no known industry or over early': 65}
    """
    check_min_people(min_people)
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    large = [(reason, count) for reason, count in ordered if count >= min_people]
    few = [(reason, count) for reason, count in ordered if 0 < count < min_people]
    if few and sum(count for _, count in few) < min_people:
        if not large:
            return {}
        few.insert(0, large.pop())
    together = {" or ".join(reason for reason, _ in few): sum(count for _, count in few)} if few else {}
    return dict(large) | together


def _hidden_cells(values: np.ndarray, small: np.ndarray, *, min_people: int) -> np.ndarray:
    """The small cells, and the cells that keep them from being worked out."""
    grows = values != min_people - 1
    shrinks = ~np.isin(values, [0, 1, min_people])
    hidden = small.copy()
    while True:
        exposed = _follows_from_totals(hidden, grows, shrinks)
        if not exposed.any() or hidden.all():
            return hidden
        row, column = np.argwhere(exposed)[0]
        hidden |= _cheapest_company(values, hidden, grows, shrinks, row, column)


def _follows_from_totals(hidden: np.ndarray, grows: np.ndarray, shrinks: np.ndarray) -> np.ndarray:
    """Which hidden cells have one possible value, given the totals, the shown cells and the marks.

    ``grows`` and ``shrinks`` say whether a cell could hold one more or one fewer and keep its mark.
    """
    rows, columns = hidden.shape
    # Column totals of a single row are its cells: they are not published, and its columns share one node.
    cells = [(r if columns > 1 else 0, rows + (c if rows > 1 else 0), r, c) for r, c in np.argwhere(hidden).tolist()]
    steps: dict[int, list[tuple[int, int]]] = {}
    for number, (start, end, r, c) in enumerate(cells):
        if grows[r, c]:
            steps.setdefault(start, []).append((end, number))
        if shrinks[r, c]:
            steps.setdefault(end, []).append((start, number))
    exposed = np.zeros_like(hidden)
    for number, (start, end, r, c) in enumerate(cells):
        can_grow = grows[r, c] and _reaches(steps, end, start, number)
        can_shrink = shrinks[r, c] and _reaches(steps, start, end, number)
        exposed[r, c] = not (can_grow or can_shrink)
    return exposed


def _cheapest_company(
    values: np.ndarray, hidden: np.ndarray, grows: np.ndarray, shrinks: np.ndarray, row: int, column: int
) -> np.ndarray:
    """The cells with the smallest sum that, hidden too, let one person move round a rectangle of cells."""
    cost = np.where(hidden, 0, values + 1)
    several_rows, several_columns = (length > 1 for length in hidden.shape)
    total, fits = cost.copy(), np.zeros_like(hidden)
    for here, there in ((grows, shrinks), (shrinks, grows)):
        corner = there if several_rows != several_columns else here & there[[row], :] & there[:, [column]]
        fits |= corner & here[row, column]
    if several_rows and several_columns:
        total = total + cost[[row], :] + cost[:, [column]]
        fits[row, :] = fits[:, column] = False
    fits[row, column] = False
    company = np.zeros_like(hidden)
    if fits.any():
        r, c = np.unravel_index(np.where(fits, total, np.iinfo(np.int64).max).argmin(), hidden.shape)
        company[r, c] = company[row, c] = company[r, column] = True
        return company
    company.flat[np.where(hidden, np.iinfo(np.int64).max, values).argmin()] = True
    return company


def _reaches(steps: dict[int, list[tuple[int, int]]], start: int, end: int, avoided: int) -> bool:
    """Whether a path of steps leads from one node to another without the avoided cell."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        for following, number in steps.get(node, []):
            if number != avoided and following not in seen:
                if following == end:
                    return True
                seen.add(following)
                waiting.append(following)
    return False

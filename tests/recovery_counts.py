"""More of the attack: sums of what is counted, rows of files, and who left sight, each read off a page's own numbers.

How many people there are with one, two or three mentors hangs together with how many pairs there are; the rows of a
file with what the page tells of pairings and sessions; and the numbers of pairings in sight with the share that lasted.
A count that nobody wrote down is given away when it can only be 1 to 9.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from mentorstats.report.page import Page
from mentorstats.report.parts import Table

if TYPE_CHECKING:
    from tests.recovery import Knowledge

Atom = tuple[str, ...]
FEW = 10
_MOST = {"mentors": 12, "mentees": 60}


def learn_counts(known: Knowledge, page: Page, tables: dict[str, Table]) -> None:
    """What the numbers say about sums with weights, the rows of files, and pairings that left sight."""
    _together(known, tables)
    pairs = _pairs_told(page)
    for title, unit in (("Mentors per mentee", "mentors"), ("Mentees per mentor", "mentees")):
        _weighted(known, page, tables.get(title), title=title, unit=unit, pairs=pairs)
    _rows(known, page)
    for title, table in tables.items():
        if title.startswith("How long pairings last"):
            _unseen(known, table)
    dated = [("close", tier, "unknown") for tier in ("same", "adjacent", "distant")]
    if all(atom in known.places for atom in dated):
        _given_away(known, known, "placed pairings whose length is not known", dated)


def _given_away(known: Knowledge, small: Knowledge, where: str, atoms: Sequence[Atom]) -> None:
    """Take in a count that is nowhere on the page if what is known in ``small`` leaves one value of 1 to 9."""
    value = small._only([small.atom(atom) for atom in atoms])
    if value is not None and 0 < value < FEW:
        known.hidden[where] = [known.atom(atom) for atom in atoms]


def _together(known: Knowledge, tables: dict[str, Table]) -> None:
    """Mentees whose last numbers of mentors are told together."""
    from tests.recovery import EVER, _mentee_atoms

    table = tables.get("Mentors per mentee")
    for label, said in table.rows if table is not None else ():
        start = label.split()[0]
        if start not in EVER:
            inside = [ever for ever in EVER if int(ever[0]) >= int(start[0])]
            known.learn(f"mentors per mentee: {label}", said, _mentee_atoms(ever=inside))


def _pairs_told(page: Page) -> tuple[float, float]:
    """How many different pairs there are, from mentees a mentor and how many mentors; all numbers where not told."""
    from tests.recovery import _in_title

    mentors = _in_title(page, "Mentees per mentor")
    for name, said, *_ in page.before[0].tables[0].rows:
        told = re.match(r"([\d.]+) mentees", said)
        if name.startswith("Mentees a mentor") and told and mentors.isdigit():
            low, high = ((float(told[1]) + way * 0.005) * int(mentors) for way in (-1, 1))
            # A frame of the same numbers has the numerator whole.
            return math.ceil(low - 1e-9), math.floor(high + 1e-9)
    return 0.0, math.inf


def _weighted(
    known: Knowledge, page: Page, table: Table | None, *, title: str, unit: str, pairs: tuple[float, float]
) -> None:
    """People by how many of the other side they had, of whom both the number and the sum are known."""
    from tests.recovery import Knowledge, _in_title

    whole = _in_title(page, title)
    if table is None or not whole.isdigit() or not math.isfinite(pairs[1]):
        return
    atoms = [(unit, str(number)) for number in range(1, _MOST[unit] + 1)]
    small = Knowledge()
    for one in (small, known):
        one.learn(f"{unit} in all, one by one", whole, atoms)
        one.rows.append(([one.atom(atom) for atom in atoms for _ in range(int(atom[1]))], *pairs))
        for label, said in table.rows:
            one.learn(f"{title}, one by one: {label}", said, _inside(label, atoms))
    for atom in atoms[:12]:
        _given_away(known, small, f"exactly {atom[1]} {unit}", [atom])


def _inside(label: str, atoms: Sequence[Atom]) -> list[Atom]:
    """The numbers that a bar stands for: ``3 mentors``, ``4–5 mentees``, ``10+ mentees``."""
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    last = math.inf if "+" in label else numbers[-1]
    return [atom for atom in atoms if numbers[0] <= int(atom[1]) <= last]


def _rows(known: Knowledge, page: Page) -> None:
    """Rows of files beside the pairings and sessions that the page counts, and what it says of rows set aside."""
    from tests.recovery import Knowledge, pairings_told

    metrics = {row[0]: row[1] for row in page.before[0].tables[0].rows}
    held = re.search(r" of ([\d,]+)", metrics.get("Sessions held (sessions)", ""))
    never = next((found.times or "1" for found in page.problems if "never began" in found.problem), "0")
    counted = {"pairings": pairings_told(page), "sessions": held[1] if held else ""}
    small = Knowledge()
    for file in page.files:
        table = file["table"]
        kinds: list[Atom] = [("row", table, kind) for kind in ("counted", "not counted", "set aside")]
        small.learn(f"{table}: counted", counted.get(table, ""), kinds[:1])
        small.learn(f"{table}: used", str(file["used"]), kinds[:2])
        small.learn(f"{table}: all", str(file["rows"]), kinds)
        small.learn(f"{table}: set aside", _few(str(file["set_aside"])), kinds[2:])
        if table == "pairings":
            small.learn("pairings that never began", _few(never.removesuffix(" times")), kinds[1:2])
        for kind in kinds[1:]:
            _given_away(known, small, f"{table}: {kind[2]}", [kind])
    _merge(known, small)


def _few(said: str) -> str:
    return said.replace("a few", f"fewer than {FEW}")


def _merge(known: Knowledge, small: Knowledge) -> None:
    names = {place: atom for atom, place in small.places.items()}
    for columns, low, high in small.rows:
        known.rows.append(([known.atom(names[column]) for column in columns], low, high))
    for where, columns in small.hidden.items():
        known.hidden[where] = [known.atom(names[column]) for column in columns]


def _unseen(known: Knowledge, table: Table) -> None:
    """Pairings that left sight without an end, between two months for which both numbers are told."""
    for tier in dict.fromkeys(row[0] for row in table.rows):
        told = [row for row in table.rows if row[0] == tier and row[4].isdigit()]
        for before, after in pairwise(told):
            fits = list(_fitting(before, after))
            assert fits, (before, after)
            atom = ("unseen", tier, before[1], after[1])
            known.rows.append(([known.atom(atom)], min(fits), max(fits)))
            if 0 < min(fits) <= max(fits) < FEW:
                known.hidden[f"{tier}: left sight after {before[1]} to {after[1]} months"] = [known.atom(atom)]


def _fitting(before: Sequence[str], after: Sequence[str]) -> Iterable[int]:
    """How many may have left without an end: the shares are rounded, and they left before, after or among the ends."""
    first, last = int(before[4]), int(after[4])
    shares = [[(float(row[2].removesuffix(" %")) + way) / 100 for way in (-0.5, 0.5)] for row in (before, after)]
    if before[1] == "0":
        shares[0] = [1.0, 1.0]
    low, high = shares[1][0] / shares[0][1], shares[1][1] / shares[0][0]
    for unseen in range(first - last + 1):
        ended = first - last - unseen
        least, most = 1 - ended / max(first - unseen, 1), 1 - ended / first
        if least <= high + 1e-9 and most >= low - 1e-9:
            yield unseen

"""The industries that names are placed on, and what is known about each.

A node is a NAICS 2017 three-digit subsector, except that professional services (541) come in their nine
four-digit groups.  A sector is the level above: ``52`` is finance and insurance, ``31-33`` manufacturing.
``row`` names the line of the staffing table that a node is compared with: usually its own, for banks the one
they share with central banks, and empty where the source has none worth using.  ``quality`` and ``note``
carry what is wrong with that line.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Meaning", "Node", "meaning_of", "nodes", "only_node", "read_rows"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Node:
    """One industry or sector; ``quality`` is good, partial, estimated, mean (of a sector) or none."""

    code: str
    level: str
    sector: str
    title: str
    official: str
    row: str
    quality: str
    note: str

    @property
    def is_sector(self) -> bool:
        """Whether this is a whole sector, the level above the nodes."""
        return self.level == "sector"


class Meaning(NamedTuple):
    """What a name stands for: its code, or None and why not; ``candidates`` are the codes that it fits.

    ``reason`` is exact or alias where there is a code, else ambiguous (it fits several industries), nothing (it
    names none) or left (the program's own list has it without a code).
    """

    code: str | None
    reason: str
    candidates: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The code, or every code that the name fits."""
        return (self.code,) if self.code else self.candidates

    def within(self, sector: str) -> str | None:
        """The one industry in a sector that the name fits; None where there is none or more than one."""
        inside = [code for code in self.codes if nodes()[code].sector == sector and not nodes()[code].is_sector]
        return inside[0] if len(inside) == 1 else None


def meaning_of(code: str, reason: str = "alias") -> Meaning:
    """The meaning of a listed name by the code beside it: one, several with “;” between them, or none.

    >>> meaning_of("522").code, meaning_of("211;221").candidates, meaning_of("").reason
    ('522', ('211', '221'), 'nothing')
    """
    if not code:
        return Meaning(None, "nothing")
    codes = tuple(code.split(";"))
    return Meaning(code, reason) if len(codes) == 1 else Meaning(None, "ambiguous", codes)


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's own CSV files, every cell as text."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def nodes() -> Mapping[str, Node]:
    """Every node and sector by its code.

    >>> nodes()["522"].title, nodes()["522"].row, nodes()["31-33"].is_sector
    ('Banking and lending', '521', True)
    """
    fields = ("code", "level", "sector", "title", "official", "row", "quality", "note")
    return {row["code"]: Node(**{field: row[field] for field in fields}) for row in read_rows("nodes.csv")}


def only_node(sector: str) -> str:
    """The one industry of a sector that has no other; else the sector, and any industry, itself.

    >>> only_node("61"), only_node("52"), only_node("522")
    ('611', '52', '522')
    """
    inside = [node.code for node in nodes().values() if node.sector == sector and not node.is_sector]
    return inside[0] if len(inside) == 1 else sector

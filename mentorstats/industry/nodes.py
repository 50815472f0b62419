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

__all__ = ["Node", "nodes", "read_rows"]

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

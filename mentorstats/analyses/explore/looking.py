"""What is looked at once for all that is told about it: the rows, what they are adjusted for, and every factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorstats.analyses.explore.factors import factors_of
from mentorstats.analyses.explore.model import Base, Ready, base_of, ready_factor
from mentorstats.program import Program
from mentorstats.tables.mentees import Participations, participations

__all__ = ["Looking", "looking"]


@dataclass(frozen=True, eq=False)
class Looking:
    """The participations of an outcome, the base that they make, and the ``factors``, those refused included."""

    part: Participations
    base: Base
    factors: tuple[Ready, ...]


def looking(program: Program, *, outcome: str | None = None, columns: Sequence[str] = ()) -> Looking:
    """Every factor beside the adjustment; ``columns`` and errors are those of ``explore``."""
    part = participations(program, outcome=outcome)
    base = base_of(program, part)
    return Looking(part, base, tuple(ready_factor(base, one) for one in factors_of(program, part, columns=columns)))

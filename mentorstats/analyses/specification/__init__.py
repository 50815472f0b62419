"""The same question asked in every way that somebody could defend, and what all the answers say together."""

from __future__ import annotations

from mentorstats.analyses.specification.choices import Choice
from mentorstats.analyses.specification.curve import SpecificationCurve, specification_curve

__all__ = ["Choice", "SpecificationCurve", "specification_curve"]

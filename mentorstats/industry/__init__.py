"""From what people type to how close two industries are: names → nodes → similarity → same, adjacent, distant.

A name (“FinTech”, “Higher Ed”) is placed on a node: a NAICS 2017 subsector, or one of the nine groups of
professional services.  Two nodes are as similar as the mix of occupations that they employ.  The most
similar pairs are adjacent (``ADJACENT_SHARE`` of them), the rest distant, and whatever cannot be placed is unknown.
A program may bring its own names and its own table instead.
"""

from __future__ import annotations

from mentorstats.industry.industries import HUB, Industries, classify_industries, industry_similarity, proximity
from mentorstats.industry.own_tables import check_aliases, check_similarity

__all__ = [
    "HUB",
    "Industries",
    "check_aliases",
    "check_similarity",
    "classify_industries",
    "industry_similarity",
    "proximity",
]

"""How long pairings last, and why some are closed early.

Both happen after the match, so they may follow from how well it went; they are never part of the answers to the two
questions.  ``spans`` measures how long each pairing was seen, ``match_length`` compares groups by survival curves and
restricted means, ``permutation`` tests them, ``sentences`` puts them into words; ``closures`` and ``statuses`` count
how pairings ended and how they stand.
"""

from __future__ import annotations

from mentorstats.analyses.duration.closures import EarlyClosures, early_closures
from mentorstats.analyses.duration.match_length import MatchLength, match_length
from mentorstats.analyses.duration.spans import pairing_spans
from mentorstats.analyses.duration.statuses import pairing_statuses

__all__ = ["EarlyClosures", "MatchLength", "early_closures", "match_length", "pairing_spans", "pairing_statuses"]

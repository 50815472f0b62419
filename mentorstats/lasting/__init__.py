"""How long pairings last, and why some are closed early.

Both are told after the match, so they may follow from how well it went; they are never part of the answers to the two
questions.
"""

from __future__ import annotations

from mentorstats.lasting.closures import EarlyClosures, early_closures
from mentorstats.lasting.lengths import MatchLength, match_length
from mentorstats.lasting.spans import pairing_spans
from mentorstats.lasting.statuses import pairing_statuses

__all__ = ["EarlyClosures", "MatchLength", "early_closures", "match_length", "pairing_spans", "pairing_statuses"]

"""Figures that show how many people stand behind each number, and say in words what there is to see.

Every chart is made in two steps.  First its information is computed: exactly what will be drawn, without numbers about
few people.  Then that is drawn.  So tests check numbers, not pixels, and nothing reaches a figure that is not in its
information.  The same information makes the text summary in ``figure.layout.meta["summary"]``, which replaces the
picture for readers who do not see it.  ``style`` is the look of all figures.
"""

from __future__ import annotations

from mentorstats.charts.counts import mentor_load, mentors_per_mentee, sessions_per_pairing
from mentorstats.charts.explore import dose, explained
from mentorstats.charts.forest import CONTRASTS, forest
from mentorstats.charts.groups import outcome_by_mentors, outcome_by_proximity
from mentorstats.charts.industries import industry_heatmap, industry_neighborhood
from mentorstats.charts.matching import matching_heatmap
from mentorstats.charts.mentee_flow import flow
from mentorstats.charts.overview import closed_by_whom, early_closures, pairings_by_status, sessions_a_month
from mentorstats.charts.permutation import permutation_chart
from mentorstats.charts.specification import specification_chart
from mentorstats.charts.style import CONFIG, show
from mentorstats.charts.survival import going_on

__all__ = [
    "CONFIG",
    "CONTRASTS",
    "closed_by_whom",
    "dose",
    "early_closures",
    "explained",
    "flow",
    "forest",
    "going_on",
    "industry_heatmap",
    "industry_neighborhood",
    "matching_heatmap",
    "mentor_load",
    "mentors_per_mentee",
    "outcome_by_mentors",
    "outcome_by_proximity",
    "pairings_by_status",
    "permutation_chart",
    "sessions_a_month",
    "sessions_per_pairing",
    "show",
    "specification_chart",
]

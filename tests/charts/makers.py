"""Small results and programs from which tests draw figures."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import mentorstats as ms
from mentorstats import charts
from mentorstats.charts.counts import count_bars, draw_bars
from mentorstats.charts.group_info import PROXIMITY_GROUPS, Group, outcome_groups
from mentorstats.charts.groups import draw_groups
from mentorstats.charts.industries import closeness_between, draw_closeness, draw_neighborhood, neighborhood_of
from mentorstats.charts.matching import draw_margins, draw_matching, match_sectors
from mentorstats.formats import OutcomeScale
from mentorstats.questions.results import SHOWN_COLUMNS
from mentorstats.rounding import Count, Rounding, steps_of
from mentorstats.sharing import describe


def row(contrast: str, role: str, **numbers: Any) -> dict[str, Any]:
    """A row of an answer's table; missing numbers are NaN."""
    estimates = dict.fromkeys(("estimate", "conf_low", "conf_high"), float("nan"))
    about = {"method": "mixed model", "n_mentees": 300, "n_mentors": 110, "verdict": "cannot tell"}
    return {"contrast": contrast, "role": role} | about | estimates | numbers


def answer(**changes: Any) -> Any:
    naive = {"n_mentees": 480, "n_mentors": 120, "verdict": ""}
    rows = [
        row(
            "similarity", "naive", method="pair rows, correlation", estimate=0.11, conf_low=0.02, conf_high=0.2, **naive
        ),
        row(
            "adjacent - same",
            "naive",
            method="pair rows, t-test",
            estimate=0.45,
            conf_low=0.35,
            conf_high=0.55,
            **naive,
        ),
        row("adjacent - same", "primary", estimate=0.613, conf_low=0.304, conf_high=0.922, verdict="better"),
        row("adjacent - distant", "primary", estimate=0.25, conf_low=-0.05, conf_high=0.55),
        row("distant - same", "primary"),
        row("adjacent is best", "primary", method="larger of two"),
        row("adjacent - same", "robustness", method="permutation", estimate=0.6, conf_low=0.2, conf_high=1.0),
    ]
    rounding = changes.setdefault("rounding", Rounding())
    table = pd.DataFrame(rows).assign(**changes.pop("counts", {}))
    given = {
        "question": "adjacent_industries",
        "outcome": "career_confidence",
        "table": describe(table, SHOWN_COLUMNS, rounding=rounding, steps=steps_of(4.0)),
        "better": "higher",
        "unit": "points",
        "smallest_effect": 0.18,
    }
    given |= changes
    scale = OutcomeScale(given["outcome"], given["unit"], given["better"], given["smallest_effect"])
    return SimpleNamespace(**given, scale=scale)


def texts(figure: go.Figure) -> str:
    return json.dumps(figure.to_plotly_json(), default=lambda value: np.asarray(value).tolist(), ensure_ascii=False)


def groups() -> tuple[Group, ...]:
    """Of mentees with mentors mostly of the same industry 23, adjacent 4, distant 3; nobody else."""
    scores = pd.Series([2.0] * 12 + [4.0] * 11 + [3.0] * 4 + [5.0] * 2 + [1.0], dtype=float)
    kinds = pd.Series(["mostly same"] * 23 + ["mostly adjacent"] * 4 + ["mostly distant"] * 3)
    return outcome_groups(scores, kinds, order=PROXIMITY_GROUPS, rounding=Rounding(), steps=steps_of(4.0))


FIGURES = {
    "forest": lambda: charts.forest(answer()),
    "forest with naive rows": lambda: charts.forest(answer(), naive=True),
    "forest of nothing": lambda: charts.forest(answer(table=answer().table.iloc[:1])),
    "groups": lambda: draw_groups(groups(), name="career confidence", by="number of mentors", yes_no=False),
    "heatmap": lambda: heatmap(pairs()),
    "margins": lambda: draw_margins(pairs(), Rounding()),
    "closeness": lambda: draw_closeness(closeness_between(mixed()), few="fewer than 10"),
    "closeness of nothing": lambda: draw_closeness(closeness_between(mixed(few=True)), few="fewer than 10"),
    "neighborhood": lambda: draw_neighborhood(neighborhood_of(mixed())),
    "neighborhood of nothing": lambda: draw_neighborhood(neighborhood_of(mixed(), "hotels")),
    "bars": lambda: draw_counts(90, 30, 4),
}


def mixed(*, few: bool = False) -> ms.Program:
    """Thirty pairings of bankers with 12 from insurance, 15 from hospitals and 3 from mining."""
    kinds = ["Insurance"] * 12 + ["Hospitals"] * 15 + ["Mining"] * 3
    rows = [(f"mentee-{n}", f"mentor-{n}", "Banking", kind) for n, kind in enumerate(kinds)]
    columns = ["mentee_id", "mentor_id", "mentee_industry", "mentor_industry"]
    return ms.load_frames(pairings=pd.DataFrame(rows[:5] if few else rows, columns=columns))


def counts_of(*counts: int) -> list[tuple[str, Count]]:
    values = [number for number, count in enumerate(counts, start=1) for _ in range(count)]
    return count_bars(values, range(1, len(counts) + 1), unit="mentors")


def draw_counts(*counts: int) -> go.Figure:
    return draw_bars(counts_of(*counts), Rounding(), title="Mentors per mentee", of="mentees", total=sum(counts))


def heatmap(paired: pd.DataFrame) -> go.Figure:
    info = match_sectors(paired, Rounding())
    assert info is not None
    return draw_matching(info)


def pairs(**changes: int) -> pd.DataFrame:
    sizes = {
        ("Finance", "Finance"): 30,
        ("Finance", "Health"): 12,
        ("Health", "Finance"): 11,
        ("Health", "Health"): 25,
    }
    rows = [cell for cell, size in sizes.items() for _ in range(size)] + [("Mining", "Finance")] * changes.get(
        "mining", 0
    )
    frame = pd.DataFrame(rows, columns=["mentee_sector", "mentor_sector"])
    return frame.assign(mentee_id=[f"mentee-{number}" for number in range(len(frame))])


def summary(figure: go.Figure) -> str:
    return figure.layout.meta["summary"]

"""The outcome in groups of mentees, with the people behind each average.

The plain data, where nothing is taken into account but the group; beside each average what the model expects of
mentees who are alike in the rest.  A group of few people shows neither
its size nor its average nor its points, and neither does the group from which it could be worked out; where
the two together are enough people, they are shown as one group.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mentorstats.charts.style import GROUP_COLORS, GROUP_SYMBOLS, INK, finish, plain, words
from mentorstats.privacy.suppression import NOT_SHOWN, suppress_small_counts
from mentorstats.program import Program
from mentorstats.questions.contrasts import ADJACENCY, AT_ONCE, IN_TURN, NUMBER
from mentorstats.questions.model import QuestionModel, fit_question

PROXIMITY_GROUPS = ("mostly same", "mostly adjacent", "mostly distant", "evenly mixed", "not known")
MENTOR_GROUPS = {
    "one": "one mentor",
    "at once": "several at once",
    "in turn": "one after another",
    "unclear": "not known",
}
# Without dates nobody knows whether two mentors were there at the same time.
_UNDATED = "two or more"
_NEAREST: dict[str, str] = dict(zip(PROXIMITY_GROUPS, ("same", "adjacent", "distant", "", ""), strict=True))


@dataclass(frozen=True)
class Group:
    """A group of mentees as a figure may show it: how many (text), their average, their sorted scores.

    ``modeled`` is what the model expects of mentees who are alike in the rest, with its 95 % interval.
    """

    name: str
    people: str
    mean: float
    scores: tuple[float, ...]
    modeled: tuple[float, float, float] | None = None


def nearest_group(shares: pd.DataFrame) -> pd.Series:
    """Which kind of mentors each mentee mostly had; equal shares are "evenly mixed".

    ``shares`` has the columns share_same, share_adjacent, share_distant and share_unknown.
    """
    names = ["share_same", "share_adjacent", "share_distant", "share_unknown"]
    values = shares[names].astype(float).fillna(0.0).to_numpy()
    largest = values.max(axis=1, keepdims=True)
    leaders = np.isclose(values, largest)
    same, adjacent, distant, mixed, unknown = PROXIMITY_GROUPS
    kinds = np.array([same, adjacent, distant, unknown])[leaders.argmax(axis=1)]
    kinds = np.where(leaders.sum(axis=1) > 1, mixed, kinds)
    return pd.Series(np.where(largest[:, 0] == 0, unknown, kinds), index=shares.index, dtype="str")


def outcome_groups(
    values: pd.Series, groups: pd.Series, *,
    order: Sequence[str], min_people: int = 10, beside: int = 0, decimals: int = 2,
) -> tuple[Group, ...]:  # fmt: skip
    """The outcome in each group that is not empty; groups that must be hidden are one group, if it is large enough.

    ``beside`` are the few who belong to none of them and must not follow from the groups' sizes: one size is hidden
    with them, and as many marks left out as keep that size from being counted.  A group that stays hidden has no mean
    and no scores.  Scores are sorted, so that their order does not say whose they are; a mean has no more ``decimals``
    than are written, since the size of a group could be told from those of an exact one.
    """
    scored, kinds = values.to_numpy(dtype=float), groups.to_numpy()
    found = {name: np.sort(scored[(kinds == name) & ~np.isnan(scored)]) for name in order}
    found = {name: scores for name, scores in found.items() if scores.size or name != PROXIMITY_GROUPS[-1]}
    hidden = [name for name, size in _sizes(found, min_people).items() if not size.isdigit()]
    if sum(found[name].size for name in hidden) >= min_people:
        together = " or ".join(name for name in hidden if found[name].size)
        found[together] = np.sort(np.concatenate([found.pop(name) for name in hidden]))
    sizes = _sizes(found, min_people, beside)
    drawn = {name: _marks(name, found, sizes, min_people, beside) for name, scores in found.items() if scores.size}
    return tuple(
        Group(
            name,
            sizes[name],
            round(float(found[name].mean()), decimals) if marks.size else math.nan,
            tuple(marks.tolist()),
        )
        for name, marks in drawn.items()
    )


def _marks(
    name: str, found: Mapping[str, np.ndarray], sizes: Mapping[str, str], min_people: int, beside: int
) -> np.ndarray:
    """The scores to draw: all where the size is told, else only as many as follow from what is told, or none."""
    scores, nothing = found[name], np.zeros(0)
    if sizes[name].isdigit():
        return scores
    others = [size for other, size in sizes.items() if other != name and not size.isdigit()]
    if scores.size < min_people or not beside or NOT_SHOWN in others:
        return nothing
    unknown = beside + sum(found[other].size for other, size in sizes.items() if not size.isdigit())
    least = unknown - (len(others) + 1) * (min_people - 1)
    return scores[np.linspace(0, scores.size - 1, least).round().astype(int)] if least >= min_people else nothing


def _sizes(found: Mapping[str, np.ndarray], min_people: int, beside: int = 0) -> dict[str, str]:
    counts = pd.DataFrame({"people": [*(scores.size for scores in found.values()), *([beside] if beside else [])]})
    return dict(zip(found, suppress_small_counts(counts, min_people=min_people)["people"], strict=False))


def outcome_by_proximity(program: Program, *, outcome: str | None = None) -> go.Figure:
    """Draw mentees' outcomes by the kind of mentors that they mostly had by the landmark, with averages."""
    asked = fit_question(program, ADJACENCY, outcome=outcome)
    return _outcome_figure(asked, nearest_group(asked.participations.table), _NEAREST, by="industry of the mentors")


def outcome_by_mentors(program: Program, *, outcome: str | None = None) -> go.Figure:
    """Draw mentees' outcomes by the number of mentors that they had by the landmark, with averages."""
    asked = fit_question(program, NUMBER, outcome=outcome)
    names = MENTOR_GROUPS if asked.participations.dated else MENTOR_GROUPS | {"at once": _UNDATED}
    groups = pd.Series([names[kind] for kind in asked.participations.table["several"]], dtype="str")
    order = dict(zip(names.values(), ("one", AT_ONCE, IN_TURN, ""), strict=True))
    return _outcome_figure(asked, groups, order, by="number of mentors")


def _outcome_figure(asked: QuestionModel, groups: pd.Series, order: Mapping[str, str], *, by: str) -> go.Figure:
    """``order`` maps each group, in its place, to the exposure that the model speaks of."""
    table, yes_no = asked.participations.table, asked.comparison.yes_no
    compared = table["row"].isin(asked.comparison.row_of.index)
    scores = pd.Series(np.where(compared, table["final"], np.nan), dtype=float)
    least = asked.program.min_people
    scores = 100 * scores if yes_no else scores
    info = outcome_groups(scores, groups, order=tuple(order), min_people=least, beside=asked.told.hidden,
                          decimals=0 if yes_no else 2)  # fmt: skip
    expected = {side: _expected(row, yes_no) for side, row in asked.means().items()}
    info = [replace(group, modeled=expected.get(order.get(group.name, "")) if group.scores else None) for group in info]
    return draw_groups(info, name=words(asked.participations.outcome), by=by, yes_no=yes_no)


def _expected(row: pd.Series, yes_no: bool) -> tuple[float, float, float]:
    """What the model expects and its interval, as it is written; a share cannot leave 0 to 100 %."""
    estimate, low, high = (float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    if not yes_no:
        return round(estimate, 2), round(low, 2), round(high, 2)
    return tuple(float(np.clip(round(value), 0, 100)) for value in (estimate, low, high))  # type: ignore[return-value]


def draw_groups(info: Sequence[Group], *, name: str, by: str, yes_no: bool) -> go.Figure:
    """Draw groups side by side: a mark a mentee and a line for the average, or a bar for the share of yes."""
    figure = go.Figure()
    for place, group in enumerate(info):
        if group.scores:
            _add_group(figure, group, place=place, yes_no=yes_no)
    ticks = [f"{plain(group.name, width=10, lines=5)}<br>{plain(_size(group.people), width=9)}" for group in info]
    figure.update_xaxes(
        tickvals=list(range(len(info))), ticktext=ticks, tickangle=0, showgrid=False,
        range=[-0.5, max(1, len(info)) - 0.5],
    )  # fmt: skip
    axis = f"{plain(name, width=28, lines=1)} ({'% yes' if yes_no else 'points'})"
    figure.update_yaxes(title_text=axis, range=[0, 108] if yes_no else None)
    marks = (
        "one mark a mentee" if all(g.people.isdigit() for g in info if g.scores) else "a mark for most mentees, not all"
    )
    note = "plain shares" if yes_no else f"{marks}; line: average"
    if any(group.modeled for group in info):
        note += "; cross: model, alike in the rest"
    title = f"{name[:1].upper()}{name[1:]} by {by}"
    summary = _summary(info, name=name, by=by, yes_no=yes_no)
    table = [
        (by[:1].upper() + by[1:], "Mentees", "Share of yes" if yes_no else "Average", "What the model expects"),
        *((g.name, g.people, _mean(g, yes_no) if g.scores else "not shown", _modeled(g, yes_no)) for g in info),
    ]
    return finish(figure, title=title, note=note, summary=summary, height=380, table=table)


def _add_group(figure: go.Figure, group: Group, *, place: int, yes_no: bool) -> None:
    color, symbol = GROUP_COLORS[place % 5], GROUP_SYMBOLS[place % 5]
    if yes_no:
        figure.add_bar(x=[place], y=[group.mean], width=0.7, marker_color=color, hoverinfo="skip")
    else:
        # Multiples of the golden ratio spread points evenly, the same way every time.
        spread = (np.arange(len(group.scores)) * 0.6180339887 % 1 - 0.5) * 0.64
        figure.add_scatter(
            x=(place + spread).round(4).tolist(), y=list(group.scores), mode="markers", hoverinfo="skip",
            marker={"color": color, "symbol": symbol, "size": 7, "opacity": 0.55},
        )  # fmt: skip
        figure.add_scatter(
            x=[place - 0.4, place + 0.4], y=[group.mean] * 2, mode="lines", hoverinfo="skip",
            line={"color": INK, "width": 4},
        )  # fmt: skip
    if group.modeled:
        estimate, low, high = group.modeled
        figure.add_scatter(
            x=[place + 0.36], y=[estimate], mode="markers", hoverinfo="skip",
            marker={"color": INK, "symbol": "x", "size": 9},
            error_y={"type": "data", "symmetric": False, "array": [high - estimate], "arrayminus": [estimate - low],
                     "color": INK, "thickness": 1.5, "width": 4},
        )  # fmt: skip
    figure.add_annotation(
        x=place, y=group.mean, yanchor="bottom", yshift=3, showarrow=False,
        text=f"<b>{_mean(group, yes_no)}</b>", bgcolor="rgba(255,255,255,0.85)", borderpad=1,
    )  # fmt: skip


def _size(people: str) -> str:
    """The size of a group in a label.

    >>> [_size(text) for text in ("31", "<10", "not shown")]
    ['n = 31', 'n < 10', 'n not shown']
    """
    return f"n = {people}" if people.isdigit() else f"n {people.replace('<', '< ')}"


def _mean(group: Group, yes_no: bool) -> str:
    return f"{group.mean:.0f} %" if yes_no else f"{group.mean:.2f}"


def _modeled(group: Group, yes_no: bool) -> str:
    if group.modeled is None:
        return ""
    estimate, low, high = (f"{value:.0f}" if yes_no else f"{value:.2f}" for value in group.modeled)
    return f"{estimate} ({low} to {high})"


def _summary(info: Sequence[Group], *, name: str, by: str, yes_no: bool) -> Iterable[str]:
    measure = f"{'Share with' if yes_no else 'Average'} {name} by {by}"
    shown = [f"{group.name} {_mean(group, yes_no)} ({_size(group.people)})" for group in info if group.scores]
    yield f"{measure}: {'; '.join(shown) or 'too few people to show'}."
    hidden = [group.name for group in info if not group.scores]
    if hidden:
        yield f"Not shown because of few people: {', '.join(hidden)}."
    yield "Plain averages: nothing else that differs between the groups is taken into account."
    modeled = [f"{group.name} {_modeled(group, yes_no)}" for group in info if group.modeled]
    if modeled:
        yield f"What the model expects of mentees alike in the rest, with 95 % intervals: {'; '.join(modeled)}."

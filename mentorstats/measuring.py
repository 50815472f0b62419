"""How well a program's scales measure: reliability, item by item, and answers piled up at an end of the range."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mentorstats.instruments import Scale
from mentorstats.loading import Program
from mentorstats.models.reliability import cronbach_alpha, item_rest_correlations, mcdonald_omega
from mentorstats.scales import answers_of

__all__ = ["scale_items", "scale_reliability"]

# Beyond this share at an end, a scale cannot tell people there apart (Terwee et al. 2007, J. Clin. Epidemiol. 60).
PILED_UP = 0.15
COLUMNS = (
    "scale", "wave", "n", "items", "alpha", "alpha_low", "alpha_high", "omega", "omega_low", "omega_high",
    "floor_share", "ceiling_share", "warning",
)  # fmt: skip


def scale_reliability(program: Program, *, seed: int = 1) -> pd.DataFrame:
    """Each declared scale and its parts, wave by wave: Cronbach's alpha and McDonald's omega with 95 % intervals.

    ``n`` counts complete answers; ``floor_share`` and ``ceiling_share`` are those of scores at the worst and the best
    end.  Alpha needs two items, omega three; a wave with fewer than ``min_people`` complete answers has no numbers.
    """
    rows = [
        _row(program, scale, name, items, str(wave), answers, seed)
        for scale in program.settings.scale
        for name, items in scale.scored.items()
        for wave, answers in answers_of(program.surveys, scale, items).groupby(level="wave")
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def scale_items(program: Program) -> pd.DataFrame:
    """Each item of each declared scale, wave by wave: mean, n, and its correlation with the rest of the scale."""
    rows = []
    for scale in program.settings.scale:
        for wave, answers in answers_of(program.surveys, scale, scale.items).groupby(level="wave"):
            whole = answers.dropna()
            alike = len(scale.items) < 2 or whole.sum(axis=1).nunique() < 2
            few = alike or _people(whole) < program.settings.min_people
            rest = np.full(len(scale.items), np.nan) if few else item_rest_correlations(whole)
            means = answers.mean() if not few else pd.Series(np.nan, index=answers.columns)
            rows += [
                (scale.name, str(wave), item, len(whole), float(means[item]), float(r))
                for item, r in zip(scale.items, rest, strict=True)
            ]
    return pd.DataFrame(rows, columns=["scale", "wave", "item", "n", "mean", "item_rest_correlation"])


def _row(
    program: Program, scale: Scale, name: str, items: tuple[str, ...], wave: str, answers: pd.DataFrame, seed: int
) -> tuple:
    whole = answers.dropna()
    nothing = (np.nan,) * 6
    if _people(whole) < program.settings.min_people:
        return (name, wave, len(whole), len(items), *nothing, np.nan, np.nan, "too few complete answers")
    scores = answers[answers.notna().mean(axis=1) >= scale.answered - 1e-9].mean(axis=1)
    ends = [float(np.isclose(scores, end).mean()) for end in (scale.low, scale.high)]
    told = whole.sum(axis=1).nunique() > 1
    alpha = cronbach_alpha(whole) if told and len(items) > 1 else None
    omega = mcdonald_omega(whole, seed=seed) if told and len(items) > 2 else None
    numbers = [
        number
        for one in (alpha, omega)
        for number in ((one.estimate, one.conf_low, one.conf_high) if one else (np.nan,) * 3)
    ]
    return (name, wave, len(whole), len(items), *numbers, *ends, _warning(ends))


def _people(answers: pd.DataFrame) -> int:
    return answers.index.get_level_values("person_id").nunique()


def _warning(ends: list[float]) -> str:
    piled = [word for word, share in zip(("worst", "best"), ends, strict=True) if share > PILED_UP]
    return f"more than {PILED_UP:.0%} have the {' and the '.join(piled)} score there is" if piled else ""

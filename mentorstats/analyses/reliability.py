"""How well a program's scales measure: reliability, item by item, and answers piled up at an end of the range.

Why a number is missing, or what may be wrong with it, is said beside it: an item that goes against the others was
probably not reversed.  A question from 0 to 10 whether people would recommend the program is given as three shares.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mentorstats.models.reliability import Reliability, constant, cronbach_alpha, item_rest_correlations, mcdonald_omega
from mentorstats.privacy.metrics import HIDDEN
from mentorstats.program import Program
from mentorstats.schema.scales import SurveyScale, answers_of

__all__ = ["recommendations", "scale_items", "scale_reliability"]

# Beyond this share at an end, a scale cannot tell people there apart (Terwee et al. 2007, J. Clin. Epidemiol. 60).
PILED_UP = 0.15
# Alpha needs three rows.
FEWEST = 3
# Answers of 9 and 10 promote, those up to 6 detract (Reichheld 2003, Harvard Business Review 81 (12)).
PROMOTERS, DETRACTORS = 9, 6
COLUMNS = (
    "scale", "wave", "n", "people", "items", "alpha", "alpha_low", "alpha_high", "omega", "omega_low", "omega_high",
    "floor_share", "ceiling_share", "warning",
)  # fmt: skip


def scale_reliability(program: Program, *, seed: int = 1) -> pd.DataFrame:
    """Each declared scale and its parts, wave by wave: Cronbach's alpha and McDonald's omega with 95 % intervals.

    ``n`` counts complete answers, ``people`` those who gave them; where somebody answered about several others, the
    intervals are those of drawing whole people.  ``floor_share`` and ``ceiling_share`` are those of scores at the worst
    and the best end.  Alpha needs two items, omega three; a wave in which fewer than ``min_people`` people answered
    everything has no numbers.  ``warning`` says why a number is missing or what may be wrong.
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
            complete = answers.dropna()
            alike = (
                len(scale.items) < 2 or len(complete) < FEWEST or bool(constant(complete.sum(axis=1).to_frame()).all())
            )
            few = _people(complete) < program.min_people
            rest = np.full(len(scale.items), np.nan) if few or alike else item_rest_correlations(complete)
            means = answers.mean() if not few else pd.Series(np.nan, index=answers.columns)
            rows += [
                (scale.name, str(wave), item, len(complete), float(means[item]), float(r))
                for item, r in zip(scale.items, rest, strict=True)
            ]
    return pd.DataFrame(rows, columns=["scale", "wave", "item", "n", "mean", "item_rest_correlation"])


def _row(
    program: Program, scale: SurveyScale, name: str, items: tuple[str, ...], wave: str, answers: pd.DataFrame, seed: int
) -> tuple:
    complete = answers.dropna()
    size = (name, wave, len(complete), _people(complete), len(items))
    if _people(complete) < program.min_people:
        return (*size, *(np.nan,) * 8, "too few complete answers")
    scores = answers[answers.notna().mean(axis=1) >= scale.answered - 1e-9].mean(axis=1)
    ends = [float(np.isclose(scores, end).mean()) for end in (scale.low, scale.high)]
    alpha, omega, warnings = _reliability(complete, seed)
    numbers = [
        number
        for measure in (alpha, omega)
        for number in ((measure.estimate, measure.conf_low, measure.conf_high) if measure else (np.nan,) * 3)
    ]
    return (*size, *numbers, *ends, "; ".join([*warnings, *_piled(ends)]))


def _reliability(complete: pd.DataFrame, seed: int) -> tuple[Reliability | None, Reliability | None, list[str]]:
    """Alpha and omega of complete answers, None if they cannot be computed, and warnings about them."""
    if complete.shape[1] < 2:
        return None, None, []
    if len(complete) < FEWEST or constant(complete.sum(axis=1).to_frame()).all():
        return None, None, ["everybody has the same score, so alpha and omega cannot be told"]
    people = complete.index.get_level_values("person_id")
    alpha, omega, warnings = cronbach_alpha(complete, people=people, seed=seed), None, list(_item_warnings(complete))
    if complete.shape[1] > 2:
        try:
            omega = mcdonald_omega(complete, people=people, seed=seed)
        except ValueError as error:
            warnings.append(f"omega cannot be told: {error}")
    return alpha, omega, warnings


def _item_warnings(complete: pd.DataFrame) -> Iterator[str]:
    """Warnings about items that do not differ, and about those that go against the others."""
    same = [str(item) for item, alike in zip(complete, constant(complete), strict=True) if alike]
    if same:
        yield f"everybody answered {' and '.join(same)} alike"
    rest = item_rest_correlations(complete)
    against = [str(item) for item, r in zip(complete, rest, strict=True) if r < 0]
    if against:
        verb = "goes" if len(against) == 1 else "go"
        yield f"{' and '.join(against)} {verb} against the other items; was one to be reversed?"


def _people(answers: pd.DataFrame) -> int:
    return answers.index.get_level_values("person_id").nunique()


def _piled(ends: list[float]) -> Iterator[str]:
    piled = [word for word, share in zip(("worst", "best"), ends, strict=True) if share > PILED_UP]
    if piled:
        yield f"more than {100 * PILED_UP:.0f} % have the {' and the '.join(piled)} score there is"


def recommendations(program: Program) -> pd.DataFrame:
    """Would people recommend the program?  Each scale with the use "recommend", wave by wave, in shares of the answers.

    Columns: scale, wave, n, people, promoters (9 or 10), passives (7 or 8), detractors (0 to 6), difference (promoters
    less detractors, from -1 to 1) and note.  Where one of the three is a few people, no share is told.
    """
    rows = [
        (scale.name, str(wave), *_shares(of_wave.iloc[:, 0].dropna(), program.min_people))
        for scale in program.settings.scale
        if scale.use == "recommend"
        for wave, of_wave in answers_of(program.surveys, scale, scale.items).groupby(level="wave")
    ]
    names = ["scale", "wave", "n", "people", "promoters", "passives", "detractors", "difference", "note"]
    return pd.DataFrame(rows, columns=names)


def _shares(answers: pd.Series, few: int) -> tuple:
    people = answers.index.get_level_values("person_id")
    kinds = [answers >= PROMOTERS, (answers > DETRACTORS) & (answers < PROMOTERS), answers <= DETRACTORS]
    size = (len(answers), people.nunique())
    if people.nunique() < few or any(0 < people[kind].nunique() < few for kind in kinds):
        return (*size, *(np.nan,) * 4, HIDDEN.format(few=few))
    promoters, passives, detractors = (float(kind.mean()) for kind in kinds)
    return (*size, promoters, passives, detractors, promoters - detractors, "")

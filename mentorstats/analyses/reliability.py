"""How well a program's scales measure: reliability, item by item, and answers piled up at an end of the range.

Why a number is missing, or what may be wrong with it, is said beside it: an item that goes against the others was
probably not reversed.  A question from 0 to 10 whether people would recommend the program is given as three shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from mentorstats.models.reliability import Reliability, constant, cronbach_alpha, item_rest_correlations, mcdonald_omega
from mentorstats.program import Program
from mentorstats.rounding import NOT_SHOWN, Counted, Rounding, steps_of
from mentorstats.schema.scales import SurveyScale, answers_of
from mentorstats.sharing import Apart, describe

__all__ = ["recommendations", "scale_items", "scale_reliability"]

# Beyond this share at an end, a scale cannot tell people there apart (Terwee et al. 2007, J. Clin. Epidemiol. 60).
PILED_UP = 0.15
# Alpha needs three rows.
FEWEST = 3
# Answers of 9 and 10 promote, those up to 6 detract (Reichheld 2003, Harvard Business Review 81 (12)).
PROMOTERS, DETRACTORS = 9, 6
_KINDS = ("promoters", "passives", "detractors")
_TOO_FEW = "too few complete answers"
COLUMNS = (
    "scale", "wave", "n", "people", "items", "alpha", "alpha_low", "alpha_high", "omega", "omega_low", "omega_high",
    "floor_share", "ceiling_share", "warning",
)  # fmt: skip


def scale_reliability(program: Program, *, seed: int = 1) -> pd.DataFrame:
    """Each declared scale and its parts, wave by wave: Cronbach's alpha and McDonald's omega with 95 % intervals.

    ``n`` counts complete answers, ``people`` those who gave them; where somebody answered about several others, the
    intervals are those of drawing whole people.  ``floor_share`` and ``ceiling_share`` are those of scores at the worst
    and the best end.  Alpha needs two items, omega three.  ``warning`` says why a number is missing or what may be
    wrong.
    """
    rows = [
        _row(program, scale, name, items, str(wave), answers, seed)
        for scale in program.settings.scale
        for name, items in scale.scored.items()
        for wave, answers in answers_of(program.surveys, scale, items).groupby(level="wave")
    ]
    table, rounding = pd.DataFrame([row for row, _ in rows], columns=list(COLUMNS)), program.rounding
    apart = {(name, wave): _apart(people, ends, rounding) for (name, wave, _, people, *_), ends in rows}
    columns = {
        **dict.fromkeys(COLUMNS, "estimate"), **dict.fromkeys(("scale", "wave", "items", "warning"), "exact"),
        "n": ("count", "people"), "people": "people",
    }  # fmt: skip
    return describe(table, columns, rounding=rounding, by=["scale", "wave"], rows=apart)


def _apart(people: int, ends: Sequence[tuple[Counted, ...]], rounding: Rounding) -> Apart:
    """How a scale's row is shown: nothing of few people, else its shares as shares."""
    if not rounding.enough(people):
        return Apart(words={"warning": _TOO_FEW, "floor_share": "", "ceiling_share": ""})
    shares = [rounding.share(*sides) for sides in ends]
    return Apart(0.01, dict(zip(("floor_share", "ceiling_share"), shares, strict=True)))


def scale_items(program: Program) -> pd.DataFrame:
    """Each item of each declared scale, wave by wave: mean, and its correlation with the rest of the scale.

    Columns: scale, wave, item, n (complete answers), people (who gave them), mean, item_rest_correlation.
    """
    rows, apart, rounding = [], {}, program.rounding
    for scale in program.settings.scale:
        for wave, answers in answers_of(program.surveys, scale, scale.items).groupby(level="wave"):
            complete = answers.dropna()
            alike = (
                len(scale.items) < 2 or len(complete) < FEWEST or bool(constant(complete.sum(axis=1).to_frame()).all())
            )
            rest = np.full(len(scale.items), np.nan) if alike else item_rest_correlations(complete)
            means, people = answers.mean(), _people(complete)
            step = rounding.step(steps_of(scale.high - scale.low), people=people)
            apart[scale.name, str(wave)] = Apart(step, None if step else {})
            rows += [
                (scale.name, str(wave), item, len(complete), people, float(means[item]), float(r))
                for item, r in zip(scale.items, rest, strict=True)
            ]
    columns = {
        **dict.fromkeys(("scale", "wave", "item"), "exact"), "n": ("count", "people"), "people": "people",
        **dict.fromkeys(("mean", "item_rest_correlation"), "estimate"),
    }  # fmt: skip
    table = pd.DataFrame(rows, columns=list(columns))
    return describe(table, columns, rounding=rounding, by=["scale", "wave"], rows=apart)


def _row(
    program: Program, scale: SurveyScale, name: str, items: tuple[str, ...], wave: str, answers: pd.DataFrame, seed: int
) -> tuple[tuple, list[tuple[Counted, ...]]]:
    """A row of the table, and the answers at both ends beside the rest."""
    complete = answers.dropna()
    size = (name, wave, len(complete), _people(complete), len(items))
    if _people(complete) < FEWEST:
        return (*size, *(np.nan,) * 8, _TOO_FEW), []
    scores = answers[answers.notna().mean(axis=1) >= scale.answered - 1e-9].mean(axis=1)
    at_ends = [pd.Series(np.isclose(scores, end), index=scores.index) for end in (scale.low, scale.high)]
    ends = [float(there.mean()) for there in at_ends]
    sides = [tuple(Counted(len(own), _people(own)) for own in (scores[there], scores[~there])) for there in at_ends]
    alpha, omega, warnings = _reliability(complete, seed, program.rounding)
    numbers = [
        number
        for measure in (alpha, omega)
        for number in ((measure.estimate, measure.conf_low, measure.conf_high) if measure else (np.nan,) * 3)
    ]
    return (*size, *numbers, *ends, "; ".join([*warnings, *_piled(ends)])), sides


def _reliability(
    complete: pd.DataFrame, seed: int, rounding: Rounding
) -> tuple[Reliability | None, Reliability | None, list[str]]:
    """Alpha and omega of complete answers, None if they cannot be computed, and warnings about them."""
    if complete.shape[1] < 2:
        return None, None, []
    if len(complete) < FEWEST or constant(complete.sum(axis=1).to_frame()).all():
        return None, None, ["nearly everybody has the same score, so alpha and omega cannot be told"]
    people = complete.index.get_level_values("person_id")
    alpha, omega = cronbach_alpha(complete, people=people, seed=seed), None
    warnings = list(_item_warnings(complete, rounding))
    if complete.shape[1] > 2:
        try:
            omega = mcdonald_omega(complete, people=people, seed=seed)
        except ValueError as error:
            warnings.append(f"omega cannot be told: {error}")
    return alpha, omega, warnings


def _item_warnings(complete: pd.DataFrame, rounding: Rounding) -> Iterator[str]:
    """Warnings about items that hardly differ, and about those that go against the others."""
    others = {str(item): complete[complete[item] != complete[item].mode()[0]] for item in complete}
    same = [item for item, rows in others.items() if rows.empty or not rounding.enough(_people(rows))]
    if same:
        yield f"nearly everybody answered {' and '.join(same)} alike"
    rest = item_rest_correlations(complete)
    against = [str(item) for item, r in zip(complete, rest, strict=True) if r < 0]
    if against:
        verb = "goes" if len(against) == 1 else "go"
        yield f"{' and '.join(against)} {verb} against the other items; was one to be reversed?"


def _people(answers: pd.DataFrame | pd.Series) -> int:
    return answers.index.get_level_values("person_id").nunique()


def _piled(ends: list[float]) -> Iterator[str]:
    piled = [word for word, share in zip(("worst", "best"), ends, strict=True) if share > PILED_UP]
    if piled:
        yield f"more than {100 * PILED_UP:.0f} % have the {' and the '.join(piled)} score there is"


def recommendations(program: Program) -> pd.DataFrame:
    """Would people recommend the program?  Each scale with the use "recommend", wave by wave, in shares of the answers.

    Columns: scale, wave, n, people, promoters (9 or 10), passives (7 or 8), detractors (0 to 6) and difference
    (promoters less detractors, from -1 to 1).
    """
    waves = [
        (scale.name, str(wave), of_wave.iloc[:, 0].dropna())
        for scale in program.settings.scale
        if scale.use == "recommend"
        for wave, of_wave in answers_of(program.surveys, scale, scale.items).groupby(level="wave")
    ]
    rows = [(name, wave, len(answers), _people(answers), *_shares(answers)) for name, wave, answers in waves]
    table = pd.DataFrame(rows, columns=["scale", "wave", "n", "people", *_KINDS, "difference"])
    columns = {**dict.fromkeys(table, "exact"), "n": ("count", "people"), "people": "people"}
    apart = {(name, wave): _shares_in_words(answers, program.rounding) for name, wave, answers in waves}
    return describe(table, columns, rounding=program.rounding, by=["scale", "wave"], rows=apart)


def _kinds(answers: pd.Series) -> list[pd.Series]:
    return [answers >= PROMOTERS, (answers > DETRACTORS) & (answers < PROMOTERS), answers <= DETRACTORS]


def _shares(answers: pd.Series) -> tuple[float, ...]:
    promoters, passives, detractors = (float(kind.mean()) for kind in _kinds(answers))
    return promoters, passives, detractors, promoters - detractors


def _shares_in_words(answers: pd.Series, rounding: Rounding) -> Apart:
    """The three shares as they may be told, and their difference where all are."""
    told, people = [], _people(answers)
    for kind in _kinds(answers):
        inside, rest = (Counted(len(own), _people(own)) for own in (answers[kind], answers[~kind]))
        told.append(rounding.share(inside, rest, people=people))
    numbers = [int(share.removesuffix(" %")) for share in told if share.removesuffix(" %").isdecimal()]
    difference = f"{numbers[0] - numbers[2]} %".replace("-", "−") if len(numbers) == len(told) else NOT_SHOWN
    return Apart(words=dict(zip((*_KINDS, "difference"), (*told, difference), strict=True)))

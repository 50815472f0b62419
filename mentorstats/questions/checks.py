"""What was looked at before an answer was given, with its result.

Who is in and who is left out, how many stand behind each side, what the comparison is adjusted for, how much
mentors differ, and what the exports do not tell.  A status of ``caution`` is worth a thought, ``stop`` means that
the question could not be answered as model.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from mentorstats.formats import equals, written
from mentorstats.industry import HUB, Industries
from mentorstats.models.fit import JointTest, MultipleMembershipFit
from mentorstats.questions.adjustment import RESIDUAL_ROWS, ROWS_A_COEFFICIENT
from mentorstats.questions.certainty.balance import LIMIT, Imbalance, alone_in_cohort, imbalances
from mentorstats.questions.certainty.checks import model_checks
from mentorstats.questions.certainty.hubs import hub_pairs
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.results import CHECK_COLUMNS, Check
from mentorstats.questions.sensitivity import response_by_side
from mentorstats.questions.spread import row_variances
from mentorstats.rounding import NOT_SHOWN, Count, Counted, Rounding, Steps
from mentorstats.tables.mentees import Participations
from mentorstats.text import shown_cell

__all__ = ["CHECK_COLUMNS", "Check", "checks_table"]


_DEVIATIONS = Steps(0.1, 0.01)
MUCH_THROUGH_HUBS = 0.25
MANY_ALONE = 0.1

_COVARIATES = {"baseline": "the score before", "baseline missing": "having a score before"}


def checks_table(model: QuestionModel, *, joint: JointTest | None) -> pd.DataFrame:
    """The checks of one answer, a row each: check, result, status and meaning; their numbers are rounded."""
    participations, comparison, rounding = model.participations, model.comparison, model.rounding
    rows = [*_who(model), *_sides(model), *_answering(model)]
    rows += [*_adjusted(comparison, rounding), *_alike_before(model), *_dates(participations)]
    if model.question.compares_industries:
        rows += _hubs(participations.pairs, model.program.industries, rounding)
    if model.fit is not None:
        rows += _mentors(comparison, model.fit, model.note, rounding)
        rows += model_checks(model)
    if joint is not None:
        rows.append(_alike(model.question.joint, joint, rounding))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def _who(model: QuestionModel) -> list[Check]:
    participations, rounding, left_out = model.participations, model.rounding, model.left_out
    everyone = model.mentees + sum(left_out.values())
    # Who is lost by this question alone did answer.
    answered = model.mentees + left_out[model.question.loses]
    share = answered / everyone if everyone else 0.0
    # A share would be finer than the two numbers, and tell how many few were left out for a reason.
    whole = rounding.total(everyone, [model.mentees, *left_out.values()])
    said = f"{_cell(answered, rounding)} of {whole.replace('<', 'fewer than ')} mentees"
    said = _cell(answered, rounding) if whole == NOT_SHOWN else said
    silent, needed = "Those who did not answer may have fared differently.", max(FEWEST, rounding.min_people)
    once = "Each counts once, however many mentors."
    rows = [
        Check("mentees compared", _cell(model.mentees, rounding), "fine" if model.mentees >= needed else "stop", once),
        Check("final answers", said, "fine" if share >= 0.8 else "caution", silent),
    ]
    for reason, count in left_out.items():
        here = "These mentees are counted here, nowhere else."
        rows.append(Check(f"left out: {reason}", _cell(count, rounding), "note", here))
    if rounding.enough(participations.later) and participations.later:
        later = _cell(participations.later, rounding)
        rows.append(Check("later participations", later, "note", "Set aside, since a person counts once."))
    if rounding.enough(participations.early_finals) and participations.early_finals:
        early = "Set aside: given before the landmark (landmark_days), when it was not clear which mentors count."
        rows.append(Check("final answers that came early", _cell(participations.early_finals, rounding), "note", early))
    if model.comparison.group_is_row:
        team = "A team has one outcome, so it counts once; a mentee without a team is a team of one."
        rows.append(Check("teams compared", model.rows_in_words, "note", team))
    return rows


def _cell(count: Count, rounding: Rounding) -> str:
    """A number by itself, in words where it is hidden."""
    number = rounding.number(count)
    return rounding.cell(count).replace("<", "fewer than ") if number is None else f"{number:,}"


def _share_of(share: str, whole: str) -> str:
    """A share and what it is of; of fewer people than shares are told of only that."""
    return f"{share}, of {whole}" if share == NOT_SHOWN else f"{share} of {whole}"


def _answering(model: QuestionModel) -> list[Check]:
    """Whether the sides answer alike."""
    response, rounding = response_by_side(model), model.rounding
    if len(response.exposures) < 2 or not all(map(rounding.enough, response.invited)):
        return []
    counts = zip(response.exposures, response.invited, response.answered, strict=True)
    told = {side: rounding.share(answered, invited - answered) for side, invited, answered in counts}
    shares = [f"{_in_words(model, side)} {share}" for side, share in told.items()]
    # Beside the shares of the other sides, p would tell how many the few are.
    known = all(share.endswith("%") for share in told.values()) and np.isfinite(response.p_value)
    p = f" (p {equals(response.p_value)})" if known else ""
    apart = response.p_value < 0.05
    why = "Where one side answers less, a difference may be a difference in who answers; see the rows with bounds."
    return [Check("final answers by side", f"{'; '.join(shares)}{p}", "caution" if apart else "fine", why)]


def _alike_before(model: QuestionModel) -> list[Check]:
    """How far the sides are apart in what is adjusted for, and whether every cohort has both."""
    enough = {name for name, c in model.contrasts.items() if model.rounding.enough(model.fewest(c.exposures))}
    largest_first, rows = [imbalance for imbalance in imbalances(model) if imbalance.contrast in enough], []
    evened = "The adjustment evens this out; the further apart, the more depends on it."
    left = "With too few people to even it out, this may be the difference."
    for adjusted, name, meaning in (
        (True, "how alike the sides are", evened),
        (False, "how alike the sides are in what is not adjusted for", left),
    ):
        worst = next((imbalance for imbalance in largest_first if imbalance.adjusted == adjusted), None)
        if worst is not None:
            status = "caution" if abs(worst.difference) > LIMIT else "fine"
            rows.append(Check(name, _apart(model, worst), status, meaning))
    alone, compared = alone_in_cohort(model), model.mentees
    if model.rounding.enough(alone) and alone:
        nobody = "There is nobody in their cohort to compare them with; they are compared across cohorts."
        status = "caution" if alone > MANY_ALONE * compared else "note"
        share = model.rounding.share(alone, compared - alone)
        rows.append(Check("mentees without a counterpart", share, status, nobody))
    return rows


def _apart(model: QuestionModel, worst: Imbalance) -> str:
    """How far the sides are apart in a covariate."""
    exposures = model.contrasts[worst.contrast].exposures
    first, second = (_in_words(model, side) for side in exposures)
    covariate = shown_cell(_covariate_in_words(worst.covariate, model.program.industries))
    # A difference of a covariate that people have or have not tells how many have it.
    step = model.rounding.step(_DEVIATIONS, people=model.fewest(exposures)) or _DEVIATIONS.coarse
    size = written(abs(worst.difference), step)
    return f"most in {covariate}: {size} standard deviations between {first} and {second}"


def _in_words(model: QuestionModel, exposure: str) -> str:
    """What a mentee had."""
    return model.question.exposure(exposure).in_words(dated=model.participations.dated)


def _covariate_in_words(covariate: str, industries: Industries) -> str:
    """A column of the adjustment as people would call it."""
    kind, _, code = covariate.partition(" ")
    if kind in ("industry", "sector") and code not in ("other", "unknown"):
        title = industries.title(code) if kind == "industry" else industries.sector_title(code)
        return f"the {kind} {title}"
    return _COVARIATES.get(covariate, covariate)


def _sides(model: QuestionModel) -> list[Check]:
    rows = []
    for side, count in model.comparison.counts.items():
        beside, needed = side not in model.question.sides, max(FEWEST, model.rounding.min_people)
        meaning = "Taken into account, but not one of the two sides." if beside else f"At least {needed} are needed."
        status = "fine" if beside or (count >= FEWEST and model.fewest([side]) >= needed) else "stop"
        name = f"{model.noun}s with {_in_words(model, side)}"
        rows.append(Check(name, _cell(Counted(count, model.fewest([side])), model.rounding), status, meaning))
    return rows


def _adjusted(comparison: Comparison, rounding: Rounding) -> list[Check]:
    kept, dropped = comparison.adjustment.kept, comparison.adjustment.dropped
    alike = "The comparison is between mentees who are alike in this."
    rows = [Check("adjusted for", ", ".join(kept) or "nothing", "fine" if kept else "caution", alike)]
    if dropped:
        few = f"Too few rows: {ROWS_A_COEFFICIENT} are needed for each number that the model estimates, and "
        few += f"{RESIDUAL_ROWS} more than there are such numbers."
        rows.append(Check("not adjusted for", ", ".join(dropped), "caution", few))
    without = comparison.rows["baseline"].isna()
    people = comparison.rows["mentees"]
    missing, rest = (Counted(int(own.sum()), int(people[own].sum())) for own in (without, ~without))
    if not comparison.has_baseline:
        apart = "Mentees who started out better cannot be told from mentees who did better."
        rows.append(Check("score before", "none in the exports", "caution", apart))
    elif rounding.enough(missing):
        filled = "The cohort's mean stands in for it, and the model is told."
        rows.append(Check("no score before", _share_of(rounding.share(missing, rest), "the rows"), "note", filled))
    return rows


def _dates(participations: Participations) -> list[Check]:
    if participations.dated:
        return []
    late = "All of a mentee's mentors count, whenever they came; whether at the same time is unknown."
    return [Check("dates of pairings", "none in the exports", "caution", late)]


def _hubs(pairs: pd.DataFrame, industries: Industries, rounding: Rounding) -> list[Check]:
    """How many adjacent pairings are so only because one side is close to nearly everything."""
    hubs = hub_pairs(pairs, industries)
    adjacent, through = hubs.adjacent, hubs.through
    if adjacent.empty or not rounding.enough(_counted(adjacent)):
        return []
    told = rounding.share(_counted(adjacent[through]), _counted(adjacent[~through]), people=_counted(adjacent).people)
    broad = f"A hub is adjacent to {HUB} industries or more, so being adjacent to it says little."
    status = "caution" if through.mean() > MUCH_THROUGH_HUBS else "fine"
    return [Check("adjacent through a hub industry", _share_of(told, "the adjacent pairings"), status, broad)]


def _counted(pairs: pd.DataFrame) -> Counted:
    return Counted(len(pairs), pairs["mentee_id"].nunique())


def _mentors(comparison: Comparison, fit: MultipleMembershipFit, note: str, rounding: Rounding) -> list[Check]:
    memberships = sum(fit.variances[name] for name in comparison.memberships if name in fit.variances)
    total = memberships + float(np.mean(row_variances(fit)))
    names = {"mentor": "mentors", "group": "teams"}
    rows = []
    for name in comparison.memberships:
        if name in fit.variances:
            none = "none that can be seen: estimated as 0, and then left out of the degrees of freedom"
            share = 100 * fit.variances[name] / total
            differ = f"{share:.0f} % of what is left unexplained" if share else none
            facts = f"Mentees who share {names[name]} are not separate facts, and the answer takes that into account."
            rows.append(Check(f"how much {names[name]} differ", differ, "fine", facts))
    if fit.approximation is not None:
        about = f"estimated, each with an error of about {100 * max(fit.approximation.relative_error, 1e-4):.2f} %"
        exact = (
            "There are too many mentors who share mentees for an exact answer; this is far less than what chance adds."
        )
        rows.append(Check("how exactly the variances are known", about, "fine", exact))
    load = (comparison.memberships["mentor"] > 0).sum(axis=0)
    several = int((load > 1).sum())
    tied = connected_components(comparison.memberships["mentor"].T @ comparison.memberships["mentor"])[1]
    shared = _share_of(rounding.share(several, len(load) - several), "the mentors")
    rows.append(Check("mentors with several mentees", shared, "fine", "They show how much mentors themselves differ."))
    largest = int(np.bincount(tied).max())
    linked = "Mentors are tied where mentees have both of them; what is known of one tells of the others."
    share = _share_of(rounding.share(largest, len(tied) - largest), "the mentors")
    rows.append(Check("largest group of mentors tied by mentees", share, "fine", linked))
    if note:
        rows.append(
            Check("mentor and team effects", note, "note", "Nobody is compared with anyone else because of it.")
        )
    return rows


def _alike(name: str, joint: JointTest, rounding: Rounding) -> Check:
    """The question's own test."""
    df = rounding.df(joint.df_den)
    free = f"({joint.df_num}, {df:.0f})" if math.isfinite(df) else ""
    result = f"F{free} = {joint.statistic:.2f}, p {equals(joint.p_value)}"
    whole = "One test of the whole question; a small p says that they are not all alike."
    return Check(name, result, "note", whole)

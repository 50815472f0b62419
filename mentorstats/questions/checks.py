"""What was looked at before an answer was given, with its result.

Who is in and who is left out, how many stand behind each side, what the comparison is adjusted for, how much
mentors differ, and what the exports do not tell.  A status of ``caution`` is worth a thought, ``stop`` means that
the question could not be answered as model.
"""

from __future__ import annotations

from itertools import product
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from mentorstats.formats import numbered
from mentorstats.industry import HUB, Industries
from mentorstats.models.fit import JointTest, MultipleMembershipFit
from mentorstats.privacy.suppression import EVERYTHING_SHOWN, suppress_small_counts, total_text
from mentorstats.questions.adjustment import ROWS_A_COEFFICIENT
from mentorstats.questions.balance import LIMIT, alone_in_cohort, imbalances
from mentorstats.questions.comparison import Comparison
from mentorstats.questions.contrasts import FEWEST
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.sensitivity import response_by_side
from mentorstats.tables.mentees import Participations
from mentorstats.text import shown_cell

__all__ = ["CHECK_COLUMNS", "Check", "checks_table"]


MUCH_THROUGH_HUBS = 0.25
MANY_ALONE = 0.1

_COVARIATES = {"baseline": "the score before", "baseline missing": "having a score before"}


class Check(NamedTuple):
    """One check; ``status`` is fine, note, caution or stop."""

    check: str
    result: str
    status: Literal["fine", "note", "caution", "stop"]
    meaning: str


CHECK_COLUMNS = Check._fields


def checks_table(model: QuestionModel, *, joint: JointTest | None) -> pd.DataFrame:
    """The checks of one answer, a row each: check, result, status and meaning; few people are not counted."""
    participations, comparison, least = model.participations, model.comparison, model.program.min_people
    rows = [*_who(model, least), *_sides(model, least), *_answering(model, least)]
    rows += [*_adjusted(comparison, least), *_alike_before(model), *_dates(participations)]
    if model.question.compares_industries:
        rows += _hubs(participations.pairs, model.program.industries, least)
    if model.fit is not None:
        rows += _mentors(comparison, model.fit, model.note, least)
    if joint is not None:
        rows.append(_alike(model.question.joint, joint, exactly=not model.told.rounded))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def _who(model: QuestionModel, least: int) -> list[Check]:
    participations, comparison, told = model.participations, model.comparison, model.told
    everyone, answered = told.wholes
    share = answered / everyone if everyone else 0.0
    whole = numbered(everyone, "mentee", least)
    result = f"{_percent(answered, everyone, least)} of {whole}" if everyone >= least else whole
    silent = "Those who did not answer may have fared differently."
    once = "Each counts once, however many mentors."
    rows = [
        Check("mentees compared", told.text, "fine" if told.mentees else "stop", once),
        Check("final answers", result, "fine" if share >= 0.8 else "caution", silent),
    ]
    for reason, count in told.left_out:
        rows.append(Check(f"left out: {reason}", count, "note", "These mentees are counted here, nowhere else."))
    if participations.later:
        later = total_text(participations.later, min_people=least)
        rows.append(Check("later participations", later, "note", "Set aside, since a person counts once."))
    if participations.early_finals:
        early = "Set aside: given before the landmark (landmark_days), when it was not clear which mentors count."
        few = total_text(participations.early_finals, min_people=least)
        rows.append(Check("final answers that came early", few, "note", early))
    if comparison.group_is_row:
        team = "A team has one outcome, so it counts once; a mentee without a team is a team of one."
        rows.append(Check("teams compared", f"{len(comparison.rows)}", "note", team))
    return rows


def _percent(count: int, whole: int, least: int) -> str:
    """A share of people in which neither those inside nor those outside are few; else only its side is told."""
    if 0 < whole - count < least:
        return "nearly all"
    return f"{100 * count / whole:.0f} %" if count == 0 or count >= least else "few"


def _answering(model: QuestionModel, least: int) -> list[Check]:
    """Whether the sides answer alike."""
    response = response_by_side(model)
    if len(response.exposures) < 2 or min(response.invited) < least:
        return []
    counts = zip(response.exposures, response.invited, response.answered, strict=True)
    shares = [f"{_in_words(model, side)} {_percent(answered, invited, least)}" for side, invited, answered in counts]
    apart = response.p_value < 0.05
    # Beside the shares of the other sides, p would tell how many the few are.
    told = all(share.endswith("%") for share in shares) or least == EVERYTHING_SHOWN
    p = f" (p = {response.p_value:.2f})" if told and np.isfinite(response.p_value) else ""
    why = "Where one side answers less, a difference may be a difference in who answers; see the rows with bounds."
    return [Check("final answers by side", f"{'; '.join(shares)}{p}", "caution" if apart else "fine", why)]


def _alike_before(model: QuestionModel) -> list[Check]:
    """How far the sides are apart in what is adjusted for, and whether every cohort has both."""
    largest_first = imbalances(model)
    rows = []
    if largest_first:
        worst = largest_first[0]
        first, second = (_in_words(model, side) for side in model.contrasts[worst.contrast].exposures)
        covariate = shown_cell(_covariate_in_words(worst.covariate, model.program.industries))
        result = f"most in {covariate}: {abs(worst.difference):.2f} standard deviations between {first} and {second}"
        apart = "The adjustment evens this out; the further apart, the more depends on it."
        status = "caution" if abs(worst.difference) > LIMIT else "fine"
        rows.append(Check("how alike the sides are", result, status, apart))
    alone, compared = alone_in_cohort(model), int(model.comparison.rows["mentees"].sum())
    if alone > 0:
        nobody = "There is nobody in their cohort to compare them with; they are compared across cohorts."
        status = "caution" if alone > MANY_ALONE * compared else "note"
        share = _percent(alone, compared, model.program.min_people)
        rows.append(Check("mentees without a counterpart", share, status, nobody))
    return rows


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


def _sides(model: QuestionModel, least: int) -> list[Check]:
    rows = []
    counts = model.comparison.counts
    # One mentor, several at once, one after another: with those left out they make up a number that is known.
    hidden = 0 if model.question.compares_industries else model.told.hidden
    left_out = {"left out": hidden} if hidden else {}
    shown = suppress_small_counts(pd.DataFrame({"rows": counts | left_out}), min_people=least)["rows"]
    if model.question.compares_industries and not model.comparison.group_is_row:
        shown = shown.mask(shown.str.isdigit(), pd.Series({side: model.told.count(n) for side, n in counts.items()}))
    for side, count in counts.items():
        beside = side not in model.question.sides
        meaning = "Taken into account, but not one of the two sides." if beside else f"At least {FEWEST} are needed."
        status = "fine" if count >= FEWEST or beside else "stop"
        name = f"{model.noun}s with {_in_words(model, side)}"
        rows.append(Check(name, shown[side], status, meaning))
    return rows


def _adjusted(comparison: Comparison, least: int) -> list[Check]:
    kept, dropped = comparison.adjustment.kept, comparison.adjustment.dropped
    alike = "The comparison is between mentees who are alike in this."
    rows = [Check("adjusted for", ", ".join(kept) or "nothing", "fine" if kept else "caution", alike)]
    if dropped:
        few = f"Too few rows: {ROWS_A_COEFFICIENT} are needed for each number that the model estimates."
        rows.append(Check("not adjusted for", ", ".join(dropped), "caution", few))
    rows_without = int(comparison.rows["baseline"].isna().sum())
    if not comparison.has_baseline:
        apart = "Mentees who started out better cannot be told from mentees who did better."
        rows.append(Check("score before", "none in the exports", "caution", apart))
    elif rows_without:
        filled = "The cohort's mean stands in for it, and the model is told."
        rows.append(
            Check(
                "no score before", f"{_percent(rows_without, len(comparison.rows), least)} of the rows", "note", filled
            )
        )
    return rows


def _dates(participations: Participations) -> list[Check]:
    if participations.dated:
        return []
    late = "All of a mentee's mentors count, whenever they came; whether at the same time is unknown."
    return [Check("dates of pairings", "none in the exports", "caution", late)]


def _hubs(pairs: pd.DataFrame, industries: Industries, least: int) -> list[Check]:
    """How many adjacent pairings are so only because one side is close to nearly everything."""
    adjacent = pairs.loc[pairs["proximity"] == "adjacent", ["mentee_industry", "mentor_industry"]]
    if adjacent.empty:
        return []
    cells = industries.nodes(pd.unique(adjacent.to_numpy().ravel()))
    hubs = {code for code in {code for codes in cells.values() for code in codes} if industries.is_hub(code)}
    kinds = adjacent.value_counts().reset_index().to_dict("records")
    sides = [(cells[kind["mentee_industry"]], cells[kind["mentor_industry"]], int(kind["count"])) for kind in kinds]
    through = sum(count for mentee, mentor, count in sides if _only_by_hub(mentee, mentor, industries, hubs))
    share = through / len(adjacent)
    result = f"{_percent(through, len(adjacent), least)} of the adjacent pairings"
    broad = f"A hub is adjacent to {HUB} industries or more, so being adjacent to it says little."
    return [Check("adjacent through a hub industry", result, "caution" if share > MUCH_THROUGH_HUBS else "fine", broad)]


def _only_by_hub(mentee: tuple[str, ...], mentor: tuple[str, ...], industries: Industries, hubs: set[str]) -> bool:
    """Whether every adjacent pair of two people's industries has a hub in it."""
    codes = list(dict.fromkeys([*mentee, *mentor]))
    tier = industries.between(codes)[1].to_dict()
    return all(hubs & {a, b} for a, b in product(mentee, mentor) if tier[a][b] == "adjacent")


def _mentors(comparison: Comparison, fit: MultipleMembershipFit, note: str, least: int) -> list[Check]:
    total = sum(fit.variances.values())
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
    shared = f"{_percent(several, len(load), least)} of the mentors"
    rows.append(Check("mentors with several mentees", shared, "fine", "They show how much mentors themselves differ."))
    largest = int(np.bincount(tied).max())
    linked = "Mentors are tied where mentees have both of them; what is known of one tells of the others."
    rows.append(
        Check(
            "largest group of mentors tied by mentees",
            f"{_percent(largest, len(tied), least)} of the mentors",
            "fine",
            linked,
        )
    )
    if note:
        rows.append(
            Check("mentor and team effects", note, "note", "Nobody is compared with anyone else because of it.")
        )
    return rows


def _alike(name: str, joint: JointTest, *, exactly: bool) -> Check:
    """The question's own test; its df, from which the rows can be counted, only where their number is told."""
    p = f"p = {joint.p_value:.3f}" if joint.p_value >= 0.001 else "p < 0.001"
    df = f"({joint.df_num}, {joint.df_den:.1f})" if exactly else ""
    result = f"F{df} = {joint.statistic:.2f}, {p}"
    whole = "One test of the whole question; a small p says that they are not all alike."
    return Check(name, result, "note", whole)

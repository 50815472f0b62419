"""Ratings of the two sides of a pairing about each other, compared by how close their industries are.

A kind mentee rates every mentor well, and a gifted mentor is rated well by everyone, so two ratings with the same
person in them are not separate facts.  The model has crossed effects of mentors and mentees; the rest of the variance
belongs to the pairing.  Ratings come at the end, so they may follow from how well things went.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.errors import PlainError, UnusableExports
from mentorstats.formats import OutcomeScale, TextResult, count_noun
from mentorstats.models.collinearity import dependent_columns
from mentorstats.models.fit import MultipleMembershipFit
from mentorstats.program import Program
from mentorstats.questions.adjustment import adjust
from mentorstats.questions.contrasts import ADJACENCY, FEWEST
from mentorstats.questions.fit import fit_or_refusal
from mentorstats.questions.results import NUMBERS, SHOWN_COLUMNS, TABLE_COLUMNS
from mentorstats.questions.sentences import ContrastResult, size_sentence
from mentorstats.rounding import Counted, Rounding, Steps, scale_range, steps_of
from mentorstats.sharing import Apart, describe, shareable
from mentorstats.tables.pairs import pair_rows
from mentorstats.text import capitalize, shown_cell

__all__ = ["PairRatings", "pair_ratings"]

METHOD = "crossed mentor and mentee effects"
REFERENCE, OTHERS = "same", ("adjacent", "distant")
CONTRASTS = {contrast.name: contrast.exposures for contrast in ADJACENCY.contrasts}
RATERS = {"mentee": ("mentee_id", "mentor_id"), "mentor": ("mentor_id", "mentee_id")}


@dataclass(frozen=True, eq=False, repr=False)
class PairRatings(TextResult):
    """Ratings compared by how close the industries are.

    ``table`` has the columns of an answer's table, all rows exploratory and unadjusted for how many there are;
    ``outcome`` names the item and who gave it.  ``variances`` has a row an item and rater: item, rater, ratings,
    mentees, mentors, and which percentage of the differences goes with the mentor, the mentee and the pairing.
    """

    table: pd.DataFrame
    variances: pd.DataFrame
    text: str


@dataclass(frozen=True, eq=False)
class _ItemRatings:
    """One item as one side rated it, and its model or why there is none."""

    item: str
    rater: str
    rows: pd.DataFrame
    steps: Steps
    columns: tuple[str, ...]
    fit: MultipleMembershipFit | None
    refusal: str

    @property
    def sizes(self) -> dict[str, int]:
        """How many ratings, mentees and mentors there are."""
        return {"ratings": len(self.rows)} | {f"{side}s": self.rows[f"{side}_id"].nunique() for side in RATERS}

    @property
    def outcome(self) -> str:
        return f"{self.item}, by the {self.rater}"


def pair_ratings(program: Program, *, items: Sequence[str] = ()) -> PairRatings:
    """Compare the ratings of the two sides of a pairing about each other, by how close their industries are.

    ``items`` are survey items with ``about_id``; all that either side answered about the other, unless given.  Adjusted
    for the cohort and the industry of the mentee.  ``UnusableExports`` if nobody rated a partner; ``ValueError`` for an
    unknown item.
    """
    pairs = pair_rows(program).drop_duplicates(["mentee_id", "mentor_id"])
    pairs = pairs[pairs["proximity"] != "unknown"].reset_index(drop=True)
    scores = _scores(program)
    known = sorted(scores["item"].unique())
    for item in items:
        if item not in known:
            raise PlainError(f"items has {item!r}; rated are {', '.join(map(repr, known)) or 'none'}")
    rated = [
        item_ratings
        for item in items or known
        for rater in RATERS
        if (item_ratings := _item_ratings(program, pairs, scores[scores["item"] == item], item, rater)) is not None
    ]
    if not rated:
        raise UnusableExports(
            "nobody's score is about the other side of a pairing; about_id in the surveys would tell whom it is about"
        )
    table = pd.DataFrame([row for rating in rated for row in _rows(rating)], columns=list(TABLE_COLUMNS))
    table = _described(table.astype({f"n_{side}s": "Int64" for side in RATERS}), rated, program.rounding)
    variances = pd.DataFrame([_variances(rating) for rating in rated])
    columns = {
        **dict.fromkeys(("item", "rater"), "exact"), "ratings": ("count", "mentees"), "mentees": "people",
        "mentors": "people", **dict.fromkeys(("mentor", "mentee", "pairing"), ("estimate", 1.0)),
    }  # fmt: skip
    variances = describe(variances, columns, rounding=program.rounding)
    return PairRatings(table, variances, _text(rated, table, program.settings.outcome_better, program.rounding))


def _described(table: pd.DataFrame, rated: Sequence[_ItemRatings], rounding: Rounding) -> pd.DataFrame:
    """The table, each of whose items has a scale of its own."""
    apart = {}
    for rating in rated:
        sizes = rating.rows.groupby("proximity")["mentee_id"].nunique()
        for contrast, sides in CONTRASTS.items():
            enough = all(rounding.enough(int(sizes.get(side, 0))) for side in sides)
            few = {"method": f"{METHOD}: {rounding.few} mentees on a side"}
            apart[rating.outcome, contrast] = Apart(rating.steps.fine) if enough else Apart(words=few)
    return describe(table, SHOWN_COLUMNS, rounding=rounding, by=["outcome", "contrast"], rows=apart)


def _scores(program: Program) -> pd.DataFrame:
    """Final scores about somebody, averaged: person_id, about_id, item, score."""
    surveys = program.surveys.dropna(subset=["score", "about_id"])
    late = surveys[surveys["wave"].isna() | (surveys["wave"] == "final")]
    return late.groupby(["person_id", "about_id", "item"])["score"].mean().reset_index()


def _item_ratings(
    program: Program, pairs: pd.DataFrame, scores: pd.DataFrame, item: str, rater: str
) -> _ItemRatings | None:
    rater_id, rated_id = RATERS[rater]
    rows = pairs.merge(scores, left_on=[rater_id, rated_id], right_on=["person_id", "about_id"]).assign(baseline=np.nan)
    if rows.empty:
        return None
    rows["row"] = np.arange(len(rows))
    declared = {
        name: (scale.low, scale.high) for scale in program.settings.scale for name in (*scale.items, *scale.scored)
    }
    steps = steps_of(scale_range(*declared.get(item, (None, None)), spread=float(rows["score"].std())))
    if min(rows["mentee_id"].nunique(), rows["mentor_id"].nunique()) < FEWEST:
        return _ItemRatings(item, rater, rows, steps, (), None, f"fewer than {FEWEST} mentees or mentors are in it")
    codes = program.industries.nodes(rows["mentee_industry"].dropna().unique())
    cells = zip(rows["row"], rows["mentee_industry"], strict=True)
    industry_weights = [
        (row, code, 1 / len(codes[cell])) for row, cell in cells if isinstance(cell, str) for code in codes[cell]
    ]
    industries = pd.DataFrame(industry_weights, columns=["row", "code", "weight"])
    adjusted = adjust(rows, industries, sector=program.industries.sector, exposures=len(OTHERS)).columns
    tiers = pd.DataFrame({tier: (rows["proximity"] == tier).astype(float) for tier in OTHERS})
    design = pd.concat([adjusted, tiers.loc[:, tiers.any()]], axis=1)
    design = design.drop(columns=dependent_columns(design))
    memberships = {side: _indicators(rows[f"{side}_id"]) for side in RATERS}
    fit, refusal, _ = fit_or_refusal(rows["score"], design, memberships=memberships, noun="rating")
    return _ItemRatings(item, rater, rows, steps, tuple(design.columns), fit, refusal)


def _indicators(people: pd.Series) -> sparse.csr_array:
    codes, names = people.factorize()
    return sparse.csr_array((np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=(len(codes), len(names)))


def _rows(rating: _ItemRatings) -> Iterator[dict[str, Any]]:
    sizes = rating.rows.groupby("proximity")["mentee_id"].nunique()
    people = {f"n_{side}s": rating.sizes[f"{side}s"] for side in RATERS}
    for contrast, (first, second) in CONTRASTS.items():
        numbers, method = dict.fromkeys(NUMBERS, np.nan), f"{METHOD}: {rating.refusal}"
        weights = _weights(rating.columns, first, second)
        if rating.fit is not None and min(sizes.get(first, 0), sizes.get(second, 0)) < FEWEST:
            method = f"{METHOD}: fewer than {FEWEST} mentees on a side"
        elif rating.fit is not None and weights is not None:
            row = rating.fit.contrast(weights)
            numbers, method = {name: float(row[name]) for name in NUMBERS}, METHOD
        about = {"question": "pair_ratings", "outcome": rating.outcome, "contrast": contrast, "role": "exploratory"}
        yield about | {"method": method} | numbers | people | {"verdict": ""}


def _weights(columns: tuple[str, ...], first: str, second: str) -> np.ndarray | None:
    if not {first, second} <= {REFERENCE, *columns}:
        return None
    return np.array([float(name == first) - float(name == second) for name in columns])


def _variances(rating: _ItemRatings) -> dict[str, Any]:
    variances = {} if rating.fit is None else rating.fit.variances
    total = sum(variances.values())
    shares = {
        name: 100 * variances[name] / total if name in variances else np.nan
        for name in ("mentor", "mentee", "residual")
    }
    shares["pairing"] = shares.pop("residual")
    return {"item": rating.item, "rater": rating.rater, **rating.sizes, **shares}


def _text(rated: Sequence[_ItemRatings], table: pd.DataFrame, better: str, rounding: Rounding) -> str:
    paragraphs, table = [], shareable(table)
    for rating in rated:
        name = f"{rating.item.replace('_', ' ')} as the {rating.rater} rates it"
        estimates = table[table["outcome"] == rating.outcome].dropna(subset="estimate")
        if rating.fit is None:
            paragraphs.append(f"{capitalize(name)}: it cannot be compared here, because {rating.refusal}.")
            continue
        scale = OutcomeScale(name, "points", better, 0.2 * float(rating.rows["score"].std()), rating.steps.fine)
        paragraphs.append(" ".join([_variance_sentence(rating, rounding), *_comparison_sentences(estimates, scale)]))
    comparisons = int(table["estimate"].notna().sum())
    if not comparisons:
        return "\n\n".join(paragraphs)
    paragraphs.append(
        f"These are {count_noun(comparisons, 'comparison')}, and of those without any real difference 1 in 20 looks "
        "like one by luck alone: take them as hints. Ratings are given at the end, so they may follow from how well "
        "things went."
    )
    return "\n\n".join(paragraphs)


def _comparison_sentences(estimates: pd.DataFrame, scale: OutcomeScale) -> Iterator[str]:
    clear = (estimates["conf_low"] > 0) | (estimates["conf_high"] < 0)
    yield from (size_sentence(_contrast_result(row), scale) for row in estimates[clear].to_dict("records"))
    ranges = [f"{' against '.join(CONTRASTS[row['contrast']])}: {scale.range(row['conf_low'], row['conf_high'])}"
              for row in estimates[~clear].to_dict("records")]  # fmt: skip
    if ranges:
        between = "the industries" if not clear.any() else "the other industries"
        yield (
            f"Whether it differs by how close {between} are we cannot tell ({'; '.join(ranges)} {scale.unit} fits "
            "these data, 95 % interval); more ratings would help."
        )


def _contrast_result(row: dict) -> ContrastResult:
    first, second = ADJACENCY.estimated[row["contrast"]].in_words(dated=True)
    low, high = row["conf_low"], row["conf_high"]
    # Without a verdict there is no 90 % interval; the 95 % one in its place never makes a difference look settled.
    return ContrastResult(row["contrast"], first, second, row["estimate"], low, high, low90=-np.inf, high90=np.inf)


def _variance_sentence(rating: _ItemRatings, rounding: Rounding) -> str:
    shares, sizes = _variances(rating), rating.sizes
    ratings = rounding.words(Counted(sizes["ratings"], sizes["mentees"]), "rating")
    mentees, mentors = (rounding.words(sizes[f"{side}s"], side) for side in RATERS)
    parts = [f"{shares[name]:.0f} % with the {name}" for name in ("mentor", "mentee", "pairing")
             if not np.isnan(shares[name])]  # fmt: skip
    name = shown_cell(rating.item.replace("_", " "))
    about = f"{capitalize(name)}, {ratings} by the {rating.rater} ({mentees} and {mentors})"
    return f"{about}: of the differences between ratings, {', '.join(parts)} itself."

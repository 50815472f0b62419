"""A platform of any size, made up by arrays: people, pairings, surveys and sessions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from mentorstats.industry import Industries

INDUSTRIES = ("Banking", "Software", "Hospitals", "Consulting", "Schools", "Insurance", "Retail", "Construction")


def names(side: str, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(side, np.char.zfill(numbers.astype(str), 7))


def pairings_of(count: int, *, seed: int = 1) -> pd.DataFrame:
    """``count`` pairings or a few fewer: two mentees for three pairings, four mentees a mentor."""
    rng = np.random.default_rng(seed)
    mentees, mentors = max(1, count * 2 // 3), max(1, count // 6)
    mentee = np.concatenate([np.arange(mentees), rng.integers(0, mentees, count - mentees)])
    start = np.datetime64("2020-01-06", "s") + (rng.integers(0, 1500, mentees)[mentee] * 86_400).astype("m8[s]")
    length = (rng.integers(60, 400, count) * 86_400).astype("m8[s]")
    table = pd.DataFrame({
        "mentee_id": names("e", mentee), "mentor_id": names("m", rng.integers(0, mentors, count)),
        "cohort": pd.Series(start).dt.year.astype("str"), "start_date": start, "end_date": start + length,
        "status": np.where(rng.random(count) < 0.85, "completed", "closed_early"),
    })  # fmt: skip
    return table.drop_duplicates(["mentee_id", "mentor_id"], ignore_index=True)


def sessions_of(pairings: pd.DataFrame, *, each: int = 10, seed: int = 2) -> pd.DataFrame:
    """About ``each`` sessions a pairing, nine of ten attended, none there twice."""
    rng = np.random.default_rng(seed)
    row = np.repeat(np.arange(len(pairings)), rng.poisson(each, len(pairings)))
    day = (rng.integers(0, 200, len(row)) * 86_400).astype("m8[s]")
    return pd.DataFrame({
        "mentee_id": pairings["mentee_id"].to_numpy()[row], "mentor_id": pairings["mentor_id"].to_numpy()[row],
        "date": pairings["start_date"].to_numpy()[row] + day, "minutes": rng.integers(20, 90, len(row)).astype(float),
        "status": np.where(rng.random(len(row)) < 0.9, "attended", "cancelled"),
    }).drop_duplicates(ignore_index=True)  # fmt: skip


def people_and_surveys(pairings: pd.DataFrame, *, seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everyone's industry, and a score of each mentee before and after."""
    rng = np.random.default_rng(seed)
    mentees, mentors = (pairings[side].unique() for side in ("mentee_id", "mentor_id"))
    everyone = np.concatenate([mentees, mentors])
    people = pd.DataFrame({"person_id": everyone, "industry": rng.choice(INDUSTRIES, len(everyone))})
    before = rng.normal(3, 0.7, len(mentees))
    after = 0.4 * before + rng.normal(2, 0.7, len(mentees))
    surveys = pd.DataFrame({
        "person_id": np.tile(mentees, 2), "wave": np.repeat(["baseline", "final"], len(mentees)),
        "item": "career_confidence", "score": np.concatenate([before, after]).round(2),
    })  # fmt: skip
    return people, surveys


def industry_tables() -> dict[str, pd.DataFrame]:
    """How close every two industries are, and the sector of each, as the package has it."""
    industries = Industries.standard()
    pairs = pd.DataFrame(
        [(a, b) for a in INDUSTRIES for b in INDUSTRIES], columns=["mentee_industry", "mentor_industry"]
    )
    codes = industries.nodes(INDUSTRIES)
    sectors = pd.DataFrame(
        [(name, industries.sector(codes[name][0])) for name in INDUSTRIES], columns=["industry", "sector"]
    )
    close = industries.compare(pairs["mentee_industry"], pairs["mentor_industry"])
    return {"closeness": pairs.join(close), "sectors": sectors}


def design(
    mentees: int, *, mentors: int | None = None, block: int = 0, heavy: float = 0.0, columns: int = 12, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, sparse.csc_array]:
    """Outcomes, covariates and weights of mentees with 1 to 3 mentors, shared within blocks of ``block`` mentees.

    ``heavy`` of all places are with the first mentor.
    """
    rng = np.random.default_rng(seed)
    mentors = mentees // 4 if mentors is None else mentors
    often = rng.integers(1, 4, mentees)
    row = np.repeat(np.arange(mentees), often)
    blocks = max(1, mentees // block) if block else 1
    size = mentors // blocks
    column = row * blocks // mentees * size + rng.integers(0, size, len(row))
    column = np.where(rng.random(len(row)) < heavy, 0, column) if heavy else column
    weights = sparse.csc_array((1.0 / np.repeat(often, often), (row, column)), shape=(mentees, mentors))
    x = np.column_stack([np.ones(mentees), rng.standard_normal((mentees, columns - 1))])
    y = 0.1 * x @ rng.standard_normal(columns) + weights @ rng.normal(0, 0.55, mentors) + rng.standard_normal(mentees)
    return y, x, weights

"""The factors that can be looked at: what the exports say about pairings and people beside the two questions.

A factor is one or more columns, a row a mentee, averaged over the mentors that the mentee had by the landmark.  What
a pairing turns into (how often people met, how long it lasted) is a factor too, but it happens after the match and
may follow from how well things went: it is marked, and never adjusted for elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mentorstats.loading import Program
from mentorstats.measures import Participations
from mentorstats.mutual import ratings_of_each_other
from mentorstats.pairs import DAYS_A_MONTH, days_to_first_session
from mentorstats.schema import PlainError

__all__ = ["Factor", "factors_of"]

LEVELS = {
    "intern": 0, "trainee": 0, "entry": 1, "entry level": 1, "junior": 1, "mid": 2, "mid level": 2, "middle": 2,
    "intermediate": 2, "senior": 3, "lead": 4, "manager": 4, "principal": 4, "director": 5, "head": 5,
    "vice president": 6, "vp": 6, "executive": 7, "c level": 7, "owner": 7, "partner": 7,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Factor:
    """One thing to look at.

    ``columns`` (a row for each row of ``Participations.table``, indexed by its ``row``) are numbers, missing where
    the exports do not tell; ``steps`` says in words what one more of each column is.  ``after`` marks what happens
    after the match, ``given`` that it is asked beside the shares of industries, ``kinds`` that the columns are kinds
    to choose from; ``confounded`` says what else could be behind it.  Without columns, ``missing`` says which
    export would tell.
    """

    name: str
    title: str
    columns: pd.DataFrame
    steps: dict[str, str]
    confounded: str
    after: bool = False
    given: bool = False
    kinds: bool = False
    missing: str = ""


def factors_of(program: Program, part: Participations, *, columns: tuple[str, ...] = ()) -> list[Factor]:
    """All factors, those that the exports do not tell included.

    ``columns`` are further ones, of the pairings or the people.
    """
    met = _met(part)
    kinds: list[Callable[[Program, Participations, pd.DataFrame], Iterator[Factor]]] = [
        _source, _same_function, _seniority, _respect, _starting_items, _dosage, _first_session, _length,
    ]  # fmt: skip
    own = [factor for kind in kinds for factor in kind(program, part, met)]
    return [*own, *(_named(program, met, name) for name in columns)]


def _met(part: Participations) -> pd.DataFrame:
    """The pairings that count at the landmark, with the row of their mentee."""
    key = ["mentee_id", "spell"]
    begun = part.pairs[part.pairs["begun"]].drop_duplicates([*key, "mentor_id"])
    return begun.merge(part.table[[*key, "row"]], on=key)


def _source(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    yield _categories(
        "source", "how the pairing came about", met["source"], met,
        confounded="People who find their own mentor may be more driven than those who are given one.",
        missing="a column in the pairings that says how each came about (source)",
    )  # fmt: skip


def _same_function(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    known = program.people.drop_duplicates("person_id").set_index("person_id")["job_function"]
    plain = known.str.casefold().str.strip()
    mentee, mentor = (met[f"{side}_id"].map(plain) for side in ("mentee", "mentor"))
    same = (mentee == mentor).astype(float).where(mentee.notna() & mentor.notna())
    yield _number(
        "same function", "mentors with the mentee's own job function, given how close the industries are", same, met,
        step="all mentors instead of none", given=True,
        confounded="A shared function and a shared industry often come together; the industry is held alike.",
        missing="the job functions of both sides (job_function in the people)",
    )  # fmt: skip


def _seniority(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    written = program.people.drop_duplicates("person_id").set_index("person_id")["seniority"]
    plain = written.str.casefold().str.replace("-", " ").str.strip()
    level = plain.map(LEVELS).fillna(pd.to_numeric(plain, errors="coerce"))
    gap = met["mentor_id"].map(level) - met["mentee_id"].map(level)
    yield _number(
        "seniority gap", "how many steps mentors are senior to the mentee", gap, met, step="a step more",
        confounded="Senior mentors may choose whom they take, and junior mentees have more room to grow.",
        missing="the seniority of both sides, in usual words (junior, senior, director) or numbers",
    )  # fmt: skip


def _respect(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    """Both sides' ratings of each other: their level, how far apart they are, and the whole surface of the two."""
    name = next((item for item in program.surveys["item"].dropna().unique() if "respect" in item.casefold()), None)
    both = ratings_of_each_other(program, met, name)
    late = "Asked at the end, respect may follow from how well things went."
    missing = "an item about respect that both sides answer about each other (about_id)"
    level, apart = (both["mentee"] + both["mentor"]) / 2, (both["mentee"] - both["mentor"]).abs()
    yield _number(
        "respect", "the level of both sides' respect for each other", level, met, step="a point more of both",
        after=True, confounded=late, missing=missing,
    )  # fmt: skip
    yield _number(
        "respect apart", "how far the two ratings of respect are apart", apart, met, step="a point further apart",
        after=True, confounded=late, missing=missing,
    )  # fmt: skip
    x, y = (both[side] - both[["mentee", "mentor"]].mean().mean() for side in ("mentee", "mentor"))
    # The terms of Edwards and Parry (1993, Acad. Manage. J. 36): a1 to a4 are the coefficients themselves.
    s, d = (x + y) / 2, (x - y) / 2
    surface = pd.DataFrame({
        "agreeing, slope (a1)": s, "agreeing, bend (a2)": s * s, "mentee above mentor, slope (a3)": d,
        "apart either way, bend (a4)": d * d, "both together (a5)": s * d,
    })  # fmt: skip
    columns = _averaged(surface, met) if surface.notna().any(axis=None) else pd.DataFrame()
    steps = {str(column): f"response surface: {column}" for column in surface}
    title = "how both ratings of respect together go with it (a response surface)"
    yield Factor("respect surface", title, columns, steps, late, after=True, missing=missing)


def _starting_items(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    wanted = {
        "goal clarity": ("goal", "how clear the mentee's goals were at the start",
                         "Mentees who know what they want may do well with any mentor.", False),
        "sounding board": ("sounding", "how much the mentor was a sounding board",
                           "Who did well may remember the mentor kindly.", True),
        "directive": ("directive", "how much the mentor told the mentee what to do",
                      "Mentees who struggle may be told more.", True),
    }  # fmt: skip
    for name, (word, title, confounded, after) in wanted.items():
        items = program.surveys["item"].dropna().unique()
        item = next((item for item in items if word in item.casefold() and item != part.outcome), None)
        scores = program.surveys[(program.surveys["item"] == item) & program.surveys["person_id"].notna()]
        if not after:
            scores = scores[scores["wave"] == "baseline"]
        mean = scores.groupby("person_id")["score"].mean()
        values = met["mentee_id"].map(mean)
        yield _number(
            name, title, values, met, step="a point more", after=after, confounded=confounded,
            missing=f"a survey item about {name} ({'at the start' if not after else 'by the mentee'})",
        )  # fmt: skip


def _dosage(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    late = "Who gets on well meets more often, so the meetings may follow from how it went."
    months = met["months"].where(met["months"] > 0)
    for name, column, step in (("sessions", "sessions", "a session a month more"),
                               ("minutes", "minutes", "ten minutes a month more")):  # fmt: skip
        rate = met[column].astype(float) / months / (10.0 if name == "minutes" else 1.0)
        yield _number(
            f"{name} a month", f"{name} a month while the pairing lasted", rate, met, step=step, after=True,
            confounded=late, missing=f"{name} of each pairing, and the days on which pairings began and ended",
        )  # fmt: skip


def _first_session(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    months = days_to_first_session(program, met) / DAYS_A_MONTH
    yield _number(
        "time to first session", "months from the start of the pairing to the first session", months, met,
        step="a month later", after=True, confounded="A late start can be a sign of little time or little interest.",
        missing="the dates of sessions and of the start of pairings",
    )  # fmt: skip


def _length(program: Program, part: Participations, met: pd.DataFrame) -> Iterator[Factor]:
    yield _number(
        "match length", "months that pairings lasted, of those that are over", met["months"], met, step="a month more",
        after=True, confounded="A pairing that goes well lasts longer, so its length may follow from how it went.",
        missing="the days on which pairings began and ended",
    )  # fmt: skip


def _named(program: Program, met: pd.DataFrame, name: str) -> Factor:
    """A column that the user names: of the pairings, else of the mentees; numbers as numbers, words as categories."""
    people = program.people.drop_duplicates("person_id").set_index("person_id")
    if name in met:
        values = met[name]
    elif name in people:
        values = met["mentee_id"].map(people[name])
    else:
        raise PlainError(f"columns has {name!r}, which neither the pairings nor the people have")
    numbers = pd.to_numeric(values, errors="coerce")
    words = {"confounded": "What goes with it is for you to think of.", "missing": f"values of {name}"}
    if numbers.notna().sum() == values.notna().sum():
        return _number(name, name.replace("_", " "), numbers, met, step="one more", **words)
    return _categories(name, name.replace("_", " "), values, met, **words)


def _number(name: str, title: str, values: pd.Series, met: pd.DataFrame, *, step: str, **words) -> Factor:
    known = values.astype(float)
    if known.nunique() < 2:
        return Factor(name, title, pd.DataFrame(), {}, **words)
    return Factor(name, title, _averaged(known.to_frame(name), met), {name: step}, **words)


def _categories(name: str, title: str, values: pd.Series, met: pd.DataFrame, **words) -> Factor:
    """The share of mentors of each kind; the most frequent kind is what the others are compared with."""
    kinds = values.dropna().value_counts().index
    if len(kinds) < 2:
        return Factor(name, title, pd.DataFrame(), {}, **words)
    shares = pd.DataFrame({str(kind): (values == kind).astype(float).where(values.notna()) for kind in kinds[1:]})
    steps = {str(kind): f"{kind}, against {kinds[0]}" for kind in kinds[1:]}
    return Factor(name, title, _averaged(shares, met), steps, kinds=True, **words)


def _averaged(columns: pd.DataFrame, met: pd.DataFrame) -> pd.DataFrame:
    """Means over each mentee's pairings; missing where any is, so that nobody's average is of half their mentors."""
    whole = columns.notna().all(axis=1).groupby(met["row"]).transform("all")
    return columns[whole].groupby(met.loc[whole, "row"]).mean().astype(float).replace([np.inf, -np.inf], np.nan)

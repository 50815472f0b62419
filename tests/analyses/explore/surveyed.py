"""A program whose mentees answered several survey items."""

from __future__ import annotations

from mentorstats.analyses.explore.factors import factors_of
from mentorstats.tables.mentees import participations
from tests.programs import pair, program, score

PAIRS = [pair(f"e{i:02}", f"m{i % 10}", "2024-01-01") for i in range(20)]


DONE = [score(f"e{i:02}", i % 5, item="done") for i in range(20)]


def factor(made, name):
    return next(one for one in factors_of(made, participations(made)) if one.name == name)


def values(made, name):
    columns = factor(made, name).columns
    return {} if columns.empty else columns[name].to_dict()


def of(pairs, answers, **given):
    return program(pairs, surveys=[*answers, *DONE], outcome="done", **given)


def about(who, whom, value, item, **more):
    return score(who, value, item=item, about_id=whom, **more)

"""Programs that are explored in several tests."""

from __future__ import annotations

from functools import cache

from mentorstats.analyses.explore import explore
from mentorstats.analyses.explore.factors import Factor, factors_of
from mentorstats.exports.load import load
from mentorstats.tables.mentees import participations
from mentorstats.workspace import sample_exports
from tests.programs import pair, program, score


@cache
def sample():
    return load(sample_exports())


@cache
def explored():
    return explore(sample())


def many(pairs, answers, **given):
    """Thirty mentees of ten mentors, whose scores repeat every seventh."""
    made = [pair(f"e{i:02}", f"m{i % 10}", **{k: v[i % len(v)] for k, v in pairs.items()}) for i in range(60)]
    return program(made, surveys=[score(f"e{i:02}", (5 * i) % 7, **answers) for i in range(60)], **given)


def factor_named(made, name, **given) -> Factor:
    return next(one for one in factors_of(made, participations(made), **given) if one.name == name)

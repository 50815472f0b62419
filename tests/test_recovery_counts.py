"""Sums with weights, rows of files and pairings in sight give no few away; where their protection is off, they do."""

from __future__ import annotations

import sys

import pytest

import mentorstats as ms
from mentorstats.charts import counts
from mentorstats.report import page
from mentorstats.report.file_counts import FileRows
from mentorstats.report.page import Page, build_page
from mentorstats.report.parts import Section
from tests.recovery import Knowledge, _tables, simulated_program
from tests.recovery_counts import learn_counts

pytestmark = pytest.mark.slow


def page_of_counts(seed: int) -> Page:
    """The page of a made-up program, without what else was looked at, which holds no such count."""
    program = simulated_program(seed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page, "exploration", lambda *_, **__: Section("else", "", ""))
        return build_page(program, [ms.adjacent_industries(program, roles=["primary"])])


def given_away(seed: int) -> dict[str, int]:
    known, page = Knowledge(), page_of_counts(seed)
    learn_counts(known, page, dict(_tables(page)))
    assert known.rows
    return known.recovered()


@pytest.mark.parametrize("seed", range(20))
def test_no_few_follow_from_sums_rows_of_files_or_pairings_in_sight(seed):
    assert given_away(seed) == {}


def test_the_attack_finds_a_bin_that_follows_from_the_number_of_pairs(monkeypatch):
    monkeypatch.setattr(counts, "safe_starts", lambda values, starts, **_: starts)
    assert given_away(0)["exactly 3 mentors"] == 5


def test_the_attack_finds_pairings_that_never_began_and_sessions_to_come(monkeypatch):
    def exact(program):
        return tuple(FileRows(*map(str, row)) for row in program.files.itertuples(index=False))

    monkeypatch.setattr(page, "rows_of_files", exact)
    found = given_away(0)
    assert (found["pairings: not counted"], found["sessions: not counted"]) == (7, 1)


def test_the_attack_finds_who_left_sight_where_all_numbers_in_sight_are_told(monkeypatch):
    monkeypatch.setattr(
        sys.modules["mentorstats.analyses.duration.match_length"],
        "counted_months",
        lambda rows, months, few: list(months),
    )
    assert given_away(0)["adjacent: left sight after 2 to 6 months"] == 1

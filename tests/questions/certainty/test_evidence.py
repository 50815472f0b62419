"""What is gathered against an answer, and what of it concerns a contrast."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorstats.questions.certainty.background import Background
from mentorstats.questions.certainty.balance import Imbalance
from mentorstats.questions.certainty.evidence import gather_evidence
from mentorstats.questions.certainty.hubs import hub_pairs
from mentorstats.questions.contrasts import ADJACENCY, NUMBER
from mentorstats.questions.model import fit_question
from mentorstats.questions.primary import primary_results
from mentorstats.questions.robustness import rows_of
from mentorstats.questions.sensitivity.confounding import as_strong_as_the_strongest
from mentorstats.questions.sensitivity.response import Response
from mentorstats.questions.verdicts import CANNOT_TELL
from tests.questions.answered import matched, simulated
from tests.questions.certainty.test_grade import CLEAN


def test_only_what_concerns_the_contrasts_is_kept():
    evidence = replace(
        CLEAN,
        imbalances=(Imbalance("a - b", "baseline", 0.3, 0.1), Imbalance("a - c", "baseline", 0.4, 0.1)),
        background=(Background("site", "a - c", 0.9), Background("site", "a - b", 0.5)),
        other_methods={("shuffled", "a - b"): 0.2, ("shuffled", "a - c"): 0.3},
        as_strong={"a - b": (0.1, 0.2), "a - c": (0.2, 0.3)},
    )
    kept = evidence.concerning({"a - b"})
    assert [imbalance.difference for imbalance in kept.imbalances] == [0.3]
    assert [background.explained for background in kept.background] == [0.5]
    assert kept.other_methods == {("shuffled", "a - b"): 0.2}
    assert kept.as_strong == {"a - b": (0.1, 0.2)}
    assert (kept.answered, kept.response, kept.mentors, kept.spread, kept.hub) == (
        CLEAN.answered, CLEAN.response, CLEAN.mentors, CLEAN.spread, CLEAN.hub,
    )  # fmt: skip


@pytest.mark.parametrize(("invited", "answered", "gap"), [((100, 100), (90, 80), 0.1), ((50, 80), (40, 72), 0.1),
                                                          ((50, 50), (50, 50), 0.0), ((), (), 0.0)])  # fmt: skip
def test_the_gap_is_between_the_shares_of_answers(invited, answered, gap):
    sides = ("one", "two")[: len(invited)]
    assert replace(CLEAN, response=Response(sides, invited, answered, 0.5)).response_gap == gap


def test_claims_are_put_to_other_methods_and_to_something_unmeasured():
    model = fit_question(simulated(0.6), ADJACENCY)
    results = [replace(r, verdict=CANNOT_TELL) if r.contrast == "distant - same" else r
               for r in primary_results(model).contrasts]  # fmt: skip
    claimed = {result.contrast for result in results if result.verdict.is_claim}
    assert claimed == {"adjacent - same", "adjacent - distant"}
    evidence = gather_evidence(model, results, permutations=99, seed=3)
    rows = [*rows_of(model, "permutation", permutations=99, seed=3), *rows_of(model, "one mentor")]
    known = {(row.method, row.contrast): row.p_value for row in rows if row.p_value == row.p_value}
    assert evidence.other_methods == known
    assert evidence.as_strong == {name: as_strong_as_the_strongest(model, model.contrasts[name]) for name in claimed}
    assert evidence.hub == hub_pairs(model.participations.pairs, model.program.industries).through_one > 0
    everyone = model.participations.table.query("left_out == ''")
    assert evidence.answered == pytest.approx(everyone.query("share_unknown < 1")["final"].notna().mean())


def test_without_a_claim_nothing_is_put_to_other_methods_and_numbers_have_no_hub():
    model = fit_question(matched(seed=4), NUMBER)
    evidence = gather_evidence(model, [replace(r, verdict=r.verdict) for r in primary_results(model).contrasts])
    assert (evidence.other_methods, evidence.as_strong, evidence.hub) == ({}, {}, 0.0)
    assert evidence.spread == model.spread

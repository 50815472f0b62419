"""What these data suggest could be behind a difference, in words: not always the same.

A column that decides who had which mentors; mentors who were chosen for some mentees; mentees' own drive.
"""

from __future__ import annotations

from mentorstats.questions.certainty.evidence import Evidence
from mentorstats.questions.certainty.grade import RESPONSE_GAP, RESPONSE_P
from mentorstats.questions.contrasts import Question
from mentorstats.text import shown_cell

__all__ = ["MOSTLY", "suspicions"]

MOSTLY = 0.5


def suspicions(evidence: Evidence, question: Question, *, dated: bool) -> list[str]:
    """Clauses, one for each thing that the evidence points to."""
    return [*_background(evidence, question, dated), *_mentors(evidence), *_start(evidence, question, dated),
            *_response(evidence, question, dated)]  # fmt: skip


def _background(evidence: Evidence, question: Question, dated: bool) -> list[str]:
    """The columns that explain most of an exposure, each once."""
    largest: dict[str, str] = {}
    for background in evidence.background:
        if background.explained > MOSTLY:
            largest.setdefault(background.column, background.contrast)
    return [
        f"“{shown_cell(column)}” mostly decides who has {question.estimated[contrast].in_words(dated=dated)[0]}, so "
        "whatever else differs by it would look the same"
        for column, contrast in largest.items()
    ]


def _mentors(evidence: Evidence) -> list[str]:
    if not evidence.mentors.differ:
        return []
    return ["the mentors themselves: those who have more of the one side have other outcomes with all of their mentees"]


def _start(evidence: Evidence, question: Question, dated: bool) -> list[str]:
    """Whether one side started out higher: mentors chosen for some mentees, or the driven looking for them."""
    apart = [imbalance for imbalance in evidence.imbalances if imbalance.covariate == "baseline" and imbalance.apart]
    if not apart:
        return []
    first, second = question.estimated[apart[0].contrast].in_words(dated=dated)
    way = "higher" if apart[0].difference > 0 else "lower"
    return [
        f"mentees with {first} started out {way} than those with {second}, so mentors may have been chosen for them, "
        "or the more driven may have looked for them"
    ]


def _response(evidence: Evidence, question: Question, dated: bool) -> list[str]:
    response = evidence.response
    if not (response.p_value < RESPONSE_P and evidence.response_gap >= RESPONSE_GAP):
        return []
    shares = [a / i for a, i in zip(response.answered, response.invited, strict=True)]
    most = response.exposures[shares.index(max(shares))]
    had = question.exposure(most).in_words(dated=dated)
    return [f"mentees with {had} answered more often, which may be their drive"]

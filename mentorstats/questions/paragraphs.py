"""The text of an answer: which sentences it has, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentorstats.questions import sentences
from mentorstats.questions.certainty.evidence import Evidence
from mentorstats.questions.certainty.grade import Certainty
from mentorstats.questions.certainty.suspicions import suspicions
from mentorstats.questions.contrasts import UNPLACED
from mentorstats.questions.model import QuestionModel
from mentorstats.questions.primary import Primary, told_spread
from mentorstats.questions.verdicts import SURE, ContrastResult

__all__ = ["answer_paragraphs"]


def answer_paragraphs(
    model: QuestionModel, primary: Primary, evidence: Evidence | None, certainty: Certainty | None
) -> list[str]:
    """The short answer, the sizes, how certain it is, how far the program can see, who was compared, and cautions.

    ``evidence`` is None where there is no model, ``certainty`` where nothing is claimed.
    """
    comparison, dated = model.comparison, model.participations.dated
    spoken_of = {result.contrast for result in primary.contrasts if not result.refusal}
    suspected = [] if evidence is None else suspicions(evidence.concerning(spoken_of), model.question, dated=dated)
    paragraphs = [
        *_results(model, primary, evidence, certainty),
        sentences.compared(
            model.mentees, comparison.mentors, model.left_out, rounding=model.rounding,
            teams=model.rows_in_words if comparison.group_is_row else "",
        ),
        sentences.untold(
            model.question, dated=dated, has_baseline=comparison.has_baseline,
            unplaced=_told(model, model.left_out.get(UNPLACED, 0)),
        ),
        sentences.before_landmark(
            _told(model, model.participations.early_finals), landmark_days=model.program.settings.landmark_days
        ),
        sentences.caution(comparison.adjustment.kept, suspected),
    ]  # fmt: skip
    return [paragraph for paragraph in paragraphs if paragraph]


def _told(model: QuestionModel, mentees: int) -> str:
    """How many mentees, "" where they may not be told of."""
    return model.rounding.words(mentees, "mentee") if mentees and model.rounding.enough(mentees) else ""


def _results(
    model: QuestionModel, primary: Primary, evidence: Evidence | None, certainty: Certainty | None
) -> Iterator[str]:
    """What the contrasts say, how certain it is, and how far the program can see."""
    if evidence is None:
        yield sentences.refused(model.question, model.refusal)
        return
    yield " ".join([sentences.short_answer(primary.contrasts[:2]), *_mentors(model, primary.contrasts, evidence)])
    yield " ".join(filter(None, _sizes(model, primary)))
    if certainty is not None:
        yield sentences.certainty_sentence(certainty.grade, certainty.reasons)
    unsure = [r for r in primary.contrasts if r.verdict.word == "cannot tell" and not r.refusal]
    if unsure:
        rows, people = len(model.comparison.rows), model.rows_in_words
        yield sentences.help_sentence(unsure, model.scale, rows, people=people, noun=model.noun)


def _mentors(model: QuestionModel, results: Sequence[ContrastResult], evidence: Evidence) -> Iterator[str]:
    """That the difference within mentors is another, of the contrast for which that is clearest."""
    mentors = evidence.mentors
    known = [result for result in results if result.contrast in mentors.within and not result.refusal]
    if not mentors.differ or not known:
        return
    result = min(known, key=lambda known_result: mentors.beyond[known_result.contrast]["p_value"])
    within = mentors.within[result.contrast]
    ends = within["conf_low"], within["conf_high"]
    yield sentences.mentors_sentence(within["estimate"], *ends, result, model.scale)


def _sizes(model: QuestionModel, primary: Primary) -> Iterator[str]:
    """How large the differences are, whether the first side is best, and what kept one from being a claim."""
    scale, short, further = model.scale, primary.contrasts[:2], primary.contrasts[2:]
    for result in short:
        yield sentences.size_sentence(result, scale)
    if primary.best is not None and not primary.best.refusal:
        behind = [result.second for result in short if result.verdict.word != "better"]
        yield sentences.best_sentence(primary.best.verdict, behind)
    for result in further:
        yield sentences.short_answer([result])
        yield sentences.size_sentence(result, scale)
    if primary.joint is not None:
        yield sentences.joint_sentence(primary.contrasts, primary.joint.p_value, sure=SURE)
    spread, dated = told_spread(model), model.participations.dated
    if spread is not None and spread.unequal:
        widest, narrowest = (
            model.question.exposure(name).in_words(dated=dated) for name in (spread.widest, spread.narrowest)
        )
        held_back = [result for result in primary.contrasts if result.verdict.held_back == "spread"]
        allowed = model.question.spread_by_side
        yield sentences.spread_sentence(spread, widest, narrowest, held_back, allowed=allowed)

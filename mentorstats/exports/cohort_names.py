"""The round of the program in the names of files and sheets, where no column says it.

``pairings 2024`` and ``pairings 2025`` are two rounds, as if the year stood in a column.  A name counts only where it
tells rounds apart, and a survey's only where the pairings have that round: a survey of 2025 may well be about the
pairings of 2024, when there are no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mentorstats.exports.recognize import SourceTable
from mentorstats.problems import Problems
from mentorstats.schema.cells import as_text, text_codes
from mentorstats.schema.words.rounds import Round, round_in
from mentorstats.text import match_key

__all__ = ["with_cohorts_of_names"]

_WITH_COHORT = ("pairings", "people", "surveys")


def with_cohorts_of_names(sources: Sequence[SourceTable], problems: Problems) -> list[SourceTable]:
    """The tables with the round of their file's or sheet's name as cohort, where the names tell rounds apart.

    ``sources`` have our names for their columns.
    """
    rounds = {place: round_ for place, source in enumerate(sources) if (round_ := _round_of(source)) is not None}
    known = _rounds_of_pairings(sources, rounds)
    if len({*known, *(round_.key for round_ in rounds.values())}) < 2:
        return list(sources)
    named = list(sources)
    for table in _WITH_COHORT:
        own = {place: round_ for place, round_ in rounds.items() if sources[place].table == table}
        if not {round_.key for round_ in own.values()} & known.keys():
            continue
        for place, round_ in own.items():
            name = known.get(round_.key, round_.name)
            source = sources[place]
            named[place] = replace(source, frame=source.frame.assign(cohort=name), round=name)
            problems.add(
                rule="cohort-from-name", severity="note", file=source.file, column="cohort", value=name,
                problem=f"no column says the cohort; taken from the name of the file or sheet as {name}",
                action="add a column cohort, if this is wrong",
            )  # fmt: skip
    return named


def _round_of(source: SourceTable) -> Round | None:
    """The round in a name, of a table that has no cohort of its own."""
    if source.table not in _WITH_COHORT or ("cohort" in source.frame and as_text(source.frame["cohort"]).notna().any()):
        return None
    book, _, sheet = (
        source.file.removesuffix("]").rpartition(" [") if source.file.endswith("]") else (source.file, "", "")
    )
    return round_in(sheet) or round_in(book.rpartition(".")[0] or book)


def _rounds_of_pairings(sources: Sequence[SourceTable], rounds: dict[int, Round]) -> dict[tuple[str, ...], str]:
    """The rounds of the pairings, by name or by column, and what each is called."""
    known: dict[tuple[str, ...], str] = {}
    for place, source in enumerate(sources):
        if source.table == "pairings" and place in rounds:
            known.setdefault(rounds[place].key, rounds[place].name)
        elif source.table == "pairings" and "cohort" in source.frame:
            for cohort in text_codes(source.frame["cohort"])[1]:
                round_ = round_in(cohort)
                known.setdefault(round_.key if round_ else (match_key(cohort),), str(cohort))
    return known

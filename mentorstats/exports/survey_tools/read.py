"""Surveys as their tool exports them, without what the tool added.

Columns that number submissions or say when and where a form was filled in name nobody and answer nothing.  Headings
that have a code or the name of a group before the question keep the question alone, where that is no other one's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from mentorstats.exports.recognize import SourceTable
from mentorstats.exports.survey_tools.choice_columns import with_questions_of_choices
from mentorstats.exports.survey_tools.records import with_parents, with_records
from mentorstats.problems import Problems
from mentorstats.schema.cells import text_codes
from mentorstats.schema.settings import Settings
from mentorstats.schema.survey_tools import SurveyTool, survey_tool
from mentorstats.schema.words.waves import known_wave
from mentorstats.text import match_key

__all__ = ["without_marks_of_tools"]


def without_marks_of_tools(sources: Sequence[SourceTable], settings: Settings, problems: Problems) -> list[SourceTable]:
    """The tables, surveys with people and answers alone; what the settings name is left as it is."""
    columns = settings.columns.get("surveys", {}).values()
    named = {match_key(name) for name in (*columns, *settings.survey_items, settings.outcome) if name}
    return [
        _read(source, named, problems) if source.table == "surveys" and len(source.frame.columns) else source
        for source in with_parents(sources)
    ]


def _read(source: SourceTable, named: Collection[str], problems: Problems) -> SourceTable:
    tool = survey_tool(map(str, source.frame.columns))
    if tool is None:
        return with_questions_of_choices(source, None, problems, named=named)
    source = with_records(source, problems)
    own = [str(name) for name in source.frame.columns if tool.owns(str(name)) and match_key(str(name)) not in named]
    if own:
        problems.add(
            rule="tool-columns-left-out", severity="note", file=source.file, action="nothing",
            problem=f"columns that {tool.name} adds, which are neither people nor answers, are left out: "
            f"{', '.join(own)}",
        )  # fmt: skip
        source = replace(source, frame=source.frame.drop(columns=own))
    source = _without_false_days(source, tool)
    source = with_questions_of_choices(source, tool, problems, named=named)
    headers = list(map(str, source.frame.columns))
    questions = _questions(tool, headers, named)
    return replace(source, frame=source.frame.set_axis([questions[header] for header in headers], axis=1))


def _without_false_days(source: SourceTable, tool: SurveyTool) -> SourceTable:
    """A survey without the day that a tool writes where answers are not dated."""
    texts = {} if not tool.undated else {str(name): text_codes(source.frame[name])[1] for name in source.frame}
    false = [name for name, days in texts.items() if len(days) == 1 and str(days[0]).startswith(tool.undated)]
    return replace(source, frame=source.frame.drop(columns=false))


def _questions(tool: SurveyTool, headers: Sequence[str], named: Collection[str]) -> dict[str, str]:
    """What each heading is called from now on: its question alone, unless that says less."""
    questions = {header: tool.question(header) for header in headers}
    times = Counter(match_key(question) for question in questions.values())
    return {
        header: question
        if times[match_key(question)] == 1
        and match_key(header) not in named
        and not known_wave(header.removesuffix(question), beside_others=False)
        else header
        for header, question in questions.items()
    }

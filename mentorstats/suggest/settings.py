"""The text of a first ``mentorstats.toml`` for a folder, and the list of industries beside it.

It is written in steps, each on what the one before proposed: which columns and files are missing, then the waves, then
the outcome.  Loading with it does what loading without it does, but for what was missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mentorstats.errors import UnusableExports
from mentorstats.exports.load import load, read_source_tables
from mentorstats.exports.recognize import SourceTable, rename_columns
from mentorstats.formats import count_noun
from mentorstats.industry.suggestions import suggest_aliases
from mentorstats.outputs import Output, write_outputs
from mentorstats.own_files import INDUSTRIES
from mentorstats.problems import Problem, Problems
from mentorstats.program import Program
from mentorstats.schema.settings import CONFIG_NAME, Settings
from mentorstats.schema.tables import TABLES, WAVES
from mentorstats.suggest.columns import Missing, missing_people
from mentorstats.suggest.waves import waves_by_date
from mentorstats.tables.outcomes import outcome_candidates
from mentorstats.text import match_key, one_line, quoted, shown_cell, visible, visible_table

__all__ = ["ALIASES_NAME", "suggest_settings", "write_aliases"]

ALIASES_NAME = INDUSTRIES.name
_NAMES_SHOWN = 20
_ABOUT_LABELS = ("labels-unread", "column-no-item")


def suggest_settings(folder: str | Path) -> str:
    """The text of a ``mentorstats.toml``: how the exports in ``folder`` are read, proposals included.

    Settings that are there already are not looked at, but ``our_industries.csv`` is.  Raises ``UnusableExports`` as
    ``load`` does.
    """
    settings = _settings_beside(Path(folder))
    sources = read_source_tables(Path(folder), settings, Problems())
    missing = missing_people(sources, settings)
    proposed = {gap.source.file: gap.source.table for gap in missing}
    sources = [replace(source, table=proposed.get(source.file, source.table)) for source in sources]
    sources = [source for source in sources if source.table]
    settings = _with_missing(settings, missing)
    program = load(folder, settings=settings)
    unknown = _unknown_words("wave", program.reported)
    waves = {word: near for word, near in unknown.items() if near} | waves_by_date(list(unknown), sources, settings)
    if waves:
        program = load(folder, settings=replace(settings, waves=waves))
    sections = [
        _about_program(program),
        _section("files", _files(sources)),
        *(_section(f"columns.{table}", _columns(table, sources, missing)) for table in TABLES),
        _section("values.status", _status_lines(_unknown_words("status", program.reported))),
        _section("waves", _wave_lines(unknown, waves)),
        _section("labels", _labels(program.reported)),
        *_open_orders(program.reported),
        _about_industries(program, settings),
    ]
    return "\n".join(section for section in sections if section)


def write_aliases(folder: str | Path) -> Path | None:
    """Write ``our_industries.csv`` beside the exports: the industry names that no code is known for, ready to edit.

    Columns name, code, cells, likeliest (see ``suggest_aliases``).  A file that is there is left as it is; returns
    the file that was written, None where there was nothing to write.  Raises ``UnusableExports`` as ``load`` does.
    """
    path = Path(folder) / ALIASES_NAME
    if path.exists():
        return None
    names = _unplaced_industries(load(folder, settings=Settings()))
    if names.empty:
        return None
    text = visible_table(names).to_csv(index=False, lineterminator="\n")
    write_outputs([Output(path, text.encode("utf-8-sig"), INDUSTRIES)])
    return path


def _settings_beside(folder: Path) -> Settings:
    """Settings that name the list of industries where it lies beside the exports, and nothing else."""
    return Settings(industry_aliases=ALIASES_NAME if (folder / ALIASES_NAME).is_file() else None)


def _unplaced_industries(program: Program) -> pd.DataFrame:
    people, pairings = program.people, program.pairings
    cells = pd.concat([people["industry"], pairings["mentee_industry"], pairings["mentor_industry"]])
    return suggest_aliases(cells, program.industries)


def _about_industries(program: Program, settings: Settings) -> str:
    """The section that names the list of industries, and which names wait there for a code, the most frequent first."""
    if settings.industry_aliases is None:
        return ""
    names = _unplaced_industries(program)[["name", "cells", "likeliest"]]
    waiting = [
        f"# {_comment(name)} ({count_noun(cells, 'cell')}){f': {likeliest}' if likeliest else ''}"
        for name, cells, likeliest in names.itertuples(index=False)
    ]
    return _section("industry", [f"aliases = {quoted(ALIASES_NAME)}", *waiting[:_NAMES_SHOWN]])


def _with_missing(settings: Settings, missing: Sequence[Missing]) -> Settings:
    """The settings by which the files are read that lack something, as far as it is known what."""
    files: dict[str, tuple[str, ...]] = {}
    columns: dict[str, dict[str, str]] = {}
    for gap in missing:
        table = gap.source.table
        files[table] = (*files.get(table, ()), gap.source.file)
        columns.setdefault(table, {}).update(gap.columns)
    return replace(settings, files=files, columns=columns)


def _about_program(program: Program) -> str:
    return (
        f"# {CONFIG_NAME}: how these exports are read. Save it under this name beside them.\n"
        "# Correct what is wrong, and delete what you do not need.\n\n"
        f"name = {quoted(program.name)}\n\n"
        f"{_outcome(program)}"
        '# outcome_better = "higher"   # or "lower": which end of the scale is the good one\n'
    )


def _outcome(program: Program) -> str:
    """The line for the outcome, switched on where an item can be one: the likeliest, with all that can be above it."""
    try:
        candidates = outcome_candidates(program)
    except UnusableExports:
        candidates = pd.DataFrame(columns=["item", "mentees", "before"])
    listed = [
        f"#   {_comment(item)}: {count_noun(mentees, 'mentee')} with a final answer, {before:,} with one from before\n"
        for item, mentees, before in candidates.itertuples(index=False)
    ]
    beside = [problem.column for problem in program.reported if problem.rule == "possible-outcome"]
    if not listed and beside:
        lines = [f"{'# ' if len(beside) > 1 else ''}outcome = {quoted(column)}\n" for column in beside]
        noun = "one of these columns" if len(beside) > 1 else "this column"
        return f"# No survey says how it went; {noun} of numbers may.\n{''.join(lines)}"
    if not listed:
        return '# No survey item has final answers by mentees, so nothing can be the outcome yet.\n# outcome = "item"\n'
    likeliest = "" if len(listed) == 1 else "# This is the likeliest one; correct it if another one is meant.\n"
    intro = "# The survey item that says how it went. Those that can be it:\n"
    return f"{intro}{''.join(listed)}{likeliest}outcome = {quoted(candidates['item'].iloc[0])}\n"


def _section(name: str, lines: Iterable[str]) -> str:
    lines = list(lines)
    body = "".join(f"{line}\n" for line in lines)
    commented = all(line.startswith("#") for line in lines)
    return f"{'# ' if commented else ''}[{name}]\n{body}" if lines else ""


def _files(sources: Sequence[SourceTable]) -> list[str]:
    files: dict[str, list[str]] = {}
    for source in sources:
        files.setdefault(source.table, []).append(source.file)
    return [f"{table} = [{', '.join(map(quoted, names))}]" for table, names in files.items()]


def _columns(table: str, sources: Sequence[SourceTable], missing: Sequence[Missing]) -> list[str]:
    """Our columns and what the files call them, where that is something else, and the same in all files.

    Those that are missing come first, as comments where it is not sure which column they are.
    """
    gaps = [gap for gap in missing if gap.source.table == table]
    headers: dict[str, set[str]] = {}
    for gap in gaps:
        for ours, header in gap.columns.items():
            headers.setdefault(ours, set()).add(header)
    lacking = set(headers)
    for source in sources:
        if source.table == table:
            names, _ = rename_columns(list(map(str, source.frame.columns)), table, Settings())
            for header, ours in names.items():
                if TABLES[table].column(ours) and ours not in lacking:
                    headers.setdefault(ours, set()).add(header)
    perhaps = [
        f"# {ours} = {quoted(first)}" + (f"   # or {', '.join(map(quoted, others))}" if others else "")
        for gap in gaps
        for ours, (first, *others) in gap.perhaps.items()
    ]
    known = [
        f"{ours} = {quoted(next(iter(theirs)))}"
        for ours, theirs in headers.items()
        if len(theirs) == 1 and match_key(next(iter(theirs))) != match_key(ours)
    ]
    return [*perhaps, *known]


def _unknown_words(name: str, problems: Iterable[Problem]) -> dict[str, str]:
    """Words that were not understood, each with the nearest of ours, "" where none is near."""
    nearest: dict[str, str] = {}
    for problem in problems:
        if problem.rule == f"{name}-unknown":
            nearest.setdefault(problem.value, next(iter(problem.nearest), ""))
    return nearest


def _status_lines(words: Mapping[str, str]) -> list[str]:
    return [f"# {quoted(word)} = {quoted(nearest)}" for word, nearest in words.items()]


def _wave_lines(words: Mapping[str, str], waves: Mapping[str, str]) -> list[str]:
    """A line for each word for a wave: what its dates or its spelling tell, else a comment with all that it may be."""
    others = ", ".join([*map(quoted, WAVES[1:])])
    return [
        f"{quoted(word)} = {quoted(waves[word])}" if word in waves
        else f'# {quoted(word)} = "{WAVES[0]}"   # or {others}, "leave out"'
        for word in words
    ]  # fmt: skip


def _labels(problems: Iterable[Problem]) -> list[str]:
    """For each question whose labels fit no scale a comment that lists them, to be put into their order."""
    lines = [
        f"# {one_line(visible(problem.setting))}"
        for problem in problems
        if problem.rule in _ABOUT_LABELS and problem.setting
    ]
    intro = "# Put the labels into their order, the lowest first, and take away the # before their line."
    return [intro, *dict.fromkeys(lines)] if lines else []


def _open_orders(problems: Iterable[Problem]) -> list[str]:
    """What decides between two readings of a column, for those that can be read in two ways."""
    rules = {problem.rule for problem in problems}
    orders = []
    if "dates-ambiguous" in rules:
        orders.append('# [dates]\n# order = "day-month-year"   # or "month-day-year"\n')
    if "numbers-ambiguous" in rules:
        orders.append('# [numbers]\n# decimal = ","   # or "."\n')
    return orders


def _comment(text: str) -> str:
    return shown_cell(one_line(text))

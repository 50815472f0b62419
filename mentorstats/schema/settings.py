"""What a program may say about itself in ``mentorstats.toml``, beside its exports.

Everything has a default, so most programs need a few lines: which survey item is the outcome, and where a
file or a column has a name of its own.  An unknown key is refused with the nearest known one, because a
misspelled setting that is silently ignored changes the answer.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from mentorstats.schema.scales import SurveyScale, scale_from
from mentorstats.schema.setting_values import (
    InvalidSettings,
    as_written,
    check_choice,
    check_number,
    check_positive,
    check_text,
    table_at,
    texts_at,
)
from mentorstats.schema.tables import SESSION_STATUSES, STATUSES, TABLES, WAVES
from mentorstats.schema.words.own_words import labels_from, waves_from
from mentorstats.text import shorten

__all__ = [
    "ADJACENT_SHARE",
    "CONFIG_NAME",
    "InvalidSettings",
    "Settings",
    "example_settings",
    "read_settings",
    "settings_from",
    "written_name",
]

CONFIG_NAME = "mentorstats.toml"
_MESSAGE_LENGTH = 300
# The cut for adjacent: this share of all pairs of different industries, the closest ones, are adjacent.
ADJACENT_SHARE = 0.15

_IN_TABLES = {
    "surveys.items": "survey_items",
    **{f"people.{side}_{what}": f"{side}_{what}" for side in ("mentor", "mentee") for what in ("separator", "columns")},
    "dates.order": "date_order",
    "numbers.decimal": "decimal",
    "industry.aliases": "industry_aliases",
    "industry.similarity": "industry_similarity",
    "industry.replaces": "industry_replaces",
    "industry.adjacent_share": "adjacent_share",
    "industry.separator": "industry_separator",
    "privacy.min_people": "min_people",
}
_WRITTEN = {name: key for key, name in _IN_TABLES.items()}
_WORDS = {"status": (*STATUSES, *SESSION_STATUSES), "wave": WAVES}
# What exploring looks for among the survey items.
_EXPLORED = ("respect", "goal_clarity", "sounding_board", "directive")


@dataclass(frozen=True)
class Settings:
    """The settings of a program, as ``mentorstats.toml`` gives them or as ``load_frames`` is told.

    Numbers, texts and choices are checked; ``InvalidSettings`` names one as ``mentorstats.toml`` writes it.  What
    people write in other forms goes through ``settings_from``.
    """

    name: str = ""
    outcome: str | None = None
    outcome_better: Literal["higher", "lower"] = "higher"
    smallest_effect: float | None = None
    landmark_days: int = 90
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    waves: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, float | tuple[str, ...]] = field(default_factory=dict)
    survey_items: tuple[str, ...] = ()
    mentor_separator: str | None = None
    mentee_separator: str | None = None
    mentor_columns: tuple[str, ...] = ()
    mentee_columns: tuple[str, ...] = ()
    date_order: Literal["day-month-year", "month-day-year"] | None = None
    decimal: Literal[",", "."] | None = None
    industry_aliases: str | None = None
    industry_similarity: str | None = None
    industry_replaces: Literal["all", "pairs"] = "all"
    adjacent_share: float = ADJACENT_SHARE
    industry_separator: str = ";"
    min_people: int = 10
    explore: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[SurveyScale, ...] = ()

    def __post_init__(self) -> None:
        for name in ("outcome", "industry_aliases", "industry_similarity", "mentor_separator", "mentee_separator"):
            check_text(written_name(name), getattr(self, name), optional=True)
        for name in ("name", "industry_separator"):
            check_text(written_name(name), getattr(self, name))
        if not self.industry_separator.strip():
            raise InvalidSettings("industry.separator is empty; expected a character such as ';'")
        check_choice(written_name("outcome_better"), self.outcome_better, ("higher", "lower"))
        check_choice(written_name("industry_replaces"), self.industry_replaces, ("all", "pairs"))
        check_choice(written_name("date_order"), self.date_order, (None, "day-month-year", "month-day-year"))
        check_choice(written_name("decimal"), self.decimal, (None, ",", "."))
        check_number(written_name("landmark_days"), self.landmark_days, 1, 3650, whole=True)
        check_number(written_name("min_people"), self.min_people, 5, 1000, whole=True)
        check_number(written_name("adjacent_share"), self.adjacent_share, 0.001, 0.999)
        if self.smallest_effect is not None:
            check_positive(written_name("smallest_effect"), self.smallest_effect)


def settings_from(given: Mapping[str, Any]) -> Settings:
    """Settings from what people write, by the names of the fields: one text may stand for a list of texts.

    Raises ``InvalidSettings`` where a value is not of the expected kind.

    >>> settings_from({"outcome": "graduated", "survey_items": "graduated"}).survey_items
    ('graduated',)
    """
    readers = {
        "files": _file_patterns,
        "columns": _column_names,
        "values": _word_meanings,
        "explore": _explored,
        "scale": _scales,
        "waves": waves_from,
        "labels": labels_from,
    }
    for name in ("survey_items", "mentor_columns", "mentee_columns"):
        readers[name] = lambda value, name=name: texts_at(written_name(name), value)
    return Settings(**{name: readers[name](value) if name in readers else value for name, value in given.items()})


def example_settings() -> str:
    """The text of one complete ``mentorstats.toml``, in which every line is explained."""
    return resources.files("mentorstats.schema").joinpath("example_settings.toml").read_text(encoding="utf-8")


def read_settings(folder: Path) -> Settings:
    """Read ``mentorstats.toml`` in ``folder``; the defaults where there is none.

    Raises ``InvalidSettings`` where the file is not TOML, a key is unknown or a value is not of the expected kind.
    """
    path = folder / CONFIG_NAME
    if not path.is_file():
        return Settings()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidSettings(
            f"{CONFIG_NAME} is not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8"
        ) from None
    except RecursionError:
        raise InvalidSettings(f"{CONFIG_NAME} cannot be read: it is nested too deeply") from None
    # Also of numbers with thousands of digits, which are no error of TOML.
    except ValueError as error:
        raise InvalidSettings(f"{CONFIG_NAME} cannot be read: {shorten(str(error), _MESSAGE_LENGTH)}") from None
    try:
        return settings_from(_flattened(given))
    except InvalidSettings as error:
        raise InvalidSettings(f"{CONFIG_NAME}: {error}") from None


def _flattened(given: Mapping[str, Any]) -> dict[str, Any]:
    """The keys as ``Settings`` has them; an unknown one is refused."""
    sections = {key.partition(".")[0] for key in _IN_TABLES}
    plain = [entry.name for entry in fields(Settings) if entry.name not in _WRITTEN]
    flat: dict[str, Any] = {}
    for key, value in given.items():
        inner = {key: value}
        if key in sections:
            inner = {f"{key}.{name}": content for name, content in table_at(key, value).items()}
        for name, content in inner.items():
            if name not in _IN_TABLES and name not in plain:
                raise InvalidSettings(_unknown(name, [*_IN_TABLES, *plain]))
            flat[_IN_TABLES.get(name, name)] = content
    return flat


def _scales(given: Any) -> tuple[SurveyScale, ...]:
    """``[[scale]]``: each a table; a score's name is there once."""
    if not isinstance(given, (list, tuple)) or not all(isinstance(table, (Mapping, SurveyScale)) for table in given):
        raise InvalidSettings(f"scale is {as_written(given)}; expected tables, each written [[scale]]")
    scales = []
    for table in given:
        try:
            scales.append(table if isinstance(table, SurveyScale) else scale_from(table))
        except ValueError as error:
            raise InvalidSettings(f"scale.{error}") from None
    names = [name for scale in scales for name in scale.scored]
    for name in names:
        if names.count(name) > 1:
            raise InvalidSettings(f"scale.name is {name!r} more than once; give every scale a name of its own")
    return tuple(scales)


def _file_patterns(given: Any) -> dict[str, tuple[str, ...]]:
    patterns = table_at("files", given)
    _check_known("files", patterns, TABLES)
    return {name: texts_at(f"files.{name}", value) for name, value in patterns.items()}


def _column_names(given: Any) -> dict[str, dict[str, str]]:
    tables = _two_levels("columns", given, TABLES)
    for table, columns in tables.items():
        _check_known(f"columns.{table}", columns, [column.name for column in TABLES[table].columns])
    return tables


def _word_meanings(given: Any) -> dict[str, dict[str, str]]:
    tables = _two_levels("values", given, _WORDS)
    for name, words in tables.items():
        for word, meaning in words.items():
            check_choice(f"values.{name}.{word}", meaning, _WORDS[name])
    return tables


def _explored(given: Any) -> dict[str, str]:
    items = table_at("explore", given)
    _check_known("explore", items, _EXPLORED)
    for name, item in items.items():
        check_text(f"explore.{name}", item)
    return dict(items)


def _two_levels(key: str, given: Any, known: Iterable[str]) -> dict[str, dict[str, str]]:
    """``[columns.pairings]`` and ``[values.status]``: tables of text."""
    tables = table_at(key, given)
    _check_known(key, tables, known)
    for name, content in tables.items():
        for inner, value in table_at(f"{key}.{name}", content).items():
            check_text(f"{key}.{name}.{inner}", value)
    return {name: dict(content) for name, content in tables.items()}


def _check_known(key: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = [f"{key}.{name}" for name in known]
    for name in given:
        if f"{key}.{name}" not in names:
            raise InvalidSettings(_unknown(f"{key}.{name}", names))


def written_name(name: str) -> str:
    """What ``mentorstats.toml`` calls a setting.

    >>> written_name("min_people"), written_name("outcome")
    ('privacy.min_people', 'outcome')
    """
    return _WRITTEN.get(name, name)


def _unknown(key: str, known: list[str]) -> str:
    # TOML counts a line below a [section] to that section, so a plain key written too low is not found.
    last = key.rpartition(".")[2]
    if last != key and last in (entry.name for entry in fields(Settings)) and last not in _WRITTEN:
        return f"{key} is not a setting; {last} belongs at the top, before the first line in brackets"
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f"{key} is not a setting; the nearest one is {near[0]}"

from __future__ import annotations

import pytest

from mentorstats.schema import vocabulary
from mentorstats.schema.platforms import PLATFORMS, Platform
from mentorstats.schema.tables import TABLES
from mentorstats.schema.vocabulary import ALIASES, FILE_NAMES
from mentorstats.text import match_key


def test_a_header_stands_for_one_column_of_a_table():
    for table in TABLES.values():
        aliases = ALIASES[table.name]
        names = [match_key(name) for column in table.columns for name in (column.name, *aliases.get(column.name, ()))]
        assert len(set(names)) == len(names)


def test_a_name_for_files_stands_for_one_table_only():
    names = [name for table in TABLES for name in FILE_NAMES[table]]
    assert len(names) == len(set(names))


def test_a_word_for_a_status_means_one_thing_on_all_platforms_that_are_not_known_by_their_headers():
    for table in ("statuses", "session_statuses"):
        pairs = {
            (match_key(word), choice)
            for platform in PLATFORMS
            if not platform.only_with
            for choice, listed in getattr(platform, table).items()
            for word in listed.split(",")
        }
        words = [word for word, _ in pairs]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("first", [True, False])
def test_words_of_a_platform_known_by_its_headers_come_before_others_wherever_it_stands(monkeypatch, first):
    known = Platform("Known", "made up", statuses={"proposed": "matched"}, only_with=("learner key",))
    others = Platform("Others", "made up", statuses={"active": "matched"})
    platforms = (known, others) if first else (others, known)
    monkeypatch.setattr(vocabulary, "PLATFORMS", platforms)
    assert vocabulary.status_words("pairings", ["Learner Key"])["matched"] == "proposed"
    assert vocabulary.status_words("pairings", ["Other"])["matched"] == "active"


def test_names_of_files_are_compared_as_headers_are(monkeypatch):
    platform = Platform("Dashed", "made up", files={"pairings": "Bright-Pair list"})
    monkeypatch.setattr(vocabulary, "PLATFORMS", (platform,))
    assert vocabulary._file_names() == {"pairings": ("brightpairlist",)}

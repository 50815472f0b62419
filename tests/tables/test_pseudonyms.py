from __future__ import annotations

import hashlib
import hmac
import stat

import pandas as pd
import pytest

import mentorstats as ms
from mentorstats.workspace import KEY_NAME

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def made():
    return ms.simulate_program(seed=5, mentees=60)[0]


def test_pseudonyms_are_the_keyed_hash_of_the_standard():
    expected = hmac.new(KEY, b"00123", hashlib.sha256).hexdigest()[:16]
    found = ms.pseudonyms(pd.Series(["00123", None, "123"], dtype="str"), key=KEY)
    assert found[0] == expected != found[2]
    assert pd.isna(found[1])


def test_another_key_gives_other_pseudonyms_and_a_short_one_is_refused():
    people = pd.Series([f"p{n}" for n in range(500)], dtype="str")
    one, other = ms.pseudonyms(people, key=KEY), ms.pseudonyms(people, key=KEY[::-1])
    assert one.nunique() == 500
    assert not set(one) & set(other)
    with pytest.raises(ValueError, match="16 bytes"):
        ms.pseudonyms(people, key=b"short")


def test_a_key_is_made_once_is_random_and_only_its_owner_can_read_it(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    key = ms.local_key(one)
    assert ms.local_key(one) == key
    assert len(key) == 32
    assert key != ms.local_key(other)
    assert stat.S_IMODE((one / KEY_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "not a key", "ab" * 8])
def test_a_file_that_is_no_key_is_refused_with_what_to_do(tmp_path, content):
    (tmp_path / KEY_NAME).write_text(content)
    with pytest.raises(ValueError, match="delete it to have a new one made"):
        ms.local_key(tmp_path)


def test_tables_with_pseudonyms_join_as_before_and_hold_no_identifier_and_no_free_text(made):
    tables = ms.pseudonymized_tables(made, key=KEY)
    known = set(made.people["person_id"]) | set(made.pairings["mentee_id"]) | set(made.pairings["mentor_id"])
    for table in tables.values():
        assert not {"end_reason", "ended_by"} & set(table.columns)
        assert not table.select_dtypes(["str", "object"]).isin(known).any(axis=None)
    pairs = tables["pairings"].groupby("mentor_id")["mentee_id"].nunique().sort_values().tolist()
    assert pairs == made.pairings.groupby("mentor_id")["mentee_id"].nunique().sort_values().tolist()
    assert tables["surveys"]["person_id"].isin(tables["people"]["person_id"]).all()

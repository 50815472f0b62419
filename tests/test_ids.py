from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mentorstats.ids import match_codes, share_categories, shared_categories


def test_text_and_categories_are_brought_to_one_list():
    one = pd.DataFrame({"who": pd.Categorical(["b", "a", None], categories=pd.Index(["z", "a", "b"], dtype="str"))})
    other = pd.DataFrame({"who": ["a", "c", "a"]}, index=[7, 7, 9], dtype="str")
    listed = share_categories({"one": one, "other": other}, {"one": ["who"], "other": ["who"]})
    assert listed["one"]["who"].cat.categories is listed["other"]["who"].cat.categories
    assert listed["one"]["who"].tolist()[:2] == ["b", "a"]
    assert listed["other"]["who"].to_dict() == {7: "c", 9: "a"}
    assert listed["one"]["who"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("seed", range(5))
def test_what_is_joined_is_what_a_loop_joins(seed):
    rng = np.random.default_rng(seed)
    own, others = rng.integers(-1, 6, 20), rng.integers(-1, 6, 15)
    slow = [(i, j) for i, a in enumerate(own) for j, b in enumerate(others) if a == b and a >= 0]
    assert list(zip(*(places.tolist() for places in match_codes(own, others)), strict=True)) == slow


def test_texts_that_are_read_alike_are_one_and_those_read_as_nothing_are_missing():
    columns = [pd.Series(["a ", "-", None], dtype="str"), pd.Series(["b", "a"], dtype="str").astype("category")]
    one, other = shared_categories(columns, read=lambda texts: texts.str.strip().mask(texts == "-"))
    assert one.cat.codes.tolist() == [0, -1, -1]
    assert other.tolist() == ["b", "a"]
    assert other.cat.categories is one.cat.categories


def test_columns_that_share_their_list_keep_it_beside_an_empty_one():
    one = pd.Series(pd.Categorical(["b", None], categories=["a", "b"]))
    listed = shared_categories([one, one.iloc[::-1], pd.Series([None, None], dtype="str")])
    assert all(column.cat.categories is one.cat.categories for column in listed)
    assert [column.cat.codes.tolist() for column in listed] == [[1, -1], [-1, 1], [-1, -1]]


def test_without_any_text_the_list_is_empty():
    (listed,) = shared_categories([pd.Series([None], dtype="str")], read=lambda texts: texts)
    assert (listed.cat.codes.tolist(), len(listed.cat.categories)) == ([-1], 0)
    assert shared_categories([]) == []

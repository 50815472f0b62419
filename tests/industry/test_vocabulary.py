"""Names of a program's own table, and what its list of names says."""

from __future__ import annotations

import pytest

from mentorstats.industry.nodes import Meaning, meaning_of, nodes, only_node
from mentorstats.industry.vocabulary import OwnNames, own_meaning


@pytest.fixture
def names() -> OwnNames:
    return OwnNames.make(
        ["Art History", "Music", "A > B"], [("Painting", "Art History"), ("Misc", ""), ("Nil", "none")]
    )


def test_names_are_found_whatever_their_case_and_spaces_and_lists_are_taken_apart(names) -> None:
    found = [(named.text, named.code, named.method) for named in names.place("art  HISTORY; Music, painting; Law")]
    assert found == [
        ("art  HISTORY", "Art History", "exact"),
        ("Music", "Music", "exact"),
        ("painting", "Art History", "alias"),
        ("Law", None, "unknown"),
    ]
    assert [(named.text, named.code) for named in names.place(" ")] == [("", None)]


def test_a_path_is_read_from_its_end_unless_it_is_a_name_itself(names) -> None:
    assert [named.code for named in names.place("Art History > Music")] == ["Music"]
    assert [named.code for named in names.place("a > b")] == ["A > B"]


def test_a_name_that_is_not_in_the_table_has_words_to_compare(names) -> None:
    assert names.words(" Law  School") == "law school"
    assert names.words("Misc") == "misc"
    assert names.words("Nil") == ""
    assert names.words("123") == ""
    assert names.meaning("misc") == Meaning(None, "left")
    assert names.meaning("Law") is None
    assert names.in_column(["62012"]) is names


def test_similar_names_are_those_of_the_table(names) -> None:
    assert names.similar("Musik") == ["Music"]
    assert names.similar("Paintings") == ["Art History"]
    assert names.similar("zzzzz") == []


def test_an_own_code_counts_none_is_nothing_and_empty_is_left_open() -> None:
    unclear = Meaning(None, "ambiguous", ("211", "221"))
    assert own_meaning("522", unclear) == Meaning("522", "alias")
    assert own_meaning("none", unclear) == Meaning(None, "nothing")
    assert own_meaning("", unclear) == Meaning(None, "left", ("211", "221"))
    assert own_meaning("", None) == Meaning(None, "left")
    assert own_meaning("", Meaning(None, "nothing")) == Meaning(None, "nothing")


def test_the_meaning_of_a_listed_code_is_one_several_or_none() -> None:
    assert meaning_of("522", "exact") == Meaning("522", "exact")
    assert meaning_of("211;221") == Meaning(None, "ambiguous", ("211", "221"))
    assert meaning_of("") == Meaning(None, "nothing")
    assert meaning_of("522").codes == ("522",)
    assert meaning_of("211;221").codes == ("211", "221")


def test_a_name_lies_within_a_sector_by_the_one_industry_that_it_fits_there() -> None:
    apparel = meaning_of("315;448;424")
    assert [apparel.within(sector) for sector in ("31-33", "44-45", "42", "52")] == ["315", "448", "424", None]
    assert meaning_of("522;523").within("52") is None
    assert meaning_of("52;522").within("52") == "522"
    assert meaning_of("522").within("52") == "522"


def test_a_sector_with_one_industry_is_that_industry() -> None:
    assert [only_node(sector) for sector in ("61", "22", "55", "52", "522")] == ["611", "221", "551", "52", "522"]
    assert sum(only_node(code) != code for code in nodes()) == 3

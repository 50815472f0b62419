"""The closest pair of places of two cells, and what stands above it."""

from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.industry import Industries, industry_similarity, proximity
from mentorstats.industry.closest import places_of
from mentorstats.industry.nodes import nodes
from mentorstats.industry.vocabulary import NamedIndustry


def words(text: str) -> str:
    return "" if text == "Other" else text.casefold()


def named(*pairs: tuple[str, str | None]) -> tuple[NamedIndustry, ...]:
    return tuple(NamedIndustry(text, code, "alias" if code else "unknown") for text, code in pairs)


def test_places_are_codes_sectors_with_their_words_and_words_alone() -> None:
    cell = named(("Banking", "522"), ("Money", "523"), ("Making", "31-33"), ("Energy", None), ("Other", None))
    assert places_of(cell, nodes(), words) == (("522", ""), ("523", ""), ("31-33", "making"), ("", "energy"))


def test_a_sector_gives_way_to_its_own_industry_and_repeats_count_once() -> None:
    cell = named(("Finance", "52"), ("Banking", "522"), ("Bank", "522"), ("energy", None), ("Energy", None))
    assert places_of(cell, nodes(), words) == (("522", ""), ("", "energy"))
    assert places_of((), nodes(), words) == ()


@pytest.mark.parametrize(
    ("mentee", "mentor", "tier"),
    [
        ("Energy", "Energy", "same"),
        ("Energy", "the energy sector", "same"),
        ("Energy", "Fashion", "unknown"),
        ("Energy", "Oil & Gas", "unknown"),
        ("Energy", "Energy; Oil & Gas", "same"),
        ("Energy; Law", "Energy; Mining", "same"),
        ("Energy; Banking", "Insurance", "adjacent"),
        ("Energy; Banking", "Mining", "distant"),
        ("Energy; Finance", "Energy; Banking", "same"),
        ("Widgets", "widgets", "same"),
        ("Widgets", "Wodgets", "unknown"),
        ("Energía", "energia", "same"),
        ("Other", "Other", "unknown"),
        ("Sonstiges", "Sonstiges", "unknown"),
        ("Student", "Student", "unknown"),
        ("Project manager", "Project manager", "unknown"),
        ("n/a", "n/a", "unknown"),
        ("2019", "2019", "unknown"),
        ("62012", "62012", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_the_same_word_on_both_sides_is_the_same_unless_it_names_no_industry(mentee, mentor, tier) -> None:
    assert proximity(mentee, mentor) == tier
    assert proximity(mentor, mentee) == tier


def test_the_same_word_has_similarity_1_and_other_pairs_keep_theirs() -> None:
    assert industry_similarity("Energy", "energy") == 1
    assert industry_similarity("Energy; Banking", "Insurance") == industry_similarity("Banking", "Insurance")
    frame = Industries.standard().compare(pd.Series(["Energy", "Law"]), pd.Series(["Fashion", "Fashion; Law"]))
    assert frame["similarity"].isna().tolist() == [True, False]
    assert frame["proximity"].tolist() == ["unknown", "same"]


def test_a_finer_name_elsewhere_does_not_part_two_who_chose_the_same_unplaced_word() -> None:
    mentee, mentor = pd.Series(["Energy", "Finance"]), pd.Series(["Energy", "Finance"])
    compared = Industries.standard().compare(mentee, mentor, also=["Oil & Gas", "Banking", "Wodgets"])
    assert compared["proximity"].tolist() == ["same", "unknown"]


def test_unplaced_words_have_no_node() -> None:
    assert Industries.standard().nodes(["Energy", "Energy; Law", "Widgets"]) == {
        "Energy": (), "Energy; Law": ("5411",), "Widgets": (),
    }  # fmt: skip


def test_words_that_a_programs_own_table_does_not_have_are_the_same_as_themselves() -> None:
    fields = pd.DataFrame([("Art", "Music", 0.6)], columns=["industry_a", "industry_b", "similarity"])
    compared = Industries.custom(fields).compare(
        pd.Series(["Law ", "Law", "Art"]), pd.Series(["law", "Music", "Music"])
    )
    assert compared["proximity"].tolist() == ["same", "unknown", "adjacent"]


def test_a_column_of_codes_is_compared_by_them() -> None:
    column = Industries.standard().in_column(["62012", "64191", "65110"])
    compared = column.compare(pd.Series(["62012", "64191"]), pd.Series(["62020", "65120"]))
    assert compared["proximity"].tolist() == ["same", "adjacent"]
    assert column.in_column(["62012", "64191", "65110"]) is column

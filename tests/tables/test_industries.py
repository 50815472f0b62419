from __future__ import annotations

from mentorstats.rounding import Counted
from mentorstats.tables.industries import industry_table, people_by_industry, shared_names, unplaced_pairings
from tests.programs import pair, program, score


def made(**more):
    """Twelve mentees of Art, who met mentors of Music or of something unknown; one pairing never began."""
    pairs = [pair(f"e{i:02}", f"m{i % 3}", mentor_industry=["Music", "music", "???"][i % 3]) for i in range(12)]
    pairs.append(pair("e99", "m9", mentor_industry="Steel", status="declined"))
    return program(pairs, surveys=[score(f"e{i:02}", i % 5) for i in range(12)], **more)


def test_people_are_counted_once_in_each_industry_of_pairings_that_began():
    table = people_by_industry(made()).set_index("title")
    assert table["people"].to_dict() == {"Art": 12, "Music": 2}
    assert table["mentors"].to_dict() == {"Art": 0, "Music": 2}


def test_spellings_that_mean_the_same_are_one_row():
    table = industry_table(made()).set_index("name")
    assert table.loc["Art", ["industry", "method", "people"]].tolist() == ["Art", "exact", 12]
    assert {"Music", "music"} & set(table.index) == {"Music"} or {"Music", "music"} & set(table.index) == {"music"}
    assert table.drop(index="Art")["people"].tolist() == [2, 1]
    assert table.loc["???", "method"] == "unknown"


def test_names_are_shared_where_enough_people_typed_them():
    assert shared_names(made()) == {"Art"}
    assert shared_names(made(min_people=13)) == frozenset()


def test_pairings_that_cannot_be_placed_are_counted_with_their_mentees():
    assert unplaced_pairings(made()) == (Counted(4, 4), Counted(8, 8), 12)

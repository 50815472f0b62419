from __future__ import annotations

from mentorstats.charts.matching import OTHERS, draw_matching, match_sectors
from tests.charts.makers import pairs


def test_the_heatmap_counts_pairings_by_sector_and_hides_small_cells():
    info = match_sectors(pairs(mining=3))
    assert info.sectors == ("Finance", "Health", "Mining")
    assert info.cells == (("30", "12", "0"), ("not shown", "not shown", "0"), ("<10", "<10", "0"))
    assert info.pairings == "81"


def test_sectors_beyond_the_largest_and_those_not_known_are_pooled():
    assert match_sectors(pairs(mining=3), largest=2).sectors == ("Finance", "Health", OTHERS)
    assert match_sectors(pairs(mining=30).replace("Mining", OTHERS)).sectors == ("Finance", "Health", OTHERS)
    assert match_sectors(pairs()).sectors == ("Finance", "Health")


def test_twelve_pairings_of_few_mentees_are_hidden():
    few = pairs()
    few.loc[few["mentor_sector"] == "Health", "mentee_id"] = "mentee-0"
    assert [row[1] for row in match_sectors(few).cells] == ["not shown", "not shown"]


def test_two_sectors_whose_labels_are_cut_alike_stay_two():
    long = pairs().replace({"Finance": "x" * 200 + "a", "Health": "x" * 200 + "b"})
    figure = draw_matching(match_sectors(long))
    assert list(figure.data[0].x) == [0, 1]
    assert figure.data[0].z == ([30, 12], [11, 25])
    assert len(figure.layout.meta["summary"]) < 700


def test_the_heatmap_says_the_most_frequent_matches_and_no_hidden_number():
    summary = draw_matching(match_sectors(pairs(mining=3))).layout.meta["summary"]
    assert "mentees in Finance with mentors in Finance (30)" in summary
    assert "Mining" not in summary
    assert "4 of 9 cells are hidden" in summary

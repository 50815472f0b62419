from __future__ import annotations

import pandas as pd

from mentorstats.charts.matching import OTHERS, draw_margins, match_sectors
from mentorstats.rounding import Rounding
from tests.charts.makers import heatmap, pairs

ROUNDING = Rounding(10)


def test_the_heatmap_tells_pairings_by_sector_in_tens_and_pools_what_would_hide_most_cells():
    info = match_sectors(pairs(mining=3), ROUNDING)
    assert info is not None
    assert info.sectors == ("Finance", OTHERS)
    assert info.cells == (("30", "10"), ("10", "30"))
    assert info.numbers == ((30, 10), (10, 30))
    assert info.pairings == "80"


def test_sectors_are_named_while_at_least_half_of_the_cells_can_be_shown():
    three = pairs(mining=30).replace({"mentor_sector": {"Finance": "Health"}})
    info = match_sectors(three, ROUNDING)
    assert info is not None
    hidden = [number is None for row in info.numbers for number in row]
    assert sum(hidden) <= len(hidden) / 2
    every = match_sectors(three, Rounding(1))
    assert every is not None
    assert every.sectors == ("Health", "Finance", "Mining", OTHERS)
    assert every.cells[2] == ("30", "0", "0", "0")


def test_cells_of_few_and_of_nobody_look_alike():
    few, nobody = (match_sectors(pairs(mining=mining), ROUNDING, largest=1) for mining in (1, 0))
    assert few is not None
    assert nobody is not None
    assert few.sectors == nobody.sectors == ("Finance", OTHERS)
    shown = [match_sectors(rare_cells(count), ROUNDING) for count in (0, 1, 9)]
    cells = [info.cells for info in shown if info is not None]
    assert "<10" in cells[0][0]
    assert cells == [cells[0]] * 3


def rare_cells(count: int) -> pd.DataFrame:
    """Mentees of finance and health with mentors of both, ``count`` of them of finance with health."""
    rows = [("Finance", "Finance")] * 45 + [("Finance", "Health")] * count
    rows += [("Health", "Finance")] * 20 + [("Health", "Health")] * 20 + [(OTHERS, "Finance")] * 20
    rows += [("Health", OTHERS)] * 20
    frame = pd.DataFrame(rows, columns=pd.Index(["mentee_sector", "mentor_sector"]))
    return frame.assign(mentee_id=[f"mentee-{number}" for number in range(len(frame))])


def test_a_sector_that_is_not_known_is_never_named():
    info = match_sectors(pairs(mining=30).replace("Mining", OTHERS), ROUNDING)
    assert info is not None
    assert info.sectors.count(OTHERS) == 1
    assert info.sectors[-1] == OTHERS


def test_twelve_pairings_of_few_mentees_are_hidden():
    few = pairs()
    few.loc[few["mentor_sector"] == "Health", "mentee_id"] = "mentee-0"
    info = match_sectors(few, ROUNDING, largest=1)
    assert info is not None
    assert [row[1] for row in info.cells] == ["not shown", "not shown"]


def test_where_most_cells_would_be_hidden_each_side_is_counted_by_itself():
    rows = [(f"sector {one}", f"sector {other}") for one in range(6) for other in range(6) for _ in range(4)]
    spread = pd.DataFrame(rows, columns=pd.Index(["mentee_sector", "mentor_sector"]))
    spread = spread.assign(mentee_id=[f"mentee-{number}" for number in range(len(spread))])
    thin = spread[spread.index % 4 < 2].iloc[:15]
    assert match_sectors(thin, ROUNDING) is None
    summary = draw_margins(spread, ROUNDING).layout.meta["summary"]
    assert summary.startswith("Who is matched with whom (140 pairings).")
    assert "mentees: sector 0: 20" in summary
    assert "mentors: sector 5: 20" in summary
    assert f"mentors: {OTHERS}: <10" in summary


def test_two_sectors_whose_labels_are_cut_alike_stay_two():
    long = rare_cells(22).replace({"Finance": "x" * 200 + "a", "Health": "x" * 200 + "b"})
    figure = heatmap(long)
    assert list(figure.data[0].x) == [0, 1, 2]
    assert figure.data[0].z == ([50, 20, None], [20, 20, 20], [20, None, None])
    assert len(figure.layout.meta["summary"]) < 1000


def test_the_heatmap_says_the_most_frequent_matches_and_no_hidden_number():
    summary = heatmap(rare_cells(8)).layout.meta["summary"]
    assert "mentees in Finance with mentors in Finance (50)" in summary
    assert "mentees in Finance with mentors in Health" not in summary
    assert "4 of 9 cells have few pairings or none" in summary

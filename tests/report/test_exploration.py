from __future__ import annotations

import re

import mentorstats as ms
from mentorstats.exports.load import load_frames
from mentorstats.report.exploration import exploration
from mentorstats.simulation.simulate import simulate_frames


def test_what_else_goes_with_the_outcome_is_told_as_exploring_with_a_table_behind_its_figures():
    made, _ = ms.simulate_program(seed=6, mentees=150, effect_sounding_board=0.5)
    part = exploration(made, outcome="career_confidence")
    assert "take what was found as a hint" in part.paragraphs[-1]
    assert all(figure.table for figure in part.figures)
    assert [figure.table.columns[0] for figure in part.figures if figure.table] == [
        "Factor",
        "Sessions a month",
        "Minutes a month",
    ]
    table, scales = part.tables
    assert scales.rows[0][0] == "belonging (final)"
    row = next(row for row in table.rows if row[0] == "Sounding board: a point more")
    assert len(row) == len(table.columns)
    assert row[1].startswith("+0.")
    assert row[-1] == "Who did well may remember the mentor kindly."


def test_declared_scales_are_on_the_page_with_how_well_they_measure():
    frames, _ = simulate_frames(seed=6, mentees=150)
    scale = {"name": "style", "items": ["sounding_board", "directive", "satisfaction"], "range": [1, 5],
             "reverse": ["directive"]}  # fmt: skip
    made = load_frames(**frames, outcome="career_confidence", scale=(scale,))
    table = exploration(made, outcome="career_confidence").tables[-1]
    assert table.rows[0][0] == "style (final)"
    assert re.fullmatch(r"-?0\.\d\d \(-?0\.\d\d to 0\.\d\d\)", table.rows[0][2])

from __future__ import annotations

import numpy as np
import pytest

from mentorstats.analyses.specification.choices import Option
from mentorstats.analyses.specification.samples import exposures, graph_of
from mentorstats.questions.contrasts import ADJACENCY
from mentorstats.questions.robustness.varied import cut_of, shares_at
from mentorstats.tables.mentees import participations
from tests.analyses.specification.makers import one_by_one, simulated


@pytest.mark.parametrize("way", ["any adjacent one counts", "the first counts"])
def test_several_mentors_count_as_one_where_that_is_chosen(way):
    _, sample, chance = one_by_one(ADJACENCY, **{"several mentors": way})
    graph = graph_of(sample, chance.labels, chance.mentor_numbers)
    found = exposures(sample, {"several mentors": Option(way)}, graph, chance.assigned)
    for name in ("same", "adjacent", "distant", "unknown"):
        assert found[name].shape == (len(sample.final), 6)
    pairs = sample.met.sort_values("start_date", kind="stable").groupby("row")["proximity"]
    if way == "the first counts":
        expected = pairs.first().sort_index() == "adjacent"
    else:
        expected = pairs.agg(lambda own: (own == "adjacent").any()).sort_index()
    np.testing.assert_allclose(found["adjacent"][:, 0], expected.astype(float))
    np.testing.assert_allclose(sum(found.values()), 1.0)


def test_the_shares_of_the_analyses_are_those_of_the_cut():
    _, sample, chance = one_by_one(ADJACENCY)
    graph = graph_of(sample, chance.labels, chance.mentor_numbers)
    found = exposures(sample, {"adjacent up to": Option("closest 10 %", 0.10)}, graph, chance.assigned)
    part = participations(simulated())
    expected = shares_at(part, cut_of(simulated(), 0.10))
    rows = sample.comparison.row_of
    for name, share in expected.items():
        own = share.set_axis(part.table["row"]).loc[rows.index]
        np.testing.assert_allclose(found[name][rows.to_numpy(), 0], own, atol=1e-12)

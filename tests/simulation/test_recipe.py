from __future__ import annotations

import pytest

from mentorstats.simulation.simulate import simulate_frames


@pytest.mark.parametrize(
    ("name", "value"),
    [("mentees", 0), ("mentors", 5), ("cohorts", 0), ("mentor_icc", 1.0), ("noise_sd", 0.0),
     ("attrition", 1.0), ("share_several", -0.1), ("baseline_correlation", 1.0), ("unmapped", float("nan"))],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"^{name} must be from .* not {value}$"):
        simulate_frames(seed=1, **{name: value})


def test_a_misspelled_setting_is_refused():
    with pytest.raises(TypeError, match="effect_adjacnt"):
        simulate_frames(seed=1, effect_adjacnt=0.5)

from __future__ import annotations

from tests.analyses.explore.makers import explored


def test_the_first_sentences_say_what_was_known_at_the_match_and_what_happened_after_it():
    first = explored().text.split("\n\n")[0]
    before, after = first.split("After the match, so they may follow from how it went: ")
    factors = explored().factors
    for row in factors[factors["p_adjusted"] < 0.05].to_dict("records"):
        assert row["title"] in (after if row["after"] else before.partition("Known before or at the match: ")[2])

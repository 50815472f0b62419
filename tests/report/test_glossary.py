from __future__ import annotations

import re

import pytest

from mentorstats.report.glossary import TERMS
from mentorstats.report.page import build_page
from mentorstats.report.write import render_page
from tests.report.makers import SEVERAL, Tags, answer, answers, result

METHOD_NAMES = (
    "Kenward–Roger", "CR2", "Mundlak", "Brunner–Munzel", "Cliff's delta", "Lee bounds", "Manski bounds",
    "tipping point", "robustness value", "E-value", "hub", "landmark", "standard deviations", "response surface",
    "left open", "Holm", "Benjamini–Hochberg", "95 % interval", "p", "simultaneous", "permuted", "complete cases",
    "logistic regression", "proportional odds", "odds", "weighted in", "equivalence", "REML", "Satterthwaite",
    "multiple-membership model", "specification curve", "t-test", "correlation", "Cronbach’s alpha", "McDonald’s omega",
)  # fmt: skip


@pytest.mark.parametrize("name", METHOD_NAMES)
def test_every_name_of_a_method_has_a_line_in_the_glossary(name):
    assert [term for term in TERMS if term.name == name or re.search(term.pattern, name)]


def test_the_glossary_has_the_terms_of_the_page_and_tables_lead_to_them(program):
    row = result("2+ - 1", "robustness", "", method="Kenward–Roger", estimate=0.5, conf_low=0.2, conf_high=0.7)
    page = Tags(render_page(build_page(program, (answers()[0], answer("multiple_mentors", (*SEVERAL, row))))))
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert "term-kenward-roger" in ids
    assert "term-manski-bounds" not in ids
    assert "#term-kenward-roger" in {attributes.get("href") for tag, attributes in page.elements if tag == "a"}

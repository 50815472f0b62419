from __future__ import annotations

import pandas as pd
import pytest

from mentorstats.exports.unfold.nobody import nobody_in, without_nobody


def nobody(*cells: str, listed: str = "") -> list[str]:
    return list(nobody_in(pd.Series(cells, dtype="str"), lambda text: text == listed))


@pytest.mark.parametrize(
    "word",
    [
        "TBD", "tba", "None", "n/a", "-", "—", ".", "???", "Unassigned", "(unassigned)", "Not yet matched", "waitlist",
        "Awaiting mentor", "No mentor", "No mentor assigned", "No Mentor Yet", "TBD - fall", "Mentor needed",
        "to be matched",
        "Sin asignar", "ninguno", "En attente", "aucun", "à définir", "Noch offen", "kein Mentor", "nicht vergeben",
        "N.N.",
        "A definir", "nenhum", "Da definire", "nessuno", "Nog te bepalen", "geen",
    ],
)  # fmt: skip
def test_words_for_nobody_are_nobody_in_all_languages(word):
    assert nobody("Ana Boar", word) == [word]


@pytest.mark.parametrize(
    "name", ["m1", "101", "a@none.org", "Nemo", "Max Open", "Mentor", "Yet Fall", "Noa", "x", "N9"]
)
def test_names_are_somebody(name):
    assert nobody("Ana Boar", name) == []


def test_a_word_by_which_somebody_is_listed_is_that_person():
    assert nobody("None", "TBD", listed="None") == ["TBD"]


def test_where_people_are_called_by_letters_a_letter_is_a_person():
    assert nobody("s", "y", "n") == []


def test_rows_without_anybody_have_their_word_and_others_an_empty_cell():
    frame = pd.DataFrame({"Mentor 1": ["a", "TBD", "TBD", ""], "Mentor 2": ["none", "b", "none", "c"]}, dtype="str")
    cleared, words = without_nobody(frame, ["Mentor 1", "Mentor 2"], lambda text: False)
    assert cleared.fillna("").values.tolist() == [["a", ""], ["", "b"], ["", ""], ["", "c"]]
    assert words.fillna("").tolist() == ["", "", "TBD", ""]


def test_a_table_in_which_everybody_is_somebody_stays_as_it_is():
    frame = pd.DataFrame({"Mentor": ["a", ""], "Other": ["none", "b"]}, dtype="str")
    cleared, words = without_nobody(frame, ["Mentor"], lambda text: False)
    pd.testing.assert_frame_equal(cleared, frame)
    assert words.isna().all()

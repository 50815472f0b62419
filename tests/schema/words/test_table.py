from __future__ import annotations

import pytest

from mentorstats.schema.words.table import (
    LANGUAGES,
    Match,
    fold,
    languages_of,
    meaning_of,
    phrases,
    plain_tokens,
    word_key,
    words_in,
)

KINDS = {
    "wave": {"baseline", "midpoint", "final", "followup"},
    "wave in a name": {"baseline", "midpoint", "final"},
    "wave beside others": {"baseline", "midpoint", "final"},
    "answer": {"yes", "no", "none"},
    "nobody": {"waiting", "nobody"},
    "presence": {"attended", "late", "scheduled", "missed", "cancelled"},
    "month": {str(month) for month in range(1, 13)},
    "unit": {"second", "minute", "hour", "day", "week", "month", "year"},
    "season": {"spring", "summer", "fall", "winter"},
    "number": {"0", "0.5", *map(str, range(1, 13))},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_has_every_meaning_that_the_code_asks_for(kind):
    assert set(phrases(kind)) == KINDS[kind]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in ("wave in a name", "nobody", "answer", "wave", "wave beside others")]
)
def test_a_word_has_one_meaning_of_a_kind_in_whatever_language(kind):
    meanings: dict[str, set[str]] = {}
    for meaning, words in phrases(kind).items():
        for word in words:
            meanings.setdefault(word_key(word), set()).add(meaning)
    assert {word for word, several in meanings.items() if len(several) > 1} == set()


def test_every_language_has_words_for_before_after_nobody_held_yes_and_every_month():
    for kind, meaning in [
        ("wave beside others", "baseline"), ("wave beside others", "final"), ("nobody", "nobody"),
        ("presence", "attended"), ("answer", "yes"), *(("month", str(month)) for month in range(1, 13)),
    ]:  # fmt: skip
        spoken = frozenset().union(*(languages_of(word, kind) for word in phrases(kind)[meaning]))
        assert spoken == set(LANGUAGES), (kind, meaning)


@pytest.mark.parametrize(
    ("text", "kind", "meaning"),
    [
        ("  DESPUES ", "wave", "final"), ("Línea  Base", "wave", "baseline"), ("WAHR", "answer", "yes"),
        ("k. A.", "answer", "none"), ("n/a", "answer", "none"), ("✓", "answer", "yes"), ("??", "nobody", "nobody"),
        ("Märzen", "month", ""), ("MÄRZ", "month", "3"), ("afterwards", "wave", ""), ("", "wave", ""),
    ],
)  # fmt: skip
def test_a_whole_text_is_compared_without_case_accents_and_punctuation(text, kind, meaning):
    assert meaning_of(text, kind) == meaning


def test_a_text_without_letters_keeps_its_signs():
    assert (word_key("?"), word_key(" - - "), word_key("Ex-Mentor")) == ("?", "--", "exmentor")


def test_accents_fall_off_and_plain_text_stays():
    assert (fold("Straße, Ça, Ñ"), fold("plain")) == ("Strasse, Ca, N", "plain")


def test_words_are_split_at_capitals_and_numbers():
    assert plain_tokens("ConfidencePre_T2 (1-5)") == ("confidence", "pre", "t", "2")


def test_phrases_are_found_within_words_and_the_longest_counts():
    words = plain_tokens("she did not attend the session")
    assert words_in(words, "presence") == [Match("missed", 1, 4)]
    assert words_in(plain_tokens("post and pre"), "wave") == [Match("final", 0, 1), Match("baseline", 2, 3)]
    assert words_in(("nothing", "pre"), "wave") == [Match("baseline", 1, 2)]
    assert words_in((), "wave") == words_in(("nothing",), "wave") == []


def test_the_first_meaning_of_a_word_with_two_is_taken():
    # "No aplica" is no answer before it is nobody; within a kind the table's own order decides.
    assert meaning_of("unknown", "nobody") == "nobody"
    assert meaning_of("pending", "nobody") == "waiting"


def test_the_languages_of_a_word():
    assert languages_of("final", "wave") == {"en", "es", "fr", "pt"}
    assert languages_of("Zwischenstand", "wave in a name") == {"de"}

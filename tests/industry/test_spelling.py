"""A spelling mistake finds the name that was meant, or nothing."""

from __future__ import annotations

from mentorstats.industry.nodes import Meaning
from mentorstats.industry.spelling import SpelledNames

BANKING, MINING, FARMING = Meaning("522", "alias"), Meaning("212", "alias"), Meaning("11", "alias")


def names(english: dict[str, Meaning], elsewhere: dict[str, Meaning] | None = None) -> SpelledNames:
    return SpelledNames.make(
        [(tuple(name.split()), meaning) for name, meaning in english.items()],
        [(tuple(name.split()), meaning) for name, meaning in (elsewhere or {}).items()],
    )


def meant(spelled: SpelledNames, text: str) -> str | None:
    meaning = spelled.meant(tuple(text.split()))
    assert meaning is None or meaning.reason == "fuzzy"
    return meaning.code if meaning is not None else None


def test_a_name_that_is_nearly_a_listed_one_is_that_one() -> None:
    spelled = names({"insurance": Meaning("524", "exact"), "investment banking": Meaning("523", "alias")})
    assert meant(spelled, "insurence") == "524"
    assert meant(spelled, "insuranec") == "524"
    assert meant(spelled, "insurances") == "524"
    assert meant(spelled, "insuranc") == "524"
    assert meant(spelled, "investmnt banking") == "523"
    assert meant(spelled, "investmentbankin") == "523"
    assert meant(spelled, "inzurenca") is None
    assert meant(spelled, "xnsurance") is None


def test_likeness_has_to_reach_the_threshold() -> None:
    assert meant(names({"abcdefgh": BANKING}), "abcdefgx") == "522"
    assert meant(names({"abcdef": BANKING}), "abcdex") is None


def test_short_names_and_names_with_digits_are_left_alone() -> None:
    assert meant(names({"banks": BANKING}), "bankx") is None
    assert meant(names({"abcdefghij": BANKING}), "abcdefghi1") is None


def test_two_names_that_are_about_as_near_leave_a_doubt() -> None:
    assert meant(names({"abcdefghij": BANKING, "abcdefghik": MINING}), "abcdefghix") is None
    assert meant(names({"abcdefghij": BANKING, "abcdefghik": BANKING}), "abcdefghix") == "522"
    assert meant(names({"abcdefghij": BANKING, "xbcdefghiz": MINING}), "abcdefghiz") is None
    far = names({"abcdefghijklmnopqrst": BANKING, "abcdefghijklmnopqxyz": MINING})
    assert meant(far, "abcdefghijklmnopqrsx") == "522"


def test_a_name_that_is_known_to_be_none_is_not_meant() -> None:
    assert meant(names({"retirement": Meaning(None, "nothing")}), "retirment") is None
    assert meant(names({"retirement": Meaning(None, "nothing"), "retirements": BANKING}), "retiremens") is None


def test_every_word_has_to_be_somewhat_alike() -> None:
    assert meant(names({"health insurance plan": BANKING}), "health insurance plan") == "522"
    assert meant(names({"life insurance company": BANKING}), "lifx insurance company") == "522"
    assert meant(names({"ab insurance company": BANKING}), "xy insurance company") is None


def test_in_other_languages_less_is_forgiven() -> None:
    assert meant(names({}, {"valmistus": BANKING}), "valaistus") is None
    assert meant(names({}, {"abcdefghij": BANKING}), "abcdefghix") == "522"
    assert meant(names({}, {"abcdefghi": BANKING}), "abcdefghx") is None
    assert meant(names({"abcdefghi": BANKING}), "abcdefghx") == "522"
    assert meant(names({"abcdefghij": BANKING}, {"abcdefghij": MINING}), "abcdefghix") == "522"


def test_other_languages_are_rivals_with_the_same_first_letter_only() -> None:
    assert meant(names({"abcdefghij": BANKING}, {"abcdefghik": MINING}), "abcdefghix") is None
    assert meant(names({"abcdefghij": BANKING}, {"zbcdefghix": MINING}), "abcdefghix") == "522"


def test_names_somewhat_like_one_come_most_alike_first() -> None:
    spelled = names({"retail": BANKING, "retain": MINING, "farming": FARMING})
    assert spelled.similar(("retial",)) == [BANKING]
    assert spelled.similar(("retaix",)) == [BANKING, MINING]
    assert spelled.similar(("ret",)) == []

from __future__ import annotations

import pytest

from mentorstats.schema.words.label_scales import SCALES, is_label, label_key, scale_of

SCALES_OF_FIVE = {
    "agreement": "Strongly disagree; Disagree; Neither agree nor disagree; Agree; Strongly agree",
    "agreement, said otherwise": "Totally disagree; Disagree; Neutral; Agree; Totally agree",
    "weak agreement": "Strongly disagree; Somewhat disagree; Neutral; Somewhat agree; Strongly agree",
    "satisfaction": "Very dissatisfied; Dissatisfied; Neutral; Satisfied; Very satisfied",
    "likelihood": "Extremely unlikely; Unlikely; Neither likely nor unlikely; Likely; Extremely likely",
    "change": "Much worse; Somewhat worse; About the same; Somewhat better; Much better",
    "level": "Very low; Low; Medium; High; Very high",
    "confidence": "Not at all confident; Slightly confident; Moderately confident; Very confident; Extremely confident",
    "importance": "Not important; Slightly important; Moderately important; Important; Very important",
    "usefulness": "Not useful at all; A little useful; Somewhat useful; Quite useful; Very useful",
    "extent": "Not at all; A little; Somewhat; Quite a bit; Very much",
    "amount": "None at all; A little; A moderate amount; A lot; A great deal",
    "extent in full": "Not at all; To a small extent; To a moderate extent; To a large extent; To a very large extent",
    "quality": "Poor; Fair; Good; Very good; Excellent",
    "quality from terrible": "Terrible; Poor; Average; Good; Excellent",
    "frequency": "Never; Rarely; Sometimes; Often; Always",
    "frequency with very often": "Never; Rarely; Sometimes; Very often; Always",
    "certainty": "Definitely not; Probably not; Maybe; Probably yes; Definitely yes",
    "truth": "Not at all true; Slightly true; Somewhat true; Mostly true; Completely true",
    "liking": "Dislike a great deal; Dislike somewhat; Neither like nor dislike; Like somewhat; Like a great deal",
    "German": "Stimme überhaupt nicht zu; Stimme nicht zu; Teils/teils; Stimme zu; Stimme voll und ganz zu",
    "French": "Très insatisfait; Insatisfait; Ni satisfait ni insatisfait; Satisfait; Très satisfait",
    "Spanish": "Muy en desacuerdo; En desacuerdo; Ni de acuerdo ni en desacuerdo; De acuerdo; Muy de acuerdo",
    "Portuguese": "Nunca; Raramente; Às vezes; Frequentemente; Sempre",
    "Italian": "Mai; Raramente; A volte; Spesso; Sempre",
    "Dutch": "Zeer ontevreden; Ontevreden; Neutraal; Tevreden; Zeer tevreden",
}
SCALES_OF_SEVEN = {
    "agreement": "Strongly disagree; Disagree; Somewhat disagree; Neutral; Somewhat agree; Agree; Strongly agree",
    "satisfaction": "Extremely dissatisfied; Moderately dissatisfied; Slightly dissatisfied; Neither satisfied nor "
    "dissatisfied; Slightly satisfied; Moderately satisfied; Extremely satisfied",
    "frequency": "Never; Rarely; Occasionally; Sometimes; Often; Usually; Always",
    "degrees": "Not at all clear; Slightly clear; Somewhat clear; Moderately clear; Clear; Very clear; Extremely clear",
}


def numbers(labels: str, others: str = "") -> list[float] | None:
    """The numbers of labels with semicolons between them; None where no scale fits."""
    keys, all_labels = ([label_key(label) for label in text.split("; ") if label] for text in (labels, others))
    scale = scale_of(keys, all_labels)
    return None if scale is None else [scale.values[key] for key in keys]


@pytest.mark.parametrize("labels", SCALES_OF_FIVE.values(), ids=SCALES_OF_FIVE)
def test_five_labels_are_one_to_five_from_low_to_high_in_whatever_order_they_come(labels):
    assert numbers(labels) == [1, 2, 3, 4, 5]
    assert numbers("; ".join(reversed(labels.split("; ")))) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("labels", SCALES_OF_SEVEN.values(), ids=SCALES_OF_SEVEN)
def test_seven_labels_are_one_to_seven(labels):
    assert numbers(labels) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("scale", SCALES, ids=[f"{scale.family} {place}" for place, scale in enumerate(SCALES)])
def test_no_scale_has_a_wording_twice(scale):
    keys = [label_key(wording) for rung in scale.labels for wording in rung]
    assert len(set(keys)) == len(keys)
    assert sorted(set(scale.values.values())) == list(range(1, len(scale.labels) + 1))


def test_labels_that_nobody_chose_keep_their_place():
    assert numbers("Strongly disagree; Agree") == [1, 4]
    assert numbers("Very satisfied; Neutral") == [5, 3]
    assert numbers("Not useful; Somewhat useful; Very useful") == [1, 3, 4]


def test_six_agreements_without_a_middle_leave_it_empty():
    labels = "Strongly disagree; Disagree; Slightly disagree; Slightly agree; Agree; Strongly agree"
    assert numbers(labels) == [1, 2, 3, 5, 6, 7]


def test_what_other_questions_offer_decides_between_scales_of_a_family():
    assert numbers("Agree") == [4]
    assert numbers("Agree", "Agree; Somewhat agree") == [6]
    assert numbers("Good; Very good") == [4, 5]
    assert numbers("Good; Very good", "Fair; Poor; Excellent; Very good") == [3, 4]


@pytest.mark.parametrize(
    "labels",
    [
        "Neutral", "Good", "Agree; Often", "Superb", "Agree; Superb", "Agree; Strongly agree; Totally agree",
        "Male; Female", "Yes; Maybe; No", "Berlin; Paris", "",
    ],
)  # fmt: skip
def test_labels_of_no_one_scale_are_not_guessed(labels):
    assert numbers(labels) is None


def test_two_scales_that_give_the_same_numbers_do_not_contradict_each_other():
    assert numbers("Poor; Very good") == [2, 5]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("strongly agree", True), ("very useful", True), ("not very interesting", True), ("not clear at all", True),
        ("neutral", True), ("useful", False), ("berlin", False), ("very much to my own great surprise", False),
        ("", False),
        ("not at all", True), ("very", True),
    ],
)  # fmt: skip
def test_a_label_is_of_a_known_scale_or_a_degree_of_something(text, known):
    assert is_label(text) is known


def test_labels_are_compared_without_case_accents_marks_and_double_spaces():
    assert label_key("  Strongly  Agree! ") == label_key("strongly_agree") == label_key("STRONGLY-AGREE.")
    assert label_key("I don’t") == label_key("i don't")


def test_a_scale_is_stated_in_the_words_of_the_question():
    scale = scale_of(["agree", "strongly agree"])
    assert scale is not None
    stated = scale.stated({"agree": "AGREE", "strongly agree": "Strongly agree"})
    assert (
        stated == "1 = strongly disagree, 2 = disagree, 3 = neither agree nor disagree, 4 = AGREE, 5 = Strongly agree"
    )

"""The glossary: what the technical words on the page mean, in plain ones; a page lists those that occur on it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

__all__ = ["TERMS", "Term", "linker", "terms_in"]


@dataclass(frozen=True)
class Term:
    """A word or a method: its name, what it means, and the spellings that stand for it (its name, if none are given).

    ``always`` is for words that every page has; ``linked`` says whether tables lead to it.
    """

    name: str
    meaning: str
    spellings: tuple[str, ...] = ()
    always: bool = False
    linked: bool = True

    @property
    def anchor(self) -> str:
        return "term-" + re.sub(r"\W+", "-", self.name.casefold()).strip("-")

    @property
    def pattern(self) -> str:
        """Any of its spellings as whole words, with any apostrophe and space."""
        alternatives = "|".join(
            re.escape(spelling).replace("'", "['’]").replace(r"\ ", r"\s") for spelling in self._spellings
        )
        return rf"(?<!\w)(?:{alternatives})(?!\w)"

    @property
    def _spellings(self) -> tuple[str, ...]:
        return self.spellings or (self.name,)


def _plain(name: str, meaning: str) -> Term:
    return Term(name, meaning, always=True, linked=False)


TERMS = (
    _plain("Similarity", "How alike two industries are, from 0 to 1 (the same)."),
    _plain("95 % interval", "The range of differences that fit these data well; if it includes 0, there may be none."),
    _plain("p", "How often chance alone would give a difference at least this clear, if there were none."),
    _plain("better, worse", "The whole interval lies on one side of no difference, and the test of all comparisons "
           "of the question together agrees."),
    _plain("How certain", "Moderate, unless something speaks against the answer; low where one thing does so strongly, "
           "or two do. High would need lots drawn for who is mentored."),
    _plain("goes with", "Found together. It does not say that one leads to the other."),
    Term("hub", "An industry so close to very many others that being adjacent to it says little."),
    Term("landmark", "The day from which on a mentee's mentors are taken as settled, 90 days after the first began "
         "unless set otherwise; what comes later may follow from how things went."),
    Term("standard deviations", "How far apart two groups are, in steps of how much people usually differ: 0.1 is "
         "little, 0.5 is much.", ("standard deviations", "standard deviation")),
    Term("F", "How much larger the differences are than chance would make them, all sides taken together.",
         ("F(1", "F(2", "F(3")),
    Term("multiple-membership model", "A model in which every mentor has an effect of their own, and a mentee with two "
         "mentors belongs half to each.", ("multiple-membership model", "multiple-membership mixed model")),
    Term("spread", "How much the outcomes of one side differ from one another.", ("spread", "spread of the sides")),
    Term("REML", "The usual way to estimate how much mentors differ (restricted maximum likelihood)."),
    Term("Satterthwaite", "A way to allow for few people when working out the interval."),
    Term("Kenward–Roger", "The main answer, with another way to allow for few people; its interval is a little wider."),
    Term("simultaneous", "Wider intervals, which hold for all comparisons at once."),
    Term("permuted", "Names are shuffled many times; p is how often shuffling gives a difference at least as large.",
         ("permuted", "permutation", "permutations")),
    Term("cluster-robust (CR2)", "Only mentees with one mentor, with an interval that holds however mentees of the "
         "same mentor are alike.", ("cluster-robust", "CR2")),
    Term("Brunner–Munzel", "How often somebody of the first group scores higher than somebody of the second; 50 % is "
         "no difference."),
    Term("Cliff's delta", "How much more often the first group scores higher than lower, from −1 to 1; 0 is no "
         "difference."),
    Term("odds", "How many say yes (or score higher) for each one who does not; odds × 2 is twice as many."),
    Term("logistic regression", "A model for outcomes that are yes or no."),
    Term("proportional odds", "A model for ratings that takes their order only, not the steps between them."),
    Term("complete cases", "Only mentees for whom nothing had to be filled in."),
    Term("Mundlak", "Compares mentees of the same mentor, so that good mentors who happen to be adjacent more often "
         "cannot make the difference."),
    Term("weighted in", "Whoever answered counts for those like them who did not.", ("weighted in", "weights")),
    Term("Lee bounds", "The lowest and the highest difference, if the group that answered more had answered as little "
         "as the other."),
    Term("Manski bounds", "The lowest and the highest difference, whatever those who did not answer would have said."),
    Term("tipping point", "By how much those who did not answer would have to differ from the others, for the "
         "difference to be unsure."),
    Term("robustness value", "How much of what the model leaves unexplained, of match and outcome both, something "
         "unmeasured would have to explain to undo the difference. More is better.",
         ("robustness value", "left open", "something unmeasured")),
    Term("E-value", "How many times as likely something unmeasured would have to make both the match and the yes, to "
         "undo the difference. More is better."),
    Term("equivalence", "Tests whether the difference is surely too small to matter; a small p says that it is.",
         ("equivalence", "two one-sided tests")),
    Term("t-test", "The usual comparison of two averages, as if nobody shared a mentor."),
    Term("correlation", "How closely two things rise together, from −1 to 1; 0 is not at all."),
    Term("Holm", "Makes p larger, because two questions are two tries at luck.", ("Holm", "Holm’s method")),
    Term("Benjamini–Hochberg", "Makes p larger, because many things were looked at; of those that stay below 0.05 "
         "about one in twenty may be luck.", ("Benjamini–Hochberg", "Benjamini and Hochberg", "p adjusted")),
    Term("response surface", "The outcome for each combination of both sides' ratings, and how it bends where they "
         "agree or differ."),
    Term("specification curve", "The same comparison computed in all ways that could be defended, in order of size."),
    Term("Cronbach's alpha", "How well a scale's questions measure one thing, from 0 to 1; 0.7 or more is usual."),
    Term("McDonald's omega", "The same as alpha, but questions may count differently."),
)  # fmt: skip


def terms_in(sections: Iterable[Any]) -> tuple[Term, ...]:
    """The terms that these sections of a page use, in the order of the glossary."""
    text = "\n".join(_texts(list(sections)))
    return tuple(term for term in TERMS if term.always or re.search(term.pattern, text))


def _texts(value: Any) -> Iterator[str]:
    """All texts in plain data, but not the figures as JSON."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name != "spec":
                yield from _texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _texts(inner))


def linker(terms: Iterable[Term]) -> Callable[[str], Markup]:
    """A function that escapes a text and links the first of these terms in it to its meaning.

    >>> linker(TERMS)("Kenward–Roger & others")
    Markup('<a class="term" href="#term-kenward-roger">Kenward–Roger</a> &amp; others')
    """
    patterns = [(re.compile(term.pattern), term) for term in terms if term.linked]

    def link(text: str) -> Markup:
        matches = [(match, term) for pattern, term in patterns if (match := pattern.search(text))]
        if not matches:
            return escape(text)
        match, term = min(matches, key=lambda pair: pair[0].start())
        anchor = Markup('<a class="term" href="#{}">{}</a>').format(term.anchor, match[0])
        return escape(text[: match.start()]) + anchor + escape(text[match.end() :])

    return link

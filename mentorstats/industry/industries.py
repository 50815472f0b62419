"""How one program's industries are placed and compared: the one object that the rest of the package asks.

``Industries.standard()`` uses the names and the staffing table that come with the package,
``Industries.custom()`` a program's own table of any vocabulary.  Both answer the same questions: which
industries a cell names, how close two cells are (the closest pair counts when a person has several) and which
industries are near.  A whole sector is never the same as one of its own industries, only possibly so: such a
pair is unknown, unless both sides typed the same name and nobody in the program typed a finer one.  A name that
could not be placed is the same as itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd

from mentorstats.errors import PlainError
from mentorstats.industry.closest import Place, closest, places_of
from mentorstats.industry.names import StandardNames
from mentorstats.industry.nodes import Node, nodes
from mentorstats.industry.own_tables import check_similarity, only_code, own_names, placed_pairs, refuse_unusable
from mentorstats.industry.similarity import ADJACENT, TIERS, Lookup, own_lookup, patched, standard_lookup
from mentorstats.industry.vocabulary import NamedIndustry, OwnNames, Vocabulary
from mentorstats.problems import Problem
from mentorstats.schema.settings import ADJACENT_SHARE

__all__ = ["HUB", "Industries", "classify_industries", "industry_similarity", "proximity"]

STANDARD_SOURCE = (
    "Similarity of staffing: how alike the mixes of occupations are that two industries employ, from the "
    "2018 National Employment Matrix of the U.S. Bureau of Labor Statistics."
)
OWN_SOURCE = "The program's own table of how close its fields are."
STANDARD_MEANING = (
    "Close industries have similar workforces: the people in them do similar jobs. It does not say that they share "
    "customers, suppliers or culture, and the figures are of industries in the United States, not of your mentors."
)
OWN_MEANING = "What close means is what those who wrote that table meant by it."
HUB = 30


@dataclass(frozen=True, eq=False)
class Industries:
    """How names are placed and compared in one program; make it with ``standard`` or ``custom``.

    ``source`` says in a sentence where the closeness comes from, ``table_problems`` what was wrong with the
    program's own tables (a ``Problem`` each).

    >>> program = Industries.standard()
    >>> program.title("522"), program.sector("522"), program.sector_title("52"), round(program.cut, 3)
    ('Banking and lending', '52', 'Finance and insurance', 0.219)
    """

    vocabulary: Vocabulary
    table: Mapping[str, Node]
    lookup: Lookup
    source: str
    adjacent_share: float
    table_problems: tuple[Problem, ...] = ()
    _named: dict[str, tuple[NamedIndustry, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def standard(
        cls,
        *,
        aliases: pd.DataFrame | None = None,
        adjacent_share: float = ADJACENT_SHARE,
        mutual: int | None = None,
        patch: pd.DataFrame | None = None,
    ) -> Industries:
        """The industries that come with the package, with a program's own names first.

        ``aliases`` has ``name`` and ``code`` (a code, a listed name, or empty: unknown on purpose).  Pairs
        among the closest ``adjacent_share`` are adjacent; with ``mutual``, nodes that are among each other's
        that many nearest instead.  ``patch`` (columns as in ``check_similarity``) replaces single pairs.
        Raises ValueError for options out of range and for tables of which nothing can be used.
        """
        _check_options(adjacent_share, mutual)
        base = StandardNames.make()
        names, problems = own_names(aliases, base, nodes())
        lookup = standard_lookup(adjacent_share, mutual)
        if patch is not None:
            usable, wrong = check_similarity(patch)
            pairs, unplaced = placed_pairs(usable, lambda name: only_code(base, nodes(), name))
            lookup = patched(lookup, pairs)
            problems += wrong + unplaced
        refuse_unusable(problems)
        return cls(StandardNames.make(names), nodes(), lookup, STANDARD_SOURCE, adjacent_share, tuple(problems))

    @classmethod
    def custom(
        cls,
        similarity: pd.DataFrame,
        *,
        aliases: pd.DataFrame | None = None,
        adjacent_share: float = ADJACENT_SHARE,
        mutual: int | None = None,
    ) -> Industries:
        """A program's own names and closeness, from a table that ``check_similarity`` accepts.

        Raises ValueError with the sentence of the problem when no row of it can be used.

        >>> rows = [("Art", "Music", 0.6), ("Art", "Law", 0)]
        >>> fields = pd.DataFrame(rows, columns=["industry_a", "industry_b", "similarity"])
        >>> Industries.custom(fields).compare(pd.Series(["art; Law"]), pd.Series(["Music"])).proximity.tolist()
        ['adjacent']
        """
        _check_options(adjacent_share, mutual)
        usable, problems = check_similarity(similarity)
        refuse_unusable(problems)
        lookup = own_lookup(usable, adjacent_share, mutual)
        table = {name: Node(name, "node", name, name, name, "", "own", "") for name in lookup.codes}
        names, wrong = own_names(aliases, OwnNames.make(lookup.codes), table)
        refuse_unusable(wrong)
        vocabulary = OwnNames.make(lookup.codes, names)
        return cls(vocabulary, table, lookup, OWN_SOURCE, adjacent_share, tuple(problems + wrong))

    @property
    def meaning(self) -> str:
        """What closeness says and what it does not, in plain words."""
        return OWN_MEANING if any(node.quality == "own" for node in self.table.values()) else STANDARD_MEANING

    @property
    def cut(self) -> float:
        """The similarity at or above which two industries are adjacent."""
        return self.lookup.cut

    def title(self, code: str) -> str:
        """The plain title of an industry or sector."""
        return self.table[code].title

    def sector(self, code: str) -> str:
        """The sector that a code belongs to; in an own table each name is its own."""
        return self.table[code].sector

    def sector_title(self, sector: str) -> str:
        """The plain title of a sector."""
        return self.table[sector].title

    def quality(self, code: str) -> str:
        """How good the data behind a code's closeness are: good, partial, estimated, mean, none or own."""
        return self.table[code].quality

    def note(self, code: str) -> str:
        """What a user should know about the data behind an industry, in plain words; "" when nothing."""
        return self.table[code].note

    def parts(self, cell: object) -> tuple[NamedIndustry, ...]:
        """The industries that one cell names, unknown ones included."""
        text = "" if cell is None or cell != cell else str(cell)
        if text not in self._named:
            self._named[text] = self.vocabulary.place(text)
        return self._named[text]

    def in_column(self, cells: Iterable[object]) -> Industries:
        """These industries, for a column of ``cells``: where most are industry codes, bare five-digit numbers are too.

        >>> column = Industries.standard().in_column(["62012", "56101", "86101"])
        >>> column.title(column.nodes(["56101"])["56101"][0])
        'Restaurants and food services'
        """
        vocabulary = self.vocabulary.in_column(str(cell) for cell in cells if cell is not None and cell == cell)
        return self if vocabulary is self.vocabulary else replace(self, vocabulary=vocabulary, _named={})

    def classify(self, names: Iterable[object]) -> pd.DataFrame:
        """One row a name and part: name (verbatim), part, code, title, sector, method.

        ``method`` is exact (an official title or code), alias (a listed name), fuzzy (a likely spelling mistake) or
        unknown; code, title and sector are then missing.
        """
        names = list(names)
        column = self.in_column(names)
        rows = [(name, part.text, part.code, part.method) for name in names for part in column.parts(name)]
        frame = pd.DataFrame(rows, columns=["name", "part", "code", "method"])
        titles = {code: node.title for code, node in self.table.items()}
        sectors = {code: node.sector for code, node in self.table.items()}
        frame = frame.astype({"part": "str", "code": "str", "method": "str"})
        frame = frame.assign(title=frame["code"].map(titles), sector=frame["code"].map(sectors))
        return frame.astype({"title": "str", "sector": "str"})[["name", "part", "code", "title", "sector", "method"]]

    def nodes(self, names: Iterable[object]) -> dict[str, tuple[str, ...]]:
        """The codes that each distinct cell stands for; empty when all of it is unknown.

        A sector is left out where the same cell also names one of its industries.
        """
        places = {str(name): self._places(name) for name in names}
        return {name: tuple(dict.fromkeys(code for code, _ in cell if code)) for name, cell in places.items()}

    def compare(self, mentee: pd.Series, mentor: pd.Series, *, also: Iterable[object] = ()) -> pd.DataFrame:
        """How close two columns of cells are, row by row: proximity and similarity, with the index of ``mentee``.

        Unknown parts are left out as long as others are known, unless both cells have the same; ``similarity`` is
        NaN where unknown and 1 for the same.  ``also`` lists further names of the program, for the rule on sectors.
        """
        if len(mentee) != len(mentor):
            raise PlainError(f"mentee has {len(mentee)} rows and mentor {len(mentor)}; they must be as many.")
        count = len(mentee)
        codes, distinct = pd.factorize(pd.concat([mentee.astype("str"), mentor.astype("str")], ignore_index=True))
        codes = np.where(codes < 0, len(distinct), codes)
        places = [self._places(cell) for cell in [*distinct, ""]]
        extra = [place for cell in also for place in self._places(cell)]
        row, unique = pd.factorize(codes[:count] * len(places) + codes[count:])
        left, right = np.divmod(unique, len(places))
        tier, similarity = closest(places, left, right, lookup=self.lookup, table=self.table, extra=extra)
        proximity = pd.Series(TIERS, dtype="str").array.take(tier[row])
        similarity = np.asarray(similarity, dtype=float)[row]
        return pd.DataFrame({"proximity": proximity, "similarity": similarity}, index=mentee.index)

    def neighbors(self, code: str, n: int = 5) -> pd.DataFrame:
        """The ``n`` industries most similar to ``code``: code, title, similarity; empty without data."""
        row = self.lookup.similarity[self.lookup.places[code]]
        known = [(other, row[self.lookup.places[other]]) for other in self._others(code)]
        near = sorted((pair for pair in known if np.isfinite(pair[1])), key=lambda pair: -pair[1])[:n]
        frame = pd.DataFrame(
            [(other, self.title(other), value) for other, value in near], columns=["code", "title", "similarity"]
        )
        return frame.astype({"code": "str", "title": "str", "similarity": "float64"})

    def degree(self, code: str) -> int:
        """The number of industries (not sectors) that are adjacent to ``code``: hubs have 30 and more."""
        tiers = self.lookup.tier[self.lookup.places[code]]
        return sum(bool(tiers[self.lookup.places[other]] == ADJACENT) for other in self._others(code))

    def is_hub(self, code: str) -> bool:
        """Whether 30 or more industries are adjacent to this one, so that being adjacent to it says little."""
        return self.degree(code) >= HUB

    def between(self, codes: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Similarities (NaN unknown) and tiers between ``codes``: two square tables with codes on both sides.

        >>> similarity, tier = Industries.standard().between(["522", "524"])
        >>> round(float(similarity.loc["522", "524"]), 2), str(tier.loc["522", "524"])
        (0.49, 'adjacent')
        """
        chosen = [self.lookup.places[code] for code in codes]
        block, names = np.ix_(chosen, chosen), list(codes)
        tiers = np.array(TIERS, dtype=object)[self.lookup.tier[block]]
        return pd.DataFrame(self.lookup.similarity[block], names, names), pd.DataFrame(tiers, names, names)

    def _others(self, code: str) -> list[str]:
        """The industries besides ``code``, without sectors and without those that share another's data."""
        by_row = {self.table[other].row or other: other for other in self.lookup.codes if other != code}
        return [other for other in by_row.values() if not self.table[other].is_sector]

    def _places(self, cell: object) -> tuple[Place, ...]:
        return places_of(self.parts(cell), self.table, self.vocabulary.words)


def _check_options(adjacent_share: float, mutual: int | None) -> None:
    if not 0 < adjacent_share < 1:
        raise PlainError(f"adjacent_share must lie between 0 and 1, but is {adjacent_share}.")
    if mutual is not None and mutual < 1:
        raise PlainError(f"mutual must be 1 or more neighbors, or None, but is {mutual}.")


@cache
def _standard() -> Industries:
    return Industries.standard()


def classify_industries(names: Iterable[object], *, aliases: pd.DataFrame | None = None) -> pd.DataFrame:
    """Place names on industries: one row a name and part, with code, title, sector and method.

    ``aliases`` (name, code) are a program's own names and win.  See ``Industries.classify``.

    >>> classify_industries(["Banking; Higher Ed"])[["part", "code", "sector", "method"]].values.tolist()
    [['Banking', '522', '52', 'alias'], ['Higher Ed', '611', '61', 'alias']]
    """
    return (_standard() if aliases is None else Industries.standard(aliases=aliases)).classify(names)


def industry_similarity(a: str, b: str) -> float:
    """How similar two industries are, 0 to 1; NaN when unknown.  Several, separated by “;”: the closest pair.

    >>> round(industry_similarity("Banking", "Insurance"), 2)
    0.49
    """
    return float(_standard().compare(pd.Series([a]), pd.Series([b]))["similarity"].iloc[0])


def proximity(a: str, b: str) -> str:
    """Whether two industries are the same, adjacent, distant or unknown.

    >>> proximity("Banking", "Insurance"), proximity("Banking", "Finance"), proximity("Banking", "other")
    ('adjacent', 'unknown', 'unknown')
    """
    return str(_standard().compare(pd.Series([a]), pd.Series([b]))["proximity"].iloc[0])

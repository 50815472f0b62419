"""An attack on what a page hides: a solver that knows every number of the page, and how the numbers hang together.

Every count on the page is a sum of the same unknown small groups ("atoms"): mentees by how many mentors they ever had,
whether they can be compared by either question and with which mentors; pairings by how close the industries are, by
sectors, by how they ended and by how often people met.  What the page tells of a count (a number, fewer than ten, a
share of a whole rounded to whole percents, about so many) is a constraint on that sum.  For each count that is hidden
the least and the largest value that all constraints allow are found by integer programming.  Where they are the same,
the page gives the count away.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, sparse

import mentorstats as ms
from mentorstats.program import Program
from mentorstats.report.page import Page, build_page
from mentorstats.report.parts import Figure, Section, Table
from mentorstats.simulation.simulate import simulate_frames
from tests.recovery_counts import learn_counts

_FEW = re.compile(r"(?:fewer than |<)(\d+)")
_SHARE = re.compile(r"([\d.]+) ?% of ([\d,]+)")


@dataclass
class Knowledge:
    """Constraints on sums of atoms, and the sums that are hidden, each under the place where it stands."""

    places: dict[tuple[str, ...], int] = field(default_factory=dict)
    rows: list[tuple[list[int], float, float]] = field(default_factory=list)
    hidden: dict[str, list[int]] = field(default_factory=dict)

    def atom(self, name: tuple[str, ...]) -> int:
        return self.places.setdefault(name, len(self.places))

    def learn(self, where: str, said: str, atoms: Iterable[tuple[str, ...]]) -> None:
        """Take in what is ``said`` of a sum of atoms."""
        columns = [self.atom(atom) for atom in atoms]
        text = said.replace("\N{NO-BREAK SPACE}", " ").strip().casefold()
        if re.fullmatch(r"[\d,]+", text):
            number = float(text.replace(",", ""))
            self.rows.append((columns, number, number))
        elif few := _FEW.match(text):
            # An empty cell may be hidden as company of a small one, but nobody is left out for a reason without anyone.
            self.rows.append((columns, 1 if text.startswith("fewer") else 0, float(few[1]) - 1))
            self.hidden[where] = columns
        elif text.startswith("about "):
            # It follows from the whole, which is told as well, and says only that a few are missing.
            self.rows.append((columns, 1, np.inf))
            self.hidden[where] = columns
        elif share := _SHARE.match(text):
            whole = float(share[2].replace(",", ""))
            percent = float(share[1])
            self.rows.append((columns, whole * (percent - 0.5) / 100 - 1e-6, whole * (percent + 0.5) / 100 + 1e-6))
        elif text == "not shown":
            self.rows.append((columns, 1, np.inf))
            self.hidden[where] = columns

    def at_least(self, number: int, atoms: Iterable[tuple[str, ...]]) -> None:
        """Take in that a number that is shown counts some of them."""
        self.rows.append(([self.atom(atom) for atom in atoms], number, np.inf))

    def recovered(self) -> dict[str, int]:
        """The hidden counts that can take one value only."""
        return {where: value for where, columns in self.hidden.items() if (value := self._only(columns)) is not None}

    def _only(self, columns: list[int]) -> int | None:
        wanted = np.bincount(columns, minlength=len(self.places)).astype(float)
        ends = [self._extreme(sign * wanted) for sign in (1.0, -1.0)]
        if ends[0] is None or ends[1] is None:
            return None
        low, high = round(ends[0]), round(-ends[1])
        return low if low == high else None

    def _extreme(self, cost: np.ndarray) -> float | None:
        entries = [(row, column) for row, (columns, _, _) in enumerate(self.rows) for column in columns]
        places = np.array(entries).T
        matrix = sparse.csr_array((np.ones(len(entries)), tuple(places)), shape=(len(self.rows), len(self.places)))
        low, high = (np.array([row[end] for row in self.rows]) for end in (1, 2))
        found = optimize.milp(
            cost,
            constraints=optimize.LinearConstraint(matrix, low, high),
            integrality=np.ones(len(cost)),
            bounds=optimize.Bounds(0, 100_000),
        )
        if found.status == 2:
            raise AssertionError("the page contradicts itself, or the attack misreads it")
        return float(found.fun) if found.status == 0 else None


def simulated_program(seed: int) -> Program:
    """A small program of 40 to 159 mentees, in which the industry of some is not known; every third tells no dates."""
    frames, _ = simulate_frames(seed=seed, mentees=40 + seed * 37 % 120, unmapped=0.02 if seed % 2 else 0.05)
    if seed % 3 == 2:
        frames["pairings"] = frames["pairings"].drop(columns=["start_date", "end_date"])
    return ms.load_frames(**frames, outcome="career_confidence")


def simulated_page(seed: int) -> Page:
    """The page of such a program, without the rows that test its answers, which hold no count."""
    program = simulated_program(seed)
    roles = ["primary", "exploratory", "naive"]
    answers = [ask(program, roles=roles) for ask in (ms.adjacent_industries, ms.multiple_mentors)]
    return build_page(program, answers)


def attack(page: Page) -> Knowledge:
    """All that the numbers of a page say about its counts."""
    known = Knowledge()
    tables = dict(_tables(page))
    _mentees(known, page, tables)
    _people(known, page, tables)
    _pairings(known, page, tables)
    learn_counts(known, page, tables)
    return known


EVER = ("1", "2", "3", "4+")
LEFT = ("early", "silent", "compared")
NEAREST = ("mostly same", "mostly adjacent", "mostly distant", "evenly mixed", "not known", "no industry")
NUMBERS = ("one mentor", "several at once", "one after another", "not known", "unclear")


def _mentee_atoms(**wanted: Iterable[str]) -> list[tuple[str, ...]]:
    """Atoms of mentees: mentors ever, why they are left out of both questions, kind of mentors, number of mentors."""
    axes = {"ever": EVER, "left": LEFT, "nearest": NEAREST, "number": NUMBERS}
    chosen = [tuple(wanted.get(name, values)) for name, values in axes.items()]
    return [
        ("mentee", a, b, c, d) for a in chosen[0] for b in chosen[1] for c in chosen[2] for d in chosen[3]
        # Who was left out of both has no kind and no number here; who ever had one mentor has one.
        if (b == "compared" or (c, d) == ("not known", "not known")) and not (a == "1" and d in NUMBERS[1:3])
    ]  # fmt: skip


def _mentees(known: Knowledge, page: Page, tables: dict[str, Table]) -> None:
    everyone = _mentee_atoms()
    known.learn("mentees in all", _in_title(page, "Mentors per mentee"), everyone)
    for label, said in _pairs(tables.get("Mentors per mentee")):
        known.learn(f"mentors per mentee: {label}", said, _mentee_atoms(ever=[label.split()[0]]))
    own = {"adjacent_industries": ("nearest", "no industry"), "multiple_mentors": ("number", "unclear")}
    for section in page.questions:
        axis, lost = own[section.question]
        inside = _mentee_atoms(left=["compared"], **{axis: _without(axis, lost)})
        for check in section.checks:
            name, said = check["check"], check["result"]
            where = f"{section.question}: {name}"
            if name == "mentees compared":
                known.learn(where, said, inside)
            elif name == "final answers":
                known.learn(where, said, _mentee_atoms(left=["compared"]))
            elif name.startswith("left out: "):
                known.learn(where, said, _left_out(name.removeprefix("left out: "), axis, lost))
            elif section.question == "multiple_mentors" and (side := _side(name)):
                known.learn(where, said, _mentee_atoms(left=["compared"], number=[side]))
            elif name.startswith("mentees with a mentor") and said.isdigit():
                known.at_least(int(said), inside)
        for row in section.lines:
            said, mentors = row.people.replace("\N{NO-BREAK SPACE}", " ").split(" mentees, ")
            if row.role == "primary":
                known.learn(f"{section.question}: people", said, inside)
                _mentors(known, section.question, _in_title(page, "Mentees per mentor"), mentors.split(" mentor")[0])
            elif said.isdigit():
                # The usual shortcut counts whoever answered, those over before the landmark as well.
                known.at_least(int(said), _mentee_atoms(left=["compared", "early"]))
        for figure in section.further:
            _groups(known, figure, axis)
    for step, said, _, _ in _rows(tables.get("From the exports to the analysis")):
        if step.startswith("with a pairing that began"):
            known.learn("flow: began", said, everyone)
        elif step == "with a final answer":
            known.learn("flow: answered", said, _mentee_atoms(left=["compared"]))
        elif step == "compared":
            known.learn(
                "flow: compared", said, _mentee_atoms(left=["compared"], nearest=_without("nearest", "no industry"))
            )


def _mentors(known: Knowledge, question: str, everyone: str, compared: str) -> None:
    """Mentors of those who are compared, beside all mentors."""
    known.learn(f"{question}: all mentors", everyone, [(question, "compared"), (question, "nobody compared")])
    known.learn(f"{question}: mentors", compared, [(question, "compared")])


def _without(axis: str, lost: str) -> list[str]:
    return [name for name in {"nearest": NEAREST, "number": NUMBERS}[axis] if name != lost]


def _left_out(reason: str, axis: str, lost: str) -> list[tuple[str, ...]]:
    """The atoms of a reason, or of several that are told together."""
    atoms = []
    if "no final answer" in reason:
        atoms += _mentee_atoms(left=["silent"])
    if "landmark" in reason or "order" in reason:
        atoms += _mentee_atoms(left=["early"])
    if "industry" in reason or "unclear" in reason:
        atoms += _mentee_atoms(left=["compared"], **{axis: [lost]})
    return atoms


def _side(check: str) -> str:
    words = {
        "with one mentor": "one mentor",
        "at the same time": "several at once",
        "one after another": "one after another",
    }
    return next((side for word, side in words.items() if check.startswith("mentees with") and word in check), "")


def _groups(known: Knowledge, figure: Figure, axis: str) -> None:
    """The groups of the raw outcomes: their sizes, and their marks, of which there may be fewer."""
    assert figure.table is not None
    marks = iter(trace for trace in json.loads(figure.spec)["data"] if trace.get("marker", {}).get("opacity") == 0.55)
    for name, said, average, *_ in figure.table.rows:
        atoms = _mentee_atoms(left=["compared"], **{axis: name.split(" or ")})
        known.learn(f"groups: {name}", said, atoms)
        if average != "not shown":
            known.at_least(len(next(marks)["x"]), atoms)


def _people(known: Knowledge, page: Page, tables: dict[str, Table]) -> None:
    """Who is listed and who is matched; and mentors by how many mentees they have."""
    sides = {"mentees": ["mentee only", "both"], "mentors": ["mentor only", "both"]}
    for noun, title in (("mentees", "Mentors per mentee"), ("mentors", "Mentees per mentor")):
        known.learn(f"{noun} in all", _in_title(page, title), [("person", kind) for kind in sides[noun]])
    load = tables.get("Mentees per mentor")
    known.learn("mentors by load", _in_title(page, "Mentees per mentor"), [("load", row[0]) for row in _rows(load)])
    for label, said in _pairs(load):
        known.learn(f"load: {label}", said, [("load", label)])
    listed = ["mentee only", "mentor only", "both", "mentee unmatched", "mentor unmatched"]
    for file in page.files:
        if file["table"] == "people":
            known.learn("people listed", str(file["used"]), [("person", kind) for kind in listed])
    metrics = page.before[0].tables[0]
    few = [line for line in metrics.untold if "not shown" in line]
    untold = ((name, "not shown") for line in few for name in line.partition(": ")[0].split("; "))
    for name, said, *_ in (*metrics.rows, *untold):
        if told := re.fullmatch(r"(Matched|Unmatched) \((everyone|mentees|mentors)\)", name):
            side = {"everyone": listed, "mentees": [listed[0], listed[3]], "mentors": [listed[1], listed[4]]}[told[2]]
            kinds = [kind for kind in side if kind.endswith("unmatched") == (told[1] == "Unmatched")]
            if said != "not shown" or told[2] == "everyone":
                known.learn(name, said.removesuffix(" people"), [("person", kind) for kind in kinds])
            elif told[1] == "Unmatched":
                # Both sides are hidden where one is few, so this one may be nobody; who is matched is told elsewhere.
                known.hidden[name] = [known.atom(("person", kind)) for kind in kinds]
            if whole := re.search(r" of ([\d,]+)$", said):
                known.learn(f"{name}: listed", whole[1], [("person", kind) for kind in side])


TIERS = ("same", "adjacent", "distant", "unknown")
_UNDATED = ("no first day", "over, but no last day", "ends before it begins")


def _pairings(known: Knowledge, page: Page, tables: dict[str, Table]) -> None:
    """Pairings by closeness and whether their length is known; by sectors; by sessions a month; by why they ended.

    No two of these are told together, so each is a way of its own to split the same whole.
    """
    whole = pairings_told(page)
    known.learn("pairings in all", whole, _close(TIERS))
    for paragraph in page.after[0].paragraphs:
        if told := re.match(r"Not placed: (.*?)(?: \(\d+ %\))? of ", paragraph):
            known.learn("not placed", told[1], _close(["unknown"]))
    for part in page.before[1:]:
        _lengths(known, part)
    matrix = tables.get("Who is matched with whom")
    if matrix is not None:
        cells = [(row[0], sector, said) for row in matrix.rows
                 for sector, said in zip(matrix.columns[1:], row[1:], strict=True)]  # fmt: skip
        known.learn("pairings in all, by sectors", whole, [("sectors", *cell[:2]) for cell in cells])
        for one, other, said in cells:
            known.learn(f"sectors: {one} with {other}", said, [("sectors", one, other)])
    _statuses(known, tables.get("Pairings by status"), _in_title(page, "Pairings by status"), page)
    for title, kind in (("Sessions a month", "rate"), ("Why pairings were closed early", "why")):
        rows = _rows(tables.get(title))
        known.learn(f"{title}: all", _in_title(page, title), [(kind, row[0]) for row in rows])
        for label, said in _pairs(tables.get(title)):
            known.learn(f"{title}: {label}", said, [(kind, label)])


def pairings_told(page: Page) -> str:
    """How many pairings began, which stands at several places."""
    return _in_title(page, "Who is matched with whom") or _in_title(page, "Pairings by status").removesuffix(" begun")


def _statuses(known: Knowledge, table: Table | None, whole: str, page: Page) -> None:
    """How the pairings stand, among which those closed early are told elsewhere too."""
    began = [row for row in _rows(table) if "never began" not in row[0]]
    for status, said, *_ in _rows(table):
        known.learn(f"status: {status}", said, [("status", status)])
    if began:
        known.learn("begun pairings", whole.removesuffix(" begun"), [("status", row[0]) for row in began])
        closed = _in_title(page, "Why pairings were closed early")
        known.learn("begun pairings closed early", closed, [("status", "closed early")])


def _close(tiers: Iterable[str], lengths: Iterable[str] = ("known", "unknown")) -> list[tuple[str, ...]]:
    return [("close", tier, length) for tier in tiers for length in lengths]


def _lengths(known: Knowledge, part: Section) -> None:
    """How long pairings last: how many of each kind are in sight, who is left out, and who ended them."""
    for figure in part.figures:
        if figure.title.startswith("How long pairings last"):
            for tier, month, _, _, said in _rows(figure.table):
                if month == "0":
                    known.learn(f"match length: {tier}", said, _close([tier], ["known"]))
                elif said.isdigit():
                    known.at_least(int(said), _close([tier], ["known"]))
    for paragraph in part.paragraphs:
        for reasons, said in re.findall(r"([^;()]+) \(([^)]*)\)", paragraph.partition("Left out: ")[2]):
            undated = any(reason in reasons for reason in _UNDATED)
            atoms = _close(TIERS, ["unknown"]) if undated else []
            atoms += _close(["unknown"], ["known"]) if "industry" in reasons else []
            known.learn(f"match length: {reasons.strip()}", said, atoms)
        if whom := re.search(r"^(.+?) pairings were closed early.* Who ended them: ([^.;]+(?:; [^.;]+)*)\.", paragraph):
            kinds = [kind.rsplit(" ", 1) if "not shown" not in kind else [kind.removesuffix(" not shown"), "not shown"]
                     for kind in whom[2].split("; ")]  # fmt: skip
            known.learn("closed early, by whom", whom[1], [("whom", kind) for kind, _ in kinds])
            for kind, said in kinds:
                known.learn(f"closed early by {kind}", said, [("whom", kind)])


def _tables(page: Page) -> Iterator[tuple[str, Table]]:
    for figure in page.figures:
        if figure.table is not None:
            yield figure.title.partition(" (")[0], figure.table


def _in_title(page: Page, beginning: str) -> str:
    """The number that stands in parentheses in the title of a figure."""
    title = next((figure.title for figure in page.figures if figure.title.startswith(beginning)), "")
    found = re.search(r"\(([\w, ]*?) (?:mentees|mentors|pairings)", title)
    return found[1] if found else ""


def _rows(table: Table | None) -> tuple[tuple[str, ...], ...]:
    return table.rows if table is not None else ()


def _pairs(table: Table | None) -> Iterator[tuple[str, str]]:
    yield from ((row[0], row[1]) for row in _rows(table))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.recovery", description=__doc__)
    parser.add_argument("--programs", type=int, default=200, help="made-up small programs whose pages are attacked")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(_attacked, range(options.programs)))
    given_away = [(seed, found) for seed, (_, found) in enumerate(results) if found]
    hidden = sum(count for count, _ in results)
    print(f"{options.programs} pages with {hidden:,} hidden counts; {len(given_away)} pages give one away")
    for seed, found in given_away:
        print(f"program {seed}: {found}")
    raise SystemExit(bool(given_away))


def _attacked(seed: int) -> tuple[int, dict[str, int]]:
    known = attack(simulated_page(seed))
    return len(known.hidden), known.recovered()


if __name__ == "__main__":
    main()

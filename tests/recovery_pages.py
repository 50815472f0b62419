"""What the numbers of a page say about its counts, read off the page as it is shown, for the attack of ``recovery``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

import mentorstats as ms
from mentorstats.program import Program
from mentorstats.questions.answers import Answer
from mentorstats.report.page import Page, build_page
from mentorstats.report.parts import Figure, Table
from mentorstats.sharing import shareable
from mentorstats.simulation.simulate import simulate_frames
from tests.recovery import INFINITE, Atom, Knowledge
from tests.recovery_search import exact_numbers
from tests.recovery_shares import learn_from_estimates

OUTCOME = "career_confidence"
EVER = ("1", "2", "3", "4+")
LEFT = ("early", "early and silent", "silent", "compared")
NEAREST = ("mostly same", "mostly adjacent", "mostly distant", "evenly mixed", "not known", "no industry")
NUMBERS = ("one mentor", "several at once", "one after another", "not known", "unclear")
LOST = {"adjacent_industries": ("nearest", "no industry"), "multiple_mentors": ("number", "unclear")}
TIERS = ("same", "adjacent", "distant", "unknown")
# Figures whose bars are all of a whole, and what they split it by.
_SPLITS = {"Sessions a month": "rate", "Why pairings were closed early": "why",
           "Who ended the pairings that were closed early": "whom", "Pairings by status": "status"}  # fmt: skip


@dataclass(frozen=True)
class Attacked:
    """What came of an attack on one page."""

    hidden: tuple[str, ...]
    known: dict[str, int]
    nearly: tuple[str, ...]
    exact: tuple[str, ...]


def attacked(seed: int) -> Attacked:
    program = simulated_program(seed)
    answers = answers_of(program)
    page = build_page(program, answers)
    ranges = attack(page, answers).ranges() | learn_from_estimates(answers)
    few = {where: span for where, span in ranges.items() if span.low < 10}
    return Attacked(
        hidden=tuple(ranges),
        known={where: int(span.low) for where, span in few.items() if span.known},
        nearly=tuple(where for where, span in few.items() if span.nearly),
        exact=tuple(exact_numbers(program, page, answers)),
    )


def simulated_program(seed: int) -> Program:
    """A small program of 40 to 159 mentees, none of whose tables has a multiple of ten of rows or people.

    The industry of some is not known.  Every third tells no dates; of every second the outcome is yes or no, of every
    fourth without anything that could be adjusted for, so that differences are those of plain shares.
    """
    frames, _ = simulate_frames(seed=seed, mentees=40 + seed * 37 % 120, unmapped=0.02 if seed % 2 else 0.05)
    if seed % 3 == 2:
        frames["pairings"] = frames["pairings"].drop(columns=["start_date", "end_date"])
    if seed % 2:
        frames["surveys"] = with_yes_or_no(frames["surveys"], limit=2.0 + 0.25 * (seed % 7))
    if seed % 4 == 3:
        frames = {name: frame.drop(columns=["cohort"], errors="ignore") for name, frame in frames.items()}
    return ms.load_frames(**{name: _without_tens(frame) for name, frame in frames.items()}, outcome=OUTCOME)


def _without_tens(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without its last rows, as many as leave neither its rows nor its people a multiple of ten."""
    people = [name for name in ("mentee_id", "mentor_id") if name in frame]
    while not all(size % 10 for size in (len(frame), *frame[people].nunique())):
        frame = frame.iloc[:-1]
    return frame


def with_yes_or_no(surveys: pd.DataFrame, *, limit: float) -> pd.DataFrame:
    """Surveys whose outcome is only whether the final score is a limit or more."""
    outcome = surveys["item"] == OUTCOME
    surveys = surveys[~(outcome & (surveys["wave"] != "final"))]
    scores = surveys["score"].astype(float)
    return surveys.assign(score=scores.mask(surveys["item"] == OUTCOME, (scores >= limit).astype(float)))


def answers_of(program: Program) -> list[Answer]:
    """Both answers, without the rows that test them, whose counts are those of the main rows."""
    roles = ["primary", "exploratory", "naive"]
    return [ask(program, roles=roles) for ask in (ms.adjacent_industries, ms.multiple_mentors)]


def attack(page: Page, answers: Iterable[Answer]) -> Knowledge:
    """All that the numbers of a page say about its counts."""
    known = Knowledge()
    tables = dict(_tables(page))
    metrics = {row[0]: row[1] for row in page.before[0].tables[0].rows}
    _mentees(known, page, tables)
    _people(known, page, tables, metrics)
    _waves(known, metrics)
    _pairings(known, page, tables, metrics)
    _files(known, page, metrics)
    _findings(known, answers)
    return known


def _mentee_atoms(**wanted: Iterable[str]) -> list[Atom]:
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
    for section in page.questions:
        _question(known, section)
    reasons = [atom for atom in known.places if atom[0] == "unanswered"]
    known.same(reasons, _mentee_atoms(left=["silent", "early and silent"]))
    for step, said, gone, why in _rows(tables.get("From the exports to the analysis")):
        if step == "in the pairings":
            known.learn("flow: in the pairings", said, [*everyone, ("never began",)])
        elif step.startswith("with a pairing that began"):
            known.learn("flow: began", said, everyone)
            known.learn("flow: never began", gone, [("never began",)])
        elif step.startswith("still in a pairing"):
            known.learn("flow: at the landmark", said, _mentee_atoms(left=["silent", "compared"]))
            known.learn("flow: early", gone, _mentee_atoms(left=["early", "early and silent"]))
        elif step == "with a final answer":
            known.learn("flow: answered", said, _mentee_atoms(left=["compared"]))
            known.learn("flow: silent", gone, _mentee_atoms(left=["silent"]))
        elif step == "compared":
            inside = _mentee_atoms(left=["compared"], nearest=_but("nearest", "no industry"))
            known.learn("flow: compared", said, inside)
            known.learn("flow: no industry", gone, _left_out(why, *LOST["adjacent_industries"]))


def _question(known: Knowledge, section: Any) -> None:
    axis, lost = LOST[section.question]
    inside = _mentee_atoms(left=["compared"], **{axis: _but(axis, lost)})
    for check in section.checks:
        name, said = check["check"], check["result"]
        where = f"{section.question}: {name}"
        if name == "mentees compared":
            known.learn(where, said, inside)
        elif name == "final answers":
            answered, _, whole = said.partition(" of ")
            known.learn(where, answered, _mentee_atoms(left=["compared"]))
            known.learn(f"{where}, of", whole.removesuffix(" mentees"), _mentee_atoms())
        elif name.startswith("left out: "):
            known.learn(where, said, _left_out(name.removeprefix("left out: "), axis, lost))
        elif name.startswith("mentees with ") and (side := _side(name)):
            known.learn(where, said, _mentee_atoms(left=["compared"], number=[side]))
        elif name.startswith("mentees with "):
            atoms = [(section.question, name, "have"), (section.question, name, "have not")]
            known.same(atoms, inside)
            known.learn(where, said, atoms[:1])
        elif name == "final answers by side":
            for side in said.partition(" (p ")[0].split("; "):
                words = re.sub(r" (?:not shown|\d+ %.*)$", "", side)
                atoms = [[(section.question, "by side", words, kind)] for kind in ("answered", "silent")]
                known.learn_share(f"{where}: {words}", side.removeprefix(words), *atoms)
        elif name == "mentees without a counterpart":
            known.learn_share(where, said, [(section.question, "alone")], [(section.question, "not alone")])
            known.same([(section.question, "alone"), (section.question, "not alone")], inside)
    for line in section.lines:
        mentees, mentors = line.people.replace("\N{NO-BREAK SPACE}", " ").split(" mentees, ")
        if line.role == "primary":
            known.learn(f"{section.question}: mentees", mentees, inside)
        else:
            known.learn(f"{section.question}: {line.role} {line.contrast}", mentees, [("naive", line.contrast)])
        row = line.role if line.role == "primary" else f"{line.role} {line.contrast}"
        known.learn(f"{section.question}: mentors, {row}", mentors.split(" mentor")[0], [(section.question, row)])
    for figure in section.further:
        _groups(known, figure, section.question, axis)


def _but(axis: str, lost: str) -> list[str]:
    return [name for name in {"nearest": NEAREST, "number": NUMBERS}[axis] if name != lost]


def _left_out(reason: str, axis: str, lost: str) -> list[Atom]:
    """The atoms of a reason."""
    if "final answer" in reason:
        return [("unanswered", reason)]
    if "landmark" in reason or "order" in reason:
        return [("left out", reason, *atom) for atom in _mentee_atoms(left=["early"])]
    return _mentee_atoms(left=["compared"], **{axis: [lost]})


def _side(check: str) -> str:
    """The number of mentors of a check, where pairings have dates or not."""
    words = {"with one mentor": "one mentor", "several mentors": "several at once",
             "at the same time": "several at once", "one after another": "one after another"}  # fmt: skip
    return next((side for word, side in words.items() if word in check and "industry" not in check), "")


def _groups(known: Knowledge, figure: Figure, question: str, axis: str) -> None:
    """The groups of the outcomes: their sizes, and where it is yes or no, how many said yes."""
    for name, said, share, *_ in _rows(figure.table):
        group = "several at once" if name == "two or more" else name
        atoms = _mentee_atoms(left=["compared"], **{axis: [group]})
        known.learn(f"{question}, groups: {name}", said, atoms)
        if figure.table is not None and figure.table.columns[2] == "Share of yes":
            yes, no = (question, name, "yes"), (question, name, "no")
            known.same([yes, no], atoms)
            known.learn_share(f"{question}, groups: {name}, yes", share, [yes], [no])


def _people(known: Knowledge, page: Page, tables: dict[str, Table], metrics: dict[str, str]) -> None:
    """Who is listed and who is matched; and mentors by how many mentees they have."""
    listed = ["mentee only", "mentor only", "both", "mentee unmatched", "mentor unmatched"]
    kinds = {"everyone": listed, "mentees": [listed[0], listed[2], listed[3]],
             "mentors": [listed[1], listed[2], listed[4]]}  # fmt: skip
    for noun, title in (("mentees", "Mentors per mentee"), ("mentors", "Mentees per mentor")):
        matched = [("person", kind) for kind in kinds[noun] if "unmatched" not in kind]
        known.learn(f"{noun} in all", _in_title(page, title), matched)
    load = [(label, ("load", label)) for label, _ in _pairs(tables.get("Mentees per mentor"))]
    known.learn("mentors by load", _in_title(page, "Mentees per mentor"), [atom for _, atom in load])
    for label, said in _pairs(tables.get("Mentees per mentor")):
        known.learn(f"load: {label}", said, [("load", label)])
    for file in page.files:
        if file["table"] == "people":
            known.learn("people listed", file["used"], [("person", kind) for kind in listed])
    for side, people in kinds.items():
        both = [[("person", kind) for kind in people if ("unmatched" in kind) == which] for which in (False, True)]
        if said := metrics.get(f"Matched ({side})"):
            known.learn_share(f"matched {side}", said, *both)
            known.learn(f"listed {side}", said.rpartition(" of ")[2], both[0] + both[1])
        if said := metrics.get(f"Unmatched ({side})"):
            known.learn(f"unmatched {side}", said.removesuffix(" people"), both[1])
    _load(known, tables, metrics)


def _load(known: Knowledge, tables: dict[str, Table], metrics: dict[str, str]) -> None:
    """The mean of mentees a mentor, beside how many mentors have how many, and mentees how many mentors."""
    if not (said := re.match(r"([\d.]+) mentees", metrics.get("Mentees a mentor (mentors)", ""))):
        return
    atoms = {label: [("load", label, str(number)) for number in _inside(label)]
             for label, _ in _pairs(tables.get("Mentees per mentor"))}  # fmt: skip
    for label, single in atoms.items():
        known.same(single, [("load", label)])
    every = [atom for single in atoms.values() for atom in single]
    # Steps are 1, 2 or 5 of the last decimal.
    step = 5 * 10.0 ** -len(said[1].partition(".")[2])
    for way, ends in ((-1, (-1e-6, INFINITE)), (1, (-INFINITE, 1e-6))):
        mean = float(said[1]) + way * step / 2
        known.between(*ends, known.weights([atom for atom in every for _ in range(int(atom[2]))]),
                      known.weights(every, -mean))  # fmt: skip


def _inside(label: str) -> range:
    """The numbers that a bar stands for: ``3 mentors``, ``4–5 mentees``, ``10+ mentees``."""
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    return range(numbers[0], 61 if "+" in label else numbers[-1] + 1)


def _waves(known: Knowledge, metrics: dict[str, str]) -> None:
    """Who answered at each wave, of all; and at one of two waves only."""
    for name, said in metrics.items():
        if told := re.fullmatch(r"Survey response \((mentee|mentor)s, (\w+)\)", name):
            atoms = [[("answered", *told.groups())], [("silent", *told.groups())]]
            known.same(atoms[0] + atoms[1], [("person", f"{told[1]} only"), ("person", "both")])
        elif told := re.fullmatch(r"Survey (drop-out|late answers) \((.+)\)", name):
            only = "first" if told[1] == "drop-out" else "second"
            atoms = [[("two waves", told[2], only)], [("two waves", told[2], "both")]]
        else:
            continue
        known.learn_share(name, said, *atoms)
        known.learn(f"{name}, of", said.rpartition(" of ")[2], atoms[0] + atoms[1])


def _pairings(known: Knowledge, page: Page, tables: dict[str, Table], metrics: dict[str, str]) -> None:
    """Pairings by closeness and whether their length is known; by sectors; by sessions a month; by why they ended.

    No two of these are told together, so each is a way of its own to split the same whole.
    """
    whole = _in_title(page, "Pairings by status").removesuffix(" begun") or _in_title(page, "Who is matched")
    known.learn("pairings in all", whole, _close(TIERS))
    for paragraph in page.after[0].paragraphs:
        if told := re.match(r"Not placed: (.*?) pairings \((.*?)\)", paragraph):
            known.learn("not placed", told[1], _close(["unknown"]))
            known.learn_share("not placed, share", told[2], _close(["unknown"]), _close(TIERS[:3]), things=True)
    for figure in page.before[1].figures:
        if figure.title.startswith("How long pairings last"):
            _in_sight(known, figure)
    length = " ".join(page.before[1].paragraphs)
    for said, reason in re.findall(r"(\d[\d,]*|fewer than 10) pairings \(([^)]*)\)", length):
        known.learn(f"match length: {reason}", said, [("left out of length", reason)])
    matrix = tables.get("Who is matched with whom")
    if matrix is not None and matrix.columns[0] != "Group":
        cells = [(row[0], sector, said) for row in matrix.rows
                 for sector, said in zip(matrix.columns[1:], row[1:], strict=True)]  # fmt: skip
        known.same([("sectors", *cell[:2]) for cell in cells], _close(TIERS))
        for one, other, said in cells:
            known.learn(f"sectors: {one} with {other}", said, [("sectors", one, other)])
    for title, kind in _SPLITS.items():
        atoms = [(kind, row[0]) for row in _rows(tables.get(title)) if "never began" not in row[0]]
        if atoms:
            known.learn(f"{title}: all", _in_title(page, title).removesuffix(" begun"), atoms)
        for label, said, *_ in _rows(tables.get(title)):
            known.learn(f"{title}: {label}", said, [(kind, label)])
    for metric, status in (("Active pairings (pairings)", "active"), ("Closed early (pairings)", "closed early")):
        rest = [("status", row[0]) for row in _rows(tables.get("Pairings by status"))
                if row[0] not in (status, "not said") and "never began" not in row[0]]  # fmt: skip
        if said := metrics.get(metric):
            known.learn_share(metric, said, [("status", status)], rest, things=True)


def _in_sight(known: Knowledge, figure: Figure) -> None:
    """How long pairings last: those of each kind that are in sight after so many months."""
    rows = _rows(figure.table)
    for tier in dict.fromkeys(row[0] for row in rows):
        months = [row for row in rows if row[0] == tier]
        atoms = [("in sight", tier, row[1]) for row in months]
        known.same(atoms, _close([tier], ["known"]))
        for place, row in enumerate(months):
            known.learn(f"in sight: {tier}, {row[1]} months", row[4], atoms[place:])


def _close(tiers: Iterable[str], lengths: Iterable[str] = ("known", "unknown")) -> list[Atom]:
    return [("close", tier, length) for tier in tiers for length in lengths]


def _files(known: Knowledge, page: Page, metrics: dict[str, str]) -> None:
    """Rows of files, beside the pairings and sessions that the page counts."""
    for file in page.files:
        table = file["table"]
        used, aside = ("row", file["file"], "used"), ("row", file["file"], "set aside")
        known.learn(f"{file['file']}: rows", file["rows"], [used, aside])
        known.learn(f"{file['file']}: used", file["used"], [used])
        known.learn(f"{file['file']}: set aside", file["set_aside"], [aside])
        if table == "pairings":
            known.same([used], [*_close(TIERS), ("pairings that never began",)])
            known.hidden["pairings that never began"] = known.weights([("pairings that never began",)])
    if said := metrics.get("Sessions held (sessions)"):
        known.learn_share("sessions held", said, [("session", "held")], [("session", "not held")], things=True)
        known.learn("sessions", said.rpartition(" of ")[2], [("session", "held"), ("session", "not held")])


def _findings(known: Knowledge, answers: Iterable[Answer]) -> None:
    """Degrees of freedom in the findings: of a correlation two fewer than pairings, from which they can be counted."""
    for answer in answers:
        for row in shareable(answer.table).query("contrast == 'similarity' and role == 'naive'").to_dict("records"):
            pairs = [("pairs of a correlation", "of compared"), ("pairs of a correlation", "of others")]
            if row["df"] == row["df"]:
                known.between(row["df"] - 5 + 2, row["df"] + 4 + 2, known.weights(pairs))
            known.same(pairs, [("naive", "similarity"), ("pairs beside the first",)])


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

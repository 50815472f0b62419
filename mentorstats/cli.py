"""``mentorstats …`` on the command line: exports in, answers and one page out.

Exit status 0 is done, 1 that the exports do not allow it (why is said on the error stream), 2 a wrong call.
What a person can get wrong ends in a sentence, never in a traceback.  Modules that take long to import are
imported where they are used, so that help comes at once.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from mentorstats.industry import Industries
    from mentorstats.program import Program

__all__ = ["main"]

WIDTH = 100
DONE, NOT_ALLOWED, USAGE = 0, 1, 2
EXAMPLE = """\
examples:
  mentorstats check exports/                 what is in the exports, and what to mend
  mentorstats report exports/ --out out      the answers, as one page and as tables
  mentorstats start                          a folder with notebooks, opened in JupyterLab
  mentorstats industries Banking Insurance   how industry names are understood
"""
HOW_FOUND = {
    "exact": "an official title or code",
    "alias": "a listed name for it",
    "fuzzy": "no listed name, but spelled almost like one; please confirm",
}
MOST_LIKELY = 5
SEVERITIES = {
    "blocking": "Must be mended before anything can be computed",
    "warning": "Changes who is counted",
    "note": "Good to know",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; ``argv`` is that of the process where none is given."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'} cannot be used: {error.strerror or error}")
    except _refusals() as error:
        return _refuse(str(error))


def _refusals() -> tuple[type[Exception], ...]:
    from mentorstats.errors import UnusableExports
    from mentorstats.exports.files.read import UnreadableFile

    return UnusableExports, UnreadableFile


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mentorstats",
        description="Do mentors from adjacent industries, or several at a time, go with better outcomes?",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="read the exports and list what to mend")
    check.add_argument("exports", nargs="?", type=Path, metavar="EXPORTS", help="folder of the exports")
    check.add_argument("--outcome", metavar="ITEM", help="also check that this survey item can be the outcome")
    check.add_argument("--csv", type=Path, metavar="FILE", help="write the whole list of problems here")
    check.add_argument("--example-config", action="store_true", help="print a commented mentorstats.toml and stop")
    check.add_argument(
        "--suggest",
        action="store_true",
        help="print a mentorstats.toml for these exports, write our_industries.csv and stop",
    )
    check.set_defaults(run=lambda arguments: _check(arguments, check))

    report = commands.add_parser("report", help="answer both questions and write the page")
    report.add_argument("exports", type=Path, metavar="EXPORTS", help="folder of the exports")
    report.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)")
    report.add_argument("--outcome", metavar="ITEM", help="the survey item that says how it went")
    report.add_argument("--full", action="store_true", help="also analyze in every defensible way (takes longer)")
    report.set_defaults(run=_report)

    start = commands.add_parser("start", help="make a workspace with notebooks and open it in JupyterLab")
    start.add_argument("folder", nargs="?", type=Path, default=Path("mentoring"), metavar="DIR",
                       help="where to make it (default: mentoring)")  # fmt: skip
    start.add_argument("--overwrite", action="store_true", help="replace files that are there and differ")
    start.add_argument("--no-launch", action="store_true", help="make it, but do not open JupyterLab")
    start.set_defaults(run=_start)

    simulate = commands.add_parser("simulate", help="write the exports of a made-up program")
    simulate.add_argument("folder", type=Path, metavar="DIR", help="where to write")
    simulate.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed, the same program (default: 1)"
    )
    simulate.add_argument("--mentees", type=int, default=240, metavar="N", help="how many mentees (default: 240)")
    simulate.add_argument("--sample", action="store_true", help="the sample program, with its blemishes, instead")
    simulate.add_argument("--overwrite", action="store_true", help="replace files that are there and differ")
    simulate.set_defaults(run=_simulate)

    industries = commands.add_parser("industries", help="show how industry names are understood")
    industries.add_argument("names", nargs="+", metavar="NAME", help="with two, also how close they are")
    industries.set_defaults(run=_industries)
    return parser


def _check(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if arguments.example_config:
        from mentorstats.schema.settings import EXAMPLE_CONFIG

        print(EXAMPLE_CONFIG, end="")
        return DONE
    if arguments.exports is None:
        parser.error("the following arguments are required: EXPORTS")
    if arguments.suggest:
        from mentorstats.exports.suggest import suggest_settings, write_aliases

        written = write_aliases(arguments.exports)
        print(suggest_settings(arguments.exports), end="")
        if written:
            _say(f"{written} lists the industries that need a code: fill them in.", file=sys.stderr)
        return DONE
    from mentorstats.exports.load import load

    program = load(arguments.exports)
    _say_files(program.files)
    _say_problems(program.problems)
    if arguments.csv:
        from mentorstats.report.files import write_problems

        write_problems(program.problems, arguments.csv)
        _say(f"The whole list is in {arguments.csv}.")
    return NOT_ALLOWED if _blocked(program) else _check_outcome(program, arguments.outcome)


def _report(arguments: argparse.Namespace) -> int:
    from mentorstats.exports.load import load
    from mentorstats.report.files import write_findings, write_problems
    from mentorstats.report.write import answer_questions, write_report

    _progress("reading the exports")
    program = load(arguments.exports)
    if _blocked(program):
        _say_problems(program.problems.query("severity == 'blocking'"), file=sys.stderr)
        return _refuse("these exports cannot be analyzed yet; `mentorstats check` shows everything that was found")
    answers = answer_questions(program, outcome=arguments.outcome, progress=_progress)
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    page = write_report(program, out / "report.html", answers=answers, full=arguments.full, progress=_progress)
    write_findings(program, answers, out)
    write_problems(program.problems, out / "problems.csv")
    for answer in answers:
        _say(answer.text)
        print()
    _say(f"The page is {page}; findings.csv, findings.json and problems.csv are beside it.")
    print()
    for answer in answers:
        _say(answer.text.partition("\n\n")[0])
    return DONE


def _progress(doing: str) -> None:
    """Say on a terminal what takes the time."""
    if sys.stderr.isatty():
        print(f"… {doing}", file=sys.stderr)


def _start(arguments: argparse.Namespace) -> int:
    import importlib.util

    from mentorstats.workspace import run_jupyterlab, start

    folder: Path = arguments.folder
    left = start(folder, overwrite=arguments.overwrite)
    if left:
        _say(f"Left as they are, because they differ from new ones (--overwrite replaces them): {', '.join(left)}.")
    empty = "until then the notebooks show a made-up program"
    _say(f"{folder} is ready: put your exports into {folder / 'exports'}; {empty}.")
    if arguments.no_launch:
        return DONE
    if importlib.util.find_spec("jupyterlab") is None:
        return _refuse("JupyterLab is not installed here: pip install 'mentorstats[lab]'")
    return run_jupyterlab(folder.resolve())


def _simulate(arguments: argparse.Namespace) -> int:
    import tempfile

    from mentorstats.simulation.simulate import simulate_frames, write_exports, write_sample

    with tempfile.TemporaryDirectory() as made:
        if arguments.sample:
            write_sample(made)
        else:
            try:
                frames, _ = simulate_frames(seed=arguments.seed, mentees=arguments.mentees)
            except ValueError as error:
                return _refuse(str(error), status=USAGE)
            write_exports(frames, made)
        files = {path.name: path.read_bytes() for path in sorted(Path(made).iterdir())}
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    others = [name for name, data in files.items() if (folder / name).exists() and (folder / name).read_bytes() != data]
    if others and not arguments.overwrite:
        return _refuse(f"{folder} has other files of these names: {', '.join(others)}; --overwrite replaces them")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    _say(f"{folder} now holds {', '.join(files)}: a made-up program. Try: mentorstats report {folder}")
    return DONE


def _industries(arguments: argparse.Namespace) -> int:
    from mentorstats.industry import Industries

    industries, names = Industries.standard(), arguments.names
    for name, parts in industries.classify(names).groupby("name", sort=False):
        _say(f"“{name}”")
        for part in parts.to_dict("records"):
            _say_industry(part, industries)
    if len(names) == 2:
        _say_closeness(names, industries)
    _say(f"\n\n{industries.source} {industries.meaning}")
    return DONE


def _say_industry(part: dict[Any, Any], industries: Industries) -> None:
    if part["method"] == "unknown":
        _say_unplaced(part["part"], industries)
        return
    code, sector = part["code"], industries.sector_title(part["sector"])
    whole = industries.table[code].is_sector
    where = "a whole sector" if whole else f"sector {sector}"
    _say(f"“{part['part']}” is {part['title']} ({code}), {where}: {HOW_FOUND[part['method']]}", indent="  ")
    if industries.note(code):
        _say(f"data: {industries.note(code)}", indent="    ")
    near = industries.neighbors(code)
    tiers = industries.between([code, *near["code"]])[1].loc[code]
    rows = near.assign(tier=tiers[near["code"]].to_list()).to_dict("records")
    listed = "; ".join(f"{row['title']} ({row['similarity']:.2f}, {row['tier']})" for row in rows)
    _say(f"nearest: {listed or 'not known for this industry'}", indent="    ")
    if rows:
        hub = "; a hub, close to so many that being adjacent to it says little" if industries.is_hub(code) else ""
        degree = industries.degree(code)
        noun, verb = ("industry", "is") if degree == 1 else ("industries", "are")
        _say(f"{degree} {noun} {verb} adjacent to it{hub}", indent="    ")


def _say_unplaced(name: str, industries: Industries) -> None:
    """What a name that has no code may stand for."""
    vocabulary = industries.vocabulary
    meaning = vocabulary.meaning(name)
    several = meaning is not None and meaning.reason == "ambiguous"
    listed = "; ".join(f"{industries.title(code)} ({code})" for code in vocabulary.similar(name)[:MOST_LIKELY])
    why = "fits several industries" if several else "is not a known industry"
    beside = f", {'such as' if several else 'perhaps'} {listed}" if listed else ""
    _say(f"“{name}” {why}{beside}; a table of aliases can say which one it is", indent="  ")


def _say_closeness(names: Sequence[str], industries: Industries) -> None:
    import pandas as pd

    mentee, mentor = (pd.Series([name], dtype="str") for name in names)
    pair = industries.compare(mentee, mentor).iloc[0]
    if pair["proximity"] == "unknown":
        why = "one is not known, has no data, or is a whole sector that the other may be part of"
        _say(f"How close the two are is not known: {why}.")
        return
    similarity = "" if pd.isna(pair["similarity"]) else f", with a similarity of {pair['similarity']:.2f}"
    _say(f"The two are {pair['proximity']}{similarity} ({industries.cut:.2f} or more is adjacent).")


def _blocked(program: Program) -> bool:
    return bool((program.problems["severity"] == "blocking").any())


def _check_outcome(program: Program, outcome: str | None) -> int:
    """Say what the outcome would be; only one that was asked for and is not there is a failure."""
    from mentorstats.errors import UnusableExports
    from mentorstats.tables.mentees import mentee_table

    try:
        table = mentee_table(program, outcome=outcome)
    except UnusableExports as error:
        if outcome is not None:
            raise
        _say(f"Not ready for a report: {error}")
        return DONE
    _say(f"Ready for a report: {table['final'].notna().sum()} mentees have an outcome.")
    return DONE


def _say_files(files: pd.DataFrame) -> None:
    names = [_printable(str(name)) for name in files["file"]]
    width = max([len(name) for name in names], default=0)
    for name, row in zip(names, files.to_dict("records"), strict=True):
        print(
            f"{name:{width}}  {row['table']:<8}  {row['rows']:>8,} rows  {row['used']:>8,} used"
            f"  {row['set_aside']:>6,} set aside"
        )
    print()


def _say_problems(problems: pd.DataFrame, *, file: Any = None) -> None:
    """The problems by severity, those that say the same together."""
    from mentorstats.problems import group_problems

    groups = group_problems(problems)
    if not groups:
        _say("No problems were found.\n", file=file)
    for severity, heading in SEVERITIES.items():
        chosen = [group for group in groups if group.severity == severity]
        if chosen:
            _say(f"{heading} ({sum(group.count for group in chosen):,})", file=file)
        for group in chosen:
            times = f" ({group.count:,} times)" if group.count > 1 else ""
            _say(f"{group.problem}{times}", indent="  ", file=file)
            for place in group.places:
                _say(_place_words(*place), indent="      ", file=file)
            if group.count > len(group.places):
                _say(f"and {group.count - len(group.places):,} more", indent="      ", file=file)
            if group.action:
                _say(f"what to do: {group.action}", indent="    ", file=file)
        if chosen:
            print(file=file)


def _place_words(name: str, line: str, column: str, value: str) -> str:
    words = (name, line and f"line {line}", column and f"column {column}")
    return ", ".join(filter(None, words)) + (f": “{value}”" if value else "")


def _refuse(reason: str, *, status: int = NOT_ALLOWED) -> int:
    _say(f"mentorstats: {reason}", file=sys.stderr)
    return status


def _say(text: str, *, indent: str = "", file: Any = None) -> None:
    """Print paragraphs, wrapped, a blank line between them; marks that would steer a terminal become �."""
    hanging = indent + "  " if indent else ""
    paragraphs = [
        textwrap.fill(
            _printable(paragraph), WIDTH, initial_indent=indent, subsequent_indent=hanging,
            break_long_words=False, break_on_hyphens=False,
        )
        for paragraph in text.split("\n\n")
    ]  # fmt: skip
    print("\n\n".join(paragraphs), file=file)


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "�", text)

"""The command line: ``mentorstats check``, ``report``, ``start``, ``simulate`` and ``industries``.

Exit status 0 means done, 1 that the exports do not allow it (the error stream says why), 2 a wrong call, 130 that it
was stopped by Ctrl-C.  A mistake of the user ends in a sentence, never in a traceback.  Modules that take long to
import are imported where they are used, so that help comes at once.  What the commands print is in
``report.terminal``.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mentorstats.errors import UnusableExports
from mentorstats.exports.files.archive import UnreadableFile
from mentorstats.outputs import ForeignFile, Output, UnwritableFile, check_places, write_outputs
from mentorstats.own_files import FINDINGS, FINDINGS_JSON, PAGE, PROBLEMS
from mentorstats.report.terminal import (
    EXACT,
    WHOLE_LIST,
    print_candidates,
    print_closeness,
    print_files,
    print_industry,
    print_problems,
    print_text,
)
from mentorstats.text import plural

if TYPE_CHECKING:
    from mentorstats.program import Program

__all__ = ["main"]

DONE, NOT_ALLOWED, USAGE, STOPPED = 0, 1, 2, 130
_OVERWRITE = "replace files of other origin that are in the way"
EXAMPLE = """\
examples:
  mentorstats check exports/                 what is in the exports, and what to mend
  mentorstats report exports/ --out out      the answers, as one page and as tables
  mentorstats start                          a folder with notebooks, opened in JupyterLab
  mentorstats industries Banking Insurance   how industry names are understood
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; ``argv`` is that of the process unless given."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if argv is None:
        # Whoever ends the process finds no half-written file either.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if argv is None and not sys.warnoptions:
        # A library's warning is for those who write code; a reader would take it for a fault of the exports.
        warnings.simplefilter("ignore")
    try:
        return _run(argv)
    except KeyboardInterrupt:
        return _refuse("stopped by Ctrl-C; no file is half written", status=STOPPED)


def _run(argv: Sequence[str] | None) -> int:
    """Run the command; what cannot be done ends in a sentence."""
    arguments = _parser().parse_args(argv)
    try:
        status = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _print_no_more()
        return DONE
    except (UnusableExports, UnreadableFile, ForeignFile, UnwritableFile) as error:
        return _refuse(str(error))
    except OSError as error:
        if error.filename is None:
            _print_no_more()
        return _refuse(f"{error.filename or 'what is printed'} cannot be used: {error.strerror or error}")


def _print_no_more() -> None:
    """Let what is still to be printed go nowhere: at the end of the process it would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    check.add_argument("--overwrite", action="store_true", help=_OVERWRITE)
    check.add_argument("--example-config", action="store_true", help="print a commented mentorstats.toml and stop")
    suggest = "print a mentorstats.toml for these exports, write our_industries.csv and stop"
    check.add_argument("--suggest", action="store_true", help=suggest)
    check.set_defaults(run=lambda arguments: _check(arguments, check))

    report = commands.add_parser("report", help="answer both questions and write the page")
    report.add_argument("exports", type=Path, metavar="EXPORTS", help="folder of the exports")
    report.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)")
    report.add_argument("--outcome", metavar="ITEM", help="the survey item that says how it went")
    report.add_argument("--full", action="store_true", help="also analyze in every defensible way (takes longer)")
    report.add_argument("--overwrite", action="store_true", help=_OVERWRITE)
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
        from mentorstats.schema.settings import example_settings

        print(example_settings(), end="")
        return DONE
    if arguments.exports is None:
        parser.error("the following arguments are required: EXPORTS")
    if arguments.suggest:
        from mentorstats.suggest.settings import suggest_settings, write_aliases

        written = write_aliases(arguments.exports)
        print(suggest_settings(arguments.exports), end="")
        if written:
            print_text(f"{written} lists the industries that need a code: fill them in.", file=sys.stderr)
        return DONE
    from mentorstats.exports.load import load

    whole_list: Path | None = arguments.csv
    if whole_list:
        check_places([(whole_list, PROBLEMS)], overwrite=arguments.overwrite)
    program = load(arguments.exports)
    print_text(f"What follows is {EXACT}.")
    print()
    print_files(program.files)
    print_problems(program.reported, whole_list=f"all are in {whole_list}" if whole_list else WHOLE_LIST)
    if whole_list:
        from mentorstats.report.files import write_problems

        write_problems(program.problems, whole_list, overwrite=arguments.overwrite)
        print_text(f"The whole list is in {whole_list}: {EXACT}.")
    return NOT_ALLOWED if _blocked(program) else _check_outcome(program, arguments.outcome)


def _report(arguments: argparse.Namespace) -> int:
    from mentorstats.exports.load import load
    from mentorstats.report.files import findings_outputs, problems_output
    from mentorstats.report.write import answer_questions, page_output

    out: Path = arguments.out
    places = [(out / kind.name, kind) for kind in (PAGE, FINDINGS, FINDINGS_JSON, PROBLEMS)]
    check_places(places, overwrite=arguments.overwrite)
    _progress("reading the exports")
    program = load(arguments.exports)
    if _blocked(program):
        blocking = [problem for problem in program.reported if problem.severity == "blocking"]
        print_problems(blocking, file=sys.stderr)
        return _refuse("these exports cannot be analyzed yet; `mentorstats check` shows everything that was found")
    answers = answer_questions(program, outcome=arguments.outcome, progress=_progress)
    page = page_output(program, out / PAGE.name, answers=answers, full=arguments.full, progress=_progress)
    problems = problems_output(program.problems, out / PROBLEMS.name)
    outputs = [page, *findings_outputs(program, answers, out), problems]
    write_outputs(outputs, overwrite=arguments.overwrite)
    for answer in answers:
        print_text(answer.text)
        print()
    print_text(f"problems.csv is {EXACT}.")
    print_text(f"The page is {page.path}; findings.csv, findings.json and problems.csv are beside it.")
    print()
    for answer in answers:
        print_text(answer.text.partition("\n\n")[0])
    return DONE


def _progress(step: str) -> None:
    """Say on a terminal which step is running."""
    if sys.stderr.isatty():
        print(f"… {step}", file=sys.stderr)


def _start(arguments: argparse.Namespace) -> int:
    import importlib.util

    from mentorstats.workspace import run_jupyterlab, start

    folder: Path = arguments.folder
    left = start(folder, overwrite=arguments.overwrite)
    if left:
        print_text(
            f"Left as they are, because they differ from new ones (--overwrite replaces them): {', '.join(left)}."
        )
    empty = "until then the notebooks show a made-up program"
    print_text(f"{folder} is ready: put your exports into {folder / 'exports'}; {empty}.")
    if arguments.no_launch:
        return DONE
    if importlib.util.find_spec("jupyterlab") is None:
        return _refuse("JupyterLab is not installed here: pip install 'mentorstats[lab]'")
    return run_jupyterlab(folder.resolve())


def _simulate(arguments: argparse.Namespace) -> int:
    from mentorstats.simulation.simulate import export_files, sample_frames, simulate_frames

    if arguments.sample:
        files = export_files(sample_frames())
    else:
        try:
            files = export_files(simulate_frames(seed=arguments.seed, mentees=arguments.mentees)[0])
        except ValueError as error:
            return _refuse(str(error), status=USAGE)
    folder: Path = arguments.folder
    changed = [
        name for name, data in files.items() if (folder / name).exists() and (folder / name).read_bytes() != data
    ]
    if changed and not arguments.overwrite:
        return _refuse(f"{folder} has other files of these names: {', '.join(changed)}; --overwrite replaces them")
    write_outputs([Output(folder / name, data) for name, data in files.items()], overwrite=True)
    print_text(f"{folder} now holds {', '.join(files)}: a made-up program. Try: mentorstats report {folder}")
    return DONE


def _industries(arguments: argparse.Namespace) -> int:
    from mentorstats.industry import Industries

    industries, names = Industries.standard(), arguments.names
    for name, parts in industries.classify(names).groupby("name", sort=False):
        print_text(f"“{name}”")
        for row in parts.to_dict("records"):
            print_industry(row, industries)
    if len(names) == 2:
        print_closeness(names, industries)
    print_text(f"\n\n{industries.source} {industries.meaning}")
    return DONE


def _blocked(program: Program) -> bool:
    return bool((program.problems["severity"] == "blocking").any())


def _check_outcome(program: Program, outcome: str | None) -> int:
    """Say whether a report can be made; it is a failure only if the outcome named by the user is missing."""
    from mentorstats.tables.mentees import mentee_table
    from mentorstats.tables.outcomes import outcome_candidates

    try:
        table = mentee_table(program, outcome=outcome)
    except UnusableExports as error:
        if outcome is not None:
            raise
        print_text(f"Not ready for a report: {error}")
        print_candidates(outcome_candidates(program))
        return DONE
    strangers = next((problem for problem in program.reported if problem.first), None)
    if strangers is not None:
        print_text(f"Not ready for a report: {strangers.file}: {strangers.text}")
        return DONE
    count = int(table["final"].notna().sum())
    if not count:
        print_text("Not ready for a report: no mentee has a final answer that counts; what is listed above says why.")
        return DONE
    print_text(f"Ready for a report: {count:,} {plural(count, 'mentee has', 'mentees have')} an outcome.")
    return DONE


def _refuse(reason: str, *, status: int = NOT_ALLOWED) -> int:
    print_text(f"mentorstats: {reason}", file=sys.stderr)
    return status

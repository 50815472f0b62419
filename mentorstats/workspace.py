"""A workspace: a folder with the notebooks, the sample program, and a place for the exports.

``start`` writes the files of a workspace; ``run_jupyterlab`` opens it and ends the server with every kernel that it
started.  An installed mentorstats holds the notebooks and the sample inside the package; a checkout has them beside it.
A notebook calls ``find_exports()``, so it runs unchanged on the sample, on the exports of its workspace once there are
some, and on the folder that ``MENTORSTATS_EXPORTS`` names.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mentorstats.errors import PlainError
from mentorstats.outputs import Output, write_new_file, write_outputs
from mentorstats.schema.settings import CONFIG_NAME, example_settings
from mentorstats.schema.tables import TABLES

__all__ = [
    "end_jupyterlab",
    "environment",
    "find_exports",
    "jupyterlab",
    "local_key",
    "notebooks",
    "run_jupyterlab",
    "sample_exports",
    "start",
    "workspace_files",
]

EXPORTS, NOTEBOOKS, SAMPLE, TEMPLATES = "exports", "notebooks", "sample", "exports/templates"
KEY_NAME, _KEY_BYTES = ".mentorstats-key", 32
_READABLE = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".zip", ".gz")

GITIGNORE = f"""\
# What people answered does not belong into version control: exports, reports, and what notebooks show.
/{EXPORTS}/*
!/{EXPORTS}/README.md
!/{TEMPLATES}/
/out/
*.html
# Whoever has this key can tell whose pseudonym one is.
{KEY_NAME}
.ipynb_checkpoints/
# The notebooks hold their outputs once they are run. To keep your own changes to them, strip the outputs first.
/{NOTEBOOKS}/*.ipynb
"""
READ_ME = f"""\
Put the files that you exported in this folder: who was matched with whom, sessions, surveys, people.
CSV and Excel files are read; their names and columns need not be changed.

{CONFIG_NAME} is where to say what cannot be guessed. All of it is optional.
The folder templates has one empty table of each kind, in case you have to write one by hand.
Nothing in this folder is sent anywhere.
"""
# JupyterLab offers news, updates and extensions from the network; a workspace asks no network for anything.
LAB_OPTIONS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
_END_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_CONFIG = ".jupyter"
_NO_NEWS = '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}\n'


def sample_exports() -> Path:
    """Return the folder of the made-up program's exports.

    It is the copy inside an installed package, else the checkout's ``data/sample``.

    >>> sample_exports().name
    'sample'
    """
    return _carried("sample", "data/sample")


def notebooks() -> Path:
    """Return the folder of the notebooks, inside an installed package or beside a checkout's.

    >>> notebooks().name
    'notebooks'
    """
    return _carried("notebooks", "notebooks")


def _carried(bundled_name: str, checkout_path: str) -> Path:
    package = Path(__file__).resolve().parent
    bundled = package / "bundled" / bundled_name
    return bundled if bundled.is_dir() else package.parent / checkout_path


def find_exports() -> Path:
    """Return the folder of the exports to look at: yours if there are some, else the sample.

    Yours is what the environment variable ``MENTORSTATS_EXPORTS`` names (``~`` is your home folder), else the folder
    ``exports`` of the workspace that the notebook is in, once it holds files.  They are not looked into here:
    ``load`` says what is missing.

    >>> import os
    >>> "MENTORSTATS_EXPORTS" in os.environ or find_exports() == sample_exports()
    True
    """
    named = os.environ.get("MENTORSTATS_EXPORTS", "").strip()
    if named:
        return Path(named).expanduser()
    here = Path.cwd()
    folders = [folder / EXPORTS for folder in (here, here.parent)]
    return next((folder for folder in folders if _holds_exports(folder)), sample_exports())


def _holds_exports(folder: Path) -> bool:
    """Whether a workspace's folder has a file that somebody put there."""
    if not (folder / "templates").is_dir():
        return False
    return any(path.suffix.lower() in _READABLE for path in folder.iterdir())


def workspace_files() -> dict[str, bytes]:
    """Everything that a new workspace holds, by its path in it."""
    carried = [*sorted(notebooks().glob("*.ipynb")), *sorted(notebooks().glob("*/*.csv"))]
    files = {f"{NOTEBOOKS}/{path.relative_to(notebooks()).as_posix()}": path.read_bytes() for path in carried}
    files |= {f"{SAMPLE}/{path.name}": path.read_bytes() for path in sorted(sample_exports().iterdir())}
    templates = {f"{TEMPLATES}/{name}.csv": _template(name) for name in TABLES}
    texts = {".gitignore": GITIGNORE, f"{EXPORTS}/README.md": READ_ME, f"{EXPORTS}/{CONFIG_NAME}": _commented()}
    texts[f"{_CONFIG}/labconfig/page_config.json"] = _NO_NEWS
    return files | {name: text.encode() for name, text in (templates | texts).items()}


def start(folder: Path, *, overwrite: bool) -> list[str]:
    """Write what a workspace lacks and return the names of files that were left as they are, because they differ.

    So it can be opened every day by the same command; with ``overwrite`` everything is as it was at first.  All files
    are written or none; ``OSError`` where that cannot be.
    """
    files = workspace_files()
    differ = [name for name, data in files.items() if (folder / name).exists() and (folder / name).read_bytes() != data]
    left = [] if overwrite else differ
    write_outputs([Output(folder / name, data) for name, data in files.items() if name not in left], overwrite=True)
    return left


def jupyterlab(folder: Path) -> list[str]:
    """The command that opens the workspace in the JupyterLab of this environment."""
    opened = f"--LabApp.default_url=/lab/tree/{NOTEBOOKS}"
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", opened, *LAB_OPTIONS]


def environment(folder: Path) -> dict[str, str]:
    """The environment of that command: this one's, with the workspace's own settings of JupyterLab."""
    config_path = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, (str(folder / _CONFIG), config_path)))}


def run_jupyterlab(folder: Path, *, patience: float = 10.0) -> int:
    """Run the JupyterLab of a workspace until it ends or this process is told to end; return the exit status.

    It has a session of its own, so that Ctrl-C ends it in order, as ``end_jupyterlab`` does with its ``patience``.
    The status is the server's, 0 after Ctrl-C, and 128 + the signal's number after another.
    """
    with _received_signals() as signals:
        server = subprocess.Popen(jupyterlab(folder), env=environment(folder), start_new_session=True)
        try:
            while server.poll() is None and not signals:
                time.sleep(0.2)
        finally:
            end_jupyterlab(server, patience=patience)
    if not signals:
        return server.returncode
    return 0 if signals[0] == signal.SIGINT else 128 + signals[0]


@contextlib.contextmanager
def _received_signals() -> Iterator[list[int]]:
    """The signals that ask this process to end, in their order; those that it ignores stay ignored."""
    signals: list[int] = []
    handlers = {number: handler for number in _END_SIGNALS if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    try:
        for number in handlers:
            signal.signal(number, lambda received, _: signals.append(received))
        yield signals
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def end_jupyterlab(server: subprocess.Popen[Any], *, patience: float = 10.0) -> None:
    """End a JupyterLab that leads a process group, its kernels, and everything else in the group.

    It is asked to end, and forced after ``patience`` seconds, because it can miss the request while a kernel restarts.
    """
    server.terminate()
    try:
        server.wait(patience)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, signal.SIGKILL)
    _kill_kernels(server.pid)


def _kill_kernels(server: int) -> None:
    """A kernel leads a session of its own, but Jupyter writes the server's number into its environment."""
    import psutil

    kernels = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get("JPY_PARENT_PID") == str(server):
                process.kill()
                kernels.append(process)
    psutil.wait_procs(kernels, timeout=10)


def _template(table: str) -> str:
    """The columns that we know of a table, and no row."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([column.name for column in TABLES[table].columns])
    return text.getvalue()


def _commented() -> str:
    """The example settings, every line of which is switched off."""
    lines = (f"# {line}" if line and not line.startswith("#") else line for line in example_settings().splitlines())
    return "\n".join(("# Take away the # before a line that you need.", *lines)) + "\n"


def local_key(folder: str | Path) -> bytes:
    """The random key of a folder, made at the first call and kept there in a file that only its owner can read.

    Without the key nobody can tell whose pseudonym one is, not even by trying all identifiers.  Delete the file and
    nobody can ever again.  ``OSError`` where the file cannot be written, ``ValueError`` where it is not a key.
    """
    path = Path(folder) / KEY_NAME
    write_new_file(path, secrets.token_hex(_KEY_BYTES).encode(), mode=0o600)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        raise PlainError(f"{KEY_NAME} is not a key; delete it to have a new one made") from None
    if len(key) != _KEY_BYTES:
        raise PlainError(f"{KEY_NAME} is not a key; delete it to have a new one made")
    return key

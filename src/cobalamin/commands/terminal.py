"""Where a user looks while a command runs: the letters of standard output, and a bar on standard error."""

from __future__ import annotations

import atexit
import codecs
import os
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from cobalamin.records.errors import RecordError, one_line

if TYPE_CHECKING:
    from cobalamin.records.inputs import Input


def require_streams() -> None:
    """Make sure that there is a standard output and that both streams take every letter; a closed standard error is ignored."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # as long as the program runs
    if sys.stdout is None:
        raise RecordError("standard output is closed; open it, or use > /dev/null if nobody reads it")
    codecs.register_error("cobalamin", _plainly)
    codecs.register_error("cobalamin-codes", _codes)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="cobalamin")


def keep_letters() -> None:
    """What a program reads, or is kept as evidence, follows on standard output: no other letter will do than its code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="cobalamin-codes")


def columns(most: int) -> int:
    """How wide a text is: no wider than the terminal it is read on, which breaks lines anywhere; the same in every file."""
    return min(most, max(40, get_terminal_size().columns)) if sys.stdout.isatty() else most


def complain(sentence: str) -> None:
    """Print on standard error, on one line, what the user can correct: the name of a file may hold anything."""
    print(f"cobalamin: {one_line(sentence)}", file=sys.stderr)


_POWERS = dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True))
_PLAIN = {
    "≥": ">=", "≤": "<=", "×": "x", "µ": "u", "μ": "u", "·": "-", "−": "-", "–": "-", "—": "-", "‑": "-", "─": "-",
    "…": "...", "→": "->", "“": '"', "”": '"', "‘": "'", "’": "'", "°": "deg ", "²": "2", "³": "3",
}  # fmt: skip
"""Signs as they are typed on a keyboard without them."""


def _plainly(problem: UnicodeError) -> tuple[str, int]:
    """The first sign that cannot be shown: as it is typed where all write it so, else as its code, never as a `?`."""
    assert isinstance(problem, UnicodeEncodeError)
    sign, after = problem.object[problem.start], problem.object[problem.start + 1 : problem.start + 2]
    before = problem.object[problem.start - 1 : problem.start]
    if sign in "µμ" and after == "g":  # `ug` by hand has been read as mg
        return "mc", problem.start + 1
    if sign in _POWERS and (before.isdigit() or before in _POWERS):
        first = "" if before in _POWERS else "^"  # 10⁹, not 109
        return f"{first}{_POWERS[sign]}", problem.start + 1
    if sign in _PLAIN:
        return _PLAIN[sign], problem.start + 1
    return _code_of(sign), problem.start + 1


def _codes(problem: UnicodeError) -> tuple[str, int]:
    r"""What cannot be shown, as JSON and CQL write it: `\u2265`."""
    assert isinstance(problem, UnicodeEncodeError)
    return _code_of(problem.object[problem.start : problem.end]), problem.end


def _code_of(signs: str) -> str:
    units = signs.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(*[iter(units)] * 2, strict=True))


def with_progress(inputs: list[Input], *, shown: bool) -> Iterator[Input]:
    """The inputs, with a bar where several are read, somebody watches, and the answers are not shown there themselves."""
    if len(inputs) < 2 or not sys.stderr.isatty() or (shown and sys.stdout.isatty()):
        yield from inputs
        return
    from rich.console import Console
    from rich.progress import Progress

    # Unasked, rich takes standard output for its own and shows on the terminal what was meant for a file.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield from bar.track(inputs, description="reading")


def progress(last: str) -> Callable[[str, int, int], None] | None:
    """A progress bar for each pass on standard error, if it is a terminal; `last` is the pass that ends the run."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), redirect_stdout=False)
    atexit.register(bar.stop)  # a run that is broken off leaves the terminal its cursor
    tasks: dict[str, Any] = {}

    def told(what: str, done: int, of: int) -> None:
        if not tasks:
            bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done, total=of)
        if what == last and done >= of:
            bar.stop()

    return told

"""Where a user looks while a command runs: the letters of standard output, and a bar on standard error."""

from __future__ import annotations

import atexit
import codecs
import os
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from cobalamin.records.errors import RecordError

if TYPE_CHECKING:
    from cobalamin.records.inputs import Input


def require_streams() -> None:
    """Standard output is there and takes every letter; what is said on a closed standard error is said to nobody."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # as long as the program runs
    if sys.stdout is None:
        raise RecordError("standard output is closed; open it: > /dev/null will do where nobody reads it")
    codecs.register_error("cobalamin", _codes)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="cobalamin")


def _codes(problem: UnicodeError) -> tuple[str, int]:
    r"""What cannot be shown, as JSON writes it: `\u2265 180 ng/L` may look odd, `? 180 ng/L` may be read wrongly."""
    assert isinstance(problem, UnicodeEncodeError)
    units = problem.object[problem.start : problem.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(*[iter(units)] * 2, strict=True)), problem.end


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
    """A bar for each pass on standard error, where somebody watches; `last` is the pass that ends the run."""
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

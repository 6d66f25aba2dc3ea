"""Processes side by side: forked from one that has loaded the program, so that each is ready at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Thread

_LOADED = ["cobalamin.population.part", "cobalamin.population.rules"]


def prepare() -> None:
    """Begin to load the program in the process the workers are forked from, while this one still loads it too."""
    if sys.platform != "win32":
        from multiprocessing import forkserver

        _context()
        forkserver.ensure_running()


@contextmanager
def processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """That many worker processes."""
    with ProcessPoolExecutor(workers, _context(), initializer=_live_no_longer_than_the_parent) as pool:
        yield pool


def _live_no_longer_than_the_parent() -> None:
    """A worker whose parent was killed ends at once: else it waited for ever, or wrote beside the run that goes on."""
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
        os._exit(1)


def _context() -> BaseContext:
    """A process with threads must not be forked, and this one may have some; where there is no fork server, a new one."""
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context

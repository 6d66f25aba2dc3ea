"""Processes side by side: forked from one that has loaded the program, so that each is ready at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Thread, current_thread, main_thread
from typing import Any

from cobalamin.records.errors import RecordError


def prepare(modules: Sequence[str]) -> None:
    """Begin to load the modules in the process the workers are forked from, while this one still loads them too."""
    if sys.platform != "win32":
        from multiprocessing import forkserver, resource_tracker

        _context(modules)
        resource_tracker.ensure_running()  # it lets Ctrl-C through again, so it comes first
        with _uninterrupted():
            forkserver.ensure_running()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits a moment; what is started now never hears it: the run it works for does, and ends it."""
    if sys.platform == "win32" or current_thread() is not main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited, as the line above is not
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    if heard:
        raise KeyboardInterrupt


@contextmanager
def processes(
    workers: int, modules: Sequence[str]
) -> Iterator[Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]]:
    """`map` by that many worker processes, each with the modules loaded; where the run is broken off, none works on."""
    prepare(modules)
    others = active_children()
    with ProcessPoolExecutor(workers, _context(modules), initializer=_live_no_longer_than_the_parent) as pool:
        try:
            yield partial(_in_order, pool)
        except BrokenProcessPool:
            _end_all_but(others)
            raise RecordError(
                "a worker process was ended from outside, as happens when a machine runs out of memory: run it again "
                "with fewer --workers"
            ) from None
        except BaseException:
            _end_all_but(others)
            raise


def _end_all_but(others: Collection[BaseProcess]) -> None:
    for worker in active_children():
        if worker not in others:
            worker.kill()


def _in_order(pool: ProcessPoolExecutor, do: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
    """As the pool's own `map`, which takes tasks back when it is broken off: a pool that is ended then cannot bear that."""
    waiting = list(tasks)
    with _uninterrupted():  # this starts the workers: none is half begun when the run is broken off
        futures = [pool.submit(do, task) for task in waiting]
    for future in futures:
        yield future.result()


def _live_no_longer_than_the_parent() -> None:
    """A worker whose parent was killed ends at once: else it waited for ever, or wrote beside the run that goes on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(parent_process(),), daemon=True).start()


def _end_with(parent: BaseProcess | None) -> None:
    if parent is not None:
        parent.join()
        os._exit(1)


def _context(modules: Sequence[str]) -> BaseContext:
    """A process with threads must not be forked, and this one may have some; where there is no fork server, a new one."""
    if sys.platform == "win32":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    return context

"""Lines sorted by patient into heaps small enough for memory, however large the source: the shuffle between two passes.

A writer gathers lines and writes them as runs: one file that begins with where each heap's lines begin, so that a heap is read with
two small reads a run and no number of heaps costs open files.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zlib import crc32

BUFFER_BYTES = 24 << 20
"""Lines a writer holds before it writes a run."""
LINES = ".run"
"""What the runs of lines are called; others of the same form hold something else."""
LINE_WEIGHT = 60
"""What a line costs in memory besides its text."""


@dataclass(frozen=True)
class Heap:
    """One heap of a folder of runs, or `count` that follow each other, taken as one."""

    folder: Path
    number: int
    count: int = 1

    def read(self) -> bytes:
        """All its lines."""
        return b"".join(self.slices(LINES))

    def slices(self, kind: str) -> Iterator[bytes]:
        """What each run of a kind holds of it."""
        for path in runs_in(self.folder, kind):
            handle = os.open(path, os.O_RDONLY)
            try:
                begins = array("Q", os.pread(handle, 8 * (self.count + 1), 8 * self.number))
                start, stop = begins[0], begins[-1]
                if stop > start:
                    yield os.pread(handle, stop - start, start)
            finally:
                os.close(handle)


def runs_in(folder: Path, kind: str = LINES) -> list[Path]:
    """The runs of a folder, in an order that does not depend on the disk."""
    return sorted(folder.glob(f"*{kind}"))


def number_of(patient: str, heaps: int) -> int:
    """The heap a patient is in."""
    return crc32(patient.encode()) % heaps


def write_run(path: Path, slices: Sequence[bytes]) -> None:
    """A run: where what it holds of each heap begins, and then that."""
    place = 8 * (len(slices) + 1)
    begins = array("Q", [place])
    for each in slices:
        place += len(each)
        begins.append(place)
    with path.open("wb") as file:
        file.write(begins.tobytes())
        file.writelines(slices)


def clear_runs(folder: Path, name: str, kind: str) -> None:
    """Runs a writer left half done: they are numbered, and no folder of thousands is searched for them."""
    for number in count():
        left = run_file(folder, name, number, kind)
        if not left.exists():
            return
        left.unlink()


def run_file(folder: Path, name: str, number: int, kind: str) -> Path:
    """Where a writer puts its runs."""
    return folder / f"{name}-{number:05}{kind}"


def sizes(folder: Path, heaps: int, kind: str = LINES) -> list[int]:
    """The bytes in each heap."""
    found = [0] * heaps
    for path in runs_in(folder, kind):
        with path.open("rb") as file:
            begins = array("Q", file.read(8 * (heaps + 1)))
        for i in range(heaps):
            found[i] += begins[i + 1] - begins[i]
    return found


class HeapWriter:
    """Puts lines into heaps by a hash of the patient; `name` keeps writers of one folder apart."""

    def __init__(self, folder: Path, heaps: int, name: str = "all", buffer: int = BUFFER_BYTES) -> None:
        self.folder, self.heaps, self.name, self.buffer = folder, heaps, name, buffer
        self.kept = 0
        self._piles: list[list[bytes]] = [[] for _ in range(heaps)]
        self._weight = self._runs = 0
        clear_runs(folder, name, LINES)

    def put(self, patient: str, line: bytes) -> None:
        """One line of a patient."""
        self._piles[number_of(patient, self.heaps)].append(line)
        self.kept += 1
        self._weight += len(line) + LINE_WEIGHT
        if self._weight > self.buffer:
            self.flush()

    def flush(self) -> None:
        """What is held to a run of its own."""
        if not self._weight:
            return
        slices = []
        for pile in self._piles:
            slices.append(b"\n".join(pile) + b"\n" if pile else b"")
            pile.clear()
        write_run(run_file(self.folder, self.name, self._runs, LINES), slices)
        self._weight, self._runs = 0, self._runs + 1

"""Lines sorted by patient into heaps small enough for memory, however large the source: the shuffle between two passes.

A writer gathers lines and writes them as runs: one file that begins with where each heap's lines begin, so that a heap is read with
two small reads a run and no number of heaps costs open files.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

BUFFER_BYTES = 24 << 20
"""Lines a writer holds before it writes a run."""
_RUN = ".run"
LINE_WEIGHT = 60
"""What a line costs in memory besides its text."""


@dataclass(frozen=True)
class Heap:
    """One heap of a folder of runs."""

    folder: Path
    number: int

    def read(self) -> bytes:
        """All its lines."""
        return b"".join(self._slices())

    def _slices(self) -> Iterator[bytes]:
        for path in runs_in(self.folder):
            handle = os.open(path, os.O_RDONLY)
            try:
                start, stop = array("Q", os.pread(handle, 16, 8 * self.number))
                if stop > start:
                    yield os.pread(handle, stop - start, start)
            finally:
                os.close(handle)


def runs_in(folder: Path) -> list[Path]:
    """The runs of a folder, in an order that does not depend on the disk."""
    return sorted(folder.glob(f"*{_RUN}"))


def sizes(folder: Path, heaps: int) -> list[int]:
    """The bytes in each heap."""
    found = [0] * heaps
    for path in runs_in(folder):
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
        for left in folder.glob(f"{name}-*{_RUN}"):
            left.unlink()  # half of an interrupted run

    def put(self, patient: str, line: bytes) -> None:
        """One line of a patient."""
        self._piles[crc32(patient.encode()) % self.heaps].append(line)
        self.kept += 1
        self._weight += len(line) + LINE_WEIGHT
        if self._weight > self.buffer:
            self.flush()

    def flush(self) -> None:
        """What is held to a run of its own."""
        if not self._weight:
            return
        place = 8 * (len(self._piles) + 1)
        begins = array("Q", [place])
        for pile in self._piles:
            place += sum(map(len, pile)) + len(pile)
            begins.append(place)
        with (self.folder / f"{self.name}-{self._runs:05}{_RUN}").open("wb") as file:
            file.write(begins.tobytes())
            for pile in self._piles:
                if pile:
                    file.write(b"\n".join(pile) + b"\n")
                    pile.clear()
        self._weight, self._runs = 0, self._runs + 1

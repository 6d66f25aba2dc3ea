"""Text files, plain or gzip, cut into pieces one task can read: whole lines, in chunks."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 18
PIECE_BYTES = 64 << 20
LINE_BYTES = 32 << 20
"""The longest line that is read: an engineering limit. A longer one is cut to its beginning, which is then not JSON."""
PASSED_OVER = b"... the rest of a line that is too long"
_SHOWN_BYTES = 200


@dataclass(frozen=True)
class Piece:
    """The lines of a file that begin from byte `start` on and before `stop`; a gzip file is one piece."""

    path: Path
    start: int = 0
    stop: int | None = None


def is_packed(path: Path) -> bool:
    """Whether a file is gzip, by its first bytes; one that cannot be opened is what its name says."""
    try:
        with path.open("rb") as file:
            return file.read(len(_GZIP)) == _GZIP
    except OSError:
        return path.suffix.lower() == ".gz"


_GZIP = b"\x1f\x8b"


def pieces_of(files: Iterable[Path]) -> list[Piece]:
    """The files as pieces, in order."""
    return [piece for path in files for piece in _cut(path)]


def _cut(path: Path) -> Iterator[Piece]:
    size = path.stat().st_size
    if is_packed(path) or size <= PIECE_BYTES:
        yield Piece(path)
        return
    for start in range(0, size, PIECE_BYTES):
        yield Piece(path, start, min(start + PIECE_BYTES, size))


def chunks(piece: Piece) -> Iterator[memoryview]:
    """The lines of a piece, many at a time. All share one buffer: each chunk is gone when the next is asked for."""
    with opened(piece.path) as file:
        window = _Window(file, piece)
        while piece.stop is None or window.at < piece.stop:
            read = window.fill()
            if cut := window.cut(at_end=not read):
                yield window.lines(cut)
                window.drop(cut)
            elif window.is_full:
                yield window.beginning
                window.pass_over()
            if not read:
                break


class _Window:
    """A buffer over the bytes of a piece from `at` on: it grows to hold one line, up to LINE_BYTES."""

    def __init__(self, file: io.RawIOBase | io.BufferedIOBase, piece: Piece) -> None:
        self._file, self._stop = file, piece.stop
        self._buffer, self._held, self.at = bytearray(CHUNK_BYTES), 0, 0
        if piece.start:
            file.seek(piece.start - 1)
            self.at = piece.start - 1
            self.pass_over()  # the line that began before is the last piece's
            file.seek(self.at)
            self._held = 0

    @property
    def is_full(self) -> bool:
        """Whether it is filled by a part of one line that is too long."""
        return self._held == len(self._buffer) >= LINE_BYTES

    @property
    def beginning(self) -> memoryview:
        """What stands for a line that is too long."""
        return memoryview(bytes(self._buffer[:_SHOWN_BYTES]) + PASSED_OVER + b"\n")

    def fill(self) -> int:
        """How many more bytes were read; 0 at the end of the file."""
        if self._held == len(self._buffer):
            self._buffer = self._buffer + bytearray(self._held)  # a line longer than that
        read = self._file.readinto(memoryview(self._buffer)[self._held :]) or 0
        self._held += read
        return read

    def cut(self, *, at_end: bool) -> int:
        """Where the last whole line ends, or the last that begins before `stop`; everything at the end of the file."""
        stop = None if self._stop is None else self._stop - self.at
        reaches = stop is not None and self._held >= stop
        if stop is not None and reaches and (end := self._buffer.find(b"\n", stop - 1, self._held) + 1):
            return end
        if at_end:
            return self._held
        return 0 if reaches and not self.is_full else self._buffer.rfind(b"\n", 0, self._held) + 1

    def lines(self, cut: int) -> memoryview:
        """The lines up to `cut`, without the byte order mark with which some files begin."""
        view = memoryview(self._buffer)
        return view[0 if self.at or bytes(view[:3]) != codecs.BOM_UTF8 else 3 : cut]

    def drop(self, cut: int) -> None:
        """Drop the bytes up to `cut`."""
        view, self.at, self._held = memoryview(self._buffer), self.at + cut, self._held - cut
        view[: self._held] = view[cut : cut + self._held]

    def pass_over(self) -> None:
        """Skip to the end of the line without holding it."""
        while (end := self._buffer.find(b"\n", 0, self._held) + 1) == 0:
            self.at += self._held
            self._held = self._file.readinto(self._buffer) or 0
            if not self._held:
                return
        self.drop(end)


def unreadable() -> tuple[type[Exception], ...]:
    """The exceptions of a file that cannot be read: from the disk, from its end, or from unpacking it."""
    found: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
    with suppress(ImportError):
        from isal import isal_zlib

        return (*found, isal_zlib.error)  # type: ignore[arg-type]
    return found


def why_unreadable(problem: Exception) -> str:
    """The reason the system gives, if it gives one: what an unpacker says of its stream helps nobody."""
    why = problem.strerror if isinstance(problem, OSError) else None
    return f"{why}; read it again" if why else "it was cut off or damaged; send it again"


def opened(path: Path) -> io.RawIOBase | io.BufferedIOBase:
    """The file's bytes, unpacked where it is gzip."""
    if not is_packed(path):
        return path.open("rb", buffering=0)
    with suppress(ImportError):
        from isal import igzip

        return io.BufferedReader(igzip.open(path, "rb"), CHUNK_BYTES)  # type: ignore[no-untyped-call]
    return io.BufferedReader(gzip.open(path, "rb"), CHUNK_BYTES)

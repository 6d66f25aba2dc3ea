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
    """The lines of a piece, many at a time: in one buffer, so each is gone when the next is asked for."""
    with opened(piece.path) as file:
        at = 0
        if piece.start:
            file.seek(piece.start - 1)
            at = piece.start - 1 + len(file.readline())  # the line that began before is the last piece's
        buffer, held = bytearray(CHUNK_BYTES), 0
        while piece.stop is None or at < piece.stop:
            if held == len(buffer):
                buffer = buffer + bytearray(held)  # a line longer than that
            view = memoryview(buffer)
            read = file.readinto(view[held:])
            held += read
            cut = _end(buffer, held, None if piece.stop is None else piece.stop - at) if read else held
            if cut:
                yield view[0 if at or bytes(view[:3]) != codecs.BOM_UTF8 else 3 : cut]
                at, held = at + cut, held - cut
                view[:held] = view[cut : cut + held]
            if not read:
                break


def _end(text: bytearray, held: int, stop: int | None) -> int:
    """Where the last whole line ends, or the last that begins before `stop`."""
    if stop is not None and held >= stop:
        return text.find(b"\n", stop - 1, held) + 1
    return text.rfind(b"\n", 0, held) + 1


def unreadable() -> tuple[type[Exception], ...]:
    """What is raised while a file is read that cannot be: by the disk, by its end, or by what unpacks it."""
    found: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
    with suppress(ImportError):
        from isal import isal_zlib

        return (*found, isal_zlib.error)  # type: ignore[arg-type]
    return found


def why_unreadable(problem: Exception) -> str:
    """The machine's reason where there is one: what an unpacker says of its stream helps nobody."""
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

"""Lines with the key they are sorted by, in files, and many such files merged into one without holding them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

_AT_ONCE = 256
"""How many files are open at once."""
_BETWEEN = b"\0\1"
_PLAIN = str.maketrans("\0\1\n", "   ")


def keyed(key: Iterable[str], line: bytes) -> bytes:
    """A line behind its key: bytes compare as the parts of the key do, for UTF-8 keeps the order of the characters."""
    return "\0".join(part.translate(_PLAIN) for part in key).encode() + _BETWEEN + line + b"\n"


def write_sorted(lines: list[bytes], to: Path) -> Path:
    """Write the keyed lines to a file, sorted."""
    lines.sort()
    to.write_bytes(b"".join(lines))
    return to


def merged(files: Sequence[Path]) -> Iterator[bytes]:
    """The lines of all files in the order of their keys, without the keys; the files are deleted."""
    while len(files) > _AT_ONCE:
        files = [_one(files[i : i + _AT_ONCE]) for i in range(0, len(files), _AT_ONCE)]
    for line in _merge(files):
        yield line.partition(_BETWEEN)[2].rstrip(b"\n")


def _one(files: Sequence[Path]) -> Path:
    to = files[0].with_suffix(".merged" + files[0].suffix)
    with to.open("wb") as file:
        file.writelines(_merge(files))
    return to


def _merge(files: Sequence[Path]) -> Iterator[bytes]:
    with ExitStack() as stack:
        yield from heapq.merge(*(stack.enter_context(path.open("rb", buffering=1 << 16)) for path in files))
    for path in files:
        path.unlink()

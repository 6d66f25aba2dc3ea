"""The style sheets and scripts, under names that carry the hash of their content: a browser may keep each for ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from gzip import compress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from cobalamin import prints
from cobalamin.web import addresses

STATIC = Path(__file__).with_name("static")
CHECKLIST = Path(prints.__file__).with_name("templates") / "checklist.css"
"""The checklist looks the same here and in the page that stands by itself."""
_KINDS = MappingProxyType({".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"})


@dataclass(frozen=True)
class File:
    """One file as it is sent: plain, and compressed once."""

    name: str
    kind: str
    body: bytes
    packed: bytes


@cache
def files() -> MappingProxyType[str, File]:
    """Every file by its own name, such as "workbench.css"."""
    return MappingProxyType(
        {path.name: _file(path) for path in (*sorted(STATIC.iterdir()), CHECKLIST) if path.suffix in _KINDS}
    )


def _file(path: Path) -> File:
    body = path.read_bytes()
    name = f"{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}"
    return File(name, _KINDS[path.suffix], body, compress(body, 9, mtime=0))


@cache
def _by_address() -> MappingProxyType[str, File]:
    return MappingProxyType({file.name: file for file in files().values()})


def address(name: str) -> str:
    """Where a page finds a file."""
    return f"{addresses.STATIC}{files()[name].name}"


def at(name: str) -> File | None:
    """The file behind the last part of an address; None for a name of another version."""
    return _by_address().get(name)

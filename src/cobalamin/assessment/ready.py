"""What was made of the published rules before they were installed: a first answer waits for none of it.

A file of each guideline lies in `shipped` and says of which rules it was made. For all others, as for a site's own figures, the
same is made when it is first asked for.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from cobalamin.language.numbers import Diagrammed, Formulated
from cobalamin.records.forms import learned

SHIPPED = Path(__file__).with_name("shipped")


@learned
class Ready(msgspec.Struct, frozen=True, array_like=True):
    """The formulas of a set of rules and what is kept of their diagram, with the hash of the text of those rules."""

    rules: str
    formulas: Formulated
    diagram: Diagrammed


def hash_of(text: str) -> str:
    """What the rules with this text are known by."""
    return sha256(text.encode()).hexdigest()


def ready_for(guideline: str, text: str) -> Ready | None:
    """What was made of the rules with this text; None where that was of others."""
    ready = _ready(guideline)
    return ready if ready is not None and ready.rules == hash_of(text) else None


def file_of(ready: Ready) -> bytes:
    """What the file holds: a hash of the rest, and the rest."""
    body = msgspec.msgpack.encode(ready)
    return sha256(body).digest() + body


def in_file(data: bytes) -> Ready | None:
    """What the bytes of a file hold; None where one of them was lost or changed on the way."""
    check, body = data[:_CHECK], data[_CHECK:]
    return msgspec.msgpack.decode(body, type=Ready) if sha256(body).digest() == check else None


_CHECK = sha256().digest_size


def file_named(guideline: str) -> Path:
    """Where what is shipped of a guideline lies."""
    return SHIPPED / f"{guideline}.ready"


@cache
def _ready(guideline: str) -> Ready | None:
    file = file_named(guideline)
    return in_file(file.read_bytes()) if file.exists() else None

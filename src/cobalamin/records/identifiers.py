"""Identifiers: what FHIR calls one, what points to one, what is none any more, and new ones: random UUIDs, drawn many at once.

A system call for each would hand the interpreter to the journal's thread in the middle of an answer, a dozen times.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from uuid import UUID

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""What an id of a FHIR resource may be (R4, datatypes, id)."""
_LOST = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}|#+|#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_IN_GROUPS = re.compile(r"\d{3}([\s-])\d{3}\1\d{4}|\d{6}\s\d{4}")
"""A British number in the groups it is printed in."""
_AT_ONCE = 256
_SIZE = 16
_pool: list[bytes] = []


def new_id() -> str:
    """A random UUID (RFC 4122, version 4), as secret as the system's randomness: an answer's address rests on it."""
    try:
        drawn = _pool.pop()
    except IndexError:
        fresh = os.urandom(_AT_ONCE * _SIZE)
        _pool.extend(fresh[at : at + _SIZE] for at in range(_SIZE, len(fresh), _SIZE))
        drawn = fresh[:_SIZE]
    return str(UUID(bytes=drawn, version=4))


os.register_at_fork(after_in_child=_pool.clear)  # or two processes would draw the same


def is_lost(identifier: str) -> bool:
    """Whether this is what a spreadsheet saves in place of an identifier: 4.85777E+11 may stand for a thousand people."""
    return _LOST.fullmatch(identifier) is not None


def bare(identifier: str) -> str:
    """Without the apostrophe our own CSV puts before what a spreadsheet would change, and without the groups of a number.

    485 777 3456 and 4857773456 in one list would be two patients, each with some of the doses.
    """
    found = identifier.removeprefix("'")
    return re.sub(r"\D", "", found) if _IN_GROUPS.fullmatch(found) else found


# --- references: relative, with a server's address, with a version, or as a URN ---


def unversioned(reference: str | None) -> str:
    """A reference without the version it names; "" where there is none."""
    return (reference or "").partition("/_history/")[0]


@lru_cache(maxsize=16_384)
def pointed(reference: str) -> tuple[str, str]:
    """The type and the id: "Patient/7", "https://…/Patient/7/_history/3" and "urn:uuid:7" point to 7, of no type the last.

    What is contained ("#7") or searched for ("Patient?…") has no id.
    """
    if "#" in reference or "?" in reference:
        return "", ""
    path, _, id = unversioned(reference).rpartition("/")
    return path.rpartition("/")[2], id.rpartition(":")[2]


def patient_id(reference: str) -> str:
    """The patient a reference names, "" where it names none: a group, a device and a place have ids too."""
    kind, id = pointed(reference)
    return id if kind in ("Patient", "") else ""

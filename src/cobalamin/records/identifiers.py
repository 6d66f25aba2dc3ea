"""Identifiers: what FHIR calls one, and new ones: random UUIDs, from a pool of the system's randomness.

A system call for each would hand the interpreter to the journal's thread in the middle of an answer, a dozen times.
"""

from __future__ import annotations

import os
import re
from uuid import UUID

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""What an id of a FHIR resource may be (R4, datatypes, id)."""
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

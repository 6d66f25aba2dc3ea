"""One entry of the interpretation register: what a source says, what that could mean, how it is read here, and why."""

from __future__ import annotations

from dataclasses import dataclass

from cobalamin.language.nodes import Verified


@dataclass(frozen=True)
class Entry:
    """One reading. `decides` names what it shapes, by id: rules, ladders, figures, regimens, checks, clauses of a profile.

    A reading of records is made before any rule: it decides "records", or "recall" for the schedule and the recall list.
    """

    id: str
    source_says: str
    could_mean: tuple[str, ...]
    read_as: str
    why: str
    decides: tuple[str, ...]
    verified: Verified = "unverified"
    cites: tuple[str, ...] = ()

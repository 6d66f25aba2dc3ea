"""Three truth values. A fact nobody recorded is unknown, never no."""

from __future__ import annotations

from enum import Enum


class Truth(Enum):
    """No, unknown or yes, in that order (`rank`); refuses to be used in `if`."""

    NO = "no"
    UNKNOWN = "unknown"
    YES = "yes"

    __hash__ = object.__hash__  # each value is one object

    def __invert__(self) -> Truth:
        return _OPPOSITE[self]

    def __bool__(self) -> bool:
        raise TypeError("a truth value has three values: write `truth is Truth.YES`, not `if truth`")

    @property
    def rank(self) -> int:
        """-1 for no, 0 for unknown, 1 for yes: the order in which `and` is the least and `or` the greatest."""
        return _RANK[self]

    @classmethod
    def of(cls, known: bool | None) -> Truth:
        """The truth value of True, False or None (unknown)."""
        return cls.UNKNOWN if known is None else cls.YES if known else cls.NO

    @property
    def known(self) -> bool | None:
        """True, False, or None for unknown: the form generated code works in."""
        return None if self is Truth.UNKNOWN else self is Truth.YES


_OPPOSITE = {Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN, Truth.YES: Truth.NO}
_RANK = {Truth.NO: -1, Truth.UNKNOWN: 0, Truth.YES: 1}

"""Formulas read one by one, without any Python written for them: how the first patient is read.

To write functions and compile them is worth it from the second patient on; the first would wait longer for them than for his
answer (`benchmarks/once.py`). The laws compare both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from cobalamin.language.formulas import FALSE, TRUE, Bits, Number, Table

Plane = int
"""Patients, one bit each: those of whom something can hold."""

P = ParamSpec("P")
R = TypeVar("R")


def open_values(low: bool | int | None, high: bool | int | None) -> Bits:
    """The values of a fact between the lowest and the highest that what is known leaves; None: any."""
    return -1 if low is None or high is None else (2 << high) - (1 << low)


class Asked(Generic[P, R]):
    """A function that is read the first time, and written when it is asked for again."""

    def __init__(self, read: Callable[P, R], write: Callable[[], Callable[P, R]]) -> None:
        self._read, self.write = read, write
        self._asked = False
        self.written: Callable[P, R] | None = None
        """The written function, once there is one."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function gives."""
        if self.written is not None:
            return self.written(*args, **kwargs)
        if not self._asked:
            self._asked = True
            return self._read(*args, **kwargs)
        self.written = self.write()
        return self.written(*args, **kwargs)


class Planes:
    """Where each formula can hold, read when it is asked for: by Kleene's rules, over all patients at once."""

    def __init__(
        self,
        formulas: Table,
        everywhere: Plane,
        literal: Callable[[int, Bits], Plane],
        presumption: Callable[[int], Plane],
    ) -> None:
        self._formulas = formulas
        self._everywhere = everywhere
        self._literal = literal
        self._presumption = presumption
        self._found: dict[Number, Plane] = {FALSE: 0, TRUE: everywhere}

    def of(self, number: Number) -> Plane:
        """Where a formula can hold."""
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = self._of(number)
        return found

    def _of(self, number: Number) -> Plane:
        parts = self._formulas.parts[number >> 1]
        if parts:
            return self._any_of(parts) if number & 1 else self._all_of(parts)
        literal = self._formulas.values_in(number)
        if literal is not None:
            return self._literal(*literal)
        presumption = self._formulas.presumption[number >> 1]
        assert presumption is not None  # a formula without parts is one or the other
        return self._presumption(presumption) ^ (self._everywhere if number & 1 else 0)

    def _any_of(self, opposites: tuple[Number, ...]) -> Plane:
        plane = 0
        for opposite in opposites:
            plane |= self.of(opposite ^ 1)
            if plane == self._everywhere:
                break
        return plane

    def _all_of(self, parts: tuple[Number, ...]) -> Plane:
        plane = self._everywhere
        for part in parts:
            plane &= self.of(part)
            if not plane:
                break
        return plane

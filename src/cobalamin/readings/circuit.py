"""A circuit of and, or, not over bit planes, run by NumPy: equal gates are one gate, and only what is asked for is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint64]
Gate = int
FALSE, TRUE = 0, 1
"""The two constant gates every circuit has."""


class Input(NamedTuple):
    """A plane that comes from a column. `cut` counts only for measures."""

    kind: Literal["yes", "no", "above", "within"]
    fact: str
    cut: int = 0


class _Operation(NamedTuple):
    name: Literal["and", "or", "not"]
    left: Gate
    right: Gate


class Circuit:
    """Gates by number; a gate's parts have smaller numbers than itself."""

    def __init__(self) -> None:
        self._gates: list[Input | _Operation | None] = [None, None]
        self._number: dict[Input | _Operation, Gate] = {}

    def _gate(self, gate: Input | _Operation) -> Gate:
        number = self._number.get(gate)
        if number is None:
            number = self._number[gate] = len(self._gates)
            self._gates.append(gate)
        return number

    def input(self, kind: Literal["yes", "no", "above", "within"], fact: str, cut: int = 0) -> Gate:
        """The gate of an input plane."""
        return self._gate(Input(kind, fact, cut))

    def opposite(self, part: Gate) -> Gate:
        """Not."""
        if part <= TRUE:
            return TRUE - part
        known = self._gates[part]
        if isinstance(known, _Operation) and known.name == "not":
            return known.left
        return self._gate(_Operation("not", part, part))

    def both(self, left: Gate, right: Gate) -> Gate:
        """And."""
        left, right = min(left, right), max(left, right)
        if left in (FALSE, right):
            return left
        if left == TRUE:
            return right
        known = self._absorbed("and", left, right)
        return self._gate(_Operation("and", left, right)) if known is None else known

    def either(self, left: Gate, right: Gate) -> Gate:
        """Or."""
        left, right = min(left, right), max(left, right)
        if left in (TRUE, right):
            return left
        if left == FALSE:
            return right
        known = self._absorbed("or", left, right)
        return self._gate(_Operation("or", left, right)) if known is None else known

    def _absorbed(self, name: Literal["and", "or"], left: Gate, right: Gate) -> Gate | None:
        """The gate that says it already: a and (a or b) is a, a and (a and b) is a and b, a and not a is nothing."""
        for one, other in ((left, right), (right, left)):
            inside = self._gates[other]
            if isinstance(inside, _Operation) and one in (inside.left, inside.right):
                if inside.name == "not":
                    return FALSE if name == "and" else TRUE
                return other if inside.name == name else one
        return None

    def all(self, parts: Iterable[Gate]) -> Gate:
        """And of any number."""
        return reduce(self.both, parts, TRUE)

    def any(self, parts: Iterable[Gate]) -> Gate:
        """Or of any number."""
        return reduce(self.either, parts, FALSE)

    def at_least(self, k: int, parts: Sequence[Gate]) -> Gate:
        """At least k of the parts; `needed[j]` is the plane in which the parts seen so far give j."""
        if k == 1:
            return self.any(parts)
        if k == len(parts):
            return self.all(parts)
        needed = [TRUE] + [FALSE] * k
        for part in parts:
            needed = [TRUE, *(self.either(needed[j], self.both(part, needed[j - 1])) for j in range(1, k + 1))]
        return needed[k]

    def compiled(self, outputs: Sequence[Gate]) -> Compiled:
        """The circuit as one generated function that fills a plane for every output."""
        return _Writer(self._gates, outputs).compiled()


Fill = Callable[[Callable[[Input], Plane], Sequence[Plane], Sequence[Plane]], None]


@dataclass(frozen=True)
class Compiled:
    """`run(plane, results, scratch)` fills the result planes from the input planes that `plane` gives."""

    run: Fill
    results: int
    registers: int
    operations: int
    source: str

    def scratch(self, words: int) -> list[Plane]:
        """Scratch planes for blocks of up to `words` machine words."""
        return [np.empty(words, np.uint64) for _ in range(self.registers)]


_UFUNC = {"and": "AND", "or": "OR"}


class _Writer:
    """Writes gates in the order of need and gives a scratch plane back after its last reader."""

    def __init__(self, gates: Sequence[Input | _Operation | None], outputs: Sequence[Gate]) -> None:
        self.gates = gates
        self.outputs = outputs
        self.order = self._needed()
        self.readers = self._count_readers()
        self.home: dict[Gate, str] = {}
        for i, gate in enumerate(outputs):
            if isinstance(gates[gate], _Operation):
                self.home.setdefault(gate, f"o{i}")
        self.name: dict[Gate, str] = {}
        self.free: list[str] = []
        self.registers = 0
        self.lines: list[str] = []

    def _needed(self) -> list[Gate]:
        """The gates below the outputs, parts before wholes, depth first: what is computed last is read first."""
        seen: dict[Gate, None] = {}
        stack = [(gate, False) for gate in reversed(self.outputs)]
        while stack:
            gate, parts_done = stack.pop()
            if gate in seen:
                continue
            operation = self.gates[gate]
            if parts_done or not isinstance(operation, _Operation):
                seen[gate] = None
            else:
                stack += (gate, True), (operation.right, False), (operation.left, False)
        return list(seen)

    def _count_readers(self) -> dict[Gate, int]:
        count = dict.fromkeys(self.order, 0)
        for gate in self.order:
            operation = self.gates[gate]
            if isinstance(operation, _Operation):
                for part in {operation.left, operation.right}:
                    count[part] += 1
        return count

    def compiled(self) -> Compiled:
        """The generated function."""
        for gate in self.order:
            self._write(gate)
        for i, gate in enumerate(self.outputs):
            if gate <= TRUE:
                self.lines.append(f"    o{i}.fill({'ONES' if gate == TRUE else 0})")
            elif self.name[gate] != f"o{i}":
                self.lines.append(f"    o{i}[:] = {self.name[gate]}")
        source = "\n".join([*self._heading(), *self.lines, "    return"])
        namespace: dict[str, object] = {
            "AND": np.bitwise_and, "OR": np.bitwise_or, "NOT": np.invert, "ONES": np.uint64(2**64 - 1), "Input": Input,
        }  # fmt: skip
        exec(compile(source, "<planes>", "exec"), namespace)
        operations = sum(isinstance(self.gates[gate], _Operation) for gate in self.order)
        return Compiled(namespace["fill"], len(self.outputs), self.registers, operations, source)  # type: ignore[arg-type]

    def _heading(self) -> list[str]:
        lines = ["def fill(plane, results, scratch):"]
        if self.outputs:
            lines += [f"    {', '.join(f'o{i}' for i in range(len(self.outputs)))}, = results", "    words = len(o0)"]
        if self.registers:
            lines.append(f"    {', '.join(f'r{i}' for i in range(self.registers))}, = [r[:words] for r in scratch]")
        return lines

    def _write(self, gate: Gate) -> None:
        match self.gates[gate]:
            case Input() as given:
                self.name[gate] = f"i{gate}"
                self.lines.append(f"    i{gate} = plane({given!r})")
            case _Operation(operation, left, right):
                names = [self.name[left]] if operation == "not" else [self.name[left], self.name[right]]
                for part in {left, right}:
                    self._read(part)
                self.name[gate] = target = self.home.get(gate) or self._register()
                self.lines.append(f"    {_UFUNC.get(operation, 'NOT')}({', '.join(names)}, {target})")

    def _read(self, part: Gate) -> None:
        """One reader less; NumPy may write a plane over one it reads, so the last reader's result may take its place."""
        self.readers[part] -= 1
        if not self.readers[part] and self.name[part].startswith("r"):
            self.free.append(self.name[part])

    def _register(self) -> str:
        if self.free:
            return self.free.pop()
        self.registers += 1
        return f"r{self.registers - 1}"

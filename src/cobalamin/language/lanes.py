"""Every single-fact change at once, and every presumption taken back, exactly: what each of them leaves of each ladder.

A lane is one bit of a whole number. The formulas of the exact reading run once over all lanes: a literal is the lanes in which
what is known leaves one of its values open. Kleene's rules would miss the changes whose outcome only all completions together
agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cobalamin.language.compile import Program, Vector
from cobalamin.language.exact import Exact
from cobalamin.language.formulas import FALSE, TRUE, Bits, Number
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Fact, Finding, Measure, Presume
from cobalamin.language.truth import Truth

Plane = int
_ALL = "ALL"


@dataclass(frozen=True)
class Change:
    """One fact set to one value: True or False for a finding, a cell of its scale for a measure."""

    fact: Fact
    value: bool | int


@dataclass(frozen=True)
class Left:
    """The lanes in which each outcome of each ladder is still possible, and those of the presumptions that were made.

    A lane without any outcome is a patient who cannot be.
    """

    ladders: tuple[tuple[Plane, ...], ...]
    made: Plane


@dataclass(frozen=True)
class _Literal:
    """Where the fact of a literal stands in the vector, the values it may have, and its lanes as it is ruled out or left open."""

    slot: int
    is_finding: bool
    values: Bits
    ruled_out: Plane
    left_open: Plane


class Lanes:
    """The lanes of some ladders of an exact reading: one a change, one a presumption, and the last for the patient as he is."""

    def __init__(self, exact: Exact, ladders: Sequence[Ladder]) -> None:
        self.exact = exact
        self.ladders = tuple(ladders)
        self.changes: tuple[Change, ...] = single_changes(exact.program)
        self.presumes: tuple[Presume, ...] = exact.presumes
        self.unchanged = len(self.changes) + len(self.presumes)
        """The lane in which nothing is changed."""
        self.all: Plane = (2 << self.unchanged) - 1
        writer = _Writer(self)
        self._run = writer.function()
        self._literals = tuple(self._literal(*values) for values in writer.literals)

    def left(self, vector: Vector, denied: Iterable[tuple[str, str]] = ()) -> Left:
        """What every lane leaves of the ladders. `denied` are facts with a finding that each value of theirs denies."""
        planes = [self._plane(literal, vector) for literal in self._literals]
        for by, finding in denied:
            block, slot = self._block(by), self.exact.program.slot(finding)
            for i, literal in enumerate(self._literals):
                if literal.slot == slot:
                    planes[i] = planes[i] & ~block | (block if literal.values & 1 else 0)
        found = iter(self._run(planes))
        ladders = tuple(tuple([next(found) for _ in ladder.outcomes]) for ladder in self.ladders)
        made = sum([1 << lane for lane, open_in in enumerate(found, len(self.changes)) if open_in >> self.unchanged])
        return Left(ladders, made)

    def presumes_in(self, lanes: Plane) -> tuple[Presume, ...]:
        """The presumptions whose lane is among these."""
        return tuple([presume for i, presume in enumerate(self.presumes, len(self.changes)) if lanes >> i & 1])

    def _literal(self, variable: int, values: Bits) -> _Literal:
        fact: Fact = self.exact.formulas.facts[variable]
        block, slot = self._block(fact.name), self.exact.program.slot(fact.name)
        meets = sum([1 << i for i, one in enumerate(self.changes) if one.fact == fact and values >> one.value & 1])
        return _Literal(slot, isinstance(fact, Finding), values, meets, meets | self.all & ~block)

    def _block(self, name: str) -> Plane:
        """The lanes of the changes of one fact."""
        return sum([1 << i for i, change in enumerate(self.changes) if change.fact.name == name])

    @staticmethod
    def _plane(literal: _Literal, vector: Vector) -> Plane:
        low, high = vector[literal.slot], vector[literal.slot + (not literal.is_finding)]
        if low is None or high is None:
            return literal.left_open
        return literal.left_open if literal.values & ((2 << high) - (1 << low)) else literal.ruled_out


class _Writer:
    """Writes the formulas as Python over planes, each with a name: no lane can end the reading for the others."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.formulas = lanes.exact.formulas
        self.literals: list[tuple[int, Bits]] = []
        self.lines: list[str] = []
        self.names: dict[Number, str] = {FALSE: "0", TRUE: _ALL}
        self.made: dict[int, str] = {}

    def function(self) -> Callable[[list[Plane]], list[Plane]]:
        """The planes of every outcome in order, and after them those in which each presumption is made."""
        exact = self.lanes.exact
        outcomes = [self.name(number) for ladder in self.lanes.ladders for _, number in exact.outcomes(ladder)]
        made = [self.made.get(i, "0") for i in range(len(self.lanes.presumes))]
        takes = "".join(f"l{i}, " for i in range(len(self.literals)))
        head = ["def left(literals):", f"    {_ALL} = {self.lanes.all}", *([f"    {takes}= literals"] if takes else [])]
        source = "\n".join([*head, *self.lines, f"    return [{', '.join((*outcomes, *made))}]"])
        namespace: dict[str, Callable[[list[Plane]], list[Plane]]] = {}
        exec(compile(source, "<left>", "exec"), namespace)
        return namespace["left"]

    def name(self, number: Number) -> str:
        """The local that holds the plane of a formula."""
        found = self.names.get(number)
        if found is None:
            presumption, values = self.formulas.presumption[number >> 1], self.formulas.values_in(number)
            if presumption is not None:
                self.settle(presumption, number & ~1)
            elif values is not None:
                self.names[number] = f"l{len(self.literals)}"
                self.literals.append(values)
            else:
                self.names[number] = self.compound(number)
            found = self.names[number]
        return found

    def settle(self, i: int, number: Number) -> None:
        """A presumption as `Exact` settles it, and the other way in the lane that takes it back."""
        presume, own = self.lanes.presumes[i], 1 << len(self.lanes.changes) + i
        can_hold, can_fail = map(self.name, self.lanes.exact.settling(presume))
        settled = f"{can_hold} | ~{can_fail} & {_ALL}" if presume.value is Truth.YES else f"{can_hold} & ~{can_fail}"
        self.lines += [
            f"    p{i} = ({settled}) ^ {own}",
            f"    q{i} = p{i} ^ {_ALL}",
            f"    m{i} = {can_hold} & {can_fail}",
        ]
        self.names[number], self.names[number ^ 1], self.made[i] = f"p{i}", f"q{i}", f"m{i}"

    def compound(self, number: Number) -> str:
        """The local of an `all of` or an `any of`, written after its parts."""
        parts = [self.name(part ^ (number & 1)) for part in self.formulas.parts[number >> 1]]
        self.lines.append(f"    c{number} = {(' | ' if number & 1 else ' & ').join(parts)}")
        return f"c{number}"


def numbers_in(lanes: Plane) -> list[int]:
    """The positions of the bits that are set, the lowest first."""
    found: list[int] = []
    while lanes:
        lowest = lanes & -lanes
        found.append(lowest.bit_length() - 1)
        lanes ^= lowest
    return found


def single_changes(program: Program) -> tuple[Change, ...]:
    """Every fact set to every value it can have."""
    return tuple(Change(fact, value) for fact in program.facts for value in _values(fact, program))


def _values(fact: Fact, program: Program) -> tuple[bool | int, ...]:
    return tuple(range(program.scales[fact].size)) if isinstance(fact, Measure) else (False, True)

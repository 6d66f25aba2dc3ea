"""Every single-fact change at once, and every presumption taken back, exactly: what each of them leaves of each ladder.

A lane is one bit of a whole number. The formulas of the exact reading run once over all lanes: a literal is the lanes in which
what is known leaves one of its values open. Kleene's rules would miss the changes whose outcome only all completions together
agree on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cobalamin.language.compile import Known, Program, Vector
from cobalamin.language.exact import DEEPEST, Exact
from cobalamin.language.formulas import FALSE, TRUE, Bits, Number
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Fact, Measure, Presume
from cobalamin.language.outcomes import Ways
from cobalamin.language.planes import Asked, Plane, Planes, open_values
from cobalamin.language.shared import uses
from cobalamin.language.truth import Truth

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


class _Literals(dict[tuple[Known | int, Known | int], tuple[Plane, ...]]):
    """The planes of the literals of one fact, by the lowest and the highest value that is left of it (None: any).

    `others` are the lanes in which the fact is not changed, `wanted` the values each literal wants and the lanes in which they
    are set.
    """

    def __init__(self, others: Plane, wanted: list[tuple[Bits, Plane]]) -> None:
        super().__init__()
        self.others, self.wanted = others, wanted

    def __missing__(self, left: tuple[Known | int, Known | int]) -> tuple[Plane, ...]:
        low, high = left
        still_open = open_values(low, high)
        found = self[left] = tuple(
            [where | (self.others if values & still_open else 0) for values, where in self.wanted]
        )
        return found

    def denied(self, planes: list[Plane], lanes: Plane) -> list[Plane]:
        """The planes of a finding with `lanes` in which it is no."""
        return [
            plane & ~lanes | (lanes if values & 1 else 0)
            for plane, (values, _) in zip(planes, self.wanted, strict=True)
        ]


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
        self._own = {
            fact.name: sum([1 << i for i, one in enumerate(self.changes) if one.fact == fact])
            for fact in exact.program.facts
        }
        self.used = used = _Used(exact, self.ladders)
        self._run = Asked(lambda literals: _Reader(self, literals).read(), lambda: _Writer(self).function())
        self._facts = [self._fact(variable, wanted) for variable, wanted in used.literals.items()]

    def left(self, vector: Vector, denied: Iterable[tuple[str, str]] = ()) -> Left:
        """What every lane leaves of the ladders. `denied` are facts with a finding that each value of theirs denies."""
        planes: list[Plane] = []
        for _, low, high, literals in self._facts:
            planes += literals[vector[low], vector[high]]
        for by, finding in denied:
            self._deny(planes, self._own.get(by, 0), finding)
        found = iter(self._run(planes))
        ladders = tuple(tuple([next(found) for _ in ladder.outcomes]) for ladder in self.ladders)
        made = sum([1 << lane for lane, open_in in enumerate(found, len(self.changes)) if open_in >> self.unchanged])
        return Left(ladders, made)

    def presumes_in(self, lanes: Plane) -> tuple[Presume, ...]:
        """The presumptions whose lane is among these."""
        return tuple([presume for i, presume in enumerate(self.presumes, len(self.changes)) if lanes >> i & 1])

    def _fact(self, variable: int, wanted: list[Bits]) -> tuple[str, int, int, _Literals]:
        """A fact by name, where its lowest and its highest value stand in a vector, and its literals."""
        fact: Fact = self.exact.formulas.facts[variable]
        own, slot = self._own[fact.name], self.exact.program.slot(fact.name)
        mine = [(1 << i, change.value) for i, change in enumerate(self.changes) if change.fact == fact]
        lanes = [(values, sum([lane for lane, value in mine if values >> value & 1])) for values in wanted]
        return fact.name, slot, slot + isinstance(fact, Measure), _Literals(self.all & ~own, lanes)

    def _deny(self, planes: list[Plane], lanes: Plane, finding: str) -> None:
        """In these lanes the finding is no, where it is read at all."""
        start = 0
        for name, _, _, literals in self._facts:
            end = start + len(literals.wanted)
            if name == finding:
                planes[start:end] = literals.denied(planes[start:end], lanes)
            start = end


class _Used:
    """The formulas that some outcomes are read from, those that settle a presumption among them."""

    def __init__(self, exact: Exact, ladders: Iterable[Ladder]) -> None:
        self.exact = exact
        self.roots = [number for ladder in ladders for _, number in exact.outcomes(ladder)]
        self.literals: dict[int, list[Bits]] = {}
        """By fact, the values of each literal."""
        self.presumptions: set[int] = set()
        seen: set[Number] = set()
        pending = [*self.roots]
        while pending:
            number = pending.pop()
            if number not in seen:
                seen.add(number)
                pending.extend(self._below(number))

    def _below(self, number: Number) -> Iterable[Number]:
        """The formulas that a formula is read from."""
        formulas = self.exact.formulas
        presumption, literal = formulas.presumption[number >> 1], formulas.values_in(number)
        if literal is not None:
            self.literals.setdefault(literal[0], []).append(literal[1])
        if presumption is None:
            return [part ^ (number & 1) for part in formulas.parts[number >> 1]]
        self.presumptions.add(presumption)
        return self.settling(presumption)

    def settling(self, i: int) -> Ways:
        """What settles a presumption, by its number."""
        return self.exact.settling(self.exact.presumes[i])

    def uses(self) -> Counter[Number]:
        """How often each formula is written; twice what settles a presumption."""
        settling = [number for i in self.presumptions for number in self.settling(i)]
        return uses(self.exact.parts, [*self.roots, *settling, *settling])


class _Reader:
    """Reads the outcomes from the planes of the literals, in the order of `_Used.literals`."""

    def __init__(self, lanes: Lanes, literals: Iterable[Plane]) -> None:
        self.lanes = lanes
        names = [(variable, values) for variable, wanted in lanes.used.literals.items() for values in wanted]
        plane_of = dict(zip(names, literals, strict=True))
        self.settled: dict[int, Plane] = {}
        self.made: dict[int, Plane] = {}
        self.of = Planes(
            lanes.exact.formulas, lanes.all, lambda fact, values: plane_of[fact, values], self.presumption
        ).of

    def read(self) -> list[Plane]:
        """The planes of every outcome in order, and after them those in which each presumption is made."""
        for i in self.lanes.used.presumptions:
            self.presumption(i)
        return [*map(self.of, self.lanes.used.roots), *(self.made.get(i, 0) for i in range(len(self.lanes.presumes)))]

    def presumption(self, i: int) -> Plane:
        """A presumption as `Exact` settles it, and the other way in the lane that takes it back."""
        if i not in self.settled:
            presume, everywhere, own = self.lanes.presumes[i], self.lanes.all, 1 << len(self.lanes.changes) + i
            holds, fails = map(self.of, self.lanes.exact.settling(presume))
            settled = holds | ~fails & everywhere if presume.value is Truth.YES else holds & ~fails
            self.settled[i], self.made[i] = settled ^ own, holds & fails
        return self.settled[i]


class _Writer:
    """Writes the formulas as Python over planes: no lane can end the reading for the others, so what is used again has a name."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.formulas = lanes.exact.formulas
        self.parts, self.times = lanes.exact.parts, lanes.used.uses()
        self.lines: list[str] = []
        self.text: dict[Number, str] = {FALSE: "0", TRUE: _ALL}
        self.depth: dict[Number, int] = {}
        self.made: dict[int, str] = {}

    def function(self) -> Callable[[list[Plane]], list[Plane]]:
        """The function that `_Reader.read` is for one patient."""
        used = self.lanes.used
        outcomes = [self.written(number) for number in used.roots]
        made = [self.made.get(i, "0") for i in range(len(self.lanes.presumes))]
        takes = "".join(f"l{variable}_{values}, " for variable, wanted in used.literals.items() for values in wanted)
        head = ["def left(literals):", f"    {_ALL} = {self.lanes.all}", *([f"    {takes}= literals"] if takes else [])]
        source = "\n".join([*head, *self.lines, f"    return [{', '.join((*outcomes, *made))}]"])
        namespace: dict[str, Callable[[list[Plane]], list[Plane]]] = {}
        exec(compile(source, "<left>", "exec"), namespace)
        return namespace["left"]

    def written(self, number: Number) -> str:
        """The plane of a formula: a local, or what gives it where it is used once."""
        if number not in self.text:
            if number in self.parts:
                self.text[number] = self.compound(number)
            elif (literal := self.formulas.values_in(number)) is not None:
                self.text[number] = "l{}_{}".format(*literal)
            else:
                self.settle(number)
        return self.text[number]

    def settle(self, number: Number) -> None:
        """A presumption as `Exact` settles it, and the other way in the lane that takes it back."""
        i = self.formulas.presumption[number >> 1]
        assert i is not None  # a formula without parts is a literal or a presumption
        presume, own = self.lanes.presumes[i], 1 << len(self.lanes.changes) + i
        can_hold, can_fail = map(self.written, self.lanes.exact.settling(presume))
        settled = f"{can_hold} | ~{can_fail} & {_ALL}" if presume.value is Truth.YES else f"{can_hold} & ~{can_fail}"
        self.lines += [
            f"    p{i} = ({settled}) ^ {own}",
            f"    q{i} = p{i} ^ {_ALL}",
            f"    m{i} = {can_hold} & {can_fail}",
        ]
        self.text[number & ~1], self.text[number | 1], self.made[i] = f"p{i}", f"q{i}", f"m{i}"

    def compound(self, number: Number) -> str:
        """An `all of` or an `any of`: in brackets where it is used once, else a local written after its parts."""
        parts = self.parts[number]
        text = (" | " if number & 1 else " & ").join([self.written(part) for part in parts])
        self.depth[number] = 1 + max(self.depth.get(part, 0) for part in parts)
        if self.times[number] == 1 and self.depth[number] <= DEEPEST:
            return f"({text})"
        self.depth[number] = 0
        self.lines.append(f"    c{number} = {text}")
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

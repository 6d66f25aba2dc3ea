"""What is decided exactly: for every output the outcomes that some completion of the missing facts still meets.

A world is a completion of the missing facts. An output is decided exactly when every possible world agrees on it, which
Kleene's rules cannot always see. Each outcome of each output is a formula rewritten for that question (`reach`), and the
formulas are generated Python over a program's vectors; the first vector is read without it (`planes`). The decision diagram
gives the same answers (the laws compare both with a list of all worlds); here they cost no more than Kleene's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain

from cobalamin.language.compile import Program, Vector
from cobalamin.language.diagram import Mask, Output, require_settled
from cobalamin.language.formulas import FALSE, TRUE, Bits, Number, Table
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Condition, Finding, Measure, Presume
from cobalamin.language.outcomes import Made, Making, Outcome, Outcomes, Ways
from cobalamin.language.planes import Asked, Plane, Planes, open_values
from cobalamin.language.shared import shared, uses
from cobalamin.language.truth import Truth

Settled = tuple[bool, ...]
"""What each presumption came to, in the order of `Exact.presumes`."""


class Exact:
    """The outputs over a program's vectors. `masks(vector)` gives one mask an output, in the order of the outputs.

    `possible` leaves out worlds that cannot be. A mask of 0 means that the known facts contradict each other (a pregnant
    man). A presumption is settled from what is known before the worlds are looked at: its part where all worlds agree on
    it, else what is presumed. `made` are the formulas of these outputs in these worlds, where they are at hand.
    """

    def __init__(
        self,
        program: Program,
        outputs: Sequence[Output],
        possible: Condition | None = None,
        made: Made | None = None,
    ) -> None:
        self.program = program
        self.outputs = tuple(outputs)
        self.position: dict[Output, int] = {output: i for i, output in enumerate(outputs)}
        if possible is not None:
            require_settled(possible)
        self._made: Outcomes = Making(program.scales, outputs, possible) if made is None else made
        self.presumes: tuple[Presume, ...] = tuple(self.formulas.presumes)
        self._conditions = [i for i, output in enumerate(outputs) if not isinstance(output, Ladder)]

    def masks(self, vector: Vector) -> tuple[Mask, ...]:
        """The outcomes still reachable, for each output."""
        return self.everything(vector, self.presumed(vector))

    @cached_property
    def everything(self) -> Asked[[Vector, Settled], tuple[Mask, ...]]:
        """The masks of all outputs. The ladders' formulas are the long ones: they are made when this is first asked for."""
        return self._asked(range(len(self.outputs)))

    @cached_property
    def conditions(self) -> Asked[[Vector, Settled], tuple[Mask, ...]]:
        """The masks of the outputs that are conditions alone, in their order."""
        return self._asked(self._conditions)

    @cached_property
    def presumed(self) -> Asked[[Vector], Settled]:
        """What each presumption comes to, as a function of a vector."""
        return Asked(self._presumed_read, self._presumed_written)

    @property
    def formulas(self) -> Table:
        """The table of all formulas."""
        return self._made.table

    def outcomes(self, output: Output) -> list[Outcome]:
        """Each outcome by its bit, with the formula that can hold, literal by literal, exactly where some world meets it."""
        return self._made.of(output)

    def settling(self, presume: Presume) -> Ways:
        """The formulas that tell whether the part of a presumption can still hold, and whether it can still fail."""
        return self._made.settling(presume)

    @cached_property
    def parts(self) -> dict[Number, tuple[Number, ...]]:
        """The formulas by their parts, as they are written: what several have in common is a formula of its own."""
        outcomes = [number for output in self.outputs for _, number in self.outcomes(output)]
        below = self.formulas.below([*outcomes, *chain(*map(self.settling, self.presumes))])
        return shared(below, 2 * len(self.formulas.parts))

    def _asked(self, outputs: Sequence[int]) -> Asked[[Vector, Settled], tuple[Mask, ...]]:
        return Asked(lambda *vector: self._read(outputs, *vector), lambda: self._written(outputs))

    def _read(self, outputs: Iterable[int], vector: Vector, settled: Settled) -> tuple[Mask, ...]:
        outcomes = [self.outcomes(self.outputs[i]) for i in outputs]
        can = Planes(self.formulas, 1, _Open(self, vector), settled.__getitem__).of
        return tuple([sum([bit for bit, number in outcome if can(number)]) for outcome in outcomes])

    def _written(self, outputs: Iterable[int]) -> Callable[[Vector, Settled], tuple[Mask, ...]]:
        outcomes = [self.outcomes(self.outputs[i]) for i in outputs]
        writer = _Writer(self, [number for outcome in outcomes for _, number in outcome])
        writer.presumed_before()
        masks = "".join(f"{writer.mask(outcome)}, " for outcome in outcomes)
        return writer.function("masks", "vector, settled", f"({masks})")  # type: ignore[return-value]

    def _presumed_read(self, vector: Vector) -> Settled:
        settled: list[bool] = []
        can = Planes(self.formulas, 1, _Open(self, vector), settled.__getitem__).of
        for presume in self.presumes:
            holds, fails = [bool(can(number)) for number in self.settling(presume)]
            settled.append(holds or not fails if presume.value is Truth.YES else holds and not fails)
        return tuple(settled)

    def _presumed_written(self) -> Callable[[Vector], Settled]:
        settling = [self.settling(presume) for presume in self.presumes]
        writer = _Writer(self, chain(*settling))
        for presume, ways in zip(self.presumes, settling, strict=True):
            writer.settle(*ways, presume)
        names = "".join(f"p{i}, " for i in range(len(self.presumes)))
        return writer.function("presumed", "vector", f"({names})")  # type: ignore[return-value]


class _Open:
    """Whether a vector leaves one of some values of a fact open."""

    def __init__(self, exact: Exact, vector: Vector) -> None:
        self._exact, self._vector = exact, vector
        self._values: dict[int, Bits] = {}

    def __call__(self, variable: int, values: Bits) -> Plane:
        found = self._values.get(variable)
        if found is None:
            fact = self._exact.formulas.facts[variable]
            slot = self._exact.program.slot(fact.name)
            found = open_values(self._vector[slot], self._vector[slot + isinstance(fact, Measure)])
            self._values[variable] = found
        return 1 if values & found else 0


DEEPEST = 40
"""A formula nested deeper is given a name: Python's parser takes no more than two hundred brackets."""


_WORTH_A_NAME = 200
"""Written out wherever it is used, a formula would add more characters than this: it is computed once and has a name.

A name is computed whether it is needed or not; what stands in place is mostly not read, for what stands before it decides. With a
name for whatever is used twice the exact answers take half as long again (measured; with 500 up to a tenth, with 120 a little).
"""


class _Writer:
    """Writes formulas below some roots as Python: a name for what is long and used again, all else in place."""

    def __init__(self, exact: Exact, roots: Iterable[Number]) -> None:
        self.formulas, self.parts = exact.formulas, exact.parts
        self.uses = uses(self.parts, roots)
        self.slots = exact.program.slot_names()
        self.lines = [f"    {', '.join(self.slots.values())}, = vector"]
        self.text: dict[Number, tuple[str, int]] = {FALSE: ("False", 0), TRUE: ("True", 0)}

    def function(self, name: str, takes: str, gives: str) -> Callable[..., object]:
        """The function of what was written."""
        source = "\n".join([f"def {name}({takes}):", *self.lines, f"    return {gives}"])
        namespace: dict[str, Callable[..., object]] = {}
        exec(compile(source, f"<{name}>", "exec"), namespace)
        return namespace[name]

    def presumed_before(self) -> None:
        """The presumptions as they were settled."""
        if self.formulas.presumes:
            names = ", ".join(f"p{i}" for i in range(len(self.formulas.presumes)))
            self.lines.append(f"    {names}, = settled")

    def settle(self, can_hold: Number, can_fail: Number, presume: Presume) -> None:
        """One presumption: its part where that is decided, else (and in no possible world) what is presumed."""
        holds, fails = self.name(can_hold), self.name(can_fail)
        test = f"{holds} or not {fails}" if presume.value is Truth.YES else f"{holds} and not {fails}"
        self.lines.append(f"    p{self.formulas.presumes.index(presume)} = {test}")

    def mask(self, outcomes: list[Outcome]) -> str:
        """The bits of the outcomes that can be, together."""
        if len(outcomes) > 2:
            return " | ".join(f"({bit} if {self.name(number)} else 0)" for bit, number in outcomes)
        (one, first), (other, second) = outcomes
        holds, fails = self.name(first), self.name(second)
        return f"({one | other} if {fails} else {one}) if {holds} else {other} if {fails} else 0"

    def name(self, number: Number) -> str:
        """A local that holds a formula (or its text, where that is as short)."""
        text, _ = self.written(number)
        if text.isidentifier() or number in (FALSE, TRUE):
            return text
        return self.named(number, text)

    def named(self, number: Number, text: str) -> str:
        """A new local for a formula."""
        self.lines.append(f"    c{number} = {text}")
        self.text[number] = f"c{number}", 0
        return f"c{number}"

    def written(self, number: Number) -> tuple[str, int]:
        """The text of a formula, in brackets where it needs them, and how deep those nest."""
        found = self.text.get(number)
        if found is None:
            text, depth = self.expression(number)
            if (self.uses[number] - 1) * len(text) > _WORTH_A_NAME or depth > DEEPEST:
                self.named(number, text)
            else:
                self.text[number] = f"({text})", depth
            found = self.text[number]
        return found

    def expression(self, number: Number) -> tuple[str, int]:
        """A formula over the texts of its parts, the short ones first: the first that decides ends the reading."""
        if number in self.parts:
            parts = sorted(map(self.written, self.parts[number]), key=lambda part: len(part[0]))
            word = " or " if number & 1 else " and "
            return word.join(text for text, _ in parts), 1 + max(depth for _, depth in parts)
        literal = self.formulas.values_in(number)
        if literal is not None:
            return self.literal(*literal), 0
        presumption = f"p{self.formulas.presumption[number >> 1]}"
        return f"not {presumption}" if number & 1 else presumption, 0

    def literal(self, variable: int, values: Bits) -> str:
        """That what is known leaves one of the values open."""
        fact = self.formulas.facts[variable]
        slots = self.slots[fact]
        if isinstance(fact, Finding):
            return f"{slots} is not {values != 0b10}"
        low, high = slots.split(", ")
        last = self.formulas.everything[variable].bit_length() - 1
        tests = [
            " and ".join([f"{low} <= {end}"] * (end < last) + [f"{high} >= {start}"] * (start > 0))
            for start, end in runs(values)
        ]
        return tests[0] if len(tests) == 1 else " or ".join(f"({test})" for test in tests)


def runs(values: Bits) -> list[tuple[int, int]]:
    """The values as runs of neighbours: first and last."""
    found: list[tuple[int, int]] = []
    for value in range(values.bit_length()):
        if values >> value & 1:
            if found and found[-1][1] == value - 1:
                found[-1] = found[-1][0], value
            else:
                found.append((value, value))
    return found

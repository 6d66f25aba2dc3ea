"""A small table of formulas, what its formulas come to where facts have one value or some of theirs, and rules that nest deep."""

from __future__ import annotations

from itertools import product

from cobalamin.language.cells import scales
from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number
from cobalamin.language.nodes import Condition, Finding, all_of, any_of
from strategies import B12, FIGURES, FINDINGS

SEVERE, DEFICIENT, BAND_TOP = FIGURES[B12]
LOW, BAND, ABOVE = B12 < DEFICIENT, all_of(B12 >= DEFICIENT, B12 <= BAND_TOP), B12 > BAND_TOP
NO, YES, OPEN = 0b01, 0b10, 0b11

Known = tuple[Bits, ...]
"""For each fact of the table the values it may have, a bit each."""
WORLDS: tuple[Known, ...] = tuple(product(*[(NO, YES)] * 4, (1, 2, 4, 8)))
RANGES = [sum(1 << cell for cell in range(first, end)) for end in range(1, 5) for first in range(end)]
KNOWN: tuple[Known, ...] = tuple(product(*[(NO, YES, OPEN)] * 4, RANGES))


def table(kind: type[Formulas] = Formulas) -> Formulas:
    """A table that knows, in this order, four findings, and B12 in four cells: severe, low, band, above."""
    formulas = kind(scales(B12 < SEVERE, LOW, BAND, ABOVE))
    for fact in (*FINDINGS, B12):
        formulas.variable(fact)
    return formulas


def can_hold(formulas: Formulas, number: Number, known: Known) -> bool:
    """Whether a formula holds by Kleene's rules, where a literal can wherever one of its values is left."""
    found = formulas.values_in(number)
    if found is not None:
        return bool(found[1] & known[found[0]])
    if number in (FALSE, TRUE):
        return number == TRUE
    parts = (can_hold(formulas, part ^ (number & 1), known) for part in formulas.parts[number >> 1])
    return any(parts) if number & 1 else all(parts)


def worlds_of(formulas: Formulas, number: Number) -> list[Known]:
    """The worlds in which a formula holds: with one value for each fact, Kleene's rules miss nothing."""
    return [world for world in WORLDS if can_hold(formulas, number, world)]


def lies_within(world: Known, known: Known) -> bool:
    """Whether what is known leaves a world open."""
    return all(value & values for value, values in zip(world, known, strict=True))


def chain(length: int) -> Condition:
    """Findings g0, g1, ... each inside the next, all of and any of in turns."""
    found: Condition = Finding("g0", "g0")
    for i in range(1, length):
        found = (all_of, any_of)[i % 2](Finding(f"g{i}", f"g{i}"), found)
    return found


def deepest(text: str) -> int:
    """How many brackets are open at once."""
    return max(text[:i].count("(") - text[:i].count(")") for i in range(len(text) + 1))

"""Each outcome of each output as a formula that can hold, literal by literal, exactly where some world meets it.

These formulas are the same for every patient. They are made when they are first asked for (`Making`), or were made before (`Made`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Protocol

from cobalamin.language.cells import Scale
from cobalamin.language.diagram import Mask, Output
from cobalamin.language.formulas import TRUE, Formulas, Number, Table
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Condition, Measure, Presume
from cobalamin.language.reach import Reach

Outcome = tuple[Mask, Number]
"""An outcome by its bit, with its formula."""
Ways = tuple[Number, Number]
"""The formulas that tell whether the part of a presumption can still hold, and whether it can still fail."""


class Outcomes(Protocol):
    """What an exact reading reads."""

    @property
    def table(self) -> Table:
        """The table of all formulas."""

    def of(self, output: Output) -> list[Outcome]:
        """The outcomes of an output."""

    def settling(self, presume: Presume) -> Ways:
        """What settles a presumption."""


@dataclass(frozen=True)
class Made:
    """The outcomes of some outputs, made before."""

    table: Table
    outcomes: Mapping[Output, list[Outcome]]
    settles: Mapping[Presume, Ways]

    def of(self, output: Output) -> list[Outcome]:
        """The outcomes of an output."""
        return self.outcomes[output]

    def settling(self, presume: Presume) -> Ways:
        """What settles a presumption."""
        return self.settles[presume]


class Making:
    """The outcomes of some outputs, each made when it is first asked for: those of the ladders are the long ones."""

    def __init__(
        self, scale_of: Mapping[Measure, Scale], outputs: Iterable[Output], possible: Condition | None = None
    ) -> None:
        self._turn = RLock()
        """Held while formulas are added to the table: threads that did so together would number them into one another."""
        self.table = Formulas(scale_of)
        self._reach = Reach(self.table)
        self._world = TRUE if possible is None else self.table.of(possible)
        self._outcomes = {output: formulas_of(self.table, output) for output in outputs}

    def of(self, output: Output) -> list[Outcome]:
        """The outcomes of an output."""
        with self._turn:
            return [(bit, self._can(number)) for bit, number in self._outcomes[output]]

    def settling(self, presume: Presume) -> Ways:
        """What settles a presumption."""
        with self._turn:
            part = self.table.of(presume.part)
            return self._can(part), self._can(part ^ 1)

    def _can(self, number: Number) -> Number:
        """The formula in a possible world, rewritten so that it can hold where its literals can."""
        return self._reach.of(self.table.all_of([self._world, number]))


def formulas_of(formulas: Formulas, output: Output) -> list[Outcome]:
    """Each outcome, by its bit, and the formula under which it is the answer."""
    if not isinstance(output, Ladder):
        number = formulas.of(output)
        return [(2, number), (1, number ^ 1)]
    found: list[Outcome] = []
    still = TRUE
    for i, rung in enumerate(output.rungs):
        when = formulas.of(rung.when)
        found.append((1 << i, formulas.all_of([still, when])))
        still = formulas.all_of([still, when ^ 1])
    return [*found, (1 << len(output.rungs), still)]

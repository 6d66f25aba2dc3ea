"""What is asked of a rule set over many patients: the same question to planes and to SQL."""

from __future__ import annotations

from dataclasses import dataclass

from cobalamin.language.cells import Scale, Scales
from cobalamin.language.diagram import Output
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Compare, Condition, Measure, Named, RuleError


@dataclass(frozen=True)
class Wanted:
    """Conditions in three values, ladders as the outcomes still open.

    With `unsettled`, also for each fact whether it is unknown and keeps a ladder open.
    """

    conditions: tuple[Condition, ...]
    ladders: tuple[Ladder, ...] = ()
    unsettled: bool = False

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Conditions and ladders: what a diagram for these answers must hold."""
        return (*self.conditions, *self.ladders)

    @property
    def roots(self) -> tuple[Condition, ...]:
        """Every condition asked of, the rungs of the ladders included."""
        return (*self.conditions, *(condition for ladder in self.ladders for condition in ladder.conditions))


OPEN = "_open"
"""What is added to a ladder's name for the outcomes still open (as SQL a sum of bits)."""


def column_of(condition: Condition) -> str:
    """The column a named condition's answer stands in."""
    if not isinstance(condition, Named):
        raise RuleError("only a named condition has a column; wrap it in Named")
    return condition.id.replace(":", "_")


def cut_of(compare: Compare, scale_of: Scales) -> int:
    """The cut of a comparison in the columns' scale."""
    scale = scale_of.get(compare.measure)
    if scale is None:
        raise RuleError(f"no column of {compare.measure.label} was made: no rule of the columns' scales compares it")
    try:
        return scale.position(compare)
    except KeyError as missing:
        raise _without(compare.measure, f"{compare.op} {compare.bound.printed[0]}") from missing


def positions(scale: Scale, scale_of: Scales) -> list[int]:
    """For each cut of a scale its position in the columns' scale of the same measure."""
    measure = scale.measure
    given = scale_of[measure].keys(measure.unit)
    for key in scale.keys(measure.unit):
        if key not in given:
            raise _without(measure, f"at {key[0]} {measure.unit}")
    return [given.index(key) for key in scale.keys(measure.unit)]


def _without(measure: Measure, cut: str) -> RuleError:
    return RuleError(
        f"the columns of {measure.label} were made without the cut {cut}; make them with the scales of these rules"
    )

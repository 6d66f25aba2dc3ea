"""What is decided exactly for one patient alone: what is known is put into the formulas, and what is left of them is the answer.

`exact` makes the formulas of every patient, which takes up to a tenth of a second. Where rules are read for one patient and
then no more, that is for nothing. Both give the same answers (the laws compare them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cobalamin.language.cells import Scale
from cobalamin.language.diagram import Mask, Output, require_settled
from cobalamin.language.formulas import FALSE, TRUE, Bits, Formulas, Number
from cobalamin.language.nodes import Condition, Fact, Finding, Measure, Presume
from cobalamin.language.outcomes import formulas_of
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.reach import Reach
from cobalamin.language.truth import Truth


def masks_once(
    outputs: Iterable[Output], patient: Patient, scale_of: Mapping[Measure, Scale], possible: Condition | None = None
) -> tuple[Mask, ...]:
    """The outcomes still reachable, for each output: as `Exact.masks`, which takes a vector."""
    told = _Told(scale_of, patient, possible)
    return tuple(sum(bit for bit, number in formulas_of(told, output) if told.can(number)) for output in outputs)


class _Told(Formulas):
    """Formulas about one patient: a fact has the values that what is known leaves open, and a presumption is settled."""

    def __init__(self, scale_of: Mapping[Measure, Scale], patient: Patient, possible: Condition | None) -> None:
        super().__init__(scale_of)
        self.patient = patient
        self.reach = Reach(self)
        if possible is not None:
            require_settled(possible)
        self.world = TRUE if possible is None else self.of(possible)

    def can(self, number: Number) -> bool:
        """Whether a formula holds in some possible world: whether anything is left of it."""
        return self.reach.of(self.all_of([self.world, number])) != FALSE

    def values_of(self, fact: Fact) -> Bits:
        """The values that what is known of a fact leaves open."""
        known = self.patient.get(fact.name)
        if known is None:
            return super().values_of(fact)
        if isinstance(fact, Finding):
            return 0b10 if known else 0b01
        assert isinstance(known, Interval)
        first, last = self.scale_of[fact].cells(known)
        return (2 << last) - (1 << first)

    def presumed(self, presume: Presume) -> Number:
        """Its part where all worlds agree on it, else (and in no possible world) what is presumed."""
        part = self.of(presume.part)
        holds, fails = self.can(part), self.can(part ^ 1)
        is_so = holds or not fails if presume.value is Truth.YES else holds and not fails
        return TRUE if is_so else FALSE

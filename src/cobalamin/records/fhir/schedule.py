"""A schedule of doses as FHIR repeats it: so often in a period, for so many doses; part after part.

Both ways go through here: the dosages of a draft are written from a regimen's steps, and an order that states such steps is
read as that regimen. What is not understood wholly is not read at all: half a schedule is another schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import msgspec

from cobalamin.knowledge.regimens import PUBLISHED, REGIMENS, Phase, Regimen
from cobalamin.knowledge.treatment import INJECTED, Every, Product, Route
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.dosage import doses_of
from cobalamin.records.fhir.types import Anything, CodeableConcept, Dosage, Modifiers, Period
from cobalamin.records.forms import fitting, reader
from cobalamin.records.intervals import interval_said

Unit = Literal["d", "wk", "mo"]
_UNITS: dict[str, Unit] = {"day": "d", "week": "wk", "month": "mo"}


class Step(NamedTuple):
    """One part: `often` doses in a period (the ends of a printed range), and how many doses it has; None where it goes on."""

    often: int
    period: Fraction
    period_max: Fraction
    unit: Unit
    fewest: int | None = None
    most: int | None = None

    @property
    def plain(self) -> Step:
        """The same step in days or months and, where that is exact, as one dose a period: 7 a week are one a day."""
        scale = 7 if self.unit == "wk" else 1
        low, high = self.period * scale, self.period_max * scale
        unit: Unit = "mo" if self.unit == "mo" else "d"
        if low == high and (low / self.often).denominator == 1:
            return Step(1, low / self.often, low / self.often, unit, self.fewest, self.most)
        return Step(self.often, low, high, unit, self.fewest, self.most)

    def within(self, other: Step) -> bool:
        """Whether this step keeps within the ranges of the other; both are plain steps."""
        same = self.often == other.often and self.unit == other.unit
        periods = other.period <= self.period and self.period_max <= other.period_max
        if self.fewest is None or other.fewest is None:
            return same and periods and self.fewest == other.fewest
        most = other.most is None or (self.most is not None and self.most <= other.most)
        return same and periods and other.fewest <= self.fewest and most


_DAILY = Step(1, Fraction(1), Fraction(1), "d")


def steps_of(regimen: Regimen) -> tuple[Step, ...]:
    """The steps of a regimen: each loading phase, then maintenance; by mouth the amount of a day, as one dose (register R114)."""
    loading = tuple(map(_loading, regimen.loading))
    if regimen.due_from is None or regimen.due_to is None:
        return (*loading, _DAILY)
    return (*loading, _between(regimen.due_from, regimen.due_to))


def _loading(phase: Phase) -> Step:
    if phase.a_week is not None:
        return Step(phase.a_week, Fraction(1), Fraction(1), "wk", phase.fewest, phase.most)
    return _between(phase.spacing, phase.widest)._replace(fewest=phase.fewest, most=phase.most)


def _between(low: Every, high: Every) -> Step:
    assert low.unit == high.unit
    return Step(1, Fraction(low.count), Fraction(high.count), _UNITS[low.unit])


# --- reading -----------------------------------------------------------------------------------------------------------


class _Duration(msgspec.Struct, gc=False):
    value: Decimal | None = None
    comparator: str | None = None
    code: str | None = None


class _Repeat(msgspec.Struct, gc=False):
    boundsDuration: _Duration | None = None  # noqa: N815
    boundsRange: Anything | None = None  # noqa: N815
    boundsPeriod: Period | None = None  # noqa: N815
    count: int | None = None
    countMax: int | None = None  # noqa: N815
    frequency: int | None = None
    frequencyMax: int | None = None  # noqa: N815
    period: Decimal | None = None
    periodMax: Decimal | None = None  # noqa: N815
    periodUnit: str | None = None  # noqa: N815
    dayOfWeek: tuple[str, ...] = ()  # noqa: N815
    timeOfDay: tuple[str, ...] = ()  # noqa: N815
    when: tuple[str, ...] = ()


class _Timing(msgspec.Struct, gc=False):
    repeat: _Repeat | None = None
    code: CodeableConcept | None = None
    event: tuple[str, ...] = ()
    modifierExtension: Modifiers = ()  # noqa: N815


_TIMING = reader(_Timing)
_TIMING_IF_SENT: msgspec.json.Decoder[_Timing | None] = reader(_Timing | None)
_PLACE: msgspec.json.Decoder[int | None] = reader(int | None)
_PERIODS: dict[str, tuple[int, Unit]] = {"d": (1, "d"), "wk": (7, "d"), "mo": (1, "mo"), "a": (12, "mo")}
_LEAST_DIGIT = -3
"""No period is a thousandth of a day: an exact number of endless digits would be reckoned with for hours."""
_MOST_PERIODS = 1000
"""A period, a duration or a number of doses above this is a slip of the unit: an engineering limit."""


def regimen_in(product: Product, route: Route | None, dosages: Sequence[Dosage]) -> str:
    """The id of the regimen that an order states in figures, part by part; "" where it states none, or none of ours."""
    steps = _steps_in(dosages)
    if not steps:
        return ""
    fitting = [each for each in REGIMENS.values() if _is_of(each, product, route) and _fits(each, steps, dosages)]
    exact = [each for each in fitting if _is_exactly(each, steps, dosages)]
    return exact[0].id if exact else fitting[0].id if len(fitting) == 1 else ""


def interval_in(dosages: Sequence[Dosage]) -> Every | None:
    """The longest interval of the doses with which an order goes on; None where it is a loading course's, or is not told."""
    for step in _steps_in(dosages)[-1:]:
        if step.often == 1 and step.fewest is None and step.period_max.denominator == 1:
            every = Every(int(step.period_max), "month" if step.unit == "mo" else "day")
            return every if every.days >= PUBLISHED.early_monthly else None
    return _interval_said(dosages[0]) if len(dosages) == 1 and not dosages[0].as_needed else None


def _interval_said(dosage: Dosage) -> Every | None:
    """The same in the words of the one dosage, where its timing has nothing in figures (register M40)."""
    try:
        timing = _TIMING_IF_SENT.decode(dosage.timing) or _Timing()
    except UNFIT:
        return None
    repeat = timing.repeat or _Repeat()
    if timing.event or timing.modifierExtension or msgspec.structs.replace(repeat, boundsPeriod=None) != _Repeat():
        return None
    said = {interval_said(text) for text in (*(timing.code or CodeableConcept()).texts, dosage.text or "")} - {None}
    every = said.pop() if len(said) == 1 else None
    if every is None or every.days < PUBLISHED.early_monthly:
        return None
    return every if every.unit == "month" else Every(every.days, "day")


def _is_of(regimen: Regimen, product: Product, route: Route | None) -> bool:
    routes = INJECTED if regimen.route == "intramuscular" else ("oral",)
    return product in regimen.products and route in routes


def _fits(regimen: Regimen, steps: tuple[Step, ...], dosages: Sequence[Dosage]) -> bool:
    printed = _printed(regimen.id)
    if len(steps) != len(printed):
        return False
    low, high = regimen.dose_ug
    told = all(dose.low is not None and low <= dose.low and _at_most(dose.high, high) for dose in doses_of(dosages))
    return told and all(step.within(other) for step, other in zip(steps, printed, strict=True))


def _at_most(told: Fraction | None, high: Fraction | None) -> bool:
    return high is None or (told is not None and told <= high)


def _is_exactly(regimen: Regimen, steps: tuple[Step, ...], dosages: Sequence[Dosage]) -> bool:
    same = all((dose.low, dose.high) == regimen.dose_ug for dose in doses_of(dosages))
    return same and steps == _printed(regimen.id)


@cache
def _printed(regimen: str) -> tuple[Step, ...]:
    return tuple(step.plain for step in steps_of(REGIMENS[regimen]))


def _steps_in(dosages: Sequence[Dosage]) -> tuple[Step, ...]:
    """The steps of an order in their sequence; none where one of them is not understood, or nothing says which comes first."""
    places = [place for dosage in dosages if (place := _place(dosage)) is not None]
    if len(dosages) > 1 and len(set(places)) != len(dosages):
        return ()
    steps = [_step(dosage) for dosage in sorted(dosages, key=lambda each: _place(each) or 0)]
    told = [step for step in steps if step is not None]
    return tuple(told) if len(told) == len(steps) else ()


def _place(dosage: Dosage) -> int | None:
    """Where a dosage stands among the others."""
    return fitting(_PLACE, dosage.sequence)


def _step(dosage: Dosage) -> Step | None:
    """What one dosage repeats; None for doses as needed."""
    return None if dosage.as_needed else _repeated(bytes(dosage.timing))


@lru_cache(maxsize=1024)
def _repeated(text: bytes) -> Step | None:
    """What a timing repeats; None for days of a week, given days, or what R4 has not. Few are ever met."""
    timing = fitting(_TIMING, text)
    repeat = timing.repeat if timing is not None else None
    if timing is None or repeat is None or timing.event or timing.modifierExtension or _is_of_the_clock(repeat):
        return None
    period, period_max = _whole(repeat.period), _whole(repeat.periodMax or repeat.period)
    scale, unit = _PERIODS.get(repeat.periodUnit or "", (0, "d"))
    often = repeat.frequency or 1
    if (
        not period
        or not period_max
        or not scale
        or not 0 < often <= _MOST_PERIODS
        or repeat.frequencyMax not in (None, often)
    ):
        return None
    step = Step(often, period * scale, period_max * scale, unit).plain
    return _bounded(step, repeat)


def _is_of_the_clock(repeat: _Repeat) -> bool:
    """Whether it names days of the week, or several moments of a day: then a frequency does not say how often."""
    return bool(repeat.dayOfWeek) or len(repeat.timeOfDay) > 1 or len(repeat.when) > 1


def _bounded(step: Step, repeat: _Repeat) -> Step | None:
    """The step with the number of its doses: counted, or as many as fit the time it lasts."""
    until_a_day = repeat.boundsPeriod is not None and repeat.boundsPeriod.end is not None
    if repeat.boundsRange is not None or until_a_day:
        return None
    if repeat.count is not None:
        many = repeat.count, repeat.countMax or repeat.count
        return step._replace(fewest=many[0], most=many[1]) if 0 < many[0] <= many[1] <= _MOST_PERIODS else None
    lasts = repeat.boundsDuration
    if lasts is None:
        return step
    length = _whole(lasts.value)
    scale, unit = _PERIODS.get(lasts.code or "", (0, "d"))
    if not length or not scale or lasts.comparator or unit != step.unit or step.period != step.period_max:
        return None
    doses = length * scale * step.often / step.period
    return step._replace(fewest=int(doses), most=int(doses)) if doses.denominator == 1 else None


def _whole(number: Decimal | None) -> Fraction | None:
    """A number above nothing, as long as it is one that a prescription holds."""
    if number is None or not number.is_finite() or number.adjusted() < _LEAST_DIGIT or not 0 < number <= _MOST_PERIODS:
        return None
    return Fraction(number)


# --- writing -----------------------------------------------------------------------------------------------------------


def timings_of(regimen: Regimen) -> Iterator[tuple[str, dict[str, object]]]:
    """Each step as its printed words and a FHIR `Timing`; where its end is a judgement it has no bound: the words say it."""
    words = (*(phase.printed for phase in regimen.loading), regimen.maintenance)
    for text, step in zip(words, steps_of(regimen), strict=True):
        yield text, {"repeat": dict(_repeat(step))}


def _repeat(step: Step) -> Iterable[tuple[str, object]]:
    if step.fewest is not None:
        yield "count", step.fewest
        if step.most is not None and step.most != step.fewest:
            yield "countMax", step.most
    yield "frequency", step.often
    yield "period", int(step.period)
    if step.period_max != step.period:
        yield "periodMax", int(step.period_max)
    yield "periodUnit", step.unit

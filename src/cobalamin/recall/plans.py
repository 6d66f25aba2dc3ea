"""Which regimen judges a dose (register M20), and the limits that follow from an interval."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cobalamin.knowledge.regimens import DIETARY, REGIMENS, Phase, Regimen, Rules
from cobalamin.knowledge.treatment import Every, Span, TreatmentEvent, TreatmentRecord, months_after

_STANDARD = REGIMENS["uk.hydroxocobalamin"]
_NEUROLOGICAL = REGIMENS["uk.hydroxocobalamin.neurological"]
_DIETARY = REGIMENS["uk.hydroxocobalamin.dietary"]
_LABEL = REGIMENS["us.cyanocobalamin.label"]
_PRACTICE = REGIMENS["us.cyanocobalamin.practice"]
_LABEL_BELOW_UG = 1000
"""A cyanocobalamin dose below that of common practice is the label's."""


def plan_for(record: TreatmentRecord, event: TreatmentEvent, before: Regimen | None) -> tuple[Regimen, bool]:
    """The plan in force for a dose's own product; True beside it where no plan is published for that product."""
    recorded = REGIMENS.get(record.plan)
    if recorded is not None and event.product in recorded.products and recorded.loading:
        return recorded, False
    match event.product:
        case "hydroxocobalamin":
            return _hydroxocobalamin(record), False
        case "cyanocobalamin":
            small = event.dose_ug is not None and event.dose_ug < _LABEL_BELOW_UG
            return (_LABEL if small else _PRACTICE), False
        case _:
            usable = recorded if recorded is not None and recorded.loading else None
            return before or usable or _hydroxocobalamin(record), True


def _hydroxocobalamin(record: TreatmentRecord) -> Regimen:
    """A dietary cause with neurological involvement follows the neurological plan, one beside a child the usual (R147)."""
    if record.neurological:
        return _NEUROLOGICAL
    a_diet_alone = bool(record.causes) and record.causes | record.unsettled <= DIETARY
    return _DIETARY if a_diet_alone and not (record.pregnant or record.breastfeeding) else _STANDARD


def early_limit(interval: Every, rules: Rules) -> int:
    """Days after a dose in which the next maintenance dose is too early (register M10).

    Both printed limits are three quarters of their interval (42 of 56 days, 21 of 28): so is a recorded shorter one (register M26).
    """
    if interval.unit == "month":
        return rules.early_monthly if interval.count == 1 else rules.early
    return min(interval.days * 3 // 4, rules.early)


def not_before(interval: Every, rules: Rules) -> int:
    """Days after a dose before which the next is not planned: three quarters of a long interval too (register M31).

    A dose after 42 days counts in every plan; nobody is to be invited to it in a plan of twice a year.
    """
    days = interval.count * 28 if interval.unit == "month" else interval.days
    return max(early_limit(interval, rules), days * 3 // 4)


def broken_limit(phase: Phase, rules: Rules) -> int:
    """Days between loading doses beyond which the course is broken (register M7)."""
    return rules.loading_gap_weekly if phase.weekly else rules.loading_gap


def overdue_from(dose: date, upper: Every, rules: Rules) -> date:
    """The first day on which the next dose is overdue: of an interval below two weeks when it lapses (register M11)."""
    late = upper.after(dose) + timedelta(days=rules.overdue_after)
    return min(late, lapsed_after(dose, upper, rules) + timedelta(days=1))


def lapsed_after(dose: date, upper: Every, rules: Rules) -> date:
    """The last day before the course has lapsed (register M12); months are counted from the dose itself."""
    if upper.unit == "month":
        return months_after(dose, upper.count * rules.lapse_factor)
    return upper.after(dose, rules.lapse_factor)


class Place:
    """How far a loading course has come under one plan: phase by phase, complete at the lower end of every range (register M8)."""

    __slots__ = ("count", "phase", "plan")

    def __init__(self, plan: Regimen, doses: Sequence[Span] = ()) -> None:
        self.plan, self.phase, self.count = plan, 0, 0
        for i, dose in enumerate(doses):
            self.step((dose.first - doses[i - 1].last).days if i else 0)

    def step(self, gap: int) -> None:
        """One more dose, `gap` days later: a phase ends when full, or when enough and the doses spread out."""
        phase = self.plan.loading[self.phase]
        full = phase.most is not None and self.count >= phase.most
        enough = phase.fewest is not None and self.count >= phase.fewest
        if (full or (enough and gap > phase.widest.days)) and self.phase + 1 < len(self.plan.loading):
            self.phase, self.count = self.phase + 1, 1
        else:
            self.count += 1

    @property
    def complete(self) -> bool:
        """True at the lower end of the last phase's range; never for an open-ended plan."""
        fewest = self.plan.loading[-1].fewest
        return self.phase == len(self.plan.loading) - 1 and fewest is not None and self.count >= fewest

    @property
    def room(self) -> bool:
        """True while the printed range allows another dose of the last phase."""
        most = self.plan.loading[-1].most
        return self.complete and most is not None and self.count < most

    @property
    def next(self) -> Phase:
        """The phase the next dose is expected in."""
        phase = self.plan.loading[self.phase]
        enough = phase.fewest is not None and self.count >= phase.fewest
        return self.plan.loading[self.phase + 1] if enough and self.phase + 1 < len(self.plan.loading) else phase


class Window(NamedTuple):
    """A loading dose to come: the day it is planned for, and those it may move between."""

    earliest: date
    expected: date
    latest: date


def next_loading(phase: Phase, given: Sequence[date]) -> Window:
    """The next dose of a phase after those given; of a printed range its wide end, which goes with the fewest doses (R70)."""
    earliest = phase.spacing.after(given[-1])
    if phase.a_week is None:
        latest = phase.widest.after(given[-1])
        return Window(earliest, latest, latest)
    if len(given) >= phase.a_week:
        earliest = max(earliest, given[-phase.a_week] + timedelta(weeks=1))
    return Window(earliest, earliest, earliest + timedelta(days=phase.widest.days - phase.spacing.days))


def loading_to_come(place: Place, given: Sequence[date], rules: Rules) -> Iterator[Window]:
    """The doses that are left after those given; an open-ended course is dated until improvement is asked about."""
    place, days = copy.copy(place), list(given)
    asked = days[0] + timedelta(days=rules.ask_improvement)
    while not place.complete:
        window = next_loading(place.next, days)
        if place.plan.open_ended and window.expected > asked:
            return
        yield window
        place.step((window.expected - days[-1]).days)
        days.append(window.expected)

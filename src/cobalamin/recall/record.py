"""One case -> the record the recall judges: treatment, causes, nerves, results over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from cobalamin.knowledge.definitions import anaemia_severe
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.regimens import DIETARY, IRREVERSIBLE, REGIMENS, REVERSIBLE
from cobalamin.knowledge.treatment import LabResult, Span, TreatmentEvent, TreatmentRecord, on_day
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.recall.cautions import NERVES, cautions_of, in_words, nerves_to_ask, tablets_over
from cobalamin.recall.plans import plan_for
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Unread, Why
from cobalamin.records.stops import beside_an_order, treatment_of

_FOLLOWED = frozenset((
    "haemoglobin", "mcv", "reticulocytes", "reticulocytes_percent", "mma", "homocysteine", "potassium", "total_b12",
    "active_b12",
))  # fmt: skip
"""The results the response and the first weeks' tests are read from; B12 levels are kept to be set aside by name."""
CAUSE_NAMES = IRREVERSIBLE | REVERSIBLE | {name for name, told in FACTS.items() if told.group in ("surgery", "bowel")}
"""Every fact that can be a cause."""


def record_of(case: Case, facts: Facts) -> TreatmentRecord:
    """What the recall reads of a case, with its facts as they stand on a day."""
    known = facts.values
    causes, neurological = frozenset(name for name in CAUSE_NAMES if known.get(name) is True), _neurological(known)
    unsettled = causes_in_doubt(facts)
    record = TreatmentRecord(
        case.id,
        treatment_of(case),
        born=case.born,
        died=case.died_on,
        deceased=case.died and case.died_on is None,
        causes=causes,
        unsettled=unsettled,
        cause_resolved=_said(known, "cause_resolved"),
        neurological=neurological,
        nerves=_nerves(case, known),
        pregnant=_said(known, "pregnant"),
        breastfeeding=_said(known, "breastfeeding"),
        severe_anaemia=explain(anaemia_severe, known).truth.known,
        female=_said(known, "female"),
        plan=ordered_plan(case.treatment, causes | unsettled, neurological, carrying=_carrying(known)),
        started=_said_since(case.treatment),
        labs=tuple(_labs(case.results)),
        beside_an_order=beside_an_order(case),
        cautions=cautions_of(facts) | tablets_over(case, facts) | nerves_to_ask(case, facts) | in_words(case),
    )
    return replace(record, events=(*record.events, *_said_by_codes(case, facts), *ordered_intervals(record)))


def _said_by_codes(case: Case, facts: Facts) -> Iterator[TreatmentEvent]:
    """A code, or an answer, that says that injections are given: no dose, and nobody is to begin with them (register R128)."""
    if not facts.holds(_INJECTIONS):
        return
    told = {event.source for event in case.treatment}
    found = [
        (each.day or facts.on, each.source.where)  # what a case file says without a day is current
        for each in case.statements
        if each.fact == _INJECTIONS and each.present and each.problem is None and each.source.where not in told
    ]
    if latest := max((each for each in found if each[0] <= facts.on), default=None):
        yield TreatmentEvent("order", on_day(latest[0]), latest[1], "b12_not_named", None, "injection", said=True)


_INJECTIONS = "b12_injections"


_AS_IT_STANDS: frozenset[Why] = frozenset(("in words only", "not confirmed", "unspecific code", "contradictory"))
"""Why what is recorded is not settled, and may be so: a test that was taken too soon says nothing."""


def causes_in_doubt(facts: Facts) -> frozenset[str]:
    """Causes that are recorded and not settled either way: any of them may be the one (register M46)."""
    missing = ((name, facts.missing.get(name)) for name in CAUSE_NAMES)
    return frozenset(name for name, found in missing if found is not None and found.why in _AS_IT_STANDS)


def _said_since(events: Iterable[TreatmentEvent]) -> Span | None:
    """The earliest day of a word that injections are given: a dose well after it is none of loading (registers M21, R132)."""
    said = (event for event in events if event.elsewhere and event.is_to_inject)
    return min((event.when for event in said if event.when is not None), default=None)


def _carrying(known: Mapping[str, bool | Interval]) -> bool:
    return True in (_said(known, "pregnant"), _said(known, "breastfeeding"))


def _said(known: Mapping[str, bool | Interval], name: str) -> bool | None:
    value = known.get(name)
    return value if isinstance(value, bool) else None


def _neurological(known: Mapping[str, bool | Interval]) -> bool | None:
    """Any finding makes it yes; only all of them absent makes it no."""
    said = [known.get(name) for name in NERVES]
    return True if True in said else None if None in said else False


def _nerves(case: Case, known: Mapping[str, bool | Interval]) -> tuple[date, ...]:
    """The day on which each sign that is there now was first recorded."""
    first: dict[str, date] = {}
    for said in case.statements:
        if said.day is None or said.problem is not None or not said.present:
            continue
        if said.fact in NERVES and known.get(said.fact) is True:
            first[said.fact] = min(said.day, first.get(said.fact, said.day))
    return tuple(sorted(set(first.values())))


def _labs(results: Iterable[Unread]) -> Iterator[LabResult]:
    """Results that are a plain number of a known day; the rest cannot show a change over time."""
    for pending in results:
        measure = FACTS[pending.fact].fact
        if pending.fact not in _FOLLOWED or pending.taken is None or not isinstance(measure, Measure):
            continue
        result = pending.read()
        value = result.number
        if result.problem is None and value is not None and value.low is not None and value.low == value.high:
            day, number = on_day(pending.taken.date()), value.low * measure.factor(value.unit)
            raised = result.value == "high" if isinstance(result.value, str) else None
            yield LabResult(pending.fact, day, number, result.source.where, raised)


# --- what orders in force state: a whole regimen in figures is the plan, an interval within it is agreed (register M35, M40) ---


def ordered_plan(
    events: Iterable[TreatmentEvent], causes: frozenset[str], neurological: bool | None, *, carrying: bool = False
) -> str:
    """The regimen of the latest order in force that states one; none that what is recorded has overtaken (register M35)."""
    stated = [event for event in events if event.plan and event.when is not None and event.plan in _INJECTED]
    if not stated:
        return ""
    latest = max(stated, key=lambda event: (event.when, event.plan)).plan
    overtaken = latest in _LONGER_FOR_NERVES and neurological is True
    return "" if overtaken or (latest in _FOR_A_DIET and (carrying or not causes <= DIETARY)) else latest


_INJECTED = frozenset(regimen.id for regimen in REGIMENS.values() if regimen.loading)
_FOR_A_DIET = frozenset({"uk.hydroxocobalamin.dietary"})
_LONGER_FOR_NERVES = frozenset({"uk.hydroxocobalamin", *_FOR_A_DIET})


def ordered_intervals(record: TreatmentRecord) -> Iterator[TreatmentEvent]:
    """The interval of the latest order in force, where it is no longer than the plan's: recorded since it was first ordered so.

    One beyond the upper end of what is printed lengthens no plan (register M40).
    """
    orders = sorted(_ordered(record.events), key=lambda each: (each[0], each[1].source))
    standing = [each for each in orders if each[1].in_force]
    if not standing:
        return
    _, latest = standing[-1]
    plan, _ = plan_for(record, latest, None)
    if latest.interval is None or plan.due_to is None or latest.interval.days > plan.due_to.days:
        return
    first = standing[-1][0]
    for when, order in reversed(orders[: orders.index(standing[-1])]):
        if order.interval != latest.interval:
            break
        first = when
    yield TreatmentEvent("decision", first, latest.source, decision="interval", interval=latest.interval)


def _ordered(events: Iterable[TreatmentEvent]) -> Iterator[tuple[Span, TreatmentEvent]]:
    """The orders of injections with their days."""
    for event in events:
        if event.kind == "order" and not event.said and event.when is not None and event.is_to_inject:
            yield event.when, event

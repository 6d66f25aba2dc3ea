"""What a card offers to do: drafts of the plan or of tests, and drafts taken back. Nothing is ordered by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.records.drawn_on_b12 import LEVELS, METABOLITES
from cobalamin.records.fhir.out import TESTS, Resource, medication_request, service_request
from cobalamin.web.cards import Action, Suggestion, create, delete, removing, suggestion
from cobalamin.web.orders import Order
from cobalamin.web.situation import Situation

_LEAST = "oral.malabsorption"
_IF_DECLINED = "If injections are declined: prescribe tablets of at least 1000 micrograms a day (draft)"


def injections(here: Situation, label: str = "Prescribe the injections (draft)") -> list[Suggestion]:
    """The prescription of the injections, where they are certain and not given already."""
    return _assessed_first(here, _with_blood(_again(here, label), here, _injection(here)))


def injections_instead(here: Situation, orders: Iterable[Order], label: str) -> list[Suggestion]:
    """The injections in the place of drafts, under one button; beside them where none of them can be taken back."""
    removals = _removals(orders)
    if not removals:
        return injections(here)
    return _assessed_first(here, _with_blood(_again(here, label), here, _injection(here), *removals))


def if_declined(here: Situation) -> list[Suggestion]:
    """The least dose by mouth, for whoever may have declined the injections: never recommended, asking comes first (R119)."""
    offered = _with_blood(_IF_DECLINED, here, _least_by_mouth(here))
    return [replace(each, isRecommended=False) for each in offered]


def tablets(here: Situation, label: str = "Prescribe tablets (draft)") -> list[Suggestion]:
    """Tablets, where they are the answer."""
    return _offered(label, _tablets(here))


def tablets_instead(here: Situation, orders: Iterable[Order]) -> list[Suggestion]:
    """Tablets in the place of drafts; where they are taken or drafted already the drafts are only taken back."""
    removals = _removals(orders)
    if here.tablets_there:
        return removal(orders, recommended=True)
    return _offered("Replace with tablets (draft)", _tablets(here), *removals) if removals else tablets(here)


def removal(orders: Iterable[Order], *, recommended: bool) -> list[Suggestion]:
    """The drafts taken back; none where they have no id to name them by."""
    removals = _removals(orders)
    return [suggestion(removing(len(removals)), *removals, recommended=recommended)] if removals else []


def tests(here: Situation, wanted: Iterable[str]) -> list[Suggestion]:
    """Those tests that are neither drafted nor ordered yet, under one button: what is offered together applies together."""
    missing = [test for test in wanted if not is_ordered(here, test)]
    names = " and ".join(map(name_of, missing))
    return [suggestion(f"Order {names} (draft)", *_ordered(here, missing), recommended=True)] if missing else []


def name_of(test: str) -> str:
    """A test as it is called within a sentence."""
    name = TESTS[test][1]
    return f"{name[0].lower()}{name[1:]}"


def instead_of(test: str) -> frozenset[str]:
    """The tests that make a test needless once they are ordered: active B12 for the total, one metabolite for the other."""
    if test in METABOLITES:
        return METABOLITES
    return frozenset({test, "active_b12"}) if test == "total_b12" else frozenset({test})


def is_ordered(here: Situation, test: str) -> bool:
    """True where a test, or another that answers the same, is drafted or ordered already, or its result on its way (R164)."""
    return bool(instead_of(test) & here.tests_drafted) or here.answered.facts.awaits(instead_of(test))


def blood_before(here: Situation) -> list[Suggestion]:
    """An offer of the blood that a first injection would spoil, where injections are ordered or asked about and none was given."""
    to_come = here.injection_drafted or here.ask_first
    return tests(here, _spoiled(here)) if to_come and not here.on_injections else []


def b12_test(here: Situation) -> str:
    """The B12 test to ask for: in pregnancy total B12 falls by itself, so active B12 (NICE 1.3.2)."""
    return "active_b12" if here.known("pregnant") else "total_b12"


def next_tests(here: Situation) -> tuple[str, ...]:
    """What is ordered first to settle an open answer; never without a B12 level where none was measured."""
    wanted = [test.id for test in here.answer.next_tests if test.id in TESTS]
    if here.on_injections:  # a level says nothing then: the order would be taken back when it is signed
        wanted = [test for test in wanted if test not in LEVELS]
    if here.answered.facts.disturbed:  # another sample would read the same
        wanted = ["mma", *(test for test in wanted if test not in LEVELS)]
    if here.measured("haemoglobin") and here.measured("mcv"):  # what is left of the count is asked for last
        wanted.sort(key="full_blood_count".__eq__)
    levels = [test for test in wanted if test in LEVELS]
    level = levels[:1] if not here.b12_measured else []
    return tuple(dict.fromkeys((*level, *wanted[:1])))


# --- parts -----------------------------------------------------------------------------------------------------------


def _injection(here: Situation) -> Resource | None:
    """The loading course: none for a patient on injections, beside one that is drafted, or before somebody asked (R142)."""
    there = here.on_injections or here.injection_drafted
    return _planned(here) if here.indicated and not there and not here.ask_first else None


def _least_by_mouth(here: Situation) -> Resource | None:
    """What is left to whoever declines injections that are indicated; none where tablets are no way either, or there already."""
    wanted = here.indicated and here.may_be_declined and not here.on_injections
    if not wanted or here.tablets_there or here.holds("oral_not_feasible"):
        return None
    return _drafted(here, _LEAST)


def _again(here: Situation, label: str) -> str:
    """The button's words; where injections were stopped it says that they begin again (register R142)."""
    return (
        label
        if here.stopped is None
        else label.replace("the injections", "the injections again").replace(" (draft)", ", once stopped (draft)")
    )


def _assessed_first(here: Situation, offered: list[Suggestion]) -> list[Suggestion]:
    """The offers, not recommended for whoever may bleed into the muscle (register R64)."""
    if not here.may_bleed:
        return offered
    assessed = ", once the bleeding risk is assessed (draft)"
    return [replace(each, label=each.label.replace(" (draft)", assessed), isRecommended=False) for each in offered]


def _tablets(here: Situation) -> Resource | None:
    """Tablets: none beside those that are taken or drafted already."""
    return _planned(here) if here.answer.route.outcome == "oral" and not here.tablets_there else None


def _with_blood(label: str, here: Situation, b12: Resource | None, *before: Action) -> list[Suggestion]:
    """The first B12 and the blood that it would spoil; the button says so."""
    blood = tuple(_ordered(here, _spoiled(here)))
    told = label.replace(" (draft)", ", with blood before the first (draft)") if blood else label
    return _offered(told, b12, *before, *blood)


def _spoiled(here: Situation) -> list[str]:
    """The level where none was measured; after nitrous oxide, which spares the level, homocysteine too (register R95)."""
    level = [] if here.b12_measured or here.tests_drafted & LEVELS else [b12_test(here)]
    gas = here.known("nitrous_oxide") and not here.measured(*METABOLITES)
    return ["homocysteine", *level] if gas and not is_ordered(here, "homocysteine") else level


def _ordered(here: Situation, wanted: Iterable[str]) -> Iterator[Action]:
    for test in wanted:
        draft = service_request(test, here.answered.case.id, here.answer.on)
        yield create(draft, f"Draft an order: {name_of(test)}")


def _planned(here: Situation) -> Resource | None:
    """The plan of the answer as a draft prescription; none without a plan."""
    plan = here.answer.plan
    return None if plan is None else _drafted(here, plan.regimen)


def _drafted(here: Situation, regimen: str) -> Resource | None:
    """A draft prescription; none with a block in force."""
    if here.allergic or here.doubted_allergies:
        return None
    if here.no_cyanocobalamin and "cyanocobalamin" in REGIMENS[regimen].products:
        return None
    return medication_request(regimen, here.answered.case.id, here.answer.on)


def _removals(orders: Iterable[Order]) -> tuple[Action, ...]:
    return tuple(delete(order.reference, f"Remove the draft {order.reference}") for order in orders if order.reference)


def _offered(label: str, resource: Resource | None, *before: Action) -> list[Suggestion]:
    """The recommended suggestion that drafts a prescription; none without one."""
    if resource is None:
        return []
    what = resource["medicationCodeableConcept"]["text"]
    return [suggestion(label, *before, create(resource, f"Draft a prescription: {what}"), recommended=True)]

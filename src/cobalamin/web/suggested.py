"""What a card offers to do: drafts of the plan or of tests, and drafts taken back. Nothing is ordered by itself."""

from __future__ import annotations

from collections.abc import Iterable

from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.records.fhir_out import TESTS, Resource, medication_request, service_request
from cobalamin.web.cards import Action, Suggestion, create, delete, suggestion
from cobalamin.web.orders import Order
from cobalamin.web.situation import Situation

_COURSE = "Draft the loading course"


def injections(here: Situation) -> list[Suggestion]:
    """The prescription of the injections, where they are certain and not given already."""
    return _offered("Prescribe the injections (draft)", _injection(here), _COURSE)


def injections_instead(here: Situation, orders: Iterable[Order], label: str) -> list[Suggestion]:
    """The injections in the place of drafts, under one button."""
    return _offered(label, _injection(here), _COURSE, *_removals(orders))


def tablets(
    here: Situation, label: str = "Prescribe tablets (draft)", orders: Iterable[Order] = ()
) -> list[Suggestion]:
    """Tablets, where they are the answer; in the place of drafts where some are given."""
    drafted = _planned(here) if here.answer.route.outcome == "oral" else None
    return _offered(label, drafted, "Draft tablets", *_removals(orders))


def removal(orders: Iterable[Order], *, recommended: bool) -> list[Suggestion]:
    """The drafts taken back; none where they have no id to name them by."""
    removals = _removals(orders)
    label = "Remove this order" if len(removals) == 1 else "Remove these orders"
    return [suggestion(label, *removals, recommended=recommended)] if removals else []


def tests(here: Situation, wanted: Iterable[str]) -> list[Suggestion]:
    """Those tests that are not among the drafts yet, under one button: what is offered together applies together."""
    patient, on = here.reading.case.id, here.answer.on
    missing = [test for test in wanted if test not in here.tests_drafted]
    drafts = (create(service_request(test, patient, on), f"Draft an order: {TESTS[test][1]}") for test in missing)
    names = ", ".join(TESTS[test][1] for test in missing)
    return [suggestion(f"Order: {names} (draft)", *drafts, recommended=True)] if missing else []


def b12_test(here: Situation) -> str:
    """The B12 test to ask for: in pregnancy total B12 falls by itself, so active B12 (NICE 1.3.2)."""
    return "active_b12" if here.known("pregnant") else "total_b12"


def next_tests(here: Situation) -> tuple[str, ...]:
    """What is ordered first to settle an open answer; never without a B12 level where none was measured."""
    wanted = [test.id for test in here.answer.next_tests if test.id in TESTS]
    levels = [test for test in wanted if test in ("total_b12", "active_b12")]
    level = levels[:1] if not here.b12_measured else []
    return tuple(dict.fromkeys((*level, *wanted[:1])))


# --- parts -----------------------------------------------------------------------------------------------------------


def _injection(here: Situation) -> Resource | None:
    """The loading course: none for a patient on injections, and none beside one that is drafted already."""
    right = here.drafted(lambda order: order.injected and order.cobalamin and not _is_wrong(here, order))
    return None if here.on_injections or right or not here.indicated else _planned(here)


def _is_wrong(here: Situation, order: Order) -> bool:
    return here.known("leber_optic_neuropathy") and order.product != "hydroxocobalamin"


def _planned(here: Situation) -> Resource | None:
    """The plan of the answer as a draft prescription; none without a plan, and none with a block in force."""
    plan = here.answer.plan
    if plan is None or here.known("cobalamin_or_cobalt_allergy"):
        return None
    if here.known("leber_optic_neuropathy") and "cyanocobalamin" in REGIMENS[plan.regimen].products:
        return None
    then = plan.maintenance.printed if plan.maintenance is not None else plan.dose
    return medication_request(plan.regimen, here.reading.case.id, here.answer.on, plan.loading, then)


def _removals(orders: Iterable[Order]) -> tuple[Action, ...]:
    return tuple(delete(order.reference, "Remove the draft") for order in orders if order.reference)


def _offered(label: str, resource: Resource | None, what: str, *before: Action) -> list[Suggestion]:
    """The recommended suggestion that drafts a resource; none without one."""
    return [suggestion(label, *before, create(resource, what), recommended=True)] if resource is not None else []

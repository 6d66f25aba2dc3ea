"""Which cards a patient's answer and the orders being written call for; none where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cobalamin.assessment import Assessment
from cobalamin.knowledge.follow_up import CHECKS
from cobalamin.knowledge.safety import SAFETY
from cobalamin.language.truth import Truth
from cobalamin.records.fhir_out import TESTS, Resource, medication_request, service_request
from cobalamin.web.cards import INDICATORS, Action, Card, Indicator, Suggestion, card, create, delete, suggestion
from cobalamin.web.detail import detail
from cobalamin.web.orders import Order
from cobalamin.web.reading import Reading
from cobalamin.wording import URGENCY_WORDS

_ACTIONS = {rule.id: rule for rule in SAFETY}
_NO_SERUM_B12 = next(check for check in CHECKS if check.id == "no_serum_b12")


@dataclass(frozen=True)
class Situation:
    """One patient with the orders in question. `reading` is of the record as it stands, without the drafts."""

    reading: Reading
    orders: tuple[Order, ...] = ()

    @property
    def answer(self) -> Assessment:
        """The answer as it stands."""
        return self.reading.answer

    def known(self, fact: str) -> bool:
        """True where the record says yes."""
        found = self.reading.facts.known.get(fact)
        return found is not None and found.value is True

    def drafted(self, fact: str) -> bool:
        """True where an order in question would make it so."""
        return any(fact in order.facts for order in self.orders)

    def definition(self, id: str) -> bool:
        """True where a definition certainly holds."""
        return any(d.id == id and d.truth is Truth.YES for d in self.answer.definitions)

    @property
    def indicated(self) -> bool:
        """True where injections are certainly the route."""
        return self.answer.route.outcome == "injection"

    @property
    def indicator(self) -> Indicator:
        """From the urgency that is certain."""
        return INDICATORS.get(self.answer.urgency.at_least, "info")

    @property
    def b12_measured(self) -> bool:
        """True where a B12 level counts."""
        return bool({"total_b12", "active_b12"} & self.reading.facts.known.keys())


# --- patient-view ----------------------------------------------------------------------------------------------------


def patient_view(here: Situation) -> Iterator[Card]:
    """One card for a patient with a picture of deficiency; treated patients only where it is urgent."""
    if here.answer.urgency.at_least == "same_day" or (_picture(here) and not _treated(here)):
        yield card(_line(here), here.indicator, detail(here.reading, _opening(here)), _cites(here), _next_steps(here))


def _picture(here: Situation) -> bool:
    """Something that points to deficiency, or a red flag: not fatigue alone."""
    if here.answer.urgency.at_least == "prompt" or here.definition("deficiency_suspected"):
        return True
    return any(i.truth is Truth.YES for i in here.answer.indications)


def _treated(here: Situation) -> bool:
    """On injections, or on tablets where tablets are the answer."""
    if here.known("b12_injections"):
        return True
    return here.known("oral_b12") and here.answer.route.outcome != "injection"


def _line(here: Situation) -> str:
    answer = here.answer
    met = ", ".join(i.heading.lower() for i in answer.indications if i.truth is Truth.YES)
    how_soon = URGENCY_WORDS[answer.urgency.at_least]
    match answer.route.outcome:
        case "injection":
            return f"B12 by injection is indicated: {met}. Urgency: {how_soon}."
        case "specialist":
            return f"Possible B12 deficiency: a specialist decides. Urgency: {how_soon}."
        case "oral":
            return f"B12 by mouth is enough; injections are not indicated. Urgency: {how_soon}."
        case _:
            first = next((t.label for t in answer.next_tests if t.kind == "blood test"), "")
            step = f" Next: {first}." if first else ""
            return f"Possible B12 deficiency, route not settled. Urgency: {how_soon}.{step}"


def _opening(here: Situation) -> str:
    return f"**{here.answer.headline}**"


def _next_steps(here: Situation) -> list[Suggestion]:
    """The prescription where injections are certain, else the first test that can settle it and can be ordered."""
    if here.indicated:
        drafted = _injection(here)
        return (
            [
                suggestion(
                    "Prescribe the injections (draft)", create(drafted, "Draft the loading course"), recommended=True
                )
            ]
            if drafted
            else []
        )
    wanted = next((t.id for t in here.answer.next_tests if t.id in TESTS), "")
    return [_test(here, wanted)] if wanted and here.answer.route.outcome != "specialist" else []


def _drafted(label: str, resource: Resource | None, what: str, *before: Action) -> list[Suggestion]:
    """The recommended suggestion that drafts a resource; none without one."""
    return [suggestion(label, *before, create(resource, what), recommended=True)] if resource is not None else []


def _test(here: Situation, *tests: str) -> Suggestion:
    """The tests as drafts under one button: what is offered together applies together."""
    patient, on = here.reading.case.id, here.answer.on
    drafts = (create(service_request(test, patient, on), f"Draft an order: {TESTS[test][1]}") for test in tests)
    return suggestion(f"Order: {', '.join(TESTS[test][1] for test in tests)} (draft)", *drafts, recommended=True)


def _injection(here: Situation) -> Resource | None:
    return _planned(here) if here.indicated else None


def _planned(here: Situation) -> Resource | None:
    """The plan of the answer as a draft prescription; none without a plan, and none with a block in force."""
    plan = here.answer.plan
    if plan is None or _blocked(here):
        return None
    then = plan.maintenance.printed if plan.maintenance is not None else plan.dose
    return medication_request(plan.regimen, here.reading.case.id, here.answer.on, plan.loading, then)


def _blocked(here: Situation) -> bool:
    return here.known("cobalamin_or_cobalt_allergy")


def _cites(here: Situation) -> tuple[str, ...]:
    return here.answer.sources or ("NICE 1.2",)


# --- orders ----------------------------------------------------------------------------------------------------------


def on_orders(here: Situation) -> Iterator[Card]:
    """The cards the orders in question call for, the wrong product first."""
    for order in here.orders:
        if order.product == "cyanide_kit" or order.cobalamin:
            yield from _b12_order(here, order)
        elif order.product == "folic_acid":
            yield from _folic_acid(here, order)
        elif order.b12_test and here.known("b12_injections"):
            yield _uninformative_test(here, order)
    yield from _untested_neurology(here)


def _b12_order(here: Situation, order: Order) -> Iterator[Card]:
    wrong = _wrong_product(here, order)
    if wrong is not None:
        yield wrong
    elif order.swallowed and here.indicated and not here.known("b12_injections"):
        yield _tablets_where_injection(here, order)
    elif order.injected and not here.known("b12_injections"):
        yield from _injection_where_tablets(here, order)


def _wrong_product(here: Situation, order: Order) -> Card | None:
    if order.product == "cyanide_kit":
        line = "This hydroxocobalamin is the cyanide antidote kit, not B12 replacement."
        return _instead(here, order, line, ("FACTS 7",))
    if here.known("cobalamin_or_cobalt_allergy"):
        rule = _ACTIONS["safety:allergy"]
        line = "Allergy to a cobalamin or cobalt is recorded: do not give this; refer to a specialist."
        return _taken_back(here, order, line, rule.action, rule.rule.cites)
    if order.product == "cyanocobalamin" and here.known("leber_optic_neuropathy"):
        rule = _ACTIONS["safety:leber"]
        line = "Leber's optic neuropathy: never cyanocobalamin. Hydroxocobalamin is allowed."
        return _instead(here, order, line, rule.rule.cites)
    return None


def _taken_back(here: Situation, order: Order, line: str, action: str, cites: Iterable[str]) -> Card:
    offered = [suggestion("Remove this order", delete(order.reference, "Remove the draft"), recommended=True)]
    return card(line, "critical", detail(here.reading, f"**{action}**"), cites, offered)


def _instead(here: Situation, order: Order, line: str, cites: Iterable[str]) -> Card:
    """A wrong product: take it back, and where injections are indicated draft the right one in its place."""
    right = _injection(here)
    removal = delete(order.reference, "Remove the draft")
    offered = [suggestion("Remove this order", removal, recommended=right is None)]
    if right is not None:
        offered.insert(
            0,
            suggestion(
                "Replace by hydroxocobalamin (draft)",
                removal,
                create(right, "Draft the loading course"),
                recommended=True,
            ),
        )
    return card(line, "critical", detail(here.reading, f"**{line}**"), cites, offered)


def _tablets_where_injection(here: Situation, order: Order) -> Card:
    met = ", ".join(i.heading.lower() for i in here.answer.indications if i.truth is Truth.YES)
    line = f"B12 by mouth is drafted, by injection is indicated: {met}."
    right = _injection(here)
    removal = delete(order.reference, "Remove the oral draft")
    offered = (
        [
            suggestion(
                "Replace by injections (draft)", removal, create(right, "Draft the loading course"), recommended=True
            )
        ]
        if right
        else []
    )
    return card(line, here.indicator, detail(here.reading, _opening(here)), _cites(here), offered)


def _injection_where_tablets(here: Situation, order: Order) -> Iterator[Card]:
    """Only where tablets are certain, or would be once everything still open came back reassuring; it says which."""
    answer = here.answer
    if answer.route.outcome == "oral":
        line = "An injection is drafted; B12 by mouth is enough on what is recorded."
        tablets = _planned(here)
        removal = delete(order.reference, "Remove the injection draft")
        offered = (
            [suggestion("Replace by tablets (draft)", removal, create(tablets, "Draft tablets"), recommended=True)]
            if tablets
            else []
        )
        yield card(line, "info", detail(here.reading, _opening(here)), _cites(here), offered)
    elif answer.route.outcome == "none" or (
        answer.route.outcome == "undetermined" and answer.working.route in ("oral", "none")
    ):
        line = "An injection is drafted; no indication for one is recorded. See what would settle it."
        yield card(line, "info", detail(here.reading, _opening(here)), _cites(here))


def _folic_acid(here: Situation, order: Order) -> Iterator[Card]:
    """Folic acid while B12 deficiency is untreated and not excluded; with B12 among the orders or the medicines, nothing."""
    treated = here.known("b12_injections") or here.known("oral_b12") or any(o.cobalamin for o in here.orders)
    if treated or here.definition("b12_unlikely"):
        return
    rule = _ACTIONS["safety:folic_acid_alone"]
    suspected = here.definition("deficiency_suspected") or here.definition("deficiency_confirmed")
    line = (
        "Folic acid alone while B12 deficiency is untreated: it may mend the blood and not the nerves."
        if suspected else "Folic acid alone: B12 deficiency is not excluded. Measure B12, or give both."
    )  # fmt: skip
    indicator: Indicator = "info" if not suspected else ("critical" if here.indicator == "critical" else "warning")
    offered = [] if here.b12_measured or any(o.b12_test for o in here.orders) else [_test(here, "total_b12")]
    offered = offered or [suggestion("Remove this order", delete(order.reference, "Remove the draft"))]
    yield card(line, indicator, detail(here.reading, f"**{rule.action}**"), rule.rule.cites, offered)


def _uninformative_test(here: Situation, order: Order) -> Card:
    line = "Serum B12 says nothing on B12 injections: go by symptoms and the blood count."
    offered = [suggestion("Remove this order", delete(order.reference, "Remove the draft"), recommended=True)]
    first = f"**{line}** {'; '.join(_NO_SERUM_B12.what)}."
    return card(line, "info", detail(here.reading, first), _NO_SERUM_B12.cites, offered)


def _untested_neurology(here: Situation) -> Iterator[Card]:
    """Metformin or nitrous oxide, neurological signs and no B12 test, neither measured nor drafted."""
    exposed = [fact for fact in ("metformin", "nitrous_oxide") if here.known(fact) or here.drafted(fact)]
    if not exposed or not here.definition("neurological_involvement"):
        return
    if here.b12_measured or here.known("b12_injections") or any(order.b12_test for order in here.orders):
        return
    words = " and ".join(fact.replace("_", " ") for fact in exposed).capitalize()
    line, tests = f"{words} with neurological signs and no B12 test: measure B12.", ["total_b12"]
    if "nitrous_oxide" in exposed:  # it spares the level and spoils the function: NICE 1.3.3
        line = f"{words} with neurological signs: measure homocysteine and B12; a normal B12 level does not exclude deficiency."
        tests = ["homocysteine", "total_b12"]
    least: Indicator = "warning" if here.indicator == "info" else here.indicator
    yield card(line, least, detail(here.reading, _opening(here)), ("MHRA", "RCEM"), [_test(here, *tests)])

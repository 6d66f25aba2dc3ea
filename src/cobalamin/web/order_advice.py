"""The cards for orders being chosen or signed: one for each thing to say, whatever the number of orders it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cobalamin.assessment.course_words import halted_by_a_reaction
from cobalamin.knowledge.follow_up import CHECKS
from cobalamin.knowledge.safety import SAFETY_BY_ID
from cobalamin.knowledge.treatment import on_day
from cobalamin.records.drawn_on_b12 import AFTER_INJECTION_DAYS, LEVELS, METABOLITES, injection_days, spoils
from cobalamin.records.messages import some
from cobalamin.web.advice import with_its_end
from cobalamin.web.card_words import cites, opening
from cobalamin.web.cards import Card, Suggestion, card
from cobalamin.web.detail import MOST, detail, plain
from cobalamin.web.on_tablets import doubt_of_tablets
from cobalamin.web.order_course import asked_about, on_course
from cobalamin.web.order_folic import folic_acid_alone, is_treated, with_b12
from cobalamin.web.order_mind import by_rule, level_in_doubt, tablets_in_doubt, to_mind
from cobalamin.web.orders import MAY_BE_CYANOCOBALAMIN, Orders, without_mixtures
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import b12_test, injections_instead, next_tests, removal, tablets_instead, tests

_NO_SERUM_B12 = next(check for check in CHECKS if check.id == "no_serum_b12")


def on_orders(here: Situation) -> Iterator[Card]:
    """The cards the orders in question call for, the wrong product first."""
    kits = here.asked(lambda order: order.product == "cyanide_kit")
    b12 = here.asked(lambda order: order.cobalamin)
    folic_acid = here.asked(lambda order: order.product == "folic_acid")
    said = [*_cyanide_kit(here, kits), *_b12(here, b12), *folic_acid_alone(here, folic_acid)]
    yield from said or _not_against_all(here, b12, folic_acid)
    yield from asked_about(here, here.asked(lambda order: order.cobalamin and order.for_injection))
    yield from on_course(here, here.asked(here.injects))
    yield from to_mind(here, here.asked(here.injects))
    yield from _stopped(here, here.asked(here.ends))
    levels = here.asked(lambda order: order.b12_test)
    if levels and here.on_injections:
        yield _uninformative(here, levels)
    yield from _antibody(here, here.asked(lambda order: "intrinsic_factor_antibody" in order.tests))
    yield from _gas(here, here.asked(lambda order: "nitrous_oxide" in order.facts))
    yield from _untested_neurology(here)
    unread = here.asked(lambda order: bool(order.unread))
    if unread:
        yield _not_checked(here, unread)


def _not_checked(here: Situation, orders: Orders) -> Card:
    """The card for orders that could not be read: silence would pass for a check."""
    line = (
        "An order could not be read, so it was not checked for vitamin B12 or folic acid: check it yourself."
        if len(orders) == 1
        else f"{len(orders)} orders could not be read, so they were not checked for vitamin B12 or folic acid: check them."
    )
    told = (f"- {plain(order.reference or 'an order without an id')}: {plain(order.unread)}" for order in orders[:MOST])
    lines = "\n".join(dict.fromkeys(told))
    return card(line, "info", f"{lines}\n\n*{here.answer.notice}*", ())


_WHAT_FORBIDS, _WHAT_INDICATES = ("conditions", "allergies"), ("results", "conditions", "procedures")


def _not_against_all(here: Situation, b12: Orders, folic_acid: Orders) -> Iterator[Card]:
    """The card for an order with nothing against it, where the part that could hold that was not read (register R88)."""
    route_open = bool(b12) and not here.on_injections and not (here.calls_for_injections and here.injection_drafted)
    untreated = bool(folic_acid) and not is_treated(here)
    needed = (*(_WHAT_FORBIDS if b12 else ()), *(_WHAT_INDICATES if route_open or untreated else ()))
    gaps = here.not_read(*needed)
    if gaps:
        these = "This order is" if len(b12 + folic_acid) == 1 else "These orders are"
        parts = ", ".join(gap.partition(":")[0] for gap in gaps)
        line = f"{these} not checked against the whole record: {parts} could not be read. Check it yourself."
        yield card(line, "info", detail(here.answered, f"**{line}**"), ())


# --- the wrong product -----------------------------------------------------------------------------------------------


def _cyanide_kit(here: Situation, kits: Orders) -> Iterator[Card]:
    """The card for the antidote kit: a mistake where B12 is wanted; elsewhere it may be meant, and may stay (register R89)."""
    if not kits:
        return
    wanted = here.suspected or here.calls_for_injections
    line = (
        "Hydroxocobalamin in grams is the cyanide antidote kit or a slip of the unit, not B12 replacement: check the unit."
        if all(kit.by_amount for kit in kits)
        else "This hydroxocobalamin is the cyanide antidote kit, not B12 replacement."
    )
    instead = injections_instead(here, kits, "Replace with hydroxocobalamin (draft)")
    offered = [*instead, *removal(kits, recommended=wanted and not instead)]
    first = f"**{line}** The kit is right for cyanide poisoning and for nothing else."
    yield card(line, "critical" if wanted else "warning", detail(here.answered, first), ("FACTS 7",), offered)


def _b12(here: Situation, orders: Orders) -> Iterator[Card]:
    """What is wrong with each B12 order: the product, else the route."""
    if orders and here.allergic:
        yield _allergy(here, orders)
        return
    if orders and here.doubted_allergies:
        yield _ask_first(here, orders)
    wrong = _wrong_with_leber(orders) if here.no_cyanocobalamin else ()
    if here.answered.facts.optic_unexplained and not here.no_cyanocobalamin and (doubted := _wrong_with_leber(orders)):
        yield _optic_first(here, doubted)
    if wrong:
        yield _leber(here, wrong) if here.leber else _leber_first(here, wrong)
    yield from _route(here, tuple(order for order in orders if order not in wrong))


def _allergy(here: Situation, orders: Orders) -> Card:
    line = "Allergy to a cobalamin or cobalt is recorded: do not give this; refer to a specialist."
    return by_rule(here, line, "critical", "allergy", removal(orders, recommended=True))


def _ask_first(here: Situation, orders: Orders) -> Card:
    """The card for an allergy that nobody confirmed: nothing is recommended before it is settled (register R98)."""
    rule, facts = SAFETY_BY_ID["safety:allergy"], here.answered.facts
    told = halted_by_a_reaction(held_back=facts.held_back, withheld=facts.withheld)
    line = (
        f"{told}, and nobody knows whether it was an allergy: ask before giving this."
        if here.only_a_reaction
        else "A possible allergy to a cobalamin is recorded but not clarified: ask before giving this."
    )
    offered = removal(without_mixtures(orders), recommended=False)
    return card(line, "warning", detail(here.answered, opening(here)), rule.rule.cites, offered)


def _wrong_with_leber(orders: Orders) -> Orders:
    """Cyanocobalamin, and what may be it: unspecified B12."""
    return tuple(order for order in orders if order.product in MAY_BE_CYANOCOBALAMIN)


def _leber(here: Situation, orders: Orders) -> Card:
    named = any(order.product == "cyanocobalamin" for order in orders)
    line = (
        "Leber's optic neuropathy: never cyanocobalamin. Hydroxocobalamin is allowed."
        if named else "Leber's optic neuropathy, and this B12 product is unspecified: never cyanocobalamin. Hydroxocobalamin "
              "is allowed."
    )  # fmt: skip
    instead = injections_instead(here, orders, "Replace with hydroxocobalamin (draft)")
    offered = [*instead, *removal(orders, recommended=not instead)]
    return by_rule(here, line, "critical" if named else "warning", "leber", offered)


def _leber_first(here: Situation, orders: Orders) -> Card:
    """The card for Leber's disease that is not settled: hydroxocobalamin is right either way (register R102)."""
    line = "Leber's optic neuropathy is recorded but not clarified: no cyanocobalamin until it is. Hydroxocobalamin is allowed."
    instead = injections_instead(here, orders, "Replace with hydroxocobalamin (draft)")
    offered = [*instead, *removal(orders, recommended=False)]
    return by_rule(here, line, "warning", "leber", offered)


def _optic_first(here: Situation, orders: Orders) -> Card:
    """An optic neuropathy of which nobody tells the cause: whether it is Leber's disease is asked (register R102)."""
    line = "An optic neuropathy without a recorded cause: is Leber's disease excluded? If not, hydroxocobalamin."
    instead = injections_instead(here, orders, "Replace with hydroxocobalamin (draft)")
    return by_rule(here, line, "warning", "leber", instead)


# --- injections to be stopped ---------------------------------------------------------------------------------------------


def _stopped(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for orders that end injections for an irreversible cause, with none in their place (specification 7)."""
    if orders and here.warned("never_stop") and not here.injection_drafted:
        line = (
            "B12 injections are to be put on hold, but their cause is irreversible: record why, and until when."
            if all(order.held for order in orders)
            else "B12 injections are to be stopped, but their cause is irreversible: do not stop them. "
            "No B12 level is a reason to."
        )
        yield by_rule(here, line, "warning", "never_stop")


# --- the wrong route -------------------------------------------------------------------------------------------------


def _route(here: Situation, orders: Orders) -> Iterator[Card]:
    injected = tuple(order for order in orders if order.injected)
    others = tuple(order for order in orders if not order.for_injection)
    if here.on_injections:
        if others and here.holds("absorption_impaired_for_good"):
            yield from _beside_injections(here, others)
        elif any(order.swallowed and not order.mixture for order in others) and doubt_of_tablets(here):
            yield tablets_in_doubt(here, _drafted(others))
    elif others and here.calls_for_injections and not here.injection_drafted:
        yield _tablets_where_injection(here, others)
    elif others and doubt_of_tablets(here):
        yield tablets_in_doubt(here, _drafted(others))
    elif injected and not doubt_of_tablets(here):
        yield from _injection_where_tablets(here, injected)


def _beside_injections(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for tablets beside injections for a permanent cause: a switch would end the treatment (register R90)."""
    swallowed = tuple(order for order in orders if order.swallowed and not order.mixture)
    if swallowed and not here.injections_go_on:
        yield from _after_a_stop(here)
    elif swallowed:
        line = (
            f"B12 {_way(swallowed)} is drafted for a patient on injections with an irreversible cause: do not stop the "
            "injections."
        )
        yield by_rule(here, line, "info", "never_stop", removal(swallowed, recommended=False))


def _after_a_stop(here: Situation) -> Iterator[Card]:
    """The card for tablets after such injections were stopped (register R119); another asks about a possible allergy."""
    if not here.doubted_allergies:
        line = (
            "B12 injections were stopped, yet their cause is irreversible: offer them again; "
            "by mouth at least 1000 micrograms a day."
        )
        yield by_rule(here, line, "info", "never_stop")


def _tablets_where_injection(here: Situation, orders: Orders) -> Card:
    child = "; a specialist decides" if here.answer.route.outcome == "specialist" else ""
    line = with_its_end(f"{_drafted(orders)}, but injections are indicated", here, f"{child}.")
    offered = injections_instead(here, without_mixtures(orders), "Replace with injections (draft)")
    return card(line, here.indicator, detail(here.answered, opening(here)), cites(here), offered)


def _drafted(orders: Orders) -> str:
    if all(order.mixture for order in orders):
        return "A mixture with B12 is drafted"
    known = tuple(order for order in orders if order.swallowed and not order.mixture)
    return f"B12 {_way(known)} is drafted" if known else "B12 is drafted without a route"


def _way(orders: Orders) -> str:
    """How what is not injected gets into the body."""
    nasal = [order.route == "nasal" for order in orders]
    return "by nose" if all(nasal) else "by mouth or nose" if any(nasal) else "by mouth"


def _injection_where_tablets(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for an injection where tablets are certain, or would be if all that is open came back reassuring; it says which."""
    answer, first, offered = here.answer, opening(here), list[Suggestion]()
    if answer.route.outcome == "oral":
        line = "An injection is drafted; B12 by mouth is enough on what is recorded."
        offered = tablets_instead(here, without_mixtures(orders))
    elif here.unlikely and not here.b12_may_be_given and not _pointed_to(here):
        if here.holds("absorption_impaired"):  # what is to come may be prevented: product information (register R20)
            return
        line = "An injection is drafted; no indication is recorded, and the B12 level counts against deficiency."
    elif "none" in (answer.route.outcome, answer.working.route) or answer.working.route == "oral":
        line = f"An injection is drafted; {_not_indicated(here)}"
        first, offered = f"{first}\n\n{_working(here)}", tests(here, next_tests(here))
    else:
        return
    yield card(line, "info", detail(here.answered, first), cites(here), offered)


_SIGNS = ("neurological_involvement", "macrocytosis")


def _pointed_to(here: Situation) -> bool:
    """Whether nerves or blood point to deficiency beside a perhaps falsely normal level, and a metabolite can tell (R16, R88)."""
    seen = (
        any(map(here.holds, _SIGNS)) or here.known("megaloblastic_picture") or here.known("hypersegmented_neutrophils")
    )
    return seen and bool(METABOLITES.intersection(test.id for test in here.answer.next_tests))


def _not_indicated(here: Situation) -> str:
    if here.holds("absorption_impaired_for_good") and here.b12_measured and here.answer.working.route != "oral":
        return "no deficiency is shown yet, but the cause is irreversible: it may prevent one. See what is open."
    return f"no indication for one is recorded{_as_things_stand(here)}"


def _as_things_stand(here: Situation) -> str:
    if here.doubted_allergies:
        return ". First clarify the possible allergy."
    if here.answer.working.route == "oral":
        return ". As things stand tablets would do: see what could change it."
    wanted = next_tests(here)
    if wanted and here.tests_drafted.issuperset(wanted):
        return " yet. The tests to take first are ordered."
    if here.b12_measured:
        return ". See what would decide it."
    return level_in_doubt(here) or _not_measured(here)


def _not_measured(here: Situation) -> str:
    """What is said where no level counts: one drawn after a dose was measured, and what presses does not wait for one."""
    missing = (here.answered.facts.missing.get(name) for name in LEVELS)
    if any(each is not None and each.why == "after an injection" for each in missing):
        return ", and the B12 level was drawn after an injection: it tells nothing."
    presses = here.answer.urgency.at_least in ("same_day", "prompt")
    return f" and B12 is not measured: {'take blood first, do not wait for the result' if presses else 'measure it first'}."


def _working(here: Situation) -> str:
    """The working answer, named as one, with what it rests on."""
    working = here.answer.working
    provided = f", provided: {plain(some(working.provided, MOST))}" if working.provided else ""
    return f"As things stand (working answer, not the strict one): {plain(working.statement)}{provided}."


# --- tests -----------------------------------------------------------------------------------------------------------


def _uninformative(here: Situation, orders: Orders) -> Card:
    """The card for a B12 level during injections: a lone level is offered to be taken back, a panel stays for its other tests."""
    alone = without_mixtures(orders)
    what = "Serum B12" if alone else "The B12 in this panel"
    line = f"{what} is uninformative during B12 injections: go by symptoms and the blood count."
    first = f"**{line}** {'; '.join(_NO_SERUM_B12.what)}."
    offered = removal(alone, recommended=True)
    return card(line, "info", detail(here.answered, first), _NO_SERUM_B12.cites, offered)


def _antibody(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for the antibody soon after an injection: a false positive would pass for a lifelong cause (register R32, R151)."""
    today = on_day(here.answer.on)
    spoiling = [given.last for given in injection_days(here.answered.case) if spoils(given, today)]
    if orders and spoiling:
        last = min(max(spoiling), here.answer.on)
        first = last + timedelta(days=AFTER_INJECTION_DAYS + 1)
        line = f"Intrinsic factor antibody: draw it from {first} on; after the B12 injection of {last} it is unusable until then."
        yield card(line, "info", detail(here.answered, f"**{line}**"), ("MAYO", "LEEDS", "R32"))


def _gas(here: Situation, orders: Orders) -> Iterator[Card]:
    """The card for nitrous oxide, which inactivates B12, where that is or may be lacking and none is given (register R113)."""
    if not orders or is_treated(here):
        return
    what, first = "Nitrous oxide is drafted, and", detail(here.answered, opening(here))
    if here.holds("deficiency_confirmed"):
        line = f"{what} B12 deficiency is not treated: it inactivates B12. Avoid it, or give B12 first."
        yield card(line, here.least, first, ("RCEM",), with_b12(here))
    elif here.holds("b12_borderline"):
        line = f"{what} B12 is borderline and not treated: it inactivates B12. Avoid it, or first settle whether B12 is lacking."
        yield card(line, here.indicator, first, ("RCEM",), tests(here, next_tests(here)))


_EXPOSURES = {"metformin": "MHRA", "nitrous_oxide": "RCEM"}


def _untested_neurology(here: Situation) -> Iterator[Card]:
    """The card for metformin or nitrous oxide with neurological signs and no B12 test, measured or drafted (register R91)."""
    drafted = frozenset[str]().union(*(order.facts for order in here.orders))
    exposed = [fact for fact in _EXPOSURES if here.known(fact) or fact in drafted]
    gas = here.known("nitrous_oxide")
    tested = _tested_after_gas(here) if gas else here.b12_measured or here.tests_drafted & LEVELS
    if not exposed or not here.holds("neurological_involvement") or tested or here.on_injections:
        return
    words = " and ".join(fact.replace("_", " ") for fact in exposed).capitalize()
    line, wanted = (
        f"{words} with neurological signs and no B12 test: measure B12{'' if gas else _before(exposed)}.",
        [b12_test(here)],
    )
    if gas:  # it spares the level and spoils the function: NICE 1.3.3
        level = "" if here.b12_measured else " and B12"
        line = f"{words} with neurological signs: measure homocysteine{level}; a normal B12 level does not exclude deficiency."
        wanted = ["homocysteine", *([] if here.b12_measured or here.tests_drafted & LEVELS else wanted)]
    sources = tuple(_EXPOSURES[fact] for fact in exposed)
    yield card(line, here.least, detail(here.answered, opening(here)), sources, tests(here, wanted))


def _tested_after_gas(here: Situation) -> bool:
    """Whether the effect of the gas was tested: a metabolite, or a level so low that it confirms; the gas spares other levels."""
    metabolite = here.measured(*METABOLITES) or bool(here.tests_drafted & METABOLITES)
    return metabolite or (here.b12_measured and here.holds("deficiency_confirmed"))


def _before(exposed: list[str]) -> str:
    """How a line ends where the gas is still to be given: it can wait for the blood sample."""
    return " before it is given" if "nitrous_oxide" in exposed else ""

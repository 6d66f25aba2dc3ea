"""The card for a patient whose record is opened; none where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.assessment.course_words import halted_by_a_reaction, is_overdue
from cobalamin.assessment.route_doubts import HEART_FIRST, IN_WORDS, MARROW_FIRST, TO_LOOK_AT
from cobalamin.assessment.route_more import GAS_PLANNED_ALLERGIC, NO_MORE_GAS
from cobalamin.assessment.route_words import GIVES_B12, SETTLE_FIRST
from cobalamin.assessment.wording import worth_telling
from cobalamin.knowledge.safety import SAFETY_BY_ID, SafetyRule
from cobalamin.knowledge.treatment import Course, TreatmentEvent, stop_reason
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.recall.cautions import NERVES_FIRST
from cobalamin.recall.reasons import State
from cobalamin.records.fhir.out import TESTS
from cobalamin.records.stops import beside_an_order, ending
from cobalamin.web.card_words import cites, listed, opening, told, why_specialist
from cobalamin.web.cards import MOST_CHARACTERS, Card, Indicator, Suggestion, card
from cobalamin.web.detail import detail
from cobalamin.web.low_long_ago import low_long_ago, low_long_ago_card
from cobalamin.web.on_injections import in_words_alone, low_card, low_on_order, new_sign, worse, worse_on_injections
from cobalamin.web.on_tablets import cause_to_confirm, nerves_to_ask, on_tablets
from cobalamin.web.orders import Order
from cobalamin.web.situation import Situation
from cobalamin.web.stopped import level_no_reason, stopped_for_a_level
from cobalamin.web.suggested import (
    blood_before,
    if_declined,
    injections,
    instead_of,
    is_ordered,
    name_of,
    next_tests,
    tablets,
    tests,
)
from cobalamin.web.untested import is_untested, may_be_functional, may_mislead, why_untested


def patient_view(here: Situation) -> Iterator[Card]:
    """One card for a patient with a picture of deficiency; treated patients only where it is urgent or they must have no more."""
    urgent = here.answer.urgency.at_least == "same_day"
    if urgent or here.must_stop or (_picture(here) and not _treated(here)):
        yield _answered(here, here.least if here.must_stop or here.nerves_in_doubt else here.indicator)
    elif here.gas_in_doubt:
        yield _after_gas(here)
    elif (
        here.holds("absorption_impaired_for_good") and (stop := ending(here.answered.case, here.answer.on)) is not None
    ):
        yield _stopped_for_good(here, stop_reason(stop.reason))
    elif stopped_for_a_level(here):
        yield level_no_reason(here)
    elif here.injections_go_on and here.reactions:
        yield _after_a_reaction(here)
    elif (course := _late_course(here)) is not None:
        yield _late(here, course)
    elif (low := low_on_order(here)) is not None:
        yield low_card(here, *low)
    elif wrong := here.injected_with_the_wrong:
        yield _with_leber(here, wrong)
    elif what := worse_on_injections(here):
        yield worse(here, what)
    else:
        yield from _not_injected(here)


def _not_injected(here: Situation) -> Iterator[Card]:
    """The card for whoever has no injections: tablets that may not be enough, or a deficiency nobody tested for."""
    if here.known("oral_b12") and NERVES_FIRST in here.answer.route.statement:
        yield worse(here, NERVES_FIRST)
    elif in_words_alone(here) and not any(map(here.holds, ("anaemia", "symptomatic", "neurological_involvement"))):
        line = f"{IN_WORDS[0].upper()}{IN_WORDS[1:]}{nerves_to_ask(here)}."
        yield told(here, line, here.least if here.nerves_in_doubt else "info", cites(here))
    elif line := on_tablets(here):
        yield _by_mouth(here, line)
    elif is_untested(here) or may_mislead(here) or (here.answered.facts.low_unread and not here.on_injections):
        yield _answered(here, here.least if here.nerves_in_doubt else here.indicator, why_untested(here))
    elif (low := low_long_ago(here)) is not None:
        yield low_long_ago_card(here, low)


def _answered(here: Situation, indicator: Indicator, more: str = "") -> Card:
    """The answer as a card, with the next step; `more` goes on after its first line."""
    return card(_line(here), indicator, detail(here.answered, f"{opening(here)}{more}"), cites(here), _next_steps(here))


def _stopped_for_good(here: Situation, reason: str) -> Card:
    """The card for lifelong injections that were stopped: a normal level only shows the treatment that ended (register R122)."""
    refused = here.allergic or here.doubted_allergies
    then = "a specialist decides" if refused else "offer them again"
    if here.holds("neurological_involvement") and here.answer.urgency.at_least == "prompt":
        then += ", within days: nerves"
    line = f"B12 injections were stopped{_because(reason)}, yet their cause is irreversible: {then}."
    return _by_rule(here, line, "warning", _NEVER_STOP, injections(here) or if_declined(here))


def _by_rule(
    here: Situation, line: str, indicator: Indicator, rule: SafetyRule, offered: Iterable[Suggestion] = ()
) -> Card:
    """A card that begins with what a safety rule says is to be done."""
    first = detail(here.answered, f"**{rule.action}**\n\n{opening(here)}")
    return card(line, indicator, first, rule.rule.cites, offered)


def _after_gas(here: Situation) -> Card:
    """The card for nitrous oxide with a sign of the nerves, one or both in words alone: such a patient is seen the same day."""
    line = (
        "Nitrous oxide and nerve signs are recorded, not all confirmed: ask today. A B12 level does not exclude harm."
    )
    return told(here, line, "warning", ("RCEM", "NICE 1.3.3"), tests(here, next_tests(here)))


def _by_mouth(here: Situation, line: str) -> Card:
    """The card for tablets that may not be enough: it asks about what nobody confirmed, or about the dose (register R165)."""
    indicator = here.least if here.holds("deficiency_confirmed") else here.indicator
    return told(here, line, indicator, cites(here), tests(here, next_tests(here)))


def _because(reason: str) -> str:
    named = {"b12_level": " because of a B12 level", "": " without a recorded reason", "not_accepted": ""}
    return named.get(reason, f" ({reason.replace('_', ' ')})")


def _after_a_reaction(here: Situation) -> Card:
    """The card for injections that go on after a stop for a reaction: whoever gives the next dose may not know (register R117)."""
    facts = here.answered.facts
    halted = halted_by_a_reaction(held_back=facts.held_back, withheld=facts.withheld)
    line = f"{halted}, yet the record shows them continuing: no dose until a possible allergy is clarified."
    return _by_rule(here, line, "warning", _ALLERGY)


def _with_leber(here: Situation, wrong: Iterable[TreatmentEvent]) -> Card:
    """The card for injections that may go on with cyanocobalamin in Leber's disease: no new order would tell it (register R102)."""
    named = any(event.product == "cyanocobalamin" for event in wrong)
    what = "cyanocobalamin" if named else "unspecified B12"
    line = f"On injections of {what}, and Leber's optic neuropathy is recorded: change to hydroxocobalamin, never cyanocobalamin."
    if not here.leber:
        line = f"On injections of {what}, and Leber's optic neuropathy is recorded but not clarified: hydroxocobalamin until it is."
    return _by_rule(here, line, "critical" if named and here.leber else "warning", _LEBER)


_GOES_ON = ("injection", "either", UNDETERMINED)


def _late_course(here: Situation) -> Course | None:
    """The injections that go on and whose next dose is late for certain."""
    course = here.answer.course
    goes_on = here.injections_go_on and here.answer.route.outcome in _GOES_ON
    return course if goes_on and is_overdue(course, here.answer.on) else None


def _late(here: Situation, course: Course) -> Card:
    """A late dose is told when the record is opened (register R126); with nerves or an irreversible cause it is a warning."""
    broken = course.state == State.LOADING_BROKEN
    dose = f"{course.next}, of another product," if course.other_product else course.next
    late = "loading interrupted: decide how to continue" if broken else f"{dose} overdue since {course.overdue}"
    more = _of_the_muscle(here)
    more += "; no cyanocobalamin (Leber)" if here.injected_with_the_wrong and not course.other_product else ""
    more += "; the patient injects at home: ask when" if here.injects_at_home else ""
    more += "; doses may be given elsewhere: ask" if here.given_elsewhere else ""
    more += "; palliative care in words: ask whether still wanted" if here.at_the_end else ""
    new = new_sign(here)
    more += new or nerves_to_ask(here)
    nerves = here.holds("neurological_involvement") or here.nerves_in_doubt
    presses = here.holds("absorption_impaired_for_good") or nerves
    stops = beside_an_order(here.answered.case)
    once = "".join(f", once stopped{_because(stop_reason(stop.reason))}" for stop in stops[-1:])
    last = f", the last on {course.last}"
    full, short = (f"{late}{first}{more}." for first in (_first(here), _first(here, most=1)))
    lines = [f"B12 injections{before}: {full}" for before in (f"{last}{once}", last, "")]
    # what is to be done is not cut off
    line = next((line for line in lines if len(line) <= MOST_CHARACTERS), f"B12 injections: {short}")
    line = line if len(line) <= MOST_CHARACTERS else line.replace(new, "")
    return told(here, line, "warning" if presses else "info", ("SPEC 6.1",))


def _first(here: Situation, most: int = 2) -> str:
    """What comes before a dose, as the end of a card's line; of what is asked about, at most `most`."""
    settle = f"; {SETTLE_FIRST}" if here.doubted_allergies else ""
    hold = "an order is on hold" if here.on_hold else ""
    refused = "the last dose was not given" if here.refused and not settle else ""
    supply = "the last supply was not dispensed" if here.not_supplied and not settle else ""
    if here.stop_may_hold and most == 1:  # the same, where the line would be cut in the middle of it
        return f"{settle} and the recorded stop" if settle else "; first ask whether the recorded stop applies"
    if here.stop_may_hold:  # what else is to be asked stands in the detail
        return f"{settle}; a stop is recorded, so first ask whether it still applies"
    why = " and ".join([each for each in (hold, refused or supply) if each][:most])
    if here.answered.facts.may_decline and not (settle or why):
        return "; injections may be declined: ask first"
    return f"{settle}; {why}, so first ask why" if why else settle


def _before_ordering(here: Situation) -> str:
    """What comes before injections are ordered: why they were stopped, and what comes before a dose."""
    return f"{_stopped_before(here)}{_first(here)}"


def with_its_end(start: str, here: Situation, end: str) -> str:
    """A line with its end always whole; of what comes before ordering as much as there is room for, the rest in the detail."""
    first = _before_ordering(here)
    least = f"; {SETTLE_FIRST}" if here.doubted_allergies else "; ask first, see below"
    in_few_words = filter(None, (_first(here), least)) if first else ()
    lines = [listed(start, here.met, f"{each}{end}") for each in (first, *in_few_words)]
    return next((line for line in lines if len(line) <= MOST_CHARACTERS), lines[-1])


_NEVER_STOP, _ALLERGY, _LEBER = (SAFETY_BY_ID[f"safety:{id}"] for id in ("never_stop", "allergy", "leber"))


def _picture(here: Situation) -> bool:
    """Something that points to deficiency, or a red flag: not fatigue alone."""
    presses = here.answer.urgency.at_least == "prompt" or here.calls_for_injections
    return presses or here.holds("deficiency_suspected") or may_be_functional(here)


def _treated(here: Situation) -> bool:
    """Whether B12 is given: by injection, or as tablets that neither an indication nor an allergy speaks against.

    Of injections that were stopped and are needed for life another card speaks (register R122).
    """
    tablets_do = not (here.calls_for_injections or here.allergic)
    injected = here.injections_go_on or (here.on_injections and here.holds("absorption_impaired_for_good"))
    return injected or (here.known("oral_b12") and tablets_do)


def _line(here: Situation) -> str:
    soon = f"Urgency: {here.how_soon}."
    why = "".join(f" ({reason.text})" for reason in worth_telling(here.answer.urgency.reasons)[:1])
    if here.must_stop:
        return f"On B12 injections, yet an allergy to cobalamin or cobalt is recorded: a specialist decides. {soon}"
    if here.injections_go_on:
        return f"On B12 injections. {soon[:-1]}{why}."
    match here.answer.route.outcome:
        case "injection":
            return with_its_end(_injection(here), here, f"{_to_ask(here)}. {soon}")
        case "specialist":
            return f"{_deficiency(here)}, {why_specialist(here)}: a specialist decides{_to_ask(here)}. {soon}"
        case "oral":
            return f"{_tablets(here)}; injections are not indicated. {soon}"
        case _ if here.unlikely and not may_mislead(here):
            return f"{soon[:-1]}{why}, whatever the cause; the B12 level counts against deficiency."
        case _:
            return _unsettled(here)


_ASK_WHO = "; injections are recorded in words: ask first"


def _to_ask(here: Situation) -> str:
    """What is recorded, not confirmed and would be urgent: a line without it would say that there is time."""
    urgent = here.answer.urgency.at_least == "same_day"
    now = not urgent and any(each in here.answer.route.statement for each in (HEART_FIRST, MARROW_FIRST))
    high = "; B12 is above its range: ask whether it is given already" if _may_be_given(here) else ""
    pressing = "; what would be seen the same day is not confirmed: ask now" if now else ""
    first = _of_the_muscle(here) if here.indicated else ""
    first += _ASK_WHO if in_words_alone(here) else ""
    return f"{first}{high}{_gas(here)}{pressing or _nerves(here)}"


def _may_be_given(here: Situation) -> bool:
    """A level above its range without B12 on record, where injections are to begin: somebody else may give them already."""
    return here.indicated and here.warned("unexplained_high_level")


def _of_the_muscle(here: Situation) -> str:
    """What forbids a dose into the muscle, or has to be looked at before one."""
    if here.warned("inr"):
        return "; not into the muscle: INR above range"
    unread = "; first look at the INR on record" if here.answered.facts.known_by_name("inr") else ""
    return "; first assess the bleeding risk" if here.may_bleed else unread


def _nerves(here: Situation) -> str:
    return "" if here.gas_in_doubt else nerves_to_ask(here)  # told with the gas


def _gas(here: Situation) -> str:
    """That nitrous oxide is to be stopped, is to be asked about or is planned, where the answer speaks of it."""
    if here.gas_in_doubt:
        return "; nitrous oxide and nerve signs not all confirmed: ask today"
    if NO_MORE_GAS in here.answer.route.statement:
        return "; no more nitrous oxide"
    return "; nitrous oxide is planned: avoid it" if GAS_PLANNED_ALLERGIC in here.answer.route.statement else ""


def _stopped_before(here: Situation) -> str:
    """For whoever is to begin injections: that there were some before, and why they ended."""
    if here.stopped is None:
        return ""
    ask = ": ask before ordering them" if here.stop_may_be_a_wish and not here.doubted_allergies else ""
    return f"; once stopped{_because(stop_reason(here.stopped.reason))}{ask}"


def _injection(here: Situation) -> str:
    for order in here.waiting(here.injects):
        ordered = f"B12 injection, ordered on {order.since}, is indicated"
        return ordered if order.signed else f"Sign the B12 injection drafted on {order.since}"
    return "B12 by injection is indicated"


def _tablets(here: Situation) -> str:
    drafted = next(iter(here.waiting(here.replaces_by_mouth)), None)
    return (
        "B12 by mouth is enough"
        if drafted is None
        else f"Sign the B12 tablets drafted on {drafted.since}: they are enough"
    )


def _state(order: Order) -> str:
    return f"Ordered on {order.since}" if order.signed else f"Sign the draft of {order.since}"


def _deficiency(here: Situation) -> str:
    return "B12 deficiency" if here.holds("deficiency_confirmed") else "Possible B12 deficiency"


def _unsettled(here: Situation) -> str:
    """What to order next and what is on its way; the urgency is never cut off."""
    first, soon = f"{_deficiency(here)}{_asked(here) or _to_treat(here)}", f"Urgency: {here.how_soon}."
    wanted = next_tests(here)
    if not wanted:
        return f"{first}, route not yet decided. {soon}"
    missing = [name_of(test) for test in wanted if not is_ordered(here, test)]
    for waits in _on_the_way(here, wanted):
        line = listed(f"{first}.{waits} Next", missing, f". {soon}") if missing else f"{first}.{waits} {soon}"
        if len(line) <= MOST_CHARACTERS and "Next. " not in line:
            return line
    return f"{first}. {soon}"


def _to_treat(here: Situation) -> str:
    """That B12 is to be given although the route is open: else a line that asks for a test reads as if it waited for that."""
    none_yet = not (here.on_injections or here.known("oral_b12") or here.b12_may_be_given or here.doubted_allergies)
    return ": treat, by injection or by mouth" if none_yet and GIVES_B12.issuperset(here.answer.route.possible) else ""


def _asked(here: Situation) -> str:
    """What is asked first while the route is open, as the line goes on: it is short, and calls to no dose before a test."""
    if here.refused:
        return "; a dose was not given: ask why"
    if stopped_for_a_level(here):
        return f"; injections were stopped because of a B12 level{nerves_to_ask(here)}"
    unread = next((each for each in TO_LOOK_AT if each in here.answer.route.statement), "")
    if unread:
        return f"; {unread}"
    folic = "; folic acid not alone" if here.warned("folic_acid_alone") else ""
    folic = f"{_ASK_WHO if in_words_alone(here) else ''}{_gas(here)}{folic}"
    normal = here.mma_is_normal and not here.holds("deficiency_confirmed")
    return f"{folic}{_nerves(here) or cause_to_confirm(here) or ('; methylmalonic acid is normal' if normal else '')}"


def _on_the_way(here: Situation, wanted: Iterable[str]) -> tuple[str, str]:
    """Which of the wanted tests wait for a result or a signature, and since when; the same in fewer words."""
    asked = frozenset[str]().union(*map(instead_of, wanted))
    days: dict[str, list[str]] = {}
    waiting = here.waiting(lambda order: bool(order.tests & asked))
    for order in waiting:
        days.setdefault(_state(order), []).extend(name_of(test) for test in TESTS if test in order.tests & asked)
    long = "".join(f" {state}: {', '.join(dict.fromkeys(names))}." for state, names in days.items())
    return long, f" {_state(waiting[0])}: see below." if waiting else ""


def _next_steps(here: Situation) -> list[Suggestion]:
    """The prescription where the route is certain, else the first tests that can settle it and can be ordered."""
    match here.answer.route.outcome:
        case "injection":
            return injections(here) or [*blood_before(here), *if_declined(here)]
        case "oral":
            return tablets(here)
        case "specialist":
            return []
        case _:
            return tests(here, next_tests(here))

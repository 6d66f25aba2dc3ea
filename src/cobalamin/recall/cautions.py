"""What the record says against a dose, or asks for before one: the safety rules of `assess`, on the list too (register M34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from cobalamin.knowledge.definitions import NEUROLOGICAL_FINDINGS, neurological_red_flag, under_16
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.safety import SAFETY, SafetyRule
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import TreatmentEvent, TreatmentRecord, months_after, names_reaction
from cobalamin.language.explain import explain
from cobalamin.recall.causes import is_for_good
from cobalamin.recall.entries import Judged
from cobalamin.records.known import HELD_BACK, NOT_IN_USE, WITHHELD, Facts, window_start
from cobalamin.records.record import Case
from cobalamin.records.refusals import withheld_for_a_reaction

ALLERGY, LEBER, PREGNANCY = "safety:allergy", "safety:leber", "safety:benzyl_alcohol"
RED_FLAG = neurological_red_flag.id
CHILD = under_16.id
WORSE = "neurological_progression"
"""Neurological signs that get worse: whoever is on injections is not better on them (register M42)."""
UNSETTLED = "a possible allergy to a cobalamin is recorded but not clarified"
REACTED = "injections were stopped because of a reaction, and nobody has established whether it was an allergy"
"""Also the caution of a dose that was not given for one (register R136)."""
NOT_GIVEN = f"{WITHHELD}, and nobody has established whether it was an allergy"
HELD = f"{HELD_BACK}, and nobody has established whether it was an allergy"
DEATH_IN_DOUBT = "one row says that the patient has died, and another that they live"
DEATH_NOTED = "a note may say that the patient has died"
INTERVAL_UNREAD = "how often the injection is repeated is recorded, but was not understood"
NOTE_TO_READ = "a note in the list may concern the next dose: read it first"
TWO_PEOPLE = (
    "the rows of this patient may be of two people: two dates of birth, two names, or a name in place of a number"
)
LAST_UNTOLD = "the list does not say when the last injection was"
NOT_ALLERGIC = "an allergy is recorded as absent"
TABLETS_OVER = "B12 by mouth is on record, and is taken no more"
NERVES_FIRST = "nerve signs are recorded but not confirmed: ask and examine first"
"""What is told of signs in words, or nobody's for certain, in the first line of an answer too (register R79)."""
AT_HOME = "the record says that the patient injects at home: those doses are not on record here"
END_OF_LIFE = "palliative care is recorded in words: ask whether injections are still wanted"
ELSEWHERE = "a note may tell of doses given elsewhere: those are not on record here"
LEBER_UNCLEAR = "recorded but not clarified"
RED_FLAG_FIRST = "one of them would be a red flag"
TOLD_AS_IT_IS = frozenset(
    (AT_HOME, ELSEWHERE, END_OF_LIFE, DEATH_IN_DOUBT, DEATH_NOTED, INTERVAL_UNREAD, NOTE_TO_READ, NOT_IN_USE)
)
NERVES = tuple(each.name for each in NEUROLOGICAL_FINDINGS)
RED_SIGNS = tuple(name for name in NERVES if explain(neurological_red_flag, {name: True}).truth.known is True)
_ALLERGY_FACT, _LEBER_FACT = "cobalamin_or_cobalt_allergy", "leber_optic_neuropathy"
_TECHNIQUE = ("safety:inr", "safety:bleeding", "safety:anticoagulant", "safety:injection_site")
_BEFORE: Mapping[str, SafetyRule] = MappingProxyType({
    rule.id: rule
    for rule in SAFETY
    if rule.id in (ALLERGY, LEBER, *_TECHNIQUE, PREGNANCY)
})  # fmt: skip
BLUNTS = frozenset(("safety:iron", "safety:folate"))
"""What keeps the blood from answering, whatever the doses."""
_BLUNTING = tuple(rule for rule in SAFETY if rule.id in BLUNTS)
_HEREDITARY = "hereditary_b12_disorder"
_ADULT = int(THRESHOLDS["age.specialist"].printed[0].value * 12)
"""Months of age from which on the usual plans hold."""


def cautions_of(facts: Facts) -> frozenset[str]:
    """The ids of what certainly holds, of the safety rules that concern the next dose, and what nobody settled yet."""
    rules = (*(each.rule for each in (*_BEFORE.values(), *_BLUNTING)), neurological_red_flag, under_16)
    held = frozenset(rule.id for rule in rules if explain(rule, facts.values).truth.known is True)
    # Of Leber's disease in doubt no cyanocobalamin either (register R102).
    worse = facts.holds(WORSE) and RED_FLAG in held  # progression alone, without a finding, is none
    unclear = facts.in_doubt(_LEBER_FACT)
    others = ((NOT_IN_USE, facts.not_in_use), (LEBER, unclear), (LEBER_UNCLEAR, unclear), (WORSE, worse))
    return held | frozenset(name for name, holds in others if holds) | frozenset(_of_an_allergy(facts))


def tablets_over(case: Case, facts: Facts) -> frozenset[str]:
    """The mark that B12 by mouth is over: all orders of it ended, and no statement of it holds or may hold (register M13)."""
    orders = [event for event in case.treatment if event.kind == "order" and event.route == "oral"]
    stands = "oral_b12" in facts.known or "oral_b12" in facts.missing or any(event.in_force for event in orders)
    return frozenset((TABLETS_OVER,)) if orders and not stands else frozenset()


def nerves_in_doubt(facts: Facts) -> bool:
    """Whether signs of the nerves are recorded and nobody confirmed one."""
    return facts.unconfirmed(NERVES) and not any(map(facts.holds, NERVES))


def nerves_to_ask(case: Case, facts: Facts) -> frozenset[str]:
    """The marks of unconfirmed nerve signs of these twelve months, if nothing was decided since; answers tell older ones (M42)."""
    if not nerves_in_doubt(facts):
        return frozenset()
    days = [each.day for each in case.statements if each.fact in NERVES and each.problem is not None]
    last = max((day or facts.on for day in days), default=facts.on)
    if last < window_start(facts.on) or dealt_with(case.treatment, last, facts.on):
        return frozenset()
    return signs_first(name for name in NERVES if facts.unconfirmed((name,)))


def signs_first(names: Iterable[str]) -> frozenset[str]:
    """The marks that such findings in words are to be asked about first; empty where none is a sign of the nerves."""
    signs = frozenset(names).intersection(NERVES)
    return frozenset(
        (NERVES_FIRST, RED_FLAG_FIRST) if signs.intersection(RED_SIGNS) else (NERVES_FIRST,) if signs else ()
    )


def injects_at_home(case: Case) -> frozenset[str]:
    """That an order in force, or a word that holds, says so: nobody here gives those doses, nor records them (register R159)."""
    told = any(each.tells == "at home" for each in case.problems) or any(
        e.at_home and e.is_to_inject and (e.in_force or e.said) for e in case.treatment
    )
    return frozenset((AT_HOME,)) if told else frozenset()


def given_elsewhere(case: Case) -> frozenset[str]:
    """That a note beside B12 may tell of doses that others give, and record (register R146)."""
    return frozenset((ELSEWHERE,) if any(each.tells == "elsewhere" for each in case.problems) else ())


def at_the_end(case: Case) -> frozenset[str]:
    """That words of the record say that the patient is in palliative care: whether doses still help is asked first (R170)."""
    return frozenset((END_OF_LIFE,) if any(each.tells == "end of life" for each in case.problems) else ())


def in_words(case: Case) -> frozenset[str]:
    """What words of the record say of the doses to come."""
    return injects_at_home(case) | given_elsewhere(case) | at_the_end(case)


def dealt_with(events: Iterable[TreatmentEvent], day: date, on: date) -> bool:
    """Whether somebody told since then how it went, or decided something for it."""
    since = (event for event in events if event.when and day <= event.when.last <= on)
    return any(event.outcome or event.decision in ("interval", "reload", "restart") for event in since)


def _of_an_allergy(facts: Facts) -> Iterator[str]:
    """What was not settled, or settled by the record: what is only presumed settles nothing (register R117)."""
    if facts.in_doubt(_ALLERGY_FACT):
        yield UNSETTLED
    if facts.reactions:
        yield REACTED
    known = facts.known.get(_ALLERGY_FACT)
    if known is not None and known.value is False and not known.presumed:
        yield NOT_ALLERGIC


def refused(record: TreatmentRecord, stopped: Judged | None) -> str:
    """Why no cobalamin may be given before a specialist has seen the patient; "" where nothing speaks against it."""
    if ALLERGY in record.cautions:
        return f"{_BEFORE[ALLERGY].rule.statement} is recorded"
    if _stopped_for_a_reaction(record, stopped):
        return "injections were stopped because of a reaction"
    if is_withheld(record):
        return HELD if all(each.is_held for each in withheld_for_a_reaction(record.events)) else NOT_GIVEN
    return REACTED if REACTED in record.cautions else ""


def is_withheld(record: TreatmentRecord) -> bool:
    """Whether the reaction that nobody settled is that of a dose that was not given, and of no stop."""
    stopped = any(map(_is_stop_for_a_reaction, (*record.events, *record.beside_an_order)))
    return REACTED in record.cautions and not stopped and bool(withheld_for_a_reaction(record.events))


def _is_stop_for_a_reaction(event: TreatmentEvent) -> bool:
    return event.kind == "stop" and names_reaction(event.reason)


def given_since_reaction(record: TreatmentRecord, entries: Iterable[Judged]) -> tuple[Judged, ...]:
    """The doses that were certainly given after a reaction that nobody settled: they settle nothing, and are told (R117)."""
    if REACTED not in record.cautions:
        return ()
    stops = (each for each in (*record.events, *record.beside_an_order) if _is_stop_for_a_reaction(each))
    reactions = (*stops, *withheld_for_a_reaction(record.events))
    days = [each.when.last for each in reactions if each.when is not None]
    last = max(days, default=date.max)
    return tuple(each for each in entries if each.when is not None and each.when.first > last and _is_injection(each))


def _is_injection(entry: Judged) -> bool:
    return entry.given or entry.verdict == "too early"


def _stopped_for_a_reaction(record: TreatmentRecord, stopped: Judged | None) -> bool:
    if stopped is None or stopped.detail != "reaction" or NOT_ALLERGIC in record.cautions:
        return False
    return is_for_good(record)


def wrong_product(record: TreatmentRecord, last: Judged | None) -> str:
    """What of the course's product, or of what is ordered, must not be given in Leber's disease, and why; "" where nothing."""
    if LEBER not in record.cautions or not (_was_given_wrong(last) or _is_ordered_wrong(record, last)):
        return ""
    rule = _BEFORE[LEBER]
    what = "the same again" if _was_given_wrong(last) else "what is ordered"
    recorded = LEBER_UNCLEAR if LEBER_UNCLEAR in record.cautions else "recorded"
    return f"{what}: {rule.rule.statement} is {recorded}: {_action(rule)}"


def _was_given_wrong(last: Judged | None) -> bool:
    return last is not None and last.event.product != "hydroxocobalamin"


def _is_ordered_wrong(record: TreatmentRecord, last: Judged | None) -> bool:
    """The latest order of whoever had no dose is of another product, or may be; beside doses one in force names the wrong one."""
    orders = [event for event in record.events if event.kind == "order" and event.is_to_inject]
    if last is not None:
        return any(order.in_force and order.product == "cyanocobalamin" for order in orders)
    latest = max(orders, key=lambda order: order.when.first if order.when else date.min, default=None)
    return latest is not None and latest.product != "hydroxocobalamin"


def planned_elsewhere(record: TreatmentRecord, on: date) -> str:
    """Why a specialist sets the plan, by cause or age; "" where none need (register M38)."""
    if _HEREDITARY in record.causes:
        return FACTS[_HEREDITARY].fact.label
    born = record.born
    child = born is not None and born.first <= on and months_after(born.first, _ADULT) > on
    return "younger than 16" if child or CHILD in record.cautions else ""


def technique(record: TreatmentRecord) -> tuple[str, ...]:
    """What whoever gives the next dose has to mind, in a few words."""
    return tuple(_BEFORE[name].rule.statement for name in _TECHNIQUE if name in record.cautions)


def before_a_dose(record: TreatmentRecord) -> tuple[str, ...]:
    """The same with what to do, and the product to choose in pregnancy."""
    held = record.cautions | ({PREGNANCY} if record.pregnant else frozenset())
    rules = (_BEFORE[name] for name in (*_TECHNIQUE, PREGNANCY) if name in held)
    return tuple(f"before a dose: {rule.rule.statement}: {_action(rule)}" for rule in rules)


def _action(rule: SafetyRule) -> str:
    """The action as the rest of a sentence."""
    return f"{rule.action[0].lower()}{rule.action[1:]}".rstrip(".")

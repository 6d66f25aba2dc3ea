"""One patient with the orders in question: what is certain about them, in the words the cards are chosen by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cobalamin.assessment.assessment import Assessment, MissingAnswer
from cobalamin.assessment.course_words import is_stopped, stop_in_doubt
from cobalamin.assessment.route_doubts import gas_in_doubt
from cobalamin.assessment.wording import URGENCY_WORDS
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import TreatmentEvent, stop_reason
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval, holds
from cobalamin.language.truth import Truth
from cobalamin.recall.cautions import at_the_end, given_elsewhere, injects_at_home, nerves_in_doubt
from cobalamin.records.drawn_on_b12 import METABOLITES
from cobalamin.records.record import IN_MIXTURE
from cobalamin.records.refusals import refusals
from cobalamin.records.stops import last_stop
from cobalamin.web.answered import AnsweredCase
from cobalamin.web.cards import INDICATORS, Indicator
from cobalamin.web.orders import MAY_BE_CYANOCOBALAMIN, Order, Orders

_ALLERGY, _LEBER = "cobalamin_or_cobalt_allergy", "leber_optic_neuropathy"
_IN_WORDS = re.compile(r"^AllergyIntolerance/|allerg|anaphyla|hypersensi", re.IGNORECASE)

MAY_BE_DECLINED = ("patient_choice", "not_accepted", "")
"""Reasons of a stop, as they are sorted (M23), behind which the patient's own wish may stand."""


def _may_be_allergy(missing: MissingAnswer) -> bool:
    """An allergy nobody confirmed, or an entry that speaks of B12 and of an allergy and has no code we know."""
    unconfirmed = missing.name == _ALLERGY and missing.why in ("not confirmed", "in words only")
    return unconfirmed or (missing.why == "unmapped" and _IN_WORDS.search(missing.sentence) is not None)


@dataclass(frozen=True)
class Situation:
    """`answered` is the record as it stands, without the drafts; `orders` are all the drafts there are, and what is ordered."""

    answered: AnsweredCase
    orders: Orders = ()

    @property
    def answer(self) -> Assessment:
        """The answer as it stands."""
        return self.answered.answer

    # --- the record ---

    def known(self, fact: str) -> bool:
        """True where the record says yes."""
        return self.answered.facts.holds(fact)

    def measured(self, *facts: str) -> bool:
        """True where one of these results counts."""
        return not self.answered.facts.known.keys().isdisjoint(facts)

    @property
    def functional(self) -> bool:
        """True where a metabolite is above its figure, and neither the kidneys nor a low folate is known to be why."""
        by_folate = frozenset({"homocysteine"}) if self.warned("folate") else frozenset[str]()
        return self._definition("metabolite_raised") is not Truth.NO and any(
            self._raised(each) is Truth.YES for each in METABOLITES - by_folate
        )

    @property
    def mma_is_normal(self) -> bool:
        """True where methylmalonic acid was measured and is certainly not raised."""
        return self._raised("mma") is Truth.NO

    def _raised(self, metabolite: str) -> Truth:
        found, measure = self.answered.facts.known.get(metabolite), FACTS[metabolite].fact
        if found is None or not isinstance(found.value, Interval) or not isinstance(measure, Measure):
            return Truth.UNKNOWN
        return holds(measure > self.answered.figures[f"{metabolite}.raised"], found.value)

    @property
    def on_injections(self) -> bool:
        """True for a patient who has B12 injections."""
        return self.known("b12_injections")

    @property
    def injections_go_on(self) -> bool:
        """True for the same where they were not stopped after the last."""
        return self.on_injections and not is_stopped(self.answer.course)

    @property
    def allergic(self) -> bool:
        """True where an allergy to a cobalamin or to cobalt is recorded and settled."""
        return self.known(_ALLERGY)

    @property
    def must_stop(self) -> bool:
        """True for a patient who has B12 injections and a recorded allergy to them (register R112)."""
        return self.injections_go_on and self.allergic

    @property
    def b12_measured(self) -> bool:
        """True where a B12 level counts."""
        return self.measured("total_b12", "active_b12")

    @property
    def doubted_allergies(self) -> tuple[str, ...]:
        """What may be an allergy to a cobalamin and was not settled: not confirmed, or in words that no code stands for.

        Empty where one is certain, or was said not to be there; a presumption does not settle it (register R98). Injections that
        were stopped, or not given, for a reaction are such a doubt too (register R117).
        """
        found = self.answered.facts.known.get(_ALLERGY)
        if found is not None and not found.presumed:
            return ()
        recorded = (each.sentence for each in self.answer.missing if _may_be_allergy(each))
        return (*recorded, *self.reactions)

    @property
    def reactions(self) -> tuple[str, ...]:
        """What is told of injections that were stopped, or not given, for what may have been an allergy."""
        return self.answered.facts.reactions

    @property
    def only_a_reaction(self) -> bool:
        """True where nothing but a reaction to injections raises that doubt."""
        return self.doubted_allergies == self.reactions

    @property
    def allergic_to_preservative(self) -> bool:
        """True where benzyl alcohol, which is in some ampoules, is recorded as an allergy."""
        missing = self.answered.facts.missing.get(_ALLERGY)
        return missing is not None and missing.tells == "preservative"

    @property
    def on_hold(self) -> bool:
        """True where the order of the injections is on hold: no dose before somebody asked why (register R133)."""
        return self.answered.facts.on_hold

    @property
    def refused(self) -> tuple[TreatmentEvent, ...]:
        """The last doses that were to be given and were not: before another somebody asks why (register R136)."""
        return refusals(self.answered.case.treatment, self.answer.on)

    @property
    def not_supplied(self) -> bool:
        """True where the last supply was not dispensed: asked about alike."""
        return bool(refusals(self.answered.case.treatment, self.answer.on, supplied=True))

    @property
    def stopped(self) -> TreatmentEvent | None:
        """The last stop of the injections, where nothing goes on and no dose is of a later day."""
        return last_stop(self.answered.case, self.answer.on)

    @property
    def stop_may_be_a_wish(self) -> bool:
        """True where the patient wished that stop, or may have: nobody says why, or in words that are not sorted."""
        return self.stopped is not None and stop_reason(self.stopped.reason) in MAY_BE_DECLINED

    @property
    def stop_may_hold(self) -> bool:
        """True where injections are on record, and a stop that may lie before or after them (register R143)."""
        return stop_in_doubt(self.answered.facts)

    @property
    def may_be_declined(self) -> bool:
        """True where injections were not given, not dispensed or stopped, and it may be because the patient declines them."""
        in_words = self.answered.facts.may_decline
        return bool(self.refused) or self.not_supplied or self.stop_may_be_a_wish or in_words

    @property
    def ask_first(self) -> bool:
        """True where somebody has to ask before an injection is ordered: no button does it (register R142)."""
        return self.on_hold or self.may_be_declined

    @property
    def hereditary(self) -> bool:
        """True with a hereditary disorder of B12, in which the level may be normal (register R145)."""
        return self.known("hereditary_b12_disorder")

    @property
    def nerves_in_doubt(self) -> bool:
        """True where signs of the nerves are recorded and nobody confirmed one (register R79)."""
        return nerves_in_doubt(self.answered.facts)

    @property
    def injects_at_home(self) -> bool:
        """True where an order says so: the doses on record are not all (register R159)."""
        return bool(injects_at_home(self.answered.case))

    @property
    def given_elsewhere(self) -> bool:
        """True where a note beside B12 may tell of doses that others give (register R146)."""
        return bool(given_elsewhere(self.answered.case))

    @property
    def at_the_end(self) -> bool:
        """True where words of the record say that the patient is in palliative care (register R170)."""
        return bool(at_the_end(self.answered.case))

    @property
    def may_bleed(self) -> bool:
        """True where few platelets or a bleeding disorder is recorded, also where nobody confirmed it (register R64)."""
        return self.warned("bleeding") or self.answered.facts.unconfirmed(("bleeding_disorder",))

    @property
    def gas_in_doubt(self) -> bool:
        """True where nitrous oxide and a sign of the nerves are recorded, one or both without anybody to confirm it."""
        return gas_in_doubt(self.answered.facts)

    @property
    def leber(self) -> bool:
        """True where Leber's disease is recorded and settled."""
        return self.known(_LEBER)

    @property
    def no_cyanocobalamin(self) -> bool:
        """True where Leber's disease is recorded: also where it is not settled, until it is (register R102)."""
        return self.leber or self.answered.facts.in_doubt(_LEBER)

    @property
    def injected_with_the_wrong(self) -> tuple[TreatmentEvent, ...]:
        """The orders in force and the last dose of cyanocobalamin, or of what may be it, where it must not be given."""
        if not (self.no_cyanocobalamin and self.injections_go_on):
            return ()
        course = self.answer.course
        last = course.source if course is not None and course.other_product else ""
        return tuple(
            event
            for event in self.answered.case.treatment
            if event.product in MAY_BE_CYANOCOBALAMIN
            and event.is_to_inject
            and (event.in_force or event.source == last)
        )

    def not_read(self, *keys: str) -> tuple[str, ...]:
        """Which of these parts of the record did not arrive, or not wholly, each as a sentence."""
        return tuple(gap for gap in self.answered.gaps if gap.partition(":")[0] in keys)

    # --- the answer ---

    def _definition(self, id: str) -> Truth:
        return next((d.truth for d in self.answer.definitions if d.id == id), Truth.UNKNOWN)

    def holds(self, definition: str) -> bool:
        """True where a definition certainly holds."""
        return self._definition(definition) is Truth.YES

    def warned(self, safety: str) -> bool:
        """True where a safety rule certainly speaks."""
        return any(each.id == f"safety:{safety}" and each.truth is Truth.YES for each in self.answer.safety)

    @property
    def unlikely(self) -> bool:
        """A level above the band with nothing recorded against it; what nobody asked about does not undo it (register R88)."""
        facts = self.answered.facts
        treated = facts.unconfirmed(("b12_injections",))  # in words: the level may be of them
        if (
            self.suspected
            or self.functional
            or facts.low_unread
            or treated
            or self._definition("b12_unlikely") is Truth.NO
        ):
            return False
        not_low = self.b12_measured and self._definition("b12_deficient") is Truth.NO
        return not_low or self.holds("b12_unlikely")

    @property
    def b12_may_be_given(self) -> bool:
        """True where a medicine of the record may be B12 and cannot be read: a level may be of that treatment (register R88)."""
        return any(each.tells == "perhaps B12" for each in self.answered.facts.problems)

    @property
    def suspected(self) -> bool:
        """True where deficiency is certainly suspected, or confirmed."""
        return self.holds("deficiency_suspected") or self.holds("deficiency_confirmed")

    @property
    def indicated(self) -> bool:
        """True where injections are certainly the route."""
        return self.answer.route.outcome == "injection"

    @property
    def met(self) -> tuple[str, ...]:
        """The indications that are certainly met."""
        return tuple(i.heading.lower() for i in self.answer.indications if i.truth is Truth.YES)

    @property
    def calls_for_injections(self) -> bool:
        """True where an indication is met, or one of several whichever way the open facts turn out; whoever decides (R90)."""
        return bool(self.met) or self.indicated

    @property
    def indicator(self) -> Indicator:
        """From the urgency that is certain."""
        return INDICATORS.get(self.answer.urgency.at_least, "info")

    @property
    def least(self) -> Indicator:
        """The same, and a warning at the least."""
        return "warning" if self.indicator == "info" else self.indicator

    @property
    def how_soon(self) -> str:
        """The urgency in words; where a higher one is not excluded it says *at least*."""
        urgency = self.answer.urgency
        words = URGENCY_WORDS[urgency.at_least]
        return f"at least {words}" if urgency.possible else words

    # --- the orders ---

    def asked(self, wanted: Callable[[Order], bool]) -> Orders:
        """The orders in question that are of a kind."""
        return tuple(order for order in self.orders if order.selected and wanted(order))

    def drafted(self, wanted: Callable[[Order], bool]) -> bool:
        """True where an order of a kind is among the drafts, whether or not it is in question, or ordered already."""
        return any(map(wanted, self.orders))

    @property
    def b12_drafted(self) -> bool:
        """True where B12 that this patient may have is among the drafts: what is to be taken back treats nobody."""
        return self.drafted(self.allowed)

    @property
    def injection_drafted(self) -> bool:
        """True where an injection that this patient may have is among the drafts."""
        return self.drafted(self.injects)

    @property
    def b12_in_mixture_alone(self) -> bool:
        """True where the only B12 that is taken, or drafted, is one of several things in a product: too little, perhaps."""
        if self.on_injections or self.drafted(lambda order: self.allowed(order) and not order.mixture):
            return False
        on, statements = self.answer.on, self.answered.case.statements
        taken = [s for s in statements if s.fact == "oral_b12" and s.present and (s.until is None or s.until >= on)]
        return all(each.note == IN_MIXTURE for each in taken) and (self.known("oral_b12") or self.b12_drafted)

    @property
    def tablets_there(self) -> bool:
        """True where B12 tablets are taken, or drafted for a patient who may have them."""
        return self.known("oral_b12") or self.drafted(self.replaces_by_mouth)

    def injects(self, order: Order) -> bool:
        """True for an injection that this patient may have."""
        return order.for_injection and self.allowed(order)

    def replaces_by_mouth(self, order: Order) -> bool:
        """True for tablets of B12 alone that this patient may have."""
        return order.swallowed and not order.mixture and self.allowed(order)

    def allowed(self, order: Order) -> bool:
        """True for B12 that no allergy forbids, nor Leber's disease, settled or not: cyanocobalamin, or B12 that may be it."""
        if self.no_cyanocobalamin and order.product in MAY_BE_CYANOCOBALAMIN:
            return False
        return order.cobalamin and not self.allergic

    def ends(self, order: Order) -> bool:
        """True for what would stop injections that this patient may have."""
        forbidden = self.leber and order.stops in MAY_BE_CYANOCOBALAMIN
        return order.stops is not None and not forbidden and not self.allergic

    @property
    def tests_drafted(self) -> frozenset[str]:
        """The tests among the drafts, or ordered already."""
        return frozenset[str]().union(*(order.tests for order in self.orders))

    def waiting(self, wanted: Callable[[Order], bool]) -> Orders:
        """The orders of a kind that stand in the record, the latest first."""
        found = [order for order in self.orders if order.since is not None and wanted(order)]
        return tuple(sorted(found, key=lambda order: order.since or date.min, reverse=True))

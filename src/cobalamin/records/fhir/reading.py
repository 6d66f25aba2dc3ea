"""What has been read of one patient so far, and what a code means at this site."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import Product, TreatmentEvent
from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.diagnosis_names import Names, allergies_named, findings_named
from cobalamin.records.fhir.bindings import NOTHING, UNREAD, Binding, Bindings, Coded
from cobalamin.records.fhir.resources import (
    AllergyIntolerance,
    Condition,
    Medication,
    Medicine,
    Observation,
    Procedure,
    Read,
    Resource,
    Substance,
    kind_of,
)
from cobalamin.records.fhir.types import CONCEPT, CodeableConcept, Reference
from cobalamin.records.fhir.unread import (
    EXPECTED_IN,
    READ_IN,
    SentByName,
    SentElsewhere,
    is_understood,
    system_of,
    understood_by_code,
)
from cobalamin.records.fhir.values import as_sent, called_low, start, verification_of, when_observed
from cobalamin.records.identifiers import pointed, unversioned
from cobalamin.records.messages import short
from cobalamin.records.moments import span
from cobalamin.records.notes import (
    injection_said,
    injects_at_home,
    names_end_of_life,
    names_fear_of_needles,
    names_injection_declined,
)
from cobalamin.records.record import Missing, Source, Statement, Tells, Unread, Why, asked_about
from cobalamin.records.result_names import result_of_all, states_a_level
from cobalamin.records.results import FINAL, WITHDRAWN
from cobalamin.records.site import Site

_speaks_of_b12 = lru_cache(maxsize=16_384)(unmapped_but_relevant)


def keep(medicines: dict[str, Medication | Substance], name: str, medicine: Medication | Substance) -> None:
    """A medicine under its name. Of two of which nobody knows the newer the one that says more, whichever came first."""
    met = medicines.get(name)
    medicines[name] = medicine if met is None else max(met, medicine, key=_says)


def _says(medicine: Medication | Substance) -> tuple[bool, bool, bytes]:
    stands = getattr(medicine, "status", None) != "entered-in-error"
    return stands, medicine.code is not None, msgspec.json.encode(medicine)


@dataclass(slots=True)
class Reading:
    """One patient's record as it grows; `medications` are what entries point to, substances too, by type and id and by address."""

    bindings: Bindings
    site: Site | None = None
    results: list[Unread] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    treatment: list[TreatmentEvent] = field(default_factory=list)
    problems: list[Missing] = field(default_factory=list)
    medications: dict[str, Medication | Substance] = field(default_factory=dict)
    taken: dict[str, list[Medicine | Procedure]] = field(default_factory=dict)
    """What is said of medicines, and what was done, by type and id and by address: harm is laid to a dose too."""
    unread: dict[tuple[str, str], list[tuple[Source, date | None]]] = field(default_factory=dict)
    """What may be anything, by its kind and its system."""
    elsewhere: list[SentElsewhere] = field(default_factory=list)
    """The codes that were sent in other systems than theirs."""
    named: list[SentByName] = field(default_factory=list)
    """The results that are known by their names alone."""
    patient: Callable[[str], bool] = bool
    """Whether a reference is to the patient."""
    results_elsewhere: bool = False
    """Whether results are read apart from the rest, as in bulk."""

    @property
    def has_reported(self) -> bool:
        """Whether something of a resource was reported that names it."""
        return bool(self.problems or self.elsewhere or self.named or self.unread)

    def add_medicine(self, medicine: Medication | Substance, url: str) -> None:
        """Keep what others point to, by its address and by its type and id."""
        for name in filter(None, (f"{kind_of(medicine)}/{medicine.id or pointed(url)[1]}", url)):
            keep(self.medications, name, medicine)

    def add_taken(self, taken: Medicine | Procedure, url: str) -> None:
        """Keep what is said of a medicine, or what was done, by its address and by its type and id."""
        for name in {f"{kind_of(taken)}/{taken.id}", url} - {""}:
            self.taken.setdefault(name, []).append(taken)

    def pointed_to(self, pointer: Reference | None, contained: Iterable[Resource]) -> Medication | Substance | None:
        """The medicine or substance a pointer is to: inside its own resource, else where it was sent; None where it was not.

        One without a type is to a medicine, else to a substance.
        """
        reference = unversioned(pointer.reference if pointer is not None else None)
        inside = {f"#{each.id}": each for each in contained if isinstance(each, Medication | Substance)}
        if reference in inside:
            return inside[reference]
        kind, id = pointed(reference)
        kinds = (kind,) if kind else ("Medication", "Substance")
        names = (reference, *(f"{each}/{id}" for each in kinds if id))
        return next((self.medications[name] for name in names if name in self.medications), None)

    def meaning(self, concept: CodeableConcept | None, resource: Read) -> Binding:
        """What a concept in a resource says: its first code that asserts or denies, else the first that only hints.

        A text about B12 without any code we know is reported, never dropped.
        """
        if concept is None:
            return UNREAD if kind_of(resource) in READ_IN else NOTHING
        if len(concept.coding) != 1:
            return self._meaning(concept, resource)
        coding = concept.coding[0]
        key = coding.system, coding.code, coding.display, concept.text, resource.__class__
        found = self.bindings.concepts.get(key)
        if found is None:
            reported = self._reported()
            found = self._meaning(concept, resource)
            if self._reported() == reported:  # what is reported is reported each time
                self.bindings.remember(key, found)
        return found

    def coded(self, sent: msgspec.Raw, observation: Observation) -> Coded:
        """The code of an observation and what it says; ValidationError where it is none of FHIR R4."""
        key = bytes(sent)
        found = self.bindings.coded.get(key)
        if found is None:
            concept, reported = CONCEPT.decode(key), self._reported()
            found = concept, NOTHING if concept is None else self._meaning(concept, observation)
            if self._reported() == reported:
                self.bindings.remember_code(key, found)
        return found

    def _reported(self) -> int:
        return len(self.problems) + len(self.elsewhere) + len(self.named) + sum(map(len, self.unread.values()))

    def _meaning(self, concept: CodeableConcept, resource: Read) -> Binding:
        bindings, hint = self.bindings, NOTHING
        for coding in concept.coding:
            found = bindings[coding.system, coding.code]
            if found is not NOTHING:
                if found.yes or found.no:
                    return found
                if hint is NOTHING:
                    hint = found
        known = hint is not NOTHING
        if not known and (names := _NAMED.get(resource.__class__)) is not None:
            hint = _named(concept, names)
        if hint.unspecific and resource.__class__ is Condition:
            hint = _with_words(concept, hint)
        asks = resource.__class__ is Observation  # a result that speaks of B12 is told although it names a finding too
        if hint is NOTHING or (asks and not known):
            self._report_unmapped(concept, resource)
        return UNREAD if hint is NOTHING and self._may_be_any(concept, resource) else hint

    def _may_be_any(self, concept: CodeableConcept, resource: Read) -> bool:
        if kind_of(resource) not in READ_IN:
            return False
        return not self._is_understood(concept, resource) or bool(self._sent_elsewhere(concept, resource))

    def _is_understood(self, concept: CodeableConcept, resource: Read) -> bool:
        kind = kind_of(resource)
        return is_understood(kind, concept, self.bindings.value_sets, self._own(kind))

    def _own(self, kind: str) -> frozenset[str]:
        return self.site.looked_through(kind) if self.site is not None else frozenset()

    def _named(self, concept: CodeableConcept) -> str:
        """The fact a result without a code that is read has the name of, "" of none."""
        fact, sets = result_of_all(concept.texts), self.bindings.value_sets
        if not fact or not any(sets.concepts[name].codes for name in FACTS[fact].value_sets):
            return fact  # no code of any system is known for it
        return "" if understood_by_code("Observation", concept, sets, self._own("Observation")) else fact

    def _report_unmapped(self, concept: CodeableConcept, resource: Read) -> None:
        source = Source(f"{kind_of(resource)}/{resource.id}")
        if not _is_denied(resource):
            self._tell_declined(concept, source)
            self._tell_end_of_life(concept, source)
        if _unmapped(concept):
            tells: Tells = ""
            if resource.__class__ is Observation:  # whoever knows the test can read its value
                value = as_sent(resource) if resource.status not in WITHDRAWN else ""
                source = Source(source.where, when_observed(resource), value)
                tells = "low" if called_low(resource) and resource.status in FINAL else ""
            self.tell_of_b12(next(filter(_speaks_of_b12, concept.texts)), source, tells)
            self._add_said(concept, resource)
        elif resource.__class__ is Observation:
            if self._sent_elsewhere(concept, resource):
                self.leave_unread(concept, resource, source)
            elif (fact := self._named(concept)) != "":
                self.named.append(SentByName(system_of(concept), source.where, concept.texts[0], fact))
            elif not self._is_understood(concept, resource):
                self.leave_unread(concept, resource, source)

    def _tell_declined(self, concept: CodeableConcept, source: Source) -> None:
        """That the patient may not want injections: nobody orders them before somebody asked (register R168)."""
        for text in concept.texts:
            said = names_fear_of_needles(text) or (_speaks_of_b12(text) and names_injection_declined(text))
            if said:
                sentence = f"{source.where}: {short(text)!r}: ask whether the patient accepts injections"
                self.problems.append(Missing("in words only", sentence, source, tells="declined"))
                return

    def _tell_end_of_life(self, concept: CodeableConcept, source: Source) -> None:
        """That the patient is in palliative care: nobody is called to a dose before somebody asked (register R170)."""
        if text := next(filter(names_end_of_life, concept.texts), ""):
            sentence = f"{source.where}: {short(text)!r}: ask whether B12 is still wanted"
            self.problems.append(Missing("in words only", sentence, source, tells="end of life"))

    def _add_said(self, concept: CodeableConcept, resource: Read) -> None:
        """An injection that stands in words alone among what was done or observed: no dose, and asked about (register R128)."""
        said = (injection_said(text) for text in concept.texts)
        product: Product | None = next((each for each in said if each is not None), None)
        sets = self.bindings.value_sets
        if any(sets.exclusions_of(coding.system, coding.code) for coding in concept.coding):
            return
        if product is None or not isinstance(resource, Observation | Procedure) or resource.status not in _DONE:
            return
        when = (
            when_observed(resource)
            if isinstance(resource, Observation)
            else start(resource.performedDateTime, resource.performedPeriod)
        )
        source = Source(f"{kind_of(resource)}/{resource.id}", when)
        self.treatment.append(
            TreatmentEvent("order", span(when), source.where, product, None, "injection", when_text=when, said=True)
        )
        what = f"recorded in words ({short(concept.texts[0])!r}), without a code that is known; ask whether this is correct"
        self.statements.append(asked_about("b12_injections", "in words only", what, source))

    def _sent_elsewhere(self, concept: CodeableConcept, resource: Read) -> list[SentElsewhere]:
        """The codes that are by their form of a system we know, and were sent in another or in none."""
        found = [(coding, self.bindings.elsewhere(coding.system, coding.code)) for coding in concept.coding]
        if not any(meant for _, meant in found):
            return []
        kind, where = kind_of(resource), f"{kind_of(resource)}/{resource.id}"
        return [
            SentElsewhere(coding.system or "", meant.system, where, coding.code or "", meant.facts)
            for coding, meant in found
            if meant is not None and meant.system in EXPECTED_IN[kind]
        ]

    def tell_of_b12(self, text: str, source: Source, tells: Tells = "") -> None:
        """Report words that speak of B12 beside no code that is known; a medicine is not presumed to be none for it."""
        value = f", sent as {source.sent!r}," if source.sent else ""
        if not tells and source.where.startswith(_HOLDING_RESULTS) and states_a_level(text):
            tells = "perhaps a level"
        sentence = f"{source.where}: {short(text)!r}{value} mentions B12 and has no known code; map it in the site file"
        whole = source.where.startswith("Medication")
        tells = "at home" if injects_at_home(text) else tells
        self.problems.append(
            Missing("unmapped", sentence, source, whole_resource=whole, tells="perhaps B12" if whole else tells)
        )

    def leave_out(self, source: Source, why: str, *, part: bool = False, tells: Tells = "") -> None:
        """Report a resource, or a part of one, that may say something and cannot be read."""
        sentence = f"{source.where} was left out: {why}"
        self.problems.append(Missing("unreadable", sentence, source, whole_resource=not part, tells=tells))

    def leave_unread(
        self, concept: CodeableConcept | None, resource: Read, source: Source, until: date | None = None
    ) -> None:
        """Report an entry that may be anything, until a day; of one kind in one system all are told together."""
        if concept is not None and (sent := self._sent_elsewhere(concept, resource)):
            self.elsewhere += (each._replace(until=until) for each in sent)
            return
        self.unread.setdefault((kind_of(resource), system_of(concept)), []).append((source, until))

    def tell(self, why: Why, sentence: str, where: str, when: str = "", *, tells: Tells = "") -> None:
        """Report what was recorded and is not used."""
        self.problems.append(Missing(why, sentence, Source(where, when), tells=tells))


_HOLDING_RESULTS = ("Observation/", "DiagnosticReport/")
_DONE = ("completed", "in-progress", "final", "amended", "corrected", None)
"""The statuses of what was done, and of what was observed."""
_NAMED: Mapping[type, Names] = {
    Condition: findings_named,
    Procedure: findings_named,
    Observation: findings_named,
    AllergyIntolerance: allergies_named,
}
"""What is read of the names of these where their codes say nothing."""


def _named(concept: CodeableConcept, names: Names) -> Binding:
    spoken = [text for text in concept.texts if names(text)]
    found = tuple(dict.fromkeys(fact for text in spoken for fact in names(text)))
    return Binding(named=found, words=spoken[0]) if found else NOTHING


_SAID_BY_WORDS = ("b12_deficiency_diagnosed",)


def _with_words(concept: CodeableConcept, hint: Binding) -> Binding:
    """A code wider than a fact whose words say the fact: E53.8 beside *vitamin B12 deficiency* (register R29)."""
    said = _named(concept, findings_named)
    both = tuple(fact for fact, _ in hint.unspecific if fact in _SAID_BY_WORDS and fact in said.named)
    others = tuple(each for each in hint.unspecific if each[0] not in both)
    return hint._replace(named=both, words=said.words, unspecific=others) if both else hint


def _is_denied(resource: Read) -> bool:
    """Whether it is a diagnosis that does not hold."""
    if not isinstance(resource, Condition):
        return False
    return verification_of(resource.verificationStatus) in ("entered-in-error", "refuted")


def _unmapped(concept: CodeableConcept) -> bool:
    """Whether a text of a concept without a meaning speaks of B12: asked of most of a record, so without `texts`."""
    own = concept.text
    if own is not None and _speaks_of_b12(own):
        return True
    for coding in concept.coding:
        shown = coding.display
        if shown is not None and shown != own and _speaks_of_b12(shown):
            return True
    return False

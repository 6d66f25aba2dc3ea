"""FHIR R4 to a case: every fact with its provenance, every fact that cannot be used with its reason.

One typed decode reads only the fields used here; a resource that does not fit is a missing fact, never a crash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from typing import Any

import msgspec

from cobalamin.knowledge.facts import FACTS, Entry
from cobalamin.knowledge.treatment import Product, Route, Span, TreatmentEvent, on_day
from cobalamin.language.nodes import Finding, Measure
from cobalamin.records.bindings import Binding, Bindings
from cobalamin.records.case import MAX_BYTES, decoded, span_of
from cobalamin.records.codes import RecordError, ValueSets, shipped, unmapped_but_relevant
from cobalamin.records.record import Case, Missing, Pending, Result, Source, Statement, Word
from cobalamin.records.results import Sent, read_result
from cobalamin.records.units import Comparator, parse_result

# --- the fields that are read ----------------------------------------------------------------------------------------


class Coding(msgspec.Struct, gc=False):
    """A code in a system."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


class CodeableConcept(msgspec.Struct):
    """Codes and text for one concept."""

    coding: list[Coding] = []
    text: str | None = None


class Quantity(msgspec.Struct, gc=False):
    """A number as sent, with its unit text and unit code."""

    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Range(msgspec.Struct):
    """A reference range."""

    low: Quantity | None = None
    high: Quantity | None = None


class Period(msgspec.Struct, gc=False):
    """From when to when."""

    start: str | None = None
    end: str | None = None


class Reference(msgspec.Struct, gc=False):
    """A pointer to another resource."""

    reference: str | None = None


class DoseAndRate(msgspec.Struct):
    """How much."""

    doseQuantity: Quantity | None = None  # noqa: N815


class Dosage(msgspec.Struct):
    """How a medicine is given. `dose` is where MedicationAdministration holds it."""

    route: CodeableConcept | None = None
    text: str | None = None
    doseAndRate: list[DoseAndRate] = []  # noqa: N815
    dose: Quantity | None = None


class Component(msgspec.Struct):
    """A result inside a result."""

    code: CodeableConcept | None = None
    valueQuantity: Quantity | None = None  # noqa: N815
    valueString: str | None = None  # noqa: N815
    valueCodeableConcept: CodeableConcept | None = None  # noqa: N815
    interpretation: list[CodeableConcept] | CodeableConcept = []
    referenceRange: list[Range] = []  # noqa: N815


class Resource(Component, kw_only=True):
    """The union of the fields read from any resource; the reader of its type takes what is its own."""

    resourceType: str = ""  # noqa: N815
    id: str = ""
    status: str | None = None
    clinicalStatus: CodeableConcept | str | None = None  # noqa: N815
    verificationStatus: CodeableConcept | str | None = None  # noqa: N815
    subject: Reference | None = None
    patient: Reference | None = None
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    issued: str | None = None
    onsetDateTime: str | None = None  # noqa: N815
    onsetPeriod: Period | None = None  # noqa: N815
    abatementDateTime: str | None = None  # noqa: N815
    recordedDate: str | None = None  # noqa: N815
    performedDateTime: str | None = None  # noqa: N815
    performedPeriod: Period | None = None  # noqa: N815
    authoredOn: str | None = None  # noqa: N815
    dateAsserted: str | None = None  # noqa: N815
    intent: str | None = None
    doNotPerform: bool = False  # noqa: N815
    medicationCodeableConcept: CodeableConcept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    medication: msgspec.Raw | None = None
    form: CodeableConcept | None = None
    dosageInstruction: list[Dosage] = []  # noqa: N815
    dosage: list[Dosage] | Dosage = []
    component: list[Component] = []
    contained: list[Resource] = []
    gender: str | None = None
    birthDate: str | None = None  # noqa: N815
    deceasedBoolean: bool = False  # noqa: N815
    deceasedDateTime: str | None = None  # noqa: N815


class _Entry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: Resource | None = None


class _Bundle(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: list[_Entry] = []


class _RawEntry(msgspec.Struct):
    fullUrl: str | None = None  # noqa: N815
    resource: msgspec.Raw | None = None


class _RawBundle(msgspec.Struct):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    entry: list[msgspec.Raw] = []


_BUNDLE = msgspec.json.Decoder(_Bundle)
_RAW_BUNDLE = msgspec.json.Decoder(_RawBundle)
_RAW_ENTRY = msgspec.json.Decoder(_RawEntry)
_RESOURCE = msgspec.json.Decoder(Resource)


# --- the bundle ------------------------------------------------------------------------------------------------------


def read_bundle(data: bytes, value_sets: ValueSets | None = None) -> Case:
    """The one patient of a Bundle; RecordError where it is not a FHIR R4 Bundle of exactly one patient."""
    if len(data) > MAX_BYTES:
        raise RecordError(
            f"the file holds {len(data) // 2**20} MB, more than the {MAX_BYTES // 2**20} MB read as one patient: "
            "screen a population with `cobalamin screen`"
        )
    problems: list[Missing] = []
    try:
        bundle = _BUNDLE.decode(data)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        bundle = _entry_by_entry(data, problems)
    if bundle.resourceType != "Bundle":
        found = bundle.resourceType or "no resourceType"
        raise RecordError(f'$.resourceType: found {found}, expected "Bundle" with one Patient and what is recorded of them')
    entries = [(entry.resource, entry.fullUrl or "") for entry in bundle.entry if entry.resource is not None]
    return case_of(entries, bundle.id, problems, value_sets)


def _entry_by_entry(data: bytes, problems: list[Missing]) -> _Bundle:
    """The bundle with each bad resource left out and told; a text that is no bundle at all is refused by `decoded`."""
    try:
        raw = _RAW_BUNDLE.decode(data)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        found = decoded(data).get("resourceType")
        raise RecordError(f'$: not a FHIR Bundle that can be read (resourceType is {found!r}): check what wrote it') from None
    entries: list[_Entry] = []
    for i, text in enumerate(raw.entry):
        try:
            entry = _RAW_ENTRY.decode(text)
            if entry.resource is not None:
                entries.append(_Entry(entry.fullUrl, _RESOURCE.decode(entry.resource)))
        except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as problem:
            problems.append(_unreadable(bytes(text), i, problem))
    return _Bundle(raw.resourceType, raw.id, entries)


_NAMED = re.compile(rb'"(resourceType|id)"\s*:\s*"([^"]{1,64})"')


def _unreadable(text: bytes, i: int, problem: Exception) -> Missing:
    names = {key.decode(): value.decode(errors="replace") for key, value in reversed(_NAMED.findall(text[:4000]))}
    where = f"{names.get('resourceType', 'resource')}/{names.get('id', f'entry {i}')}"
    what = str(problem)
    sentence = f"{where} is not a FHIR R4 resource and was left out: {what[0].lower()}{what[1:]}"
    return Missing("unreadable", sentence, Source(where))


def case_of(
    resources: Iterable[tuple[Resource, str]],
    id: str = "",
    problems: Iterable[Missing] = (),
    value_sets: ValueSets | None = None,
) -> Case:
    """The case in the resources of one patient, with the full URL each stood under."""
    reader = _Reader(_bindings(value_sets), problems=list(problems))
    later: list[tuple[Resource, Callable[[_Reader, Resource], None]]] = []
    for resource, url in resources:
        kind = resource.resourceType
        if kind == "Patient":
            reader.add_patient(resource, url)
        elif kind == "Medication":
            reader.medications[resource.id] = reader.medications[url] = resource
        elif kind in _READERS:
            later.append((resource, _READERS[kind]))
    patient = reader.patient
    if patient is None:
        raise RecordError("$.entry: no Patient in the Bundle; expected exactly one, and what is recorded of them")
    for resource, read in later:
        if reader.is_of_patient(resource):
            read(reader, resource)
    born = span_of(patient.birthDate, f"Patient/{patient.id} birthDate") if patient.birthDate else None
    sex = {"female": "female", "male": "male"}.get(patient.gender or "")
    return Case(
        patient.id or id, "", None, born, None, sex,  # type: ignore[arg-type]
        patient.deceasedBoolean or patient.deceasedDateTime is not None,
        tuple(reader.results), tuple(reader.statements), tuple(reader.treatment), frozenset(), tuple(reader.problems),
    )  # fmt: skip


@cache
def _shipped_bindings() -> Bindings:
    return Bindings(shipped())


def _bindings(value_sets: ValueSets | None) -> Bindings:
    return _shipped_bindings() if value_sets is None else Bindings(value_sets)


# --- one patient's resources -----------------------------------------------------------------------------------------


@dataclass
class _Reader:
    bindings: Bindings
    patient: Resource | None = None
    patient_url: str = ""
    results: list[Pending] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    treatment: list[TreatmentEvent] = field(default_factory=list)
    problems: list[Missing] = field(default_factory=list)
    medications: dict[str, Resource] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)

    def add_patient(self, patient: Resource, url: str) -> None:
        """One patient; a second one is refused, for facts must never be mixed."""
        if self.patient is not None and patient.id != self.patient.id:
            raise RecordError(
                f"$.entry: two patients in one Bundle (Patient/{self.patient.id} and Patient/{patient.id}); send one Bundle each"
            )
        self.patient, self.patient_url = patient, url

    def is_of_patient(self, resource: Resource) -> bool:
        """Whether a resource speaks of the patient; one that names somebody else is left out and told."""
        subject = resource.subject or resource.patient
        reference = subject.reference if subject is not None else None
        if not reference or self.patient is None or reference == self.patient_url:
            return True
        if reference.rpartition("/")[2].rpartition(":")[2] == self.patient.id or reference.startswith("#"):
            return True
        if reference not in self.strangers:
            self.strangers.add(reference)
            where = f"{resource.resourceType}/{resource.id}"
            sentence = f"{where} and perhaps others speak of {reference}, not of Patient/{self.patient.id}: left out"
            self.problems.append(Missing("unreadable", sentence, Source(where)))
        return False

    def binding(self, concept: CodeableConcept | None, where: str) -> Binding | None:
        """What the first code with a meaning says; a B12-like text without one is reported, never dropped."""
        if concept is None:
            return None
        for coding in concept.coding:
            found = self.bindings.of(coding.system, coding.code)
            if found.yes or found.no or found.unspecific or found.concepts:
                return found
        for text in (concept.text, *(coding.display for coding in concept.coding)):
            if text and _relevant(text):
                sentence = f"{where}: {text!r} speaks of B12 and has no code we know; map it in the site file"
                self.problems.append(Missing("unmapped", sentence, Source(where)))
                break
        return None

    # --- observations ---

    def add_observation(self, observation: Resource, report: Resource | None = None) -> None:
        """A laboratory result, a qualitative test or a finding observed, with its components."""
        where = f"Observation/{observation.id}"
        when = _when(observation) or (_when(report) if report is not None else "")
        status = observation.status if observation.status is not None else (report.status if report is not None else None)
        self.add_component(observation, where, when, status or "unknown")
        for i, component in enumerate(observation.component):
            self.add_component(component, f"{where}#component[{i}]", when, status or "unknown")

    def add_component(self, sent: Component, where: str, when: str, status: str) -> None:
        """One coded value."""
        binding = self.binding(sent.code, where)
        if binding is None:
            return
        for fact in binding.yes:
            entry = FACTS[fact]
            if isinstance(entry.fact, Measure) or entry.group == "tests":
                self.results.append(
                    Pending(fact, _moment(when), partial(_read_component, entry, sent, where, when, status))
                )
            else:
                self.add_observed(entry, sent, where, when, status)
        self.add_unspecific(binding, where, when)

    def add_observed(self, entry: Entry, sent: Component, where: str, when: str, status: str) -> None:
        """A finding sent as an observation: its value says yes or no; without a value its presence is the finding."""
        source = Source(where, when)
        if status not in ("final", "amended", "corrected", "unknown"):
            sentence = f"{entry.fact.label}: the observation is {status}, not final"
            problem = Missing("not final", sentence, source)
            self.statements.append(Statement(entry.name, False, source, _day(when), problem=problem))
            return
        present = True
        if sent.valueCodeableConcept is not None:
            present = self.says_yes(entry, sent.valueCodeableConcept)
        self.statements.append(Statement(entry.name, present, source, _day(when)))

    def says_yes(self, entry: Entry, value: CodeableConcept) -> bool:
        """Whether a coded value means the finding is there."""
        for coding in value.coding:
            found = self.bindings.of(coding.system, coding.code)
            if entry.name in found.no:
                return False
            if entry.name in found.yes:
                return True
        return _word_of(value) == "positive"

    def add_report(self, report: Resource) -> None:
        """The results a report contains; those it points to stand in the bundle themselves."""
        for inner in report.contained:
            if inner.resourceType == "Observation":
                inner.id = inner.id or report.id
                self.add_observation(inner, report)

    # --- conditions, procedures, allergies ---

    def add_condition(self, condition: Resource) -> None:
        """A diagnosis: active counts, resolved ends what does not last for life, refuted denies."""
        where = f"Condition/{condition.id}"
        clinical, verification = _code(condition.clinicalStatus, where), _code(condition.verificationStatus, where)
        if verification == "entered-in-error":
            return
        when = condition.recordedDate or _start(condition.onsetDateTime, condition.onsetPeriod)
        self.add_coded(condition.code, where, when or "", clinical, verification, condition.abatementDateTime or "")

    def add_allergy(self, allergy: Resource) -> None:
        """An allergy, known by its substance."""
        where = f"AllergyIntolerance/{allergy.id}"
        clinical, verification = _code(allergy.clinicalStatus, where), _code(allergy.verificationStatus, where)
        if verification == "entered-in-error":
            return
        binding = self.binding(allergy.code, where)
        substance = binding is not None and any(c in _COBALAMINS or c == "cond.b12_allergy" for c in binding.concepts)
        if binding is not None and (substance or "cobalamin_or_cobalt_allergy" in binding.yes):
            present = verification != "refuted" and clinical not in ("inactive", "resolved")
            refused = binding.unspecific and "cobalamin_or_cobalt_allergy" not in binding.yes and not any(
                c in _COBALAMINS for c in binding.concepts
            )
            if refused:
                self.add_unspecific(binding, where, allergy.recordedDate or "")
                return
            source = Source(where, allergy.recordedDate or "")
            self.statements.append(Statement("cobalamin_or_cobalt_allergy", present, source, _day(source.when), current=True))

    def add_procedure(self, procedure: Resource) -> None:
        """An operation done, or a B12 injection given."""
        where = f"Procedure/{procedure.id}"
        if procedure.status not in ("completed", "in-progress", None):
            return
        when = _start(procedure.performedDateTime, procedure.performedPeriod) or ""
        binding = self.binding(procedure.code, where)
        if binding is None:
            return
        self.add_binding(binding, where, when, "", "", "")
        if "b12_injections" in binding.yes:
            self.treatment.append(
                TreatmentEvent("administration", _span(when), where, "b12_not_named", None, "injection", when_text=when)
            )

    def add_coded(
        self, concept: CodeableConcept | None, where: str, when: str, clinical: str, verification: str, ended: str
    ) -> None:
        binding = self.binding(concept, where)
        if binding is not None:
            self.add_binding(binding, where, when, clinical, verification, ended)

    def add_binding(self, binding: Binding, where: str, when: str, clinical: str, verification: str, ended: str) -> None:
        """The findings a code asserts, as far as its status lets it."""
        source, day = Source(where, when), _day(when)
        for fact in binding.yes:
            entry = FACTS[fact]
            if isinstance(entry.fact, Measure) or entry.group == "medicines" and fact != "b12_injections":
                continue
            problem = None
            if verification in ("unconfirmed", "provisional", "differential"):
                sentence = f"{entry.fact.label}: recorded as {verification}, not confirmed"
                problem = Missing("not confirmed", sentence, source)
            over = clinical in ("inactive", "remission", "resolved") or bool(ended)
            present = verification != "refuted" and (entry.ever or not over)
            note = f"recorded as {clinical or 'ended'}" if over and not entry.ever else ""
            seen = _day(ended) if over and ended and not entry.ever else day
            self.statements.append(Statement(fact, present, source, seen, bool(clinical) and not over, problem, note))
        self.add_unspecific(binding, where, when)

    def add_unspecific(self, binding: Binding, where: str, when: str) -> None:
        """Codes wider than a fact: told, not believed."""
        for fact, reason in binding.unspecific:
            if FACTS[fact].group == "medicines":
                continue
            source = Source(where, when)
            problem = Missing("unspecific code", f"{FACTS[fact].fact.label}: {reason}", source)
            self.statements.append(Statement(fact, False, source, _day(when), problem=problem))

    # --- medicines ---

    def add_request(self, request: Resource) -> None:
        """An order: an active one says what the patient takes; it is no proof that anything was given."""
        if request.doNotPerform or request.status in ("entered-in-error", "draft", "cancelled"):
            return
        if request.intent in ("proposal", "plan"):
            return
        active = request.status in ("active", "on-hold")
        where = f"MedicationRequest/{request.id}"
        self.add_medicine(request, request.dosageInstruction, where, request.authoredOn or "", "order", active)

    def add_statement(self, statement: Resource) -> None:
        """What somebody says is taken."""
        if statement.status in ("entered-in-error", "not-taken"):
            return
        when = _start(statement.effectiveDateTime, statement.effectivePeriod) or statement.dateAsserted or ""
        active = statement.status in ("active", "intended", "on-hold", "unknown", None) and _open_ended(statement)
        where = f"MedicationStatement/{statement.id}"
        self.add_medicine(statement, _dosages(statement), where, when, "self-reported", active)

    def add_administration(self, administration: Resource) -> None:
        """A dose given."""
        if administration.status not in ("completed", "in-progress", None):
            return
        when = _start(administration.effectiveDateTime, administration.effectivePeriod) or ""
        where = f"MedicationAdministration/{administration.id}"
        self.add_medicine(administration, _dosages(administration), where, when, "administration", False)

    def add_medicine(
        self, resource: Resource, dosages: list[Dosage], where: str, when: str, kind: str, active: bool
    ) -> None:
        """The facts of one medicine entry, and for a B12 product or folic acid the treatment event."""
        concept, form = self.medicine_of(resource)
        if concept is None:
            return
        product = self.product(concept)
        taken = active or kind == "administration"
        if product is None:
            binding = self.binding(concept, where)
            for fact in binding.yes if binding is not None and taken else ():
                if FACTS[fact].group == "medicines":
                    self.statements.append(Statement(fact, True, Source(where, when), _day(when), active))
            return
        route = _route(dosages, form, concept, self.bindings)
        event_kind = {"order": "order", "self-reported": "self-reported"}.get(kind, "administration")
        self.treatment.append(
            TreatmentEvent(event_kind, _span(when), where, product, _dose(dosages), route, when_text=when)  # type: ignore[arg-type]
        )
        if taken:
            self.add_b12_taken(product, route, where, when, active)

    def add_b12_taken(self, product: Product, route: Route | None, where: str, when: str, active: bool) -> None:
        source, day = Source(where, when), _day(when)
        if product == "folic_acid":
            self.statements.append(Statement("folic_acid_without_b12", True, source, day, active))
        elif product == "cyanide_kit":
            return
        elif route is None:
            sentence = f"{where}: a B12 product without a route: it cannot be told whether it is injected or swallowed"
            self.problems.append(Missing("unreadable", sentence, source))
        else:
            fact = "oral_b12" if route in ("oral", "nasal") else "b12_injections"
            self.statements.append(Statement(fact, True, source, day, active))

    def medicine_of(self, resource: Resource) -> tuple[CodeableConcept | None, CodeableConcept | None]:
        """The medicine's codes and its dose form, from the entry itself or the Medication it points to."""
        if resource.medicationCodeableConcept is not None:
            return resource.medicationCodeableConcept, None
        if resource.medicationReference is None:
            if resource.medication is not None:
                raise RecordError(
                    f"{resource.resourceType}/{resource.id}: `medication` is FHIR R5; expected R4 with medicationCodeableConcept"
                )
            return None, None
        reference = resource.medicationReference.reference or ""
        contained = {f"#{inner.id}": inner for inner in resource.contained}
        medication = contained.get(reference) or self.medications.get(reference) or self.medications.get(reference.rpartition("/")[2])
        return (None, None) if medication is None else (medication.code, medication.form)

    def product(self, concept: CodeableConcept) -> Product | None:
        """Which B12 product or folic acid a medicine is: by code, else by its name in the text."""
        sets = self.bindings.value_sets
        for coding in concept.coding:
            if any(match.concept == "med.hydroxocobalamin_antidote" for match in sets.exclusions_of(coding.system, coding.code)):
                return "cyanide_kit"
            for match in sets.concepts_of(coding.system, coding.code):
                named = _PRODUCTS.get(match.concept)
                if named is not None:
                    return _by_name(concept) or "b12_not_named" if named == "b12_not_named" else named
        return _by_name(concept)


_relevant = cache(unmapped_but_relevant)
_PRODUCTS: Mapping[str, Product] = {
    "med.cyanocobalamin": "cyanocobalamin", "med.cyanocobalamin_parenteral": "cyanocobalamin",
    "med.cyanocobalamin_oral": "cyanocobalamin", "med.cyanocobalamin_nasal": "cyanocobalamin",
    "med.hydroxocobalamin": "hydroxocobalamin", "med.hydroxocobalamin_parenteral": "hydroxocobalamin",
    "med.methylcobalamin": "methylcobalamin", "med.b12_combination": "b12_not_named",
    "med.b12_dmd_parenteral": "b12_not_named", "med.b12_dmd_oral": "b12_not_named", "med.b12_dmd_sublingual": "b12_not_named",
    "admin.b12_injection_procedure": "b12_not_named", "med.folic_acid": "folic_acid",
}  # fmt: skip
_COBALAMINS = frozenset({"med.cyanocobalamin", "med.hydroxocobalamin", "med.methylcobalamin"})
_NAMES: tuple[tuple[re.Pattern[str], Product], ...] = (
    (re.compile(r"cyanokit|hydroxocobalamin\W+5\s*g\b", re.I), "cyanide_kit"),
    (re.compile(r"hydroxocobalamin|hydroxycobalamin", re.I), "hydroxocobalamin"),
    (re.compile(r"cyanocobalamin", re.I), "cyanocobalamin"),
    (re.compile(r"methylcobalamin|mecobalamin", re.I), "methylcobalamin"),
    (re.compile(r"vit(amin)?\.?\s*b[\s-]?12\b|cobalamin", re.I), "b12_not_named"),
)


def _by_name(concept: CodeableConcept) -> Product | None:
    texts = [text for text in (concept.text, *(coding.display for coding in concept.coding)) if text]
    return next((product for form, product in _NAMES for text in texts if form.search(text)), None)


_READERS: Mapping[str, Callable[[_Reader, Resource], None]] = {
    "Observation": _Reader.add_observation, "DiagnosticReport": _Reader.add_report, "Condition": _Reader.add_condition,
    "Procedure": _Reader.add_procedure, "AllergyIntolerance": _Reader.add_allergy,
    "MedicationRequest": _Reader.add_request, "MedicationStatement": _Reader.add_statement,
    "MedicationAdministration": _Reader.add_administration,
}  # fmt: skip


# --- values ----------------------------------------------------------------------------------------------------------


def _read_component(entry: Entry, sent: Component, where: str, when: str, status: str) -> Result:
    """A laboratory value as sent: a quantity, a text such as ">2000*.", or only a word."""
    word = _interpretation(sent.interpretation) or _word_of(sent.valueCodeableConcept) or _spoken(sent.valueString)
    quantity, comparator = sent.valueQuantity, ""
    number: Decimal | str | None = None
    unit: str | None = None
    if quantity is not None and quantity.value is not None:
        number, comparator = quantity.value, quantity.comparator or ""
        unit = quantity.code or quantity.unit
    elif sent.valueString:
        parsed = parse_result(sent.valueString)
        if parsed is not None:
            number, comparator, unit = _text(parsed.value), parsed.comparator, parsed.unit or _range_unit(sent)
    if isinstance(entry.fact, Finding) and word in ("low", "high") and number is None:
        word = None
    low, high = _own_range(sent, unit)
    given = Sent(number, unit, _comparator(comparator), word, low, high, status)
    result = read_result(entry, given, where, when, _moment(when))
    if result.problem is not None and result.problem.why == "unit unknown" and quantity is not None and quantity.unit != unit:
        given = Sent(number, quantity.unit, _comparator(comparator), word, low, high, status)
        return read_result(entry, given, where, when, _moment(when))
    return result


def _text(value: Fraction) -> str:
    return format(float(value), ".15g")


def _comparator(text: str) -> Comparator:
    return text if text in ("<", "<=", ">", ">=") else ""  # type: ignore[return-value]


def _range_unit(sent: Component) -> str | None:
    """The unit of a text result, where its reference range names one."""
    for limits in sent.referenceRange:
        for end in (limits.low, limits.high):
            if end is not None and (end.code or end.unit):
                return end.code or end.unit
    return None


def _own_range(sent: Component, unit: str | None) -> tuple[Decimal | None, Decimal | None]:
    """The result's own limits, where they are in the unit of the result."""
    if len(sent.referenceRange) != 1:
        return None, None
    low, high = sent.referenceRange[0].low, sent.referenceRange[0].high

    def limit(end: Quantity | None) -> Decimal | None:
        same = end is not None and (end.code or end.unit) in (unit, None)
        return end.value if end is not None and same else None

    return limit(low), limit(high)


_INTERPRETATIONS: Mapping[str, Word] = {
    "L": "low", "LL": "low", "LU": "low", "N": "normal", "H": "high", "HH": "high", "HU": "high",
    "POS": "positive", "DET": "positive", "RR": "positive", "NEG": "negative", "ND": "negative", "NR": "negative",
    "IND": "indeterminate", "E": "indeterminate",
}  # fmt: skip
_SPOKEN: Mapping[str, Word] = {
    "low": "low", "decreased": "low", "normal": "normal", "within normal limits": "normal", "high": "high", "raised": "high",
    "elevated": "high", "positive": "positive", "pos": "positive", "detected": "positive", "reactive": "positive",
    "present": "positive", "negative": "negative", "neg": "negative", "not detected": "negative", "non-reactive": "negative",
    "absent": "negative", "equivocal": "indeterminate", "borderline": "borderline", "indeterminate": "indeterminate",
    "yes": "positive", "no": "negative",
}  # fmt: skip
_ANSWERS: Mapping[tuple[str, str], Word] = {
    ("http://snomed.info/sct", "10828004"): "positive", ("http://snomed.info/sct", "260385009"): "negative",
    ("http://loinc.org", "LA6576-8"): "positive", ("http://loinc.org", "LA6577-6"): "negative",
}  # fmt: skip
"""Answer codes of value-sets.json (`answers`), there marked as from memory: unverified."""


def _interpretation(sent: list[CodeableConcept] | CodeableConcept) -> Word | None:
    if isinstance(sent, CodeableConcept):
        raise RecordError("Observation: `interpretation` is a single concept, as in FHIR STU3; expected R4, where it is a list")
    for concept in sent:
        for coding in concept.coding:
            word = _INTERPRETATIONS.get(coding.code or "")
            if word is not None:
                return word
    return None


def _word_of(concept: CodeableConcept | None) -> Word | None:
    if concept is None:
        return None
    for coding in concept.coding:
        answer = _ANSWERS.get((coding.system or "", coding.code or "")) or _spoken(coding.display)
        if answer is not None:
            return answer
    return _spoken(concept.text)


def _spoken(text: str | None) -> Word | None:
    return _SPOKEN.get(text.strip().lower()) if text else None


def _code(status: CodeableConcept | str | None, where: str) -> str:
    if isinstance(status, str):
        raise RecordError(f"{where}: its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept")
    if status is None:
        return ""
    return next((coding.code for coding in status.coding if coding.code), "")


# --- dates -----------------------------------------------------------------------------------------------------------


def _when(resource: Resource) -> str:
    return (
        _start(resource.effectiveDateTime, resource.effectivePeriod) or resource.effectiveInstant or resource.issued or ""
    )


def _start(moment: str | None, period: Period | None) -> str | None:
    if moment:
        return moment
    return None if period is None else (period.start or period.end)


def _open_ended(statement: Resource) -> bool:
    return statement.effectivePeriod is None or statement.effectivePeriod.end is None


def _moment(text: str) -> datetime | None:
    """The wall-clock time as recorded: the calendar day at the clinic is what counts. A partial date is its first day."""
    if not text:
        return None
    try:
        if len(text) >= 10:
            return datetime.fromisoformat(text[:19])
        return datetime.fromisoformat(f"{text}-01-01" if len(text) == 4 else f"{text}-01")
    except ValueError:
        return None


def _day(text: str) -> date | None:
    moment = _moment(text)
    return None if moment is None else moment.date()


def _span(text: str) -> Span | None:
    if not text:
        return None
    if len(text) < 10:
        try:
            return span_of(text, "date")
        except RecordError:
            return None
    day = _day(text)
    return None if day is None else on_day(day)


# --- routes and doses ------------------------------------------------------------------------------------------------

_ROUTE_CONCEPTS: Mapping[str, Route] = {
    "admin.route_im": "intramuscular", "admin.route_sc": "subcutaneous", "admin.route_iv": "intravenous",
    "admin.route_oral": "oral", "admin.route_sublingual": "oral", "admin.route_nasal": "nasal",
}  # fmt: skip
_ROUTE_WORDS: tuple[tuple[re.Pattern[str], Route], ...] = (
    (re.compile(r"\b(i\.?m\.?|intramuscular(ly)?)\b", re.I), "intramuscular"),
    (re.compile(r"\b(s\.?c\.?|subcut\w*|deep sc)\b", re.I), "subcutaneous"),
    (re.compile(r"\b(i\.?v\.?|intravenous(ly)?)\b", re.I), "intravenous"),
    (re.compile(r"\b(inject\w*|ampou?les?|vials?|inj)\b", re.I), "injection"),
    (re.compile(r"\b(nasal|intranasal)\b", re.I), "nasal"),
    (re.compile(r"\b(p\.?o\.?|oral(ly)?|tab(let)?s?|cap(sule)?s?|sublingual|by mouth|sl)\b", re.I), "oral"),
)
_FORM_CODES: Mapping[str, Route] = {
    "385219001": "injection", "385055001": "oral", "385084005": "oral", "385023001": "oral", "385061003": "oral", "385074009": "oral",
}  # fmt: skip
_PRODUCT_ROUTES: Mapping[str, Route] = {
    "med.cyanocobalamin_parenteral": "injection", "med.hydroxocobalamin_parenteral": "injection",
    "med.b12_dmd_parenteral": "injection", "admin.b12_injection_procedure": "injection", "med.cyanocobalamin_oral": "oral",
    "med.b12_dmd_oral": "oral", "med.b12_dmd_sublingual": "oral", "med.cyanocobalamin_nasal": "nasal",
}  # fmt: skip


def _route(
    dosages: list[Dosage], form: CodeableConcept | None, concept: CodeableConcept, bindings: Bindings
) -> Route | None:
    """In order of evidence: the dosage's route, the dose form, the product code, the texts; else unknown."""
    sets = bindings.value_sets
    for dosage in dosages:
        for coding in dosage.route.coding if dosage.route is not None else ():
            named = [_ROUTE_CONCEPTS.get(m.concept) for m in sets.concepts_of(coding.system, coding.code)]
            route = next(filter(None, named), None) or _route_in(coding.code) or _route_in(coding.display)
            if route is not None:
                return route
        found = _route_in(dosage.route.text if dosage.route is not None else None)
        if found is not None:
            return found
    for coding in form.coding if form is not None else ():
        if coding.code in _FORM_CODES:
            return _FORM_CODES[coding.code]
    for coding in concept.coding:
        for match in sets.concepts_of(coding.system, coding.code):
            if match.concept in _PRODUCT_ROUTES:
                return _PRODUCT_ROUTES[match.concept]
    texts = (form.text if form is not None else None, concept.text, *(c.display for c in concept.coding), *(d.text for d in dosages))
    return next(filter(None, map(_route_in, texts)), None)


def _route_in(text: str | None) -> Route | None:
    return next((route for form, route in _ROUTE_WORDS if text and form.search(text)), None)


_MICROGRAMS: Mapping[str, int] = {"ug": 1, "mcg": 1, "µg": 1, "μg": 1, "mg": 1000, "g": 1_000_000}


def _dose(dosages: list[Dosage]) -> Fraction | None:
    """The dose in micrograms, where it is a mass."""
    for dosage in dosages:
        quantities = [dosage.dose, *(each.doseQuantity for each in dosage.doseAndRate)]
        for quantity in quantities:
            scale = _MICROGRAMS.get((quantity.code or quantity.unit or "").lower()) if quantity is not None else None
            if quantity is not None and quantity.value is not None and scale is not None:
                return Fraction(quantity.value) * scale
    return None


def _dosages(resource: Resource) -> list[Dosage]:
    return [resource.dosage] if isinstance(resource.dosage, Dosage) else resource.dosage



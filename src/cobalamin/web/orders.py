"""The orders being written: which are of B12, folic acid or a test, read with the same reader as the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cobalamin.knowledge.treatment import COBALAMINS, INJECTED, Every, Product, Route, TreatmentEvent
from cobalamin.records.codes import ValueSets, shipped
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.out import TESTS
from cobalamin.records.fhir.planned import gas_in
from cobalamin.records.fhir.products import is_antidote, is_mixture, medicine_of
from cobalamin.records.fhir.read import case_of, new_reading
from cobalamin.records.fhir.resources import BundleEntry, Medication, MedicationRequest, Patient, ServiceRequest
from cobalamin.records.fhir.types import CodeableConcept, Reference
from cobalamin.records.identifiers import patient_id
from cobalamin.records.medicine_names import (
    NAMED_B12,
    names_antidote,
    names_beside_folic,
    names_nitrous_oxide,
    product_in,
)
from cobalamin.records.site import Site
from cobalamin.web.hooks import Context, Item, Unread
from cobalamin.web.pointers import lacking, names_of

MAY_BE_CYANOCOBALAMIN: frozenset[Product] = frozenset({"cyanocobalamin", "b12_not_named"})
Request = MedicationRequest | ServiceRequest
_ENDED = frozenset({"stopped", "ended", "revoked"})
"""What was in force and is no more; a draft that is cancelled never was."""
_NO_ORDER = frozenset({"cancelled", "stopped", "completed", "ended", "revoked", "entered-in-error"})


@dataclass(frozen=True)
class Order:
    """One draft: its reference ("" where it has none), what it is of, and the facts it would make true once signed.

    `selected` is False for a draft that stands beside those in question: nothing is said about it, and it still counts.
    """

    reference: str
    product: Product | None = None
    injected: bool = False
    swallowed: bool = False
    """By mouth or by nose."""
    tests: frozenset[str] = frozenset()
    """Ids of `records.fhir.out.TESTS`."""
    facts: frozenset[str] = frozenset()
    mixture: bool = False
    """True where something else is in the product or the panel: to take it back would take that too."""
    selected: bool = True
    stops: Product | None = None
    """The B12 whose injections it would end: stopped, revoked, or not to be given; or hold back. It is no order of it."""
    held: bool = False
    """True where it would only hold them back."""
    unread: str = ""
    """Why it cannot be told what it is of."""
    since: date | None = None
    """The day it was ordered, of an order that stands in the record already; a draft of this call has none."""
    signed: bool = False
    """True for an order of the record that is in force; what is drafted there waits for a signature."""
    route: Route | None = None
    dose_ug: int | Fraction | None = None
    plan: str = ""
    """The id of the regimen that it states in figures."""
    interval: Every | None = None
    """How far apart its doses go on, where it states that in figures."""
    by_amount: bool = False
    """True of what is read as the cyanide antidote by its amount alone, which may be a slip of the unit."""

    @property
    def cobalamin(self) -> bool:
        """True for a B12 product as replacement, by whatever route."""
        return self.product in COBALAMINS

    @property
    def for_injection(self) -> bool:
        """True for B12 to be injected: hydroxocobalamin is, unless it is said to be swallowed."""
        return self.injected or (self.product == "hydroxocobalamin" and not self.swallowed)

    @property
    def b12_test(self) -> bool:
        """True for a B12 level, total or active."""
        return bool(self.tests & LEVELS)


Orders = tuple[Order, ...]


def without_mixtures(orders: Orders) -> Orders:
    """Those of B12 alone: a mixture or a panel stays, for what else is in it may be needed (register R93)."""
    return tuple(order for order in orders if not order.mixture)


def orders_in(context: Context, site: Site | None = None, *, selected_only: bool) -> Orders:
    """The drafts of the patient; with `selected_only` those not just selected are marked, and of no others it is told why
    they cannot be read. A draft without an id, which no selection can name, counts as selected; and so do all of them where no
    selection names one: then the EHR calls them otherwise there."""
    chosen = _selected(context) if selected_only else None
    medications = medications_in(context.drafts)
    found = [_unread(each) for each in _unreadable(context)]
    for url, request in _requests(context):
        order = _meant(request, order_of(request, medications, context.patientId, site))
        if order is None:
            continue
        names = _names(request, url)
        found.append(replace(order, selected=chosen is None or not names or bool(chosen & names)))
    return tuple(found)


def medications_in(items: Iterable[Item]) -> list[BundleEntry]:
    """The medicines among these, as orders point to them."""
    return [BundleEntry(item.fullUrl, item.resource) for item in items if isinstance(item.resource, Medication)]


def _unreadable(context: Context) -> Iterator[Unread]:
    """What is no FHIR R4 and may be an order of ours; the patient it is for nobody knows."""
    for item in context.drafts:
        if isinstance(item.resource, Unread) and item.resource.kind in ("", "MedicationRequest", "ServiceRequest"):
            yield item.resource


def _unread(of: Unread) -> Order:
    return Order(f"{of.kind}/{of.id}" if of.kind and of.id else "", unread="it is not FHIR R4")


def order_of(request: Request, medications: list[BundleEntry], patient: str, site: Site | None) -> Order:
    """What one request is of; `medications` are those it may point to."""
    if isinstance(request, MedicationRequest):
        order = _medicine(request, medications, patient, site)
    else:
        order = _service(request, shipped() if site is None else site.sets)
    if order != Order("") and (what := changed(request)):
        order = Order("", unread=what)
    return replace(order, reference=f"{type(request).__name__}/{request.id}" if request.id else "")


def _meant(request: Request, order: Order) -> Order | None:
    """The order; of one taken back or held nothing, but that it ends injections which may be needed for life, or holds them."""
    injects = order.cobalamin and order.for_injection
    ended = request.doNotPerform or request.status in _ENDED
    held = request.status == "on-hold" and injects and not ended
    if not (ended or held) and request.status not in _NO_ORDER:
        return order
    return Order(order.reference, stops=order.product, held=held) if (ended or held) and injects else None


def _requests(context: Context) -> Iterator[tuple[str, Request]]:
    """What the drafts say of the patient, with its address: nothing for somebody else."""
    for item in context.drafts:
        request = item.resource
        if isinstance(request, Request) and is_of(request.subject, context.patientId):
            yield item.fullUrl or "", request


def is_of(subject: Reference | None, patient: str) -> bool:
    """False only where somebody else is named."""
    reference = subject.reference if subject is not None else None
    if not reference or reference.startswith("#"):
        return True
    return patient_id(reference) == patient


def _selected(context: Context) -> frozenset[str] | None:
    """What is selected, as it is called there; None where orders are, and none of them is among the drafts."""
    chosen = frozenset(map(_relative, context.selections or []))
    unread = frozenset(f"{each.kind}/{each.id}" for each in _unreadable(context))
    drafts = ((item.fullUrl or "", item.resource) for item in context.drafts)
    known = unread.union(*(_names(each, url) for url, each in drafts if isinstance(each, Request)))
    found = bool(chosen & known) or not any(each.rpartition("/")[0] in _ORDERED for each in chosen)
    return chosen if found else None


_ORDERED = ("", "MedicationRequest", "ServiceRequest")
"""The types of what a selection may name that is looked at; one without a type may name it."""


def _names(request: Request, url: str) -> frozenset[str]:
    """What a selection may call a draft: its id, or the last of its address, which may be a bare UUID; alone or with the type."""
    ids = {request.id, _relative(url).rpartition("/")[2]} - {""}
    return frozenset((*ids, *(f"{type(request).__name__}/{id}" for id in ids)))


def _relative(reference: str) -> str:
    """A reference without a server's address, a version, or the word that it is a UUID."""
    return "/".join(reference.partition("/_history")[0].removeprefix("urn:uuid:").split("/")[-2:])


def _medicine(request: MedicationRequest, medications: list[BundleEntry], patient: str, site: Site | None) -> Order:
    """What a draft prescription is of: read as if it were signed, apart from the record."""
    signed = MedicationRequest(
        id=request.id, status="active", intent="order", contained=request.contained,
        medicationCodeableConcept=request.medicationCodeableConcept, medicationReference=request.medicationReference,
        medication=request.medication, dosageInstruction=request.dosageInstruction,
    )  # fmt: skip
    lacks = lacking(signed, names_of(medications))
    if lacks:
        return Order("", unread=f"{lacks}, which it points to, was not sent and has no name beside it")
    who = BundleEntry(None, Patient(id=patient))
    try:
        case = case_of([who, *medications, BundleEntry(None, signed)], patient, new_reading(site))
    except RecordError as problem:
        return Order("", unread=str(problem).partition(": ")[2])
    left_out = next((problem.sentence for problem in case.problems if problem.whole_resource), "")
    if left_out and (signed.medicationCodeableConcept or signed.medicationReference):
        return Order("", unread=left_out.partition(" was left out: ")[2] or left_out.partition(": ")[2])
    facts = frozenset(s.fact for s in case.statements if s.present)
    concept = _named(signed, medications, site)
    if not case.treatment:
        return Order("", facts=facts | _exposure(concept))
    said = tuple(each.text for each in request.dosageInstruction if each.text)
    order = _of_event(case.treatment[0], facts, concept)
    return replace(order, mixture=order.mixture or (order.product == "folic_acid" and names_beside_folic(said)))


def _of_event(event: TreatmentEvent, facts: frozenset[str], concept: _Concept) -> Order:
    """The order of B12 or folic acid that the reader found."""
    kit = event.product == "cyanide_kit"
    mixture = concept.mixture if event.product in COBALAMINS else not kit and names_beside_folic(concept.texts)
    return Order(
        "", event.product, event.route in INJECTED, event.route in ("oral", "nasal"), facts=facts, mixture=mixture,
        route=event.route, dose_ug=event.dose_ug, plan=event.plan, interval=event.interval,
        by_amount=kit and _ANTIDOTE not in concept.means and not names_antidote(concept.texts),
    )  # fmt: skip


_ANTIDOTE = "med.hydroxocobalamin_antidote"


class _Concept(NamedTuple):
    """What a medicine is called, and the concepts its codes stand for."""

    texts: tuple[str, ...] = ()
    means: frozenset[str] = frozenset()
    mixture: bool = False


def _named(request: MedicationRequest, medications: Iterable[BundleEntry], site: Site | None) -> _Concept:
    reading = new_reading(site)
    for each in medications:
        if isinstance(each.resource, Medication):
            reading.add_medicine(each.resource, each.fullUrl or "")
    concept, _ = medicine_of(reading, request)
    if concept is None:
        return _Concept()
    sets = reading.bindings.value_sets
    antidote = {_ANTIDOTE for each in concept.coding if is_antidote(sets, each.system, each.code)}
    means = _concepts(concept, sets, wide=True) | antidote
    return _Concept(tuple(concept.texts), means, is_mixture(sets, concept))


def _exposure(of: _Concept) -> frozenset[str]:
    """Nitrous oxide about to be given, which is an exposure and no medicine that is taken."""
    gas = names_nitrous_oxide(of.texts) or "med.nitrous_oxide" in of.means
    return frozenset({"nitrous_oxide"}) if gas else frozenset()


# --- tests -----------------------------------------------------------------------------------------------------------

_OF_CONCEPT = {concept: id for id, (concept, _) in TESTS.items()}
_B12 = rf"{NAMED_B12}|\bcobalamin"
_TEST_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"holo\W?transcobalamin|\bholo\W?tc\b|active\s+(vit\w*\W+)?({_B12})", re.I), "active_b12"),
    (re.compile(rf"{_B12}|\bha?ematinic", re.I), "total_b12"),
    (re.compile(r"m[eé]th?[yi]lmal[oó]n|\bmma\b", re.I), "mma"),
    (re.compile(r"homoc[yi]ste[ií]n", re.I), "homocysteine"),
    (re.compile(r"intrinsic factor", re.I), "intrinsic_factor_antibody"),
    (
        re.compile(r"(full|complete) blood count|\b[fc]bc\b|\bh[ae]*mogram|blutbild|bloedbeeld", re.I),
        "full_blood_count",
    ),
)
"""Haematinics are B12, folate and ferritin; what is in an *anaemia screen* differs by laboratory, so it is no B12 test."""
_PANEL = re.compile(
    r"\bf[oó]l|ferritin|\biron\b|ha?ematinic|panel|profile|screen|homoc|malon|\bmma\b|\bcount\b|[&+]|\band\b|\bund\b|\by\b|"
    r"\ben\b(?! (suero|sangre|plasma|ayunas)\b)",
    re.I,
)
_NO_TEST = re.compile(
    r"administ|absorption|binding|antibod\w* (to|against) (b12|cobalamin)|referr|educat|counsel|advice|supplement|\bdiet",
    re.I,
)
_NO_SERUM = re.compile(r"\burin|\bbody fluid|\bcsf\b", re.I)
"""A B12 that is measured elsewhere than in the blood is no level (the value sets leave it out too)."""
_NAMES_B12 = re.compile(rf"{_B12}|cobalamin", re.I)
_BY_NEEDLE = re.compile(r"\binj|\binye[ck]|\biniez|\bspritz|\bshots?\b|\bi\.m\.|(?-i:\bIM\b)(?! SERUM)", re.I)
"""In capitals, for a German laboratory measures *Vitamin B12 im Serum*."""
_STOP = re.compile(r"\b(stop|discontinu|cease|withdraw)", re.I)
_ABOUT_INJECTIONS = re.compile(r"\b(review|train|teach|educat|counsel|advice)", re.I)
_INJECTION = "admin.b12_injection_procedure"
_INJECTED_AS: dict[str, Product] = {
    "med.cyanocobalamin_parenteral": "cyanocobalamin", "med.hydroxocobalamin_parenteral": "hydroxocobalamin",
}  # fmt: skip
"""What a code of an injection names: J3420 is a procedure and says cyanocobalamin too."""


def _service(request: ServiceRequest, sets: ValueSets) -> Order:
    """A test by its code, else by its name; or a B12 injection that is ordered as a procedure."""
    if any(gas_in(request)):
        return Order("", facts=frozenset({"nitrous_oxide"}))
    if request.code is None:
        return Order("")
    matched, texts = _concepts(request.code, sets), request.code.texts
    tests = frozenset(_OF_CONCEPT[concept] for concept in matched if concept in _OF_CONCEPT)
    if _says_stop(request.code, texts, sets):
        return Order("", stops=product_in(*texts) or "b12_not_named")
    coded = matched & {_INJECTION, *_INJECTED_AS}
    if coded or (not tests and any(map(_is_to_inject, texts))):
        named = {product for concept, product in _INJECTED_AS.items() if concept in matched}
        product = named.pop() if len(named) == 1 else product_in(*texts)
        return Order("", product or "b12_not_named", injected=True)
    tests = tests or frozenset(_tests_named(texts))
    return Order("", tests=tests, mixture=len(tests) > 1 or any(map(_PANEL.search, texts)))


def _is_to_inject(text: str) -> bool:
    """Both words, in whatever order; looked for one by one, for a name may be as long as a body."""
    return bool(_NAMES_B12.search(text) and _BY_NEEDLE.search(text) and not _ABOUT_INJECTIONS.search(text))


def _says_stop(code: CodeableConcept, texts: Iterable[str], sets: ValueSets) -> bool:
    """Whether injections are to be stopped, by the code that looks like their order and is excluded, or in words."""
    excluded = (match.concept for c in code.coding for match in sets.exclusions_of(c.system, c.code))
    words = any(_NAMES_B12.search(text) and _BY_NEEDLE.search(text) and _STOP.search(text) for text in texts)
    return _INJECTION in excluded or words


def _concepts(concept: CodeableConcept, sets: ValueSets, *, wide: bool = False) -> frozenset[str]:
    """What its codes mean; a code that is wider says nothing, but where only the substance is asked for."""
    matches = (match for c in concept.coding for match in sets.concepts_of(c.system, c.code))
    return frozenset(match.concept for match in matches if wide or match.role != "broad")


def _tests_named(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if _NO_TEST.search(text) or (_ABOUT_INJECTIONS.search(text) and _BY_NEEDLE.search(text)):
            continue
        named = [id for form, id in _TEST_NAMES if form.search(text)]
        no_level = "active_b12" in named or bool(_NO_SERUM.search(text))
        yield from (id for id in named if id != "total_b12" or not no_level)

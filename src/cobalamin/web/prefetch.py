"""What the service asks an EHR to send along, and the five states in which it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import shipped
from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.out import SYSTEMS
from cobalamin.records.fhir.resources import READ_TYPES, kind_of
from cobalamin.records.fhir.unfit import unfit_in
from cobalamin.records.fhir.unsent import Issue
from cobalamin.records.forms import fitting, reader
from cobalamin.records.record import Missing
from cobalamin.records.select import RESTS_ON
from cobalamin.records.site import Site
from cobalamin.web.hooks import (
    ITEM,
    LOOSE,
    Bundle,
    HookRequest,
    Item,
    Link,
    OperationOutcome,
    Sent,
    SentResource,
)

PAGE = 200
"""How many entries a page may hold: an engineering limit."""
RESULTS, CONDITIONS, PRESCRIPTIONS, ORDERS = "results", "conditions", "prescriptions", "orders"
FINDINGS, HARM, IMMUNIZATIONS, FAMILY = "findings", "harm", "immunizations", "family"
MEDICINES = (PRESCRIPTIONS, "statements", "administrations", "dispenses")


@dataclass(frozen=True)
class Template:
    """One prefetch key and its query."""

    key: str
    query: str
    optional: bool = False
    """Whether the record is whole without it: few servers keep what was dispensed, and what was is nearly always ordered too;
    fewer keep reports of harm, which R4 finds by their subject alone, findings as Observations, B12 among the vaccinations, or
    what the family has.
    """
    demanded: tuple[str, ...] = ()
    """What a server may demand besides, widest first: asked only where the query alone is refused, for others know it not."""

    @cached_property
    def kind(self) -> str:
        """The resource type it asks for."""
        return self.query.partition("?")[0].partition("/")[0]

    @cached_property
    def type(self) -> type:
        """The same as the type of what is read."""
        return READ_TYPES[self.kind]


_CODED_BY = ("loinc", "sct")
_MEASURED, _FOUND = ("lab.", "obs."), ("cond.", "admin.")


def _results(site: Site | None) -> str:
    """Every code of LOINC and of SNOMED CT, by which the NHS codes results, of a laboratory or observation concept that a fact
    names, and the site's own: token equality.
    """
    found = (f"{SYSTEMS[system]}|{code}" for system, code in _shipped(_MEASURED) if system in _CODED_BY)
    return ",".join(dict.fromkeys((*found, *_local(_MEASURED, site))))


def _findings(site: Site | None) -> str:
    """Every finding's code of SNOMED CT, by which general practice keeps what is no problem of its list as an Observation, and
    the site's own. Without their system, which is what is read when they come: with it no server takes an address of the length.
    """
    found = (code for system, code in _shipped(_FOUND) if system == "sct")
    return ",".join(dict.fromkeys((*found, *_local(_FOUND, site))))


def _concepts(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for entry in FACTS.values() for name in entry.value_sets if name.startswith(kinds)))


def _shipped(kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    rows = (row for name in _concepts(kinds) for row in shipped().concepts[name].codes)
    return ((system, code) for system, code, role in rows if role != "exclude")


def _local(kinds: tuple[str, ...], site: Site | None) -> Iterator[str]:
    concepts = _concepts(kinds)
    for system, code, match in site.codes if site is not None else ():
        if match.concept in concepts and match.role != "exclude":
            yield f"{system}|{code}"


_INTENTS = ("intent=order,plan,original-order,reflex-order,filler-order,instance-order,option", "intent=order,plan")
"""Every intent that is read. US Core lets a server demand the parameter, and one of athenahealth knows the first two alone."""


@lru_cache(maxsize=8)
def templates(site: Site | None = None) -> tuple[Template, ...]:
    """The prefetch templates: the patient, results by code, the whole lists that hold every coded fact, and what is ordered.

    Orders are asked for by their state alone: laboratories order panels under codes of their own, or by name (register R96).
    """
    of_patient = "patient={{context.patientId}}"
    return (
        Template("patient", "Patient/{{context.patientId}}"),
        Template(RESULTS, f"Observation?{of_patient}&code={_results(site)}&_sort=-date&_count={PAGE}"),
        Template(FINDINGS, f"Observation?{of_patient}&code={_findings(site)}&_count={PAGE}", optional=True),
        Template(CONDITIONS, f"Condition?{of_patient}&_count={PAGE}"),
        Template("procedures", f"Procedure?{of_patient}&_count={PAGE}"),
        Template(PRESCRIPTIONS, f"MedicationRequest?{of_patient}&_count={PAGE}", demanded=_INTENTS),
        Template("statements", f"MedicationStatement?{of_patient}&_count={PAGE}"),
        Template("administrations", f"MedicationAdministration?{of_patient}&_count={PAGE}"),
        Template("dispenses", f"MedicationDispense?{of_patient}&_count={PAGE}", optional=True),
        Template("allergies", f"AllergyIntolerance?{of_patient}&_count={PAGE}"),
        Template(HARM, f"AdverseEvent?subject=Patient/{{{{context.patientId}}}}&_count={PAGE}", optional=True),
        Template(IMMUNIZATIONS, f"Immunization?{of_patient}&_count={PAGE}", optional=True),
        Template(FAMILY, f"FamilyMemberHistory?{of_patient}&_count={PAGE}", optional=True),
        Template(ORDERS, f"ServiceRequest?{of_patient}&status=active,draft&_sort=-authored&_count={PAGE}"),
    )


REPORTS = Template(
    "reports", f"DiagnosticReport?patient={{{{context.patientId}}}}&_count={PAGE}", demanded=("category=LAB",)
)
"""Asked for only where a result has no date of its own, which a report may lend it (R127); no EHR is asked to send them."""


def query_for(template: Template, patient: str) -> str:
    """The template with its token filled in; `patient` is a checked FHIR id."""
    return template.query.replace("{{context.patientId}}", patient)


class State(StrEnum):
    """How a prefetch key arrived. ABSENT and FAILED leave facts unknown; NULL and EMPTY say that nothing was found."""

    ABSENT = "absent"
    NULL = "null"
    EMPTY = "empty"
    FAILED = "failed"
    DATA = "data"


@dataclass
class Arrival:
    """One key: its state, its resources with their full URLs, the next page if any, and why it is not whole."""

    state: State
    items: list[Item] = field(default_factory=list)
    next: str = ""
    fault: str = ""
    ill_asked: bool = False
    """Whether a server refused the question, and may answer another."""
    total: int | None = None
    """How many a search says that it found, on all its pages."""
    cut: bool = False
    """Whether there is more of it that did not come: a page, or what a search found or failed to find."""
    unfit: list[Missing] = field(default_factory=list)
    """What does not fit FHIR R4 and may be a level of B12, or B12 as a medicine."""

    @property
    def answered(self) -> bool:
        """True where something was sent, or that there is nothing."""
        return self.state not in (State.ABSENT, State.FAILED)

    @property
    def whole(self) -> bool:
        """True where everything there is was seen: nothing failed, no page is missing."""
        return self.answered and not self.next and not self.fault

    def note(self, fault: str) -> None:
        """One more reason why it is not whole."""
        self.fault = f"{self.fault}; {fault}" if self.fault else fault

    def cut_off(self, why: str) -> None:
        """The rest of it did not come."""
        self.note(why)
        self.cut = True

    def count(self) -> None:
        """Once no page is left: fewer than a search found are not all, also where nothing points to the rest."""
        came = len(self.items)
        if self.total is not None and self.total > came and not self.next:
            self.cut_off(f"the search found {self.total}, and {came or 'none'} came")
            self.state = State.DATA if came else State.FAILED


_SENT = reader(SentResource | None)
_LINK = reader(Link)


Sending = Sent | msgspec.Raw | bytes | msgspec.UnsetType | None
"""A prefetch value: read already, still raw, null, or not sent at all."""


def arrival_of(sent: Sending, kind: str) -> Arrival:
    """The state of one prefetch value; `kind` is the resource type the key asks for."""
    match sent:
        case msgspec.UnsetType():
            return Arrival(State.ABSENT, fault="not sent")
        case None:
            return Arrival(State.NULL)
        case msgspec.Raw() | bytes():
            return _read(sent, kind)
        case _:
            return _arrived(sent, kind)


def _read(raw: msgspec.Raw | bytes, kind: str) -> Arrival:
    try:
        sent = _SENT.decode(raw)
    except UNFIT:
        return _piece_by_piece(raw, kind)
    return arrival_of(sent, kind)


def arrivals_of(request: HookRequest) -> dict[str, Arrival]:
    """Every template's arrival in what was sent with the request."""
    sent = request.prefetch or {}
    arrivals = {t.key: arrival_of(sent.get(t.key, msgspec.UNSET), t.kind) for t in templates()}
    for arrival in arrivals.values():
        arrival.count()
    return arrivals


def _arrived(sent: Sent, kind: str) -> Arrival:
    match sent:
        case OperationOutcome():
            return Arrival(State.FAILED, fault="the EHR tried to read it and failed")
        case Bundle():
            return _of_bundle(sent, kind)
        case _ if kind_of(sent) == kind:
            return Arrival(State.DATA, [Item(None, sent)])
        case _:
            return Arrival(State.FAILED, fault=f"something other than {kind} was sent")


def _of_bundle(sent: Bundle, kind: str) -> Arrival:
    outcomes = [item.resource for item in sent.entry if isinstance(item.resource, OperationOutcome)]
    found = [item for item in sent.entry if item.resource is not None]
    if outcomes:
        found = [item for item in found if not isinstance(item.resource, OperationOutcome)]
    issues = [issue for outcome in outcomes for issue in outcome.issue]
    failed = any(issue.is_error for issue in issues)
    following = next((link.url for link in sent.link if link.relation == "next"), "")
    fault = _fault_in(issues)
    if not found and not following and failed:
        return Arrival(State.FAILED, fault=fault)
    state = State.DATA if found or following else State.EMPTY
    cut = failed or any(issue.may_come for issue in issues)
    return Arrival(state, found, following, fault, total=sent.total, cut=cut)


def _fault_in(issues: Iterable[Issue]) -> str:
    """What an EHR says that is missing from a search, with the code it gives where it only warns of it."""
    missing = sorted((issue for issue in issues if issue.leaves_out), key=lambda issue: not issue.is_error)
    if not missing:
        return ""
    if missing[0].is_error:
        return "the EHR says that part of the search failed"
    return f"the EHR says that it left a part of it out: {missing[0].code}"


def _piece_by_piece(raw: bytes | msgspec.Raw, kind: str) -> Arrival:
    """A Bundle with each bad resource left out and counted; anything else unreadable has failed."""
    loose = fitting(LOOSE, raw)
    if loose is None:
        return Arrival(State.FAILED, fault="what was sent is no FHIR R4 resource (JSON in UTF-8)")
    if loose.resourceType != "Bundle":
        return Arrival(State.FAILED, fault=f"what was sent is no readable {kind}")
    items: list[Item] = []
    unfit: list[Missing] = []
    for i, piece in enumerate(loose.entry):
        try:
            items.append(ITEM.decode(piece))
        except UNFIT as problem:
            unfit.append(unfit_in(piece).told(problem, f"$.entry[{i}]"))
    bad = len(unfit)
    links = tuple(fitting(_LINK, piece) or Link() for piece in loose.link)
    found = _of_bundle(Bundle(tuple(items), links), kind)
    found.fault = (
        f"{bad} resource{' is' if bad == 1 else 's are'} no FHIR R4 (JSON in UTF-8) and {'was' if bad == 1 else 'were'} left out"
        if bad
        else "a link or number of it is not FHIR R4"
    )
    found.unfit = [each for each in unfit if each.tells]
    if not found.items and not found.next:
        found.state = State.FAILED
    return found


def lacks(template: Template, arrival: Arrival) -> bool:
    """Whether part of the record is missing: of a key that is optional, where some of it came and not the rest."""
    return not arrival.whole and (bool(arrival.items) or not template.optional)


def groups_not_whole(arrivals: dict[str, Arrival]) -> frozenset[str]:
    """The groups that may not be presumed asked about, because part of what would show them did not arrive."""
    missing = (t for t in templates() if lacks(t, arrivals[t.key]))
    return frozenset[str]().union(*(RESTS_ON.get(template.kind, frozenset()) for template in missing))

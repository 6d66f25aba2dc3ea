"""The resources of FHIR R4 that hold facts, each with the fields that are read of it; every other type is passed over whole.

One typed decode of a Bundle reads these and no more: the type of a resource chooses its fields, so that bills and visits,
a quarter of most records, cost a look at their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Union, get_args

import msgspec

from cobalamin.records.fhir.types import (
    NOT_SENT,
    Anything,
    Asked,
    CodeableConcept,
    Component,
    Dosage,
    Ingredient,
    Modifiers,
    PatientLink,
    Period,
    Quantity,
    Reaction,
    Reference,
    Valued,
)
from cobalamin.records.forms import reader

NO_META = msgspec.Raw(b"{}")


class _Typed(msgspec.Struct, tag_field="resourceType", tag=True, kw_only=True, gc=False):
    """A resource by its type; `patient` is where some types name whom they speak of."""

    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    modifierExtension: Modifiers = ()  # noqa: N815
    implicitRules: str | None = None  # noqa: N815
    meta: msgspec.Raw = NO_META


class Passed(msgspec.Struct, gc=False):
    """A resource of a type that is never read: nothing of it is."""


class OperationOutcome(Passed, tag_field="resourceType", tag=True, gc=False):
    """What a server says of what it was asked: nothing of a patient, and perhaps that the answer is lacking."""

    issue: msgspec.Raw = NOT_SENT


class Composition(Passed, tag_field="resourceType", tag=True, gc=False):
    """What a document is made of: of its sections only those without entries are looked at (see `summaries.py`)."""

    id: msgspec.Raw = NOT_SENT
    section: msgspec.Raw = NOT_SENT


class Patient(_Typed, gc=False):
    """Who the record is about."""

    gender: str | None = None
    birthDate: str | None = None  # noqa: N815
    deceasedBoolean: bool = False  # noqa: N815
    deceasedDateTime: str | None = None  # noqa: N815
    active: Anything | bool | str | None = None
    link: tuple[PatientLink, ...] = ()
    identifier: msgspec.Raw = NOT_SENT


class Observation(Valued, tag_field="resourceType", tag=True, kw_only=True, gc=False):
    """A result or a finding. A record repeats its codes: each is decoded when it is first met (see `reading.py`)."""

    code: msgspec.Raw = NOT_SENT
    id: str = ""
    subject: Reference | None = None
    patient: Reference | None = None
    implicitRules: str | None = None  # noqa: N815
    meta: msgspec.Raw = NO_META
    status: str | None = None
    focus: tuple[Reference, ...] = ()
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    issued: str | None = None
    component: tuple[Component, ...] = ()
    contained: tuple[AnyResource, ...] = ()
    hasMember: msgspec.Raw = NOT_SENT  # noqa: N815
    note: msgspec.Raw = NOT_SENT


class DiagnosticReport(_Typed, gc=False):
    """A report, for the results it contains and for what it concludes; its code for whether it is of B12."""

    code: msgspec.Raw = NOT_SENT
    status: str | None = None
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    effectiveInstant: str | None = None  # noqa: N815
    issued: str | None = None
    contained: tuple[AnyResource, ...] = ()
    conclusion: str | None = None
    conclusionCode: tuple[CodeableConcept, ...] = ()  # noqa: N815
    result: msgspec.Raw = NOT_SENT


class QuestionnaireResponse(_Typed, gc=False):
    """What somebody answered."""

    status: str | None = None
    authored: str | None = None
    item: tuple[Asked, ...] = ()


class Condition(_Typed, gc=False):
    """A diagnosis. Its status is coded in R4; a bare code betrays STU3."""

    code: CodeableConcept | None = None
    clinicalStatus: CodeableConcept | str | None = None  # noqa: N815
    verificationStatus: CodeableConcept | str | None = None  # noqa: N815
    recordedDate: str | None = None  # noqa: N815
    onsetDateTime: str | None = None  # noqa: N815
    onsetPeriod: Period | None = None  # noqa: N815
    abatementDateTime: str | None = None  # noqa: N815
    abatementPeriod: Period | None = None  # noqa: N815
    abatementString: str | None = None  # noqa: N815
    abatementAge: Anything | None = None  # noqa: N815
    abatementRange: Anything | None = None  # noqa: N815


class AllergyIntolerance(_Typed, gc=False):
    """An allergy. Its type is a code in R4; a concept betrays R5."""

    code: CodeableConcept | None = None
    clinicalStatus: CodeableConcept | str | None = None  # noqa: N815
    verificationStatus: CodeableConcept | str | None = None  # noqa: N815
    recordedDate: str | None = None  # noqa: N815
    type: Anything | tuple[Anything, ...] | str | None = None
    reaction: tuple[Reaction, ...] = ()


class Procedure(_Typed, gc=False):
    """An operation, or something else that was done. What other versions say otherwise is read only to say so."""

    notDone: Anything | bool | None = None  # noqa: N815
    notPerformed: Anything | bool | None = None  # noqa: N815
    occurrenceDateTime: str | None = None  # noqa: N815
    occurrencePeriod: Period | None = None  # noqa: N815
    occurenceDateTime: str | None = None  # noqa: N815
    occurencePeriod: Period | None = None  # noqa: N815
    code: CodeableConcept | None = None
    status: str | None = None
    performedDateTime: str | None = None  # noqa: N815
    performedPeriod: Period | None = None  # noqa: N815
    reasonCode: msgspec.Raw = NOT_SENT  # noqa: N815
    bodySite: msgspec.Raw = NOT_SENT  # noqa: N815
    note: msgspec.Raw = NOT_SENT


class Medication(_Typed, gc=False):
    """A medicine other entries point to."""

    status: str | None = None
    code: CodeableConcept | None = None
    form: CodeableConcept | None = None
    ingredient: tuple[Ingredient, ...] = ()
    contained: tuple[AnyResource, ...] = ()


class Substance(_Typed, gc=False):
    """What a medicine may say that it is made of."""

    code: CodeableConcept | None = None


class _OfMedicine(_Typed, gc=False):
    """What is said of a medicine. `medication` alone is R5."""

    medicationCodeableConcept: CodeableConcept | None = None  # noqa: N815
    medicationReference: Reference | None = None  # noqa: N815
    medication: Anything | None = None
    contained: tuple[AnyResource, ...] = ()
    reasonCode: msgspec.Raw = NOT_SENT  # noqa: N815
    note: msgspec.Raw = NOT_SENT


class MedicationRequest(_OfMedicine, gc=False):
    """A prescription; of its supply nothing is read (register R141)."""

    status: str | None = None
    intent: str | None = None
    doNotPerform: bool = False  # noqa: N815
    authoredOn: str | None = None  # noqa: N815
    statusReason: msgspec.Raw = NOT_SENT  # noqa: N815
    reportedBoolean: msgspec.Raw = NOT_SENT  # noqa: N815
    reportedReference: msgspec.Raw = NOT_SENT  # noqa: N815
    dosageInstruction: tuple[Dosage, ...] = ()  # noqa: N815


class MedicationStatement(_OfMedicine, gc=False):
    """What somebody says is taken. What other versions say otherwise is read only to refuse it (see `version.py`)."""

    status: str | None = None
    taken: str | None = None
    wasNotTaken: Anything | bool | None = None  # noqa: N815
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    dateAsserted: str | None = None  # noqa: N815
    statusReason: msgspec.Raw = NOT_SENT  # noqa: N815
    dosage: tuple[Dosage, ...] | Dosage = ()


class MedicationAdministration(_OfMedicine, gc=False):
    """A dose given. What other versions say otherwise is read only to refuse it (see `version.py`)."""

    status: str | None = None
    notGiven: Anything | bool | None = None  # noqa: N815
    wasNotGiven: Anything | bool | None = None  # noqa: N815
    effectiveDateTime: str | None = None  # noqa: N815
    effectivePeriod: Period | None = None  # noqa: N815
    occurrenceDateTime: str | None = None  # noqa: N815
    occurrencePeriod: Period | None = None  # noqa: N815
    occurenceDateTime: str | None = None  # noqa: N815
    occurencePeriod: Period | None = None  # noqa: N815
    statusReason: msgspec.Raw = NOT_SENT  # noqa: N815
    dosage: tuple[Dosage, ...] | Dosage = ()


class Immunization(MedicationAdministration, gc=False):
    """A vaccination: some systems keep the injections of B12 among them (register R148). What it says as a dose given does stands
    under the names of that one.
    """

    medicationCodeableConcept: CodeableConcept | None = msgspec.field(default=None, name="vaccineCode")  # noqa: N815
    effectiveDateTime: str | None = msgspec.field(default=None, name="occurrenceDateTime")  # noqa: N815
    occurrenceDateTime: str | None = msgspec.field(default=None, name="occurrenceDateTime of R5's doses")  # noqa: N815
    occurrencePeriod: Period | None = msgspec.field(default=None, name="occurrencePeriod of R5's doses")  # noqa: N815
    route: CodeableConcept | None = None
    doseQuantity: Quantity | None = None  # noqa: N815
    reaction: msgspec.Raw = NOT_SENT


class MedicationDispense(_OfMedicine, gc=False):
    """A medicine dispensed."""

    status: str | None = None
    whenPrepared: str | None = None  # noqa: N815
    whenHandedOver: str | None = None  # noqa: N815
    statusReasonCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    dosageInstruction: tuple[Dosage, ...] = ()  # noqa: N815


class CarePlan(_Typed, gc=False):
    """What is planned: read only to tell that it speaks of B12, so whatever else does not fit keeps nothing out."""

    status: msgspec.Raw = NOT_SENT
    title: msgspec.Raw = NOT_SENT
    description: msgspec.Raw = NOT_SENT
    category: msgspec.Raw = NOT_SENT
    activity: msgspec.Raw = NOT_SENT
    contained: msgspec.Raw = NOT_SENT
    created: msgspec.Raw = NOT_SENT
    period: msgspec.Raw = NOT_SENT


class AdverseEvent(_Typed, gc=False):
    """Harm that was done: read only to ask whether it was an allergy, so whatever else does not fit keeps nothing out."""

    actuality: msgspec.Raw = NOT_SENT
    event: msgspec.Raw = NOT_SENT
    suspectEntity: msgspec.Raw = NOT_SENT  # noqa: N815
    date: msgspec.Raw = NOT_SENT
    contained: msgspec.Raw = NOT_SENT


class Flag(_Typed, gc=False):
    """An alert, for what it names."""

    status: msgspec.Raw = NOT_SENT
    code: msgspec.Raw = NOT_SENT


class FamilyMemberHistory(_Typed, gc=False):
    """What a relative has: asked about and never believed of the patient, so whatever else does not fit keeps nothing out."""

    status: msgspec.Raw = NOT_SENT
    date: msgspec.Raw = NOT_SENT
    relationship: msgspec.Raw = NOT_SENT
    condition: msgspec.Raw = NOT_SENT


class ServiceRequest(_Typed, gc=False):
    """A test ordered, an injection, or what is planned: no fact of the patient, and nothing to order twice."""

    status: str | None = None
    intent: str | None = None
    authoredOn: str | None = None  # noqa: N815
    doNotPerform: bool = False  # noqa: N815
    code: CodeableConcept | None = None
    orderDetail: msgspec.Raw = NOT_SENT  # noqa: N815
    occurrenceDateTime: msgspec.Raw = NOT_SENT  # noqa: N815
    note: msgspec.Raw = NOT_SENT


class Bundle(_Typed, gc=False):
    """A bundle inside a bundle: the answers to several questions that were asked at once."""

    entry: tuple[BundleEntry, ...] = ()
    total: msgspec.Raw = NOT_SENT
    link: msgspec.Raw = NOT_SENT


class BundleEntry(msgspec.Struct, gc=False):
    """A resource and the address it stands under; in a history or a transaction also what was done to it, and when."""

    fullUrl: str | None = None  # noqa: N815
    resource: AnyResource | None = None
    request: msgspec.Raw = NOT_SENT
    response: msgspec.Raw = NOT_SENT


Medicine = MedicationRequest | MedicationStatement | MedicationAdministration | MedicationDispense
Read = (
    Patient | Observation | DiagnosticReport | Condition | AllergyIntolerance | Procedure | Medication | Substance | Medicine
    | QuestionnaireResponse | CarePlan | AdverseEvent | Flag | Immunization | FamilyMemberHistory | ServiceRequest | Bundle
)  # fmt: skip
READ_TYPES: Mapping[str, type[Read]] = {each.__name__: each for each in get_args(Read)}
"""Each type that is read, by its name."""
MEDICINES = tuple(each.__name__ for each in get_args(Medicine))
"""The types of what is said of a medicine."""
Resource = Read | Passed
"""One resource of a record."""

_PASSED = """
Account ActivityDefinition Appointment AppointmentResponse AuditEvent Basic Binary
BiologicallyDerivedProduct BodyStructure CapabilityStatement CareTeam CatalogEntry ChargeItem
ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication CommunicationRequest
CompartmentDefinition Composition ConceptMap Consent Contract Coverage CoverageEligibilityRequest
CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement
DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest EnrollmentResponse
EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario ExplanationOfBenefit
Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy ImmunizationEvaluation
ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List Location Measure
MeasureReport Media MedicationKnowledge MedicinalProduct MedicinalProductAuthorization
MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction
MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect
MessageDefinition MessageHeader MolecularSequence NamingSystem NutritionOrder ObservationDefinition
OperationDefinition Organization OrganizationAffiliation Parameters PaymentNotice
PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Provenance Questionnaire
RelatedPerson RequestGroup ResearchDefinition ResearchElementDefinition ResearchStudy
ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule SearchParameter Slot Specimen SpecimenDefinition
StructureDefinition StructureMap Subscription SubstanceNucleicAcid SubstancePolymer SubstanceProtein
SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest Task
TerminologyCapabilities TestReport TestScript ValueSet VerificationResult VisionPrescription

AdministrableProductDefinition Citation ClinicalUseDefinition EvidenceReport Ingredient ManufacturedItemDefinition
MedicinalProductDefinition NutritionProduct PackagedProductDefinition RegulatedAuthorization SubscriptionStatus
SubscriptionTopic SubstanceDefinition
"""
"""The types of R4 that are never read, and those that R4B has beside them; one of neither is left out and told."""

passed: dict[str, type[msgspec.Struct]] = {
    name: msgspec.defstruct(name, [], bases=(Passed,), tag_field="resourceType", tag=name, gc=False)
    for name in _PASSED.split()
}
"""Each such type by its name."""
passed |= {each.__name__: each for each in (OperationOutcome, Composition)}
R4_TYPES = frozenset({*READ_TYPES, *passed})
"""Every type of R4."""
NO_TYPE = "R4 has no resource of this type"


def union_of(*own: Any) -> Any:
    """The type of any resource of R4, for a decoder; `own` take the place of the types of the same name here."""
    names = {each.__name__ for each in own}
    others = (*get_args(Read), *passed.values())
    return Union[(*own, *(each for each in others if each.__name__ not in names))]


if TYPE_CHECKING:
    AnyResource = Resource
else:
    AnyResource = union_of()
CONTAINED: msgspec.json.Decoder[tuple[Resource, ...] | None] = reader(tuple[AnyResource, ...] | None)
"""What reads the resources inside another that were left as they were sent."""


def kind_of(resource: msgspec.Struct) -> str:
    """The type of a resource, as FHIR names it."""
    return type(resource).__name__

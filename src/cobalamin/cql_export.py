"""The guideline as a CQL library: the vocabulary's value sets bound to FHIR R4 retrieves, the rules read over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from cobalamin.knowledge.facts import FACTS, Entry
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.sources import Source, source_of
from cobalamin.language.nodes import Measure, facts_of
from cobalamin.readings import cql_facts
from cobalamin.readings.cql import FactExpression, FindingFact, MeasureFact, fact_name, library, quoted
from cobalamin.readings.plan_definition import Codes, Document, Publication, bundle
from cobalamin.records.bindings import Bindings
from cobalamin.records.codes import Concept, shipped
from cobalamin.records.select_results import SPOILED_BY_INJECTION

VERSION = "0.1.0"
FADES = frozenset({"tests", "symptoms", "person", "oral_route", "neurology", "medicines"})
"""Groups whose findings pass, as `records/select.py` reads them."""
VALUE_SET = "urn:cobalamin:value-set:"

NOT_READ = (
    "results in words or with their own reference range: placing a word needs the site's bands",
    "a haematocrit without haemoglobin: the estimate multiplies, and one reference engine does so in binary floating point",
    "the date on which a diagnosis ended: the state of the diagnosis is read instead",
    "a finding sent as an observation (a symptom, a diet, pregnancy): the diagnosis is read instead",
    "a birth date without its day: the age stays unknown",
    "slips of the pen (a result or an age that cannot be): here they count as they were sent",
    "ICD codes longer than the listed ones or without their dot: value sets are enumerated",
    "a medicine that is named in words or by reference to a Medication, or whose route is: there are no codes to compare",
)
"""What the product reads and this library does not, with the reason: there the library's fact stays null."""
TREATMENT_SETS: Mapping[str, tuple[str, ...]] = {
    "b12_product": ("med.cyanocobalamin", "med.cyanocobalamin_parenteral", "med.cyanocobalamin_oral",
                    "med.cyanocobalamin_nasal", "med.hydroxocobalamin", "med.hydroxocobalamin_parenteral",
                    "med.methylcobalamin", "med.b12_combination", "med.b12_dmd_parenteral", "med.b12_dmd_oral",
                    "med.b12_dmd_sublingual", "admin.b12_injection_procedure"),
    "b12_injected": ("med.cyanocobalamin_parenteral", "med.hydroxocobalamin_parenteral", "med.b12_dmd_parenteral",
                     "admin.b12_injection_procedure"),
    "b12_swallowed": ("med.cyanocobalamin_oral", "med.b12_dmd_oral", "med.b12_dmd_sublingual", "med.cyanocobalamin_nasal"),
    "route_injected": ("admin.route_im", "admin.route_sc", "admin.route_iv"),
    "route_swallowed": ("admin.route_oral", "admin.route_sublingual", "admin.route_nasal"),
    cql_facts.KIT: ("med.hydroxocobalamin_antidote",),
}  # fmt: skip
"""The value sets treatment is told by: name -> concepts, as `records/fhir_medicines.py` reads them."""


def cql(guideline: Guideline = ARTICLE) -> str:
    """The guideline as CQL text."""
    used = [FACTS[fact.name] for fact in facts_of(*guideline.roots)]
    bound = {entry.name: _expression(entry) for entry in used}
    sets = {name: VALUE_SET + name for name in code_sets(guideline)}
    title = f"{guideline.title}\n" + "\n".join(f"// Not read here: {limit}." for limit in NOT_READ)
    return library(f"Cobalamin_{guideline.id}", VERSION, title, guideline.roots, guideline.ladders,
                   {name: how for name, how in bound.items() if how is not None}, sets, cql_facts.RETRIEVES)  # fmt: skip


def code_sets(guideline: Guideline = ARTICLE) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every value set of the library by name: (system address, code)."""
    found = {fact.name: fact_codes(fact.name) for fact in facts_of(*guideline.roots)}
    treatment = {name: _treatment_codes(name) for name in TREATMENT_SETS}
    return {name: rows for name, rows in (found | treatment).items() if rows and name not in BY_ROUTE}


def _treatment_codes(name: str) -> tuple[tuple[str, str], ...]:
    """The codes of a set of treatment concepts; the antidote is no product."""
    concepts = shipped().concepts
    kit = {pair for concept in TREATMENT_SETS[cql_facts.KIT] for pair in _codes_of(concepts[concept], excluded=True)}
    if name == cql_facts.KIT:
        return tuple(sorted(kit))
    found = dict.fromkeys(pair for concept in TREATMENT_SETS[name] for pair in _codes_of(concepts[concept]))
    return tuple(pair for pair in found if pair not in kit)


def _codes_of(concept: Concept, *, excluded: bool = False) -> Iterator[tuple[str, str]]:
    """The codes of a concept; those that only look like it are left out, but where it is a list of just these."""
    for system, code, role in concept.codes:
        if system in SYSTEMS and (excluded or role != "exclude"):
            yield SYSTEMS[system], code


BY_ROUTE: Mapping[str, Literal["injected", "swallowed"]] = {"b12_injections": "injected", "oral_b12": "swallowed"}
"""Facts that a product and its route decide, not a code alone."""


@cache
def fact_codes(name: str) -> tuple[tuple[str, str], ...]:
    """The codes (system address, code) that assert a fact: the product's own reading of every listed code."""
    sets, found = shipped(), []
    bindings = Bindings(sets)
    for concept in sets.concepts.values():
        for system, code, _ in concept.codes:
            address = SYSTEMS.get(system)
            if address is not None and name in bindings.of(address, code).yes:
                found.append((address, code))
    return tuple(dict.fromkeys(found))


SYSTEMS = {
    "sct": "http://snomed.info/sct", "loinc": "http://loinc.org", "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm", "icd10": "http://hl7.org/fhir/sid/icd-10", "atc": "http://www.whocc.no/atc",
    "cpt": "http://www.ama-assn.org/go/cpt", "opcs4": "https://fhir.hl7.org.uk/CodeSystem/OPCS-4",
    "hcpcs": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "diet": "http://terminology.hl7.org/CodeSystem/diet",
}  # fmt: skip
"""FHIR's addresses of the code systems; a system without one is left out of the library's value sets."""


def _expression(entry: Entry) -> FactExpression | None:
    special = _special(entry.name)
    if special is not None:
        return special
    if not fact_codes(entry.name):
        return None
    if isinstance(entry.fact, Measure):
        return cql_facts.latest_result(entry.name, entry.fact.units(), spoiled=entry.name in SPOILED_BY_INJECTION)
    return _override(entry.name, _finding(entry))


def _finding(entry: Entry) -> FindingFact:
    match entry.group:
        case "medicines" if entry.name in BY_ROUTE:
            return cql_facts.taken_b12(BY_ROUTE[entry.name])
        case "medicines":
            return cql_facts.taken_medicine(entry.name)
        case "surgery":
            return cql_facts.done_or_recorded(entry.name)
        case "tests" if any(name.startswith("lab.") for name in entry.value_sets):
            return cql_facts.test_result(entry.name, spoiled=entry.name in SPOILED_BY_INJECTION)
        case "safety" if entry.name == "cobalamin_or_cobalt_allergy":
            return cql_facts.recorded_allergy(entry.name)
        case _:
            return cql_facts.recorded_condition(entry.name, ever=entry.ever, fading=_fading(entry))


def _fading(entry: Entry) -> cql_facts.Fading:
    if entry.name in ("pregnant", "breastfeeding"):
        return "pregnancy"
    if entry.name == "anaemia_recorded":
        return "always"
    return "unless active" if entry.group in FADES else "never"


def _special(name: str) -> FactExpression | None:
    match name:
        case "female":
            return FindingFact("case Patient.gender.value when 'female' then true when 'male' then false else null end")
        case "age":
            months = cql_facts.completed_months("Patient.birthDate.value", '"On"')
            born = f'if Patient.birthDate.value after "On" then null else ToDecimal(\n  {months})'
            return MeasureFact(born, "if Patient.birthDate.value is null then null else 'mo'")
        case "trimester_1" | "trimester_2" | "trimester_3":
            pregnant = quoted(fact_name("pregnant"))
            return FindingFact(f"if {pregnant} is false then false else null")
        case _:
            return None


def _override(name: str, how: FindingFact) -> FindingFact:
    """Where another fact decides over what is recorded, as `records/select.py` does."""
    age, female = quoted("age value"), quoted(fact_name("female"))
    match name:
        case "pregnant" | "breastfeeding":
            outside = f"({age} >= 720.0 or {age} < 108.0)"
            expression = (
                f"Coalesce(\n  {how.expression},\n  case when {female} is false or {outside} then false else null end)"
            )
        case "anaemia_recorded":
            expression = f'if "haemoglobin value" is not null then false else\n  {how.expression}'
        case "pancytopenia_recorded":
            counts = (
                '"haemoglobin value" is not null and "white_cells value" is not null and "platelets value" is not null'
            )
            expression = f"if {counts} then false else\n  {how.expression}"
        case "folic_acid_without_b12":
            b12 = " or ".join(f"{quoted(fact_name(other))} is true" for other in ("oral_b12", "b12_injections"))
            expression = f"if ({how.expression}) and ({b12}) then false else\n  {how.expression}"
        case _:
            return how
    return FindingFact(expression, how.before)


def knowledge_bundle(day: date, guideline: Guideline = ARTICLE, base: str = "urn:cobalamin") -> dict[str, Any]:
    """The guideline as FHIR R4 Library, PlanDefinition, ActivityDefinition and ValueSets, dated `day`."""
    cites = dict.fromkeys(cite for root in guideline.roots for cite in root.cites)
    published = Publication(
        base, f"Cobalamin_{guideline.id}", VERSION, guideline.title, "The Cobalamin authors", day,
        ("vitamin B12 deficiency", next(_codes_of(shipped().concepts["cond.b12_deficiency"]))),
        {cite: _document(source_of(cite)) for cite in cites},
    )  # fmt: skip
    codes = {name: Codes(VALUE_SET + name, rows) for name, rows in code_sets(guideline).items()}
    return bundle(published, cql(guideline), [i.rule for i in guideline.indications], guideline.ladders, codes)


def _document(source: Source) -> Document:
    """A source, with how far it was checked: a citation of what nobody saw says so."""
    return Document(f"{source.title} [{source.verified}]", source.date, source.address)

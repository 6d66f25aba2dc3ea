"""The guideline as a CQL library: the vocabulary's value sets bound to FHIR R4 retrieves, the rules read over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from textwrap import indent
from typing import Any, Literal

from cobalamin.knowledge.attributes import DEVELOPER
from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.knowledge.notice import PUBLISHED_NOTICE
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.sources import Source, source_of
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Compare, Measure, facts_of
from cobalamin.readings import cql_facts, cql_retrieves
from cobalamin.readings.cql import FactExpression, FindingFact, MeasureFact, fact_name, library, quoted
from cobalamin.readings.plan_definition import Codes, Document, Publication, bundle
from cobalamin.records.codes import Concept, shipped
from cobalamin.records.drawn_on_b12 import LEVELS, METABOLITES
from cobalamin.records.fhir.bindings import DENIES as DENYING
from cobalamin.records.fhir.bindings import Bindings, is_result
from cobalamin.records.fhir.findings import COBALAMINS, asserted_by, denied_by
from cobalamin.records.fhir.out import SYSTEMS as WRITTEN
from cobalamin.records.fhir.values import ANSWERS, INTERPRETATIONS, SPOKEN
from cobalamin.records.record import Word
from cobalamin.records.select_findings import FADING_GROUPS
from cobalamin.records.select_results import SPOILED_BY_INJECTION

VERSION = version("cobalamin")
"""The resources have the version of the program: pyproject.toml is where it is written."""
VALUE_SET = "urn:cobalamin:value-set:"

NOT_READ = (
    "a measure in words or with its own reference range: placing a word needs the site's bands",
    "a haematocrit without haemoglobin: the estimate multiplies, which one reference engine does in binary floating point",
    "the date on which a diagnosis ended: the status of the diagnosis is read instead",
    "a component of an observation, and a result inside a report",
    "two results with the same time in different units: they stay unknown",
    "a number sent as text, a word with spaces around it, and a finding with a value of any other kind (a date, a ratio)",
    "only the first meaningful code of a resource with several codes: here each of them counts",
    "a name that says active B12 beside a code that says total, or the reverse: here the code counts",
    "a birth date without the day: the age stays unknown",
    "any other date without the day",
    "obvious slips (an impossible result or age): here they count as they were sent",
    "modifier extensions, implicit rules and the focus of an observation: here they are ignored",
    "ICD codes longer than the listed ones, or without the dot: value sets list each code",
    "a medicine or a route given in words, or a medicine given by reference to a Medication: there are no codes to compare",
    "a diagnosis, an operation or an allergy given in words: here nothing is asked about it",
    "codes of ICD-10-GM, and the letter for certainty beside a code (excluded, suspected): here only the status is read",
    "an entry that may mean anything (a code from a system that is not read, without words): here it is not reported",
    "medicines dispensed, care plans, alerts, adverse events, results inside a result, the conclusion of a report, and "
    "questionnaires",
)
"""What the product reads and this library does not, with the reason: there the fact stays null, or what is said happens."""
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
    "allergy_substance": tuple(sorted(COBALAMINS)),
    cql_retrieves.KIT: ("med.hydroxocobalamin_antidote",),
}  # fmt: skip
"""The value sets treatment is told by: name -> concepts, as `records/fhir/medicines.py` reads them."""


def cql(guideline: Guideline = ARTICLE) -> str:
    """The guideline as CQL text."""
    used = [FACTS[fact.name] for fact in facts_of(*guideline.roots)]
    bound = {entry.name: _expression(entry) for entry in used}
    sets = {name: VALUE_SET + name for name in code_sets(guideline)}
    title = f"{guideline.title}\n" + "\n".join(f"// Not read here: {limit}." for limit in NOT_READ)
    retrieves = cql_retrieves.retrieves(SPOKEN, INTERPRETATIONS)
    return library(
        guideline.roots, guideline.ladders, {name: how for name, how in bound.items() if how is not None},
        name=f"Cobalamin_{guideline.id}", version=VERSION, title=title, value_sets=sets, functions=retrieves,
    )  # fmt: skip


def code_sets(guideline: Guideline = ARTICLE) -> dict[str, tuple[tuple[str, str], ...]]:
    """Every value set of the library by name: (system address, code)."""
    facts = [FACTS[fact.name] for fact in facts_of(*guideline.roots)]
    found = {entry.name: fact_codes(entry.name) for entry in facts}
    said = [code for entry in facts if not is_result(entry) for code in found[entry.name]]
    found |= {name: _treatment_codes(name) for name in TREATMENT_SETS}
    found |= {name: _denying(fact) for fact, name in DENIED.items()}
    found |= {undenied(entry.name): undenied_codes(entry.name) for entry in facts}
    found |= {f"answer_{word}": _answers(word) for word in ("positive", "negative")}
    found[cql_retrieves.FINDINGS] = tuple(
        dict.fromkeys((*said, *(code for name in DENIED.values() for code in found[name])))
    )
    return {name: rows for name, rows in found.items() if rows}


DENIED: Mapping[str, str] = {"pregnant": "pregnant_denied"}
"""Facts that have a code for their absence -> the value set of it."""


def _denying(fact: str) -> tuple[tuple[str, str], ...]:
    return tuple((SYSTEMS[system], code) for (system, code), denied in DENYING.items() if denied == fact)


def _answers(word: Word) -> tuple[tuple[str, str], ...]:
    return tuple(code for code, meant in ANSWERS.items() if meant == word)


def _treatment_codes(name: str) -> tuple[tuple[str, str], ...]:
    """The codes of a set of treatment concepts; the antidote is no product."""
    concepts = shipped().concepts
    kit = {
        pair for concept in TREATMENT_SETS[cql_retrieves.KIT] for pair in _codes_of(concepts[concept], excluded=True)
    }
    if name == cql_retrieves.KIT:
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
def _bindings() -> Bindings:
    """What the product reads from every listed code, read once for all facts."""
    return Bindings(shipped())


@cache
def fact_codes(name: str) -> tuple[tuple[str, str], ...]:
    """The codes (system address, code) that assert a fact: the product's own reading of every listed code."""
    found = []
    for concept in shipped().concepts.values():
        for system, code, _ in concept.codes:
            address = SYSTEMS.get(system)
            if address is not None and name in _bindings().of(address, code).yes:
                found.append((address, code))
    return tuple(dict.fromkeys(found))


def undenied(name: str) -> str:
    """The value set of what says a fact among others, and does not deny it where it is refuted."""
    return f"{name}_undenied"


def _undenied_set(name: str) -> str:
    return undenied(name) if undenied_codes(name) else ""


@cache
def undenied_codes(name: str) -> tuple[tuple[str, str], ...]:
    """The codes in it."""
    return tuple(
        code
        for code in fact_codes(name)
        if FACTS[name] in asserted_by(binding := _bindings().of(*code)) and FACTS[name] not in denied_by(binding)
    )


SYSTEMS = {
    **WRITTEN, "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm", "icd10": "http://hl7.org/fhir/sid/icd-10",
    "cpt": "http://www.ama-assn.org/go/cpt", "opcs4": "https://fhir.hl7.org.uk/CodeSystem/OPCS-4",
    "hcpcs": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "diet": "http://terminology.hl7.org/CodeSystem/diet",
}  # fmt: skip
"""FHIR's addresses of the code systems; a system without one is left out of the library's value sets."""


def _expression(entry: FactEntry) -> FactExpression | None:
    special = _special(entry.name)
    if special is not None:
        return special
    if not fact_codes(entry.name):
        return None
    if isinstance(entry.fact, Measure):
        given = tuple(quoted(fact_name(name)) for name in BY_ROUTE) if entry.name in LEVELS else ()
        shows, raised = _shows_deficiency(entry), entry.name in METABOLITES
        units = {unit: None if shows is None else shows.bound_in(unit) for unit in entry.fact.units()}
        return cql_facts.latest_result(entry.name, units, raised=raised, b12=given)
    return _override(entry.name, _finding(entry))


def _shows_deficiency(entry: FactEntry) -> Compare | None:
    """What a level or a metabolite shows on injections too."""
    assert isinstance(entry.fact, Measure)
    low, raised = entry.word_limits
    if entry.name in LEVELS:
        return entry.fact < THRESHOLDS[low]
    return entry.fact > THRESHOLDS[raised] if entry.name in METABOLITES else None


def _finding(entry: FactEntry) -> FindingFact:
    if not is_result(entry):
        return cql_facts.finding(entry.name, _words(entry), ever=entry.ever)
    kept, spoiled = _undenied_set(entry.name), entry.name in SPOILED_BY_INJECTION
    before, words = cql_facts.tested(entry.name, spoiled=spoiled, undenied=kept, ever=entry.ever)
    found = cql_facts.finding(entry.name, _words(entry) + words, ever=entry.ever)
    return FindingFact(found.expression, f"{before}\n\n{found.before}")


def _words(entry: FactEntry) -> cql_facts.Words:
    """What is read of a finding, in the order in which `records/fhir/read.py` has its readers."""
    name, ever, fading, kept = entry.name, entry.ever, _fading(entry), _undenied_set(entry.name)
    words: cql_facts.Words = ()
    if entry.group != "medicines" or name == cql_retrieves.GIVEN:
        for of in ("Conditions", "Procedures of a day") if entry.group == "medicines" else ("Recorded",):
            words += cql_facts.recorded(name, ever=ever, fading=fading, of=of, undenied=kept)
    if entry.group == "medicines":
        words += cql_facts.taken_b12(BY_ROUTE[name]) if name in BY_ROUTE else cql_facts.taken(name)
    if name == "cobalamin_or_cobalt_allergy":
        substances = (name, "allergy_substance")
        words += tuple(word for each in substances for word in cql_facts.recorded(each, ever=ever, of="Allergies"))
    if not is_result(entry):
        words += cql_facts.seen(name, ever=ever, fading=fading, denied=DENIED.get(name, ""), undenied=kept)
    return words + (cql_facts.denied(DENIED[name], fading=fading) if name in DENIED else ())


def _fading(entry: FactEntry) -> cql_facts.Fading:
    if entry.name in ("pregnant", "breastfeeding"):
        return "pregnancy"
    if entry.name == "anaemia_recorded":
        return "always"
    return "unless active" if entry.group in FADING_GROUPS else "never"


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
                f"case (\n{indent(how.expression, '  ')})\n"
                f"  when true then (if {female} is false or {outside} then null else true)\n"
                "  when false then false\n"
                f"  else (if {female} is false or {outside} then false else null)\n"
                "end"
            )
        case "developmental_regression":
            grown = f"case when {age} is null or {age} >= 60.0 then false else null end"
            recorded = f"Coalesce(\n{indent(how.expression, '  ')},\n  {grown})"
            expression = (
                f"if {age} >= 192.0 then false else {recorded}"  # of childhood: no sign of today (register R23)
            )
        case "anaemia_recorded":
            expression = f'if "haemoglobin value" is not null then false else\n{indent(how.expression, "  ")}'
        case "pancytopenia_recorded":
            counts = (
                '"haemoglobin value" is not null and "white_cells value" is not null and "platelets value" is not null'
            )
            expression = f"if {counts} then false else\n{indent(how.expression, '  ')}"
        case "folic_acid_without_b12":
            b12 = " or ".join(f"{quoted(fact_name(other))} is true" for other in ("oral_b12", "b12_injections"))
            expression = f"if ({how.expression}) and ({b12}) then false else\n{indent(how.expression, '  ')}"
        case _:
            return how
    return FindingFact(expression, how.before)


def knowledge_bundle(day: date, guideline: Guideline = ARTICLE) -> dict[str, Any]:
    """The guideline as FHIR R4 Library, PlanDefinition, ActivityDefinition and ValueSets, dated `day`."""
    cites = dict.fromkeys(cite for root in guideline.roots for cite in root.cites)
    published = Publication(
        "urn:cobalamin", f"Cobalamin_{guideline.id}", VERSION, guideline.title, DEVELOPER, day,
        ("vitamin B12 deficiency", next(_codes_of(shipped().concepts["cond.b12_deficiency"]))),
        PUBLISHED_NOTICE, {cite: _document(source_of(cite)) for cite in cites},
    )  # fmt: skip
    codes = {name: Codes(VALUE_SET + name, rows) for name, rows in code_sets(guideline).items()}
    return bundle(published, cql(guideline), [i.rule for i in guideline.indications], guideline.ladders, codes)


def _document(source: Source) -> Document:
    """A source, with how far it was checked: a citation of what nobody saw says so."""
    return Document(f"{source.title} [{source.verified}]", source.date, source.address)

"""Rules as FHIR R4 knowledge resources: a Library with the CQL, its value sets, a PlanDefinition and an ActivityDefinition.

The metadata follow CRMI's publishable profiles. All of it is draft and experimental: nobody has signed it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named

Resource = dict[str, Any]
NOTICE = "Not signed off by a clinician. Not a medical device. For research and education."


@dataclass(frozen=True)
class Publication:
    """Who publishes what, under which address: `base` is the canonical address everything hangs below."""

    base: str
    name: str
    version: str
    title: str
    publisher: str
    day: date
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codes:
    """A value set's address and its codes."""

    url: str
    codes: tuple[tuple[str, str], ...]


def bundle(
    published: Publication, cql: str, rules: Sequence[Named], ladders: Sequence[Ladder], codes: Mapping[str, Codes]
) -> Resource:
    """Everything as one collection; `codes` are (system, code) by value-set name, at the address the CQL uses."""
    resources = [
        library(published, cql),
        plan(published, rules, ladders),
        activity(published),
        *(value_set(published, name, url_codes) for name, url_codes in codes.items()),
    ]
    entries = [{"fullUrl": resource["url"], "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _metadata(published: Publication, kind: str, name: str, title: str) -> Resource:
    return {
        "resourceType": kind,
        "id": name.replace("_", "-"),
        "url": f"{published.base}/{kind}/{name}",
        "version": published.version,
        "name": name,
        "title": title,
        "status": "draft",
        "experimental": True,
        "date": published.day.isoformat(),
        "publisher": published.publisher,
        "description": f"{title}. {NOTICE}",
    }


def library(published: Publication, cql: str) -> Resource:
    """The logic library with the CQL text inside."""
    system = "http://terminology.hl7.org/CodeSystem/library-type"
    return {
        **_metadata(published, "Library", published.name, published.title),
        "type": {"coding": [{"system": system, "code": "logic-library"}]},
        "usage": "Evaluate for one patient with the parameter On, the decision date. A null is unknown, never no.",
        "relatedArtifact": [{"type": "citation", "citation": text} for text in published.citations],
        "parameter": [{"name": "On", "use": "in", "min": 1, "max": "1", "type": "date"}],
        "content": [{"contentType": "text/cql", "data": b64encode(cql.encode()).decode("ascii")}],
    }


def plan(published: Publication, rules: Sequence[Named], ladders: Sequence[Ladder]) -> Resource:
    """One action for every indication, and one for every outcome of the ladders."""
    system = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
    return {
        **_metadata(published, "PlanDefinition", f"{published.name}_plan", published.title),
        "type": {"coding": [{"system": system, "code": "eca-rule"}]},
        "subjectCodeableConcept": {"coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}]},
        "library": [f"{published.base}/Library/{published.name}|{published.version}"],
        "action": [
            *(_indication(published, rule) for rule in rules),
            *(_outcome(ladder, outcome) for ladder in ladders for outcome in ladder.outcomes),
        ],
    }  # fmt: skip


def _indication(published: Publication, rule: Named) -> Resource:
    return {
        "id": rule.id.replace("_", "-"),
        "title": rule.statement,
        "documentation": [{"type": "citation", "citation": text} for text in rule.cites],
        "condition": [_applicable(f'"{rule.id}"')],
        "definitionCanonical": f"{published.base}/ActivityDefinition/{published.name}_injection|{published.version}",
    }


def _outcome(ladder: Ladder, outcome: str) -> Resource:
    return {
        "id": f"{ladder.id}-{outcome}".replace("_", "-"),
        "title": f"{ladder.id}: {outcome.replace('_', ' ')}",
        "condition": [_applicable(f"\"answer {ladder.id}\" = '{outcome}'")],
    }


def _applicable(expression: str) -> Resource:
    return {"kind": "applicability", "expression": {"language": "text/cql", "expression": expression}}


def activity(published: Publication) -> Resource:
    """The proposal an indication leads to. The regimen is for the prescriber: none is fixed here."""
    return {
        **_metadata(published, "ActivityDefinition", f"{published.name}_injection", "Propose vitamin B12 by injection"),
        "kind": "MedicationRequest",
        "intent": "proposal",
        "productCodeableConcept": {"text": "vitamin B12 for injection (hydroxocobalamin or cyanocobalamin)"},
    }


def value_set(published: Publication, name: str, held: Codes) -> Resource:
    """The codes that assert one fact."""
    by_system: dict[str, list[str]] = {}
    for system, code in held.codes:
        by_system.setdefault(system, []).append(code)
    include = [{"system": system, "concept": _concepts(codes)} for system, codes in by_system.items()]
    return {
        **_metadata(published, "ValueSet", f"{published.name}_{name}", f"Codes that assert {name.replace('_', ' ')}"),
        "url": held.url,
        "compose": {"include": include},
    }


def _concepts(codes: Iterable[str]) -> list[Resource]:
    return [{"code": code} for code in codes]

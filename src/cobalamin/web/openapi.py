"""The OpenAPI description of the service, made from the types that are read and written."""

from __future__ import annotations

from typing import Any

import msgspec

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.notice import NOTICE
from cobalamin.records.case_file import schema as case_schema
from cobalamin.web.cards import Card
from cobalamin.web.feedback import Feedback
from cobalamin.web.rest import QUERIES
from cobalamin.web.services import SERVICES

_REFUSALS = {
    "400": "what was sent does not fit; a sentence says where", "401": "not signed, or not validly; no body",
    "403": "without signatures: sent by a page of another site", "421": "without signatures: asked under another name than ours",
    "408": "the request came too slowly", "413": "larger than this service reads",
    "415": "compressed", "429": "too many calls",
    "500": "a fault of ours",
}  # fmt: skip


Schema = dict[str, Any]
"""A part of the document."""


def description(base_url: str) -> Schema:
    """The document, for OpenAPI 3.1."""
    schemas, components = msgspec.json.schema_components(
        (Card, Feedback, Assessment), ref_template="#/components/schemas/{name}"
    )
    card, feedback, answer = schemas
    components.pop("Resource", None)
    components |= _case_file()
    return {
        "openapi": "3.1.0", "servers": [{"url": base_url}], "paths": {**_plain(answer), **_services(card, feedback)},
        "components": {"schemas": components}, "info": {"title": "Cobalamin", "version": "1", "description": NOTICE},
    }  # fmt: skip


_SOME_OBJECT: Schema = {"type": "object"}


def _plain(answer: Schema) -> Schema:
    """The paths beside CDS Hooks."""
    services: Schema = {"type": "object", "required": ["services"]}
    health = _operation("health", "Whether all is well", _SOME_OBJECT, {"503": "answers are not kept"})
    listed = _operation("guidelines", "The guidelines that can be compared", _SOME_OBJECT)
    compared = _operation("compare", "Guidelines side by side", _SOME_OBJECT)
    recalled = _operation("recall", "The recall list", _SOME_OBJECT)
    return {
        "/cds-services": {"get": _operation("discover", "The services", services)},
        "/health": {"get": health},
        "/metrics": {"get": _operation("metrics", "Counters for Prometheus", None)},
        "/assess": {
            "post": _posted(_operation("assess", "The explained answer", answer), _case(), *QUERIES["/assess"])
        },
        "/compare": {"get": listed, "post": _posted(compared, _case(), *QUERIES["/compare"])},
        "/recall": {"post": _with_table(_posted(recalled, _case(), *QUERIES["/recall"]))},
    }


def _services(card: Schema, feedback: Schema) -> Schema:
    """The path of each service, and that of its feedback."""
    found: Schema = {}
    cards = {"type": "object", "required": ["cards"], "properties": {"cards": {"type": "array", "items": card}}}
    for id, service in SERVICES.items():
        called = _operation(id, service.title, cards, {"412": "the record needed could not be had"})
        told = _operation(f"{id}-feedback", "What became of cards", _SOME_OBJECT, {"503": "it could not be kept"})
        found[f"/cds-services/{id}"] = {"post": _posted(called, _hook(service.hook))}
        found[f"/cds-services/{id}/feedback"] = {"post": _posted(told, feedback)}
    return found


def _operation(id: str, title: str, schema: Schema | None, extra: dict[str, str] | None = None) -> dict[str, Any]:
    content = {"text/plain": {}} if schema is None else {"application/json": {"schema": schema}}
    refusals = {status: {"description": why} for status, why in {**_REFUSALS, **(extra or {})}.items()}
    return {
        "operationId": id,
        "summary": title,
        "responses": {"200": {"description": title, "content": content}, **refusals},
    }


def _posted(operation: Schema, body: Schema, *query: str) -> Schema:
    posted = {**operation, "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
    if not query:
        return posted
    told = "Any other parameter of the address, or one of these more than once that is no list, is refused (400)."
    return {**posted, "description": told, "parameters": _query(*query)}


def _with_table(posted: Schema) -> Schema:
    """The same, for a body that may also be a table of injections."""
    body = posted["requestBody"]
    return {
        **posted,
        "requestBody": {**body, "content": {**body["content"], "text/csv": {"schema": {"type": "string"}}}},
    }


def _query(*names: str) -> list[dict[str, Any]]:
    known: dict[str, dict[str, Any]] = {
        "on": {"schema": {"type": "string", "format": "date"}, "description": "the decision date"},
        "within": {"schema": {"type": "string", "pattern": "^[0-9]{1,3}[dw]$"}, "description": "14d or 2w"},
        "presume": {
            "schema": {"type": "array", "items": {"enum": list(ASSESSABLE)}},
            "description": "groups asked about",
        },
        "guideline": {
            "schema": {"type": "array", "items": {"type": "string"}},
            "description": "guidelines by name, all where none is named",
        },
        "verified": {
            "schema": {"enum": ["true", "false"]},
            "description": "answer from primary and secondary sources only",
        },
    }
    return [{"name": name, "in": "query", "required": False, **known[name]} for name in names]


def _case() -> dict[str, Any]:
    """A case file, or a FHIR Bundle."""
    bundle = {
        "type": "object",
        "required": ["resourceType", "entry"],
        "properties": {"resourceType": {"const": "Bundle"}},
    }
    return {"anyOf": [{"$ref": "#/components/schemas/CaseFile"}, bundle]}


def _case_file() -> dict[str, Any]:
    """The published schema of the case file, its definitions among the components."""
    text = msgspec.json.encode(case_schema()["$defs"]).replace(b"#/$defs/", b"#/components/schemas/")
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


_ORDERS: dict[str, dict[str, Any]] = {
    "draftOrders": {
        "type": "object",
        "required": ["resourceType"],
        "properties": {"resourceType": {"const": "Bundle"}},
    },
    "selections": {"type": "array", "items": {"type": "string"}},
}


def _hook(hook: str) -> dict[str, Any]:
    context: dict[str, Any] = {
        "type": "object", "required": ["patientId", "userId"],
        "properties": {
            "patientId": {"type": "string", "pattern": "^[A-Za-z0-9.-]{1,64}$"}, "userId": {"type": "string", "minLength": 1},
        },
    }  # fmt: skip
    for name in {"patient-view": (), "order-sign": ("draftOrders",)}.get(hook, tuple(_ORDERS)):
        context["required"].append(name)
        context["properties"][name] = _ORDERS[name]
    properties = {
        "hook": {"const": hook}, "hookInstance": {"type": "string", "format": "uuid"}, "context": context,
        "prefetch": {"type": "object"},
    }  # fmt: skip
    return {"type": "object", "required": ["hook", "hookInstance", "context"], "properties": properties}

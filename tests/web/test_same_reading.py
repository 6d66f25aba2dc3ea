"""One law over every door: the same record says the same facts, reasons and answer as a file, in a call, and on a server."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

import httpx2
import pytest

import ehr
from awkward import ON, SERVER, Json, Maker, bundle
from cobalamin.assessment.assess import assess
from cobalamin.recall.course import tell_course
from cobalamin.records.errors import RecordError
from cobalamin.records.known import Facts
from cobalamin.records.read import read_any
from cobalamin.records.record import Missing
from cobalamin.records.select import facts_on
from cobalamin.web.answered import answer_arrivals
from cobalamin.web.errors import Refusal
from cobalamin.web.fetch import gather, require_useful
from cobalamin.web.hooks import read_request
from cobalamin.web.prefetch import MEDICINES, RESULTS, arrivals_of, templates
from cobalamin.web.servers import Servers

PEOPLE = int(os.environ.get("COBALAMIN_DAMAGED", "60"))
FIRST = int(os.environ.get("COBALAMIN_FIRST", "0"))
SETTINGS = ehr.settings(today=lambda: ON, plain_patients=True)
BESIDE = {"Medication": MEDICINES[0], "DiagnosticReport": RESULTS}
"""Under which key stands what no key asks for."""


class Said(NamedTuple):
    """What was understood of a person: nothing where the record was refused."""

    facts: Facts
    answer: Json


Door = Callable[[str, list[Json]], Said | None]


def from_a_file(_: str, resources: list[Json]) -> Said | None:
    """As `cobalamin assess` reads it."""
    try:
        case = read_any(bundle(resources))
    except RecordError:
        return None
    facts = facts_on(case, ON)
    tell_course(case, facts)
    return Said(facts, json.loads(assess(case, on=ON).json()))


def keys_of(resources: list[Json]) -> dict[str, list[Json]]:
    """The record under the keys of the prefetch."""
    key_of = {template.kind: template.key for template in reversed(templates())} | BESIDE
    found: dict[str, list[Json]] = {template.key: [] for template in templates()}
    for each in resources:
        found[key_of[each["resourceType"]]].append(each)
    return found


def searchset(resources: Iterable[Json], **more: Any) -> Json:
    return json.loads(bundle(resources)) | {"type": "searchset", **more}


def asked(patient: str, **more: Any) -> bytes:
    context = {"userId": "Practitioner/1", "patientId": patient}
    instance = "00000000-0000-0000-0000-000000000000"
    return json.dumps({"hook": "patient-view", "hookInstance": instance, "context": context, **more}).encode()


def by_prefetch(patient: str, resources: list[Json]) -> Said | None:
    keys = keys_of(resources)
    prefetch = {key: each[0] if key == "patient" else searchset(each) for key, each in keys.items()}
    return said_of(asked(patient, prefetch=prefetch), patient, None)


def from_a_server(patient: str, resources: list[Json]) -> Said | None:
    """Every key fetched, two resources a page, each medicine by itself; URNs are for bundles, a server has addresses."""
    kept = json.loads(json.dumps(resources).replace('"urn:uuid:med-', '"Medication/med-'))
    by_key = keys_of(kept)
    keys = {
        template.kind: by_key[template.key] for template in reversed(templates())
    }  # a finding comes with the results again
    medicines = {each["id"]: each for each in kept if each["resourceType"] == "Medication"}
    keys["DiagnosticReport"] = [each for each in kept if each["resourceType"] == "DiagnosticReport"]
    for found in keys.values():
        found[:] = [each for each in found if each["resourceType"] != "Medication"]

    def serve(request: httpx2.Request) -> httpx2.Response:
        kind, _, id = unquote(request.url.path).removeprefix("/r4/").partition("/")
        if kind == "Patient":
            return httpx2.Response(200, json=keys["Patient"][0])
        if id:
            return httpx2.Response(200, json=medicines[id]) if id in medicines else httpx2.Response(404)
        start = int(request.url.params.get("from", 0))
        following = {"relation": "next", "url": f"{SERVER}/{kind}?from={start + 2}"}
        link = [following] if start + 2 < len(keys[kind]) else []
        return httpx2.Response(200, json=searchset(keys[kind][start : start + 2], link=link))

    client = httpx2.AsyncClient(transport=httpx2.MockTransport(serve))
    return said_of(asked(patient, fhirServer=SERVER), patient, client)


def said_of(body: bytes, patient: str, client: httpx2.AsyncClient | None) -> Said | None:
    request = read_request(body, "patient-view")
    try:
        arrivals = arrivals_of(request) if client is None else asyncio.run(gather(request, Servers(client), SETTINGS))
        require_useful(arrivals)
        found = answer_arrivals(arrivals, patient, SETTINGS)
    except Refusal:
        return None
    return Said(found.facts, json.loads(found.answer.json()))


def told(problems: Iterable[Missing]) -> list[Missing]:
    """What was told, in any order; a resource that is no FHIR is told by its key in a call, and by itself in a file."""
    return sorted({each for each in problems if each.why != "unreadable"}, key=str)


def same(mine: Said, theirs: Said) -> None:
    assert replace(mine.facts, problems=()) == replace(theirs.facts, problems=())
    assert told(mine.facts.problems) == told(theirs.facts.problems)
    assert without_unreadable(mine.answer) == without_unreadable(theirs.answer)


def without_unreadable(answer: Json) -> Json:
    missing = [each for each in answer["missing"] if each.get("name") or each["why"] != "unreadable"]
    return answer | {"missing": sorted(missing, key=str)}


def people() -> Iterable[tuple[str, list[Json]]]:
    return ((maker.id, maker.resources()) for maker in map(Maker, range(FIRST, FIRST + PEOPLE)))


def as_served(resources: list[Json]) -> list[Json]:
    """A medicine is read from a server by its id, so there it has one version."""
    last = {each["id"]: each for each in resources if each["resourceType"] == "Medication"}
    return [each for each in resources if each["resourceType"] != "Medication" or each is last[each["id"]]]


@pytest.mark.parametrize("door", [by_prefetch, from_a_server], ids=["prefetch", "server"])
def test_a_record_says_the_same_at_every_door(door: Door) -> None:
    for id, sent in people():
        resources = as_served(sent) if door is from_a_server else sent
        here, there = from_a_file(id, resources), door(id, resources)
        assert (here is None) == (there is None), id
        if here is not None and there is not None:
            same(here, there)


def test_the_plain_door_answers_as_the_command_does() -> None:
    """To the letter, and what the command refuses it refuses."""

    async def ask() -> None:
        async with ehr.service(today=lambda: ON, plain_patients=True) as client:
            for id, resources in people():
                here = from_a_file(id, resources)
                there = await client.post("/assess", content=bundle(resources))
                assert there.status_code == (400 if here is None else 200)
                assert here is None or there.json() == here.answer

    asyncio.run(ask())

"""Reading what prefetch lacks from the EHR's FHIR server: few, timed, concurrent reads with the token of this call only."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any
from urllib.parse import urlsplit

from cobalamin.records.fhir.lent import is_dated
from cobalamin.records.fhir.resources import Observation
from cobalamin.web.errors import Refusal
from cobalamin.web.fhir_server import LATE, FhirServer
from cobalamin.web.hooks import HookRequest
from cobalamin.web.pointers import lacking_in, medicines_in, with_medicines
from cobalamin.web.prefetch import (
    CONDITIONS,
    FAMILY,
    FINDINGS,
    HARM,
    IMMUNIZATIONS,
    ORDERS,
    PRESCRIPTIONS,
    REPORTS,
    RESULTS,
    Arrival,
    State,
    Template,
    arrivals_of,
    templates,
)
from cobalamin.web.servers import Servers
from cobalamin.web.settings import Settings


def allowed(server: str | None, servers: tuple[str, ...] | None) -> bool:
    """Whether a server may be read: an http(s) address, and on the site's list where it has one."""
    if not server or not _is_address(server):
        return False
    return servers is None or any(server.rstrip("/") == known.rstrip("/") for known in servers)


def _is_address(server: str) -> bool:
    try:
        return urlsplit(server).scheme in ("http", "https")
    except ValueError:  # no address at all
        return False


async def gather(request: HookRequest, servers: Servers, settings: Settings) -> dict[str, Arrival]:
    """Every template's arrival: from prefetch, else from the server; what cannot be had keeps its reason.

    Medicines that were pointed to and not sent are read too; so are reports, where a result has no date. All of it has twice the
    time of one read. The medicines of the record stand beside the drafts then, which may point to them.
    """
    arrivals = arrivals_of(request)
    if allowed(request.fhirServer, settings.fhir_servers):
        until = asyncio.get_running_loop().time() + settings.fetch_seconds * 2
        server = FhirServer(servers, request, settings.fetch_seconds)
        await _fetch(request, server, templates(settings.site), arrivals, until)
        await _fetch_reports(request, server, arrivals[RESULTS], until)
        await _fetch_medicines(request, server, arrivals, until)
    else:
        _tell_unread(request.fhirServer, arrivals)
    with_medicines(request, medicines_in(arrivals))
    return arrivals


def _tell_unread(server: str | None, arrivals: dict[str, Arrival]) -> None:
    """Without a server that may be read: what is lacking stays so, and whoever named a server learns why it was not asked."""
    for arrival in arrivals.values():
        if arrival.next:
            arrival.cut_off("more pages exist and could not be read")
        if server and not arrival.whole:
            arrival.note(_NO_ADDRESS if not _is_address(server) else _NOT_LISTED)


_NO_ADDRESS = "fhirServer is no http or https address"
_NOT_LISTED = "fhirServer is not one that this service may read: ask the operator of the service to list it"


async def _fetch(
    request: HookRequest, server: FhirServer, asked: Iterable[Template], arrivals: dict[str, Arrival], until: float
) -> None:
    """What prefetch lacks: keys that were not sent, and following pages."""
    patient = request.context.patientId if request.context else ""

    async def one(template: Template) -> Arrival:
        before = arrivals[template.key]
        return await (server.rest_of(before, template.kind) if before.next else server.search(template, patient))

    wanted = [t for t in asked if not arrivals[t.key].answered or arrivals[t.key].next]
    for template, found in zip(wanted, await _in_time(map(one, wanted), until), strict=True):
        before = arrivals[template.key]
        if found is None and before.next:
            before.cut_off(LATE)
        else:
            arrivals[template.key] = found or Arrival(State.FAILED, fault=LATE)


async def _fetch_reports(request: HookRequest, server: FhirServer, results: Arrival, until: float) -> None:
    """The reports that may lend a date to results without one; a result that none dates stays so and is told."""
    observed = (item.resource for item in results.items if isinstance(item.resource, Observation))
    if request.context is not None and not all(map(is_dated, observed)):
        (found,) = await _in_time([server.search(REPORTS, request.context.patientId)], until)
        results.items.extend(found.items if found is not None else ())


async def _fetch_medicines(
    request: HookRequest, server: FhirServer, arrivals: dict[str, Arrival], until: float
) -> None:
    """What is pointed to, by drafts or by the record; what does not come stays lacking and is told."""
    read = await _in_time((server.medicine(each) for each in lacking_in(request, arrivals)), until)
    found = [item for arrival in read if arrival is not None for item in arrival.items]
    arrivals[PRESCRIPTIONS].items.extend(found)


async def _in_time(reads: Iterable[Coroutine[Any, Any, Arrival]], until: float) -> list[Arrival | None]:
    """What each read came to; None for one that was given up because the time of the call was over."""
    tasks = [asyncio.create_task(read) for read in reads]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=until - asyncio.get_running_loop().time())
        for task in late:
            task.cancel()
    return [task.result() if task.done() else None for task in tasks]


_HOLD_NONE = ("patient", ORDERS, FINDINGS, HARM, IMMUNIZATIONS, FAMILY)
"""Keys that alone are no record: what they hold beside other things is told, and their silence says nothing."""
_SEND = "send prefetch, or a FHIR server that may be read"


def require_useful(arrivals: dict[str, Arrival]) -> None:
    """Refusal(412) without the patient, or where no part of the record could be had."""
    if not arrivals["patient"].items:
        why = arrivals["patient"].fault or "nothing was sent"
        raise Refusal(412, f"the patient could not be read ({why}): {_SEND}", "incomplete")
    holding_facts = [arrival for key, arrival in arrivals.items() if key not in _HOLD_NONE]
    if not any(arrival.answered for arrival in holding_facts):
        why = "; ".join(dict.fromkeys(arrival.fault for arrival in holding_facts if arrival.fault))
        raise Refusal(412, f"no part of the record could be read ({why}): {_SEND}", "incomplete")


def require_picture(arrivals: dict[str, Arrival]) -> None:
    """Refusal(412) where results or diagnoses could not be had, or not all: for a call with nothing to say, whose silence would
    pass for an all-clear."""
    for key, what in ((RESULTS, "result"), (CONDITIONS, "diagnosis")):
        arrival = arrivals[key]
        if arrival.cut or not arrival.answered:
            read = f"not every {what} could be read" if arrival.answered else f"no {what} could be read"
            raise Refusal(
                412, f"nothing can be said: the rest of the record shows nothing, and {read} ({arrival.fault or 'not read'})",
                "incomplete",
            )  # fmt: skip

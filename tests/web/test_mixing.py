"""Nothing of one patient in another's answer, however many ask at once; `mixing.py` is the campaign over a cold start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from random import Random

import httpx2
import mixing
import pytest
from mixing import Json, Maker

import ehr
from cobalamin.web.app import application


@pytest.mark.usefixtures("_turns")
def test_everybody_gets_their_own_answer() -> None:
    asking = [
        (name, job)
        for name, job in mixing.jobs(7, everything=False)
        if name.split()[1] in ("hook", "figures", "recall")
    ]
    found = mixing.together(asking, 3)
    assert mixing.strangers(found) == []
    assert found == mixing.alone(asking)
    assert sum(bool(mixing.NUMBER.search(said)) for (said,) in found.values()) > 10


VIEW = "/cds-services/b12-patient-view"


class Ehrs:
    """As many EHRs as people, each with a FHIR server, a token and one patient; every answer takes another while."""

    def __init__(self, people: int) -> None:
        self.chance = Random(7)
        self.makers = list(map(Maker, range(people)))
        self.records = {f"ehr{n}.example": mixing.record(maker) for n, maker in enumerate(self.makers)}

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        maker = self.makers[int(host[3:-8])]
        assert request.headers["authorization"] == f"Bearer token of {host}"
        await asyncio.sleep(self.chance.random() / 50)
        kind, _, id = request.url.path.removeprefix("/fhir/").partition("/")
        asked = request.url.params
        whose = id or asked.get("patient") or asked.get("subject", "").removeprefix("Patient/")
        assert whose == maker.id or kind == "Medication"
        mine = [each for each in self.records[host] if each["resourceType"] == kind]
        if kind == "Medication":
            return httpx2.Response(404)
        return httpx2.Response(200, json=mine[0] if kind == "Patient" else ehr.searchset(mine))

    def calls(self) -> Iterator[tuple[str, Json]]:
        """One call an EHR, about its patient; it sends nothing along."""
        for host, maker in zip(self.records, self.makers, strict=True):
            granted = {"access_token": f"token of {host}", "subject": "cds", "patient": maker.id}
            asked = ehr.request(
                resources=[maker.patient()], fhirServer=f"https://{host}/fhir", fhirAuthorization=granted
            )
            yield maker.id, {**asked, "prefetch": {}}


def test_calls_that_wait_for_their_servers_together_keep_patients_and_tokens_apart() -> None:
    ehrs = Ehrs(12)

    async def answers(at_once: bool) -> dict[str, set[str]]:
        fhir = httpx2.AsyncClient(transport=httpx2.MockTransport(ehrs))
        async with ehr.caller(application(ehr.settings(fetch_seconds=60), fhir)) as client:
            waiting = [(id, client.post(VIEW, json=call)) for id, call in ehrs.calls()]
            if at_once:
                found = await asyncio.gather(*(call for _, call in waiting))
            else:
                found = [await call for _, call in waiting]
        return {id: {mixing.NEW.sub("new", one.text)} for (id, _), one in zip(waiting, found, strict=True)}

    together = asyncio.run(answers(at_once=True))
    assert mixing.strangers(together) == []
    assert together == asyncio.run(answers(at_once=False))
    assert sum("cards" in said for (said,) in together.values()) > 6

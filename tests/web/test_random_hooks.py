"""Random patients and orders: no crash, no invalid card, and nothing unreadable changes what is kept."""

import asyncio
import os
from typing import Any

import msgspec
import random_records
from hypothesis import HealthCheck, given, settings

import conformance
import ehr
from cobalamin.web.app import application

ROUNDS = int(os.environ.get("HOOKS_ROUNDS", "80"))
_APP = application(ehr.settings())


async def answered(request: dict[str, Any]) -> tuple[int, bytes]:
    async with ehr.caller(_APP) as client:
        answer = await client.post(f"/cds-services/b12-{request['hook']}", content=msgspec.json.encode(request))
        return answer.status_code, answer.content


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_records.requests())
def test_no_crash_and_no_invalid_card(request: dict[str, Any]) -> None:
    conformance.check_request(request)
    status, body = asyncio.run(answered(request))
    assert status in (200, 400, 412), body
    if status == 200:
        conformance.check_response(msgspec.json.decode(body))
    else:
        conformance.check_outcome(body)

"""A damaged call is answered with valid cards or refused as the standard says; never a 5xx, and what was answered replays."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from random import Random

import calls
import conformance
import damage
import ehr
from cobalamin.journal.database import engine_of
from cobalamin.journal.replay import replay
from cobalamin.web.app import application

_GREY = calls.record(ehr.result("2132-9", 214, "pg/mL"), calls.TINGLING)
_RECORDS = (calls.deficient(), _GREY, calls.record(calls.DEFICIENT), ehr.bundle())
_DRAFTS = (
    [calls.draft("B03BA01", "26643006")], [calls.draft("B03BA03", "78421000")], [calls.draft("B03BB01", "26643006")],
    [calls.draft("B03BA03", "78421000"), calls.draft("B03BB01", "26643006", id="e")],
)  # fmt: skip
REQUESTS = (
    *(ehr.request("patient-view", record) for record in _RECORDS),
    *(ehr.request(hook, record, drafts) for hook in ("order-select", "order-sign") for record in _RECORDS for drafts in _DRAFTS),
)  # fmt: skip


async def called(journal: str, spool: Path) -> set[int]:
    """Calls with damage; every answer and every refusal is held against the published invariants."""
    app, statuses = application(ehr.settings(journal_url=journal, spool=spool)), set[int]()
    async with ehr.caller(app) as client:
        for number in range(2 * damage.COUNT):
            chance = Random(number)
            request = chance.choice(REQUESTS)
            body = json.dumps(damage.damaged(request, chance)).encode()
            answer = await client.post(f"/cds-services/b12-{request['hook']}", content=body)
            statuses.add(answer.status_code)
            assert answer.status_code in (200, 400, 412), (number, answer.content)
            if answer.status_code == 200:
                conformance.check_response(answer.json())
            else:
                conformance.check_outcome(answer.content)
    await app.stop()
    return statuses


def test_a_damaged_call_is_answered_with_valid_cards_or_refused_and_replays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/journal.db"
    assert asyncio.run(called(url, tmp_path / "spool")) >= {200, 400}
    engine = engine_of(url)
    again = replay(engine)
    engine.dispose()
    assert again.answers > 0
    assert again.differences == ()

"""The pages of the service are true: the walk-through is made and compared, settings and tests that a page names exist.

`WRITE_DOCS=1` puts the answers of today into docs/connect.md.
"""

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

import conformance
import ehr
from cobalamin.web.app import application
from cobalamin.web.settings import from_environment

Json = dict[str, Any]
DOCS = ehr.ROOT / "docs"
PAGE = DOCS / "connect.md"
_BLOCK = re.compile(r"```json answer=([\w-]+)\n(.*?)```", re.S)


async def _answers() -> Json:
    settings = from_environment("127.0.0.1", 8000, {"COBALAMIN_ON": "2026-03-01", "COBALAMIN_JOURNAL": "off"})
    async with ehr.caller(application(settings)) as client:
        discovery = (await client.get("/cds-services")).json()["services"]
        view = await _hook(client, "patient-view")
        sign = await _hook(client, "order-sign")
        said = {
            "card": view["cards"][0]["uuid"],
            "outcome": "overridden",
            "outcomeTimestamp": "2026-03-01T10:00:00Z",
            "overrideReason": {"reason": {"code": "patient-refuses", "system": "s"}},
        }
        feedback = await client.post("/cds-services/b12-patient-view/feedback", json={"feedback": [said]})
        wrong = json.loads((DOCS / "connect/patient-view.json").read_text())
        del wrong["context"]["patientId"]
        refusal = await client.post("/cds-services/b12-patient-view", json=wrong)
    assert refusal.status_code == 400
    return {
        "discovery": [{"hook": s["hook"], "id": s["id"]} for s in discovery],
        "patient-view": _shown(view),
        "order-sign": _shown(sign),
        "feedback": feedback.json(),
        "refusal": refusal.json(),
    }


async def _hook(client: httpx2.AsyncClient, hook: str) -> Json:
    body = (DOCS / f"connect/{hook}.json").read_bytes()
    found: Json = (await client.post(f"/cds-services/b12-{hook}", content=body)).json()
    conformance.check_response(found)
    return found


def _shown(response: Json) -> list[Json]:
    """What the page's jq shows of the cards."""
    return [
        {
            **{name: card[name] for name in ("summary", "indicator", "source")},
            "suggestions": [s["label"] for s in card.get("suggestions", [])],
        }
        for card in response["cards"]
    ]


def test_the_walk_through_is_true() -> None:
    found = asyncio.run(_answers())
    page = PAGE.read_text()
    if os.environ.get("WRITE_DOCS"):
        page = _BLOCK.sub(
            lambda m: f"```json answer={m[1]}\n{json.dumps(found[m[1]], indent=1, ensure_ascii=False)}\n```", page
        )
        PAGE.write_text(page)
    printed = {name: json.loads(text or "null") for name, text in _BLOCK.findall(page)}
    assert printed == found


@pytest.mark.parametrize("page", ["cds-hooks-requirements.md", "security.md"])
def test_every_test_a_page_names_exists(page: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", (DOCS / page).read_text()))
    there = {
        name
        for path in Path(__file__).parents[1].rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    assert named
    assert named <= there


def test_every_setting_is_on_the_page_and_every_one_there_is_read() -> None:
    code = (ehr.ROOT / "src/cobalamin/web/settings.py").read_text()
    read = set(re.findall(r'"(COBALAMIN_[A-Z_]+)"', code)) - {"COBALAMIN_ON"}
    read |= {f"{name}_FILE" for name in re.findall(r'_secret\(env, "(COBALAMIN_[A-Z_]+)"', code)}
    told = set(re.findall(r"`(COBALAMIN_[A-Z_]+)`", (DOCS / "deploy.md").read_text().partition("## systemd")[0]))
    assert told == read


def test_every_demand_has_a_row() -> None:
    page = (DOCS / "cds-hooks-requirements.md").read_text()
    assert [int(row) for row in re.findall(r"^\| (\d+) \|", page, re.M)] == list(range(1, 23))
    rows = [
        line
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith(("| #", "| Demand", "| Fault"))
    ]
    assert not [row for row in rows if "`test_" not in row]
    for file in set(re.findall(r"`((?:web|journal|records)/[a-z_/]*\.py)`", page)):
        assert (ehr.ROOT / "src/cobalamin" / file).exists()

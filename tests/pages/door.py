"""The pages without a browser: the application called in this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx2

from cobalamin.web.app import application
from cobalamin.web.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
BASE = "http://127.0.0.1:8000"
TODAY = date(2026, 3, 1)
Steps = Callable[[httpx2.AsyncClient], Awaitable[Any]]


def calls(steps: Steps, **settings: Any) -> Any:
    """The steps with a client of a service that is started and stopped."""

    async def run() -> Any:
        app = application(Settings(**{"base_url": BASE, "workbench": True, "today": lambda: TODAY, **settings}))
        try:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE) as client:
                return await steps(client)
        finally:
            await app.stop()

    return asyncio.run(run())


def got(path: str, *, headers: dict[str, str] | None = None, **settings: Any) -> httpx2.Response:
    """One page."""
    return calls(lambda client: client.get(path, headers=headers or {}), **settings)


def posted(
    path: str, fields: dict[str, Any], *, headers: dict[str, str] | None = None, file: Any = None, **more: Any
) -> httpx2.Response:
    """One form, with the name and the bytes of a chosen file."""
    files = {"file": file} if file else None
    return calls(lambda client: client.post(path, data=fields, files=files, headers=headers or {}), **more)


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def nasty_bundle() -> str:
    """A Bundle in which every text is an attack."""
    text = (ROOT / "examples" / "bundle-ileal-resection.json").read_text()
    bundle = json.loads(text)
    for entry in bundle["entry"]:
        resource = entry["resource"]
        if resource["resourceType"] == "Patient":
            resource["name"] = [{"text": NASTY, "family": NASTY}]
        else:
            resource["note"] = [{"text": NASTY}]
            resource["code" if "code" in resource else "medicationCodeableConcept"].setdefault("text", NASTY)
    return json.dumps(bundle)

"""The first comparison prepares every guideline, some ten seconds of a core: nobody else waits for it, and it is done once."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import httpx2
import pytest

import ehr
from cobalamin.assessment import engine
from cobalamin.comparison import compare
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.diagram import Diagram
from cobalamin.language.nodes import Quantity
from cobalamin.records.case import case_from
from cobalamin.web import rest
from cobalamin.web.pages import comparing

NOBODY = {"cobalamin_case": 1, "on": "2026-03-01"}
ID = "b12.total.deficient"
OWN = {ID: replace(THRESHOLDS[ID], printed=(Quantity(151, "ng/L"), Quantity(111, "pmol/L")))}
"""A figure that nobody else here has: nothing is prepared for it yet."""


def counted(real: Callable[..., Any], most: list[int]) -> Callable[..., Any]:
    """A function that notes how many run it at the same moment at most."""
    at_once = [0]

    def count(*what: Any, **named: Any) -> Any:
        at_once[0] += 1
        most.append(at_once[0])
        time.sleep(0.02)
        try:
            return real(*what, **named)
        finally:
            at_once[0] -= 1

    return count


def test_others_are_answered_while_the_first_comparison_prepares_a_guideline(monkeypatch: pytest.MonkeyPatch) -> None:
    others, building = Event(), Event()

    def held(*what: Any) -> Diagram:
        building.set()
        assert others.wait(60), "nobody else was answered"
        return Diagram(*what)

    async def both() -> tuple[httpx2.Response, httpx2.Response]:
        async with ehr.service(parameters=OWN) as client:
            await client.post("/assess", content=json.dumps(NOBODY))  # as the start of a service does
            monkeypatch.setattr(engine, "Diagram", held)
            first = asyncio.create_task(client.post("/compare?guideline=us-label", content=json.dumps(NOBODY)))
            assert await asyncio.to_thread(building.wait, 60)
            other = await client.post("/assess", content=json.dumps(NOBODY))
            others.set()
            return await first, other

    assert [answer.status_code for answer in asyncio.run(both())] == [200, 200]


def test_comparisons_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six at once took every thread there is for pages, for launches and for a journal whose database hangs."""
    most: list[int] = []
    for module, name in ((rest, "compare"), (comparing, "compared")):
        monkeypatch.setattr(module, name, counted(getattr(module, name), most))
    monkeypatch.setattr(comparing, "compare", lambda case, **_: compare.compare(case, names=["article"]))

    async def together() -> list[httpx2.Response]:
        async with ehr.service(workbench=True) as client:
            calls = [client.post("/compare?guideline=article", content=json.dumps(NOBODY)) for _ in range(6)]
            return await asyncio.gather(*calls, client.post("/pages/compare", data={"on": "2026-03-01"}))

    assert [answer.status_code for answer in asyncio.run(together())] == [200] * 7
    assert (len(most), max(most)) == (7, 1)


def test_two_who_ask_first_do_not_both_prepare_a_guideline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are made ready in the background: a comparison asked for meanwhile did all of it a second time beside that."""
    most: list[int] = []
    monkeypatch.setattr(compare, "assess", counted(compare.assess, most))
    asking = [
        Thread(target=compare.compare, args=(case_from(NOBODY),), kwargs={"names": ["article"]}) for _ in range(3)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert most == [1, 1, 1]

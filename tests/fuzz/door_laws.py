"""What holds of every input, whichever door it comes through, and what a door is."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import structlog

import damage
from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.engine import engine_for
from cobalamin.assessment.report import markdown, text
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.prints.checklist import checklist
from cobalamin.prints.clinical import printed
from cobalamin.prints.page import page
from cobalamin.prints.sheet import labels
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator

ON, ROOT = damage.ON, Path(__file__).parents[2]
_FOLDER = tempfile.TemporaryDirectory()
WORK = Path(_FOLDER.name)
"""Where files of an input are written: in a folder that goes with the run."""
WORDS = (translator("en"), translator("es"))
LONGEST, REPEATED = 1500, 200
"""Characters of a refusal, and of the input in it in one piece."""


@dataclass(frozen=True)
class Door:
    """What is sent at first, how it is changed, and what goes in."""

    seeds: list[bytes]
    mutate: Callable[..., bytes]
    enter: Callable[[bytes], None]


def sentence(problem: object, data: bytes) -> None:
    """A refusal is one sentence of bounded length that repeats no more of the input than it takes to find the place."""
    said = str(problem)
    assert said.strip(), "nothing said"
    assert "\n" not in said, f"several lines: {said[:300]!r}"
    assert len(said) < LONGEST, f"{len(said)} characters: {said[:300]!r}"
    sent = data.decode(errors="replace")
    for i in range(0, max(0, len(said) - REPEATED), 50):
        assert said[i : i + REPEATED] not in sent, f"repeats the input: {said[:300]!r}"


_KEPT: list[dict[str, Any]] = []


def _keep(_: object, __: str, event: Any) -> Any:
    _KEPT.append(dict(event))
    raise structlog.DropEvent


structlog.configure(processors=[_keep])


def logged() -> list[dict[str, Any]]:
    """What was logged since it was last asked."""
    found, _KEPT[:] = [*_KEPT], []
    return found


def logged_nothing() -> None:
    """Nothing was wrong enough to be logged."""
    assert not (found := logged()), f"logged: {found}"


@cache
def answers() -> Any:
    """The published form of an answer."""
    (_,), parts = msgspec.json.schema_components((Assessment,), ref_template="#/$defs/{name}")
    return jsonschema_rs.validator_for({"$ref": "#/$defs/Assessment", "$defs": parts})


def lawful(case: Any, read_again: Callable[[], Any]) -> None:
    """Everything that is made of a case can be made, twice the same, and says nothing that contradicts itself."""
    on = case.on or ON
    facts, answer = facts_on(case, on), assess(case, on=on)
    body = answer.json()
    assert assess(read_again(), on=on).json() == body, "read twice"
    answers().validate(json.loads(body))
    said = text(answer, trace=True)
    assert all(len(line) <= 100 for line in said.splitlines()), "wider than 100"
    assert markdown(answer)
    plots_for(Patient(case, facts, answer), engine_for(ARTICLE).figures)
    for words in WORDS:
        printed(answer, (), trace=True, words=words)
        page("checklist.html", sheet=checklist(facts, answer, words, None), words=labels(words), large=False)


def files(*folders: str) -> list[bytes]:
    return [
        f.read_bytes() for folder in folders for f in sorted((ROOT / folder).glob("*.json")) if f.stem != "expected"
    ]


def small_bundles() -> list[bytes]:
    return [data for each in damage.bundles() if len(data := json.dumps(each).encode()) < 40_000]


def fresh() -> Path:
    """A folder that is not there."""
    shutil.rmtree(WORK / "fresh", ignore_errors=True)
    (WORK / "fresh").mkdir()
    return WORK / "fresh" / "in"

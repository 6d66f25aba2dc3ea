"""Every Task and the Bundle around them, by fhir.resources (R4B) and, where `npm ci` was run in tests/cql, HL7's R4 JSON Schema."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from fhirpathpy import compile as fhirpath
from recall_timelines import timelines
from test_recall_laws import ON, generated

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.worklist import Group, recall_list
from cobalamin.recall.written.formats import rendered
from conformance import SCHEMA, check_resource

GENERATED = 300
inv_1 = fhirpath("lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn")


def bundle_of(records: list[TreatmentRecord], on: date, from_fhir: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rendered("fhir", recall_list(records, on), from_fhir=from_fhir))
    return found


def check(bundle: dict[str, Any]) -> set[str]:
    """The groups its tasks stand for; fails where anything is not R4."""
    check_resource({**bundle, "entry": []} if "entry" not in bundle else bundle)
    for entry in bundle.get("entry", ()):
        task = entry["resource"]
        check_resource(task)
        assert inv_1(task) == [True]
        assert not re.search(r"\\u00[01]", json.dumps(task)), "FHIR allows no control characters in a text"
        assert (task["status"], task["intent"]) == ("requested", "proposal")
        period = task.get("restriction", {}).get("period")
        assert period is None or period["start"] <= period["end"]
    return {entry["resource"]["code"]["text"].partition(": ")[2] for entry in bundle.get("entry", ())}


@pytest.mark.parametrize("from_fhir", [False, True])
def test_every_task_of_every_timeline_is_a_task(from_fhir: bool) -> None:
    groups: set[str] = set()
    for on in sorted({line.on for line in timelines()}):
        groups |= check(bundle_of([line.record() for line in timelines() if line.on == on], on, from_fhir))
    assert groups == {str(group) for group in Group if group is not Group.NERVES}  # of health records alone


def test_generated_records_make_tasks_too() -> None:
    check(bundle_of([generated(seed) for seed in range(GENERATED)], ON, True))


@pytest.mark.parametrize("who", ["\x1b[2J", "  7  ", "a|b/c", "é" * 80, "0" * 64, "p.1-2", "\u202e"])
def test_whatever_a_patient_is_called_the_task_is_r4(who: str) -> None:
    record = TreatmentRecord(who, generated(3).events, name=who)
    for from_fhir in (False, True):
        check(bundle_of([record], ON + timedelta(days=400), from_fhir))


def test_no_list_is_an_empty_bundle() -> None:
    check_resource(bundle_of([], ON, False))


@pytest.mark.skipif(not SCHEMA.exists(), reason="run `npm ci` in tests/cql first: HL7's R4 schema comes with it")
def test_the_schema_refuses_a_task_that_is_none() -> None:
    task = bundle_of([generated(3)], ON + timedelta(days=400), True)["entry"][0]["resource"]
    with pytest.raises(AssertionError):
        check_resource({**task, "status": "made-up"})

"""Results without a date of their own, which stand in a report or a panel that has one (register R127)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundles import ON, Resource, bundle, facts, observation, patient, value
from cobalamin.records.bulk import export
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on

SUBJECT = {"reference": "Patient/p"}


def undated(id: str = "o1", level: float = 90, **fields: Any) -> Resource:
    found = observation(value=level, id=id, **fields)
    return {name: sent for name, sent in found.items() if name != "effectiveDateTime"}


def report(*results: str, id: str = "r1", **fields: Any) -> Resource:
    return {
        "resourceType": "DiagnosticReport", "id": id, "status": "final", "subject": SUBJECT, "code": {"text": "Haematology"},
        "effectiveDateTime": "2026-02-03T09:00:00Z", "result": [{"reference": each} for each in results], **fields,
    }  # fmt: skip


def panel(*members: str, **fields: Any) -> Resource:
    return observation(
        {"text": "Full blood count and B12"}, id="panel", hasMember=[{"reference": each} for each in members], **fields
    )


def in_bulk(folder: Path, *resources: Resource) -> Case:
    """The same resources as an export, a file a type."""
    for each in (patient(), *resources):
        with (folder / f"{each['resourceType']}.ndjson").open("a") as file:
            file.write(json.dumps(each) + "\n")
    (folder / "heaps").mkdir()
    found = export.scatter(export.files_to_read(folder), folder / "heaps", 2)
    assert found.rejected == []
    cases = [each for heap in found.heaps for each in heap_cases(heap, found.medicines)]
    (one,) = cases
    assert isinstance(one, Case)
    return one


def level(*resources: Resource) -> Any:
    return value(facts(*resources), "total_b12")


LENT = [
    (undated(), report("Observation/o1")),
    (undated(), report("Observation/o1/_history/2")),
    (undated(), report("https://ehr.example/fhir/Observation/o1")),
    (undated(issued="2024-01-01T08:00:00Z"), report("Observation/o1")),  # when a report came is not when blood was taken
    (undated(), report("Observation/o1", effectiveDateTime=None, effectivePeriod={"start": "2026-02-03", "end": "2026-02-03"})),
    (undated(), report("Observation/o1"), report("Observation/o1", id="r2", effectiveDateTime="2026-02-03")),
    (undated(), panel("Observation/o1", effectiveDateTime="2026-02-03")),
    (undated(), panel("Observation/o1", effectiveDateTime=None), report("Observation/panel")),
]  # fmt: skip
NOT_LENT = [
    (undated(), report("Observation/other")),
    (undated(), report("Patient/o1")),
    (undated(), report("Observation/o1", status="entered-in-error")),
    (undated(), report("Observation/o1", status="cancelled")),
    (undated(), report("Observation/o1", effectiveDateTime=None, issued="2026-02-03T09:00:00Z")),
    (undated(), report("Observation/o1", effectiveDateTime="yesterday")),
    (undated(), report("Observation/o1", effectiveDateTime=None, effectivePeriod={"start": "2026-01-03", "end": "2026-02-03"})),
    (undated(), report("Observation/o1", effectiveDateTime=None, effectivePeriod={"start": "2026-02-03"})),
    (undated(), report("Observation/o1"), report("Observation/o1", id="r2", effectiveDateTime="2025-12-03")),
    (undated(), report("Observation/o1", modifierExtension=[{"url": "http://example.org/not"}])),
    (undated(), report("Observation/o1", implicitRules="http://example.org/rules")),
    (undated(), report("Observation/o1", subject={"reference": "Patient/q"})),
    (undated(), report("Observation/o1", result={"reference": "Observation/o1"})),
    (undated(), panel("Observation/o1", effectiveDateTime=None, issued="2026-02-03T09:00:00Z")),
    (undated(), panel("Observation/o1", effectiveDateTime=None) | {"hasMember": [{"reference": "Observation/panel"}]}),
]  # fmt: skip


def sent(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Without what a test took away."""
    return tuple({name: said for name, said in each.items() if said is not None} for each in resources)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("resources", LENT)
def test_a_result_without_a_date_has_that_of_what_points_to_it(resources: tuple[Resource, ...], order: int) -> None:
    found = facts(*sent(resources)[::order])
    assert value(found, "total_b12") == "90 pg/mL"
    assert found.known["total_b12"].source.when[:10] == "2026-02-03"
    assert "not dated" not in found.known["total_b12"].note


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("resources", NOT_LENT)
def test_a_date_that_may_be_another_is_not_lent(resources: tuple[Resource, ...], order: int) -> None:
    assert level(*sent(resources)[::order]) == "[not dated]"


@pytest.mark.parametrize("resources", LENT + NOT_LENT[:-4] + NOT_LENT[-3:])
def test_an_export_says_the_same(tmp_path: Path, resources: tuple[Resource, ...]) -> None:
    exported = facts_on(in_bulk(tmp_path, *sent(resources)), ON)
    bundled = facts(*sent(resources))
    assert value(exported, "total_b12") == value(bundled, "total_b12")
    assert exported.known.get("total_b12") == bundled.known.get("total_b12")


def test_in_an_export_another_patients_report_lends_nothing(tmp_path: Path) -> None:
    other = report("Observation/o1", subject={"reference": "Patient/q"})
    exported = in_bulk(tmp_path, undated(), report("Observation/o9"))
    assert value(facts_on(exported, ON), "total_b12") == "[not dated]"
    again = tmp_path / "again"
    again.mkdir()
    for each in (patient(), patient(id="q"), undated(), other):
        with (again / f"{each['resourceType']}.ndjson").open("a") as file:
            file.write(json.dumps(each) + "\n")
    (again / "heaps").mkdir()
    found = export.scatter(export.files_to_read(again), again / "heaps", 1)
    cases = [each for heap in found.heaps for each in heap_cases(heap, found.medicines) if isinstance(each, Case)]
    assert [value(facts_on(each, ON), "total_b12") for each in cases if each.id == "p"] == ["[not dated]"]


def test_a_result_with_a_date_of_its_own_keeps_it() -> None:
    found = facts(observation(value=90), report("Observation/o1"))
    assert found.known["total_b12"].source.when[:10] == "2026-02-01"


def test_a_date_before_the_window_is_lent_too() -> None:
    assert level(undated(), report("Observation/o1", effectiveDateTime="2019-02-03")) == "[too old]"


def test_a_result_is_that_of_its_own_server_and_address() -> None:
    def entry(url: str, resource: Resource) -> Resource:
        return {"fullUrl": url, "resource": resource}

    ours, theirs = "https://a.example/fhir/", "https://b.example/fhir/"
    for points, lent in (("Observation/o1", True), (f"{theirs}Observation/o1", False), (f"{ours}Observation/o1", True)):
        entries = [
            entry(f"{ours}Patient/p", patient()), entry(f"{ours}Observation/o1", undated()),
            entry(f"{ours}DiagnosticReport/r1", report(points)),
        ]  # fmt: skip
        found = facts_on(read_bundle(json.dumps({"resourceType": "Bundle", "entry": entries}).encode()), ON)
        assert ("total_b12" in found.known) is lent
    uuid = "urn:uuid:10a1b2c3-0000-4000-8000-000000000000"
    entries = [{"resource": patient()}, entry(uuid, undated(id="")), {"resource": report(uuid)}]
    found = facts_on(read_bundle(json.dumps({"resourceType": "Bundle", "entry": entries}).encode()), ON)
    assert "total_b12" in found.known


def test_the_date_that_is_lent_tells_which_result_is_the_latest() -> None:
    older, newer = undated("old", 400), undated("new", 90)
    before = report("Observation/old", id="r0", effectiveDateTime="2025-11-03")
    assert level(older, newer, before, report("Observation/new")) == "90 pg/mL"


def test_a_bundle_of_nothing_undated_is_read_as_before() -> None:
    assert read_bundle(bundle(report("Observation/o1"))).results == ()

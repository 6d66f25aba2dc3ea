"""Records with very many entries of one kind: what was done for each pair of them would hold the service for minutes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from bundles import Resource, condition, given, observation, patient
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on

MANY = 8_000
ON = date(2026, 3, 2)
Entry = dict[str, Resource]


def of_one_day(i: int) -> list[Entry]:
    return [{"resource": observation(value=150, id=f"o{i}", effectiveDateTime="2026-02-01")}]


def of_one_year(i: int) -> list[Entry]:
    return [{"resource": observation(value=150, id=f"o{i}", effectiveDateTime="2026")}]


def injected_and_measured(i: int) -> list[Entry]:
    day = f"2026-02-{1 + i % 28:02}"
    return [
        {"resource": given(on=day, id=f"m{i}")},
        {"resource": observation(value=150 + i, id=f"o{i}", effectiveDateTime=f"{day}T08:00:00Z")},
    ]


def deleted_beside_others(i: int) -> list[Entry]:
    return [{"request": {"method": "DELETE", "url": f"Observation/x{i}"}}, *of_one_day(i)]


def in_versions(i: int) -> list[Entry]:
    return [{"resource": condition("84027009", meta={"versionId": str(i)})}]


@pytest.mark.parametrize(
    "entries", [of_one_day, of_one_year, injected_and_measured, deleted_beside_others, in_versions]
)
@pytest.mark.some(2)
def test_a_record_of_many_entries_is_read(entries: Callable[[int], list[Entry]]) -> None:
    """Pair by pair each of these took minutes; entry by entry they take less than a second."""
    sent = [{"resource": patient()}, *(entry for i in range(MANY) for entry in entries(i))]
    found = facts_on(read_bundle(json.dumps({"resourceType": "Bundle", "entry": sent}).encode()), ON)
    assert {"total_b12", "b12_deficiency_diagnosed"} & (found.known.keys() | found.missing.keys())

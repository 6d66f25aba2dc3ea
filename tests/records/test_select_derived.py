"""What is said of a fact that follows from others or is presumed: value, place and note; slips of each went unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bundles import HB, ON, SCT, Resource, bundle, case, concept, facts, given, medicine, observation, value
from cobalamin.records.case import case_from
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Source
from cobalamin.records.select import facts_on

TABLETS = medicine(
    "MedicationStatement", "cyanocobalamin 1 mg tablet", effectivePeriod={"start": "2025-09-01", "end": "2026-02-10"}
)
FOLIC = medicine(text="folic acid 5 mg tablet", authoredOn="2026-02-01")
GIVEN = "drawn while B12 was given (2025-09-01 to 2026-02-10)"


def on_file(*assessed: str, **said: Any) -> Facts:
    person = {"age": "30 a", "sex": "female"}
    return facts_on(case_from({"cobalamin_case": 1, "patient": person, "facts": said, "assessed": [*assessed]}), ON)


def dated(resource: Resource, day: str | None) -> Resource:
    return {**resource, "effectiveDateTime": day}


# --- derived ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "name", "known", "where", "note"),
    [
        (lambda: on_file(total_b12="150 pg/mL"), "total_b12", "150 pg/mL", "$.facts.total_b12", "not dated: taken as current"),
        (lambda: facts(TABLETS, observation(value=900)), "total_b12", "≤ 900 pg/mL", "Observation/o1",
         f"{GIVEN}: at most this without it"),
        (lambda: facts(observation("20570-8", 30, "%")), "haemoglobin", "99 g/L", "Observation/o1",
         "estimated from the haematocrit of 30 % (x 3.3)"),
        (lambda: facts(observation(HB, 99, "g/L")), "anaemia_recorded", False, "", "the blood count is known and decides"),
        (lambda: on_file(trimester_2=True), "pregnant", True, "$.facts.trimester_2", "told by the trimester"),
        (lambda: on_file(trimester_2=True), "trimester_1", False, "$.facts.trimester_2", "told by the trimester"),
        (lambda: on_file(pregnant=False), "trimester_1", False, "", "not pregnant"),
        (lambda: facts(FOLIC), "folic_acid_without_b12", True, "MedicationRequest/m1", ""),
        (lambda: facts(FOLIC, given(id="g")), "folic_acid_without_b12", False, "MedicationRequest/m1", "taken together with B12"),
        (lambda: on_file("oral_route"), "vomiting", False, "", "oral route asked about, not recorded"),
    ],
)  # fmt: skip
def test_what_follows_or_is_presumed_is_told_with_its_place_and_its_reason(
    read: Callable[[], Facts], name: str, known: object, where: str, note: str
) -> None:
    found = read()
    used = found.known[name]
    assert (value(found, name), used.source.where if used.source else "", used.note) == (known, where, note)
    assert name not in found.missing


@pytest.mark.parametrize("name", ["pregnant", "trimester_2"])
def test_a_trimester_of_no_pregnancy_is_told_of_both_with_the_place_of_each(name: str) -> None:
    told = on_file(pregnant=False, trimester_2=True).missing[name]
    assert told.sentence.endswith(": does not fit what else is recorded about a pregnancy; check both")
    assert told.source is not None
    assert told.source.where == f"$.facts.{name}"


# --- B12 that was given ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "known"),
    [
        ("2025-08-31", "900 pg/mL"),
        ("2025-09-01", "≤ 900 pg/mL"),
        ("2026-02-10", "≤ 900 pg/mL"),
        ("2026-02-11", "900 pg/mL"),
    ],
)
def test_a_level_is_lifted_from_the_first_day_of_the_tablets_to_the_last(drawn: str, known: str) -> None:
    assert value(facts(TABLETS, dated(observation(value=900), drawn)), "total_b12") == known


def test_a_level_above_what_is_measured_says_nothing_where_it_was_lifted() -> None:
    told = facts(TABLETS, observation(value=">2000 pg/mL")).missing["total_b12"]
    assert told.sentence == f"total serum B12: {GIVEN}; such a level cannot rule deficiency out"
    assert told.source is not None
    assert told.source.where == "Observation/o1"


def test_of_injections_that_ended_twice_the_later_end_is_told_in_any_order() -> None:
    name = "hydroxocobalamin 1 mg injection"
    ended = [
        medicine("MedicationStatement", name, id=f"s{end}", effectivePeriod={"start": "2024", "end": end})
        for end in ("2024-12-01", "2025-02-01")
    ]
    for sent in (ended, ended[::-1]):
        told = facts(*sent).missing["b12_injections"]
        assert told.sentence == "B12 injections: recorded as ended on 2025-02-01"
        assert told.source == Source("MedicationStatement/s2025-02-01", "2024", "")
        assert str(told.until) == "2025-02-01"


# --- presumed --------------------------------------------------------------------------------------------------------


def test_what_is_presumed_away_because_it_is_too_old_is_still_told() -> None:
    tired = observation(concept("84229001", SCT), valueBoolean=True, effectiveDateTime="2024-03-02")
    found = facts_on(case(tired), ON, ["symptoms"])
    assert found.known["fatigue"] == Known(False, None, "symptoms asked about, not recorded", presumed=True)
    assert [(told.why, told.fact) for told in found.problems] == [("too old", "fatigue")]


def test_every_group_that_is_not_presumed_is_named() -> None:
    spoiled = [{"resourceType": kind, "id": kind, "code": 7} for kind in ("Condition", "Procedure")]
    told = facts_on(read_bundle(bundle(*spoiled)), ON, ["surgery", "oral_route", "medicines"]).problems[-1]
    assert told.why == "unreadable"
    assert told.sentence.endswith("because part of what would show it was left out: surgery, oral route")


# --- with and without a date ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "sent", "found"),
    [
        ("2020-01-01", "90 ng/L", "90 ng/L"),
        ("2026-02-01", "90 ng/L", "[contradictory]"),
        ("2026-02-01", "400 ng/L", "400 ng/L"),
    ],
)
def test_a_level_without_a_date_of_a_case_file_may_be_of_today_beside_one_with_its_day(
    day: str, sent: str, found: str
) -> None:
    """A level of 90 of somebody who means now was passed over in silence for one of 400, or of years ago (register R24)."""
    dated_level, old = ({"value": 400, "unit": "ng/L", "date": when} for when in (day, "2019-01-01"))
    for levels in ([dated_level, sent], [sent, dated_level], [old, dated_level, sent]):
        assert value(on_file(total_b12=levels), "total_b12") == found


def test_two_levels_without_a_date_contradict_each_other() -> None:
    told = on_file(total_b12=["400 ng/L", "90 ng/L"]).missing["total_b12"]
    assert told.sentence == "total serum B12: different results for one moment: 400 ng/L, 90 ng/L"


def test_in_a_health_record_a_result_without_a_date_stands_in_nobodys_way() -> None:
    for day, found in (("2020-01-01", "[too old]"), ("2026-02-01", "400 pg/mL")):
        sent = observation(value=400, effectiveDateTime=day), dated(observation(value=90, id="o2"), None)
        for order in (sent, sent[::-1]):
            assert value(facts(*order), "total_b12") == found


def test_of_two_results_of_one_moment_that_cannot_be_used_one_is_told_in_any_order() -> None:
    sent = observation(value=90, status="preliminary", id="o2"), observation(value=400, status="preliminary")
    for order in (sent, sent[::-1]):
        source = facts(*order).missing["total_b12"].source
        assert source is not None
        assert source.where == "Observation/o1"

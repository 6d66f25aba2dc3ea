"""A supply is no dose given, and a dose that was not given is told with its reason: both are asked about before a call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_planned_injections import ASK, IM, NAME, ON, bundle, given, listed, request

from cobalamin.assessment.assess import assess
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.worklist import Group
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator
from injected import list_of

Json = dict[str, Any]
SUPPLY = "find out whether and when the last dispensed dose was given, and record it; give it if none was"
DOSES = [given(day) for day in ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01", "2026-09-20")]


def handed(day: str, **more: Any) -> Json:
    made = {"resourceType": "MedicationDispense", "id": f"d{day}", "status": "completed", "whenHandedOver": day}
    return {**made, "dosageInstruction": [IM], **NAME, **more}


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("days", [["2026-03-01"], ["2026-03-01", "2026-05-01", "2026-07-01"]])
def test_what_was_handed_over_is_no_prescription_and_asks_for_the_last_dose(
    tmp_path: Path, days: list[str], lines: bool
) -> None:
    (row,) = listed(tmp_path, *map(handed, days), lines=lines).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step == SUPPLY
    assert [why for why in row.why if "no record that it was given" in why] == [
        f"dispensed on {day}, no record that it was given" for day in days
    ]
    assert not any("prescribed" in why for why in row.why)
    for said in (row.why[0], row.next_step):
        assert translator("es").said(said) not in (None, said)


def test_a_supply_beside_an_order_is_asked_about_all_the_same(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, request(intent="order"), handed("2026-03-20")).rows
    assert row.next_step == SUPPLY


def test_a_supply_after_the_last_dose_is_asked_about_and_one_before_it_is_not(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, handed("2026-10-20")).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step.startswith(SUPPLY)
    late = request(intent="order", authoredOn="2026-10-20")
    (row,) = listed(tmp_path, *DOSES, handed("2026-02-05"), late).rows
    assert row.next_step.startswith("give the prescribed dose, or record when it was given")


FIRST = "first ask why the last dose was not given; then "


def refused(day: str, reason: str = "patient refused", **more: Any) -> Json:
    told = {"statusReason": [{"text": reason}]} if reason else {}
    return {**given(day), "id": f"r{day}", "status": "not-done", **told, **more}


@pytest.mark.parametrize("lines", [False, True])
def test_whose_only_dose_was_refused_is_on_the_list_with_the_reason(tmp_path: Path, lines: bool) -> None:
    (row,) = listed(tmp_path, refused("2026-09-01"), lines=lines).rows
    assert (row.group, row.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
    assert row.why[0] == "the dose of 2026-09-01 was not given, with the reason 'patient refused'"
    assert row.next_step == FIRST + ASK
    assert row.sources == ("MedicationAdministration/r2026-09-01",)


@pytest.mark.parametrize("reason", ["patient refused", ""])
def test_who_refused_the_last_dose_is_asked_and_not_called_as_if_nothing_had_happened(
    tmp_path: Path, reason: str
) -> None:
    doses = DOSES[:4]
    (plain,) = listed(tmp_path, *doses).rows
    (row,) = listed(tmp_path, *doses, refused("2026-09-01", reason)).rows
    told = f"with the reason '{reason}'" if reason else "without a reason"
    assert f"the dose of 2026-09-01 was not given, {told}" in row.why
    assert (row.last, row.due) == (plain.last, plain.due)
    assert row.next_step.startswith(f"{FIRST}invite for the maintenance dose")
    assert plain.next_step.startswith("invite now for the maintenance dose")


def test_a_dose_that_was_not_given_and_is_not_late_yet_is_asked_about(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, refused("2026-10-30")).rows
    assert row.group is Group.NOT_GIVEN
    assert row.next_step.startswith(FIRST + "give it, or record what is decided")


@pytest.mark.parametrize("later", [given("2026-09-20"), given("2026-09-01")])
def test_a_dose_given_since_or_on_the_same_day_settles_it(tmp_path: Path, later: Json) -> None:
    assert not any(
        Flag.REFUSED in row.schedule.flags for row in listed(tmp_path, *DOSES[:4], refused("2026-09-01"), later).rows
    )


@pytest.mark.parametrize(
    "more",
    [
        {"status": "entered-in-error"},
        {"dosage": {"route": {"text": "oral"}}, "medicationCodeableConcept": {"text": "Cyanocobalamin tablets"}},
        {"medicationCodeableConcept": {"text": "folic acid 5 mg"}},
        {"medicationCodeableConcept": {"text": "metformin 500 mg"}},
        {"effectiveDateTime": "2027-01-01"},
    ],
)
def test_what_is_no_injection_that_was_not_given_puts_nobody_on_the_list(tmp_path: Path, more: Json) -> None:
    assert not any(Flag.REFUSED in row.schedule.flags for row in listed(tmp_path, refused("2026-09-01", **more)).rows)


UNDATED = {key: value for key, value in refused("2026-09-01").items() if key != "effectiveDateTime"}
ON_NO_DAY = "a dose was not given, on an unrecorded date, with the reason 'patient refused'"


@pytest.mark.parametrize("lines", [False, True])
def test_one_without_a_day_is_told_until_its_day_is_and_stands_in_the_way_of_no_dose(
    tmp_path: Path, lines: bool
) -> None:
    """Nobody knows whether it was before the doses or after them: it was asked about before every dose, for good (R139)."""
    (row,) = listed(tmp_path, *DOSES[:4], UNDATED, lines=lines).rows
    assert row.why[1] == f"{ON_NO_DAY}: record its date"
    assert (row.group, row.groups[-2:]) == (Group.OVERDUE, (Group.CHECK_RECORD, Group.NO_CAUSE))
    assert row.next_step.startswith("invite now for the maintenance dose")
    assert row.next_step.endswith("; record the date on which a dose was not given")
    line = assess(read_bundle(bundle(*ILL, *DOSES[:4], UNDATED)), on=ON).headline
    assert (
        f"the next dose now, overdue since 2026-10-15; {ON_NO_DAY}: record its date; indications met: malabsorption"
        in line
    )
    for said in (row.why[1], row.next_step, line):
        assert translator("es").said(said) not in (None, said)


def test_where_no_dose_is_on_record_one_without_a_day_is_asked_about(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, UNDATED).rows
    assert (row.why[0], row.next_step) == (ON_NO_DAY, FIRST + ASK)
    headline = assess(read_bundle(bundle(*ILL, UNDATED)), on=ON).headline
    assert f"{ON_NO_DAY}: ask why before another" in headline


@pytest.mark.parametrize("changed, is_told", [("2026-09-20", False), ("2026-09-21", True), ("", True)])
def test_a_dose_since_the_last_change_of_its_entry_settles_it(tmp_path: Path, changed: str, is_told: bool) -> None:
    """It was not given by then at the latest, and the last dose is of 20 September."""
    entry = {**UNDATED, "meta": {"lastUpdated": f"{changed}T10:00:00Z"}} if changed else UNDATED
    rows = listed(tmp_path, *DOSES, entry).rows
    assert any(Flag.NOT_DATED in row.schedule.flags for row in rows) is is_told
    line = assess(read_bundle(bundle(*ILL, *DOSES, entry)), on=ON).headline
    assert ("record its date" in line) is is_told


def test_one_without_a_day_that_was_for_a_reaction_stands_in_the_way_all_the_same(tmp_path: Path) -> None:
    """Whatever its day, and whatever was given: a dose settles no reaction (registers R117, R138)."""
    (row,) = listed(tmp_path, *DOSES, {**UNDATED, "statusReason": [{"text": "rash"}]}).rows
    assert row.group is Group.DO_NOT_GIVE


def test_the_answer_tells_it_and_takes_it_for_no_dose() -> None:
    answer = assess(read_bundle(bundle(refused("2026-09-01"))), on=ON)
    said = "B12 injections: the dose of 2026-09-01 was not given, with the reason 'patient refused'"
    assert said in [each.sentence for each in answer.missing]
    assert answer.course is None


# --- a reaction (registers R117, R136) ------------------------------------------------------------------------------

SETTLE = "no dose until it is clear whether that reaction was an allergy: ask, and record whether it was, or refer"
NOBODY = (
    "do not give: a dose was not given because of a reaction, and nobody has established whether it was an allergy; give "
    "no cobalamin, by injection or by mouth, until a specialist decides"
)
ABSENT = {
    "resourceType": "AllergyIntolerance", "id": "al", "patient": {"reference": "Patient/p"},
    "verificationStatus": {"coding": [{"code": "refuted"}]},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "293397002"}]},
}  # fmt: skip


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("reason", ["anaphylaxis last time", "Allergic rash", "refused: had a reaction"])
@pytest.mark.parametrize("doses", [[], DOSES[:4], DOSES])
def test_who_was_not_given_a_dose_for_a_reaction_is_called_to_none_before_it_is_settled(
    tmp_path: Path, doses: list[Json], reason: str, lines: bool
) -> None:
    """Also where a dose was given since: nobody recorded that it was settled."""
    (row,) = listed(tmp_path, *doses, refused("2026-09-01", reason), lines=lines).rows
    assert (row.group, row.due) == (Group.DO_NOT_GIVE, None)
    assert row.why[0] == NOBODY
    assert row.next_step.startswith(SETTLE)
    assert ("given since that reaction: 1 dose, the last on 2026-09-20" in row.why) == (doses == DOSES)


def test_whom_nobody_stopped_stays_on_the_list_and_an_allergy_that_is_absent_settles_it(tmp_path: Path) -> None:
    """A dose that was not given ends no course: as a stop for a reaction it would have closed the row."""
    withheld = refused("2026-09-01", "rash")
    (row,) = listed(tmp_path, *DOSES[:4], withheld).rows
    assert row.state is not State.STOPPED
    (settled,) = listed(tmp_path, *DOSES[:4], withheld, ABSENT).rows
    assert settled.group is Group.OVERDUE
    assert settled.next_step.startswith(f"{FIRST}invite for the maintenance dose")


def test_a_stop_for_a_reaction_beside_it_is_the_one_that_is_told(tmp_path: Path) -> None:
    stopped = request(intent="order", status="stopped", statusReason={"text": "rash"}, authoredOn="2026-08-01")
    (row,) = listed(tmp_path, *ILL, *DOSES[:4], refused("2026-09-01", "rash"), stopped).rows
    assert row.why[0].startswith("do not give: injections were stopped because of a reaction;")


def test_the_answer_asks_whether_it_was_an_allergy_and_calls_to_no_dose() -> None:
    answer = assess(read_bundle(bundle(*DOSES, refused("2026-09-01", "rash"))), on=ON)
    assert any(
        each.sentence.endswith(
            ": a dose was not given because of a reaction, recorded for 2026-09-01: ask whether it was one"
        )
        for each in answer.missing
    )
    assert "give no dose until a possible allergy is clarified" in answer.headline
    planned = assess(read_bundle(bundle(*ILL, refused("2026-09-01", "rash"))), on=ON).plan
    assert planned is not None
    assert "A B12 injection was not given because of a reaction: give no dose until it is clear" in planned.note


ILL = [
    {
        "resourceType": "Condition", "id": code, "subject": {"reference": "Patient/p"}, "recordedDate": "2026-08-01",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
    }
    for code in ("84027009",)
]  # fmt: skip


def test_the_first_line_of_an_answer_calls_to_no_dose_before_it_was_asked_why() -> None:
    answer = assess(read_bundle(bundle(*ILL, *DOSES[:4], refused("2026-09-01"))), on=ON)
    told = (
        "but the dose of 2026-09-01 was not given, with the reason 'patient refused', so ask why before the next dose"
    )
    assert told in answer.headline


# --- many of them (register R136) -----------------------------------------------------------------------------------


def test_the_doses_of_a_long_stay_are_one_sentence(tmp_path: Path) -> None:
    stay = [
        refused(f"2026-09-{day:02}", reason)
        for day in range(1, 25)
        for reason in ("refused", "", "asleep", "away", "nil by mouth")
    ]
    every = [*stay, refused("2026-09-25", "vomited")]
    for number, each in enumerate(every):
        each["id"] = f"r{number}"
    (row,) = listed(tmp_path, *DOSES[:4], *every[:-1]).rows
    told = [why for why in row.why if "not given" in why]
    assert told == [
        "120 doses were not given (between 2026-09-01 and 2026-09-24), "
        "with the reasons 'asleep' (24), 'away' (24), 'nil by mouth' (24) and 1 more, 24 without one"
    ]
    assert set(row.sources) >= {f"MedicationAdministration/r{number}" for number in range(120)}
    undated = {key: value for key, value in refused("2026-09-01", "asleep").items() if key != "effectiveDateTime"}
    answer = assess(read_bundle(bundle(refused("2026-09-02", "asleep"), undated)), on=ON)
    said = "2 doses were not given (on 2026-09-02, 1 of them undated), with the reason 'asleep'"
    assert [each.sentence for each in answer.missing if "not given" in each.sentence] == [f"B12 injections: {said}"]


# --- a supply that was refused (register R136) ----------------------------------------------------------------------

NO_SUPPLY = "first ask why the last supply was not dispensed; then "


def withheld(day: str, status: str = "declined", **more: Any) -> Json:
    told = {"statusReasonCodeableConcept": {"text": "out of stock"}}
    return {**handed(day), "id": f"w{day}", "status": status, **told, **more}


def undated(day: str, **more: Any) -> Json:
    return {key: each for key, each in withheld(day, **more).items() if key != "whenHandedOver"}


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("status", ["declined", "cancelled"])
def test_a_supply_that_was_not_handed_over_is_told_and_asked_about(tmp_path: Path, status: str, lines: bool) -> None:
    """It was dropped in silence."""
    (row,) = listed(tmp_path, withheld("2026-09-01", status), lines=lines).rows
    assert (row.group, row.state) == (Group.NOT_GIVEN, State.NOT_STARTED)
    assert row.why[0] == "a supply was not dispensed, as of 2026-09-01, with the reason 'out of stock'"
    assert row.next_step == NO_SUPPLY + ASK
    assert row.schedule.entries[0].reason == "to be dispensed, and not dispensed: no dose"
    (late,) = listed(tmp_path, *DOSES[:4], withheld("2026-09-01", status), lines=lines).rows
    assert late.next_step.startswith(f"{NO_SUPPLY}invite for the maintenance dose")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"meta": {"lastUpdated": "2026-10-05T10:00:00Z"}}, "as of 2026-10-05"),
        ({"whenPrepared": "2026-10-04"}, "as of 2026-10-04"),
    ],
)
def test_one_without_its_day_was_refused_by_the_last_change_at_the_latest(
    tmp_path: Path, more: Json, told: str
) -> None:
    (row,) = listed(tmp_path, *DOSES, undated("2026-10-05", **more)).rows
    assert f"a supply was not dispensed, {told}, with the reason 'out of stock'" in row.why
    assert row.next_step.startswith(f"{NO_SUPPLY}dispense one, or record what is decided")


def test_a_supply_without_any_day_is_told_and_its_day_is_asked_for(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES[:4], undated("2026-10-05")).rows
    told = "a supply was not dispensed, on an unrecorded date, with the reason 'out of stock'"
    assert f"{told}: record its date" in row.why
    assert row.next_step.startswith("invite now for the maintenance dose")
    (none,) = listed(tmp_path, undated("2026-10-05")).rows
    assert (none.why[0], none.next_step) == (told, NO_SUPPLY + ASK)


@pytest.mark.parametrize("later", [given("2026-09-20"), handed("2026-09-02"), handed("2026-09-01")])
def test_a_later_dose_or_supply_settles_it(tmp_path: Path, later: Json) -> None:
    rows = listed(tmp_path, *DOSES[:4], withheld("2026-09-01"), later).rows
    assert not any(Flag.NOT_SUPPLIED in row.schedule.flags for row in rows)


@pytest.mark.parametrize(
    "more", [{"medicationCodeableConcept": {"text": "folic acid 5 mg"}}, {"status": "entered-in-error"}]
)
def test_what_is_no_injection_that_was_refused_is_no_supply(tmp_path: Path, more: Json) -> None:
    assert not listed(tmp_path, withheld("2026-09-01", **more)).rows


def test_a_supply_refused_for_an_allergy_is_settled_first(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES, withheld("2026-10-05", statusReasonCodeableConcept={"text": "Allergy"})).rows
    assert (row.group, row.next_step.partition(":")[0]) == (Group.DO_NOT_GIVE, SETTLE.partition(":")[0])


OF_ORDERS = "http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason"
OF_SUPPLIES = "http://terminology.hl7.org/fhir/CodeSystem/medicationdispense-status-reason"


@pytest.mark.parametrize(
    "system, code, display, is_reaction",
    [
        (OF_ORDERS, "salg", "", True), (OF_ORDERS, "sintol", "", True), (OF_ORDERS, "sintol", "Suspected intolerance", True),
        (OF_SUPPLIES, "saig", "", True), (OF_SUPPLIES, "sintol", "", True),
        (OF_ORDERS.removesuffix("-reason"), "salg", "", False), (OF_ORDERS, "surg", "", False),
    ],
)  # fmt: skip
def test_a_reaction_may_stand_in_a_code_of_fhir_alone(
    tmp_path: Path, system: str, code: str, display: str, is_reaction: bool
) -> None:
    why = {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}
    for each in (
        refused("2026-10-05", "", statusReason=[why]),
        withheld("2026-10-05", statusReasonCodeableConcept=why),
    ):
        (row,) = listed(tmp_path, *DOSES, each).rows
        assert (row.group is Group.DO_NOT_GIVE) is is_reaction


def test_what_was_handed_over_is_called_so_where_every_entry_is_listed(tmp_path: Path) -> None:
    """The entry of what was dispensed said that it was prescribed."""
    (row,) = listed(tmp_path, handed("2026-10-20"), handed("2026-05-03"), given("2026-05-01")).rows
    assert sorted(each.reason for each in row.schedule.entries if each.event.supplied) == [
        "dispensed, no record that it was given",
        "the supply of a dose that was given: one dose, dated by the administration",
    ]


# --- in a table -----------------------------------------------------------------------------------------------------


def table(folder: Path, *rows: str) -> Any:
    path = folder / "events.csv"
    given = [
        f"p,{day},given,hydroxocobalamin 1 mg im,," for day in ("2026-01-01", "2026-03-01", "2026-05-01", "2026-07-01")
    ]
    path.write_text("\n".join(("patient,date,event,product,reason,cause", *given, *rows)))
    return list_of(path, ON).rows[0]


@pytest.mark.parametrize(
    ("event", "reason", "told"),
    [
        ("not given", "", "without a reason"),
        ("Not done", "asleep", "with the reason 'asleep'"),
        ("Refused", "", "with the reason 'Refused'"),
        ("did not attend", "", "with the reason 'did not attend'"),
        ("declined", "no time today", "with the reason 'no time today'"),
    ],
)
def test_a_table_says_it_too(tmp_path: Path, event: str, reason: str, told: str) -> None:
    row = table(tmp_path, f"p,2026-09-01,{event},,{reason},")
    assert f"the dose of 2026-09-01 was not given, {told}" in row.why
    assert row.next_step.startswith(f"{FIRST}invite for the maintenance dose")
    assert Flag.REFUSED not in table(tmp_path, f"p,2026-09-01,{event},folic acid,{reason},").schedule.flags


def test_a_reaction_in_a_table_stands_in_the_way_as_in_a_bundle(tmp_path: Path) -> None:
    row = table(tmp_path, "p,2026-09-01,not given,,rash,")
    assert (row.group, row.why[0]) == (Group.DO_NOT_GIVE, NOBODY)
    assert row.next_step.startswith(SETTLE)


def test_it_is_said_in_spanish() -> None:
    for sentence in (
        "the dose of 2026-09-01 was not given, with the reason 'patient refused'",
        'the dose of 2026-09-01 was not given, with the reason "patient\'s wish"',
        "the dose of 2026-09-01 was not given, without a reason",
        "a dose was not given, on an unrecorded date, without a reason",
        "B12 injections: the dose of 2026-09-01 was not given, with the reason 'patient refused'",
        "a supply was not dispensed, as of 2026-09-01, with the reason 'out of stock'",
        "B12 injections: a supply was not dispensed, on an unrecorded date, without a reason",
        "B12 injections: 2 doses were not given (on 2026-09-02, 1 of them undated), with the reason 'asleep'",
        "120 doses were not given (between 2026-09-01 and 2026-09-24), "
        "with the reasons 'refused' (24), 'asleep' (24), 'away' (24) and 1 more, 24 without one",
        "2 supplies were not dispensed (on unrecorded dates), with the reasons 'a' (1), 'b' (1)",
        NOBODY,
        "allergy to a cobalamin or to cobalt: a dose was not given because of a reaction, recorded for 2026-09-01: ask "
        "whether it was one",
        "dispensed, no record that it was given",
        "the supply of a dose that was given: one dose, dated by the administration",
        "to be dispensed, and not dispensed: no dose",
        FIRST + ASK,
        FIRST + "give it, or record what is decided",
        NO_SUPPLY + "dispense one, or record what is decided",
    ):
        assert translator("es").said(sentence) not in (None, sentence)


# --- the dose that is late or due may have been given (registers R80, R136) ---


def test_whoever_is_late_and_was_handed_an_ampoule_since_is_not_simply_invited(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, *DOSES[:4], handed("2026-08-20")).rows
    assert row.group is Group.OVERDUE
    asked = "find out whether and when the last dispensed dose was given, and record it; if none was, invite now for"
    assert row.next_step.startswith(asked)
    assert translator("es").said(row.next_step) not in (None, row.next_step)


@pytest.mark.parametrize("status", ["unknown", "stopped", "on-hold"])
def test_a_dose_that_was_begun_is_none_that_was_prescribed_and_is_asked_about(tmp_path: Path, status: str) -> None:
    """Two days after it the list said *prescribed, no record that it was given; invite now*."""
    begun = {**given("2026-10-30"), "status": status}
    (row,) = listed(tmp_path, *DOSES[:4], begun).rows
    assert "a dose was begun on 2026-10-30, no record that it was given" in row.why
    asked = "find out whether the dose that was begun was given, and record it; if none was, invite now for the maintenance dose"
    assert row.next_step.startswith(asked)
    assert translator("es").said(row.next_step) not in (None, row.next_step)
    (alone,) = listed(tmp_path, begun).rows
    assert alone.next_step == "find out whether the dose that was begun was given, and record it; give it if none was"


def test_whoever_has_b12_by_mouth_alone_is_asked_about_the_route(tmp_path: Path) -> None:
    """Of pernicious anaemia and tablets the list said: start treatment, or record when it began."""
    tablets = {
        "medicationCodeableConcept": {"text": "Cyanocobalamin 1 mg tablets"},
        "dosage": [{"route": {"text": "oral"}}],
    }
    taken = {
        "resourceType": "MedicationStatement",
        "id": "t",
        "status": "active",
        "effectivePeriod": {"start": "2026-01-05"},
    }
    cause = {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]}
    pernicious = {"resourceType": "Condition", "id": "c", "subject": NAME["subject"], "code": cause}
    (row,) = listed(tmp_path, pernicious, {**taken, "subject": NAME["subject"], **tablets}).rows
    assert row.group is Group.IRREVERSIBLE
    assert "B12 that is not injected is recorded, since 2026-01-05: no injection is on record" in row.why
    assert row.next_step == "confirm the route: replacement never stops with this cause"

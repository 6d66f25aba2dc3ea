"""An order of injections that was stopped is a stop, with its reason, as in a table of events (registers M14, M23, M39)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.treatment import VALID_STOPS
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.worklist import Group, Row
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.stops import why_stopped
from cobalamin.translation.words import translator
from halted import IM, NAME, WHO, WOMAN, Json, bundle, coded, given
from injected import list_of

ON = date(2026, 11, 1)
LEVEL = "B12 level normal"
PERNICIOUS, COELIAC = "84027009", "396331005"
STANDS = (Flag.STOPPED_FOR_LEVEL, Flag.STOPPED_IRREVERSIBLE)


def order(id: str = "m", day: str = "2024-01-10", status: str = "stopped", reason: Any = LEVEL, **more: Any) -> Json:
    why = {} if reason is None else {"statusReason": {"text": reason} if isinstance(reason, str) else reason}
    return {
        "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order", "authoredOn": day,
        "dosageInstruction": [IM], **NAME, **why, **more,
    }  # fmt: skip


def statement(status: str, **more: Any) -> Json:
    return {"resourceType": "MedicationStatement", "id": "s", "status": status, "dosage": [IM], **NAME, **more}


def resources(*more: Json, cause: str = PERNICIOUS) -> list[Json]:
    return [coded(cause, recordedDate="2020-10-01"), *map(given, DAYS), *more]


def answer(*more: Json, on: date = ON, cause: str = PERNICIOUS) -> Assessment:
    return assess(read_bundle(bundle(*resources(*more, cause=cause))), on=on)


DAYS = ("2023-08-01", "2023-11-01", "2024-02-01", "2024-05-01")
"""Doses as between maintenance doses, the last two after the order."""


def row(folder: Path, *more: Json, cause: str = PERNICIOUS, lines: bool = False) -> Row:
    sent = resources(*more, cause=cause)
    path = folder / ("record.ndjson" if lines else "bundle.json")
    path.write_bytes("\n".join(map(json.dumps, (WOMAN, *sent))).encode() if lines else bundle(*sent))
    (found,) = list_of(path, ON).rows
    return found


@pytest.mark.parametrize("lines", [False, True])
def test_an_order_that_was_stopped_for_a_level_is_the_first_thing_on_the_list(tmp_path: Path, *, lines: bool) -> None:
    found = row(tmp_path, order(), lines=lines)
    assert (found.group, found.state) == (Group.STOPPED_IRREVERSIBLE, State.STOPPED)
    assert found.schedule.flags.issuperset(STANDS)
    assert (
        "stopped on some day from 2024-05-01 to 2026-11-01 because of a B12 level: a level on treatment is no reason to stop"
        in found.why
    )
    assert found.next_step.startswith("offer injections again")


def test_both_doors_say_the_same_of_a_stop(tmp_path: Path) -> None:
    table = tmp_path / "events.csv"
    head = "patient,date,event,product,route,dose,unit,reason,cause"
    given = [f"p,{day},given,hydroxocobalamin,im,1,mg,,pernicious anaemia" for day in DAYS]
    for reason in (LEVEL, "", "patient declined", "reordered", "rash", "cause resolved"):
        table.write_text("\n".join([head, *given, f"p,2024-05-02,stop,,,,,{reason},pernicious anaemia"]))
        (told,) = list_of(table, ON).rows
        sent = row(tmp_path, order(reason=reason or None))
        assert (sent.groups, sent.schedule.flags, sent.next_step) == (
            told.groups,
            told.schedule.flags,
            told.next_step,
        ), reason


@pytest.mark.parametrize(
    "stop",
    [
        order(status="completed"),
        order(status="cancelled"),
        order(reason={"text": "", "coding": [{"system": "urn:x", "code": "1", "display": "Serum B12 in range"}]}),
        order(meta={"lastUpdated": "2024-06-01T10:00:00Z"}),
        order(day="2024-01"),
        statement(
            "stopped", effectivePeriod={"start": "2023-01-01", "end": "2024-06-01"}, statusReason=[{"text": LEVEL}]
        ),
        statement(
            "stopped", effectivePeriod={"start": "2023-01-01"}, statusReason=[{"text": "moved house"}, {"text": LEVEL}]
        ),
        statement(
            "completed", effectivePeriod={"start": "2023-01-01", "end": "2024-06-01"}, statusReason=[{"text": LEVEL}]
        ),
    ],
)
def test_the_forms_in_which_a_stop_is_told(stop: Json, tmp_path: Path) -> None:
    found = row(tmp_path, stop)
    assert found.schedule.flags.issuperset(STANDS), found.why


@pytest.mark.parametrize(
    "beside",
    [
        [order(status="completed", reason=None)],
        [order(status="completed", reason="Course complete")],
        [order(status="cancelled", reason="Duplicate")],
        [order(status="cancelled", reason=None)],
        [order(status="entered-in-error")],
        [order(status="draft")],
        [order(intent="proposal")],
        [order(doNotPerform=True)],
        [order(dosageInstruction=[{"route": {"text": "PO"}}])],
        [order(medicationCodeableConcept={"text": "Folic acid 5 mg"})],
        [order(medicationCodeableConcept={"text": "Cyanokit 5 g"})],
        [order(), order("next", "2024-02-01", "active", None)],
        [order(), order("older", "2020-02-01", "active", None)],
        [order(), statement("active")],
        [order(meta={"lastUpdated": "2024-04-01T10:00:00Z"})],
        [order(day="2027-01-10")],
    ],
)  # fmt: skip
def test_what_ends_no_treatment(beside: list[Json], tmp_path: Path) -> None:
    found = row(tmp_path, *beside)
    assert found.state is State.LAPSED
    assert not found.schedule.flags & {
        *STANDS,
        Flag.STOPPED,
        Flag.STOPPED_NO_REASON,
        Flag.STOP_NOT_ACCEPTED,
        Flag.STOP_UNCERTAIN,
    }


AGAIN = order("next", "2024-06-01", "active", None)


def test_why_injections_were_stopped_is_told_where_an_order_is_in_force_again(tmp_path: Path) -> None:
    found = row(tmp_path, order(), AGAIN)
    assert Flag.ORDERED_AGAIN in found.schedule.flags
    assert (
        "a stop is recorded, on some day from 2024-01-10 to 2026-11-01; stopped because of a B12 level: a level on treatment "
        "is no reason to stop; an order is still in force beside it, so injections are read as continuing"
    ) in found.why
    overcome = order(meta={"lastUpdated": "2024-04-01T10:00:00Z"})
    for nothing_to_tell in (order(reason=None), overcome, order(day="2027-01-10")):
        assert Flag.ORDERED_AGAIN not in row(tmp_path, nothing_to_tell, AGAIN).schedule.flags


@pytest.mark.parametrize(
    "ended, told",
    [
        ("2024-07-01", True),
        ("2024-06-01", False),  # of the day of the order: it took the place of the other
        ("2024-05-01", False),
        ("2024-07", True),
        ("2024", False),  # perhaps before it
    ],
)
def test_a_list_that_says_stopped_after_the_order_is_told_without_a_reason(
    ended: str, told: bool, tmp_path: Path
) -> None:
    """A man with pernicious anaemia said that he had stopped, an older order was in force, and nobody heard of it."""
    stopped = statement("stopped", effectivePeriod={"start": "2024-01-10", "end": ended})
    found = row(tmp_path, stopped, AGAIN)
    assert (Flag.ORDERED_AGAIN in found.schedule.flags) is told
    assert any("without a recorded reason; an order is still in force beside it" in why for why in found.why) is told
    assert Flag.ORDERED_AGAIN not in row(tmp_path, stopped, AGAIN, given("2024-08-01")).schedule.flags


WERE = ("injections were stopped", "injections are on hold")
"""What is told of an order that was ended for a reaction, and of one that is on hold for it."""


@pytest.mark.parametrize("cause", [PERNICIOUS, COELIAC])
@pytest.mark.parametrize("status", ["stopped", "completed", "cancelled", "on-hold"])
@pytest.mark.parametrize("changed", [None, "2024-02-10T10:00:00Z"])
def test_after_a_reaction_nobody_is_called_although_an_order_is_in_force(
    changed: str | None, status: str, cause: str, tmp_path: Path
) -> None:
    """Also where doses were given since: nobody recorded that it was settled (register R117)."""
    ended = order(status=status, reason="rash", **({"meta": {"lastUpdated": changed}} if changed else {}))
    found = row(tmp_path, ended, AGAIN, cause=cause)
    assert (found.group, found.due) == (Group.DO_NOT_GIVE, None)
    asked = changed or status == "on-hold"
    settle = "it is clear whether that reaction was an allergy" if asked else "a specialist has seen the patient"
    assert found.next_step.startswith(f"no dose until {settle}")
    assert found.why[0].startswith(
        f"do not give: {WERE[status == 'on-hold']} because of a reaction, and nobody has established whether"
    )


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("status", ["stopped", "on-hold"])
def test_a_reaction_of_a_day_to_come_stands_in_the_way_as_one_in_a_table_does(
    status: str, lines: bool, tmp_path: Path
) -> None:
    """It may be mistyped, and nothing told of it."""
    found = row(tmp_path, order(day="2027-01-10", status=status, reason="anaphylaxis"), lines=lines)
    assert (found.group, found.due) == (Group.DO_NOT_GIVE, None)
    assert found.state is not State.STOPPED
    told = answer(order(day="2027-01-10", status=status, reason="anaphylaxis")).missing
    asked = [each.sentence for each in told if each.sentence.endswith("ask whether it was one")]
    assert len(asked) == 1
    assert f"{WERE[status == 'on-hold']} because of a reaction, recorded for 2027-01-10" in asked[0]
    assert translator("es").said(asked[0]) not in (None, asked[0])
    changed = row(tmp_path, order(day="2027-01-10", reason=LEVEL))
    assert changed.group is not Group.DO_NOT_GIVE


@pytest.mark.parametrize(
    "reason",
    ["patient declined after anaphylaxis", "Refused: rash after the last one", "B12 level normal, allergic reaction",
     "patient choice; no level taken; bad reaction", "moved house, allergic to it"],
)  # fmt: skip
@pytest.mark.parametrize("cause", [PERNICIOUS, COELIAC])
def test_a_reaction_beside_another_reason_is_settled_before_the_next_dose(
    reason: str, cause: str, tmp_path: Path
) -> None:
    """They were offered the next one: the other word hid it (M43)."""
    found = row(tmp_path, order(reason=reason, day="2023-08-02"), AGAIN, cause=cause)
    assert found.group is Group.DO_NOT_GIVE
    assert found.next_step.startswith("no dose until ")


@pytest.mark.parametrize(
    "reason",
    [
        "declined, no rash",
        "Refused for fear of an allergic reaction",
        "patient choice, denies allergy",
        "declined, sans allergie",
        "declined, pas d'allergie",
        "declined, keine allergische Reaktion",
        "declined, sin reacciones",
    ],
)
def test_a_reaction_that_is_denied_or_only_feared_is_none(reason: str, tmp_path: Path) -> None:
    assert row(tmp_path, order(reason=reason), AGAIN).group is Group.OVERDUE
    assert "offer injections again" in row(tmp_path, order(reason=reason)).next_step


def test_an_allergy_that_is_recorded_as_absent_settles_a_reaction(tmp_path: Path) -> None:
    absent = {
        "resourceType": "AllergyIntolerance", "id": "al", "patient": WHO,
        "verificationStatus": {"coding": [{"code": "refuted"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "293397002"}]},
    }  # fmt: skip
    again = row(tmp_path, order(reason="rash"), AGAIN, absent)
    assert (again.group, Flag.ORDERED_AGAIN in again.schedule.flags) == (Group.OVERDUE, True)
    stopped = row(tmp_path, order(reason="rash"), absent)
    assert stopped.group is Group.STOPPED_IRREVERSIBLE
    assert stopped.next_step.startswith("offer injections again")
    assert told(order(reason="rash"), absent)[0].endswith("stopped: reaction; the cause is irreversible: never stop")


def test_a_level_hides_no_reaction(tmp_path: Path) -> None:
    """Of two stops that of the level is told (M23); that injections may be an allergy's is not lost by it."""
    found = row(tmp_path, order("a", "2023-01-10", reason="rash"), order())
    assert found.group is Group.DO_NOT_GIVE
    assert any("because of a B12 level" in why for why in found.why)


def test_a_stop_that_a_dose_of_another_order_may_have_followed_is_asked_about_with_its_reason(tmp_path: Path) -> None:
    another = order("next", "2024-04-20", "completed", None)
    found = row(tmp_path, order(), another)
    assert found.state is State.LAPSED
    assert Flag.STOP_UNCERTAIN in found.schedule.flags
    assert (
        "a stop is recorded, on some day from 2024-01-10 to 2026-11-01, perhaps before the last dose; "
        "stopped because of a B12 level: "
        "a level on treatment is no reason to stop"
    ) in found.why
    reaction = row(tmp_path, order(reason="anaphylaxis"), another)
    assert "injections may have been stopped because of a reaction: ask before giving this" in reaction.why


def test_of_several_orders_that_were_stopped_the_latest_says_why(tmp_path: Path) -> None:
    found = row(tmp_path, order("a", "2020-01-10", reason="dose change"), order("b", "2024-01-10"))
    assert found.schedule.flags.issuperset(STANDS)


def test_a_reason_in_codes_alone_is_a_reason_nobody_here_knows(tmp_path: Path) -> None:
    found = row(tmp_path, order(reason={"coding": [{"system": "urn:x", "code": "1"}]}))
    assert Flag.STOP_NOT_ACCEPTED in found.schedule.flags
    for unread in ({"statusReason": 7}, {"statusReason": {"text": 7}}):
        assert Flag.STOPPED_NO_REASON in row(tmp_path, order(reason=None, **unread)).schedule.flags


def told(*more: Json, on: date = ON, cause: str = PERNICIOUS) -> list[str]:
    """What an answer says of injections that were stopped."""
    return [each.sentence for each in answer(*more, on=on, cause=cause).missing if "stopped" in each.sentence]


def test_an_answer_says_that_injections_were_stopped_and_that_a_level_is_no_reason() -> None:
    recorded = "B12 injections: a stop is recorded, on some day from 2024-05-01 to 2026-11-01"
    said = f"{recorded}; stopped because of a B12 level: a level on treatment is no reason to stop"
    assert told(order()) == [f"{said}; the cause is irreversible: never stop"]
    assert told(order(), cause=COELIAC) == [said]
    going = "an order is still in force beside it, so injections are read as continuing"
    assert told(order(), order("next", "2024-02-01", "active", None)) == [
        f"B12 injections: a stop is recorded, on some day from 2024-01-10 to 2026-11-01; {said.partition('; ')[2]}; {going}"
    ]
    assert told(order(), on=date(2024, 1, 9)) == []
    assert told(order(reason=None), cause=COELIAC) == [f"{recorded}; stopped without a recorded reason"]
    undated = "B12 injections: a stop is recorded, on an unrecorded date; stopped: patient choice"
    assert told(order(reason="declined", authoredOn=None), cause=COELIAC) == [undated]


def test_who_plans_injections_anew_is_told_that_there_were_some() -> None:
    """As of a course that ended by the list of medicines (register M12)."""
    sent = [each for each in resources(order()) if each["resourceType"] != "MedicationAdministration"]
    found = assess(read_bundle(bundle(*sent)), on=ON)
    assert found.plan is not None
    assert "whether to load again is a decision" in found.plan.note


@pytest.mark.parametrize("reason", [*sorted(VALID_STOPS), "level", "", "tired of it"])
def test_every_reason_is_said_in_spanish(reason: str) -> None:
    words = why_stopped(reason.replace("_", " "), valid=reason in VALID_STOPS)
    for sentence in (
        f"stopped 2026-05-01{words}",
        f"B12 injections: a stop is recorded for 2026-05-01; stopped{words}",
    ):
        assert translator("es").said(sentence) not in (None, sentence)


def saved(day: str, **more: Any) -> Json:
    """A version of the order, written on a day."""
    return {
        **order(reason="patient declined", authoredOn="2024-01-10"),
        "meta": {"lastUpdated": f"{day}T10:00:00Z"},
        **more,
    }


STOPPED_ONCE, SAVED_AGAIN = saved("2024-03-01"), saved("2024-09-01", note=[{"text": "tidied up"}])


@pytest.mark.parametrize("lines", [False, True])
def test_an_entry_that_is_only_saved_again_does_not_stop_what_was_given_since(tmp_path: Path, *, lines: bool) -> None:
    """Of two versions the newer counts, and it was stopped when the older said so: doses of May came after that."""
    found = row(tmp_path, STOPPED_ONCE, SAVED_AGAIN, lines=lines)
    assert found.state is not State.STOPPED
    assert found.schedule.stopped is None
    alone = row(tmp_path, SAVED_AGAIN, lines=lines)
    assert alone.state is State.STOPPED, "of one version nobody knows better"
    turned_round = row(tmp_path, SAVED_AGAIN, STOPPED_ONCE, lines=lines)
    assert turned_round.why == found.why


def test_one_that_was_taken_up_in_between_is_stopped_when_it_was_stopped_last(tmp_path: Path) -> None:
    taken_up = {**saved("2024-04-01", status="active"), "statusReason": None}
    found = row(tmp_path, STOPPED_ONCE, {key: v for key, v in taken_up.items() if v is not None}, SAVED_AGAIN)
    assert found.state is State.STOPPED
    assert "stopped on some day from 2024-05-01 to 2024-09-01: patient choice" in found.why


def test_of_versions_without_their_times_the_newer_stands_as_it_is(tmp_path: Path) -> None:
    first = {**STOPPED_ONCE, "meta": {"versionId": "1"}}
    found = row(tmp_path, first, {**SAVED_AGAIN, "meta": {"versionId": "2", "lastUpdated": "2024-09-01T10:00:00Z"}})
    assert found.state is State.STOPPED


@pytest.mark.parametrize("status", ["stopped", "on-hold"])
@pytest.mark.parametrize("day", ["2024-01-10", "2027-01-10"])
def test_no_reaction_lasts_to_the_end_of_the_calendar(status: str, day: str) -> None:
    """Of an entry of which no server tells the last change the answer read: recorded, on some day from 2024-01-10 to 9999-12-31."""
    found = answer(order(day=day, status=status, reason="rash"))
    assert any("because of a reaction, recorded" in each.sentence and day in each.sentence for each in found.missing)
    assert b"9999" not in found.json()

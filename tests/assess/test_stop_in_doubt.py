"""Injections on record and a stop that may hold: on no day that is told, or perhaps before the last dose (register R143)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.prints.checklist import checklist
from cobalamin.recall.course import tell_course
from cobalamin.recall.worklist import Row
from cobalamin.records.case import read_case
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from injected import injections, row_of

Json = dict[str, Any]
ON = date(2026, 3, 1)
DAYS = ("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01")
"""The next dose is overdue."""


def case(*entries: Json, facts: Json | None = None) -> bytes:
    told = facts or {"pernicious_anaemia": True}
    return json.dumps(
        {"cobalamin_case": 1, "id": "p", "on": str(ON), "facts": told, "treatment": [*injections(DAYS), *entries]}
    ).encode()


def stop(reason: str = "patient declined", **more: str) -> Json:
    return {"event": "stop", "product": "hydroxocobalamin", "reason": reason, **more}


def answered(sent: bytes) -> Assessment:
    return assess(read_case(sent))


def listed(sent: bytes) -> Row:
    return row_of(read_case(sent), ON)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (stop(), ", on an unrecorded date; stopped: patient choice"),
        (stop("B12 normal"), ", on an unrecorded date; stopped because of a B12 level"),
        (stop(""), ", on an unrecorded date; stopped without a recorded reason"),
    ],
)
def test_the_first_line_says_the_stop_first_and_calls_nobody_to_a_dose(entry: Json, told: str) -> None:
    """It read: goes on, the next dose now, overdue since December."""
    answer, row = answered(case(entry)), listed(case(entry))
    assert answer.headline.startswith(f"A stop of the injections is recorded{told}")
    assert "; ask whether it still applies, and give no dose until then; by the doses on record: " in answer.headline
    assert "now" not in answer.headline
    assert "overdue" not in answer.headline
    assert answer.plan is not None
    assert answer.plan.note.startswith(
        "A stop of the injections is recorded, and it is not known whether it still applies: give no dose until someone has asked."
    )
    assert row.next_step.startswith("first ask whether the recorded stop still applies; then invite for")
    assert any(why.startswith(f"a stop is recorded{told}") for why in row.why)


def test_one_that_lies_perhaps_before_the_last_dose_is_asked_about_alike() -> None:
    """The list told it and called to the dose all the same."""
    month = {"date": "2025-11", "product": "hydroxocobalamin", "route": "intramuscular"}
    sent = case(month, stop(date="2025-11-10"))
    assert answered(sent).headline.startswith(
        "A stop of the injections is recorded for 2025-11-10; stopped: patient choice; ask whether it still applies, and "
        "give no dose until then; "
    )
    assert (
        "a stop is recorded for 2025-11-10, perhaps before the last dose; stopped: patient choice" in listed(sent).why
    )
    assert listed(sent).next_step.startswith("first ask whether the recorded stop still applies")


def test_without_a_stop_and_after_one_that_a_dose_overcame_the_dose_is_called_to() -> None:
    for entries in ([], [stop(date="2025-06-01")]):
        assert "continue, the next dose now, overdue since 2025-12-15" in answered(case(*entries)).headline


def test_a_question_that_is_open_is_asked_today_all_the_same() -> None:
    """What presses is not hidden behind the stop."""
    cord = answered(case(stop(), facts={"pernicious_anaemia": True, "subacute_combined_degeneration": True}))
    assert cord.headline.startswith("A stop of the injections is recorded")
    assert "see the patient today" in cord.headline
    assert "urgency same day" in cord.headline


def test_whoever_is_not_late_is_asked_too() -> None:
    recent = {"date": "2026-02-10", "product": "hydroxocobalamin", "route": "intramuscular"}
    answer, row = answered(case(recent, stop())), listed(case(recent, stop()))
    assert "next dose on" not in answer.headline
    assert "a stop is recorded, on an unrecorded date; stopped: patient choice" in row.why


def test_the_patient_reads_what_to_ask_and_no_date() -> None:
    found = read_case(case(stop()))
    facts = facts_on(found, ON)
    tell_course(found, facts)
    made = checklist(facts, answered(case(stop())), translator("en"))
    assert (
        made.dates.about == "Your notes say that your B12 shots were stopped, but not when. Ask if that is still right."
    )
    assert made.dates.days == ()
    (taken,) = (part for part in made.parts if part.id == "medicines")
    assert not [line for line in taken.lines if "shots" in line.words], (
        "not told as given now where they may have ended"
    )
    assert "Do you take or get B12 now, as tablets or shots? Since when?" in [each.words for each in taken.questions]


def test_it_is_said_in_spanish() -> None:
    words = translator("es")
    for reason in ("patient declined", "B12 normal", "", "no longer vegan"):
        told = words.said(answered(case(stop(reason))).headline)
        assert told is not None, reason
        assert told.startswith("Consta una suspensión de las inyecciones")
        assert all(words.said(each) for each in (listed(case(stop(reason))).next_step, *listed(case(stop(reason))).why))

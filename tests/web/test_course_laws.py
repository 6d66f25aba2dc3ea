"""Laws of patients with injections on record: answer, recall list and card agree on the next dose, whatever else is recorded."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import ehr
from bundles import collection
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.course_words import NO_DOSE_YET, is_stopped
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.reasons import Flag
from cobalamin.recall.record import record_of
from cobalamin.recall.worklist import Row, placed
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator
from cobalamin.web.advice import patient_view
from cobalamin.web.answered import AnsweredCase, answer_case
from cobalamin.web.cards import Card
from cobalamin.web.situation import Situation

Json = dict[str, Any]
REASONS = ("rash", "anaphylaxis", "B12 level normal", "declined", "no longer vegan", "")
STATUSES = ("stopped", "completed", "cancelled", "on-hold", "active")
VERIFIED = ("confirmed", "unconfirmed", "refuted")
ALSO = ("58610003", "91019004", "26544005", "77386006", "84229001")
"""Leber's disease, tingling, weakness, pregnancy, tiredness."""


def dose(day: date, product: str) -> Json:
    return {
        "resourceType": "MedicationAdministration", "id": f"a{day}", "status": "completed", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": ehr.concept(ehr.ATC, product), "effectiveDateTime": str(day),
        "dosage": {"route": ehr.concept(ehr.SCT, ehr.IM), "dose": {"value": 1, "unit": "mg", "code": "mg"}},
    }  # fmt: skip


def order(number: int, status: str, reason: str, days_ago: int | None) -> Json:
    """One whose day nobody tells, where it was `None` days ago."""
    why = {"statusReason": {"text": reason}} if reason and status != "active" else {}
    made = ehr.prescription(ehr.HYDROXO, ehr.IM, status=status, id=f"m{number}")
    del made["authoredOn"]
    days = {} if days_ago is None else {"authoredOn": str(ehr.TODAY - timedelta(days=days_ago))}
    return {**made, **days, **why}


def refusal(number: int, reason: str, days_ago: int) -> Json:
    why = {"statusReason": [{"text": reason}]} if reason else {}
    made = dose(ehr.TODAY - timedelta(days=days_ago), ehr.HYDROXO)
    return {**made, "id": f"r{number}", "status": "not-done", **why}


def allergy(verified: str) -> Json:
    return {**ehr.allergy("293397002"), "verificationStatus": {"coding": [{"code": verified}]}}


@st.composite
def records(draw: st.DrawFn) -> list[Json]:
    """A course of doses with the orders it was given under, as a clinic's record holds it."""
    born = draw(st.sampled_from(["1956-01-01", "1990-01-01", "2014-01-01"]))
    product = draw(st.sampled_from([ehr.HYDROXO, ehr.CYANO]))
    last, many = draw(st.integers(0, 500)), draw(st.integers(0, 9))
    apart = draw(st.sampled_from([2, 7, 30, 60, 84]))
    days = [ehr.TODAY - timedelta(days=last + apart * n) for n in range(many)]
    told = st.tuples(st.sampled_from(STATUSES), st.sampled_from(REASONS), st.none() | st.integers(0, 900))
    orders = draw(st.lists(told, max_size=3))
    refused = draw(st.lists(st.tuples(st.sampled_from((*REASONS, "asleep")), st.integers(0, 500)), max_size=2))
    return [
        ehr.patient("female", born),
        *map(ehr.condition, draw(st.sets(st.sampled_from(("84027009", "396331005")), max_size=1))),
        *map(ehr.condition, draw(st.sets(st.sampled_from(ALSO), max_size=2))),
        *(dose(day, product) for day in days),
        *(order(i, *each) for i, each in enumerate(orders)),
        *(refusal(i, *each) for i, each in enumerate(refused)),
        *map(allergy, draw(st.sets(st.sampled_from(VERIFIED), max_size=1))),
    ]


def looked_at(record: list[Json]) -> tuple[AnsweredCase, Row | None, list[Card]]:
    """The record answered, listed, and opened."""
    sent = collection(record)
    answered = answer_case(read_bundle(json.dumps(sent).encode()), ehr.settings(), ())
    row, _ = placed(record_of(answered.case, answered.facts), ehr.TODAY, 14, PUBLISHED)
    return answered, row, list(patient_view(Situation(answered)))


def forbidden(answer: Assessment) -> bool:
    """Whether some line of the answer says that no dose may be given yet."""
    blocked = any(each.id == "safety:allergy" and each.truth.known for each in answer.safety)
    note = answer.plan.note if answer.plan else ""
    return blocked or NO_DOSE_YET in answer.headline or "give no dose until it is" in note


_WAITS = re.compile(
    r"(if the red flag[^;]*; )?(no dose until|first clarify|ask why|ask whether the recorded stop|review|correct|find|$)"
)
"""What whoever calls patients may read first: none of it is B12."""
_CARD_WAITS = re.compile(r"a specialist decides|no dose until|first clarify")


@given(records())
def test_where_one_line_says_that_no_dose_may_be_given_none_calls_to_one(record: list[Json]) -> None:
    answered, row, cards = looked_at(record)
    answer = answered.answer
    if not forbidden(answer):
        return
    assert not re.search(r"next dose (now|on)|so offer injections", answer.headline)
    if row is not None:
        assert _WAITS.match(row.next_step), row.next_step
    for card in cards:
        assert not card.suggestions or all(
            action.resource is None or action.resource["resourceType"] != "MedicationRequest"
            for each in card.suggestions
            for action in each.actions
        )
        if any(word in card.summary for word in ("overdue", "were stopped", "is indicated")):
            assert _CARD_WAITS.search(card.summary), card.summary


@given(records())
def test_where_the_line_asks_why_no_button_orders_an_injection(record: list[Json]) -> None:
    """Register R142."""
    answered, _, cards = looked_at(record)
    if not re.search(r"ask why|stopped(: patient choice| without a recorded reason)", answered.answer.headline):
        return
    offered = (action.resource or {} for card in cards for each in card.suggestions for action in each.actions)
    assert "injection" not in json.dumps([each.get("medicationCodeableConcept") for each in offered])


@given(records())
def test_answer_and_list_name_the_same_next_day(record: list[Json]) -> None:
    answered, row, _ = looked_at(record)
    course = answered.answer.course
    if course is None or course.due is None:
        return
    days = (course.due, course.overdue)
    if row is not None and row.schedule.alone is not None:
        # Of one dose alone the list has the day of the first of loading, the answer what is late either way (M33, R125).
        assert course.step == row.next_step
        assert row.overdue is not None
        assert days[1] is not None
        assert row.overdue <= days[1] <= answered.answer.on
    else:
        assert row is None or (row.due, row.overdue) == days
    line = re.split("; (?:injections were given before|a stop of|the dose of|[0-9]+ doses)", answered.answer.headline)[
        0
    ]
    line = re.sub(r"but (the dose|[0-9]+ doses).*? so ask why", "", line.rpartition("by the doses on record: ")[2])
    named = [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", line)]
    assert set(named) <= {course.due, course.overdue}


@given(records())
def test_of_an_order_on_hold_answer_list_and_card_ask_alike(record: list[Json]) -> None:
    """Nobody is called to a dose of it by one and asked why it is on hold by another (register R133)."""
    answered, row, cards = looked_at(record)
    if not answered.facts.on_hold or forbidden(answered.answer):
        return
    headline, step = answered.answer.headline, "" if row is None else row.next_step
    assert not re.search(r"next dose (now|on)", headline)
    assert not re.search(r"^(invite|give|book) ", step)
    for card in cards:
        asked = re.search(
            "on hold.*, so first ask why|first ask whether .* applies|and the recorded stop", card.summary
        )
        assert asked or "overdue" not in card.summary
        for (
            each
        ) in card.suggestions:  # who may have declined them is offered tablets, and never by advice (register R142)
            for_whoever_declines = each.label.startswith("If injections are declined: ") and not each.isRecommended
            assert for_whoever_declines or "B03BA" not in str([action.resource for action in each.actions])


@given(records())
def test_what_was_not_given_is_told_in_every_first_line_and_asked_about_before_a_dose(record: list[Json]) -> None:
    """With its reason, whatever the route; and where the list calls to a dose, it asks first too (register R136)."""
    answered, row, cards = looked_at(record)
    headline, told = answered.answer.headline, answered.facts.halted.not_given
    assert all(f"{words}: ask why before another" in headline or f"but {words}, so ask" in headline for words in told)
    assert translator("es").said(headline) not in (None, headline), headline
    if told and not is_stopped(answered.answer.course):
        assert not re.search(r"next dose (now|on)", headline)
        assert row is None or not re.search(r"^(invite|give|book) ", row.next_step)
        for card in cards:
            assert (
                not re.search("overdue|is indicated", card.summary)
                or "ask" in card.summary
                or "clarify" in card.summary
            )


@given(records())
def test_a_stop_that_may_hold_is_asked_about_by_answer_list_and_card(record: list[Json]) -> None:
    """Where injections are on record and called to by neither (register R143)."""
    answered, row, cards = looked_at(record)
    headline, course = answered.answer.headline, answered.answer.course
    asked = "ask whether it still applies" in headline
    given = answered.facts.known.get("b12_injections")  # nobody begins again what was given long ago, and stopped
    if given is not None and given.value is True and course is not None and course.due is not None and row is not None:
        assert (Flag.STOP_UNCERTAIN in row.schedule.flags) is asked
        assert not asked or not re.search(r"^(invite|give|book) ", row.next_step)
    assert not asked or not re.search(r"next dose (now|on)", headline)
    assert not asked or not any("overdue" in c.summary and "first" not in c.summary for c in cards)
    assert translator("es").said(headline) not in (None, headline), headline


@given(records())
def test_a_reaction_is_lost_by_no_order(record: list[Json]) -> None:
    """Whatever else is ordered, stopped or given: until an allergy is settled either way the answer asks about it."""
    stopped = [
        each for each in record if each.get("status") in ("stopped", "completed", "cancelled", "on-hold", "not-done")
    ]
    reacted = any(
        f"'{reason}'" in str(each.get("statusReason")) for each in stopped for reason in ("rash", "anaphylaxis")
    )
    settled = any(each["resourceType"] == "AllergyIntolerance" for each in record)
    answered, _, _ = looked_at(record)
    if reacted and not settled:
        assert answered.facts.reactions
    elif not reacted:
        assert not answered.facts.reactions

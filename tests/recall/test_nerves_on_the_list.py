"""Signs of the nerves in words, or not confirmed, of somebody on injections: no ordinary row, and no ordinary card (M42, R79)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import calls
import ehr
from bundles import bundle, condition, given
from cobalamin.assessment.assess import assess
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.record import record_of
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import Group, Row, placed
from cobalamin.recall.written.tasks import task_of
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from injected import row_of

PERNICIOUS = condition("84027009", recordedDate="2015-01-01")
IN_TIME = ("2025-06-01", "2025-08-01", "2025-10-01", "2025-12-01", "2026-02-01")
LATE = IN_TIME[:3]
TOLD = "nerve signs are recorded but not confirmed: ask and examine first"
ASK = "ask about the nerve signs on record; if they are new or getting worse, a doctor "
PROVISIONAL = {"verificationStatus": {"coding": [{"code": "provisional"}]}}


def words(text: str, day: str = "2026-02-10") -> dict[str, Any]:
    return {**condition("0", id="w", recordedDate=day), "code": {"text": text}}


def row(doses: tuple[str, ...], *resources: dict[str, Any], on: str = "2026-03-01") -> Row:
    return row_of(
        read_bundle(bundle(PERNICIOUS, *(given(on=day, id=day) for day in doses), *resources)), date.fromisoformat(on)
    )


def test_in_time_they_have_a_group_of_their_own_and_are_the_next_step() -> None:
    """*Numbness worse, gait unsteady*, the next dose in a month: the row said *review due*, as of anybody."""
    found = row(IN_TIME, words("Numbness worse, gait unsteady"))
    assert found.group is Group.NERVES
    assert TOLD in found.why
    assert found.next_step.startswith(f"{ASK}within days; continue: maintenance dose due 2026-04-01")
    assert task_of(found, date(2026, 3, 1))["priority"] == "urgent"
    for said in (found.next_step, TOLD, str(found.group)):
        assert translator("es").said(said) not in (None, said)


@pytest.mark.parametrize("sign", [words("Numb feet"), condition("91019004", recordedDate="2026-02-10", **PROVISIONAL)])
def test_whoever_is_late_is_called_all_the_same(sign: dict[str, Any]) -> None:
    found = row(LATE, sign)
    assert found.group is Group.OVERDUE
    assert Group.NERVES in found.groups
    assert found.next_step.startswith(f"{ASK}within days; invite now for the maintenance dose")


def test_what_may_be_a_red_flag_is_for_today() -> None:
    assert row(LATE, words("Foot drop, new")).next_step.startswith(f"{ASK}first, today; ")


@pytest.mark.parametrize(
    "resources",
    [
        (),
        (words("Sprained ankle"),),
        (words("Numb feet", "2024-12-01"),),  # fourteen months ago
        (words("No numbness"),),
        (words("Numb feet"), condition("91019004", recordedDate="2015-01-01")),  # one is certain
    ],
)
def test_otherwise_nothing_is_said(resources: tuple[dict[str, Any], ...]) -> None:
    found = row(IN_TIME, *resources)
    assert Group.NERVES not in found.groups
    assert TOLD not in found.why
    assert ASK not in found.next_step


def test_whoever_never_had_an_injection_gets_no_row_by_them() -> None:
    case = read_bundle(bundle(words("Numb feet")))
    assert placed(record_of(case, facts_on(case, date(2026, 3, 1))), date(2026, 3, 1), 14, PUBLISHED)[0] is None


def test_the_course_of_an_answer_says_it_once() -> None:
    case = read_bundle(bundle(PERNICIOUS, *(given(on=day, id=day) for day in IN_TIME), words("Numb feet")))
    course = assess(case, on=date(2026, 3, 1)).course
    assert course is not None
    assert course.step.startswith(ASK)
    assert TOLD not in course.why


# --- the cards -------------------------------------------------------------------------------------------------------


def opened(doses: tuple[str, ...], *more: dict[str, Any]) -> list[dict[str, Any]]:
    mine = [{**given(on=day, id=day), "subject": {"reference": "Patient/p1"}} for day in doses]
    return calls.cards("patient-view", [ehr.patient(), ehr.condition("84027009", day="2015-01-01"), *mine, *more], [])


def numb() -> dict[str, Any]:
    return {**ehr.condition("1", day="2026-02-10"), "code": {"text": "Numb feet"}}


def test_the_card_of_a_late_dose_asks_about_them() -> None:
    (card,) = opened(LATE, numb())
    assert card["indicator"] == "warning"
    assert card["summary"].endswith("maintenance dose overdue since 2026-01-15; nerve signs not confirmed: ask first.")


def test_in_time_they_have_a_card_too() -> None:
    (card,) = opened(IN_TIME, numb())
    assert card["indicator"] == "warning"
    assert card["summary"] == f"On B12 injections, and {TOLD}."
    assert opened(IN_TIME) == []


def test_the_wrong_product_beside_lebers_disease_comes_first() -> None:
    """Whoever was worse on cyanocobalamin read only that, and not that it must be changed."""
    doses = [
        {**given("cyanocobalamin 1 mg injection", on=day, id=day), "subject": {"reference": "Patient/p1"}}
        for day in ("2025-12-01", "2026-01-01", "2026-02-01", "2026-02-25")
    ]
    leber = ehr.condition("58610003", day="2015-01-01")
    (card,) = calls.cards("patient-view", [ehr.patient(), ehr.condition("84027009"), leber, *doses, numb()], [])
    assert "never cyanocobalamin" in card["summary"]


@pytest.mark.parametrize("column", ["neurological", "cause"])
@pytest.mark.parametrize(("text", "soon"), [("Numb feet", "within days"), ("foot drop", "first, today")])
def test_a_list_says_of_them_what_a_record_says(column: str, text: str, soon: str) -> None:
    """In a CSV *numb feet* was an entry that was not understood, and the next step that of anybody."""
    cells = {"neurological": "", "cause": "pernicious anaemia", column: text}
    if column == "cause":
        cells["cause"] = f"pernicious anaemia; {text}"
    lines = [f"7,{day},hydroxocobalamin,{cells['cause']},{cells['neurological']}" for day in IN_TIME]
    read = read_events_csv("\n".join(["patient,date given,product,cause,neurological", *lines]).encode())
    found, _ = placed(read.records[0], date(2026, 3, 1), 14, PUBLISHED)
    sent = row(IN_TIME, words(text))
    assert found is not None
    assert (found.group, found.next_step, TOLD in found.why) == (sent.group, sent.next_step, True)
    assert soon in found.next_step


@pytest.mark.parametrize("text", ["no", "yes", "No numbness", "", "Y - numb feet"])
def test_a_list_that_says_yes_or_no_asks_nothing(text: str) -> None:
    lines = [f"7,{day},hydroxocobalamin,pernicious anaemia,{text}" for day in IN_TIME]
    read = read_events_csv("\n".join(["patient,date given,product,cause,neurological", *lines]).encode())
    found, _ = placed(read.records[0], date(2026, 3, 1), 14, PUBLISHED)
    assert found is None or TOLD not in found.why

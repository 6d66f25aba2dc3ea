"""Patients whom the list had not met: on no injections, lapsed, with a red flag, on a specialist's plan (M36 to M38)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.sources.cases import read_cases
from cobalamin.recall.worklist import Group, Row, recall_list
from cobalamin.translation.words import translator
from injected import injections

ON = date(2026, 11, 27)
PERNICIOUS = {"autoimmune_gastritis": True}
LOADING = [date(2026, 11, 25), date(2026, 11, 27)]
MAINTAINED = [date(2026, 3, 6), date(2026, 6, 2), date(2026, 9, 1)]
LAPSED = [date(2023, 11, 20), date(2024, 2, 12), date(2024, 5, 24)]


def records(folder: Path, facts: dict[str, Any], given: list[date], **patient: Any) -> tuple[TreatmentRecord, ...]:
    case = {
        "cobalamin_case": 1, "id": "P", "title": "t", "on": str(ON),
        "patient": {"age": 66, "sex": "female"} | patient, "facts": facts, "treatment": injections(given),
    }  # fmt: skip
    path = folder / "case.json"
    path.write_text(json.dumps(case))
    found, problems = read_cases(path, ON)
    assert problems == ()
    return found


def row_of(folder: Path, facts: dict[str, Any], given: list[date], **patient: Any) -> Row:
    (row,) = recall_list(records(folder, facts, given, **patient), ON).rows
    return row


def lab(value: float, unit: str, day: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "date": day}


# --- who is on the list (M36) ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cause", ["metformin", "nitrous_oxide", "coeliac_disease", "proton_pump_inhibitor"])
def test_a_cause_that_can_pass_puts_nobody_on_a_list_of_injections(tmp_path: Path, cause: str) -> None:
    """Everyone on metformin was listed, with the advice to treat the cause and then to stop what was never begun."""
    found = recall_list(records(tmp_path, {cause: True}, []), ON)
    assert (found.rows, len(found.up_to_date)) == ((), 1)


def test_one_that_cannot_still_does(tmp_path: Path) -> None:
    row = row_of(tmp_path, PERNICIOUS, [])
    assert (row.group, row.next_step) == (Group.IRREVERSIBLE, "start treatment, or record when it began")


def test_whoever_is_injected_for_a_cause_that_can_pass_stays_listed(tmp_path: Path) -> None:
    assert Group.REVERSIBLE in row_of(tmp_path, {"metformin": True}, MAINTAINED).groups


# --- a lapse is no failure of treatment (M32) ------------------------------------------------------------------------


def test_after_a_lapse_nobody_is_told_that_the_treatment_fails(tmp_path: Path) -> None:
    """Thirty months without a dose, and the list said: shorten the interval."""
    facts = PERNICIOUS | {"haemoglobin": lab(103, "g/L", "2026-11-20")}
    row = row_of(tmp_path, facts, LAPSED)
    assert row.response is None
    assert row.next_step == "invite now: one dose restarts maintenance unless re-loading is recorded; review symptoms"


def test_on_treatment_it_is_told(tmp_path: Path) -> None:
    facts = PERNICIOUS | {"haemoglobin": lab(103, "g/L", "2026-11-20")}
    assert "shorten the interval" in row_of(tmp_path, facts, MAINTAINED).next_step


def test_a_blood_count_that_stays_low_names_iron_and_folate(tmp_path: Path) -> None:
    facts = PERNICIOUS | {"haemoglobin": lab(103, "g/L", "2026-11-20")}
    told = row_of(tmp_path, facts, MAINTAINED).why[-1]
    assert "normal was expected by about 8 weeks: reconsider the diagnosis, iron and folate" in told


def test_how_treatment_goes_is_told_in_spanish_too(tmp_path: Path) -> None:
    """The row of a treatment that fails stayed English on a Spanish board, and its next step with it."""
    spanish = translator("es")
    for facts in ({}, {"haemoglobin": lab(103, "g/L", "2026-11-20")}, {"total_b12": lab(900, "ng/L", "2026-11-20")}):
        row = row_of(tmp_path, PERNICIOUS | facts, MAINTAINED)
        assert [text for text in (*row.why, row.next_step) if spanish.said(text) is None] == []


# --- what comes before the dose (M34, M37) ---------------------------------------------------------------------------


def test_a_red_flag_comes_before_the_dose(tmp_path: Path) -> None:
    row = row_of(tmp_path, PERNICIOUS | {"subacute_combined_degeneration": True}, MAINTAINED)
    assert row.next_step.startswith("if the red flag is new or getting worse, a doctor first, today; ")


def test_the_potassium_of_these_days_is_a_next_step(tmp_path: Path) -> None:
    facts = PERNICIOUS | {"haemoglobin": lab(62, "g/L", "2026-11-24")}
    row = row_of(tmp_path, facts, LOADING)
    assert row.next_step.endswith("; now: potassium and fluid (severe anaemia)")
    assert row.response is None  # on the third day nothing can be seen yet, and nobody is sent to repeat the count


def test_a_test_that_is_not_due_yet_is_none(tmp_path: Path) -> None:
    assert "now:" not in row_of(tmp_path, PERNICIOUS, LOADING).next_step


# --- a plan that is not ours (M38) -----------------------------------------------------------------------------------

_THEIRS = "a specialist sets product, dose and interval: the days here are those of the usual adult plan"


@pytest.mark.parametrize(
    ("facts", "patient"),
    [({"hereditary_b12_disorder": True}, {}), (PERNICIOUS, {"age": None, "birth_date": "2012-03-01"})],
    ids=["hereditary", "a child"],
)
def test_a_specialists_plan_is_asked_for(tmp_path: Path, facts: dict[str, Any], patient: dict[str, Any]) -> None:
    """Weekly injections of a transcobalamin deficiency were read as a loading course: give dose 5 of 6 now."""
    weekly = [ON - timedelta(days=7 * n) for n in (4, 3, 2, 1)]
    row = row_of(tmp_path, facts, weekly, **patient)
    assert any(text.endswith(_THEIRS) for text in row.why)
    assert row.next_step.startswith("follow the specialist's plan, or ask for it")


def test_at_16_the_plan_is_the_usual_one(tmp_path: Path) -> None:
    row = row_of(tmp_path, PERNICIOUS, MAINTAINED, age=None, birth_date="2010-11-27")
    assert not any(text.endswith(_THEIRS) for text in row.why)

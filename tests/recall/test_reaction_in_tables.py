"""A reaction in a table is settled before the next dose, as in health records (registers M34, M39, R117)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cobalamin.recall.reasons import State
from cobalamin.recall.sources.source import read_source
from cobalamin.recall.worklist import Group, RecallList, recall_list
from cobalamin.translation.words import translator
from halted import IM, NAME, coded, given
from halted import bundle as woman
from injected import list_of

ON = date(2026, 11, 1)
HEAD = "patient,date,event,product,reason,cause,cobalamin_allergy"
DOSE = "given,hydroxocobalamin 1 mg im,"
BEFORE, AFTER = ("2025-06-01", "2025-09-01"), ("2026-06-01", "2026-09-01")


def table(
    folder: Path, *after: str, why: str = "rash", allergy: str = "", cause: str = "pernicious anaemia"
) -> RecallList:
    doses = [f"p,{day},{DOSE},{cause},{allergy}" for day in (*BEFORE, *after)]
    path = folder / "events.csv"
    path.write_text("\n".join((HEAD, *doses, f"p,2025-09-02,stop,,{why},{cause},{allergy}")))
    return list_of(path, ON)


def bundle(folder: Path, *after: str) -> RecallList:
    pernicious = coded("84027009", recordedDate="2015-10-01")
    stopped = {
        "resourceType": "MedicationRequest", "id": "m", "status": "stopped", "intent": "order", "authoredOn": "2025-09-02",
        "meta": {"lastUpdated": "2025-09-02T12:00:00Z"}, "statusReason": {"text": "rash"}, "dosageInstruction": [IM], **NAME,
    }  # fmt: skip
    path = folder / "bundle.json"
    path.write_bytes(woman(pernicious, stopped, *map(given, (*BEFORE, *after))))
    return list_of(path, ON)


@pytest.mark.parametrize("after", [AFTER[:1], AFTER])
def test_a_dose_after_a_reaction_settles_nothing_in_a_table_as_in_a_bundle(
    tmp_path: Path, after: tuple[str, ...]
) -> None:
    """The row of a dose given later called to the next one, and said nothing of the reaction."""
    (row,), (other,) = table(tmp_path, *after).rows, bundle(tmp_path, *after).rows
    assert (row.group, row.due, row.next_step) == (other.group, other.due, other.next_step)
    assert (row.group, row.due) == (Group.DO_NOT_GIVE, None)
    assert row.why[0] == other.why[0]
    assert row.why[0].startswith(
        "do not give: injections were stopped because of a reaction, and nobody has established whether it was"
    )


SETTLE = "no dose until it is clear whether that reaction was an allergy: ask, and record whether it was, or refer"


def test_the_doses_given_since_a_reaction_are_told_and_who_knows_is_asked(tmp_path: Path) -> None:
    """Of somebody with doses for years the list said to refer, and no word that they were borne."""
    for found in (table(tmp_path, *AFTER), bundle(tmp_path, *AFTER)):
        (row,) = found.rows
        assert row.why[1] == "given since that reaction: 2 doses, the last on 2026-09-01"
        assert row.next_step == SETTLE
    (once,) = table(tmp_path, AFTER[0]).rows
    assert once.why[1] == "given since that reaction: 1 dose, the last on 2026-06-01"
    (never,) = table(tmp_path).rows
    assert not any("since that reaction" in why for why in never.why)
    assert never.next_step == "no dose until a specialist has seen the patient: refer, and record what is decided"


def test_a_reaction_of_a_day_to_come_is_a_slip_and_stands_in_the_way(tmp_path: Path) -> None:
    rows = "\n".join((HEAD, *(f"p,{day},{DOSE},," for day in BEFORE), "p,2027-09-02,stop,,rash,,"))
    (tmp_path / "events.csv").write_text(rows)
    (row,) = list_of(tmp_path / "events.csv", ON).rows
    assert (row.group, row.due) == (Group.DO_NOT_GIVE, None)
    assert any("dated in the future" in why for why in row.why)
    assert not any("since that reaction" in why for why in row.why)


def test_it_is_said_in_spanish() -> None:
    for sentence in (SETTLE, "given since that reaction: 2 doses, the last on 2026-09-01"):
        assert translator("es").said(sentence) not in (None, sentence)


def test_an_allergy_told_to_be_absent_settles_it(tmp_path: Path) -> None:
    (row,) = table(tmp_path, *AFTER, allergy="no").rows
    assert (row.group, row.next_step) == (Group.DUE_THIS_WEEK, "give the maintenance dose now; review symptoms")
    (row,) = table(tmp_path, allergy="no").rows
    assert (row.group, row.state) == (Group.STOPPED_IRREVERSIBLE, State.STOPPED)


def test_another_reason_is_overcome_by_a_dose_and_a_reaction_that_ended_treatment_stays_closed(tmp_path: Path) -> None:
    assert table(tmp_path, *AFTER, why="patient choice").rows[0].group is Group.DUE_THIS_WEEK
    assert not table(tmp_path, cause="metformin").rows


@pytest.mark.parametrize("header", ["allergies", "Allergy", "Drug allergies"])
@pytest.mark.parametrize(
    ("cell", "asked"),
    [("penicillin; hydroxocobalamin (rash)", True), ("B12", True), ("yes", True), ("NKDA", False), ("penicillin", False),
     ("no allergy to B12", False), ("", False)],
)  # fmt: skip
def test_an_allergy_in_words_is_settled_before_a_dose(tmp_path: Path, header: str, cell: str, asked: bool) -> None:
    """The column was not read, and whoever is allergic to B12 in it was invited."""
    rows = [f"p,{day},given,hydroxocobalamin 1 mg im,{cell}" for day in ("2026-01-01", "2026-04-01")]
    (tmp_path / "events.csv").write_text("\n".join((f"patient,date,event,product,{header}", *rows)))
    read = read_source(tmp_path / "events.csv", ON)
    assert read.unused == ()
    (row,) = recall_list(read.records, ON).rows
    assert (
        row.next_step.startswith("first clarify the recorded allergy, and give no dose until then; then invite")
        is asked
    )

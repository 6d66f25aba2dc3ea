"""Notes in free text beside a B12 product: not read, but for a reaction that nobody may have written elsewhere (register R146)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundles import ON, SCT, Resource, bundle, case, concept, facts, given, medicine, value
from cobalamin.recall.sources.cases import read_cases
from cobalamin.recall.worklist import recall_list
from cobalamin.records.notes import names_reaction_to_b12

ALLERGY = "cobalamin_or_cobalt_allergy"
ASKED, SILENT = "[in words only]", "[never recorded]"
REACTED = "Anaphylaxis after the last dose - DO NOT GIVE"


@pytest.mark.parametrize(
    "text",
    [
        REACTED, "pt had an anaphylactic reaction to b12 in 2019", "ALLERGIC TO B12??", "allergic to hydroxocobalamin",
        "Reaction to last injection: rash", "reacted to the last jab", "reacted badly, see letter", "severe reaction, seen in ED",
        "B12 allergy", "No known drug allergies. Allergic reaction to Neo-Cytamen", "No rash, but anaphylaxis after dose 2",
        "allergisch auf Vitamin B12", "anafilaxia tras la última dosis", "alergia a la vitamina B12",
        "allergique à la vitamine B12", "had an allergic reaction within minutes", "? allergic - rash after last", "?allergy",
        "rash after last injection", "came out in hives after jab", "Itching all over following B12 injection",
        "allergic - do not give",
        "after last inj came out in a rash", "collapsed post injection 3/25", "swollen lips after dose", "urticaria 2 h after dose",
        "Hautausschlag nach der letzten Injektion", "urticaria tras la inyección",
        "tongue swelled up afterwards, see notes", "hives all over afterwards",
    ],
)  # fmt: skip
def test_a_reaction_is_named(text: str) -> None:
    assert names_reaction_to_b12(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "IM L deltoid, batch AB123, no adverse reaction", "Given R deltoid. No reaction to injection noted.", "NKDA",
        "nil adverse reaction", "never had a reaction to B12", "Any allergic reaction? No", "Allergies checked and B12 given IM",
        "Allergies: penicillin. B12 given", "anaphylaxis kit available", "Anaphylaxis pack checked", "advised re anaphylaxis",
        "told of the signs of anaphylaxis", "risk of anaphylaxis discussed", "denies reaction to previous injections",
        "mother had anaphylaxis", "observed 10 min in case of anaphylaxis", "next due 12/52", "tolerated well",
        "keine allergische Reaktion", "sin reacción adversa", "allergic to penicillin", "no allergies, no previous anaphylaxis",
        "anaphylaxis protocol at hand", "no rash after last injection", "rash on legs, eczema", "itchy site after injection",
        "allergic rhinitis", "? allergic to penicillin", "allergy: nuts. Seen after last injection", "tired after last injection",
        "told to report rash after injection", "rash since last week, seen by GP", "itching locally after injection",
    ],
)  # fmt: skip
def test_what_only_speaks_of_reactions_names_none(text: str) -> None:
    assert not names_reaction_to_b12(text)


def noted(resource: Resource, *texts: str) -> Resource:
    return {**resource, "note": [{"time": "2026-01-25", "text": text} for text in texts]}


IM = {"dosageInstruction": [{"route": {"text": "intramuscular"}}]}
HYDROXO = "hydroxocobalamin 1 mg/ml injection"
JAB = {"resourceType": "Procedure", "id": "j", "status": "completed", "subject": {"reference": "Patient/p"},
       "performedDateTime": "2026-01-25", "code": concept("170823005", SCT)}  # fmt: skip


@pytest.mark.parametrize(
    "resource",
    [
        given(), medicine(text=HYDROXO, **IM), medicine(text=HYDROXO, **IM) | {"status": "stopped"},
        medicine(text=HYDROXO, **IM) | {"status": "cancelled"},
        medicine("MedicationStatement", "cyanocobalamin 1 mg tablets"),
        medicine("MedicationDispense", HYDROXO, whenHandedOver="2026-01-20") | {"status": "completed"},
        given() | {"status": "not-done"}, JAB,
    ],
)  # fmt: skip
def test_a_note_beside_b12_that_names_a_reaction_is_asked_about(resource: Resource) -> None:
    """The next dose was called for as if nothing had been written."""
    assert value(facts(noted(resource, "No batch.", REACTED)), ALLERGY) == ASKED
    assert value(facts(noted(resource, "No adverse reaction")), ALLERGY) == SILENT
    assert value(facts(resource), ALLERGY) == SILENT


def test_a_note_of_another_medicine_or_of_a_mistake_is_not() -> None:
    assert value(facts(noted(medicine(text="amoxicillin"), REACTED)), ALLERGY) == SILENT
    assert value(facts(noted(given() | {"status": "entered-in-error"}, REACTED)), ALLERGY) == SILENT


@pytest.mark.parametrize("note", ["text", [{"text": 5}], {"text": REACTED}, [None], [{"authorString": "x"}], None])
def test_a_note_that_is_none_of_r4_keeps_nothing_out(note: Any) -> None:
    assert [each.kind for each in case(given() | {"note": note}).treatment] == ["administration"]


def test_it_says_where_it_stands_and_nobody_is_called(tmp_path: Path) -> None:
    found = facts(noted(given(), REACTED))
    assert found.missing[ALLERGY].sentence == (
        "allergy to cobalamin or cobalt: a note beside a B12 product ('Anaphylaxis after the last dose - DO NOT GIVE') names a "
        "reaction; ask whether this is correct"
    )
    (tmp_path / "b.json").write_bytes(
        bundle(*(noted(given(on=day, id=day), REACTED) for day in ("2025-09-01", "2025-11-25")))
    )
    records, _ = read_cases(tmp_path / "b.json", ON)
    (row,) = recall_list(records, ON).rows
    assert row.next_step.startswith("first clarify the recorded allergy, and give no dose until then")


def test_an_export_says_the_same(tmp_path: Path) -> None:
    entries = json.loads(bundle(noted(given(), REACTED)))["entry"]
    (tmp_path / "x.ndjson").write_text("\n".join(json.dumps(each["resource"]) for each in entries))
    records, _ = read_cases(tmp_path / "x.ndjson", ON)
    (row,) = recall_list(records, ON).rows
    assert "a possible allergy to a cobalamin is recorded but not clarified" in " ".join(row.why)

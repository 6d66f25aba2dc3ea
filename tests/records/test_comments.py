"""What a laboratory wrote beside a result: never that it is true, at most that it is not to be relied on (R171)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from bundles import B12, HB, ON, condition, facts, observation, patient, value

from cobalamin.population.screen import screen
from cobalamin.records.comments import is_not_relied_on, tells_of_injections

Resource = dict[str, Any]
SPOILT = [
    "Haemolysed, please repeat", "hemolyzed specimen", "Grossly haemolysed", "Insufficient sample",
    "Sample insufficient, please repeat",
    "QNS", "Sample contaminated", "? drip arm contamination", "?EDTA contamination", "Possible contamination with IV fluids",
    "Sample may be contaminated", "Sample taken from drip arm - please repeat", "Clotted sample", "Sample mislabelled",
    "Wrong blood in tube cannot be excluded", "Result unreliable", "Results should not be relied upon",
    "Biotin interference suspected", "Assay interference by paraprotein",
    "Intrinsic factor antibody interference cannot be excluded",
    "Macro-B12 suspected", "? falsely elevated", "Please send a fresh sample", "Please repeat", "Please repeat to confirm",
    "hämolytisch, bitte wiederholen",
    "Probe stark hämolytisch", "Material nicht ausreichend", "Probe verunreinigt", "nicht verwertbar",
    "Muestra hemolizada, repetir muestra",
    "muestra insuficiente", "Resultado no valorable", "Échantillon hémolysé", "prélèvement insuffisant",
    "Falsely normal: macro-B12", "? spurious result",
    "Result unreliable: sample clotted", "Invalid result", "Sample invalid", "Wrong blood in tube cannot be excluded; repeat",
    "Sample haemolysed. Potassium not reported.",
]  # fmt: skip
SOUND = [
    "", "not haemolysed", "No haemolysis", "Haemolysis: none", "Haemolysis index 0", "Slightly haemolysed",
    "Mild haemolysis present",
    "Results may be affected by haemolysis", "Haemolysed samples may give falsely high results",
    "Intrinsic factor antibodies may interfere",
    "If sample haemolysed, please repeat", "Biotin may cause falsely high results", "Please repeat in 3 months",
    "Please repeat B12 in 3 months", "Please repeat with MMA",
    "Suggest repeat in 6 weeks",
    "?haemolysis: suggest reticulocytes, LDH", "Haemolytic anaemia known", "hämolytische Anämie bekannt", "leicht hämolytisch",
    "nicht hämolytisch", "Kontrolle in 3 Monaten empfohlen", "muestra no hemolizada", "échantillon non hémolysé",
    "Insufficient sample for folate",
    "Potassium unreliable: sample haemolysed", "Contaminated samples will be rejected", "Borderline B12, suggest MMA",
    "Bei Hämolyse nicht verwertbar",
    "Reference interval not valid in pregnancy", "Reference range not valid for children", "Unreliable in renal failure",
    "This assay is subject to interference from anti-IF antibodies", "Contamination of the sample excluded",
    "Suggest repeat sample in 3 months", "New sample type: serum gel", "Old sample results: see previous report",
    "Invalid postcode on the request", "Result may be unreliable in patients on biotin", "B12 alone is not a reliable marker",
    "Neue Probe in 3 Monaten",
    "Falsely low results are seen in pregnancy", "Total B12 is falsely low in pregnancy",
    "Oral contraceptives cause falsely low B12", "Interference from biotin: patients should stop it two days before",
    "Haemolysed: No", "Lipaemic, icteric, haemolysed: no",
    "Previous sample haemolysed", "Consistent with B12 deficiency",
]  # fmt: skip


@pytest.mark.parametrize("comment", SPOILT)
def test_words_that_say_not_to_rely_on_it(comment: str) -> None:
    assert is_not_relied_on(comment)


@pytest.mark.parametrize("comment", SOUND)
def test_denied_slight_general_or_of_another(comment: str) -> None:
    assert not is_not_relied_on(comment)


@pytest.mark.parametrize("comment", [
    "Patient receives B12 injections", "Pt on B12 injections", "? on hydroxocobalamin", "Known to be on IM B12 injections",
    "Recent B12 injection", "patient on vitamin B12 replacement", "Patientin erhält Vitamin-B12-Injektionen",
    "bekommt B12 Spritzen",
    "paciente con inyecciones de B12", "Already on hydroxocobalamin injections",
])  # fmt: skip
def test_words_that_tell_of_injections(comment: str) -> None:
    assert tells_of_injections(comment)


@pytest.mark.parametrize("comment", [
    "", "Suggest B12 injections", "Patients on B12 injections need no levels", "If patient is on B12 injections, ignore",
    "Not on B12 injections",
    "Consider hydroxocobalamin", "Start hydroxocobalamin injections",
    "Levels are not useful in patients receiving B12 injections",
    "Mother on B12 injections", "Test before the patient receives B12 injections", "B12 deficiency",
    "B12-Substitution empfohlen",
])  # fmt: skip
def test_advice_and_others_do_not(comment: str) -> None:
    assert not tells_of_injections(comment)


def noted(*comments: str) -> Resource:
    return {"note": [{"text": each} for each in comments]}


HAEMOLYSED = "haemolysed, please repeat"


def test_a_level_that_reassures_is_not_relied_on() -> None:
    """A level of 480 on a haemolysed sample made the deficiency unlikely."""
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(HAEMOLYSED)))
    assert "total_b12" not in found.known
    missing = found.missing["total_b12"]
    assert missing.why == "contradictory"
    assert missing.sentence == (
        "total serum B12: sent as 480 ng/L, and the laboratory's comment is 'haemolysed, please repeat': not relied on; repeat it"
    )


@pytest.mark.parametrize("comment", [
    "Biotin interference suspected", "Assay interference by paraprotein", "Macro-B12 suspected",
    "Intrinsic factor antibody interference cannot be excluded",
])  # fmt: skip
def test_where_the_assay_is_disturbed_another_sample_reads_the_same(comment: str) -> None:
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(comment)))
    assert found.disturbed
    assert found.missing["total_b12"].sentence.endswith("not relied on; a metabolite tells more")
    assert not facts(patient(), observation(B12, 480, "ng/L", **noted(HAEMOLYSED))).disturbed
    assert not facts(patient(), observation(B12, 480, "ng/L")).disturbed
    assert not facts(patient(), observation(HB, 150, "g/L", **noted("Assay interference by paraprotein"))).disturbed


def test_an_interference_named_at_the_end_of_a_long_comment_is_heard() -> None:
    comment = "Authorised by the duty biochemist after discussion with the ward. Macro-B12 suspected."
    found = facts(patient(), observation(B12, 480, "ng/L", **noted(comment)))
    assert found.disturbed
    assert "Authorised by the duty biochemist" in found.missing["total_b12"].sentence
    assert "Macro-B12" not in found.missing["total_b12"].sentence


@pytest.mark.parametrize("number", [90, 150, 250])
def test_a_level_that_presses_counts_and_the_comment_is_told(number: int) -> None:
    found = facts(patient(), observation(B12, number, "ng/L", **noted(HAEMOLYSED)))
    assert value(found, "total_b12") == f"{number} ng/L"
    assert "the laboratory's comment: 'haemolysed, please repeat'" in found.known["total_b12"].note


def test_an_earlier_sound_result_stands_in_its_place_and_the_later_is_told() -> None:
    earlier = observation(B12, 150, "ng/L", id="o0", effectiveDateTime="2026-01-01")
    found = facts(patient(), earlier, observation(B12, 480, "ng/L", **noted(HAEMOLYSED)))
    assert value(found, "total_b12") == "150 ng/L"
    assert any("the result of 2026-01-01 is used in its place" in each.sentence for each in found.problems)


def test_a_negative_antibody_on_a_spoilt_sample_denies_nothing() -> None:
    antibody = observation("31444-3", "negative", **noted(HAEMOLYSED))
    found = facts(patient(), antibody)
    assert "intrinsic_factor_antibody" not in found.known
    assert (
        "intrinsic_factor_antibody" in facts(patient(), observation("31444-3", "positive", **noted(HAEMOLYSED))).known
    )


def test_the_flag_in_words_is_a_comment_too() -> None:
    found = facts(patient(), observation(B12, 480, "ng/L", interpretation=[{"text": "hämolytisch, bitte wiederholen"}]))
    assert "total_b12" not in found.known


def test_a_general_comment_changes_nothing() -> None:
    footer = noted("Results may be affected by haemolysis")
    assert facts(patient(), observation(B12, 480, "ng/L", **footer)) == facts(patient(), observation(B12, 480, "ng/L"))


def test_injections_in_a_comment_are_asked_about() -> None:
    found = facts(patient(), observation(B12, 900, "ng/L", **noted("Patient receives B12 injections")))
    assert found.missing["b12_injections"].sentence == (
        "B12 injections: the laboratory's comment 'Patient receives B12 injections' tells of it; ask whether this is correct"
    )


def report(*, held: bool, status: str = "final") -> list[Resource]:
    level = observation(B12, 480, "ng/L")
    said = {"contained": [level]} if held else {"result": [{"reference": "Observation/o1"}]}
    about = {"resourceType": "DiagnosticReport", "id": "r", "status": status, "subject": {"reference": "Patient/p"},
             "effectiveDateTime": "2026-02-01", "conclusion": "Sample grossly haemolysed."}  # fmt: skip
    return [{**about, **said}, *([] if held else [level])]


@pytest.mark.parametrize("held", [True, False])
def test_what_a_report_concludes_stands_beside_its_results(held: bool) -> None:
    assert "total_b12" not in facts(patient(), *report(held=held)).known
    assert "total_b12" not in facts(patient(), *reversed(report(held=held))).known
    if not held:
        assert value(facts(patient(), *report(held=held, status="entered-in-error")), "total_b12") == "480 ng/L"
    other = observation(HB, 140, "g/L", id="o2")
    assert value(facts(patient(), *report(held=held), other), "haemoglobin") == "140 g/L"


def answered(tmp_path: Path, resources: list[Resource], *, in_bulk: bool) -> Resource:
    source, to = tmp_path / f"source-{in_bulk}", tmp_path / f"out-{in_bulk}"
    source.mkdir()
    if in_bulk:
        (source / "all.ndjson").write_text("".join(json.dumps(each) + "\n" for each in resources))
    else:
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
        (source / "p.json").write_text(json.dumps(bundle))
    screen(source, to, on=date(ON.year, ON.month, ON.day))
    (row,) = parquet.read_table(to / "part-00000.parquet").to_pylist()
    found: Resource = row
    return found


@pytest.mark.parametrize("resources", [
    [observation(B12, 480, "ng/L", **noted(HAEMOLYSED))],
    [observation(B12, 480, "ng/L", **noted("not haemolysed"))],
    [observation(B12, 90, "ng/L", **noted(HAEMOLYSED))],
    [observation(B12, 900, "ng/L", **noted("Patient on B12 injections"))],
    [observation(B12, 150, "ng/L", id="o0", effectiveDateTime="2026-01-01"), observation(B12, 480, "ng/L", **noted(HAEMOLYSED))],
    report(held=True), report(held=False), [*reversed(report(held=False))],
])  # fmt: skip
def test_bulk_says_the_same(tmp_path: Path, resources: list[Resource]) -> None:
    sent = [patient(), condition("91019004"), *resources]
    bundle, bulk = (answered(tmp_path, sent, in_bulk=each) for each in (False, True))
    assert bulk == bundle

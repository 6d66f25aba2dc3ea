"""Names of the first causes as the national catalogues print them: each was met with a code of a system that is not read."""

from __future__ import annotations

import pytest

from bundles import SCT, condition, facts, value
from cobalamin.records.diagnosis_names import findings_named

OPS = "http://fhir.de/CodeSystem/bfarm/ops"


@pytest.mark.parametrize(
    "name, fact",
    [
        *((name, "autoimmune_gastritis") for name in (
            "Autoimmungastritis", "Autoimmun-Gastritis", "Atrophe Typ-A-Gastritis", "Chronische Gastritis Typ A",
            "Auto-immuungastritis", "auto-immune gastritis", "Gastrite auto-immune", "Gastrite atrofica autoimmune",
            "Gastritis crónica autoinmune", "Gastritis autoinmunitaria", "Gastrite autoimune", "Autoimmune atrophic gastritis",
            "Autoimmune gastritis", "autoimmun gastrit", "Autoimmun gastritt",
        )),
        *((name, "total_gastrectomy") for name in ("Totale Magenresektion", "Totale maagresectie", "Maagresectie totaal",
                                                   "Magenresektion", "Maagresectie")),
        *((name, "partial_gastrectomy") for name in ("Partielle Magenresektion", "Subtotale maagresectie", "Magenresektion",
                                                     "Maagresectie")),
        *((name, "partial_ileal_resection") for name in (
            "Resektion des Ileums: Offen chirurgisch", "Resektion des terminalen Ileums", "Resectie van het ileum",
            "Ressecção do íleo", "Resection of ileum", "résection de l'iléon", "Excision of Ileum, Open Approach",
        )),
        # ICD-10-PCS, whose codes are not listed
        ("Resection of Stomach, Open Approach", "total_gastrectomy"),
        ("Resection of Stomach, Open Approach", "partial_gastrectomy"),
        ("Bypass Stomach to Jejunum, Percutaneous Endoscopic Approach", "bariatric_surgery"),
        ("Excision of Stomach, Percutaneous Endoscopic Approach, Vertical", "bariatric_surgery"),
        *((name, "abdominal_radiotherapy") for name in (
            "Radiotherapy course of treatment (regime/therapy)", "Teleradiotherapy procedure (procedure)",  # mCODE
            "Bestrahlung", "Behandlung mit Strahlentherapie", "Strahlenbehandlung",  # "lung" and "hand" are parts of these words
            "Radiotherapy to femoral head and iliac nodes",
            "Pelvic radiotherapy", "Strahlentherapie des Beckens", "Radiothérapie", "Personal history of irradiation",
            "Radiation therapy to cervix and para-aortic nodes", "Radiotherapy of chest wall and lumbar spine",
        )),
    ],
)  # fmt: skip
def test_a_cause_is_asked_about_by_the_name_of_its_catalogue(name: str, fact: str) -> None:
    found = facts(condition("x", OPS) | {"code": {"coding": [{"system": OPS, "code": "5-454.20", "display": name}]}})
    assert value(found, fact) == "[in words only]"


@pytest.mark.parametrize(
    "name, fact",
    [
        ("Gastritis", "autoimmune_gastritis"), ("Autoimmunhepatitis", "autoimmune_gastritis"),
        ("Gastritis, Autoimmunhepatitis", "autoimmune_gastritis"), ("Typ-B-Gastritis", "autoimmune_gastritis"),
        ("Kein Hinweis auf Autoimmungastritis", "autoimmune_gastritis"), ("Totale Magenresektion", "partial_gastrectomy"),
        ("Partielle Magenresektion", "total_gastrectomy"), ("Resektion des Kolons", "partial_ileal_resection"),
        ("Gastritis und Autoimmunhepatitis", "autoimmune_gastritis"), ("Partiële maagresectie", "total_gastrectomy"),
        ("Gastritis typical", "autoimmune_gastritis"), ("Partial resection of stomach", "total_gastrectomy"),
        ("Excision of Ileum, Open Approach, Diagnostic", "partial_ileal_resection"),
        ("Adjuvant radiotherapy to the left breast", "abdominal_radiotherapy"),
        ("Whole brain irradiation", "abdominal_radiotherapy"), ("Bestrahlung der Lunge", "abdominal_radiotherapy"),
        ("Lungenbestrahlung", "abdominal_radiotherapy"),
        ("Irradiated blood products required", "abdominal_radiotherapy"), ("UV irradiation", "abdominal_radiotherapy"),
        ("No previous radiotherapy", "abdominal_radiotherapy"), ("Radiotherapist", "abdominal_radiotherapy"),
    ],
)  # fmt: skip
def test_another_name_is_none_of_it(name: str, fact: str) -> None:
    assert fact not in findings_named(name)


@pytest.mark.parametrize(
    "sites, asked",
    [
        ([], True), (["Chest Wall Structure (body structure)"], False), (["Pelvic structure"], True), ([""], True),
        (["Chest Wall Structure", "Abdominal structure"], True),
    ],
)  # fmt: skip
def test_radiotherapy_of_a_place_that_is_not_told_is_asked_about(sites: list[str], asked: bool) -> None:
    """mCODE's summary of a course has one code for all of them, and the place beside it."""
    course = {
        "coding": [
            {"system": SCT, "code": "1217123003", "display": "Radiotherapy course of treatment (regime/therapy)"}
        ]
    }
    where = [{"coding": [{"system": SCT, "code": "78904004"} | ({"display": name} if name else {})]} for name in sites]
    done = {"resourceType": "Procedure", "id": "r", "status": "completed", "subject": {"reference": "Patient/p"}, "code": course,
            "performedPeriod": {"start": "2018-08-15"}, "bodySite": where}  # fmt: skip
    found = facts(done)
    assert value(found, "abdominal_radiotherapy") == ("[in words only]" if asked else "[never recorded]")
    assert value(facts(done | {"bodySite": "x"}), "abdominal_radiotherapy") == "[in words only]"

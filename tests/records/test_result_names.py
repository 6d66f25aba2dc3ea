"""A blood count, a folate, a ferritin or a kidney that is known by its name alone is told, and never used (register R135)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.dataset as dataset
import pytest

from bundles import LOINC, case, concept, facts, observation, patient, value
from cobalamin.population.screen import screen
from cobalamin.records.codes import shipped
from cobalamin.records.result_names import result_named
from cobalamin.records.site import read_site

OWN = "http://laboratory.example/catalogue"
END = "not used; send it under a code that is read, or map it in the site file"
MANY = "not used; send them under a code that is read, or map them in the site file"


@pytest.mark.parametrize(
    "text, fact",
    [
        ("Hemoglobin", "haemoglobin"),  # MIMIC-IV
        ("Haemoglobin", "haemoglobin"),
        ("Hb", "haemoglobin"),
        ("vB-Hb", "haemoglobin"),  # FinnGen
        ("Hgb Bld-mCnc", "haemoglobin"),  # mCODE
        ("Hemoglobin [Mass/volume] in Blood", "haemoglobin"),
        ("Hämoglobin [Masse/Volumen] in Blut", "haemoglobin"),  # ISiK
        ("Hémoglobine", "haemoglobin"),  # EDSH
        ("Hemoglobina", "haemoglobin"),  # HL7 Peru
        ("Haemoglobin measured from haemoglobinometer (g/dl)", "haemoglobin"),  # the WHO's guide on pregnancy
        ("MCV", "mcv"),
        ("E-MCV", "mcv"),
        ("Volume Globulaire Moyen", "mcv"),
        ("Mean corpuscular volume (observable entity)", "mcv"),
        ("MCV [Entitic mean volume] in Red Blood Cells", "mcv"),
        ("fS-Folaat", "serum_folate"),
        ("Serum folate level", "serum_folate"),
        ("Folate [Mass/volume] in Serum or Plasma", "serum_folate"),
        ("Ferritin", "ferritin"),
        ("P-Krea", "creatinine"),
        ("Kreatinin", "creatinine"),  # MII
        ("Creatinine [Mass/volume] in Blood", "creatinine"),
        ("eGFR", "egfr"),
        ("Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula "
         "(CKD-EPI 2021)", "egfr"),
        ("B—Hæmoglobin(Fe); stofk. = ? mmol/L", "haemoglobin"),  # MedCom, Denmark
        ("Hæmoglobin;B", "haemoglobin"), ("P—Creatininium; stofk.(enz.) = ? µmol/L", "creatinine"),
        ("ヘモグロビン", "haemoglobin"), ("推算GFR", "egfr"),  # JP Core, CLINS
        ("Haemoglobin (Hb)", "haemoglobin"), ("HEMOGLOBIN (HGB), BLOOD", "haemoglobin"), ("MCV (Mean Corpuscular Volume)", "mcv"),
    ],
)  # fmt: skip
def test_a_name_of_a_published_list_names_its_result(text: str, fact: str) -> None:
    assert result_named(text) == fact


@pytest.mark.parametrize(
    "text",
    [
        "HbA1c", "% Hemoglobin A1c", "Hemoglobin S", "Hemoglobin F", "Hemoglobin C", "B-Hb-A1c", "Hemoglobin electrophoresis",
        "Carboxyhemoglobin", "Methaemoglobin", "Reticulocyte hemoglobin", "Free Hemoglobin [Mass/volume] in Plasma",
        "Hemoglobin [Mass or Moles/volume] in Plasma", "Hemoglobin [Presence] in Blood", "Hemoglobin in urine",
        "Faecal haemoglobin",
        "Hemoglobin and Hematocrit panel - Blood", "Haemoglobinopathy screen", "MCH", "MCHC", "Mean corpuscular hemoglobin",
        "Mean platelet volume", "Platelet mean volume", "Folate [Moles/volume] in Red Blood Cells", "RBC folate", "fE-Folaat",
        "Folate in Blood", "Creatinine, Urine", "U-Krea", "dU-Krea", "Creatinine clearance", "Albumin/Creatinine", "Transferrin",
        "B—Hæmoglobin A1c(Fe); stofk. = ? mmol/mol", "U—Creatininium; stofk. = ? mmol/L",
        "Hb(Fe; O2-bind.; kB)—Oxygen(O2); mætn. = ?",
        "Fe-Hemoglobin", "ヘモグロビンA1c", "Hæmoglobin;U", "MCV (Mean Platelet Volume)", "Haemoglobin (HbA1c)",
        "No haemoglobin taken", "Mean", "Blood", "",
    ],
)  # fmt: skip
def test_what_looks_like_one_names_none(text: str) -> None:
    assert result_named(text) == ""


def sentences(*resources: dict[str, object]) -> list[str]:
    return [problem.sentence for problem in facts(*resources).problems]


def named(text: str, id: str = "o1", code: str = "4711") -> dict[str, object]:
    return observation(concept(code, OWN, text), 90, "g/L", id=id)


@pytest.mark.parametrize("code", ["4711", "Hemoglobin"])
def test_a_result_known_by_its_name_alone_is_told_and_not_used(code: str) -> None:
    sent = named("Hemoglobin", code=code)
    assert sentences(sent) == [
        f"Observation/o1: 'Hemoglobin' is known by its name alone (haemoglobin), sent in the system {OWN}: {END}"
    ]
    assert value(facts(sent), "haemoglobin") == "[never recorded]"
    assert not case(sent).problems[0].whole_resource


def test_one_without_a_code_is_told() -> None:
    (told,) = sentences(observation({"text": "Hb"}, 90, "g/L"))
    assert told == f"Observation/o1: 'Hb' is known by its name alone (haemoglobin), sent without a system: {END}"


def test_all_of_a_system_are_told_in_one_sentence_whatever_they_stand_in() -> None:
    many = [named(text, f"{text}-{i}") for i in range(50) for text in ("MCV", "Hemoglobin")]
    panel = observation(
        concept("x", OWN, "Blood count"),
        id="panel",
        component=[{"code": concept("1", OWN, "Ferritin"), "valueInteger": 9}],
    )
    labels = "haemoglobin, mean corpuscular volume, ferritin"
    assert sentences(*many, panel) == [
        f"Observation/Hemoglobin-0 and 100 more: results known by their names alone ({labels}), sent in the system {OWN}: {MANY}"
    ]


HB, MCV = observation("718-7", 90, "g/L", id="hb"), observation("787-2", 109, "fL", id="mcv")


def test_what_is_known_by_another_result_that_counts_is_not_told() -> None:
    old = observation("718-7", 90, "g/L", id="hb", effectiveDateTime="2020-01-01")
    assert sentences(named("Hemoglobin"), HB) == []
    assert len(sentences(named("Hemoglobin"), old)) == 1
    assert len(sentences(named("Hemoglobin"), named("MCV", "o2"), HB)) == 1
    assert sentences(named("Hemoglobin"), named("MCV", "o2"), HB, MCV) == []


def test_a_haemoglobin_estimated_from_a_haematocrit_is_no_other_result() -> None:
    assert len(sentences(named("Hemoglobin"), observation("20570-8", 30, "%", id="hct"))) == 1


@pytest.mark.parametrize(
    "code",
    [
        {"coding": [{"system": OWN, "code": "1", "display": "Hemoglobin"}, {"system": "http://loinc.org", "code": "4548-4"}]},
        {"coding": [{"system": OWN, "code": "1", "display": "Hb"}], "text": "HbA1c"},
        {"coding": [{"system": "urn:copy", "code": "4548-4", "display": "Hemoglobin"}]},
        {"coding": [{"system": OWN, "code": "1", "display": "Hemoglobin"}], "text": "MCV"},
    ],
)  # fmt: skip
def test_another_code_of_a_system_that_is_read_and_another_name_say_that_it_is_something_else(
    code: dict[str, object],
) -> None:
    assert sentences(observation(code, 90, "g/L")) == []


def test_a_site_that_maps_a_result_has_looked_through_the_names_of_that_system() -> None:
    site = read_site(f'["{OWN}|HB|g/L"]\nconcept = "lab.haemoglobin"', shipped())
    assert not case(named("Hemoglobin"), site=site).problems


@pytest.mark.parametrize("more", [[], [MCV], [HB, MCV]], ids=["alone", "one known", "both known"])
def test_a_row_of_a_screening_tells_the_same(tmp_path: Path, more: list[dict[str, object]]) -> None:
    """What is settled of many patients at once is known too: the sentence asks for it."""
    sent = [named("Hemoglobin"), named("MCV", "o2"), *more]
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "all.ndjson").write_text("".join(json.dumps(each) + "\n" for each in (patient(), *sent)))
    screen(tmp_path / "sent", tmp_path / "out", on=date(2026, 3, 1))
    (row,) = dataset.dataset(sorted((tmp_path / "out").glob("part-*"))).to_table().to_pylist()
    assert (row["not_used"] or []) == sentences(*sent)
    assert (row["mcv"] is None) is (MCV not in more)


@pytest.mark.parametrize("system", [OWN, "http://loinc.org", "http://snomed.info/sct"])
@pytest.mark.parametrize(
    "text", ["INR", "INR in Platelet poor plasma by Coagulation assay", "International normalised ratio (INR)"]
)
def test_an_inr_is_told_under_any_code_for_none_is_verified(system: str, text: str) -> None:
    """One of 5.2 beside warfarin changed nothing, and nobody was told that it had come."""
    (told,) = sentences(observation(concept("6301-6", system, text), 5.2, "{INR}"))
    assert f"'{text}' is known by its name alone (international normalised ratio)" in told.replace("…", "")
    assert told.endswith(END)


def test_a_site_gives_its_inr_a_meaning() -> None:
    site = read_site('["http://loinc.org|6301-6|{INR}"]\nconcept = "lab.inr"\n', shipped())
    sent = observation(concept("6301-6", LOINC, "INR"), 5.2, "{INR}")
    assert value(facts(sent, site=site), "inr") == "5.2 1"
    assert not case(sent, site=site).problems

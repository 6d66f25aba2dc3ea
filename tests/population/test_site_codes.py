"""A site's own codes hold for a population as for one patient: `screen --site` and `recall --site` beside `assess --site`."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.dataset as dataset
import pytest

from bulk_export import as_ndjson
from cobalamin.assessment.engine import engine_for
from cobalamin.commands.recall_list import make_folder, make_list
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import Finding
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.recall.sources.source import ReadAs
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import text_of
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.records.site import read_site_file

ON = date(2026, 3, 1)
LAB = "http://lab.example/tests"
SITE = f"""
["{LAB}|B12A|pmol/L"]
concept = "lab.holotc"
["{LAB}|HB|"]
concept = "lab.haemoglobin"
unit = "g/dL"
example = "13.5"
["{LAB}|RET|%"]
concept = "lab.reticulocyte_percent"
["{LAB}|RET|10*9/L"]
concept = "lab.reticulocyte_count"
["{LAB}|DUAL|ng/L"]
concept = "lab.b12_total"
["{LAB}|DUAL|pmol/L"]
concept = "lab.holotc"
["{LAB}|IFA|"]
concept = "lab.intrinsic_factor_antibody"
["http://loinc.org|2132-9|"]
concept = "lab.b12_total"
role = "exclude"
["{LAB}|TINGLE|"]
concept = "cond.paraesthesia"
["{LAB}|GASTRO|"]
concept = "cond.gastrectomy_total"
["{LAB}|MET|"]
concept = "med.metformin"
["{LAB}|OHCBL|"]
concept = "med.hydroxocobalamin_parenteral"
"""
OTHER = SITE.replace("lab.holotc", "lab.b12_total")
RESULTS = ("B12A", "HB", "RET", "DUAL", "DUAL", "IFA", "2132-9", "718-7", "TINGLE")
UNITS = ("pmol/L", "ng/L", "%", "10*9/L", "g/L", None)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "hospital.toml"
    path.write_text(SITE)
    return path


@pytest.fixture(scope="module")
def people() -> list[dict[str, Any]]:
    chance = Random(7)
    return [_person(chance, f"p{i:03}") for i in range(150)]


@pytest.fixture(scope="module")
def folder(people: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _written(people, tmp_path_factory.mktemp("people"))


def _written(people: list[dict[str, Any]], folder: Path) -> Path:
    """The same people as bundles and as NDJSON."""
    for kind in ("bundles", "ndjson"):
        (folder / kind).mkdir()
    for bundle in people:
        (folder / "bundles" / f"{bundle['id']}.json").write_text(json.dumps(bundle))
        for name, lines in as_ndjson(bundle).items():
            with (folder / "ndjson" / f"{name}.ndjson").open("ab") as file:
                file.writelines(line + b"\n" for line in lines)
    return folder


def _person(chance: Random, id: str) -> dict[str, Any]:
    subject = {"reference": f"Patient/{id}"}
    found = [
        {"resourceType": "Patient", "id": id, "gender": chance.choice(("female", "male")), "birthDate": "1950-07-01"}
    ]
    found += [{**_result(chance), "id": f"{id}-o{i}", "subject": subject} for i in range(chance.randrange(1, 9))]
    for kind, code in (("Condition", "TINGLE"), ("Procedure", "GASTRO"), ("MedicationRequest", "MET")):
        if chance.random() < 0.4:
            found.append({**_said(chance, kind, code), "id": f"{id}-{kind}", "subject": subject})
    if chance.random() < 0.3:
        found.append({**_injected(chance), "id": f"{id}-given", "subject": subject})
    return {"resourceType": "Bundle", "type": "collection", "id": id, "entry": [{"resource": each} for each in found]}


def _result(chance: Random) -> dict[str, Any]:
    code, unit = chance.choice(RESULTS), chance.choice(UNITS)
    system = "http://loinc.org" if "-" in code else LAB
    value = {"valueQuantity": {"value": chance.choice((0.8, 13.5, 40, 135, 247)), **({"unit": unit} if unit else {})}}
    if code in ("IFA", "TINGLE"):
        value = {"valueBoolean": chance.random() < 0.5}
    return {"resourceType": "Observation", "status": "final", "effectiveDateTime": _day(chance), **value,
            "code": {"coding": [{"system": system, "code": code}]}}  # fmt: skip


def _said(chance: Random, kind: str, code: str) -> dict[str, Any]:
    concept = {"coding": [{"system": LAB, "code": code}]}
    if kind == "MedicationRequest":
        return {"resourceType": kind, "status": "active", "intent": "order", "medicationCodeableConcept": concept}
    return {"resourceType": kind, "code": concept, **({"status": "completed"} if kind == "Procedure" else {})}


def _injected(chance: Random) -> dict[str, Any]:
    return {"resourceType": "MedicationAdministration", "status": "completed", "effectiveDateTime": _day(chance),
            "medicationCodeableConcept": {"coding": [{"system": LAB, "code": "OHCBL"}]}}  # fmt: skip


def _day(chance: Random) -> str:
    return str(ON - timedelta(days=chance.choice((0, 3, 10, 14, 40, 364, 366, 800, 900, -2))))


def _expected(case: Case) -> dict[str, Any]:
    """What `assess --site` has of the patient, as the columns of a screening."""
    facts, program = facts_on(case, ON), engine_for(ARTICLE).program
    values = program.values(program.vector(facts.values))
    found: dict[str, Any] = {
        f"{ladder.id}_open": " or ".join(possible_outcomes(ladder, lambda rule: program.truth(values, rule)))
        for ladder in ARTICLE.ladders
    }
    for name, entry in FACTS.items():
        known = facts.known.get(name)
        value = None if known is None else known.value
        found[name] = value if value is None or isinstance(entry.fact, Finding) else text_of(value)  # type: ignore[arg-type]
        found[f"{name}_why"] = facts.missing[name].why if known is None and name in facts.missing else None
    return found


@pytest.mark.parametrize("kind, workers", [("bundles", 1), ("ndjson", 1), ("ndjson", 2)])
def test_a_screening_with_a_sites_codes_answers_as_for_one_patient(
    kind: str, workers: int, folder: Path, people: list[dict[str, Any]], site: Path, tmp_path: Path
) -> None:
    screen(folder / kind, tmp_path, on=ON, site=site, workers=workers)
    found = {row["patient"]: row for row in rows(tmp_path)}
    codes = read_site_file(site)
    for bundle in people:
        expected = _expected(read_any(json.dumps(bundle).encode(), codes))
        row = found[bundle["id"]]
        assert {name: row[name] for name in expected} == expected, bundle["id"]


def rows(folder: Path) -> list[dict[str, Any]]:
    return dataset.dataset(sorted(folder.glob("part-*.parquet"))).to_table().to_pylist()


def test_without_the_file_and_with_it_in_one_process_each_says_its_own(
    folder: Path, site: Path, tmp_path: Path
) -> None:
    """What a code means is remembered: of no site what another says."""
    known = []
    for i, codes in enumerate((None, site, None)):
        screen(folder / "ndjson", tmp_path / str(i), on=ON, site=codes)
        known.append(sum(row["active_b12"] is not None for row in rows(tmp_path / str(i))))
    assert known[0] == known[2] == 0 < known[1]


def test_a_run_with_other_codes_is_not_gone_on_with(folder: Path, site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(OTHER)
    screen(folder / "bundles", tmp_path / "to", on=ON, site=site)
    for codes in (other, None):
        with pytest.raises(RecordError, match="holds the answers of another run \\(site: "):
            screen(folder / "bundles", tmp_path / "to", on=ON, site=codes)


def test_the_report_says_that_a_sites_codes_were_used(folder: Path, site: Path, tmp_path: Path) -> None:
    screen(folder / "bundles", tmp_path / "with", on=ON, site=site)
    screen(folder / "bundles", tmp_path / "without", on=ON)
    screen(tmp_path / "with", tmp_path / "again", on=ON, guideline="nice")
    for name, said in (("with", True), ("without", False), ("again", True)):
        assert ("read with a site's own codes" in report(tmp_path / name)) is said


def test_a_table_has_no_codes_a_site_could_read(folder: Path, site: Path, tmp_path: Path) -> None:
    table, events = tmp_path / "table.csv", tmp_path / "events.csv"
    table.write_text("patient,mcv,mcv_unit\na,99,fL\n")
    events.write_text("patient,fact,value,unit\na,mcv,99,fL\n")
    screen(folder / "bundles", tmp_path / "answers", on=ON)
    for source in (table, events, tmp_path / "answers"):
        with pytest.raises(RecordError, match="--site is for the codes of FHIR records"):
            screen(source, tmp_path / "to", on=ON, site=site)


@pytest.mark.parametrize("kind", ["bundles", "ndjson"])
def test_a_recall_list_finds_injections_under_a_sites_codes(
    kind: str, folder: Path, site: Path, tmp_path: Path
) -> None:
    """One by one and part by part, in one process and in two; without the file each medicine may be one."""
    lists = [make_list(folder / kind, ON, form="csv", how=ReadAs(site=codes)).body for codes in (site.read_text(), "")]
    for workers in (1, 2):
        to = tmp_path / str(workers)
        make_folder(folder / kind, to, ON, how=ReadAs(site=site.read_text()), workers=workers)
        assert (to / "list.csv").read_bytes() == lists[0]
    _, *unread = lists[1].decode().splitlines()
    assert lists[0].count(b"\n") > 5
    assert unread
    assert all('"row not used"' in each and "a medicine without words that are read" in each for each in unread)


def test_a_recall_list_of_a_table_takes_no_codes(site: Path, tmp_path: Path) -> None:
    table, how = tmp_path / "events.csv", ReadAs(site=site.read_text())
    table.write_text("patient,date\na,2026-01-01\n")
    said = r"--site is for the codes of FHIR records, and events\.csv has none"
    with pytest.raises(RecordError, match=said):
        make_list(table, ON, how=how)
    with pytest.raises(RecordError, match=said):
        make_folder(table, tmp_path / "to", ON, how=how)

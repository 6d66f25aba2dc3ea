"""The made-up population keeps its promises: its prevalences are the cited ones, and extraction finds its truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cobalamin.knowledge.facts import FACTS
from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError
from cobalamin.synthetic.patients import FINDINGS, LABS, MEDICINES, PMOL_TO_NG, biology, people, synthesise
from cobalamin.synthetic.people import asked
from cobalamin.synthetic.write import WRITERS

ON = date(2026, 1, 1)
SIZE = 400


def test_b12_and_metabolites_follow_the_cited_figures():
    labs = biology(np.random.default_rng(5), 400_000)
    b12, mma, egfr = labs["total_b12"] / PMOL_TO_NG, labs["mma"], labs["egfr"]
    replete = b12 >= 300
    shares = {
        "B12 below 148 pmol/L": ((b12 < 148).mean(), 0.0182, 0.002),
        "B12 148 to 221": (((b12 >= 148) & (b12 < 221)).mean(), 0.0906, 0.004),
        "MMA above 271 nmol/L": ((mma > 271).mean(), 0.0881, 0.015),
        "MMA above 271, replete, eGFR below 60": ((mma > 271)[replete & (egfr < 60)].mean(), 0.304, 0.06),
        "MMA above 271, replete, eGFR from 60": ((mma > 271)[replete & (egfr >= 60)].mean(), 0.034, 0.012),
    }
    assert {
        name: round(float(found), 4) for name, (found, cited, near) in shares.items() if abs(found - cited) > near
    } == {}


def test_the_same_seed_gives_the_same_people():
    assert list(people(50, 3, ON)) == list(people(50, 3, ON))
    assert list(people(50, 3, ON)) != list(people(50, 4, ON))


@pytest.mark.parametrize("format", ["ndjson", "parquet", "omop"])
def test_extraction_finds_the_truth(tmp_path, format):
    synthesise(tmp_path, patients=SIZE, seed=1, format=format, on=ON)
    source = tmp_path / format
    screen(source / "patients.parquet" if format == "parquet" else source, tmp_path / "out.parquet", on=ON)
    names = [fact for fact, *_ in LABS]
    findings = [*(rate.fact for rate in (*FINDINGS, *MEDICINES)), "b12_injections", "pregnant", *asked()]
    findings = list(dict.fromkeys(findings))
    columns = ["patient", *names, *(f"{name}_why" for name in names), *findings]
    rows = (
        dataset.dataset(sorted((tmp_path / "out.parquet").glob("part-*.parquet"))).to_table(columns=columns).to_pylist()
    )
    found = {}
    for row in rows:
        patient = row["patient"] if format != "omop" else f"s{int(row['patient']):08}"
        for name in names:
            found[patient, name] = (row[name], row[f"{name}_why"])
        found |= {(patient, name): (row[name], None) for name in findings}
    mismatches = []
    for patient, fact, text, why in zip(
        *parquet.read_table(tmp_path / "truth.parquet").to_pydict().values(), strict=True
    ):
        if fact == "female" or (format == "omop" and (why == "not final" or text == "no" or fact == "pregnant")):
            continue  # OMOP has no status of a result and no word for what is absent
        expected = (text == "yes", None) if text in ("yes", "no") else (text, why)
        if found[patient, fact] != expected:
            mismatches.append((patient, fact, found[patient, fact], expected))
    assert mismatches == []
    assert len(rows) == SIZE


def test_omop_tables_are_written_as_they_come(tmp_path, monkeypatch):
    synthesise(tmp_path / "whole", patients=80, seed=2, format="omop", on=ON)
    monkeypatch.setattr("cobalamin.synthetic.omop.ROWS", 25)
    synthesise(tmp_path / "parts", patients=80, seed=2, format="omop", on=ON)
    names = sorted(path.name for path in (tmp_path / "whole" / "omop").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "parts" / "omop").iterdir())
    assert "measurement.parquet" in names
    for name in names:
        parts = parquet.ParquetFile(tmp_path / "parts" / "omop" / name)
        assert parts.metadata.num_row_groups == -(-parts.metadata.num_rows // 25)
        assert parts.read().equals(parquet.read_table(tmp_path / "whole" / "omop" / name))


def test_a_person_has_the_same_findings_in_every_format(tmp_path):
    """In the tables somebody with pernicious anaemia had the cause alone, in the records its code said the deficiency too."""
    drawn = next(person for person in people(50, 1, ON) if not person.absent)
    found = {}
    for name, writer in WRITERS.items():
        (tmp_path / name).mkdir()
        writing = writer(tmp_path / name / "source")
        writing.add(replace(drawn, findings=("autoimmune_gastritis",), injections=(), results=()))
        writing.close()
        screen(tmp_path / name / "source", tmp_path / name / "out", on=ON)
        (row,) = dataset.dataset(sorted((tmp_path / name / "out").glob("part-*.parquet"))).to_table().to_pylist()
        found[name] = {fact: row[fact] for fact in FACTS if isinstance(row[fact], bool)}
    assert found["ndjson"] == found["parquet"] == found["omop"]
    assert found["ndjson"]["b12_deficiency_diagnosed"] is True


def test_the_truth_of_one_population_never_stands_beside_another(tmp_path):
    synthesise(tmp_path, patients=5, seed=1)
    synthesise(tmp_path, patients=5, seed=1, format="parquet")
    truth = (tmp_path / "truth.parquet").read_bytes()
    with pytest.raises(RecordError, match=r"holds another population as ndjson .5 made-up patients, seed 1"):
        synthesise(tmp_path, patients=6, seed=1, format="parquet")
    assert (tmp_path / "truth.parquet").read_bytes() == truth

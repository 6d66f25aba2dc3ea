"""Real bundles are read without a crash, and the table in the documentation is what the tool prints."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.records.fhir.read import read_bundle

TREE = Path(__file__).parents[2]
DATA = TREE.parent / "shared" / "data"
FOLDERS = [DATA / "mimic-iv-demo", DATA / "synthea"]
BUNDLES = sorted(path for folder in FOLDERS for path in folder.glob("*.json"))
needs_data = pytest.mark.skipif(not BUNDLES, reason="the shared data are not beside this tree")


@needs_data
@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.stem[:24])
def test_every_bundle_is_read_and_answered(path: Path) -> None:
    case = read_bundle(path.read_bytes())
    assert case.born is not None
    assert case.results
    for day in (max(p.taken for p in case.results if p.taken).date(), date(2026, 3, 1)):
        answer = assess(case, on=day)
        assert len(answer.indications) == 6
        assert "ot signed off by a clinician" in answer.notice


@needs_data
def test_the_documented_table_is_current() -> None:
    tool = runpy.run_path(str(TREE / "tools" / "understood.py"))
    page = (TREE / "docs" / "real-data.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        rows = [tool["row_of"](path) for path in sorted(folder.glob("*.json"))]
        assert "\n".join(tool["table"](rows)) in page, f"run tools/understood.py on {folder.name} again"


@needs_data
def test_the_injections_of_synthea_are_seen_and_give_no_indication() -> None:
    injected = [case for path in FOLDERS[1].glob("*.json") if (case := read_bundle(path.read_bytes())).treatment]
    assert len(injected) == 8
    for case in injected:
        assert {event.route for event in case.treatment} == {"injection"}
        answer = assess(case, on=date(2021, 3, 1))
        assert answer.route.outcome != "injection"

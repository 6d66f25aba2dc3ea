"""Paper says where a finding stands in a record, and not where it stands in a file or form that nobody has before him."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import text
from cobalamin.prints.clinical import report_page
from cobalamin.records.read import read_any

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 3, 2)


def test_no_place_of_a_case_file_is_printed() -> None:
    answer = assess(read_any((EXAMPLES / "metformin-tingling.json").read_bytes()), on=ON)
    assert "($.facts.paraesthesia; since 2025-10)" in text(answer)
    page = report_page(answer, ())
    assert "$." not in page
    assert "numbness or tingling (since 2025-10)" in page


def test_a_resource_of_a_record_is() -> None:
    answer = assess(read_any((EXAMPLES / "bundle-ileal-resection.json").read_bytes()), on=ON)
    assert "Observation/b12" in report_page(answer, ())

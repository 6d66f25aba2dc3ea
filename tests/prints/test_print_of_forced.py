"""The print of injections that are indicated whichever way the open facts turn out."""

from __future__ import annotations

from datetime import date

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import text
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.prints.clinical import report_pdf
from cobalamin.records.case import case_from


def test_what_is_on_record_is_printed_too() -> None:
    """The line stood among the six indications, whose state it has not, and the PDF broke off."""
    facts = {
        "total_b12": "172 ng/L",
        "haemoglobin": "112 g/L",
        "mcv": "93 fL",
        "ileal_crohns_disease": True,
        "fatigue": True,
    }
    case = {"cobalamin_case": 1, "patient": {"age": 29, "sex": "female"}, "facts": facts, "assessed": [*ASSESSABLE]}
    answer = assess(case_from(case), on=date(2026, 3, 2))
    assert "on record, and enough" in text(answer)
    assert report_pdf(answer, (), trace=False).startswith(b"%PDF")

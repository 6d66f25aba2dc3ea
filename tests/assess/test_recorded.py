"""The text and Markdown of the shipped examples, word for word: RECORD=1 writes them anew."""

import os
from datetime import date
from itertools import takewhile
from pathlib import Path

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import WIDTH, markdown, text
from cobalamin.language.truth import Truth
from cobalamin.records.read import read_any

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form, ending", [(text, "txt"), (markdown, "md")])
def test_the_answer_reads_as_recorded(example, form, ending):
    case = read_any(example.read_bytes())
    answer = form(assess(case, on=case.on or date(2026, 3, 2)))
    recorded = Path(__file__).parent / "recorded" / f"{example.stem}.{ending}"
    if os.environ.get("RECORD"):
        recorded.write_text(answer)
    assert answer == recorded.read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_text_fits_the_terminal(example):
    case = read_any(example.read_bytes())
    found = assess(case, on=case.on or date(2026, 3, 2))
    lines = text(found, trace=True).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(takewhile(bool, lines)) == found.headline


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_figure_that_is_told_has_its_document_among_the_sources(example):
    """Also where no indication is met: a cut-off by its short name alone leads nobody to the document."""
    case = read_any(example.read_bytes())
    found = assess(case, on=case.on or date(2026, 3, 2))
    told = [
        r for each in (found.urgency, *(i for i in found.indications if i.truth is Truth.YES)) for r in each.reasons
    ]
    assert {cite for r in told for cite in r.cites} <= set(found.sources)

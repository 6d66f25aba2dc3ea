"""The base article read otherwise: a reading is told for a patient exactly where his answer under it is another."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.comparison.compare import compare
from cobalamin.comparison.otherwise import read_otherwise
from cobalamin.comparison.text import NO_OTHER, text
from cobalamin.knowledge.other_readings import OTHER_READINGS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import q
from cobalamin.language.patient import exactly
from cobalamin.records.case import case_from
from cobalamin.records.read import read_any

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 3, 1)
LIKELY = ("R15", "R20", "R47", "R48")
"""The readings that move the shipped examples."""


@pytest.mark.parametrize("name", ["metformin-tingling", "nitrous-oxide", "vegan-tired", "pregnant-low-b12"])
@pytest.mark.some(1)
def test_a_reading_is_told_exactly_where_the_whole_answer_under_it_is_another(name: str) -> None:
    case = read_any((EXAMPLES / f"{name}.json").read_bytes())
    now = assess(case, on=ON)
    found = compare(case, on=ON).readings
    assert found
    told = {(one.entry, one.could_mean): one for one in found}
    assert {entry for entry, _ in told} <= set(LIKELY)
    for other in (other for other in OTHER_READINGS if other.entry in LIKELY):
        then = assess(case, on=ON, guideline=other.guideline)
        is_other = (then.route.possible, then.urgency.statement) != (now.route.possible, now.urgency.statement)
        one = told.get((other.entry, other.could_mean))
        assert is_other == (one is not None), other
        if one is not None:
            assert (one.possible, one.urgency) == (then.route.possible, then.urgency.statement)
            assert one.source_says == REGISTER[one.entry].source_says


def test_the_text_tells_them_and_says_so_where_there_is_none() -> None:
    tingling = read_any((EXAMPLES / "metformin-tingling.json").read_bytes())
    said = " ".join(text(compare(tingling, on=ON)).split())
    assert "If the base article were read differently" in said
    assert "read as “every neurological symptom”: injections; same day" in said
    settled = case_from({"cobalamin_case": 1, "patient": {"age": 10, "sex": "male"}, "facts": {"fatigue": True}})
    assert compare(settled, on=ON).readings == ()
    assert NO_OTHER in " ".join(text(compare(settled, on=ON)).split())


def test_without_the_article_or_from_what_is_verified_alone_nothing_is_said_of_it() -> None:
    case = read_any((EXAMPLES / "vegan-tired.json").read_bytes())
    for found in (
        compare(case, on=ON, names=("nice", "bsh")),
        compare(case, on=ON, names=("article", "nhg"), verified=True),
    ):
        assert found.readings is None
        assert "read otherwise" not in text(found)
        assert json.loads(found.json())["readings"] is None


def test_local_figures_hold_in_every_reading() -> None:
    """At 250 ng/L the level is in the band; where a laboratory's band ends at 240 one high level changes nothing."""
    patient = {"total_b12": exactly(250, "ng/L"), "fatigue": True, "low_b12_diet": True}
    own = {"b12.total.band_top": type(THRESHOLDS["b12.total.band_top"])("b12.total.band_top", (q(240, "ng/L"),))}
    assert "R15" in {one.entry for one in read_otherwise(patient, {})}
    assert read_otherwise(patient, {}) != read_otherwise(patient, own)

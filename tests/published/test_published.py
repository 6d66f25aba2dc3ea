"""The published cases: the files say what the sources print, and the product answers them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.nodes import Finding, Measure

HERE = Path(__file__).parent
CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(HERE.glob("*.json"))
    if path.stem != "expected"
}
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
_SOURCE = HERE.parents[2] / "shared" / "cases" / "published-cases.json"
needs_source = pytest.mark.skipif(
    not _SOURCE.exists(), reason="the open set of published cases (../shared/cases) is not here"
)

KEYS = {"cobalamin_case", "id", "title", "on", "patient", "facts", "assessed", "note"}
WORDS = {"low", "normal", "high", "borderline"}

FACT_OF = {
    "vitamin B12": "total_b12",
    "vitamin B12 Jun 1994": "total_b12",
    "holotranscobalamin": "active_b12",
    "methylmalonic acid": "mma",
    "homocysteine": "homocysteine",
    "hemoglobin": "haemoglobin",
    "hematocrit": "haematocrit",
    "MCV": "mcv",
    "platelets": "platelets",
    "leukocytes": "white_cells",
    "folate": "serum_folate",
    "ferritin": "ferritin",
    "creatinine": "creatinine",
    "intrinsic factor antibody": "intrinsic_factor_antibody",
    "intrinsic factor blocking antibody": "intrinsic_factor_antibody",
    "parietal cell antibody": "parietal_cell_antibody",
}
WORD_OF = {
    "normal": "normal", "within normal limits": "normal", "low": "low", "below normal": "low", "deficient": "low",
    "undetectable": "low", "severe deficiency": "low", "called low": "low", "high": "high", "slightly high": "high",
    "above normal before treatment": "high", "equivocal": "borderline", "macrocytosis": "high", "not low": None,
    "positive": True, "negative": False,
}  # fmt: skip
NOT_A_RESULT = {("R23", "vitamin B12")}
"""B12 "not given"."""
COUNT_IN_WORDS = {
    "R03": {"haemoglobin", "mcv", "platelets", "white_cells"},
    "R07": {"haemoglobin", "mcv"},
    "R33": {"haemoglobin", "mcv", "neutrophils"},
    "R34": {"mcv"},
    "R42": {"haemoglobin", "mcv", "platelets"},
    "R61": {"haemoglobin", "mcv"},
    "R66": {"haemoglobin", "mcv"},
}
"""Measures read out of a blood count published in words."""


def _reference(text: str | None) -> dict[str, float] | None:
    if text is None:
        return None
    bounds = [float(number) for number in re.findall(r"[\d.]+", text)]
    return {"low": bounds[0]} if text.startswith(">") else {"low": bounds[0], "high": bounds[1]}


def _fact_of(row: dict[str, Any]) -> str | None:
    if row["test"] == "reticulocytes":
        return "reticulocytes_percent" if row["unit"] == "%" else "reticulocytes"
    return FACT_OF.get(row["test"])


def _printed(row: dict[str, Any]) -> Any:
    """A laboratory row of the source as a case file writes it."""
    word = WORD_OF[row["qualitative"]] if row.get("qualitative") else None
    if row["value"] is None:
        return word
    parts = {
        "value": row["value"],
        "unit": None if row.get("note") == "unit not printed" else row["unit"],
        "comparator": row.get("comparator"),
        "word": word,
        "reference": _reference(row["ref_range"]),
    }
    return {key: part for key, part in parts.items() if part is not None or key == "unit"}


def _source_labs(case: dict[str, Any]) -> dict[str, Any]:
    rows = ((_fact_of(row), row) for row in case["labs"] if (case["id"], row["test"]) not in NOT_A_RESULT)
    return {fact: _printed(row) for fact, row in rows if fact is not None}


def test_42_cases_each_with_its_expectation():
    assert len(CASES) == 42
    assert CASES.keys() == EXPECTED.keys()
    assert all(set(row["source"]) == {"title", "url"} and row["confidence"] for row in EXPECTED.values())


@pytest.mark.parametrize("id", CASES)
def test_a_case_uses_the_vocabulary(id):
    case = CASES[id]
    assert case.keys() <= KEYS
    assert case["id"] == id
    assert set(case.get("assessed", ())) <= set(ASSESSABLE)
    for name, value in case["facts"].items():
        match FACTS[name].fact:
            case Finding():
                assert isinstance(value, bool)
            case Measure():
                assert value in WORDS if isinstance(value, str) else {"value", "unit"} <= value.keys()
                assert isinstance(value, str) or value.get("word", "low") in WORDS


@needs_source
@pytest.mark.parametrize("id", CASES)
def test_the_results_are_those_the_source_prints(id):
    source = next(case for case in json.loads(_SOURCE.read_text(encoding="utf-8")) if case["id"] == id)
    facts, printed = CASES[id]["facts"], _source_labs(source)
    assert {name: facts.get(name) for name in printed} == printed
    measures = {name for name in facts if isinstance(FACTS[name].fact, Measure) and name != "age"}
    in_words = COUNT_IN_WORDS.get(id, set())
    assert measures - printed.keys() == in_words
    assert all(facts[name] in WORDS for name in in_words)


@needs_source
@pytest.mark.parametrize("id", CASES)
def test_the_person_and_the_expectation_are_those_of_the_source(id):
    source = next(case for case in json.loads(_SOURCE.read_text(encoding="utf-8")) if case["id"] == id)
    person, facts = CASES[id]["patient"], CASES[id]["facts"]
    assert person.get("sex") == source["sex"]
    assert facts.get("pregnant") == source["pregnancy"]["pregnant"]
    if isinstance(source["age"], int):
        assert person["age"] == source["age"]
    assert EXPECTED[id] == source["expected"] | {"source": {key: source["source"][key] for key in ("title", "url")}}


@pytest.mark.parametrize(
    "required, acceptable, no, yes, route, harm",
    [
        ({2}, {"injection_indicated"}, {2}, (), "undetermined", "dangerous"),
        ({2}, {"injection_indicated"}, {2}, (), "specialist", None),
        ({2}, {"injection_indicated"}, (), (), "oral", "dangerous"),
        ({2}, {"injection_indicated"}, (), (), "none", "dangerous"),
        ({2}, {"injection_indicated"}, (), (), "undetermined", None),
        ((), {"injection_indicated", "oral_sufficient"}, (), (), "oral", None),
        ((), {"injection_indicated", "oral_sufficient"}, (), {1}, "injection", None),
        ((), {"oral_sufficient"}, (), {1}, "injection", "overtreatment"),
        ((), {"no_b12_therapy"}, (), {4}, "specialist", "overtreatment"),
        ((), {"no_b12_therapy"}, (), (), "none", None),
    ],
)
def test_a_score_tells_a_dangerous_miss_from_overtreatment(required, acceptable, no, yes, route, harm):
    from score import Answer, Expected, Score

    expected = Expected(frozenset(required), frozenset(), frozenset({"routine"}), frozenset(acceptable), "high")
    score = Score("X", expected, Answer(frozenset(yes), frozenset(no), route, "injection", "none", "none"))
    assert {name for name in ("dangerous", "overtreatment") if getattr(score, name)} == ({harm} if harm else set())


@pytest.fixture(scope="module")
def scores():
    from score import score_all

    return score_all()


def _ids(scores, harm):
    return [score.id for score in scores if getattr(score, harm)]


@pytest.mark.parametrize("id", CASES)
def test_every_case_file_parses(id):
    from cobalamin.records.case import read_case

    assert read_case(HERE / f"{id}.json").id == id


def test_no_required_injection_is_withheld(scores):
    assert _ids(scores, "dangerous") == []


def test_nobody_is_overtreated_where_the_answer_is_sure(scores):
    from score import high

    assert len(high(scores)) == 23
    assert _ids(high(scores), "overtreatment") == []


def test_at_most_one_of_all_is_overtreated(scores):
    assert len(_ids(scores, "overtreatment")) <= 1


def test_the_indications_are_right(scores):
    from score import high

    wrong = [s.id for s in scores if not s.indications_right]
    sure_wrong = [s.id for s in high(scores) if not s.indications_right]
    assert len(sure_wrong) <= 0.05 * len(high(scores)), sure_wrong
    assert len(wrong) <= 0.15 * len(scores), wrong

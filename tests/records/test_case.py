"""The case file: what it can say, and one sentence with a place for everything it cannot."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bundles import ON, value
from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.language.nodes import Measure
from cobalamin.records.case import case_from, read_case
from cobalamin.records.case_file import DIAGNOSES, schema
from cobalamin.records.errors import RecordError
from cobalamin.records.known import Facts
from cobalamin.records.select import facts_on


def found(facts: dict[str, Any] | None = None, **fields: Any) -> Facts:
    return facts_on(case_from({"cobalamin_case": 1, "facts": facts or {}, **fields}), ON)


@pytest.mark.parametrize(
    "fact, sent, expected",
    [
        ("total_b12", "247 pg/mL", "247 pg/mL"),
        ("total_b12", "<150 ng/L", "< 150 ng/L"),
        ("total_b12", "≥ 1,000 pmol/l", "≥ 1000 pmol/L"),
        ("total_b12", "low", "< 180 ng/L"),
        ("total_b12", {"value": 247, "unit": "pg/mL"}, "247 pg/mL"),
        ("total_b12", {"value": "247.50", "unit": "pg/mL", "comparator": "<"}, "< 247.5 pg/mL"),
        ("total_b12", {"value": 247, "unit": "pg/mL", "status": "preliminary"}, "[not final]"),
        ("total_b12", {"value": 247, "unit": "pg/mL", "date": "2024-01-01"}, "[too old]"),
        ("total_b12", {"value": 247, "unit": "spoons"}, "[unit unknown]"),
        ("total_b12", {"value": 247}, "[unit missing]"),
        ("total_b12", [{"value": 90, "unit": "pg/mL", "date": "2025-06-01"}, {"value": 247, "unit": "pg/mL", "date": "2026-02-01"}],
         "247 pg/mL"),
        ("total_b12", "200 ng/mL", "[implausible]"),  # suspicious: probably pg/mL
        ("total_b12", None, "[never recorded]"),
        ("metformin", True, True),
        ("metformin", {"present": False, "date": "2026-02-01"}, False),
        ("metformin", {"present": None}, "[never recorded]"),
        ("metformin", {"present": None, "unsettled": "once on a list of a relative"}, "[not confirmed]"),
        ("metformin", {"present": None, "unsettled": "in words only: metformin: 'Glucophage'"}, "[in words only]"),
        ("metformin", {"present": True, "date": "2020-02-01"}, "[too old]"),
        ("haemoglobin", "low", "[in words only]"),
    ],
)  # fmt: skip
def test_what_a_case_file_says(fact: str, sent: Any, expected: Any) -> None:
    assert value(found({fact: sent}), fact) == expected


@pytest.mark.parametrize("dose", ["1 mg", "1000 ug", "1000 micrograms", "1000 mcg"])
def test_a_dose_is_read_as_it_is_printed(dose: str) -> None:
    case = case_from({"cobalamin_case": 1, "treatment": [{"product": "hydroxocobalamin", "dose": dose}]})
    assert [event.dose_ug for event in case.treatment] == [1000]


@pytest.mark.parametrize("sent", [2.5, "2.5", {"value": 2.5}, {"value": 2.5, "unit": "1"}])
def test_an_inr_is_a_number_without_a_unit(sent: Any) -> None:
    assert value(found({"inr": sent}), "inr") == "2.5 1"


@pytest.mark.parametrize("entry", [e for e in FACTS.values() if isinstance(e.fact, Measure)], ids=lambda e: e.name)
def test_what_a_refusal_suggests_is_taken(entry: FactEntry) -> None:
    assert isinstance(entry.fact, Measure)
    with pytest.raises(RecordError, match=r"is not an? ") as problem:
        case_from({"cobalamin_case": 1, "facts": {entry.name: "plenty"}})
    suggested = re.findall(r'such as "([^"]*)"', str(problem.value))
    assert suggested
    case_from({"cobalamin_case": 1, "facts": {entry.name: suggested[0]}})


@pytest.mark.parametrize(
    "document, says",
    [
        ({"facts": {"total_b13": 1}}, "$.facts.total_b13: no such fact (did you mean 'total_b12'?)"),
        ({"fact": {}}, "$.fact: no such key in a case file (did you mean 'facts'?)"),
        ({"patient": {"agee": 3}}, "$.patient.agee: no such key (did you mean 'age'?)"),
        ({"facts": {"total_b12": {"vlaue": 3}}}, "$.facts.total_b12.vlaue: no such key (did you mean 'value'?)"),
        (
            {"facts": {"fatigue": {"present": True, "unsettled": "?"}}},
            "$.facts.fatigue: `present` says yes or no, so `unsettled` does not fit",
        ),
        ({"patient": {"died": "2026"}}, "$.patient.died"),
        ({"facts": {"fatigue": {"presnt": True}}}, "$.facts.fatigue.presnt: no such key (did you mean 'present'?)"),
        ({"treatment": [{"prodct": "x"}]}, "prodct: no such key (did you mean 'product'?)"),
        (
            {"assessed": ["medicine"]},
            "$.assessed[0]: 'medicine' is not a group of questions (did you mean 'medicines'?)",
        ),
        ({"facts": {"total_b12": 247}}, "$.facts.total_b12: a bare number"),
        ({"facts": {"total_b12": "247"}}, "has no unit"),
        ({"facts": {"total_b12": "247 mmHg"}}, "$.facts.total_b12: 'mmHg' is not a unit"),
        ({"facts": {"total_b12": {"value": 247, "unit": "mmHg"}}}, "$.facts.total_b12.unit: 'mmHg' is not a unit"),
        ({"facts": {"total_b12": "-5 pg/mL"}}, "$.facts.total_b12: -5 is negative"),
        ({"facts": {"total_b12": {"value": -5, "unit": "pg/mL"}}}, "$.facts.total_b12.value: -5 is negative"),
        ({"facts": {"total_b12": "0 pg/mL"}}, "$.facts.total_b12: total serum B12 of 0 pg/mL"),
        ({"facts": {"total_b12": "99999999999 pmol/L"}}, "$.facts.total_b12: total serum B12 of 99999999999 pmol/L"),
        ({"facts": {"total_b12": {"value": "NaN", "unit": "pg/mL"}}}, "$.facts.total_b12.value: 'NaN' is not a number"),
        ({"facts": {"total_b12": {"value": "Infinity"}}}, "'Infinity' is not a number"),
        ({"facts": {"total_b12": "plenty"}}, "'plenty' is not a result"),
        ({"facts": {"total_b12": True}}, "$.facts.total_b12: found true, expected a text with a unit"),
        ({"facts": {"inr": "2.5 1"}}, "$.facts.inr: '2.5 1' is not a result; expected a number, such as \"1\""),
        ({"facts": {"metformin": "yes"}}, ", expected true, false, null"),
        ({"facts": {"metformin": 1}}, ", expected true, false, null"),
        ({"facts": []}, "$.facts: "),
        ({"patient": {"age": 200}}, "$.patient.age: age of 200 years"),
        ({"patient": {"age": -1}}, "$.patient.age"),
        ({"patient": {"age": "old"}}, "$.patient.age: 'old' is not an age"),
        ({"patient": {"age": "3 kg"}}, "$.patient.age"),
        ({"patient": {"birth_date": "1990-02-31"}}, "$.patient.birth_date: '1990-02-31' is not a calendar date"),
        ({"patient": {"birth_date": "31.2.1990"}}, "$.patient.birth_date"),
        ({"patient": {"sex": "m"}}, "$.patient.sex: 'm' does not fit; expected female, male; see"),
        ({"facts": {"mma": {"value": 1, "comparator": "~"}}}, "'~' does not fit; expected <, <=, >, >=; see"),
        (
            {"treatment": [{"product": "x"}]},
            "$.treatment[0].product: 'x' does not fit; expected hydroxocobalamin, ",
        ),
        ({"on": "tomorrow"}, "$.on: expected a date as YYYY-MM-DD; see"),
        ({"patient": {"birth_date": "May"}}, "expected a date as YYYY, YYYY-MM or YYYY-MM-DD; see"),
        ({"facts": {"total_b12": "150,5 ng/L"}}, "write a decimal point, not a comma"),
        ({"facts": {"total_b12": "9" * 5000}}, f"{'9' * 60}…' is not a result"),
        ({"facts": {"x" * 5000: True}}, f"$.facts.{'x' * 60}…: no such fact"),
        ({"facts": {"inr": "2 ng/L"}}, "'ng/L' is not a unit of international normalised ratio; expected no unit"),
        (
            {"facts": {"mma": {"value": 1, "unit": "umol/L", "reference": {"low": 5, "high": 1}}}},
            "its low end 5 is above",
        ),
        (
            {"on": "2026-03-02", "patient": {"age": 50, "birth_date": "1990"}},
            "$.patient.age: an age of 50 years and a birth date of 1990",
        ),
        (
            {"on": "2026-03-02", "patient": {"age": "30 y", "birth_date": "2025-09-01"}},
            "an age of 30 years and a birth date",
        ),
        (
            {"on": "2026-03-02", "patient": {"birth_date": "2025-09-01"}, "facts": {"age": "30 a"}},
            "$.facts.age: an age of 30 years and a birth date of 2025-09-01 on 2026-03-02 cannot both be right",
        ),
        ({"on": "2026-03-02", "patient": {"age": ">65 y", "birth_date": "1980"}}, "cannot both be right"),
        (
            {"patient": {"age": 6}, "facts": {"age": "60 a"}},
            "$.facts.age: an age of 60 years and one of 6 years ($.patient.age)",
        ),
        ({"patient": {"sex": "male"}, "facts": {"female": True}}, "$.facts.female: true contradicts 'male'"),
        ({"patient": {"sex": "female"}, "facts": {"female": {"present": False}}}, "$.facts.female: false contradicts"),
        ({"on": "2026-02-30"}, "$.on: '2026-02-30' is not a calendar date"),
        (
            {"on": "2026-03-01", "patient": {"birth_date": "2026-04"}},
            "$.patient.birth_date: 2026-04 is after the case's own date",
        ),
        (
            {"on": "2026-03-01", "facts": {"mcv": {"value": 90, "unit": "fL", "date": "2027-01-01"}}},
            "$.facts.mcv.date: 2027-01-01",
        ),
        (
            {"on": "2026-03-01", "facts": {"mcv": [{"value": 90, "unit": "fL", "date": "2027-01-01"}]}},
            "$.facts.mcv.date: 2027",
        ),
        (
            {"on": "2026-03-01", "facts": {"fatigue": {"present": True, "onset": "2026-04"}}},
            "$.facts.fatigue.onset: 2026-04",
        ),
        (
            {"on": "2026-03-01", "treatment": [{"product": "hydroxocobalamin", "date": "2026-05-01"}]},
            "$.treatment[0].date: 2026-05",
        ),
        (
            {"treatment": [{"product": "hydroxocobalamin", "dose": "1 vial"}]},
            "$.treatment[0].dose: '1 vial' is not a dose",
        ),
        ({"treatment": [{"product": "B12"}]}, "treatment"),
        ({"cobalamin_case": 2}, "cobalamin_case"),
    ],
)
def test_what_is_refused_names_the_place(document: dict[str, Any], says: str) -> None:
    with pytest.raises(RecordError) as problem:
        case_from({"cobalamin_case": 1, **document})
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


def test_neither_case_nor_bundle() -> None:
    with pytest.raises(RecordError, match="neither a case file"):
        case_from({})


def test_a_date_after_another_decision_date_is_a_missing_fact() -> None:
    assert (
        value(found({"total_b12": {"value": 90, "unit": "pg/mL", "date": "2026-05-01"}}), "total_b12")
        == "[in the future]"
    )
    assert found(patient={"birth_date": "2027-01-01"}).missing["age"].why == "in the future"


def test_bytes_with_a_mark_are_read() -> None:
    text = json.dumps({"cobalamin_case": 1, "id": "K", "facts": {"total_b12": "150 µg/L".replace("µg", "ng")}})
    assert read_case(b"\xef\xbb\xbf" + text.encode()).id == "K"


def test_an_age_as_a_fact_and_in_months() -> None:
    assert value(found(patient={"age": "10 mo"}), "age") == "10 mo"
    assert value(found({"age": "34 a"}), "age") == "34 years"
    assert value(found(patient={"age": 34.5}), "age") == "34.5 years"


def test_the_schema_accepts_what_the_reader_accepts_and_names_every_fact() -> None:
    jsonschema = pytest.importorskip("jsonschema_rs")
    document = schema()
    assert list(document["$defs"]["CaseFile"]["properties"]["facts"]["properties"]) == [*FACTS, *DIAGNOSES]
    validator = jsonschema.validator_for(document)
    assert validator.is_valid(
        {"cobalamin_case": 1, "facts": {"total_b12": "150 ng/L", "metformin": True}, "assessed": ["diet"]}
    )
    assert not validator.is_valid({"cobalamin_case": 1, "facts": {"total_b13": "150 ng/L"}})


@pytest.mark.parametrize("opening, inmost, closing", [("[", "", "]"), ('{"a": ', "1", "}")])
def test_no_depth_of_nesting_is_a_traceback(opening: str, inmost: str, closing: str) -> None:
    """Two readers look at a case file, and each gives up at a depth of its own: the levels between them are tried too."""
    for depth in range(800, 1010, 3):
        nested = opening * depth + inmost + closing * depth
        with pytest.raises(RecordError):
            read_case(f'{{"cobalamin_case": 1, "facts": {{"total_b12": {nested}}}}}'.encode())


@pytest.mark.parametrize(
    "person, told",
    [
        ({"birth_date": "2025-05"}, "10 mo"),
        ({"birth_date": "1958-12-31"}, "67 y"),
        ({"birth_date": "1950"}, ">65 y"),
        ({"age": 1}, "10 mo"),
    ],
)
def test_two_words_on_the_age_that_can_both_be_are_read(person: dict[str, Any], told: str) -> None:
    assert (
        case_from({"cobalamin_case": 1, "on": "2026-03-02", "patient": person, "facts": {"age": told}}).age is not None
    )

"""A B12 result under no code that is read, which its laboratory calls low: whoever opens the record looks at it first."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, labels

Json = dict[str, Any]
WOMAN = ehr.patient("female")
FIRST = "Possible B12 deficiency; a B12 result that the laboratory calls low could not be read: look at it first."
LOW = {"interpretation": [{"coding": [{"code": "L"}]}]}
RANGE = {"referenceRange": [{"low": {"value": 197, "unit": "pg/mL"}, "high": {"value": 771, "unit": "pg/mL"}}]}
PRINTED = {"referenceRange": [{"text": "197-771 pg/mL"}]}
COELIAC, FATIGUE = ehr.condition("396331005"), ehr.condition("84229001")


def sent(day: str = "2026-02-20", value: float = 130, **more: Any) -> Json:
    return {**ehr.result("", value, "pg/mL", day, id="x"), "code": {"text": "Vitamina B12"}, **more}


@pytest.mark.parametrize("more", [LOW, RANGE, PRINTED])
def test_it_opens_a_card(more: Json) -> None:
    """A pregnant vegan with such a result had no card: the first line alone spoke of it."""
    (card,) = cards("patient-view", [WOMAN, sent(**more)], [])
    assert card["summary"].startswith(FIRST)
    assert card["indicator"] == "info"


def test_also_where_an_earlier_level_counts() -> None:
    earlier = ehr.result("2132-9", 420, "pg/mL", "2025-09-01")
    (card,) = cards("patient-view", [WOMAN, earlier, sent(**LOW)], [])
    assert card["summary"].startswith(FIRST)
    assert cards("patient-view", [WOMAN, {**earlier, "effectiveDateTime": "2026-02-21"}, sent(**LOW)], []) == []


@pytest.mark.parametrize("unit", ["arb.U/L", None])
def test_a_level_under_its_code_that_its_own_range_calls_low_in_an_unknown_unit(unit: str | None) -> None:
    """The first line alone told of it: a low level opened no card."""
    quantity = {"value": 130, **({"unit": unit} if unit else {})}
    own = {"referenceRange": [{"low": quantity | {"value": 197}, "high": quantity | {"value": 771}}]}
    level = {**ehr.result("2132-9", 130, "pg/mL"), "valueQuantity": quantity}
    (card,) = cards("patient-view", [WOMAN, {**level, **own}], [])
    assert card["summary"].startswith(FIRST)
    assert cards("patient-view", [WOMAN, level], []) == []
    assert cards("patient-view", [WOMAN, {**level, **own, "valueQuantity": quantity | {"value": 230}}], []) == []


@pytest.mark.parametrize(
    "result",
    [
        sent(), sent(value=300, **RANGE), sent(day="2024-02-20", **LOW), sent(status="entered-in-error", **LOW),
        sent(status="cancelled", **LOW), sent(**RANGE, valueQuantity={"value": 96, "unit": "pmol/L"}),
        sent(**RANGE, valueQuantity={"value": 100, "unit": "pg/mL", "comparator": ">"}),
    ],
)  # fmt: skip
def test_what_nobody_calls_low_now_opens_none(result: Json) -> None:
    assert cards("patient-view", [WOMAN, result], []) == []


def test_whoever_was_tested_is_not_told_to_order_it_without_a_word() -> None:
    (card,) = cards("patient-view", [WOMAN, COELIAC, FATIGUE, sent()], [])
    assert "a result that mentions B12 could not be read: look at it first" in card["summary"]


@pytest.mark.parametrize("more", [{"status": "cancelled"}, {"effectiveDateTime": "2024-02-20"}])
def test_a_result_taken_back_or_too_old_is_not_to_be_looked_at(more: Json) -> None:
    """A result that the laboratory had cancelled, under no code, was to be looked at first."""
    (card,) = cards("patient-view", [WOMAN, COELIAC, FATIGUE, sent(**more)], [])
    assert "could not be read" not in card["summary"] + card["detail"].partition("####")[0]


# --- a level that the laboratory says not to rely on (R171) ------------------------------------------------------------

SPOILT = {**ehr.result("2132-9", 480, "ng/L"), "note": [{"text": "Probe stark hämolytisch, bitte wiederholen"}]}
GAIT = {**ehr.condition("1", id="gait"), "code": {"text": "Gangstörung"}}


def test_a_spoilt_level_beside_a_sign_is_to_be_repeated() -> None:
    """A level of 480 ng/L that the laboratory wanted repeated stood for a test: nobody was told to take another."""
    (card,) = cards("patient-view", [WOMAN, SPOILT, GAIT], [])
    assert "the laboratory says not to rely on the B12 result: repeat it" in card["summary"]
    assert cards("patient-view", [WOMAN, SPOILT], []) == []
    assert cards("patient-view", [WOMAN, {**SPOILT, "note": [{"text": "nicht hämolytisch"}]}, GAIT], []) == []


def test_beside_an_interference_with_the_assay_a_metabolite_is_ordered() -> None:
    """Macro-B12 was answered by an order of the very level that it falsifies."""
    disturbed = {**SPOILT, "note": [{"text": "Macro-B12 suspected"}]}
    (card,) = cards("patient-view", [WOMAN, disturbed, GAIT], [])
    assert "the laboratory names an interference with the B12 result: test methylmalonic acid" in card["summary"]
    assert "methylmalonic acid" in labels(card)[0]
    assert "On record: ;" not in card["detail"]  # the sign is told in the first line, and nothing else is on record
    assert not any("B12" in label for label in labels(card))


def test_a_level_on_injections_of_which_a_comment_tells_is_no_test() -> None:
    """Anaemia with large cells, tingling and 1400 ng/L "on B12 injections": no card, as if the level had denied a deficiency."""
    level = {**ehr.result("2132-9", 1400, "ng/L"), "note": [{"text": "Pt on B12 injections"}]}
    blood = [ehr.result("718-7", 92, "g/L"), ehr.result("787-2", 110, "fL"), ehr.condition("91019004")]
    (card,) = cards("patient-view", [WOMAN, level, *blood], [])
    assert card["summary"].startswith("Possible B12 deficiency; injections are recorded in words: ask first")

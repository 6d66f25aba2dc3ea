"""Injections indicated whichever way the open facts turn out: what on record bears it is told, and what goes with a dose."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from test_answer import ALL_GROUPS, WELL, answer

from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.reasons import grounds
from cobalamin.assessment.report import text
from cobalamin.translation.words import translator

BESIDE = dict.fromkeys(("metformin", "parietal_cell_antibody", "alcohol_excess", "depression"), True)
LOW = {
    **WELL,
    "total_b12": "172 ng/L",
    "haemoglobin": "112 g/L",
    "ileal_crohns_disease": True,
    "fatigue": True,
    **BESIDE,
}
LINE = "on record, and enough whichever way the open facts turn out: "


def woman(**more: Any) -> Assessment:
    """Nobody asked whether she is pregnant, as in most records of women."""
    return answer({**LOW, **more}, ALL_GROUPS, age=29, sex="female")


def told(found: Assessment) -> str:
    _, there, rest = " ".join(text(found).split()).partition(LINE)
    return rest.partition(" Safety")[0] if there else ""


def test_the_answer_says_on_what_it_rests() -> None:
    """Six indications, none of them met, stood below *B12 by injection is indicated*, and the card gave no reason at all."""
    found = woman()
    assert "whichever way the open facts turn out" in found.headline
    line = told(found)
    for label in ("total serum B12", "haemoglobin", "ileal Crohn's disease", "fatigue"):
        assert label in line
    assert not any(label in line for label in ("metformin", "parietal", "alcohol", "depression")), (
        "no indication reads them"
    )
    assert translator("es").said(f"{LINE}total serum B12, fatigue") not in (None, "")


def test_where_an_indication_is_met_it_is_told_by_its_reasons() -> None:
    assert told(woman(pregnant=False, breastfeeding=False)) == ""


def test_the_means_against_an_anaphylaxis_are_named_there_too() -> None:
    for found in (woman(), woman(pregnant=False, breastfeeding=False)):
        assert "safety:anaphylaxis" in {rule.id for rule in found.safety}
    assert "safety:anaphylaxis" not in {rule.id for rule in answer(WELL, ALL_GROUPS).safety}


def test_they_hang_on_the_answer_and_on_no_sentence_of_it() -> None:
    found = woman()
    assert grounds(found)
    otherwise = structs.replace(found, route=structs.replace(found.route, statement="in other words"))
    assert grounds(otherwise) == grounds(found)

"""Whoever had injections for an irreversible cause, and has none now: the first line offers them again, and not a wait."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.case import case_from
from cobalamin.translation.words import translator
from injected import injections

DOSES = injections(("2024-06-10", "2024-09-10", "2024-12-10"))
STOP = {"product": "hydroxocobalamin", "date": "2025-01-10", "event": "stop", "reason": "B12 level high"}
WAIT = "or test again at intervals"


def found(*treatment: dict[str, Any], **more: Any) -> Assessment:
    case = {
        "cobalamin_case": 1, "patient": {"age": 64, "sex": "male"}, "assessed": ALL_GROUPS, "treatment": list(treatment),
        "facts": {**WELL, "complete_terminal_ileal_resection": True, **more},
    }  # fmt: skip
    said = assess(case_from(case), on=date(2026, 3, 2))
    assert translator("es").said(said.headline) not in (None, said.headline), said.headline
    return said


@pytest.mark.parametrize("stop", [[STOP], []], ids=["stopped for a level", "lapsed"])
def test_the_first_line_offers_them_again(stop: list[dict[str, Any]]) -> None:
    """*Or test again at intervals* stood over *offer injections again: never stop when the cause is irreversible* (M14, R20)."""
    said = found(*DOSES, *stop)
    assert said.route.outcome == "none"
    assert "offer them again" in said.headline
    assert WAIT not in said.headline
    assert WAIT not in said.working.statement


def test_of_whoever_never_had_any_nothing_changes() -> None:
    assert WAIT in found().headline


def test_a_reaction_is_settled_first() -> None:
    said = found(*DOSES, {**STOP, "reason": "rash after the injection"})
    assert "first clarify a possible allergy" in said.headline


def test_injections_that_lapsed_stand_in_the_first_line_of_every_answer() -> None:
    """Somebody injected for years, with no dose since 2024 and no stop, was asked about as if never treated (register R161)."""
    for facts in ({}, {"total_b12": {"value": 155, "unit": "pmol/L", "date": "2026-02-20"}}):
        document = {"cobalamin_case": 1, "patient": {"age": 64, "sex": "male"}, "treatment": DOSES, "facts": facts}
        said = assess(case_from(document), on=date(2026, 3, 2))
        assert said.route.outcome == "undetermined"
        assert "; injections were given before, the last on 2024-12-10; urgency" in said.headline
        assert translator("es").said(said.headline) not in (None, said.headline)
        stopped = assess(case_from({**document, "treatment": [*DOSES, STOP]}), on=date(2026, 3, 2))
        assert "injections were given before" not in stopped.headline
        assert "stopped" in stopped.headline

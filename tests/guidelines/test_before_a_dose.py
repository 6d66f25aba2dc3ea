"""Plans side by side say what stands before any dose: an allergy, a stop, a hold, what was not given."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cobalamin.comparison.compare import Comparison, compare
from cobalamin.comparison.text import text
from cobalamin.records.case import read_case
from cobalamin.translation.words import translator
from injected import injections

Json = dict[str, Any]
ON = date(2026, 3, 1)
DOSES = injections(("2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01"))
SAID: dict[str, tuple[list[Json], list[str]]] = {
    "a hold": (
        [{"event": "hold", "date": "2025-10-01", "reason": "awaiting tests"}],
        ["an order for injections is on hold: ask why, and until when"],
    ),
    "a refusal": (
        [{"event": "not_given", "date": "2025-11-01", "reason": "patient refused"}],
        ["the dose of 2025-11-01 was not given, with the reason 'patient refused': ask why before another"],
    ),
    "a refusal without a day": (
        [{"event": "not_given", "reason": "patient refused"}],
        ["a dose was not given, on an unrecorded date, with the reason 'patient refused': record its date"],
    ),
    "a supply that was declined": (
        [{"event": "not_supplied", "date": "2025-11-01"}],
        ["a supply was not dispensed, as of 2025-11-01, without a reason: ask why before another"],
    ),
    "a stop": (
        [{"event": "stop", "date": "2025-10-01", "reason": "patient declined"}],
        ["a stop of the injections is recorded for 2025-10-01; stopped: patient choice"],
    ),
    "a stop that may hold": (
        [{"event": "stop", "reason": "patient declined"}],
        ["a stop of the injections is recorded, on an unrecorded date; stopped: patient choice; ask whether it still applies, "
              "and give no dose until then"],
    ),
    "a reaction": (
        [{"event": "not_given", "date": "2025-11-01", "reason": "rash"}],
        ["a possible allergy to B12 is recorded but not clarified: give no dose until it is",
         "the dose of 2025-11-01 was not given, with the reason 'rash': ask why before another"],
    ),
}  # fmt: skip


def compared(*entries: Json, **facts: Any) -> Comparison:
    treatment = [{"product": "hydroxocobalamin", **each} for each in (*DOSES, *entries)]
    file = {"cobalamin_case": 1, "id": "p", "on": str(ON), "facts": {"pernicious_anaemia": True, **facts}}
    return compare(read_case(json.dumps({**file, "treatment": treatment}).encode()), names=("article", "bsh"))


@pytest.mark.parametrize("what", SAID)
def test_what_stands_in_the_first_line_of_an_answer_stands_over_the_plans(what: str) -> None:
    entries, said = SAID[what]
    found = compared(*entries)
    assert list(found.before_a_dose) == said
    printed = " ".join(text(found).split())
    for told in said:
        assert f"Before any dose, whichever guideline is followed: {told}." in printed
        assert translator("es").said(told) not in (None, told)
    assert json.loads(found.json())["before_a_dose"] == said


def test_an_allergy_stands_there_too() -> None:
    assert compared(cobalamin_or_cobalt_allergy=True).before_a_dose == (
        "an allergy to cobalamin or cobalt is recorded, so give no dose until a specialist decides",
    )


def test_where_nothing_stands_before_a_dose_nothing_is_said() -> None:
    found = compared()
    assert found.before_a_dose == ()
    assert "Before any dose" not in text(found)

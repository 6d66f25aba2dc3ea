"""A sign of the nerves that is new on injections is told when the record is opened (registers R126, M42)."""

from __future__ import annotations

from typing import Any

import calls
import ehr
from bundles import given

DOSES = [{**given(on=day, id=f"g{day}"), "subject": {"reference": "Patient/p1"}}
         for day in ("2025-04-01", "2025-07-01", "2025-09-28", "2025-12-28", "2026-02-25")]  # fmt: skip


def opened(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return calls.cards("patient-view", [ehr.patient(), ehr.condition("84027009", day="2015-01-01"), *DOSES, *more], [])


def test_a_new_sign_of_the_nerves_is_a_warning() -> None:
    """The record of somebody with new tingling on injections in time opened without a word."""
    (found,) = opened(ehr.condition("91019004", day="2026-02-10"))
    assert found["indicator"] == "warning"
    assert found["summary"] == (
        "On B12 injections, and a neurological sign first recorded on day 315: examine, reconsider the diagnosis, shorten the "
        "interval."
    )
    assert not found.get("suggestions")


def test_without_one_or_with_one_from_before_nothing_is_told() -> None:
    assert opened() == []
    assert opened(ehr.condition("91019004", day="2025-03-20")) == []


def test_beside_a_late_dose_a_new_sign_is_told_too() -> None:
    """The card of a late dose came first, and said nothing of the tingling of this month."""
    late = [each for each in DOSES if each["id"] < "g2025-12"]
    tingling = ehr.condition("91019004", day="2026-02-10")
    (found,) = calls.cards(
        "patient-view", [ehr.patient(), ehr.condition("84027009", day="2015-01-01"), *late, tingling], []
    )
    assert found["summary"].endswith("; a sign is new or worse on treatment: examine.")
    assert found["indicator"] == "warning"
    (found,) = calls.cards("patient-view", [ehr.patient(), ehr.condition("84027009", day="2015-01-01"), *late], [])
    assert "new or worse" not in found["summary"]

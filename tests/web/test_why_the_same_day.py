"""The line of a card says why it is urgent by what was found, not by the age that chose the figure."""

from __future__ import annotations

import calls
import ehr


def test_severe_anaemia_with_a_failing_heart_is_not_put_down_to_age() -> None:
    """It read "Urgency: same day (age 82 years, at least 15 years), whatever the cause"."""
    found = calls.cards(
        "patient-view",
        [
            ehr.patient("male", "1944-02-02"),
            ehr.result("2132-9", 402, "pg/mL"),
            ehr.result("718-7", 7.9, "g/dL"),
            ehr.condition("84114007"),
        ],
        [],
    )
    assert found[0]["summary"].startswith("Urgency: same day (haemoglobin 7.9 g/dL, below 8 g/dL), whatever the cause")
    assert "Urgency: haemoglobin 7.9 g/dL" in found[0]["detail"]

"""Severe anaemia of a woman of whom nobody says whether she is pregnant (register R154)."""

from __future__ import annotations

from test_answer import answer

SEVERE = {"total_b12": "90 ng/L", "haemoglobin": "74 g/L", "mcv": "118 fL"}


def test_a_faint_with_severe_anaemia_is_seen_the_same_day() -> None:
    """It said "at least within days; possibly the same day", until somebody wrote that she was not pregnant."""
    assert answer({**SEVERE, "syncope": True}, age=40, sex="female").urgency.at_least == "same_day"


def test_potassium_is_measured() -> None:
    told = " ".join(rule.action for rule in answer(SEVERE, age=40, sex="female").safety)
    assert "Measure potassium" in told
    assert "fluid overload" in told


def test_a_recorded_pregnancy_keeps_its_own_figure() -> None:
    found = answer({**SEVERE, "pregnant": True}, age=30, sex="female")
    assert not any("Measure potassium" in rule.action for rule in found.safety)


def test_the_presumption_is_shown() -> None:
    found = answer({**SEVERE, "syncope": True}, age=40, sex="female")
    assert any("no pregnancy recorded" in because for because in found.presumptions)

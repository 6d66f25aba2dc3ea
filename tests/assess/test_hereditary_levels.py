"""With a hereditary disorder of B12 no level above the band takes the suspicion back (register R145)."""

from __future__ import annotations

from test_answer import ALL_GROUPS, WELL, answer, truths

from cobalamin.language.truth import Truth

HIGH = {**WELL, "total_b12": "600 ng/L", "mma": "200 nmol/L", "homocysteine": "10 umol/L", "serum_folate": "20 nmol/L"}
OURS = {"hereditary_b12_disorder": True}


def test_a_red_flag_beside_a_normal_level_is_seen_the_same_day() -> None:
    """Cobalamin C disease, limb weakness, 600 ng/L: the answer said within days, for the cells cannot use what is in the blood."""
    found = answer({**HIGH, **OURS, "weakness": True}, ALL_GROUPS)
    assert found.route.outcome == "specialist"
    assert found.urgency.at_least == "same_day"
    assert truths(found)[2] is Truth.YES


def test_folic_acid_alone_is_stopped_whatever_the_level() -> None:
    found = answer({**HIGH, **OURS, "folic_acid_without_b12": True}, ALL_GROUPS)
    alone = next(each for each in found.safety if each.id == "safety:folic_acid_alone")
    assert alone.truth is Truth.YES


def test_without_one_the_level_still_counts() -> None:
    found = answer({**HIGH, "weakness": True}, ALL_GROUPS)
    unlikely = next(each for each in found.definitions if each.id == "b12_unlikely")
    assert unlikely.truth is Truth.YES
    assert any("no hereditary disorder recorded" in each for each in answer(HIGH).presumptions)

"""The exact meaning written as conditions: never unknown, and right for every patient of a few facts."""

from __future__ import annotations

from itertools import product

import pytest

from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Finding, Measure, Named, Not, Presume, RuleError, all_of, any_of, q
from cobalamin.language.patient import Interval, exactly
from cobalamin.language.truth import Truth
from cobalamin.readings.possible import Possible

a, b, c = (Finding(name, name) for name in "abc")
x = Measure("x", "x", "mg")
band = all_of(x >= q(2, "mg"), x < q(4, "mg"))
outside = Not(band)
presumed = Presume(any_of(all_of(a, b), all_of(a, Not(b))), Truth.NO, "not recorded")
RULES: dict[str, Condition] = {
    "both ways": any_of(all_of(a, b), all_of(a, Not(b))),
    "in a band": band,
    "in a band or outside": any_of(all_of(band, b), all_of(outside, b)),
    "below or above": any_of(x < q(2, "mg"), x >= q(4, "mg")),
    "presumed no": any_of(presumed, all_of(b, c)),
    "presumed yes": all_of(Presume(all_of(a, x < q(4, "mg")), Truth.YES, "usual"), Not(c)),
}
KNOWN = [
    {name: value for name, value in zip("abcx", row, strict=True) if value is not None}
    for row in product(
        *[(True, False, None)] * 3,
        (None, *(exactly(n, "mg") for n in (1, 2, 3, 4)), Interval(None, exactly(3, "mg").high, "mg")),
    )
]


@pytest.mark.parametrize("name", list(RULES))
def test_the_outcomes_of_a_rule_are_those_of_the_exact_reading(name: str) -> None:
    rule = Named("rule", "r", RULES[name])
    exact = Exact(Program(rule), (rule,))
    outcomes = Possible(exact).outcomes(rule)
    for patient in KNOWN:
        (mask,) = exact.masks(exact.program.vector(patient))
        found = [can if isinstance(can, bool) else explain(can, patient).truth for can in outcomes]
        assert [can in (True, Truth.YES) for can in found] == [bool(mask & 1), bool(mask & 2)], patient
        assert Truth.UNKNOWN not in found


def test_an_outcome_that_nobody_can_meet_is_told_as_such() -> None:
    ladder = Ladder("answer", "answer", (Rung("first", any_of(a, Not(a))), Rung("second", b)), "third")
    exact = Exact(Program(*ladder.conditions), (ladder,))
    assert Possible(exact).outcomes(ladder) == [True, False, False]


def test_a_presumption_about_what_is_always_so_is_the_authors_mistake() -> None:
    rule = Named("rule", "r", all_of(b, Presume(any_of(a, Not(a)), Truth.NO, "idle")))
    with pytest.raises(RuleError, match="idle"):
        Possible(Exact(Program(rule), (rule,))).outcomes(rule)

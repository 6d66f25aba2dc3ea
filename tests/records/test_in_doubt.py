"""What is recorded and not settled: Leber's disease keeps cyanocobalamin away (R102), and nobody says that nothing is recorded."""

import pytest

from bundles import B12, ON, Resource, case, coded, condition, medicine, observation
from cobalamin.assessment.assess import assess
from cobalamin.assessment.plan import Beside, plan_of
from cobalamin.language.truth import Truth

UNCONFIRMED = condition("58610003", id="leber", verificationStatus=coded("unconfirmed"))
IN_WORDS = condition("x", "urn:local", id="leber") | {"code": {"text": "Leber's hereditary optic neuropathy"}}
REFUTED = condition("58610003", id="leber", verificationStatus=coded("refuted"))
IN_WORDS_ALLERGIC = {
    "resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}, "code": {"text": "Hydroxocobalamin"},
}  # fmt: skip
DEFICIENT = [observation(B12, 90, "ng/L"), condition("84027009"), condition("91019004", id="numb")]


@pytest.mark.parametrize("leber", [UNCONFIRMED, IN_WORDS], ids=["not confirmed", "in words"])
@pytest.mark.parametrize("presume", [(), ("safety",)])
def test_no_plan_is_cyanocobalamin_before_lebers_disease_is_settled(leber: Resource, presume: tuple[str, ...]) -> None:
    for guideline in ("article", "us-label", "us-practice"):
        plan = assess(case(*DEFICIENT, leber), on=ON, presume=presume, guideline=guideline).plan
        assert plan is not None
        assert "cyanocobalamin" not in " ".join((plan.label, *plan.alternatives))
    assert "Leber's disease is recorded but not clarified: give no cyanocobalamin until it is" in plan.note


@pytest.mark.parametrize("leber", [[], [REFUTED]], ids=["never recorded", "refuted"])
def test_without_a_doubt_the_plan_is_the_guidelines_own(leber: list[Resource]) -> None:
    plan = assess(case(*DEFICIENT, *leber), on=ON, guideline="us-practice").plan
    assert plan is not None
    assert "cyanocobalamin" in plan.label
    assert "Leber" not in plan.note


@pytest.mark.parametrize("presume", [(), ("safety",)])
@pytest.mark.parametrize(
    ("doubt", "told", "asked"),
    [
        ([UNCONFIRMED], "Leber's hereditary optic neuropathy is recorded but not clarified: give no", "neuropathy in the patient"),
        ([IN_WORDS_ALLERGIC], "A possible allergy to a cobalamin or to cobalt is recorded: clarify", "Any allergy to a cobalamin"),
    ],
)  # fmt: skip
def test_what_is_recorded_and_not_settled_is_not_asked_as_if_nothing_were(
    doubt: list[Resource], told: str, asked: str, presume: tuple[str, ...]
) -> None:
    """ "Any allergy to a cobalamin or to cobalt?" stood under a line that says: first clarify a possible allergy."""
    before, after = (
        " ".join(rule.action for rule in assess(case(*DEFICIENT, *more), on=ON, presume=presume).safety)
        for more in ((), doubt)
    )
    assert (asked in before, told in before) == (not presume, False)
    assert (asked in after, told in after) == (False, True)


def test_tablets_of_cyanocobalamin_wait_until_lebers_disease_is_settled() -> None:
    plan = plan_of("oral", ON, lambda _: Truth.NO, beside=Beside(leber_in_doubt=True))
    assert plan is not None
    assert "the tablets are cyanocobalamin: clarify it first" in plan.note


def test_injections_that_ended_are_told_to_whoever_plans_new_ones() -> None:
    """A course in the list of medicines with its last day: it was as if there had never been one (register M12)."""
    period = {"start": "2020-01-01", "end": "2024-06-01"}
    ended = medicine(
        "MedicationStatement", "hydroxocobalamin 1 mg injection", status="completed", effectivePeriod=period
    )
    found = assess(case(condition("84027009"), ended), on=ON, presume=("medicines",))
    assert "B12 injections: recorded as ended on 2024-06-01" in [missing.sentence for missing in found.missing]
    assert {fact.name: fact.value for fact in found.facts}["b12_injections"] == "no"
    assert found.plan is not None
    assert "whether to load again is a decision" in found.plan.note


NOBODY = "no cobalamin or cobalt allergy recorded"
SOMETHING = (
    "allergy to cobalamin or cobalt: something is recorded, but it does not settle this; read as no until it is settled"
)


@pytest.mark.parametrize(
    ("allergy", "told"),
    [
        ([], NOBODY),
        ([{"code": {"text": "Hydroxocobalamin"}}], SOMETHING),
        ([{"code": {"text": "Cobalt"}, "verificationStatus": coded("unconfirmed")}], SOMETHING),
    ],
)
def test_of_an_allergy_in_words_it_is_not_said_that_none_is_recorded(allergy: list[Resource], told: str) -> None:
    found = [
        {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}, **each}
        for each in allergy
    ]
    presumed = " ".join(assess(case(*DEFICIENT, *found), on=ON).presumptions)
    assert told in presumed
    assert (NOBODY in presumed) is (told == NOBODY)

"""What a plan is and says beside its dates, for each guideline, route and what is known: recorded, RECORD=1 writes it anew."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

from cobalamin.assessment.assessment import Plan
from cobalamin.assessment.follow_up import follow_up_of
from cobalamin.assessment.plan import Beside, plan_of
from cobalamin.knowledge.guidelines.registry import profile
from cobalamin.language.truth import Truth

RECORDED = Path(__file__).parent / "recorded" / "plan_notes.txt"
FRIDAY = date(2026, 3, 6)
GUIDELINES = ("article", "nice", "nhg", "us-label", "us-practice")
ROUTES = ("injection", "either", "oral")
SAID = (
    {}, {"neurological_involvement": Truth.YES}, {"neurological_involvement": Truth.UNKNOWN}, {"absorption_impaired": Truth.YES},
    {"low_b12_diet": Truth.YES}, {"low_b12_diet": Truth.YES, "metformin": Truth.YES}, {"leber_optic_neuropathy": Truth.YES},
    {"leber_optic_neuropathy": Truth.UNKNOWN},
    {"b12_injections": Truth.YES}, {"long ago": Truth.YES}, {"oral_b12": Truth.YES}, {"oral_not_feasible": Truth.YES},
    {"safety:inr": Truth.YES}, {"low_b12_diet": Truth.YES, "pregnant": Truth.YES},
)  # fmt: skip
"""What is not named is no; what is unknown is recorded and not settled."""


def truth_of(said: dict[str, Truth]) -> Callable[[str], Truth]:
    return lambda name: said.get(name, Truth.NO)


def plans() -> Iterator[str]:
    for name, route, said in product(GUIDELINES, ROUTES, SAID):
        beside = Beside(
            leber_in_doubt=said.get("leber_optic_neuropathy") is Truth.UNKNOWN, injected_long_ago="long ago" in said
        )
        plan = plan_of(route, FRIDAY, truth_of(said), profile(name).guideline.regimens, beside)
        assert plan is not None
        known = ", ".join(f"{fact} {truth.value}" for fact, truth in said.items()) or "nothing more"
        yield f"{name}, {route}, {known}: {plan.regimen}, {plan.dose}"
        yield from (f"    {line}" for line in described(plan))
        # In full where nothing more is known, then which they are: they are long and do not change.
        yield from (f"    {each if not said else each.partition(':')[0]}" for each in plan.alternatives)


def described(plan: Plan) -> Iterator[str]:
    if plan.doses:
        yield f"doses {plan.doses[0].number} to {plan.doses[-1].number}, the last on {plan.doses[-1].expected}"
    if plan.maintenance is not None:
        due = plan.maintenance
        yield f"then {due.printed}: {due.earliest} to {due.overdue}, due {due.due}"
    if plan.note:
        yield plan.note


def checks() -> Iterator[str]:
    """What is told of every check without days, as to somebody whom a specialist sees."""
    for check in follow_up_of("specialist", FRIDAY, truth_of({})):
        yield f"{check.id}: {check.when}, {'; '.join(check.what)} {check.cites} {check.verified} {check.first} {check.last}"
    for check in follow_up_of("either", FRIDAY, truth_of({"anaemia_severe": Truth.YES, "anaemia": Truth.YES})):
        yield f"{check.id}: {check.when}, {check.cites} {check.verified} {check.first} {check.last}"


def test_every_plan_says_what_is_recorded() -> None:
    found = "\n".join((*plans(), *checks(), ""))
    if os.environ.get("RECORD"):
        RECORDED.write_text(found)
    assert found == RECORDED.read_text()

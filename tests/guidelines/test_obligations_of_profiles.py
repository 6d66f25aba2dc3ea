"""What must hold of a guideline holds of every profile, or stands here with the reason. COBALAMIN_EXAMPLES set: all of it."""

import os
from functools import cache

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.knowledge.claims import Ignores, Keeps, Obligation
from cobalamin.knowledge.guidelines.exceptions import EXCEPTIONS
from cobalamin.knowledge.guidelines.registry import PROFILES as PROFILE_IDS
from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.knowledge.obligations import obligations
from cobalamin.proving.prove import Prover

QUICK = (
    "red_flag_never_routine", "confirmed_is_treated", "allergy_never_plain", "irreversible_never_untreated",
    "pregnant_and_confirmed", "poor_kidneys_mma", "poor_kidneys_homocysteine", "low_folate_homocysteine",
)  # fmt: skip
PUSHES = tuple(
    o.id for o in obligations(VERSIONS["article"].guideline) if all(isinstance(c, Keeps | Ignores) for c in o.claims)
)
"""What a fact may push, and which may not: the first thing that a rule read anew breaks, and four seconds a profile."""
PUSHED = ("us-label",)
"""The profile of which that is looked at always: the one that is farthest from the article."""
FULL = "COBALAMIN_EXAMPLES" in os.environ
PROFILES = [p.name for p in (VERSIONS if FULL else PROFILE_IDS).values() if p.id != "article"]


@cache
def todo(name: str) -> tuple[Obligation, ...]:
    quick = {*QUICK, *(PUSHES if VERSIONS[name].id in PUSHED else ())}
    return tuple(o for o in obligations(VERSIONS[name].guideline) if FULL or o.id in quick)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.some(2)
def test_every_obligation_holds_or_is_a_listed_exception(name: str) -> None:
    prover = Prover(todo(name))
    listed = EXCEPTIONS.get(VERSIONS[name].id, {})
    results = {o.id: prover.result(o) for o in todo(name)}
    broken = {id for id, result in results.items() if not result.holds}
    assert broken == {id for id in listed if id in results}, {
        id: results[id].status for id in broken ^ listed.keys() if id in results
    }


def test_every_exception_is_an_obligation() -> None:
    known = {o.id for o in obligations(VERSIONS["article"].guideline)}
    assert set(QUICK) <= known
    assert all(set(rows) <= known for rows in EXCEPTIONS.values())

"""The proofs counted out: every three-valued patient over the facts that decide most, by bit planes, and exact world counts.

EXHAUSTIVE=1 counts out the whole cube of more than 10^9 patients; without it every 200th slice.
"""

from __future__ import annotations

import os

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

from cubes import SCALES, Cube, patient

from cobalamin.knowledge.claims import Never
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.obligations import obligations
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.diagram import NO, YES, Diagram
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Condition, Not, all_of
from cobalamin.language.truth import Truth
from cobalamin.readings.bits import Bits
from cobalamin.readings.planes import count, unpacked
from cobalamin.readings.wanted import Wanted
from cobalamin.readings.worlds import settled

NAMES = (
    "total_b12", "active_b12", "mma", "homocysteine", "pregnant", "paraesthesia", "autoimmune_gastritis",
    "nitrous_oxide", "female", "b12_injections", "b12_deficiency_diagnosed", "cobalamin_or_cobalt_allergy", "vomiting",
    "fatigue", "egfr", "haemoglobin",
)  # fmt: skip
"""The facts that decide most; the first of them make a slice."""
CUBE = Cube(tuple(FACTS[name].fact for name in NAMES))
EVERY = 1 if os.environ.get("EXHAUSTIVE") else 200


def claims() -> list[Condition]:
    """What no patient may be certain to meet: the claims of the obligations, less their recorded exceptions."""
    return [
        all_of(*claim.together, *(Not(allowed.when) for allowed in obligation.allowed))
        for obligation in obligations(ARTICLE)
        for claim in obligation.claims
        if isinstance(claim, Never)
    ]


def test_no_patient_of_the_cube_meets_what_is_proved_impossible() -> None:
    asked, size = claims(), len(CUBE.rows())
    bits = Bits(Wanted((*asked, possible)), SCALES)
    met = total = 0
    for columns in CUBE.slices(EVERY):
        answers = bits.run(columns, size)
        cannot_be = answers.conditions[possible].no
        met += sum(count(answers.conditions[claim].yes & ~cannot_be, size) for claim in asked)
        total += size
    assert met == 0
    assert CUBE.size > 10**9
    assert total >= CUBE.size / EVERY


def test_the_cube_can_find_a_patient() -> None:
    """The same planes see what is possible: an indication with pregnancy."""
    rows, facts = CUBE.rows(), CUBE.inner
    rule = ARTICLE.indications[5].rule
    found = Bits(Wanted((rule,)), SCALES).run(next(Cube(facts).slices()), len(rows)).conditions[rule]
    yes = unpacked(found.yes, len(rows))
    assert yes.any()
    for i in range(0, len(rows), 401):
        assert yes[i] == (explain(rule, patient(facts, rows[i])).truth is Truth.YES), rows[i]


def test_no_world_meets_what_is_proved_impossible() -> None:
    """Exact counts over all worlds: every one that is possible counts as a no, of more worlds than can be written down."""
    done: dict[Condition, Condition] = {}
    asked = [settled(claim, done) for claim in claims()]
    diagram = Diagram(asked, (), settled(possible, done))
    for claim in asked:
        worlds = diagram.worlds(claim)
        assert worlds.get(YES, 0) == 0
        assert worlds[NO] > 10**20

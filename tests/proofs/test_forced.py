"""Answers that are forced although Kleene's rules leave them open: found in two ways, each with its smallest patient."""

from __future__ import annotations

import os
from functools import cache
from itertools import islice

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.knowledge.claims import word
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Program
from cobalamin.language.diagram import NO, YES
from cobalamin.language.exact import Exact
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Named
from cobalamin.language.patient import exactly
from cobalamin.language.truth import Truth
from cobalamin.proving.forced import kleene_gaps, outputs
from cobalamin.readings.proof import Known
from kleene_gaps import Gaps

FULL = "COBALAMIN_EXAMPLES" in os.environ
"""`make thorough`: every answer is looked for in both ways, else every twenty-fourth."""


@cache
def gaps() -> dict[str, Known]:
    return kleene_gaps(ARTICLE)


@pytest.mark.thorough
def test_trying_every_value_finds_the_same_gaps() -> None:
    """Without the exact formulas: every fact that pushes both ways is tried with each of its values."""
    looking, looked_for = Gaps(ARTICLE.roots, possible), dict(islice(outputs(ARTICLE), 0, None, 1 if FULL else 24))
    assert {
        name for name, answer in looked_for.items() if looking.find(answer) is not None
    } == looked_for.keys() & gaps()


def test_every_gap_comes_with_the_smallest_patient_of_its_kind() -> None:
    """Without any one of the facts the answer is no longer forced, or the plain reading sees it."""
    named = {root.id: root for root in ARTICLE.roots}
    for name in set(gaps()) & set(named):
        exact = Exact(Program(named[name], possible), (named[name],), possible)
        assert is_gap(named[name], gaps()[name], exact), name
        for fact in gaps()[name]:
            fewer = {other: known for other, known in gaps()[name].items() if other != fact}
            assert not is_gap(named[name], fewer, exact), (name, fact)


def is_gap(rule: Named, patient: Known, exact: Exact) -> bool:
    forced = exact.masks(exact.program.vector(patient))[0] in (NO, YES)
    return forced and explain(rule, patient).truth is Truth.UNKNOWN


def test_the_page_may_say_that_a_haemoglobin_of_105_is_anaemia_in_everybody_outside_the_second_trimester() -> None:
    anaemic = word(ARTICLE, "anaemia")
    exact = Exact(Program(anaemic, possible), (anaemic,), possible)
    assert is_gap(anaemic, {"haemoglobin": exactly(105, "g/L"), "trimester_2": False}, exact)

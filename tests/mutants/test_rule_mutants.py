"""Every small change of a rule is noticed by a committed patient, or proved to change no answer and listed with its reason."""

from __future__ import annotations

from functools import cache

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from mutant_patients import read, replayed, selected
from rule_mutants import Mutant, mutants, outputs

from cobalamin.knowledge.claims import inputs, label
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Compare, Condition, Finding, Named, facts_of, walk
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.proof import AnyPatient, Solver, differ, either

KILLERS = read("killers.json")
EQUAL: dict[str, str] = read("equal.json")
PAIRS = read("pairs.json")["pairs"]
READ = {fact.name for fact in facts_of(*ARTICLE.roots)}
RULES = [node for node in walk(*ARTICLE.roots) if isinstance(node, Named)]


@cache
def every_mutant() -> dict[str, Mutant]:
    return {mutant.id: mutant for mutant in mutants(ARTICLE)}


@cache
def patients() -> list[Patient]:
    return [replayed(document) for document in KILLERS["patients"]]


def notices(mutant: Mutant, patient: Patient) -> bool:
    return any(explain(a, patient).truth is not explain(b, patient).truth for a, b in outputs(ARTICLE, mutant))


def test_every_mutant_is_killed_or_listed_as_equal() -> None:
    assert len(every_mutant()) > 1000
    assert not KILLERS["killed_by"].keys() & EQUAL.keys()
    assert KILLERS["killed_by"].keys() | EQUAL.keys() == every_mutant().keys(), (
        "the rules changed: run tests/mutants/find_killers.py"
    )


def test_the_patients_are_few() -> None:
    assert len(KILLERS["patients"]) <= 150


def test_each_mutant_is_noticed_by_its_patient() -> None:
    unnoticed = [name for name, i in KILLERS["killed_by"].items() if not notices(every_mutant()[name], patients()[i])]
    assert unnoticed == []


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_listed_as_equal_changes_no_answer_and_says_why(name: str) -> None:
    anybody = AnyPatient(facts_of(*ARTICLE.roots, possible), "p")
    solver = Solver(selected(anybody))
    seen = either(*(differ(anybody.truth(a), anybody.truth(b)) for a, b in outputs(ARTICLE, every_mutant()[name])))
    assert solver.find([seen]) is None
    assert len(EQUAL[name]) > 30


# --- MC/DC -----------------------------------------------------------------------------------------------------------


def parts() -> dict[str, tuple[Named, Condition]]:
    """Every leaf and every word a rule is written with, but those that no record turns: that one is listed as equal without it."""
    return {
        name: (rule, part)
        for rule in RULES
        for path, part in inputs(rule)
        if (name := f"{rule.id} at {place(path)}: {label(part)}") in PAIRS
        or f"{rule.id} at {place(path[:-1])}: without {path[-1] if path else 0} {label(part)}" not in EQUAL
    }


def place(path: tuple[int, ...]) -> str:
    return ".".join(map(str, path)) or "top"


def test_every_part_of_every_rule_has_its_pair() -> None:
    assert PAIRS.keys() == parts().keys(), "the rules changed: run tests/mutants/find_killers.py"


def test_each_pair_differs_in_one_fact_that_turns_the_part_and_the_answer() -> None:
    wrong = [name for name, (rule, part) in parts().items() if not turned(name, rule, part)]
    assert wrong == []


def turned(name: str, rule: Named, part: Condition) -> bool:
    before, after = (pair_member(document) for document in PAIRS[name])
    moved = [fact for fact in before.keys() | after.keys() if before.get(fact) != after.get(fact)]
    return len(moved) == 1 and all(explain(n, before).truth is not explain(n, after).truth for n in (part, rule))


def pair_member(document: dict[str, object]) -> Patient:
    known = replayed({"cobalamin_case": 1, "id": "pair", "title": "pair", "on": "2026-03-01", **document})
    return {name: value for name, value in known.items() if name in READ}


def test_most_pairs_turn_no_other_leaf_and_turn_yes_into_no() -> None:
    alone = [name for name, (rule, part) in parts().items() if undoubted(name, rule, part)]
    assert len(alone) >= 0.89 * len(PAIRS)


def undoubted(name: str, rule: Named, part: Condition) -> bool:
    before, after = (pair_member(document) for document in PAIRS[name])
    leaves = {leaf for _, leaf in inputs(rule) if isinstance(leaf, Compare | Finding)} - {part}
    still = all(explain(leaf, before).truth is explain(leaf, after).truth for leaf in leaves)
    return still and {explain(rule, before).truth, explain(rule, after).truth} == {Truth.YES, Truth.NO}

"""Every statement of the base article became something, and what it became exists."""

import importlib
from collections.abc import Iterator

import pytest

from cobalamin.knowledge import follow_up, patient
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.sources import source_of
from cobalamin.knowledge.statements import STATEMENTS, TEXTS, Statement
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named, walk

RULE_MODULES = ("definitions", "indications", "answer", "safety")


def _contents() -> Iterator[object]:
    """Every value the rule modules name, with the members of their tuples."""
    for module in RULE_MODULES:
        for value in vars(importlib.import_module(f"cobalamin.knowledge.{module}")).values():
            yield from value if isinstance(value, tuple) else (value,)


def named_rules() -> dict[str, Named]:
    """The definitions, indications, rungs and safety rules, and every word inside them, by id."""
    roots = [rule for value in _contents() if isinstance(rule := getattr(value, "rule", value), Named)]
    return {node.id: node for root in roots for node in walk(root) if isinstance(node, Named)}


def rule_ids() -> frozenset[str]:
    """Ids of the rules and of the ladders."""
    return frozenset(named_rules()) | {value.id for value in _contents() if isinstance(value, Ladder)}


PATIENT_LISTS = ("INTRODUCTION", "QUESTIONS_TO_ASK", "GET_HELP_AT_ONCE")


def targets() -> dict[str, frozenset[str]]:
    """What a statement may have become, by kind."""
    sections = [s.id for s in patient.SECTIONS]
    items = [i.id for s in patient.SECTIONS for i in s.items]
    lists = [name.lower() for name in PATIENT_LISTS if getattr(patient, name)]
    return {
        "rule": rule_ids(),
        "text": frozenset(t.id for t in TEXTS),
        "register": frozenset(REGISTER),
        "follow_up": frozenset(x.id for x in (*follow_up.CHECKS, *follow_up.EXPECTED, *follow_up.ACTIONS)),
        "patient": frozenset([*sections, *items, *lists]),
        "test": frozenset(t.id for t in NEXT_TESTS),
        "regimen": frozenset(REGIMENS),
    }


TARGETS = targets()
SIX = ("malabsorption", "neurological", "severity", "functional", "oral_route", "pregnancy")


def test_there_are_ninety_three_statements_in_order() -> None:
    assert list(STATEMENTS) == [f"S{n}" for n in range(1, 94)]
    assert [s.id for s in STATEMENTS.values()] == list(STATEMENTS)
    assert {s.id for s in STATEMENTS.values() if s.version == "A"} == {f"S{n}" for n in range(1, 50)}


@pytest.mark.parametrize("statement", tuple(STATEMENTS.values()), ids=list(STATEMENTS))
def test_every_statement_became_something_that_exists(statement: Statement) -> None:
    assert statement.became
    assert len(set(statement.became)) == len(statement.became)
    for target in statement.became:
        kind, _, name = target.partition(":")
        assert name in TARGETS[kind], target


@pytest.mark.parametrize("statement", tuple(STATEMENTS.values()), ids=list(STATEMENTS))
def test_a_paraphrase_is_a_short_sentence(statement: Statement) -> None:
    assert statement.says.endswith(".")
    assert len(statement.says.split()) <= 20


@pytest.mark.parametrize("number, name", tuple(enumerate(SIX, 1)), ids=SIX)
def test_each_core_situation_leads_to_its_indication(number: int, name: str) -> None:
    under = [s for s in STATEMENTS.values() if s.heading.startswith(f"Core situation {number}")]
    assert {s.version for s in under} == {"A", "B"}
    for version in ("A", "B"):
        reached = {t for s in under if s.version == version for t in s.became}
        assert f"rule:indication_{name}" in reached


def test_a_statement_that_a_rule_cites_became_that_rule() -> None:
    for name, rule in named_rules().items():
        for cite in rule.cites:
            if cite in STATEMENTS:
                assert f"rule:{name}" in STATEMENTS[cite].became, f"{name} cites {cite}"


def cited() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a statement may have become, with the statements it cites itself."""
    for kind, entries in (
        ("text", TEXTS),
        ("follow_up", (*follow_up.CHECKS, *follow_up.EXPECTED, *follow_up.ACTIONS)),
        ("test", NEXT_TESTS),
    ):
        yield from ((f"{kind}:{entry.id}", entry.cites) for entry in entries)
    yield from ((f"register:{id}", entry.cites) for id, entry in REGISTER.items())


def test_whatever_cites_a_statement_is_named_by_it() -> None:
    """A map that is read from one end only hides where it is a map in name."""
    one_way = [
        f"{target} cites {cite}"
        for target, cites in cited()
        for cite in cites
        if cite in STATEMENTS and target not in STATEMENTS[cite].became
    ]
    assert one_way == []


def test_statements_that_go_beyond_the_guidelines_say_so() -> None:
    for key in ("S6", "S20", "S22", "S33", "S38", "S51", "S60", "S63", "S89"):
        assert STATEMENTS[key].differs, key


def test_every_text_is_used_and_cites_a_source() -> None:
    used = {t for s in STATEMENTS.values() for t in s.became}
    for text in TEXTS:
        assert f"text:{text.id}" in used, text.id
        assert text.cites
        assert all(source_of(cite) for cite in text.cites)
    assert len({t.id for t in TEXTS}) == len(TEXTS)


def test_the_product_says_that_no_clinician_signed() -> None:
    assert "not been signed off by a clinician" in next(t.words for t in TEXTS if t.id == "judgement")

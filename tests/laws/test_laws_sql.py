"""Whatever rules are printed as SQL are read back from the text as the same rules: no patient is answered otherwise."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sqlglot", reason="sqlglot is not installed (extra `population`)")

from cobalamin.language.cells import scales
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Condition, Named, Not, Presume, all_of
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.sql import Dialect, column_types, statement
from cobalamin.readings.wanted import Wanted
from sql_back import WHY, read_back
from strategies import B12, EXAMPLES, FINDINGS, HAEMOGLOBIN, law, roots, rule_sets

Rules = tuple[Condition | Ladder, ...]


CHANCE = Random(7)
VALUES = {B12: (50, 73, 74, 100, 133, 140, 258, 300), HAEMOGLOBIN: (60, 70, 100, 120, 121, 125, 130, 140)}


def somebody() -> Patient:
    """Findings and results in any state: known, unknown, or behind a comparator."""
    known: dict[str, bool | Interval] = {f.name: CHANCE.random() < 0.5 for f in FINDINGS if CHANCE.random() < 0.6}
    for measure, values in VALUES.items():
        value = Fraction(CHANCE.choice(values))
        ends = CHANCE.choice(((value, value), (value, None), (None, value), None))
        if ends is not None:
            known[measure.name] = Interval(*ends, measure.unit)
    return known


PATIENTS = [somebody() for _ in range(100)]


def may(rule: Condition) -> Condition:
    """That a rule is not ruled out."""
    return Presume(rule, Truth.YES, WHY)


def same(mine: Condition, theirs: Condition) -> bool:
    return all(explain(mine, one).truth is explain(theirs, one).truth for one in PATIENTS)


@settings(law, max_examples=max(1, EXAMPLES // 3))
@given(rule_sets(), st.sampled_from(["duckdb", "postgres", "spark"]))
def test_rules_are_read_back_from_their_sql(rules: Rules, dialect: Dialect) -> None:
    conditions = tuple(Named(f"r{i}", "", rule) for i, rule in enumerate(rules) if not isinstance(rule, Ladder))
    wanted = Wanted(conditions, tuple(rule for rule in rules if isinstance(rule, Ladder)))
    scale_of = scales(*roots(rules))
    text = statement(wanted, scale_of, table="facts", columns=column_types(wanted), keep=["patient"], dialect=dialect)
    read = read_back(text, dialect, wanted.roots, scale_of, ["patient"])
    pairs = [(rule, read.conditions[rule.id]) for rule in conditions]
    for ladder in wanted.ladders:
        found, bits = read.ladders[ladder.id], read.still_open[ladder.id]
        assert [name for name, _ in found.rungs] == [rung.outcome for rung in ladder.rungs]
        assert (found.otherwise, list(bits)) == (ladder.otherwise, [1 << i for i in range(len(ladder.outcomes))])
        pairs += [(rung.when, when) for rung, (_, when) in zip(ladder.rungs, found.rungs, strict=True)]
        above: list[Condition] = []
        for rung, bit in zip(ladder.rungs, bits.values(), strict=False):
            pairs.append((all_of(*above, may(rung.when)), bit))
            above.append(Not(Presume(rung.when, Truth.NO, WHY)))
        pairs.append((all_of(*above), list(bits.values())[-1]))
    assert all(same(mine, theirs) for mine, theirs in pairs)

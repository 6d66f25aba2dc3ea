"""Rules as a CQL library for other engines: one `define` for every rule, comparison and fact; unknown stays unknown.

CQL's `and`, `or`, `not` are Kleene's, but its retrieves are closed: `exists` is never null and a null code is in no value
set. So no rule touches a retrieve. Facts are defined first, each with its own guard (`readings/cql_facts.py`), and the
rules read facts alone. Nothing here needs FHIRHelpers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    facts_of,
    walk,
)
from cobalamin.language.truth import Truth

COMPARISONS = """\
// A value reported with a comparator answers only where it must: `<150` is below 180, and unknown against 145.
define function "Below"(value Decimal, comparator String, bound Decimal):
  case
    when comparator is null then value < bound
    when comparator = '<' and value <= bound then true
    when comparator = '<=' and value < bound then true
    when comparator in {'>', '>='} and value >= bound then false
    else null
  end

define function "AtMost"(value Decimal, comparator String, bound Decimal):
  case
    when comparator is null then value <= bound
    when comparator in {'<', '<='} and value <= bound then true
    when comparator = '>' and value >= bound then false
    when comparator = '>=' and value > bound then false
    else null
  end"""


@dataclass(frozen=True)
class MeasureFact:
    """How a measure is retrieved: expressions for its value, its unit and its comparator, any of them null where unknown."""

    value: str
    unit: str
    comparator: str = "null as String"
    before: str = ""
    """Definitions the expressions lean on."""


@dataclass(frozen=True)
class FindingFact:
    """How a finding is retrieved: an expression that is true, false or null."""

    expression: str
    before: str = ""


FactExpression = MeasureFact | FindingFact
NOT_RETRIEVED = FindingFact("null as Boolean")
NO_RESULT = MeasureFact("null as Decimal", "null as String")


def library(
    rules: Sequence[Named],
    ladders: Sequence[Ladder],
    facts: Mapping[str, FactExpression],
    *,
    name: str,
    version: str,
    title: str,
    value_sets: Mapping[str, str],
    functions: str,
) -> str:
    """The library. `facts` says how each fact is retrieved (one that is absent is null); `value_sets` are name -> address."""
    used = facts_of(*rules)
    parts = [
        f"// {title}\n// Generated; not signed off by a clinician.",
        f"library {name} version '{version}'",
        "using FHIR version '4.0.1'",
        "\n".join(f"valueset {quoted(label)}: '{url}'" for label, url in value_sets.items()),
        '// The decision date.\nparameter "On" Date',
        "context Patient",
        functions,
        COMPARISONS,
        *(_fact(fact.name, facts.get(fact.name), isinstance(fact, Measure)) for fact in used),
        *_rules(rules),
        *(_ladder(ladder) for ladder in ladders),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _fact(name: str, how: FactExpression | None, measured: bool) -> str:
    how = how or (NO_RESULT if measured else NOT_RETRIEVED)
    before = f"{how.before}\n\n" if how.before else ""
    if isinstance(how, FindingFact):
        return f"{before}define {quoted(fact_name(name))}:\n{_indented(how.expression)}"
    lines = (
        f"define {quoted(f'{name} value')}:\n{_indented(how.value)}",
        f"define {quoted(f'{name} unit')}:\n{_indented(how.unit)}",
        f"define {quoted(f'{name} comparator')}:\n{_indented(how.comparator)}",
    )
    return before + "\n\n".join(lines)


def _rules(rules: Iterable[Named]) -> Iterator[str]:
    for node in walk(*rules):
        match node:
            case Compare():
                yield f"define {quoted(compare_name(node))}:\n{_indented(_compare(node))}"
            case Named(id=name, statement=statement, part=part, cites=cites):
                sources = f" ({', '.join(cites)})" if cites else ""
                yield f"// {statement}{sources}\ndefine {quoted(name)}:\n{_indented(expression(part))}"


def expression(node: Condition) -> str:
    """A condition over facts, comparisons and other definitions."""
    match node:
        case Finding(name=name):
            return quoted(fact_name(name))
        case Compare():
            return quoted(compare_name(node))
        case Named(id=name):
            return quoted(name)
        case Not(part=part):
            return f"(not {expression(part)})"
        case Presume(part=part, value=value, because=because):
            presumed = "true" if value is Truth.YES else "false"
            return f"Coalesce({expression(part)}, {presumed}) /* {because} */"
        case AtLeast(k=k, parts=parts):
            return _at_least(k, [expression(part) for part in parts])
        case _:
            assert_never(node)


def _at_least(k: int, parts: list[str]) -> str:
    if k == 1:
        return f"({' or '.join(parts)})"
    if k == len(parts):
        return f"({' and '.join(parts)})"
    if len(parts) > 8:
        raise RuleError(f"at least {k} of {len(parts)} parts is too wide to spell out in CQL")
    return "(" + " or ".join(f"({' and '.join(chosen)})" for chosen in combinations(parts, k)) + ")"


def _compare(node: Compare) -> str:
    """The comparison in the unit the result was reported in, with the figure printed in that unit."""
    function = "Below" if node.op in ("<", ">=") else "AtMost"
    opposite = "not " if node.op in (">", ">=") else ""
    value, comparator = quoted(f"{node.measure.name} value"), quoted(f"{node.measure.name} comparator")
    lines = [f"case {quoted(f'{node.measure.name} unit')}"]
    for unit in node.measure.units():
        bound = decimal(node.bound_in(unit))
        lines.append(f"  when '{unit}' then {opposite}\"{function}\"({value}, {comparator}, {bound})")
    return "\n".join((*lines, "  else null as Boolean", "end"))


def _ladder(ladder: Ladder) -> str:
    """The certain outcome; null while more than one is open."""
    lines = ["case"]
    for rung in ladder.rungs:
        lines.append(f"  when {quoted(rung.when.id)} then '{rung.outcome}'")
        lines.append(f"  when {quoted(rung.when.id)} is null then null")
    lines += [f"  else '{ladder.otherwise}'", "end"]
    return f"// {ladder.statement}\ndefine {quoted(f'answer {ladder.id}')}:\n" + _indented("\n".join(lines))


def fact_name(name: str) -> str:
    """The define of a finding: told apart from rules and from FHIR's own codes of the same spelling."""
    return f"finding {name}"


def compare_name(node: Compare) -> str:
    """The define of a comparison: what is compared, and the figure's id."""
    return f"{node.measure.name} {node.op} {node.bound.id or node.bound.printed[0]}"


def decimal(value: Fraction) -> str:
    """A CQL decimal: exact where it ends within eight digits, else rounded to them, the most CQL holds."""
    digits = Decimal(round(value * 10**8)).scaleb(-8).normalize()
    return f"{digits:f}" if digits % 1 else f"{digits:.1f}"


def quoted(name: str) -> str:
    """A CQL identifier."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())

"""Small changes of the rules, as a slip of the pen would make them: each must change some patient's answer.

A figure moved by one step of its printed form, a comparison turned or its end moved in or out, `any of` and `all of` and
counts exchanged, a part dropped, a part negated, a presumption turned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from cobalamin.knowledge.claims import Path, label, replaced
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Named,
    Not,
    Operator,
    Presume,
    Quantity,
    walk,
)
from cobalamin.language.rewrite import Rewriting

FLIPPED: dict[Operator, tuple[Operator, Operator]] = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
}  # fmt: skip
"""The end moved in or out, and the comparison turned round."""


@dataclass(frozen=True)
class Mutant:
    """A rule and what it was changed into."""

    rule: Named
    where: Path
    what: str
    changed: Named

    @property
    def id(self) -> str:
        return f"{self.rule.id} at {'.'.join(map(str, self.where)) or 'top'}: {self.what}"


def mutants(guideline: Guideline) -> tuple[Mutant, ...]:
    """Every small change of every rule, each once."""
    found: dict[str, Mutant] = {}
    for rule in (node for node in walk(*guideline.roots) if isinstance(node, Named)):
        for path, part in places(rule.part):
            for what, new in changes(part, path):
                mutant = Mutant(rule, path, what, replace(rule, part=replaced(rule.part, path, new)))
                assert mutant.id not in found, mutant.id
                found[mutant.id] = mutant
    return tuple(found.values())


def places(node: Condition, path: Path = ()) -> Iterator[tuple[Path, Condition]]:
    """Every condition a rule is written with, and where; other rules are not opened."""
    yield path, node
    match node:
        case Not(part=part) | Presume(part=part):
            yield from places(part, (*path, 0))
        case AtLeast(parts=parts):
            for i, part in enumerate(parts):
                yield from places(part, (*path, i))
        case _:
            pass


def changes(node: Condition, path: Path) -> Iterator[tuple[str, Condition]]:
    """What one place may be changed into."""
    yield f"not {label(node)}", Not(node)
    match node:
        case Compare(op=op):
            yield from ((f"{label(node)} read {other}", replace(node, op=other)) for other in FLIPPED[op])
            yield from moved(node)
        case AtLeast(k=k, parts=parts):
            yield from ((f"{other} of {len(parts)}, not {k}", AtLeast(other, parts)) for other in counts(k, len(parts)))
            for i, part in enumerate(parts if len(parts) > 1 else ()):
                rest = (*parts[:i], *parts[i + 1 :])
                kept = k - 1 if k == len(parts) else k
                yield f"without {i} {label(part)}", rest[0] if len(rest) == 1 else AtLeast(kept, rest)
        case Presume(value=value):
            yield "presumed the other way", replace(node, value=~value)
        case Not(part=part):
            yield f"{label(part)} without its not", part
        case Named() | Finding():
            pass


def counts(k: int, parts: int) -> tuple[int, ...]:
    """One more, one fewer, and all for any."""
    return tuple(sorted({n for n in (k - 1, k + 1, parts + 1 - k) if 1 <= n <= parts} - {k}))


def moved(node: Compare) -> Iterator[tuple[str, Condition]]:
    """The figure one step of its last printed digit higher and lower, in every unit it is printed in."""
    for way, sign in (("higher", 1), ("lower", -1)):
        printed = tuple(replace(p, value=p.value + sign * step(p)) for p in node.bound.printed)
        yield f"{label(node)} one step {way}", replace(node, bound=replace(node.bound, printed=printed))


def step(printed: Quantity) -> Fraction:
    """The last digit printed: 1 for 180, a tenth for 10.5, a thousandth for 0.271."""
    power = 1
    while (printed.value * power).denominator != 1:
        power *= 10
    return Fraction(1, power)


def outputs(guideline: Guideline, mutant: Mutant) -> tuple[tuple[Condition, Condition], ...]:
    """Where a change can be seen: the rule itself if it is an output, else every output that reads it; before and after."""
    if mutant.rule in guideline.roots:
        return ((mutant.rule, mutant.changed),)
    put = Rewriting({}, {mutant.rule.id: mutant.changed})
    return tuple((root, put.condition(root)) for root in guideline.roots if mutant.rule in set(walk(root)))

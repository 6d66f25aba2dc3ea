"""What can be claimed of a guideline: the closed set of claims every prover reads, and the words they are written in.

A claim speaks of every patient, those about whom little is known included, unless it says otherwise. *Certain* means
that the rules answer yes (or no), whatever the facts still missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from cobalamin.knowledge.rules import Guideline
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Fact,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    all_of,
    any_of,
    walk,
)

Direction = Literal["present", "higher", "lower"]


@dataclass(frozen=True)
class Never:
    """No patient is certain to meet all of these at once."""

    together: tuple[Condition, ...]


@dataclass(frozen=True)
class Possible:
    """Some patient of whom everything is known meets this."""

    condition: Condition
    what: str


@dataclass(frozen=True)
class Matters:
    """Some patient, of whom little may be known, is answered otherwise by the changed rule."""

    rule: Condition
    changed: Condition
    what: str


@dataclass(frozen=True)
class Keeps:
    """Moving one fact in one direction never takes away an answer: yes stays yes, and unknown does not become no."""

    fact: Fact
    direction: Direction
    outputs: tuple[Condition, ...]


@dataclass(frozen=True)
class Ignores:
    """Where `given` is certain, no value of the fact, nor its absence, changes any of the outputs."""

    fact: Fact
    given: Condition | None
    outputs: tuple[Condition, ...]


@dataclass(frozen=True)
class UnitFree:
    """A result in another unit changes nothing, outside the gap between two printed forms of one figure."""

    measure: Measure
    unit: str
    outputs: tuple[Condition, ...]


@dataclass(frozen=True)
class Settled:
    """With everything known none of the outputs is unknown, and none is ever both yes and no."""

    outputs: tuple[Condition, ...]


@dataclass(frozen=True)
class OneAnswer:
    """With everything known exactly one outcome of the ladder is left; with less known, one at least."""

    ladder: Ladder


@dataclass(frozen=True)
class Stable:
    """Learning more never turns a decided answer round, unless it lifts a presumption the answer stated."""

    outputs: tuple[Condition, ...]


@dataclass(frozen=True)
class FromNothing:
    """Of the patient of whom nothing is known, none of these is certain."""

    outputs: tuple[Condition, ...]


Claim = Never | Possible | Matters | Keeps | Ignores | UnitFree | Settled | OneAnswer | Stable | FromNothing


@dataclass(frozen=True)
class Allowed:
    """Patients for whom an obligation does not hold, and why that stands."""

    when: Condition
    because: str


@dataclass(frozen=True)
class Obligation:
    """One property: its sentence for a clinician, what must be proved, and its recorded exceptions."""

    id: str
    sentence: str
    claims: tuple[Claim, ...]
    allowed: tuple[Allowed, ...] = ()


# --- words to write them in ------------------------------------------------------------------------------------------


def word(guideline: Guideline, name: str) -> Named:
    """The definition, indication or rung called `name`, wherever in the guideline it stands."""
    for node in walk(*guideline.roots):
        if isinstance(node, Named) and node.id == name:
            return node
    raise RuleError(f"the guideline {guideline.id} has no definition {name!r}; the obligations need it")


def figure(guideline: Guideline, name: str) -> Compare:
    """The comparison with the threshold called `name`."""
    for node in walk(*guideline.roots):
        if isinstance(node, Compare) and node.bound.id == name:
            return node
    raise RuleError(f"the guideline {guideline.id} compares nothing with {name!r}; the obligations need it")


def outcome(ladder: Ladder, name: str) -> Condition:
    """The ladder answers exactly this."""
    higher: list[Condition] = []
    for rung in ladder.rungs:
        if rung.outcome == name:
            return all_of(*higher, rung.when)
        higher.append(Not(rung.when))
    if name != ladder.otherwise:
        raise RuleError(f"the ladder {ladder.id} never answers {name!r}; its outcomes are {', '.join(ladder.outcomes)}")
    return all_of(*higher)


def answers(ladder: Ladder, *names: str) -> tuple[Condition, ...]:
    """The ladder answers one of these, each by itself; what a source never answers is left out."""
    return tuple(outcome(ladder, name) for name in names if name in ladder.outcomes)


def at_least_as_high(ladder: Ladder, name: str) -> Condition:
    """The ladder answers this or something higher."""
    rungs = ladder.rungs[: ladder.outcomes.index(name) + 1]
    return any_of(*(rung.when for rung in rungs))


def differ(one: Condition, other: Condition) -> Condition:
    """One holds and the other does not."""
    return any_of(all_of(one, Not(other)), all_of(Not(one), other))


Path = tuple[int, ...]


def inputs(rule: Named) -> Iterator[tuple[Path, Condition]]:
    """Every leaf and every definition a rule is written with, and where: the definitions themselves are not opened."""

    def visit(node: Condition, path: Path) -> Iterator[tuple[Path, Condition]]:
        match node:
            case Not(part=part) | Presume(part=part):
                yield from visit(part, (*path, 0))
            case AtLeast(parts=parts):
                for i, part in enumerate(parts):
                    yield from visit(part, (*path, i))
            case _:
                yield path, node

    yield from visit(rule.part, ())


def replaced(node: Condition, path: Path, new: Condition) -> Condition:
    """The condition with the part at `path` replaced."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    match node:
        case Not(part=part):
            return Not(replaced(part, rest, new))
        case Presume(part=part, value=value, because=because):
            return Presume(replaced(part, rest, new), value, because)
        case AtLeast(k=k, parts=parts):
            return AtLeast(k, (*parts[:first], replaced(parts[first], rest, new), *parts[first + 1 :]))
        case Named() | Compare() | Finding():
            raise RuleError(f"nothing stands at {path} in {node}")
        case _:
            assert_never(node)


def label(part: Condition) -> str:
    """What a part is called in a list."""
    match part:
        case Finding(name=name) | Named(id=name):
            return name
        case Compare(measure=measure, op=op, bound=bound):
            return f"{measure.name} {op} {bound.printed[0]}"
        case _:
            return type(part).__name__

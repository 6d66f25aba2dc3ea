"""The closed set of nodes a clinical condition is made of. Every reading of a rule is one `match` over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from typing import Any, Literal, assert_never, dataclass_transform
from weakref import WeakValueDictionary

from cobalamin.language.truth import Truth

Operator = Literal["<", "<=", ">", ">="]
Verified = Literal["primary", "secondary", "unverified"]


class RuleError(TypeError):
    """A rule that cannot mean anything: raised where the rule is written, for its author."""


def _refused(self: object) -> bool:
    raise RuleError("a condition is not True or False: use all_of, any_of, Not, never `and`, `or`, `a < b < c`")


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value that is no truth of its own."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)

    __bool__ = _refused


_KNOWN: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()
_ADDING = Lock()


class _OneOfEach(type):
    """What is made twice alike is one object: conditions are deep and looked up often, and comparing them part by part is slow."""

    def __call__(cls, *values: Any, **named: Any) -> Any:
        made: Node = super().__call__(*values, **named)
        with _ADDING:
            return _KNOWN.setdefault((cls, *vars(made).values()), made)


@dataclass_transform(frozen_default=True)
class Node(metaclass=_OneOfEach):
    """A frozen part of a rule; equal nodes are one object, so definitions are shared, never copied."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, eq=False)(cls)

    def __reduce__(self) -> tuple[type[Node], tuple[object, ...]]:
        """A copy, or what another process sends, is the node that is here."""
        return type(self), tuple(vars(self).values())

    __bool__ = _refused


class Quantity(Node):
    """A number as its source prints it, with its unit."""

    value: Fraction
    unit: str

    def __str__(self) -> str:
        return f"{plain(self.value)} {spoken(self.unit)}"


def spoken(unit: str) -> str:
    """A unit as a reader says it: UCUM's year is `a`."""
    return "years" if unit == "a" else unit


def q(value: int | str | Fraction, unit: str) -> Quantity:
    """The quantity written as printed: q(180, "ng/L"), q("4.5", "mmol/L"). A float is refused: it is not what was printed."""
    if isinstance(value, float):
        raise RuleError(
            f"write {value!r} as a text, q({str(value)!r}, {unit!r}), so that it is exactly what the source prints"
        )
    return Quantity(Fraction(value), unit)


def plain(value: Fraction) -> str:
    """The shortest decimal text of a printed number; a fraction without one is rounded to six digits."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6g}"


class Threshold(Node):
    """A named figure that decides something: a parameter, with where it was printed and how far that was checked."""

    id: str
    printed: tuple[Quantity, ...]
    label: str = ""
    cites: tuple[str, ...] = ()
    verified: Verified = "unverified"

    def __post_init__(self) -> None:
        if not self.printed or not all(isinstance(p, Quantity) for p in self.printed):
            raise RuleError(f"threshold {self.id!r} needs at least one quantity with its unit, got {self.printed!r}")

    @property
    def text(self) -> str:
        """As its source prints it, in every unit: "180 ng/L = 133 pmol/L"."""
        return " = ".join(map(str, self.printed))


class Measure(Node):
    """A number about the patient. `factors` turn the other accepted units into `unit`, exactly."""

    name: str
    label: str
    unit: str
    factors: tuple[tuple[str, Fraction], ...] = ()

    def factor(self, unit: str) -> Fraction:
        """What a value in `unit` is multiplied by to stand in the measure's own unit."""
        if unit == self.unit:
            return Fraction(1)
        for known, factor in self.factors:
            if known == unit:
                return factor
        accepted = ", ".join((self.unit, *(u for u, _ in self.factors)))
        raise RuleError(f"{self.label} is in {accepted}, not {unit!r}")

    def units(self) -> tuple[str, ...]:
        """Every accepted unit, the measure's own first."""
        return (self.unit, *(u for u, _ in self.factors))

    def __lt__(self, bound: Threshold | Quantity) -> Compare:
        return Compare(self, "<", threshold(bound))

    def __le__(self, bound: Threshold | Quantity) -> Compare:
        return Compare(self, "<=", threshold(bound))

    def __gt__(self, bound: Threshold | Quantity) -> Compare:
        return Compare(self, ">", threshold(bound))

    def __ge__(self, bound: Threshold | Quantity) -> Compare:
        return Compare(self, ">=", threshold(bound))


def threshold(bound: Threshold | Quantity) -> Threshold:
    """A bare quantity as an unnamed threshold."""
    match bound:
        case Threshold():
            return bound
        case Quantity():
            return Threshold("", (bound,))
        case _:
            raise RuleError(f"write the unit of {bound!r}: q({bound!r}, 'ng/L')")


class Compare(Node):
    """The measure against a figure."""

    measure: Measure
    op: Operator
    bound: Threshold

    def __post_init__(self) -> None:
        for printed in self.bound.printed:
            self.measure.factor(printed.unit)

    def bound_in(self, unit: str) -> Fraction:
        """The bound as printed in `unit`; in a unit the source does not print, exactly converted from its first figure."""
        for printed in self.bound.printed:
            if printed.unit == unit:
                return printed.value
        first = self.bound.printed[0]
        return first.value * self.measure.factor(first.unit) / self.measure.factor(unit)


class Finding(Node):
    """Something the patient has or has not."""

    name: str
    label: str


class Not(Node):
    """The opposite; unknown stays unknown."""

    part: Condition


class AtLeast(Node):
    """At least k of the parts hold: k = 1 is `or`, k = all of them is `and`."""

    k: int
    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.parts or not 1 <= self.k <= len(self.parts):
            raise RuleError(f"at least {self.k} of {len(self.parts)} parts cannot be asked")


class Presume(Node):
    """The one closed-world step: if the part is unknown take `value`, and say why."""

    part: Condition
    value: Truth
    because: str

    def __post_init__(self) -> None:
        if self.value is Truth.UNKNOWN or not self.because:
            raise RuleError("a presumption takes yes or no and gives its reason")


class Named(Node):
    """A word clinicians have: a line of the story, a column of a table, a `define` of CQL. Shared wherever it is used."""

    id: str
    statement: str
    part: Condition
    cites: tuple[str, ...] = ()


Condition = Compare | Finding | Not | AtLeast | Presume | Named
Leaf = Compare | Finding
Fact = Measure | Finding


def all_of(*parts: Condition) -> Condition:
    """Every part holds."""
    return parts[0] if len(parts) == 1 else AtLeast(len(parts), parts)


def any_of(*parts: Condition) -> Condition:
    """One part holds at least."""
    return parts[0] if len(parts) == 1 else AtLeast(1, parts)


def at_least(k: int, *parts: Condition) -> Condition:
    """At least k parts hold."""
    return AtLeast(k, parts)


def parts_of(node: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside a condition."""
    match node:
        case Compare() | Finding():
            return ()
        case Not(part=part) | Presume(part=part) | Named(part=part):
            return (part,)
        case AtLeast(parts=parts):
            return parts
        case _:
            assert_never(node)


def walk(*roots: Condition) -> Iterator[Condition]:
    """Every distinct condition in the roots, parts before wholes: the order all readings compute in."""
    return iter(_walked(roots))


@lru_cache(maxsize=1024)
def _walked(roots: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The same, found once for the same roots: every reading of a guideline asks for it, several times."""
    found: dict[Condition, None] = {}
    pending = [(root, False) for root in reversed(roots)]
    while pending:
        node, is_last = pending.pop()
        if node in found:
            continue
        parts = parts_of(node)
        if is_last or not parts:
            found[node] = None
        else:
            pending.append((node, True))
            pending.extend((part, False) for part in reversed(parts))
    return tuple(found)


def facts_of(*roots: Condition) -> tuple[Fact, ...]:
    """The distinct facts the roots read, in order of first use."""
    found: dict[Fact, None] = {}
    for node in walk(*roots):
        match node:
            case Compare(measure=measure):
                found[measure] = None
            case Finding():
                found[node] = None
            case _:
                pass
    return tuple(found)


def listing(*roots: Condition) -> Iterator[str]:
    """The roots as text, a line each distinct condition over the numbers of its parts: what identifies a set of rules."""
    number: dict[Condition, int] = {}
    for node in walk(*roots):
        own = {name: value for name, value in vars(node).items() if name not in ("part", "parts")}
        number[node] = len(number)
        yield f"{type(node).__name__} {own} {[number[part] for part in parts_of(node)]}"
    yield f"roots {[number[root] for root in roots]}"

"""A condition in English: an outline that prints as one sentence or as an indented list.

Named words are referred to, never inlined: each is explained once, where it is defined. Figures are printed with every
unit their source prints and with how far they were checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from cobalamin.language.nodes import (
    AtLeast,
    Compare,
    Condition,
    Finding,
    Named,
    Not,
    Operator,
    Presume,
    Threshold,
)

Refer = Callable[[Named], str]
"""How a named word is mentioned inside another condition."""
Print = Callable[[Threshold], str]
"""How a figure is printed."""

_SIDES: dict[Operator, str] = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}


@dataclass(frozen=True)
class Outline:
    """A phrase and what hangs below it."""

    text: str
    parts: tuple[Outline, ...] = ()


def by_statement(word: Named) -> str:
    """A word mentioned by what it says."""
    return f"“{word.statement}”"


def as_printed(bound: Threshold) -> str:
    """A figure in every unit its source prints, with its verification: "180 ng/L = 133 pmol/L [secondary]"."""
    return f"{bound.text} [{bound.verified}]"


def outline(node: Condition, refer: Refer = by_statement, figure: Print = as_printed) -> Outline:
    """The condition as an outline; a word at the top is mentioned too: pass its `part` to see what it means."""
    match node:
        case Compare(measure=measure, op=op, bound=bound):
            return Outline(f"{measure.label} {_SIDES[op]} {figure(bound)}")
        case Finding(label=label):
            return Outline(label)
        case Named():
            return Outline(refer(node))
        case Not(part=part):
            inner = outline(part, refer, figure)
            return replace(inner, text=f"not {inner.text}" if inner.parts else f"not: {inner.text}")
        case Presume(part=part, value=value, because=because):
            inner, presumed = outline(part, refer, figure), f"taken as a {value.value} where unknown ({because})"
            return Outline(presumed, (inner,)) if inner.parts else Outline(f"{inner.text}, {presumed}")
        case AtLeast(k=k, parts=parts):
            return Outline(_count(k, len(parts)), tuple(outline(part, refer, figure) for part in parts))
        case _:
            assert_never(node)


def _count(k: int, of: int) -> str:
    if k == of:
        return "all of"
    return "any of" if k == 1 else f"at least {k} of"


def sentence(node: Condition, refer: Refer = by_statement, figure: Print = as_printed) -> str:
    """The condition on one line: "all of (a; any of (b; c))"."""
    return _on_one_line(outline(node, refer, figure))


def _on_one_line(here: Outline) -> str:
    if not here.parts:
        return here.text
    return f"{here.text} ({'; '.join(map(_on_one_line, here.parts))})"


def bullets(node: Condition, refer: Refer = by_statement, figure: Print = as_printed) -> str:
    """The condition as an indented list, one phrase a line, each after "- "."""
    return "\n".join(_list(outline(node, refer, figure), 0))


def _list(here: Outline, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {here.text}{':' if here.parts else ''}"
    for part in here.parts:
        yield from _list(part, depth + 1)

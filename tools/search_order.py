"""Search a better order of the diagram's levels, and store it in knowledge/order.py: `make order`.

Blocks of one, two, four or eight neighbouring facts are moved; an order with fewer nodes replaces the stored one. The
search is seeded, so the same rules and the same number of rounds find the same order. What the order is worth is size
and speed only: every order gives the same answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from textwrap import wrap

from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.diagram import Diagram, Group, Output
from cobalamin.language.nodes import Finding, Measure, facts_of

STORED = Path(__file__).parent.parent / "src" / "cobalamin" / "knowledge" / "order.py"
BLOCKS = (1, 2, 4, 8)
OUTPUTS: tuple[Output, ...] = (*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications), *ARTICLE.ladders)
"""What the engine answers exactly. Not read off the engine, which refuses to start when the stored order is out of date."""
HEAD = '''\
"""The stored order of the diagram's levels, found by `make order` (a seeded search): random orders are many times larger."""

from __future__ import annotations

ORDER: tuple[str, ...] = (
'''
TAIL = ''')  # fmt: skip
"""Fact names from the top level down. The members of a group of the base article follow its first: another guideline may
part them, and each part then stands where the group did."""
'''


def search(
    outputs: Sequence[Output], start: Sequence[str], rounds: int, seed: int
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Smaller and smaller orders by moving blocks of neighbours; yields round, number of nodes and order, the start first."""
    chance, best = Random(seed), tuple(start)
    least = Diagram(outputs, best, possible).size()
    yield 0, least, best
    for number in range(1, rounds + 1):
        candidate = moved(best, chance)
        size = Diagram(outputs, candidate, possible).size()
        if size < least:
            yield number, size, candidate
        if size <= least:  # an order as good is walked on from: that is how the search leaves a flat place
            least, best = size, candidate


def moved(order: Sequence[str], chance: Random) -> tuple[str, ...]:
    """The order with one block of neighbours put somewhere else."""
    width = chance.choice(BLOCKS)
    start = chance.randrange(len(order) - width + 1)
    block, rest = order[start : start + width], [*order[:start], *order[start + width :]]
    place = chance.randrange(len(rest) + 1)
    return (*rest[:place], *block, *rest[place:])


def whole(diagram: Diagram) -> tuple[str, ...]:
    """Every level by name, the stored ones in their order and any fact the rules have since gained."""
    names: dict[str, None] = {}
    for variable in diagram.variables:
        match variable:
            case Group(members=members):
                names[members[0].name] = None
            case Finding(name=name) | Measure(name=name):
                names[name] = None
            case _:
                pass
    return tuple(names)


def spelt(order: Sequence[str], diagram: Diagram) -> tuple[str, ...]:
    """The order with each group's members behind its first."""
    others = {
        group.members[0].name: [member.name for member in group.members[1:]] for group in diagram.group_of.values()
    }
    return tuple(name for first in order for name in (first, *others.get(first, ())))


def text(order: Sequence[str]) -> str:
    """The module that stores an order."""
    lines = wrap(", ".join(f'"{name}"' for name in order) + ",", 116)
    return HEAD + "".join(f"    {line}\n" for line in lines) + TAIL


def main() -> None:
    """Search from the stored order and store what is smaller."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    read = {fact.name for fact in facts_of(*ARTICLE.roots, possible)}
    diagram = Diagram(OUTPUTS, [name for name in ORDER if name in read], possible)
    best = start = whole(diagram)
    for number, size, order in search(OUTPUTS, start, asked.rounds, asked.seed):
        print(f"round {number}: {size} nodes", flush=True)
        best = order
    STORED.write_text(text(spelt(best, diagram)))


if __name__ == "__main__":
    main()

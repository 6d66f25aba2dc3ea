"""What was wrong with the rows a list was made from, and each sentence once for all that it is said of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from cobalamin.recall.sources.days import OTHER_ORDER
from cobalamin.translation.phrases import counted


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with a row. A refused row was not used at all; of another only the cell named was left out."""

    line: int
    text: str
    refused: bool
    where: str = ""
    """The resource or file, where the source has no lines."""
    whole_file: bool = False
    """Whether it is a file of one patient, who is on no list without it."""

    @property
    def place(self) -> str:
        """Where it is: "line 17", "Patient/12"."""
        return self.where or f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Alike(NamedTuple):
    """One sentence, and all it was said of."""

    text: str
    refused: bool
    of: list[Problem]


def together(problems: Iterable[Problem]) -> list[Alike]:
    """Each sentence once, of rows that were not used first: a dose in millilitres in every row hid what mattered."""
    found: dict[tuple[bool, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((not problem.refused, problem.text), []).append(problem)
    return [Alike(text, not used, found[used, text]) for used, text in sorted(found, key=itemgetter(0))]


def other_order_told(problems: Iterable[Problem]) -> tuple[str, ...]:
    """That days are written the other way round than the list was read, so that the others may be wrong; nothing where none is."""
    count = sum(OTHER_ORDER in problem.text for problem in problems)
    told = f"{counted(count, 'date')} can only be read the other way round: the others may be read wrongly, see --date-format"
    return (told,) if count else ()

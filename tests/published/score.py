"""Scores the product on the published cases: one line a case, totals, exit 1 when a missed injection is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobalamin.assessment.assess import assess
from cobalamin.language.truth import Truth
from cobalamin.records.case import read_case

HERE = Path(__file__).parent
URGENCY = {"same_day": "emergency", "prompt": "prompt", "routine": "routine", "none": "routine"}
ROUTES = {
    "injection": frozenset({"injection_indicated"}),
    "undetermined": frozenset({"needs_more_data"}),
    "oral": frozenset({"oral_sufficient"}),
    "none": frozenset({"no_b12_therapy"}),
}


@dataclass(frozen=True)
class Expected:
    """What the publication expects, as the open set of cases states it."""

    required: frozenset[int]
    optional: frozenset[int]
    urgencies: frozenset[str]
    routes: frozenset[str]
    confidence: str


@dataclass(frozen=True)
class Answer:
    """What the product says, in its own words."""

    yes: frozenset[int]
    no: frozenset[int]
    route: str
    working: str
    urgency: str
    possible_urgency: str


@dataclass(frozen=True)
class Score:
    """One case compared; every judgement is read off the two sides."""

    id: str
    expected: Expected
    answer: Answer

    @property
    def dangerous(self) -> bool:
        """True where the strict answer withholds an injection the publication requires."""
        denied = bool(self.expected.required & self.answer.no) and self.answer.route not in {"injection", "specialist"}
        return denied or self._withheld(self.answer.route)

    @property
    def dangerous_as_it_stands(self) -> bool:
        """True where only the working answer, which is labelled provisional, withholds the injection."""
        return not self.dangerous and self._withheld(self.answer.working)

    @property
    def overtreatment(self) -> bool:
        """True where an injection or an indication is given and no acceptable route is an injection."""
        unwanted = "injection_indicated" not in self.expected.routes
        return unwanted and (self.answer.route == "injection" or bool(self.answer.yes))

    @property
    def indications_right(self) -> bool:
        """True when every required indication is YES and nothing outside required and optional is."""
        return self.expected.required <= self.answer.yes <= self.expected.required | self.expected.optional

    @property
    def urgency_right(self) -> bool:
        """True when the urgency that is certain is acceptable."""
        return URGENCY[self.answer.urgency] in self.expected.urgencies

    @property
    def route_right(self) -> bool:
        """True when the strict route is acceptable."""
        return self._acceptable(self.answer.route)

    @property
    def working_right(self) -> bool:
        """True when the working route is acceptable."""
        return self._acceptable(self.answer.working)

    def _withheld(self, route: str) -> bool:
        return route in {"oral", "none"} and self.expected.routes == {"injection_indicated"}

    def _acceptable(self, route: str) -> bool:
        if route != "specialist":
            return bool(ROUTES[route] & self.expected.routes)
        meant = {"injection_indicated"} if self.answer.yes else {"out_of_scope", "needs_more_data"}
        return bool(meant & self.expected.routes)


COUNTS: tuple[tuple[str, Callable[[Score], bool]], ...] = (
    ("dangerous misses", lambda s: s.dangerous),
    ("overtreatment", lambda s: s.overtreatment),
    ("indications right", lambda s: s.indications_right),
    ("urgency right", lambda s: s.urgency_right),
    ("route right, strict", lambda s: s.route_right),
    ("route right, working", lambda s: s.working_right),
    ("injection withheld in the working answer only", lambda s: s.dangerous_as_it_stands),
)


def case_files() -> tuple[Path, ...]:
    """The case files in order of id."""
    return tuple(sorted(path for path in HERE.glob("*.json") if path.name != "expected.json"))


def read_expected() -> dict[str, Expected]:
    """The published expectation by case id."""
    rows: dict[str, dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    return {id: _expected(row) for id, row in rows.items()}


def _expected(row: dict[str, Any]) -> Expected:
    return Expected(
        frozenset(row["indications_required"]),
        frozenset(row["indications_optional"]),
        frozenset(row["urgency_acceptable"]),
        frozenset(row["route_acceptable"]),
        row["confidence"],
    )


def answer(path: Path) -> Answer:
    """The product's answer to one case file."""
    said = assess(read_case(path))
    return Answer(
        frozenset(i.number for i in said.indications if i.truth is Truth.YES),
        frozenset(i.number for i in said.indications if i.truth is Truth.NO),
        said.route.outcome,
        said.working.route,
        said.urgency.at_least,
        said.urgency.possible,
    )


def score_all() -> tuple[Score, ...]:
    """Every published case, scored."""
    expected = read_expected()
    return tuple(Score(path.stem, expected[path.stem], answer(path)) for path in case_files())


def count(scores: Iterable[Score], holds: Callable[[Score], bool]) -> int:
    """How many of the scores the judgement holds for."""
    return sum(map(holds, scores))


def high(scores: Iterable[Score]) -> tuple[Score, ...]:
    """The cases whose expectation is held with high confidence."""
    return tuple(s for s in scores if s.expected.confidence == "high")


def _numbers(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers))) or "-"


def _marked(text: str, right: bool) -> str:
    return f"{text}{'' if right else ' x'}"


SHORT = {
    "injection_indicated": "inj",
    "oral_sufficient": "oral",
    "needs_more_data": "data",
    "no_b12_therapy": "none",
    "out_of_scope": "out",
}
_TITLES = ("case", "sure", "required", "met", "acceptable", "strict", "working", "urgency")
_WIDTHS = (4, 6, 11, 9, 14, 14, 14, 10)
HEAD = " ".join(f"{title:{width}}" for title, width in zip(_TITLES, _WIDTHS, strict=True)).rstrip()


def line(score: Score) -> str:
    """One case in at most 100 columns; `x` marks what is not acceptable, DANGER and OVER the two harms."""
    said, wanted = score.answer, score.expected
    optional = f"+{_numbers(wanted.optional)}" if wanted.optional else ""
    routes = "/".join(sorted(SHORT[route] for route in wanted.routes))
    harm = "DANGER" if score.dangerous else "OVER" if score.overtreatment else ""
    cells = (
        score.id,
        wanted.confidence,
        _numbers(wanted.required) + optional,
        _marked(_numbers(said.yes), score.indications_right),
        routes,
        _marked(said.route, score.route_right),
        _marked(said.working, score.working_right),
        _marked(said.urgency, score.urgency_right),
    )
    return " ".join((*(f"{cell:{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)), harm)).rstrip()


def totals(scores: tuple[Score, ...]) -> tuple[str, ...]:
    """The counts for the cases held with high confidence beside those for all."""
    sure = high(scores)
    return (
        f"{'':46} {'high':>9} {'all':>9}",
        *(
            f"{name:46} {f'{count(sure, holds)}/{len(sure)}':>9} {f'{count(scores, holds)}/{len(scores)}':>9}"
            for name, holds in COUNTS
        ),
    )


def main() -> int:
    """Print the table; 1 when a dangerous miss is among the cases."""
    scores = score_all()
    print(HEAD, *map(line, scores), "", *totals(scores), sep="\n")
    print("\nNeither the expectations, read from the publications, nor the answers are signed off by a clinician.")
    return 1 if any(s.dangerous for s in scores) else 0


if __name__ == "__main__":
    sys.exit(main())

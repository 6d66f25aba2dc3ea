"""Random conditions, ladders and patients, shared by every test that states a law.

Small on purpose: four findings and two measures, so that every completion of the missing facts can be listed. The
measures print their figures in several units and the printed figures do not convert into each other exactly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cobalamin.language.ladder import Ladder, Rung
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
    Threshold,
    all_of,
    facts_of,
    q,
)
from cobalamin.language.patient import Interval, Patient, exactly
from cobalamin.language.truth import Truth

EXAMPLES = int(os.environ.get("COBALAMIN_EXAMPLES", "20"))
"""How many examples a law is tried on; the default is repeatable, more (nightly: 10000) are drawn anew each time."""

law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="COBALAMIN_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# --- facts and figures -----------------------------------------------------------------------------------------------

FINDINGS = tuple(
    Finding(name, label)
    for name, label in (
        ("tingling", "tingling"),
        ("vegan", "vegan diet"),
        ("female", "female"),
        ("pregnant", "pregnant"),
    )
)
B12 = Measure("b12", "total B12", "pmol/L", (("ng/L", Fraction(100_000, 135_537)), ("ug/L", Fraction(10**8, 135_537))))
HAEMOGLOBIN = Measure("haemoglobin", "haemoglobin", "g/L", (("g/dL", Fraction(10)),))
MEASURES = (B12, HAEMOGLOBIN)

FIGURES: dict[Measure, tuple[Threshold, ...]] = {
    B12: (
        Threshold("severe", (q(100, "ng/L"),)),
        Threshold("deficient", (q(180, "ng/L"), q(133, "pmol/L"))),
        Threshold("band_top", (q(258, "pmol/L"), q("0.35", "ug/L"), q(350, "ng/L"))),
    ),
    HAEMOGLOBIN: (
        Threshold("men", (q(130, "g/L"), q(13, "g/dL"))),
        Threshold("same_day", (q("7.0", "g/dL"),)),
        Threshold("women", (q(120, "g/L"), q("12.1", "g/dL"))),
    ),
}
"""Figures as guidelines print them: rounded from unit to unit, some in one unit only."""

possible = Named("possible", "only women are pregnant", AtLeast(1, (FINDINGS[2], Not(FINDINGS[3]))))
in_band = all_of(Compare(B12, ">=", FIGURES[B12][1]), Compare(B12, "<=", FIGURES[B12][2]))
no_band = Named("no_band", "only women are pregnant, and no B12 lies in the band", all_of(possible, Not(in_band)))
limits = st.sampled_from((None, possible, no_band))
"""Worlds that cannot be, for the laws that leave some out."""

# --- conditions ------------------------------------------------------------------------------------------------------

findings: st.SearchStrategy[Finding] = st.sampled_from(FINDINGS)


@st.composite
def compares(draw: st.DrawFn) -> Compare:
    measure = draw(st.sampled_from(MEASURES))
    return Compare(measure, draw(st.sampled_from(("<", "<=", ">", ">="))), draw(st.sampled_from(FIGURES[measure])))


leaves: st.SearchStrategy[Condition] = st.one_of(findings, findings, compares())


@cache
def conditions(*, presume: bool = True, deep: int = 3) -> st.SearchStrategy[Condition]:
    """Any condition nested at most so deep; `presume=False` leaves out the one node that is not monotone."""
    found = leaves
    for _ in range(deep):
        found = st.one_of(leaves, *_wider(found, presume=presume))
    return found


def _wider(inner: st.SearchStrategy[Condition], *, presume: bool) -> Iterator[st.SearchStrategy[Condition]]:
    yield st.builds(Not, inner)
    yield from (_counts(inner), _counts(inner), _counts(inner))
    yield st.builds(Named, st.sampled_from(("one", "two", "three")), st.just("a word"), inner)
    if presume:
        yield st.builds(Presume, inner, st.sampled_from((Truth.NO, Truth.YES)), st.just("nobody asked"))


@st.composite
def _counts(draw: st.DrawFn, inner: st.SearchStrategy[Condition]) -> Condition:
    """All of, any of, or some number between; a part may stand there twice."""
    parts = tuple(draw(st.lists(inner, min_size=1, max_size=3)))
    return AtLeast(draw(st.one_of(st.just(1), st.just(len(parts)), st.integers(1, len(parts)))), parts)


@st.composite
def ladders(draw: st.DrawFn, *, presume: bool = True) -> Ladder:
    """One to three rungs above `none`."""
    whens = draw(st.lists(conditions(presume=presume, deep=2), min_size=1, max_size=3))
    rungs = tuple(Rung(f"rung {i}", Named(f"when {i}", "when", when)) for i, when in enumerate(whens))
    return Ladder("ladder", "the first that holds", rungs, "none")


@st.composite
def rule_sets(draw: st.DrawFn, *, presume: bool = True) -> tuple[Condition | Ladder, ...]:
    """A few outputs that share facts, as a guideline's do."""
    one = draw(st.lists(conditions(presume=presume, deep=2), min_size=1, max_size=3))
    return (*dict.fromkeys(one), *draw(st.lists(ladders(presume=presume), max_size=1)))


def roots(outputs: Sequence[Condition | Ladder]) -> tuple[Condition, ...]:
    """The conditions of conditions and ladders."""
    return tuple(c for o in outputs for c in (o.conditions if isinstance(o, Ladder) else (o,)))


# --- patients --------------------------------------------------------------------------------------------------------


def near(measure: Measure, unit: str) -> st.SearchStrategy[Fraction]:
    """A value at, just below or just above a figure in this unit, or anywhere."""
    bounds = [Compare(measure, "<", figure).bound_in(unit) for figure in FIGURES[measure]]
    steps = st.sampled_from((Fraction(0), Fraction(1, 10**6), Fraction(-1, 10**6)))
    beside = st.builds(lambda bound, step: bound * (1 + step), st.sampled_from(bounds), steps)
    anywhere = st.builds(lambda share: max(bounds) * Fraction(share, 20), st.integers(0, 40))
    return st.one_of(beside, beside, anywhere)


@st.composite
def intervals(draw: st.DrawFn, measure: Measure) -> Interval:
    """A plain result, one behind a comparator (as words become), a range, or no number at all, in any unit."""
    unit = draw(st.sampled_from(measure.units()))
    low, high = sorted((draw(near(measure, unit)), draw(near(measure, unit))))
    is_open = draw(st.booleans())
    match draw(st.sampled_from(("plain", "plain", "at most", "at least", "range", "unit only"))):
        case "plain":
            return exactly(low, unit)
        case "at most":
            return Interval(None, high, unit, high_open=is_open)
        case "at least":
            return Interval(low, None, unit, low_open=is_open)
        case "range":
            return Interval(low, high, unit, is_open and low < high, draw(st.booleans()) and low < high)
        case _:
            return Interval(None, None, unit)


ALL_FACTS: tuple[Fact, ...] = (*FINDINGS, *MEASURES)


@st.composite
def patients(draw: st.DrawFn, facts: Sequence[Fact] = ALL_FACTS) -> dict[str, bool | Interval]:
    """Any knowledge of these facts; what is not there is unknown."""
    found: dict[str, bool | Interval] = {}
    for fact in facts:
        if draw(st.booleans()):
            found[fact.name] = draw(st.booleans() if isinstance(fact, Finding) else intervals(fact))
    return found


@st.composite
def learning(draw: st.DrawFn) -> tuple[Patient, Patient]:
    """A patient, and the same patient of whom more is known: new facts, or narrower results."""
    before = draw(patients())
    after = dict(before)
    for fact in ALL_FACTS:
        known = before.get(fact.name)
        if known is None and draw(st.booleans()):
            after[fact.name] = draw(st.booleans() if isinstance(fact, Finding) else intervals(fact))
        elif isinstance(known, Interval) and draw(st.booleans()):
            after[fact.name] = narrower(known, draw(st.integers(0, 4)))
    return before, after


def narrower(known: Interval, quarter: int) -> Interval:
    """One value out of an interval: a quarter of the way from its low to its high end, never an open end itself."""
    low = known.low if known.low is not None else Fraction(0) if known.high is None else known.high - 50
    high = known.high if known.high is not None else low + 400
    step = quarter if not (known.low_open or known.high_open) else min(max(quarter, 1), 3)
    return exactly(low + (high - low) * Fraction(step, 4), known.unit)


@st.composite
def orders(draw: st.DrawFn, *conditions: Condition) -> tuple[str, ...]:
    """Some of the facts in some order: the levels of a diagram from the top."""
    names = draw(st.permutations([fact.name for fact in facts_of(*conditions)]))
    return tuple(names[: draw(st.integers(0, len(names)))])

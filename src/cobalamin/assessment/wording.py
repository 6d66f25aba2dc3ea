"""Leaves and urgencies in words: what every output shares of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from cobalamin.assessment.assessment import Assessment, Reason
from cobalamin.knowledge.definitions import AS_AN_ADULT
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.cells import says_below
from cobalamin.language.nodes import Compare, Finding, Leaf, Verified, plain, spoken
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.records.known import Known, asked_group

URGENCY_WORDS = {
    "same_day": "same day",
    "prompt": "prompt (within days)",
    "routine": "routine",
    "none": "none for B12",
}

_SIDES = {
    ("<", True): "below", ("<", False): "at least", ("<=", True): "at most", ("<=", False): "above", (">", True): "above",
    (">", False): "at most", (">=", True): "at least", (">=", False): "below",
}  # fmt: skip


def reason(name: str, leaves: Sequence[tuple[Leaf, Truth]], known: Known | None) -> Reason:
    """One reason a fact: the comparisons of one measure are told together."""
    leaf, truth = leaves[0]
    source = known.source if known is not None else None
    compares = _telling([(row[0], row[1]) for row in leaves if isinstance(row[0], Compare)], known)
    cites = dict.fromkeys(cite for compare, _ in compares for cite in compare.bound.cites)
    verified: tuple[Verified, ...] = tuple(dict.fromkeys(compare.bound.verified for compare, _ in compares))
    text = _compared(compares, known) if compares else found_text(leaf, truth)
    return Reason(
        name, text, truth, source.where if source else "", source.when if source else "",
        known is not None and known.presumed, known.note if known is not None else "", tuple(cites), verified,
    )  # fmt: skip


def found_text(leaf: Leaf, truth: Truth) -> str:
    """A finding in words."""
    assert isinstance(leaf, Finding)
    return {Truth.YES: leaf.label, Truth.NO: negated(leaf), Truth.UNKNOWN: f"unknown: {leaf.label}"}[truth]


def negated(finding: Finding) -> str:
    """A finding that is absent, in words."""
    return NEGATED.get(finding.name, f"no {finding.label}")


NEGATED = {
    "pregnant": "not pregnant", "breastfeeding": "not breastfeeding", "female": "not female",
    "another_diagnosis_explains": "no other diagnosis explains the picture", "cause_resolved": "the cause has not been dealt with",
    "trimester_1": "not in the first trimester", "trimester_2": "not in the second trimester",
    "trimester_3": "not in the third trimester", "intrinsic_factor_antibody": "intrinsic factor antibody negative",
    "parietal_cell_antibody": "parietal cell antibody negative", "anaemia_recorded": "no anaemia recorded",
    "oral_treatment_failed": "oral treatment has not failed", "needs_supervised_treatment": "no supervised treatment needed",
}  # fmt: skip
"""Findings whose label is no noun: one is not pregnant, rather than having no pregnant."""


def presumed_text(name: str, known: Known) -> str:
    """What was presumed of a fact: the group that was asked about, or what it was presumed from."""
    said = asked_group(known.note) or known.note == AS_AN_ADULT
    return known.note if said else f"not {FACTS[name].fact.label}: {known.note}"


def asked_groups(answer: Assessment) -> tuple[str, ...]:
    """The groups of which an answer presumes that what is not recorded is not there, in words."""
    return tuple(filter(None, map(asked_group, answer.presumptions)))


_CHOOSES_A_FIGURE = frozenset(("age", "female"))
_OF_PREGNANCY = frozenset(("pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3"))


def worth_telling(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons without that a man, a child or an old woman is not pregnant: true, and nobody would say it.

    What somebody recorded stays, and so does what would be the only reason. Age and sex choose a figure and are no finding: they
    come last, for a card has room for the first alone.
    """
    every = tuple(reasons)
    told = tuple(r for r in every if r.fact not in _OF_PREGNANCY or r.truth is not Truth.NO or r.source)
    return tuple(sorted(told or every, key=lambda reason: reason.fact in _CHOOSES_A_FIGURE))


def value_text(name: str, value: bool | Interval) -> str:
    """A known value for a reader: an age in years, or in months under two."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "age" and value.unit == "a" and value.low is not None and value.low == value.high:
        return f"{int(value.low)} years" if value.low >= 2 else f"{int(value.low * 12)} months"
    return str(value)


def span_text(span: Interval) -> str:
    """A range of results: which of its ends belong to it is said, for a result may lie on one ("70 to <105 g/L")."""
    if span.low is None or span.high is None or span.low == span.high:
        return str(span)
    above, below = ">" if span.low_open else "", "<" if span.high_open else ""
    return f"{above}{plain(span.low)} to {below}{plain(span.high)} {spoken(span.unit)}"


def why_words(why: str) -> str:
    """Why something recorded is not used, for a reader: of a result with a comparator it is as far as it goes."""
    return _WHY_WORDS.get(why, why)


_WHY_WORDS = {"censored": "not enough", "after an injection": "drawn on B12"}  # by mouth too (register R32)


Compared = tuple[Compare, Truth]


def _telling(compares: list[Compared], known: Known | None) -> list[Compared]:
    """Of the figures a result lies above the highest, of those it lies below the lowest, and those it does not settle."""
    if known is None or not isinstance(known.value, Interval):
        return compares
    unit = known.value.unit
    decided = [row for row in compares if row[1] is not Truth.UNKNOWN]
    above = [row for row in decided if says_below(row[0]) != (row[1] is Truth.YES)]
    below = [row for row in decided if says_below(row[0]) == (row[1] is Truth.YES)]
    if len(above) > 1:
        above = [max(above, key=lambda row: row[0].bound_in(unit))]
    if len(below) > 1:
        below = [min(below, key=lambda row: row[0].bound_in(unit))]
    return [*above, *below, *(row for row in compares if row[1] is Truth.UNKNOWN)]


def _compared(compares: list[Compared], known: Known | None) -> str:
    """Between which figures a result lies: "total serum B12 214 ng/L, at least 180 ng/L, at most 350 ng/L"."""
    measure = compares[0][0].measure
    if known is None or not isinstance(known.value, Interval):
        return f"unknown: {measure.label}"
    sides = (_side(compare, truth, known.value.unit) for compare, truth in compares)
    return ", ".join((f"{measure.label} {value_text(measure.name, known.value)}", *sides))


@lru_cache(maxsize=4096)
def _side(compare: Compare, truth: Truth, unit: str) -> str:
    if truth is Truth.UNKNOWN:
        return f"which does not settle whether it is {_SIDES[compare.op, True]} {_printed(compare, unit)}"
    return f"{_SIDES[compare.op, truth is Truth.YES]} {_printed(compare, unit)}"


def _printed(compare: Compare, unit: str) -> str:
    """The bound as printed in the unit of the result, else as first printed."""
    return str(next((p for p in compare.bound.printed if p.unit == unit), compare.bound.printed[0]))


ON_ITS_WAY = "(sent already: ask the laboratory for the result)"
"""Behind a test whose result is recorded as not final: nobody draws it again (register R164)."""
AGREED = "every way the missing facts could turn out agrees"
OPEN = "the open questions have to be asked or tested"
"""Why an urgency holds for which no single rule does."""


def urgency_statement(urgencies: tuple[str, ...]) -> str:
    """ "at least routine; possibly same day" """
    least = URGENCY_WORDS[urgencies[-1]]
    if len(urgencies) == 1:
        return least
    return f"at least {least}; possibly {' or '.join(URGENCY_WORDS[u] for u in urgencies[:-1])}"

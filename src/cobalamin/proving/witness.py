"""The patient who breaks a claim: confirmed by the plain interpreter, made small, written as a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cobalamin.knowledge.claims import (
    Claim,
    FromNothing,
    Ignores,
    Keeps,
    Matters,
    Never,
    OneAnswer,
    Possible,
    Settled,
    Stable,
    UnitFree,
)
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.language.explain import explain, truths_of
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import Condition, Presume, plain, walk
from cobalamin.language.patient import Interval, Patient
from cobalamin.language.truth import Truth
from cobalamin.readings.proof import Known

Pair = tuple[Known, Known | None]


@dataclass(frozen=True)
class Witness:
    """A patient for whom a claim does not hold; where the claim compares two, also the patient after the change."""

    claim: Claim
    patient: Patient
    after: Patient | None = None


def truths(conditions: Iterable[Condition], patient: Patient) -> list[Truth]:
    """The truth of each condition by the plain interpreter."""
    return list(map(truths_of(patient), conditions))


def breaks(claim: Claim, before: Patient, after: Patient | None) -> bool:
    """Whether the patient, or the pair, breaks the claim, by the plain interpreter alone."""
    match claim, after:
        case Never(together=together), _:
            return all(truth is Truth.YES for truth in truths(together, before))
        case (FromNothing(outputs=outputs), _):
            return any(truth is Truth.YES for truth in truths(outputs, before))
        case (Settled(outputs=outputs), _):
            return any(truth is Truth.UNKNOWN for truth in truths(outputs, before))
        case (OneAnswer(ladder=ladder), _):
            return len(possible_outcomes(ladder, truths_of(before))) != 1
        case (Keeps(outputs=outputs), Mapping()):
            return any(_lost(a, b) for a, b in _side_by_side(outputs, before, after))
        case (Ignores(given=given, outputs=outputs), Mapping()):
            held = given is None or truths([given], before) == truths([given], after) == [Truth.YES]
            return held and any(a is not b for a, b in _side_by_side(outputs, before, after))
        case (UnitFree(outputs=outputs), Mapping()):
            return any(a is not b for a, b in _side_by_side(outputs, before, after))
        case (Stable(outputs=outputs), Mapping()):
            presumptions = [node for node in walk(*outputs) if isinstance(node, Presume)]
            lifted = truths(presumptions, before) != truths(presumptions, after)
            return not lifted and any({a, b} == {Truth.YES, Truth.NO} for a, b in _side_by_side(outputs, before, after))
        case (Possible() | Matters(), _):
            return False
        case _:
            raise TypeError(f"{type(claim).__name__} compares two patients; the one after the change is missing")


def _side_by_side(outputs: Sequence[Condition], before: Patient, after: Patient) -> list[tuple[Truth, Truth]]:
    return list(zip(truths(outputs, before), truths(outputs, after), strict=True))


def _lost(before: Truth, after: Truth) -> bool:
    """Yes that did not stay, or a no that was not one before."""
    return (before is Truth.YES and after is not Truth.YES) or (after is Truth.NO and before is Truth.UNKNOWN)


# --- as small as it can be -------------------------------------------------------------------------------------------


def smallest(claim: Claim, before: Known, after: Known | None, exceptions: Sequence[Condition]) -> Pair:
    """The same fault with as few facts as can be, and with numbers a person would write."""

    def still(one: Known, other: Known | None) -> bool:
        both = [one] if other is None else [one, other]
        if any(explain(possible, patient).truth is Truth.NO for patient in both):
            return False
        return breaks(claim, one, other) and not any(_applies(when, both) for when in exceptions)

    if not still(before, after):
        raise AssertionError("Z3 and the interpreter disagree about a patient: one of the two readings is wrong")
    before, after = shrunk(before, after, still)
    return before, _beside(before, after, still)


def shrunk(before: Known, after: Known | None, still: Callable[[Known, Known | None], bool]) -> Pair:
    """As few facts as `still` allows, with round numbers: a rounder number may need fewer facts beside it."""
    while True:
        fewer = _without(*_rounded(before, after, still), still)
        if fewer == (before, after):
            return fewer
        before, after = fewer


def _applies(when: Condition, both: Sequence[Patient]) -> bool:
    """An exception is certain for the one patient, or not ruled out for a pair."""
    found = [explain(when, patient).truth for patient in both]
    return found[0] is Truth.YES if len(both) == 1 else any(truth is not Truth.NO for truth in found)


def _without(before: Known, after: Known | None, still: Callable[[Known, Known | None], bool]) -> Pair:
    for name in list(dict.fromkeys((*before, *(after or {})))):
        if after is not None and before.get(name) != after.get(name):
            continue
        fewer = _dropping(before, name), None if after is None else _dropping(after, name)
        if still(*fewer):
            before, after = fewer
    return before, after


def _dropping(patient: Known, name: str) -> Known:
    return {other: known for other, known in patient.items() if other != name}


def _rounded(before: Known, after: Known | None, still: Callable[[Known, Known | None], bool]) -> Pair:
    for name, known in list(before.items()):
        if not isinstance(known, Interval):
            continue
        moved = after is not None and after.get(name) != known
        for tidy in _tidy(known):
            fewer = {**before, name: tidy}, after if after is None or moved else {**after, name: tidy}
            if still(*fewer):
                before, after = fewer
                break
    return before, after


def _beside(before: Known, after: Known | None, still: Callable[[Known, Known | None], bool]) -> Known | None:
    """The moved result one step from where it was, if that is far enough to see the fault."""
    if after is None:
        return None
    for name, known in before.items():
        moved = after.get(name)
        if moved == known or not isinstance(known, Interval) or known.low is None or known.low != known.high:
            continue
        for value in (known.low - 1, known.low + 1):
            nearer = {**after, name: Interval(value, value, known.unit)}
            if value > 0 and still(before, nearer):
                return nearer
    return after


def _tidy(known: Interval) -> Iterable[Interval]:
    """Rounder values nearby, the plainest first; an end alone is tried as a plain result as well."""
    value = known.low if known.low is not None else known.high
    assert value is not None
    whole = Fraction(round(value))
    tens, tenths = Fraction(round(value / 10) * 10), Fraction(round(value * 10), 10)
    for number in dict.fromkeys((tens, whole, whole - 1, whole + 1, tens - 10, tens + 10, tenths)):
        if number <= 0:
            continue
        yield Interval(number, number, known.unit)
        if known.low != known.high:
            yield Interval(None if known.low is None else number, None if known.high is None else number, known.unit)


# --- as a case file --------------------------------------------------------------------------------------------------


def case_file(identity: str, title: str, patient: Patient, note: str = "") -> dict[str, Any]:
    """The patient as a case file that `cobalamin assess` reads."""
    document: dict[str, Any] = {"cobalamin_case": 1, "id": identity, "title": title, "on": "2026-03-01", "patient": {}}
    facts: dict[str, Any] = {}
    for name, known in sorted(patient.items(), key=lambda item: list(FACTS).index(item[0])):
        if name == "female":
            document["patient"]["sex"] = "female" if known is True else "male"
        elif isinstance(known, Interval):
            facts[name] = written(known)
        else:
            facts[name] = known
    return {**document, "facts": facts, "assessed": [], "note": note}


def written(known: Interval) -> str:
    """A result as a record writes it: 247 pg/mL, <150 ng/L; an INR is a bare number."""
    unit = "" if known.unit == "1" else f" {known.unit}"
    if known.low is not None and known.high is not None:
        return f"{plain(known.low)}{unit}"
    if known.high is not None:
        return f"{'<' if known.high_open else '<='}{plain(known.high)}{unit}"
    assert known.low is not None
    return f"{'>' if known.low_open else '>='}{plain(known.low)}{unit}"

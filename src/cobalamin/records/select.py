"""Which observation counts: a case and a decision date to what is known, with its provenance, and why the rest is missing.

The same for one patient from any source: the latest usable result within twelve months (register R73), nothing from the
future, no B12 or antibody level drawn within fourteen days after an injection (R32), presumed *no* only inside an assessed
group (register R75).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Finding, Measure, Threshold
from cobalamin.language.patient import Interval
from cobalamin.records.drawn_on_b12 import B12_GIVEN
from cobalamin.records.holds import tell_holds
from cobalamin.records.known import Facts, Known, asked, estimated_from, window_start
from cobalamin.records.record import Case, Missing, left_out_kinds
from cobalamin.records.refusals import tell_refusals
from cobalamin.records.select_findings import PREGNANCY_DAYS, add_statements, openness
from cobalamin.records.select_person import (
    NOT_OF_A_MAN,
    TRIMESTERS,
    add_person,
    of_the_day,
    without_what_age_or_sex_denies,
)
from cobalamin.records.select_results import add_results
from cobalamin.records.stops import tell_stops

HAEMOGLOBIN_PER_HAEMATOCRIT = Fraction("3.3")
"""A haematocrit stands in for a haemoglobin, marked as an estimate (register R22)."""


def facts_on(
    case: Case,
    on: date,
    presume: Iterable[str] = (),
    thresholds: Mapping[str, Threshold] = THRESHOLDS,
    settled: Mapping[str, Known | Missing] = MappingProxyType({}),
) -> Facts:
    """The facts of a case on a decision date. `presume` adds assessed groups, the site's closed-world setting.

    Results in words are placed at `thresholds`, the figures in force. `settled` are facts the case says nothing of, because
    they were chosen before, of many patients at once.
    """
    facts = Facts(on, problems=of_the_day(case.problems, on))
    add_person(case, facts)
    for name, outcome in settled.items():  # before the words that are left: a result may say something of another fact
        if isinstance(outcome, Known):
            facts.known[name] = outcome
        else:
            facts.missing[name] = outcome
    add_words(case, facts, thresholds)
    _without_known(facts)
    _trimesters_agree(facts)
    without_what_age_or_sex_denies(case, facts)
    _estimate_haemoglobin(facts)
    _folic_acid_alone(facts)
    _of_a_trimester(facts)
    if any(event.kind == "stop" for event in case.treatment):
        tell_stops(case, facts)
    if any(event.kind == "hold" for event in case.treatment):
        tell_holds(case, facts)
    if any(event.kind == "not_given" or event.is_held for event in case.treatment):
        tell_refusals(case, facts)
    _add_presumed(facts, case.assessed | _presumable(frozenset(presume), facts))
    return facts


def add_words(case: Case, facts: Facts, thresholds: Mapping[str, Threshold]) -> None:
    """Put in use what is recorded in words and results, each fact by itself."""
    add_statements(case, facts)
    add_results(case, facts, thresholds)


def _without_known(facts: Facts) -> None:
    """Drop what is told of results known by name alone, where their facts are all known otherwise (register R135)."""
    if any(told.facts for told in facts.problems):
        facts.problems = tuple(
            told for told in facts.problems if not told.facts or not facts.known.keys() >= set(told.facts)
        )


TOLD_BY_TRIMESTER = "told by the trimester"
_BOUND = frozenset({
    "age", "female", *NOT_OF_A_MAN, "haematocrit", "haemoglobin",
    "anaemia_recorded", "white_cells", "platelets", "pancytopenia_recorded", "oral_b12", "b12_injections", "folic_acid_without_b12",
    "developmental_regression", "low_b12_diet",
})  # fmt: skip
"""The facts that others have a bearing on, and those others: the person, and what is derived below."""


def standing_alone(presume: Iterable[str]) -> frozenset[str]:
    """The facts on which nothing has a bearing but what is recorded of them, and the injections on some results."""
    return frozenset(FACTS) - _BOUND - presumed_of(presume)


def presumed_of(groups: Iterable[str]) -> frozenset[str]:
    """The findings that are presumed to be none where these groups were asked about."""
    asked = frozenset(groups)
    return frozenset(name for name, entry in FACTS.items() if entry.group in asked and isinstance(entry.fact, Finding))


def turning_days(on: date) -> tuple[date, ...]:
    """The days from which on a word counts otherwise than one of the day before; between them all count the same."""
    return tuple(sorted({window_start(on), on - timedelta(days=PREGNANCY_DAYS), on + timedelta(days=1)}))


# --- derived -------------------------------------------------------------------------------------------------------


def _trimesters_agree(facts: Facts) -> None:
    """A trimester of no pregnancy, or two trimesters: nobody knows which word is mistaken, and none counts (register R76)."""
    said = [*filter(facts.holds, TRIMESTERS)]
    denied = ["pregnant"] if facts.is_denied("pregnant") else []
    if said and (denied or len(said) > 1):
        for name in (*denied, *said):
            sentence = f"{FACTS[name].fact.label}: does not fit what else is recorded about a pregnancy; check both"
            facts.missing[name] = Missing("contradictory", sentence, facts.known.pop(name).source)


_WORDS_OF_FIGURES = (
    ("anaemia_recorded", ("haemoglobin",)),
    ("pancytopenia_recorded", ("haemoglobin", "white_cells", "platelets")),
)
"""Findings in words, and the figures that decide in their place once all of them are known (register R77)."""


def _estimate_haemoglobin(facts: Facts) -> None:
    """A haematocrit without a haemoglobin answers for it: haemoglobin (g/L) = 3.3 x haematocrit (%), marked an estimate."""
    haematocrit = facts.known.get("haematocrit")
    if haematocrit is not None and "haemoglobin" not in facts.known and not _called_low(facts):
        measured = haematocrit.value
        assert isinstance(measured, Interval)
        measure = FACTS["haematocrit"].fact
        assert isinstance(measure, Measure)
        factor = measure.factor(measured.unit) * HAEMOGLOBIN_PER_HAEMATOCRIT
        low, high = (None if end is None else end * factor for end in (measured.low, measured.high))
        estimate = Interval(low, high, "g/L", measured.low_open, measured.high_open)
        note = estimated_from(f"the haematocrit of {measured} (x 3.3)")
        facts.known["haemoglobin"] = Known(estimate, haematocrit.source, note)
    for word, figures in _WORDS_OF_FIGURES:
        if all(name in facts.known for name in figures):
            facts.known[word] = Known(False, None, "the blood count is known and decides")
            facts.missing.pop(word, None)


def _called_low(facts: Facts) -> bool:
    """Whether a laboratory called the haemoglobin low without its figure: an estimate must not deny that."""
    said = facts.missing.get("haemoglobin")
    return said is not None and said.why == "in words only" and "anaemia_recorded" in facts.known


def replaced_words(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each result that is still to come with the word that its figure would replace."""
    for word, figures in _WORDS_OF_FIGURES:
        unknown = [name for name in figures if name not in facts.known]
        if len(unknown) == 1 and word in facts.known:
            yield unknown[0], word


def _folic_acid_alone(facts: Facts) -> None:
    """Folic acid counts as *without B12* only where no B12 is recorded beside it (register R81)."""
    if facts.holds(_FOLIC_ACID) and any(map(facts.holds, B12_GIVEN)):
        facts.known[_FOLIC_ACID] = Known(False, facts.known[_FOLIC_ACID].source, "taken together with B12")


_FOLIC_ACID = "folic_acid_without_b12"


def _of_a_trimester(facts: Facts) -> None:
    """A trimester is one of a pregnancy, and none of the others, though nobody recorded it in so many words (register R35)."""
    told = next(filter(facts.holds, TRIMESTERS), None)
    if told is None:
        return
    for name in ("pregnant", *TRIMESTERS):
        if name not in facts.missing:
            facts.known.setdefault(name, Known(name == "pregnant", facts.known[told].source, TOLD_BY_TRIMESTER))


# --- presumptions ----------------------------------------------------------------------------------------------------

RESTS_ON: Mapping[str, frozenset[str]] = {
    "Condition": frozenset({
        "surgery", "bowel", "diet", "exposures", "neurology", "symptoms", "oral_route", "safety", "rivals",
    }),
    "Procedure": frozenset({"surgery"}), "AllergyIntolerance": frozenset({"safety"}),
    "MedicationRequest": frozenset({"medicines"}), "MedicationStatement": frozenset({"medicines"}),
    "MedicationAdministration": frozenset({"medicines"}), "MedicationDispense": frozenset({"medicines"}),
    "Medication": frozenset({"medicines"}),
    "Bundle": frozenset(ASSESSABLE),
}  # fmt: skip
"""Resource type -> the groups of questions whose answers it holds: one that could not be read may have held a yes."""


def _presumable(asked: frozenset[str], facts: Facts) -> frozenset[str]:
    """The groups a site has asked about, without those of which part of the record could not be read; these are told."""
    unread: set[str] = set()
    current = [each for each in facts.problems if each.until is None or each.until >= facts.on]
    for kind in left_out_kinds(current) if asked else ():
        unread |= asked & RESTS_ON.get(kind, frozenset()) if kind else asked
    if unread:
        named = ", ".join(group.replace("_", " ") for group in ASSESSABLE if group in unread)
        sentence = f"not read as asked about, because part of what would show it was left out: {named}"
        facts.problems = (*facts.problems, Missing("unreadable", sentence))
    return asked - unread


def _add_presumed(facts: Facts, groups: frozenset[str]) -> None:
    for entry in FACTS.values() if groups else ():
        if entry.group in groups and isinstance(entry.fact, Finding) and entry.name not in facts.known:
            if openness(facts.missing.get(entry.name), facts.on):
                continue
            facts.known[entry.name] = Known(False, None, asked(entry.group), presumed=True)
            too_old = facts.missing.pop(entry.name, None)
            if too_old is not None and too_old.why == "too old":
                # Presumed, and still told: injections ended long ago, too.
                facts.problems = (*facts.problems, too_old._replace(fact=entry.name))
    if facts.is_denied("pregnant"):
        for name in TRIMESTERS:
            if name not in facts.missing:
                facts.known.setdefault(name, Known(False, None, "not pregnant"))


def unknown_groups(names: Iterable[str]) -> str:
    """What is wrong with names that are to be groups of questions; "" where they all are."""
    strange = ", ".join(repr(name) for name in names if name not in ASSESSABLE)
    return f"{strange} is not a group of questions; expected some of {', '.join(ASSESSABLE)}" if strange else ""

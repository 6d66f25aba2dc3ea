"""Gaps and contradictions inside one source: where it is silent, where its rules pull two ways, where its figures do.

Each is found by looking for patients, and shown with one. What was thought of each stands in atlas/review.py. Not signed off
by a clinician.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

import numpy as np

from cobalamin.atlas.review import REVIEWS
from cobalamin.atlas.space import Answering, Draw, Flags, Space, calmest, drawn, patient_of, routes, smallest
from cobalamin.comparison.compare import ClauseAnswer, clause_answer, route_words
from cobalamin.comparison.exchange import possible_routes
from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.profile import Profile, RouteRule, build, route_of
from cobalamin.knowledge.indications import picture_of_deficiency
from cobalamin.knowledge.rules import OFF
from cobalamin.language.ladder import UNDETERMINED, Ladder
from cobalamin.language.nodes import (
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Quantity,
    Threshold,
    all_of,
    facts_of,
    walk,
)
from cobalamin.language.patient import Patient, exactly
from cobalamin.language.rewrite import Rewriting
from cobalamin.readings.planes import open_masks, unpacked

What = Literal["silent", "untreated", "two rules", "two tests", "two units"]
ASKED_LAST = frozenset(("Everybody else", "Raised metabolite alone"))
"""Headings of rules for whoever no other rule speaks of: beside another rule they contradict nothing."""


@dataclass(frozen=True)
class Suspect:
    """A condition of patients in whom a source may be silent or contradict itself, with its clauses."""

    id: str
    what: What
    profile: Profile
    sentence: str
    when: Condition | None
    clauses: tuple[ClauseAnswer, ...]
    off: Ladder | None = None
    answers: tuple[str, ...] = ()
    """Only patients with one of these routes; empty for any."""


@dataclass(frozen=True)
class Found:
    """A gap or contradiction with how many drawn patients it touches, and the smallest of them."""

    id: str
    what: What
    guideline: str
    sentence: str
    clauses: tuple[ClauseAnswer, ...]
    share: float
    route: str
    witness: Patient


def findings(profiles: tuple[Profile, ...], size: int, seed: int) -> tuple[Found, ...]:
    """Every suspect that some drawn patient meets."""
    suspects = [suspect for profile in profiles for suspect in suspects_of(profile)]
    conditions = [s.when for s in suspects if s.when is not None]
    ladders = [s.off for s in suspects if s.off is not None]
    space = Space(profiles, (*conditions, *(c for ladder in ladders for c in ladder.conditions)))
    patients = drawn(space, size, seed)
    answers = Answering(space, (*space.ladders, *ladders), conditions)(patients)
    found = []
    for suspect in suspects:
        ladder = route_of(suspect.profile)
        given = routes(answers, ladder)
        here: Flags = np.ones(size, np.bool_)
        if suspect.when is not None:
            here &= unpacked(answers.conditions[suspect.when].yes, size)
        if suspect.off is not None:
            masks = open_masks(answers.ladders[suspect.off], size)
            here &= (masks & (masks - 1)) != 0
        here &= np.isin(given, suspect.answers) if suspect.answers else given != UNDETERMINED
        treated = here & ~np.isin(given, ("none", "specialist"))
        if suspect.off is not None and treated.any():
            here = treated  # where the borrowed entry makes somebody a patient, not where it keeps one out
        if here.any():
            found.append(_found(space, suspect, patients, here, given))
    more = ((*waiting(profile), *two_units(profile)) for profile in profiles)
    return (*found, *(each for group in more for each in group))


def _found(space: Space, suspect: Suspect, patients: Draw, here: Flags, given: object) -> Found:
    ladder = route_of(suspect.profile)
    row = calmest(space, patients, here)
    route = str(np.asarray(given)[row])
    witness = smallest(space, patient_of(space, patients, row), suspect.when, {ladder: route}, suspect.off)
    return Found(
        suspect.id,
        suspect.what,
        suspect.profile.name,
        suspect.sentence,
        suspect.clauses,
        float(here.mean()),
        route,
        witness,
    )


# --- what to look for ------------------------------------------------------------------------------------------------


def suspects_of(profile: Profile) -> Iterator[Suspect]:
    """Everything that may be silent or contradictory in one source."""
    yield from _silent(profile)
    yield from _topics(profile)
    yield from _untreated(profile)
    yield from _two_rules(profile)
    yield from _two_tests(profile)


def _silent(profile: Profile) -> Iterator[Suspect]:
    """Figures and rules the source does not give: switched off, they leave the route open."""
    figures, rules = {t.id for t in profile.figures}, {r.rule.id: r.rule for r in profile.routes}
    for clause in profile.clauses:
        if not clause.silent or clause.decides not in figures | rules.keys():
            continue
        said = clause_answer(profile, clause.decides)
        yield Suspect(f"{profile.id}/silent/{clause.decides}", "silent", profile, f"{clause.says}.", None, (said,),
                      _without(profile, clause.decides, rules.get(clause.decides)))  # fmt: skip


def _without(profile: Profile, id: str, rule: Named | None) -> Ladder:
    unknown = Finding(f"{OFF}{id}", f"{id} (not given)")
    if rule is None:
        return Rewriting({}, {}, {id: unknown}).ladder(route_of(profile))
    here = next(
        node
        for rung in route_of(profile).rungs
        for node in walk(rung.when)
        if isinstance(node, Named) and node.id == id
    )
    return Rewriting({}, {id: Named(id, here.statement, all_of(here.part, unknown), here.cites)}).ladder(
        route_of(profile)
    )


_TOPICS: dict[str, tuple[Condition, str]] = {
    "pregnancy": (all_of(d.pregnant, d.deficiency_confirmed, Not(d.absorption_impaired)),
                  "pregnancy with confirmed deficiency and no malabsorption"),
    "severity": (all_of(d.deficiency_confirmed, d.anaemia_moderate), "moderate or severe anaemia"),
}  # fmt: skip


def _topics(profile: Profile) -> Iterator[Suspect]:
    """Situations the source does not speak of."""
    for topic, (when, words) in _TOPICS.items():
        clause = profile.clause(topic)
        if clause is None or not clause.silent:
            continue
        yield Suspect(f"{profile.id}/silent/{topic}", "silent", profile, f"Nothing is said of {words}.", _in(profile, when),
                      (clause_answer(profile, topic),), answers=("either", "oral", "none"))  # fmt: skip


def _untreated(profile: Profile) -> Iterator[Suspect]:
    """A neurological picture of deficiency, or severe anaemia with a suspicion, that no rule of the source treats."""
    urgent = {
        "neurology": (all_of(d.neurological_involvement, Not(d.b12_unlikely), picture_of_deficiency), "neurological features with "
                      "a picture of deficiency"),
        "megaloblastic": (all_of(d.megaloblastic_picture, d.anaemia_moderate, Not(d.b12_unlikely)),
                          "megaloblastic anaemia, moderate or worse"),
        "irreversible": (all_of(d.absorption_impaired_for_good, d.b12_borderline),
                         "an irreversible cause with an indeterminate level"),
    }  # fmt: skip
    for id, (when, words) in urgent.items():
        yield Suspect(f"{profile.id}/untreated/{id}", "untreated", profile, f"No rule treats {words}, not yet confirmed.",
                      _in(profile, when), (), answers=("none",))  # fmt: skip


_ALLOWS: dict[str, frozenset[str]] = {
    "injection": frozenset(("injection",)), "either": frozenset(("injection", "oral")), "oral": frozenset(("oral",)),
}  # fmt: skip


def _two_rules(profile: Profile) -> Iterator[Suspect]:
    """Two rules of one source that give one patient two routes; that the one to inject goes first is our order.

    A rule that leaves the choice open does not contradict one that makes it: such a pair is only listed where somebody looked
    and found that a reader would not know which of the two the source means.
    """
    for one, other in combinations(profile.routes, 2):
        ids = (one.rule.id, other.rule.id)
        id = f"{profile.id}/two rules/{'+'.join(ids)}"
        compatible = bool(_ALLOWS[one.outcome] & _ALLOWS[other.outcome])
        if not ASKED_LAST.isdisjoint((one.heading, other.heading)) or (compatible and id not in REVIEWS):
            continue
        when = all_of(_rule(profile, one), _rule(profile, other))
        yield Suspect(id, "two rules", profile,
                      f"“{one.heading}” asks for {one.outcome}, “{other.heading}” for {other.outcome}; "
                      "which goes first is not said.",
                      when, tuple(clause_answer(profile, id) for id in ids))  # fmt: skip


def _two_tests(profile: Profile) -> Iterator[Suspect]:
    """Total and active B12 that class one patient two ways."""
    figures = build(profile).figures
    total, active = f.total_b12, f.active_b12
    for id, words, when in (
        ("total low", "Total B12 says deficient, active B12 says unlikely.",
         all_of(total < figures["b12.total.deficient"], active > figures["b12.active.band_top"])),
        ("active low", "Active B12 says deficient, total B12 says unlikely.",
         all_of(active < figures["b12.active.deficient"], total > figures["b12.total.band_top"])),
    ):  # fmt: skip
        ids = (
            ("b12.total.deficient", "b12.active.band_top")
            if id == "total low"
            else ("b12.active.deficient", "b12.total.band_top")
        )
        yield Suspect(
            f"{profile.id}/two tests/{id}",
            "two tests",
            profile,
            words,
            when,
            tuple(clause_answer(profile, i) for i in ids),
        )


def _rule(profile: Profile, rule: RouteRule) -> Condition:
    """A route rule over the profile's own figures and words."""
    return _in(profile, rule.rule)


def _in(profile: Profile, condition: Condition) -> Condition:
    """A condition of the base article over the profile's own figures and words."""
    return Rewriting({t.id: t for t in profile.figures}, {w.id: w for w in profile.words}).condition(condition)


# --- results that are not back ---------------------------------------------------------------------------------------

_WAITING: dict[str, tuple[str, Patient]] = {
    "do_not_wait": ("neurological features and a level in the band while no metabolite is back",
                    {"paraesthesia": True, "total_b12": exactly(160, "pmol/L")}),
    "nitrous_oxide": ("nitrous oxide with neurological features and a normal level while no metabolite is back",
                      {"paraesthesia": True, "nitrous_oxide": True, "total_b12": exactly(400, "pmol/L")}),
}  # fmt: skip


def waiting(profile: Profile) -> Iterator[Found]:
    """Patients a source leaves waiting, or untreated, for a result: everything was asked about, no metabolite is known."""
    asked = {fact.name: False for fact in facts_of(*build(profile).roots) if isinstance(fact, Finding)}
    for topic, (words, found) in _WAITING.items():
        clause = profile.clause(topic)
        if clause is None or not clause.silent:
            continue
        patient: Patient = {**asked, "haemoglobin": exactly(140, "g/L"), "mcv": exactly(90, "fL"), **found}
        routes_left = possible_routes(profile, patient)
        if {"injection", "either"}.isdisjoint(routes_left) or len(routes_left) > 1:
            yield Found(f"{profile.id}/silent/{topic}", "silent", profile.name, f"Nothing is said of {words}.",
                        (clause_answer(profile, topic),), 0.0, route_words(routes_left), patient)  # fmt: skip


# --- figures printed twice -------------------------------------------------------------------------------------------


def two_units(profile: Profile) -> Iterator[Found]:
    """A figure printed in two units that do not convert into each other: one amount of B12 lies on both sides."""
    for threshold in profile.figures:
        clause = profile.clause(threshold.id)
        measure = FACTS[_measure_name(threshold.id)].fact
        if clause is None or clause.silent or not isinstance(measure, Measure):
            continue
        low, high = _ends(measure, threshold)
        amounts = [p.value * measure.factor(p.unit) for p in (low, high)]
        if amounts[0] == amounts[1]:
            continue
        between = sum(amounts, Fraction(0)) / 2
        words = f"{threshold.label}: printed as {low} and as {high}; {float(between):.1f} {measure.unit} lies between the two."
        said, witness = (
            (clause_answer(profile, threshold.id),),
            {measure.name: exactly(round(between, 2), measure.unit)},
        )
        id, route = f"{profile.id}/two units/{threshold.id}", "by the unit it is reported in"
        yield Found(id, "two units", profile.name, words, said, 0.0, route, witness)


def _ends(measure: Measure, threshold: Threshold) -> tuple[Quantity, Quantity]:
    ordered = sorted(threshold.printed, key=lambda p: p.value * measure.factor(p.unit))
    return ordered[0], ordered[-1]


def _measure_name(id: str) -> str:
    return {"b12.total": "total_b12", "b12.active": "active_b12"}.get(id.rpartition(".")[0], id.partition(".")[0])

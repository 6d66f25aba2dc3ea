"""What makes two guidelines answer one patient differently: entries of one put in the place of the other's, until it answers alike.

The routes compared are those the answers have, exactly. Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations

from cobalamin.knowledge.guidelines.profile import Profile, route_of
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import Scales, scales
from cobalamin.language.explain import truths_of
from cobalamin.language.ladder import outcomes_of, possible_outcomes
from cobalamin.language.nodes import RuleError
from cobalamin.language.once import masks_once
from cobalamin.language.patient import Patient

MOST_EXCHANGED = 2
"""How many entries are tried together, the fewest first, before all are exchanged and the idle ones left out."""

ROUTES = "routes"
"""The entry that stands for all route rules of a source: they are one text, and are exchanged as one."""

Told = Callable[[Profile], Patient]
"""The patient as a source reads the record: a result in words stands where its own figures are."""


def cause(one: Profile, other: Profile, patient: Patient) -> tuple[str, ...]:
    """The fewest entries of the other source that make the first answer as it does; the rules before the figures in a tie."""
    return cause_as_told(one, other, lambda _: patient)


def cause_as_told(one: Profile, other: Profile, told: Told) -> tuple[str, ...]:
    """The same of a record that each source reads at its own figures."""
    patient = told(other)
    wanted, by_kleene = possible_routes(other, patient), _by_kleene(other, patient)
    entries = differing_entries(one, other)
    for size in range(1, MOST_EXCHANGED + 1):
        for chosen in combinations(entries, size):
            mixed = exchanged(one, other, chosen)
            read = told(mixed)
            # The exact reading takes longer than Kleene's: only what looks alike by his rules is tried.
            if _by_kleene(mixed, read) == by_kleene and possible_routes(mixed, read) == wanted:
                return chosen
    fewer = _without_the_idle(one, other, entries, told)
    mixed = exchanged(one, other, fewer)
    return fewer if possible_routes(mixed, told(mixed)) == wanted else entries


def _without_the_idle(one: Profile, other: Profile, entries: tuple[str, ...], told: Told) -> tuple[str, ...]:
    """All entries but those that by Kleene's rules can stay as they are, one after the other: each that is left is needed."""
    wanted = _by_kleene(other, told(other))
    for entry in reversed(entries):
        fewer = tuple(each for each in entries if each != entry)
        mixed = exchanged(one, other, fewer)
        if _by_kleene(mixed, told(mixed)) == wanted:
            entries = fewer
    return entries


@cache
def differing_entries(one: Profile, other: Profile) -> tuple[str, ...]:
    """The ids of the entries in which two profiles differ: the route rules, figures and words."""
    here, there = _entries(one), _entries(other)
    ids = dict.fromkeys((*here, *there))
    return tuple(id for id in ids if here.get(id) != there.get(id))


def _entries(found: Profile) -> dict[str, object]:
    figures = {f.id: f.printed for f in found.figures if f.printed != THRESHOLDS[f.id].printed}
    return {ROUTES: tuple(r.rule for r in found.routes), **figures, **{w.id: w.part for w in found.words}}


@cache
def exchanged(one: Profile, other: Profile, entries: tuple[str, ...]) -> Profile:
    """The first profile with these entries of the other in the place of its own."""
    figures = {f.id: f for f in one.figures if f.id not in entries} | {
        f.id: f for f in other.figures if f.id in entries
    }
    words = {w.id: w for w in one.words if w.id not in entries} | {w.id: w for w in other.words if w.id in entries}
    routes = other.routes if ROUTES in entries else one.routes
    return replace(one, id="mixed", figures=tuple(figures.values()), words=tuple(words.values()), routes=routes)


def possible_routes(found: Profile, patient: Patient) -> tuple[str, ...]:
    """The routes still open under a profile, exactly, as the answer under it says them."""
    open_to_kleene = _by_kleene(found, patient)
    return open_to_kleene if len(open_to_kleene) == 1 else _exactly(found, patient) or open_to_kleene


def _by_kleene(found: Profile, patient: Patient) -> tuple[str, ...]:
    return tuple(possible_outcomes(route_of(found), truths_of(patient)))


def _exactly(found: Profile, patient: Patient) -> tuple[str, ...]:
    """The outcomes left in some possible world; none where the record contradicts itself, or nothing exact is to be had."""
    ladder, scale_of = route_of(found), _scales(found)
    if scale_of is None:
        return ()
    (mask,) = masks_once((ladder,), patient, scale_of, possible)
    return outcomes_of(ladder, mask)


@cache
def _scales(found: Profile) -> Scales | None:
    """None for a mixture whose figures stand in another order in one unit than in the other: 150 ng/L is 110 here, 111 there."""
    scale_of = scales(*route_of(found).conditions, possible)
    try:
        for measure, scale in scale_of.items():
            for unit in measure.units():
                scale.keys(unit)
    except RuleError:
        return None
    return scale_of

"""One patient through every guideline: route, urgency, plan and next test side by side, and what makes the difference.

The cause of a difference is found by exchange: the fewest entries of one guideline that, put in the place of the other's,
make it answer the same. Agreement is said as plainly as disagreement. Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations

import msgspec

from cobalamin.assess import assess
from cobalamin.assessment import NOTICE, Assessment, TestAnswer
from cobalamin.engine import Engine, engine_for
from cobalamin.knowledge.guidelines.profile import Profile, build, route_of
from cobalamin.knowledge.guidelines.registry import PROFILES, profile
from cobalamin.knowledge.guidelines.verified import OFF, is_off, silences, verified_only
from cobalamin.knowledge.rules import Clause, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.explain import explain
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import Verified, facts_of
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.wording import OPEN_ROUTES, UNDETERMINED, caution_in, open_routes

MOST_EXCHANGED = 2
"""How many entries are exchanged together before a difference is put down to the whole of both sources."""


class ClauseAnswer(msgspec.Struct, frozen=True):
    """A sentence of a source that carries an answer, with where it stands and how far that was checked."""

    guideline: str
    decides: str
    says: str
    cites: tuple[str, ...]
    verified: Verified
    silent: bool
    truth: Truth = Truth.YES
    """Yes where the clause applies, unknown where it still may."""


class Row(msgspec.Struct, frozen=True):
    """One guideline's answer. `because` are the clauses it rests on; `off` what it would need and is switched off."""

    guideline: str
    version: str
    title: str
    route: str
    possible: tuple[str, ...]
    urgency: str
    plan: str
    next_tests: tuple[TestAnswer, ...]
    because: tuple[ClauseAnswer, ...]
    off: tuple[ClauseAnswer, ...]
    caution: str = ""
    """What keeps a route in one word from being read as a word to stop B12."""


class Difference(msgspec.Struct, frozen=True):
    """Two guidelines that answer one patient differently, and the clauses of each that make it so."""

    one: str
    other: str
    one_route: str
    other_route: str
    clauses: tuple[ClauseAnswer, ...]


class Comparison(msgspec.Struct, frozen=True):
    """One patient's answers side by side."""

    id: str
    title: str
    on: date
    notice: str
    agreement: str
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    caution: str = ""

    def json(self) -> bytes:
        """The comparison as JSON."""
        return msgspec.json.encode(self)


def compare(
    case: Case,
    *,
    on: date | None = None,
    names: Sequence[str] = (),
    verified: bool = False,
    presume: Iterable[str] = (),
) -> Comparison:
    """The same facts through the named guidelines, by default through all of them.

    `verified` answers from primary and secondary sources only and says where each source then falls silent.
    """
    day = on or case.on
    if day is None:
        raise ValueError("no decision date: give `on`, or a case that has one")
    groups = tuple(presume)
    profiles = [profile(name) for name in names or PROFILES]
    rows = tuple(_row(p, case, day, groups, verified=verified) for p in profiles)
    pairs = combinations(zip(profiles, rows, strict=True), 2)
    patient = None if verified else _patient(case, day, groups)
    differing = (_difference(*one, *other, patient) for one, other in pairs if one[1].possible != other[1].possible)
    caution = next((row.caution for row in rows if row.caution), "")
    return Comparison(case.id, case.title, day, NOTICE, _agreement(rows), rows, tuple(differing), caution)


def guideline_of(found: Profile, *, verified: bool = False) -> Guideline:
    """The rule set of a profile, whole or with its unverified entries switched off."""
    return verified_only(found) if verified else build(found)


def _row(found: Profile, case: Case, on: date, presume: tuple[str, ...], *, verified: bool) -> Row:
    guideline = guideline_of(found, verified=verified)
    answer = assess(case, on=on, guideline=guideline, presume=presume)
    engine = engine_for(guideline)
    patient = facts_on(case, on, presume, engine.figures).values
    because = decided_by(found, guideline, answer.route.possible, patient)
    return Row(
        found.name, engine.version, found.title, answer.route.outcome, answer.route.possible, answer.urgency.statement,
        _plan(answer), answer.next_tests, tuple(c for c in because if not verified or c.verified != "unverified"),
        tuple(_off(found, engine, patient)) if verified and len(answer.route.possible) > 1 else (),
        caution_in(answer.route.statement),
    )  # fmt: skip


NO_PLAN = {UNDETERMINED: "none until the route is settled", "specialist": "the specialist's"}
"""What stands in the place of a plan: where nothing is settled, none must not read as no treatment."""


def _plan(answer: Assessment) -> str:
    if answer.plan is None:
        return NO_PLAN.get(answer.route.outcome, "none")
    plan = answer.plan
    first = "; then ".join(plan.loading) or f"{plan.dose} a day by mouth"
    then = f"; then {plan.maintenance.printed}" if plan.maintenance is not None else ""
    return f"{plan.label}: {first}{then} [{plan.verified}]"


def _patient(case: Case, on: date, presume: tuple[str, ...]) -> Patient:
    """The facts on the day, words placed at the published figures."""
    return facts_on(case, on, presume, THRESHOLDS).values


# --- clauses ---------------------------------------------------------------------------------------------------------


def decided_by(
    found: Profile, guideline: Guideline, possible: Sequence[str], patient: Patient
) -> Iterator[ClauseAnswer]:
    """The clauses behind a route: the rules that ask for it; where several are possible, also those that still may."""
    engine = engine_for(guideline)
    values = engine.program.values(engine.program.vector(patient))
    for r in found.routes:
        truth = Truth.of(values[engine.named[r.rule.id]])
        if r.outcome in possible and (truth is Truth.YES or (truth is Truth.UNKNOWN and len(possible) > 1)):
            yield clause_answer(found, r.rule.id, truth)


def clause_answer(found: Profile, decides: str, truth: Truth = Truth.YES) -> ClauseAnswer:
    """What a profile says of an entry; of one it does not have, that it is the base article's."""
    clause = found.clause(decides)
    if clause is None:
        clause = Clause(decides, "not spoken of: as the base article is read", ("SPEC 2",), "unverified", True)
    says = f"{_printed(found, decides)}{clause.says}"
    return ClauseAnswer(found.name, clause.decides, says, clause.cites, clause.verified, clause.silent, truth)


def _printed(found: Profile, id: str) -> str:
    """The figure an entry stands for, as it is printed: a clause about a figure says which."""
    figure = next((f for f in found.figures if f.id == id), THRESHOLDS.get(id))
    return "" if figure is None else f"{figure.text}: "


def _off(found: Profile, engine: Engine, patient: Patient) -> Iterator[ClauseAnswer]:
    """The switched-off entries that keep the route open."""
    values = engine.program.values(engine.program.vector(patient))
    open_rungs = [r.when for r in engine.guideline.route.rungs if values[engine.program.index[r.when]] is None]
    needed = {
        fact.name
        for rung in open_rungs
        for fact in facts_of(*engine.decisive.leaves(rung, values))
        if is_off(fact.name)
    }
    for silence in silences(found):
        if f"{OFF}{silence.id}" in needed:
            yield ClauseAnswer(found.name, silence.id, silence.says, silence.cites, "unverified", True)


# --- what makes the difference ---------------------------------------------------------------------------------------

ROUTES = "routes"
"""The entry that stands for all route rules of a source: they are one text, and are exchanged as one."""


def _difference(one: Profile, here: Row, other: Profile, there: Row, patient: Patient | None) -> Difference:
    """The entries whose exchange ends the difference; from verified entries only, what still speaks and what falls silent."""
    if patient is None:
        clauses = (*here.because, *here.off, *there.because, *there.off)
        return Difference(one.name, other.name, here.route, there.route, clauses)
    entries = cause(one, other, patient)
    named = [clause_answer(profile, id) for id in entries if id != ROUTES for profile in (one, other)]
    rules = [*here.because, *there.because] if ROUTES in entries else []
    return Difference(one.name, other.name, here.route, there.route, (*named, *rules))


def cause(one: Profile, other: Profile, patient: Patient) -> tuple[str, ...]:
    """The fewest entries of the other source that make the first answer as it does; the rules before the figures in a tie."""
    wanted = possible_routes(other, patient)
    entries = differing_entries(one, other)
    for size in range(1, MOST_EXCHANGED + 1):
        for chosen in combinations(entries, size):
            if possible_routes(exchanged(one, other, chosen), patient) == wanted:
                return chosen
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
    """The routes still open under a profile, by Kleene's rules."""
    return possible_outcomes(route_of(found), lambda rung: explain(rung, patient).truth)


# --- telling it ------------------------------------------------------------------------------------------------------


ROUTE_WORDS = {**OPEN_ROUTES, "either": "either route (injections or tablets)", "specialist": "a specialist decides"}


def _agreement(rows: Sequence[Row]) -> str:
    """Who agrees with whom, in one sentence."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        groups.setdefault(row.possible, []).append(row.guideline)
    if len(groups) == 1:
        return f"All {len(rows)} guidelines agree: {route_words(rows[0].possible)}."
    told = (f"{', '.join(names)}: {route_words(possible)}" for possible, names in groups.items())
    return f"The guidelines differ. {'. '.join(told)}."


def route_words(possible: Sequence[str]) -> str:
    """Routes in words; several are not settled."""
    if len(possible) == 1:
        return ROUTE_WORDS.get(possible[0], possible[0])
    return f"not settled ({open_routes(possible)})"

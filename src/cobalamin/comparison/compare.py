"""One patient through every guideline: route, urgency, plan and next test side by side, and what makes the difference.

The cause of a difference is found by exchange: the fewest entries of one guideline that, put in the place of the other's,
make it answer the same. Agreement is said as plainly as disagreement. Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from threading import Lock
from types import MappingProxyType

import msgspec

from cobalamin.assessment.assess import assess, day_for
from cobalamin.assessment.assessment import Assessment, TestAnswer
from cobalamin.assessment.before_a_dose import before_a_dose
from cobalamin.assessment.course_words import is_stopped, urgency_of
from cobalamin.assessment.engine import Engine, engine_for, engine_with
from cobalamin.assessment.route_words import OPEN_ROUTES, caution_in, open_routes
from cobalamin.comparison.exchange import ROUTES, Told, cause_as_told
from cobalamin.comparison.otherwise import ReadingAnswer, read_otherwise
from cobalamin.knowledge.guidelines.profile import Profile, build
from cobalamin.knowledge.guidelines.registry import PROFILES, profile
from cobalamin.knowledge.guidelines.verified import silences, verified_only
from cobalamin.knowledge.notice import NOTICE
from cobalamin.knowledge.rules import ARTICLE, OFF, Clause, Guideline, is_off
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.nodes import Named, Threshold, Verified, facts_of, walk
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.recall.course import tell_course
from cobalamin.records.parameters import require_order
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on

BASE = "article"
BASE_WORDS = MappingProxyType({node.id: node for node in walk(*ARTICLE.roots) if isinstance(node, Named)})
"""The base article's words by id, which stand wherever a source has none of its own."""
_ONE_AT_A_TIME = Lock()
"""The first answer under a guideline takes seconds to prepare: who asks meanwhile waits for it and does not do the same again."""


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


class LocalFigure(msgspec.Struct, frozen=True):
    """A figure of the site's own that stood in the place of every guideline's."""

    id: str
    label: str
    used: str


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
    figures: tuple[LocalFigure, ...] = ()
    readings: tuple[ReadingAnswer, ...] | None = None
    """The base article read otherwise; None where it was not compared, or only what is verified was."""
    before_a_dose: tuple[str, ...] = ()
    """What stands before any dose, whichever guideline is followed: an allergy, a stop, a hold, what was not given."""

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
    parameters: Mapping[str, Threshold] | None = None,
) -> Comparison:
    """The same facts through the named guidelines, by default through all of them.

    `verified` answers from primary and secondary sources only and says where each source then falls silent. `parameters` are a
    site's own figures, put in the place of those of every guideline: they make no difference between two. RecordError where one
    of the guidelines cannot take them.
    """
    day, groups, figures = day_for(case, on), tuple(presume), parameters or {}
    published = [profile(name) for name in names or PROFILES]
    for each in published:
        require_order("the local figures", figures, each.guideline)
    rows = tuple(_row(p, case, day, groups, figures, verified=verified) for p in published)
    profiles = [with_figures(p, figures) for p in published]
    pairs = combinations(zip(profiles, rows, strict=True), 2)
    told = None if verified else _as_told(case, day, groups)
    differing = (_difference(*one, *other, told) for one, other in pairs if one[1].possible != other[1].possible)
    caution = next((row.caution for row in rows if row.caution), "")
    local = tuple(LocalFigure(id, THRESHOLDS[id].label, figure.text) for id, figure in figures.items())
    facts = facts_on(case, day, groups, engine_with(ARTICLE, figures).figures)
    tell_course(case, facts)
    with_base = not verified and any(each.id == BASE for each in published)
    readings = read_otherwise(facts.values, figures) if with_base else None
    return Comparison(
        case.id, case.title, day, NOTICE, _agreement(rows), rows, tuple(differing), caution, local, readings,
        tuple(before_a_dose(facts)),
    )  # fmt: skip


def guideline_of(found: Profile, *, verified: bool = False, own: Iterable[str] = ()) -> Guideline:
    """The rule set of a profile, whole or with its unverified entries switched off but the figures a site has its own of."""
    return verified_only(found, frozenset(own)) if verified else build(found)


def with_figures(found: Profile, figures: Mapping[str, Threshold]) -> Profile:
    """The profile with a site's own figures in the place of its own, each with a clause that says so."""
    if not figures:
        return found
    return replace(
        found,
        figures=(*(f for f in found.figures if f.id not in figures), *figures.values()),
        clauses=(
            *(c for c in found.clauses if c.decides not in figures),
            *(Clause(id, f"{f.label}: the laboratory's own figure", f.cites, f.verified) for id, f in figures.items()),
        ),
    )


def _row(
    found: Profile,
    case: Case,
    on: date,
    presume: tuple[str, ...],
    parameters: Mapping[str, Threshold],
    *,
    verified: bool,
) -> Row:
    guideline = guideline_of(found, verified=verified, own=parameters)
    with _ONE_AT_A_TIME:
        answer = assess(case, on=on, guideline=guideline, presume=presume, parameters=parameters)
    engine = engine_with(guideline, parameters)
    patient = facts_on(case, on, presume, engine.figures).values
    because = decided_by(found, engine.guideline, answer.route.possible, patient)
    return Row(
        found.name, engine.version, found.title, answer.route.outcome, answer.route.possible, answer.urgency.statement,
        _plan(answer), answer.next_tests, tuple(c for c in because if not verified or c.verified != "unverified"),
        tuple(_off(found, engine, patient)) if verified and len(answer.route.possible) > 1 else (),
        caution_in(answer.route.statement) or _on_record(answer),
    )  # fmt: skip


def _on_record(answer: Assessment) -> str:
    """Whoever has injections reads of each guideline how they begin, and an urgency: neither is of the next dose."""
    if answer.course is None or is_stopped(answer.course) or answer.plan is None:
        return ""
    of = urgency_of(answer)
    return f"{ON_RECORD}; each urgency is that{of}" if of else ON_RECORD


ON_RECORD = "injections are on record: a loading course is not begun again without a recorded reason"


NO_PLAN = {UNDETERMINED: "none until the route is decided", "specialist": "the specialist's"}
"""What stands in the place of a plan: where nothing is settled, none must not read as no treatment."""


def _plan(answer: Assessment) -> str:
    if answer.plan is None:
        return NO_PLAN.get(answer.route.outcome, "none")
    plan = answer.plan
    first = "; then ".join(plan.loading) or f"{plan.dose} a day by mouth"
    then = f"; then {plan.maintenance.printed}" if plan.maintenance is not None else ""
    return f"{plan.label}: {first}{then} [{plan.verified}]"


def _as_told(case: Case, on: date, presume: tuple[str, ...]) -> Told:
    read: dict[tuple[Threshold, ...], Patient] = {}

    def under(found: Profile) -> Patient:
        if found.figures not in read:
            figures = {**THRESHOLDS, **{figure.id: figure for figure in found.figures}}
            read[found.figures] = facts_on(case, on, presume, figures).values
        return read[found.figures]

    return under


# --- clauses ---------------------------------------------------------------------------------------------------------


def decided_by(
    found: Profile, guideline: Guideline, possible: Sequence[str], patient: Patient
) -> Iterator[ClauseAnswer]:
    """The clauses behind a route: the rules that ask for it; where none surely does or several routes are open, those that may."""
    engine = engine_for(guideline)
    values = engine.program.values(engine.program.vector(patient))
    asking = [(r.rule.id, Truth.of(values[engine.named[r.rule.id]])) for r in found.routes if r.outcome in possible]
    # Of two rules one may be sure to apply while nobody knows which: the route is then settled, and no rule is.
    is_open = len(possible) > 1 or all(truth is not Truth.YES for _, truth in asking)
    for id, truth in asking:
        if truth is Truth.YES or (truth is Truth.UNKNOWN and is_open):
            yield clause_answer(found, id, truth)


def clause_answer(found: Profile, decides: str, truth: Truth = Truth.YES) -> ClauseAnswer:
    """What a profile says of an entry; of one it does not have, that it is the base article's."""
    clause = found.clause(decides) or _of_the_base(found, decides)
    says = _naming(found, clause)
    return ClauseAnswer(found.name, clause.decides, says, clause.cites, clause.verified, clause.silent, truth)


def _of_the_base(found: Profile, id: str) -> Clause:
    """A word the source does not define, by its name: of several such clauses each says which word it is about."""
    statement = BASE_WORDS[id].statement
    if found.id == BASE:
        return Clause(id, f"{statement}: as the rules of the base article define it", ("SPEC 2",), "unverified")
    says = f"{statement}: this source does not define it otherwise; it is read as in the base article"
    return Clause(id, says, ("SPEC 2", "G20"), "unverified", True)


def _naming(found: Profile, clause: Clause) -> str:
    """A clause about a figure says which figure and how it is printed, one about a word which word it is."""
    id = clause.decides
    figure = next((f for f in found.figures if f.id == id), THRESHOLDS.get(id))
    if figure is not None:
        # Of a figure the article only borrows its clause says the name already.
        is_named = figure.label in clause.says
        return f"{figure.text}: {clause.says}" if is_named else f"{figure.label}: {figure.text}. {clause.says}"
    if found.clause(id) is not None and any(word.id == id for word in found.words):
        return f"{BASE_WORDS[id].statement}, in this source: {clause.says}"
    return clause.says


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


def _difference(one: Profile, here: Row, other: Profile, there: Row, told: Told | None) -> Difference:
    """The entries whose exchange ends the difference; from verified entries only, what still speaks and what falls silent."""
    if told is None:
        clauses = (*here.because, *here.off, *there.because, *there.off)
        return Difference(one.name, other.name, here.route, there.route, clauses)
    entries = cause_as_told(one, other, told)
    named = [clause_answer(profile, id) for id in entries if id != ROUTES for profile in (one, other)]
    rules = [*here.because, *there.because] if ROUTES in entries else []
    return Difference(one.name, other.name, here.route, there.route, (*named, *rules))


# --- telling it ------------------------------------------------------------------------------------------------------


ROUTE_WORDS = {**OPEN_ROUTES, "either": "either route (injections or tablets)", "specialist": "a specialist decides"}


URGENCY_DIFFERS = "The route is the same and the urgency is not: see each guideline."
"""Said beside an agreement, which is of the route alone."""


def _agreement(rows: Sequence[Row]) -> str:
    """Who agrees with whom, in one sentence."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        groups.setdefault(row.possible, []).append(row.guideline)
    if len(groups) == 1:
        differs = f" {URGENCY_DIFFERS}" if len({row.urgency for row in rows}) > 1 else ""
        return f"All {len(rows)} guidelines agree: {route_words(rows[0].possible)}.{differs}"
    told = (f"{', '.join(names)}: {route_words(possible)}" for possible, names in groups.items())
    return f"The guidelines differ. {'. '.join(told)}."


def route_words(possible: Sequence[str]) -> str:
    """Routes in words; several are not settled."""
    if len(possible) == 1:
        return ROUTE_WORDS.get(possible[0], possible[0])
    return f"undecided ({open_routes(possible)})"

"""Facts to one explained answer: indications, route, urgency, plan, follow-up, safety, next tests, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache, reduce
from operator import itemgetter, or_

from cobalamin.assessment.assessment import (
    Assessment,
    IndicationAnswer,
    ParameterAnswer,
    Plan,
    RouteAnswer,
    TestAnswer,
    UrgencyAnswer,
    WorkingAnswer,
)
from cobalamin.assessment.course_words import (
    is_stopped,
    stop_in_doubt,
    urgency_beside,
    with_next_dose,
    with_the_muscle,
    with_the_stop_first,
    with_those_before,
    with_what_halted,
)
from cobalamin.assessment.engine import Engine, engine_with
from cobalamin.assessment.facts_told import missing_facts, used_facts
from cobalamin.assessment.follow_up import Begins, follow_up_of, measured_before
from cobalamin.assessment.plan import Beside, plan_of
from cobalamin.assessment.prepared import TRUTH, Place, Prepared
from cobalamin.assessment.reasons import Reasons
from cobalamin.assessment.route_doubts import after_doubts, doubts_of
from cobalamin.assessment.route_more import with_more, with_what_levels_say
from cobalamin.assessment.route_words import (
    GIVES_B12,
    RETURNS,
    SHORT_ROUTES,
    Found,
    again,
    before_b12,
    headline,
    route_statement,
    short_route,
    working_words,
)
from cobalamin.assessment.safety_told import safety_of
from cobalamin.assessment.standing import Standing
from cobalamin.assessment.what_changes import Told, changes_of
from cobalamin.assessment.wording import AGREED, ON_ITS_WAY, OPEN, urgency_statement
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.indications import Indication
from cobalamin.knowledge.next_tests import NEXT_TESTS, NextTest
from cobalamin.knowledge.notice import NOTICE
from cobalamin.knowledge.regimens import DIETARY, REGIMENS
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.ladder import UNDETERMINED, outcome_told
from cobalamin.language.nodes import Threshold
from cobalamin.language.truth import Truth
from cobalamin.recall.course import tell_course
from cobalamin.recall.record import causes_in_doubt
from cobalamin.records.drawn_on_b12 import METABOLITES
from cobalamin.records.known import Facts
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on, unknown_groups


def assess(
    case: Case,
    *,
    on: date | None = None,
    guideline: Guideline | str = ARTICLE,
    presume: Iterable[str] = (),
    parameters: Mapping[str, Threshold] | None = None,
) -> Assessment:
    """The explained answer for one case on a decision date (`on`, else the case's own; ValueError where there is neither).

    `guideline` is one, or a profile's name ("nice", "nice@2023-07"; UnknownProfile where there is none). `presume` names groups the
    site says were asked about, such as "surgery" (ValueError where one is none). `parameters` are figures put in place of the
    published ones, by id, each with its unit (`records.parameters.read_parameters` reads them from a file): ValueError where one
    is no figure, or jumps over its neighbour under this guideline.
    """
    day, groups = day_for(case, on), tuple(presume)
    if fault := unknown_groups(groups):
        raise ValueError(f"presume: {fault}")
    rules = _guideline(guideline)
    # Rules that were changed by the caller are taken as they are: which of their figures still decide, the caller knows.
    if parameters and (isinstance(guideline, str) or guideline is ARTICLE):
        _require_fit(rules, tuple(parameters.items()))
    engine = engine_with(rules, parameters or {})
    facts = facts_on(case, day, groups, engine.figures)
    tell_course(case, facts)
    return answer(engine, facts, case, parameters or {}, rules)


def day_for(case: Case, on: date | None) -> date:
    """The decision date that was given, else the case's own; ValueError where there is neither."""
    day = on or case.on
    if day is None:
        raise ValueError("no decision date: give `on`, or a case that has one")
    return day


@lru_cache(maxsize=64)
def _require_fit(rules: Guideline, figures: tuple[tuple[str, Threshold], ...]) -> None:
    """A site's figures from a program are held to what those of its file are; looked at once."""
    from cobalamin.records.parameters import require_order  # for whoever has figures of his own

    for id, figure in figures:
        if id not in THRESHOLDS:
            raise ValueError(f"parameters: no figure is called {id!r}; `cobalamin guideline` lists them")
        if figure.id != id:
            raise ValueError(
                f"parameters: {id!r} is given {figure.id}; expected the figure of that id with another value"
            )
    require_order("parameters", dict(figures), rules)


def _guideline(given: Guideline | str) -> Guideline:
    if isinstance(given, Guideline):
        return given
    from cobalamin.knowledge.guidelines.registry import profile  # the profiles take as long to load as the article

    return profile(given).guideline


def answer(
    engine: Engine, facts: Facts, case: Case, parameters: Mapping[str, Threshold], published: Guideline = ARTICLE
) -> Assessment:
    """The answer that facts have under an engine; of the case only id and title are told.

    `published` is the guideline before the `parameters` were put in.
    """
    return _assessment(Standing(engine, prepared_for(engine), facts), case, _changed_parameters(parameters, published))


def answer_of(facts: Facts, case: Case, parameters: Mapping[str, Threshold]) -> Assessment:
    """The article's answer with a site's own figures: what the service gives, and a replay of its journal gives again."""
    return answer(engine_with(ARTICLE, parameters), facts, case, parameters)


def _changed_parameters(parameters: Mapping[str, Threshold], published: Guideline) -> tuple[ParameterAnswer, ...]:
    """Each figure with the one it takes the place of, which is this guideline's and not always the base article's."""
    before = {**THRESHOLDS, **published.figures} if parameters else THRESHOLDS
    return tuple(ParameterAnswer(id, before[id].label, before[id].text, used.text) for id, used in parameters.items())


@cache
def prepared_for(engine: Engine) -> Prepared:
    """What answers under an engine repeat, prepared once."""
    return Prepared(engine)


# --- the answer ------------------------------------------------------------------------------------------------------


def _assessment(standing: Standing, case: Case, parameters: tuple[ParameterAnswer, ...]) -> Assessment:
    engine, facts, on = standing.engine, standing.facts, standing.facts.on
    guideline, prepared, reasons = engine.guideline, standing.prepared, Reasons(standing)
    routes, open_urgencies = standing.outcomes
    route = outcome_told(routes)
    indications = tuple([_indication(standing, reasons, i, place) for i, place in prepared.indications])
    next_tests = _next_tests(standing, len(routes) > 1, len(open_urgencies) > 1)
    doubts = tuple(doubts_of(standing))
    urgencies = at_least_routine(routes, open_urgencies)
    said = _route(standing, doubts, indications, urgencies[-1])
    urgencies = (*urgencies[:-1], _while_asked(urgencies[-1], doubts, said.statement))
    urgency = _urgency(reasons, urgencies, OPEN if urgencies != open_urgencies else AGREED)
    plan = plan_of(route, on, standing.named, guideline.regimens, _beside(facts))
    in_line = urgency_beside(said.statement, urgency.statement, facts.course, on)
    return Assessment(
        case.id, case.title, on, headline(said, in_line, indications, died=facts.has_died), guideline.id, engine.version, NOTICE,
        said, urgency, _working(standing, said, doubts, urgencies, next_tests), indications,
        tuple([answers[standing.truth(place)] for answers, place in prepared.definitions]),
        plan, follow_up_of(route, on, standing.named, _begins(facts, plan)),
        safety_of(standing, route), next_tests,
        changes_of(engine, standing.left, Told(route, outcome_told(urgencies)), facts.known),
        reasons.presumptions(next_tests),
        used_facts(facts), missing_facts(facts, prepared.never_recorded, next_tests), parameters, _cites(indications, urgency),
        facts.course,
    )  # fmt: skip


def _beside(facts: Facts) -> Beside:
    allergy, leber = map(facts.in_doubt, ("cobalamin_or_cobalt_allergy", "leber_optic_neuropathy"))
    long_ago, refused = facts.long_ago("b12_injections"), bool(facts.halted.not_given)
    halted = (facts.on_hold, refused, stop_in_doubt(facts), not causes_in_doubt(facts) <= DIETARY, facts.has_died)
    return Beside(allergy, bool(facts.reactions), facts.withheld, facts.held_back, leber, long_ago, *halted)


def _begins(facts: Facts, plan: Plan | None) -> Begins:
    began = facts.course.began if facts.course is not None else None
    return Begins(began, plan is not None and plan.waits, measured_before(facts.known))


def _urgency(reasons: Reasons, urgencies: tuple[str, ...], without_a_rule: str) -> UrgencyAnswer:
    """`without_a_rule` says why an urgency holds that no single rule gives."""
    *higher, least = urgencies
    because = reasons.of_urgency(least)
    note = "" if because or least == "none" else without_a_rule
    is_open = tuple([reasons.open_urgency(outcome) for outcome in higher])
    return UrgencyAnswer(least, tuple(higher), urgency_statement(urgencies), because, is_open, note)


def _route(
    standing: Standing, doubts: tuple[str, ...], indications: Iterable[IndicationAnswer], urgency: str
) -> RouteAnswer:
    routes, _ = standing.outcomes
    route = outcome_told(routes)
    met = any(indication.truth is Truth.YES for indication in indications)
    facts, forced = standing.facts, len(standing.kleene[0]) > 1
    how = Found(
        met=met, forced=forced, stopped=is_stopped(facts.course), urgency=urgency, doubted=facts.may_be_allergic,
        leber_in_doubt=facts.in_doubt("leber_optic_neuropathy"), needed=route == UNDETERMINED and GIVES_B12.issuperset(routes),
    )  # fmt: skip
    words = with_more(route_statement(route, standing.holds, how), standing, doubts)
    if not standing.holds("b12_injections"):
        words = with_those_before(again(words, before=_had_before(facts)), facts, indicated=route == "injection")
        words = _with_the_muscle(words, standing, route)
    else:
        words = _with_the_muscle(with_next_dose(words, facts), standing, route)
        words = with_the_stop_first(words, facts)
    return RouteAnswer(route, routes, with_what_halted(words, facts))


def _with_the_muscle(words: str, standing: Standing, route: str) -> str:
    """What forbids a dose into the muscle, beside the call to one."""
    inr, bleeds = (route == "injection" and standing.holds(f"safety:{risk}") for risk in ("inr", "bleeding"))
    bleeds = bleeds or standing.facts.unconfirmed(("bleeding_disorder",))
    unread = route == "injection" and standing.facts.known_by_name("inr")
    begins = route == "injection" and not standing.holds("b12_injections")
    return with_the_muscle(words, inr_above=inr, bleeds=bleeds, inr_unread=unread, begins=begins)


def _indication(standing: Standing, reasons: Reasons, i: Indication, place: Place) -> IndicationAnswer:
    truth, kleene = standing.truth(place), TRUTH[standing.values[place[0]]]
    decided = reasons.of(place[0]) if truth is kleene and truth is not Truth.UNKNOWN else ()
    is_open = reasons.open(place[0]) if truth is Truth.UNKNOWN else ()
    rule = i.rule
    return IndicationAnswer(
        i.number, rule.id, i.heading, rule.statement, truth, decided, is_open, rule.cites, truth is not kleene
    )


def _next_tests(standing: Standing, route_open: bool, urgency_open: bool) -> tuple[TestAnswer, ...]:
    """The tests that can still change route or urgency: questions first, then the guideline's order, then cost."""
    guideline = standing.engine.guideline
    open_ladders = [("route", guideline.route)] * route_open + [("urgency", guideline.urgency)] * urgency_open
    if not open_ladders:
        return ()
    ladders = [ladder for _, ladder in open_ladders]
    matter = standing.engine.depends.restricted(standing.vector, standing.settled, ladders)
    matters = reduce(or_, matter)
    found: list[tuple[int, TestAnswer]] = []
    for test, bits, facts in standing.engine.tests:
        if not bits & matters:
            continue
        changes = tuple([word for (word, _), mine in zip(open_ladders, matter, strict=True) if mine & bits])
        settles = tuple([name for name, bit in facts if bit & matters])
        answer = TestAnswer(test.id, _label(standing, test, settles), test.kind, changes, settles, test.cites)
        found.append((_cost(standing, test), answer))
    return tuple([answer for _, answer in sorted(found, key=itemgetter(0))])


def _is_late(standing: Standing, test: NextTest) -> bool:
    return bool(test.on_injections) and standing.holds("b12_injections")


def _cost(standing: Standing, test: NextTest) -> int:
    if _is_late(standing, test):
        return _LAST
    if test.first_when and (standing.holds(test.first_when) or standing.facts.unconfirmed((test.first_when,))):
        return _BEFORE_OTHER_BLOOD
    return _LAST if METABOLITES.issuperset(test.facts) and standing.holds("deficiency_confirmed") else test.cost


_BEFORE_OTHER_BLOOD = 1
_LAST = 1 + max(test.cost for test in NEXT_TESTS)


def _label(standing: Standing, test: NextTest, settles: tuple[str, ...]) -> str:
    """What a test is called; of a blood test done in part, what is still wanted: else it reads as if nobody had seen the rest."""
    if _is_late(standing, test):
        return test.on_injections
    if test.of_a_small_child and standing.holds("under_5"):
        return test.of_a_small_child
    if standing.facts.awaits(settles):
        return f"{test.label} {ON_ITS_WAY}"
    known = standing.facts.known
    done = (name for name in test.facts if name in known and not known[name].presumed and name not in settles)
    named = len(settles) == 1 and FACTS[settles[0]].fact.label.startswith(test.label.partition(" (")[0].lower())
    in_part = test.kind == "blood test" and any(done) and not named
    return f"{test.label}: {', '.join(FACTS[name].fact.label for name in settles)}" if in_part else test.label


def _working(
    standing: Standing,
    said: RouteAnswer,
    doubts: tuple[str, ...],
    urgencies: tuple[str, ...],
    tests: tuple[TestAnswer, ...],
) -> WorkingAnswer:
    """The answer if everything still open came back reassuring; the strict one where nothing is open."""
    if said.outcome != UNDETERMINED and len(urgencies) == 1:
        return WorkingAnswer(said.outcome, urgencies[0], _in_few_words(standing, said.outcome), ())
    route, urgency = standing.reassured
    few = _in_few_words(standing, route)
    points = "; ".join((_with_dose(standing, few), *_before_b12(standing, few)))
    words = after_doubts(doubts, working_words(route, points, said.statement))
    return WorkingAnswer(route, _while_asked(urgency, doubts, points), words, tuple([test.label for test in tests]))


def _while_asked(urgency: str, doubts: tuple[str, ...], words: str) -> str:
    """The urgency while something is still to be asked or tested: at least routine (register R37)."""
    return "routine" if urgency == "none" and (doubts or RETURNS in words) else urgency


def _before_b12(standing: Standing, few: str) -> tuple[str, ...]:
    facts = standing.facts
    leber_in_doubt = facts.in_doubt("leber_optic_neuropathy")
    return before_b12(few, standing.holds, doubted=facts.may_be_allergic, leber_in_doubt=leber_in_doubt)


def _with_dose(standing: Standing, words: str) -> str:
    """Tablets with how much of them: whoever has the patient before him reads no plan where the route is not settled."""
    facts, leber = standing.facts, "leber_optic_neuropathy"
    others = any(map(standing.holds, (leber, "oral_not_feasible", "pregnant", "breastfeeding")))
    barred = others or facts.in_doubt(leber) or facts.may_be_allergic
    if words != SHORT_ROUTES["oral"] or barred:
        return words
    plan = plan_of("oral", facts.on, standing.named, standing.engine.guideline.regimens, _beside(facts))
    return words if plan is None else f"{words}, {REGIMENS[plan.regimen].maintenance}"


def _in_few_words(standing: Standing, route: str) -> str:
    words = again(short_route(route, standing.holds), before=_had_before(standing.facts))
    return with_what_levels_say(words, standing)


def _had_before(facts: Facts) -> bool:
    """Whether doses on record tell of a course, current or not."""
    return facts.course is not None


def at_least_routine(routes: tuple[str, ...], urgencies: tuple[str, ...]) -> tuple[str, ...]:
    """The open questions have to be asked or tested, although every rule may yet say no (register R37)."""
    if urgencies[-1] != "none" or len(routes) == len(urgencies) == 1:
        return urgencies
    return tuple(dict.fromkeys((*urgencies[:-1], "routine")))


def _cites(indications: Iterable[IndicationAnswer], urgency: UrgencyAnswer) -> tuple[str, ...]:
    """The sources of the met indications, and of the figures that they and the urgency rest on."""
    met = [i for i in indications if i.truth is Truth.YES]
    figures = (cite for r in (*(r for i in met for r in i.reasons), *urgency.reasons) for cite in r.cites)
    return tuple(dict.fromkeys((*(cite for i in met for cite in i.cites), *figures)))

"""Facts to one explained answer: indications, route, urgency, plan, follow-up, safety, next tests, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cobalamin.assessment import (
    NOTICE,
    Assessment,
    ChangeAnswer,
    DefinitionAnswer,
    FactAnswer,
    IndicationAnswer,
    MissingAnswer,
    ParameterAnswer,
    Reason,
    RouteAnswer,
    SafetyAnswer,
    TestAnswer,
    UrgencyAnswer,
    WorkingAnswer,
)
from cobalamin.engine import Engine, engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.compile import Known as KnownValue
from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Mask, outcomes_of, truth_of
from cobalamin.language.exact import Settled
from cobalamin.language.ladder import Ladder, certain, possible_outcomes
from cobalamin.language.lanes import numbers_in
from cobalamin.language.nodes import Compare, Condition, Measure, Named, Threshold
from cobalamin.language.truth import Truth
from cobalamin.plan import follow_up_of, plan_of
from cobalamin.records.record import Case
from cobalamin.records.select import Facts, Known, facts_on
from cobalamin.wording import (
    UNDETERMINED,
    headline,
    presumed_text,
    reasons,
    route_statement,
    urgency_statement,
    value_text,
)

_GIVEN_BY_NATURE = frozenset({"age", "female"})
"""Facts no test changes: they are asked when unknown, and not offered as a change when known."""
_LEVELS = ("block", "warn", "inform")


def assess(
    case: Case,
    *,
    on: date | None = None,
    guideline: Guideline = ARTICLE,
    presume: Iterable[str] = (),
    parameters: Mapping[str, Threshold] | None = None,
) -> Assessment:
    """The explained answer for one case on a decision date (`on`, else the case's own; one of them is needed).

    `presume` names groups the site says were asked about; `parameters` are figures put in place of the published ones.
    """
    day = on or case.on
    if day is None:
        raise ValueError("no decision date: give `on`, or a case that has one")
    used = guideline.with_thresholds(parameters) if parameters else guideline
    engine = engine_for(used)
    facts = facts_on(case, day, presume, engine.figures)
    return answer(engine, facts, case, parameters or {})


def answer(engine: Engine, facts: Facts, case: Case, parameters: Mapping[str, Threshold]) -> Assessment:
    """The answer that facts have under an engine; of the case only id and title are told. A replay repeats this step."""
    return _Reading(engine, facts).assessment(case, _changed_parameters(parameters))


def _changed_parameters(parameters: Mapping[str, Threshold]) -> tuple[ParameterAnswer, ...]:
    return tuple(
        ParameterAnswer(id, THRESHOLDS[id].label, _printed(THRESHOLDS[id]), _printed(used))
        for id, used in parameters.items()
    )


def _printed(threshold: Threshold) -> str:
    return " = ".join(map(str, threshold.printed))


@dataclass(frozen=True)
class _Reading:
    """One patient put through one engine."""

    engine: Engine
    facts: Facts

    @cached_property
    def vector(self) -> Vector:
        return self.engine.program.vector(self.facts.values)

    @cached_property
    def values(self) -> tuple[KnownValue, ...]:
        return self.engine.program.values(self.vector)

    @cached_property
    def settled(self) -> Settled:
        return self.engine.exact.presumed(self.vector)

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        return self.engine.exact.conditions(self.vector, self.settled)

    @cached_property
    def ladders(self) -> dict[str, tuple[str, ...]]:
        """The outcomes of each ladder still possible, the highest first, exactly where Kleene leaves several open."""
        exact, found = self.engine.exact, {}
        masks: tuple[Mask, ...] | None = None
        for ladder in self.engine.guideline.ladders:
            found[ladder.id] = possible_outcomes(ladder, self.kleene)
            if len(found[ladder.id]) > 1:
                masks = masks or exact.everything(self.vector, self.settled)
                found[ladder.id] = outcomes_of(ladder, masks[exact.position[ladder]]) or found[ladder.id]
        return found

    def kleene(self, node: Condition) -> Truth:
        return Truth.of(self.values[self.engine.program.index[node]])

    def named(self, id: str) -> Truth:
        """What a named word or a finding came to; a finding no rule reads is looked up among the facts."""
        at = self.engine.named.get(id)
        if at is not None:
            return Truth.of(self.values[at])
        known = self.facts.known.get(id)
        return Truth.of(known.value) if known is not None and isinstance(known.value, bool) else Truth.UNKNOWN

    def truth(self, node: Named) -> Truth:
        """Exactly where Kleene leaves it open."""
        truth = self.kleene(node)
        return truth if truth is not Truth.UNKNOWN else truth_of(self.masks[self.engine.exact.place[node]])

    # --- the answer --------------------------------------------------------------------------------------------------

    def assessment(self, case: Case, parameters: tuple[ParameterAnswer, ...]) -> Assessment:
        guideline, on = self.engine.guideline, self.facts.on
        routes = self.ladders[guideline.route.id]
        route = certain(routes) or UNDETERMINED
        urgencies = _at_least_routine(self.ladders[guideline.urgency.id], route)
        still_open = self.still_open(routes, urgencies)
        urgency = UrgencyAnswer(
            urgencies[-1], urgencies[:-1], urgency_statement(urgencies), self.urgency_reasons(urgencies[-1])
        )
        indications = tuple(self.indication(i.number, i.heading, i.rule) for i in guideline.indications)
        next_tests = self.next_tests(*still_open)
        met = any(indication.truth is Truth.YES for indication in indications)
        on_injections, suspected = (self.named(id) is Truth.YES for id in ("b12_injections", "deficiency_suspected"))
        words = route_statement(route, on_injections=on_injections, met=met, suspected=suspected)
        said = RouteAnswer(route, routes, words)
        return Assessment(
            case.id, case.title, on, headline(said, urgency.statement, indications), guideline.id, self.engine.version,
            NOTICE, said, urgency, self.working(routes, urgencies, next_tests), indications,
            tuple(DefinitionAnswer(d.id, d.statement, self.truth(d)) for d in guideline.definitions),
            plan_of(route, on, self.named, guideline.regimens), follow_up_of(route, on, self.named), self.safety(route), next_tests,
            self.changes(route, urgencies), self.presumptions(), self.used_facts(), self.missing(next_tests), parameters,
            _cites(indications),
        )  # fmt: skip

    def indication(self, number: int, heading: str, rule: Named) -> IndicationAnswer:
        truth, kleene = self.truth(rule), self.kleene(rule)
        decided = self.reasons(rule) if truth is kleene and truth is not Truth.UNKNOWN else ()
        is_open = self.open_facts(rule) if truth is Truth.UNKNOWN else ()
        return IndicationAnswer(
            number, rule.id, heading, rule.statement, truth, decided, is_open, rule.cites, truth is not kleene
        )

    def reasons(self, node: Condition) -> tuple[Reason, ...]:
        """What an answer rests on, a fact at a time."""
        index, values, known = self.engine.program.index, self.values, self.facts.known
        return reasons(
            (
                leaf,
                Truth.of(values[index[leaf]]),
                known.get(leaf.measure.name if isinstance(leaf, Compare) else leaf.name),
            )
            for leaf in self.engine.decisive.leaves(node, values)
        )

    def open_facts(self, node: Condition) -> tuple[str, ...]:
        leaves = self.engine.decisive.leaves(node, self.values)
        names = dict.fromkeys(leaf.measure.name if isinstance(leaf, Compare) else leaf.name for leaf in leaves)
        return tuple(name for name in names if name in FACTS)

    def urgency_reasons(self, outcome: str) -> tuple[Reason, ...]:
        """What puts the urgency at its level."""
        for rung in self.engine.guideline.urgency.rungs:
            if rung.outcome == outcome and self.kleene(rung.when) is Truth.YES:
                return self.reasons(rung.when)
        return ()

    # --- what is open ------------------------------------------------------------------------------------------------

    def still_open(self, routes: tuple[str, ...], urgencies: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The unknown facts that can still change the route, and the urgency: read off the diagram."""
        guideline = self.engine.guideline
        route = self.depends_on(guideline.route) if len(routes) > 1 else frozenset()
        return route, self.depends_on(guideline.urgency) if len(urgencies) > 1 else frozenset()

    def depends_on(self, ladder: Ladder) -> frozenset[str]:
        return frozenset(fact.name for fact in self.engine.depends.open_facts(ladder, self.vector))

    def next_tests(self, route: frozenset[str], urgency: frozenset[str]) -> tuple[TestAnswer, ...]:
        """The tests that can still change route or urgency: questions first, then the guideline's order, then cost."""
        found: list[tuple[int, TestAnswer]] = []
        matter = route | urgency
        for test, facts in self.engine.tests:
            if not facts & matter:
                continue
            first = test.first_when and self.named(test.first_when) is Truth.YES
            changes = [word for word, names in (("route", route), ("urgency", urgency)) if names & facts]
            settles = tuple(name for name in test.facts if name in matter)
            found.append(
                (
                    2 if first else test.cost,
                    TestAnswer(test.id, test.label, test.kind, tuple(changes), settles, test.cites),
                )
            )
        return tuple(answer for _, answer in sorted(found, key=lambda row: row[0]))

    def working(
        self, routes: tuple[str, ...], urgencies: tuple[str, ...], tests: tuple[TestAnswer, ...]
    ) -> WorkingAnswer:
        """The answer if everything still open came back reassuring; the strict one where nothing is open."""
        if len(routes) == 1 and len(urgencies) == 1:
            return WorkingAnswer(routes[0], urgencies[0], ())
        program = self.engine.program
        reassured = program.values(program.vector({**self.engine.reassuring, **self.facts.values}))
        route, urgency = (
            possible_outcomes(ladder, lambda node: Truth.of(reassured[program.index[node]]))[0]
            for ladder in self.engine.guideline.ladders
        )
        return WorkingAnswer(route, urgency, tuple(test.label for test in tests))

    def changes(self, route: str, urgencies: tuple[str, ...]) -> tuple[ChangeAnswer, ...]:
        """Every single fact that would make the route or the urgency certain to be another; neighbouring cells are one."""
        lanes, guideline = self.engine.lanes, self.engine.guideline
        planes = lanes.planes(self.values)
        _, impossible = planes[self.engine.program.index[possible]]
        urgency = certain(urgencies) or UNDETERMINED
        new_route, new_urgency = (
            {
                i: outcome
                for outcome, where in lanes.deciding(planes, ladder).items()
                if outcome != now
                for i in numbers_in(where & ~impossible)
            }
            for ladder, now in ((guideline.route, route), (guideline.urgency, urgency))
        )
        rows = [
            (i, new_route.get(i, ""), new_urgency.get(i, "")) for i in sorted(new_route.keys() | new_urgency.keys())
        ]
        return tuple(_changes(rows, self.engine))

    # --- what to watch, and what it rests on -------------------------------------------------------------------------

    def safety(self, route: str) -> tuple[SafetyAnswer, ...]:
        """The hazards that are there, and before a possible injection the questions that exclude the others."""
        asking = route in ("injection", "either", UNDETERMINED, "specialist")
        found: list[SafetyAnswer] = []
        for rule in self.engine.guideline.safety:
            truth = self.kleene(rule.rule)
            if truth is Truth.YES or (truth is Truth.UNKNOWN and rule.ask and asking):
                action = rule.action if truth is Truth.YES else rule.ask
                found.append(SafetyAnswer(rule.level, rule.id, rule.rule.statement, action, truth, rule.rule.cites))
        return tuple(sorted(found, key=lambda s: (s.truth is not Truth.YES, _LEVELS.index(s.level))))

    def presumptions(self) -> tuple[str, ...]:
        """What the answer rests on without its being known: presumptions of the rules, and the groups that were asked about."""
        engine, values = self.engine, self.values
        decided = tuple(node for node in self.answered() if self.kleene(node) is not Truth.UNKNOWN)
        rules = [presume.because for presume in engine.decisive.presumptions(decided, values)]
        forced = self.forced()
        if forced:  # the diagram answers from every completion at once, with all presumptions below it
            rules += [presume.because for presume in engine.presumed_under(forced, values)]
        facts = (presumed_text(name, known) for name, known in self.facts.known.items() if known.presumed)
        return tuple(dict.fromkeys((*rules, *facts)))

    def answered(self) -> Iterator[Condition]:
        """The conditions that are read for the answer: the indications, and each ladder's rungs down to the first that holds."""
        yield from (indication.rule for indication in self.engine.guideline.indications)
        for ladder in self.engine.guideline.ladders:
            for rung in ladder.rungs:
                yield rung.when
                if self.kleene(rung.when) is Truth.YES:
                    break

    def forced(self) -> tuple[Condition, ...]:
        """The conditions that Kleene's rules leave open although every completion of the missing facts agrees."""
        guideline = self.engine.guideline
        rules = (i.rule for i in guideline.indications if self.truth(i.rule) is not self.kleene(i.rule))
        narrower = (a for a in guideline.ladders if self.ladders[a.id] != possible_outcomes(a, self.kleene))
        return (*rules, *(rung.when for ladder in narrower for rung in ladder.rungs))

    def used_facts(self) -> tuple[FactAnswer, ...]:
        known = self.facts.known
        return tuple(_fact_answer(name, known[name]) for name in FACTS if name in known)

    def missing(self, next_tests: tuple[TestAnswer, ...]) -> tuple[MissingAnswer, ...]:
        """What was recorded and is not used, and what was never recorded and can still change the answer."""
        names = dict.fromkeys((*self.facts.missing, *(name for test in next_tests for name in test.facts)))
        found = [(name, self.facts.why_missing(name)) for name in names]
        rows = (*found, *(("", problem) for problem in self.facts.problems))
        return tuple(MissingAnswer(name, m.why, m.sentence, m.source.where if m.source else "") for name, m in rows)


def _changes(rows: list[tuple[int, str, str]], engine: Engine) -> Iterator[ChangeAnswer]:
    """Each change in words, with what route and urgency it makes certain; a run of cells with one outcome is one change."""
    all_changes = engine.lanes.changes
    start = 0
    for end, (number, route, urgency) in enumerate(rows, 1):
        following = rows[end] if end < len(rows) else None
        fact = all_changes[number].fact
        goes_on = (
            following == (number + 1, route, urgency)
            and isinstance(fact, Measure)
            and all_changes[number + 1].fact is fact
        )
        if not goes_on:
            if fact.name in FACTS and fact.name not in _GIVEN_BY_NATURE:
                yield ChangeAnswer(fact.name, engine.change_text(rows[start][0], number), route, urgency)
            start = end


def _at_least_routine(urgencies: tuple[str, ...], route: str) -> tuple[str, ...]:
    """An open route needs tests, and tests are routine at least."""
    if route == UNDETERMINED and urgencies[-1] == "none":
        return tuple(dict.fromkeys((*urgencies[:-1], "routine")))
    return urgencies


def _cites(indications: Iterable[IndicationAnswer]) -> tuple[str, ...]:
    """The sources of the met indications and of the figures they rest on."""
    met = [i for i in indications if i.truth is Truth.YES]
    figures = (cite for i in met for reason in i.reasons for cite in reason.cites)
    return tuple(dict.fromkeys((*(cite for i in met for cite in i.cites), *figures)))


def _fact_answer(name: str, known: Known) -> FactAnswer:
    where, when, sent = known.source or ("", "", "")
    value = value_text(name, known.value)
    return FactAnswer(name, FACTS[name].fact.label, value, where, when, sent, known.note, known.presumed)

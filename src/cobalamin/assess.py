"""Facts to one explained answer: indications, route, urgency, plan, follow-up, safety, next tests, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import cast

from cobalamin.assessment import (
    NOTICE,
    Assessment,
    IndicationAnswer,
    ParameterAnswer,
    Reason,
    RouteAnswer,
    SafetyAnswer,
    TestAnswer,
    UrgencyAnswer,
    WorkingAnswer,
)
from cobalamin.engine import Engine, engine_for
from cobalamin.facts_told import missing_facts, used_facts
from cobalamin.knowledge.indications import Indication
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.analyse import Told
from cobalamin.language.compile import Known as KnownValue
from cobalamin.language.compile import Vector
from cobalamin.language.diagram import NO, YES, Mask, outcomes_of, truth_of
from cobalamin.language.exact import Settled
from cobalamin.language.ladder import Ladder, certain
from cobalamin.language.nodes import Condition, Leaf, Threshold
from cobalamin.language.truth import Truth
from cobalamin.plan import follow_up_of, plan_of
from cobalamin.prepared import TRUTH, Place, Prepared
from cobalamin.records.record import Case
from cobalamin.records.select import Facts, facts_on
from cobalamin.what_changes import changes_of
from cobalamin.wording import (
    UNDETERMINED,
    headline,
    presumed_text,
    reason,
    route_statement,
    urgency_statement,
)


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
    return _Reading(engine, prepared_for(engine), facts).assessment(case, _changed_parameters(parameters))


def _changed_parameters(parameters: Mapping[str, Threshold]) -> tuple[ParameterAnswer, ...]:
    return tuple(
        ParameterAnswer(id, THRESHOLDS[id].label, _printed(THRESHOLDS[id]), _printed(used))
        for id, used in parameters.items()
    )


def _printed(threshold: Threshold) -> str:
    return " = ".join(map(str, threshold.printed))


@cache
def prepared_for(engine: Engine) -> Prepared:
    """What answers under an engine repeat, prepared once."""
    return Prepared(engine)


@dataclass(frozen=True)
class _Reading:
    """One patient put through one engine."""

    engine: Engine
    prepared: Prepared
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

    def truth(self, place: Place) -> Truth:
        """Exactly where Kleene leaves it open."""
        value = self.values[place[0]]
        return truth_of(self.masks[place[1]]) if value is None else TRUTH[value]

    def named(self, id: str) -> Truth:
        """What a named word or a finding came to; a finding no rule reads is looked up among the facts."""
        at = self.engine.named.get(id)
        if at is not None:
            return TRUTH[self.values[at]]
        known = self.facts.known.get(id)
        return Truth.of(known.value) if known is not None and isinstance(known.value, bool) else Truth.UNKNOWN

    @cached_property
    def kleene(self) -> tuple[tuple[str, ...], ...]:
        """The outcomes of each ladder that Kleene's rules leave open."""
        return tuple(self.climbed(ladder, rungs) for ladder, rungs, _ in self.prepared.ladders)

    def climbed(self, ladder: Ladder, rungs: tuple[int, ...]) -> tuple[str, ...]:
        found: list[str] = []
        for outcome, rung in zip(ladder.outcomes, rungs, strict=False):
            value = self.values[rung]
            if value is not False:
                found.append(outcome)
            if value is True:
                return tuple(found)
        return (*found, ladder.otherwise)

    @cached_property
    def outcomes(self) -> tuple[tuple[str, ...], ...]:
        """The outcomes of each ladder still possible, the highest first, exactly where Kleene leaves several open."""
        if all(len(left) == 1 for left in self.kleene):
            return self.kleene
        masks = self.engine.exact.everything(self.vector, self.settled)
        return tuple(
            left if len(left) == 1 else outcomes_of(ladder, masks[at]) or left
            for left, (ladder, _, at) in zip(self.kleene, self.prepared.ladders, strict=True)
        )

    # --- the answer --------------------------------------------------------------------------------------------------

    def assessment(self, case: Case, parameters: tuple[ParameterAnswer, ...]) -> Assessment:
        guideline, on = self.engine.guideline, self.facts.on
        routes, open_urgencies = self.outcomes
        route = certain(routes) or UNDETERMINED
        urgencies = _at_least_routine(open_urgencies, route)
        still_open = self.still_open(routes, urgencies)
        urgency = UrgencyAnswer(
            urgencies[-1], urgencies[:-1], urgency_statement(urgencies), self.urgency_reasons(urgencies[-1])
        )
        indications = tuple(self.indication(i, place) for i, place in self.prepared.indications)
        next_tests = self.next_tests(*still_open)
        met = any(indication.truth is Truth.YES for indication in indications)
        on_injections, suspected = (self.named(id) is Truth.YES for id in ("b12_injections", "deficiency_suspected"))
        words = route_statement(route, on_injections=on_injections, met=met, suspected=suspected)
        said = RouteAnswer(route, routes, words)
        return Assessment(
            case.id, case.title, on, headline(said, urgency.statement, indications), guideline.id, self.engine.version,
            NOTICE, said, urgency, self.working(routes, urgencies, next_tests), indications,
            tuple(answers[self.truth(place)] for answers, place in self.prepared.definitions),
            plan_of(route, on, self.named, guideline.regimens), follow_up_of(route, on, self.named), self.safety(route), next_tests,
            changes_of(self.engine, self.values, route, certain(urgencies) or UNDETERMINED), self.presumptions(),
            used_facts(self.facts), missing_facts(self.facts, self.prepared.never_recorded, next_tests), parameters,
            _cites(indications),
        )  # fmt: skip

    def indication(self, i: Indication, place: Place) -> IndicationAnswer:
        truth, kleene = self.truth(place), TRUTH[self.values[place[0]]]
        decided = self.reasons(place[0]) if truth is kleene and truth is not Truth.UNKNOWN else ()
        is_open = self.open_facts(place[0]) if truth is Truth.UNKNOWN else ()
        rule = i.rule
        return IndicationAnswer(
            i.number, rule.id, i.heading, rule.statement, truth, decided, is_open, rule.cites, truth is not kleene
        )

    def reasons(self, rule: int) -> tuple[Reason, ...]:
        """What an answer rests on, a fact at a time."""
        name_of = self.prepared.fact_of
        found: dict[str, list[int]] = {}
        for leaf in self.engine.decisive.carriers(rule, self.values, self.carried):
            if leaf in name_of:
                found.setdefault(name_of[leaf], []).append(leaf)
        return tuple(self.reason(name, tuple(leaves)) for name, leaves in found.items())

    def reason(self, name: str, leaves: tuple[int, ...]) -> Reason:
        """A reason that several rules share is put into words once; one that was presumed, once for all patients."""
        known = self.facts.known.get(name)
        presumed = known is not None and known.presumed
        told: dict[tuple[object, ...], Reason] = self.prepared.presumed if presumed else self.told
        key = (*leaves, known.note) if known is not None and presumed else leaves
        found = told.get(key)
        if found is None:
            nodes, values = self.engine.program.nodes, self.values
            rows = [(cast(Leaf, nodes[i]), TRUTH[values[i]]) for i in leaves]
            found = told[key] = reason(name, rows, known)
        return found

    @cached_property
    def carried(self) -> Told:
        return {}

    @cached_property
    def told(self) -> dict[tuple[object, ...], Reason]:
        return {}

    def open_facts(self, rule: int) -> tuple[str, ...]:
        name_of = self.prepared.recorded_as
        leaves = self.engine.decisive.carriers(rule, self.values, self.carried)
        return tuple(dict.fromkeys(name_of[leaf] for leaf in leaves if leaf in name_of))

    def urgency_reasons(self, outcome: str) -> tuple[Reason, ...]:
        """What puts the urgency at its level."""
        ladder, rungs, _ = self.prepared.ladders[1]
        for rung, at in zip(ladder.rungs, rungs, strict=True):
            if rung.outcome == outcome and self.values[at] is True:
                return self.reasons(at)
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
        reassured = program.values(program.vector(self.facts.values, self.engine.reassured))
        first = [
            next((i for i, at in enumerate(r) if reassured[at] is not False), -1) for _, r, _ in self.prepared.ladders
        ]
        route, urgency = (ladder.outcomes[at] for (ladder, _, _), at in zip(self.prepared.ladders, first, strict=True))
        return WorkingAnswer(route, urgency, tuple(test.label for test in tests))

    # --- what to watch, and what it rests on -------------------------------------------------------------------------

    def safety(self, route: str) -> tuple[SafetyAnswer, ...]:
        """The hazards that are there, and before a possible injection the questions that exclude the others."""
        asking = route in ("injection", "either", UNDETERMINED, "specialist")
        values, rules = self.values, self.prepared.safety
        holding = [holds for at, holds, _ in rules if values[at] is True]
        if not asking:
            return tuple(holding)
        return (*holding, *(ask for at, _, ask in rules if ask is not None and values[at] is None))

    def presumptions(self) -> tuple[str, ...]:
        """What the answer rests on without its being known: presumptions of the rules, and the groups that were asked about."""
        engine, values = self.engine, self.values
        rules = [presume.because for presume in engine.decisive.presumptions(self.decided(), values, self.carried)]
        forced = self.forced()
        if forced:  # read from every completion at once, with all presumptions below it
            rules += [presume.because for presume in engine.presumed_under(forced, values)]
        facts = (presumed_text(name, known) for name, known in self.facts.known.items() if known.presumed)
        return tuple(dict.fromkeys((*rules, *facts)))

    def decided(self) -> Iterator[Condition]:
        """The decided conditions among those read for the answer: indications, and rungs down to the first that holds."""
        yield from (i.rule for i, place in self.prepared.indications if self.values[place[0]] is not None)
        for ladder, rungs, _ in self.prepared.ladders:
            for rung, at in zip(ladder.rungs, rungs, strict=True):
                if self.values[at] is not None:
                    yield rung.when
                if self.values[at] is True:
                    break

    def forced(self) -> tuple[Condition, ...]:
        """The conditions that Kleene's rules leave open although every completion of the missing facts agrees."""
        values, masks = self.values, self.masks
        rules = (
            i.rule for i, (at, mask) in self.prepared.indications if values[at] is None and masks[mask] in (NO, YES)
        )
        ladders = zip(self.prepared.ladders, self.kleene, self.outcomes, strict=True)
        narrower = (ladder for (ladder, _, _), kleene, exact in ladders if kleene != exact)
        return (*rules, *(rung.when for ladder in narrower for rung in ladder.rungs))


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

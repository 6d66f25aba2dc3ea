"""Facts to one explained answer: indications, route, urgency, plan, follow-up, safety, next tests, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from cobalamin.knowledge.next_tests import NEXT_TESTS, NextTest
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.analyse import Restricted, decisive
from cobalamin.language.compile import Known as KnownValue
from cobalamin.language.compile import Vector
from cobalamin.language.diagram import Mask, outcomes_of, truth_of
from cobalamin.language.ladder import Ladder, certain, possible_outcomes
from cobalamin.language.lanes import Change
from cobalamin.language.nodes import Compare, Condition, Fact, Finding, Leaf, Measure, Named, Threshold
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.plan import follow_up_of, plan_of
from cobalamin.records.record import Case
from cobalamin.records.select import Facts, Known, facts_on

UNDETERMINED = "undetermined"
ROUTE_WORDS = {
    "specialist": "a specialist decides",
    "injection": "B12 by injection is indicated",
    "oral": "B12 by mouth; injections are not indicated",
    "none": "no B12 treatment: look for another cause",
    UNDETERMINED: "not settled yet: more has to be known",
}
URGENCY_WORDS = {"same_day": "same day", "prompt": "prompt, within days", "routine": "routine", "none": "nothing presses"}


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
    facts = facts_on(case, day, presume, {**THRESHOLDS, **(parameters or {})})
    return _Reading(engine_for(used), facts).assessment(case, _changed_parameters(parameters or {}))


def _changed_parameters(parameters: Mapping[str, Threshold]) -> tuple[ParameterAnswer, ...]:
    return tuple(
        ParameterAnswer(id, THRESHOLDS[id].label, _printed(THRESHOLDS[id]), _printed(used)) for id, used in parameters.items()
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
    def masks(self) -> tuple[Mask, ...]:
        return self.engine.exact.masks(self.vector)

    @cached_property
    def left(self) -> Restricted:
        return Restricted(self.engine.exact, self.vector)

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
        return truth_of(self.masks[self.engine.exact.position[node]]) if truth is Truth.UNKNOWN else truth

    def outcomes(self, ladder: Ladder) -> tuple[str, ...]:
        """The outcomes still possible, the highest first, exactly where Kleene leaves several open."""
        open_outcomes = possible_outcomes(ladder, self.kleene)
        if len(open_outcomes) == 1:
            return open_outcomes
        return outcomes_of(ladder, self.masks[self.engine.exact.position[ladder]]) or open_outcomes

    # --- the answer --------------------------------------------------------------------------------------------------

    def assessment(self, case: Case, parameters: tuple[ParameterAnswer, ...]) -> Assessment:
        guideline = self.engine.guideline
        routes, urgencies = self.outcomes(guideline.route), self.outcomes(guideline.urgency)
        route = certain(routes) or UNDETERMINED
        indications = tuple(self.indication(i.number, i.heading, i.rule) for i in guideline.indications)
        next_tests = self.next_tests(routes, urgencies)
        working = self.working(routes, urgencies)
        urgency = UrgencyAnswer(
            urgencies[-1], urgencies[:-1], _urgency_statement(urgencies), self.urgency_reasons(urgencies[-1])
        )
        cites = dict.fromkeys(c for i in indications if i.truth is Truth.YES for c in i.cites)
        return Assessment(
            case.id, case.title, self.facts.on, _headline(route, routes, urgencies, indications), guideline.id,
            self.engine.version, NOTICE, RouteAnswer(route, routes, ROUTE_WORDS[route]), urgency, working, indications,
            tuple(DefinitionAnswer(d.id, d.statement, self.truth(d)) for d in guideline.definitions),
            plan_of(route, self.facts.on, self.named), follow_up_of(route, self.facts.on, self.named),
            self.safety(route), next_tests, self.changes(route, urgencies), self.presumptions(),
            self.used_facts(), self.missing(next_tests), parameters, tuple(cites),
        )  # fmt: skip

    def indication(self, number: int, heading: str, rule: Named) -> IndicationAnswer:
        truth, kleene = self.truth(rule), self.kleene(rule)
        reasons = self.reasons(rule) if truth is kleene else ()
        return IndicationAnswer(number, rule.id, heading, rule.statement, truth, reasons, rule.cites, truth is not kleene)

    def reasons(self, node: Condition) -> tuple[Reason, ...]:
        return tuple(self.reason(leaf) for leaf in decisive(node, self.kleene))

    def reason(self, leaf: Leaf) -> Reason:
        fact = leaf.measure if isinstance(leaf, Compare) else leaf
        known = self.facts.known.get(fact.name)
        truth = self.kleene(leaf)
        source = known.source if known is not None else None
        return Reason(
            fact.name, leaf_text(leaf, truth, known), truth, source.where if source else "", source.when if source else "",
            known is not None and known.presumed,
        )  # fmt: skip

    def urgency_reasons(self, outcome: str) -> tuple[Reason, ...]:
        """What puts the urgency at its level."""
        for rung in self.engine.guideline.urgency.rungs:
            if rung.outcome == outcome and self.kleene(rung.when) is Truth.YES:
                return self.reasons(rung.when)
        return ()

    def working(self, routes: tuple[str, ...], urgencies: tuple[str, ...]) -> WorkingAnswer:
        """The answer if everything still open came back reassuring; the strict one where nothing is open."""
        if len(routes) == 1 and len(urgencies) == 1:
            return WorkingAnswer(routes[0], urgencies[0], ())
        reassured = self.engine.program.values(self.engine.program.vector({**self.reassuring(), **self.facts.values}))
        program = self.engine.program
        route, urgency = self.engine.guideline.ladders
        worked = [possible_outcomes(ladder, lambda n: Truth.of(reassured[program.index[n]]))[0] for ladder in (route, urgency)]
        names = {fact.name for fact in self.left.can_change(route) | self.left.can_change(urgency)}
        provided = tuple(t.label for t in NEXT_TESTS if names & set(t.facts))
        return WorkingAnswer(worked[0], worked[1], provided)

    def reassuring(self) -> dict[str, bool | Interval]:
        """For every fact the rules read the answer that speaks against needing B12."""
        return {fact.name: _reassuring(fact, self.engine) for fact in self.engine.program.facts}

    def next_tests(self, routes: tuple[str, ...], urgencies: tuple[str, ...]) -> tuple[TestAnswer, ...]:
        """The tests that can still change route or urgency: questions first, then in the guideline's order, then by cost."""
        guideline = self.engine.guideline
        route = {f.name for f in self.left.can_change(guideline.route)} if len(routes) > 1 else set()
        urgency = {f.name for f in self.left.can_change(guideline.urgency)} if len(urgencies) > 1 else set()
        found: list[tuple[int, int, TestAnswer]] = []
        for i, test in enumerate(NEXT_TESTS):
            settles = [name for name in test.facts if name in route or name in urgency]
            if settles:
                changes = [word for word, names in (("route", route), ("urgency", urgency)) if names & set(test.facts)]
                found.append((self.cost(test), i, _test_answer(test, changes, settles)))
        return tuple(answer for _, _, answer in sorted(found, key=lambda row: row[:2]))

    def cost(self, test: NextTest) -> int:
        first = test.first_when and self.named(test.first_when) is Truth.YES
        return 2 if first else test.cost

    def safety(self, route: str) -> tuple[SafetyAnswer, ...]:
        """The hazards that are there, and before a possible injection the questions that exclude the others."""
        found: list[SafetyAnswer] = []
        for rule in self.engine.guideline.safety:
            truth = self.kleene(rule.rule)
            asked = truth is Truth.UNKNOWN and rule.ask and route in ("injection", UNDETERMINED, "specialist")
            if truth is Truth.YES or asked:
                action = rule.action if truth is Truth.YES else rule.ask
                found.append(SafetyAnswer(rule.level, rule.id, rule.rule.statement, action, truth, rule.rule.cites))
        return tuple(sorted(found, key=lambda s: (s.truth is not Truth.YES, ("block", "warn", "inform").index(s.level))))

    def changes(self, route: str, urgencies: tuple[str, ...]) -> tuple[ChangeAnswer, ...]:
        """Every single fact that would make the route or the urgency certain to be another."""
        lanes = self.engine.lanes
        planes = lanes.planes(self.values)
        guideline = self.engine.guideline
        new_route = _by_change(lanes.deciding(planes, guideline.route), route, lanes.changes)
        new_urgency = _by_change(lanes.deciding(planes, guideline.urgency), certain(urgencies) or UNDETERMINED, lanes.changes)
        found = [c for c in lanes.changes if c in new_route or c in new_urgency]
        return tuple(
            ChangeAnswer(c.fact.name, change_text(c, self.engine), new_route.get(c, ""), new_urgency.get(c, "")) for c in found
        )

    def presumptions(self) -> tuple[str, ...]:
        """What was presumed: by the rules in force of something unknown, and by the groups that were asked about."""
        rules = (
            presume.because
            for presume in self.engine.presumptions
            if self.values[self.engine.program.index[presume.part]] is None
        )
        groups = (k.note for k in self.facts.known.values() if k.presumed)
        return tuple(dict.fromkeys((*rules, *groups)))

    def used_facts(self) -> tuple[FactAnswer, ...]:
        return tuple(_fact_answer(name, self.facts.known[name]) for name in FACTS if name in self.facts.known)

    def missing(self, next_tests: tuple[TestAnswer, ...]) -> tuple[MissingAnswer, ...]:
        """What was recorded and is not used, and what was never recorded and can still change the answer."""
        asked = dict.fromkeys(name for test in next_tests for name in test.facts)
        names = dict.fromkeys((*self.facts.missing, *asked))
        found = [(name, self.facts.why_missing(name)) for name in names]
        return tuple(MissingAnswer(name, m.why, m.sentence, m.source.where if m.source else "") for name, m in found)


def _test_answer(test: NextTest, changes: list[str], settles: list[str]) -> TestAnswer:
    return TestAnswer(test.id, test.label, test.kind, tuple(changes), tuple(settles), test.cites)


def _by_change(lanes_of: Mapping[str, int], now: str, changes: tuple[Change, ...]) -> dict[Change, str]:
    found: dict[Change, str] = {}
    for outcome, where in lanes_of.items():
        if outcome != now:
            while where:
                lowest = where & -where
                found[changes[lowest.bit_length() - 1]] = outcome
                where ^= lowest
    return found


def _reassuring(fact: Fact, engine: Engine) -> bool | Interval:
    side = FACTS[fact.name].reassuring
    if isinstance(fact, Finding):
        return side == "yes"
    scale = engine.program.scales[fact]
    return scale.interval_of(scale.size - 1 if side == "high" else 0)


# --- words -----------------------------------------------------------------------------------------------------------


def leaf_text(leaf: Leaf, truth: Truth, known: Known | None) -> str:
    """One leaf as a sentence part: "total serum B12 150 ng/L, below 180 ng/L"."""
    if isinstance(leaf, Finding):
        word = {Truth.YES: "", Truth.NO: "no ", Truth.UNKNOWN: "unknown: "}[truth]
        return f"{word}{leaf.label}"
    bound = f"{_side(leaf, truth)} {_bound_shown(leaf, known)}"
    if truth is Truth.UNKNOWN and known is None:
        return f"unknown: {leaf.measure.label}"
    value = known.value if known is not None else None
    shown = str(value) if isinstance(value, Interval) else ""
    if truth is Truth.UNKNOWN:
        return f"{leaf.measure.label} {shown} does not settle whether it is {bound}"
    return f"{leaf.measure.label} {shown}, {bound}"


_SIDES = {
    ("<", True): "below", ("<", False): "not below", ("<=", True): "at most", ("<=", False): "above", (">", True): "above",
    (">", False): "not above", (">=", True): "at least", (">=", False): "below",
}  # fmt: skip


def _side(leaf: Compare, truth: Truth) -> str:
    return _SIDES[leaf.op, truth is not Truth.NO]


def _bound_shown(leaf: Compare, known: Known | None) -> str:
    """The bound in the unit of the result where the source prints it in that unit, else as first printed."""
    unit = known.value.unit if known is not None and isinstance(known.value, Interval) else ""
    return str(next((p for p in leaf.bound.printed if p.unit == unit), leaf.bound.printed[0]))


def change_text(change: Change, engine: Engine) -> str:
    """One change in words: "total serum B12 below 133 pmol/L", "no coeliac disease"."""
    if isinstance(change.fact, Measure):
        unit = _display_unit(change.fact)
        return f"{change.fact.label} {engine.program.scales[change.fact].interval_of(int(change.value), unit)}"
    return change.fact.label if change.value else f"no {change.fact.label}"


def _display_unit(measure: Measure) -> str:
    return measure.unit


def _urgency_statement(urgencies: tuple[str, ...]) -> str:
    least = URGENCY_WORDS[urgencies[-1]]
    if len(urgencies) == 1:
        return least
    return f"at least {least}; possibly {' or '.join(URGENCY_WORDS[u] for u in urgencies[:-1])}"


def _headline(
    route: str, routes: tuple[str, ...], urgencies: tuple[str, ...], indications: tuple[IndicationAnswer, ...]
) -> str:
    met = [i for i in indications if i.truth is Truth.YES]
    because = f" ({', '.join(f'{i.number} {i.heading.lower()}' for i in met)})" if met else ""
    if route == UNDETERMINED:
        open_words = " or ".join({"none": "no B12 treatment", "oral": "tablets"}.get(r, r) for r in routes)
        return f"Not settled yet: {open_words}{because}; urgency {_urgency_statement(urgencies)}"
    words = ROUTE_WORDS[route]
    return f"{words[0].upper()}{words[1:]}{because}; urgency {_urgency_statement(urgencies)}"


def _fact_answer(name: str, known: Known) -> FactAnswer:
    source = known.source
    value = str(known.value) if isinstance(known.value, Interval) else ("yes" if known.value else "no")
    return FactAnswer(
        name, FACTS[name].fact.label, value, source.where if source else "", source.when if source else "",
        source.sent if source else "", known.note, known.presumed,
    )  # fmt: skip


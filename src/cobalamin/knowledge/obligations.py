"""What must hold of a guideline, whoever proves it: named obligations, each a sentence and its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge import facts as f
from cobalamin.knowledge.claims import (
    Direction,
    FromNothing,
    Ignores,
    Keeps,
    Matters,
    Never,
    Obligation,
    OneAnswer,
    Possible,
    Settled,
    Stable,
    UnitFree,
    at_least_as_high,
    differ,
    inputs,
    label,
    outcome,
    replaced,
    word,
)
from cobalamin.knowledge.clinical_obligations import clinic, indications, meaning, outputs
from cobalamin.knowledge.facts import FACTS, finding, group
from cobalamin.knowledge.rules import Guideline
from cobalamin.knowledge.safety import LOWERING_B12
from cobalamin.language.nodes import Condition, Fact, Finding, Measure, Named, Not, all_of, facts_of, walk

# --- the obligations -------------------------------------------------------------------------------------------------


def chapters(guideline: Guideline) -> dict[str, tuple[Obligation, ...]]:
    """Everything that must hold of a guideline, under the headings a clinician reads it by."""
    return {
        "What must never happen": tuple(clinic(guideline)),
        "Which way a finding or a result may push": tuple(_direction(guideline)),
        "Everybody is answered, and with one voice": tuple(_order(guideline)),
        "The words mean together what they say": tuple(meaning(guideline)),
        "Nothing in the rules is idle": tuple(_economy(guideline)),
    }


@cache
def obligations(guideline: Guideline) -> tuple[Obligation, ...]:
    """Everything that must hold of a guideline."""
    return tuple(obligation for chapter in chapters(guideline).values() for obligation in chapter)


def _reading(fact: Fact, g: Guideline) -> tuple[Condition, ...]:
    """The outputs that read a fact."""
    return tuple(root for root in g.roots if fact in facts_of(root))


def _urgent(g: Guideline) -> tuple[Condition, ...]:
    return tuple(at_least_as_high(g.urgency, name) for name in g.urgency.outcomes[:-1])


def _order(g: Guideline) -> Iterator[Obligation]:
    """That the rules answer, always, and with one voice."""
    yield Obligation("one_route", "Every patient gets exactly one route.", (OneAnswer(g.route),))
    yield Obligation("one_urgency", "Every patient gets exactly one urgency.", (OneAnswer(g.urgency),))
    yield Obligation(
        "settled", "With every fact known nothing is unknown, and no rule is ever both yes and no.", (Settled(g.roots),)
    )
    yield Obligation(
        "stable",
        "Learning more never turns a decided answer round, unless it lifts a stated presumption.",
        (Stable(g.roots),),
    )
    yield Obligation(
        "from_nothing_no_indication",
        "The patient of whom nothing is known gets no indication.",
        (FromNothing(indications(g)),),
    )
    yield Obligation(
        "from_nothing_no_treatment",
        "Of the patient of whom nothing is known no route but the open one is certain, and nothing is urgent.",
        (
            FromNothing(
                (
                    *(outcome(g.route, name) for name in g.route.outcomes),
                    *(outcome(g.urgency, name) for name in g.urgency.outcomes),
                )
            ),
        ),
    )
    yield Obligation(
        "unit_free",
        "The unit a result is reported in changes no answer, outside the printed gaps (R11).",
        tuple(
            UnitFree(m, unit, _reading(m, g))
            for m in facts_of(*g.roots)
            if isinstance(m, Measure)
            for unit, _ in m.factors
        ),
    )


# --- which way a fact may push ---------------------------------------------------------------------------------------


_FactsOf = Callable[[Guideline], tuple[Fact, ...]]


def _indications_and_urgency(g: Guideline) -> tuple[Condition, ...]:
    return (*indications(g), *_urgent(g))


def _neurology(g: Guideline) -> tuple[Fact, ...]:
    return (*_findings_of("neurological_involvement")(g), finding("neurological_progression"))


def _findings_of(id: str) -> _FactsOf:
    return lambda g: tuple(fact for fact in facts_of(word(g, id)) if isinstance(fact, Finding))


def _only(*facts: Fact) -> _FactsOf:
    return lambda _: facts


class _Push(NamedTuple):
    """The facts that are moved, the way they are moved, and the outputs that may not fall by it."""

    id: str
    sentence: str
    facts: _FactsOf
    direction: Direction
    outputs: Callable[[Guideline], tuple[Condition, ...]]


_PUSHES = (
    _Push("neurology_raises_urgency", "A neurological finding more never lowers the urgency.",
          _neurology, "present", _urgent),
    _Push("neurology_keeps_indication", "A neurological finding more never withdraws an indication.",
          _neurology, "present", indications),
    _Push("lower_total_b12", "A lower total B12 never withdraws an indication.",
          _only(f.total_b12), "lower", indications),
    _Push("lower_active_b12", "A lower active B12 never withdraws an indication.",
          _only(f.active_b12), "lower", indications),
    _Push("lower_total_b12_urgency", "A lower total B12 never lowers the urgency.",
          _only(f.total_b12), "lower", _urgent),
    _Push("lower_active_b12_urgency", "A lower active B12 never lowers the urgency.",
          _only(f.active_b12), "lower", _urgent),
    _Push("lower_haemoglobin", "A lower haemoglobin never withdraws an indication or lowers the urgency.",
          _only(f.haemoglobin), "lower", _indications_and_urgency),
    _Push("higher_mma", "A higher methylmalonic acid never withdraws an indication or lowers the urgency.",
          _only(f.mma), "higher", _indications_and_urgency),
    _Push("higher_homocysteine", "A higher homocysteine never withdraws an indication or lowers the urgency.",
          _only(f.homocysteine), "higher", _indications_and_urgency),
    _Push("better_kidneys", "Better kidneys never withdraw an indication: they make a raised metabolite count.",
          _only(f.egfr), "higher", _indications_and_urgency),
    _Push("higher_mcv", "A higher MCV never withdraws an indication or lowers the urgency.",
          _only(f.mcv), "higher", _indications_and_urgency),
    _Push("lower_cells", "Fewer platelets or white cells never withdraw an indication or lower the urgency.",
          _only(f.platelets, f.white_cells), "lower", _indications_and_urgency),
    _Push("cause_keeps_indication", "A cause of malabsorption more never withdraws an indication or lowers the urgency.",
          _findings_of("absorption_impaired"), "present", _indications_and_urgency),
    _Push("oral_obstacle_keeps_indication", "An obstacle to tablets more never withdraws an indication.",
          _findings_of("oral_not_feasible"), "present", indications),
    _Push("symptom_keeps_indication", "A symptom more never withdraws an indication or lowers the urgency.",
          _only(*group("symptoms")), "present", _indications_and_urgency),
    _Push("diagnosis_keeps_indication", "A recorded diagnosis of B12 deficiency never withdraws an indication.",
          _only(finding("b12_deficiency_diagnosed")), "present", _indications_and_urgency),
)  # fmt: skip


def _direction(g: Guideline) -> Iterator[Obligation]:
    """Which way a fact may push, and which facts may not push at all."""
    for push in _PUSHES:
        claims = tuple(Keeps(fact, push.direction, push.outputs(g)) for fact in push.facts(g))
        yield Obligation(push.id, push.sentence, claims)
    yield Obligation(
        "medicines_do_not_indicate",
        "No medicine that lowers B12 changes an indication, the route or the urgency (R6).",
        tuple(Ignores(fact, None, outputs(g)) for fact in (*LOWERING_B12, finding("combined_oral_contraceptive"))),
    )
    yield Obligation(
        "depression_alone", "Low mood changes no answer (R30).", (Ignores(finding("depression"), None, outputs(g)),)
    )


# --- nothing is idle -------------------------------------------------------------------------------------------------


def _economy(g: Guideline) -> Iterator[Obligation]:
    """That nothing is idle: every outcome, rule and leaf can matter."""
    yield Obligation(
        "every_outcome_reachable",
        "Every route and every urgency is some patient's answer.",
        tuple(
            Possible(outcome(ladder, name), f"{ladder.id} {name}") for ladder in g.ladders for name in ladder.outcomes
        ),
    )
    rules = indications(g)
    yield Obligation(
        "no_indication_subsumed",
        "Every indication is some patient's only one.",
        tuple(Possible(all_of(rule, *(Not(other) for other in rules if other != rule)), label(rule)) for rule in rules),
    )
    yield Obligation(
        "every_rule_both_ways",
        "Every definition and every safety rule holds for some patient and not for another.",
        tuple(
            Possible(condition, f"{rule.id} {way}")
            for rule in g.roots
            for way, condition in (("yes", rule), ("no", Not(rule)))
        ),
    )
    named = [node for node in walk(*g.roots) if isinstance(node, Named)]
    yield Obligation(
        "no_two_rules_equal", "No two definitions that read the same facts mean the same.", tuple(_distinct(named))
    )
    yield Obligation(
        "every_leaf_matters",
        "Every part of every rule decides for some patient.",
        tuple(claim for rule in named for claim in _matters(rule)),
    )
    yield Obligation(
        "every_fact_known",
        "Every fact the rules read is in the vocabulary.",
        tuple(Never(()) for fact in facts_of(*g.roots) if fact.name not in FACTS),
    )


def _matters(rule: Named) -> Iterator[Matters]:
    for path, part in inputs(rule):
        changed = replaced(rule.part, path, Not(part))
        yield Matters(rule.part, changed, f"{rule.id} at {'.'.join(map(str, path))}: {label(part)}")


def _distinct(named: list[Named]) -> Iterator[Possible]:
    read = [frozenset(facts_of(rule)) for rule in named]
    for i, one in enumerate(named):
        for j, other in enumerate(named[i + 1 :], i + 1):
            if one.part == other or other.part == one:
                continue  # a safety rule that is a definition by another name
            if read[i] == read[j]:
                yield Possible(differ(one, other), f"{one.id} and {other.id}")

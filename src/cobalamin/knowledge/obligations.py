"""What must hold of a guideline, whoever proves it: named obligations, each a sentence and its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.knowledge import facts as f
from cobalamin.knowledge.claims import (
    Claim,
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


def _keeps(facts: Iterable[Fact], direction: Direction, outputs: tuple[Condition, ...]) -> tuple[Claim, ...]:
    return tuple(Keeps(fact, direction, outputs) for fact in facts)


def _direction(g: Guideline) -> Iterator[Obligation]:
    """Which way a fact may push."""
    inds, urgent = indications(g), _urgent(g)
    neuro = [n for n in facts_of(word(g, "neurological_involvement")) if isinstance(n, Finding)]
    signs = [*neuro, finding("neurological_progression")]
    yield Obligation(
        "neurology_raises_urgency",
        "A neurological finding more never lowers the urgency.",
        _keeps(signs, "present", urgent),
    )
    yield Obligation(
        "neurology_keeps_indication",
        "A neurological finding more never withdraws an indication.",
        _keeps(signs, "present", inds),
    )
    yield Obligation(
        "lower_total_b12", "A lower total B12 never withdraws an indication.", _keeps([f.total_b12], "lower", inds)
    )
    yield Obligation(
        "lower_active_b12", "A lower active B12 never withdraws an indication.", _keeps([f.active_b12], "lower", inds)
    )
    yield Obligation(
        "lower_total_b12_urgency",
        "A lower total B12 never lowers the urgency.",
        _keeps([f.total_b12], "lower", urgent),
    )
    yield Obligation(
        "lower_active_b12_urgency",
        "A lower active B12 never lowers the urgency.",
        _keeps([f.active_b12], "lower", urgent),
    )
    yield Obligation(
        "lower_haemoglobin",
        "A lower haemoglobin never withdraws an indication or lowers the urgency.",
        _keeps([f.haemoglobin], "lower", (*inds, *urgent)),
    )
    yield Obligation(
        "higher_mma",
        "A higher methylmalonic acid never withdraws an indication or lowers the urgency.",
        _keeps([f.mma], "higher", (*inds, *urgent)),
    )
    yield Obligation(
        "higher_homocysteine",
        "A higher homocysteine never withdraws an indication or lowers the urgency.",
        _keeps([f.homocysteine], "higher", (*inds, *urgent)),
    )
    yield Obligation(
        "better_kidneys",
        "Better kidneys never withdraw an indication: they make a raised metabolite count.",
        _keeps([f.egfr], "higher", (*inds, *urgent)),
    )
    yield Obligation(
        "higher_mcv",
        "A higher MCV never withdraws an indication or lowers the urgency.",
        _keeps([f.mcv], "higher", (*inds, *urgent)),
    )
    yield Obligation(
        "lower_cells",
        "Fewer platelets or white cells never withdraw an indication or lower the urgency.",
        _keeps([f.platelets, f.white_cells], "lower", (*inds, *urgent)),
    )
    causes = [c for c in facts_of(word(g, "absorption_impaired")) if isinstance(c, Finding)]
    yield Obligation(
        "cause_keeps_indication",
        "A cause of malabsorption more never withdraws an indication or lowers the urgency.",
        _keeps(causes, "present", (*inds, *urgent)),
    )
    oral = [c for c in facts_of(word(g, "oral_not_feasible")) if isinstance(c, Finding)]
    yield Obligation(
        "oral_obstacle_keeps_indication",
        "An obstacle to tablets more never withdraws an indication.",
        _keeps(oral, "present", inds),
    )
    yield Obligation(
        "symptom_keeps_indication",
        "A symptom more never withdraws an indication or lowers the urgency.",
        _keeps(group("symptoms"), "present", (*inds, *urgent)),
    )
    yield Obligation(
        "diagnosis_keeps_indication",
        "A recorded diagnosis of B12 deficiency never withdraws an indication.",
        _keeps([finding("b12_deficiency_diagnosed")], "present", (*inds, *urgent)),
    )
    yield Obligation(
        "medicines_do_not_indicate",
        "No medicine that lowers B12 changes an indication, the route or the urgency (R6).",
        tuple(
            Ignores(finding(name), None, outputs(g))
            for name in (
                "metformin",
                "proton_pump_inhibitor",
                "h2_blocker",
                "colchicine",
                "anticonvulsant",
                "pregabalin",
                "cholestyramine",
                "combined_oral_contraceptive",
            )
        ),
    )
    yield Obligation(
        "depression_alone", "Low mood changes no answer (R30).", (Ignores(finding("depression"), None, outputs(g)),)
    )


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
    for i, one in enumerate(named):
        for other in named[i + 1 :]:
            if one.part == other or other.part == one:
                continue  # a safety rule that is a definition by another name
            if set(facts_of(one)) == set(facts_of(other)):
                yield Possible(differ(one, other), f"{one.id} and {other.id}")

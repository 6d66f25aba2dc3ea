"""What must hold of a guideline, whoever proves it: named obligations, each a sentence and its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.knowledge import facts as f
from cobalamin.knowledge.claims import (
    Allowed,
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
    figure,
    inputs,
    label,
    outcome,
    replaced,
    word,
)
from cobalamin.knowledge.facts import FACTS, finding, group
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Condition, Fact, Finding, Measure, Named, Not, all_of, any_of, facts_of, walk

# --- recorded exceptions ---------------------------------------------------------------------------------------------

_PREGNANT_LOW_TOTAL = Allowed(
    finding("pregnant"),
    "finding: in pregnancy a total B12 below the deficient figure is no confirmed deficiency by itself, and it no longer "
    "lies in the band either, so the patient falls from routine (test on) to no urgency as the level drops",
    finding=True,
)  # fmt: skip
_ON_INJECTIONS = Allowed(
    finding("b12_injections"),
    "finding: with no diagnosis recorded and a level lifted by treatment the route reads none; only the block "
    "\"do not stop\" stands beside it",
    finding=True,
)  # fmt: skip
_DIAGNOSED_AND_ABOVE = Allowed(
    finding("b12_deficiency_diagnosed"),
    "finding: a recorded diagnosis confirms deficiency while a level above the band, in a patient not known to be on "
    "treatment, calls it unlikely; both are said at once",
    finding=True,
)  # fmt: skip
_DIAGNOSED_IN_BAND = Allowed(
    finding("b12_deficiency_diagnosed"),
    "finding: a recorded diagnosis with a level in the band is called deficient and borderline; specification 2 wants "
    "borderline only where neither is deficient",
    finding=True,
)  # fmt: skip


# --- the obligations -------------------------------------------------------------------------------------------------


def obligations(guideline: Guideline) -> tuple[Obligation, ...]:
    """Everything that must hold of a guideline."""
    return (*_order(guideline), *_direction(guideline), *_clinic(guideline), *_meaning(guideline), *_economy(guideline))


def _outputs(g: Guideline) -> tuple[Condition, ...]:
    return (*(i.rule for i in g.indications), *(rung.when for ladder in g.ladders for rung in ladder.rungs))


def _reading(fact: Fact, g: Guideline) -> tuple[Condition, ...]:
    """The outputs that read a fact."""
    return tuple(root for root in g.roots if fact in facts_of(root))


def _urgent(g: Guideline) -> tuple[Condition, ...]:
    return tuple(at_least_as_high(g.urgency, name) for name in g.urgency.outcomes[:-1])


def _indications(g: Guideline) -> tuple[Condition, ...]:
    return tuple(i.rule for i in g.indications)


def _order(g: Guideline) -> Iterator[Obligation]:
    """That the rules answer, always, and with one voice."""
    yield Obligation("one_route", "Every patient gets exactly one route.", (OneAnswer(g.route),))
    yield Obligation("one_urgency", "Every patient gets exactly one urgency.", (OneAnswer(g.urgency),))
    yield Obligation("settled", "With every fact known nothing is unknown, and no rule is ever both yes and no.",
                     (Settled(g.roots),))  # fmt: skip
    yield Obligation("stable", "Learning more never turns a decided answer round, unless it lifts a stated presumption.",
                     (Stable(g.roots),))  # fmt: skip
    yield Obligation("from_nothing_no_indication", "The patient of whom nothing is known gets no indication.",
                     (FromNothing(_indications(g)),))  # fmt: skip
    yield Obligation("from_nothing_no_treatment",
                     "Of the patient of whom nothing is known no route but the open one is certain, and nothing is urgent.",
                     (FromNothing((*(outcome(g.route, name) for name in g.route.outcomes),
                                   *(outcome(g.urgency, name) for name in g.urgency.outcomes))),))  # fmt: skip
    yield Obligation("unit_free", "The unit a result is reported in changes no answer, outside the printed gaps (R11).",
                     tuple(UnitFree(m, unit, _reading(m, g)) for m in facts_of(*g.roots) if isinstance(m, Measure)
                           for unit, _ in m.factors))  # fmt: skip


def _keeps(facts: Iterable[Fact], direction: Direction, outputs: tuple[Condition, ...]) -> tuple[Claim, ...]:
    return tuple(Keeps(fact, direction, outputs) for fact in facts)


def _direction(g: Guideline) -> Iterator[Obligation]:
    """Which way a fact may push."""
    inds, urgent = _indications(g), _urgent(g)
    neuro = [n for n in facts_of(word(g, "neurological_involvement")) if isinstance(n, Finding)]
    signs = [*neuro, finding("neurological_progression")]
    yield Obligation("neurology_raises_urgency", "A neurological finding more never lowers the urgency.",
                     _keeps(signs, "present", urgent))  # fmt: skip
    yield Obligation("neurology_keeps_indication", "A neurological finding more never withdraws an indication.",
                     _keeps(signs, "present", inds))  # fmt: skip
    yield Obligation("lower_total_b12", "A lower total B12 never withdraws an indication.",
                     _keeps([f.total_b12], "lower", inds))  # fmt: skip
    yield Obligation("lower_active_b12", "A lower active B12 never withdraws an indication.",
                     _keeps([f.active_b12], "lower", inds))  # fmt: skip
    yield Obligation("lower_total_b12_urgency", "A lower total B12 never lowers the urgency.",
                     _keeps([f.total_b12], "lower", urgent), (_PREGNANT_LOW_TOTAL,))  # fmt: skip
    yield Obligation("lower_active_b12_urgency", "A lower active B12 never lowers the urgency.",
                     _keeps([f.active_b12], "lower", urgent))  # fmt: skip
    yield Obligation("lower_haemoglobin", "A lower haemoglobin never withdraws an indication or lowers the urgency.",
                     _keeps([f.haemoglobin], "lower", (*inds, *urgent)))  # fmt: skip
    yield Obligation("higher_mma", "A higher methylmalonic acid never withdraws an indication or lowers the urgency.",
                     _keeps([f.mma], "higher", (*inds, *urgent)))  # fmt: skip
    yield Obligation("higher_homocysteine", "A higher homocysteine never withdraws an indication or lowers the urgency.",
                     _keeps([f.homocysteine], "higher", (*inds, *urgent)))  # fmt: skip
    yield Obligation("better_kidneys", "Better kidneys never withdraw an indication: they make a raised metabolite count.",
                     _keeps([f.egfr], "higher", (*inds, *urgent)))  # fmt: skip
    yield Obligation("higher_mcv", "A higher MCV never withdraws an indication or lowers the urgency.",
                     _keeps([f.mcv], "higher", (*inds, *urgent)))  # fmt: skip
    yield Obligation("lower_cells", "Fewer platelets or white cells never withdraw an indication or lower the urgency.",
                     _keeps([f.platelets, f.white_cells], "lower", (*inds, *urgent)))  # fmt: skip
    causes = [c for c in facts_of(word(g, "absorption_impaired")) if isinstance(c, Finding)]
    yield Obligation("cause_keeps_indication", "A cause of malabsorption more never withdraws an indication or lowers the urgency.",
                     _keeps(causes, "present", (*inds, *urgent)))  # fmt: skip
    oral = [c for c in facts_of(word(g, "oral_not_feasible")) if isinstance(c, Finding)]
    yield Obligation("oral_obstacle_keeps_indication", "An obstacle to tablets more never withdraws an indication.",
                     _keeps(oral, "present", inds))  # fmt: skip
    yield Obligation("symptom_keeps_indication", "A symptom more never withdraws an indication or lowers the urgency.",
                     _keeps(group("symptoms"), "present", (*inds, *urgent)))  # fmt: skip
    yield Obligation("diagnosis_keeps_indication", "A recorded diagnosis of B12 deficiency never withdraws an indication.",
                     _keeps([finding("b12_deficiency_diagnosed")], "present", (*inds, *urgent)))  # fmt: skip
    yield Obligation("medicines_do_not_indicate",
                     "No medicine that lowers B12 changes an indication, the route or the urgency (R6).",
                     tuple(Ignores(finding(name), None, _outputs(g)) for name in
                           ("metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine", "anticonvulsant", "pregabalin",
                            "cholestyramine", "combined_oral_contraceptive")))  # fmt: skip
    yield Obligation("depression_alone", "Low mood changes no answer (R30).",
                     (Ignores(finding("depression"), None, _outputs(g)),))  # fmt: skip


def _clinic(g: Guideline) -> Iterator[Obligation]:
    """What a clinician would never forgive."""
    route, urgency = g.route, g.urgency
    red_flag, suspected = word(g, "neurological_red_flag"), word(g, "deficiency_suspected")
    confirmed, for_good = word(g, "deficiency_confirmed"), word(g, "absorption_impaired_for_good")
    any_indication = any_of(*_indications(g))
    below_prompt = tuple(outcome(urgency, name) for name in ("routine", "none"))
    not_same_day = tuple(outcome(urgency, name) for name in ("prompt", "routine", "none"))
    yield Obligation("red_flag_never_routine", "A neurological red flag with suspected deficiency is seen the same day.",
                     tuple(Never((red_flag, suspected, answer)) for answer in not_same_day))  # fmt: skip
    yield Obligation("low_haemoglobin_same_day", "A haemoglobin below the same-day figure is seen the same day.",
                     tuple(Never((figure(g, "hb.same_day"), answer)) for answer in not_same_day))  # fmt: skip
    yield Obligation("nitrous_oxide_same_day", "Nitrous oxide with a neurological finding is seen the same day.",
                     tuple(Never((finding("nitrous_oxide"), word(g, "neurological_involvement"), answer))
                           for answer in not_same_day))  # fmt: skip
    yield Obligation("severe_anaemia_same_day", "Severe anaemia with a strained heart is seen the same day.",
                     tuple(Never((word(g, "anaemia_severe"), word(g, "cardiac_compromise"), answer)) for answer in not_same_day))  # fmt: skip
    prompt_indications = ("indication_neurological", "indication_severity", "indication_pregnancy")
    yield Obligation("prompt_indications", "The neurological, severe and pregnancy indications are at least prompt.",
                     tuple(Never((word(g, name), answer)) for name in prompt_indications for answer in below_prompt))  # fmt: skip
    yield Obligation("irreversible_prompt", "An irreversible cause with confirmed deficiency is at least prompt (R10).",
                     tuple(Never((for_good, confirmed, answer)) for answer in below_prompt))  # fmt: skip
    yield Obligation("irreversible_never_untreated", "An irreversible cause with confirmed deficiency is never left without B12.",
                     tuple(Never((for_good, confirmed, outcome(route, name))) for name in ("none", "oral")))  # fmt: skip
    yield Obligation("irreversible_never_stopped",
                     "Injections for an irreversible cause are never answered without the warning not to stop.",
                     (Never((finding("b12_injections"), for_good, Not(word(g, "safety:never_stop")))),))  # fmt: skip
    yield Obligation("irreversible_on_injections_not_none",
                     "A patient on injections for an irreversible cause is never answered with no B12 treatment.",
                     (Never((finding("b12_injections"), for_good, outcome(route, "none"))),), (_ON_INJECTIONS,))  # fmt: skip
    yield Obligation("allergy_never_plain", "Allergy to cobalamin or cobalt is never answered with a plain injection.",
                     (Never((finding("cobalamin_or_cobalt_allergy"), outcome(route, "injection"))),))  # fmt: skip
    yield Obligation("allergy_blocks", "Allergy to cobalamin or cobalt always raises the block.",
                     (Never((finding("cobalamin_or_cobalt_allergy"), Not(word(g, "safety:allergy")))),))  # fmt: skip
    yield Obligation("children_to_specialist", "Everyone younger than 16 goes to a specialist.",
                     tuple(Never((word(g, "under_16"), outcome(route, name))) for name in route.outcomes[1:]))  # fmt: skip
    yield Obligation("hereditary_to_specialist", "A hereditary disorder goes to a specialist.",
                     tuple(Never((finding("hereditary_b12_disorder"), outcome(route, name))) for name in route.outcomes[1:]))  # fmt: skip
    yield Obligation("confirmed_is_treated", "Confirmed deficiency is never left without B12.",
                     (Never((confirmed, outcome(route, "none"))),))  # fmt: skip
    yield Obligation("indicated_is_injected", "An indication is never answered with tablets or with nothing.",
                     tuple(Never((any_indication, outcome(route, name))) for name in ("oral", "none")))  # fmt: skip
    yield Obligation("injected_is_indicated", "No injection without an indication.",
                     (Never((outcome(route, "injection"), Not(any_indication))),))  # fmt: skip
    yield Obligation("treatment_has_a_date", "Whoever needs injections or tablets is at least routine, never no urgency.",
                     tuple(Never((outcome(route, name), outcome(urgency, "none"))) for name in ("injection", "oral")))  # fmt: skip
    yield Obligation("pregnant_and_confirmed", "A pregnant or breastfeeding woman with confirmed deficiency gets injections or a specialist, promptly.",
                     tuple(Never((any_of(finding("pregnant"), finding("breastfeeding")), confirmed, answer))
                           for answer in (outcome(route, "oral"), outcome(route, "none"), *below_prompt)))  # fmt: skip
    yield Obligation("folic_acid_alone", "Folic acid alone with confirmed deficiency and no B12 always raises the block.",
                     (Never((finding("folic_acid_without_b12"), confirmed, Not(word(g, "safety:folic_acid_alone")),
                             Not(finding("b12_injections")), Not(finding("oral_b12")))),),
                     (_DIAGNOSED_AND_ABOVE,))  # fmt: skip
    yield Obligation("severe_anaemia_potassium", "Severe anaemia always raises the warning about potassium.",
                     (Never((word(g, "anaemia_severe"), Not(word(g, "safety:potassium")))),))  # fmt: skip


def _meaning(g: Guideline) -> Iterator[Obligation]:
    """That the words mean what they say, together."""
    outputs = _outputs(g)
    unlikely, deficient = word(g, "b12_unlikely"), word(g, "b12_deficient")
    poor_kidneys = Not(figure(g, "egfr.adequate"))
    yield Obligation("poor_kidneys_mma", "With poor kidneys methylmalonic acid decides nothing.",
                     (Ignores(f.mma, poor_kidneys, outputs),))  # fmt: skip
    yield Obligation("poor_kidneys_homocysteine", "With poor kidneys homocysteine decides nothing.",
                     (Ignores(f.homocysteine, poor_kidneys, outputs),))  # fmt: skip
    yield Obligation("low_folate_homocysteine", "With low folate homocysteine decides nothing.",
                     (Ignores(f.homocysteine, word(g, "folate_low"), outputs),))  # fmt: skip
    yield Obligation("unlikely_not_deficient", "B12 deficiency is never both unlikely and confirmed.",
                     (Never((unlikely, word(g, "deficiency_confirmed"))),), (_DIAGNOSED_AND_ABOVE,))  # fmt: skip
    yield Obligation("unlikely_not_indicated", "Where B12 deficiency is unlikely no indication is met.",
                     tuple(Never((unlikely, rule)) for rule in _indications(g)), (_DIAGNOSED_AND_ABOVE,))  # fmt: skip
    yield Obligation("deficient_not_borderline", "B12 is never both deficient and borderline.",
                     (Never((deficient, word(g, "b12_borderline"))),), (_DIAGNOSED_IN_BAND,))  # fmt: skip
    yield Obligation("no_rule_out_on_treatment", "On B12 treatment a level never rules deficiency out (R32).",
                     tuple(Never((unlikely, finding(name))) for name in ("b12_injections", "oral_b12")))  # fmt: skip
    yield Obligation("no_rule_out_after_nitrous_oxide", "After nitrous oxide a level never rules deficiency out.",
                     (Never((unlikely, finding("nitrous_oxide"))),))  # fmt: skip
    yield Obligation("no_rule_out_with_antibody", "With intrinsic factor antibody a level never rules deficiency out.",
                     (Never((unlikely, finding("intrinsic_factor_antibody"))),))  # fmt: skip
    severe, moderate = word(g, "anaemia_severe"), word(g, "anaemia_moderate")
    yield Obligation("anaemia_graded", "Severe anaemia is moderate or worse, and moderate anaemia is anaemia.",
                     (Never((severe, Not(moderate))), Never((moderate, Not(word(g, "anaemia"))))))  # fmt: skip
    yield Obligation("for_good_is_impaired", "Absorption impaired for good is absorption impaired.",
                     (Never((word(g, "absorption_impaired_for_good"), Not(word(g, "absorption_impaired")))),))  # fmt: skip
    yield Obligation("red_flag_is_neurological", "A red flag is a neurological finding.",
                     (Never((word(g, "neurological_red_flag"), Not(word(g, "neurological_involvement")))),))  # fmt: skip


def _economy(g: Guideline) -> Iterator[Obligation]:
    """That nothing is idle: every outcome, rule and leaf can matter."""
    yield Obligation("every_outcome_reachable", "Every route and every urgency is some patient's answer.",
                     tuple(Possible(outcome(ladder, name), f"{ladder.id} {name}")
                           for ladder in g.ladders for name in ladder.outcomes))  # fmt: skip
    rules = _indications(g)
    yield Obligation("no_indication_subsumed", "Every indication is some patient's only one.",
                     tuple(Possible(all_of(rule, *(Not(other) for other in rules if other != rule)), label(rule))
                           for rule in rules))  # fmt: skip
    yield Obligation("every_rule_both_ways", "Every definition and every safety rule holds for some patient and not for another.",
                     tuple(Possible(condition, f"{rule.id} {way}") for rule in g.roots
                           for way, condition in (("yes", rule), ("no", Not(rule)))))  # fmt: skip
    named = [node for node in walk(*g.roots) if isinstance(node, Named)]
    yield Obligation(
        "no_two_rules_equal", "No two definitions that read the same facts mean the same.", tuple(_distinct(named))
    )
    yield Obligation("every_leaf_matters", "Every part of every rule decides for some patient.",
                     tuple(claim for rule in named for claim in _matters(rule)))  # fmt: skip
    yield Obligation("every_fact_known", "Every fact the rules read is in the vocabulary.",
                     tuple(Never(()) for fact in facts_of(*g.roots) if fact.name not in FACTS))  # fmt: skip


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

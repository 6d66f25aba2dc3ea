"""What a clinician would never forgive, and that the words mean together what they say: obligations with their exceptions."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.knowledge import facts as f
from cobalamin.knowledge.claims import Ignores, Never, Obligation, answers, figure, word
from cobalamin.knowledge.facts import finding
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Condition, Not, all_of, any_of


def outputs(g: Guideline) -> tuple[Condition, ...]:
    """What a patient is answered with: the indications and the rungs of both ladders."""
    return (*(i.rule for i in g.indications), *(rung.when for ladder in g.ladders for rung in ladder.rungs))


def indications(g: Guideline) -> tuple[Condition, ...]:
    """The conditions of the six indications."""
    return tuple(i.rule for i in g.indications)


def clinic(g: Guideline) -> Iterator[Obligation]:
    """What a clinician would never forgive."""
    yield from _same_day(g)
    yield from _promptly(g)
    yield from _for_good(g)
    yield from _allergic(g)
    yield from _routed(g)
    yield from _warned(g)


def _below_same_day(g: Guideline) -> tuple[Condition, ...]:
    return answers(g.urgency, "prompt", "routine", "none")


def _below_prompt(g: Guideline) -> tuple[Condition, ...]:
    return answers(g.urgency, "routine", "none")


def _same_day(g: Guideline) -> Iterator[Obligation]:
    red_flag, suspected, later = word(g, "neurological_red_flag"), word(g, "deficiency_suspected"), _below_same_day(g)
    yield Obligation(
        "red_flag_never_routine",
        "A neurological red flag with suspected deficiency is seen the same day.",
        tuple(Never((red_flag, suspected, answer)) for answer in later),
    )
    yield Obligation(
        "low_haemoglobin_same_day",
        "A haemoglobin below the same-day figure is seen the same day.",
        tuple(Never((figure(g, "hb.same_day"), answer)) for answer in later),
    )
    yield Obligation(
        "nitrous_oxide_same_day",
        "Nitrous oxide with a neurological finding is seen the same day.",
        tuple(Never((finding("nitrous_oxide"), word(g, "neurological_involvement"), answer)) for answer in later),
    )
    yield Obligation(
        "infant_same_day",
        "A child under 2 with confirmed deficiency and anaemia or a symptom is seen the same day (R149).",
        tuple(Never((word(g, "infant_with_signs"), answer)) for answer in later),
    )
    yield Obligation(
        "severe_anaemia_same_day",
        "Severe anaemia with a strained heart is seen the same day.",
        tuple(Never((word(g, "anaemia_severe"), word(g, "cardiac_compromise"), answer)) for answer in later),
    )


def _promptly(g: Guideline) -> Iterator[Obligation]:
    later, named = _below_prompt(g), ("indication_neurological", "indication_severity", "indication_pregnancy")
    for_good, confirmed = word(g, "absorption_impaired_for_good"), word(g, "deficiency_confirmed")
    yield Obligation(
        "prompt_indications",
        "The neurological, severe and pregnancy indications are at least prompt.",
        tuple(Never((word(g, name), answer)) for name in named for answer in later),
    )
    yield Obligation(
        "irreversible_prompt",
        "An irreversible cause with confirmed deficiency is at least prompt (R10).",
        tuple(Never((for_good, confirmed, answer)) for answer in later),
    )


def _for_good(g: Guideline) -> Iterator[Obligation]:
    route, for_good = g.route, word(g, "absorption_impaired_for_good")
    confirmed, injected = word(g, "deficiency_confirmed"), finding("b12_injections")
    yield Obligation(
        "irreversible_never_untreated",
        "An irreversible cause with confirmed deficiency is never left without B12.",
        tuple(Never((for_good, confirmed, answer)) for answer in answers(route, "none", "oral")),
    )
    yield Obligation(
        "irreversible_never_stopped",
        "Injections for an irreversible cause are never answered without the warning not to stop.",
        (Never((injected, for_good, Not(word(g, "safety:never_stop")))),),
    )
    yield Obligation(
        "irreversible_on_injections_not_none",
        "A patient on injections for an irreversible cause is never answered with no B12 treatment.",
        tuple(Never((injected, for_good, none)) for none in answers(route, "none")),
    )


def _allergic(g: Guideline) -> Iterator[Obligation]:
    allergy = finding("cobalamin_or_cobalt_allergy")
    yield Obligation(
        "allergy_never_plain",
        "Allergy to cobalamin or cobalt is never answered with a plain injection.",
        tuple(Never((allergy, plain)) for plain in answers(g.route, "injection")),
    )
    yield Obligation(
        "allergy_blocks",
        "Allergy to cobalamin or cobalt always raises the block.",
        (Never((allergy, Not(word(g, "safety:allergy")))),),
    )


def _routed(g: Guideline) -> Iterator[Obligation]:
    route, confirmed = g.route, word(g, "deficiency_confirmed")
    indicated, elsewhere = any_of(*indications(g)), answers(route, *route.outcomes[1:])
    yield Obligation(
        "children_to_specialist",
        "Everyone younger than 16 goes to a specialist.",
        tuple(Never((word(g, "under_16"), answer)) for answer in elsewhere),
    )
    yield Obligation(
        "hereditary_to_specialist",
        "A hereditary disorder goes to a specialist.",
        tuple(Never((finding("hereditary_b12_disorder"), answer)) for answer in elsewhere),
    )
    yield Obligation(
        "confirmed_is_treated",
        "Confirmed deficiency is never left without B12.",
        tuple(Never((confirmed, none)) for none in answers(route, "none")),
    )
    yield Obligation(
        "indicated_is_injected",
        "An indication is never answered with tablets or with nothing.",
        tuple(Never((indicated, answer)) for answer in answers(route, "oral", "none")),
    )
    yield Obligation(
        "injected_is_indicated",
        "No injection without an indication, but for those that go on for an irreversible cause.",
        tuple(
            Never((injection, Not(any_of(indicated, word(g, "continuing_injections")))))
            for injection in answers(route, "injection")
        ),
    )
    yield Obligation(
        "treatment_has_a_date",
        "Whoever needs a specialist, injections or tablets, or has an irreversible cause, is at least routine, never no urgency.",
        tuple(
            Never((given, never))
            for given in (*answers(route, "specialist", "injection", "oral"), word(g, "absorption_impaired_for_good"))
            for never in answers(g.urgency, "none")
        ),
    )
    yield Obligation(
        "pregnant_and_confirmed",
        "A pregnant or breastfeeding woman with confirmed deficiency gets injections or a specialist, promptly.",
        tuple(
            Never((any_of(finding("pregnant"), finding("breastfeeding")), confirmed, answer))
            for answer in (*answers(route, "oral", "none"), *_below_prompt(g))
        ),
    )


def _warned(g: Guideline) -> Iterator[Obligation]:
    confirmed = word(g, "deficiency_confirmed")
    yield Obligation(
        "folic_acid_alone",
        "Folic acid alone with confirmed deficiency and no B12 always raises the block.",
        (
            Never(
                (
                    finding("folic_acid_without_b12"),
                    confirmed,
                    Not(word(g, "safety:folic_acid_alone")),
                    Not(finding("b12_injections")),
                    Not(finding("oral_b12")),
                )
            ),
        ),
    )
    yield Obligation(
        "severe_anaemia_potassium",
        "Severe anaemia always raises the warning about potassium.",
        (Never((word(g, "anaemia_severe"), Not(word(g, "safety:potassium")))),),
    )


def meaning(g: Guideline) -> Iterator[Obligation]:
    """That the words mean what they say, together."""
    answered = outputs(g)
    unlikely, deficient = word(g, "b12_unlikely"), word(g, "b12_deficient")
    poor_kidneys = Not(figure(g, "egfr.adequate"))
    yield Obligation(
        "poor_kidneys_mma",
        "With poor kidneys methylmalonic acid decides nothing, unless the intrinsic factor antibody is positive (R153).",
        (Ignores(f.mma, all_of(poor_kidneys, Not(finding("intrinsic_factor_antibody"))), answered),),
    )
    yield Obligation(
        "poor_kidneys_homocysteine",
        "With poor kidneys homocysteine decides nothing.",
        (Ignores(f.homocysteine, poor_kidneys, answered),),
    )
    yield Obligation(
        "low_folate_homocysteine",
        "With low folate homocysteine decides nothing.",
        (Ignores(f.homocysteine, word(g, "folate_low"), answered),),
    )
    yield Obligation(
        "unlikely_not_deficient",
        "B12 deficiency is never both unlikely and confirmed.",
        (Never((unlikely, word(g, "deficiency_confirmed"))),),
    )
    yield Obligation(
        "unlikely_not_indicated",
        "Where B12 deficiency is unlikely no indication is met.",
        tuple(Never((unlikely, rule)) for rule in indications(g)),
    )
    yield Obligation(
        "deficient_not_borderline",
        "B12 is never both deficient and borderline.",
        (Never((deficient, word(g, "b12_borderline"))),),
    )
    yield Obligation(
        "no_rule_out_on_treatment",
        "On B12 treatment a level never rules deficiency out (R32).",
        tuple(Never((unlikely, finding(name))) for name in ("b12_injections", "oral_b12")),
    )
    yield Obligation(
        "no_rule_out_after_nitrous_oxide",
        "After nitrous oxide a level never rules deficiency out.",
        (Never((unlikely, finding("nitrous_oxide"))),),
    )
    yield Obligation(
        "no_rule_out_with_antibody",
        "With intrinsic factor antibody a level never rules deficiency out.",
        (Never((unlikely, finding("intrinsic_factor_antibody"))),),
    )
    severe, moderate = word(g, "anaemia_severe"), word(g, "anaemia_moderate")
    yield Obligation(
        "anaemia_graded",
        "Severe anaemia is moderate or worse, and moderate anaemia is anaemia.",
        (Never((severe, Not(moderate))), Never((moderate, Not(word(g, "anaemia"))))),
    )
    yield Obligation(
        "for_good_is_impaired",
        "Permanently impaired absorption is impaired absorption.",
        (Never((word(g, "absorption_impaired_for_good"), Not(word(g, "absorption_impaired")))),),
    )
    yield Obligation(
        "red_flag_is_neurological",
        "A red flag is a neurological finding.",
        (Never((word(g, "neurological_red_flag"), Not(word(g, "neurological_involvement")))),),
    )

"""The rule set as a whole: every rule cites, every figure decides, every name is known, and the two readings agree."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge import claims
from cobalamin.knowledge.definitions import DEFINITIONS
from cobalamin.knowledge.facts import ASSESSABLE, FACTS, finding, findings, group
from cobalamin.knowledge.indications import INDICATIONS
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.regimens import rules as recall_rules
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.safety import SAFETY
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import micrograms, span
from cobalamin.language.diagram import NO, YES, Diagram, truth_of
from cobalamin.language.explain import explain
from cobalamin.language.ladder import Ladder, outcomes_of, possible_outcomes
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    RuleError,
    facts_of,
    q,
    walk,
)
from cobalamin.language.patient import Interval, Patient, exactly
from cobalamin.language.rewrite import Rewriting
from cobalamin.language.truth import Truth

NODES = tuple(walk(*ARTICLE.roots))
WORDS = [node for node in NODES if isinstance(node, Named)]
COMPARES = [node for node in NODES if isinstance(node, Compare)]
READ = {fact.name for fact in facts_of(*ARTICLE.roots)}


# --- the six, the ladders, the roots ---------------------------------------------------------------------------------


def test_there_are_six_indications_in_the_articles_order() -> None:
    assert [indication.number for indication in INDICATIONS] == [1, 2, 3, 4, 5, 6]
    assert [indication.id for indication in INDICATIONS] == [indication.rule.id for indication in INDICATIONS]
    assert all(indication.heading for indication in INDICATIONS)


def test_route_and_urgency_are_the_two_ladders() -> None:
    assert (ARTICLE.route.id, ARTICLE.urgency.id) == ("route", "urgency")
    assert ARTICLE.route.outcomes == ("specialist", "injection", "oral", "none")
    assert ARTICLE.urgency.outcomes == ("same_day", "prompt", "routine", "none")


def test_the_roots_are_every_output_and_nothing_else() -> None:
    rungs = [rung.when for ladder in ARTICLE.ladders for rung in ladder.rungs]
    expected = {*DEFINITIONS, *(i.rule for i in INDICATIONS), *rungs, *(s.rule for s in SAFETY)}
    assert set(ARTICLE.roots) == expected


def test_definitions_are_listed_once_and_each_listed_one_is_used() -> None:
    assert len(DEFINITIONS) == len({d.id for d in DEFINITIONS})
    rungs = [rung.when for ladder in ARTICLE.ladders for rung in ladder.rungs]
    used = set(walk(*(i.rule for i in INDICATIONS), *rungs, *(s.rule for s in SAFETY)))
    assert [d.id for d in DEFINITIONS if d not in used] == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.id)
def test_every_word_cites_and_has_a_statement(word: Named) -> None:
    assert word.cites
    assert word.statement
    assert not word.statement.endswith(".")


def test_every_word_has_its_own_id() -> None:
    assert len({word.id for word in WORDS}) == len(WORDS)


def test_every_presumption_gives_its_reason_once() -> None:
    presumptions = [node for node in NODES if isinstance(node, Presume)]
    assert all(len(node.because) > 15 for node in presumptions)
    assert {node.value for node in presumptions} == {Truth.NO, Truth.YES}


# --- safety ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", SAFETY, ids=lambda rule: rule.id)
def test_a_safety_rule_says_what_to_do_and_on_which_level(rule: object) -> None:
    assert rule.level in ("block", "warn", "inform")  # type: ignore[attr-defined]
    assert rule.action.endswith(".")  # type: ignore[attr-defined]
    assert rule.id.startswith("safety:")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name, ids", [
    ("cobalamin_or_cobalt_allergy", {"safety:allergy"}), ("leber_optic_neuropathy", {"safety:leber"}),
    ("folic_acid_without_b12", {"safety:folic_acid_alone"}), ("metformin", {"safety:medicines"}),
    ("polycythaemia_vera", {"safety:polycythaemia_vera"}), ("injection_site_infection", {"safety:injection_site"}),
    ("anticoagulant", {"safety:anticoagulant"}), ("bleeding_disorder", {"safety:bleeding"}),
    ("combined_oral_contraceptive", {"safety:contraceptive"}),
    ("nitrous_oxide", {"safety:nitrous_oxide"}), ("heart_failure", {"safety:fluid_overload"}),
    ("pregnant", {"safety:benzyl_alcohol", "safety:total_b12_in_pregnancy"}), ("iron_deficiency", {"safety:iron"}),
    ("weakness", {"safety:nerve_recovery"}),
])  # fmt: skip
def test_one_finding_alone_raises_exactly_its_own_warnings(name: str, ids: set[str]) -> None:
    assert {rule.id for rule in SAFETY if explain(rule.rule, {name: True}).truth is Truth.YES} == ids


def test_of_a_patient_of_whom_nothing_is_known_nothing_is_warned() -> None:
    assert [rule.id for rule in SAFETY if explain(rule.rule, {}).truth is Truth.YES] == []


def test_every_question_that_can_block_is_asked() -> None:
    assert {rule.id for rule in SAFETY if rule.ask} >= {"safety:allergy", "safety:leber", "safety:folic_acid_alone"}


# --- figures ---------------------------------------------------------------------------------------------------------


def test_every_threshold_decides_something_and_every_figure_is_a_threshold() -> None:
    assert {compare.bound.id for compare in COMPARES} == set(THRESHOLDS)
    assert all(THRESHOLDS[compare.bound.id] is compare.bound for compare in COMPARES)
    assert all(id == figure.id and figure.label and figure.cites for id, figure in THRESHOLDS.items())


def test_the_figures_stand_in_one_order_in_every_unit() -> None:
    for scale in engine_for(ARTICLE).program.scales.values():
        for unit in scale.measure.units():
            assert len(scale.keys(unit)) == scale.size - 1


def test_a_sites_own_figure_moves_every_comparison_with_it_and_nothing_else() -> None:
    id = "b12.total.deficient"
    own = replace(THRESHOLDS[id], printed=(q(145, "ng/L"),))
    moved = ARTICLE.with_thresholds({id: own})
    assert ARTICLE.with_thresholds({}) == ARTICLE
    assert (moved.id, moved.title) == (ARTICLE.id, ARTICLE.title)
    assert moved != ARTICLE
    after = tuple(walk(*moved.roots))
    assert len(after) == len(NODES)
    for before, now in zip(NODES, after, strict=True):
        assert type(now) is type(before)
        if isinstance(now, Compare) and isinstance(before, Compare):
            assert now.bound == (own if before.bound.id == id else before.bound)
    assert moved.with_thresholds(THRESHOLDS) == ARTICLE


@pytest.mark.parametrize("value, published, own", [(150, Truth.YES, Truth.NO), (144, Truth.YES, Truth.YES)])
def test_the_moved_figure_decides(value: int, published: Truth, own: Truth) -> None:
    id = "b12.total.deficient"
    moved = ARTICLE.with_thresholds({id: replace(THRESHOLDS[id], printed=(q(145, "ng/L"),))})
    patient: Patient = {"total_b12": exactly(value, "ng/L"), "active_b12": exactly(50, "pmol/L"), "pregnant": False}
    assert explain(definition(ARTICLE.definitions, "b12_deficient"), patient).truth is published
    assert explain(definition(moved.definitions, "b12_deficient"), patient).truth is own


def definition(among: tuple[Named, ...], id: str) -> Named:
    return next(word for word in among if word.id == id)


def test_moving_every_figure_moves_ladders_and_safety_too() -> None:
    doubled = {
        id: replace(figure, printed=tuple(q(p.value * 2, p.unit) for p in figure.printed))
        for id, figure in THRESHOLDS.items()
    }
    moved = ARTICLE.with_thresholds(doubled)
    found = {c.bound.id: c.bound for c in walk(*moved.roots) if isinstance(c, Compare)}
    assert found == doubled
    assert moved.route != ARTICLE.route
    assert moved.safety != ARTICLE.safety


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("test", NEXT_TESTS, ids=lambda test: test.id)
def test_a_next_test_asks_for_facts_that_exist(test: object) -> None:
    names = test.facts  # type: ignore[attr-defined]
    assert set(names) <= set(FACTS)
    assert len(set(names)) == len(names) > 0
    assert test.cites  # type: ignore[attr-defined]
    assert not test.first_when or test.first_when in FACTS or test.first_when in {w.id for w in WORDS}  # type: ignore[attr-defined]


def test_every_fact_a_route_or_an_urgency_can_wait_for_has_a_test_that_settles_it() -> None:
    settled = {name for test in NEXT_TESTS for name in test.facts}
    waited_for = {fact.name for ladder in ARTICLE.ladders for fact in facts_of(*ladder.conditions)}
    assert waited_for - settled == set()


def test_the_stored_order_names_each_fact_once_and_every_level_of_the_diagram() -> None:
    diagram = Diagram(engine_for(ARTICLE).exact.outputs, ORDER, possible)
    levels = {
        fact.name for fact in facts_of(*diagram.group_of, *(v for v in diagram.variables if isinstance(v, Finding)))
    }
    levels |= {variable.name for variable in diagram.variables if isinstance(variable, Measure)}
    assert len(set(ORDER)) == len(ORDER)
    assert set(ORDER) <= levels
    unnamed = [v for v in diagram.variables if isinstance(v, (Finding, Measure)) and v.name not in ORDER]
    assert [v.name for v in unnamed] == []
    grouped = {diagram.group_of[member] for member in diagram.group_of}
    assert [g for g in grouped if not any(member.name in ORDER for member in g.members)] == []


def test_every_fact_the_rules_read_is_in_the_vocabulary_under_its_own_name() -> None:
    assert set(FACTS) >= READ
    assert all(FACTS[fact.name].fact == fact for fact in facts_of(*ARTICLE.roots))
    assert all(name == entry.name == entry.fact.name for name, entry in FACTS.items())


def test_findings_are_found_by_name_and_by_group_and_measures_are_not_findings() -> None:
    assert finding("metformin") in group("medicines")
    assert findings(("fever", "bleeding")) == (finding("fever"), finding("bleeding"))
    assert all(group(name) for name in ASSESSABLE)
    with pytest.raises(TypeError, match="total_b12 is a measure, not a finding"):
        finding("total_b12")


def test_only_women_are_pregnant_or_breastfeed_and_only_pregnancies_have_trimesters() -> None:
    for patient, truth in (
        ({"female": False, "pregnant": True}, Truth.NO),
        ({"female": False, "breastfeeding": True}, Truth.NO),
        ({"pregnant": False, "trimester_2": True}, Truth.NO),
        ({"female": True, "pregnant": True, "trimester_2": True}, Truth.YES),
        ({"female": True, "pregnant": False, "trimester_2": False}, Truth.YES),
        ({}, Truth.UNKNOWN),
    ):
        assert explain(possible, patient).truth is truth


# --- Kleene and the diagram over the real rules ----------------------------------------------------------------------


def anyone(chance: Random) -> Patient:
    """Any knowledge of any fact the rules read."""
    share, present = chance.choice((0.1, 0.5, 0.9)), chance.choice((0.05, 0.3))
    found: dict[str, bool | Interval] = {}
    for fact in facts_of(*ARTICLE.roots):
        if chance.random() > share:
            continue
        if isinstance(fact, Finding):
            found[fact.name] = chance.random() < present
        else:
            found[fact.name] = some_result(chance, fact)
    return found


def some_result(chance: Random, measure: Measure) -> Interval:
    """A value at or beside a figure of the rules, plain or behind a comparator."""
    unit = chance.choice(measure.units())
    bound = chance.choice([c for c in COMPARES if c.measure == measure]).bound_in(unit)
    value = bound * (
        1 + chance.choice((0, 0, Fraction(1, 10**6), Fraction(-1, 10**6), Fraction(1, 3), Fraction(-1, 3)))
    )
    match chance.randrange(6):
        case 0:
            return Interval(None, value, unit, high_open=True)
        case 1:
            return Interval(value, None, unit)
        case _:
            return Interval(value, value, unit)


@pytest.mark.parametrize("seed", range(6))
def test_what_kleene_decides_the_exact_reading_never_contradicts_presumptions_included(seed: int) -> None:
    chance, exact = Random(seed), engine_for(ARTICLE).exact
    for _ in range(60):
        patient = anyone(chance)
        vector = exact.program.vector(patient)
        values, masks = exact.program.values(vector), exact.masks(vector)
        for output, mask in zip(exact.outputs, masks, strict=True):
            if isinstance(output, Ladder):
                kleene = possible_outcomes(output, lambda rung, values=values: exact.program.truth(values, rung))
                assert set(outcomes_of(output, mask)) <= set(kleene), patient
            elif (truth := exact.program.truth(values, output)) is not Truth.UNKNOWN and mask in (NO, YES):
                assert truth_of(mask) is truth, (output, patient)


def test_each_presumption_of_the_guideline_comes_to_the_same_by_kleene_and_exactly() -> None:
    chance, exact = Random(1), engine_for(ARTICLE).exact
    for _ in range(150):
        vector = exact.program.vector(anyone(chance))
        if 0 in exact.masks(vector):
            continue
        values = exact.program.values(vector)
        for presume, settled in zip(exact.presumes, exact.presumed(vector), strict=True):
            assert values[exact.program.index[presume]] is settled, presume.because


# --- the author's mistakes, and words of records ---------------------------------------------------------------------


def test_other_words_change_every_rule_that_uses_them() -> None:
    old = definition(ARTICLE.definitions, "macrocytosis")
    new = replace(old, statement="macrocytosis, by a film", part=finding("megaloblastic_picture"))
    moved = ARTICLE.rewritten(Rewriting({}, {"macrocytosis": new}))
    words = {node.id: node for node in walk(*moved.roots) if isinstance(node, Named)}
    assert words["macrocytosis"] == new
    assert words["deficiency_suspected"] != definition(ARTICLE.definitions, "deficiency_suspected")
    assert words["absorption_impaired"] == definition(ARTICLE.definitions, "absorption_impaired")


def test_a_claim_about_a_word_or_a_figure_the_guideline_does_not_have_is_refused() -> None:
    with pytest.raises(RuleError, match="has no definition 'scurvy'; the obligations need it"):
        claims.word(ARTICLE, "scurvy")
    with pytest.raises(RuleError, match=r"compares nothing with 'vitamin_c\.low'; the obligations need it"):
        claims.figure(ARTICLE, "vitamin_c.low")
    with pytest.raises(RuleError, match="nothing stands at"):
        claims.replaced(finding("fever"), (0,), finding("bleeding"))


@pytest.mark.parametrize("part, text", [
    (finding("fever"), "fever"), (definition(ARTICLE.definitions, "anaemia"), "anaemia"),
    (next(c for c in COMPARES if c.bound.id == "inr.above_range"), "inr > 3 1"), (Not(finding("fever")), "Not"),
])  # fmt: skip
def test_a_part_of_a_rule_has_a_short_name(part: Condition, text: str) -> None:
    assert claims.label(part) == text


def test_a_recall_figure_nobody_has_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no figure is called recall\.moon_phase: known are recall"):
        recall_rules({"recall.moon_phase": 1})


@pytest.mark.parametrize("text, first, last", [
    ("2025", "2025-01-01", "2025-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2025-03-04", "2025-03-04", "2025-03-04"),
])  # fmt: skip
def test_a_partial_date_is_all_its_days(text: str, first: str, last: str) -> None:
    assert [day.isoformat() for day in span(text)] == [first, last]


def test_what_is_no_date_is_refused_with_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"'spring' is not a date: a year, a month \(2026-03\) or a day"):
        span("spring")


@pytest.mark.parametrize("text, amount", [
    ("1 mg", 1000), ("1,000 micrograms", 1000), ("0.5 mg", 500), ("1,5 mg", 1500), ("1,0,0 mg", None), ("1 mg/mL", None),
    ("1.000,5 mg", None), ("one", None), ("0.0005 mg", Fraction(1, 2)),
])  # fmt: skip
def test_an_amount_is_read_exactly_or_not_at_all(text: str, amount: int | Fraction | None) -> None:
    assert micrograms(text) == amount

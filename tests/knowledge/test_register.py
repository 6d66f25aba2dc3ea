"""The register is complete, in order, and every reading decides a rule that exists."""

from fractions import Fraction

import pytest
from test_statements import named_rules, rule_ids

from cobalamin.knowledge import follow_up
from cobalamin.knowledge.regimens import FIGURES
from cobalamin.knowledge.register import REGISTER, Entry
from cobalamin.knowledge.sources import source_of

RULES = named_rules()
LADDERS = rule_ids() - RULES.keys()
CHECKS = {f"follow_up:{c.id}" for c in follow_up.CHECKS}


def test_readings_and_messy_record_rules_are_numbered_without_a_gap() -> None:
    assert list(REGISTER) == [f"R{n}" for n in range(1, 42)] + [f"M{n}" for n in range(1, 18)]


@pytest.mark.parametrize("entry", tuple(REGISTER.values()), ids=list(REGISTER))
def test_every_entry_decides_something_that_exists(entry: Entry) -> None:
    assert entry.decides
    for target in entry.decides:
        assert target in RULES or target in LADDERS or target in CHECKS or target == "recall", target


def test_a_rule_that_cites_an_entry_is_among_those_it_decides() -> None:
    for name, rule in RULES.items():
        for cite in rule.cites:
            if cite in REGISTER:
                assert name in REGISTER[cite].decides, f"{name} cites {cite}"


@pytest.mark.parametrize("entry", tuple(REGISTER.values()), ids=list(REGISTER))
def test_every_entry_is_a_real_choice_with_a_reason_and_a_source(entry: Entry) -> None:
    assert len(set(entry.could_mean)) >= 2
    assert all((entry.source_says, entry.read_as, entry.why, entry.cites))
    assert all(source_of(cite) for cite in entry.cites)


def test_our_own_judgement_is_never_called_checked() -> None:
    for entry in REGISTER.values():
        judged = "SPEC" in {source_of(cite).key for cite in entry.cites} or entry.id.startswith("M")
        assert not judged or entry.verified == "unverified", entry.id


def test_messy_record_rules_decide_the_recall_list_only() -> None:
    assert all(("recall" in e.decides) == (e.id.startswith("M") or e.id == "R28") for e in REGISTER.values())


def test_times_of_a_check_are_in_order_and_printed_in_its_words() -> None:
    for check in follow_up.CHECKS:
        assert (check.first is None) == (check.last is None)
        if check.first is not None and check.last is not None:
            assert check.first.unit == check.last.unit
            assert check.first.value <= check.last.value
            assert {str(check.first.value), str(check.last.value)} <= set(check.when.split()), check.id


_DAYS = {"h": Fraction(1, 24), "d": Fraction(1), "wk": Fraction(7), "mo": Fraction(30)}


def test_signs_of_response_begin_before_they_end() -> None:
    for sign in follow_up.EXPECTED:
        assert sign.first.value * _DAYS[sign.first.unit] <= sign.last.value * _DAYS[sign.last.unit], sign.id


@pytest.mark.parametrize(
    "figure, id",
    [
        ("review.first", "first_review"),
        ("review.first_pregnant", "first_review_pregnancy"),
        ("review.every", "later_review"),
        ("check.potassium", "early_potassium"),
        ("check.reticulocytes_to", "reticulocytes"),
        ("check.blood_count", "blood_count"),
        ("kinetics.mcv_to", "mcv_normal"),
        ("kinetics.metabolites", "metabolites_fall"),
        ("kinetics.nerves_to", "nerves_improve"),
        ("kinetics.nerves_longest", "nerves_late"),
    ],
)
def test_the_recall_list_and_the_follow_up_print_the_same_figure(figure: str, id: str) -> None:
    printed = FIGURES[figure].printed[0]
    last = next(x.last for x in (*follow_up.CHECKS, *follow_up.EXPECTED) if x.id == id)
    assert last is not None
    assert printed.value * _DAYS[printed.unit] == last.value * _DAYS[last.unit]


def test_every_route_response_and_cause_leads_to_one_action() -> None:
    for route in ("oral", "injections"):
        for response in ("improved", "insufficient", "worse"):
            for cause in ("dealt with", "not dealt with", "irreversible"):
                found = [
                    a
                    for a in follow_up.ACTIONS
                    if a.route == route and a.response == response and a.cause in (cause, "any")
                ]
                assert len(found) == 1, (route, response, cause)


def test_no_action_stops_treatment_of_an_irreversible_cause_or_repeats_a_level() -> None:
    for action in follow_up.ACTIONS:
        if action.cause == "irreversible":
            assert "stop" not in action.words.lower()
            assert "spacing" not in action.words.lower()
        assert "serum B12" not in action.words


def test_follow_up_cites_and_ids() -> None:
    everything = (*follow_up.CHECKS, *follow_up.EXPECTED, *follow_up.ACTIONS)
    assert len({x.id for x in everything}) == len(everything)
    assert all(x.cites and all(source_of(c) for c in x.cites) for x in everything)

"""The register is complete, in order, and every reading decides a rule that exists."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from test_statements import named_rules, rule_ids

import cobalamin.knowledge
from cobalamin.knowledge import (
    follow_up,
    register_cards,
    register_recall,
    register_records,
    register_rules,
    register_safety,
    register_signs,
    register_treatment,
)
from cobalamin.knowledge.entry import Entry
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.regimens import FIGURES, REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.sources import source_of
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import AtLeast, Named, Not, Presume

RULES = named_rules()
LADDERS = rule_ids() - RULES.keys()
FOLLOW_UP = {x.id: x for x in (*follow_up.CHECKS, *follow_up.EXPECTED, *follow_up.ACTIONS)}
NUMBERS = {**THRESHOLDS, **FIGURES}
BEFORE_RULES = {"records", "recall", "next_tests", "cards"}
"""What is read by code and not by a rule: the packages, and the module, that say which entry they follow."""
PACKAGE = Path(cobalamin.knowledge.__path__[0]).parent
MODULES = (
    register_rules,
    register_treatment,
    register_records,
    register_cards,
    register_safety,
    register_signs,
    register_recall,
)
REGISTERS = {"register.py", "readings.py", *(f"{module.__name__.rpartition('.')[2]}.py" for module in MODULES)}


def deciding(target: str) -> tuple[str, ...] | None:
    """What the rule, figure, check or regimen called `target` cites; None where there is none."""
    kind, _, id = target.rpartition(":")
    places = {"follow_up": FOLLOW_UP, "regimen": REGIMENS}.get(kind) or {**RULES, **NUMBERS}
    found = places.get(id if kind in ("follow_up", "regimen") else target)
    return None if found is None else found.cites


def test_no_two_entries_have_one_number() -> None:
    """Two once did, from two branches: the second hid the first."""
    assert sum(len(module.READINGS) for module in MODULES) == len(REGISTER)


def test_readings_and_messy_record_rules_are_numbered_without_a_gap() -> None:
    assert list(REGISTER) == [f"R{n}" for n in range(1, 173)] + [f"M{n}" for n in range(1, 49)]


@pytest.mark.parametrize("entry", tuple(REGISTER.values()), ids=list(REGISTER))
def test_what_an_entry_decides_exists_and_cites_it(entry: Entry) -> None:
    assert entry.decides
    for target in entry.decides:
        cites = deciding(target)
        assert cites is not None or target in LADDERS or target in BEFORE_RULES, target
        if not BEFORE_RULES.intersection(entry.decides) and cites is not None:
            assert entry.id in cites, f"{target} does not cite {entry.id}"


def named_in_code() -> set[str]:
    """The entries that modules say they follow: "register R32", "register M6, M19"."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name not in REGISTERS:
            for said in re.findall(r"[Rr]egister ([RMG]\d[^.:\n]*)", path.read_text(encoding="utf-8")):
                found |= set(re.findall(r"\b[RMG]\d+\b", said))
    return found


NAMED = named_in_code()


@pytest.mark.parametrize("entry", tuple(REGISTER.values()), ids=list(REGISTER))
def test_every_entry_is_named_where_it_is_followed(entry: Entry) -> None:
    cited = any(entry.id in (deciding(target) or ()) for target in entry.decides)
    assert cited or entry.id in NAMED, f"no rule cites {entry.id} and no module says that it follows it"


def test_code_names_no_entry_that_is_not_in_the_register() -> None:
    assert NAMED - REGISTER.keys() - GUIDELINE_REGISTER.keys() == set()


def test_a_rule_or_figure_that_cites_an_entry_is_among_those_it_decides() -> None:
    for name, places in {"rule": RULES, "figure": NUMBERS}.items():
        for id, found in places.items():
            for cite in found.cites:
                if cite in REGISTER:
                    assert id in REGISTER[cite].decides, f"the {name} {id} cites {cite}"


DECIDED = {target for entry in REGISTER.values() for target in entry.decides}


def judged(found: Any) -> bool:
    """Whether our own judgement is in it: it cites the specification, or nobody could check it."""
    verified = getattr(found, "verified", "secondary")
    return verified == "unverified" or any(source_of(c).key == "SPEC" and c not in REGISTER for c in found.cites)


def own_presumption(rule: Named) -> bool:
    """Whether a rule presumes something itself, and not by a word it uses."""
    waiting = [rule.part]
    while waiting:
        match waiting.pop():
            case Presume():
                return True
            case Not(part=part):
                waiting.append(part)
            case AtLeast(parts=parts):
                waiting.extend(parts)
            case _:
                pass
    return False


@pytest.mark.parametrize("id", [id for id, rule in RULES.items() if judged(rule) or own_presumption(rule)])
def test_a_rule_of_our_own_judgement_and_a_presumption_have_an_entry(id: str) -> None:
    assert id in DECIDED


@pytest.mark.parametrize("id", [id for id, figure in NUMBERS.items() if judged(figure)])
def test_a_figure_of_our_own_judgement_has_an_entry(id: str) -> None:
    assert id in DECIDED


def test_a_check_an_action_and_a_plan_of_our_own_judgement_have_an_entry() -> None:
    ours = {f"follow_up:{id}" for id, found in FOLLOW_UP.items() if judged(found)}
    ours |= {f"regimen:{id}" for id, found in REGIMENS.items() if judged(found)}
    assert ours - DECIDED == set()


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

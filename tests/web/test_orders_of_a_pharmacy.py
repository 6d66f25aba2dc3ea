"""Orders of B12 and folic acid as pharmacies meet them: slips of the unit, intervals, holds, mixtures, brands and tongues."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import DEFICIENT, TINGLING, cards, deficient, draft, record

Json = dict[str, Any]
BEFORE = ehr.prescription(ehr.HYDROXO, ehr.IM, id="before")
NO_NERVES = record(DEFICIENT, ehr.condition("84027009"))
PREGNANT = record(ehr.condition("77386006"), DEFICIENT, ehr.result("718-7", 95, "g/L"))


def order(name: str, dose: str = "", route: str = "", **more: Any) -> Json:
    value, _, unit = dose.partition(" ")
    amount = {"doseAndRate": [{"doseQuantity": {"value": float(value), "unit": unit}}]} if dose else {}
    way = {"route": {"text": route}} if route else {}
    repeat = more.pop("every", None)
    timing = {"timing": {"repeat": {"frequency": 1, "period": repeat[0], "periodUnit": repeat[1]}}} if repeat else {}
    return {
        **draft(""),
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": [{**way, **amount, **timing}],
        **more,
    }


def service(name: str) -> Json:
    return {**ehr.lab_order(), "code": {"text": name}}


def lines(patient: list[Json], *orders: Json) -> list[str]:
    return [card["summary"] for card in cards("order-sign", patient, list(orders))]


def steps(patient: list[Json], ordered: Json) -> list[list[str]]:
    """What each button of its cards does."""
    shown = cards("order-sign", patient, [ordered])
    return [[action["type"] for action in step["actions"]] for card in shown for step in card.get("suggestions", [])]


MONTHLY = "of this product the maintenance is 1000 micrograms monthly"
TOO_LITTLE = (
    "The dose of this B12 injection is below 100 micrograms, too little to count: check the number and the unit."
)


@pytest.mark.parametrize(
    ("name", "dose", "told"),
    [
        ("Hydroxocobalamin injection", "1 mcg", True),  # 1 mg was meant
        ("Cyanocobalamin injection", "10 mcg", True),
        ("Cyanocobalamin injection", "100 mcg", False),  # the US label
        ("Cyanocobalamin injection", "1 mL", False),
        ("Thiamine, pyridoxine and cyanocobalamin injection", "50 mcg", False),
    ],
)
def test_a_dose_too_small_to_count_is_a_slip_of_the_unit(name: str, dose: str, told: bool) -> None:
    assert (TOO_LITTLE in lines(deficient(), order(name, dose, "IM"))) is told


def test_of_a_child_a_specialist_sets_the_dose() -> None:
    child = [ehr.patient("female", "2018-01-01"), DEFICIENT, TINGLING]
    assert TOO_LITTLE not in lines(child, order("Hydroxocobalamin injection", "30 mcg", "IM"))


@pytest.mark.parametrize(
    ("name", "every", "words"),
    [
        ("Cyanocobalamin 1000 mcg injection", (12, "mo"), f"12 months between doses; {MONTHLY}"),
        ("Cyanocobalamin 1000 mcg injection", (3, "mo"), f"3 months between doses; {MONTHLY}"),
        ("Vitamin B12 injection", (12, "mo"), "12 months between doses; the plan for this patient is 1 mg every 2-3 months"),
        ("Cyanocobalamin 1000 mcg injection", (1, "mo"), ""),
        ("Vitamin B12 injection", (3, "mo"), ""),
        ("Thiamine, pyridoxine and cyanocobalamin injection", (12, "mo"), ""),
    ],
)  # fmt: skip
def test_an_interval_is_judged_by_the_plan_of_the_product(name: str, every: tuple[int, str], words: str) -> None:
    """The list calls each such dose overdue, and the order of a product other than the plan's was signed without a word."""
    found = [line for line in lines(NO_NERVES, order(name, "", "IM", every=every)) if "This order leaves" in line]
    assert [words in line for line in found] == ([True] if words else [])


def test_a_small_dose_of_cyanocobalamin_is_judged_by_the_label() -> None:
    (line,) = lines(NO_NERVES, order("Cyanocobalamin injection", "100 mcg", "IM", every=(3, "mo")))
    assert line.endswith("of this product the maintenance is 100 micrograms monthly.")


@pytest.mark.parametrize(
    "ordered",
    [order("Hydroxocobalamin 1mg/ml injection", "1000 mg", "IM"), order("Hydroxocobalamin 1000 mg/mL injection")],
)
def test_hydroxocobalamin_in_grams_may_be_a_slip_of_the_unit(ordered: Json) -> None:
    """It was called the antidote kit, of an ampoule of 1 mg for which somebody chose the wrong unit."""
    assert (
        "Hydroxocobalamin in grams is the cyanide antidote kit or a slip of the unit, not B12 replacement: check the unit."
        in lines(deficient(), ordered)
    )


@pytest.mark.parametrize(
    "name", ["Cyanokit 5 g powder for solution for infusion", "Hydroxocobalamin 5 g (cyanide antidote)"]
)
def test_what_is_named_as_the_antidote_is_the_antidote(name: str) -> None:
    assert (
        lines(deficient(), order(name))[0] == "This hydroxocobalamin is the cyanide antidote kit, not B12 replacement."
    )


HELD = order("Hydroxocobalamin 1 mg injection", "", "IM", status="on-hold")


def test_an_injection_on_hold_treats_nobody() -> None:
    tablets = {**order("Cyanocobalamin 50 mcg tablets"), "id": "t"}
    (line,) = lines(deficient(), HELD, tablets)
    assert line.startswith("B12 by mouth is drafted, but injections are indicated")


def test_to_hold_injections_for_an_irreversible_cause_is_asked_about() -> None:
    patient = record(ehr.condition("84027009"), BEFORE)
    words = "B12 injections are to be put on hold, but their cause is irreversible: record why, and until when."
    assert lines(patient, HELD) == [words]
    assert lines(record(ehr.condition("234360003"), BEFORE), HELD) == []


@pytest.mark.parametrize(
    ("name", "taken_back"),
    [
        ("Folic acid 5 mg tablets", True),
        ("Ferrous fumarate 322 mg / folic acid 350 microgram tablets", False),
        ("Hierro y ácido fólico", False),
    ],
)
def test_iron_is_not_taken_back_with_the_folic_acid_beside_it(name: str, taken_back: bool) -> None:
    assert (["delete"] in steps(record(DEFICIENT), order(name))) is taken_back


def test_folic_acid_beside_methotrexate_is_not_taken_back() -> None:
    weekly = order("Folic acid 5 mg tablets")
    weekly["dosageInstruction"] = [{"text": "5 mg once a week, the day after methotrexate"}]
    assert [line.startswith("Folic acid alone") for line in lines(record(DEFICIENT), weekly)] == [True]
    assert ["delete"] not in steps(record(DEFICIENT), weekly)


def test_in_pregnancy_folic_acid_is_not_taken_back_and_active_b12_is_measured() -> None:
    ordered = order("Folic acid 400 microgram tablets")
    assert lines(PREGNANT, ordered) == [
        "Folic acid alone in pregnancy while B12 deficiency is suspected: settle or treat that now; do not leave folic acid out."
    ]
    assert steps(PREGNANT, ordered) == [["create"]]


@pytest.mark.parametrize(
    ("names", "way"),
    [
        (["Cyanocobalamin 500 mcg/spray nasal spray"], "by nose"),
        (["Nascobal"], "by nose"),
        (["Cyanocobalamin nasal spray", "Cyanocobalamin tablets"], "by mouth or nose"),
    ],
)
def test_what_is_sprayed_into_the_nose_is_not_called_by_mouth(names: list[str], way: str) -> None:
    ordered = [{**order(name), "id": f"d{i}"} for i, name in enumerate(names)]
    assert lines(deficient(), *ordered)[0].startswith(f"B12 {way} is drafted, but injections are indicated")


@pytest.mark.parametrize(
    "name", ["B12-Spritze quartalsweise", "Inyección de vitamina B12", "Iniezione di vitamina B12"]
)
def test_an_injection_ordered_in_another_language_is_one(name: str) -> None:
    assert lines(record(), service(name))[0].startswith("An injection is drafted")


@pytest.mark.parametrize(("name", "alone"), [("Vitamina B12 en suero", True), ("Vitamine B12 en foliumzuur", False)])
def test_a_level_in_serum_is_no_panel(name: str, alone: bool) -> None:
    assert steps(record(ehr.condition("84027009"), BEFORE), service(name)) == ([["delete"]] if alone else [])


def test_gas_and_air_is_nitrous_oxide() -> None:
    (line,) = lines(record(DEFICIENT), order("Entonox 50%/50% gas"))
    assert line.startswith("Nitrous oxide is drafted")


def test_the_amount_of_a_mixture_is_not_taken_for_that_of_its_b12() -> None:
    """100 mg of thiamine was *larger than any ampoule*."""
    assert lines(deficient(), order("Thiamine 100 mg, pyridoxine and cyanocobalamin injection", "100 mg", "IM")) == []


def given(day: str) -> Json:
    return {
        "resourceType": "MedicationAdministration", "id": f"g{day}", "status": "completed", "effectiveDateTime": day,
        "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg injection"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("doses", "told"),
    [
        (["2026-02-25"], "draw it from 2026-03-12 on; after the B12 injection of 2026-02-25"),
        (["2026-02-10", "2026-02-15"], "draw it from 2026-03-02 on; after the B12 injection of 2026-02-15"),
        (["2026-03-01"], "draw it from 2026-03-16 on; after the B12 injection of 2026-03-01"),
        (["2026-02-14"], ""),
        ([], ""),
    ],
)
def test_an_antibody_is_not_drawn_so_soon_after_an_injection(doses: list[str], told: str) -> None:
    found = lines(record(DEFICIENT, *map(given, doses)), service("Intrinsic factor antibodies"))
    assert [told in line for line in found] == ([True] if told else [])


# --- injections that are ordered and may never have been given (register R152) -----------------------------------------


def since(day: str, **more: Any) -> Json:
    return {**BEFORE, "authoredOn": day, **more}


SAID = {
    "resourceType": "MedicationStatement", "id": "said", "status": "active", "effectivePeriod": {"start": "2019-05-01"},
    "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg injection"},
}  # fmt: skip


FOLIC_ACID = {**given("2025-06-10"), "medicationCodeableConcept": {"text": "Folic acid 5 mg tablets"}}
KIT = {
    **given("2025-06-10"),
    "medicationCodeableConcept": ehr.concept(ehr.ATC, ehr.HYDROXO),
    "dosage": {"route": ehr.concept(ehr.SCT, ehr.IM), "dose": {"value": 5, "unit": "g", "code": "g"}},
}


@pytest.mark.parametrize("other", [FOLIC_ACID, KIT])
def test_a_dose_of_something_else_is_none_of_b12(other: Json) -> None:
    found = cards("patient-view", [*deficient(), since("2019-05-01"), other], [])
    assert [card for card in found if "ask whether they are given" in card["summary"]]


def test_the_question_is_asked_from_the_first_day_after_four_weeks_on() -> None:
    (card,) = cards("patient-view", [*deficient(), since("2026-01-22")], [])
    assert "on record since 2026-01-22, without a dose, and B12 was low on 2026-02-20" in card["summary"]


def test_of_several_orders_and_levels_the_first_order_and_the_last_level_are_told() -> None:
    renewed, active = since("2026-02-10", id="renewed"), ehr.result("72160-5", 8, "pmol/L", "2026-02-23")
    (card,) = cards("patient-view", [*deficient(), since("2019-05-01"), renewed, active], [])
    assert "on record since 2019-05-01, without a dose, and B12 was low on 2026-02-23" in card["summary"]


@pytest.mark.parametrize("injections", [since("2019-05-01"), SAID])
def test_a_low_level_beside_an_order_without_a_dose_is_asked_about(injections: Json) -> None:
    """An order of years ago silenced the card of somebody whose level was low, and whose feet tingled."""
    (card,) = cards("patient-view", [*deficient(), injections], [])
    assert card["summary"] == (
        "B12 injections are on record since 2019-05-01, without a dose, and B12 was low on 2026-02-20: ask whether they are given."
    )
    assert card["indicator"] == "warning"
    assert "suggestions" not in card


@pytest.mark.parametrize(
    "patient",
    [
        [*deficient(), since("2026-02-10")],  # the level was the reason of the order
        [*deficient(), since("2019-05-01", status="completed"), since("2026-02-10")],
        record(ehr.condition("84027009"), ehr.result("2132-9", 420, "pg/mL"), since("2019-05-01")),
        record(ehr.condition("84027009"), since("2019-05-01")),
        [*deficient(), since("2019-05-01"), given("2026-02-10")],
        [*deficient(), since("2019-05-01"), given("2025-12-20")],  # the level counts, and there is a dose
        [*deficient(), since("2019-05-01"), given("2026-02-25")],  # it was begun for the level
        [*deficient(), {**BEFORE, "authoredOn": None}],  # of nobody knows which day
        [*deficient(), since("2026-01-23")],  # four weeks before the level, to the day
    ],
)
def test_a_new_order_a_level_that_is_not_low_or_a_dose_is_no_question(patient: list[Json]) -> None:
    assert [
        card for card in cards("patient-view", patient, []) if "ask whether they are given" in card["summary"]
    ] == []


MULTIVITAMIN = ehr.prescription("B03AE01", ehr.ORAL, text="Multivitamin with vitamin B12 tablets", id="multi")
FEW = "Folic acid while B12 deficiency is confirmed and the only B12 is in a mixture, perhaps too little: give B12 with it."


@pytest.mark.parametrize("on_record", [True, False])
def test_b12_in_a_multivitamin_does_not_make_folic_acid_safe_where_deficiency_is_confirmed(on_record: bool) -> None:
    """A few micrograms among other vitamins silenced the card beside a level of 120 ng/L."""
    folic = order("Folic acid 5 mg tablets")
    patient = record(DEFICIENT, *([MULTIVITAMIN] if on_record else []))
    drafts = [folic] if on_record else [folic, {**MULTIVITAMIN, "status": "draft"}]
    assert FEW in lines(patient, *drafts)


def test_in_pregnancy_the_card_does_not_say_that_folic_acid_is_alone() -> None:
    """It said *folic acid alone in pregnancy* beside a multivitamin with B12."""
    active = ehr.result("72160-5", 12, "pmol/L")
    told = lines(record(active, ehr.condition("77386006"), MULTIVITAMIN), order("Folic acid 5 mg tablets"))
    assert any(
        each.startswith(
            "Folic acid in pregnancy: B12 deficiency is confirmed, and B12 only in a mixture: give B12 with it"
        )
        for each in told
    ), told
    assert not any("alone" in each for each in told)


def test_beside_tablets_of_b12_alone_or_without_a_confirmed_deficiency_it_says_nothing_of_it() -> None:
    folic = order("Folic acid 5 mg tablets")
    tablets = ehr.prescription("B03BA01", ehr.ORAL, text="Cyanocobalamin 1 mg tablets", id="alone")
    assert FEW not in lines(record(DEFICIENT, MULTIVITAMIN, tablets), folic)
    assert FEW not in lines(record(MULTIVITAMIN), folic)
    assert FEW not in lines(record(DEFICIENT, MULTIVITAMIN), folic, {**tablets, "status": "draft"})


def test_folinic_acid_is_a_folate_and_no_button_takes_it_back() -> None:
    tablets, infused = (order("Calcium folinate 15 mg", route=way) for way in ("oral", "intravenous"))
    for each in (tablets, infused):
        assert [line.startswith("Folic acid alone") for line in lines(record(DEFICIENT), each)] == [True]
        assert ["delete"] not in steps(record(DEFICIENT), each)
    assert [line.startswith("Folic acid alone") for line in lines(record(), tablets)] == [True]
    assert lines(record(), infused) == []  # a rescue in chemotherapy

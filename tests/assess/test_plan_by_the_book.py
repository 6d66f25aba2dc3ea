"""The plan and the follow-up of one answer, written a second time from specification §5, §6 and register R40, R68 to R70, M31.

The route is taken from the answer; the row, every day and every check are the book's own, for each guideline and random people.
"""

from __future__ import annotations

import os
from calendar import monthrange
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.case import case_from

COUNT = int(os.environ.get("COBALAMIN_PLANS", "100"))
GUIDELINES = ("article", "nice", "bsh", "nhg", "us-label", "us-practice")
TWO_WEEKS = (0, 2, 4, 7, 9, 11)
LOADING = {
    # Three a week for two weeks; alternate days until asked about after 21 days (M8); each range at its lower end (R70):
    # daily for six days, then alternate days from two days later, seven doses, then four over two weeks; four on alternate
    # days in the first week, then weekly.
    "uk.hydroxocobalamin": TWO_WEEKS,
    "uk.hydroxocobalamin.dietary": TWO_WEEKS,
    "uk.hydroxocobalamin.neurological": tuple(range(0, 22, 2)),
    "us.cyanocobalamin.label": (0, 1, 2, 3, 4, 5, 7, 9, 11, 13, 15, 17, 19, 23, 27, 31, 35),
    "us.cyanocobalamin.practice": (0, 2, 4, 6, 13, 20, 27, 34),
}
DOSE = {
    "us.cyanocobalamin.label": "100 ug", "oral.dietary": "50-150 ug", "oral.malabsorption": "at least 1000 ug",
    "oral.high_dose": "1000-2000 ug", "oral.nhg": "1000 ug",
}  # fmt: skip
UPKEEP = {
    # Due from, due to (months), not before (days).
    "uk.hydroxocobalamin": (2, 3, 42),
    "uk.hydroxocobalamin.neurological": (2, 2, 42),
    "uk.hydroxocobalamin.dietary": (6, 6, 126),
    "us.cyanocobalamin.label": (1, 1, 21),
    "us.cyanocobalamin.practice": (1, 1, 21),
}
GIVEN = ("injection", "either")


def months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def row(person: dict[str, Any], guideline: str, route: str) -> str:
    """Which row of §5; a diet beside another known cause is not only a diet (R68), a neurological finding goes before both."""
    malabsorption = any(person.get(name) for name in ("autoimmune_gastritis", "coeliac_disease"))
    diet = bool(person.get("low_b12_diet")) and not malabsorption and not person.get("metformin")
    american = guideline.startswith("us")
    if route == "oral":
        if guideline == "nhg":
            return "oral.nhg"  # 1000 ug by mouth whatever the cause
        if malabsorption:
            return "oral.malabsorption" if guideline == "nice" else "oral.high_dose"
        return "oral.dietary" if diet and not american else "oral.high_dose"
    if american and not person.get("leber_optic_neuropathy"):
        return "us.cyanocobalamin.label" if guideline == "us-label" else "us.cyanocobalamin.practice"
    if person.get("paraesthesia"):
        return "uk.hydroxocobalamin.neurological"
    carrying = bool(
        person.get("pregnant") or person.get("breastfeeding")
    )  # no dose waits half a year beside a child: R147
    return "uk.hydroxocobalamin.dietary" if diet and not american and not carrying else "uk.hydroxocobalamin"


def checks(person: dict[str, Any], route: str, on: date) -> dict[str, tuple[date | None, date | None]]:
    """The table of §6, from a first dose on the day of the answer; without days for who is treated already (R40)."""
    low = haemoglobin_limit(person)
    carrying = bool(person.get("pregnant") or person.get("breastfeeding"))
    severe = person["haemoglobin"] < (70 if person.get("pregnant") else 80)
    anaemia = person["haemoglobin"] < low
    injected = route in GIVEN
    said: dict[str, tuple[date | None, date | None]] = {"baseline": (None, None)}
    if injected:
        said["never_wait"] = (None, None)
    if severe:
        said |= dict.fromkeys(("early_potassium", "early_fluid"), (on + timedelta(1), on + timedelta(2)))
    if anaemia:
        said["reticulocytes"] = (on + timedelta(5), on + timedelta(10))
    # Without the trimester a haemoglobin of 105 to 109 may be either: unknown is not normal.
    maybe = bool(person.get("pregnant")) and 105 <= person["haemoglobin"] < 110
    if anaemia or maybe or person["mcv"] > 100:
        said["blood_count"] = (on + timedelta(56), on + timedelta(56))
    first = months(on, 1 if carrying else 3)
    said["first_review_pregnancy" if carrying else "first_review"] = (first, first)
    if injected:
        said["later_review"] = (months(on, 12), months(on, 12))
        said["no_serum_b12"] = (None, None)
    said["every_review"] = (None, None)
    if person.get("b12_injections" if injected else "oral_b12"):
        gone = ("baseline", "never_wait")
        said = {name: (None, None) for name in said if name not in gone}
    return said


def haemoglobin_limit(person: dict[str, Any]) -> int:
    if person.get("pregnant"):
        return 110
    return 120 if person["sex"] == "female" else 130


def somebody(dice: Random) -> dict[str, Any]:
    """Facts of which every word the plan asks for follows at once; what is not said is no, for everything was asked."""
    female = dice.random() < 0.6
    person: dict[str, Any] = {
        "sex": "female" if female else "male",
        "haemoglobin": dice.choice((65, 69, 70, 79, 80, 104, 109, 110, 119, 120, 129, 130, 145)),
        "mcv": dice.choice((90, 100, 101, 115)),
        "total_b12": dice.choice((90, 150, 170)),
        "b12_deficiency_diagnosed": True,
    }
    for name, often in (
        ("paraesthesia", 0.4), ("low_b12_diet", 0.5), ("metformin", 0.2), ("autoimmune_gastritis", 0.2), ("coeliac_disease", 0.2),
        ("leber_optic_neuropathy", 0.2), ("b12_injections", 0.15), ("oral_b12", 0.15), ("oral_intolerance", 0.15),
    ):  # fmt: skip
        person[name] = dice.random() < often
    if female:
        person["pregnant"] = dice.random() < 0.2
        person["breastfeeding"] = dice.random() < 0.2
    return person


def answered(person: dict[str, Any], guideline: str, on: date) -> Assessment:
    units = {"haemoglobin": " g/L", "mcv": " fL", "total_b12": " ng/L"}
    facts = {
        name: f"{value}{units[name]}" if name in units else value for name, value in person.items() if name != "sex"
    }
    document = {
        "cobalamin_case": 1,
        "patient": {"age": 40, "sex": person["sex"]},
        "facts": facts,
        "assessed": [*ASSESSABLE],
    }
    return assess(case_from(document), on=on, guideline=guideline)


def some(guideline: str) -> list[tuple[dict[str, Any], date, Assessment]]:
    dice = Random(f"plans of {guideline}")
    found = []
    for _ in range(COUNT):
        person = somebody(dice)
        on = date(2025, 10, 1) + timedelta(days=dice.randrange(1000))
        found.append((person, on, answered(person, guideline, on)))
    return found


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_row_the_dose_and_every_day_are_the_books(guideline: str) -> None:
    routes = set()
    for person, on, answer in some(guideline):
        route = answer.route.outcome
        routes.add(route)
        if route not in (*GIVEN, "oral"):
            assert answer.plan is None
            continue
        assert answer.plan is not None
        expected = row(person, guideline, route)
        assert answer.plan.regimen == expected, (person, route)
        assert answer.plan.dose == DOSE.get(expected, "1000 ug")
        treated = person["oral_b12" if route == "oral" else "b12_injections"]
        days = [on + timedelta(days=day) for day in LOADING.get(expected, ())] if not treated else []
        assert [dose.expected for dose in answer.plan.doses] == days, (person, on)
        assert all(dose.earliest <= dose.expected <= dose.latest for dose in answer.plan.doses)
        if not days:
            assert answer.plan.maintenance is None
            continue
        lower, upper, wait = UPKEEP[expected]
        found = answer.plan.maintenance
        assert found is not None
        assert (found.earliest, found.due, found.overdue) == (
            days[-1] + timedelta(days=wait), months(days[-1], lower), months(days[-1], upper) + timedelta(days=14),
        )  # fmt: skip
    assert routes & {*GIVEN, "oral"}


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_follow_up_is_the_books(guideline: str) -> None:
    for person, on, answer in some(guideline):
        route = answer.route.outcome
        found = {check.id: (check.first, check.last) for check in answer.follow_up}
        if route in (*GIVEN, "oral"):
            assert found == checks(person, route, on), (person, route)


def test_a_blood_count_nobody_has_seen_is_looked_at_after_eight_weeks() -> None:
    """Unknown is not normal: it was asked for only where a count was known to be abnormal."""
    facts = {"total_b12": "90 ng/L", "autoimmune_gastritis": True}
    case = case_from(
        {"cobalamin_case": 1, "patient": {"age": 60, "sex": "male"}, "facts": facts, "assessed": [*ASSESSABLE]}
    )
    assert "blood_count" in {check.id for check in assess(case, on=date(2026, 3, 2)).follow_up}

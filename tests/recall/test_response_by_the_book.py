"""The response to treatment and its second writing agree, course by course, sign by sign.

COBALAMIN_TIMELINES=50000 for the long run (`make timelines`).
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import by_the_book_response as book
from by_the_book_response import FACTS, Course, Lab, Report, Span

from cobalamin.knowledge.treatment import LabResult, Outcome, TreatmentEvent, TreatmentRecord
from cobalamin.knowledge.treatment import Span as ProductSpan
from cobalamin.recall.response import judge_response

COUNT = int(os.environ.get("COBALAMIN_TIMELINES", "500"))
OUTCOMES: tuple[Outcome, ...] = ("resolved", "improved", "insufficient", "new_or_worse")
VALUES = {
    "reticulocytes": (20, 60, 180),
    "reticulocytes_percent": (1, 1.5, 9),
    "haemoglobin": (60, 75, 80, 90, 109, 110, 115, 118, 119, 120, 128, 129, 130, 140),
    "mcv": (92, 100, 101, 108, 118),
    "mma": (150, 200, 271, 272, 500, 900),
    "homocysteine": (9, 15, 16, 30),
}
DAYS = (
    -400,
    -300,
    -20,
    -1,
    0,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    11,
    13,
    14,
    21,
    27,
    28,
    30,
    35,
    55,
    56,
    57,
    83,
    84,
    85,
    90,
    95,
    200,
    400,
)
CAUSES = (
    "autoimmune_gastritis",
    "total_gastrectomy",
    "low_b12_diet",
    "metformin",
    "bariatric_surgery",
    "ileal_crohns_disease",
)


def life(dice: Random) -> tuple[Course, Span, date]:
    """A course of treatment with its start and the day it is looked at."""
    first = date(2023, 10, 1) + timedelta(days=dice.randrange(400))
    start = _when(dice, first, 0.1)
    facts = dice.sample(FACTS, dice.choice((1, 1, 2, 3)))
    labs = tuple(_lab(dice, dice.choice(facts), first) for _ in range(dice.choice((0, 1, 2, 2, 3, 4, 6))))
    reports = tuple(
        Report(_when(dice, first + timedelta(days=dice.choice(DAYS)), 0.25), dice.choice(OUTCOMES))
        for _ in range(dice.choice((0, 0, 1, 1, 2)))
    )
    on = max(first + timedelta(days=dice.choice((0, 5, 14, 60, 100, 800))), start[0])
    truth = (None, True, False)
    return (
        Course(
            dice.choice(("injection", "injection", "oral")), labs, reports,
            frozenset(dice.sample(CAUSES, dice.choice((0, 1, 1, 2)))),
            *(dice.choice(truth) for _ in range(5)),
        ),
        start,
        on,
    )  # fmt: skip


def _lab(dice: Random, fact: str, first: date) -> Lab:
    return Lab(fact, _when(dice, first + timedelta(days=dice.choice(DAYS)), 0.15), dice.choice(VALUES[fact]))


def _when(dice: Random, day: date, month: float) -> Span:
    if dice.random() >= month:
        return day, day
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def record(course: Course) -> TreatmentRecord:
    labs = tuple(
        LabResult(lab.fact, ProductSpan(*lab.when), Fraction(str(lab.value)), f"lab {i}")
        for i, lab in enumerate(course.labs)
    )
    reports = tuple(
        TreatmentEvent("review", ProductSpan(*report.when), f"review {i}", outcome=report.outcome)  # type: ignore[arg-type]
        for i, report in enumerate(course.reports)
    )
    return TreatmentRecord(
        "P", reports, causes=course.causes, cause_resolved=course.resolved, neurological=course.nerves,
        pregnant=course.pregnant, breastfeeding=course.breastfeeding, female=course.female, labs=labs,
    )  # fmt: skip


def product(course: Course, start: Span, on: date) -> tuple[str, dict[str, str], str]:
    found = judge_response(record(course), ProductSpan(*start), on, course.route)  # type: ignore[arg-type]
    return str(found.verdict), {sign.marker: str(sign.verdict) for sign in found.signs}, found.action.name


def test_the_response_is_judged_as_the_book_judges_it() -> None:
    dice = Random("response")
    for number in range(COUNT):
        course, start, on = life(dice)
        expected = book.judged(course, start, on)
        assert product(course, start, on) == expected, (number, course, start, on)


def test_the_days_that_are_told_are_those_of_an_entry_it_was_read_from() -> None:
    dice = Random("days told")
    for _ in range(COUNT):
        course, start, on = life(dice)
        entries = {f"lab {i}": lab.when for i, lab in enumerate(course.labs)}
        entries |= {f"review {i}": report.when for i, report in enumerate(course.reports)}
        for sign in judge_response(record(course), ProductSpan(*start), on).signs:
            day = int(re.findall(r"day (\d+)", sign.text)[0])
            told = [(entries[source][0] - start[1]).days for source in sign.sources]
            ends = [(min(entries[source][1], on) - start[0]).days for source in sign.sources]
            assert any(first <= day <= last for first, last in zip(told, ends, strict=True)), (sign, course, start, on)

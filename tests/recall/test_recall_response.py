"""The response to treatment, from hand-written courses, and the promises it keeps whatever the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from recall_timelines import FOLDER, Timeline, read_yaml

from cobalamin.knowledge.regimens import IRREVERSIBLE, PUBLISHED, REVERSIBLE, Rules
from cobalamin.knowledge.treatment import LabResult, TreatmentEvent, TreatmentRecord, on_day, span
from cobalamin.recall.record import record_of
from cobalamin.recall.response import Action, Judgement, action_for, judge_response
from cobalamin.recall.signs import Response
from cobalamin.recall.sources.words import OUTCOME_WORDS
from cobalamin.recall.worklist import recall_list
from cobalamin.records.case import case_from
from cobalamin.records.select import facts_on

START = on_day(date(2026, 1, 5))
STOPPING = (Action.CONSIDER_STOPPING, Action.STOP_TABLETS)


@dataclass(frozen=True)
class Case:
    id: str
    item: dict[str, Any]

    def record(self) -> TreatmentRecord:
        about = dict(self.item.get("about", {}))
        causes = frozenset(about.pop("causes", ()))
        labs = tuple(_lab(text, i) for i, text in enumerate(self.item.get("labs", ())))
        reports = tuple(_report(text, i) for i, text in enumerate(self.item.get("reports", ())))
        return TreatmentRecord(self.id, reports, labs=labs, causes=causes, **about)

    def judged(self, rules: Rules = PUBLISHED) -> Judgement:
        on = self.item.get("day", date(2027, 6, 1))
        return judge_response(self.record(), START, on, self.item.get("route", "injection"), rules)


def _lab(text: str, number: int) -> LabResult:
    fact, value, when = text.split()
    return LabResult(fact, span(when), Fraction(value), f"lab {number}")


def _report(text: str, number: int) -> TreatmentEvent:
    when, outcome = text.split(" ", 1)
    return TreatmentEvent("review", span(when), f"review {number}", outcome=OUTCOME_WORDS[outcome])


CASES = [Case(item["id"], item) for item in read_yaml(FOLDER / "response.yaml")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_course_is_judged_as_reasoned(case: Case) -> None:
    assert disagreements(case) == {}, case.item["why"]


def disagreements(case: Case, rules: Rules = PUBLISHED) -> dict[str, object]:
    """What comes out otherwise than expected."""
    judged, expect = case.judged(rules), case.item["expect"]
    found = {
        "verdict": str(judged.verdict),
        "action": judged.action.name,
        "signs": {sign.marker: str(sign.verdict) for sign in judged.signs},
        "aside": len(judged.set_aside),
        "said": any(expect.get("said", "") in sign.text for sign in judged.signs) and expect.get("said"),
        "unsaid": all(expect.get("unsaid", "") not in sign.text for sign in judged.signs) and expect.get("unsaid"),
    }
    return {key: found[key] for key in expect if found[key] != expect[key]}


def test_the_courses_cover_every_verdict_and_action() -> None:
    assert {case.judged().verdict for case in CASES} == set(Response)
    assert {case.judged().action for case in CASES} == set(Action) - {
        Action.COMPLETE_LOADING,
        Action.TREAT_FIRST,
    }  # of a course: test_new_nerves.py, test_low_iron_on_injections.py


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_b12_level_changes_nothing(case: Case) -> None:
    record, on, route = case.record(), case.item.get("day", date(2027, 6, 1)), case.item.get("route", "injection")
    before = judge_response(record, START, on, route)
    for value in (10, 400, 5000):
        level = LabResult("total_b12", on_day(date(2026, 1, 25)), Fraction(value), "level")
        more = TreatmentRecord(
            record.patient, record.events, labs=(*record.labs, level), causes=record.causes,
            cause_resolved=record.cause_resolved, neurological=record.neurological, pregnant=record.pregnant,
            female=record.female,
        )  # fmt: skip
        after = judge_response(more, START, on, route)
        assert (after.verdict, after.action, after.signs) == (before.verdict, before.action, before.signs)
        assert len(after.set_aside) == len(before.set_aside) + 1


@pytest.mark.parametrize(
    ("verdict", "route", "resolved"), [*product(Response, ("injection", "oral"), (True, False, None))]
)
@pytest.mark.parametrize("cause", sorted(IRREVERSIBLE))
def test_an_irreversible_cause_never_yields_stop(
    verdict: Response, route: Any, resolved: bool | None, cause: str
) -> None:
    for others in (frozenset[str](), REVERSIBLE):
        record = TreatmentRecord("P", (), causes=others | {cause}, cause_resolved=resolved)
        action = action_for(verdict, route, record)
        assert action not in STOPPING
        assert "stop" not in action.value.replace("never stop", "")


facts = st.sampled_from(("reticulocytes", "haemoglobin", "mcv", "mma", "homocysteine", "total_b12", "active_b12"))
days = st.integers(-200, 600).map(lambda n: on_day(START.first + timedelta(days=n)))
labs = st.builds(LabResult, facts, days, st.integers(1, 2000).map(Fraction), st.text("abc", min_size=1, max_size=3))
outcomes = st.sampled_from(("resolved", "improved", "insufficient", "new_or_worse"))
reports = st.builds(lambda when, outcome: TreatmentEvent("review", when, "r", outcome=outcome), days, outcomes)


TWICE = [LabResult("haemoglobin", on_day(date(2026, 6, 1)), Fraction(value), "a") for value in (90, 150)]
"""One entry with two values."""


@example(TWICE, [], Random(1))
@given(st.lists(labs, max_size=8), st.lists(reports, max_size=4), st.randoms())
def test_the_order_of_results_and_reports_never_matters(some: list[Any], told: list[Any], random: Any) -> None:
    one = judge_response(TreatmentRecord("P", tuple(told), labs=tuple(some)), START, date(2027, 9, 1))
    random.shuffle(some)
    random.shuffle(told)
    other = judge_response(TreatmentRecord("P", tuple(told), labs=tuple(some)), START, date(2027, 9, 1))
    assert (one.verdict, one.action) == (other.verdict, other.action)


def course(*events: str, on: date, labs: tuple[str, ...]) -> Judgement:
    """What the list says of the response of a course of doses."""
    record = replace(
        Timeline("P", "", on, events, {}).record(), labs=tuple(_lab(text, i) for i, text in enumerate(labs))
    )
    (row,) = recall_list([record], on).rows
    assert row.response is not None
    return row.response


LOADING = "2023-01-02 +2 +4 +7 +9 +11 given"
LOW_AGAIN = (
    "haemoglobin 75 2023-01-02",
    "haemoglobin 135 2023-04-03",
    "haemoglobin 80 2026-03-02",
    "haemoglobin 84 2026-03-12",
)


@pytest.mark.parametrize(
    "again", ["2026-03-02 given", "2026-03-02 reload lapsed for years", "2026-03-02 reload it came back"]
)
def test_after_a_lapse_the_response_counts_from_the_dose_that_began_again(again: str) -> None:
    """It said "still low on day 1165: normal was expected by about 8 weeks" of somebody ten days into treatment."""
    events = (LOADING, "2023-03-14 given", again, *([] if again.endswith("given") else ["2026-03-02 +2 +4 +7 given"]))
    judged = course(*events, on=date(2026, 3, 20), labs=LOW_AGAIN)
    assert judged.verdict is Response.RESPONDING, judged
    assert "day 10" in judged.signs[0].text


def test_a_dose_after_tablets_is_no_new_treatment() -> None:
    events = (LOADING, "2023-03-14 tablets", "2026-03-02 given")
    judged = course(*events, on=date(2026, 3, 20), labs=LOW_AGAIN)
    assert "low again on day" in judged.signs[0].text


@pytest.mark.parametrize(
    "before, after, top, said",
    [
        (880, 280, 300, "methylmalonic acid lower on day 60"), (880, 900, 300, "methylmalonic acid not lower on day 60"),
        (280, 290, 300, ""), (250, 240, 200, "methylmalonic acid lower on day 60"),
        (290, 280, None, "methylmalonic acid lower on day 60"),
        (250, 240, None, ""),
    ],
)  # fmt: skip
def test_a_metabolite_is_followed_also_where_it_comes_with_a_range(
    before: int, after: int, top: int | None, said: str
) -> None:
    """Nearly every laboratory sends one, and the response was read without those results; register R31."""
    reference = {} if top is None else {"reference": {"high": top}}
    mma = [
        {"value": value, "unit": "nmol/L", "date": day, **reference}
        for value, day in ((before, "2026-01-04"), (after, "2026-03-06"))
    ]
    dose = {"product": "hydroxocobalamin", "route": "intramuscular", "date": "2026-01-05"}
    case = case_from({"cobalamin_case": 1, "facts": {"mma": mma}, "treatment": [dose]})
    on = date(2026, 3, 10)
    judged = judge_response(record_of(case, facts_on(case, on)), START, on)
    assert [sign.text for sign in judged.signs if sign.marker == "mma"] == ([said] if said else [])

"""What a course is told as, field by field: every answer here is worked out by hand, and a slip of each went unnoticed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from cobalamin.knowledge.regimens import PUBLISHED, REGIMENS, REVERSIBLE
from cobalamin.knowledge.treatment import Every, Kind, LabResult, Product, Span, TreatmentEvent, TreatmentRecord, on_day
from cobalamin.recall.due import NextDose
from cobalamin.recall.entries import sort_entries
from cobalamin.recall.plans import Window, early_limit, next_loading, not_before, plan_for
from cobalamin.recall.reasons import Flag, Reason, State
from cobalamin.recall.response import Action, judge_response
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.recall.uncertain import on_possible_days


def day(text: str) -> date:
    """03-02 is of 2026."""
    return date.fromisoformat(f"2026-{text}" if len(text) == 5 else text)


def month(number: int, year: int = 2026) -> Span:
    return Span(date(year, number, 1), date(year, number + 1, 1) - timedelta(days=1))


def entry(kind: Kind, when: str | Span, **more: Any) -> TreatmentEvent:
    return TreatmentEvent(kind, when if isinstance(when, Span) else on_day(day(when)), f"{kind} {when}", **more)


def dose(when: str | Span, product: Product = "hydroxocobalamin", ug: int = 1000) -> TreatmentEvent:
    return entry("administration", when, product=product, dose_ug=ug, route="intramuscular")


def course(on: str, *events: str | TreatmentEvent, **about: Any) -> Schedule:
    """A day given alone is that of 1 mg hydroxocobalamin."""
    read = tuple(each if isinstance(each, TreatmentEvent) else dose(each) for each in events)
    return schedule(TreatmentRecord("p", read, **about), day(on))


def alternate(first: str, doses: int) -> list[str]:
    return [(day(first) + timedelta(days=2 * i)).isoformat() for i in range(doses)]


# --- loading ---------------------------------------------------------------------------------------------------------


def test_the_third_of_six_loading_doses() -> None:
    """Monday and Wednesday given: Friday, then never four in seven days; late on the eighth day after the last."""
    found = course("03-05", "03-02", "03-04")
    assert found.next == NextDose("loading dose 3 of 6", day("03-05"), day("03-06"), day("03-12"), None, False)
    assert (found.state, found.every, found.loading_gaps) == (State.LOADING, Every(2, "month"), (3, 2, 2))
    assert found.plan is REGIMENS["uk.hydroxocobalamin"]
    assert found.last is not None
    assert (found.last.title, found.last.when, found.last.marks) == ("loading 2 of 6", on_day(day("03-04")), ())


def test_loading_to_be_begun_again_starts_on_the_day_it_was_decided() -> None:
    found = course("03-21", "03-02", entry("decision", "03-20", decision="restart"))
    assert found.next == NextDose("loading dose 1 of 6", day("03-20"), day("03-20"), day("03-28"), None, False)
    assert found.loading_gaps == (2, 2, 3, 2, 2)


def test_loading_until_no_further_improvement_has_no_number_of_doses() -> None:
    """It is dated until improvement is asked about, three weeks after the first dose: that day is one of them."""
    found = course("03-03", "03-01", "03-02", neurological=True)
    assert found.next is not None
    assert (found.next.what, found.next.due) == ("loading dose 3", day("03-04"))
    assert found.loading_gaps == (2,) * 9  # 4 March to 22 March


def test_open_loading_nobody_asked_about_is_dated_from_the_next_dose() -> None:
    found = course("03-24", *alternate("03-01", 12), neurological=True)
    assert (found.state, found.loading_gaps) == (State.LOADING, (2,) * 10)


def test_a_loading_dose_after_a_gap_says_so() -> None:
    found = course("03-21", "03-02", "03-20")
    assert (found.state, found.entries[1].title, found.entries[1].marks) == (
        State.LOADING_BROKEN, "loading 2 of 6", (Reason.AFTER_GAP,),
    )  # fmt: skip


@pytest.mark.parametrize(("gap", "read"), [(14, Reason.BEYOND_LOWER_END), (15, Reason.TOO_EARLY)])
def test_weekly_loading_goes_on_beyond_its_lower_end_within_two_weeks(gap: int, read: Reason) -> None:
    """Four within a week, then weekly four times at least; 15 days later the course has ended, and no month has gone by."""
    days = [day("01-01") + timedelta(days=n) for n in (0, 2, 4, 6, 13, 20, 27, 34, 34 + gap)]
    found = course("03-01", *(dose(when.isoformat(), "cyanocobalamin") for when in days))
    assert (found.entries[-2].title, found.entries[-1].reason) == ("loading 8 of 8", read)


# --- maintenance -----------------------------------------------------------------------------------------------------


def test_a_maintenance_dose_in_its_dates() -> None:
    """Every 2-3 months: from 42 days on, due after 2 months, late two weeks after 3, lapsed after 6."""
    found = course("02-01", "01-10", established=True)
    assert found.next == NextDose("maintenance dose", day("02-21"), day("03-10"), day("04-24"), day("07-10"), False)
    (only,) = found.entries
    assert (only.reason, only.number, only.of) == (Reason.LOADING_NOT_RECORDED, 0, None)
    assert (found.state, found.every, found.loading_gaps) == (State.MAINTENANCE, Every(2, "month"), None)


def test_one_dose_and_the_next_as_far_as_maintenance_were_no_loading() -> None:
    """42 days apart, the least between maintenance doses; at 41 the first was one of loading."""
    doses = [
        [(one.reason, one.number, one.of) for one in course("04-02", "02-01", second).entries]
        for second in ("03-15", "03-14")
    ]
    assert doses[0] == [(Reason.LOADING_NOT_RECORDED, 0, None), (Reason.MAINTENANCE_DOSE, 0, None)]
    assert doses[1] == [(Reason.LOADING_DOSE, 1, 6), (Reason.LOADING_DOSE, 2, 6)]


@pytest.mark.parametrize("established", [True, False])
def test_of_a_dose_in_a_month_the_next_is_told_as_uncertain(established: bool) -> None:
    found = course("03-20", dose(month(3)), established=established)
    assert found.next is not None
    assert found.next.uncertain is True


def test_a_dose_too_early_says_by_how_much_and_moves_nothing() -> None:
    found = course("02-10", "01-10", "02-01", established=True)
    early = found.entries[1]
    assert (early.verdict, early.when, early.number, early.of) == ("too early", on_day(day("02-01")), 0, None)
    assert early.detail == "22 days after the dose before, at least 42 expected"
    assert found.next is not None
    assert found.next.due == day("03-10")


def test_a_maintenance_dose_after_loading_has_no_number() -> None:
    given = [*alternate("01-01", 6), "04-01"]
    assert [(each.number, each.of) for each in course("04-02", *given).entries[-2:]] == [(6, 6), (0, None)]


@pytest.mark.parametrize(
    ("second", "interval", "reason"),
    [
        ("02-09", Every(4, "week"), Reason.PLANNED_SHORTER),
        ("02-21", Every(4, "week"), Reason.MAINTENANCE_DOSE),  # 42 days: not sooner than usual
        ("02-21", None, Reason.MAINTENANCE_DOSE),
        ("07-10", None, Reason.MAINTENANCE_DOSE),  # the last day before it has lapsed
        ("07-11", None, Reason.FIRST_AFTER_LAPSE),
    ],
)
def test_why_a_maintenance_dose_counts(second: str, interval: Every | None, reason: Reason) -> None:
    decided = [entry("decision", "01-11", decision="interval", interval=interval)] if interval else []
    found = course("07-12", "01-10", *decided, second, established=True)
    assert found.entries[-1].reason == reason


def test_whether_a_course_has_lapsed_goes_by_the_plan_it_was_on() -> None:
    """Cyanocobalamin monthly lapses after two months, whatever is given then."""
    found = course("04-02", dose("01-01", "cyanocobalamin"), "04-01", established=True)
    assert found.entries[-1].reason == Reason.FIRST_AFTER_LAPSE


def test_the_first_of_the_doses_spaced_like_maintenance_keeps_its_marks_and_loses_its_number() -> None:
    """Loading that only a word ends is over with two gaps of 42 days (register M41), whichever plan counted the last dose."""
    stopped = entry("stop", "2026-01-10", reason="moved away")
    given = dose("2025-12-01", "cyanocobalamin"), dose("2025-12-03", "cyanocobalamin")
    found = course("06-01", *given, stopped, dose("01-20", "cyanocobalamin"), "03-10", neurological=True)
    spaced = found.doses[2]
    assert (spaced.verdict, spaced.reason) == ("maintenance", Reason.IMPROVEMENT_NOT_RECORDED)
    assert (spaced.marks, spaced.number, spaced.of) == ((Reason.AFTER_STOP,), 0, None)


def test_a_decision_on_the_day_of_a_loading_dose_comes_before_it() -> None:
    """So the two gaps that follow end the course (register M41); a decision a day later keeps it open."""
    states = []
    for decided in ("12-20", "12-21"):
        resumed = entry("decision", f"2025-{decided}", decision="resume")
        given = "2025-12-01", "2025-12-20", resumed, "02-01", "03-20"
        states.append(course("03-25", *given, neurological=True).state)
    assert states == [State.MAINTENANCE, State.LOADING_BROKEN]


def test_of_two_doses_of_one_month_none_is_too_early() -> None:
    """They can be of one day, and one dose written twice."""
    found = course("06-15", "2025-12-01", dose(month(3)), dose(month(3)), established=True)
    assert [one.verdict for one in found.entries] == ["maintenance"] * 3


def test_of_many_doses_of_unknown_days_the_latest_possible_day_is_covered() -> None:
    """Of more than six not every day is tried: a dose of some day of 2025 may have been the last."""
    months = [dose(month(n, 2024)) for n in (1, 3, 5, 7, 9, 11)]
    year = dose(Span(day("2025-01-01"), day("2025-12-31")))
    found = course("02-01", *months, year, "2025-04-10", established=True)
    assert found.next is not None
    assert (found.next.due, found.next.overdue) == (day("02-28"), day("04-14"))


def test_of_many_doses_that_end_on_one_day_the_one_that_began_last_is_the_last() -> None:
    months = [dose(month(n, 2024)) for n in (1, 3, 5, 7, 9, 11)]
    year, november = dose(Span(day("2025-01-01"), day("2025-11-30"))), dose(month(11, 2025))
    found = course("02-01", *months, year, november, established=True)
    (unsure,) = (remark.text for remark in found.remarks if remark.flag is Flag.DATE_UNCERTAIN)
    assert "2025-11-01 to 2025-11-30" in unsure


def test_both_dietary_causes_together_are_a_dietary_cause() -> None:
    plans = []
    for causes in ({"low_b12_diet"}, {"low_b12_diet", "undernutrition"}, {"low_b12_diet", "metformin"}):
        found = course("03-03", "03-02", causes=frozenset(causes))
        plans.append(found.plan and found.plan.id)
    assert plans == ["uk.hydroxocobalamin.dietary"] * 2 + ["uk.hydroxocobalamin"]


# --- stops, tablets, decisions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "ended"),
    [("patient died", "recorded as died"), ("moved away", "moved away, 2026-03-20"), ("vomiting", "")],
)
def test_who_has_gone_is_told_and_invited_to_nothing(reason: str, ended: str) -> None:
    found = course("09-01", "03-02", entry("stop", "03-20", reason=reason))
    assert (found.state, found.ended, found.next) == (State.STOPPED, ended, None)
    assert found.stopped is not None
    assert found.stopped.when == on_day(day("03-20"))


def test_who_is_recorded_as_dead_without_a_day_has_no_next_dose() -> None:
    found = course("03-05", "03-02", deceased=True)
    assert (found.state, found.ended, found.next) == (State.STOPPED, "recorded as died", None)


def test_who_takes_tablets_has_not_lapsed() -> None:
    found = course("2027-06-01", "01-10", entry("switch_to_oral", "03-20"), established=True)
    assert (found.state, found.tablets_since) == (State.MAINTENANCE, on_day(day("03-20")))


@pytest.mark.parametrize(("kind", "mark"), [("stop", Reason.AFTER_STOP), ("switch_to_oral", Reason.AFTER_TABLETS)])
def test_a_dose_within_the_month_of_a_stop_does_not_undo_it(kind: Kind, mark: Reason) -> None:
    """A stop is walked on the last day it can have been; a dose after that day does."""
    within = course("04-20", entry(kind, month(3)), "03-10", established=True)
    after = course("04-20", entry(kind, month(3)), "04-10", established=True)
    told = {one.event.kind: one.marks for one in within.entries}, {one.event.kind: one.marks for one in after.entries}
    assert [mark in marks["administration"] for marks in told] == [False, True]
    assert [found.tablets_since is not None for found in (within, after)] == [kind == "switch_to_oral", False]
    assert [Flag.STOP_UNCERTAIN in found.flags for found in (within, after)] == [kind == "stop", False]


def test_a_stop_that_may_lie_after_the_last_dose_is_asked_about() -> None:
    """The dose was given in March, the stop on the 15th: on the day that is shown it came before."""
    found = course("04-10", dose(month(3)), entry("stop", "03-15", reason="vomiting"), established=True)
    assert Flag.STOP_UNCERTAIN in found.flags
    assert (found.state, found.stopped) == (State.MAINTENANCE, None)


def test_of_the_days_a_dose_may_have_been_given_on_those_count_that_make_none_early() -> None:
    """On 12 or 13 April it was 42 days after the dose before and before the one after; on any other one of them was early."""
    found = course("08-02", "03-01", dose(month(4)), "05-25", "08-01", established=True)
    assert [one.verdict for one in found.entries] == ["maintenance"] * 4


def test_a_dose_of_one_of_two_days_is_of_that_which_makes_it_no_too_early_one() -> None:
    """On 11 April it was 41 days after the dose before, on 12 April 42."""
    found = course("04-20", "03-01", dose(Span(day("04-11"), day("04-12"))), established=True)
    assert [one.verdict for one in found.entries] == ["maintenance"] * 2


def test_what_one_entry_says_of_several_medicines_stands_in_one_order() -> None:
    said = [entry("administration", "03-01", product=name) for name in (None, "cyanide_kit", "folic_acid")]
    orders = [[one.event.product for one in course("04-20", *each).entries] for each in permutations(said)]
    assert orders == [[None, "cyanide_kit", "folic_acid"]] * 6


def test_of_days_that_raise_alike_the_latest_is_shown() -> None:
    """Until 14 June maintenance may have begun after a dose of 1 April and not be late; from the 15th it is late either way."""
    begun = dose(month(4)), entry("decision", month(4), decision="start_maintenance")
    states = [course(on, *begun, neurological=True).state for on in ("06-14", "06-15")]
    assert states == [State.MAINTENANCE, State.LOADING_BROKEN]


def test_of_a_course_that_is_stopped_no_day_is_late() -> None:
    """30 November is shown, a loading course that was broken; from 1 November on the doses would be spaced like maintenance."""
    found = course("06-15", dose(month(11, 2025)), "2025-12-14", "02-13", entry("stop", "02-28", reason="moved away"))
    assert (found.state, [one.verdict for one in found.doses]) == (State.STOPPED, ["loading"] * 3)


def test_what_has_no_day_stands_last() -> None:
    undated = replace(dose("01-01"), when=None, source="undated")
    found = course("04-20", undated, "03-01", established=True)
    assert [one.event.source for one in found.entries] == ["administration 03-01", "undated"]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        (["01-10", entry("decision", "01-20", decision="resume")], Reason.DECISION_NOT_APPLICABLE),
        (["01-10", entry("decision", "01-20", decision="reload")], Reason.DECISION_WITHOUT_REASON),
        (["01-10", entry("decision", "01-20", decision="reload", reason="relapse")], Reason.DECISION),
        (["01-10", entry("decision", "01-20", decision="interval")], Reason.DECISION_NOT_APPLICABLE),
    ],
)
def test_a_decision_that_changes_nothing_is_told_as_that(events: list[str | TreatmentEvent], reason: Reason) -> None:
    assert course("01-21", *events, established=True).entries[-1].reason == reason


def test_resuming_what_is_complete_dates_nothing_anew() -> None:
    given = alternate("01-01", 6)
    found = course("01-21", *given, entry("decision", "01-20", decision="resume"))
    assert found.entries[-1].reason == Reason.DECISION_NOT_APPLICABLE
    assert found.next == course("01-21", *given).next


# --- plans and limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "recorded", "plan", "presumed"),
    [
        (dose("01-10"), "", "uk.hydroxocobalamin", False),
        (dose("01-10"), "uk.hydroxocobalamin.dietary", "uk.hydroxocobalamin.dietary", False),
        (dose("01-10", "cyanocobalamin"), "", "us.cyanocobalamin.practice", False),
        (dose("01-10", "cyanocobalamin", 100), "", "us.cyanocobalamin.label", False),
        (dose("01-10", "methylcobalamin"), "", "uk.hydroxocobalamin", True),
        (dose("01-10", "methylcobalamin"), "us.cyanocobalamin.label", "us.cyanocobalamin.label", True),
        (dose("01-10", "methylcobalamin"), "oral.dietary", "uk.hydroxocobalamin", True),  # a plan without injections
    ],
)
def test_a_plan_that_is_not_of_the_product_is_said_to_be_presumed(
    given: TreatmentEvent, recorded: str, plan: str, presumed: bool
) -> None:
    assert plan_for(TreatmentRecord("p", (given,), plan=recorded), given, None) == (REGIMENS[plan], presumed)


def test_the_limits_of_intervals_that_no_plan_prints() -> None:
    """Three quarters, in whole days: of three weeks 15, of five days 3; of twice a year 126."""
    assert [early_limit(Every(3, "week"), PUBLISHED), not_before(Every(5, "day"), PUBLISHED)] == [15, 3]
    assert not_before(Every(6, "month"), PUBLISHED) == 126
    assert type(early_limit(Every(3, "week"), PUBLISHED)) is int


@pytest.mark.parametrize(
    ("plan", "phase", "window"),
    [
        ("uk.hydroxocobalamin", 0, ("03-03", "03-03", "03-04")),
        ("us.cyanocobalamin.label", 2, ("03-04", "03-05", "03-05")),
        ("us.cyanocobalamin.practice", 0, ("03-02", "03-03", "03-03")),
    ],
)
def test_the_days_a_loading_dose_may_move_between(plan: str, phase: int, window: tuple[str, str, str]) -> None:
    assert next_loading(REGIMENS[plan].loading[phase], [day("03-01")]) == Window(*map(day, window))


# --- doses of a month or a year --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "walks"), [([month(3)], 31), ([Span(day("01-01"), day("12-31"))], 64), ([month(n) for n in (1, 3)], 64),
                         ([month(n) for n in (1, 2, 3, 4, 5, 6)], 64), ([month(n) for n in (1, 2, 3, 4, 5, 6, 7)], 1)],
)  # fmt: skip
def test_how_many_of_the_possible_days_are_tried(spans: list[Span], walks: int) -> None:
    """Every day of one month, else the ends and days between; of more than six such doses none."""
    record = TreatmentRecord("p", tuple(map(dose, spans)))
    tried = list(on_possible_days(sort_entries(record, day("12-31"), PUBLISHED)))
    assert len(tried) == walks
    if walks > 1:
        days = [[one.day.first for one in each.doses] for each in tried]
        assert (days[0], days[-1]) == ([span.first for span in spans], [span.last for span in spans])


# --- response --------------------------------------------------------------------------------------------------------


def test_a_level_of_any_day_of_the_treatment_is_set_aside_and_no_other() -> None:
    days = ("02-28", "03-01", "03-20", "03-21")
    labs = tuple(LabResult("total_b12", on_day(day(when)), Fraction(900), when) for when in days)
    found = judge_response(TreatmentRecord("p", (), labs=labs), on_day(day("03-01")), day("03-20"))
    says = "a B12 level on treatment says nothing about response"
    assert found.set_aside == tuple(f"total b12 of 2026-{when}: {says}" for when in ("03-01", "03-20"))


def test_every_cause_that_can_be_dealt_with_may_end_treatment_and_one_more_may_not() -> None:
    better = entry("review", "03-20", outcome="resolved")
    record = TreatmentRecord("p", (dose("01-01"), better), causes=REVERSIBLE, cause_resolved=True)
    one_more = replace(record, causes=REVERSIBLE | {"gastric_bypass"})
    told = [judge_response(each, on_day(day("01-01")), day("04-01")).action for each in (record, one_more)]
    assert told == [Action.CONSIDER_STOPPING, Action.CONTINUE]


def test_of_whoever_says_no_route_the_response_is_that_to_injections() -> None:
    worse = TreatmentRecord("p", (dose("01-01"), entry("review", "03-20", outcome="new_or_worse")))
    assert judge_response(worse, on_day(day("01-01")), day("04-01")).action is Action.SHORTEN

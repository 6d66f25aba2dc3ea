"""Of whoever has injections on record the answer says where they stand, in the words of the recall list (registers R125, R126)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.course_words import course_lines
from cobalamin.assessment.report import markdown, text
from cobalamin.comparison.compare import compare
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.treatment import TreatmentEvent, on_day
from cobalamin.recall.record import record_of
from cobalamin.recall.worklist import recall_list
from cobalamin.records.case import case_from
from cobalamin.records.record import Case, Missing, Source, Statement
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator

ON = date(2026, 8, 20)
LOADING = ("2025-02-01", "2025-02-03", "2025-02-05", "2025-02-08", "2025-02-10", "2025-02-12")
INTO_MAINTENANCE = (*LOADING, "2025-05-12", "2025-08-12", "2025-11-12")


def case(
    *days: str, product: str = "hydroxocobalamin", assessed: tuple[str, ...] = tuple(ASSESSABLE), **facts: Any
) -> Case:
    dose = {"product": product, "dose": "1 mg", "route": "intramuscular"}
    return case_from({
        "cobalamin_case": 1, "patient": {"age": 62, "sex": "male"}, "assessed": list(assessed),
        "facts": {"pernicious_anaemia": True, **facts}, "treatment": [{**dose, "date": day} for day in days],
    })  # fmt: skip


def answer(*days: str, **more: Any) -> Assessment:
    return assess(case(*days, **more), on=ON)


def lines(found: Assessment) -> list[str]:
    """The section as it is printed, its lines put together again."""
    _, _, rest = text(found).partition("\nInjections on record\n")
    return rest.partition("\n\n")[0].replace("\n    ", " ").splitlines()


def test_a_late_dose_is_told_with_the_day_since_when_and_what_to_do() -> None:
    found = answer(*INTO_MAINTENANCE, "2026-03-10")
    assert found.headline.startswith(
        "B12 by injection is indicated and already on record: continue, the next dose now, overdue since 2026-06-24; "
        "indications met: malabsorption"
    )
    assert lines(found) == [
        "  - last dose 2026-03-10",
        "  - maintenance dose: due 2026-05-10, not before 2026-04-21, overdue since 2026-06-24",
        "  - next step: invite now for the maintenance dose; review symptoms",
        "  - no review in 12 months (last: none recorded)",
    ]
    assert "## Injections on record\n\n- last dose 2026-03-10" in markdown(found)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("2026-05-07", "the next dose now, due since 2026-07-07"),
        ("2026-05-06", "the next dose now, overdue since 2026-08-20"),
        ("2026-06-20", "the next dose now, due since 2026-08-20"),
        ("2026-06-21", "the next dose on 2026-08-21"),
    ],
)
def test_the_first_line_says_when_the_next_dose_is_due(last: str, told: str) -> None:
    """Due from two months on, overdue two weeks after three (M11)."""
    assert (
        f"already on record: continue, {told}; indications met: malabsorption"
        in answer(*INTO_MAINTENANCE, "2026-02-12", last).headline
    )


def test_an_urgency_is_not_read_as_that_of_a_dose_whose_day_is_to_come() -> None:
    """A well patient read "the next dose on 2026-08-21; urgency prompt (within days)"."""
    to_come = answer(*INTO_MAINTENANCE, "2026-02-12", "2026-06-21", b12_deficiency_diagnosed=True)
    assert to_come.urgency.at_least == "prompt"
    assert "; urgency of what is new or worse, not of that dose: at least prompt (within days)" in to_come.headline
    due = answer(*INTO_MAINTENANCE, "2026-02-12", "2026-06-20", b12_deficiency_diagnosed=True)
    assert "; urgency at least prompt (within days)" in due.headline


OF_NEW = "of what is new or worse, not of the next dose: "


def test_wherever_an_urgency_is_told_by_itself_it_is_said_of_what() -> None:
    """The first line said so; the sections below it, the page and a card's detail said "prompt" bare."""
    doses, known = (*INTO_MAINTENANCE, "2026-02-12"), {"b12_deficiency_diagnosed": True}
    to_come, due = (assess(case(*doses, last, assessed=(), **known), on=ON) for last in ("2026-06-21", "2026-06-20"))
    for said in (" ".join(text(to_come).split()), " ".join(markdown(to_come).split())):
        assert f"Urgency {OF_NEW}at least prompt (within days); possibly same day" in said
        assert f" urgency {OF_NEW}prompt (within days), provided that nothing turns up in:" in said
    bare = " ".join(text(due).split())
    assert " Urgency: at least prompt" in bare
    assert " urgency prompt (within days), provided" in bare


def test_a_comparison_for_whoever_is_up_to_date_begins_no_loading_and_presses_for_no_dose() -> None:
    known = {"b12_deficiency_diagnosed": True}
    to_come, due = (
        compare(case(*INTO_MAINTENANCE, "2026-02-12", last, **known), on=ON) for last in ("2026-06-21", "2026-06-20")
    )
    begins = "injections are on record: a loading course is not begun again without a recorded reason"
    assert due.caution == begins
    assert to_come.caution == f"{begins}; each urgency is that of what is new or worse, not of the next dose"
    assert not compare(case(**known), on=ON).caution


def test_a_loading_course_that_goes_on_has_its_next_dose() -> None:
    found = answer("2026-08-14", "2026-08-17", "2026-08-19")
    assert "already on record: continue, the next dose on 2026-08-21" in found.headline
    assert any("loading dose 4 of 6: due 2026-08-21" in line for line in lines(found))


def test_a_broken_loading_course_is_to_be_decided_and_no_dose_is_called_for() -> None:
    found = answer("2026-07-14", "2026-07-17", "2026-07-20")
    assert (
        "already on record: continue, but the record shows that loading was interrupted, so decide whether to resume or restart it"
        in (found.headline)
    )
    assert "  - next step: decide: resume or restart" in lines(found)


def test_one_dose_alone_may_be_the_latest_of_many_years() -> None:
    """A practice that changed its system has one; as the first of six the next would be due in two days."""
    found = answer("2026-06-10")
    assert "the next dose when it is due, or now if that day is past" in found.headline
    assert lines(found)[1:] == [
        "  - next step: first find out whether a loading course was given; if none was, decide: resume or restart",
        "  - a single dose is on record, 71 days ago: the first of a loading course, since interrupted, or a maintenance "
        "dose, overdue from 2026-09-24",
    ]
    assert found.course is not None
    assert (found.course.next, found.course.due) == ("", None)


@pytest.mark.parametrize(
    ("day", "late"),
    [("2026-05-06", True), ("2026-05-07", False), ("2025-09-20", True)],
    ids=["two weeks after three months", "a day before", "eleven months"],
)
def test_one_dose_alone_is_late_where_it_is_as_the_latest_of_many_years_too(day: str, late: bool) -> None:
    """Eleven months after the only dose of a record the first line said "when it is due, or now if that day is past"."""
    found = answer(day)
    assert ("the next dose now, overdue since" in found.headline) is late
    assert any(
        "first find out whether a loading course was given; if none was, decide" in line for line in lines(found)
    )
    assert found.course is not None
    assert (found.course.next == "maintenance dose") is late


@pytest.mark.parametrize("facts", [{"cobalamin_or_cobalt_allergy": True}, {"leber_optic_neuropathy": True}])
def test_one_late_dose_alone_calls_to_none_that_must_not_be_given(facts: dict[str, Any]) -> None:
    found = answer("2025-09-20", product="cyanocobalamin", **facts)
    allergic = "cobalamin_or_cobalt_allergy" in facts
    assert "the next dose now" not in found.headline
    assert ("the next dose, of another product, now, overdue since" in found.headline) is not allergic


def test_no_dose_is_called_for_where_it_must_not_be_given() -> None:
    found = answer(*INTO_MAINTENANCE, "2026-03-10", cobalamin_or_cobalt_allergy=True)
    assert found.route.outcome == "specialist"
    assert "the next dose" not in found.headline
    assert found.course is not None
    assert found.course.next == ""


def test_no_dose_of_the_same_product_is_called_for_beside_lebers_disease() -> None:
    doses = ("2026-03-05", "2026-04-05", "2026-05-05", "2026-06-05", "2026-07-01")
    found = answer(*doses, product="cyanocobalamin", leber_optic_neuropathy=True)
    assert (
        "already on record: continue, the next dose, of another product, now, overdue since 2026-08-15"
        in found.headline
    )
    assert translator("es").said(found.headline) is not None
    assert any("never cyanocobalamin" in line for line in lines(found))
    assert "of another product" not in answer(*doses, leber_optic_neuropathy=True).headline


def test_a_loading_dose_beyond_the_fewest_is_not_one_of_them() -> None:
    """Six daily doses and two weekly ones: the next was called "loading dose 9 of 8"."""
    daily = ("2026-07-30", "2026-07-31", "2026-08-01", "2026-08-02", "2026-08-03", "2026-08-04")
    found = answer(*daily, "2026-08-11", "2026-08-18", product="cyanocobalamin")
    assert found.course is not None
    assert (found.course.next, found.course.due) == ("loading dose 9", date(2026, 8, 25))
    assert answer(*daily, product="cyanocobalamin").course.next == "loading dose 7 of 8"


def test_no_dose_is_called_for_before_an_allergy_is_settled() -> None:
    doubted = Statement(
        "cobalamin_or_cobalt_allergy", True, Source("AllergyIntolerance/a"),
        problem=Missing("not confirmed", "not confirmed", Source("AllergyIntolerance/a")),
    )  # fmt: skip
    one = case(*INTO_MAINTENANCE, "2026-03-10")
    found = assess(replace(one, statements=(*one.statements, doubted)), on=ON)
    assert (
        "already on record: continue, but give no dose until a possible allergy is clarified; indications met: malabsorption"
        in found.headline
    )
    assert any(
        line.startswith(
            "  - next step: first clarify the recorded allergy, and give no dose until then; then invite for"
        )
        for line in lines(found)
    )


def test_who_went_over_to_tablets_is_called_to_no_dose() -> None:
    one = case(*INTO_MAINTENANCE, "2026-03-10")
    switch = TreatmentEvent("switch_to_oral", on_day(date(2026, 4, 2)), "the record")
    found = assess(replace(one, treatment=(*one.treatment, switch)), on=ON)
    assert "overdue" not in found.headline
    assert "  - on tablets since 2026-04-02" in lines(found)


@pytest.mark.parametrize(
    ("days", "early"),
    [
        (("2026-08-14", "2026-08-17", "2026-08-19"), {"reticulocytes", "blood_count", "first_review"}),
        (("2026-06-08", "2026-06-10", "2026-06-12", "2026-06-15", "2026-06-17", "2026-06-19"), {"first_review"}),
        (("2026-05-20", "2026-05-22", "2026-05-25", "2026-05-27", "2026-05-29", "2026-06-01"), {"first_review"}),
        (("2026-05-19", "2026-05-22", "2026-05-25", "2026-05-27", "2026-05-29", "2026-06-01"), set()),
        ((*INTO_MAINTENANCE, "2026-03-10"), set()),
        (("2026-03-10",), {"reticulocytes", "blood_count", "first_review"}),
    ],
    ids=["loading", "after loading", "three months", "a day more", "a year", "one dose alone"],
)
def test_what_belongs_to_the_first_months_is_told_in_the_first_months(days: tuple[str, ...], early: set[str]) -> None:
    """Somebody injected for a year was to have reticulocytes on day 5 to 10."""
    told = {each.id for each in answer(*days).follow_up}
    assert told & {"reticulocytes", "blood_count", "first_review"} == early
    assert {"later_review", "every_review", "no_serum_b12"} <= told


def stopped(reason: str, *days: str, **facts: Any) -> Assessment:
    """With an order that was stopped after the last dose."""
    one = case(*days, **facts)
    stop = TreatmentEvent("stop", on_day(date(2026, 4, 2)), "MedicationRequest/m", reason=reason)
    return assess(replace(one, treatment=(*one.treatment, stop)), on=ON)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"pernicious_anaemia": False, "total_gastrectomy": True},
            "Earlier injections were stopped although their cause is irreversible, {how}: a B12 level is no reason to stop",
        ),
        (
            {"total_b12": "96 ng/L"},
            "B12 by injection is indicated (earlier injections were stopped), {how}; indications met: malabsorption",
        ),
        ({"pernicious_anaemia": False}, "injections were given and stopped"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("reason", "how"),
    [
        ("B12 level normal", "so offer injections again and record the answer"),
        ("anaphylaxis", "but give no dose until a possible allergy is clarified"),
    ],
)
def test_injections_that_were_stopped_are_not_said_to_go_on(
    facts: dict[str, Any], words: str, reason: str, how: str
) -> None:
    """Five months after they were stopped for anaphylaxis the first line said that they go on, "or now if that day is past"."""
    found = stopped(reason, *INTO_MAINTENANCE, "2026-03-10", **facts)
    assert words.format(how=how) in found.headline
    assert "continue" not in found.headline
    assert translator("es").said(found.headline) is not None


@pytest.mark.parametrize("days", [(*INTO_MAINTENANCE, "2026-03-10"), LOADING], ids=["this year", "long ago"])
def test_after_a_reaction_every_part_of_the_answer_waits(days: tuple[str, ...]) -> None:
    """The plan began with doses dated from today, and the block said not to stop."""
    found = stopped("allergic reaction", *days, total_b12="96 ng/L")
    assert found.plan is not None
    assert "a possible allergy" in found.headline
    assert translator("es").said(found.headline) is not None
    assert found.plan.note.startswith(
        "B12 injections were stopped because of a reaction: give no dose until it is clear whether it was"
    )
    assert translator("es").said(found.plan.note) is not None
    told = " ".join(rule.action for rule in found.safety)
    assert "Do not stop the injections" not in told
    assert "never stop" not in text(found)
    (asked,) = [each.sentence for each in found.missing if each.why == "not confirmed"]
    assert asked == (
        "allergy to cobalamin or cobalt: injections were stopped because of a reaction, recorded for 2026-04-02: ask "
        "whether it was one"
    )
    assert translator("es").said(asked) is not None


def test_an_allergy_that_is_settled_settles_the_reaction() -> None:
    for settled in (True, False):
        found = stopped("rash", *INTO_MAINTENANCE, cobalamin_or_cobalt_allergy=settled)
        assert [each for each in found.missing if each.why == "not confirmed"] == []
    assert "so offer injections again" in found.headline


def test_injections_that_lapsed_are_told_beside_a_beginning() -> None:
    """After a year they no longer count as current, and still somebody was injected."""
    found = answer(*LOADING, "2025-05-12")
    assert found.plan is not None
    assert found.plan.doses
    assert any("one dose restarts maintenance unless re-loading is recorded" in line for line in lines(found))


def test_where_no_dose_is_on_record_nothing_is_said() -> None:
    found = assess(case(), on=ON)
    assert found.course is None
    assert b'"course"' not in found.json()
    assert "Injections on record" not in text(found)


@pytest.mark.parametrize(
    "doses",
    [
        (*INTO_MAINTENANCE, "2026-03-10"), (*INTO_MAINTENANCE, "2026-02-12", "2026-05-07"), (*INTO_MAINTENANCE, "2026-06-21"),
        ("2026-07-14", "2026-07-17", "2026-07-20"), ("2026-08-14", "2026-08-17", "2026-08-19"), ("2026-03-10",), LOADING,
    ],
)  # fmt: skip
def test_in_spanish_nothing_of_it_stays_english(doses: tuple[str, ...]) -> None:
    found, words = answer(*doses), translator("es")
    assert found.course is not None
    told = (found.headline, *course_lines(found.course, ON))
    assert [line for line in told if words.said(line) is None] == []


days = st.lists(st.integers(0, 700), min_size=2, max_size=12, unique=True)


@given(days, st.sampled_from(["hydroxocobalamin", "cyanocobalamin"]))
def test_the_answer_says_what_the_recall_list_says(ago: list[int], product: str) -> None:
    one = case(*(str(ON - timedelta(days=each)) for each in sorted(ago, reverse=True)), product=product)
    found = assess(one, on=ON)
    (course,) = recall_list([record_of(one, facts_on(one, ON))], ON).schedules
    assert found.course is not None
    assert course.last is not None
    assert (found.course.last, found.course.state) == (course.last.when, course.state)
    if len(course.doses) > 1 and course.next is not None:
        coming = course.next
        assert (found.course.earliest, found.course.due, found.course.overdue) == (
            coming.earliest,
            coming.due,
            coming.overdue,
        )
        late = f"overdue since {coming.overdue}"
        assert (late in text(found).replace("\n    ", " ")) is (coming.overdue <= ON)

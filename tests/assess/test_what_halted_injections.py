"""Whoever reads the first line alone learns what kept a dose from being given, and why; no line calls to a dose beside it."""

from __future__ import annotations

import json

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.report import markdown, text
from cobalamin.assessment.route_words import REVIEW, caution_in
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator
from halted import DOSES, GAIT, ON, PERNICIOUS, Json, allergy, bundle, given, order, refused, withheld


def answer(*record: Json) -> Assessment:
    found = assess(read_bundle(bundle(*record)), on=ON)
    assert translator("es").said(found.headline) not in (None, found.headline), found.headline
    return found


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ([refused()], "the dose of 2026-10-01 was not given, with the reason 'patient refused'"),
        ([refused("")], "the dose of 2026-10-01 was not given, without a reason"),
        ([refused("she said no; 'not today' (again)")], "was not given, with the reason \"she said no; 'not today' (again)\""),
        ([refused(day="2026-09-01"), refused(), refused("")],
         "3 doses were not given (between 2026-09-01 and 2026-10-01), with the reasons 'patient refused' (2), 1 without one"),
        ([withheld()], "a supply was not dispensed, as of 2026-10-01, with the reason 'out of stock'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ill", [[PERNICIOUS], []], ids=["indicated", "not settled"])
def test_of_whoever_has_no_dose_the_line_says_in_every_form_what_was_not_given(
    ill: list[Json], record: list[Json], told: str
) -> None:
    """It said only that injections are indicated, while the list said to ask first."""
    found = answer(*ill, *record)
    assert f"{told}: ask why before another" in found.headline
    for lines in (text(found, width=1000), markdown(found).removeprefix("# ")):
        assert lines.splitlines()[0] == found.headline
    assert json.loads(found.json())["headline"] == found.headline


def test_where_a_dose_and_a_supply_were_not_given_both_are_told() -> None:
    line = answer(PERNICIOUS, refused(), withheld()).headline
    assert "'patient refused': ask why before another; a supply was not dispensed" in line


@pytest.mark.parametrize("record", [[order()], [order(), given("2026-09-20")], [given("2026-09-20")], DOSES])
@pytest.mark.parametrize("event", [refused(), withheld()])
def test_nobody_is_called_to_a_dose_by_an_order_or_one_dose_alone(record: list[Json], event: Json) -> None:
    """By an order without a dose, and after one dose, the line said "the next dose when it is due, or now if that day is past"."""
    line = answer(PERNICIOUS, *record, event).headline
    assert "already on record: continue, but " in line
    assert "so ask why before the next dose; indications met: malabsorption" in line
    assert "when it is due" not in line
    assert not any(word in line for word in ("now", " on 2027"))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            order("on-hold", "awaiting blood", "2026-08-01"),
            "an order for injections is on hold: ask why, and until when",
        ),
        (refused(), "the dose of 2026-10-01 was not given, with the reason 'patient refused': ask why before another"),
    ],
)
def test_injections_that_go_on_meanwhile_are_not_said_to_without_it(event: Json, told: str) -> None:
    """Where the route is not settled, or no day stood in the line, nothing was said of either."""
    assert f"continue the injections on record meanwhile; {told}; urgency" in answer(*DOSES, event).headline


def test_one_that_is_given_since_is_told_no_more() -> None:
    assert "not given" not in answer(PERNICIOUS, *DOSES, refused(day="2026-06-20")).headline


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("patient choice", "stopped: patient choice"),
        ("", "stopped without a recorded reason"),
        ("level normal", "stopped because of a B12 level: a level on treatment is no reason to stop"),
    ],
)
def test_whoever_is_to_begin_and_was_stopped_before_is_not_read_as_new(reason: str, told: str) -> None:
    """No dose was on record, and the line said only that injections are indicated."""
    line = answer(PERNICIOUS, order("stopped", reason)).headline
    assert (
        f"; a stop of the injections is recorded, on some day from 2026-08-20 to 2026-11-01; {told}; indications met: malabsorption"
        in line
    )
    assert "a stop of the injections" in answer(order("stopped", reason)).headline, (
        "also where the route is not settled"
    )


def test_a_stop_that_a_later_dose_undid_is_not_told_of_injections_long_ago() -> None:
    old = [given(day) for day in ("2024-01-01", "2024-03-01")]
    before = order("stopped", "patient choice", "2023-01-01")
    line = answer(PERNICIOUS, *old, {**before, "meta": {"lastUpdated": "2023-02-01T10:00:00Z"}}).headline
    assert "the last on 2024-03-01; indications met: malabsorption" in line
    later = {**order("stopped", "patient choice", "2024-04-01"), "meta": {"lastUpdated": "2024-05-01T10:00:00Z"}}
    line = answer(PERNICIOUS, *old, later).headline
    assert (
        "the last on 2024-03-01; a stop of the injections is recorded, on some day from 2024-04-01 to 2024-05-01; stopped"
        in line
    )


@pytest.mark.parametrize("record", [[], DOSES])
def test_beside_a_recorded_allergy_no_line_says_that_injections_go_on(record: list[Json]) -> None:
    """Where the route was not settled it said that they go on meanwhile."""
    line = answer(*record, allergy("confirmed")).headline
    assert "an allergy to cobalamin or cobalt is recorded, so give no dose until a specialist decides" in line
    assert "continue" not in line


def test_an_urgent_injection_waits_for_a_possible_allergy() -> None:
    """The line of an unsettled route said that do not delay an urgent injection for any of the results."""
    urgent = "do not delay an urgent injection for any of the results"
    assert urgent in answer(GAIT).headline
    assert f"{urgent}; first clarify a possible allergy" in answer(GAIT, allergy("unconfirmed")).headline
    assert urgent not in answer(GAIT, allergy("confirmed")).headline


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (order("on-hold", "awaiting"), "An order for injections is on hold: give no dose until someone has asked why, and "
              "until when."),
        (refused(), "The planned dose was not given: give no dose until someone has asked why."),
        (withheld(), "The planned dose was not given: give no dose until someone has asked why."),
    ],
)  # fmt: skip
def test_where_something_is_asked_before_the_first_dose_no_day_is_set(event: Json, told: str) -> None:
    """It dated a loading course from today beside a sentence that says: no dose before that."""
    found = answer(PERNICIOUS, event)
    plan = found.plan
    assert plan is not None
    assert (plan.waits, plan.doses, plan.maintenance) == (True, (), None)
    assert [check for check in found.follow_up if check.first is not None] == []
    assert plan.note.startswith(
        f"{told} No dates are set until then: all of them are counted from the first dose. After loading: "
    )
    assert translator("es").said(plan.note) not in (None, plan.note)


def test_what_keeps_somebody_from_stopping_is_not_lost_behind_what_is_told() -> None:
    """Beside another guideline's answer the caution stands alone, and was compared as a whole."""
    assert caution_in(f"{REVIEW}; the dose of 2026-10-01 was not given, without a reason: ask why before another")
    assert not caution_in("B12 by injection is indicated; the dose of 2026-10-01 was not given, without a reason")

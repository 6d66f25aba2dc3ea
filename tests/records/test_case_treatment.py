"""A case file says what was not given, stopped or on hold, and the same as a health record that says it (register R140)."""

from __future__ import annotations

from typing import Any

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.recall.record import record_of
from cobalamin.recall.worklist import Row, recall_list
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import read_form
from halted import DAYS, ON, PERNICIOUS, bundle, given, order, refused, withheld

Json = dict[str, Any]
HYDROXO = {"product": "hydroxocobalamin", "route": "intramuscular"}
MANY = [*DAYS, "2026-09-20"]


def case(*treatment: Json) -> Case:
    """The same person as the bundle's: pernicious anaemia, and injections up to a day."""
    return case_from({
        "cobalamin_case": 1, "patient": {"birth_date": "1950-01-01", "sex": "female"},
        "facts": {"pernicious_anaemia": {"present": True, "date": "2026-08-01"}}, "treatment": [*treatment],
    })  # fmt: skip


def doses(days: list[str]) -> list[Json]:
    return [{**HYDROXO, "dose": "1 mg", "date": day} for day in days]


def not_given(day: str | None, reason: str, event: str = "not_given") -> Json:
    return {**HYDROXO, "event": event, "reason": reason, **({"date": day} if day else {})}


def row_of(one: Case) -> Row | None:
    record = record_of(one, facts_on(one, ON))
    return next(iter(recall_list([record], ON).rows), None)


def undated(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if key != "effectiveDateTime"}


@pytest.mark.parametrize("days", [[], MANY[:1], DAYS, MANY], ids=["none", "one", "late", "in time"])
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (refused(), not_given("2026-10-01", "patient refused")),
        (refused("rash"), not_given("2026-10-01", "rash")),
        (refused(""), not_given("2026-10-01", "")),
        (refused(day="2026-06-20"), not_given("2026-06-20", "patient refused")),
        (undated(refused()), not_given(None, "patient refused")),
        (withheld(), not_given("2026-10-01", "out of stock", "not_supplied")),
        (order("stopped", "patient choice"), {**not_given("2026-08-20", "patient choice", "stop"), "until": "9999-12-31"}),
        (order("stopped", "anaphylaxis"), {**not_given("2026-08-20", "anaphylaxis", "stop"), "until": "9999-12-31"}),
    ],
)  # fmt: skip
def test_it_is_read_as_that_of_a_health_record(days: list[str], sent: Json, said: Json) -> None:
    from_record, from_file = read_bundle(bundle(PERNICIOUS, *map(given, days), sent)), case(*doses(days), said)
    one, other = (assess(each, on=ON) for each in (from_record, from_file))
    assert one.headline == other.headline
    assert [each.truth for each in one.safety] == [each.truth for each in other.safety]
    there, here = map(row_of, (from_record, from_file))
    assert (there and (there.group, there.next_step, there.due)) == (here and (here.group, here.next_step, here.due))


def test_a_hold_in_a_case_file_is_asked_about() -> None:
    one = case(*doses(list(DAYS)), not_given("2026-08-01", "awaiting blood", "hold"))
    assert "but an order for them is on hold, so ask why, and until when" in assess(one, on=ON).headline
    found = row_of(one)
    assert found is not None
    assert found.next_step.startswith("first ask why injections are on hold, and until when")


def test_a_dose_that_was_not_given_is_no_word_that_injections_are_given() -> None:
    """Nor are tablets, or folic acid, that were refused."""
    refusals = [
        {**HYDROXO, "event": "not_given"},
        {"product": "folic_acid", "event": "not_given"},
        {"product": "cyanocobalamin", "route": "oral", "event": "not_given"},
    ]
    known = facts_on(case(*refusals), ON).known
    assert not known.keys() & {"b12_injections", "oral_b12", "folic_acid_without_b12"}
    assert facts_on(case(*refusals[1:]), ON).halted.not_given == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"reason": "asleep"}, "$.treatment[0].reason: does not fit a dose that was given; if it was not"),
        ({"until": "2026-09-01"}, "$.treatment[0].until: does not fit a dose that was given"),
        ({"event": "stop", "until": "2026-09-01"}, "$.treatment[0].until: the last possible day is given without the first"),
        ({"event": "stop", "date": "2026-09-02", "until": "2026-09-01"}, "$.treatment[0].until: 2026-09-01 is before 2026-09-02"),
        ({"event": "refused"}, "$.treatment[0].event: 'refused' does not fit; expected given, not_given, "),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_what_to_write(row: Json, told: str) -> None:
    with pytest.raises(RecordError) as refusal:
        case({**HYDROXO, **row})
    assert str(refusal.value).startswith(told)


# --- on the workbench -----------------------------------------------------------------------------------------------


def on_the_page(one: Case) -> Case:
    """The record dropped on the workbench, and read again from the form that it fills."""
    read, _, faults = read_form(filled(one, ON, (), "record.json"), str(ON))
    assert not faults
    return read


@pytest.mark.parametrize("days", [[], DAYS, MANY], ids=["none", "late", "in time"])
@pytest.mark.parametrize(
    "sent",
    [
        [refused()], [refused("rash")], [undated(refused())], [withheld()], [refused(), refused(day="2026-09-25")],
        [order("stopped", "patient choice")], [order("stopped", "anaphylaxis")], [order("stopped", "level normal")],
        [order("on-hold", "awaiting blood")],
    ],
)  # fmt: skip
def test_a_record_that_is_dropped_on_the_page_is_answered_as_the_file(days: list[str], sent: list[Json]) -> None:
    """The page kept the doses alone: somebody who refused, was stopped or is on hold was called to the next one."""
    one = read_bundle(bundle(PERNICIOUS, *map(given, days), *sent))
    assert assess(on_the_page(one), on=ON).headline == assess(one, on=ON).headline

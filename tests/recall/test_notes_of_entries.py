"""Notes in a table with a row an entry: why injections were stopped, what may bleed, and what stands beside the last dose."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import Row, recall_list

ON = date(2026, 11, 30)
GIVEN = "A,2026-{},given,hydroxocobalamin 1 mg injection,{}"


def row(*lines: str, column: str = "note") -> Row:
    found = read_events_csv("\n".join((f"patient,date,event,product,{column}", *lines)).encode())
    (only,) = recall_list(found.records, ON).rows
    return only


@pytest.mark.parametrize("column", ["note", "Comments", "Bemerkung"])
def test_the_reason_of_a_stop_may_stand_in_its_note(column: str) -> None:
    """It read as without a recorded reason, and a level was not told from none."""
    told = row(GIVEN.format("01-05", ""), "A,2026-07-01,stop,,B12 level 900 so stopped", column=column)
    assert told.why[0].startswith("stopped 2026-07-01 because of a B12 level")
    told = row(GIVEN.format("01-05", ""), "A,2026-07-01,stop,,feels well", column=column)
    assert told.why[0].startswith("stopped 2026-07-01, recorded as 'feels well'")


def test_another_column_that_is_not_read_gives_no_reason() -> None:
    told = row(GIVEN.format("01-05", ""), "A,2026-07-01,stop,,J. Miles", column="nurse")
    assert told.why[0].startswith("stopped 2026-07-01 without a recorded reason")


def test_a_hold_with_a_reason_that_ends_injections_in_its_note_is_a_stop() -> None:
    lines = ("patient,date,event,product,note", GIVEN.format("01-05", ""), "A,2026-07-01,on hold,,B12 level normal now")
    (only,) = recall_list(read_events_csv("\n".join(lines).encode()).records, ON).rows
    assert only.why[0].startswith("stopped 2026-07-01 because of a B12 level")


FIRST = "first read the note in the list; then "


def test_an_anticoagulant_in_any_note_is_looked_at_before_the_next_dose() -> None:
    for text in ("on warfarin", "INR 2.4", "apixaban started", "Marcumar", "LHON carrier", "Leber's optic neuropathy"):
        assert row(GIVEN.format("04-05", text), GIVEN.format("10-05", "")).next_step.startswith(FIRST)
    assert not row(GIVEN.format("10-05", "not on warfarin")).next_step.startswith(FIRST)


@pytest.mark.parametrize(
    "text",
    [
        "feet numb again", "needle phobia", "prefers tablets", "would like to try oral", "ve borroso desde ayer",
        "Verwirrt seit gestern", "Harnverhalt", "troubles de la marche",
    ],
)  # fmt: skip
def test_a_sign_or_a_wish_counts_beside_the_last_dose_alone(text: str) -> None:
    assert row(GIVEN.format("04-05", ""), GIVEN.format("10-05", text)).next_step.startswith(FIRST)
    assert not row(GIVEN.format("04-05", text), GIVEN.format("10-05", "")).next_step.startswith(FIRST)


@pytest.mark.parametrize(
    "text",
    ["now has it at the hospital day unit", "se la ponen en el hospital", "bekommt B12 jetzt im Krankenhaus"],
)
def test_doses_that_somebody_else_gives_now_are_asked_about(text: str) -> None:
    """Of whoever "now has it at the hospital" the list said: invite."""
    assert row(GIVEN.format("10-05", text)).next_step.startswith("first read the note in the list; ")


def test_whoever_has_it_at_home_by_a_spanish_note_is_asked() -> None:
    assert row(GIVEN.format("10-05", "se la pone ella misma")).next_step.startswith(
        "first ask when the patient last injected"
    )


@pytest.mark.parametrize(
    "text", ["given in L deltoid", "no numbness", "batch 123", "no needle phobia", "next in 12 weeks"]
)
def test_what_a_nurse_writes_beside_each_dose_is_no_reason_to_look(text: str) -> None:
    assert not row(GIVEN.format("10-05", text)).next_step.startswith(FIRST)


def test_palliative_care_is_read_beside_the_last_dose_before_anybody_is_called() -> None:
    """Earlier notes are over; an irradiation that was palliative says nothing (register R170)."""
    doses = (
        "A,2026-06-01,given,hydroxocobalamin 1 mg injection,{}",
        "A,2026-08-20,given,hydroxocobalamin 1 mg injection,{}",
    )
    for beside, is_told in ((("", "on palliative care register"), True), (("", "had palliative radiotherapy"), False)):
        found = read_events_csv(
            "\n".join(
                ("patient,date,event,product,note", *(d.format(n) for d, n in zip(doses, beside, strict=True)))
            ).encode()
        )
        (only,) = recall_list(found.records, ON).rows
        assert only.next_step.startswith("first read the note in the list; ") is is_told
        told = [str(each) for each in found.problems]
        assert any("may tell of palliative care: look before the next dose" in each for each in told) is is_told

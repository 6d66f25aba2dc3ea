"""What leaves the recall: text, CSV, JSON, FHIR, calendar, clinic weeks, and the command around them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from recall_timelines import timelines

from cobalamin.commands.lists import recall
from cobalamin.commands.recall_list import make_list
from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.knowledge.treatment import TreatmentEvent, TreatmentRecord, on_day
from cobalamin.plots.clinic import page_of, plot_spec, write_plot
from cobalamin.recall.forecast import forecast
from cobalamin.recall.schedule import schedule
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.source import ReadAs
from cobalamin.recall.worklist import Format, RecallList, recall_list
from cobalamin.recall.written.calendars import Visits, calendar_of, calendar_of_all
from cobalamin.recall.written.clinic import Week, weeks_of, weeks_text
from cobalamin.recall.written.formats import FORMATS, days_of, rendered
from cobalamin.recall.written.listing import WIDTH, text_of
from cobalamin.recall.written.table import COLUMNS, csv_of
from cobalamin.recall.written.tasks import task_of
from cobalamin.records.errors import RecordError
from cobalamin.records.spreadsheet import guarded

DAY = date(2026, 3, 2)
LOADING_SET = (0, 2, 4, 7, 9, 11)
NASTY = (
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "＝1+1",
    "a;=1+1",
    "x\t@y",
    "007",
    "1E5",
    "3-4",
)


def given_on(*days: date, patient: str = "1", name: str = "", **about: object) -> TreatmentRecord:
    events = tuple(
        TreatmentEvent("administration", on_day(day), f"line {i}", "hydroxocobalamin", 1000, "intramuscular")
        for i, day in enumerate(days, 2)
    )
    return TreatmentRecord(patient, events, name=name, **about)  # type: ignore[arg-type]


def loaded(first: date, **about: object) -> TreatmentRecord:
    return given_on(*(first + timedelta(days=n) for n in LOADING_SET), **about)  # type: ignore[arg-type]


@cache
def everybody() -> RecallList:
    return recall_list([line.record() for line in timelines()], date(2026, 6, 1))


# --- Text -----------------------------------------------------------------------------------------


def test_the_text_list_fits_a_hundred_columns_or_the_terminals_and_says_who_has_not_signed_it() -> None:
    problems = [Problem(3, "x" * 150, refused=True), Problem(4, "the dose", refused=False)]
    text = text_of(everybody(), problems)
    assert max(map(len, text.splitlines())) <= WIDTH
    narrow = text_of(everybody(), problems, 80)
    assert max(map(len, narrow.splitlines())) <= 80
    assert re.sub(r"\s|-", "", narrow) == re.sub(r"\s|-", "", text)
    assert "not signed off by a clinician" in text
    assert "ROWS NOT USED (1)" in text
    assert "CELLS NOT USED (the rest of the row was) (1)" in text


def test_what_is_wrong_with_many_cells_is_said_once_with_its_lines() -> None:
    """Two thousand lines on millilitres stood before and behind the one cause that nobody could read."""
    dose = [Problem(line, "the dose '1 ml'", refused=False) for line in range(2, 22)]
    text = text_of(everybody(), [*dose[:9], Problem(11, "the cause 'x'", refused=False), *dose[9:]])
    first = ", ".join(f"line {line}" for line in range(2, 10))
    assert f"  {first} and 12 more: the dose '1 ml'\n  line 11: the cause 'x'" in text
    assert "CELLS NOT USED (the rest of the row was) (21)" in text


def test_never_stop_stands_on_every_row_of_an_irreversible_cause() -> None:
    listed = everybody()
    text = text_of(listed)
    assert text.count("NEVER STOP:") == sum(row.never_stop for row in listed.rows) > 5


def test_a_name_cannot_move_the_cursor_of_the_terminal() -> None:
    record = loaded(date(2026, 1, 5), name="Eve\x1b[2J\r\n\u202eevil")
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", text_of(recall_list([record], DAY)))


def test_the_list_says_how_many_there_are_of_each_group() -> None:
    listed = everybody()
    for group, number in listed.counts.items():
        assert f"{number:>5}  {group}" in text_of(listed)
        assert number == sum(group in row.groups for row in listed.rows)


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_is_run_or_changed_by_a_spreadsheet(text: str) -> None:
    record = loaded(date(2026, 1, 5), patient=text, name=text)
    (row,) = csv.DictReader(io.StringIO(csv_of(recall_list([record], DAY))))
    for cell in (row["patient"], row["name"]):
        assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)
        assert not re.search(r"[;,\t]\s*[=+\-@]", cell)
        assert not re.fullmatch(r"0\d+|\d+E\d+|\d+-\d+", cell)


@given(st.text(max_size=20))
def test_every_guarded_text_is_one_line_and_begins_harmlessly(text: str) -> None:
    cell = guarded(text)
    assert not re.match(r"[=+\-@\t\r|%]", cell)
    assert not re.search(r"[\r\n\0]", cell)
    assert not re.search(r"[;,\t]\s*[=+\-@]", cell)


def test_the_csv_opens_as_a_table_with_bare_dates_and_guarded_identifiers() -> None:
    record = loaded(date(2026, 1, 5), patient="00123", name="Zoë")
    raw = rendered(
        "csv", recall_list([record], DAY), [Problem(9, "no patient", refused=True), Problem(8, "x", refused=False)]
    )
    assert raw.startswith(b"\xef\xbb\xbf")
    row, refused = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert tuple(row) == COLUMNS
    assert (row["patient"], row["name"], row["last dose"], row["due"]) == ("'00123", "Zoë", "2026-01-16", "2026-03-16")
    assert row["notice"] == SHORT_NOTICE
    assert (refused["group"], refused["why"]) == ("row not used", "line 9: no patient")


def test_an_identifier_comes_back_as_it_was_from_our_own_csv() -> None:
    found = read_events_csv(f"patient,date,event\n{guarded('00123')},2026-01-05,review".encode())
    assert found.records[0].patient == "00123"


# --- JSON and FHIR --------------------------------------------------------------------------------


def test_the_json_holds_every_entry_with_class_and_reason() -> None:
    listed = everybody()
    document = json.loads(rendered("json", listed, [Problem(9, "no patient", refused=True)]))
    assert document["notice"] == SHORT_NOTICE
    assert document["rows_not_used"] == [{"where": "line 9", "why": "no patient"}]
    assert len(document["rows"]) == len(listed.rows)
    for found, row in zip(document["rows"], listed.rows, strict=True):
        assert [e["source"] for e in found["entries"]] == [e.event.source for e in row.schedule.entries]
        assert found["due"] == (row.due.isoformat() if row.due else None)


def test_there_is_one_proposed_task_a_row_and_all_its_codes_are_fhirs() -> None:
    listed = everybody()
    bundle = json.loads(rendered("fhir", listed))
    assert (bundle["resourceType"], bundle["type"], len(bundle["entry"])) == ("Bundle", "collection", len(listed.rows))
    assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(listed.rows)
    for entry in bundle["entry"]:
        task = entry["resource"]
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry["fullUrl"])
        assert (task["resourceType"], task["status"], task["intent"]) == ("Task", "requested", "proposal")
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", task["id"])
        assert task["priority"] in ("routine", "urgent")
        assert task["note"][0]["text"] == SHORT_NOTICE
        assert all(value not in (None, "", [], {}) for value in task.values())
        if period := task.get("restriction", {}).get("period"):
            assert task["authoredOn"] <= period["start"] <= period["end"]


def test_a_task_refers_to_a_patient_resource_only_where_patients_are_fhirs() -> None:
    (row,) = recall_list([loaded(date(2026, 1, 5), patient="p-1")], DAY).rows
    assert task_of(row, DAY)["for"] == {"type": "Patient", "identifier": {"value": "p-1"}}
    assert task_of(row, DAY, patients_are_fhir=True)["for"] == {"reference": "Patient/p-1"}


def test_an_empty_list_is_still_a_valid_bundle() -> None:
    assert json.loads(rendered("fhir", recall_list([], DAY))).get("entry") is None


def test_the_same_patients_in_another_order_give_the_same_bytes() -> None:
    turned = recall_list([line.record() for line in reversed(timelines())], everybody().on)
    for form in FORMATS:
        assert rendered(form, turned) == rendered(form, everybody())


# --- Calendar -------------------------------------------------------------------------------------


LONDON = Visits(zone="Europe/London")


def test_a_visit_is_at_nine_wherever_the_calendar_is_opened() -> None:
    """No zone was asked for, and London's was written: a clinic in Madrid had its visits at ten, one in Auckland at night."""
    raw = calendar_of(schedule(loaded(date(2026, 1, 5)), DAY)).decode()
    starts, ends = (set(re.findall(rf"{name}([^\r]*?)\d{{8}}(T\d+Z?)\r", raw)) for name in ("DTSTART", "DTEND"))
    assert (starts, ends) == ({(":", "T090000")}, {(":", "T091500")})
    assert "VTIMEZONE" not in raw


def test_visits_keep_clinic_time_across_both_changes_of_the_clocks() -> None:
    course = schedule(loaded(date(2026, 1, 5)), DAY)
    events = list(Calendar.from_ical(calendar_of(course, LONDON)).walk("VEVENT"))
    starts = [event.decoded("dtstart") for event in events]
    assert all(start.timetz().replace(tzinfo=None) == time(9) for start in starts)
    offsets = {start.date(): start.utcoffset() for start in starts}
    assert offsets[date(2026, 3, 16)] == timedelta(0)
    assert offsets[date(2026, 5, 16)] == timedelta(hours=1)
    assert offsets[date(2026, 11, 16)] == timedelta(0)


def test_an_alarm_sounds_at_clinic_time_on_the_days_before_even_over_a_change_of_the_clocks() -> None:
    # Due on Monday 30 March 2026; the clocks change on Sunday 29 March.
    course = schedule(given_on(date(2026, 1, 30), started=on_day(date(2020, 1, 1))), DAY)
    events = Calendar.from_ical(calendar_of(course, LONDON)).walk("VEVENT")
    event = next(event for event in events if "injection" in event["summary"])
    assert event.decoded("dtstart").date() == date(2026, 3, 30)
    triggers = [alarm.to_ical() for alarm in event.walk("VALARM")]
    assert [re.search(rb"TRIGGER:(\S+)", text).group(1) for text in triggers] == [b"-P7D", b"-P1D"]  # type: ignore[union-attr]
    # RFC 5545: a duration in days is nominal, so -P1D is 09:00 of the day before on the clinic's clock.
    before = datetime.combine(date(2026, 3, 29), time(9), event.decoded("dtstart").tzinfo)
    assert event.decoded("dtstart") - timedelta(days=1) == before


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/London", {"20260329T010000", "20261025T020000", "20270328T010000", "20271031T020000"}),
        ("America/New_York", {"20260308T020000", "20261101T020000", "20270314T020000", "20271107T020000"}),
    ],
)
def test_a_change_of_the_clocks_is_told_in_the_time_before_it(zone: str, changes: set[str]) -> None:
    raw = calendar_of(schedule(loaded(date(2026, 1, 5)), DAY), Visits(zone=zone)).decode()
    told = raw.partition("BEGIN:VTIMEZONE")[2].partition("END:VTIMEZONE")[0]
    found = {day for line in re.findall(r"(?:DTSTART|RDATE):(\S+)", told) for day in line.split(",")}
    assert {day for day in found if "20260102" < day < "2028"} == changes


def test_the_calendar_carries_its_own_time_zone_and_imports_whole() -> None:
    listed = everybody()
    raw = calendar_of_all((row.schedule for row in listed.rows), Visits(zone="America/New_York", months=6))
    calendar = Calendar.from_ical(raw)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    events = calendar.walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) > 100
    assert all(event.walk("VALARM") for event in events)


def test_a_calendar_without_a_visit_says_who_has_not_signed_it_too() -> None:
    assert "not signed off" in calendar_of_all(()).decode().replace("\r\n ", "")


def test_a_uid_says_nothing_about_the_patient_and_does_not_change() -> None:
    course = schedule(loaded(date(2026, 1, 5), patient="9434765919", name="Ann"), DAY)
    uids = [str(event["uid"]) for event in Calendar.from_ical(calendar_of(course)).walk("VEVENT")]
    assert not any("9434765919" in uid or "Ann" in uid for uid in uids)
    again = [str(event["uid"]) for event in Calendar.from_ical(calendar_of(course)).walk("VEVENT")]
    assert uids == again


def test_a_visit_that_is_planned_anew_takes_the_place_of_the_one_before() -> None:
    """Imported each Monday, a dose that was late stood in the calendar once for every Monday."""
    record = loaded(date(2026, 1, 5), patient="9434765919", name="Ann")
    late = date(2026, 7, 6)
    plans = [Calendar.from_ical(calendar_of(schedule(record, day))) for day in (late, late + timedelta(days=7))]
    first, then = ({str(event["uid"]): event for event in plan.walk("VEVENT")} for plan in plans)
    assert first.keys() == then.keys()
    assert all(then[uid]["dtstart"].dt >= first[uid]["dtstart"].dt for uid in first)
    assert all(then[uid]["sequence"] > first[uid]["sequence"] for uid in first)


def test_an_unknown_time_zone_is_refused_in_a_sentence() -> None:
    with pytest.raises(RecordError, match="Europe/Lundun"):
        calendar_of(schedule(loaded(date(2026, 1, 5)), DAY), Visits(zone="Europe/Lundun"))


# --- Clinic weeks ---------------------------------------------------------------------------------


def test_weeks_begin_on_monday_and_hold_every_planned_injection_of_the_quarter() -> None:
    listed = everybody()
    weeks = weeks_of(listed.schedules, listed.on)
    assert len(weeks) == 13
    assert all(week.monday.weekday() == 0 for week in weeks)
    assert weeks[0].monday <= listed.on < weeks[1].monday
    end = weeks[-1].monday + timedelta(days=6)
    planned = [visit for course in listed.schedules for visit in forecast(course, end)]
    assert sum(week.injections for week in weeks) == sum(visit.need != "review" for visit in planned)
    assert sum(week.reviews for week in weeks) == sum(visit.need == "review" for visit in planned)
    assert sum(week.overdue for week in weeks[1:]) == 0


def test_a_weekend_plans_for_the_week_to_come() -> None:
    sunday = date(2026, 3, 1)
    courses = recall_list([loaded(date(2025, 9, 1))], sunday).schedules
    weeks = weeks_of(courses, sunday)
    assert (weeks[0].monday, weeks[0].overdue) == (date(2026, 3, 2), 1)


def test_a_loading_course_takes_its_remaining_slots_and_then_maintenance() -> None:
    course = schedule(given_on(date(2026, 3, 2)), DAY)
    visits = forecast(course, date(2026, 6, 30))
    doses = [(visit.need, visit.day.isoformat()) for visit in visits if visit.need != "review"]
    assert doses == [
        ("loading", "2026-03-04"), ("loading", "2026-03-06"), ("loading", "2026-03-09"), ("loading", "2026-03-11"),
        ("loading", "2026-03-13"), ("maintenance", "2026-05-13"),
    ]  # fmt: skip


def test_nothing_is_planned_for_who_is_on_tablets_or_stopped() -> None:
    for line in timelines("stops"):
        course = schedule(line.record(), line.on)
        if course.tablets_since is not None or course.stopped is not None or course.ended:
            assert not [visit for visit in forecast(course, date(2027, 1, 1)) if visit.need != "review"], line.id


def test_the_plot_is_drawn_as_svg_png_and_a_page_that_needs_no_network(tmp_path: Path) -> None:
    listed = everybody()
    weeks = weeks_of(listed.schedules, listed.on)
    for ending in ("svg", "png", "html"):
        write_plot(weeks, tmp_path / f"plot.{ending}")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    svg, page = (tmp_path / "plot.svg").read_text(), (tmp_path / "plot.html").read_text()
    assert "nurse slots" in svg
    assert "<svg" in page
    assert page.count("<tr>") == 1 + len(weeks)
    assert not re.search(r"(src|href)\s*=\s*[\"']?https?:|@import|url\(http|<script", page)
    assert "not signed off by a clinician" in page


@pytest.mark.parametrize("most", [0, 1, 2, 3, 12, 300])
def test_no_half_injection_stands_on_the_scale(tmp_path: Path, most: int) -> None:
    weeks = [Week(date(2026, 3, 2), most, 0, 0, 0), Week(date(2026, 3, 9), 0, 0, 0, 0)]
    write_plot(weeks, tmp_path / "slots.svg")
    assert not re.search(r">[0-9]+\.[0-9]+<", (tmp_path / "slots.svg").read_text())


def test_the_table_says_of_one_dose_alone_why_its_slots_are_asked_about() -> None:
    """Four slots of somebody with one dose on record were "of patients on hold, stopped, who refused, or may be allergic"."""
    record = replace(loaded(date(2025, 9, 1)), events=loaded(date(2025, 12, 20)).events[:1], established=False)
    weeks = weeks_of([schedule(record, date(2026, 2, 2))], date(2026, 2, 2))
    assert sum(week.asked_first for week in weeks) > 0
    assert "one dose alone" in weeks_text(weeks).splitlines()[-2]


@pytest.mark.parametrize("kind", ["hold", "not_given"])
def test_a_slot_of_somebody_who_is_asked_first_is_counted_as_one(kind: Literal["hold", "not_given"]) -> None:
    """The load of the quarter promised the slots of who is on hold, or refused, like any other (registers R133, R136)."""
    free = loaded(date(2025, 9, 1))
    halted = TreatmentEvent(kind, on_day(date(2026, 1, 20)), "held", "hydroxocobalamin", route="intramuscular")
    on = date(2026, 2, 2)
    weeks = weeks_of([schedule(free, on), schedule(replace(free, events=(*free.events, halted)), on)], on)
    assert sum(week.asked_first for week in weeks) * 2 == sum(week.injections for week in weeks) > 0
    head, total = (weeks_text(weeks).splitlines()[line] for line in (1, -3))
    assert max(map(len, weeks_text(weeks).splitlines())) <= 100
    assert head.split()[-3:] == ["asked", "first", "reviews"]
    assert int(total.split()[-2]) == sum(week.asked_first for week in weeks)
    page = page_of(weeks, "")
    assert "<th scope=col>asked first</th><th scope=col>reviews</th>" in page


def test_a_plot_in_an_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"\.gif"):
        write_plot(weeks_of((), DAY), tmp_path / "plot.gif")


def test_the_plot_carries_its_own_values_and_the_table_the_same() -> None:
    weeks = weeks_of(everybody().schedules, date(2026, 6, 1))
    spec = msgspec.json.decode(msgspec.json.encode(plot_spec(weeks)))
    assert sum(value["slots"] for value in spec["data"]["values"]) == sum(week.injections for week in weeks)
    assert weeks_text(weeks).splitlines()[-3].split()[-3] == str(sum(week.injections for week in weeks))
    assert "url" not in spec["data"]
    assert f"<p>{html.escape(SHORT_NOTICE)}</p>" in page_of((), "")


# --- The command ----------------------------------------------------------------------------------


GOOD = "patient,date,event,product\n1,2026-01-05,given,hydroxocobalamin im\n1,03/02/2026,given,hydroxocobalamin im\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_and_what_was_left_out_is_said(
    source: Path, form: Format, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    recall(source, on=f"{DAY}", format=form)
    out, err = capsysbinary.readouterr()
    assert out
    assert b"2 rows read, 1 not used, of 1 patient" in err


def test_a_date_format_settles_an_ambiguous_date(source: Path) -> None:
    made = make_list(source, DAY, form="json", how=ReadAs(date_format="DD/MM/YYYY"))
    assert "0 not used" in made.notes[0]
    assert b"2026-02-03" in made.body


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"within": "soon"}, "14d or 2w"),
        ({"date_format": "YY"}, "DD/MM/YYYY"),
        ({"plot": Path("x.gif")}, ".svg, .png or .html"),
    ],
)
def test_an_option_that_cannot_be_understood_is_refused_in_a_sentence(
    source: Path, options: dict[str, Any], said: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with pytest.raises(RecordError, match=re.escape(said)):
        recall(source, on=f"{DAY}", **options)
    assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize(("name", "said"), [("none.csv", "is not there"), ("", r"holds no \.json and no \.ndjson")])
def test_a_source_that_is_not_there_or_holds_nothing_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        make_list(tmp_path / name, DAY)


def test_weeks_and_calendars_stand_beside_the_list(
    source: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    recall(source, on=f"{DAY}", format="csv", weeks=True, plot=tmp_path / "p.svg", calendars=tmp_path / "ics")
    out, err = capsysbinary.readouterr()
    assert b"Nurse slots" in err
    assert b"Nurse slots" not in out
    assert [path.name for path in (tmp_path / "ics").iterdir()] == ["patient-00001.ics"]
    assert (tmp_path / "p.svg").exists()


@pytest.mark.parametrize(("text", "expected"), [("14d", 14), ("14", 14), ("2w", 14), (" 3W ", 21)])
def test_a_window_is_read(text: str, expected: int) -> None:
    assert days_of(text) == expected


def test_no_module_of_the_recall_reads_a_clock() -> None:
    folder = Path(__file__).parents[2] / "src" / "cobalamin" / "recall"
    for path in folder.glob("*.py"):
        assert not re.search(r"\.today\(|\.now\(|time\.time|perf_counter", path.read_text(encoding="utf-8")), path.name


def test_a_visit_on_a_weekend_says_that_monday_will_do():
    # A Thursday: a dose two days later falls on a Saturday.
    course = schedule(given_on(date(2026, 11, 26)), date(2026, 11, 26))
    calendar = Calendar.from_ical(calendar_of(course))
    weekend = {event.start.date(): "next working day" in event["description"] for event in calendar.walk("VEVENT")}
    assert weekend[date(2026, 11, 28)]
    assert {day.weekday() >= 5 for day in weekend} == {True, False}
    assert all(said == (day.weekday() >= 5) for day, said in weekend.items())


def test_what_presses_stands_before_what_is_missing_in_the_record():
    (row,) = recall_list([given_on(date(2026, 1, 5), date(2026, 3, 5))], date(2026, 9, 1)).rows
    assert row.why[0].startswith("maintenance dose overdue")
    assert any(why.startswith("no loading course in the record") for why in row.why)

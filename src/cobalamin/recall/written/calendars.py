"""Planned visits as iCalendar, in clinic time: a change of the clocks moves nothing, nor does a machine elsewhere."""

from __future__ import annotations

import hashlib
from calendar import SATURDAY
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.knowledge.treatment import months_after
from cobalamin.recall.asked import asked_first
from cobalamin.recall.forecast import Planned, forecast
from cobalamin.recall.schedule import Schedule
from cobalamin.recall.written.listing import clean
from cobalamin.records.errors import RecordError


@dataclass(frozen=True, slots=True)
class Visits:
    """How visits are written: where, when, how long, how long before the alarm sounds, and how many months ahead."""

    zone: str = ""
    """Without one the hour is that of the clock where the calendar is opened (RFC 5545, "floating"): the clinic's."""
    at: time = time(9, 0)
    minutes: int = 15
    alarms: tuple[timedelta, ...] = (timedelta(days=7), timedelta(days=1))
    months: int = 12


def calendar_of(course: Schedule, visits: Visits = Visits()) -> bytes:
    """The calendar of one patient."""
    return calendar_of_all((course,), visits)


def calendar_of_all(courses: Iterable[Schedule], visits: Visits = Visits()) -> bytes:
    """One calendar with the visits of several patients; the same schedules always give the same bytes."""
    zone = _zone(visits.zone) if visits.zone else None
    calendar = Calendar()
    calendar.add("prodid", "-//Cobalamin//recall//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "B12 injections")
    calendar.add("x-wr-caldesc", SHORT_NOTICE)
    days: list[date] = []
    for course in courses:
        so_far = Counter[str]()
        for planned in forecast(course, months_after(course.on, visits.months)):
            so_far[planned.need] += 1
            event = _event(course, planned, visits, zone)
            event.add("uid", _uid(course.record.patient, planned.need, so_far[planned.need]))
            calendar.add_component(event)
            days.append(planned.day)
    if days and zone is not None:
        # The rules of the years concerned, not every change of the clocks since 1970.
        calendar.add_missing_timezones(date(min(days).year, 1, 1), date(max(days).year + 1, 12, 31))
        _in_the_time_before(calendar)
    return bytes(calendar.to_ical())


def _in_the_time_before(calendar: Calendar) -> None:
    """RFC 5545 tells a change of the clocks in the time before it; the library tells a skipped hour in the time after."""
    parts: Iterable[Any] = (part for zone in calendar.walk("VTIMEZONE") for part in zone.subcomponents)
    for part in parts:
        skipped = part["TZOFFSETTO"].td - part["TZOFFSETFROM"].td
        if skipped > timedelta(0):
            part["DTSTART"].dt -= skipped
            for each in part["RDATE"].dts if "RDATE" in part else ():
                each.dt -= skipped


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise RecordError(f"the time zone {name!r} is not known: write a name such as Europe/London") from None


def _event(course: Schedule, planned: Planned, visits: Visits, zone: ZoneInfo | None) -> Event:
    event = Event()
    start = datetime.combine(planned.day, visits.at, zone)
    what = "B12 symptom review" if planned.need == "review" else f"B12 injection ({planned.what}{_ask(course)})"
    event.add("dtstamp", datetime.combine(course.on, time(0), UTC))
    event.add("sequence", course.on.toordinal())  # of two plans the later counts
    event.add("dtstart", start)
    # Wall-clock arithmetic: the visit ends fifteen minutes later on the clinic's clock.
    event.add("dtend", start + timedelta(minutes=visits.minutes))
    event.add("summary", clean(f"{what}: {course.record.name or course.record.patient}"))
    read_on = f"planned from the record as of {course.on.isoformat()}"
    first = asked_first(course) if planned.need != "review" else ""
    note = f"First {first}. " if first else ""
    event.add("description", f"{planned.what}; {read_on}. {note}{_on_a_weekend(planned.day)}{SHORT_NOTICE}")
    for before in visits.alarms:
        event.add_component(_alarm(what, before))
    return event


def _ask(course: Schedule) -> str:
    """A visit that is made only when something was asked says so where a calendar shows it (registers R98, R133)."""
    return "; ask first, see the note" if asked_first(course) else ""


def _on_a_weekend(day: date) -> str:
    """Doses are counted in days, clinics open in weeks; the rule for the gap leaves room for a Monday (register M7)."""
    if day.weekday() < SATURDAY:
        return ""
    return f"This is a {day:%A}: where the clinic is closed, the next working day will do. "


def _alarm(what: str, before: timedelta) -> Alarm:
    """Days before, not hours: a trigger of one day is the same clock time on the day before, whatever the clocks do."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", -before)
    return alarm


def _uid(patient: str, need: str, number: int) -> str:
    """Stable for a patient, a need and the how-manyth visit it is, and says nothing about the patient.

    By its day a visit that is late, and so is planned for today, would stand in the calendar anew each Monday.
    """
    digest = hashlib.sha256(f"{patient}|{need}|{number}".encode()).hexdigest()[:32]
    return f"{digest}@cobalamin"

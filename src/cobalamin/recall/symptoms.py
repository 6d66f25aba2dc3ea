"""What the reports of symptoms say of a treatment (specification §6, register M25)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from cobalamin.knowledge.treatment import TreatmentEvent, months_after
from cobalamin.recall.cautions import WORSE, dealt_with
from cobalamin.recall.followup import first_review_months
from cobalamin.recall.signs import Response, Said, Sign, Treated, last_of, on_each, worst
from cobalamin.records.known import window_start


def symptoms(treated: Treated) -> Sign | None:
    """The latest report of treatment; of two of one day, or whose order a month leaves open, the worse counts."""
    told = [e for e in treated.record.events if e.outcome and e.when and treated.is_of_treatment(e.when)]
    return worst(_sign(report, treated) for report in last_of(told))


def getting_worse(treated: Treated) -> Sign | None:
    """Neurological signs recorded as getting worse now, by whoever looked: no report of a day, and none has to be waited for."""
    if WORSE not in treated.record.cautions:
        return None
    return Sign("nerves", Response.NEW_OR_WORSE, "neurological signs are getting worse")


def new_nerves(treated: Treated) -> Sign | None:
    """A sign of the nerves first recorded when those there before should have improved, and nothing told or decided since."""
    since = [day for day in treated.record.nerves if window_start(treated.on) <= day <= treated.on]
    day = max(since, default=treated.start.last)
    after = (day - treated.start.first).days
    if (day - treated.start.last).days < treated.rules.kinetics_nerves_to:
        return None
    if dealt_with(treated.record.events, day, treated.on):
        return None
    return Sign("nerves", Response.NEW_OR_WORSE, f"a neurological sign first recorded on day {after}")


def _sign(report: TreatmentEvent, treated: Treated) -> Sign:
    assert report.when is not None
    days = treated.days(report.when)
    return Sign("symptoms", *_said(report, days, treated), (report.source,))


def _said(report: TreatmentEvent, days: range, treated: Treated) -> Said:
    match report.outcome:
        case "resolved" | "improved":
            return Response.RESPONDING, f"symptoms {report.outcome} on day {days[0]}"
        case "new_or_worse":
            return Response.NEW_OR_WORSE, f"new or worse symptoms on day {days[0]}"
        case _:
            return on_each(days, partial(_not_enough, treated))


def _not_enough(treated: Treated, day: int) -> Said:
    """Not improved enough counts from the time improvement was due: 12 weeks for nerves, else the first review."""
    return _nerves(treated, day) if treated.record.neurological else _first_review(treated, day)


def _nerves(treated: Treated, day: int) -> Said:
    rules = treated.rules
    if day < rules.kinetics_nerves_to:
        weeks = f"{rules.kinetics_nerves_from // 7} to {rules.kinetics_nerves_to // 7} weeks"
        return Response.TOO_EARLY, f"day {day}: nerves improve over {weeks}"
    longest = f"; nerves may go on improving for up to {rules.kinetics_nerves_longest} months"
    tail = longest if _day(treated, day) < months_after(treated.start.last, rules.kinetics_nerves_longest) else ""
    return Response.INSUFFICIENT, f"not improved enough on day {day}{tail}"


def _first_review(treated: Treated, day: int) -> Said:
    months = first_review_months(treated.record, treated.rules)
    if _day(treated, day) < months_after(treated.start.last, months):
        some = f"{months} month{'s' if months > 1 else ''}"
        return Response.TOO_EARLY, f"day {day}: symptoms are first judged {some} after the first dose"
    return Response.INSUFFICIENT, f"not improved enough on day {day}"


def _day(treated: Treated, day: int) -> date:
    """The day of the calendar, by the latest first dose there may have been."""
    return treated.start.last + timedelta(days=day)

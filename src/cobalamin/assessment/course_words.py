"""Where injections on record stand, in words: the day of the next dose for the line of the answer, and lines of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.treatment import Course
from cobalamin.recall.reasons import State

COURSE = "Injections on record"
"""What stands over the lines."""
NEXT_DOSE = "the next dose when it is due, or now if that day is past"
"""What is told where the record does not tell the day."""
NO_DOSE_YET = "and no dose is given before a possible allergy is settled"
OFFER_AGAIN = "so offer injections again and record the answer"
ON_HOLD = "but an order of them is on hold, so ask why, and until when, before the next dose"
"""In the place of the day: nobody is called to a dose whose order is on hold (register R133)."""
NOT_GIVEN = "but the last that was to be given was not, so ask why before the next dose"
"""The same of whose last dose was not given (register R136)."""
BROKEN_OFF = "but by the record loading was broken off, so decide whether it is resumed or begun again"


def with_next_dose(
    statement: str, course: Course | None, on: date, *, allergy_in_doubt: bool, on_hold: bool = False
) -> str:
    """A route's statement with the day of the next dose, where the record tells it (register R125).

    Of who has injections every statement says it where none may be given before an allergy is settled (register R117); the day
    is not told of an order on hold.
    """
    if allergy_in_doubt:
        words = statement.replace(NEXT_DOSE, NO_DOSE_YET).replace(OFFER_AGAIN, NO_DOSE_YET)
        return words if NO_DOSE_YET in words else f"{words}, {NO_DOSE_YET}"
    return statement.replace(NEXT_DOSE, ON_HOLD if on_hold else _next_dose(course, on))


def with_the_inr(statement: str, *, above: bool) -> str:
    """No line calls to a dose into the muscle where another forbids it (specification 7)."""
    return f"{statement}, {NOT_INTO_THE_MUSCLE}" if above and " now" in statement else statement


def _next_dose(course: Course | None, on: date) -> str:
    if course is not None and course.refused:
        return NOT_GIVEN
    if course is None or course.due is None or course.overdue is None:
        return NEXT_DOSE
    if course.state == State.LOADING_BROKEN:
        return BROKEN_OFF
    dose = "the next dose, of another product," if course.other_product else "the next dose"
    if on >= course.due:
        late = f"overdue since {course.overdue}" if on >= course.overdue else f"due since {course.due}"
        return f"{dose} now, {late}"
    return f"{dose} on {course.due}"


def urgency_beside(statement: str, urgency: str, course: Course | None, on: date) -> str:
    """An urgency beside a route's statement: where that tells a dose whose day is to come, nobody gives it "within days"."""
    return f"of what is new or worse, not of that dose: {urgency}" if is_to_come(statement, course, on) else urgency


def is_to_come(statement: str, course: Course | None, on: date) -> bool:
    """Whether a route's statement tells a dose whose day is to come."""
    return course is not None and course.due is not None and on < course.due and f" on {course.due}" in statement


def urgency_of(answer: Assessment) -> str:
    """Of what an urgency is that is told by itself, behind its name: of whoever is up to date not of the next dose (R125)."""
    to_come = is_to_come(answer.route.statement, answer.course, answer.on)
    return " of what is new or worse, not of the next dose" if to_come else ""


def with_the_hold(statement: str, *, on_hold: bool) -> str:
    """Of injections that are ordered, on hold, and not on record as given (register R133)."""
    return f"{statement}; an order of injections is on hold: ask why, and until when" if on_hold else statement


def with_those_before(statement: str, course: Course | None) -> str:
    """Of whoever had injections too long ago to count, when: else nobody knows it from the line, and loads again (M12)."""
    return statement if course is None else f"{statement}; injections were given before, the last on {course.last}"


NOT_INTO_THE_MUSCLE = "not into the muscle while the INR is above its range"


def is_stopped(course: Course | None) -> bool:
    """Whether what was injected was stopped for certain, and nothing after it."""
    return course is not None and course.state == State.STOPPED


def is_overdue(course: Course | None, on: date) -> bool:
    """Whether the next dose is late for certain, a loading dose too."""
    return course is not None and course.overdue is not None and on >= course.overdue


def course_lines(course: Course, on: date) -> Iterator[str]:
    """The last dose, the next, what to do and why, as the recall list says it."""
    yield f"last dose {course.last}" + ("" if course.source.startswith("$.") else f" ({course.source})")
    if course.next:
        late = "overdue since" if is_overdue(course, on) else "overdue from"
        yield f"{course.next}: due {course.due}, not before {course.earliest}, {late} {course.overdue}"
    if course.step:
        yield f"next step: {course.step}"
    yield from course.why

"""Where injections on record stand, in words: the day of the next dose for the line of the answer, and lines of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.treatment import Course
from cobalamin.recall.reasons import State
from cobalamin.records.known import Facts
from cobalamin.records.record import is_typed

COURSE = "Injections on record"
"""What stands over the lines."""
NEXT_DOSE = "the next dose when it is due, or now if that day is past"
"""What is told where the record does not tell the day."""
NO_DOSE_YET = "but give no dose until a possible allergy is clarified"
OFFER_AGAIN = "so offer injections again and record the answer"
NO_DELAY = "do not delay an urgent injection for any of the results"
ON_HOLD = "but an order for them is on hold, so ask why, and until when, before the next dose"
"""In the place of the day: nobody is called to a dose whose order is on hold (register R133)."""
HELD = "an order for injections is on hold: ask why, and until when"
"""The same where no day is told (register R133)."""
ITS_DAY = "record its date"
"""Of what was not given on a day that nobody told: until then it is said, and stands in nobody's way (register R139)."""
WHETHER_IT_HOLDS = "ask whether it still applies, and give no dose until then"
BY_THE_DOSES = "by the doses on record: "
NOT_BEFORE = "the next dose after that has been asked"
"""In the place of the day of whoever may have had the injections stopped."""
BROKEN_OFF = "but the record shows that loading was interrupted, so decide whether to resume or restart it"


def halted_by_a_reaction(*, held_back: bool, withheld: bool) -> str:
    """What a reaction led to, as plan and cards begin with it: a hold, a dose not given, else a stop (register R117)."""
    if held_back:
        return "B12 injections are on hold because of a reaction"
    return (
        "A B12 injection was not given because of a reaction"
        if withheld
        else "B12 injections were stopped because of a reaction"
    )


def with_next_dose(statement: str, facts: Facts) -> str:
    """The statement for whoever has injections, with the day of the next dose, where the record tells it (register R125).

    Every one says it where none may be given before an allergy is settled (register R117); the day is told neither of an order on
    hold (R133), nor where the last that was to be given was not (R136).
    """
    if facts.may_be_allergic:
        words = statement.replace(NEXT_DOSE, NO_DOSE_YET).replace(OFFER_AGAIN, NO_DOSE_YET)
        return words if NO_DOSE_YET in words else f"{words}, {NO_DOSE_YET}"
    return statement.replace(NEXT_DOSE, _held_back(facts) or _next_dose(facts.course, facts.on))


def _held_back(facts: Facts) -> str:
    """What stands in the place of the day; "" where nothing does."""
    if facts.on_hold:
        return ON_HOLD
    if stop_in_doubt(facts) and not facts.halted.not_given:
        return NOT_BEFORE
    return f"but {facts.halted.not_given[0]}, so ask why before the next dose" if facts.halted.not_given else ""


def with_the_muscle(statement: str, *, inr_above: bool, bleeds: bool, inr_unread: bool, begins: bool) -> str:
    """The statement; the clause that calls to a dose (with `begins` the first) says why none may go into the muscle (spec. 7)."""
    first = NOT_BEFORE_BLEEDING if bleeds else NOT_BEFORE_THE_INR if inr_unread else ""
    why = NOT_INTO_THE_MUSCLE if inr_above else first
    clauses = statement.split("; ")
    calls = 0 if begins else next((i for i, clause in enumerate(clauses) if _calls_to_a_dose(clause)), None)
    if why and calls is not None:
        clauses[calls] += f", {why}"
    return "; ".join(clauses)


def _calls_to_a_dose(clause: str) -> bool:
    return clause == NO_DELAY or ("the next dose" in clause and " now, " in clause)


def _next_dose(course: Course | None, on: date) -> str:
    if course is None or course.due is None or course.overdue is None:
        return NEXT_DOSE
    if course.state == State.LOADING_BROKEN:
        return BROKEN_OFF
    if on >= course.due:
        late = f"overdue since {course.overdue}" if on >= course.overdue else f"due since {course.due}"
        return f"{_which(course)} now, {late}"
    return _coming(course)


def _coming(course: Course) -> str:
    return f"{_which(course)} on {course.due}"


def _which(course: Course) -> str:
    return "the next dose, of another product," if course.other_product else "the next dose"


def urgency_beside(statement: str, urgency: str, course: Course | None, on: date) -> str:
    """An urgency beside a route's statement: where that tells a dose whose day is to come, nobody gives it "within days"."""
    return f"of what is new or worse, not of that dose: {urgency}" if is_to_come(statement, course, on) else urgency


def is_to_come(statement: str, course: Course | None, on: date) -> bool:
    """Whether a route's statement tells a dose whose day is to come."""
    return course is not None and course.due is not None and on < course.due and _coming(course) in statement


def urgency_of(answer: Assessment) -> str:
    """What an urgency told by itself is of, behind its name: of whoever is up to date it is not the next dose's (R125)."""
    to_come = is_to_come(answer.route.statement, answer.course, answer.on)
    return " of what is new or worse, not of the next dose" if to_come else ""


def with_what_halted(statement: str, facts: Facts) -> str:
    """What kept a dose from being given, as far as the statement does not say it: whoever reads one line gives it by that line."""
    clauses = [HELD] if facts.on_hold and ON_HOLD not in statement and not is_stopped(facts.course) else []
    refused = (f"{told}: ask why before another" for told in facts.halted.not_given if told not in statement)
    undated = (f"{told}: {ITS_DAY}" for told in facts.halted.undated)
    return "; ".join((statement, *clauses, *refused, *undated))


def stop_in_doubt(facts: Facts) -> bool:
    """Whether injections are on record, and a stop that may hold: on no day that is told, or perhaps before the last dose."""
    return facts.holds("b12_injections") and bool(facts.halted.stopped) and not is_stopped(facts.course)


def with_the_stop_first(statement: str, facts: Facts) -> str:
    """Whoever has injections, and may have none any more, is not read as one in whom they go on (register R143)."""
    if not stop_in_doubt(facts):
        return statement
    return f"{facts.halted.stopped}; {WHETHER_IT_HOLDS}; {BY_THE_DOSES}{statement}"


def with_those_before(statement: str, facts: Facts, *, indicated: bool) -> str:
    """Of whoever has none now, that they were stopped, and why; else, and of whoever is to begin, when the last was given.

    Nobody knows it from the line otherwise, and loads again, or takes them for somebody never treated (register M12, R161).
    """
    course = facts.course if indicated or not facts.halted.stopped else None
    last = "" if course is None else f"injections were given before, the last on {course.last}"
    return "; ".join(filter(None, (statement, last, facts.halted.stopped)))


NOT_BEFORE_BLEEDING = "not into the muscle before the bleeding risk has been assessed"
NOT_BEFORE_THE_INR = "not into the muscle before the INR on record has been looked at"
NOT_INTO_THE_MUSCLE = "not into the muscle while the INR is above its range"


def is_stopped(course: Course | None) -> bool:
    """Whether what was injected was stopped for certain, and nothing after it."""
    return course is not None and course.state == State.STOPPED


def is_overdue(course: Course | None, on: date) -> bool:
    """Whether the next dose is late for certain, a loading dose too."""
    return course is not None and course.overdue is not None and on >= course.overdue


def course_lines(course: Course, on: date) -> Iterator[str]:
    """The last dose, the next, what to do and why, as the recall list says it."""
    yield f"last dose {course.last}" + ("" if is_typed(course.source) else f" ({course.source})")
    if course.next:
        late = "overdue since" if is_overdue(course, on) else "overdue from"
        yield f"{course.next}: due {course.due}, not before {course.earliest}, {late} {course.overdue}"
    if course.step:
        yield f"next step: {course.step}"
    yield from course.why

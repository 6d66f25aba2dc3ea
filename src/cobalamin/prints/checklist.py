"""The patient's checklist filled in from the record: what the notes say, what they lack, what to ask, and the next dates.

Plain words, no diagnosis: a line repeats what is written down, and what was only presumed is asked like the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.course_words import stop_in_doubt
from cobalamin.knowledge import patient
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.regimens import IRREVERSIBLE, REGIMENS, REVERSIBLE
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.recall.cautions import AT_HOME
from cobalamin.recall.schedule import Schedule
from cobalamin.records.known import Facts, Known, onset_of
from cobalamin.records.record import Missing
from cobalamin.translation.printed_units import printed_units
from cobalamin.translation.words import Words

_NOT_FOR_MEN = ("pregnancy", "the_pill")


@dataclass(frozen=True)
class Line:
    """Something the notes hold: what it is called, and what they say."""

    words: str
    said: str


@dataclass(frozen=True)
class Question:
    """Something the notes do not hold, asked of the patient; `remark` where something is there and cannot be used."""

    words: str
    remark: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the checklist."""

    id: str
    title: str
    about: str
    lines: tuple[Line, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Dates:
    """The next dates, on which condition they hold, and the day of each where it has one."""

    about: str
    days: tuple[Line, ...]


@dataclass(frozen=True)
class Checklist:
    """One patient's checklist in one language; every text is ready to be shown."""

    language: str
    title: str
    name: str
    made_on: str
    introduction: tuple[str, ...]
    parts: tuple[Part, ...]
    how_long: str
    dates: Dates
    ask: tuple[str, ...]
    help_title: str
    help_how: tuple[str, ...]
    help: tuple[str, ...]
    machine_made: str
    """Said where a machine made the words of the language; empty where a person did."""


def checklist(facts: Facts, answer: Assessment, _: Words, course: Schedule | None = None) -> Checklist:
    """The checklist of one patient; `course` is where treatment already stands, if the record holds any."""
    return Checklist(
        _.language,
        _("Your B12 checklist"),
        answer.id,
        _("Made on {day}", day=_.day(answer.on)),
        tuple(map(_, patient.INTRODUCTION)),
        tuple(_part(section, facts, _) for section in patient.SECTIONS),
        _(patient.HOW_LONG[_cause(facts)]),
        _dates(answer, course, _, _asked_first(facts, _)),
        _to_ask(facts, _),
        _(patient.GET_HELP_TITLE),
        tuple(map(_, patient.GET_HELP_HOW)),
        tuple(map(_, patient.GET_HELP_AT_ONCE)),
        "" if _.reviewed else _("A machine put these words into your language. Nobody has read them yet."),
    )


def texts() -> Iterator[str]:
    """Every text of the checklist that is data, for the catalogues."""
    yield from patient.INTRODUCTION
    for section in patient.SECTIONS:
        yield from (section.title, section.about)
        for item in section.items:
            yield from (item.words, item.question)
    yield from (*patient.QUESTIONS_TO_ASK, patient.GET_HELP_TITLE, *patient.GET_HELP_HOW)
    yield from (*patient.GET_HELP_AT_ONCE, patient.SPOILT, patient.NOT_READ)
    for mapping in (patient.NAMES, patient.WHY_NOT_USED, patient.HOW_LONG, patient.CHECKS_IN_WORDS):
        yield from mapping.values()


def _to_ask(facts: Facts, _: Words) -> tuple[str, ...]:
    """What to ask at the visit; whoever takes or gets B12 already does not ask when to start."""
    begun = any(map(facts.holds, ("b12_injections", "oral_b12")))
    left_out = patient.BEFORE_TREATMENT if begun else frozenset()
    return tuple(_(question) for question in patient.QUESTIONS_TO_ASK if question not in left_out)


# --- what the notes say, and what they lack --------------------------------------------------------------------------


def _part(section: patient.Section, facts: Facts, _: Words) -> Part:
    items = [item for item in section.items if not (facts.is_denied("female") and item.id in _NOT_FOR_MEN)]
    said = [(item, _said(item, facts, _)) for item in items]
    lines = tuple(Line(_(item.words), text) for item, text in said if text)
    questions = tuple(Question(_(item.question), _remark(item, facts, _)) for item, text in said if not text)
    return Part(section.id, _(section.title), _(section.about), lines, questions)


def _said(item: patient.Item, facts: Facts, _: Words) -> str:
    """What the notes say of an item; nothing where they do not settle it and the patient is asked.

    Shots that were stopped or held, as the sheet says below, are not told as shots that are given now.
    """
    ended = stop_in_doubt(facts) or facts.on_hold
    names = [name for name in item.facts if not (ended and name == "b12_injections")]
    written = {name: known for name in names if (known := facts.known.get(name)) and _is_written(known)}
    values = [_value(name, known, item, _) for name, known in written.items() if known.value is not False]
    if values:
        return "; ".join(values)
    return _("no") if len(written) == len(item.facts) else ""


def _is_written(known: Known) -> bool:
    """True for what stands in the record; what was presumed, or follows from something else, is not written anywhere."""
    return known.source is not None and not known.presumed


def _value(name: str, known: Known, item: patient.Item, _: Words) -> str:
    """A result with its day, or a yes with its beginning; named where the line shows several."""
    alike = [
        other for other in item.facts if isinstance(FACTS[other].fact, Measure) is isinstance(known.value, Interval)
    ]
    called = _(patient.NAMES[name]) if len(alike) > 1 or (name in patient.NAMES and known.value is True) else ""
    if isinstance(known.value, Interval):
        return f"{called} {_number(known)}".strip() + _in_brackets(_when(known, _))
    since = _.moment(onset_of(known.note))
    day = _("since {day}", day=since) if since else _when(known, _)
    if item.id == "antibody":
        return _("{what} found", what=called) + _in_brackets(day)
    return (called or _("yes")) + _in_brackets(day)


def _number(known: Known) -> str:
    """The figure in force; as it was sent where the record gave it in other words."""
    assert isinstance(known.value, Interval)
    exact = known.value.low is not None and known.value.low == known.value.high
    return printed_units(known.value if exact or known.source is None or not known.source.sent else known.source.sent)


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _when(known: Known, _: Words) -> str:
    return _.moment(known.source.when) if known.source is not None else ""


def _remark(item: patient.Item, facts: Facts, _: Words) -> str:
    """Why what the notes hold of an item could not be used."""
    for name in item.facts:
        if name in facts.missing and name not in facts.known:
            return _(_why_not_used(facts.missing[name], name))
    return ""


def _why_not_used(missing: Missing, name: str) -> str:
    if missing.tells in ("spoilt", "disturbed"):
        return patient.SPOILT
    if missing.why == "contradictory" and isinstance(FACTS[name].fact, Measure):  # no figure says yes or no
        return patient.NOT_READ
    return patient.WHY_NOT_USED.get(missing.why, patient.NOT_READ)


def _cause(facts: Facts) -> str:
    """Whether the notes name a cause, and one that stays."""
    present = {*filter(facts.holds, facts.known)} & FACTS.keys()
    if present & IRREVERSIBLE:
        return "stays"
    if any(FACTS[name].group in ("surgery", "bowel") for name in present - REVERSIBLE):
        return "may stay"
    return "may go" if present & REVERSIBLE else "not named"


# --- the next dates --------------------------------------------------------------------------------------------------


def _asked_first(facts: Facts, _: Words) -> str:
    """What the patient asks before there are dates; "" of most."""
    if facts.has_died:
        return _("Your notes say that you have died. If that is wrong, tell your care team.")
    if facts.may_be_allergic or facts.holds("cobalamin_or_cobalt_allergy"):
        return _("Your notes say that B12 may have made you ill. Ask about this first. Have no shot until then.")
    if stop_in_doubt(facts):
        return _("Your notes say that your B12 shots were stopped, but not when. Ask if that is still right.")
    return _("Your notes say that your B12 shots are on hold. Ask why, and until when.") if facts.on_hold else ""


def _dates(answer: Assessment, course: Schedule | None, _: Words, waits: str) -> Dates:
    """Where treatment has begun its own next dates; else those of the plan, which hold only if it begins; none that waits."""
    if waits:
        return Dates(waits, ())
    if course is not None and course.doses and course.next is not None and course.tablets_since is None:
        return Dates(
            _("Your notes show that you get B12 shots. Check these dates with your nurse."), _running(course, _)
        )
    if answer.plan is None:
        return Dates(_("There are no dates yet. Ask when you will hear more."), ())
    if answer.plan.waits:
        return Dates(
            _("Your team has to clear up something before your first dose. Ask what, and when you will hear."), ()
        )
    if not any(check.first for check in answer.follow_up):  # the days count from a dose that is not in the notes
        return Dates(_("Your notes show that you get B12 now. Ask when the next dose is due."), ())
    about = _(
        "These dates are to talk about. They are right only if your team starts B12 on {day}.", day=_.day(answer.on)
    )
    days = sorted((*_planned(answer, _), *_checks(answer, _)), key=lambda row: row[0])
    return Dates(about, tuple(Line(what, said or _.day(day)) for day, what, said in days))


def _running(course: Schedule, _: Words) -> tuple[Line, ...]:
    assert course.next is not None
    days = [(course.next.due, _("Your next shot"))]
    if course.review is not None:
        days.append((course.review.due, _("A visit to talk about how you feel")))
    at_home = {course.next.due} if AT_HOME in course.record.cautions else ()
    return tuple(Line(what, _told(day, course.on, _, at_home=day in at_home)) for day, what in sorted(days))


def _told(day: date, on: date, _: Words, *, at_home: bool) -> str:
    """A day that has gone by is no next date: somebody has to set another. Who injects at home may have kept it."""
    if day < on and at_home:
        return _("was due on {day}: tell your nurse when you last gave yourself a shot", day=_.day(day))
    return _.day(day) if day >= on else _("was due on {day}: ask for a new day", day=_.day(day))


def _planned(answer: Assessment, _: Words) -> Iterator[tuple[date, str, str]]:
    """The first day, what happens, and how the days are told where they are several."""
    plan = answer.plan
    assert plan is not None
    if plan.doses:
        days = [_.day(dose.expected) for dose in plan.doses]
        several = _("{count} shots, from {first} to {last}", count=len(days), first=days[0], last=days[-1])
        yield plan.doses[0].expected, _("The first shots"), several if len(days) > 1 else ""
    else:
        yield answer.on, _("The first B12 tablet"), ""
    if plan.maintenance is not None and REGIMENS[plan.regimen].open_ended:
        yield (
            plan.doses[-1].latest,
            _("More shots after those"),
            _("as long as you still get better: your team will ask"),
        )
    elif plan.maintenance is not None:
        yield plan.maintenance.due, _("The next shot after that"), ""


def _checks(answer: Assessment, _: Words) -> Iterator[tuple[date, str, str]]:
    for check in answer.follow_up:
        if check.first is not None and check.id in patient.CHECKS_IN_WORDS:
            yield check.first, _(patient.CHECKS_IN_WORDS[check.id]), ""

"""A record to a filled form: each answer with where it came from, and what was recorded and is not used, with why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from cobalamin.assessment.route_doubts import LEVELS, is_awaited
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import Span, TreatmentEvent, months_after
from cobalamin.language.nodes import Measure, plain
from cobalamin.language.patient import Interval
from cobalamin.records.known import Facts, Known, is_estimated, onset_of, window_start
from cobalamin.records.record import DIED, Case, Missing, Result, is_typed
from cobalamin.records.results import WORDS_FOR_ANAEMIA, placed
from cobalamin.records.select import facts_on
from cobalamin.records.stops import treatment_of
from cobalamin.web.pages.form import EARLIER_ROWS, TREATMENT_ROWS, WORDS, Form, Origin, Origins
from cobalamin.web.pages.questions import ELSEWHERE
from cobalamin.web.pages.unsettled import unused

_MEASURES = frozenset(name for name, entry in FACTS.items() if isinstance(entry.fact, Measure))
_PRODUCTS = frozenset({"hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named", "folic_acid"})
_HALTED_ROWS = TREATMENT_ROWS // 2


def filled(case: Case, today: date, asked: Iterable[str], name: str) -> Form:
    """The form for a record. What the rules themselves derive or presume is left to them and not filled in."""
    on = case.on or today
    facts = facts_on(case, on)
    values = {"on": on.isoformat(), "id": case.id, "title": case.title}
    values |= {**dict(_person(case, facts)), **dict(_treated(case, facts)), **dict(earlier(case, facts))}
    origins: dict[str, Origin] = {}
    told = ELSEWHERE | _told_by_doses(case)
    for fact, known in _in_use(facts):
        fields = dict(_fields(fact, known)) if fact not in told else {}
        values |= fields
        if fields and known.source is not None and not is_typed(known.source.where):
            where, when, sent = known.source
            origins[fact] = Origin(where, when, sent, Form(fields).held(fact))
    of_the_day = (m for m in facts.problems if m.fact in _MEASURES or m.tells == "a death")
    every = dict.fromkeys((*(m for m in case.problems if m.why != DIED), *of_the_day))
    unread = {fact: unused(missing) for fact, missing in facts.missing.items()}
    born = "" if "age" in values or case.born is None else _as_sent(case.born)
    awaited = {
        fact: m.source.sent for fact, m in facts.missing.items() if fact in LEVELS and m.source and is_awaited(m)
    }
    return Form(
        values,
        case.assessed | frozenset(asked),
        Origins(name, origins, unread, tuple(map(unused, every)), awaited, born),
    )


def _as_sent(born: Span) -> str:
    """A year or a month of birth as records write it; "" of any other span, which no case file holds."""
    first, last = born
    if born.certain:
        return str(first)
    if last != months_after(first, 12 if (first.month, last.month) == (1, 12) else 1) - timedelta(1):
        return ""
    return str(first)[:4] if last.month != first.month else str(first)[:7]


def _told_by_doses(case: Case) -> frozenset[str]:
    """The facts left to the rows of doses: injections after a stop, for a yes of today would say that they go on (register M39)."""
    stopped = any(event.kind == "stop" for event in treatment_of(case))
    return frozenset({"b12_injections"}) if stopped else frozenset()


def _person(case: Case, facts: Facts) -> Iterator[tuple[str, str]]:
    if case.sex is not None:
        yield "sex", case.sex
    age = facts.known.get("age")
    if age is None or not isinstance(age.value, Interval) or age.value.low is None or age.value.high is None:
        return
    low, high = age.value.low, age.value.high
    if age.value.unit != "a":
        if low == high:
            yield from (("age", plain(low)), ("age.unit", age.value.unit))
    elif low < 2:
        if int(low * 12) == int(high * 12):
            yield from (("age", str(int(low * 12))), ("age.unit", "mo"))
    elif int(low) == int(high):
        yield from (("age", str(int(low))), ("age.unit", "a"))


def _in_use(facts: Facts) -> Iterator[tuple[str, Known]]:
    """What is known; anaemia by a haemoglobin that is only called low as that word: beside a haematocrit a yes would give way."""
    anaemia = facts.known.get("anaemia_recorded")
    called_low = [
        name for name in WORDS_FOR_ANAEMIA if anaemia is not None and _is_of(anaemia, facts.missing.get(name))
    ]
    for name, known in facts.known.items():
        if name != "anaemia_recorded" or not called_low:
            yield name, known
    for name in called_low:
        assert anaemia is not None
        yield name, anaemia


def _is_of(known: Known, missing: Missing | None) -> bool:
    return missing is not None and missing.why == "in words only" and missing.source is known.source


def _fields(name: str, known: Known) -> Iterator[tuple[str, str]]:
    """The fields of one fact; none where it was derived from another that is filled in."""
    if known.presumed or known.source is None or is_estimated(known.note):
        return
    if name in WORDS_FOR_ANAEMIA and known.value is True:
        yield name, "low"
    elif isinstance(known.value, bool):
        yield name, "yes" if known.value else "no"
        if onset := onset_of(known.note):
            yield f"{name}.onset", onset
        return
    else:
        yield from measured(name, known.value, known.source.sent)
    if _is_whole(known.source.when):
        yield f"{name}.date", known.source.when[:10]


def _treated(case: Case, facts: Facts) -> Iterator[tuple[str, str]]:
    """What was given, the latest of a long history; and before it what was not, a stop and a hold: the answer tells them first.

    A dose without a date says nothing of today, and in a row of the form it would; so would a hold that a later order ended.
    """
    over = () if facts.on_hold or facts.reactions else ("hold",)
    listed = [e for e in treatment_of(case) if e.kind not in over]
    every = [e for e in listed if e.kind != "administration" or e.when is not None or case.undated_is_current]
    halted = [e for e in every if e.kind in ("stop", "hold") or (e.kind == "not_given" and e.product in _PRODUCTS)]
    halted = sorted(halted, key=lambda e: (e.when is None, e.when or ()))[-_HALTED_ROWS:]
    given = [e for e in every if e.kind == "administration" and e.product in _PRODUCTS]
    for i, event in enumerate((*halted, *given[len(halted) - TREATMENT_ROWS :])):
        for key, text in _row(event):
            yield f"dose.{i}.{key}", text


def _row(event: TreatmentEvent) -> Iterator[tuple[str, str]]:
    yield "product", str(event.product or "b12_not_named")
    if event.kind != "administration":
        yield from _halted(event)
    elif event.when is not None:
        first, last = event.when
        whole_month = (first.year, first.month) == (last.year, last.month) and first != last
        yield "date", str(first) if first == last else str(first)[:7] if whole_month else str(first)[:4]
    if event.dose_ug is not None:
        yield "dose", f"{plain(Fraction(event.dose_ug))} ug"
    if event.route is not None:
        yield "route", event.route


def _halted(event: TreatmentEvent) -> Iterator[tuple[str, str]]:
    """A row that is no dose, with both ends of its span of days: another span would give another answer."""
    yield "event", "not_supplied" if event.supplied else event.kind
    if event.reason:
        yield "reason", event.reason
    if event.when is not None:
        yield "date", str(event.when.first)
    until = event.until if event.when is None else None if event.when.certain else event.when.last
    if until is not None:
        yield "until", str(until)


# --- earlier results, as rows of the form: the latest stands in its own field ---


class _Earlier(NamedTuple):
    """The day, the result, and how it is typed."""

    day: date
    result: Result
    text: str


def earlier(case: Case, facts: Facts) -> Iterator[tuple[str, str]]:
    """The fields of every result of a day before the one in use, the latest of a long history."""
    newest = sorted(_rows(case, facts), key=lambda row: row.day)[-EARLIER_ROWS:]
    for i, (day, result, text) in enumerate(sorted(newest, key=lambda row: (row.result.fact, row.day))):
        held = {"fact": result.fact, "value": text, "date": day.isoformat()}
        yield from ((f"earlier.{i}.{key}", value) for key, value in held.items())
        if not is_typed(result.source.where):
            yield f"earlier.{i}.from", result.source.where
            yield f"earlier.{i}.was", " ".join(held.values())


def _rows(case: Case, facts: Facts) -> Iterator[_Earlier]:
    """Earlier results as rows. What cannot be used now is left out: the form may lack the reason, such as an hour or a dose."""
    in_use = {name: known.source.when[:10] for name, known in facts.known.items() if known.source is not None}
    window = window_start(facts.on).isoformat()
    for pending in case.results:
        day = pending.taken.date() if pending.taken is not None else None
        if day is None or day.isoformat() >= in_use.get(pending.fact, window):
            continue
        result = pending.read()
        text = _typed(result) if result.problem is None and _is_whole(result.source.when) else ""
        if text:
            yield _Earlier(day, result, text)


def _is_whole(when: str) -> bool:
    """Whether a moment as sent names a day: of a month or a year a form would have to choose one."""
    return when[:10].count("-") == 2


def _typed(result: Result) -> str:
    """A result as it can be typed, without its own range: of one that this decides the side of the limit; empty for a word."""
    value = placed(FACTS[result.fact], result, THRESHOLDS) if result.number is not None else None
    fields = {} if value is None else dict(measured("value", value, ""))
    return f"{fields['value']} {fields['value.unit']}" if "value" in fields else ""


def measured(name: str, value: Interval, sent: str) -> Iterator[tuple[str, str]]:
    """A result as it can be typed: a number, an open bound, or the word it was sent as."""
    low, high = value.low, value.high
    if sent.strip().lower() in WORDS:
        yield name, sent.strip().lower()
    elif low is not None and high is not None:
        if low == high:
            yield from ((name, plain(low)), (f"{name}.unit", value.unit))
    elif high is not None:
        yield from ((name, f"{'<' if value.high_open else '<='}{plain(high)}"), (f"{name}.unit", value.unit))
    elif low is not None:
        yield from ((name, f"{'>' if value.low_open else '>='}{plain(low)}"), (f"{name}.unit", value.unit))

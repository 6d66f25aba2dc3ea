"""Is treatment working? Blood and symptoms over time against the published kinetics, and the review action by route.

A B12 level on treatment is set aside with its reason: it says nothing about response and never speaks for stopping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from cobalamin.knowledge.regimens import IRREVERSIBLE, PUBLISHED, REVERSIBLE, Rules
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import LabResult, Span, TreatmentEvent, TreatmentRecord, months_after
from cobalamin.recall.followup import first_review_months

Course = Literal["injection", "oral"]


class Verdict(StrEnum):
    """How treatment is going. There is no verdict "too much": over-correction is not a concept here."""

    NOT_KNOWN = "nothing to judge by"
    TOO_EARLY = "too early to tell"
    RESPONDING = "responding"
    INSUFFICIENT = "insufficient"
    NEW_OR_WORSE = "new or worse"


class Action(StrEnum):
    """What the review comes to; the value is the sentence shown."""

    ASK = "ask about symptoms and repeat the blood count: nothing here shows how treatment is going"
    WAIT = "go on, and review when the response can be judged"
    CONTINUE_FOR_LIFE = "continue injections for life: the cause is irreversible; never stop"
    CONTINUE = "continue, and review again within 12 months"
    CONSIDER_STOPPING = "the cause has been dealt with: consider stopping or spacing the injections"
    SHORTEN = "shorten the interval within the product information; reconsider the diagnosis"
    STOP_TABLETS = "the cause has been dealt with: stop the tablets"
    CONTINUE_TABLETS = "continue the tablets and follow up"
    RAISE_OR_SWITCH = "raise the dose or switch to injections; reconsider the diagnosis"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks: a marker or a symptom report, what it says, and the entries it was read from."""

    marker: str
    verdict: Verdict
    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with everything behind it; `set_aside` lists what was looked at and must not count."""

    verdict: Verdict
    action: Action
    signs: tuple[Sign, ...]
    set_aside: tuple[str, ...]


def judge_response(
    record: TreatmentRecord, start: Span, on: date, route: Course = "injection", rules: Rules = PUBLISHED
) -> Judgement:
    """The response to a treatment begun on `start`, as far as the record shows it on a day."""
    labs = [lab for lab in record.labs if lab.when.last <= on]
    signs = (*_blood(labs, record, start, rules), *_symptoms(record, start, on, rules))
    verdict = _together(signs)
    aside = tuple(
        f"{lab.fact.replace('_', ' ')} of {lab.when}: a B12 level on treatment says nothing about response"
        for lab in labs
        if lab.fact in ("total_b12", "active_b12") and lab.when.last >= start.first
    )
    return Judgement(verdict, action_for(verdict, route, record), signs, aside)


def _together(signs: Sequence[Sign]) -> Verdict:
    """The worst settled sign decides; signs still too early neither reassure nor alarm beside a settled one (register M25)."""
    said = {sign.verdict for sign in signs}
    order = (Verdict.NEW_OR_WORSE, Verdict.INSUFFICIENT, Verdict.RESPONDING, Verdict.TOO_EARLY)
    return next((verdict for verdict in order if verdict in said), Verdict.NOT_KNOWN)


def action_for(verdict: Verdict, route: Course, record: TreatmentRecord) -> Action:
    """The table of the specification's §6; an irreversible cause never yields "stop", whatever else is recorded."""
    match verdict:
        case Verdict.NOT_KNOWN:
            return Action.ASK
        case Verdict.TOO_EARLY:
            return Action.WAIT
        case Verdict.INSUFFICIENT | Verdict.NEW_OR_WORSE:
            return Action.SHORTEN if route == "injection" else Action.RAISE_OR_SWITCH
        case Verdict.RESPONDING:
            return _improved(route, record)


def _improved(route: Course, record: TreatmentRecord) -> Action:
    causes = record.causes
    irreversible = bool(causes & IRREVERSIBLE)
    dealt_with = record.cause_resolved is True and bool(causes) and causes <= REVERSIBLE
    if route == "oral":
        return Action.STOP_TABLETS if dealt_with else Action.CONTINUE_TABLETS
    if irreversible:
        return Action.CONTINUE_FOR_LIFE
    return Action.CONSIDER_STOPPING if dealt_with else Action.CONTINUE


# --- Blood ----------------------------------------------------------------------------------------


def _blood(labs: Sequence[LabResult], record: TreatmentRecord, start: Span, rules: Rules) -> Iterator[Sign]:
    for fact in ("reticulocytes", "reticulocytes_percent"):
        yield from _reticulocytes(_series(labs, fact, start), start, rules)
    yield from _haemoglobin(_series(labs, "haemoglobin", start), record, start, rules)
    yield from _mcv(_series(labs, "mcv", start), start, rules)
    for fact in ("mma", "homocysteine"):
        yield from _metabolite(_series(labs, fact, start), start, rules)


@dataclass(frozen=True, slots=True)
class Series:
    """A marker over time: the last result not after the start, and those certainly after it, in order."""

    before: LabResult | None
    after: tuple[LabResult, ...]

    def sources(self) -> tuple[str, ...]:
        """The entries the last comparison was read from."""
        return tuple(lab.source for lab in (self.before, *self.after[-1:]) if lab is not None)


def _series(labs: Sequence[LabResult], fact: str, start: Span) -> Series:
    """Bloods of the first day are taken before the first dose; a result that may lie on either side is left out."""
    own = sorted((lab for lab in labs if lab.fact == fact), key=lambda lab: (lab.when, lab.source, lab.value))
    before = [lab for lab in own if lab.when.last <= start.first]
    return Series(before[-1] if before else None, tuple(lab for lab in own if lab.when.first > start.last))


def _days(start: Span, when: Span) -> int:
    """Days of treatment at a result, at least."""
    return (when.first - start.last).days


def _reticulocytes(series: Series, start: Span, rules: Rules) -> Iterator[Sign]:
    """They rise from day 3 and peak on day 5 to 10: only results of those days say anything."""
    timely = [lab for lab in series.after if _days(start, lab.when) <= rules.check_reticulocytes_to]
    if not timely or series.before is None:
        return
    risen = [lab for lab in timely if _days(start, lab.when) >= rules.kinetics_reticulocytes_rise]
    best, last = max(risen or timely, key=lambda lab: lab.value), _days(start, timely[-1].when)
    sources = (series.before.source, best.source)
    if risen and best.value > series.before.value:
        yield Sign("reticulocytes", Verdict.RESPONDING, f"reticulocytes rose by day {_days(start, best.when)}", sources)
    elif last < rules.check_reticulocytes_from:
        peak = f"{rules.check_reticulocytes_from} to {rules.check_reticulocytes_to}"
        text = f"day {last}: reticulocytes rise from day {rules.kinetics_reticulocytes_rise} and peak on day {peak}"
        yield Sign("reticulocytes", Verdict.TOO_EARLY, text, sources)
    else:
        text = f"no reticulocyte rise by day {last}: reconsider the diagnosis, iron and folate"
        yield Sign("reticulocytes", Verdict.INSUFFICIENT, text, sources)


def normal_haemoglobin(record: TreatmentRecord) -> Fraction:
    """The lower limit for an adult, g/L; without a recorded sex the higher one: normal is never claimed early."""
    if record.pregnant:
        return THRESHOLDS["hb.pregnant"].printed[0].value
    return THRESHOLDS["hb.women" if record.female else "hb.men"].printed[0].value


def _haemoglobin(series: Series, record: TreatmentRecord, start: Span, rules: Rules) -> Iterator[Sign]:
    """About 10 g/L a week from week 1, normal by about 8 weeks; a rise in the first week is a transfusion or chance."""
    normal = normal_haemoglobin(record)
    if not series.after or (series.before is not None and series.before.value >= normal):
        return
    now, sources = series.after[-1], series.sources()
    day = _days(start, now.when)
    if day < rules.kinetics_haemoglobin_from:
        text = f"day {day}: haemoglobin rises after the first week"
        yield Sign("haemoglobin", Verdict.TOO_EARLY, text, sources)
    elif now.value >= normal:
        yield Sign("haemoglobin", Verdict.RESPONDING, f"haemoglobin normal on day {day}", sources)
    elif day >= rules.check_blood_count:
        text = f"haemoglobin still low on day {day}: normal was expected by about {rules.check_blood_count // 7} weeks"
        yield Sign("haemoglobin", Verdict.INSUFFICIENT, text, sources)
    elif series.before is not None:
        yield _risen(now.value - series.before.value, day, sources, rules)


def _risen(rise: Fraction, day: int, sources: tuple[str, ...], rules: Rules) -> Sign:
    """A rise of less than half of what was expected is not enough (register M17); two weeks are allowed for it to show."""
    expected = rules.kinetics_haemoglobin_week * (day - rules.kinetics_haemoglobin_from) // 7
    if rise > 0 and rise * 100 >= expected * rules.kinetics_haemoglobin_least:
        text = f"haemoglobin up {float(rise):g} g/L by day {day} (about {expected} expected)"
        return Sign("haemoglobin", Verdict.RESPONDING, text, sources)
    if day < 2 * rules.kinetics_haemoglobin_from:
        text = f"day {day}: haemoglobin rises after the first week"
        return Sign("haemoglobin", Verdict.TOO_EARLY, text, sources)
    said = f"up only {float(rise):g} g/L" if rise > 0 else "not up"
    text = f"haemoglobin {said} by day {day} (about {expected} g/L expected): reconsider the diagnosis, iron and folate"
    return Sign("haemoglobin", Verdict.INSUFFICIENT, text, sources)


def _mcv(series: Series, start: Span, rules: Rules) -> Iterator[Sign]:
    """Normal in 6 to 12 weeks, where it was raised."""
    high = THRESHOLDS["mcv.macrocytosis"].printed[0].value
    if series.before is None or series.before.value <= high or not series.after:
        return
    now, day = series.after[-1], _days(start, series.after[-1].when)
    if now.value <= high:
        yield Sign("mcv", Verdict.RESPONDING, f"MCV normal on day {day}", series.sources())
    elif day <= rules.kinetics_mcv_to:
        verdict = Verdict.RESPONDING if now.value < series.before.value else Verdict.TOO_EARLY
        said = "is falling" if verdict is Verdict.RESPONDING else "has not fallen yet"
        weeks = f"{rules.kinetics_mcv_from // 7} to {rules.kinetics_mcv_to // 7} weeks"
        text = f"MCV {said} on day {day}: normal is expected within {weeks}"
        yield Sign("mcv", verdict, text, series.sources())
    else:
        text = f"MCV still raised on day {day}: normal was expected within {rules.kinetics_mcv_to // 7} weeks"
        yield Sign("mcv", Verdict.INSUFFICIENT, text, series.sources())


def _metabolite(series: Series, start: Span, rules: Rules) -> Iterator[Sign]:
    """Methylmalonic acid and homocysteine fall in days to weeks."""
    if series.before is None or not series.after:
        return
    now, day = series.after[-1], _days(start, series.after[-1].when)
    name = now.fact.replace("mma", "methylmalonic acid")
    if now.value < series.before.value:
        yield Sign(now.fact, Verdict.RESPONDING, f"{name} lower on day {day}", series.sources())
    elif day < rules.kinetics_metabolites:
        yield Sign(now.fact, Verdict.TOO_EARLY, f"day {day}: {name} falls in days to weeks", series.sources())
    else:
        yield Sign(now.fact, Verdict.INSUFFICIENT, f"{name} not lower on day {day}", series.sources())


# --- Symptoms -------------------------------------------------------------------------------------


def _symptoms(record: TreatmentRecord, start: Span, on: date, rules: Rules) -> Iterator[Sign]:
    """The latest report decides; one of uncertain date counts only if it certainly lies after the start."""
    reports = [
        event for event in record.events
        if event.outcome and event.when and event.when.first >= start.last and event.when.last <= on
    ]  # fmt: skip
    if reports:
        yield _report(max(reports, key=_report_key), record, start, rules)


def _report_key(report: TreatmentEvent) -> tuple[object, ...]:
    """Of two reports of one day the worse one counts."""
    worse = ("resolved", "improved", "insufficient", "new_or_worse")
    assert report.when is not None
    return (report.when.last, worse.index(report.outcome or "resolved"), report.source)


def _report(report: TreatmentEvent, record: TreatmentRecord, start: Span, rules: Rules) -> Sign:
    assert report.when is not None
    day, sources = _days(start, report.when), (report.source,)
    match report.outcome:
        case "resolved" | "improved":
            return Sign("symptoms", Verdict.RESPONDING, f"symptoms {report.outcome} on day {day}", sources)
        case "new_or_worse":
            return Sign("symptoms", Verdict.NEW_OR_WORSE, f"new or worse symptoms on day {day}", sources)
        case _:
            return _not_enough(report.when, sources, record, start, rules)


def _not_enough(report: Span, sources: tuple[str, ...], record: TreatmentRecord, start: Span, rules: Rules) -> Sign:
    """Not improved enough counts from the time improvement was due: 12 weeks for nerves, else the first review."""
    day = _days(start, report)
    if record.neurological:
        if day < rules.kinetics_nerves_to:
            weeks = f"{rules.kinetics_nerves_from // 7} to {rules.kinetics_nerves_to // 7} weeks"
            return Sign("symptoms", Verdict.TOO_EARLY, f"day {day}: nerves improve over {weeks}", sources)
        longest = f"; nerves may go on improving up to {rules.kinetics_nerves_longest} months"
        tail = longest if report.first < _longest(start, rules) else ""
        return Sign("symptoms", Verdict.INSUFFICIENT, f"not improved enough on day {day}{tail}", sources)
    months = first_review_months(record, rules)
    if report.first < months_after(start.last, months):
        text = f"day {day}: symptoms are first judged {months} month{'s' if months > 1 else ''} after the first dose"
        return Sign("symptoms", Verdict.TOO_EARLY, text, sources)
    return Sign("symptoms", Verdict.INSUFFICIENT, f"not improved enough on day {day}", sources)


def _longest(start: Span, rules: Rules) -> date:
    return months_after(start.last, rules.kinetics_nerves_longest)

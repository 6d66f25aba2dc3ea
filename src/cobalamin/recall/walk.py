"""One walk through a record in order of days: every dose classified, and where the course stands at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from cobalamin.knowledge.regimens import Regimen, Rules
from cobalamin.knowledge.treatment import Every, Span, TreatmentRecord, on_day, stop_reason
from cobalamin.recall.entries import Dose, Entries, Judged
from cobalamin.recall.plans import Place, broken_limit, early_limit, lapsed_after, plan_for
from cobalamin.recall.reasons import Reason, Verdict

_RANK = {"restart": 0, "reload": 0, "resume": 0, "interval": 0, "no_further_improvement": 2, "start_maintenance": 2}
"""On one day: what opens something comes before the dose, what closes something after it."""


@dataclass(slots=True)
class Walk:
    """The running state of the walk; it lives inside one call of `walk` and is then only read."""

    record: TreatmentRecord
    rules: Rules
    plan: Regimen | None = None
    place: Place | None = None
    loading: list[Span] = field(default_factory=list)
    complete: bool = False
    opened: date | None = None
    """The day of a decision to resume, restart or reload: gaps are counted from then."""
    broken: bool = False
    interval: Every | None = None
    valid: list[tuple[Span, bool]] = field(default_factory=list)
    cover: dict[str, tuple[Regimen, date]] = field(default_factory=dict)
    """For each plan of the present course the latest day one of its doses can have been given."""
    latest: Span | None = None
    latest_when: Span | None = None
    """The days the latest dose can have been given on; `latest` is what it is reckoned with."""
    tablets: Judged | None = None
    stop: Judged | None = None
    overruled: Judged | None = None
    """The stop after which the latest dose, and no other, was given."""
    judged: list[Judged] = field(default_factory=list)
    reload_refused: bool = False
    nerves: date | None = None
    """The day of a sign of the nerves for which loading begins again (register M47)."""

    @property
    def uncertain(self) -> bool:
        """True where nobody knows the day of the latest dose."""
        return self.latest_when is not None and not self.latest_when.certain

    def ends(self, plan: Regimen) -> tuple[Every, Every]:
        """The maintenance interval in force: the recorded one, or the plan's."""
        if self.interval is not None:
            return self.interval, self.interval
        assert plan.due_from is not None
        assert plan.due_to is not None
        return plan.due_from, plan.due_to


def walk(record: TreatmentRecord, entries: Entries, rules: Rules) -> Walk:
    """The record judged from its first day to its last."""
    state = Walk(record, rules)
    if _established(record, entries, rules):
        state.complete = True
    for item in _in_order(record, entries):
        match item:
            case Dose():
                _dose(state, item)
            case date():
                _nerves(state, item)
            case _:
                _note(state, item)
    return state


def _established(record: TreatmentRecord, entries: Entries, rules: Rules) -> bool:
    """True where injections are known to have begun well before the first entry."""
    if record.established:
        return True
    if record.started is None or not entries.doses:
        return False
    return (entries.doses[0].day.first - record.started.last).days >= rules.early


def _in_order(record: TreatmentRecord, entries: Entries) -> Iterator[Dose | Judged | date]:
    """Doses and notes by day; on one day what opens a course, then doses, then everything that closes."""
    ranked: list[tuple[Span, int, int, Dose | Judged | date]] = [(d.day, 1, i, d) for i, d in enumerate(entries.doses)]
    ranked += [(on_day(day), 0, -1, day) for day in record.nerves]
    for i, note in enumerate(entries.notes):
        ranked.append((_settled(note), _RANK.get(note.event.decision or "", 2), i, note))
    ranked.sort(key=lambda item: item[:3])
    return (item[3] for item in ranked)


def _settled(note: Judged) -> Span:
    """A stop or switch of uncertain date is walked on its last day: a dose before that day does not undo it."""
    assert note.when is not None
    return on_day(note.when.last) if note.event.kind in ("stop", "switch_to_oral") else note.when


# --- Doses ----------------------------------------------------------------------------------------


def _dose(state: Walk, dose: Dose) -> None:
    plan, presumed = plan_for(state.record, dose.event, state.plan)
    marks = dose.marks
    if presumed:
        marks = (*marks, Reason.PLAN_PRESUMED)
    if state.stop is not None:
        marks = (*marks, Reason.AFTER_STOP)
    if state.tablets is not None:
        marks = (*marks, Reason.AFTER_TABLETS)
    state.overruled, state.stop, state.tablets = state.stop, None, None
    if marks is not dose.marks:
        dose = replace(dose, marks=marks)
    if not state.complete and _maintenance_spaced(state, dose, plan):
        _read_as_established(state)
    elif not state.complete and _loading_is_over(state, dose, plan):
        _read_last_as_maintenance(state)
    if state.complete:
        _maintenance(state, dose, plan)
    else:
        _loading(state, dose, plan)


def _maintenance_spaced(state: Walk, dose: Dose, plan: Regimen) -> bool:
    """One dose, then a gap as between maintenance doses: the loading course lies before the record (register M21)."""
    if len(state.loading) != 1 or state.opened is not None:
        return False
    return (dose.day.first - state.loading[0].last).days >= early_limit(state.ends(plan)[0], state.rules)


def _read_as_established(state: Walk) -> None:
    state.complete, state.broken = True, False
    for i, entry in enumerate(state.judged):
        if entry.verdict == "loading":
            state.judged[i] = replace(
                entry, verdict="maintenance", reason=Reason.LOADING_NOT_RECORDED, number=0, of=None
            )


def _loading_is_over(state: Walk, dose: Dose, plan: Regimen) -> bool:
    """Of a course that only somebody's word ends, two gaps as between maintenance doses, and no decision since (register M41)."""
    if not plan.open_ended or len(state.loading) < 2:
        return False
    before, last = state.loading[-2:]
    if state.opened is not None and state.opened > before.first:
        return False
    gaps = (last.first - before.last).days, (dose.day.first - last.last).days
    return min(gaps) >= early_limit(state.ends(plan)[0], state.rules)


def _read_last_as_maintenance(state: Walk) -> None:
    """The first of the spaced doses was none of loading either."""
    state.complete, state.broken = True, False
    state.loading.pop()
    place = max(i for i, entry in enumerate(state.judged) if entry.verdict == "loading")
    entry = state.judged[place]
    marks = tuple(mark for mark in entry.marks if mark is not Reason.AFTER_GAP)
    state.judged[place] = replace(
        entry, verdict="maintenance", reason=Reason.IMPROVEMENT_NOT_RECORDED, marks=marks, number=0, of=None
    )


def _loading(state: Walk, dose: Dose, plan: Regimen) -> None:
    if state.place is None or state.place.plan is not plan:
        state.place = Place(plan, state.loading)
    gap = (dose.day.first - state.loading[-1].last).days if state.loading else 0
    state.place.step(gap)
    idle = idle_days(state, dose.day.first)
    if idle is not None and idle > broken_limit(plan.loading[state.place.phase], state.rules):
        state.broken = True
        dose = replace(dose, marks=(*dose.marks, Reason.AFTER_GAP))
    state.loading.append(dose.day)
    if state.place.complete:
        state.complete, state.broken = True, False
    _count(state, dose, plan, "loading", Reason.LOADING_DOSE)


def idle_days(state: Walk, day: date) -> int | None:
    """Days without a loading dose up to `day`, at least; None before the course's first dose."""
    if not state.loading:
        return None
    since = [span.last for span in state.loading]
    if state.opened is not None:
        since.append(state.opened)
    return (day - max(since)).days


def early_since_last(course: Walk) -> Judged | None:
    """A too early dose concerns the list until the next valid one."""
    for entry in reversed(course.judged):
        if entry.given:
            return None
        if entry.verdict == "too early":
            return entry
    return None


def _maintenance(state: Walk, dose: Dose, plan: Regimen) -> None:
    if _within_range(state, dose, plan):
        assert state.place is not None
        state.place.step((dose.day.first - state.loading[-1].last).days)
        state.loading.append(dose.day)
        _count(state, dose, plan, "loading", Reason.BEYOND_LOWER_END)
        return
    # A monthly product is followed by the next dose in a month, of whichever product that is.
    limit = min(early_limit(state.ends(each)[0], state.rules) for each in (plan, state.plan or plan))
    sooner = _days_after_a_dose(state, dose)
    if sooner is not None and sooner < limit:
        detail = f"{sooner} days after the dose before, at least {limit} expected"
        state.judged.append(Judged(dose.event, dose.when, "too early", Reason.TOO_EARLY, dose.marks, 0, None, detail))
        return
    _count(state, dose, plan, "maintenance", _maintenance_reason(state, dose, plan, sooner))


def _within_range(state: Walk, dose: Dose, plan: Regimen) -> bool:
    """True while a ranged course may go on: complete at its lower end, not yet at its upper, not interrupted."""
    place = state.place
    if place is None or not place.room or place.plan is not plan or state.latest is None or not state.loading:
        return False
    if state.loading[-1] != state.latest:
        return False
    return (dose.day.last - state.latest.first).days <= broken_limit(plan.loading[-1], state.rules)


def _days_after_a_dose(state: Walk, dose: Dose) -> int | None:
    """Most days since a counted dose certainly before this one; a clinic dose ignores self-reported ones."""
    for when, clinic in reversed(state.valid):
        if when.last < dose.day.first and (clinic or not dose.clinic):
            return (dose.day.last - when.first).days
    return None


def _maintenance_reason(state: Walk, dose: Dose, plan: Regimen, sooner: int | None) -> Reason:
    if state.latest is None:
        return Reason.LOADING_NOT_RECORDED
    usual = early_limit(plan.due_from or Every(1, "month"), state.rules)
    if sooner is not None and sooner < usual and state.interval is not None:
        return Reason.PLANNED_SHORTER
    if _lapsed(state, dose.day.first, plan) and Reason.AFTER_TABLETS not in dose.marks:
        return Reason.FIRST_AFTER_LAPSE
    return Reason.MAINTENANCE_DOSE


def _count(state: Walk, dose: Dose, plan: Regimen, verdict: Verdict, reason: Reason) -> None:
    """The dose counts: later dates run from it."""
    number = len(state.loading) if verdict == "loading" else 0
    of = plan.out_of(number) if number else None
    state.judged.append(Judged(dose.event, dose.when, verdict, reason, dose.marks, number, of))
    state.plan = plan
    state.valid.append((dose.day, dose.clinic))
    known = state.cover.get(plan.id)
    state.cover[plan.id] = (plan, dose.day.last if known is None else max(known[1], dose.day.last))
    if state.latest is None or dose.day.last >= state.latest.last:
        state.latest, state.latest_when = dose.day, dose.when


def _lapsed(state: Walk, day: date, plan: Regimen) -> bool:
    """Whether treatment had lapsed by that day (register M12)."""
    assert state.latest is not None
    return day > lapsed_after(state.latest.last, state.ends(state.plan or plan)[1], state.rules)


def _nerves(state: Walk, day: date) -> None:
    """A sign of the nerves that is recorded first after treatment has lapsed is a reason to load again (register M47)."""
    if state.complete and state.tablets is None and state.plan is not None and _lapsed(state, day, state.plan):
        _begin_course(state, day)
        state.nerves = day


# --- Notes ----------------------------------------------------------------------------------------


def _note(state: Walk, note: Judged) -> None:
    match note.event.kind:
        case "stop":
            note = replace(note, detail=stop_reason(note.event.reason))
            state.stop = note
        case "switch_to_oral":
            state.tablets = note
        case "decision":
            note = _decide(state, note)
        case _:
            pass
    state.judged.append(note)


def _decide(state: Walk, note: Judged) -> Judged:
    assert note.when is not None
    day = note.when.last
    match note.event.decision:
        case "interval" if note.event.interval is not None:
            state.interval = note.event.interval
        case "restart" | "reload" if state.complete:
            return _reload(state, note, day)
        case "restart" | "reload" if state.loading:
            _begin_course(state, day)
        case "resume" if state.loading and not state.complete:
            state.broken, state.opened = False, day
        case "start_maintenance" if state.loading:
            state.complete, state.broken = True, False
        case "no_further_improvement" if state.loading and state.plan is not None and state.plan.open_ended:
            state.complete, state.broken = True, False
        case _:
            return replace(note, reason=Reason.DECISION_NOT_APPLICABLE)
    return note


def _reload(state: Walk, note: Judged, day: date) -> Judged:
    """A second loading course needs a recorded reason (register M9)."""
    if not note.event.reason.strip():
        state.reload_refused = True
        return replace(note, reason=Reason.DECISION_WITHOUT_REASON)
    _begin_course(state, day)
    return note


def _begin_course(state: Walk, day: date) -> None:
    state.complete = state.broken = False
    state.loading, state.place, state.cover = [], None, {}
    state.opened = day

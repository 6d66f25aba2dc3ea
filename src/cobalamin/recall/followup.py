"""Reviews and blood tests: when each is due (register M15), and whether the record shows it was done (register M24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cobalamin.knowledge.regimens import Rules
from cobalamin.knowledge.treatment import Span, TreatmentRecord, months_after
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import Reason


@dataclass(frozen=True, slots=True)
class Review:
    """The next symptom review, and the last one recorded after the first dose."""

    due: date
    last: Span | None
    none_in_12_months: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A blood test of the first weeks: its window, and the entry that shows it was done ("" where none does)."""

    what: str
    start: date
    due: date
    until: date
    done: str

    def open_on(self, on: date) -> bool:
        """True while it can still be done and was not."""
        return not self.done and self.start <= on <= self.until


def review_of(
    record: TreatmentRecord, given: Sequence[Judged], notes: Sequence[Judged], on: date, rules: Rules
) -> Review | None:
    """3 months after the first dose (1 if pregnant or breastfeeding), then every 12; an uncertain day is its last."""
    first = first_day(record, given)
    if first is None:
        return None
    reviews = [note.when for note in notes if note.event.kind == "review" and note.when]
    last = max((when for when in reviews if when.last > first.first), key=lambda when: when.last, default=None)
    due = months_after(first.last, first_review_months(record, rules))
    # An earlier look (severe disease is seen sooner) is one more review, not the first symptom review (register M28).
    if last is not None and last.last >= due - timedelta(days=rules.overdue_after):
        due = months_after(last.last, rules.review_every)
    return Review(due, last, on > months_after((last or first).last, rules.review_every))


def first_review_months(record: TreatmentRecord, rules: Rules) -> int:
    """Months from the first dose to the first symptom review."""
    return rules.review_first_pregnant if record.pregnant or record.breastfeeding else rules.review_first


def first_day(record: TreatmentRecord, given: Sequence[Judged]) -> Span | None:
    """When injections began: as recorded, or the first dose that counts."""
    days = [entry.when for entry in given if entry.when is not None]
    first = Span(min(day.first for day in days), min(day.last for day in days)) if days else None
    if record.started is not None and (first is None or record.started.last < first.first):
        return record.started
    return first


def began(record: TreatmentRecord, given: Sequence[Judged]) -> Span | None:
    """The first dose of the present treatment: after a lapse or with a second loading course it began again (register M32)."""
    again = [entry for entry in given[1:] if entry.reason is Reason.FIRST_AFTER_LAPSE or entry.number == 1]
    return again[-1].when if again else first_day(record, given)


def checks_of(record: TreatmentRecord, given: Sequence[Judged], rules: Rules) -> tuple[Check, ...]:
    """The blood tests after a first dose whose day is known; none where treatment began before the record."""
    first = first_day(record, given)
    if record.established or first is None or not first.certain or not given or given[0].when != first:
        return ()
    return tuple(_checks(record, first.first, rules))


def _checks(record: TreatmentRecord, start: date, rules: Rules) -> Iterator[Check]:
    def day(after: int) -> date:
        return start + timedelta(days=after)

    if record.severe_anaemia:
        done = _done(record, ("potassium",), day(1), day(rules.check_potassium + 1))
        yield Check("potassium and fluid (severe anaemia)", day(1), day(1), day(rules.check_potassium), done)
    begin, end = day(rules.check_reticulocytes_from), day(rules.check_reticulocytes_to)
    done = _done(record, ("reticulocytes", "reticulocytes_percent"), begin, end)
    yield Check("reticulocytes", begin, day(rules.check_reticulocytes), end, done)
    count = day(rules.check_blood_count)
    # "About 8 weeks" is read as two weeks either side, the same slack a dose has before it is overdue.
    slack = timedelta(days=rules.overdue_after)
    yield Check(
        "blood count", count - slack, count, count + slack, _done(record, ("haemoglobin",), count - slack, None)
    )


def _done(record: TreatmentRecord, facts: tuple[str, ...], start: date, end: date | None) -> str:
    """The source of a result that certainly lies in the window."""
    found = [
        lab.source for lab in record.labs
        if lab.fact in facts and lab.when.first >= start and (end is None or lab.when.last <= end)
    ]  # fmt: skip
    return min(found, default="")

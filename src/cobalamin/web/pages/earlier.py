"""The earlier results of a record as rows of the form, so that a trend shows them; the latest stands in its own field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import plain
from cobalamin.language.patient import Interval
from cobalamin.records.known import Facts, window_start
from cobalamin.records.record import Case, Result, is_typed
from cobalamin.records.results import placed
from cobalamin.web.pages.form import EARLIER_ROWS, WORDS

_WHOLE = 2
"""Dashes of a day: of a month or a year a form would have to name one."""
Row = tuple[date, Result, str]
"""The day, the result, and how it is typed."""


def earlier(case: Case, facts: Facts) -> Iterator[tuple[str, str]]:
    """The fields of every result of a day before the one in use, the latest of a long history."""
    newest = sorted(_rows(case, facts), key=lambda row: row[0])[-EARLIER_ROWS:]
    for i, (day, result, text) in enumerate(sorted(newest, key=lambda row: (row[1].fact, row[0]))):
        held = {"fact": result.fact, "value": text, "date": day.isoformat()}
        yield from ((f"earlier.{i}.{key}", value) for key, value in held.items())
        if not is_typed(result.source.where):
            yield f"earlier.{i}.from", result.source.where
            yield f"earlier.{i}.was", " ".join(held.values())


def _rows(case: Case, facts: Facts) -> Iterator[Row]:
    """What cannot be used now is none: its reason may not be in the form, which knows no hours and not all that is given."""
    in_use = {name: known.source.when[:10] for name, known in facts.known.items() if known.source is not None}
    window = window_start(facts.on).isoformat()
    for pending in case.results:
        day = pending.taken.date() if pending.taken is not None else None
        if day is None or day.isoformat() >= in_use.get(pending.fact, window):
            continue
        result = pending.read()
        whole = result.source.when[:10].count("-") == _WHOLE
        text = _typed(result) if result.problem is None and whole else ""
        if text:
            yield day, result, text


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

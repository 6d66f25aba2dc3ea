"""The journal for a regulator: one line a card, with intervention, action taken, feedback, user, date and location."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, TextIO

import msgspec
from sqlalchemy import Engine

from cobalamin.journal.entry import ANSWER, ENTRY, FEEDBACK, AnswerBody, Entry, FeedbackBody
from cobalamin.journal.store import Row, body_of, rows
from cobalamin.language.nodes import q
from cobalamin.records.document import UNFIT
from cobalamin.records.forms import reader
from cobalamin.records.spreadsheet import guarded, harmless

COLUMNS = (
    "number", "date", "service", "hook_instance", "patient", "user", "location", "card", "intervention", "indicator", "source",
    "rules_version", "local_figures", "action", "taken", "feedback", "comment", "feedback_date",
)  # fmt: skip
_DAYS = frozenset({"date", "feedback_date"})
"""The columns a spreadsheet may read as the moments they are."""


class _Source(msgspec.Struct):
    label: str = ""


class _Suggestion(msgspec.Struct):
    uuid: str
    label: str


class _Card(msgspec.Struct):
    uuid: str
    summary: str
    indicator: str
    source: _Source
    suggestions: tuple[_Suggestion, ...] = ()

    def labels_of(self, accepted: Iterable[str]) -> str:
        """What the buttons said that were taken; one the card did not have by its id."""
        labels = {each.uuid: each.label for each in self.suggestions}
        return "; ".join(labels.get(each, each) for each in accepted)


_CARDS = reader(list[_Card])


def exported(engine: Engine) -> Iterator[dict[str, Any]]:
    """One row a card served, with the latest feedback on it; an answer without a card is a row of its own.

    So is feedback on a card that no answer here has: it may have waited until the answer was deleted, or name another's card.
    """
    feedback, damaged = _feedback(engine)
    for row in rows(engine, ("answer",)):
        if row.content is None:
            continue
        try:
            entry = ENTRY.decode(row.content)
            body = ANSWER.decode(entry.body)
            cards = _CARDS.decode(body.cards)
            answer = _answer(row.number, entry, body)
        except (*UNFIT, ValueError, ArithmeticError):
            yield _damaged(row)
            continue
        shown: list[_Card | None] = [*cards] or [None]
        for card in shown:
            yield {**answer, **_card(card, feedback.pop(card.uuid, None) if card else None)}
    for row, said in feedback.values():
        yield {**_told(row, "no answer in this journal has this card"), "card": said.card, **_action(said)}
    yield from map(_damaged, damaged)


def _damaged(row: Row) -> dict[str, Any]:
    """A row nobody can read stands in the export with what its columns say: it is not passed over."""
    return _told(row, "this row cannot be read: see `cobalamin journal verify`")


def _told(row: Row, intervention: str) -> dict[str, Any]:
    told = {"number": row.number, "date": row.at, "service": row.service, "patient": row.patient}
    return {**dict.fromkeys(COLUMNS, ""), **told, "intervention": intervention}


def _feedback(engine: Engine) -> tuple[dict[str, tuple[Row, FeedbackBody]], list[Row]]:
    """The latest feedback on each card, and rows of feedback that nobody can read."""
    found: dict[str, tuple[Row, FeedbackBody]] = {}
    damaged: list[Row] = []
    for row in rows(engine, ("feedback",)):
        if row.content is None:
            continue
        body = body_of(row, FEEDBACK)
        if body is None:
            damaged.append(replace(row, content=b""))
        elif body.card not in found or found[body.card][1].outcome_timestamp <= body.outcome_timestamp:
            found[body.card] = (replace(row, content=b""), body)
    return found, damaged


def _answer(number: int, entry: Entry, body: AnswerBody) -> dict[str, Any]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "number": number,
        "date": entry.at,
        "service": entry.service,
        "hook_instance": body.hook_instance,
        "patient": entry.patient,
        "user": body.user,
        "location": body.location,
        "rules_version": body.rules_version,
        "local_figures": _local(body),
    }


def _card(card: _Card | None, feedback: tuple[Row, FeedbackBody] | None) -> dict[str, str]:
    """No feedback means that none was sent: it is not an override."""
    if card is None:
        return {}
    shown = {
        "card": card.uuid,
        "intervention": card.summary,
        "indicator": card.indicator,
        "source": card.source.label,
    }
    if feedback is None:
        return shown
    said = feedback[1]
    return shown | _action(said) | {"taken": card.labels_of(said.accepted)}


def _action(said: FeedbackBody) -> dict[str, str]:
    return {
        "action": said.outcome,
        "taken": "; ".join(said.accepted),
        "feedback": said.reason,
        "comment": said.comment,
        "feedback_date": said.outcome_timestamp,
    }


def _local(body: AnswerBody) -> str:
    """The laboratory's own figures in force when the answer was served; the version of the rules does not name them."""
    return "; ".join(
        f"{row.id}: {' = '.join(str(q(Fraction(value), unit)) for value, unit in row.printed)}"
        f" ({', '.join(row.cites).removeprefix('SITE ')})"
        for row in body.figures
    )


def write_csv(lines: Iterable[dict[str, Any]], out: TextIO) -> None:
    """The export as CSV; a cell a spreadsheet would run as a formula, or show as something else, is guarded."""
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _cell(name, value) for name, value in line.items()})


def _cell(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return harmless(value) if name in _DAYS else guarded(value)


def write_json(lines: Iterable[dict[str, Any]], out: TextIO) -> None:
    """The export as one JSON array, a row a line."""
    out.write("[")
    for i, line in enumerate(lines):
        out.write((",\n" if i else "\n") + msgspec.json.encode(line).decode())
    out.write("\n]\n")

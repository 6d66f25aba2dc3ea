"""What became of the cards, as the EHR reports it: batches, repeats and late items are welcome, each counts once."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec

from cobalamin.journal.entry import Entry, FeedbackBody, as_json, feedback_id, moment
from cobalamin.records.document import UNFIT
from cobalamin.records.forms import reader
from cobalamin.records.messages import told
from cobalamin.web.errors import Refusal

MOST_ITEMS = 1000
_LONGEST_COMMENT = 4000


class Accepted(msgspec.Struct):
    """A suggestion taken."""

    id: str


class ReasonCode(msgspec.Struct):
    """Why a card was overridden, as a code."""

    code: str | None = None
    system: str | None = None


class OverrideReason(msgspec.Struct):
    """Why a card was overridden."""

    reason: ReasonCode | None = None
    userComment: str | None = None  # noqa: N815


class Item(msgspec.Struct):
    """What became of one card; what was not filled in may be null, as many programs write it."""

    card: str
    outcome: Literal["accepted", "overridden"]
    outcomeTimestamp: str  # noqa: N815
    acceptedSuggestions: list[Accepted] | None = None  # noqa: N815
    overrideReason: OverrideReason | None = None  # noqa: N815


class Feedback(msgspec.Struct):
    """A batch of feedback."""

    feedback: list[Item]


_FEEDBACK = reader(Feedback)


def entries_in(body: bytes, service: str) -> list[Entry]:
    """The journal entries of a batch; Refusal(400) names the item at fault and nothing of the batch is kept."""
    try:
        batch = _FEEDBACK.decode(body.removeprefix(BOM_UTF8)).feedback
    except msgspec.ValidationError as problem:
        expected = "card, outcome (accepted or overridden) and outcomeTimestamp of each"
        raise Refusal(400, f"the feedback does not fit CDS Hooks: {told(problem)}; expected {expected}") from None
    except UNFIT:
        raise Refusal(400, 'the feedback is not JSON; expected {"feedback": [...]}') from None
    if len(batch) > MOST_ITEMS:
        raise Refusal(413, f"more than {MOST_ITEMS} items in one batch; send several", "too-long")
    return list(_entries(batch, service))


def _entries(batch: list[Item], service: str) -> Iterator[Entry]:
    now = moment(datetime.now(UTC))
    for i, item in enumerate(batch):
        body = _body(item, i)
        yield Entry(feedback_id(service, body), "feedback", now, service, as_json(body))


def _body(item: Item, i: int) -> FeedbackBody:
    place = f"$.feedback[{i}]"
    try:
        card = str(UUID(item.card))
    except ValueError:
        raise Refusal(400, f"{place}.card is not a UUID; expected the uuid of a card") from None
    if item.outcome == "accepted" and not item.acceptedSuggestions:
        raise Refusal(
            400, f"{place}.acceptedSuggestions is missing; an accepted card names what was accepted", "required"
        )
    reason = item.overrideReason
    if reason is not None and reason.reason is None and not reason.userComment:
        raise Refusal(400, f"{place}.overrideReason holds neither reason nor userComment", "required")
    said = reason.reason if reason is not None else None
    code = f"{said.system or ''}|{said.code or ''}" if said is not None else ""
    comment = ((reason.userComment if reason is not None else None) or "")[:_LONGEST_COMMENT]
    accepted = tuple(taken.id for taken in item.acceptedSuggestions or ())
    return FeedbackBody(card, item.outcome, _utc(item.outcomeTimestamp, place), accepted, code, comment)


def _utc(text: str, place: str) -> str:
    """A time with its zone, as UTC: times from two zones then sort."""
    try:
        sent = datetime.fromisoformat(text)
        if sent.tzinfo is None:
            raise ValueError
        return moment(sent.astimezone(UTC))
    except (ValueError, OverflowError):
        raise Refusal(
            400, f"{place}.outcomeTimestamp is not a time with a time zone; expected 2026-03-01T09:30:00Z"
        ) from None

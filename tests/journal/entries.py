"""Answers and feedback for the tests of the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from uuid import uuid4

import msgspec

from cobalamin.journal.entry import Entry, FeedbackBody, as_json, feedback_id
from cobalamin.records.read import read_any
from cobalamin.web.answered import AnsweredCase, answer_case
from cobalamin.web.desk import Desk, Origin
from cobalamin.web.metrics import Metrics
from cobalamin.web.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


def settings(**changed: Any) -> Settings:
    return Settings(**{"today": lambda: date(2026, 3, 1), "patient_key": b"site key", "location": "Ward 7", **changed})


def readings(**changed: Any) -> list[AnsweredCase]:
    used = settings(**changed)
    return [answer_case(read_any(path.read_bytes()), used, ()) for path in EXAMPLES]


def answer(reading: AnsweredCase, patient: str = "p1", **changed: Any) -> Entry:
    desk = Desk(settings(**changed), Metrics(), None, None)  # type: ignore[arg-type]
    return desk.entry(reading, Origin("b12-patient-view", patient, str(uuid4()), "Practitioner/1"))


def feedback(card: str, comment: str = "", at: str = "2026-03-01T10:00:00.000+00:00") -> Entry:
    body = FeedbackBody(card, "overridden", at, (), "", comment)
    return Entry(feedback_id("b12-patient-view", body), "feedback", now(), "b12-patient-view", as_json(body))


def small(number: int) -> Entry:
    """An entry as small as they come, for campaigns of thousands."""
    body = FeedbackBody(str(uuid4()), "overridden", "2026-03-01T10:00:00.000+00:00", (), "", str(number))
    return Entry(str(uuid4()), "feedback", now(), "campaign", as_json(body))


def fat(number: int) -> Entry:
    """An entry that finds no room among what is there already, however it is packed."""
    return msgspec.structs.replace(small(number), body=as_json({"comment": token_hex(100_000)}))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

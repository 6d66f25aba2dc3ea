"""The page behind a card's link: the whole answer as it was served, read from the journal by its secret address."""

from __future__ import annotations

from functools import cache
from html import escape
from uuid import UUID

import msgspec
from sqlalchemy import Engine, select

from cobalamin import report
from cobalamin.assessment import Assessment
from cobalamin.journal.entry import AnswerBody, Entry
from cobalamin.journal.store import engine_of, unpacked
from cobalamin.journal.tables import JOURNAL
from cobalamin.web.errors import Refusal


@cache
def _engine(url: str) -> Engine:
    return engine_of(url)


def answer_page(url: str, id: UUID) -> str:
    """The answer as a plain page; Refusal(404) where it is not kept any more."""
    query = select(JOURNAL.c.content).where(JOURNAL.c.id == str(id), JOURNAL.c.kind == "answer")
    with _engine(url).connect() as connection:
        content = unpacked(connection.scalar(query))
    if content is None:
        raise Refusal(404, "this answer is not kept, or not any more", "not-found")
    body = msgspec.json.decode(msgspec.json.decode(content, type=Entry).body, type=AnswerBody)
    text = report.text(msgspec.json.decode(body.answer, type=Assessment), trace=True)
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>Cobalamin</title><pre>{escape(text)}</pre></html>"

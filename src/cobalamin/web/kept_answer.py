"""The page behind a card's link: the whole answer as it was served, read from the journal by its id."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from cobalamin.assessment.assessment import Assessment
from cobalamin.journal.database import reader_of
from cobalamin.journal.entry import ANSWER, ENTRY, Entry
from cobalamin.journal.store import unpacked
from cobalamin.journal.tables import JOURNAL
from cobalamin.prints.clinical import report_page
from cobalamin.records.forms import fitting, reader
from cobalamin.translation.words import Words
from cobalamin.web.errors import Refusal

_ASSESSMENT = reader(Assessment)
_GONE = "this answer is not kept yet, or not any more"
_LATER = "the journal cannot be read just now; wait a moment and open the answer again"
_OLD = (
    "this answer cannot be shown: another version of the service wrote it, which `cobalamin journal export` has, or it was "
    "damaged, which `cobalamin journal verify` tells"
)


@cache
def _engine(url: str) -> Engine:
    return reader_of(url)


def kept_answer(url: str, id: UUID) -> Entry:
    """The journal's entry of an answer; Refusal(404) where it is not kept any more, 503 where nobody can say."""
    query = select(JOURNAL.c.content).where(JOURNAL.c.id == str(id), JOURNAL.c.kind == "answer")
    try:
        with _engine(url).connect() as connection:
            content = unpacked(connection.scalar(query))
    except SQLAlchemyError:
        raise Refusal(503, _LATER, "timeout", {"retry-after": "5"}) from None
    if content is None:
        raise Refusal(404, _GONE, "not-found")
    entry = fitting(ENTRY, content)
    if entry is None:
        raise Refusal(410, _OLD, "not-found")
    return entry


def shown(entry: Entry, words: Words) -> str:
    """The answer of an entry as a page that needs nothing else; Refusal(410) where another version wrote it differently."""
    body = fitting(ANSWER, entry.body)
    answer = fitting(_ASSESSMENT, body.answer) if body is not None else None
    if answer is None:
        raise Refusal(410, _OLD, "not-found")
    return report_page(answer, (), trace=True, words=words)


_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def page_headers(page: str) -> dict[str, str]:
    """What goes with a page that needs nothing else: its own style sheet is allowed by its hash, nothing other inline."""
    hashes = [b64encode(sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page)]
    styles = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; frame-ancestors 'none'; base-uri 'none'"
    return {"content-security-policy": policy}


def answer_page(url: str, id: UUID, words: Words) -> str:
    """The page for whoever holds the secret address of a card's link."""
    return shown(kept_answer(url, id), words)


def launched_page(url: str, decision: str, patient: str, words: Words) -> str:
    """The page for a launch, only where the patient open in the EHR is the answer's; `patient` is named as the journal does."""
    try:
        entry = kept_answer(url, UUID(decision))
    except ValueError:
        raise Refusal(404, "the launch names no answer; open it from a card of this service", "not-found") from None
    if not entry.patient or entry.patient != patient:
        raise Refusal(403, "this answer is about a different patient from the one open in the EHR", "security")
    return shown(entry, words)

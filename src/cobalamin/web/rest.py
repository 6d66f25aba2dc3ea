"""The plain doors beside CDS Hooks: a case or a Bundle in, the answer or the recall list out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

import msgspec

from cobalamin.comparison.compare import compare as side_by_side
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.guidelines.registry import PROFILES, UnknownProfile
from cobalamin.knowledge.notice import NOTICE
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.record import record_of
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import recall_list
from cobalamin.recall.written.formats import days_of, rendered
from cobalamin.records.document import A_TABLE
from cobalamin.records.errors import RecordError
from cobalamin.records.known import decision_day
from cobalamin.records.messages import meant
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.records.select import unknown_groups
from cobalamin.web.answered import AnsweredCase, answer_case
from cobalamin.web.desk import Desk, Origin, is_large
from cobalamin.web.errors import Refusal

QUERIES: Mapping[str, tuple[str, ...]] = {
    "/assess": ("on", "presume"), "/compare": ("on", "guideline", "presume", "verified"), "/recall": ("on", "within"),
}  # fmt: skip
"""What may stand in the address of each call."""
_SEVERAL = frozenset({"guideline", "presume"})


def require_known(path: str, sent: Mapping[str, Sequence[str]]) -> None:
    """Refuse what a call would pass over without a word; it is not repeated: what came in an address is the caller's."""
    known = QUERIES[path]
    for name, values in sent.items():
        if name not in known:
            expected = f"{meant(name, known)}; expected {', '.join(known)}"
            raise Refusal(400, f"the address has a parameter that {path} does not know{expected}")
        if len(values) > 1 and name not in _SEVERAL:
            raise Refusal(400, f"`{name}` stands in the address more than once; expected one")
    if not {"true", "false", ""}.issuperset(sent.get("verified", ())):
        raise Refusal(400, "`verified` is neither true nor false; expected one of them")


async def assess(desk: Desk, body: bytes, on: str | None, presume: list[str]) -> bytes:
    """The explained answer for a case file or a Bundle, as JSON; kept in the journal like every other."""
    work = partial(_assessed, desk, body, on, presume)
    answered = await desk.aside(work) if is_large(body) else work()
    await desk.keep([desk.entry(answered, Origin("assess", answered.case.id))])
    desk.metrics.answered("assess", answered.answer, ())
    return answered.answer.json()


def _assessed(desk: Desk, body: bytes, on: str | None, presume: list[str]) -> AnsweredCase:
    try:
        case = read_any(body, desk.settings.site)
    except RecordError as problem:
        raise Refusal(400, str(problem)) from None
    groups = frozenset(desk.settings.presume) | frozenset(_groups(presume))
    return answer_case(case, desk.settings, groups, on=_decision_day(desk, case, body, on))


_AS_TABLE = "the body is a table, not one patient's record: send it with the content type text/csv"


def recall(desk: Desk, body: bytes, on: str | None, within: str, table: bool) -> bytes:
    """The recall list of a day for a case, a Bundle or a CSV of events, as JSON."""
    try:
        days = days_of(within)
        if table:
            found = read_events_csv(body)
            listed = recall_list(found.records, _day(on) or desk.settings.today(), days)
            return rendered("json", listed, found.problems)
        case = read_any(body, desk.settings.site)
    except RecordError as problem:
        raise Refusal(400, _AS_TABLE if str(problem) == A_TABLE else str(problem)) from None
    answered = answer_case(case, desk.settings, desk.settings.presume, on=_decision_day(desk, case, body, on))
    return rendered("json", recall_list([_record(answered)], answered.answer.on, days), (), True)


class Asked(NamedTuple):
    """What is asked of a comparison: guidelines by name (all where none is named), groups asked about, verified only."""

    names: list[str]
    presume: list[str]
    verified: bool = False


def compare(desk: Desk, body: bytes, on: str | None, asked: Asked) -> bytes:
    """The same patient through several guidelines: in a body, for no patient belongs in an address."""
    groups = frozenset(desk.settings.presume) | frozenset(_groups(asked.presume))
    try:
        case = read_any(body, desk.settings.site)
        return side_by_side(
            case,
            on=_decision_day(desk, case, body, on),
            names=asked.names,
            verified=asked.verified,
            presume=groups,
            parameters=desk.settings.parameters,
        ).json()
    except (RecordError, UnknownProfile) as problem:
        raise Refusal(400, str(problem)) from None


def guidelines() -> bytes:
    """The guidelines that can be compared, with what each is and since when."""
    rows = [{"id": p.id, "name": p.name, "title": p.title} for p in PROFILES.values()]
    return msgspec.json.encode({"guidelines": rows, "notice": NOTICE})


def _record(answered: AnsweredCase) -> TreatmentRecord:
    """The treatment of one case; what is severe anaemia is said by the site's own figures."""
    severe = next(d.truth for d in answered.answer.definitions if d.id == "anaemia_severe")
    return replace(record_of(answered.case, answered.facts), severe_anaemia=severe.known)


def _decision_day(desk: Desk, case: Case, body: bytes, on: str | None) -> date:
    """The day asked for, else that of the case, else today."""
    return _day(on) or case.on or desk.settings.today_of(case, lambda: body)


def _day(text: str | None) -> date | None:
    try:
        return decision_day(text, "`on`") if text else None
    except RecordError as problem:
        raise Refusal(400, str(problem)) from None


def _groups(names: list[str]) -> list[str]:
    if unknown_groups(names):  # which are not repeated: what came in an address is the caller's
        raise Refusal(400, f"`presume` does not name a group of questions; expected one of {', '.join(ASSESSABLE)}")
    return names

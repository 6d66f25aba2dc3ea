"""What the recorded causes come to: whether injections may ever end (registers M16, M18), and which are not settled (M46)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.regimens import IRREVERSIBLE, REVERSIBLE
from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.reasons import Flag, Remark
from cobalamin.records.messages import shown


def is_for_good(record: TreatmentRecord) -> bool:
    """True where one of the causes never goes away."""
    return bool(record.causes & IRREVERSIBLE)


def can_be_dealt_with(record: TreatmentRecord) -> bool:
    """True where causes are recorded and each can be dealt with, those in doubt too."""
    return bool(record.causes) and record.causes | record.unsettled <= REVERSIBLE


def cause_told(record: TreatmentRecord, *, refused: bool) -> Iterator[Remark]:
    """The one remark about the causes; none where a recorded cause is neither irreversible nor sure to be reversible."""
    causes, unsettled = record.causes, record.unsettled - record.causes
    if is_for_good(record):
        how = "; a specialist decides how treatment continues" if refused else ""
        yield Remark(Flag.NEVER_STOP, f" {_named(causes & IRREVERSIBLE)} is irreversible{how}", alarm="never stop:")
    elif can_be_dealt_with(record):
        yield Remark(Flag.CAUSE_REVERSIBLE, f"cause reversible ({_named(causes)}): review the route")
    elif unsettled:
        yield Remark(Flag.CAUSE_UNSETTLED, f"cause recorded but not confirmed: {_named(unsettled)}")
    elif not causes:
        yield Remark(Flag.NO_CAUSE, "no cause recorded")


def _named(causes: Iterable[str]) -> str:
    """Facts by their labels; the words of a table as they were written."""
    return ", ".join(FACTS[cause].fact.label if cause in FACTS else shown(cause) for cause in sorted(causes))

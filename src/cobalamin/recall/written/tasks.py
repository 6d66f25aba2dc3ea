"""The recall list as FHIR R4: a collection Bundle with one Task a patient, proposed, for a person to accept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import msgspec

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.recall.worklist import Group, RecallList, Row
from cobalamin.recall.written.listing import clean
from cobalamin.records.identifiers import FHIR_ID

_URGENT = frozenset((
    Group.DO_NOT_GIVE, Group.STOPPED_IRREVERSIBLE, Group.STOPPED_FOR_LEVEL, Group.LOADING_BROKEN, Group.OVERDUE, Group.FAILING,
    Group.NERVES,
))  # fmt: skip


def fhir_of(listed: RecallList, patients_are_fhir: bool) -> bytes:
    """The Bundle, one Task a row; only where patients come from FHIR does a Task refer to Patient/id."""
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{listed.on.isoformat()}T00:00:00Z",
        "entry": [_entry(row, listed.on, patients_are_fhir) for row in listed.rows],
    }
    if not listed.rows:
        del bundle["entry"]
    return msgspec.json.format(msgspec.json.encode(bundle), indent=1) + b"\n"


def _entry(row: Row, on: date, patients_are_fhir: bool) -> Mapping[str, object]:
    task = task_of(row, on, patients_are_fhir)
    return {"fullUrl": f"urn:uuid:{_uuid(str(task['id']))}", "resource": task}


def _uuid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def task_of(row: Row, on: date, patients_are_fhir: bool = False) -> dict[str, object]:
    """A proposed Task: what, for whom, why, by when; a number of a practice system is an identifier."""
    digest = hashlib.sha256(f"{row.patient}|{on.isoformat()}".encode()).hexdigest()[:32]
    task: dict[str, object] = {
        "resourceType": "Task",
        "id": f"recall-{digest}",
        "status": "requested",
        "intent": "proposal",
        "priority": "urgent" if row.group in _URGENT else "routine",
        "code": {"text": f"B12 injection recall: {row.group}"},
        "description": row.next_step,
        "for": _patient(row.patient, patients_are_fhir),
        "authoredOn": on.isoformat(),
        "reasonCode": {"text": clean("; ".join(row.why))},
        "note": [{"text": SHORT_NOTICE}, {"text": clean(f"Read from: {', '.join(row.sources) or 'no entry'}")}],
    }
    if row.due is not None:
        task["restriction"] = {"period": _period(row, on)}
    return task


def _patient(patient: str, is_fhir: bool) -> dict[str, object]:
    if is_fhir and FHIR_ID.fullmatch(patient):
        return {"reference": f"Patient/{patient}"}
    return {"type": "Patient", "identifier": {"value": clean(patient)}}


def _period(row: Row, on: date) -> dict[str, str]:
    """From the earliest day to the last one before overdue; what is already late is due today."""
    start = max(row.earliest, on) if row.earliest is not None else on
    end = max(row.overdue, start) if row.overdue is not None else start
    return {"start": start.isoformat(), "end": end.isoformat()}

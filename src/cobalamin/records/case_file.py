"""The form of a case file, version 1, as types, and the JSON Schema made from them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, FactEntry, told_by
from cobalamin.knowledge.usual import USUAL
from cobalamin.language.nodes import Finding, Measure
from cobalamin.records.forms import learned

PartialDate = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")]
FullDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")]


DATES = {
    r"^\d{4}-\d{2}-\d{2}$": "YYYY-MM-DD",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "YYYY, YYYY-MM or YYYY-MM-DD",
}
"""What a pattern of a date expects, in words."""


DIAGNOSES = {"pernicious_anaemia": "cond.pernicious_anaemia"}
"""What a case file may name beside the facts: a diagnosis that says what its codes say in a record (register R25)."""


class PatientFile(msgspec.Struct, forbid_unknown_fields=True):
    """Who it is about: age in years (or a text such as "10 mo") or a birth date, sex, and whether a death is recorded."""

    age: float | str | None = None
    birth_date: PartialDate | None = None
    sex: Literal["female", "male"] | None = None
    died: bool | None = None


class ReferenceRange(msgspec.Struct, forbid_unknown_fields=True):
    """The laboratory's own limits, in the unit of the result."""

    low: float | None = None
    high: float | None = None


@learned
class MeasureFile(msgspec.Struct, forbid_unknown_fields=True):
    """One result: a number with its unit as printed, or a word, or both."""

    value: float | str | None = None
    unit: str | None = None
    comparator: Literal["", "<", "<=", ">", ">="] = ""
    word: Literal["low", "normal", "high", "borderline"] | None = None
    date: FullDate | None = None
    status: str | None = None
    reference: ReferenceRange | None = None
    source: str | None = None


@learned
class FindingFile(msgspec.Struct, forbid_unknown_fields=True):
    """One finding: present or not, since when, seen when, where it was read.

    `unsettled`, with `present` null, is what is recorded and does not settle it: an allergy that nobody confirmed.
    """

    present: bool | None
    onset: PartialDate | None = None
    date: FullDate | None = None
    source: str | None = None
    unsettled: str = ""


class TreatmentFile(msgspec.Struct, forbid_unknown_fields=True):
    """One dose given: when, of what, how much, by which route; or one that was not, or not dispensed, a stop or a hold, and why.

    `until` is the last day on which a stop or a hold can have been; of a dose that was not given on no day that is told, by which.
    """

    product: Literal["hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named", "folic_acid"]
    date: PartialDate | None = None
    dose: str | None = None
    route: Literal["intramuscular", "subcutaneous", "intravenous", "injection", "oral", "nasal"] | None = None
    event: Literal["given", "not_given", "not_supplied", "stop", "hold"] = "given"
    reason: str = ""
    until: PartialDate | None = None


@learned
class CaseFile(msgspec.Struct, forbid_unknown_fields=True):
    """Version 1 of the case file. What is absent or null is unknown, never no."""

    cobalamin_case: Literal[1]
    id: str = ""
    title: str = ""
    on: FullDate | UnsetType = UNSET
    patient: PatientFile = msgspec.field(default_factory=PatientFile)
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    assessed: list[str] = msgspec.field(default_factory=list)
    treatment: list[TreatmentFile] = msgspec.field(default_factory=list)
    note: str = ""


def schema() -> dict[str, Any]:
    """The JSON Schema of the case file, with every fact of the vocabulary, its question and its units."""
    document = msgspec.json.schema(CaseFile)
    definitions = document["$defs"]
    for part in (MeasureFile, FindingFile):
        definitions.update(msgspec.json.schema(part)["$defs"])
    definitions["CaseFile"]["properties"]["facts"] = {
        "type": "object", "additionalProperties": False,
        "properties": {name: _fact_schema(entry) for name, entry in FACTS.items()}
        | {name: _diagnosis_schema(concept) for name, concept in DIAGNOSES.items()},
    }  # fmt: skip
    definitions["CaseFile"]["properties"]["assessed"]["items"] = {"enum": list(ASSESSABLE)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Cobalamin case file", **document}


def _diagnosis_schema(concept: str) -> dict[str, Any]:
    facts = ", ".join(entry.name for entry in told_by(concept))
    forms = [{"type": ["boolean", "null"]}, {"$ref": "#/$defs/FindingFile"}]
    return {"description": f"The diagnosis, as its codes say it in a health record: {facts}", "anyOf": forms}


def _fact_schema(entry: FactEntry) -> dict[str, Any]:
    if isinstance(entry.fact, Finding):
        forms: list[dict[str, Any]] = [{"type": ["boolean", "null"]}, {"$ref": "#/$defs/FindingFile"}]
        return {"description": entry.question, "anyOf": forms}
    forms = [
        {"type": _written_as(entry.fact), "description": f"{expected(entry.fact)}, or low, normal, high, borderline"},
        {"$ref": "#/$defs/MeasureFile"},
    ]
    return {"description": entry.question, "anyOf": forms}


def _written_as(measure: Measure) -> list[str]:
    return ["number", "string", "null"] if is_bare(measure) else ["string", "null"]


def expected(measure: Measure) -> str:
    """What a case file expects of a measure, with an example it takes."""
    if is_bare(measure):
        return f'a number, such as "{example(measure)}"'
    return (
        f'a number with its unit ({", ".join(measure.units())}), such as "{example(measure)}" or "<{example(measure)}"'
    )


def is_bare(measure: Measure) -> bool:
    """Whether a measure has no unit to write, as the INR."""
    return measure.unit == "1"


def example(measure: Measure) -> str:
    """A result as a case file writes it: "400 pmol/L"; of a measure without a unit the number alone."""
    number = USUAL[measure.name]
    return f"{number}" if is_bare(measure) else f"{number} {measure.unit}"


@cache
def schema_text() -> str:
    """The JSON Schema as indented text."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"

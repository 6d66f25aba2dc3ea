"""FHIR R4 to facts in CQL: retrieves by value set, guarded so that what is not recorded stays null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cobalamin.readings.cql import FindingFact, MeasureFact, quoted

FUNCTIONS = """\
define "Window start":
  "On" - 12 months

define function "Verification"(condition FHIR.Condition):
  First((condition.verificationStatus.coding) C where C.code.value is not null return C.code.value)

define function "Clinical"(condition FHIR.Condition):
  Coalesce(First((condition.clinicalStatus.coding) C where C.code.value is not null return C.code.value), '')

define function "IsOver"(condition FHIR.Condition):
  "Clinical"(condition) in {'inactive', 'remission', 'resolved'} or condition.abatement is not null

define function "IsUsable"(condition FHIR.Condition):
  not (Coalesce("Verification"(condition), '') in {'entered-in-error', 'unconfirmed', 'provisional', 'differential'})

define function "IsRefuted"(condition FHIR.Condition):
  Coalesce("Verification"(condition), '') = 'refuted'

define function "IsActive"(condition FHIR.Condition):
  "Clinical"(condition) != '' and not "IsOver"(condition)

define function "Recorded"(condition FHIR.Condition):
  Coalesce(date from condition.recordedDate.value, date from (condition.onset as FHIR.dateTime).value)"""

_CODE = "Code { code: C.code.value, system: C.system.value }"


def _coded(resource: str, path: str, value_set: str) -> str:
    return f"[{resource}] R\n  where exists (({path}.coding) C where {_CODE} in {quoted(value_set)})"


Fading = Literal["never", "unless active", "always", "pregnancy"]
"""When a finding recorded long ago stops counting: after twelve months, or (present only) after 300 days for a pregnancy."""
_IN_TIME: Mapping[Fading, str] = {
    "never": "true",
    "unless active": '("IsActive"(C) or Coalesce("Recorded"(C), "On") >= "Window start")',
    "always": 'Coalesce("Recorded"(C), "On") >= "Window start"',
    "pregnancy": '("IsRefuted"(C) or "IsOver"(C) or Coalesce("Recorded"(C), "On") >= "On" - 300 days)',
}


def recorded_condition(value_set: str, *, ever: bool, fading: Fading) -> FindingFact:
    """A diagnosis: present, denied or over, by the latest word on it; a yes and a no of one day are contradictory, so unknown.

    `ever`: once present it holds for life, whatever is recorded later.
    """
    usable, latest, current = (quoted(f"{value_set} {word}") for word in ("usable", "latest day", "current"))
    before = (
        f"define {usable}:\n  {_coded('Condition', 'R.code', value_set)}\n"
        f'    and "IsUsable"(R)\n    and Coalesce("Recorded"(R), "On") <= "On"\n'
        f"    and {_IN_TIME['never' if ever else fading].replace('(C)', '(R)')}"
    )
    if ever:
        present = f'exists ({usable} C where not "IsRefuted"(C))'
        return FindingFact(f"case when {present} then true when exists {usable} then false else null end", before)
    before += (
        f'\n\ndefine {latest}:\n  Max({usable} C return "Recorded"(C))\n\n'
        f'define {current}:\n  {usable} C where Coalesce("Recorded"(C), {latest}, "On") = Coalesce({latest}, "On")'
    )
    over = '("IsRefuted"(C) or "IsOver"(C))'
    affirmed, denied = f"exists ({current} C where not {over})", f"exists ({current} C where {over})"
    return FindingFact(
        f"case\n  when {affirmed}\n    then if {denied} then null else true\n"
        f"  when {denied} then false\n  else null\nend",
        before,
    )


def done_or_recorded(value_set: str) -> FindingFact:
    """An operation: a completed procedure, or the state after it among the diagnoses; it holds for life."""
    condition = recorded_condition(value_set, ever=True, fading="never")
    procedures = f"{value_set} procedures"
    done = "Coalesce(P.status.value, 'completed') in {'completed', 'in-progress'}"
    before = f"{condition.before}\n\ndefine {quoted(procedures)}:\n  {_coded('Procedure', 'R.code', value_set)}"
    return FindingFact(
        f"case when exists ({quoted(procedures)} P where {done}) then true else\n  {condition.expression}\nend", before
    )


def ordered_medicine(value_set: str) -> FindingFact:
    """A medicine with an active order; no order is not a no."""
    orders = f"{value_set} orders"
    before = f"define {quoted(orders)}:\n  {_coded('MedicationRequest', '(R.medication as FHIR.CodeableConcept)', value_set)}"
    active = "M.status.value in {'active', 'on-hold'} and M.intent.value in {'order', 'original-order', 'instance-order'}"
    wanted = f"{active} and not Coalesce(M.doNotPerform.value, false)"
    return FindingFact(f"case when exists ({quoted(orders)} M where {wanted}) then true else null end", before)


def recorded_allergy(value_set: str) -> FindingFact:
    """An allergy by its substance; refuted or resolved is a no."""
    allergies = f"{value_set} allergies"
    before = f"define {quoted(allergies)}:\n  {_coded('AllergyIntolerance', 'R.code', value_set)}"
    verified = "Coalesce(First((A.verificationStatus.coding) C return C.code.value), '')"
    clinical = "Coalesce(First((A.clinicalStatus.coding) C return C.code.value), '')"
    known = f"{quoted(allergies)} A where {verified} != 'entered-in-error'"
    over = f"({verified} = 'refuted' or {clinical} in {{'inactive', 'resolved'}})"
    return FindingFact(
        f"case when exists ({known} and not {over}) then true when exists ({known} and {over}) then false else null end",
        before,
    )


_FINAL = "R.status.value in {'final', 'amended', 'corrected'}"
_DATED = 'date from (R.effective as FHIR.dateTime).value between "Window start" and "On"'


def test_result(value_set: str) -> FindingFact:
    """A test read by the laboratory's own word: the latest final result of the last twelve months, positive or negative."""
    results, latest = f"{value_set} results", f"{value_set} latest"
    answer = "First(((R.value as FHIR.CodeableConcept).coding) C return C.code.value)"
    before = (
        f"define {quoted(results)}:\n  {_coded('Observation', 'R.code', value_set)}\n"
        f"    and {_FINAL}\n    and {_DATED}\n"
        f"    and {answer} in {{'10828004', '260385009', 'LA6576-8', 'LA6577-6'}}\n\n"
        f"define {quoted(latest)}:\n"
        f"  Last(({quoted(results)} R return Tuple {{ taken: (R.effective as FHIR.dateTime).value, answer: {answer} }})"
        " T sort by taken)"
    )
    return FindingFact(f"{quoted(latest)}.answer in {{'10828004', 'LA6576-8'}}".join(("case when ", " then true"))
                       + f" when {quoted(latest)} is not null then false else null end", before)  # fmt: skip


def latest_result(value_set: str, units: Sequence[str]) -> MeasureFact:
    """The latest final result of the last twelve months in a unit we know, with its comparator."""
    results, latest = f"{value_set} results", f"{value_set} latest"
    quantity = "(R.value as FHIR.Quantity)"
    accepted = ", ".join(f"'{unit}'" for unit in units)
    before = (
        f"define {quoted(results)}:\n  {_coded('Observation', 'R.code', value_set)}\n"
        f"    and {_FINAL}\n    and {_DATED}\n"
        f"    and {quantity}.value.value is not null\n    and {quantity}.code.value in {{{accepted}}}\n\n"
        f"define {quoted(latest)}:\n"
        f"  Last(({quoted(results)} R return Tuple {{ taken: (R.effective as FHIR.dateTime).value,\n"
        f"    value: {quantity}.value.value, unit: {quantity}.code.value, comparator: {quantity}.comparator.value }})"
        " T sort by taken)"
    )
    last = quoted(latest)
    return MeasureFact(f"{last}.value", f"{last}.unit", f"{last}.comparator", before)

"""FHIR R4 to facts in CQL: each resource type is retrieved once, filtered by value set, and what is not recorded stays null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cobalamin.readings.cql import FindingFact, MeasureFact, quoted

_CODES = "return all Code { code: K.code.value, system: K.system.value }"
_MEDICINE = f"((R.medication as FHIR.CodeableConcept).coding) K {_CODES}"
_EFFECTIVE = "date from Coalesce((R.effective as FHIR.dateTime).value, (R.effective as FHIR.Period).start.value)"
KIT = "cyanide_antidote"
"""The value set of the cyanide antidote, which is no replacement and still fills the blood with B12."""
AFTER_INJECTION = "14 days"


def _status(path: str) -> str:
    return f"Coalesce(First(({path}.coding) K where K.code.value is not null return all K.code.value), '')"


def _routes(dosages: str) -> str:
    return f"flatten ((R.{dosages}) D where D.route is not null return all (D.route.coding) K {_CODES})"


def _coded(alias: str, value_set: str, codes: str = "codes") -> str:
    return f"exists ({alias}.{codes} K where K in {quoted(value_set)})"


def by_route(alias: str, route: Literal["injected", "swallowed"]) -> str:
    """A B12 product given this way: the route that is written decides, else the product's own."""
    written = f"({_coded(alias, 'route_injected', 'routes')} or {_coded(alias, 'route_swallowed', 'routes')})"
    return (
        f"({_coded(alias, f'b12_{route}')} and not {written}"
        f" or {_coded(alias, 'b12_product')} and {_coded(alias, f'route_{route}', 'routes')})"
    )


def completed_months(born: str, on: str) -> str:
    """Whole months between two dates: one is complete on the same day, or on the last day of a month too short for it.

    Spelled out because one engine does not count a month that ends with a shorter one (docs/cql.md).
    """
    months = f"((year from {on}) - (year from {born})) * 12 + (month from {on}) - (month from {born})"
    early = f"(day from {on}) < (day from {born}) and (day from ({on} + 1 day)) != 1"
    return f"{months}\n  - (if {early} then 1 else 0)"


_INJECTED = f"{by_route('M', 'injected')} or {_coded('M', KIT)}"
RETRIEVES = f"""\
define "Window start":
  "On" - 12 months

// Every retrieve of the library stands here. A tuple holds what the rules need of a resource, nothing is decided yet.
define "Conditions":
  ([Condition] R return all Tuple {{
    codes: (R.code.coding) K {_CODES},
    verification: {_status("R.verificationStatus")},
    clinical: {_status("R.clinicalStatus")},
    ended: R.abatement is not null,
    recorded: Coalesce(date from R.recordedDate.value, date from (R.onset as FHIR.dateTime).value)
  }}) C
    where not (C.verification in {{'entered-in-error', 'unconfirmed', 'provisional', 'differential'}})
      and Coalesce(C.recorded, "On") <= "On"
    return all Tuple {{
      codes: C.codes,
      refuted: C.verification = 'refuted',
      over: C.clinical in {{'inactive', 'remission', 'resolved'}} or C.ended,
      active: C.clinical != '' and not (C.clinical in {{'inactive', 'remission', 'resolved'}}) and not C.ended,
      recorded: C.recorded,
      dated: Coalesce(C.recorded, "On")
    }}

define "Procedures":
  [Procedure] R where Coalesce(R.status.value, 'completed') in {{'completed', 'in-progress'}}
    return all Tuple {{ codes: (R.code.coding) K {_CODES} }}

define "Orders":
  [MedicationRequest] R
    where R.status.value in {{'active', 'on-hold'}}
      and not (Coalesce(R.intent.value, '') in {{'proposal', 'plan'}})
      and not Coalesce(R.doNotPerform.value, false)
      and Coalesce(date from R.authoredOn.value, "On") <= "On"
    return all Tuple {{ codes: {_MEDICINE}, routes: {_routes("dosageInstruction")} }}

define "Told":
  [MedicationStatement] R
    where not (Coalesce(R.status.value, 'unknown') in {{'entered-in-error', 'not-taken'}})
    return all Tuple {{
      codes: {_MEDICINE},
      routes: {_routes("dosage")},
      since: Coalesce({_EFFECTIVE}, date from R.dateAsserted.value),
      current: if (R.effective as FHIR.Period).end is null
        then Coalesce(R.status.value, 'unknown') in {{'active', 'intended', 'on-hold', 'unknown'}}
        else Coalesce(R.status.value, 'unknown') in {{'active', 'intended', 'on-hold', 'unknown', 'completed'}}
          and date from (R.effective as FHIR.Period).end.value >= "On"
    }}

define "Given":
  [MedicationAdministration] R
    where Coalesce(R.status.value, 'completed') in {{'completed', 'in-progress'}}
    return all Tuple {{
      codes: {_MEDICINE}, routes: (R.dosage.route.coding) K {_CODES}, since: {_EFFECTIVE}
    }}

// What the patient takes: an order or a word that is current, or a dose given within the window.
define "Taken":
  flatten {{
    "Orders",
    ("Told" M where M.current and Coalesce(M.since, "On") <= "On" return all Tuple {{ codes: M.codes, routes: M.routes }}),
    ("Given" M where Coalesce(M.since, "On") between "Window start" and "On"
      return all Tuple {{ codes: M.codes, routes: M.routes }})
  }}

// A sample drawn after one of these says nothing: the level is the injection's.
define "Injection days":
  flatten {{
    ("Told" M where {_INJECTED} return all M.since),
    ("Given" M where {_INJECTED} return all M.since)
  }}

define "Allergies":
  ([AllergyIntolerance] R return all Tuple {{
    codes: (R.code.coding) K {_CODES},
    verification: {_status("R.verificationStatus")},
    clinical: {_status("R.clinicalStatus")}
  }}) A
    where A.verification != 'entered-in-error'
    return all Tuple {{
      codes: A.codes, over: A.verification = 'refuted' or A.clinical in {{'inactive', 'resolved'}}
    }}

define "Observations":
  ([Observation] R
    where R.status.value in {{'final', 'amended', 'corrected'}}
      and date from (R.effective as FHIR.dateTime).value between "Window start" and "On"
    return all Tuple {{
      codes: (R.code.coding) K {_CODES},
      taken: (R.effective as FHIR.dateTime).value,
      value: (R.value as FHIR.Quantity).value.value,
      unit: (R.value as FHIR.Quantity).code.value,
      comparator: (R.value as FHIR.Quantity).comparator.value,
      answer: First(((R.value as FHIR.CodeableConcept).coding) K return all K.code.value)
    }})"""

Fading = Literal["never", "unless active", "always", "pregnancy"]
"""When a finding recorded long ago stops counting: after twelve months, or (present only) after 300 days for a pregnancy."""
_IN_TIME: Mapping[Fading, str] = {
    "never": "",
    "unless active": '\n    and (C.active or C.dated >= "Window start")',
    "always": '\n    and C.dated >= "Window start"',
    "pregnancy": '\n    and (C.refuted or C.over or C.dated >= "On" - 300 days)',
}


def recorded_condition(value_set: str, *, ever: bool, fading: Fading = "never") -> FindingFact:
    """A diagnosis: present, denied or over, by the latest word on it; a yes and a no of one day are contradictory, so unknown.

    `ever`: once present it holds for life, whatever is recorded later.
    """
    usable, latest, current = (quoted(f"{value_set} {word}") for word in ("usable", "latest day", "current"))
    in_time = _IN_TIME["never" if ever else fading]
    before = f'define {usable}:\n  "Conditions" C\n    where {_coded("C", value_set)}{in_time}'
    if ever:
        present = f"exists ({usable} C where not C.refuted)"
        return FindingFact(f"case when {present} then true when exists {usable} then false else null end", before)
    before += (
        f"\n\ndefine {latest}:\n  Max({usable} C return all C.recorded)\n\n"
        f"define {current}:\n  {usable} C where C.recorded is null or C.recorded = {latest}"
    )
    affirmed = f"exists ({current} C where not C.refuted and not C.over)"
    denied = f"exists ({current} C where C.refuted or C.over)"
    return FindingFact(
        f"case\n  when {affirmed} then (if {denied} then null else true)\n  when {denied} then false\n  else null\nend",
        before,
    )


def done_or_recorded(value_set: str) -> FindingFact:
    """An operation: a completed procedure, or the state after it among the diagnoses; it holds for life."""
    condition = recorded_condition(value_set, ever=True)
    done = f'exists ("Procedures" P where {_coded("P", value_set)})'
    return FindingFact(f"case when {done} then true else\n  {condition.expression}\nend", condition.before)


def taken_medicine(value_set: str) -> FindingFact:
    """A medicine that is taken; that nobody wrote of it is not a no."""
    return FindingFact(f'case when exists ("Taken" M where {_coded("M", value_set)}) then true else null end')


def taken_b12(route: Literal["injected", "swallowed"]) -> FindingFact:
    """B12 that is injected, or swallowed."""
    return FindingFact(f'case when exists ("Taken" M where {by_route("M", route)}) then true else null end')


def recorded_allergy(value_set: str) -> FindingFact:
    """An allergy by its substance; refuted or resolved is a no."""
    known = f'"Allergies" A where {_coded("A", value_set)}'
    return FindingFact(
        f"case when exists ({known} and not A.over) then true when exists ({known}) then false else null end"
    )


_NOT_SPOILED = f"""
      and not exists ("Injection days" D
        where D <= date from R.taken and date from R.taken <= D + {AFTER_INJECTION})"""


def test_result(value_set: str, *, spoiled: bool) -> FindingFact:
    """A test read by the laboratory's own word: the latest final result of the last twelve months, positive or negative.

    `spoiled`: a sample drawn within fourteen days after an injection of B12 does not count.
    """
    latest = quoted(f"{value_set} latest")
    before = (
        f'define {latest}:\n  Last("Observations" R\n    where {_coded("R", value_set)}\n'
        "      and R.answer in {'10828004', '260385009', 'LA6576-8', 'LA6577-6'}"
        f"{_NOT_SPOILED if spoiled else ''}\n    sort by taken)"
    )
    return FindingFact(
        f"case when {latest}.answer in {{'10828004', 'LA6576-8'}} then true when {latest} is not null then false else null end",
        before,
    )


def latest_result(value_set: str, units: Sequence[str], *, spoiled: bool) -> MeasureFact:
    """The latest final result of the last twelve months in a unit we know, with its comparator; `spoiled` as above."""
    latest, accepted = quoted(f"{value_set} latest"), ", ".join(f"'{unit}'" for unit in units)
    before = (
        f'define {latest}:\n  Last("Observations" R\n    where {_coded("R", value_set)}\n'
        f"      and R.value is not null\n      and R.unit in {{{accepted}}}"
        f"{_NOT_SPOILED if spoiled else ''}\n    sort by taken)"
    )
    return MeasureFact(f"{latest}.value", f"{latest}.unit", f"{latest}.comparator", before)

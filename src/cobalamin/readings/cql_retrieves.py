"""The retrieves of the CQL library: each resource type once, with what the rules need of a resource; nothing is decided here.

What a diagnosis, an operation, an allergy, a medicine or an observation says of a finding ends in tuples of one shape, so that
the latest word is chosen among all of them (`readings/cql_facts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from cobalamin.readings.cql import quoted

_CODES = "return all Code { code: K.code.value, system: K.system.value }"
_SAYS = f"where not (PositionOf('loinc', K.system.value) >= 0) {_CODES}"
"""The codes of a diagnosis or an operation without those of LOINC, which ask: the question is no answer."""
_MEDICINE = f"((R.medication as FHIR.CodeableConcept).coding) K {_CODES}"
FINDINGS = "findings"
"""The value set of every code that says a finding: what an observation must have before it is looked at closer."""
KIT = "cyanide_antidote"
"""The value set of the cyanide antidote, which is no replacement and still fills the blood with B12."""
GIVEN = "b12_injections"
"""The value set of what says by itself that B12 is injected: done, it is a dose like another."""


def coded(alias: str, value_set: str, codes: str = "codes") -> str:
    """Whether a tuple has a code of the value set."""
    return f"exists ({alias}.{codes} K where K in {quoted(value_set)})"


def by_route(alias: str, route: Literal["injected", "swallowed"]) -> str:
    """A B12 product given this way: the route that is written decides, else the product's own."""
    written = f"({coded(alias, 'route_injected', 'routes')} or {coded(alias, 'route_swallowed', 'routes')})"
    return (
        f"({coded(alias, f'b12_{route}')} and not {written}"
        f" or {coded(alias, 'b12_product')} and {coded(alias, f'route_{route}', 'routes')})"
    )


def _status(path: str) -> str:
    return f"Coalesce(First(({path}.coding) K where K.code.value is not null return all K.code.value), '')"


def _routes(dosages: str) -> str:
    return f"flatten ((R.{dosages}) D where D.route is not null return all (D.route.coding) K {_CODES})"


def _time(element: str) -> str:
    """When something was: the moment, else the start of the period, else its end."""
    period = f"(R.{element} as FHIR.Period)"
    return f"Coalesce((R.{element} as FHIR.dateTime).value, {period}.start.value, {period}.end.value)"


def retrieves(spoken: Mapping[str, str], graded: Mapping[str, str]) -> str:
    """The definitions. `spoken` is text -> the word it is, `graded` an interpretation code -> its word."""
    return f"{_words('Word', 'text', spoken)}\n\n{_words('Grade', 'code', graded)}\n\n{_RETRIEVES}"


def _words(name: str, argument: str, meanings: Mapping[str, str]) -> str:
    text = f"Upper({argument})"  # 'pregnant' is the name of a value set too, of which the translator warns
    return "\n".join((
        f"define function {quoted(name)}({argument} String):",
        "  case",
        *(f"    when {text} in {{{_listed(said)}}} then '{word}'" for word, said in _by_word(meanings)),
        "    else null",
        "  end",
    ))  # fmt: skip


def _by_word(meanings: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for word in dict.fromkeys(meanings.values()):
        yield word, [said for said, meant in meanings.items() if meant == word]


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text.upper()}'" for text in texts)


_GRADES = ("coded", "named", "written")
_FIRST_GRADE = f"Coalesce({', '.join(f'First({each} V where V is not null)' for each in _GRADES)})"
_INJECTED = f"{by_route('M', 'injected')} or {coded('M', KIT)}"
_RETRIEVES = f"""\
define function "Side"(word String):
  case
    when Lower(word) in {{'positive', 'high'}} then 1
    when Lower(word) in {{'negative', 'normal'}} then 0
    when Lower(word) = 'low' then -1
    when Lower(word) = 'borderline' then 2
    else 3
  end

// Of words of one side that which says it outright: high may be said of a number that was not sent.
define function "Outright"(words List<String>):
  if exists (words W where W = 'positive') then 'positive'
  else if exists (words W where W = 'negative') then 'negative'
  else First(words W where W is not null)

// One of several words for one answer; none where they are of two sides: nobody knows which of them is mistaken.
define function "Agreed"(coded List<String>, text String, grade String):
  if exists (coded W where "Side"(W) != "Side"(Coalesce(First(coded), text, grade)))
    or text is not null and "Side"(text) != "Side"(Coalesce(First(coded), text, grade))
    or grade is not null and "Side"(grade) != "Side"(Coalesce(First(coded), text, grade))
  then null else "Outright"(coded union {{ text, grade }})

// What a laboratory made of a value, by codes, names and texts; indeterminate where these are of two sides.
define function "Graded"(coded List<String>, named List<String>, written List<String>):
  if {" or ".join(f'exists ({each} W where W is not null and "Side"(W) != "Side"({_FIRST_GRADE}))' for each in _GRADES)}
  then 'indeterminate' else "Outright"(coded union named union written)

define "Window start":
  "On" - 12 months

// Every retrieve of the library stands here. A tuple holds what the rules need of a resource, nothing is decided yet.
// `refuted` says no for good, `over` that it ended; `active` that it holds whenever it was recorded.
define "Conditions":
  ([Condition] R return all Tuple {{
    codes: (R.code.coding) K {_SAYS},
    verification: {_status("R.verificationStatus")},
    clinical: {_status("R.clinicalStatus")},
    ended: R.abatement is not null,
    recorded: date from Coalesce(R.recordedDate.value, {_time("onset")})
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
  ([Procedure] R
    where Coalesce(R.status.value, 'completed') in {{'completed', 'in-progress'}}
    return all Tuple {{ codes: (R.code.coding) K {_SAYS}, recorded: date from {_time("performed")} }}) P
    where Coalesce(P.recorded, "On") <= "On"
    return all Tuple {{
      codes: P.codes, refuted: false, over: false, active: false, recorded: P.recorded, dated: Coalesce(P.recorded, "On")
    }}

define "Procedures of a day":
  "Procedures" P where P.recorded is not null

define "Recorded":
  flatten {{ "Conditions", "Procedures" }}

define "Allergies":
  ([AllergyIntolerance] R return all Tuple {{
    codes: (R.code.coding) K {_CODES},
    verification: {_status("R.verificationStatus")},
    clinical: {_status("R.clinicalStatus")},
    recorded: date from R.recordedDate.value
  }}) A
    where not (A.verification in {{'entered-in-error', 'unconfirmed', 'provisional', 'differential'}})
      and Coalesce(A.recorded, "On") <= "On"
    return all Tuple {{
      codes: A.codes,
      refuted: A.verification = 'refuted' or A.clinical in {{'inactive', 'remission', 'resolved'}},
      over: false,
      active: true,
      recorded: A.recorded,
      dated: Coalesce(A.recorded, "On")
    }}

define "Orders":
  [MedicationRequest] R
    where R.status.value = 'active'
      and not (Coalesce(R.intent.value, '') in {{'proposal', 'plan', 'option'}})
      and not Coalesce(R.doNotPerform.value, false)
      and Coalesce(date from R.authoredOn.value, "On") <= "On"
    return all Tuple {{
      codes: {_MEDICINE}, routes: {_routes("dosageInstruction")}, goes_on: true, recorded: date from R.authoredOn.value
    }}

define "Told":
  [MedicationStatement] R
    where not (Coalesce(R.status.value, 'active') in {{'entered-in-error', 'not-taken'}})
    return all Tuple {{
      codes: {_MEDICINE},
      routes: {_routes("dosage")},
      since: date from Coalesce({_time("effective")}, R.dateAsserted.value),
      until: if Coalesce(R.status.value, 'active') in {{'active', 'completed'}}
        then date from (R.effective as FHIR.Period).end.value else null,
      reported: Coalesce(R.status.value, 'completed') = 'completed'
        and ((R.effective as FHIR.dateTime).value is not null
          or date from (R.effective as FHIR.Period).start.value = date from (R.effective as FHIR.Period).end.value),
      current: if (R.effective as FHIR.Period).end is null
        then Coalesce(R.status.value, 'active') = 'active'
        else Coalesce(R.status.value, 'active') in {{'active', 'completed'}}
          and date from (R.effective as FHIR.Period).end.value >= "On"
    }}

define "Given":
  [MedicationAdministration] R
    where Coalesce(R.status.value, 'completed') in {{'completed', 'in-progress'}}
    return all Tuple {{
      codes: {_MEDICINE}, routes: (R.dosage.route.coding) K {_CODES}, since: date from {_time("effective")}
    }}

// What the patient takes: an order or a word that is current, or a dose within the window that was given, or is reported of a day.
define "Taken":
  flatten {{
    "Orders",
    ("Told" M where M.current and Coalesce(M.since, "On") <= "On"
      return all Tuple {{ codes: M.codes, routes: M.routes, goes_on: true, recorded: M.since }}),
    ("Told" M where M.reported and M.since between "Window start" and "On" and {by_route("M", "injected")}
      return all Tuple {{ codes: M.codes, routes: M.routes, goes_on: false, recorded: M.since }}),
    ("Given" M where M.since between "Window start" and "On"
      return all Tuple {{ codes: M.codes, routes: M.routes, goes_on: false, recorded: M.since }})
  }}

// A sample drawn after one of these says nothing: the level is the injection's.
define "Injection days":
  flatten {{
    ("Told" M where {_INJECTED} return all M.since),
    ("Given" M where {_INJECTED} return all M.since),
    ("Procedures" P where {coded("P", GIVEN)} return all P.recorded)
  }}

// When B12 was given that may be given no more: twelve months after an injection, tablets to the end that is told.
define "B12 given":
  flatten {{
    ("Told" M where M.since is not null and {by_route("M", "injected")}
      return all Tuple {{ first: M.since, last: M.since + 12 months }}),
    ("Given" M where M.since is not null and {by_route("M", "injected")}
      return all Tuple {{ first: M.since, last: M.since + 12 months }}),
    ("Procedures" P where P.recorded is not null and {coded("P", GIVEN)}
      return all Tuple {{ first: P.recorded, last: P.recorded + 12 months }}),
    ("Told" M where M.until is not null and ({by_route("M", "injected")} or {by_route("M", "swallowed")})
      return all Tuple {{ first: if M.since > M.until then M.until else Coalesce(M.since, M.until), last: M.until }})
  }}

// From when to when B12 was taken by mouth; since when nobody says, it may be since ever.
define "B12 swallowed":
  flatten {{
    ("Taken" M where {by_route("M", "swallowed")}
      return all Tuple {{ first: Coalesce(M.recorded, @0001-01-01), last: "On" }}),
    ("Told" M where M.until is not null and M.until < "On" and {by_route("M", "swallowed")}
      return all Tuple {{ first: Coalesce(M.since, @0001-01-01), last: M.until }}),
    ("Given" M where M.since < "Window start" and {by_route("M", "swallowed")}
      return all Tuple {{ first: M.since, last: "On" }})
  }}

define "Observed":
  ([Observation] R return all Tuple {{
    codes: (R.code.coding) K {_CODES},
    asks: exists ((R.code.coding) K where PositionOf('loinc', K.system.value) >= 0),
    status: Coalesce(R.status.value, 'unknown'),
    taken: Coalesce({_time("effective")}, (R.effective as FHIR.instant).value, R.issued.value),
    value: (R.value as FHIR.Quantity).value.value,
    unit: (R.value as FHIR.Quantity).code.value,
    comparator: (R.value as FHIR.Quantity).comparator.value,
    flag: (R.value as FHIR.boolean).value,
    answers: ((R.value as FHIR.CodeableConcept).coding) K
      return all Tuple {{ code: Code {{ code: K.code.value, system: K.system.value }}, shown: K.display.value }},
    text: Coalesce((R.value as FHIR.CodeableConcept).text.value, (R.value as FHIR.string).value),
    graded: flatten ((R.interpretation) I where exists I.coding return all ((I.coding) K return all "Grade"(K.code.value))),
    named: flatten ((R.interpretation) I where exists I.coding return all ((I.coding) K return all "Word"(K.display.value))),
    written: (R.interpretation) I return all Coalesce("Grade"(I.text.value), "Word"(I.text.value)),
    silent: R.value is null,
    absent: R.dataAbsentReason is not null
  }}) O
    return all Tuple {{
      codes: O.codes, asks: O.asks, status: O.status, taken: O.taken, recorded: date from O.taken,
      value: O.value, unit: O.unit, comparator: O.comparator, flag: O.flag, answers: O.answers, silent: O.silent,
      absent: O.absent,
      grade: "Graded"(O.graded, O.named, O.written),
      coded: (O.answers A return all case
          when A.code in "answer_positive" then 'positive'
          when A.code in "answer_negative" then 'negative'
          else "Word"(A.shown)
        end) W where W is not null,
      text: "Word"(O.text)
    }}

// Results: final, with the word the laboratory or the answer puts on them, which must not be of two sides.
// A value beside the reason why there is none is no result.
define "Final results":
  "Observed" O
    where O.status in {{'final', 'amended', 'corrected'}} and O.recorded <= "On" and (O.silent or not O.absent)
    return all Tuple {{
      codes: O.codes, taken: O.taken, recorded: O.recorded, value: O.value, unit: O.unit, comparator: O.comparator,
      word: case
        when O.flag then 'positive'
        when not O.flag then 'negative'
        else "Agreed"(O.coded, O.text, O.grade)
      end
    }}

// Those of the last twelve months.
define "Observations":
  "Final results" O where O.recorded >= "Window start"

// Findings seen or asked about: a finding's own code without a value says so, a question's does not.
define "Seen":
  "Observed" O
    where O.status in {{'final', 'amended', 'corrected', 'unknown'}} and not O.absent and Coalesce(O.recorded, "On") <= "On"
      and {coded("O", FINDINGS)}
    return all Tuple {{
      codes: O.codes, answers: O.answers, final: O.status != 'unknown', flag: O.flag,
      recorded: O.recorded, dated: Coalesce(O.recorded, "On"),
      said: case
        when O.flag is not null then O.flag
        when O.silent then (if O.asks then null else true)
        when "Agreed"(O.coded, O.text, null) = 'positive' then true
        when "Agreed"(O.coded, O.text, null) = 'negative' then false
        else null
      end
    }}"""

"""Observations to results and findings, with their components and the results a report contains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cobalamin.knowledge.facts import FACTS, FactEntry, denied_with
from cobalamin.language.nodes import Measure
from cobalamin.records.comments import injections_told, tells_of_injections
from cobalamin.records.document import UNFIT
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.fhir.answers import add_answer, asked_in, holds_answer, speaks_of_b12
from cobalamin.records.fhir.bindings import NOTHING, Binding, facts_by_concept, is_result
from cobalamin.records.fhir.modifiers import affected_by, changed, changed_by
from cobalamin.records.fhir.notes import note_texts
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import DiagnosticReport, Observation
from cobalamin.records.fhir.sampled import Said, Sampled, Seen
from cobalamin.records.fhir.types import NOT_SENT, CodeableConcept, Valued
from cobalamin.records.fhir.values import (
    answered,
    interpreted,
    spoken,
    when_observed,
    word_of,
)
from cobalamin.records.fhir.version import refuse_lone_interpretation
from cobalamin.records.messages import fault, short
from cobalamin.records.moments import day, moment
from cobalamin.records.record import Missing, Source, Statement, Tells, asked_about, left_out, not_final
from cobalamin.records.results import FINAL, WITHDRAWN
from cobalamin.records.site import Site, SiteReading
from cobalamin.records.units import parse_result

Holder = DiagnosticReport | Observation
"""What may hold results inside it."""


def add_observation(reading: Reading, observation: Observation, holder: Holder | None = None) -> None:
    """A laboratory result, a qualitative test or a finding observed, with its components; what holds it lends date and status."""
    try:
        code, binding = reading.coded(observation.code, observation)
    except UNFIT as problem:
        _tell_unfit(reading, observation, problem)
        return
    if binding is NOTHING and not observation.component and not observation.contained and not holds_answer(observation):
        return
    affected = ""
    if observation.modifierExtension or observation.implicitRules or observation.focus:
        if why := changed(observation) or _focus(reading, observation):
            _leave_out(reading, observation, code, binding, why)
            return
        affected = affected_by(observation)
    when, status = observation.effectiveDateTime or when_observed(observation), observation.status
    if holder is not None:
        when, status = when or when_observed(holder), _status_in(holder, status)
    comments = () if observation.note is NOT_SENT else (*note_texts(observation.note),)
    seen = Seen(observation.id, when, status or "unknown", comments, affected)
    _add_said(reading, binding, Said(observation, code), seen)
    if observation.component:
        _add_parts(reading, observation, seen)
    if observation.contained:
        add_contained(reading, observation)


def _add_parts(reading: Reading, observation: Observation, seen: Seen) -> None:
    for i, part in enumerate(observation.component):
        binding, said = reading.meaning(part.code, observation), Said(part, part.code, f"#component[{i}]")
        if not part.modifierExtension:
            _add_said(reading, binding, said, seen)
        elif _may_say(reading, binding, said):
            source = Source(f"Observation/{observation.id}#component[{i}]", seen.when)
            tells = _tells(binding, seen.status)
            reading.leave_out(source, changed_by(part.modifierExtension), part=True, tells=tells)


def _add_said(reading: Reading, binding: Binding, said: Said, seen: Seen) -> None:
    """A value by its code, or the answer to a question whose code is not known."""
    if binding is not NOTHING and not binding.named:
        add_value(reading, binding, said, seen)
    elif seen.status not in WITHDRAWN and (binding.named or holds_answer(said.sent)):
        source = seen.source(said.place)
        add_answer(reading, asked_in(reading, said.code, binding, said.sent), source)
        if text := speaks_of_b12(said.sent):
            reading.tell_of_b12(text, source)


def _may_say(reading: Reading, binding: Binding, said: Said) -> bool:
    if binding is not NOTHING and not binding.named:
        return True
    return bool(asked_in(reading, said.code, binding, said.sent) or speaks_of_b12(said.sent))


def _leave_out(
    reading: Reading, observation: Observation, code: CodeableConcept | None, binding: Binding, why: str
) -> None:
    """Tell why an observation is left out, where it may say something."""
    parts = ((reading.meaning(part.code, observation), Said(part, part.code)) for part in observation.component)
    if observation.contained or any(
        _may_say(reading, each, said) for each, said in ((binding, Said(observation, code)), *parts)
    ):
        source = Source(f"Observation/{observation.id}", when_observed(observation))
        tells = "" if _focus(reading, observation) else _tells(binding, observation.status)
        reading.leave_out(source, why, tells=tells)


def _tells(binding: Binding, status: str | None) -> Tells:
    """That a level of B12 may be among what is left out: somebody has to look at it."""
    is_level = any(entry.name in LEVELS for entry in binding.results)
    return "perhaps a level" if is_level and status not in WITHDRAWN else ""


def _focus(reading: Reading, observation: Observation) -> str:
    """What an observation is about besides the patient: the child, the donor or the partner, in the record of the patient."""
    for focus in observation.focus:
        if not focus.reference or not reading.patient(focus.reference):
            about = short(focus.reference) if focus.reference else "something that is not named"
            return f"it is about {about}, not about the patient it was recorded of"
    return ""


def _status_in(holder: Holder, status: str | None) -> str | None:
    """The status of a result inside a holder: its own, but a withdrawn holder withdraws its results too."""
    return holder.status if not status or holder.status in WITHDRAWN else status


def _tell_unfit(reading: Reading, observation: Observation, problem: Exception) -> None:
    """An observation whose code is none of FHIR R4 is left out and told, as any other resource that does not fit."""
    reading.problems.append(left_out(f"Observation/{observation.id}", fault(problem).replace("$", "$.code", 1)))


def add_contained(reading: Reading, holder: Holder) -> None:
    """The results inside a report, or inside a result that is one of several; those it points to stand in the bundle themselves."""
    for inner in holder.contained:
        if isinstance(inner, Observation):
            inner.id = inner.id or holder.id
            add_observation(reading, inner, holder)


def add_value(reading: Reading, binding: Binding, said: Said, seen: Seen) -> None:
    """One coded value, as far as its code has a meaning."""
    if said.sent.interpretation.__class__ is CodeableConcept:
        refuse_lone_interpretation(seen.id)
    results, findings, local = binding.results, binding.findings, None
    if reading.site is not None:
        local = _local(reading.site, said)
        if local is not None:
            results, findings = _meant(local)
    if len(results) + len(findings) > 1:
        concepts = binding.concepts if local is None else (local.concept,)
        results, findings = _parted(_asserted(reading, said, (*results, *findings), concepts))
    if results:
        taken = moment(seen.when)
        for entry in results:
            reading.results.append(Sampled(entry.fact.name, taken, entry, said, seen, local, reading.bindings))
        if seen.comments:
            _add_commented(reading, said, seen)
    if findings:
        reading.statements.extend(_finding(reading, entry, said, seen) for entry in findings)
    if binding.no and seen.status in FINAL:
        reading.statements.extend(_denial(fact, said, seen) for fact in binding.no)
    if binding.unspecific:
        add_unspecific(reading, binding, seen.source(said.place))


def _add_commented(reading: Reading, said: Said, seen: Seen) -> None:
    """The injections of which a comment tells."""
    if seen.status not in WITHDRAWN and (comment := next(filter(tells_of_injections, seen.comments), "")):
        reading.statements.append(injections_told(comment, seen.source(said.place)))


Entries = tuple[FactEntry, ...]


def _meant(local: SiteReading) -> tuple[Entries, Entries]:
    """The results and the findings a site's reading stands for."""
    return _parted([FACTS[fact] for fact in facts_by_concept().get(local.concept, ())])


def _parted(entries: Sequence[FactEntry]) -> tuple[Entries, Entries]:
    return tuple(filter(is_result, entries)), tuple(entry for entry in entries if not is_result(entry))


def _asserted(reading: Reading, said: Said, entries: Entries, concepts: Sequence[str]) -> Entries:
    """The facts that a code asserts; where its value is a no, only those that a no to the code denies (register R25)."""
    denied = denied_with((e for e in entries if not isinstance(e.fact, Measure)), concepts)
    return tuple(e for e in entries if isinstance(e.fact, Measure) or e in denied or not _says_no(reading, e, said))


def _says_no(reading: Reading, entry: FactEntry, said: Said) -> bool:
    return word_of(said.sent) in _NO if is_result(entry) else _says(reading, entry, said) is False


_NO = ("negative", "normal", "low")


def add_unspecific(reading: Reading, binding: Binding, source: Source, until: date | None = None) -> None:
    """Codes wider than a fact: told, not believed."""
    for fact, reason in binding.unspecific:
        if FACTS[fact].group != "medicines":
            reading.statements.append(asked_about(fact, "unspecific code", reason, source)._replace(until=until))


def _local(site: Site, said: Said) -> SiteReading | None:
    """How the site's own file reads this code with this unit."""
    if said.code is None:
        return None
    units = _units(said.sent)
    found = (
        site.reading(coding.system, coding.code, unit)
        for coding in said.code.coding
        if coding.system and coding.code
        for unit in units
    )
    return next(filter(None, found), None)


def _units(sent: Valued) -> tuple[str | None, ...]:
    """The unit texts a value was sent with, or that it had none."""
    quantity = sent.valueQuantity
    if quantity is not None:
        return tuple(filter(None, (quantity.code, quantity.unit))) or (None,)
    parsed = parse_result(sent.valueString or "")
    return (parsed.unit or None,) if parsed is not None else (None,)


# --- findings observed -----------------------------------------------------------------------------------------------


def _finding(reading: Reading, entry: FactEntry, said: Said, seen: Seen) -> Statement:
    """A finding sent as an observation: its value says yes or no; anything else is told, never read as no."""
    source, label = seen.source(said.place), entry.fact.label
    present = _says(reading, entry, said)
    problem = None
    if seen.status not in FINAL and seen.status != "unknown":
        problem = not_final(label, "observation", seen.status, source)
    elif present is None:
        problem = _neither(entry, source)
    return Statement(entry.name, bool(present), source, day(seen.when), problem=problem)


def _denial(fact: str, said: Said, seen: Seen) -> Statement:
    """What a code denies by itself. A value that takes it back leaves it open: *not pregnant: no* is anybody's guess."""
    source, sent = seen.source(said.place), said.sent
    taken_back = sent.dataAbsentReason is not None or sent.valueBoolean is False
    problem = _neither(FACTS[fact], source) if taken_back else None
    return Statement(fact, False, source, day(seen.when), problem=problem)


def _neither(entry: FactEntry, source: Source) -> Missing:
    return Missing("unreadable", f"{entry.fact.label}: the observation's value says neither yes nor no", source)


def _says(reading: Reading, entry: FactEntry, said: Said) -> bool | None:
    """Whether the finding is there, by its value; None where that is open, or the observer's interpretation disagrees."""
    found = _valued(reading, entry, said)
    words = interpreted(said.sent) if said.sent.interpretation else ()
    return found if all(_SAYS.get(word) is found for word in words) else None


_SAYS = {"positive": True, "high": True, "negative": False, "normal": False, "low": False}


def _valued(reading: Reading, entry: FactEntry, said: Said) -> bool | None:
    """A finding's own code without any value says that it is there; a question's code does not."""
    sent = said.sent
    if sent.dataAbsentReason is not None:
        return None
    if sent.valueBoolean is not None:
        return sent.valueBoolean
    if sent.valueCodeableConcept is not None:
        return _answer(reading, entry, sent.valueCodeableConcept)
    if sent.valueString is not None:
        return _YES.get(spoken(sent.valueString) or "")
    if (
        sent.valueQuantity is not None
        or sent.valueInteger is not None
        or said.code is None
        or any(_is_question(reading, coding.system) for coding in said.code.coding)
    ):
        return None
    return True


_YES = {"positive": True, "negative": False}


def _answer(reading: Reading, entry: FactEntry, value: CodeableConcept) -> bool | None:
    for coding in value.coding:
        found = reading.bindings.of(coding.system, coding.code)
        if entry.name in found.no:
            return False
        if entry.name in found.yes:
            return True
    return _YES.get(answered(value) or "")


def _is_question(reading: Reading, system: str | None) -> bool:
    """LOINC codes ask; what they found is in the value."""
    return reading.bindings.value_sets.system_key(system or "") == "loinc"

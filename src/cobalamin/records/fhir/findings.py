"""Conditions, procedures and allergies to findings, as far as their status lets a code assert anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from cobalamin.knowledge.facts import FACTS, FactEntry, denied_with
from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.language.nodes import Measure
from cobalamin.records.blood_names import MACROCYTOSIS
from cobalamin.records.diagnosis_names import IRRADIATED, is_above
from cobalamin.records.fhir.answers import add_reasons
from cobalamin.records.fhir.bindings import NOTHING, UNREAD, Binding
from cobalamin.records.fhir.certainty import OVER, as_sure
from cobalamin.records.fhir.medicines import BROKEN_OFF, not_dated
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.notes import add_noted
from cobalamin.records.fhir.observations import add_unspecific
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import AllergyIntolerance, Condition, Procedure, kind_of
from cobalamin.records.fhir.types import CodeableConcept
from cobalamin.records.fhir.values import start, status_code, verification_of
from cobalamin.records.fhir.version import require_coded_status, require_procedure
from cobalamin.records.forms import fitting, reader
from cobalamin.records.known import since
from cobalamin.records.messages import short
from cobalamin.records.moments import day, span
from cobalamin.records.notes import on_injections_said
from cobalamin.records.optic_names import OPTIC_CODES, names_unexplained_optic
from cobalamin.records.record import Missing, Source, Statement, asked_about, not_confirmed
from cobalamin.records.sign_names import NERVES, SYMPTOMS

_DOUBTED = ("unconfirmed", "provisional", "differential", "unknown")
_ALLERGY = "cobalamin_or_cobalt_allergy"
COBALAMINS = frozenset({
    "med.cyanocobalamin", "med.cyanocobalamin_oral", "med.cyanocobalamin_parenteral", "med.cyanocobalamin_nasal",
    "med.hydroxocobalamin", "med.hydroxocobalamin_parenteral", "med.methylcobalamin",
    "med.b12_dmd_oral", "med.b12_dmd_parenteral", "med.b12_dmd_sublingual",
})  # fmt: skip
"""An allergy to a product may be to what else is in the ampoule: nobody but a test can tell, so it counts."""


def add_condition(reading: Reading, condition: Condition) -> None:
    """A diagnosis: active counts, resolved ends what does not last for life, refuted denies."""
    verification = verification_of(condition.verificationStatus)
    _tell_injected(reading, condition, verification)
    binding = reading.meaning(condition.code, condition)
    if binding is NOTHING or verification == "entered-in-error":
        return
    require_coded_status(condition)
    if why := changed(condition):
        reading.leave_out(Source(f"Condition/{condition.id}"), why)
        return
    condition, verification = as_sure(condition)
    if binding is UNREAD:
        _leave_unread(reading, condition, verification, _when(condition))
        return
    source = Source(f"Condition/{condition.id}", _when(condition))
    _tell_question(reading, binding, source)
    for entry in denied_by(binding) if verification == "refuted" else asserted_by(binding):
        reading.statements.extend(_diagnosis(entry, condition, verification, source))
    if binding.no and verification in ("confirmed", ""):
        reading.statements.extend(_denials(binding, condition, source))
    add_unspecific(reading, binding, source)
    if binding.named and verification != "refuted":
        named = tuple(fact for fact in binding.named if not (fact in _PASSES and _is_over(condition)))
        _add_named(reading, binding._replace(named=named), source, current=_is_current(condition))
    _tell_results(reading, binding, source)
    _tell_optic(reading, condition, binding, verification, source)


def _tell_injected(reading: Reading, condition: Condition, verification: str) -> None:
    """A diagnosis that says "on B12 injections" names a treatment that nobody here may give (register R128)."""
    if condition.code is None or verification in ("entered-in-error", "refuted") or _is_over(condition):
        return
    if text := next(filter(on_injections_said, condition.code.texts), ""):
        what = f"recorded in words ({short(text)!r}), without a code that is known; ask whether this is correct"
        source = Source(f"Condition/{condition.id}", _when(condition))
        reading.statements.append(asked_about("b12_injections", "in words only", what, source))


_VISION = "visual_loss"


def _tell_optic(reading: Reading, condition: Condition, binding: Binding, verification: str, source: Source) -> None:
    """An optic neuropathy without a cause may be Leber's disease: asked before cyanocobalamin (register R102)."""
    if (
        (_VISION not in binding.yes and _VISION not in binding.named)
        or condition.code is None
        or verification == "refuted"
    ):
        return
    texts = condition.code.texts or [
        OPTIC_CODES[each.code] for each in condition.code.coding if each.code in OPTIC_CODES
    ]
    if texts and all(map(names_unexplained_optic, texts)):
        sentence = f"{source.where}: {short(texts[0])!r}: ask whether Leber's disease is excluded before cyanocobalamin"
        reading.tell("in words only", sentence, source.where, source.when, tells="optic")


_PASSES = frozenset(
    (*NERVES, *SYMPTOMS, "pregnant", "breastfeeding", "pancytopenia_recorded", "anaemia_recorded", MACROCYTOSIS)
)
"""What leaves nothing behind where it is over: nobody asks about it, though the record has it in words alone."""


def _when(condition: Condition) -> str:
    return condition.recordedDate or start(condition.onsetDateTime, condition.onsetPeriod)


def _leave_unread(reading: Reading, resource: Condition | AllergyIntolerance, verification: str, when: str) -> None:
    """Tell of a code that may mean anything, unless the entry says that it is not there."""
    if verification != "refuted":
        reading.leave_unread(resource.code, resource, Source(f"{kind_of(resource)}/{resource.id}", when))


def _denials(binding: Binding, condition: Condition, source: Source) -> Iterator[Statement]:
    """What a code denies while the diagnosis holds, or until the day on which it ended."""
    until = _until(condition)
    if until is not None or not (_ended(condition) or status_code(condition.clinicalStatus) in OVER):
        yield from (Statement(fact, False, source, day(source.when), until=until) for fact in binding.no)


def _tell_results(reading: Reading, binding: Binding, source: Source) -> None:
    """A result recorded as a diagnosis ("B12 below range") is a judgement without its number."""
    for entry in (each for each in binding.results if isinstance(each.fact, Measure)):
        sentence = f"{entry.fact.label}: recorded as a diagnosis, without its figure; ask for the figure"
        reading.tell("in words only", sentence, source.where, source.when)


def _tell_question(reading: Reading, binding: Binding, source: Source) -> None:
    """A question in the place of a diagnosis ("pregnancy status"): its answer is not there, and the fact stays open."""
    if any(name.startswith("obs.") for name in binding.concepts) and _only_asks(binding):
        what = "the code of a question, recorded as a diagnosis or an operation, answers nothing"
        reading.statements += (asked_about(each.name, "unspecific code", what, source) for each in binding.findings)


def _only_asks(binding: Binding) -> bool:
    return all(name.startswith(("lab.", "obs.")) for name in binding.concepts)


def asserted_by(binding: Binding) -> list[FactEntry]:
    """The findings a code asserts: no measures, of medicines B12 injections alone, and none where it is the code of a test or
    of a question: that one was done, or billed, is no result.
    """
    if _only_asks(binding):
        return []
    entries = (FACTS[fact] for fact in binding.yes)
    return [
        e for e in entries if not isinstance(e.fact, Measure) and (e.group != "medicines" or e.name == "b12_injections")
    ]


def denied_by(binding: Binding) -> tuple[FactEntry, ...]:
    """The findings it denies where it is refuted."""
    return denied_with(asserted_by(binding), binding.concepts)


def _diagnosis(entry: FactEntry, condition: Condition, verification: str, source: Source) -> Iterator[Statement]:
    """What it says: of one that ended on a day also what held until then, for a decision date before it."""
    clinical = status_code(condition.clinicalStatus, unknown="unknown")
    if clinical == "unknown" and not entry.ever and verification in ("", "confirmed"):
        verification = clinical  # it may be over
    problem = not_confirmed(entry.name, verification, source) if verification in _DOUBTED else None
    over = not entry.ever and _is_over(condition)
    ended = day(start(condition.abatementDateTime, condition.abatementPeriod)) if over else None
    present = verification != "refuted"
    if ended is not None:
        yield Statement(entry.name, present, source, day(source.when), True, problem, until=_until(condition))
    note = _noted(entry, condition, day(source.when)) if present or over else ""
    current = _is_current(condition) and not over
    last = ended or day(source.when)
    yield Statement(entry.name, present and not over, source, last, current, problem, note, ended=present and over)


def _noted(entry: FactEntry, condition: Condition, recorded: date | None) -> str:
    """The note: since when, or that it is over. What lasts for life counts all the same, and the note says why (register R74)."""
    clinical = status_code(condition.clinicalStatus, unknown="unknown")
    over = f"recorded as {clinical if clinical in OVER else 'ended'}" if _is_over(condition) else ""
    if over and not entry.ever:
        return over
    return "; ".join(filter(None, (_since(condition, recorded), over and f"{over}: counts as lasting for life")))


def _since(condition: Condition, recorded: date | None) -> str:
    """When it began, to the day, the month or the year; what had not begun when it was recorded is a slip, and is not told."""
    period = condition.onsetPeriod
    onset = (condition.onsetDateTime or (period and period.start) or "")[:10]
    began = span(onset)
    return since(onset) if began is not None and recorded is not None and began.first <= recorded else ""


def _is_current(condition: Condition) -> bool:
    """Whether it is said to be there."""
    clinical = status_code(condition.clinicalStatus)
    return bool(clinical) and clinical not in OVER


def _add_named(reading: Reading, binding: Binding, source: Source, *, current: bool = False) -> None:
    """What a name alone speaks of: asked about, not believed."""
    code = "beside a code that is broader" if binding.concepts else "without a code that is known"
    what = f"recorded in words ({short(binding.words)!r}), {code}; ask whether this is correct"
    asked = (asked_about(fact, "in words only", what, source) for fact in binding.named)
    reading.statements += (each._replace(current=current) for each in asked)


def _until(condition: Condition) -> date | None:
    """The last day of a diagnosis whose end is given as a day: the day before it."""
    ended = day(start(condition.abatementDateTime, condition.abatementPeriod))
    return None if ended is None else max(ended, _SECOND_DAY) - timedelta(days=1)


_SECOND_DAY = date.min + timedelta(days=1)


def _is_over(condition: Condition) -> bool:
    return status_code(condition.clinicalStatus) in OVER or _ended(condition)


def _ended(condition: Condition) -> bool:
    return any(
        sent is not None
        for sent in (condition.abatementDateTime, condition.abatementPeriod, condition.abatementString,
                     condition.abatementAge, condition.abatementRange)
    )  # fmt: skip


def add_allergy(reading: Reading, allergy: AllergyIntolerance) -> None:
    """An allergy, known by its substance: the code of a cobalamin, or of a product of it, means the allergy to it."""
    verification = verification_of(allergy.verificationStatus)
    if verification == "entered-in-error":
        return
    binding = _allergen(reading, allergy)
    preservative = not _is_of_cobalamin(binding) and _is_to_preservative(reading, allergy)
    if binding is NOTHING and not preservative:
        return
    require_coded_status(allergy)
    source = Source(f"AllergyIntolerance/{allergy.id}", allergy.recordedDate or "")
    if why := changed(allergy):
        reading.leave_out(source, why)
    elif preservative:
        if verification != "refuted" and status_code(allergy.clinicalStatus) not in OVER:
            reading.statements.append(asked_about(_ALLERGY, "unspecific code", TO_PRESERVATIVE, source, "preservative"))
    elif binding is UNREAD:
        _leave_unread(reading, allergy, verification, source.when)
    elif _is_of_cobalamin(binding):
        reading.statements.append(_of_cobalamin(allergy, verification, source))
    else:
        add_unspecific(reading, binding, source)
        if verification != "refuted":
            _add_named(reading, binding, source)


def _of_cobalamin(allergy: AllergyIntolerance, verification: str, source: Source) -> Statement:
    problem = not_confirmed(_ALLERGY, verification, source) if verification in _DOUBTED else None
    present = verification != "refuted" and status_code(allergy.clinicalStatus) not in OVER
    return Statement(_ALLERGY, present, source, day(source.when), True, problem)


def _allergen(reading: Reading, allergy: AllergyIntolerance) -> Binding:
    """What an allergy is to: its code, else the substances that set off its reactions; many codes only say that it is one."""
    substances = (reaction.substance for reaction in allergy.reaction if not reaction.modifierExtension)
    sent = [concept for concept in (allergy.code, *substances) if concept is not None]
    said = [reading.meaning(concept, allergy) for concept in sent]
    hints = (next((each for each in said if getattr(each, kind)), None) for kind in ("named", "unspecific"))
    of_any = UNREAD if not said or any(each is UNREAD for each in said) else NOTHING
    return next(filter(_is_of_cobalamin, said), None) or next(filter(None, hints), of_any)


TO_PRESERVATIVE = "recorded to benzyl alcohol, which some B12 ampoules contain: choose a preservative-free product"
"""What is told of such an allergy (registers R64, R115)."""
_BENZYL_ALCOHOL = ("sct", "55902002")
_BENZYL_ALCOHOL_NAMES = re.compile(
    r"\bbenzyl[\s-]?al[ck]ohol|\balcohol benc[ií]lico|\balcool benzylique", re.IGNORECASE
)


def _is_to_preservative(reading: Reading, allergy: AllergyIntolerance) -> bool:
    key = reading.bindings.value_sets.key
    sent = (allergy.code, *(reaction.substance for reaction in allergy.reaction if not reaction.modifierExtension))
    return any(
        any(_BENZYL_ALCOHOL_NAMES.search(text) for text in concept.texts)
        or any(key(coding.system or "", coding.code or "") == _BENZYL_ALCOHOL for coding in concept.coding)
        for concept in sent
        if concept is not None
    )


def _is_of_cobalamin(binding: Binding) -> bool:
    return _ALLERGY in binding.yes or not COBALAMINS.isdisjoint(binding.concepts)


def add_procedure(reading: Reading, procedure: Procedure) -> None:
    """An operation done, or a B12 injection given; what was broken off, or is of unknown state, is asked about (register R80)."""
    binding = reading.meaning(procedure.code, procedure)
    if binding is NOTHING or procedure.status not in ("completed", "in-progress", *BROKEN_OFF, None):
        return
    require_procedure(procedure)
    where, when = f"Procedure/{procedure.id}", start(procedure.performedDateTime, procedure.performedPeriod)
    if why := changed(procedure):
        reading.leave_out(Source(where, when), why)
        return
    source = Source(where, when)
    if binding is UNREAD:
        reading.leave_unread(procedure.code, procedure, source)
        return
    _tell_question(reading, binding, source)
    for entry in asserted_by(binding):
        reading.statements.append(
            Statement(entry.name, True, source, day(when), problem=_not_done(entry, procedure, source))
        )
    add_unspecific(reading, binding, source)
    if IRRADIATED not in binding.named or not is_above(_site(procedure)):
        _add_named(reading, binding, source)
    if "b12_injections" in binding.yes:
        _add_injection(reading, procedure, source)


_SITES = reader(tuple[CodeableConcept, ...] | CodeableConcept | None)


def _site(procedure: Procedure) -> str:
    """Where on the body it was done, in words."""
    found = fitting(_SITES, procedure.bodySite) or ()
    sites = found if isinstance(found, tuple) else (found,)
    return ", ".join(text for site in sites for text in site.texts)


def _not_done(entry: FactEntry, procedure: Procedure, source: Source) -> Missing | None:
    """Why it is open whether it was done, or when."""
    if procedure.status in BROKEN_OFF:
        return not_confirmed(entry.name, str(procedure.status), source)
    return not_dated(entry.name, source) if entry.name == "b12_injections" else None


def _add_injection(reading: Reading, procedure: Procedure, source: Source) -> None:
    """A B12 injection given, why, and the reaction that a note names, also of one that was broken off."""
    add_noted(reading, procedure, source)
    if procedure.status in BROKEN_OFF:
        return
    where, when, _ = source
    given = TreatmentEvent("administration", span(when), where, "b12_not_named", None, "injection", when_text=when)
    reading.treatment.append(given)
    add_reasons(reading, procedure.reasonCode, source)

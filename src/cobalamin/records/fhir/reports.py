"""What a report concludes and what a questionnaire answers: asked about, never believed (register R107).

A biopsy that concludes *coeliac disease* is no diagnosis yet, and who filled in a form may have meant a relative, a fear, the past.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.fhir.answers import add_answer, asked_in, speaks_of_b12
from cobalamin.records.fhir.bindings import NOTHING, Binding
from cobalamin.records.fhir.lent import lend_comment, references
from cobalamin.records.fhir.modifiers import changed
from cobalamin.records.fhir.observations import add_contained
from cobalamin.records.fhir.of_b12 import name_of_b12
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import DiagnosticReport, Observation, QuestionnaireResponse
from cobalamin.records.fhir.types import Answer, Asked, CodeableConcept, Valued
from cobalamin.records.fhir.values import when_observed
from cobalamin.records.identifiers import pointed
from cobalamin.records.messages import short
from cobalamin.records.moments import day
from cobalamin.records.record import Source, asked_about
from cobalamin.records.results import FINAL, WITHDRAWN


def add_report(reading: Reading, report: DiagnosticReport) -> None:
    """The results a report contains, and what it concludes; results it points to stand in the bundle themselves."""
    if not (report.contained or report.conclusion or report.conclusionCode):
        return
    if why := changed(report):
        reading.leave_out(Source(f"DiagnosticReport/{report.id}"), why)
        return
    for inner in report.contained:
        if isinstance(inner, Observation):
            lend_comment(report, inner)
    add_contained(reading, report)
    if report.status not in WITHDRAWN:
        _add_conclusion(reading, report)


def is_of_b12_alone(report: DiagnosticReport) -> bool:
    """Whether it is a report of B12 that says nothing of it itself: a scan, or one whose results stand elsewhere."""
    says = report.contained or unmapped_but_relevant(report.conclusion or "")
    return report.status in FINAL and not says and bool(name_of_b12(bytes(report.code)))


def tell_without_results(reading: Reading, reports: Iterable[DiagnosticReport], observed: Collection[str]) -> None:
    """Tell the reports of B12 none of whose results is among those sent (`observed`, by id): whoever can looks at them."""
    levels = {each.taken.date() for each in reading.results if each.fact in LEVELS and each.taken is not None}
    for report in reports:
        source = Source(f"DiagnosticReport/{report.id}", when_observed(report))
        if day(source.when) not in levels and not any(pointed(each)[1] in observed for each in references(report)):
            name = short(name_of_b12(bytes(report.code)))
            sentence = f"{source.where}: the report {name!r} mentions B12, and no result of it was sent: look at it"
            reading.tell("unreadable", sentence, source.where, source.when, tells="perhaps a level")


def _add_conclusion(reading: Reading, report: DiagnosticReport) -> None:
    source = Source(f"DiagnosticReport/{report.id}", when_observed(report))
    said = [Valued(valueCodeableConcept=code) for code in report.conclusionCode]
    said += [Valued(valueString=report.conclusion)] if report.conclusion else []
    found = (fact for each in said for fact in asked_in(reading, None, NOTHING, each))
    what = "named in the conclusion of a report; ask whether this is correct"
    reading.statements += (asked_about(fact, "in words only", what, source) for fact in dict.fromkeys(found))
    _tell_of_b12(reading, said, source)


def add_questionnaire(reading: Reading, response: QuestionnaireResponse) -> None:
    """The findings that the answers to a questionnaire name."""
    if response.status in WITHDRAWN:
        return
    source = Source(f"QuestionnaireResponse/{response.id}", response.authored or "")
    found: dict[str, None] = {}
    values: list[Valued] = []
    for question, said in _answers(response.item):
        named = Binding(named=findings_named(question)) if question else NOTHING
        found |= dict.fromkeys(asked_in(reading, CodeableConcept(text=question), named, said))
        values += [said, Valued(valueString=question)]
    if found and (why := changed(response)):
        reading.leave_out(source, why)
        return
    add_answer(reading, found, source)
    _tell_of_b12(reading, values, source)


def _answers(items: Iterable[Asked]) -> Iterator[tuple[str, Valued]]:
    """Each answer with its question, those to questions inside others too."""
    waiting = [*items]
    while waiting:
        item = waiting.pop()
        waiting += item.item
        for answer in item.answer:
            waiting += answer.item
            yield item.text or "", _valued(answer)


def _valued(answer: Answer) -> Valued:
    coding = answer.valueCoding
    return Valued(
        valueBoolean=answer.valueBoolean, valueInteger=answer.valueInteger, valueString=answer.valueString,
        valueCodeableConcept=CodeableConcept((coding,)) if coding is not None else None,
    )  # fmt: skip


def _tell_of_b12(reading: Reading, values: Iterable[Valued], source: Source) -> None:
    if text := next(filter(None, map(speaks_of_b12, values)), ""):
        reading.tell_of_b12(text, source)

"""A filled form to what the page shows: the answer, why, what is missing, what would change it, the plan as a timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from cobalamin.assessment.assessment import Assessment, MissingAnswer, Plan, TestAnswer
from cobalamin.assessment.before_a_dose import before_a_dose
from cobalamin.assessment.course_words import course_lines, urgency_of
from cobalamin.assessment.engine import Engine, engine_for, engine_with
from cobalamin.assessment.route_words import OPEN_AGAIN, SHORT_ROUTES, clauses
from cobalamin.assessment.wording import URGENCY_WORDS
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.language.explain import explain
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.nodes import Measure, Named
from cobalamin.translation.marked import _
from cobalamin.web.answered import AnsweredCase, answer_case
from cobalamin.web.pages.form import Fault, Form, read_form
from cobalamin.web.pages.questions import LANDING, SECTIONS
from cobalamin.web.pages.slips import Hint, hint
from cobalamin.web.pages.tracing import Tracing, Why
from cobalamin.web.settings import Settings

MEASURES = tuple(name for name, entry in FACTS.items() if isinstance(entry.fact, Measure) and name != "age")


class Moment(NamedTuple):
    """A day or a stretch of the plan. `day` is None where it goes by event."""

    day: date | None
    until: date | None
    title: str
    lines: tuple[str, ...]
    kind: str


_ROUTES = {**SHORT_ROUTES, UNDETERMINED: OPEN_AGAIN}
_URGENCIES = {**URGENCY_WORDS, UNDETERMINED: OPEN_AGAIN}
_NO_ANSWER = frozenset({"on", "id", "title", "sex", "age"})
_UNDATED = {"before the first dose": date.min}


class Change(NamedTuple):
    """What some single facts would make of the answer."""

    outcome: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """One form with its answer."""

    form: Form
    faults: tuple[Fault, ...]
    document: Mapping[str, Any]
    answered_case: AnsweredCase
    guideline: Guideline

    @property
    def answer(self) -> Assessment:
        """The answer as every other door gives it."""
        return self.answered_case.answer

    @property
    def engine(self) -> Engine:
        """The rules with the figures in force."""
        return engine_for(self.guideline)

    @property
    def empty(self) -> bool:
        """Whether nothing is known yet."""
        return not self.answered_case.facts.known

    @property
    def filled(self) -> int:
        """How many questions about the patient have an answer, beside who it is and the day."""
        return sum("." not in name and name not in _NO_ANSWER for name in self.form.values)

    def why(self, key: str) -> Why | None:
        """One indication, "i1" to "i6", or the urgency in force, explained; None where there is no such thing to explain."""
        rule = self._explained.get(key)
        facts = self.answered_case.facts
        return Tracing(facts.known).why(explain(rule, facts.values)) if rule is not None else None

    @property
    def urgency_title(self) -> str:
        """What stands over the urgency: of whoever is up to date with injections it is not that of the next dose."""
        return f"Urgency{urgency_of(self.answer)}"

    @property
    def up_to_date(self) -> bool:
        """Whether a dose is told whose day is to come: the urgency is not its own."""
        return bool(urgency_of(self.answer))

    def clauses(self, headline: str) -> tuple[str, ...]:
        """The first line, in the language of the page, one piece for each thing it says."""
        return clauses(headline, self.answer.urgency.statement)

    @property
    def read_on(self) -> bool:
        """Whether something stands before any dose: the route alone must not be read as a call to one."""
        return any(before_a_dose(self.answered_case.facts))

    @cached_property
    def urgent(self) -> Named | None:
        """The condition that makes the urgency what it is; None where nothing does."""
        found = (rung.when for rung in self.guideline.urgency.rungs if rung.outcome == self.answer.urgency.at_least)
        return next(found, None)

    @cached_property
    def _explained(self) -> dict[str, Named]:
        found = {f"i{indication.number}": indication.rule for indication in self.guideline.indications}
        return found if self.urgent is None else {**found, "urgency": self.urgent}

    @property
    def questions(self) -> tuple[TestAnswer, ...]:
        """What a question or an examination settles: it costs nothing but asking."""
        return tuple(test for test in self.answer.next_tests if test.kind != "blood test")

    @property
    def blood_tests(self) -> tuple[TestAnswer, ...]:
        """What only a test settles."""
        return tuple(test for test in self.answer.next_tests if test.kind == "blood test")

    @property
    def unused(self) -> tuple[MissingAnswer, ...]:
        """What was recorded and is not used."""
        return tuple(missing for missing in self.answer.missing if missing.why != "never recorded")

    @property
    def course(self) -> tuple[str, ...]:
        """Where injections on record stand."""
        course = self.answer.course
        return () if course is None else tuple(course_lines(course, self.answer.on))

    @property
    def changes(self) -> tuple[Change, ...]:
        """Single facts that would change the answer, by what they would make of it."""
        by_outcome: dict[str, list[str]] = {}
        for change in self.answer.changes:
            route = _("route: {route}").format(route=_ROUTES.get(change.route, change.route)) if change.route else ""
            words = _URGENCIES.get(change.urgency, change.urgency)
            urgency = _("urgency: {urgency}").format(urgency=words) if change.urgency else ""
            by_outcome.setdefault(", ".join(filter(None, (route, urgency))), []).append(change.text)
        return tuple(Change(outcome, tuple(dict.fromkeys(texts))) for outcome, texts in by_outcome.items())

    @property
    def timeline(self) -> tuple[Moment, ...]:
        """What comes before the first dose, then the plan and the follow-up by day; what every review repeats comes last."""
        moments = [*(_moments(self.answer.plan) if self.answer.plan is not None else ()), *self._appointments()]
        return tuple(sorted(moments, key=lambda moment: moment.day or _UNDATED.get(moment.title, date.max)))

    def _appointments(self) -> Iterator[Moment]:
        """Those of one time under one heading."""
        found: dict[tuple[date | None, date | None, str], list[str]] = {}
        for each in self.answer.follow_up:
            found.setdefault((each.first, each.last, each.when), []).extend(each.what)
        for (first, last, when), what in found.items():
            yield Moment(first, last, when, tuple(what), "check")

    @cached_property
    def hints(self) -> dict[str, Hint]:
        """What stands below each result that was typed."""
        return {name: hint(self.form, name) for name in MEASURES}

    def fault(self, field: str) -> str:
        """Why a field cannot be read; empty where it can."""
        return next((fault.sentence for fault in self.faults if fault.field == field), "")

    def answered(self, section: str) -> int:
        """How many questions of a section have an answer."""
        found = next(one for one in SECTIONS if one.id == section)
        return sum(bool(self.form.value(question.name)) for question in found.questions)

    def landing(self, test: TestAnswer) -> str:
        """Where in the form a question is answered."""
        return f"section-{LANDING.get(test.facts[0], 'patient')}" if test.facts else "main"


def _moments(plan: Plan) -> Iterator[Moment]:
    if plan.waits and plan.loading:
        yield Moment(None, None, _("Loading doses"), plan.loading, "doses")
    if plan.doses:
        days = tuple(str(dose.expected) for dose in plan.doses)
        yield Moment(
            plan.doses[0].expected, plan.doses[-1].expected, _("Loading doses"), (*plan.loading, *days), "doses"
        )
    if plan.maintenance is not None:
        m = plan.maintenance
        yield Moment(
            m.due, m.overdue, _("First maintenance dose"), (m.printed, str(m.earliest), str(m.overdue)), "dose"
        )


def answered(form: Form, settings: Settings) -> Answered:
    """The form answered, with the site's figures in force."""
    case, document, faults = read_form(form, settings.today().isoformat())
    guideline = engine_with(ARTICLE, settings.parameters).guideline
    return Answered(form, faults, document, answer_case(case, settings, (), on=case.on), guideline)

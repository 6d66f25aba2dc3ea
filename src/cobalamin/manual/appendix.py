"""The tables behind the rules on the guideline page: tests, plans, figures, facts, readings, statements, checklist, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cobalamin.knowledge import patient
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.follow_up import ACTIONS, CHECKS, EXPECTED
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.next_tests import CAUSE_WORK_UP, NEXT_TESTS
from cobalamin.knowledge.regimens import FIGURES, REGIMENS, Regimen
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.sources import SOURCES
from cobalamin.knowledge.statements import STATEMENTS, TEXTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Measure, Threshold, plain
from cobalamin.manual.markdown import cited, table, target, titled
from cobalamin.translation.printed_units import printed_units


def next_tests() -> Iterator[str]:
    """Every question and test, with its order and cost."""
    yield from titled("What to ask or test next")
    yield "Only what can still change the route or the urgency is offered, by cost: 0 a question, 1 an examination, 2 a routine"
    yield "blood test, above that more expensive ones. It only sets the order: it is no price, and our own judgement, unverified."
    yield ""
    yield from table(
        ("test", "what", "kind", "cost", "first among the blood tests when", "settles", "sources"),
        (
            (f"`{t.id}`", t.label, t.kind, t.cost, t.first_when.replace("_", " ") or "never",
             ", ".join(FACTS[name].fact.label for name in t.facts), cited(t.cites))
            for t in NEXT_TESTS
        ),
    )  # fmt: skip
    yield "Added when deficiency is confirmed and no cause is known:"
    yield ""
    yield from (f"- `{id}`: {what}. Sources: {cited(cites)}." for id, what, cites in CAUSE_WORK_UP)
    yield ""


def regimens() -> Iterator[str]:
    """Every regimen as its source prints it."""
    yield from titled("Regimens")
    yield from table(
        ("regimen", "what", "route", "loading", "then", "for how long", "sources", "verified"),
        (
            (target(r.id), r.label, r.route, _loading(r), r.maintenance, r.duration, cited(r.cites), r.verified)
            for r in REGIMENS.values()
        ),
    )


def _loading(regimen: Regimen) -> str:
    return "; then ".join(phase.printed for phase in regimen.loading) or "none"


def follow_up() -> Iterator[str]:
    """Checks, expected responses, and what a review leads to."""
    yield from titled("Follow-up")
    yield "Times run from the first dose."
    yield ""
    yield from table(
        ("check", "when", "what", "for whom", "sources", "verified"),
        ((f"`{c.id}`", c.when, "; ".join(c.what), c.for_whom, cited(c.cites), c.verified) for c in CHECKS),
    )
    yield from table(
        ("response", "sign", "from", "to", "if it does not come", "sources", "verified"),
        ((f"`{e.id}`", e.sign, e.first, e.last, e.otherwise, cited(e.cites), e.verified) for e in EXPECTED),
    )
    yield from table(
        ("action", "route", "response", "cause", "what to do", "sources", "verified"),
        ((f"`{a.id}`", a.route, a.response, a.cause, a.words, cited(a.cites), a.verified) for a in ACTIONS),
    )


def parameters(figures: Mapping[str, Threshold]) -> Iterator[str]:
    """Every figure that decides something, as it is in force."""
    yield from titled("Parameters")
    yield "The figures that decide an indication, the route, the urgency or a safety rule. A laboratory's own figures replace them"
    yield "by name: `cobalamin assess --parameters FILE`; the answer then says so."
    yield ""
    yield from table(
        ("parameter", "printed as", "what it decides", "sources", "verified"),
        map(_parameter, {**THRESHOLDS, **figures}.values()),
    )
    yield "The figures of the schedule, the follow-up and the recall list."
    yield ""
    yield from table(
        ("figure", "printed as", "what it decides", "sources", "verified"), map(_parameter, FIGURES.values())
    )


def _parameter(figure: Threshold) -> tuple[object, ...]:
    return target(figure.id), printed_units(figure.text), figure.label, cited(figure.cites), figure.verified


def facts() -> Iterator[str]:
    """The vocabulary."""
    yield from titled("Facts")
    yield "What the rules and the answer read. A measure lists its units, its own first; a factor turns the others into it exactly."
    yield ""
    rows = (
        (
            f"`{entry.name}`",
            entry.fact.label,
            entry.group.replace("_", " "),
            _kind(entry.fact),
            printed_units(entry.question),
        )
        for entry in FACTS.values()
    )
    yield from table(("fact", "what it is", "group", "kind", "question"), rows)


def _kind(fact: object) -> str:
    if not isinstance(fact, Measure):
        return "yes or no"
    return "; ".join((fact.unit, *(f"{unit} (x {plain(factor)})" for unit, factor in fact.factors)))


def register() -> Iterator[str]:
    """How silent or vague sources were read."""
    yield from titled("Interpretation register")
    yield "Where a source is silent or vague: what it could mean, how it is read here, and why. Entries R read the article and the"
    yield "guidelines, entries M messy treatment records."
    yield ""
    yield from table(
        ("entry", "the source says", "it could mean", "read as", "why", "decides", "sources", "verified"),
        (
            (
                target(e.id),
                e.source_says,
                "; or ".join(e.could_mean),
                e.read_as,
                e.why,
                ", ".join(e.decides),
                cited(e.cites),
                e.verified,
            )
            for e in (*REGISTER.values(), *GUIDELINE_REGISTER.values())
        ),
    )


def statements() -> Iterator[str]:
    """The ninety-three statements, and what each became."""
    yield from titled("The statements of the base article")
    yield "The article itself is not shipped; these are our own short words, and what each statement became."
    yield ""
    yield from table(
        ("statement", "version", "says", "became", "where we differ"),
        (
            (target(s.id), s.version, s.says, ", ".join(f"`{b}`" for b in s.became), s.differs)
            for s in STATEMENTS.values()
        ),
    )


def texts() -> Iterator[str]:
    """The sentences shown unchanged."""
    yield from titled("Sentences shown as they stand")
    yield from (f"- {target(text.id)}: {text.words} Sources: {cited(text.cites)}." for text in TEXTS)
    yield ""


def checklist() -> Iterator[str]:
    """What the patient is shown and asked."""
    yield from titled("The patient's checklist")
    yield " ".join(patient.INTRODUCTION)
    yield ""
    for section in patient.SECTIONS:
        yield f"### {section.title}"
        yield ""
        yield f"{section.about} Sources: {cited(section.cites)}."
        yield ""
        yield from table(
            ("shown", "asked where the record says nothing"), ((item.words, item.question) for item in section.items)
        )
    for title, lines in (
        ("Questions to ask", patient.QUESTIONS_TO_ASK),
        (patient.GET_HELP_TITLE, (*patient.GET_HELP_HOW, *patient.GET_HELP_AT_ONCE)),
    ):
        yield f"### {title}"
        yield ""
        yield from (f"- {line}" for line in lines)
        yield ""


def sources() -> Iterator[str]:
    """Every document, and how much of it was seen."""
    yield from titled("Sources")
    yield from table(
        ("key", "document", "date", "address", "what was seen of it", "verified"),
        ((target(s.key), s.title, s.date, s.address, s.seen, s.verified) for s in SOURCES.values()),
    )


PLANS: tuple[Callable[[], Iterator[str]], ...] = (next_tests, regimens, follow_up)
BEHIND_THE_RULES: tuple[Callable[[], Iterator[str]], ...] = (register, statements, texts, checklist, sources)
"""The sections in the order of the page: before the parameters and the facts, and after them."""

"""The answer as text for a terminal (100 columns, readable without colour) and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from cobalamin.assessment import Appointment, Assessment, IndicationAnswer, Plan, Reason
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.sources import source_of
from cobalamin.language.nodes import RuleError
from cobalamin.language.truth import Truth
from cobalamin.wording import SHORT_ROUTES

WIDTH = 100
_MARKS = {Truth.YES: "[x]", Truth.NO: "[ ]", Truth.UNKNOWN: "[?]"}
_WORDS = {Truth.YES: "met", Truth.NO: "not met", Truth.UNKNOWN: "unknown"}


def text(answer: Assessment, *, trace: bool = False) -> str:
    """The answer for a terminal: one line first, then the six, why, the plan, what is missing, and what would change it."""
    return "\n".join(_lines(answer, trace)).rstrip() + "\n"


def _lines(answer: Assessment, trace: bool) -> Iterator[str]:
    yield from _wrapped(answer.headline.upper()[:1] + answer.headline[1:], "")
    yield ""
    who = " · ".join(filter(None, (answer.id, answer.title, f"on {answer.on}", answer.rules_version)))
    yield from _wrapped(who, "  ")
    if answer.parameters:
        yield ""
        for parameter in answer.parameters:
            yield from _wrapped(
                f"With a local figure: {parameter.label}: {parameter.used} (published: {parameter.published})", "  ! "
            )
    yield from _section("The six indications", _indications(answer))
    if answer.working.provided:
        yield from _section("As things stand (working answer, not the strict one)", _working(answer))
    yield from _section(f"Urgency: {answer.urgency.statement}", _reasons(answer.urgency.reasons))
    yield from _section("Safety", _safety(answer))
    yield from _section("Ask or test next, the cheapest first", _tests(answer))
    if answer.plan is not None:
        yield from _section(f"Plan: {answer.plan.label} [{answer.plan.verified}]", _plan(answer.plan))
    yield from _section("Follow-up, dated from a first dose on the day of the decision", _follow_up(answer.follow_up))
    yield from _section("What would change it (one fact alone)", _changes(answer))
    yield from _section("Presumed", _presumed(answer))
    yield from _section("Recorded and not used, with the reason", _missing(answer))
    if trace:
        yield from _section("Facts in use", _facts(answer))
        yield from _section("Definitions", (f"  {_MARKS[d.truth]} {d.statement}" for d in answer.definitions))
    yield from _section("Sources", _sources(answer))
    yield ""
    yield from _wrapped(answer.notice, "")


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A titled block; nothing at all where it would be empty."""
    body = list(lines)
    if body:
        yield ""
        yield title
        yield from body


def _wrapped(sentence: str, lead: str) -> list[str]:
    return wrap(sentence, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) or [""]


def _indications(answer: Assessment) -> Iterator[str]:
    for indication in answer.indications:
        yield f"  {_MARKS[indication.truth]} {indication.number} {indication.heading}: {_WORDS[indication.truth]}"
        yield from _why(indication)


def _why(indication: IndicationAnswer) -> Iterator[str]:
    """For a met one every reason; for the others the few that settle or open it."""
    if indication.forced:
        yield from _wrapped("every possible completion of the missing facts agrees", "        ")
    elif indication.truth is Truth.YES:
        yield from _reasons(indication.reasons, "        ")
    elif indication.truth is Truth.UNKNOWN:
        yield from _wrapped(f"open: {_some(FACTS[name].fact.label for name in indication.open)}", "        ")


def _some(texts: Iterable[str], most: int = 6) -> str:
    distinct = list(dict.fromkeys(texts))
    rest = len(distinct) - most
    return ", ".join(distinct[:most]) + (f" and {rest} more" if rest > 0 else "")


def _reasons(reasons: Iterable[Reason], lead: str = "  ") -> Iterator[str]:
    for line in dict.fromkeys(_reason(reason) for reason in reasons):
        yield from _wrapped(line, f"{lead}- ")


def _reason(reason: Reason) -> str:
    figures = f"figure: {', '.join(reason.cites)}, {'/'.join(reason.verified)}" if reason.cites else ""
    presumed = "presumed" if reason.presumed else ""
    detail = "; ".join(
        filter(None, (", ".join(filter(None, (reason.source, reason.when[:10]))), reason.note, presumed, figures))
    )
    return f"{reason.text} ({detail})" if detail else reason.text


def _working(answer: Assessment) -> Iterator[str]:
    route = SHORT_ROUTES.get(answer.working.route, answer.working.route)
    yield from _wrapped(f"{route}, provided that nothing turns up in:", "  ")
    for item in answer.working.provided:
        yield from _wrapped(item.removeprefix("Ask: ").removeprefix("Examine: "), "    - ")


def _safety(answer: Assessment) -> Iterator[str]:
    for rule in answer.safety:
        level = rule.level.upper() if rule.truth is Truth.YES else "ASK FIRST"
        head = f"{level}: {rule.statement}. " if rule.truth is Truth.YES else f"{level}: "
        yield from _wrapped(f"{head}{rule.action}", "  ")


def _tests(answer: Assessment) -> Iterator[str]:
    for i, test in enumerate(answer.next_tests, 1):
        yield from _wrapped(f"{i:>2}. {test.label} (can change the {' and the '.join(test.changes)})", "  ")


def _plan(plan: Plan) -> Iterator[str]:
    for phase in plan.loading:
        yield from _wrapped(f"loading: {phase}", "  ")
    if plan.doses:
        days = ", ".join(
            f"{dose.expected:%d %b %Y}" if i == 0 else f"{dose.expected:%d %b}" for i, dose in enumerate(plan.doses)
        )
        yield from _wrapped(f"doses: {days}", "  ")
    if plan.maintenance is not None:
        m = plan.maintenance
        yield from _wrapped(
            f"then {m.printed}: first due {m.due:%d %b %Y}, not before {m.earliest:%d %b %Y}, overdue from {m.overdue:%d %b %Y}",
            "  ",
        )
    else:
        yield from _wrapped(f"dose: {plan.dose} by mouth ({', '.join(plan.cites)})", "  ")
    yield from _wrapped(f"duration: {plan.duration}", "  ")
    if plan.note:
        yield from _wrapped(plan.note, "  ")
    for other in plan.alternatives:
        yield from _wrapped(f"elsewhere: {other}", "  ")


def _follow_up(appointments: Iterable[Appointment]) -> Iterator[str]:
    for appointment in appointments:
        day = f" ({appointment.first:%d %b %Y})" if appointment.first is not None else ""
        yield from _wrapped(f"{appointment.when}{day}: {'; '.join(appointment.what)}", "  - ")


def _changes(answer: Assessment, most: int = 12) -> Iterator[str]:
    """The changes by what they lead to, so that a long list stays readable."""
    by_outcome: dict[str, list[str]] = {}
    for change in answer.changes:
        outcome = ", ".join(
            filter(None, (change.route and f"route {change.route}", change.urgency and f"urgency {change.urgency}"))
        )
        by_outcome.setdefault(outcome.replace("_", " "), []).append(change.text)
    for outcome, texts in by_outcome.items():
        yield from _wrapped(f"{outcome}: {_some(texts, most)}", "  - ")


def _presumed(answer: Assessment) -> Iterator[str]:
    """The rules' presumptions one by one, the groups asked about together."""
    ending = " asked about, not recorded"
    groups = [p.removesuffix(ending) for p in answer.presumptions if p.endswith(ending)]
    for presumption in answer.presumptions:
        if not presumption.endswith(ending):
            yield from _wrapped(presumption, "  - ")
    if groups:
        yield from _wrapped(f"asked about in full, so what is not recorded is read as no: {', '.join(groups)}", "  - ")


def _missing(answer: Assessment) -> Iterator[str]:
    for missing in answer.missing:
        if missing.why != "never recorded":
            where = f" ({missing.source})" if missing.source else ""
            yield from _wrapped(f"{missing.why}: {missing.sentence}{where}", "  - ")


def _facts(answer: Assessment) -> Iterator[str]:
    for fact in answer.facts:
        detail = ", ".join(filter(None, (fact.source, fact.when[:10], fact.note)))
        yield from _wrapped(f"{fact.label}: {fact.value}" + (f" ({detail})" if detail else ""), "  - ")


def _sources(answer: Assessment) -> Iterator[str]:
    """The documents behind the met indications, each once, with how far it was checked."""
    seen: dict[str, list[str]] = {}
    for cite in answer.sources:
        try:
            source = source_of(cite)
        except RuleError:
            continue
        seen.setdefault(f"{source.title} [{source.verified}]", []).append(cite)
    for title, cites in seen.items():
        yield from _wrapped(f"{title}: {', '.join(cites)}", "  - ")


def markdown(answer: Assessment) -> str:
    """The same content as Markdown: headings, lists, and the notice as a quotation."""
    lines: list[str] = []
    blocks = text(answer, trace=True).split("\n\n")
    lines.append(f"# {blocks[0].replace(chr(10), ' ')}")
    for block in blocks[1:-1]:
        title, _, body = block.partition("\n")
        if title.startswith("  "):
            lines.append(" ".join(block.split()))
            continue
        lines.append(f"## {title}")
        lines.append(_as_list(body))
    lines.append(f"> {blocks[-1].strip().replace(chr(10), ' ')}")
    return "\n\n".join(lines) + "\n"


def _as_list(body: str) -> str:
    items: list[str] = []
    for line in body.split("\n"):
        bare = line.strip()
        starts = (
            bare.startswith(("- ", "["))
            or bare[:3].rstrip(". ").isdigit()
            or (line.startswith("  ")
            and line[2:3] not in " ")
        )
        if starts or not items:
            nested = "  " if line.startswith("        - ") else ""
            items.append(f"{nested}- {bare.removeprefix('- ')}")
        else:
            items[-1] += f" {bare}"
    return "\n".join(items)

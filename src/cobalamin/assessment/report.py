"""The answer for a reader: the same sections as text for a terminal (100 columns at most, no colour needed) and as Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from textwrap import wrap
from typing import NamedTuple

from cobalamin.assessment.assessment import Appointment, Assessment, IndicationAnswer, Plan, Reason
from cobalamin.assessment.course_words import COURSE, course_lines, urgency_of
from cobalamin.assessment.reasons import GROUNDS, grounds
from cobalamin.assessment.route_words import by_outcome
from cobalamin.assessment.wording import AGREED, URGENCY_WORDS, asked_groups, why_words, worth_telling
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import OFF, is_off
from cobalamin.knowledge.sources import source_of
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.nodes import RuleError
from cobalamin.language.truth import Truth
from cobalamin.records.errors import STEERING
from cobalamin.records.known import asked_group
from cobalamin.records.messages import some
from cobalamin.translation.printed_units import printed_units

WIDTH = 100
_UNSEEN = dict.fromkeys(STEERING - {ord("\n")})
"""A title out of a record may hold what steers a terminal, an answer never shows it."""
_MARKS = {Truth.YES: "[x]", Truth.NO: "[ ]", Truth.UNKNOWN: "[?]"}
_WORDS = {Truth.YES: "met", Truth.NO: "not met", Truth.UNKNOWN: "unknown"}


class Item(NamedTuple):
    """One line of a section; `under` puts it below the one before, `mark` stands before it, `stop` says what must not be done."""

    text: str
    mark: str = ""
    under: bool = False
    stop: bool = False


Section = tuple[str, list[Item]]


class Spoken(NamedTuple):
    """A guideline beside the article: its title, and its sentences that carry the route (the article's are its six)."""

    title: str
    lines: tuple[str, ...]


def text(answer: Assessment, *, trace: bool = False, spoken: Spoken | None = None, width: int = WIDTH) -> str:
    """The answer for a terminal: one line first, then the six, why, the plan, what is missing, and what would change it."""
    lines = [*wrap(answer.headline, width), "", *wrap(who(answer), width, initial_indent="  ", subsequent_indent="  ")]
    for title, items in sections(answer, trace=trace, spoken=spoken):
        lines += ["", *wrap(title, width), *(line for item in items for line in _text_lines(item, width))]
    return "\n".join((*lines, "", *wrap(answer.notice, width))).translate(_UNSEEN) + "\n"


def _text_lines(item: Item, width: int) -> list[str]:
    lead = f"{'        ' if item.under else '  '}{f'{item.mark} ' if item.mark else ''}"
    return wrap(printed_units(item.text), width, initial_indent=lead, subsequent_indent=" " * len(lead))


def markdown(answer: Assessment, *, spoken: Spoken | None = None) -> str:
    """The same sections as Markdown, every fact and definition with them."""
    blocks = [f"# {answer.headline}", who(answer)]
    for title, items in sections(answer, trace=True, spoken=spoken):
        blocks += [f"## {title}", "\n".join(_markdown_line(item) for item in items)]
    return "\n\n".join((*blocks, f"> {answer.notice}")).translate(_UNSEEN) + "\n"


def _markdown_line(item: Item) -> str:
    mark = f"{item.mark} " if item.mark not in ("", "-") else ""
    return f"{'  ' if item.under else ''}- {mark}{printed_units(item.text)}"


def who(answer: Assessment) -> str:
    """Whom the answer is about, the day, and the rules it was given by."""
    return " · ".join(filter(None, (answer.id, answer.title, f"on {answer.on}", answer.rules_version)))


def sections(answer: Assessment, *, trace: bool, spoken: Spoken | None = None) -> Iterator[Section]:
    """Every section that has something to say, in the order a clinician reads; `trace` adds all facts and definitions."""
    found: list[tuple[str, Iterable[Item]]] = [
        ("Local figures in force", _parameters(answer)),
        (f"Indications for injections ({spoken.title})" if spoken else "The six indications", _indications(answer)),
        (
            "Why this route, in the sentences of the source",
            (Item(line, "-") for line in spoken.lines) if spoken else (),
        ),
        ("As things stand (working answer, not the strict one)", _working(answer)),
        (f"Urgency{urgency_of(answer)}: {answer.urgency.statement}", _urgency(answer)),
        ("Safety", _safety(answer)),
        ("Ask or test next, in this order", _tests(answer)),
        (COURSE, _course(answer)),
        (_plan_title(answer.plan), _plan(answer.plan)),
        (_follow_up_title(answer.follow_up), _follow_up(answer.follow_up)),
        ("What would change it (one fact alone)", _changes(answer)),
        ("Presumed", (Item(line, "-") for line in presumed_lines(answer))),
        ("Recorded but not used, or not enough, and why", _missing(answer)),
        ("Facts in use", _facts(answer) if trace else ()),
        ("Definitions", _definitions(answer) if trace else ()),
        ("Sources", _sources(answer)),
    ]
    for title, items in found:
        body = list(items)
        if body or title.startswith("Urgency"):
            yield title, body


def _parameters(answer: Assessment) -> Iterator[Item]:
    for parameter in answer.parameters:
        yield Item(f"{parameter.label}: {parameter.used} (published: {parameter.published})", "!")


def _indications(answer: Assessment) -> Iterator[Item]:
    for indication in answer.indications:
        mark = _MARKS[indication.truth]
        yield Item(f"{indication.number} {indication.heading}: {_WORDS[indication.truth]}", mark)
        yield from _why(indication)


def _why(indication: IndicationAnswer) -> Iterator[Item]:
    """For a met one every reason; for an unknown one what keeps it open."""
    if indication.forced:
        yield Item(AGREED, "", under=True)
    elif indication.truth is Truth.YES:
        yield from _reasons(indication.reasons, under=True)
    elif indication.truth is Truth.UNKNOWN:
        yield Item(f"open: {_labels(indication.open)}", "", under=True)


def _urgency(answer: Assessment) -> Iterator[Item]:
    """Why it is at least this, and what would make it more; what was said of an indication is not said again."""
    urgency, indications = answer.urgency, answer.indications
    if found := grounds(answer):
        yield Item(f"{GROUNDS}{', '.join(fact.label for fact in found)}", "-")
    lines = dict.fromkeys(map(_reason, urgency.reasons))
    said: set[str] = set()
    for indication in indications:
        theirs = set(map(_reason, indication.reasons))
        if indication.truth is Truth.YES and theirs and theirs <= lines.keys():
            said |= theirs
            yield Item(f"the reasons for indication {indication.number}", "-")
    yield from (Item(line, "-") for line in _lines(urgency.reasons, said))
    if urgency.note:
        yield Item(urgency.note, "-")
    for higher, names in zip(urgency.possible, urgency.open, strict=True):
        yield Item(f"possibly {URGENCY_WORDS[higher]}, depending on: {_labels(names)}", "-")


def _labels(names: Iterable[str]) -> str:
    return _some(
        f"{name.removeprefix(OFF)} (not verified)" if is_off(name) else FACTS[name].fact.label for name in names
    )


def _some(texts: Iterable[str], most: int = 6) -> str:
    return some([*dict.fromkeys(texts)], most)


def _reasons(reasons: Iterable[Reason], *, under: bool = False) -> Iterator[Item]:
    for line in _lines(reasons):
        yield Item(line, "-", under)


_FEW = 3


def _lines(reasons: Iterable[Reason], said: Collection[str] = ()) -> Iterator[str]:
    """Each reason in a line, but for many noes that were asked about and not recorded: these are one line together."""
    lines = {line: reason for reason in worth_telling(reasons) if (line := _reason(reason)) not in said}
    noes = [line for line, reason in lines.items() if reason.truth is Truth.NO and asked_group(reason.note)]
    together = noes if len(noes) > _FEW else []
    yield from (line for line in lines if line not in together)
    if together:
        yield f"{_some(lines[line].text for line in together)} (asked about, not recorded; presumed)"


def _reason(reason: Reason) -> str:
    figures = f"figure: {', '.join(reason.cites)}, {'/'.join(reason.verified)}" if reason.cites else ""
    source = ", ".join(filter(None, (reason.source, reason.when[:10])))
    presumed = "presumed" if reason.presumed and "presumed" not in reason.note else ""
    detail = "; ".join(filter(None, (source, reason.note, presumed, figures)))
    return f"{reason.text} ({detail})" if detail else reason.text


def _working(answer: Assessment) -> Iterator[Item]:
    """What is still open, of route and urgency, and nothing else: what is settled waits for nothing."""
    if not answer.working.provided:
        return
    route = answer.working.statement if answer.route.outcome == UNDETERMINED else ""
    of = urgency_of(answer)
    words = f"urgency{of}{':' if of else ''} {URGENCY_WORDS[answer.working.urgency]}"
    urgency = words if answer.urgency.possible else ""
    yield Item(f"{'; '.join(filter(None, (route, urgency)))}, provided that nothing turns up in:")
    for item in answer.working.provided:
        yield Item(item.removeprefix("Ask: ").removeprefix("Examine: "), "-", under=True)


def _safety(answer: Assessment) -> Iterator[Item]:
    """What to do stands first: "BLOCK: B12 injections for an irreversible cause" read as if the injections were to stop."""
    for rule in answer.safety:
        if rule.truth is Truth.YES:
            yield Item(f"{rule.level.upper()}: {rule.action} ({rule.statement})", stop=rule.level == "block")
        else:
            yield Item(f"ASK FIRST: {rule.action}")


def _tests(answer: Assessment) -> Iterator[Item]:
    """What one of them can change is told where it is less than the others can: behind every line it was read behind none."""
    most = max((test.changes for test in answer.next_tests), key=len, default=())
    for i, test in enumerate(answer.next_tests, 1):
        less = "" if test.changes == most else f" (can change the {' and the '.join(test.changes)})"
        yield Item(f"{test.label}{less}", f"{i:>2}.")


LOADING_ON_RECORD = "loading, where none was given"
"""Of whoever has injections on record: "loading: 1 mg three times a week" read as an order to load again."""


def _course(answer: Assessment) -> Iterator[Item]:
    if answer.course is not None:
        yield from (Item(line, "-") for line in course_lines(answer.course, answer.on))


def _plan_title(plan: Plan | None) -> str:
    return "Plan" if plan is None else f"Plan: {plan.label} [{plan.verified}]"


def _plan(plan: Plan | None) -> Iterator[Item]:
    if plan is None:
        return
    if plan.note:
        yield Item(plan.note)
    loading = "loading" if plan.doses or plan.waits else LOADING_ON_RECORD
    yield from (Item(f"{loading}: {phase}") for phase in plan.loading)
    if plan.doses:
        days = [dose.expected for dose in plan.doses]
        years = (None, *(day.year for day in days))
        # The year is said with the first day and where it changes.
        told = (
            f"{day:%a %d %b}" if day.year == before else f"{day:%a %d %b %Y}"
            for before, day in zip(years, days, strict=False)
        )
        yield Item(f"doses: {', '.join(told)}")
    if plan.maintenance is not None:
        m = plan.maintenance
        due = f"first due {m.due:%d %b %Y}, not before {m.earliest:%d %b %Y}, overdue from {m.overdue:%d %b %Y}"
        yield Item(f"then {m.printed}: {due}")
    elif plan.route == "oral":
        yield Item(f"dose: {plan.dose} a day by mouth")
    yield Item(f"duration: {plan.duration}")
    yield Item(f"sources: {', '.join(plan.cites)}")
    for other in plan.alternatives:
        yield Item(f"elsewhere: {other}")


def _follow_up_title(appointments: Iterable[Appointment]) -> str:
    told = tuple(appointments)
    if any(appointment.first is not None for appointment in told):
        return "Follow-up, if the first dose is given on the day of the decision"
    counted = any(appointment.id.startswith("first_review") for appointment in told)
    return "Follow-up (the first months are counted from the first dose)" if counted else "Follow-up"


def _follow_up(appointments: Iterable[Appointment]) -> Iterator[Item]:
    """Those of one time on one line."""
    found: dict[str, list[str]] = {}
    for appointment in appointments:
        ends = dict.fromkeys(day for day in (appointment.first, appointment.last) if day is not None)
        days = f" ({' to '.join(f'{day:%d %b %Y}' for day in ends)})" if ends else ""
        found.setdefault(f"{appointment.when}{days}", []).extend(appointment.what)
    for when, what in found.items():
        yield Item(f"{when}: {'; '.join(what)}", "-")


def _changes(answer: Assessment) -> Iterator[Item]:
    for outcome, texts in by_outcome(answer.changes).items():
        yield Item(f"{outcome}: {_some(texts, 12)}", "-")


def presumed_lines(answer: Assessment) -> Iterator[str]:
    """The rules' presumptions one by one, the groups asked about together."""
    yield from (presumption for presumption in answer.presumptions if not asked_group(presumption))
    if groups := asked_groups(answer):
        yield f"asked about in full, so what is not recorded is read as no: {', '.join(groups)}"


def _missing(answer: Assessment) -> Iterator[Item]:
    for missing in answer.missing:
        if missing.why != "never recorded":
            where = "; ".join(filter(None, (missing.source, missing.sent and f"as sent: {missing.sent}")))
            yield Item(f"{why_words(missing.why)}: {missing.sentence}" + (f" ({where})" if where else ""), "-")


def _facts(answer: Assessment) -> Iterator[Item]:
    for fact in answer.facts:
        detail = ", ".join(filter(None, (fact.source, fact.when[:10], fact.note)))
        yield Item(f"{fact.label}: {fact.value}" + (f" ({detail})" if detail else ""), "-")


def _definitions(answer: Assessment) -> Iterator[Item]:
    for definition in answer.definitions:
        yield Item(definition.statement, _MARKS[definition.truth])


def _sources(answer: Assessment) -> Iterator[Item]:
    """The documents behind the met indications and their figures, each once, with how far it was checked."""
    seen: dict[str, list[str]] = {}
    for cite in answer.sources:
        try:
            source = source_of(cite)
        except RuleError:  # a site's own figure is its own source, shown with the parameters
            continue
        seen.setdefault(f"{source.title} [{source.verified}]", []).append(cite)
    for title, cites in seen.items():
        yield Item(f"{title}: {', '.join(cites)}", "-")

"""What a card says below its line: reasons, presumptions, what is missing, what would change it, in GitHub Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cobalamin.assessment.assessment import Assessment, FactAnswer, Reason, SafetyAnswer
from cobalamin.assessment.course_words import COURSE, course_lines, urgency_of
from cobalamin.assessment.reasons import GROUNDS, grounds
from cobalamin.assessment.route_words import by_outcome
from cobalamin.assessment.wording import asked_groups, why_words, worth_telling
from cobalamin.knowledge.sources import Source, source_of
from cobalamin.language.nodes import RuleError
from cobalamin.language.truth import Truth
from cobalamin.records.known import asked_group
from cobalamin.records.messages import some
from cobalamin.translation.printed_units import printed_units
from cobalamin.web.answered import AnsweredCase
from cobalamin.web.ordered import Ordered, words
from cobalamin.web.orders import Order

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
MOST = 8


def plain(text: str) -> str:
    """Text from a record as literal Markdown, units as they are printed: no markup and no HTML comes out of it."""
    line = printed_units(" ".join(text.split()))
    return line if _SPECIAL.search(line) is None else _SPECIAL.sub(r"\\\1", line)


def detail(answered: AnsweredCase, first: str) -> str:
    """The whole detail of a card; `first` says what this card is about."""
    answer = answered.answer
    headline = plain(answer.headline)  # why a dose was not given stands there as it was sent
    blocks = (
        [first],
        _titled("Plan", _plan(answer)),
        _titled("Why", _reasons(answer)),
        _titled("Safety", _safety(answer)),
        _titled(COURSE, map(plain, course_lines(answer.course, answer.on)) if answer.course else ()),
        _titled("Ordered already, and not offered again", map(_ordered, answered.ordered.orders)),
        _titled("Presumed", _presumed(answer)),
        _titled("Not read from the record, so unknown", map(plain, answered.gaps)),
        _titled(
            "Recorded but not used, or not enough",
            _not_used(answered),
        ),
        _titled("What is missing and could change the answer", (plain(test.label) for test in answer.next_tests)),
        _titled("What would change it (one fact alone)", _changes(answer)),
        _titled("Sources", _sources(answer)),
        [f"{'' if headline in first else f'{headline}. '}Rules {answer.rules_version}, on {answer.on}."],
        [f"*{answer.notice}*"],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(lines))
    rest = len(found) - MOST
    shown = [f"- {line}" for line in found[:MOST]]
    return [f"**{title}**", "", *shown, *([f"- and {rest} more"] if rest > 0 else [])] if found else []


def _safety(answer: Assessment) -> Iterator[str]:
    """What stops and warns, what the page asks before a dose, then the rest: most who read a card open no page.

    The questions are one line: a list is cut after `MOST`, and none of them may be behind the cut.
    """
    told = [rule for rule in answer.safety if rule.truth is Truth.YES]
    asked = " ".join(plain(rule.action) for rule in answer.safety if rule.truth is not Truth.YES)
    yield from (_warning(rule) for rule in told if rule.level != "inform")
    if asked:
        yield f"**ask first**: {asked}"
    yield from (_warning(rule) for rule in told if rule.level == "inform")


def _warning(rule: SafetyAnswer) -> str:
    return f"**{rule.level}**: {plain(rule.action)} ({plain(rule.statement)})"


def _plan(answer: Assessment) -> Iterator[str]:
    """The doses of a beginning, in one line; the draft and the page have the days. Where something is to be settled first, none."""
    plan = answer.plan
    if plan is not None and plan.maintenance is not None and plan.doses and not plan.waits:
        yield plain(f"{plan.label} [{plan.verified}]: {'; then '.join((*plan.loading, plan.maintenance.printed))}")


def _reasons(answer: Assessment) -> Iterator[str]:
    """Each indication and the urgency with what they rest on; where it was read is said of each finding once."""
    told = set[str]()
    for indication in answer.indications:
        if indication.truth is Truth.YES:
            why = "; ".join(_few(indication.reasons, told)) or "every completion agrees"
            yield f"{indication.number} {indication.heading}: {why}"
    if found := grounds(answer):
        yield f"{GROUNDS}{'; '.join(map(_ground, found))}"
    if answer.urgency.reasons:
        yield f"Urgency{urgency_of(answer)}: {'; '.join(_of_urgency(answer, told))}"


def _ground(fact: FactAnswer) -> str:
    where = ", ".join(filter(None, (plain(fact.source), fact.when[:10])))
    return f"{plain(fact.label if fact.value == 'yes' else f'{fact.label} {fact.value}')} ({where})"


def _of_urgency(answer: Assessment, told: set[str]) -> Iterator[str]:
    """The urgency's reasons; where they are all those of an indication, that is named by its number instead."""
    texts, said = {reason.text for reason in answer.urgency.reasons}, set[str]()
    for indication in answer.indications:
        theirs = {reason.text for reason in indication.reasons}
        if indication.truth is Truth.YES and theirs and theirs <= texts:
            said |= theirs
            yield f"the reasons for indication {indication.number}"
    yield from _few(tuple(reason for reason in answer.urgency.reasons if reason.text not in said), told)


def _few(reasons: tuple[Reason, ...], told: set[str]) -> Iterator[str]:
    """The findings that are there before those that are not, without those presumed, which stand below; the page behind the
    link has them all."""
    found = sorted(filter(_is_found, worth_telling(reasons)), key=lambda reason: reason.truth is not Truth.YES)
    for reason in found[:MOST]:
        yield plain(reason.text) if reason.text in told else _reason(reason)
    told.update(reason.text for reason in found[:MOST])
    if len(found) > MOST:
        yield f"and {len(found) - MOST} more"


def _is_found(reason: Reason) -> bool:
    return reason.truth is Truth.YES or not reason.presumed


def _presumed(answer: Assessment) -> Iterator[str]:
    """The groups read as asked about on one line, then the presumptions of the rules."""
    if groups := asked_groups(answer):
        yield f"what is not recorded is read as no, because this was asked about: {plain(', '.join(groups))}"
    yield from (plain(text) for text in answer.presumptions if not asked_group(text))


def _not_used(answered: AnsweredCase) -> Iterator[str]:
    """What was recorded and is not used; what did not arrive stands under what was not read."""
    told = [(why_words(problem.why), problem.sentence) for problem in answered.case.problems]
    told += [(why_words(each.why), each.sentence) for each in answered.answer.missing if each.why != "never recorded"]
    yield from (f"{why}: {plain(sentence)}" for why, sentence in told if sentence not in answered.gaps)


def _ordered(order: Order) -> str:
    state = "ordered" if order.signed else "drafted and not signed,"
    where = f", {plain(order.reference)}" if order.reference else ""
    return f"{words(order)}: {state} on {order.since}{where}"


def ordered_unsure(ordered: Ordered) -> str:
    """What goes below a card that offers an order, where it may be ordered already."""
    lines = _titled("Check that it is not ordered already", map(plain, ordered.unsure))
    return "\n".join(lines)


def _reason(reason: Reason) -> str:
    where = ", ".join(filter(None, (plain(reason.source), reason.when[:10], "presumed" if reason.presumed else "")))
    return f"{plain(reason.text)} ({where})" if where else plain(reason.text)


def _changes(answer: Assessment) -> Iterator[str]:
    for outcome, texts in by_outcome(answer.changes).items():
        yield f"{outcome}: {plain(some(texts, MOST))}"


def documents(cites: Iterable[str]) -> list[Source]:
    """The documents behind citations, each once; our own register and the article's statements are no documents."""
    found: dict[str, Source] = {}
    for cite in cites:
        try:
            source = source_of(cite)
        except RuleError:
            continue
        found.setdefault(source.key, source)
    return list(found.values())


def _sources(answer: Assessment) -> Iterator[str]:
    for source in documents(answer.sources):
        title = plain(f"{source.title} ({source.date})")
        yield f"[{title}]({source.address}), {source.verified}" if source.address else f"{title}, {source.verified}"

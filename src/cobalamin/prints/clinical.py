"""The answer for a clinician as a page and as a PDF: the sections of the report, word for word, and the plots between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from cobalamin.assessment.assessment import Assessment, FactAnswer, MissingAnswer, Reason
from cobalamin.assessment.report import Item, Spoken, sections, who
from cobalamin.assessment.route_words import clauses
from cobalamin.plots import drawing
from cobalamin.plots.plot import Plot, in_language
from cobalamin.prints.page import page
from cobalamin.prints.typeset import pdf
from cobalamin.records.record import is_typed
from cobalamin.translation.phrases import capital
from cobalamin.translation.printed_units import printed_units
from cobalamin.translation.words import MACHINE_MADE, Words, translator

ENGLISH = translator("en")
_STATES = {"[x]": "yes", "[ ]": "no", "[?]": "open"}


@dataclass(frozen=True)
class Line:
    """One line of a section and the lines under it; `state` is that of an indication or a definition, `stop` stands out."""

    text: str
    mark: str
    state: str
    under: tuple[str, ...]
    stop: bool


@dataclass(frozen=True)
class Part:
    """One section of the report; `numbered` where its lines are in an order."""

    title: str
    entries: tuple[Line, ...]
    numbered: bool


@dataclass(frozen=True)
class Drawing:
    """A plot as it is printed: the drawing, words for it, and its numbers."""

    id: str
    title: str
    description: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Print:
    """Everything that a print of the report shows; `machine_made` is said where a machine made the words of the language."""

    language: str
    page_words: tuple[str, str]
    machine_made: str
    headline: str
    clauses: tuple[str, ...]
    who: str
    notice: str
    parts: tuple[Part, ...]
    plots: tuple[Drawing, ...]


def report_pdf(
    answer: Assessment,
    plots: Sequence[Plot],
    *,
    trace: bool = False,
    words: Words = ENGLISH,
    spoken: Spoken | None = None,
) -> bytes:
    """The report as a tagged PDF."""
    return pdf("report.typ", printed(answer, plots, trace=trace, words=words, spoken=spoken))


def report_page(
    answer: Assessment,
    plots: Sequence[Plot],
    *,
    trace: bool = True,
    words: Words = ENGLISH,
    spoken: Spoken | None = None,
) -> str:
    """The report as a page of its own that needs nothing else."""
    return page("report.html", report=printed(answer, plots, trace=trace, words=words, spoken=spoken))


def printed(
    answer: Assessment, plots: Sequence[Plot], *, trace: bool, words: Words = ENGLISH, spoken: Spoken | None = None
) -> Print:
    """The report as data for a template, in a language."""
    found = sections(on_paper(answer), trace=trace, spoken=spoken)
    parts = tuple(_part(words(title), items, words) for title, items in found)
    drawings = tuple(_drawing(in_language(plot, words)) for plot in plots)
    page_words = (words("Page"), words("of"))
    machine_made = "" if words.reviewed else words(MACHINE_MADE)
    headline = capital(words(answer.headline))
    return Print(
        words.language, page_words, machine_made, headline, clauses(headline, answer.urgency.statement), words(who(answer)),
        words(answer.notice), parts, drawings,
    )  # fmt: skip


Placed = TypeVar("Placed", Reason, FactAnswer, MissingAnswer)


def on_paper(answer: Assessment) -> Assessment:
    """Without the places in a form or in a file that somebody wrote: nobody who reads paper has it before him."""
    return replace(
        answer,
        indications=tuple(replace(each, reasons=_placeless(each.reasons)) for each in answer.indications),
        urgency=replace(answer.urgency, reasons=_placeless(answer.urgency.reasons)),
        facts=_placeless(answer.facts),
        missing=_placeless(answer.missing),
    )


def _placeless(told: Iterable[Placed]) -> tuple[Placed, ...]:
    return tuple(replace(each, source="") if is_typed(each.source) else each for each in told)


def _part(title: str, items: list[Item], words: Words) -> Part:
    """The lines, each with those that stand under it."""
    found: list[tuple[Item, list[str]]] = []
    for item in items:
        if item.under and found:
            found[-1][1].append(printed_units(words(item.text)))
        else:
            found.append((item, []))
    numbered = bool(items) and all(item.mark.strip().rstrip(".").isdigit() for item, _ in found)
    return Part(
        title,
        tuple(_entry(item, printed_units(words(item.text)), under, numbered=numbered) for item, under in found),
        numbered,
    )


def _entry(item: Item, text: str, under: list[str], *, numbered: bool) -> Line:
    mark = "" if numbered or item.mark in (*_STATES, "-") else item.mark
    return Line(text, mark, _STATES.get(item.mark, ""), tuple(under), item.stop)


def _drawing(plot: Plot) -> Drawing:
    return Drawing(plot.id, plot.title, plot.description, drawing.svg(plot.spec), plot.heads, plot.rows)

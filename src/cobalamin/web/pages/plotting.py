"""Plots on a page: the drawing that needs no script, words for it, its numbers, and the specification a script may open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Threshold
from cobalamin.plots import drawing
from cobalamin.plots.patient import Patient
from cobalamin.plots.patient import plots_for as plots_of
from cobalamin.plots.plot import Plot
from cobalamin.plots.translated import in_language
from cobalamin.records.known import Facts
from cobalamin.records.record import Case
from cobalamin.translation.words import Words


@dataclass(frozen=True)
class Shown:
    """One plot as `plots.html` shows it."""

    id: str
    title: str
    description: str
    svg: str
    spec: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plots_for(
    case: Case, facts: Facts, answer: Assessment, words: Words, figures: Mapping[str, Threshold] = THRESHOLDS
) -> tuple[Shown, ...]:
    """The plots of one patient, drawn; `{% include "plots.html" %}` shows them where the context calls them `plots`."""
    return shown(plots_of(Patient(case, facts, answer), figures), words)


def shown(plots: Iterable[Plot | None], words: Words) -> tuple[Shown, ...]:
    """Plots as a page shows them, in its language; one that has nothing to show is left out."""
    told = (in_language(plot, words) for plot in plots if plot is not None)
    return tuple(
        Shown(plot.id, plot.title, plot.description, drawing.svg(plot.spec), msgspec.json.encode(plot.spec).decode(),
              plot.heads, plot.rows)
        for plot in told
    )  # fmt: skip

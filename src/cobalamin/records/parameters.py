"""A laboratory's own figures: a TOML file that puts them in place of the published thresholds, by id.

["b12.total.deficient"]
value = 145
unit = "ng/L"
source = "Our laboratory, 2025"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import msgspec

from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import Scale
from cobalamin.language.nodes import Compare, Measure, Quantity, RuleError, Threshold, walk
from cobalamin.records.document import UNFIT_TOML
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import learned
from cobalamin.records.messages import meant, shown, told
from cobalamin.records.units import UnitProblem, as_printed, implausible, unit_of


@learned
class _Row(msgspec.Struct, forbid_unknown_fields=True):
    value: int | float | str
    unit: str
    source: str = "the site's own figure"


def read_parameters(path: Path, *guidelines: Guideline) -> dict[str, Threshold]:
    """The site's thresholds by id, fit for each of the guidelines (by default the base article's).

    RecordError names the row that cannot be used and why.
    """
    try:
        rows = msgspec.toml.decode(path.read_bytes(), type=dict[str, _Row])
    except OSError as problem:
        raise RecordError(
            f"{path.name}: cannot be read ({problem.strerror}); expected a TOML file of figures"
        ) from problem
    except UNFIT_TOML as problem:
        raise RecordError(
            f'{path.name}: {told(problem)}; expected rows such as ["b12.total.deficient"] with value and unit'
        ) from problem
    found = {id: _threshold(path.name, id, row) for id, row in rows.items()}
    for guideline in guidelines or (ARTICLE,):
        require_order(path.name, found, guideline)
    return found


@learned
class KeptFigure(msgspec.Struct, frozen=True):
    """A site's own figure as it is kept: its value with its unit, as often as it is printed, and who says so."""

    id: str
    printed: tuple[tuple[str, str], ...]
    cites: tuple[str, ...]


def kept(figures: Mapping[str, Threshold]) -> tuple[KeptFigure, ...]:
    """A site's own figures to be kept with what was answered by them."""
    return tuple(
        KeptFigure(id, tuple((str(q.value), q.unit) for q in figure.printed), figure.cites)
        for id, figure in figures.items()
    )


def figures_of(rows: Iterable[KeptFigure]) -> dict[str, Threshold]:
    """Figures that were kept, as they were; one whose id is no figure any more is left out."""
    return {row.id: _figure(row) for row in rows if row.id in THRESHOLDS}


def _figure(row: KeptFigure) -> Threshold:
    printed = tuple(Quantity(Fraction(value), unit) for value, unit in row.printed)
    return replace(THRESHOLDS[row.id], printed=printed, cites=row.cites, verified="unverified")


def _threshold(file: str, id: str, row: _Row) -> Threshold:
    published = THRESHOLDS.get(id)
    if published is None:
        near = meant(id, THRESHOLDS)
        raise RecordError(f"{file}: no figure is called {shown(id)}{near}; `cobalamin guideline` lists them")
    measure = _measure(id)
    unit = unit_of(measure, row.unit)
    if isinstance(unit, UnitProblem):
        what, _, _ = unit.sentence.rpartition(": ")  # what follows is for a result that a laboratory sent
        raise RecordError(f"{file}: {id}: {what}: write one of these")
    value = as_printed(row.value)
    if value is None:
        raise RecordError(f"{file}: {id}: {shown(row.value)} is not a number")
    doubt = implausible(measure, value, unit)
    if doubt is not None and doubt.refused:
        raise RecordError(f"{file}: {id}: {doubt.what}; correct the figure or its unit")
    return replace(published, printed=(Quantity(value, unit),), cites=(f"SITE {row.source}",), verified="unverified")


def _measure(id: str) -> Measure:
    """The measure a threshold is compared with."""
    for node in walk(*ARTICLE.roots):
        if isinstance(node, Compare) and node.bound.id == id:
            return node.measure
    raise RecordError(f"{id} decides nothing in this guideline and cannot be set")


_STANDING = (
    ("b12.total.severe", "b12.total.deficient"), ("b12.total.deficient", "b12.total.band_top"),
    ("b12.active.deficient", "b12.active.band_top"), ("hb.severe", "hb.moderate"),
)  # fmt: skip
"""Figures of which the first has to stay below the second."""
_NOT_ABOVE = (
    # A grade is a grade of anaemia, and of two rules of which one is for fewer people it is the lower that asks of everybody.
    ("hb.pregnant_trimester_2", "hb.pregnant"), ("hb.pregnant", "hb.women"), ("hb.women", "hb.men"),
    ("hb.from_5_years", "hb.from_12_years"), ("hb.moderate", "hb.women"), ("hb.moderate", "hb.from_5_years"),
    ("hb.moderate_pregnant", "hb.moderate"), ("hb.moderate_pregnant", "hb.pregnant_trimester_2"),
    ("hb.moderate_pregnant", "hb.from_2_years"), ("hb.moderate_infant", "hb.moderate_pregnant"),
    ("hb.moderate_infant", "hb.infant"), ("hb.severe_pregnant", "hb.severe"), ("hb.severe_pregnant", "hb.moderate_infant"),
    ("hb.same_day", "hb.moderate"), ("age.2_years", "age.5_years"), ("age.5_years", "age.12_years"),
    ("age.12_years", "age.15_years"), ("b12.total.band_top", "b12.total.high"), ("mma.least", "mma.raised"),
    ("homocysteine.least", "homocysteine.raised"), ("platelets.caution", "platelets.low"),
)  # fmt: skip
"""Figures of which the first may meet the second and not stand above it: the rules are written so (a man below the figure of the
second trimester is anaemic whatever the figure for men)."""


def require_order(file: str, found: Mapping[str, Threshold], guideline: Guideline) -> None:
    """A figure may not jump over its neighbour under a guideline: deficient stays below the top of the band. Else RecordError."""
    figures = {**THRESHOLDS, **guideline.figures, **found}
    for low, high in _STANDING:
        if _in_own_unit(figures[low]) >= _in_own_unit(figures[high]):
            raise RecordError(
                f"{file}: {low} must be below {high}, which is {figures[high].text} ({guideline.id}); set both"
            )
    for low, high in _NOT_ABOVE:
        if _in_own_unit(figures[low]) > _in_own_unit(figures[high]):
            raise RecordError(
                f"{file}: {low} must not be above {high}, which is {figures[high].text} ({guideline.id}); set both"
            )
    compares: dict[Measure, list[Compare]] = {}
    for node in walk(*guideline.with_thresholds(found).roots):
        if isinstance(node, Compare):
            compares.setdefault(node.measure, []).append(node)
    for measure, its in compares.items():
        _require_one_order(file, measure, its)


def _in_own_unit(figure: Threshold) -> Fraction:
    printed = figure.printed[0]
    return printed.value * _measure(figure.id).factor(printed.unit)


def _require_one_order(file: str, measure: Measure, compares: list[Compare]) -> None:
    """The figures of a measure stand in one order in every unit."""
    try:
        scale = Scale(measure, tuple(compares))
        for unit in measure.units():
            scale.keys(unit)
    except RuleError as problem:
        raise RecordError(f"{file}: {problem}") from problem

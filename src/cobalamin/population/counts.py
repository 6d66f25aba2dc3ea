"""The counts of a screened population: with the unknown shown, why facts are missing, and how many answers each figure decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Compare, Quantity, RuleError, Threshold, facts_of, walk
from cobalamin.population.rules import Rules
from cobalamin.population.told import told
from cobalamin.readings.planes import count
from cobalamin.readings.wanted import Wanted, column_of
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import WHY, about
from cobalamin.records.messages import some
from cobalamin.records.record import DIED

MOVES = (Fraction(9, 10), Fraction(11, 10))
"""How far each figure is moved to see what it decides: a tenth down and a tenth up."""
Three = tuple[int, int, int]
"""Yes, no, unknown."""


@dataclass
class Counts:
    """Sums over all parts of a screened population."""

    patients: int = 0
    died: int = 0
    """Patients recorded as having died; no other count includes them."""
    conditions: dict[str, Three] = field(default_factory=dict)
    ladders: dict[str, Counter[str]] = field(default_factory=dict)
    known: Counter[str] = field(default_factory=Counter)
    why: dict[str, Counter[str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    untreated: dict[str, Three] = field(default_factory=dict)
    """Among those who meet an indication: on injections, not on them, not recorded."""
    in_need: Three = (0, 0, 0)
    """Among those who meet any indication: on injections, not on them, not recorded."""
    treated: Three = (0, 0, 0)
    """Among those on injections: an indication is met, none is, it cannot be said."""
    unmoved: Counter[str] = field(default_factory=Counter)
    """How many meet each indication by today's rules: what the counts with a moved figure are compared with."""
    moved: dict[tuple[str, Fraction], Counter[str]] = field(default_factory=dict)
    """(figure, move) -> how many meet each indication then."""


def parts(folder: Path) -> list[Path]:
    """The part files of a screened population; RecordError where there are none."""
    found = sorted(folder.glob("part-*.parquet")) if folder.is_dir() else [folder] if folder.exists() else []
    if not found:
        raise RecordError(f"{folder.name} holds no screened population: make one with `cobalamin screen`")
    return found


def counted(folder: Path, guideline: Guideline, moves: bool = True) -> Counts:
    """The counts of a screened population, part by part, so that memory does not grow with it."""
    counts = Counts()
    for path in parts(folder):
        _require_answers(parquet.read_schema(path), guideline)
        for table in _blocks(path):
            _add(counts, table, guideline, moves)
    return counts


def _require_answers(schema: pa.Schema, guideline: Guideline) -> None:
    """RecordError where an older version wrote these answers and some that are asked today are missing."""
    asked = [column_of(rule) for rule in (*guideline.definitions, *(i.rule for i in guideline.indications))]
    lacking = [name for name in (*asked, *(ladder.id for ladder in guideline.ladders)) if name not in schema.names]
    if lacking:
        raise RecordError(
            f"these answers were written by another version of this program, without {some(lacking, _NAMED)}: screen the records "
            "again"
        )


_NAMED = 5


def _blocks(path: Path) -> Iterator[pa.Table]:
    file = parquet.ParquetFile(path)
    about(file.schema_arrow)
    if not file.metadata.num_rows:
        yield file.schema_arrow.empty_table()
    for batch in file.iter_batches(200_000):
        yield pa.Table.from_batches([batch], batch.schema.with_metadata(file.schema_arrow.metadata))


def _add(counts: Counts, table: pa.Table, guideline: Guideline, moves: bool) -> None:
    table = _living(counts, table)
    counts.patients += table.num_rows
    for rule in (*guideline.definitions, *(i.rule for i in guideline.indications)):
        counts.conditions[rule.id] = _plus(counts.conditions.get(rule.id), _three(table.column(column_of(rule))))
    for ladder in guideline.ladders:
        found = counts.ladders.setdefault(ladder.id, Counter())
        found.update({row["values"]: row["counts"] for row in table.column(ladder.id).value_counts().to_pylist()})
    _add_missing(counts, table)
    _add_treatment(counts, table, guideline)
    if moves:
        _add_moves(counts, table, guideline)


def _living(counts: Counts, table: pa.Table) -> pa.Table:
    """The rows of patients not recorded as having died; all of them where an older table does not say."""
    if DIED not in table.schema.names:
        return table
    living = table.filter(pc.invert(pc.fill_null(table.column(DIED), False)))
    counts.died += table.num_rows - living.num_rows
    return living


def _three(column: pa.ChunkedArray) -> Three:
    unknown = column.null_count
    yes = int(pc.sum(column).as_py() or 0)
    return yes, len(column) - unknown - yes, unknown


def _plus(before: Three | None, more: Three) -> Three:
    a, b, c = before or (0, 0, 0)
    return a + more[0], b + more[1], c + more[2]


def _add_missing(counts: Counts, table: pa.Table) -> None:
    names = set(table.schema.names)
    for name in FACTS:
        reasons = counts.why.setdefault(name, Counter())
        if name not in names:  # in answers of an older version, which did not know the fact
            counts.known[name] += 0
            reasons["never recorded"] += table.num_rows
            continue
        column = table.column(name)
        counts.known[name] += len(column) - column.null_count
        said = pc.filter(table.column(name + WHY), pc.is_null(column))
        for row in said.value_counts().to_pylist():
            reasons[row["values"] or "never recorded"] += row["counts"]
        if f"asks_{name}" in names:
            counts.asked[name] += int(pc.sum(table.column(f"asks_{name}")).as_py() or 0)


def _add_treatment(counts: Counts, table: pa.Table, guideline: Guideline) -> None:
    on_injections = table.column("b12_injections")
    some: pa.ChunkedArray | None = None
    for indication in guideline.indications:
        met = table.column(column_of(indication.rule))
        treated = on_injections.filter(pc.fill_null(met, False))
        counts.untreated[indication.id] = _plus(counts.untreated.get(indication.id), _three(treated))
        some = met if some is None else pc.or_kleene(some, met)
    if some is not None:
        counts.in_need = _plus(counts.in_need, _three(on_injections.filter(pc.fill_null(some, False))))
        counts.treated = _plus(counts.treated, _three(some.filter(pc.fill_null(on_injections, False))))


# --- what a figure decides -------------------------------------------------------------------------------------------


def _add_moves(counts: Counts, table: pa.Table, guideline: Guideline) -> None:
    unmoved = _indications(guideline)
    table = unmoved.cut(unmoved.read_of(table))
    _add_met(counts.unmoved, table, unmoved)
    for threshold in figures(guideline):
        for move in MOVES:
            rules = _rules_with(guideline, threshold, move)
            if rules is not None:
                met = counts.moved.setdefault((threshold.id, move), Counter())
                _add_met(met, rules.cut(table, of=unmoved), rules)


def _add_met(met: Counter[str], table: pa.Table, rules: Rules) -> None:
    answers = rules.answers(table)
    for indication in rules.guideline.indications:
        met[indication.id] += count(answers.conditions[indication.rule].yes, table.num_rows)


def figures(guideline: Guideline) -> tuple[Threshold, ...]:
    """The figures the indications rest on, in order of first use; ages are not figures to move."""
    found: dict[str, Threshold] = {}
    for node in walk(*(indication.rule for indication in guideline.indications)):
        if isinstance(node, Compare) and node.bound.id and node.measure.name != "age":
            found[node.bound.id] = node.bound
    return tuple(found.values())


@cache
def _rules_with(guideline: Guideline, threshold: Threshold, move: Fraction) -> Rules | None:
    """The indications with one figure multiplied by `move`; None where it would pass the next figure."""
    printed = tuple(Quantity(each.value * move, each.unit) for each in threshold.printed)
    figure, rules = replace(threshold, printed=printed), _indications(guideline)
    try:
        scale_of = {measure: scale.with_figure(figure) for measure, scale in rules.scale_of.items()}
        if all(scale.order == rules.scale_of[measure].order for measure, scale in scale_of.items()):
            return rules.over(scale_of)
        return _indications(guideline.with_thresholds({figure.id: figure}))
    except RuleError:
        return None


@cache
def _indications(guideline: Guideline) -> Rules:
    """Rules for the indications of a guideline alone."""
    return Rules(guideline, exact=False, wanted=Wanted(tuple(each.rule for each in guideline.indications)))


def missing_most(counts: Counts, guideline: Guideline, small: int) -> list[str]:
    """The facts the rules read, those known for the fewest patients first, as far as the counts may be published."""
    names = dict.fromkeys(fact.name for fact in facts_of(*guideline.roots))
    return sorted(names, key=lambda name: told(counts.known[name], small))


def said_of(folder: Path) -> dict[str, Any]:
    """What a screened population says of itself: the day, the guideline with its version, what was presumed."""
    part = parts(folder)[0]
    try:
        said = about(parquet.read_schema(part))
    except pa.ArrowInvalid:
        raise RecordError(f"{part.name} is not Parquet, or is broken: give what `cobalamin screen` wrote") from None
    if "guideline" not in said:
        raise RecordError(f"{folder.name} does not say by which guideline it was answered: screen it again")
    return said

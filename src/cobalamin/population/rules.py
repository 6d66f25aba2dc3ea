"""One guideline compiled for columns: a table of facts to a table of answers, by bit planes or by the generated SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.registry import UnknownProfile, profile
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import Scales, scales
from cobalamin.language.diagram import Diagram
from cobalamin.language.nodes import Finding, Threshold, facts_of
from cobalamin.population.columns import answer_columns, planes
from cobalamin.readings.bits import Answers, Bits
from cobalamin.readings.wanted import Wanted
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import HIGH, LOW, FactRows, about, fingerprint, recut, saying
from cobalamin.records.parameters import KeptFigure, figures_of

if TYPE_CHECKING:  # the library that prints SQL takes longer to load than everything else together
    from cobalamin.readings.sql import Dialect


def profile_named(name: str) -> Profile:
    """The profile of a name, with or without its date; RecordError where there is none."""
    try:
        return profile(name)
    except UnknownProfile as problem:
        raise RecordError(f"--guideline: {problem}") from problem


def guideline_with(name: str, own: Iterable[KeptFigure] = ()) -> Guideline:
    """A guideline by name, with a site's own figures."""
    guideline, figures = profile_named(name).guideline, figures_of(own)
    return guideline.with_thresholds(figures) if figures else guideline


def version_of(name: str, own: Iterable[KeptFigure]) -> str:
    """What identifies the rules and figures of a guideline by name, with a site's own figures."""
    return engine_for(guideline_with(name, own)).version


class Rules:
    """One guideline compiled for columns."""

    def __init__(self, guideline: Guideline, exact: bool, wanted: Wanted | None = None) -> None:
        """`wanted` is what is asked of the rules: everything, unless somebody needs less."""
        self.guideline = guideline
        conditions = (*guideline.definitions, *(indication.rule for indication in guideline.indications))
        self.wanted = wanted or Wanted(conditions, guideline.ladders, unsettled=True)
        self.scale_of: Scales = scales(*guideline.roots)
        self.exact = exact
        diagram = Diagram(self.wanted.outputs, ORDER, possible) if exact else None
        self.bits = Bits(self.wanted, self.scale_of, diagram)
        facts = [*facts_of(*self.wanted.roots), *facts_of(possible)]
        self.findings = list(dict.fromkeys(fact.name for fact in facts if isinstance(fact, Finding)))
        self.measures = list(dict.fromkeys(fact.name for fact in facts if not isinstance(fact, Finding)))
        self.cuts = fingerprint(self.scale_of)
        self.figures: Mapping[str, Threshold] = {**THRESHOLDS, **guideline.figures}
        """The figures results in words are placed at."""

    def over(self, scale_of: Scales) -> Rules:
        """The same rules with other cut points, which must be in the same order."""
        other = copy(self)
        other.scale_of, other.cuts = scale_of, fingerprint(scale_of)
        return other

    def fact_columns(self, schema: pa.Schema) -> list[str]:
        """The columns of a table of facts that are facts, not answers of an earlier run."""
        ours = set(FactRows(self.scale_of, date.min).schema.names)
        return [name for name in schema.names if name in ours]

    def answered(self, table: pa.Table) -> pa.Table:
        """The facts with the answers beside them."""
        table = self.cut(table)
        answers = pa.table(answer_columns(self.answers(table)))
        fields = [*table.schema, *answers.schema]
        return pa.table([*table.columns, *answers.columns], schema=pa.schema(fields, table.schema.metadata))

    def read_of(self, table: pa.Table) -> pa.Table:
        """The columns the rules read, alone: a table of facts holds several hundred."""
        columns = [*self.findings, *(name + part for name in self.measures for part in ("", LOW, HIGH))]
        return table.select([name for name in columns if name in table.schema.names])

    def answers(self, table: pa.Table) -> Answers:
        """Every answer as bit planes."""
        return self.bits.run(planes(self.cut(table), self.findings, self.measures), table.num_rows)

    def cut(self, table: pa.Table, of: Rules | None = None) -> pa.Table:
        """The table with its measures as cells between our cut points: computed again unless they were made with the same ones.

        If the table was cut for the rules `of`, only measures whose cut points differ from ours are cut again.
        """
        if about(table.schema)["cuts"] == self.cuts:
            return table
        kept = () if of is None else {m for m, scale in of.scale_of.items() if scale.cuts_as(self.scale_of[m])}
        scale_of = {measure: scale for measure, scale in self.scale_of.items() if measure not in kept}
        for name, (low, high) in recut(table, scale_of).items():
            for suffix, column in ((LOW, low), (HIGH, high)):
                place = table.schema.get_field_index(name + suffix)
                table = (
                    table.set_column(place, name + suffix, column)
                    if place >= 0
                    else table.append_column(name + suffix, column)
                )
        return saying(table, cuts=self.cuts)

    def answered_by_sql(self, table: pa.Table) -> pa.Table:
        """The same answers from the generated SQL in DuckDB; without the columns that say what to ask."""
        from cobalamin.population.sql import ROW, TABLE, answered

        table = self.cut(table)
        return answered(table, self.wanted, self.statement(TABLE, table.schema.names, [ROW], "duckdb"))

    def statement(self, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect) -> str:
        """The rules as one SELECT from a table of facts: it keeps the columns `keep` and adds the answers."""
        if not self.exact:
            from cobalamin.readings.sql import statement

            return statement(self.wanted, self.scale_of, table=table, columns=columns, keep=keep, dialect=dialect)
        from cobalamin.readings.sql_exact import exact_statement

        exact = engine_for(self.guideline).exact
        return exact_statement(exact, self.scale_of, table=table, columns=columns, keep=keep, dialect=dialect)


@cache
def rules_for(guideline: str, exact: bool, own: tuple[KeptFigure, ...] = ()) -> Rules:
    """The rules of a guideline by name, compiled once per process; `own` are a site's own figures."""
    return Rules(guideline_with(guideline, own), exact)

"""The generated SQL over tables of facts in DuckDB, its ladders in the words that the local engine writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import duckdb
import pyarrow as pa

from cobalamin.language.ladder import UNDETERMINED, Ladder, outcomes_of
from cobalamin.readings.sql import Dialect
from cobalamin.readings.wanted import OPEN, Wanted, column_of


class Statement(Protocol):
    """Rules as one select from a table, by its columns, with those to keep: `Rules.statement`."""

    def __call__(self, table: str, columns: Iterable[str], keep: Sequence[str], dialect: Dialect, /) -> str:
        """The text."""


def answered(wanted: Wanted, table: pa.Table, statement: Statement) -> pa.Table:
    """A table of facts with the answers beside it, computed by DuckDB."""
    numbered = table.append_column("row_number", pa.array(range(table.num_rows), pa.int64()))
    connection = duckdb.connect()
    try:
        connection.register("facts", numbered)
        inner = statement("facts", table.schema.names, ["row_number"], "duckdb")
        answers = connection.sql(f"{sql(wanted, inner)} order by row_number").to_arrow_table()
    finally:
        connection.close()
    for name in answers.schema.names:
        if name != "row_number":
            table = table.append_column(name, answers.column(name))
    return table


def sql(wanted: Wanted, inner: str) -> str:
    """The statement with ladders as the words the local engine writes."""
    names = [f'"{column_of(condition)}"' for condition in wanted.conditions]
    names += [text for ladder in wanted.ladders for text in _ladder(ladder)]
    return f"select row_number, {', '.join(names)} from ({inner}) answers"


def _ladder(ladder: Ladder) -> tuple[str, str]:
    """The outcome or `undetermined`, and the outcomes still open in words."""
    masks = range(1, 1 << len(ladder.outcomes))
    whens = [f"when {mask} then '{' or '.join(outcomes_of(ladder, mask))}'" for mask in masks]
    column = f'"{ladder.id}{OPEN}"'
    return (
        f'coalesce("{ladder.id}", \'{UNDETERMINED}\') as "{ladder.id}"',
        f"case {column} {' '.join(whens)} else 'contradiction' end as {column}",
    )

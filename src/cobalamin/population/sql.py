"""The generated SQL over tables of facts in DuckDB, its ladders in the words that the local engine writes."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from cobalamin.language.ladder import UNDETERMINED, Ladder, outcomes_of
from cobalamin.readings.wanted import OPEN, Wanted, column_of

TABLE, ROW = "facts", "row_number"
"""The table of facts that the rules select from, and the column they keep."""


def answered(table: pa.Table, wanted: Wanted, rules: str) -> pa.Table:
    """A table of facts with the answers beside it, computed by DuckDB; `rules` selects them from TABLE and keeps ROW."""
    numbered = table.append_column(ROW, pa.array(range(table.num_rows), pa.int64()))
    connection = duckdb.connect()
    try:
        connection.register(TABLE, numbered)
        answers = connection.sql(f"{sql(wanted, rules)} order by {ROW}").to_arrow_table()
    finally:
        connection.close()
    for name in answers.schema.names:
        if name != ROW:
            table = table.append_column(name, answers.column(name))
    return table


def sql(wanted: Wanted, rules: str) -> str:
    """The statement of the rules with each ladder in the words the local engine writes."""
    names = [f'"{column_of(condition)}"' for condition in wanted.conditions]
    names += [text for ladder in wanted.ladders for text in _ladder(ladder)]
    return f"select {ROW}, {', '.join(names)} from ({rules}) answers"


def _ladder(ladder: Ladder) -> tuple[str, str]:
    """The outcome or `undetermined`, and the outcomes still open in words."""
    masks = range(1, 1 << len(ladder.outcomes))
    whens = [f"when {mask} then '{' or '.join(outcomes_of(ladder, mask))}'" for mask in masks]
    column = f'"{ladder.id}{OPEN}"'
    return (
        f'coalesce("{ladder.id}", \'{UNDETERMINED}\') as "{ladder.id}"',
        f"case {column} {' '.join(whens)} else 'contradiction' end as {column}",
    )

"""A table of facts as bit planes, and answers as columns: Arrow's own bits are the planes, nothing is copied twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cobalamin.language.ladder import Ladder, outcome_told, outcomes_of
from cobalamin.readings.bits import Answers, Between, Columns, Yes
from cobalamin.readings.circuit import Plane
from cobalamin.readings.planes import open_masks, plane_words
from cobalamin.readings.wanted import OPEN, column_of
from cobalamin.records.fact_table import HIGH, LOW


def planes(table: pa.Table | pa.RecordBatch, finding_names: list[str], measure_names: list[str]) -> Columns:
    """The facts of a table as planes and cells; a column the table lacks is unknown for everybody."""
    names = set(table.schema.names)
    found: dict[str, Yes | Between] = {}
    for name in finding_names:
        if name in names:
            found[name] = _yes(_whole(table.column(name)))
    for name in measure_names:
        if name + LOW in names:
            low, high = _whole(table.column(name + LOW)), _whole(table.column(name + HIGH))
            found[name] = Between(_bytes(low), _bytes(high), _known(low))
    return found


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One array that begins at a word of its buffers."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole if whole.offset == 0 else pa.concat_arrays([whole, whole.slice(0, 0)])


def _yes(column: pa.BooleanArray) -> Yes:
    values = _plane(column.buffers()[1], len(column))
    known = _known(column)
    if known is None:
        return Yes(values, np.invert(values))
    yes = np.bitwise_and(values, known)
    return Yes(yes, np.bitwise_xor(known, yes))


def _known(column: pa.Array) -> Plane | None:
    validity = column.buffers()[0]
    return None if validity is None else _plane(validity, len(column))


def _plane(buffer: pa.Buffer | None, size: int) -> Plane:
    """A bitmap as words; Arrow pads its buffers, so most are used in place."""
    words = plane_words(size)
    if buffer is None:
        return np.zeros(words, np.uint64)
    if buffer.size >= words * 8:
        return np.frombuffer(buffer, np.uint64, words)
    copy = np.zeros(words * 8, np.uint8)
    copy[: buffer.size] = np.frombuffer(buffer, np.uint8)
    return copy.view(np.uint64)


def _bytes(column: pa.Int8Array) -> NDArray[np.int8]:
    return np.frombuffer(column.buffers()[1], np.int8, len(column))


# --- answers ---------------------------------------------------------------------------------------------------------


def answer_columns(answers: Answers) -> dict[str, pa.Array]:
    """The answers as columns: a nullable boolean a condition; of a ladder its outcome and the outcomes still open."""
    size = answers.size
    found = {column_of(condition): _booleans(planes, size) for condition, planes in answers.conditions.items()}
    for ladder, outcomes in answers.ladders.items():
        mask = open_masks(outcomes, size)
        found[ladder.id] = _texts(mask, ladder, outcome_told)
        found[ladder.id + OPEN] = _texts(mask, ladder, lambda still: " or ".join(still) if still else "contradiction")
    for fact, plane in answers.unsettled.items():
        found[f"asks_{fact.name}"] = pa.BooleanArray.from_buffers(pa.bool_(), size, [None, pa.py_buffer(plane)])
    return found


def _booleans(answer: Yes, size: int) -> pa.BooleanArray:
    known = np.bitwise_or(answer.yes, answer.no)
    return pa.BooleanArray.from_buffers(pa.bool_(), size, [pa.py_buffer(known), pa.py_buffer(answer.yes)])


def _texts(mask: NDArray[np.uint8], ladder: Ladder, say: Callable[[Sequence[str]], str]) -> pa.DictionaryArray:
    said = [say(outcomes_of(ladder, mask)) for mask in range(1 << len(ladder.outcomes))]
    words = sorted(set(said))
    index = np.array([words.index(text) for text in said], np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(index[mask]), pa.array(words))

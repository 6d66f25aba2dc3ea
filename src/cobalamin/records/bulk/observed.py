"""Observations as columns (patient, id, date, what was observed, version), written in runs of heaps like the lines beside them.

Most of a record consists of observations that say one of a few things at a moment. As columns they are sorted and read many at a
time, and each different thing is interpreted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

from cobalamin.records.bulk.lines import Observed
from cobalamin.records.bulk.said import said_in
from cobalamin.records.heaps import Heap, clear_runs, number_of, run_file, write_run

T = TypeVar("T")
OBSERVED = ".observed"
_SCHEMA = pa.schema(
    {"patient": pa.string(), "id": pa.string(), "when": pa.string(), "said": pa.binary(), "meta": pa.binary()}
)


_TOGETHER = 4096
"""How many observations are made into columns at once."""


class ObservedWriter:
    """Puts observations into heaps; `name` keeps writers of one folder apart."""

    def __init__(self, folder: Path, heaps: int, name: str, buffer: int) -> None:
        self.folder, self.heaps, self.name, self.buffer = folder, heaps, name, buffer
        self.kept = 0
        self._columns: tuple[list[Any], ...] = ([], [], [], [], [])
        self._held: list[pa.RecordBatch] = []
        self._weight = self._runs = 0
        clear_runs(folder, name, OBSERVED)

    def add(self, plain: Sequence[tuple[str, Observed]]) -> None:
        """Add plain observations, each with its patient."""
        self.extend(
            [patient for patient, _ in plain],
            [each.id for _, each in plain],
            [each.effectiveDateTime for _, each in plain],
            said_in(each for _, each in plain),
            [bytes(each.meta) for _, each in plain],
        )

    def extend(self, *columns: list[Any]) -> None:
        """Add observations as columns: patients, ids, dates, what was observed, and `meta`."""
        self.kept += len(columns[0])
        for column, more in zip(self._columns, columns, strict=True):
            column.extend(more)
        if len(self._columns[0]) >= _TOGETHER:
            self._gather()
        if self._weight > self.buffer:
            self.flush()

    def _gather(self) -> None:
        arrays = [pa.array(column, field.type) for column, field in zip(self._columns, _SCHEMA, strict=True)]
        self._held.append(pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA))
        self._weight += self._held[-1].nbytes
        for column in self._columns:
            column.clear()

    def flush(self) -> None:
        """Write what is held as a run of its own, each heap's observations as one Arrow message."""
        self._gather()
        found = pa.Table.from_batches(self._held).combine_chunks()
        self._held.clear()
        self._weight = 0
        if not len(found):
            return
        number = self._numbers(found.column("patient").chunk(0))
        order = np.argsort(number, kind="stable")
        begins = np.searchsorted(number[order], np.arange(self.heaps + 1)).tolist()
        (batch,) = found.take(pa.array(order)).combine_chunks().to_batches()
        slices = [
            batch.slice(begin, end - begin).serialize().to_pybytes() if end > begin else b""
            for begin, end in pairwise(begins)
        ]
        write_run(run_file(self.folder, self.name, self._runs, OBSERVED), slices)
        self._runs += 1

    def _numbers(self, patients: pa.StringArray) -> NDArray[np.int64]:
        """The heap of each."""
        named = patients.dictionary_encode()
        of_each = [number_of(name, self.heaps) for name in named.dictionary.to_pylist()]
        found: NDArray[np.int64] = np.array(of_each, np.int64)[named.indices.to_numpy()]
        return found


class Texts(NamedTuple, Generic[T]):
    """A dictionary-encoded column: the different values, and for each row the index of its value."""

    different: list[T]
    which: NDArray[np.int32]


class HeapObserved(NamedTuple):
    """The observations of a heap."""

    patient: Texts[str]
    when: Texts[str]
    said: Texts[bytes]
    ids: pa.StringArray
    metas: pa.BinaryArray

    def id(self, i: int) -> str:
        """The id of one."""
        found: str = self.ids[i].as_py()
        return found

    def meta(self, i: int) -> bytes:
        """The `meta` of one."""
        found: bytes = self.metas[i].as_py()
        return found

    def repeated(self, others: Iterable[str]) -> NDArray[np.bool_]:
        """Marks the rows whose id occurs again, or is among `others`: they may be versions of one observation."""
        ids = self.ids.dictionary_encode()
        which = ids.indices.to_numpy()
        counts = np.bincount(which, minlength=len(ids.dictionary))
        again = counts > 1
        if known := pa.array(set(others), pa.string()):
            again |= pa.compute.is_in(ids.dictionary, known).to_numpy(zero_copy_only=False)
        again &= pa.compute.not_equal(ids.dictionary, "").to_numpy(zero_copy_only=False)
        found: NDArray[np.bool_] = again[which]
        return found


def observed_in(heap: Heap) -> HeapObserved:
    """The observations of a heap."""
    messages = (message for each in heap.slices(OBSERVED) for message in _messages(each))
    batches = [pa.ipc.read_record_batch(message, _SCHEMA) for message in messages]
    table = pa.Table.from_batches(batches, _SCHEMA).combine_chunks()
    patient, when, said = (_texts(table.column(name)) for name in ("patient", "when", "said"))
    return HeapObserved(patient, when, said, _one(table.column("id")), _one(table.column("meta")))


def _messages(text: bytes) -> Iterator[pa.Message]:
    """The Arrow messages in a text, one after the other."""
    stream = pa.BufferReader(text)
    while stream.tell() < len(text):
        yield pa.ipc.read_message(stream)


def _texts(column: pa.ChunkedArray) -> Texts[Any]:
    encoded = _one(column).dictionary_encode()
    return Texts(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)

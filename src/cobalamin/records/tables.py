"""The table of facts: a row a patient, for every fact a column, its date and why it is missing; what every source ends in.

A finding is a nullable boolean. A measure is its result as text (exact, in its own unit) and its lowest and highest cell
on the scale of the rules, whole numbers that no engine rounds; the file says which cut points made the cells.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.cells import Cells, Scale
from cobalamin.language.nodes import Finding, Measure
from cobalamin.language.patient import Interval
from cobalamin.records.codes import RecordError
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import DIED, Missing

Scales = Mapping[Measure, Scale]
LOW, HIGH, DATE, WHY = "_low", "_high", "_date", "_why"
VERSION = 1
_REMEMBERED = 30_000
_WORDS = pa.dictionary(pa.int16(), pa.string())
_TEXTS = pa.dictionary(pa.int32(), pa.string())


def schema(scale_of: Scales, on: date) -> pa.Schema:
    """The columns of the table of facts, with the day and the cut points they hold for."""
    fields = [pa.field("patient", pa.string()), pa.field(DIED, pa.bool_())]
    for entry in FACTS.values():
        name = entry.name
        if isinstance(entry.fact, Finding):
            fields.append(pa.field(name, pa.bool_()))
        else:
            fields.append(pa.field(name, _TEXTS))
            if entry.fact in scale_of:
                fields += pa.field(name + LOW, pa.int8()), pa.field(name + HIGH, pa.int8())
        fields += pa.field(name + DATE, pa.date32()), pa.field(name + WHY, _WORDS)
    about = {"version": VERSION, "on": on.isoformat(), "cuts": fingerprint(scale_of)}
    return pa.schema(fields, {"cobalamin": json.dumps(about)})


def fingerprint(scale_of: Scales) -> str:
    """What identifies the cut points: cells made with others mean something else."""
    lines = sorted(
        f"{measure.name} {unit} {' '.join(f'{key}:{side}' for key, side in scale.keys(unit))}"
        for measure, scale in scale_of.items()
        for unit in measure.units()
    )
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def about(found: pa.Schema) -> dict[str, Any]:
    """What a table of facts says of itself; a table without it is refused with a sentence."""
    text = (found.metadata or {}).get(b"cobalamin")
    if text is None:
        raise RecordError("this Parquet file is no table of facts: make one with `cobalamin screen`")
    said: dict[str, Any] = json.loads(text)
    if said.get("version") != VERSION:
        raise RecordError(f"this table of facts is of version {said.get('version')}, expected {VERSION}: make it again")
    return said


def saying(table: pa.Table, **more: Any) -> pa.Table:
    """The table, saying more of itself."""
    return table.replace_schema_metadata({"cobalamin": json.dumps({**about(table.schema), **more})})


# --- a measured value as text ----------------------------------------------------------------------------------------


def text_of(known: Interval) -> str:
    """An interval as text that reads back exactly: "247 pg/mL", "<150 ng/L", "180..350 ng/L", "25/12 a"."""
    low, high = known.low, known.high
    if low is None and high is None:
        return f"? {known.unit}"
    if low is None:
        return f"{'<' if known.high_open else '<='}{_number(high)} {known.unit}"
    if high is None:
        return f"{'>' if known.low_open else '>='}{_number(low)} {known.unit}"
    if low == high:
        return f"{_number(low)} {known.unit}"
    ends = f"{'>' if known.low_open else ''}{_number(low)}..{'<' if known.high_open else ''}{_number(high)}"
    return f"{ends} {known.unit}"


def _number(value: Fraction | None) -> str:
    assert value is not None
    rest = value.denominator
    while rest % 10 == 0:
        rest //= 10
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if value < 0 else whole


@lru_cache(maxsize=65536)
def interval_of(text: str) -> Interval:
    """The interval a text of `text_of` stands for."""
    number, _, unit = text.partition(" ")
    if number == "?":
        return Interval(None, None, unit)
    if ".." in number:
        low, _, high = number.partition("..")
        ends = Fraction(low.lstrip(">")), Fraction(high.lstrip("<"))
        return Interval(*ends, unit, low_open=low.startswith(">"), high_open=high.startswith("<"))
    sign = number[: len(number) - len(number.lstrip("<>="))]
    value = Fraction(number[len(sign) :])
    if sign in ("<", "<="):
        return Interval(None, value, unit, high_open=sign == "<")
    if sign in (">", ">="):
        return Interval(value, None, unit, low_open=sign == ">")
    return Interval(value, value, unit)


# --- from one patient's facts ----------------------------------------------------------------------------------------


Outcome = Known | Missing
"""What is known of a fact, or why it is missing."""


class Settled(NamedTuple):
    """One fact of many patients: of which, what is known or why it is missing, and when it was recorded."""

    fact: str
    patients: NDArray[np.int64]
    outcomes: Sequence[Outcome]
    """The different ones."""
    which: NDArray[np.int64]
    whens: Sequence[str]
    """The different dates as sent."""
    when: NDArray[np.int32]


class FactRows:
    """Patients' facts one after the other, gathered into a table; only what is known of a patient costs anything."""

    def __init__(self, scale_of: Scales, on: date) -> None:
        self.schema = schema(scale_of, on)
        self._scale = {measure.name: scale for measure, scale in scale_of.items()}
        self._measured = _measured_on(fingerprint(scale_of))
        self._clear()

    def _clear(self) -> None:
        self.patients: list[str] = []
        self._rows: dict[str, list[int]] = {name: [] for name in self.schema.names}
        self._values: dict[str, list[Any]] = {name: [] for name in self.schema.names}
        self._many: defaultdict[str, list[tuple[NDArray[np.int64], pa.Array, NDArray[Any]]]] = defaultdict(list)

    def add(self, patient: str, facts: Facts) -> None:
        """One patient more."""
        row = len(self.patients)
        self.patients.append(patient)
        if any(problem.why == DIED for problem in facts.problems):
            self._put(DIED, row, True)
        for name, known in facts.known.items():
            if isinstance(known.value, bool):
                self._put(name, row, known.value)
            else:
                self._put_measure(name, row, known.value)
            if known.source is not None and (day := _day(known.source.when)) is not None:
                self._put(name + DATE, row, day)
        for name, missing in facts.missing.items():
            self._put(name + WHY, row, missing.why)

    def add_settled(self, settled: Settled, rows: NDArray[np.int64]) -> None:
        """A fact of many patients, in the rows of those who have one (else -1)."""
        row, name = rows[settled.patients], settled.fact
        which, when = settled.which[row >= 0], settled.when[row >= 0]
        row = row[row >= 0]
        whys = [outcome.why if isinstance(outcome, Missing) else None for outcome in settled.outcomes]
        self._put_all(name + WHY, row, whys, which)
        values = [outcome.value if isinstance(outcome, Known) else None for outcome in settled.outcomes]
        if isinstance(FACTS[name].fact, Finding):
            self._put_all(name, row, values, which)
        else:
            measured = [self._measure(name, value) if isinstance(value, Interval) else None for value in values]
            self._put_all(name, row, [each and each[0] for each in measured], which)
            for side, suffix in enumerate((LOW, HIGH) if name in self._scale else ()):
                cells = [each and each[1] and each[1][side] for each in measured]
                self._put_all(name + suffix, row, cells, which)
        known = np.array([value is not None for value in values])[which]
        self._put_all(name + DATE, row[known], [_day(when) for when in settled.whens], when[known])

    def _put_all(self, column: str, rows: NDArray[np.int64], different: Sequence[Any], which: NDArray[Any]) -> None:
        """Values of many rows, of which there are a few different ones; None is none."""
        told = np.array([value is not None for value in different], np.bool_)[which]
        if told.any():
            self._many[column].append((rows[told], pa.array(different, _plain(self.schema.field(column))), which[told]))

    def _put(self, column: str, row: int, value: Any) -> None:
        self._rows[column].append(row)
        self._values[column].append(value)

    def _put_measure(self, name: str, row: int, value: Interval) -> None:
        text, cells = self._measure(name, value)
        self._put(name, row, text)
        if cells is not None:
            self._put(name + LOW, row, cells[0])
            self._put(name + HIGH, row, cells[1])

    def _measure(self, name: str, value: Interval) -> tuple[str, Cells | None]:
        key = name, value
        found = self._measured.get(key)
        if found is None:
            if len(self._measured) >= _REMEMBERED:
                self._measured.clear()
            scale = self._scale.get(name)
            found = self._measured[key] = text_of(value), None if scale is None else scale.cells(value)
        return found

    def table(self) -> pa.Table:
        """The patients so far as a table; the next ones begin a new one."""
        size = len(self.patients)
        columns = [pa.array(self.patients, pa.string())]
        columns += [self._column(field, size) for field in list(self.schema)[1:]]
        table = pa.table(columns, schema=self.schema)
        self._clear()
        return table

    def _column(self, field: pa.Field, size: int) -> pa.Array:
        one_by_one = self._rows[field.name], pa.array(self._values[field.name], _plain(field))
        many = self._many.get(field.name, [])
        rows = np.concatenate([np.array(one_by_one[0], np.int64), *(rows for rows, _, _ in many)])
        if not len(rows):
            return pa.nulls(size, field.type)
        values = pa.concat_arrays([one_by_one[1], *(different.take(pa.array(which)) for _, different, which in many)])
        place = np.full(size, -1, np.int64)
        place[rows] = np.arange(len(rows))
        taken = values.take(pa.array(place, mask=place < 0))
        return taken.dictionary_encode().cast(field.type) if taken.type != field.type else taken


def _plain(field: pa.Field) -> pa.DataType:
    return field.type.value_type if pa.types.is_dictionary(field.type) else field.type


@lru_cache(maxsize=4)
def _measured_on(cuts: str) -> dict[tuple[str, Interval], tuple[str, Cells | None]]:
    """What is remembered of results on the same cut points, from table to table."""
    return {}


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    """The calendar day of a date as sent; a partial one has none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


# --- measures in other scales ----------------------------------------------------------------------------------------


def recut(table: pa.Table, scale_of: Scales) -> dict[str, tuple[pa.Array, pa.Array]]:
    """The lowest and highest cell of every measure on other scales, from its results as text: once a distinct result."""
    found: dict[str, tuple[pa.Array, pa.Array]] = {}
    for measure, scale in scale_of.items():
        if measure.name in table.schema.names:
            encoded = _one_dictionary(table.column(measure.name))
            cells = [scale.cells(interval_of(text)) for text in encoded.dictionary.to_pylist()]
            low, high = (pa.array([cell[side] for cell in cells], pa.int8()) for side in (0, 1))
            found[measure.name] = low.take(encoded.indices), high.take(encoded.indices)
    return found


def _one_dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole

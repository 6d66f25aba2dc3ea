"""The table of facts: a row a patient, for every fact a column, its date and why it is missing; what every source ends in.

A finding is a nullable boolean. A measure is its result as text (exact, in its own unit) and its lowest and highest cell
on the scale of the rules, whole numbers that no engine rounds; the file says which cut points made the cells.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.cells import Scales
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Interval
from cobalamin.records.errors import RecordError
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import DIED, Missing

T = TypeVar("T")
LOW, HIGH, DATE, WHY = "_low", "_high", "_date", "_why"
NOT_USED = "not_used"
"""What was recorded, is no word on a fact and is not used: in the sentences of one patient's answer."""
VERSION = 1
_REMEMBERED = 30_000
_TOGETHER = 2_000
"""Patients put into columns at once."""
_WORDS = pa.dictionary(pa.int16(), pa.string())
_TEXTS = pa.dictionary(pa.int32(), pa.string())
_SENTENCES = pa.list_(pa.string())


def schema(scale_of: Scales, on: date) -> pa.Schema:
    """The columns of the table of facts, with the day and the cut points they hold for."""
    fields = [pa.field("patient", pa.string()), pa.field(DIED, pa.bool_()), pa.field(NOT_USED, _SENTENCES)]
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
    days: Sequence[date | None]
    """The different days."""
    day: NDArray[np.int32]


class FactRows:
    """Patients' facts one after the other, gathered into a table; only what is known of a patient costs anything."""

    def __init__(self, scale_of: Scales, on: date) -> None:
        self.schema = schema(scale_of, on)
        self._scale = {measure.name: scale for measure, scale in scale_of.items()}
        self._measured = _measured_on(fingerprint(scale_of))
        self._clear()

    def _clear(self) -> None:
        self.patients: list[str] = []
        self._dead: list[int] = []
        self._not_used: tuple[list[int], list[list[str]]] = ([], [])
        self._known: _Told[Known] = defaultdict(lambda: ([], []))
        self._missing: _Told[Missing] = defaultdict(lambda: ([], []))
        self._columns: defaultdict[str, list[tuple[NDArray[np.int64], pa.Array]]] = defaultdict(list)

    def add(self, patient: str, facts: Facts) -> None:
        """One patient more."""
        row, told = len(self.patients), self._known
        self.patients.append(patient)
        for name, known in facts.known.items():
            rows, each = told[name]
            rows.append(row)
            each.append(known)
        for name, missing in facts.missing.items():
            self._missing[name][0].append(row)
            self._missing[name][1].append(missing)
        if facts.has_died:
            self._dead.append(row)
        if not_used := sorted({problem.sentence for problem in facts.problems if problem.why != DIED}):
            self._not_used[0].append(row)
            self._not_used[1].append(not_used)
        if row % _TOGETHER == _TOGETHER - 1:
            self._gather()

    def _gather(self) -> None:
        """What was told of one patient after the other put into columns, which take a tenth of the memory."""
        for name, (rows, known) in self._known.items():
            row = np.array(rows, np.int64)
            self._put_values(name, row, [each.value for each in known])
            self._put(name + DATE, row, [each.source and day_of(each.source.when) for each in known])
        for name, (rows, missing) in self._missing.items():
            self._put(name + WHY, np.array(rows, np.int64), [each.why for each in missing])
        self._known.clear()
        self._missing.clear()

    def add_settled(self, settled: Settled, rows: NDArray[np.int64]) -> None:
        """A fact of many patients, in the rows of those who have one (else -1)."""
        name, outcomes, row = settled.fact, settled.outcomes, rows[settled.patients]
        there = row >= 0
        row, which = row[there], settled.which[there]
        self._put(name + WHY, row, [each.why if isinstance(each, Missing) else None for each in outcomes], which)
        self._put_values(name, row, [each.value if isinstance(each, Known) else None for each in outcomes], which)
        known = np.array([isinstance(each, Known) for each in outcomes], np.bool_)[which]
        self._put(name + DATE, row[known], settled.days, settled.day[there][known])

    def _put_values(
        self, name: str, rows: NDArray[np.int64], values: Sequence[_Value], which: NDArray[Any] | None = None
    ) -> None:
        if isinstance(FACTS[name].fact, Finding):
            self._put(name, rows, values, which)
            return
        measured = [self._measure(name, value) if isinstance(value, Interval) else _NOTHING for value in values]
        for suffix, column in zip(("", LOW, HIGH), zip(*measured, strict=True), strict=True):
            if suffix == "" or name in self._scale:
                self._put(name + suffix, rows, column, which)

    def _put(
        self, column: str, rows: NDArray[np.int64], values: Sequence[Any], which: NDArray[Any] | None = None
    ) -> None:
        """Values of rows, one each or the different ones and `which` of them each is; None is none."""
        array = pa.array(values, _plain(self.schema.field(column)))
        if which is not None:
            array = array.take(pa.array(which))
        if array.null_count < len(array):
            self._columns[column].append((rows, array))

    def _measure(self, name: str, value: Interval) -> _Measured:
        """A result as text, and its lowest and highest cell where rules cut it."""
        key = name, value
        found = self._measured.get(key)
        if found is None:
            if len(self._measured) >= _REMEMBERED:
                self._measured.clear()
            scale = self._scale.get(name)
            found = self._measured[key] = text_of(value), *((None, None) if scale is None else scale.cells(value))
        return found

    def table(self) -> pa.Table:
        """The patients so far as a table; the next ones begin a new one."""
        self._gather()
        size = len(self.patients)
        self._put(DIED, np.array(self._dead, np.int64), [True] * len(self._dead))
        self._put(NOT_USED, np.array(self._not_used[0], np.int64), self._not_used[1])
        columns = [pa.array(self.patients, pa.string())]
        columns += [self._column(field, size) for field in list(self.schema)[1:]]
        table = pa.table(columns, schema=self.schema)
        self._clear()
        return table

    def _column(self, field: pa.Field, size: int) -> pa.Array:
        told = self._columns.get(field.name)
        if told is None:
            return pa.nulls(size, field.type)
        rows, values = np.concatenate([rows for rows, _ in told]), pa.concat_arrays([values for _, values in told])
        place = np.full(size, -1, np.int64)
        place[rows] = np.arange(len(rows))
        taken = values.take(pa.array(place, mask=place < 0))
        return taken.dictionary_encode().cast(field.type) if taken.type != field.type else taken


_Measured = tuple[str | None, int | None, int | None]
_NOTHING: _Measured = (None, None, None)
_Value = bool | Interval | None
_Told = defaultdict[str, tuple[list[int], list[T]]]
"""Fact -> the rows of patients, and what each is told."""


def _plain(field: pa.Field) -> pa.DataType:
    return field.type.value_type if pa.types.is_dictionary(field.type) else field.type


@lru_cache(maxsize=4)
def _measured_on(cuts: str) -> dict[tuple[str, Interval], _Measured]:
    """What is remembered of results on the same cut points, from table to table."""
    return {}


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
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


# --- a measured value as text ---


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

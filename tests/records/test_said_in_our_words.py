"""What does not fit is said in words of ours, whichever door it came through: no type and no backtick of a library."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.commands.recall_list import make_list
from cobalamin.recall.sources.columns import read_mapping as read_columns
from cobalamin.records.codes import shipped
from cobalamin.records.errors import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.site import read_site
from cobalamin.records.tables.wide import read_mapping
from cobalamin.web.errors import Refusal
from cobalamin.web.feedback import entries_in
from cobalamin.web.hooks import read_request

LIBRARY = re.compile(r"`(object|array|str|int|float|bool)|\\b(enum|required field|unknown field|bool|int|str|array)\\b")


def refused(read: Callable[[Any], Any], given: Any) -> str:
    with pytest.raises((RecordError, Refusal)) as problem:
        read(given)
    return str(problem.value)


CASES: list[tuple[dict[str, Any], str]] = [
    ({"patient": True}, "$.patient: expected an object, got true or false"),
    ({"patient": {"age": True}}, "$.patient.age: expected a number, a text or null, got true or false"),
    ({"patient": {"sex": "m"}}, "$.patient.sex: 'm' does not fit; expected female, male"),
    ({"assessed": "bowel"}, "$.assessed: expected a list, got a text"),
    ({"facts": {"paraesthesia": "yes"}}, "$.facts.paraesthesia: found 'yes', expected true, false, null or"),
    ({"facts": {"total_b12": True}}, "$.facts.total_b12: found true, expected a text with a unit or"),
    ({"facts": {"total_b12": "-5 ng/L"}}, "-5 is negative; expected 0 or more: correct the number, or leave it out"),
    ({"treatment": [{"date": "2026"}]}, "$.treatment[0]: the key product is missing"),
    ({"facts": {"egfr": {"value": 50, "reference": {"low": 9, "high": 3}}}}, "above its high end 3; correct one of them"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "found"), CASES)
def test_of_a_case_file(part: dict[str, Any], found: str) -> None:
    said = refused(read_any, json.dumps({"cobalamin_case": 1, **part}).encode())
    assert found in said
    assert not LIBRARY.search(said), said


TEXTS: list[tuple[Callable[[Any], Any], Any]] = [
    (lambda text: read_site(text, shipped()), "[x]\nfactor = 5\n"),
    (read_mapping, "[b12]\nfact = 5\n"), (read_mapping, "[b12]\n"),
    (read_columns, b'{"columns": 5}'), (read_columns, b'{"colums": {}}'),
    (lambda body: entries_in(body, "b12"), b'{"feedback": 5}'),
    (lambda body: entries_in(body, "b12"), b'{"feedback": [{"card": "x", "outcome": "x", "outcomeTimestamp": "x"}]}'),
    (lambda body: entries_in(body, "b12"), b"{}"),
    (lambda body: read_request(body, "patient-view"), b'{"hook": 5}'),
    (lambda body: read_request(body, "patient-view"), b"[]"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "given"), TEXTS)
def test_of_every_other_text(read: Callable[[Any], Any], given: Any) -> None:
    said = refused(read, given)
    assert not LIBRARY.search(said), said


@pytest.mark.parametrize(
    ("text", "said"),
    [(b'{"columns": {', "it ends in the middle;"), (b"x = 5", "it is not JSON (invalid character at byte 0);")],
)
def test_of_what_is_no_json(text: bytes, said: str) -> None:
    assert said in refused(read_columns, text)


def test_of_what_is_no_parquet_and_no_whole_archive(tmp_path: Path) -> None:
    """DuckDB said "Invalid Input Error: Footer length error", and the unpacker spoke of an end-of-stream marker."""
    (tmp_path / "a.parquet").write_bytes(b"PAR1xxxxPAR1")
    told = refused(lambda path: make_list(path, date(2026, 3, 1)), tmp_path / "a.parquet")
    assert told.startswith("a.parquet cannot be read as Parquet: it is something else, or broken; give Parquet")
    packed = gzip.compress(b'{"resourceType": "Patient", "id": "x"}\n' * 500)[:-20]
    (tmp_path / "b.ndjson.gz").write_bytes(packed)
    listed = make_list(tmp_path / "b.ndjson.gz", date(2026, 3, 1)).body.decode()
    assert "it was cut off or damaged; send it again" in " ".join(listed.split())

"""Bytes to a JSON object: how large, in which encoding, and the sentence for each way it is not one; what a CSV is split by."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import isfinite
from typing import Any

import msgspec

from cobalamin.records.errors import RecordError

MAX_BYTES = 64 * 1024 * 1024
"""The largest file read as one patient; a larger one belongs to `cobalamin screen`."""
EMPTY = "the file is empty: expected a case file or a FHIR Bundle as JSON"
_GZIP = b"\x1f\x8b"
_NO_TEXT = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UNFIT = (msgspec.ValidationError, msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What decoding raises where a text is not JSON, is nested without end, or is not of the expected form."""
UNFIT_TOML = (msgspec.DecodeError, ValueError, RecursionError)
"""The same for TOML."""


def require_size(count: int) -> None:
    """Refuse a file too large to be one patient's, before it is read where its size is known."""
    if count > MAX_BYTES:
        raise RecordError(
            f"the file is larger than the {MAX_BYTES // 2**20} MB read as one patient: "
            "screen a population with `cobalamin screen`"
        )


def without_mark(data: bytes) -> bytes:
    """The bytes without the mark some editors put before UTF-8; what is not UTF-8 anywhere is refused."""
    require_size(len(data))
    if data.startswith(_GZIP):
        raise RecordError("the file is compressed (gzip): unpack it first; `cobalamin screen` reads compressed NDJSON")
    if data.startswith(_NO_TEXT):
        raise RecordError("the file is a PDF, a workbook or an archive, not text: send what it was made from")
    if data.startswith(_WIDE_MARKS) or b"\0" in data[:2]:
        raise RecordError("the file is UTF-16, not UTF-8: save it as UTF-8")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as wrong:
            raise RecordError(f"the file is not UTF-8 (byte {wrong.start}): save it as UTF-8") from wrong
    return data.removeprefix(codecs.BOM_UTF8)


def decoded(data: bytes) -> dict[str, Any]:
    """The JSON object in the bytes; what is not one is refused with a sentence."""
    try:
        found = msgspec.json.decode(without_mark(data))
    except UNFIT as problem:
        raise RecordError(_not_json(data, problem)) from problem
    if not isinstance(found, dict):
        kind = _JSON_NAMES.get(type(found), "value")
        raise RecordError(f"the file holds a JSON {kind}, not an object: expected a case file or a FHIR Bundle")
    return found


_JSON_NAMES: dict[type, str] = {
    dict: "object",
    list: "list",
    str: "text",
    int: "number",
    float: "number",
    type(None): "null",
}


A_TABLE = "the file is a table, not one patient's record: a list of injections is read by the page Recall and `cobalamin recall`"
_OTHER_KINDS = (
    (re.compile(rb"\s*<"), "the file is XML or a web page, not JSON: save the FHIR Bundle as JSON"),
    (re.compile(rb"MSH[|]"), "the file is an HL7 version 2 message: expected a case file or a FHIR Bundle as JSON"),
    (
        re.compile(rb"[\w \"]+([,;\t])[\w \"]+\1[^{}\[\]\r\n]*[\r\n]"),
        A_TABLE,
    ),
)
"""How files begin that people choose for a record, and what is said of each."""


def _not_json(data: bytes, problem: Exception) -> str:
    if not data.strip():
        return EMPTY
    for mark, sentence in _OTHER_KINDS:
        if mark.match(data):
            return sentence
    if isinstance(problem, RecursionError):
        return _TOO_DEEP
    fault = _MALFORMED.fullmatch(str(problem))
    if "truncated" in str(problem) and _HALF.search(data) is not None and _is_json(data):
        return "a text in the file holds half a character (\\ud800 to \\udfff come in pairs): write it as UTF-8"
    if "truncated" in str(problem):
        return f"the file ends in the middle ({len(data)} bytes): it was cut off; send it again"
    number = _no_number(data)
    if number:
        return f"{number}, expected a number: leave the value out or write null"
    if fault is None:
        return f"the file is not JSON ({problem}): expected a case file or a FHIR Bundle"
    what, where = fault["what"], _line_and_column(data, int(fault["byte"]))
    if what == "trailing characters":
        return f"more text follows the end of the JSON at {where}: a file holds one patient; `cobalamin screen` reads NDJSON"
    return f"the file is not JSON ({what} at {where}): expected a case file or a FHIR Bundle"


_TOO_DEEP = "the file is nested too deeply to be a patient record: check what wrote it"
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


_MALFORMED = re.compile(r"(?:JSON is malformed: )?(?P<what>.*) \(byte (?P<byte>[0-9]+)\)")


def _line_and_column(data: bytes, byte: int) -> str:
    before = data[:byte].decode(errors="replace")
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


_TYPES = re.compile(r"`([a-z| ]+)`")
_IN_WORDS = {
    "array": "a list", "object": "an object", "str": "a text", "int": "a number", "float": "a number",
    "decimal": "a number", "bool": "true or false", "null": "null",
}  # fmt: skip


def fault(problem: Exception) -> str:
    """The place and what stands there, in the words of JSON."""
    what, _, place = str(problem).partition(" - at `")
    return f"{place.rstrip('`') or '$'}: {in_words(what)}"


_SAID = (
    (re.compile(r"Object missing required field `(.*)`"), r"the key \1 is missing"),
    (re.compile(r"Object contains unknown field `(.*)`"), r"the key \1 is not known here"),
    (re.compile(r"Invalid enum value (.*)"), r"\1 is none of the words that can stand here"),
    (re.compile(r"Invalid value (.*)"), r"\1 cannot stand here"),
)


def in_words(what: str) -> str:
    """What the reader of JSON and TOML says of a value, as the end of a sentence of ours."""
    for said, ours in _SAID:
        if said.fullmatch(what):
            return short(said.sub(ours, what), 120)
    told = _TYPES.sub(lambda found: one_of([_IN_WORDS.get(t, t) for t in found[1].split(" | ")]), what)
    return f"{told[:1].lower()}{short(told[1:], 120)}"


def one_of(words: Sequence[str]) -> str:
    """Several of which one holds, as a list within a sentence: "a, b or c"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


# --- a key written twice ---------------------------------------------------------------------------------------------


def refuse_repeated_keys(data: bytes) -> None:
    """Refuse an object that has a key twice: the second would silently replace the first."""
    try:
        json.loads(data, object_pairs_hook=_once)
    except RecursionError:  # this reader gives up some levels before the other
        raise RecordError(_TOO_DEEP) from None
    except json.JSONDecodeError:
        return  # what is no JSON was refused before, or is read by a more lenient rule


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RecordError(f"the key {short(key)!r} appears twice in one object; write several results as a list")
        found[key] = value
    return found


def short(text: str, most: int = 60) -> str:
    """A text of the record as a message shows it."""
    return text if len(text) <= most else f"{text[:most]}…"


def shown(value: object) -> str:
    """A value of the record as a message shows it: what holds others by its kind alone, so that no record is repeated."""
    if isinstance(value, (dict, list)):
        return f"a JSON {_JSON_NAMES[type(value)]}"
    if isinstance(value, int) and abs(value) >= _COUNTED:  # Python writes none of more than some thousand digits
        return "a number of more than 30 digits"
    return repr(short(value)) if isinstance(value, str) else json.dumps(value)


_COUNTED = 10**30


def some(texts: Sequence[str], most: int) -> str:
    """The first of several texts as a list within a sentence, and how many more there are: "a, b and 3 more"."""
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")


def meant(word: str, known: Iterable[str]) -> str:
    """The known word that was perhaps meant, in brackets behind what is wrong; "" where none is near."""
    close = get_close_matches(word, [*known], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def told(problem: object, most: int = 200) -> str:
    """What a library says of a text as a message of ours shows it: in one line, of which the text itself is no page."""
    said = " ".join(str(problem).split())
    if isinstance(problem, msgspec.ValidationError):
        said = fault(problem)
    elif isinstance(problem, msgspec.DecodeError):
        said = _no_json(said)
    return short(said, most)


def _no_json(said: str) -> str:
    if "truncated" in said:
        return "it ends in the middle"
    malformed = _MALFORMED.fullmatch(said)
    return said if malformed is None else f"it is not JSON ({malformed['what']} at byte {malformed['byte']})"


# --- a number that is none -------------------------------------------------------------------------------------------


class _NoNumber(str):
    """NaN, Infinity or a number beyond every limit, as it is written."""


def _no_number(data: bytes) -> str:
    """Where the document writes NaN, Infinity or a number without end; "" where nothing else is wrong with it."""
    try:
        document = json.loads(data, parse_constant=_NoNumber, parse_float=_finite, parse_int=_counted)
    except (ValueError, RecursionError):
        return ""
    waiting: list[tuple[str, Any]] = [("$", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, _NoNumber):
            return f"{place}: found {short(value, 20)}"
        if isinstance(value, dict):
            waiting += ((f"{place}.{key}", inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting += ((f"{place}[{i}]", inner) for i, inner in enumerate(value))
    return ""


def _counted(text: str) -> int | _NoNumber:
    return int(text) if len(text) < _MOST_DIGITS else _NoNumber(text)


_MOST_DIGITS = 4000
"""From here on neither reader makes a number of digits."""


def _finite(text: str) -> float | _NoNumber:
    number = float(text)
    return number if isfinite(number) else _NoNumber(text)


def separator_of(header: str) -> str:
    """What separates the cells of a CSV: the comma, semicolon, tab or bar its header has most of, outside quotes."""
    return max(",;\t|", key=re.sub(r'"[^"]*"', "", header).count)

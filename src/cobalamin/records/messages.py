"""What stands in a record, and what a library says of it, as our messages show it: short, and in the words of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import msgspec

JSON_NAMES: dict[type, str] = {
    dict: "object",
    list: "list",
    str: "text",
    int: "number",
    float: "number",
    type(None): "null",
}
MALFORMED = re.compile(r"(?:JSON is malformed: )?(?P<what>.*) \(byte (?P<byte>[0-9]+)\)")
"""What msgspec says of a text that is no JSON, and where."""


# --- what stands there ---


def short(text: str, most: int = 60) -> str:
    """A text of the record as a message shows it."""
    return text if len(text) <= most else f"{text[:most]}…"


def shown(value: object) -> str:
    """A value of the record as a message shows it: what holds others by its kind alone, so that no record is repeated."""
    if isinstance(value, (dict, list)):
        return f"a JSON {JSON_NAMES[type(value)]}"
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
    malformed = MALFORMED.fullmatch(said)
    return said if malformed is None else f"it is not JSON ({malformed['what']} at byte {malformed['byte']})"


# --- what is wrong with it ---


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

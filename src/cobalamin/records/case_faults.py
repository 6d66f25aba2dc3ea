"""What is wrong with a case file, told to whoever wrote it: the place, what was found, what may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args, get_type_hints

import msgspec

from cobalamin.records.case_file import DATES, CaseFile, PatientFile, ReferenceRange, TreatmentFile
from cobalamin.records.messages import in_words, meant, short

Form = type[msgspec.Struct]
_UNKNOWN_KEY = re.compile(r"unknown field `(.*)`")
_NO_WORD = re.compile(r"Invalid enum value (.*)")
_PATTERN = re.compile(r"matching regex '(.*)'")
_FORMS: Mapping[str, Form] = {
    "$": CaseFile, "$.patient": PatientFile, "$.treatment[...]": TreatmentFile, "$.reference": ReferenceRange,
}  # fmt: skip


def located(problem: msgspec.ValidationError, form: Form | None = None, place: str = "") -> str:
    """The place and the fault, with the key that was perhaps meant; `form` and `place` for a part read by itself."""
    text, _, below = str(problem).partition(" - at `")
    below = below.rstrip("`") or "$"
    where = f"{place}{below[1:]}" if place else below
    unknown, found = _UNKNOWN_KEY.search(text), _form(below, form)
    if unknown is not None and found is not None:
        key = short(unknown[1])
        return f"{where}.{key}: no such key{meant(key, found.__struct_fields__)}; see `cobalamin schema`"
    return f"{where}: {_in_words(text, form, below)}; see `cobalamin schema`"


def _form(place: str, form: Form | None) -> Form | None:
    return (form if place == "$" else None) or _FORMS.get(re.sub(r"\d+", "...", place))


def _in_words(text: str, form: Form | None, below: str) -> str:
    """What is wrong with a value, and what may stand there."""
    pattern = _PATTERN.search(text)
    if pattern is not None:
        return f"expected a date as {DATES[pattern[1].replace(2 * chr(92), chr(92))]}"
    parent, _, key = below.rpartition(".")
    allowed = _allowed(_form(parent, form), key) if (word := _NO_WORD.fullmatch(text)) else ()
    return f"{short(word[1])} does not fit; expected {', '.join(allowed)}" if word and allowed else in_words(text)


def _allowed(form: Form | None, key: str) -> tuple[str, ...]:
    """The words a key may have."""
    hint = None if form is None else get_type_hints(form).get(key)
    words = (word for part in (hint, *get_args(hint)) for word in get_args(part))
    return tuple(dict.fromkeys(word for word in words if isinstance(word, str) and word))

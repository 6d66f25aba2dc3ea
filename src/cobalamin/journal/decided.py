"""What an answer decides, without the words it is told in: these change with the program, and no decision does with them."""

from __future__ import annotations

from typing import Any

import msgspec

from cobalamin.records.document import UNFIT

_WHOLE = ("id", "on", "guideline", "rules_version", "course")
_OF: dict[str, tuple[str, ...]] = {
    "route": ("outcome", "possible"),
    "urgency": ("at_least", "possible"),
    "working": ("route", "urgency"),
    "indications": ("number", "id", "truth", "forced"),
    "definitions": ("id", "truth"),
    "plan": ("regimen", "route", "dose", "doses", "maintenance"),
    "follow_up": ("id", "first", "last"),
    "safety": ("level", "id", "truth"),
    "next_tests": ("id", "kind", "changes", "facts"),
    "changes": ("fact", "route", "urgency"),
    "facts": ("name", "value", "presumed"),
    "missing": ("name", "why"),
    "parameters": ("id", "used"),
}
"""Of each part of an answer the members that are no sentence; `headline`, `notice`, `presumptions` and `sources` are all words."""
_COURSE = ("state", "last", "earliest", "due", "overdue")


def decided(answer: bytes) -> dict[str, Any] | None:
    """The decisions of an answer as its JSON holds them; None where it is none."""
    try:
        told = msgspec.json.decode(answer, type=dict[str, Any])
    except UNFIT:
        return None
    found = {name: told.get(name) for name in _WHOLE}
    found["course"] = _without_words(told.get("course"), _COURSE)
    found |= {name: _without_words(told.get(name), members) for name, members in _OF.items()}
    if isinstance(missing := found["missing"], list):  # in which order they stand decides nothing
        found["missing"] = sorted(map(repr, missing))
    return found


def _without_words(part: Any, members: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_without_words(each, members) for each in part]
    return {name: part.get(name) for name in members} if isinstance(part, dict) else part

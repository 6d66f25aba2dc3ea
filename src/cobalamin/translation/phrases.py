"""Sentences that the answer composes, said in another language: each is read back by its pattern, slot by slot.

The answer is composed once, in English; that text is what a program reads and the journal keeps. A page in another language
says the same text again. A whole message is looked up. A composed one is taken apart by one of the patterns of
`sentences.py`: a slot of a kind listed here holds a value and stays as it is, every other slot has to be a message or a
composed sentence itself. Where a part is not known the sentence stays English as a whole: half a sentence would mislead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

LONGEST, DEEPEST = 1000, 16
"""Characters of a sentence that is taken apart, and parts of parts of it; a longer text is somebody's own."""
_SLOT = re.compile(r"\{([a-z]+)([0-9]*)\}")
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|(?:[A-Z][a-z]{2} )?[0-9]{1,2} [A-Z][a-z]{2}(?: [0-9]{4})?"
_SPAN = r"[0-9]{4}(?:-[0-9]{2}){0,2}(?:T\S*)?(?: to [0-9]{4}-[0-9]{2}-[0-9]{2})?"
_VALUE = r"(?:[<>≤≥=]+ ?)?-?[0-9][0-9.,]*(?: to <?[0-9.,]+)?(?: (?:× )?[^\s,;:()]+)?"
_KINDS: Mapping[str, str] = {
    "value": _VALUE, "figure": f"{_VALUE}(?: = {_VALUE})*", "number": r"[0-9]+", "day": _DAY, "date": _DAY,
    "days": f"(?:{_DAY})(?:, (?:{_DAY}))*", "span": _SPAN, "when": r"[0-9]{4}(?:-[0-9]{2}){0,2}",
    "quoted": r"'[^']*'|\"[^\"]*\"", "text": r".+?", "source": r"[^;:]+?", "unit": r"\S+", "units": r"[^:;]+?",
    "scale": r"(?:× )?[\w%µ]*(?:/[\w.² ]+)|fL|%", "code": r"\S+", "place": r"\S*[./$#](?:\S*[^\s,;])?",
    "cites": r"[A-Z][^:;\[(]*?", "dose": r"[0-9][0-9.]*(?:-[0-9]+)? (?:ug|mg)",
}  # fmt: skip
"""What a slot holds that is a value: its form. A name ends in a digit where a sentence has two of a kind."""
_MESSAGES: Mapping[str, str] = {
    "verified": "primary|secondary|unverified", "states": r"[a-z/]+", "whole": r".+",
    "word": "low|normal|high|borderline|positive|negative|indeterminate",
}  # fmt: skip
"""The form of a slot that holds a message, where others would be taken for one."""
_LISTS: Mapping[str, str] = {
    "listed": ", ", "either": " or ", "parts": "; ", "details": "; ", "both": " and the ", "states": "/",
}  # fmt: skip
"""What a slot holds that is several messages, and what stands between them."""


@dataclass
class Memo:
    """What was found within one sentence: no part of it is taken apart twice, and none deeper than a sentence of ours goes."""

    found: dict[str, str | None] = field(default_factory=dict)
    listed: dict[tuple[str, str], str | None] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class Pattern:
    """One pattern. `sure` is a piece of text that a sentence of it surely holds: most patterns are passed over by it."""

    sure: str
    form: re.Pattern[str]
    slots: tuple[tuple[str, str], ...]
    said: str


class Phrasebook:
    """The messages of a language and the patterns it knows. `day` and `short` write a date with and without its year."""

    def __init__(
        self, messages: Mapping[str, str], patterns: Iterable[str], day: Callable[[date], str], short: Callable[[date], str]
    ) -> None:  # fmt: skip
        self._messages, self._day, self._short = messages, day, short
        self._patterns = tuple(_pattern(one, messages[one]) for one in patterns if messages.get(one))

    def said(self, text: str) -> str | None:
        """A message or a composed sentence in the language; None where it is neither."""
        found = self._messages.get(text)
        return found or (self._said(text, Memo()) if len(text) <= LONGEST else None)

    def _said(self, text: str, memo: Memo) -> str | None:
        if text not in memo.found:
            memo.found[text] = self._messages.get(text) or self._other_case(text)
            if memo.found[text] is None and memo.depth < DEEPEST:
                memo.depth += 1
                memo.found[text] = self._composed(text, memo) or self._begun(text, memo)
                memo.depth -= 1
        return memo.found[text]

    def _begun(self, text: str, memo: Memo) -> str | None:
        """A composed sentence that was given a capital."""
        small = _small(text)
        found = self._composed(small, memo) if small != text else None
        return found and capital(found)

    def _other_case(self, text: str) -> str | None:
        """A message that was given a capital because a sentence begins with it, or a small letter inside one."""
        begins = _small(text) != text
        found = self._messages.get(_small(text) if begins else capital(text))
        return found and (capital(found) if begins else _small(found))

    def _composed(self, text: str, memo: Memo) -> str | None:
        for pattern in self._patterns:
            found = pattern.form.fullmatch(text) if pattern.sure in text else None
            slots = self._filled(pattern, found, memo) if found is not None else None
            if slots is not None:
                return _SLOT.sub(lambda slot, slots=slots: slots[slot[0]], pattern.said)  # type: ignore[misc]
        joints = (joint for joint in ("; ", ", ") if joint in text)
        return next(filter(None, (self._listed(joint, text, memo) for joint in joints)), None)

    def _filled(self, pattern: Pattern, found: re.Match[str], memo: Memo) -> dict[str, str] | None:
        slots = {}
        for (slot, kind), text in zip(pattern.slots, found.groups(), strict=True):
            said = self._value(kind, text) if kind in _KINDS else self._part(kind, text, memo)
            if said is None:
                return None
            slots[slot] = said
        return slots

    def _part(self, kind: str, text: str, memo: Memo) -> str | None:
        joint = _LISTS.get(kind)
        said = self._said(text, memo) or (self._listed(joint, text, memo) if joint and joint in text else None)
        if said is None and kind == "sentence":  # the full stop of the first of two stands in the pattern of both
            whole = self._said(f"{text}.", memo)
            return whole and whole.removesuffix(".")
        return said

    def _listed(self, joint: str, text: str, memo: Memo) -> str | None:
        """The parts of a list. A part may hold what stands between parts: the longest beginning is taken whose rest is known."""
        key = joint, text
        if key not in memo.listed:
            memo.listed[key] = self._parts(joint, text, memo)
        return memo.listed[key]

    def _parts(self, joint: str, text: str, memo: Memo) -> str | None:
        parts = text.split(joint)
        for end in range(len(parts) - 1, 0, -1):
            first = self._said(joint.join(parts[:end]), memo)
            if first is not None:
                rest = joint.join(parts[end:])
                said = self._said(rest, memo) or (self._listed(joint, rest, memo) if joint in rest else None)
                if said is not None:
                    return f"{first}{self._messages.get(joint, joint)}{said}"
        return None

    def _value(self, kind: str, text: str) -> str:
        if kind in ("day", "days", "date"):
            return ", ".join(map(self._dated, text.split(", ")))
        if kind == "dose":
            return text.replace("ug", self._messages.get("micrograms", "ug"))
        if kind not in ("value", "span", "figure"):
            return text
        number, blank, unit = text.replace(" to ", self._messages.get(" to ", " to ")).rpartition(" ")
        return f"{number}{blank}{self._messages.get(unit, unit)}"

    def _dated(self, text: str) -> str:
        """A date as the language writes it, with its weekday if it has one; one that a machine wrote stays."""
        if text[0].isalpha():
            weekday, _, rest = text.partition(" ")
            return f"{self._messages.get(weekday, weekday)} {self._dated(rest)}"
        for year, write in (("", self._day), (" 2000", self._short)):
            try:
                return write(datetime.strptime(f"{text}{year}", "%d %b %Y").date())
            except ValueError:
                continue
        return text


def capital(text: str) -> str:
    """The text as a sentence begins, whatever the language."""
    return f"{text[:1].upper()}{text[1:]}"


def counted(number: int, thing: str) -> str:
    """So many of a thing: "1 row", "12,000 rows"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _pattern(message: str, said: str) -> Pattern:
    slots = tuple((slot[0], slot[1]) for slot in _SLOT.finditer(message))
    pieces = _SLOT.split(message)[::3]
    kinds = {**_KINDS, **_MESSAGES}
    forms = [f"{re.escape(piece)}({kinds.get(kind, '.+?')})" for piece, (_, kind) in zip(pieces, slots, strict=False)]
    return Pattern(max(pieces, key=len), re.compile("".join(forms) + re.escape(pieces[-1]), re.DOTALL), slots, said)

"""Many patterns over one text: a pattern is tried only where the text holds one of its stems, letters that every match needs.

Each pattern alone looks at every letter of a text; sixty of them took 2 ms for two hundred letters. Whether a stem stands somewhere
is found a hundred times as fast. A pattern is compiled when it is first tried: most are not, for one patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

Stems = frozenset[str]
"""Every text that matches holds one of them; empty where a text can match without."""


class Patterns:
    """Patterns by name, matched without regard to case."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = forms
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def tried(self, text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        """The patterns that a text can match, in order, with their names."""
        plain = folded(text)
        may_be = {name for stem, names in self._names.items() if stem in plain for name in names}
        for name in self._forms:
            if name in may_be:
                yield name, self.form(name)

    def form(self, name: str) -> re.Pattern[str]:
        """One of them, compiled."""
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = re.compile(self._forms[name], re.IGNORECASE)
        return found

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """By stem the patterns it may belong to; the empty stem stands in every text."""
        found: dict[str, list[str]] = {}
        for name, form in self._forms.items():
            for stem in stems_of(form) or {""}:
                found.setdefault(stem, []).append(name)
        return found


def folded(text: str) -> str:
    """The text as stems are written: letters that are one to a pattern without regard to case are one here."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def stems_of(form: str) -> Stems:
    """The stems of a pattern; none where it can match without any, or where this Python does not say how it reads patterns."""
    try:
        parser = import_module("re._parser")  # of the standard library, and nowhere promised
    except ImportError:
        return frozenset()
    return _best(parser.parse(form, re.IGNORECASE))


def _best(steps: Iterable[tuple[Any, Any]]) -> Stems:
    """The set of stems that rules out the most texts: long stems, and few of them."""
    return max(_needed(steps), key=lambda stems: (min(map(len, stems)), -len(stems)), default=frozenset())


def _needed(steps: Iterable[tuple[Any, Any]]) -> Iterator[Stems]:
    """For each step of a pattern the stems it needs; a step that is not known here needs none."""
    letters = ""
    for step, told in steps:
        match str(step):
            case "LITERAL":
                letters += chr(told)
                continue
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue  # these take no letter: what is before and behind stands together
            case "SUBPATTERN":
                inside = _best(told[3])
            case "BRANCH":
                ways = [_best(way) for way in told[1]]
                inside = frozenset().union(*ways) if all(ways) else frozenset()
            case "MAX_REPEAT" | "MIN_REPEAT" if told[0] > 0:
                inside = _best(told[2])
            case _:
                inside = frozenset()
        yield from _stems(letters)
        letters = ""
        if inside:
            yield inside
    yield from _stems(letters)


def _stems(letters: str) -> Iterator[Stems]:
    if letters:
        yield frozenset((folded(letters),))

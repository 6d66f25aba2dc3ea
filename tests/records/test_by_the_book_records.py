"""Bundles of every awkward kind, read by the program and by the book: fact by fact the same value, or the same reason.

`BY_THE_BOOK=50000` compares so many bundles; where they differ, the number makes the same bundle again.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from by_the_book_bundles import ON, made
from by_the_book_records import Book

from bundles import why_missing
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.patient import Interval
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on

COUNT = int(os.environ.get("BY_THE_BOOK", "800"))
PRESUMED = ("surgery", "medicines", "neurology")


def differences(number: int) -> list[str]:
    """The facts of a bundle on which the two readings differ."""
    bundle, presume = made(number), PRESUMED if number % 3 == 0 else ()
    book = Book(bundle, ON, presume)
    read = facts_on(read_bundle(json.dumps(bundle).encode()), ON, presume)
    found = []
    for name in FACTS:
        known = _plain(name, read.known[name].value) if name in read.known else why_missing(read, name).why
        if known != _plain(name, book.facts[name]) and not (isinstance(known, str) and known in _reasons(book, name)):
            found.append(f"{number}: {name}: the book {book.facts[name]}, the program {known}")
    return found


def _plain(name: str, value: Any) -> Any:
    """An age in whole years, anything else as it is."""
    return (int(value.low), int(value.high)) if name == "age" and isinstance(value, Interval) else value


def _reasons(book: Book, name: str) -> set[str]:
    """Of several results or words that cannot be used, the texts do not say whose reason is told."""
    return book.reasons.get(name, set()) if isinstance(book.facts[name], str) else set()


@pytest.mark.parametrize("first", range(0, COUNT, 100))
def test_a_bundle_says_what_the_book_says(first: int) -> None:
    found = [line for number in range(first, min(first + 100, COUNT)) for line in differences(number)]
    assert not found, "\n".join(found[:20])


def test_the_bundles_say_something_of_every_fact_and_reach_every_reason() -> None:
    """What is compared must be worth comparing: known and missing of most facts, for every reason a bundle can give."""
    known: set[str] = set()
    reasons: set[str] = set()
    for number in range(2000):
        facts = Book(made(number), ON).facts
        known |= {name for name, value in facts.items() if not isinstance(value, str)}
        reasons |= {value for value in facts.values() if isinstance(value, str)}
    assert len(known) > 70
    assert reasons >= {
        "never recorded", "too old", "in the future", "not dated", "not final", "not confirmed", "unspecific code", "unreadable",
        "unit missing", "unit unknown", "implausible", "in words only", "contradictory", "after an injection",
    }  # fmt: skip

"""Every sentence of the recall list has its Spanish, for courses of injections as clinics run them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

from lives_of_the_book import as_csv, life

from cobalamin.recall.cautions import AT_HOME, DEATH_NOTED, INTERVAL_UNREAD, NOTE_TO_READ, TWO_PEOPLE, UNSETTLED
from cobalamin.recall.schedule import Schedule
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import RecallList, recall_list
from cobalamin.records.known import NOT_IN_USE
from cobalamin.translation.words import translator

DAYS = (date(2024, 6, 1), date(2025, 6, 1))
LIVES = 300


def sentences(found: RecallList) -> Iterator[str]:
    for row in found.rows:
        yield from (row.next_step, *row.why, *map(str, row.groups))
    for course in (*found.schedules, *found.ended):
        yield from _of_a_course(course)


def _of_a_course(course: Schedule) -> Iterator[str]:
    yield from (course.ended, str(course.state), "" if course.next is None else course.next.what)
    for entry in course.entries:
        yield from (entry.title, str(entry.reason), *map(str, entry.marks), (entry.detail or "").replace("_", " "))


def test_every_sentence_of_the_list_has_its_spanish() -> None:
    """ "Died 2024-11-23" was told in English."""
    spanish, missing = translator("es"), set[str]()
    for number in range(LIVES):
        patient, entries = life(number)
        records = read_events_csv(as_csv([("P", patient, entries)]).encode()).records
        told = {text for on in DAYS for text in sentences(recall_list(records, on)) if any(map(str.isalpha, text))}
        missing |= {text for text in told if spanish.said(text) is None}
    assert not missing


def test_whatever_is_asked_first_beside_another_question_has_its_spanish() -> None:
    """An allergy to be clarified, where it was not the first of two questions, left the whole step in English."""
    (record,) = read_events_csv(b"patient,date,event,product\n1,2025-01-02,given,hydroxocobalamin 1 mg im\n").records
    asked = (AT_HOME, DEATH_NOTED, INTERVAL_UNREAD, NOT_IN_USE, NOTE_TO_READ, TWO_PEOPLE, UNSETTLED)
    records = [replace(record, cautions=frozenset(both)) for both in combinations(asked, 2)]
    spanish = translator("es")
    steps = {row.next_step for row in recall_list(records, DAYS[1]).rows}
    assert len(steps) > len(asked)
    assert {step for step in steps if spanish.said(step) is None} == set()

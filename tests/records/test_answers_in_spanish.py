"""Every sentence of an answer has its Spanish, for records of every kind; `BY_THE_BOOK=50000` reads so many."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from by_the_book_bundles import ON, made

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.course_words import course_lines
from cobalamin.records.fhir.read import read_bundle
from cobalamin.translation.words import translator

COUNT = int(os.environ.get("BY_THE_BOOK", "400"))


def sentences(answer: Assessment) -> Iterator[str]:
    """What an answer says of a patient, each sentence as it stands alone."""
    yield from (answer.headline, answer.route.statement, answer.urgency.statement, *answer.presumptions)
    yield from (reason.text for part in (*answer.indications, answer.urgency) for reason in part.reasons)
    yield from (part.statement for part in answer.indications)
    if answer.plan is not None:
        yield from (answer.plan.note, answer.plan.duration, *answer.plan.alternatives)
    if answer.course is not None:
        yield from course_lines(answer.course, answer.on)
    yield from (text for rule in answer.safety for text in (rule.action, rule.statement))
    yield from (test.label for test in answer.next_tests)
    yield from (change.text for change in answer.changes)
    yield from (missing.sentence for missing in answer.missing)
    yield from (text for check in answer.follow_up for text in (check.when, *check.what))
    yield from (text for fact in answer.facts for text in (fact.label, fact.value))


@pytest.mark.parametrize("first", range(0, COUNT, 100))
def test_every_sentence_of_an_answer_has_its_spanish(first: int) -> None:
    """ "Reported only as indeterminate; ask for the figure" had none."""
    spanish, missing = translator("es"), set[str]()
    for number in range(first, min(first + 100, COUNT)):
        answer = assess(read_bundle(json.dumps(made(number)).encode()), on=ON)
        words = (text for text in sentences(answer) if any(map(str.isalpha, text)))
        missing |= {text for text in words if spanish.said(text) is None}
    assert not missing

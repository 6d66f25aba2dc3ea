"""What else hangs on something that is told is a field of it: words that somebody wrote into the record never stand in for it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bundles import ON, facts, given, observation, patient
from cobalamin.journal.entry import AnswerBody, facts_of
from cobalamin.records.known import NOT_IN_USE, Facts
from cobalamin.records.record import Missing


def refused(reason: str) -> dict[str, Any]:
    return given(on="2026-02-20", status="not-done", statusReason=[{"text": reason}])


def test_a_record_is_not_out_of_use_by_the_words_of_a_reason() -> None:
    told = facts(refused(NOT_IN_USE[:80]), refused(NOT_IN_USE))
    assert any(NOT_IN_USE[:40] in each.sentence for each in told.problems)
    assert not told.not_in_use
    assert facts(who=patient(link=[{"type": "replaced-by", "other": {"reference": "Patient/q"}}])).not_in_use


def test_nobody_was_deficient_by_the_words_of_a_sentence() -> None:
    sentence = "'say what was given': ask what was given in between"
    assert not Facts(ON, problems=(Missing("unmapped", sentence),)).was_deficient
    later = observation(value=400, id="later", effectiveDateTime="2026-02-20")
    assert facts(observation(value=90), later).was_deficient


def test_a_result_is_not_taken_back_by_the_name_of_its_unit() -> None:
    """Its later neighbour counts for nothing, and that is told; of one that was taken back it is not."""
    odd = observation(value=90, unit="entered-in-error", id="odd", effectiveDateTime="2026-02-20")
    withdrawn = observation(value=90, status="entered-in-error", id="odd", effectiveDateTime="2026-02-20")
    earlier = observation(value=400)
    assert [each.source.where for each in facts(earlier, odd).problems if each.source] == ["Observation/odd"]
    assert not facts(earlier, withdrawn).problems


@pytest.mark.parametrize("held", [False, True])
def test_an_entry_kept_before_still_tells_a_reaction(held: bool) -> None:
    words = "injections are on hold because of a reaction" if held else "a dose was not given because of a reaction"
    told = f"allergy: {words}, recorded for 2026-01-01"
    row = ["not confirmed", told, ["x", "", ""], False, None, "cobalamin_or_cobalt_allergy", [], ""]
    raw = msgspec.Raw(b"{}")
    body = AnswerBody("h", "1", ON, {}, {}, raw, raw, problems=(msgspec.convert(row, Missing),))
    again = facts_of(body)
    assert (again.withheld, again.held_back) == (True, held)

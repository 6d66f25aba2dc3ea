"""What hangs on a reading: every other reading is one the register names, moves somebody, and moves whom the page says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.atlas.atlas import made_up_patients
from cobalamin.atlas.hinges import Hinges, hinges, moved
from cobalamin.atlas.hinges_page import hinges_page
from cobalamin.knowledge import answer, definitions
from cobalamin.knowledge.other_readings import OTHER_READINGS, OtherReading, without
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.ladder import certain, possible_outcomes
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth

PAGE = Path(__file__).parents[2] / "docs" / "hinges.md"
NAMES = [f"{other.entry} {other.could_mean}" for other in OTHER_READINGS]


@cache
def found() -> Hinges:
    return hinges()


def answered(engine: Engine, patient: Patient) -> tuple[str, ...]:
    """Route and urgency by Kleene's rules, one patient at a time."""
    values = engine.program.values(engine.program.vector(patient))
    outcomes = (
        possible_outcomes(ladder, lambda rung: Truth.of(values[engine.program.index[rung]]))
        for ladder in engine.guideline.ladders
    )
    return tuple(certain(left) or "undetermined" for left in outcomes)


@pytest.mark.parametrize("other", OTHER_READINGS, ids=NAMES)
@pytest.mark.some(3)
def test_another_reading_is_one_the_register_names_and_moves_somebody(other: OtherReading) -> None:
    assert other.could_mean in REGISTER[other.entry].could_mean
    (hinge,) = (hinge for hinge in found().readings if hinge.other is other)
    assert hinge.people or hinge.drawn


@pytest.mark.parametrize("other", OTHER_READINGS, ids=NAMES)
def test_the_plainest_patient_is_answered_as_the_page_says(other: OtherReading) -> None:
    (hinge,) = (hinge for hinge in found().readings if hinge.other is other)
    if hinge.witness is None:
        assert not hinge.drawn, "somebody drawn is moved"
        return
    assert answered(engine_for(ARTICLE), hinge.witness) == hinge.drawn[0].before
    assert answered(engine_for(other.guideline), hinge.witness) == hinge.drawn[0].after


def test_the_shares_of_the_people_are_those_counted_one_by_one() -> None:
    people = list(made_up_patients(60, 3).values())
    few = hinges(size=64, made_up=60, seed=3)
    before = [answered(engine_for(ARTICLE), patient) for patient in people]
    moving = [hinge for hinge in few.readings if hinge.people][:3]
    assert len(moving) == 3
    for hinge in moving:
        engine = engine_for(hinge.other.guideline)
        after = [answered(engine, patient) for patient in people]
        assert moved(hinge.people) == pytest.approx(
            sum(one != other for one, other in zip(before, after, strict=True)) / 60
        )


def test_what_moves_most_people_stands_first_and_of_the_moves_the_commonest() -> None:
    shares = [moved(hinge.people) for hinge in found().readings]
    assert shares == sorted(shares, reverse=True)
    for hinge in found().readings:
        for moves in (hinge.people, hinge.drawn):
            assert [move.share for move in moves] == sorted((move.share for move in moves), reverse=True)
            assert len({(move.before, move.after) for move in moves}) == len(moves)


def test_a_figure_moved_either_way_moves_people_and_the_ages_stay() -> None:
    figures = {one.figure.id: one for one in found().figures}
    assert not any(name.startswith("age.") for name in figures)
    top = figures["b12.total.band_top"]
    assert top.lower
    assert top.higher
    assert figures["hb.women"].lower != figures["hb.women"].higher


def test_a_part_that_the_rules_no_longer_have_is_no_silent_other_reading() -> None:
    with pytest.raises(ValueError, match="urgency_prompt has no such part any more"):
        without(answer.prompt, definitions.macrocytosis)


def test_the_page_is_of_the_rules_in_force() -> None:
    assert PAGE.read_text(encoding="utf-8") == hinges_page(found()), "make atlas"


def test_every_entry_that_shapes_the_rules_is_counted_or_named_as_not_counted() -> None:
    counted, left = PAGE.read_text(encoding="utf-8").split("## Not counted")
    assert "not signed off" in counted.lower()
    for entry in REGISTER.values():
        in_rules = {"route", "urgency", *(word.id for word in (answer.prompt, answer.same_day))} & set(entry.decides)
        if entry.id.startswith("R") and in_rules:
            assert (f"[{entry.id}](#" in counted) != (f"[{entry.id}](" in left), entry.id

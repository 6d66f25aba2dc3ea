"""Every profile and its second writing agree: on adults of whom everything is known, and on what is open where some is not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import product
from random import Random

import pytest
from by_the_book_profiles import BOOK, Adult, Bsh, Nhg, Nice, UsPractice
from test_by_the_book import FINDINGS, VALUES, drawn, patient

from cobalamin.assessment.assess import answer
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.knowledge.guidelines.registry import VERSIONS, profile
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.explain import explain
from cobalamin.language.ladder import certain, possible_outcomes
from cobalamin.language.nodes import Presume, facts_of, walk
from cobalamin.language.patient import Patient, exactly
from cobalamin.language.truth import Truth
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Case

SCALE = int(os.environ.get("COBALAMIN_DAMAGED", "60"))
LEVELS: Mapping[str, tuple[float, ...]] = {
    "pmol/L": (50, 73, 75, 109, 110, 111, 132, 133, 134, 147, 148, 149, 200, 257, 258, 259, 260, 261, 294, 295, 400),
    "ng/L": (60, 99, 100, 149, 150, 151, 179, 180, 199, 200, 201, 250, 350, 351, 352, 353, 360, 399, 400, 500),
}
LEVELS = {**LEVELS, "pg/mL": LEVELS["ng/L"]}
MORE: Mapping[str, tuple[float, ...]] = {
    "age": (16, 25, 40, 60, 75, 76, 80), "active_b12": (10, 24, 25, 49, 50, 51, 70, 71, 120),
    "mma": (100, 271, 272, 400, 401, 600), "homocysteine": (8, 14, 15, 16, 40),
}  # fmt: skip
"""On, just below and just above every figure of every source."""
DAY = date(2026, 11, 27)


def adult(chance: Random) -> tuple[dict[str, float], str]:
    """A person who can be, with the unit in which total B12 was reported."""
    while True:
        known, unit = drawn(chance), chance.choice([*LEVELS])
        known |= {name: chance.choice(values) for name, values in MORE.items()}
        known["total_b12"] = chance.choice(LEVELS[unit])
        can_carry = known["female"] and known["age"] < 50
        known |= {name: known[name] and can_carry for name in ("pregnant", "breastfeeding")}
        known |= {f"trimester_{i}": known[f"trimester_{i}"] and known["pregnant"] for i in (1, 2, 3)}
        if explain(possible, measured(known, unit)).truth is not Truth.NO:
            return known, unit


def measured(known: Mapping[str, float], unit: str) -> Patient:
    level = {"total_b12": exactly(Fraction(known["total_b12"]), unit)} if "total_b12" in known else {}
    return {**patient(known), **level}


def served(engine: Engine, found: Patient) -> Assessment:
    return answer(engine, Facts(DAY, {name: Known(value) for name, value in found.items()}, {}), Case("x"), {})


@pytest.mark.parametrize("name", BOOK)
def test_each_profile_answers_as_its_source_says(name: str) -> None:
    chance, book = Random(f"all {name}"), BOOK[name]
    guideline = profile(name).guideline
    engine = engine_for(guideline)
    words = [word for word in engine.named if hasattr(book, word)]
    seen: Counter[str] = Counter()
    for _ in range(SCALE * 8):
        known, unit = adult(chance)
        person, values = book(known, unit), engine.program.values(engine.program.vector(measured(known, unit)))
        assert {word: getattr(person, word) for word in words} == {w: values[engine.named[w]] for w in words}, known
        for ladder in guideline.ladders:
            left = possible_outcomes(ladder, partial(engine.program.truth, values))
            assert certain(left) == getattr(person, ladder.id), (ladder.id, unit, known)
        seen[person.route] += 1
    assert seen.keys() >= {rung.outcome for rung in guideline.route.rungs} | {"none"}


@pytest.mark.parametrize("name", BOOK)
@pytest.mark.some(3)
def test_each_profile_plans_as_its_source_says(name: str) -> None:
    chance, book, engine = Random(f"plan {name}"), BOOK[name], engine_for(profile(name).guideline)
    seen: Counter[str | None] = Counter()
    for _ in range(SCALE * 2):
        known, unit = adult(chance)
        found = served(engine, measured(known, unit))
        person = book(known, unit)
        assert (found.plan.regimen if found.plan else None) == person.plan, (unit, known)
        assert found.next_tests == ()
        seen[person.plan] += 1
    assert len(seen) > 2


def asked_by_hand(engine: Engine) -> list[str]:
    """Findings that are presumed nowhere: unknown, they are open."""
    presumed = {
        fact.name for node in walk(*engine.guideline.roots) if isinstance(node, Presume) for fact in facts_of(node)
    }
    person = {"female", "pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3"}
    read = {fact.name for ladder in engine.guideline.ladders for fact in facts_of(*ladder.conditions)}
    return [name for name in FINDINGS if name in read - presumed - person]


def outcomes(
    book: type[Adult], known: Mapping[str, float], unit: str, hidden: list[str]
) -> tuple[dict[str, set[str]], set[str]]:
    """What route and urgency can still come to, and which of the hidden facts can still move one of them."""
    worlds = {
        world: book({**known, **dict(zip(hidden, map(float, world), strict=True))}, unit)
        for world in product((False, True), repeat=len(hidden))
    }
    told = {world: (person.route, person.urgency) for world, person in worlds.items()}
    moving = {
        name
        for i, name in enumerate(hidden)
        for world in worlds
        if told[world] != told[(*world[:i], not world[i], *world[i + 1 :])]
    }
    return {"route": {r for r, _ in told.values()}, "urgency": {u for _, u in told.values()}}, moving


@pytest.mark.parametrize("name", BOOK)
@pytest.mark.some(3)
def test_what_is_open_under_a_profile_is_what_its_source_leaves_open(name: str) -> None:
    """A few findings are taken away; every way they can turn out is put through the second writing."""
    chance, book, engine = Random(f"part {name}"), BOOK[name], engine_for(profile(name).guideline)
    askable = asked_by_hand(engine)
    was_open = 0
    for _ in range(SCALE):
        known, unit = adult(chance)
        hidden = chance.sample(askable, chance.choice((1, 3, 5)))
        found = served(engine, measured({k: v for k, v in known.items() if k not in hidden}, unit))
        left, moving = outcomes(book, known, unit, hidden)
        assert set(found.route.possible) == left["route"], (hidden, unit, known)
        is_open = len(left["route"]) > 1 or len(left["urgency"]) > 1
        lifted = {
            "routine" if one == "none" and is_open else one for one in left["urgency"]
        }  # what is open is asked: R37
        assert {found.urgency.at_least, *found.urgency.possible} == lifted, (hidden, unit, known)
        settled = {fact for test in found.next_tests for fact in test.facts}
        assert settled == moving, (hidden, unit, known)
        was_open += is_open
    assert was_open > SCALE / 20


def test_the_second_writing_has_every_profile():
    assert {profile(name).name for name in BOOK} == VERSIONS.keys()
    assert profile("article").guideline is ARTICLE
    assert VALUES


@pytest.mark.parametrize(
    ("name", "book", "word"),
    [("nice", Nice, "allows_either"), ("bsh", Bsh, "asks_for_injections"), ("us-practice", UsPractice, "asks_for_tablets"),
     ("nhg", Nhg, "asks_for_injections"), ("bsh", Bsh, "strong_clinical_features")],
)  # fmt: skip
def test_a_slip_in_a_second_writing_is_seen(name, book, word, monkeypatch):
    monkeypatch.setattr(book, word, property(lambda person: False))
    with pytest.raises(AssertionError):
        test_each_profile_answers_as_its_source_says(name)

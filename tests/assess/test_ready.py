"""What is shipped of the rules: half of every start went into making the same formulas and the same diagram."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from cobalamin.assessment import ready
from cobalamin.assessment.assess import answer
from cobalamin.assessment.engine import Engine, engine_with
from cobalamin.knowledge.guidelines.registry import PROFILES, VERSIONS
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.outcomes import Made, Making
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

EXAMPLE = Path(__file__).parents[2] / "examples" / "metformin-tingling.json"


@pytest.mark.parametrize("id", PROFILES)
def test_it_is_what_is_made_of_the_rules_as_they_are(id: str) -> None:
    made = Engine(PROFILES[id].guideline, shipped=False)
    assert ready.file_of(made.ready) == ready.file_named(id).read_bytes(), "run tools/write_ready.py"


def test_nothing_else_is_shipped() -> None:
    assert {file.stem for file in ready.SHIPPED.iterdir()} == set(PROFILES)


@pytest.mark.parametrize("id", PROFILES)
def test_a_guideline_is_read_from_it_and_answers_as_it_would(id: str) -> None:
    guideline = PROFILES[id].guideline
    shipped, made = Engine(guideline), Engine(guideline, shipped=False)
    assert isinstance(shipped.exact._made, Made)
    assert isinstance(made.exact._made, Making)
    case = read_any(EXAMPLE.read_bytes())
    for on in (date(2026, 3, 1), date(2026, 3, 2)):  # the first patient is read, the second has functions
        one, other = (answer(each, facts_on(case, on, (), each.figures), case, {}) for each in (shipped, made))
        assert one.json() == other.json()


def test_an_earlier_version_of_a_guideline_is_made_when_it_is_asked_for() -> None:
    assert isinstance(Engine(VERSIONS["nice@2023-07"].guideline).exact._made, Making)


def test_a_sites_own_figure_is_no_longer_what_was_shipped() -> None:
    id = next(iter(ARTICLE.figures))
    figure = THRESHOLDS[id]
    changed = replace(figure, printed=tuple(replace(p, value=p.value + Fraction(1)) for p in figure.printed))
    assert isinstance(engine_with(ARTICLE, {id: changed}).exact._made, Making)


@pytest.mark.parametrize("there", [None, "of other rules"])
def test_without_it_the_same_is_made(there: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that was changed in this folder answers by its change at once: it only takes longer."""
    found = None if there is None else msgspec.structs.replace(Engine(ARTICLE).ready, rules=there)
    monkeypatch.setattr(ready, "_ready", lambda guideline: found)
    assert isinstance(Engine(ARTICLE).exact._made, Making)


def test_a_file_that_was_damaged_on_the_way_is_not_read() -> None:
    """A program for other line ends, a disk that lost a bit: a number changed among the formulas would be another rule."""
    data = ready.file_named("article").read_bytes()
    assert ready.in_file(data) == Engine(ARTICLE).ready
    for damaged in (
        b"",
        data[:-1],
        data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        data.replace(b"\r\n", b"\n") + b"\n",
    ):
        assert ready.in_file(damaged) is None

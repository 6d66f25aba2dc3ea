"""The atlas: counted and drawn shares agree, every witness really has its difference, and the findings stand."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numpy")

from cobalamin.assessment.assess import assess
from cobalamin.atlas.atlas import Atlas, atlas, differently, exact_share
from cobalamin.atlas.findings import Found, findings
from cobalamin.atlas.hinges import hinges
from cobalamin.atlas.plots import anchor
from cobalamin.atlas.review import REVIEWS
from cobalamin.atlas.space import Answering, Draw, Space, drawn, routes
from cobalamin.atlas.write import witnesses, write_atlas
from cobalamin.comparison.exchange import possible_routes
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.profile import route_of
from cobalamin.knowledge.guidelines.registry import PROFILES, profile
from cobalamin.knowledge.possible import possible
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Interval
from cobalamin.readings.planes import unpacked
from cobalamin.records.read import read_any

NAMES = ("nice", "bsh", "nhg")


@cache
def small() -> Atlas:
    return atlas(NAMES, size=1 << 12, made_up=60, seed=5)


@cache
def found() -> tuple[Found, ...]:
    return findings(tuple(PROFILES.values()), 1 << 15, 7)


# --- how often -------------------------------------------------------------------------------------------------------


def uniform(space: Space, size: int, seed: int) -> Draw:
    chance = np.random.default_rng(seed)
    return {
        fact: chance.integers(0, 2 if isinstance(fact, Finding) else space.scales[fact].size, size).astype(np.int8)
        for fact in space.facts
    }


@pytest.mark.parametrize(("one", "other"), [("us-label", "nhg"), ("us-label", "us-practice"), ("article", "us-label")])
def test_the_counted_share_is_what_drawing_every_world_alike_finds(one: str, other: str) -> None:
    ladders = route_of(PROFILES[one]), route_of(PROFILES[other])
    space, size = Space((PROFILES[one], PROFILES[other])), 1 << 18
    answers = Answering(space, ladders, (possible, differently(*ladders)))(uniform(space, size, 3))
    allowed = unpacked(answers.conditions[possible].yes, size)
    apart = unpacked(answers.conditions[differently(*ladders)].yes, size)
    share = float(apart[allowed].mean())
    error = 5 * (share / allowed.sum()) ** 0.5
    assert exact_share(*ladders) == pytest.approx(share, abs=float(error))


def test_a_guideline_never_differs_from_itself_and_differing_is_mutual() -> None:
    one, other = route_of(PROFILES["bsh"]), route_of(PROFILES["nhg"])
    assert exact_share(one, one) == 0
    assert exact_share(one, other) == exact_share(other, one) > 0


def test_drawn_patients_are_possible_and_repeatable() -> None:
    space = Space(tuple(PROFILES.values()))
    patients, again = drawn(space, 500, 9), drawn(space, 500, 9)
    assert all((patients[fact] == again[fact]).all() for fact in patients)
    cells = {fact.name: column for fact, column in patients.items()}
    assert not (cells["pregnant"] & ~cells["female"] & 1).any()


def test_routes_over_columns_are_the_routes_one_by_one() -> None:
    from some_patients import SPACE, whole

    answers = Answering(SPACE, SPACE.ladders)(drawn(SPACE, 80, 41))
    for p, ladder in zip(SPACE.profiles, SPACE.ladders, strict=True):
        assert [(route,) for route in routes(answers, ladder).tolist()] == [
            possible_routes(p, x) for x in whole(80, 41)
        ]


# --- witnesses -------------------------------------------------------------------------------------------------------


def test_every_kind_of_difference_has_a_patient_who_has_it_as_a_case_file() -> None:
    for pair in small().pairs:
        assert sum(kind.share for kind in pair.kinds) == pytest.approx(pair.drawn)
        for kind in pair.kinds:
            assert kind.one_route != kind.other_route
            assert possible_routes(profile(pair.one), kind.witness) == (kind.one_route,)
            assert possible_routes(profile(pair.other), kind.witness) == (kind.other_route,)


def test_the_case_files_are_read_and_answered_so() -> None:
    files = dict(witnesses(small()))
    for pair in small().pairs[:1]:
        for kind in pair.kinds[:6]:
            document = files[f"{pair.one}_{pair.other}_{kind.one_route}_{kind.other_route}".replace("@", "-")]
            case = read_any(json.dumps(document).encode())
            for name, route in ((pair.one, kind.one_route), (pair.other, kind.other_route)):
                assert assess(case, guideline=profile(name).guideline).route.outcome == route


def test_the_facts_that_decide_are_facts_and_stand_in_order() -> None:
    for pair in small().pairs:
        shares = [share for _, share in pair.facts]
        assert all(a >= b for a, b in pairwise(shares))
        assert all(name in FACTS for name, _ in pair.facts)


# --- gaps and contradictions -----------------------------------------------------------------------------------------


def test_at_least_twenty_genuine_gaps_or_contradictions_are_found_each_with_its_patient() -> None:
    genuine = [f for f in found() if f.id in REVIEWS and REVIEWS[f.id].judgement == "genuine"]
    assert len(genuine) >= 20
    for f in genuine:
        assert f.witness
        assert f.clauses or f.what == "untreated"


def test_every_review_is_of_something_that_is_found() -> None:
    assert REVIEWS.keys() - {f.id for f in found()} == set()


@pytest.mark.parametrize("what", ["silent", "untreated", "two rules", "two tests", "two units"])
def test_every_sort_of_finding_occurs(what: str) -> None:
    assert any(f.what == what for f in found())


def test_the_witness_of_an_untreated_situation_is_answered_none() -> None:
    for f in found():
        if f.what == "untreated":
            assert possible_routes(profile(f.guideline), f.witness) == ("none",)


def test_every_finding_has_been_looked_at_and_no_pair_of_rules_is_listed_that_agrees() -> None:
    assert {f.id for f in found()} == REVIEWS.keys()
    for f in found():
        if f.what == "two rules" and REVIEWS[f.id].judgement != "genuine":
            assert "asks for injection" in f.sentence
            assert "for oral" in f.sentence


def test_a_patient_left_waiting_has_more_than_one_route_open_until_a_result_is_back() -> None:
    waiting = [f for f in found() if f.id.endswith(("/do_not_wait", "/nitrous_oxide"))]
    assert len(waiting) >= 4
    for f in waiting:
        routes_left = possible_routes(profile(f.guideline), f.witness)
        assert len(routes_left) > 1
        assert "none" in routes_left
        assert possible_routes(profile("article"), f.witness) == ("injection",)


def test_the_numbers_of_a_witness_are_numbers_a_clinic_sees() -> None:
    for f in found():
        measured = {
            name: float(v.low) for name, v in f.witness.items() if isinstance(v, Interval) and v.low is not None
        }
        assert 40 <= measured.get("haemoglobin", 140) <= 180
        assert 60 <= measured.get("mcv", 90) <= 130
        assert measured.get("total_b12", 200) >= 50


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_stands_alone_and_says_that_nobody_signed_it_off(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="vl-convert-python is not installed (extra `recall`)")
    write_atlas(small(), hinges(size=256, made_up=16), tmp_path)
    page = (tmp_path / "atlas.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert 'aria-label="Matrix' in page
    assert all(f'href="#{anchor(pair)}"' in page and f'id="{anchor(pair)}"' in page for pair in small().pairs)
    assert not any(word in page for word in (" src=", "<link", "<script", "@import"))
    for text in (page, (tmp_path / "atlas.md").read_text(encoding="utf-8")):
        assert "Not signed off by a clinician" in text
        assert all(name in text for name in small().guidelines)
    assert len(list((tmp_path / "witnesses").glob("*.json"))) == len(dict(witnesses(small())))

"""The pages for whoever answers for a release: the hazard log holds to the program, the list of software to the lock file."""

import re
from itertools import groupby

import pytest
from assurance_pages import HAZARDS, ROOT, hazards, hazards_page, pinned

from cobalamin.knowledge.safety import SAFETY

SOFTWARE = (ROOT / "docs" / "software.md").read_text(encoding="utf-8")


def names_of_tests() -> set[str]:
    """The name of every test of the repository."""
    files = (ROOT / "tests").rglob("test_*.py")
    pattern = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
    return {
        name for file in files if "node_modules" not in file.parts for name in pattern.findall(file.read_text("utf-8"))
    }


def test_every_test_that_shows_a_control_exists() -> None:
    named = {name for hazard in hazards() for control in hazard["controls"] for name in control.get("tests", ())}
    assert named - names_of_tests() == set()


def test_every_safety_rule_belongs_to_a_hazard_and_every_rule_named_exists() -> None:
    named = {rule for hazard in hazards() for control in hazard["controls"] for rule in control.get("rules", ())}
    assert named == {rule.id for rule in SAFETY}


def test_every_control_can_be_seen_somewhere() -> None:
    assert all(control.get("tests") or control.get("rules") for hazard in hazards() for control in hazard["controls"])


def test_hazards_are_numbered_without_a_gap_and_told_in_full() -> None:
    assert [hazard["id"] for hazard in hazards()] == [f"H{number:02}" for number in range(1, len(hazards()) + 1)]
    for hazard in hazards():
        assert all(hazard[part] for part in ("area", "title", "harm", "causes", "controls", "left")), hazard["id"]


@pytest.mark.parametrize("part", ["severity", "likelihood", "signed"])
def test_nothing_is_scored_or_signed_by_the_authors(part: str) -> None:
    """Who scores a hazard is a clinician with a name; this test is to be changed by the commit that carries it."""
    assert not any(hazard.get(part) for hazard in hazards())


def test_an_area_stands_together() -> None:
    areas = [hazard["area"] for hazard in hazards()]
    assert len(list(groupby(areas))) == len(set(areas))


def test_the_log_says_that_nobody_signed_it() -> None:
    page = hazards_page()
    assert "no clinician has signed this log" in " ".join(page.split())
    assert page.count("not scored") == len(hazards())
    assert HAZARDS.exists()


def test_every_locked_package_is_on_the_list_with_its_version() -> None:
    listed = re.findall(r"^\| `([\w.-]+)` \| (\S+) \|", SOFTWARE, re.MULTILINE)
    assert sorted(listed) == sorted(pinned()), "run `make docs`"

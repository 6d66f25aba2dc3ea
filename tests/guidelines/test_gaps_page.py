"""docs/gaps.md lists what is found now. COBALAMIN_EXAMPLES set: of every guideline, else of one; patients are checked for all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.manual.gaps import section, written_page
from cobalamin.proving.forced import kleene_gaps

PAGE = (Path(__file__).parents[2] / "docs" / "gaps.md").read_text(encoding="utf-8")
OTHERS = [profile for profile in VERSIONS.values() if profile.id != "article"]
LOOKED_AT = OTHERS if "COBALAMIN_EXAMPLES" in os.environ else OTHERS[1:2]


def without_patients(lines: list[str]) -> list[str]:
    """Which of several small patients Z3 finds depends on what it was asked before."""
    return [line.rpartition(" | ")[0] if line.startswith("| ") else line for line in lines]


@pytest.mark.parametrize("profile", LOOKED_AT, ids=lambda profile: profile.name)
def test_the_page_lists_the_gaps_there_are(profile) -> None:
    now = "\n".join(section(profile, kleene_gaps(profile.guideline))).strip()
    (there,) = [part for part in PAGE.split("\n## ") if part.startswith(f"{profile.name}\n")]
    assert without_patients(f"## {there}".strip().splitlines()) == without_patients(now.splitlines()), "`make docs`"


def test_the_page_has_a_section_for_every_guideline_and_its_count() -> None:
    empty = written_page(OTHERS, {profile.name: {} for profile in OTHERS})
    assert PAGE.split("\n| guideline")[0] == empty.split("\n| guideline")[0], "`make docs`"
    for profile in OTHERS:
        (there,) = [part for part in PAGE.split("\n## ") if part.startswith(f"{profile.name}\n")]
        rows = sum(line.startswith("| ") for line in there.splitlines()) - 1
        (line,) = [row for row in PAGE.splitlines() if row.startswith(f"| [{profile.title}](")]
        assert line.endswith(f"| {rows} |")

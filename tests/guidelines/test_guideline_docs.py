"""The worked example prints what the page says it prints, and the atlas page is of the guidelines in force."""

import contextlib
import io
import re
from pathlib import Path

from published_scores import table
from ten_patients import table as ten_patients

from cobalamin.assessment.engine import engine_for
from cobalamin.atlas.review import REVIEWS
from cobalamin.knowledge.guidelines.registry import PROFILES, VERSIONS

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = (DOCS / "guidelines.md").read_text(encoding="utf-8")
ATLAS = (DOCS / "atlas.md").read_text(encoding="utf-8")


def test_the_worked_example_prints_what_the_page_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", HOW_TO, re.DOTALL)
    (said,) = re.findall(r"```text\n(.*?)```", HOW_TO, re.DOTALL)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/guidelines.md", "exec"), {})
    assert out.getvalue() == said


def test_every_profile_is_in_the_how_to() -> None:
    for profile in VERSIONS.values():
        assert profile.id in HOW_TO


def test_the_atlas_page_is_of_the_guidelines_in_force() -> None:
    stale = [p.name for p in PROFILES.values() if f"`{engine_for(p.guideline).version}`" not in ATLAS]
    assert not stale, f"regenerate docs/atlas.md: {', '.join(stale)} changed"


def test_every_review_is_on_the_atlas_page() -> None:
    for id, review in REVIEWS.items():
        assert f"### {id}\n" in ATLAS
        assert review.why in ATLAS


def test_the_table_of_published_cases_is_the_present_one() -> None:
    assert table() in ATLAS


def test_the_ten_patients_stand_there_as_they_are_answered() -> None:
    assert ten_patients() in ATLAS


def test_both_pages_say_that_nobody_signed_them_off() -> None:
    assert all("igned off by a clinician" in page for page in (HOW_TO, ATLAS))

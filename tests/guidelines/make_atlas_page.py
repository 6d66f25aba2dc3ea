"""Writes docs/atlas.md anew: make atlas (half a minute)."""

from pathlib import Path

from published_scores import table

from cobalamin.atlas.atlas import atlas
from cobalamin.atlas.markdown import findings_page

_SCORES = """
## The published cases under every guideline

The expectations were read from the publications as the base article would have them, so this is no ranking of guidelines. A
route of *either* counts as acceptable where injections or tablets are; withheld: injections are the only acceptable route and
the strict answer is tablets or none; unwanted: the answer is injections and they are not acceptable.

"""
_BEFORE = "## Gaps, and contradictions inside one source"


def whole() -> str:
    page = findings_page(atlas())
    before, after = page.split(_BEFORE)
    return f"{before}{_SCORES.lstrip()}{table()}\n\n{_BEFORE}{after}"


if __name__ == "__main__":
    (Path(__file__).parents[2] / "docs" / "atlas.md").write_text(whole(), encoding="utf-8")

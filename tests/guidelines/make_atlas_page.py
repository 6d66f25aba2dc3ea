"""Writes docs/atlas.md and docs/hinges.md anew: make atlas (half a minute)."""

from pathlib import Path

from published_scores import table
from ten_patients import table as ten_patients

from cobalamin.atlas.atlas import atlas
from cobalamin.atlas.hinges import hinges
from cobalamin.atlas.hinges_page import hinges_page
from cobalamin.atlas.markdown import findings_page

_SCORES = """
## The published cases under every guideline

The expectations were read from the publications as the base article would have them, so this is no ranking of guidelines. A
route of *either* counts as acceptable where injections or tablets are; withheld: injections are the only acceptable route and
the strict answer is tablets or none; unwanted: the answer is injections and they are not acceptable.

"""
_TEN = """
## Ten patients, row by row

The ten patients of the collection of facts (its section 10), what it says of each under each source, and what this program
answers. *Not settled* names the routes still open: what would decide is asked for. A source the collection leaves out stands
here where its answer needs a word. Its last row is no patient but the interval of maintenance: every 2-3 months under BSH and
monthly under both American plans, as in each plan; NICE prints none, so the BNF's is used and symptoms guide it (G7).

"""
_BEFORE = "## Gaps, and contradictions inside one source"


def whole() -> str:
    page = findings_page(atlas())
    before, after = page.split(_BEFORE)
    return f"{before}{_SCORES.lstrip()}{table()}\n{_TEN}{ten_patients()}\n\n{_BEFORE}{after}"


if __name__ == "__main__":
    docs = Path(__file__).parents[2] / "docs"
    (docs / "atlas.md").write_text(whole(), encoding="utf-8")
    (docs / "hinges.md").write_text(hinges_page(hinges()), encoding="utf-8")

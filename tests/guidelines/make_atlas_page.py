"""Writes docs/atlas.md and docs/hinges.md anew: make atlas (half a minute)."""

from pathlib import Path

from published_scores import table
from ten_patients import table as ten_patients

from cobalamin.atlas.atlas import atlas
from cobalamin.atlas.hinges import hinges
from cobalamin.atlas.hinges_page import hinges_page
from cobalamin.atlas.write import findings_page

_SCORES = """
## The published cases under every guideline

What was expected of each case was read from its publication in the way the base article would, so this does not rank the
guidelines. A route of *either* counts as acceptable if injections or tablets are. Withheld: injections are the only acceptable
route and the strict answer is tablets or none. Unwanted: the answer is injections and they are not acceptable.

"""
_TEN = """
## Ten patients, row by row

The ten patients of the collection of facts (its section 10), with what it says of each under each source and what this program
answers. *Undecided* names the routes that are still open; the program asks for what would decide. A source that the collection
leaves out is shown where its answer needs a comment. The collection's last row is not a patient but the maintenance interval:
every 2-3 months under BSH and monthly under both American plans, as in each plan; NICE prints none, so the BNF's is used and
symptoms guide it (G7).

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

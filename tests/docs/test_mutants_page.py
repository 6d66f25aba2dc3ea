"""The page of mutants is what the committed results say, and nothing on it is left without its reason."""

from __future__ import annotations

import json

from write_mutants import PAGE, ROOT, page

MODULES = json.loads((ROOT / "tests" / "mutants" / "mutmut.json").read_text(encoding="utf-8"))


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it again: tools/write_mutants.py"


def test_at_least_95_percent_of_the_mutants_were_noticed() -> None:
    run, killed = (sum(module[what] for module in MODULES.values()) for what in ("run", "killed"))
    assert killed >= 0.95 * run


def test_every_mutant_that_is_left_has_its_reason() -> None:
    left = [one for module in MODULES.values() for one in module["survivors"]]
    assert [one for one in left if not one["why"]] == []

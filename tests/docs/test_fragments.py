"""The fragments of `changes/` have the kinds its page lists: of another kind the changelog would leave one out."""

from __future__ import annotations

import re
from pathlib import Path

CHANGES = Path(__file__).parents[2] / "changes"
PAGE = CHANGES / "README.md"


def test_every_fragment_has_a_kind_of_the_changelog() -> None:
    listed = PAGE.read_text(encoding="utf-8").partition("Kinds:")[2]
    kinds = re.findall(r"`(\w+)`", listed)
    assert len(kinds) >= 5
    name = re.compile(rf"\d+\.[a-z0-9-]+\.(?:{'|'.join(kinds)})\.md")
    assert [each.name for each in sorted(CHANGES.iterdir()) if each != PAGE and not name.fullmatch(each.name)] == []

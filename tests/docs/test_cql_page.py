"""The page on CQL is what the code and the list of engine faults say."""

from __future__ import annotations

from write_cql import PAGE, page


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it again: tools/write_cql.py"

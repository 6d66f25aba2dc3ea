"""docs/recall.md names all there is: columns, groups, classes, formats; its mapping file is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cobalamin.recall.reasons import VERDICTS
from cobalamin.recall.sources.columns import COLUMNS, read_mapping
from cobalamin.recall.worklist import Group
from cobalamin.recall.written.formats import FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "recall.md").read_text(encoding="utf-8")
FLAT = " ".join(PAGE.split())


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.field)
def test_every_column_is_on_the_page(column: object) -> None:
    assert re.search(rf"\| [^|]*\b{column.field}\b[^|]*\|", PAGE)  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", [*map(str, Group), *VERDICTS, *(f"**{form}**" for form in FORMATS)])
def test_every_group_class_and_format_is_on_the_page(word: str) -> None:
    assert word in FLAT


def test_the_mapping_file_of_the_page_is_read() -> None:
    example = re.search(r"```json\n(.*?)```", PAGE, re.S)
    assert example is not None
    assert read_mapping(example[1].encode()).date_format == "DD/MM/YYYY"


def test_the_page_says_who_has_not_signed_it() -> None:
    assert "not signed off by a clinician" in PAGE

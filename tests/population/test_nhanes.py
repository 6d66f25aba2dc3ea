"""The published prevalences come out of the product, and the two traps are shown with and without their rule."""

from __future__ import annotations

import pytest
from nhanes_table import PAGE, SOURCE, bailey, figures, kidney_trap, page, pregnancy_trap, shares, survey

pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="the shared NHANES extract is not here")


@pytest.fixture(scope="module")
def found():
    return survey()


def test_every_published_share_is_met(found):
    assert [row for row in shares(found) if abs(row[2] - row[3]) > 0.006] == []


def test_bailey_2013_is_met_within_a_point(found):
    assert [row for row in bailey(found) if abs(row[1] - row[3]) > 1] == []


def test_other_published_figures_are_what_the_readme_found(found):
    assert [figure.what for figure, ours in figures(found) if abs(ours - figure.readme) > 0.06] == []


def test_failing_kidneys_do_not_count_as_deficiency(found):
    below, above = kidney_trap(found)
    assert round(below[1], 1) == 30.4
    assert below[2] == 0
    assert round(above[1], 1) == round(above[2], 1) == 3.4


def test_a_low_total_in_pregnancy_alone_is_no_deficiency(found):
    by_figure, with_rule, left_open = pregnancy_trap(found).values()
    assert by_figure[1] == left_open[1] > 0
    assert with_rule[1] == 0


def test_the_page_is_not_stale(found):
    assert PAGE.read_text() == page(found), "run python tests/population/nhanes_table.py"

"""A profile whose figures are all verified keeps every word as it is."""

from cobalamin.knowledge.guidelines.verified import _bounded, _instead
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS


def test_with_no_figure_off_no_word_is_bounded_and_nothing_stands_in():
    assert _bounded(ARTICLE, {}) == {}
    assert _instead(ARTICLE, {}) == {}


def test_with_a_figure_off_only_the_words_that_read_it_are_bounded():
    figures = {"hb.moderate": THRESHOLDS["hb.moderate"]}
    assert set(_bounded(ARTICLE, figures)) == {"anaemia_moderate"}
    assert set(_instead(ARTICLE, figures)) == {"hb.moderate"}

"""The text that identifies a set of rules: one for equal rules, another for any other."""

from dataclasses import replace

from hypothesis import given

from cobalamin.language.nodes import Finding, Measure, Named, Presume, Threshold, listing, q
from cobalamin.language.truth import Truth
from strategies import conditions


@given(conditions(), conditions())
def test_two_conditions_read_alike_only_when_they_are_equal(one, other):
    assert (list(listing(one)) == list(listing(other))) == (one == other)


def test_every_attribute_of_a_rule_counts():
    level = Threshold("b12", (q(180, "ng/L"),), "low", ("NICE",), "primary")
    word = Named("word", "a word", Presume(Finding("a", "A"), Truth.NO, "not recorded"), ("NICE",))
    for changed in (
        replace(word, statement="another"),
        replace(word, cites=("BSH",)),
        replace(word, part=replace(word.part, because="never asked")),
        replace(word, part=replace(word.part, value=Truth.YES)),
    ):
        assert list(listing(changed)) != list(listing(word))
    measure = Measure("b", "B12", "ng/L")
    for changed in (
        replace(level, verified="secondary"),
        replace(level, printed=(q(181, "ng/L"),)),
        replace(level, id="c"),
    ):
        assert list(listing(measure < changed)) != list(listing(measure < level))
    assert list(listing(measure <= level)) != list(listing(measure < level))

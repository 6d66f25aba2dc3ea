"""Of many patterns only those are tried of which a stem stands in the text: nothing that a pattern finds may be lost by that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.records import stems
from cobalamin.records.diagnosis_names import _FORMS, findings_named
from cobalamin.records.stems import Patterns, folded, stems_of
from strategies import law


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("crohn", {"crohn"}),
        (r"\bcrohn\b", {"crohn"}),
        (r"[ck]obalamin", {"obalamin"}),
        ("gastric (bypass|band)", {"gastric "}),
        ("(bypass|sleeve)", {"bypass", "sleeve"}),
        ("bypass|sleeve", {"bypass", "sleeve"}),
        ("gastrectom(y|ie)?", {"gastrectom"}),
        ("(?:very )*numb", {"numb"}),
        ("(?:tingl)+y", {"tingl"}),
        ("a{2,3}bcd", {"bcd"}),
        ("numb(?! hand)ness", {"numbness"}),
        ("numb(?=ness)ness", {"numbness"}),
        (r"numb\Bness", {"numbness"}),
        ("(?:tingl)+?y", {"tingl"}),
        ("(?:aaaa|bbbb)(?:cccc)", {"cccc"}),
        ("(?<!no )numb", {"numb"}),
        ("low.{0,40}b12", {"low"}),
        (r"(?P<what>b12)\W+(?P=what)", {"b12"}),
        ("Zöliakie|ŒDÈME|STRASSE", {"zöliakie", "œdème", "strasse"}),
        ("Straße", {"strasse"}),
        ("bypass|.", set()),
        ("x?", set()),
        ("[0-9]+", set()),
        ("", set()),
        (r"\d(?>ab)", set()),
    ],
)
def test_the_stems_are_what_a_match_cannot_do_without(form: str, expected: set[str]) -> None:
    assert stems_of(form) == expected


def test_only_what_may_match_is_tried_and_in_order() -> None:
    bank = Patterns({"second": "numb", "first": "crohn|coeliac", "any": "[0-9]", "third": "tingl"})
    assert [name for name, _ in bank.tried("Crohn's, numb")] == ["second", "first", "any"]
    assert [name for name, _ in bank.tried("")] == ["any"]
    assert list(bank) == ["second", "first", "any", "third"]


def test_a_pattern_is_compiled_once_and_case_does_not_matter() -> None:
    bank = Patterns({"crohn": "crohn"})
    ((_, form),) = bank.tried("CROHN")
    assert form.flags & re.IGNORECASE
    ((_, again),) = bank.tried("morbus crohn")
    assert again is form


@pytest.mark.parametrize("text", ["İLEUM", "ıleum", "ILEUM", "ileum", "\u017fleeve", "\u212arohn"])
def test_letters_that_are_one_without_regard_to_case_are_one_to_the_stems(text: str) -> None:
    form = re.compile("ileum|sleeve|krohn", re.IGNORECASE)
    assert form.search(text)
    assert any(stem in folded(text) for stem in stems_of("ileum|sleeve|krohn"))


def test_where_python_does_not_say_how_it_reads_patterns_all_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(stems, "import_module", gone)
    assert [name for name, _ in Patterns({"a": "crohn", "b": "numb"}).tried("nothing")] == ["a", "b"]


@law
@given(st.data())
def test_whatever_a_pattern_of_ours_finds_it_is_tried_on(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(_FORMS)))
    form = _FORMS.form(name)
    text = data.draw(st.from_regex(form))
    if form.search(text):
        assert name in dict(_FORMS.tried(text))


def test_every_pattern_of_ours_has_stems_of_some_letters() -> None:
    """A pattern without any would be tried on every text."""
    assert [name for name in _FORMS if not stems_of(_FORMS.form(name).pattern)] == []


@pytest.mark.parametrize("text", ["Diet: non-vegetarian", "nonvegetarian", "Non vegetarian diet", "NON-VEGETARIAN"])
def test_who_eats_meat_is_no_vegetarian(text: str) -> None:
    """Records in India say it of most people, and each was asked whether the diet lacks B12."""
    assert findings_named(text) == ()


@pytest.mark.parametrize(
    "text", ["ovo-lacto-vegetarian", "lactovegetarian", "Vegetarian", "strict vegetarian", "vegetarianism"]
)
def test_who_is_a_vegetarian_is_one(text: str) -> None:
    assert findings_named(text) == ("low_b12_diet",)

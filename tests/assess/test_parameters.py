"""A laboratory's own figures take the place of the published ones, and the answer says so."""

from datetime import date

import pytest

from cobalamin.assess import assess
from cobalamin.knowledge.guidelines.registry import profile
from cobalamin.language.truth import Truth
from cobalamin.parameters import read_parameters
from cobalamin.records.case import case_from
from cobalamin.records.codes import RecordError

CASE = {"cobalamin_case": 1, "patient": {"age": 50, "sex": "male"}, "facts": {"total_b12": "160 ng/L"}}


def definition(answer, id):
    return next(d.truth for d in answer.definitions if d.id == id)


def test_a_local_limit_decides_and_is_shown(tmp_path):
    file = tmp_path / "lab.toml"
    file.write_text('["b12.total.deficient"]\nvalue = 145\nunit = "ng/L"\nsource = "Our laboratory, 2025"\n')
    with_published = assess(case_from(CASE), on=date(2026, 1, 1))
    with_local = assess(case_from(CASE), on=date(2026, 1, 1), parameters=read_parameters(file))
    assert definition(with_published, "b12_deficient") is Truth.YES
    assert definition(with_local, "b12_deficient") is not Truth.YES
    assert definition(with_local, "b12_borderline") is Truth.YES
    assert [(p.id, p.used) for p in with_local.parameters] == [("b12.total.deficient", "145 ng/L")]
    assert with_local.rules_version != with_published.rules_version


def test_a_word_is_read_at_the_local_limit(tmp_path):
    file = tmp_path / "lab.toml"
    file.write_text('["b12.total.deficient"]\nvalue = 145\nunit = "ng/L"\n')
    case = case_from({**CASE, "facts": {"total_b12": "low"}})
    assert definition(assess(case, on=date(2026, 1, 1), parameters=read_parameters(file)), "b12_deficient") is Truth.YES


@pytest.mark.parametrize(
    "text, sentence",
    [
        ('["b12.total.deficent"]\nvalue = 1\nunit = "ng/L"\n', "did you mean 'b12.total.deficient'"),
        ('["b12.total.deficient"]\nvalue = 145\nunit = "mmHg"\n', "mmHg"),
        ('["b12.total.deficient"]\nvalue = "lots"\nunit = "ng/L"\n', "not a number"),
        ('["b12.total.deficient"]\nvalue = 400\nunit = "ng/L"\n', "has to stay below"),
        ('["b12.total.deficient"]\nvalue = -3\nunit = "ng/L"\n', "cannot be"),
        ("value = ", "expected rows such as"),
    ],
)
def test_a_figure_that_cannot_be_is_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "lab.toml"
    file.write_text(text)
    with pytest.raises(RecordError, match=sentence):
        read_parameters(file)


def test_a_figure_stays_among_its_neighbours_in_the_guideline_that_is_asked(tmp_path):
    file = tmp_path / "lab.toml"
    file.write_text('["b12.total.band_top"]\nvalue = 190\nunit = "ng/L"\n')
    assert read_parameters(file)
    with pytest.raises(RecordError, match=r"b12\.total\.deficient has to stay below b12\.total\.band_top"):
        read_parameters(file, profile("bsh").guideline)

"""A laboratory's own figures take the place of the published ones, and the answer says so."""

import json
import operator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cobalamin.assessment.assess import assess
from cobalamin.cli import app
from cobalamin.comparison.compare import compare, guideline_of
from cobalamin.knowledge.guidelines.registry import PROFILES, profile
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Compare, walk
from cobalamin.language.patient import exactly
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.parameters import _NOT_ABOVE, _STANDING, _measure, read_parameters

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
        ('["b12.total.deficient"]\nvalue = 400\nunit = "ng/L"\n', "must be below"),
        ('["b12.total.deficient"]\nvalue = -3\nunit = "ng/L"\n', "is not possible"),
        ("value = ", "expected rows such as"),
        ('["b12.total.deficient"]\nvalue = 2\nunit = "mmol/L"\n', r"ug/L, nmol/L: write one of these$"),
        (
            '["b12.total.deficient"]\nvalue = -2\nunit = "ng/L"\n',
            r"it is not possible; correct the figure or its unit$",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "lab.toml"
    file.write_text(text)
    with pytest.raises(RecordError, match=sentence):
        read_parameters(file)


TOP = THRESHOLDS["b12.total.band_top"]


@pytest.mark.parametrize(
    "figures, guideline, sentence",
    [
        ({"b12.total.deficent": TOP}, ARTICLE, "parameters: no figure is called 'b12.total.deficent'"),
        ({"b12.total.deficient": TOP}, ARTICLE, "'b12.total.deficient' is given b12.total.band_top"),
        (
            {"b12.total.deficient": replace(TOP, id="b12.total.deficient")},
            ARTICLE,
            "must be below b12.total.band_top",
        ),
        (
            {"b12.total.deficient": replace(TOP, id="b12.total.deficient")},
            "nice",
            "must be below b12.total.band_top",
        ),
    ],
)
def test_figures_given_from_python_are_held_to_what_those_of_a_file_are(figures, guideline, sentence):
    """A band of no width answered without a word, and a misspelt id was a bare KeyError."""
    with pytest.raises(ValueError, match=sentence):
        assess(case_from(CASE), on=date(2026, 1, 1), guideline=guideline, parameters=figures)


def test_a_figure_stays_among_its_neighbours_in_the_guideline_that_is_asked(tmp_path):
    file = tmp_path / "lab.toml"
    file.write_text('["b12.total.band_top"]\nvalue = 190\nunit = "ng/L"\n')
    assert read_parameters(file)
    with pytest.raises(RecordError, match=r"b12\.total\.deficient must be below b12\.total\.band_top"):
        read_parameters(file, profile("bsh").guideline)


OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def written(folder: Path, **rows: str) -> Path:
    """A file of figures: id with __ for a dot, value and unit in one string."""
    file = folder / "lab.toml"
    lines = [
        f'["{id.replace("__", ".")}"]\nvalue = {text.partition(" ")[0]}\nunit = "{text.partition(" ")[2]}"\n'
        for id, text in rows.items()
    ]
    file.write_text("\n".join(lines))
    return file


@pytest.mark.parametrize("id", THRESHOLDS)
def test_every_figure_is_read_in_every_unit_below_at_and_above(id, tmp_path):
    measure, printed = _measure(id), THRESHOLDS[id].printed[0]
    for unit in measure.units():
        moved = float(printed.value * measure.factor(printed.unit) / measure.factor(unit) * Fraction(101, 100))
        own = read_parameters(written(tmp_path, **{id.replace(".", "__"): f"{moved:.5g} {unit}"}))
        bound = own[id].printed[0].value * measure.factor(unit)
        asked = [n for n in walk(*ARTICLE.with_thresholds(own).roots) if isinstance(n, Compare) and n.bound.id == id]
        assert asked
        for node in asked:
            for reported in measure.units():
                for share in (Fraction(999, 1000), Fraction(1), Fraction(1001, 1000)):
                    value = exactly(bound * share / measure.factor(reported), reported)
                    meets = OPERATORS[node.op](bound * share, bound)
                    assert (explain(node, {measure.name: value}).truth is Truth.YES) is meets, (unit, reported, share)


@pytest.mark.parametrize(("low", "high"), [*_STANDING, *_NOT_ABOVE])
def test_bands_that_contradict_each_other_are_refused(low, high, tmp_path):
    top = THRESHOLDS[high].printed[0]
    for p in (ARTICLE, PROFILES["nhg"].guideline):
        with pytest.raises(RecordError, match=f"{low}|{high}"):
            read_parameters(
                written(tmp_path, **{low.replace(".", "__"): f"{float(top.value) * 1.4:.5g} {top.unit}"}), p
            )


def test_a_lower_limit_for_men_is_not_undercut_by_that_of_the_second_trimester(tmp_path):
    """With 100 g/L for men one of 103 g/L was still anaemic: the figure of the second trimester is asked of everybody."""
    with pytest.raises(RecordError, match=r"hb\.women must not be above hb\.men"):
        read_parameters(written(tmp_path, hb__men="100 g/L"))
    low = dict.fromkeys(("hb__men", "hb__women", "hb__pregnant", "hb__pregnant_trimester_2"), "100 g/L")
    graded = dict.fromkeys(("hb__moderate", "hb__moderate_pregnant"), "95 g/L")
    own = read_parameters(written(tmp_path, **low, **graded))
    case = case_from({**CASE, "facts": {"haemoglobin": "103 g/L"}})
    assert definition(assess(case, on=date(2026, 1, 1), parameters=own), "anaemia") is Truth.NO


LOCAL = {
    "b12.total.deficient": ("145 ng/L", "150 pg/mL = 150 ng/L = 111 pmol/L"),
    "mma.raised": ("300 nmol/L", "400 nmol/L"),
}
BETWEEN = {
    **CASE,
    "facts": {
        "total_b12": "147 ng/L",
        "mma": "280 nmol/L",
        "fatigue": True,
        "active_b12": "45 pmol/L",
        "egfr": "90 mL/min/{1.73_m2}",
    },
    "on": "2026-01-01",
}


def lab(folder: Path) -> Path:
    return written(folder, b12__total__deficient="145 ng/L", mma__raised="300 nmol/L")


def test_the_figure_replaced_is_the_one_of_the_guideline_that_answers(tmp_path):
    """Under US practice, whose figure is 150 pg/mL, the answer said that 180 ng/L was the published one."""
    rules = profile("us-practice").guideline
    answer = assess(case_from(BETWEEN), guideline=rules, parameters=read_parameters(lab(tmp_path), rules))
    for each in answer.parameters:
        used, published = LOCAL[each.id]
        assert (each.used, each.published.startswith(published)) == (used, True)


@pytest.mark.thorough
def test_local_figures_stand_in_every_guideline_side_by_side(tmp_path):
    """`--guideline all` took the file of figures and answered by the published ones."""
    (tmp_path / "case.json").write_text(json.dumps(BETWEEN))
    asked = ["assess", str(tmp_path / "case.json"), "--guideline", "all", "--parameters", str(lab(tmp_path))]
    said = CliRunner().invoke(app, asked).stdout
    assert (
        "Local figures in force, in the place of every guideline's own\n  total B12 below this is deficient: 145 ng/L"
        in said
    )
    found = json.loads(CliRunner().invoke(app, [*asked, "--format", "json"]).stdout)
    assert [figure["id"] for figure in found["figures"]] == [*LOCAL]
    own = read_parameters(lab(tmp_path))
    for row in found["rows"]:
        alone = assess(case_from(BETWEEN), guideline=profile(row["guideline"]).guideline, parameters=own)
        assert (row["route"], row["version"], row["possible"]) == (
            alone.route.outcome, alone.rules_version, [*alone.route.possible]
        )  # fmt: skip
    told = {clause["decides"] for each in found["differences"] for clause in each["clauses"]}
    assert told.isdisjoint(LOCAL)


def test_figures_that_one_of_the_guidelines_cannot_take_are_refused_side_by_side(tmp_path):
    (tmp_path / "case.json").write_text(json.dumps(BETWEEN))
    file = written(tmp_path, b12__total__band_top="190 ng/L")
    said = CliRunner().invoke(
        app, ["assess", str(tmp_path / "case.json"), "--guideline", "all", "--parameters", str(file)]
    )
    assert isinstance(said.exception, RecordError)
    assert "(bsh); set both" in str(said.exception)


@pytest.mark.thorough
def test_a_figure_told_to_be_in_force_is_in_force_where_only_verified_entries_answer(tmp_path):
    """NICE prints no figure for methylmalonic acid: switched off, it stayed off beside *local figures in force: 300 nmol/L*."""
    own = read_parameters(lab(tmp_path), profile("nice").guideline)
    rules = guideline_of(profile("nice"), verified=True, own=own)
    assert "mma.raised" in rules.figures
    assert "mma.raised" not in guideline_of(profile("nice"), verified=True).figures
    beside = compare(case_from(BETWEEN), names=("nice",), verified=True, parameters=own)
    assert beside.rows[0].version == assess(case_from(BETWEEN), guideline=rules, parameters=own).rules_version

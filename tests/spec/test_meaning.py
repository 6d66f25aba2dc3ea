"""Every table of the language manual, on every engine that reads rules for one patient."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from meaning import CHAPTERS, NAMES, REFUSALS, Paragraph, Refusal, read

from cobalamin.language.compile import Program
from cobalamin.language.diagram import Diagram
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Finding, Measure, Named, Presume, RuleError, Threshold, all_of, plain, q
from cobalamin.language.patient import Interval, Patient, exactly
from cobalamin.language.truth import Truth

PARAGRAPHS = [paragraph for chapter in CHAPTERS for paragraph in chapter.paragraphs]
_RESULT = re.compile(r"(?P<comparator><=|>=|<|>)? ?(?P<low>[\d.]+)(?: to (?P<high>[\d.]+))? (?P<unit>\S+)")


def patient_in(columns: list[str], row: list[str]) -> Patient:
    """The patient of one row."""
    found: dict[str, bool | Interval] = {}
    for name, cell in zip(columns, row, strict=True):
        if name in ("=", "exactly") or cell == "?":
            continue
        found[name] = cell == "T" if isinstance(NAMES[name], Finding) else result(cell)
    return found


def result(text: str) -> Interval:
    """A result as a table writes it: "180 ng/L", "< 150 ng/L", "150 to 170 ng/L"."""
    match = _RESULT.fullmatch(text)
    assert match is not None, text
    low, unit = Fraction(match["low"]), match["unit"]
    match match["comparator"]:
        case None:
            return Interval(low, Fraction(match["high"] or match["low"]), unit)
        case "<" | "<=" as comparator:
            return Interval(None, low, unit, high_open=comparator == "<")
        case comparator:
            return Interval(low, None, unit, low_open=comparator == ">")


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda p: p.title)
def test_the_table_holds(
    paragraph: Paragraph, engine: str, answer_of: Callable[[Paragraph], Callable[[Patient], str]]
) -> None:
    answer = answer_of(paragraph)
    column = "exactly" if engine in ("lanes", "diagram") and "exactly" in paragraph.columns else "="
    for row in paragraph.rows:
        expected = row[paragraph.columns.index(column)]
        assert answer(patient_in(paragraph.columns, row)) == expected, row


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: r.title)
def test_what_cannot_mean_anything_is_refused_with_a_sentence(refusal: Refusal) -> None:
    with pytest.raises(TypeError) as refused:
        read(refusal.rule)
    assert str(refused.value) == refusal.message


def test_every_kind_of_condition_has_a_paragraph() -> None:
    words = " ".join(paragraph.rule for paragraph in PARAGRAPHS)
    for word in ("tingling", "b12 <", "Not(", "all_of(", "any_of(", "at_least(", "Presume(", "Named(", "Ladder("):
        assert word in words


def test_titles_are_sentences_said_once() -> None:
    titles = [item.title for item in (*PARAGRAPHS, *REFUSALS)]
    assert len(titles) == len(set(titles))
    assert all(title[0].isupper() and " " in title and not title.endswith(".") for title in titles)


# --- the caller's mistakes, which no rule shows ----------------------------------------------------------------------

TINGLING = Finding("tingling", "tingling")
B12 = Measure("b12", "total B12", "pmol/L")
LOW = q(133, "pmol/L") > B12


@pytest.mark.parametrize("patient, message", [
    ({"b12": True}, "b12 is a measure and takes an interval with its unit, not True"),
    ({"tingling": exactly(3, "pmol/L")},
     "tingling is a finding and takes True or False, not Interval(low=Fraction(3, 1), high=Fraction(3, 1), unit='pmol/L', "
     "low_open=False, high_open=False)"),
])  # fmt: skip
def test_a_fact_of_the_wrong_kind_is_refused_by_the_interpreter_and_by_generated_code(
    patient: Patient, message: str
) -> None:
    rule = all_of(TINGLING, LOW)
    for ask in (lambda: explain(rule, patient), lambda: Program(rule).vector(patient)):
        with pytest.raises(RuleError) as refused:
            ask()
        assert str(refused.value) == message


def test_a_result_in_a_unit_the_measure_does_not_have_is_the_callers_mistake() -> None:
    for ask in (
        lambda: explain(LOW, {"b12": exactly(3, "mg/L")}),
        lambda: Program(LOW).vector({"b12": exactly(3, "mg/L")}),
    ):
        with pytest.raises(RuleError, match="total B12 is in pmol/L, not 'mg/L'"):
            ask()


def test_what_is_possible_cannot_be_presumed() -> None:
    limit = Named("possible", "what can be", Presume(TINGLING, Truth.NO, "nobody asked"))
    with pytest.raises(RuleError) as refused:
        Diagram([TINGLING], possible=limit)
    assert str(refused.value) == "what is possible cannot be presumed (nobody asked): write it without Presume"


def test_figures_in_another_order_in_another_unit_are_refused_with_both_units() -> None:
    b12 = Measure("b12", "total B12", "pmol/L", (("ng/L", Fraction(3, 4)),))
    twice = Threshold("", (q(140, "pmol/L"), q(170, "ng/L")))
    rule = all_of(b12 < q(133, "pmol/L"), b12 < twice)
    with pytest.raises(RuleError) as refused:
        Program(rule).vector({"b12": exactly(100, "ng/L")})
    assert str(refused.value) == (
        "the figures for total B12 stand in another order in ng/L than in pmol/L (177.333 ng/L, 170 ng/L): "
        "print them in one order in every unit"
    )


@pytest.mark.parametrize(
    "value, text", [(Fraction(180), "180"), (Fraction("4.5"), "4.5"), (Fraction(1, 3), "0.333333")]
)
def test_a_figure_is_shown_as_short_as_it_is_printed(value: Fraction, text: str) -> None:
    assert plain(value) == text
    assert str(q(value, "g/L")) == f"{text} g/L"

"""Units and numbers: exact, reversible, refused where they are not known."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobalamin.knowledge.facts import (
    FACTS,
    active_b12,
    age,
    creatinine,
    egfr,
    ferritin,
    haematocrit,
    haemoglobin,
    homocysteine,
    inr,
    mcv,
    mma,
    neutrophils,
    platelets,
    potassium,
    reticulocytes,
    reticulocytes_percent,
    serum_folate,
    total_b12,
    white_cells,
)
from cobalamin.language.nodes import Measure, RuleError, q
from cobalamin.language.patient import exactly, holds
from cobalamin.language.truth import Truth
from cobalamin.records.units import (
    Comparator,
    Printed,
    UnitProblem,
    _fault,
    _spellings,
    _tables,
    as_printed,
    converted,
    implausible,
    interval,
    parse_result,
    spelled,
    unit_of,
)

MEASURES = [entry.fact for entry in FACTS.values() if isinstance(entry.fact, Measure)]
PAIRS = [(m, a, b) for m in MEASURES for a, b in permutations(m.units(), 2)]
SHARED = Path(__file__).parents[2].parent / "shared" / "terminology" / "value-sets.json"


def _limits(measure: Measure, unit: str) -> list[Fraction]:
    """Every figure a value in this unit is held against, in this unit."""
    table = _tables()[measure.name]
    own = [converted(measure, Fraction(text), measure.unit, unit) for text in table.limits.values()]
    return [*own, *(Fraction(number) for units, _, number, *_ in table.suspicions if unit in units)]


NUMBERS = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)


# --- factors ---


@pytest.mark.parametrize("measure, a, b", PAIRS, ids=lambda x: getattr(x, "name", x))
def test_there_and_back_is_exactly_one(measure: Measure, a: str, b: str) -> None:
    assert converted(measure, converted(measure, Fraction(1), a, b), b, a) == 1


@given(pair=st.sampled_from(PAIRS), value=NUMBERS)
def test_conversion_keeps_order_and_is_linear(pair: tuple[Measure, str, str], value: Fraction) -> None:
    measure, a, b = pair
    assert converted(measure, value, a, b) == value * converted(measure, Fraction(1), a, b)
    assert converted(measure, value + 1, a, b) > converted(measure, value, a, b)


@pytest.mark.parametrize(
    "measure, value, unit, to, expected",
    [
        (total_b12, "180", "ng/L", "pg/mL", "180"),
        (total_b12, "1", "ng/dL", "ng/L", "10"),
        (total_b12, "1", "ug/L", "ng/L", "1000"),
        (mma, "0.4", "nmol/mL", "", "400"),
        (mma, "0.4", "umol/L", "nmol/L", "400"),
        (homocysteine, "15000", "nmol/L", "", "15"),
        (haemoglobin, "8.3", "g/dL", "", "83"),
        (haemoglobin, "10", "mmol/L", "", "161.145"),
        (haematocrit, "0.45", "L/L", "", "45"),
        (platelets, "150000", "/uL", "", "150"),
        (platelets, "150", "10*3/uL", "10*9/L", "150"),
        (reticulocytes, "0.05", "10*6/uL", "", "50"),
        (reticulocytes_percent, "15", "[ppth]", "", "1.5"),
        (potassium, "4.1", "meq/L", "", "4.1"),
        (ferritin, "12", "ng/mL", "ug/L", "12"),
        (age, "10", "mo", "mo", "10"),
    ],
)
def test_a_conversion_is_what_it_is_by_hand(measure: Measure, value: str, unit: str, to: str, expected: str) -> None:
    assert converted(measure, Fraction(value), unit, to) == Fraction(expected)


@pytest.mark.parametrize(
    "measure, unit, factor",
    [
        (total_b12, "pg/mL", "0.737806"), (total_b12, "ng/mL", "737.806"), (mma, "nmol/mL", "1000"), (mma, "ng/mL", "8.46812"),
        (homocysteine, "mg/L", "7.39754"), (haemoglobin, "g/dL", "10"), (haemoglobin, "mmol/L", "16.1145"),
        (serum_folate, "ng/mL", "2.26552"), (creatinine, "mg/dL", "88.4017"), (potassium, "meq/L", "1"),
    ],
)  # fmt: skip
def test_the_factors_are_those_printed_beside_the_value_sets(measure: Measure, unit: str, factor: str) -> None:
    assert float(measure.factor(unit)) == pytest.approx(float(factor), rel=1e-6)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared terminology work is not beside this tree")
def test_our_factors_are_those_of_the_terminology_work() -> None:
    shared = json.loads(SHARED.read_text(encoding="utf-8"))
    compared = 0
    for entry in FACTS.values():
        known = [concept for concept in entry.value_sets if concept != "lab.inr"]  # of which that work has no code
        for concept in known if isinstance(entry.fact, Measure) else ():
            for row in shared[concept]["units"]["accepted"]:
                ours = float(entry.fact.factor(row["ucum"]))
                assert ours == pytest.approx(row["factor_to_canonical"], rel=1e-6), (entry.name, row["ucum"])
                compared += 1
            assert shared[concept]["units"]["canonical"] == entry.fact.unit
    assert compared > 50


def test_every_unit_of_the_value_sets_has_a_factor_and_the_other_way_round() -> None:
    for measure in MEASURES:
        assert set(_tables()[measure.name].units) == set(measure.units()), measure.name


# --- spellings ---


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_no_spelling_means_two_units(measure: Measure) -> None:
    found: dict[str, set[str]] = {}
    for unit, aliases in _tables()[measure.name].units.items():
        for alias in (unit, *aliases):
            found.setdefault(spelled(alias), set()).add(unit)
    assert {alias: units for alias, units in found.items() if len(units) > 1} == {}


@given(data=st.data(), measure=st.sampled_from(MEASURES))
def test_case_spaces_and_micro_sign_do_not_matter(data: st.DataObject, measure: Measure) -> None:
    spelling, unit = data.draw(st.sampled_from(sorted(_spellings(measure).items())))
    variant = "".join(
        data.draw(st.sampled_from([c.lower(), c.upper()])) + data.draw(st.sampled_from(["", " "])) for c in spelling
    )
    assert unit_of(measure, variant) == unit
    assert (
        unit_of(measure, spelling.replace("umol", "µmol")) == unit_of(measure, spelling.replace("umol", "μmol")) == unit
    )


@given(data=st.data(), text=st.text(max_size=12))
def test_a_unit_is_the_measures_or_a_sentence(data: st.DataObject, text: str) -> None:
    measure = data.draw(st.sampled_from(MEASURES))
    found = unit_of(measure, text)
    assert found.sentence if isinstance(found, UnitProblem) else found in measure.units()


@pytest.mark.parametrize(
    "measure, sent, unit",
    [
        (platelets, "K/uL", "10*3/uL"),  # valid UCUM, where K is a kelvin
        (platelets, "x10^9/L", "10*9/L"),
        (platelets, "x10E9/L", "10*9/L"),
        (platelets, "×10⁹/L", "10*9/L"),
        (white_cells, "10 e9 / l", "10*9/L"),
        (reticulocytes, "m/uL", "10*6/uL"),  # valid UCUM, where m is a metre
        (neutrophils, "/mm3", "/uL"),
        (neutrophils, "/µL", "/uL"),
        (neutrophils, "/mcL", "/uL"),
        (mma, "\u00b5mol/L", "umol/L"),
        (mma, "\u03bcmol/L", "umol/L"),
        (mma, "mcmol/L", "umol/L"),
        (total_b12, "mcg/L", "ug/L"),
        (total_b12, "PG/ML.", "pg/mL"),
        (total_b12, "PMOL/L", "pmol/L"),
        (potassium, "mEq/L", "meq/L"),
        (potassium, "MMOL/L", "mmol/L"),
        (haemoglobin, "g%", "g/dL"),
        (mcv, "fl", "fL"),
        (egfr, "mL/min/1.73 m²", "mL/min/{1.73_m2}"),
        (egfr, "ml/min/1.73m^2", "mL/min/{1.73_m2}"),
        (egfr, "ml/min/1,73m²", "mL/min/{1.73_m2}"),
        (haematocrit, "ratio", "L/L"),
        (reticulocytes_percent, "‰", "[ppth]"),
        (age, "months", "mo"),
        (inr, None, "1"),
    ],
)
def test_a_unit_is_recognised_as_laboratories_spell_it(measure: Measure, sent: str | None, unit: str) -> None:
    assert unit_of(measure, sent) == unit


@pytest.mark.parametrize(
    "measure, sent, says",
    [
        (haemoglobin, "", "not guessed"),
        (mma, None, "not guessed"),
        (active_b12, "  ", "not guessed"),
        (active_b12, "pg/mL", "not converted"),  # mixed species: no molar mass to convert with
        (ferritin, "pmol/L", "not converted"),  # its mass depends on the iron it carries
        (neutrophils, "mmol/L", "not converted"),  # met in MIMIC-IV
        (neutrophils, "%", "not converted"),
        (reticulocytes, "%", "not converted"),  # a percentage filed under a count
        (reticulocytes_percent, "10*9/L", "not converted"),
        (homocysteine, "mmol/L", "not converted"),
        (mma, "umol/mmol{creat}", "not converted"),  # urine
        (total_b12, "IU/L", "not converted"),
        (total_b12, "mg", "not a unit of total serum B12"),  # a mass is no concentration
        (total_b12, "mmHg", "not a unit of"),
        (total_b12, "furlong", "not understood"),
        (serum_folate, "x" * 500, "not understood"),
    ],
)
def test_what_is_refused_says_why(measure: Measure, sent: str | None, says: str) -> None:
    found = unit_of(measure, sent)
    assert isinstance(found, UnitProblem)
    assert says in found.sentence
    assert measure.label in found.sentence
    assert measure.unit in found.sentence
    assert len(found.sentence) < 300


# --- numbers ---


@pytest.mark.parametrize(
    "text, value, comparator, unit",
    [
        (">2000*.", "2000", ">", ""),  # MIMIC-IV
        (">2000.", "2000", ">", ""),
        ("<0.2.", "0.2", "<", ""),
        ("GREATER THAN 20 NG/ML.", "20", ">", "NG/ML"),
        ("<150", "150", "<", ""),
        ("<= 0.40", "0.4", "<=", ""),
        ("≤0.40 nmol/mL", "0.4", "<=", "nmol/mL"),
        ("> 1,000", "1000", ">", ""),
        ("1,234,567.5", "1234567.5", "", ""),
        (">=60", "60", ">=", ""),
        ("less than or equal to 5 pmol/L", "5", "<=", "pmol/L"),
        ("247 pg/mL", "247", "", "pg/mL"),
        ("4.4g/dL", "4.4", "", "g/dL"),
        (" 38 % ", "38", "", "%"),
        ("150 x10^9/L", "150", "", "x10^9/L"),
        ("150 10*9/L", "150", "", "10*9/L"),
        ("150 e9/L", "150", "", "e9/L"),
        (".5", "0.5", "", ""),
        ("-5", "-5", "", ""),  # read as sent; `implausible` refuses it
    ],
)
def test_a_result_in_one_text_is_value_comparator_and_unit(
    text: str, value: str, comparator: Comparator, unit: str
) -> None:
    assert parse_result(text) == Printed(Fraction(value), comparator, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "___",
        "low",
        "see comment",
        "4,5",
        "0,400",
        "1,23",
        "12,34,567",
        "1.2.3",
        "150-200",
        "150 - 200",
        "1:40",
        "1e3",
        "12 345",
        "~150",
        "nan",
        "inf",
        "<",
        "> pg/mL",
        "<>5",
        "9" * 16,
        "٣",
        "2026-03-01",
        "0x1F",
    ],
)
def test_any_other_text_is_no_number(text: str) -> None:
    assert parse_result(text) is None


@given(
    value=st.decimals(0, 10**6, places=3),
    comparator=st.sampled_from(["", "<", "<=", ">", ">="]),
    tail=st.text("*. ", max_size=3),
)
def test_a_printed_number_is_read_back_exactly(value: object, comparator: Comparator, tail: str) -> None:
    assert parse_result(f"{comparator}{value}{tail}") == Printed(Fraction(str(value)), comparator)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_result(text)
    assert found is None or found.value.denominator > 0


@pytest.mark.parametrize(
    "number, expected",
    [
        (0.1, "1/10"),
        (247, "247"),
        (247.0, "247"),
        ("0.40", "2/5"),
        (1e-3, "1/1000"),
        (4.35, "87/20"),
        ("1e2", "100"),
        (" 5 ", "5"),
    ],
)
def test_a_number_is_what_was_printed(number: float | str, expected: str) -> None:
    assert as_printed(number) == Fraction(expected)


@pytest.mark.parametrize(
    "number",
    [float("nan"), float("inf"), -float("inf"), True, "NaN", "1e999999999", "4,5", "", 10**15, 1e300, "<5", "1/3"],
)
def test_what_is_no_number_is_refused(number: float | str) -> None:
    assert as_printed(number) is None


def test_a_number_too_long_to_print_is_refused() -> None:
    assert as_printed(10**5000) is None


# --- intervals ---


@given(
    pair=st.sampled_from([(m, u) for m in MEASURES for u in m.units()]),
    bound=NUMBERS,
    limit=NUMBERS,
    at=NUMBERS,
    comparator=st.sampled_from(["<", "<=", ">", ">="]),
)
def test_a_censored_result_decides_only_what_every_value_in_it_decides(
    pair: tuple[Measure, str], bound: Fraction, limit: Fraction, at: Fraction, comparator: Comparator
) -> None:
    measure, unit = pair
    known = interval(measure, limit, unit, comparator)
    inside = {"<": at < limit, "<=": at <= limit, ">": at > limit, ">=": at >= limit}[comparator]
    for compare in (
        measure < q(bound, unit),
        measure <= q(bound, unit),
        measure > q(bound, unit),
        measure >= q(bound, unit),
    ):
        settled = holds(compare, known)
        if inside and settled is not Truth.UNKNOWN:
            assert settled is holds(compare, exactly(at, unit))


@pytest.mark.parametrize(
    "comparator, limit, below_180",
    [
        ("", "150", Truth.YES),
        ("", "180", Truth.NO),
        ("<", "150", Truth.YES),
        ("<", "180", Truth.YES),
        ("<=", "180", Truth.UNKNOWN),
        ("<", "300", Truth.UNKNOWN),
        (">", "1000", Truth.NO),
        (">=", "180", Truth.NO),
        (">", "150", Truth.UNKNOWN),
    ],
)
def test_censored_results_against_180(comparator: Comparator, limit: str, below_180: Truth) -> None:
    assert holds(total_b12 < q(180, "ng/L"), interval(total_b12, Fraction(limit), "pg/mL", comparator)) is below_180


def test_an_interval_in_an_unknown_unit_is_the_callers_mistake() -> None:
    with pytest.raises(RuleError, match="total serum B12 is in"):
        interval(total_b12, Fraction(1), "mg/dL")


# --- plausibility ---


@pytest.mark.parametrize(
    "measure, value, unit, refused, says",
    [
        (total_b12, "0", "pg/mL", True, "cannot be at or below 0"),
        (total_b12, "-1", "pg/mL", True, "is not possible"),
        (total_b12, "247", "ng/mL", True, "almost certainly pg/mL or ng/L"),
        (total_b12, "247", "ug/L", True, "almost certainly pg/mL or ng/L"),
        (total_b12, "182", "nmol/L", True, "probably pmol/L"),
        (total_b12, "14", "pmol/L", False, "rarely below 15"),
        (total_b12, "19", "ng/L", False, "below what routine assays can detect"),
        (total_b12, "2", "pg/mL", False, "below what routine assays can detect"),
        (total_b12, "1.5", "ng/L", True, "probably ng/mL or ug/L"),
        (total_b12, "0.25", "pg/mL", True, "probably ng/mL or ug/L"),
        (total_b12, "0.2", "pmol/L", True, "probably nmol/L"),
        (total_b12, "1477", "pmol/L", False, "rarely above 1476"),
        (active_b12, "201", "pmol/L", False, "perhaps a total B12"),
        (mma, "0.4", "nmol/L", True, "probably umol/L"),
        (mma, "280", "umol/L", True, "probably nmol/L"),
        (mma, "20", "umol/L", False, "rarely above 5000"),
        (mma, "40", "umol/L", False, "rarely above 5000"),
        (mma, "40000", "nmol/L", False, "rarely above 5000"),
        (mma, "40.1", "nmol/mL", True, "if it is right, enter it in nmol/L"),
        (mma, "7443", "nmol/L", False, "rarely above 5000"),
        (homocysteine, "15", "mg/L", True, "probably umol/L"),
        (homocysteine, "1.5", "umol/L", True, "probably mg/L"),
        (haemoglobin, "13.5", "g/L", True, "probably g/dL"),
        (haemoglobin, "135", "g/dL", True, "probably g/L"),
        (haemoglobin, "0.9", "g/dL", True, "cannot be at or below 10 g/L"),
        (haemoglobin, "44", "g/L", False, "rarely below 50"),
        (haematocrit, "0.45", "%", True, "probably a fraction"),
        (mcv, "1.1", "fL", True, "probably pL or a ratio"),
        (platelets, "150000", "10*9/L", True, "cannot be above 5000"),
        (white_cells, "900", "10*9/L", True, "cannot be above 800"),
        (neutrophils, "450", "10*9/L", True, "cannot be above 400"),
        (reticulocytes, "1.5", "10*3/uL", False, "perhaps a percentage"),
        (creatinine, "80", "mg/dL", True, "probably umol/L"),
        (potassium, "8.5", "mEq/L", False, "perhaps a haemolysed sample"),
        (age, "131", "a", True, "cannot be above 130"),
        (age, "1600", "mo", True, "cannot be above 130"),
        (inr, "0", "1", True, "cannot be at or below 0"),
        (serum_folate, "10000000000", "nmol/L", True, "is not possible"),
    ],
)
def test_a_doubtful_value_is_told_and_an_impossible_one_refused(
    measure: Measure, value: str, unit: str, refused: bool, says: str
) -> None:
    found = implausible(measure, Fraction(value), str(unit_of(measure, unit)))
    assert found is not None
    assert found.refused is refused
    assert says in found.sentence
    assert found.sentence.endswith("with the laboratory" if refused else "check value and unit")


@pytest.mark.parametrize(
    "measure, value, unit",
    [
        (total_b12, "15", "pmol/L"),
        (total_b12, "21", "ng/L"),
        (total_b12, "1476", "pmol/L"),
        (total_b12, "0.2", "ng/mL"),
        (total_b12, "1.5", "ng/mL"),
        (active_b12, "200", "pmol/L"),
        (mma, "0.4", "umol/L"),
        (mma, "5", "umol/L"),
        (homocysteine, "2", "mg/L"),
        (haemoglobin, "135", "g/L"),
        (haemoglobin, "8.4", "mmol/L"),
        (haematocrit, "45", "%"),
        (haematocrit, "0.45", "L/L"),
        (platelets, "0", "10*9/L"),
        (platelets, "150000", "/uL"),
        (creatinine, "1.1", "mg/dL"),
        (potassium, "8", "mmol/L"),
        (age, "0", "d"),
        (age, "130", "a"),
        (inr, "2.5", "1"),
    ],
)
def test_usual_values_raise_no_doubt(measure: Measure, value: str, unit: str) -> None:
    assert implausible(measure, Fraction(value), unit) is None


@given(
    pair=st.sampled_from([(m, u) for m in MEASURES for u in m.units()]),
    value=st.fractions(max_value=0).filter(lambda v: v < 0),
)
def test_a_negative_number_is_always_refused(pair: tuple[Measure, str], value: Fraction) -> None:
    found = implausible(pair[0], value, pair[1])
    assert found is not None
    assert found.refused


@given(pair=st.sampled_from(PAIRS), value=NUMBERS)
def test_the_limits_do_not_depend_on_the_unit(pair: tuple[Measure, str, str], value: Fraction) -> None:
    """Only the rules about a mistaken unit do: where neither unit has one, both answers agree."""
    measure, a, b = pair
    suspected = {unit for units, *_ in _tables()[measure.name].suspicions for unit in units}
    if not {a, b} & suspected:
        one, other = implausible(measure, value, a), implausible(measure, converted(measure, value, a, b), b)
        assert (one and one.refused) == (other and other.refused)


LIMITS = [(m, u, Fraction(text)) for m in MEASURES for u in m.units() for text in _limits(m, u)]


@given(st.sampled_from(LIMITS), st.integers(-3, 3), st.integers(3, 30))
def test_the_quick_look_at_the_limits_is_the_exact_comparison(
    limit: tuple[Measure, str, Fraction], step: int, power: int
) -> None:
    """At every limit, a hair above and a hair below it, in every unit."""
    measure, unit, figure = limit
    value = max(Fraction(0), figure + Fraction(step, 10**power) * figure)
    assert implausible(measure, value, unit) == _fault(measure, value, unit)


@given(pair=st.sampled_from([(m, u) for m in MEASURES for u in m.units()]), value=NUMBERS)
def test_the_quick_look_at_any_value_is_the_exact_comparison(pair: tuple[Measure, str], value: Fraction) -> None:
    assert implausible(pair[0], value, pair[1]) == _fault(pair[0], value, pair[1])


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.decimals(-(10**6), 10**6, places=4))
def test_a_decimal_is_exactly_what_was_printed(number: Decimal) -> None:
    digits, size = len(number.as_tuple().digits), number.adjusted()
    reported = not number or (-15 <= size <= 14 and digits <= 30)
    assert as_printed(number) == (Fraction(number) if reported else None)


@pytest.mark.parametrize("text", ["1" + ",000" * 5, "1" + ",000" * 200])
def test_a_number_grouped_without_end_is_no_result(text: str) -> None:
    assert parse_result(text) is None

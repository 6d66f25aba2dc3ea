"""What is said of a unit or a number that cannot be used, word for word, and the last step before it is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cobalamin.knowledge.facts import age, egfr, haemoglobin, mma, potassium, total_b12
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.records.units import UnitProblem, as_printed, implausible, interval, parse_result, unit_of

HAEMOGLOBIN = "haemoglobin; expected g/L, g/dL, mmol/L, mg/dL"


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ("", f"no unit was sent with {HAEMOGLOBIN}: the unit is not guessed; ask the laboratory"),
        ("mmHg", f"'mmHg' is not a unit of {HAEMOGLOBIN}: the result is not converted; ask the laboratory"),
        *(
            (text, f"unit {shown!r} is not understood for {HAEMOGLOBIN}: map it in the site file or ask the laboratory")
            for text, shown in (("q" * 29, "q" * 29), ("q" * 30, "q" * 30), ("q" * 31, "q" * 30 + "…"))
        ),
    ],
)
def test_a_unit_that_is_refused_is_shown_with_what_was_expected(sent: str, sentence: str) -> None:
    assert unit_of(haemoglobin, sent) == UnitProblem(sentence)


@pytest.mark.parametrize(
    "measure, value, unit, sentence, refused, absurd",
    [
        (total_b12, "-1", "ng/L", "total serum B12 of -1 ng/L: it is not possible", True, True),
        (total_b12, "1000000001", "ng/L", "total serum B12 of 1000000001 ng/L: it is not possible", True, True),
        (total_b12, "1000000000", "pmol/L", "total serum B12 of 1000000000 pmol/L: it cannot be above 1000000 pmol/L",
         True, True),
        (total_b12, "0", "ng/L", "total serum B12 of 0 ng/L: it cannot be at or below 0 pmol/L", True, True),
        (total_b12, "5", "ng/L", "total serum B12 of 5 ng/L is below 20 ng/L: below what routine assays can detect",
         False, False),
        (mma, "1", "nmol/L", "methylmalonic acid of 1 nmol/L is below 10 nmol/L: probably umol/L", True, False),
        (mma, "0", "nmol/L", "methylmalonic acid of 0 nmol/L: it cannot be at or below 0 nmol/L", True, True),
        (egfr, "251", "mL/min/{1.73_m2}",
         "estimated glomerular filtration rate of 251 mL/min/{1.73_m2}: it cannot be above 250 mL/min/{1.73_m2}",
         True, True),
        (potassium, "9", "mmol/L", "potassium of 9 mmol/L is above 8 mmol/L: perhaps a haemolysed sample", False, False),
        (age, "131", "a", "age of 131 years: it cannot be above 130 years", True, True),
        (age, "1600", "mo", "age of 1600 months: it cannot be above 130 years", True, True),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value(
    measure: Measure, value: str, unit: str, sentence: str, refused: bool, absurd: bool
) -> None:
    found = implausible(measure, Fraction(value), unit)
    assert found is not None
    assert (found.what, found.refused, found.absurd) == (sentence, refused, absurd)


@pytest.mark.parametrize(
    "measure, value, unit", [(total_b12, "20", "ng/L"), (mma, "10", "nmol/L"), (potassium, "8", "mmol/L")]
)
def test_a_value_at_the_figure_of_a_suspicion_raises_none(measure: Measure, value: str, unit: str) -> None:
    found = implausible(measure, Fraction(value), unit)
    assert found is None or (" is below" not in found.what and " is above" not in found.what)


def test_an_interval_is_plain_unless_a_comparator_says_otherwise() -> None:
    value = Fraction(150)
    assert interval(total_b12, value, "ng/L") == Interval(value, value, "ng/L")
    assert interval(total_b12, value, "ng/L", ">") == Interval(value, None, "ng/L", low_open=True)
    assert interval(total_b12, value, "ng/L", ">=") == Interval(value, None, "ng/L")


def test_a_number_of_fifteen_digits_is_still_one() -> None:
    assert as_printed(10**15 - 1) == 10**15 - 1
    assert as_printed(10**15) is None


@pytest.mark.parametrize("mark", ["*", ".", "#", "!", " ", "*#"])
def test_a_laboratorys_mark_after_the_number_is_left_out(mark: str) -> None:
    found = parse_result(f"247{mark}")
    assert found is not None
    assert found.value == 247


def test_a_letter_after_the_number_is_no_mark() -> None:
    assert parse_result("247X") is None

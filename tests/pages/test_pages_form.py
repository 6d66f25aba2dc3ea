"""The form: every fact asked once, what is typed read as a case file is, and a record filled in without changing its answer."""

from pathlib import Path

import door
import pytest

from cobalamin.assess import assess
from cobalamin.assessment import Assessment
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.records.read import read_any
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import Form, form_from, read_form
from cobalamin.web.pages.questions import ELSEWHERE, SECTIONS
from cobalamin.web.pages.slips import hint

ON = "2026-03-01"
PUBLISHED = sorted(p for p in (door.ROOT / "tests" / "published").glob("*.json") if p.stem != "expected")


def faults(**fields: str) -> dict[str, str]:
    found = read_form(form_from({name.replace("__", "."): text for name, text in fields.items()}, []), ON)[2]
    return {fault.field: fault.sentence for fault in found}


def outcome(answer: Assessment) -> tuple[object, ...]:
    return answer.headline, [i.truth for i in answer.indications], answer.next_tests, [s.id for s in answer.safety]


def test_every_fact_is_asked_once() -> None:
    names = [question.name for section in SECTIONS for question in section.questions]
    assert sorted([*names, *ELSEWHERE]) == sorted(FACTS)


def test_an_empty_form_knows_nothing() -> None:
    case, document, found = read_form(form_from({}, []), ON)
    assert (found, document["facts"], document["assessed"], case.results, case.statements) == ((), {}, [], (), ())


@pytest.mark.parametrize("path", [*door.EXAMPLES, *PUBLISHED], ids=lambda p: p.stem)
def test_a_filled_form_has_the_answer_of_the_record(path: Path) -> None:
    case = read_any(path.read_bytes())
    form = filled(case, door.TODAY, [], path.name)
    again, _, found = read_form(form, ON)
    assert not found
    assert outcome(assess(again)) == outcome(assess(case, on=case.on or door.TODAY))


def test_a_filled_answer_says_where_it_came_from_until_it_is_changed() -> None:
    form = filled(read_any(door.EXAMPLES[0].read_bytes()), door.TODAY, [], "bundle.json")
    origin = form.origin("total_b12")
    assert origin is not None
    assert (origin.where, origin.when[:10], origin.sent) == ("Observation/b12", "2026-02-19", "141 ng/L")
    changed = Form({**form.values, "total_b12": "241"}, form.asked, form.origins)
    assert changed.origin("total_b12") is None


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"total_b12": "150"}, "total_b12.unit", "Choose the unit of total serum B12: 150 of what?"),
        ({"mcv": "abc"}, "mcv", "Enter mean corpuscular volume as a number, or as low, normal or high"),
        ({"haemoglobin": "13,5"}, "haemoglobin", "Enter haemoglobin with a point, 13.5, if that is what you mean"),
        ({"ferritin": "-3"}, "ferritin", "Ferritin: -3 is negative; a ferritin cannot be"),
        ({"potassium": "5 mmHg"}, "potassium.unit", "Potassium: 'mmHg' is no unit of potassium"),
        ({"potassium": "5", "potassium__date": "2027-01-01"}, "potassium.date", "is after the decision date 2026-03-01"),
        ({"weakness": "yes", "weakness__onset": "last week"}, "weakness.onset", "Limb weakness: write the day as"),
        ({"weakness": "yes", "weakness__onset": "2025-13"}, "weakness.onset", "'2025-13' is no calendar date"),
        ({"age": "sixty"}, "age", "Enter the age as a number of years, or of months under two"),
        ({"age": "200"}, "age", "Age:"),
        ({"on": "2026-02-31"}, "on", "Decision date: '2026-02-31' is no calendar date"),
        ({"dose.0.date": "2025"}, "dose.0.product", "Choose what was given, or empty the row"),
        ({"dose.0.product": "hydroxocobalamin", "dose.0.dose": "lots"}, "dose.0.date", "'lots' is no dose"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_says_what_to_do(fields: dict[str, str], field: str, sentence: str) -> None:
    found = faults(**fields)
    assert list(found) == [field]
    assert sentence in found[field]


def test_a_faulty_decision_date_hides_no_other_faulty_date() -> None:
    found = faults(on="2026-02-31", weakness="yes", weakness__onset="2025-13")
    assert list(found) == ["on", "weakness.onset"]
    assert "'2025-13' is no calendar date" in found["weakness.onset"]


def test_every_fault_is_found_and_what_can_be_read_is_read() -> None:
    form = form_from({"mcv": "abc", "age": "x", "ferritin": "20", "metformin": "yes"}, ["diet", "nothing"])
    _, document, found = read_form(form, ON)
    assert {fault.field for fault in found} == {"mcv", "age"}
    assert (sorted(document["facts"]), document["assessed"]) == (["ferritin", "metformin"], ["diet"])


def test_a_unit_that_may_have_slipped_is_asked_about() -> None:
    found = hint(Form({"total_b12": "150", "total_b12.unit": "pmol/L"}), "total_b12")
    said = [(choice.said, choice.same_as) for choice in found.choices]
    assert said == [("150 pmol/L", "203 ng/L (pg/mL)"), ("150 ng/L", "111 pmol/L")]


def test_a_unit_once_confirmed_or_read_from_a_record_is_not_asked_about() -> None:
    sure = {"total_b12": "150", "total_b12.unit": "pmol/L", "total_b12.sure": "150 pmol/L"}
    assert hint(Form(sure), "total_b12").choices == ()
    form = filled(read_any(door.EXAMPLES[0].read_bytes()), door.TODAY, [], "")
    assert hint(form, "total_b12").choices == ()


@pytest.mark.parametrize(("number", "unit"), [("900", "ng/L"), ("40", "ng/L")])
def test_a_number_that_means_the_same_in_both_units_is_not_asked_about(number: str, unit: str) -> None:
    assert hint(Form({"total_b12": number, "total_b12.unit": unit}), "total_b12").choices == ()


def test_no_unit_is_chosen_from_the_start_where_two_sizes_are_in_daily_use() -> None:
    undecided = {
        q.name for s in SECTIONS for q in s.questions if isinstance(q.entry.fact, Measure) and not q.default_unit
    }
    assert {"total_b12", "haemoglobin", "serum_folate", "mma", "creatinine"} <= undecided

"""The form: every fact asked once, what is typed read as a case file is, and a record filled in without changing its answer."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import door
import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.records.case import case_from
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on
from cobalamin.web.pages.answering import answered as page_answer
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import Form, form_from, read_form
from cobalamin.web.pages.questions import ELSEWHERE, SECTIONS
from cobalamin.web.pages.slips import hint
from cobalamin.web.settings import Settings

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


def bundle(*resources: dict[str, Any]) -> bytes:
    """A record of one woman in few words."""
    of = {"subject": {"reference": "Patient/p"}, "patient": {"reference": "Patient/p"}}
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-01-01"}
    entries = [{"resource": each} for each in (patient, *({**of, **one} for one in resources))]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def level(value: int, day: str, id: str, status: str = "final") -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": id, "status": status, "code": coded("http://loinc.org", "2132-9"),
        "effectiveDateTime": day, "valueQuantity": {"value": value, "unit": "ng/L", "code": "ng/L"},
    }  # fmt: skip


SCT = "http://snomed.info/sct"
PERNICIOUS = {"resourceType": "Condition", "id": "c", "code": coded(SCT, "84027009"), "recordedDate": "2026-01-10"}
DOUBTED = [
    {"code": coded(SCT, "293397002"), "recordedDate": "2026-03-02"},
    {"code": {"text": "Vit B12 inj - flushing"}},
    {"code": coded(SCT, "293397002"), "verificationStatus": {"coding": [{"code": "unconfirmed"}]}},
]


def saved_and_read(form: Form) -> Assessment:
    """The answer of the case file that the form is saved as: it called the dead to a dose, and whoever may be allergic."""
    _, document, faults = read_form(form, door.TODAY.isoformat())
    assert not faults
    saved = read_any(json.dumps(document).encode())
    again = filled(saved, door.TODAY, [], "case.json")
    answer = assess(saved, on=door.TODAY)
    assert page_answer(again, Settings(today=lambda: door.TODAY)).answer.headline == answer.headline, "opened again"
    return answer


@pytest.mark.parametrize("doubted", DOUBTED, ids=["of tomorrow", "in words", "not confirmed"])
def test_a_filled_form_leaves_an_allergy_unsettled_until_it_is_asked_about(doubted: dict[str, Any]) -> None:
    """The card said to settle a possible allergy first, the page of the same record that none is recorded."""
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "recordedDate": "2020-01-01", **doubted}
    case = read_any(bundle(PERNICIOUS, level(90, "2026-02-20", "o"), allergy))
    form = filled(case, door.TODAY, [], "bundle.json")
    shown, told = page_answer(form, Settings()).answer, assess(case, on=door.TODAY)
    assert "first clarify a possible allergy" in shown.headline
    assert outcome(shown) == outcome(told)
    assert shown.presumptions == told.presumptions
    assert outcome(saved_and_read(form)) == outcome(told)
    for answer, route in (("yes", "specialist"), ("no", "injection")):
        settled = page_answer(
            Form({**form.values, "cobalamin_or_cobalt_allergy": answer}, form.asked, form.origins), Settings()
        )
        assert settled.answer.route.outcome == route
        assert "possible allergy" not in settled.answer.headline


@pytest.mark.parametrize(("born", "shown"), [("1950", "1950"), ("1950-03", "1950-03"), ("2010", "2010")])
def test_a_year_of_birth_is_an_age_in_the_form_too(born: str, shown: str) -> None:
    """Of two ages the field held neither, and what goes by age fell out: the potassium of severe anaemia, who may be pregnant."""
    low = {**level(79, "2026-02-20", "h"), "code": coded("http://loinc.org", "718-7")}
    low["valueQuantity"] = {"value": 79, "unit": "g/L", "code": "g/L"}
    sent = json.loads(bundle(level(90, "2026-02-20", "o"), low))
    sent["entry"][0]["resource"]["birthDate"] = born
    case = read_any(json.dumps(sent).encode())
    told, form = assess(case, on=door.TODAY), filled(case, door.TODAY, [], "bundle.json")
    answer = page_answer(form, Settings(today=lambda: door.TODAY)).answer
    assert form.origins.born == ("" if form.value("age") else shown)
    assert outcome(answer) == outcome(told) == outcome(saved_and_read(form))
    assert answer.presumptions == told.presumptions


def test_the_page_says_by_which_birth_it_answers_until_an_age_is_entered() -> None:
    record = json.dumps({"cobalamin_case": 1, "patient": {"birth_date": "1950"}})
    assert "as of a birth in 1950, until you enter one" in door.posted("/pages/fill", {"record": record}).text


def test_a_diagnosis_that_nobody_confirmed_stays_open_in_the_form() -> None:
    """Of "?pernicious anaemia" the page said that no diagnosis is recorded, and read it as a no where causes were asked about."""
    query = {**PERNICIOUS, "verificationStatus": {"coding": [{"code": "provisional"}]}}
    case = read_any(bundle(query, level(190, "2026-02-20", "o")))
    told = assess(case, on=door.TODAY, presume=["bowel"])
    form = filled(case, door.TODAY, ["bowel"], "bundle.json")
    shown = page_answer(form, Settings(today=lambda: door.TODAY)).answer
    assert shown.presumptions == told.presumptions == saved_and_read(form).presumptions
    assert outcome(shown) == outcome(told) == outcome(saved_and_read(form))


def test_a_dose_without_a_date_is_no_injection_of_today_in_the_form() -> None:
    """Of a record it says nothing of today; in a row of the form it did, and injections went on."""
    dose = {
        "resourceType": "MedicationAdministration", "id": "m", "status": "completed",
        "medicationCodeableConcept": coded("http://www.whocc.no/atc", "B03BA03"),
        "dosage": {"route": coded(SCT, "78421000"), "dose": {"value": 1, "unit": "mg", "code": "mg"}},
    }  # fmt: skip
    case = read_any(bundle(PERNICIOUS, level(90, "2026-02-20", "o"), dose))
    told, form = assess(case, on=door.TODAY), filled(case, door.TODAY, [], "bundle.json")
    assert outcome(page_answer(form, Settings(today=lambda: door.TODAY)).answer) == outcome(told)
    assert outcome(saved_and_read(form)) == outcome(told)


@pytest.mark.parametrize(("day", "dead"), [("2026-02-01", True), ("2026-12-01", False)])
def test_a_form_of_somebody_who_died_says_so_first(day: str, dead: bool) -> None:
    """It called for injections within days; the answer of the record said that nothing is due."""
    sent = json.loads(bundle(PERNICIOUS, level(90, "2026-01-20", "o")))
    sent["entry"][0]["resource"]["deceasedDateTime"] = day
    form = filled(read_any(json.dumps(sent).encode()), door.TODAY, [], "bundle.json")
    shown = page_answer(form, Settings(today=lambda: door.TODAY)).answer
    assert shown.headline.startswith("Recorded as having died, so nothing is due") is dead
    assert saved_and_read(form).headline == shown.headline


def test_a_later_result_that_is_not_used_is_told_beside_the_form() -> None:
    sent = bundle(level(90, "2026-02-20", "o", "preliminary"), level(420, "2025-11-03", "o2"))
    form = filled(read_any(sent), door.TODAY, [], "bundle.json")
    assert form.value("total_b12") == "420"
    assert [told for told in form.origins.problems if "the result of 2025-11-03 is used in its place" in told.sentence]


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
        ({"ferritin": "-3"}, "ferritin", "Ferritin: -3 is negative; expected 0 or more: correct the number, or leave it out"),
        ({"potassium": "5 mmHg"}, "potassium.unit", "Potassium: 'mmHg' is not a unit of potassium"),
        ({"potassium": "5", "potassium__date": "2027-01-01"}, "potassium.date", "is after the decision date 2026-03-01"),
        ({"weakness": "yes", "weakness__onset": "last week"}, "weakness.onset", "Limb weakness: write the day as"),
        ({"weakness": "yes", "weakness__onset": "2025-13"}, "weakness.onset", "'2025-13' is not a calendar date"),
        ({"age": "sixty"}, "age", "Enter the age as a number of years, or of months under two"),
        ({"age": "200"}, "age", "Age:"),
        ({"on": "2026-02-31"}, "on", "Decision date: '2026-02-31' is not a calendar date"),
        ({"dose.0.date": "2025"}, "dose.0.product", "Choose what was given, or empty the row"),
        ({"dose.0.product": "hydroxocobalamin", "dose.0.dose": "lots"}, "dose.0.date", "'lots' is not a dose"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_says_what_to_do(fields: dict[str, str], field: str, sentence: str) -> None:
    found = faults(**fields)
    assert list(found) == [field]
    assert sentence in found[field]


def test_a_faulty_decision_date_hides_no_other_faulty_date() -> None:
    found = faults(on="2026-02-31", weakness="yes", weakness__onset="2025-13")
    assert list(found) == ["on", "weakness.onset"]
    assert "'2025-13' is not a calendar date" in found["weakness.onset"]


@pytest.mark.parametrize(
    ("typed", "word"), [("low", "low"), ("Bajo", "low"), ("alto", "high"), ("dudoso", "borderline")]
)
def test_a_result_in_words_is_read_in_every_language(typed: str, word: str) -> None:
    _, document, found = read_form(form_from({"mcv": typed}, []), ON)
    assert (document["facts"]["mcv"]["word"], found) == (word, ())


def test_every_fault_is_found_and_what_can_be_read_is_read() -> None:
    form = form_from({"mcv": "abc", "age": "x", "ferritin": "20", "metformin": "yes"}, ["diet", "nothing"])
    _, document, found = read_form(form, ON)
    assert {fault.field for fault in found} == {"mcv", "age"}
    assert (sorted(document["facts"]), document["assessed"]) == (["ferritin", "metformin"], ["diet"])


EARLIER = {"earlier.0.fact": "total_b12", "earlier.0.value": "120 ng/L", "earlier.0.date": "2025-06-01"}


def answered(**fields: str) -> tuple[dict[str, object], tuple[object, ...], Assessment]:
    case, document, found = read_form(
        form_from({name.replace("__", "."): text for name, text in fields.items()}, []), ON
    )
    return document["facts"], found, assess(case)


def test_an_earlier_result_stands_beside_the_latest_and_does_not_decide() -> None:
    facts, found, answer = answered(total_b12="400 ng/L", total_b12__date="2026-02-20", **EARLIER)
    assert not found
    assert [row["date"] for row in facts["total_b12"]] == ["2026-02-20", "2025-06-01"]  # type: ignore[index]
    assert next(fact.value for fact in answer.facts if fact.name == "total_b12") == "400 ng/L"


def test_a_latest_result_without_a_date_still_decides_and_says_that_it_counts_as_of_the_day() -> None:
    _, _, answer = answered(total_b12="400 ng/L", **EARLIER)
    assert next((fact.value, fact.when) for fact in answer.facts if fact.name == "total_b12") == ("400 ng/L", ON)
    assert "counts as of the decision date" in hint(Form({"total_b12": "400 ng/L", **EARLIER}), "total_b12").doubt


def test_an_earlier_result_never_decides_in_the_place_of_one_that_cannot_be_read() -> None:
    facts, found, answer = answered(total_b12="about 400", **EARLIER)
    assert [fault.field for fault in found] == ["total_b12"]  # type: ignore[attr-defined]
    assert "total_b12" not in facts
    assert "total_b12" not in {fact.name for fact in answer.facts}


def test_an_earlier_result_decides_where_the_latest_was_drawn_after_an_injection() -> None:
    dose = {"dose.0.product": "hydroxocobalamin", "dose.0.date": "2026-02-18", "dose.0.route": "intramuscular"}
    _, found, answer = answered(total_b12="900 ng/L", total_b12__date="2026-02-20", **EARLIER, **dose)
    assert not found
    assert next(fact.value for fact in answer.facts if fact.name == "total_b12") == "120 ng/L"


@pytest.mark.parametrize("missing", ["fact", "value", "date"])
def test_an_earlier_result_without_one_of_its_parts_says_what_to_do(missing: str) -> None:
    fields = {name: text for name, text in EARLIER.items() if not name.endswith(missing)}
    assert list(faults(**fields)) == ["earlier.0.value"]
    assert "earlier.0.value" in faults(**{**EARLIER, "earlier.0.value": "120"})
    assert "earlier.0.value" in faults(**{**EARLIER, "earlier.0.date": "2026-13-01"})


def test_the_history_of_a_record_fills_the_form_and_is_drawn() -> None:
    bundle = json.loads(door.EXAMPLES[0].read_text())
    b12 = next(e["resource"] for e in bundle["entry"] if e["resource"].get("id") == "b12")
    older = {
        **b12,
        "id": "b12-old",
        "effectiveDateTime": "2025-03-02",
        "valueQuantity": {**b12["valueQuantity"], "value": 260},
    }
    bundle["entry"].append({"resource": older})
    case = read_any(json.dumps(bundle).encode())
    form = filled(case, door.TODAY, [], "bundle.json")
    assert form.values["earlier.0.value"] == "260 ng/L"
    assert form.came_from(0) == "Observation/b12-old"
    again, _, found = read_form(form, ON)
    assert not found
    assert outcome(assess(again)) == outcome(assess(case, on=door.TODAY))
    plots = plots_for(Patient(again, facts_on(again, door.TODAY), assess(again)))
    assert [row[1:3] for row in plots[0].rows if row[0] == "total serum B12"] == [
        ("2025-03-02", "260 ng/L"),
        ("2026-02-19", "141 ng/L"),
    ]
    changed = Form({**form.values, "earlier.0.value": "250 ng/L"})
    assert changed.came_from(0) == ""


def test_a_unit_that_may_have_slipped_is_asked_about() -> None:
    found = hint(Form({"total_b12": "150", "total_b12.unit": "pmol/L"}), "total_b12")
    said = [(choice.said, choice.same_as) for choice in found.choices]
    assert said == [("150 pmol/L", "203 ng/L (pg/mL)"), ("150 ng/L", "111 pmol/L")]


@pytest.mark.parametrize("on", ["2020-02-01", "2026-02-01", "2026-05-01"])
def test_the_page_answers_for_the_decision_date_of_the_form(on: str) -> None:
    level = {"total_b12": "120", "total_b12.unit": "ng/L", "total_b12.date": f"{on[:8]}01"}
    found = page_answer(Form({"on": on, **level}), Settings(today=lambda: door.TODAY))
    assert (f"{found.answer.on}", found.unused) == (on, ())
    assert "total_b12" in found.answered_case.facts.known


def test_doses_that_are_typed_say_where_the_injections_stand() -> None:
    """The page's own words and the first line, as of a record (register R125)."""
    days = ("2025-06-10", "2025-09-10")
    doses = {f"dose.{i}.{key}": told for i, day in enumerate(days) for key, told in
             (("product", "hydroxocobalamin"), ("date", day), ("route", "intramuscular"))}  # fmt: skip
    found = page_answer(Form({"total_gastrectomy": "yes", **doses}), Settings(today=lambda: door.TODAY))
    assert "the next dose now, overdue since 2025-12-24" in found.answer.headline
    assert found.course[0] == "last dose 2025-09-10"
    assert page_answer(Form({}), Settings(today=lambda: door.TODAY)).course == ()


@pytest.mark.parametrize(("last", "up_to_date"), [("2026-01-10", True), ("2025-12-10", False)])
def test_the_page_says_of_what_the_urgency_is_where_the_next_dose_is_to_come(last: str, up_to_date: bool) -> None:
    doses = {f"dose.{i}.{key}": told for i, day in enumerate(("2025-08-10", "2025-10-10", last)) for key, told in
             (("product", "hydroxocobalamin"), ("date", day), ("route", "intramuscular"))}  # fmt: skip
    found = page_answer(
        Form({"autoimmune_gastritis": "yes", "b12_deficiency_diagnosed": "yes", **doses}),
        Settings(today=lambda: door.TODAY),
    )
    assert found.answer.urgency.at_least == "prompt"
    assert (found.urgency_title == "Urgency of what is new or worse, not of the next dose") is up_to_date
    assert found.up_to_date is up_to_date


def test_what_comes_before_the_first_dose_stands_before_it() -> None:
    form = filled(read_any((door.ROOT / "examples" / "pernicious-anaemia.json").read_bytes()), door.TODAY, [], "")
    titles = [moment.title for moment in page_answer(form, Settings()).timeline]
    assert titles[:2] == ["before the first dose", "Loading doses"]
    assert titles[-1] == "every review"
    assert len(titles) == len(set(titles))
    assert page_answer(form, Settings()).filled == 10, "and not the one whose source the file names"


def test_a_result_beyond_a_bound_stays_one_in_the_other_unit() -> None:
    assert hint(Form({"mma": ">271", "mma.unit": "nmol/L"}), "mma").converted == "> 0.271 umol/L"
    assert hint(Form({"mma": "271", "mma.unit": "nmol/L"}), "mma").converted == "= 0.271 umol/L"


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


def test_a_metabolite_of_a_record_stands_in_the_form_as_it_was_measured() -> None:
    """Of 880 nmol/L with a range of its own the form said ">271", and the results before it were left out."""
    reference = {"reference": {"high": 300}}
    mma = [
        {"value": 880, "unit": "nmol/L", "date": "2026-02-20", **reference},
        {"value": 950, "unit": "nmol/L", "date": "2025-10-02", **reference},
        {"value": 290, "unit": "nmol/L", "date": "2025-08-02", **reference},
    ]
    form = filled(case_from({"cobalamin_case": 1, "facts": {"mma": mma}}), date(2026, 3, 1), [], "case.json")
    assert (form.values["mma"], form.values["mma.unit"]) == ("880", "nmol/L")
    earlier = [form.values[f"earlier.{i}.value"] for i in range(2)]
    assert earlier == ["<=271 nmol/L", "950 nmol/L"], "without its range 290 would be raised"


def test_the_plans_side_by_side_stand_below_what_comes_before_any_dose() -> None:
    """They were shown as if nobody had refused (register R136)."""
    doses = [
        {"date": day, "product": "hydroxocobalamin", "route": "intramuscular"} for day in ("2025-12-01", "2026-01-20")
    ]
    refused = {
        "event": "not_given",
        "date": "2026-02-20",
        "product": "hydroxocobalamin",
        "reason": "patient <b>refused</b>",
    }
    record = {
        "cobalamin_case": 1,
        "on": "2026-03-01",
        "facts": {"pernicious_anaemia": True},
        "treatment": [*doses, refused],
    }
    english, spanish = (
        door.posted(f"/pages/compare{language}", {"record": json.dumps(record)}).text for language in ("", "?lang=es")
    )
    first, _, plans = english.partition("guidelines agree")
    assert "Before any dose, whichever guideline is followed" in first
    assert "The dose of 2026-02-20 was not given, with the reason" in first
    assert "&#39;patient &lt;b&gt;refused&lt;/b&gt;&#39;" in first, "escaped, and once"
    assert plans
    assert "Antes de cualquier dosis" in spanish
    without = {**record, "treatment": doses}
    assert "Before any dose" not in door.posted("/pages/compare", {"record": json.dumps(without)}).text

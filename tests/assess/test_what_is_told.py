"""What a doctor who acts on the answer must not be told wrongly, and must be told: patients out of a clinic."""

import json
from datetime import date
from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL, answer

from bundles import collection
from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import markdown, text
from cobalamin.comparison.compare import compare
from cobalamin.comparison.text import text as compare_text
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.records.read import read_any
from cobalamin.translation.words import translator

NORMAL = {
    **WELL,
    "mma": "150 nmol/L",
    "homocysteine": "9 umol/L",
    "serum_folate": "12 ug/L",
    "egfr": "90 mL/min/{1.73_m2}",
    "active_b12": "100 pmol/L",
    "intrinsic_factor_antibody": False,
    "haemolysis_picture": False,
    "hypersegmented_neutrophils": False,
    "megaloblastic_picture": False,
}
INJECTED = {"product": "hydroxocobalamin", "dose": "1 mg", "route": "intramuscular"}


def given(*doses: dict[str, Any], **facts: Any) -> Any:
    """The answer for a man of 50 who was given these doses."""
    person = {"age": 50, "sex": "male"}
    case = {"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": ALL_GROUPS, "treatment": [*doses]}
    return assess(case_from(case), on=date(2026, 3, 2))


# --- nobody on B12 is told to stop -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        ({}, "review why it is taken; do not stop it because of this answer"),
        ({"total_gastrectomy": True}, "continue B12 by mouth, at a dose for malabsorption: the cause is irreversible"),
    ],
)
def test_a_normal_level_on_tablets_is_no_reason_to_stop_them(cause, told):
    found = answer({**NORMAL, **cause, "oral_b12": True}, ALL_GROUPS)
    assert found.route.outcome == "none"
    assert found.headline.startswith(
        (
            "No indication for injections; B12 already taken by mouth",
            "No indication for injections; continue B12 by mouth",
        )
    )
    assert told in found.headline


def test_an_answer_that_is_not_settled_does_not_stop_injections_either():
    found = answer({"b12_injections": True, "total_b12": "1100 ng/L"}, ALL_GROUPS)
    assert found.route.outcome == "undetermined"
    assert "continue the injections on record meanwhile" in found.headline
    assert "because of this answer" in found.working.statement
    assert "continue B12 by mouth meanwhile" in answer({"oral_b12": True}, ALL_GROUPS).headline


def test_no_stomach_and_a_level_that_is_still_enough_is_not_sent_away():
    found = answer({**NORMAL, "total_gastrectomy": True}, ALL_GROUPS)
    assert found.headline.startswith("No deficiency shown, but the cause is irreversible")
    assert found.urgency.at_least == "routine"
    lower = {change.fact for change in found.changes if change.urgency in ("routine", "none") and not change.route}
    assert lower == {"total_gastrectomy"}


@pytest.mark.parametrize(
    "facts, told",
    [
        ({**NORMAL, "oral_b12": True}, "B12 already taken by mouth: review why it is taken"),
        ({**NORMAL, "total_gastrectomy": True}, "the cause is irreversible and deficiency will follow"),
        ({"b12_injections": True}, "Continue the injections on record meanwhile."),
        (NORMAL, ""),
    ],
)
def test_guidelines_side_by_side_stop_nothing_either(facts, told):
    case = case_from(
        {"cobalamin_case": 1, "patient": {"age": 50, "sex": "male"}, "facts": facts, "assessed": ALL_GROUPS}
    )
    found = compare(case, on=date(2026, 3, 2))
    assert bool(found.caution) is bool(told)
    assert told in " ".join(compare_text(found).split())


def test_somebody_on_injections_is_given_no_second_loading_course():
    found = answer({"b12_injections": True, "total_gastrectomy": True, "total_b12": "400 ng/L"}, ALL_GROUPS)
    assert found.plan is not None
    assert found.plan.doses == ()
    assert found.plan.maintenance is None
    assert "Maintenance is counted from the last dose: 1 mg every 2-3 months" in found.plan.note
    assert {check.first for check in found.follow_up} == {None}
    shown = text(found)
    assert "a day by mouth" not in shown
    assert "Follow-up (the first months are counted from the first dose)\n" in shown


# --- what a list of doses says ---------------------------------------------------------------------------------------


def test_a_dose_in_the_case_file_says_that_the_patient_is_on_injections():
    found = given({**INJECTED, "date": "2026-02-15"})
    facts = {fact.name: fact for fact in found.facts}
    assert facts["b12_injections"].value == "yes"
    assert facts["b12_injections"].source == "$.treatment[0]"


@pytest.mark.parametrize(
    "dose, fact",
    [
        ({"product": "cyanocobalamin", "route": "oral"}, "oral_b12"),
        ({"product": "b12_not_named", "route": "nasal"}, "oral_b12"),
        ({"product": "folic_acid", "route": "oral"}, "folic_acid_without_b12"),
    ],
)
def test_tablets_in_the_list_are_tablets(dose, fact):
    assert {f.name: f.value for f in given({**dose, "date": "2026-02-15"}).facts}[fact] == "yes"


@pytest.mark.parametrize(
    "dose", [{**INJECTED, "dose": "5 g"}, {**INJECTED, "dose": "5000 mg"}, {"product": "cyanocobalamin"}]
)
def test_the_cyanide_kit_and_a_dose_without_a_route_say_nothing(dose):
    facts = {f.name: f.value for f in given({**dose, "date": "2026-02-15"}).facts}
    assert facts["b12_injections"] == facts["oral_b12"] == "no"


@pytest.mark.parametrize("day, used", [("2026-02-15", False), ("2026-03-01", False), ("2026-02-14", True)])
def test_an_antibody_drawn_after_an_injection_is_no_cause_for_life(day, used):
    antibody = {"present": True, "date": day}
    found = given({**INJECTED, "date": "2026-02-15"}, intrinsic_factor_antibody=antibody, total_b12="110 ng/L")
    assert ("intrinsic_factor_antibody" in {fact.name for fact in found.facts}) is used
    whys = [m.why for m in found.missing if m.name == "intrinsic_factor_antibody"]
    assert whys == ([] if used else ["after an injection"])
    assert (found.plan is not None and found.plan.duration.startswith("lifelong: the cause")) is used


def test_a_sample_of_the_day_of_an_injection_is_not_said_to_be_drawn_after_it():
    found = given({**INJECTED, "date": "2026-02-15"}, total_b12={"value": 450, "unit": "ng/L", "date": "2026-02-15"})
    (sentence,) = [m.sentence for m in found.missing if m.name == "total_b12"]
    assert sentence.endswith("may have been taken after the B12 injection of that day (2026-02-15)")


def test_a_dose_long_ago_is_no_treatment_now_and_a_denied_recent_one_is_a_contradiction():
    assert {f.name: f.value for f in given({**INJECTED, "date": "2020-02"}).facts}["b12_injections"] == "no"
    found = given({**INJECTED, "date": "2026-02-15"}, b12_injections=False)
    assert [m.why for m in found.missing if m.name == "b12_injections"] == ["contradictory"]


# --- why, and depending on what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts, patient, why",
    [
        ({}, {"age": 9}, "younger than 16"),
        ({"hereditary_b12_disorder": True}, {}, "hereditary disorder of B12 uptake or metabolism"),
        (
            {"cobalamin_or_cobalt_allergy": True, "total_gastrectomy": True, "total_b12": "100 ng/L"},
            {},
            "allergy to cobalamin or cobalt",
        ),
    ],
)
def test_the_first_line_says_why_a_specialist_decides(facts, patient, why):
    assert answer(facts, ALL_GROUPS, **patient).headline.startswith(f"A specialist decides: {why}")


def test_who_is_sent_to_a_specialist_is_routine_at_least():
    found = answer({"hereditary_b12_disorder": True, **NORMAL}, ALL_GROUPS)
    assert found.urgency.at_least == "routine"
    assert "none for B12" not in answer({"hereditary_b12_disorder": True}, ALL_GROUPS).headline


def test_a_higher_urgency_says_what_it_depends_on():
    found = answer({"total_b12": "180 ng/L"}, ALL_GROUPS)
    assert found.urgency.possible[0] == "same_day"
    assert found.urgency.open[0] == ("haemoglobin",)
    assert "possibly same day, depending on: haemoglobin" in text(found)


def test_what_is_open_is_routine_and_says_why():
    """No rule gives this urgency: each may yet say no."""
    found = answer({"total_b12": "420 ng/L"}, ALL_GROUPS).urgency
    assert (found.at_least, found.reasons, found.note) == (
        "routine",
        (),
        "the open questions have to be asked or tested",
    )


@pytest.mark.parametrize("cause", ["total_gastrectomy", "hereditary_b12_disorder"])
def test_an_irreversible_cause_and_a_specialist_are_reasons_of_their_own(cause):
    found = answer({**NORMAL, cause: True}, ALL_GROUPS).urgency
    assert (found.at_least, [reason.fact for reason in found.reasons], found.note) == ("routine", [cause], "")


def test_an_injection_in_every_case_says_so_in_the_first_line():
    found = answer({"total_b12": "170 ng/L", "coeliac_disease": True}, ALL_GROUPS, age=38, sex="female")
    assert found.headline.startswith("B12 by injection is indicated, whichever way the open facts turn out; urgency")


def test_the_working_answer_reads_a_censored_result_at_its_best():
    under_200 = answer({"total_b12": "<200 pg/mL", "fatigue": True}, ALL_GROUPS)
    assert under_200.working.route == "none"
    under_150 = answer({"total_b12": "<150 ng/L", "fatigue": True}, ALL_GROUPS)
    assert under_150.working.route == "oral"


@pytest.mark.parametrize("dead", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-02-25"}])
def test_the_first_line_says_that_the_patient_has_died(dead):
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "1950-01-01", **dead}
    bundle = collection([patient])
    found = assess(read_any(json.dumps(bundle).encode()), on=date(2026, 3, 2))
    assert found.headline.startswith(
        "Recorded as having died, so nothing is due; only if that is a mistake: not yet decided"
    )
    assert [m.sentence for m in found.missing if m.why == "died"] == ["the record says that the patient has died"]


def test_who_has_died_has_no_day_of_a_first_dose():
    """The first line said that nothing is due, and below it stood six days."""
    facts = {"total_gastrectomy": True, "total_b12": "60 ng/L"}
    case = {"cobalamin_case": 1, "patient": {"age": 50, "sex": "male", "died": True}, "facts": facts}
    found = assess(case_from(case), on=date(2026, 3, 2))
    assert found.plan is not None
    assert (found.plan.doses, found.plan.maintenance) == ((), None)
    assert found.plan.note.startswith(
        "Recorded as having died: give no dose, unless that is a mistake. No dates are set"
    )
    assert [check for check in found.follow_up if check.first is not None] == []


@pytest.mark.parametrize("on, told", [(24, "in the future"), (25, "died"), (26, "died")])
def test_who_died_later_was_alive_on_the_day(on, told):
    """Screened as of an earlier day, all who have died since were in no count."""
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "birthDate": "1950-01-01",
        "deceasedDateTime": "2026-02-25T03:00:00Z",
    }
    bundle = collection([patient])
    found = assess(read_any(json.dumps(bundle).encode()), on=date(2026, 2, on))
    assert [m.why for m in found.missing if "died" in m.sentence] == [told]
    assert found.headline.startswith("Recorded as having died") is (told == "died")


# --- words -----------------------------------------------------------------------------------------------------------


def test_what_must_be_asked_stands_before_what_only_informs():
    levels = [(s.truth.value, s.level) for s in answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L"}).safety]
    informing = [i for i, (truth, level) in enumerate(levels) if level == "inform"]
    assert informing
    assert informing[0] > max(i for i, (truth, level) in enumerate(levels) if level != "inform")


def test_sex_and_pregnancy_are_denied_in_english():
    shown = text(answer({"haemoglobin": "74 g/L", "angina": True}, ALL_GROUPS, age=75))
    assert "not female" in shown
    assert "no female sex" not in shown
    woman = answer(
        {"breastfeeding": True, "low_b12_diet": True, "total_b12": "160 ng/L"}, ALL_GROUPS, age=33, sex="female"
    )
    assert "not pregnant" in [change.text for change in woman.changes]


def test_a_result_that_does_not_count_is_shown_as_it_was_sent():
    one = {"value": 150, "unit": "ng/L", "date": "2026-02-20"}
    found = answer({"total_b12": {**one, "status": "preliminary"}})
    assert "($.facts.total_b12; as sent: 150 ng/L)" in " ".join(text(found).split())
    assert not any(m.sent for m in answer({"total_b12": {**one, "status": "entered-in-error"}}).missing)
    contradictory = answer({"total_b12": [{**one, "value": 420}, one]})
    sentences = [m.sentence for m in contradictory.missing if m.name == "total_b12"]
    assert sentences == ["total serum B12: different results for one moment: 150 ng/L, 420 ng/L"]


@pytest.mark.parametrize("form", [text, markdown])
def test_a_title_cannot_steer_the_terminal(form):
    case = {"cobalamin_case": 1, "id": "\u001b[31mred", "title": "a\u202eb\u0000c\u009bd"}
    shown = form(assess(case_from(case), on=date(2026, 3, 2)))
    assert "[31mred · abcd" in shown
    assert not {"\u001b", "\u202e", "\u0000", "\u009b"} & set(shown)


@pytest.mark.parametrize("sent", ["25 umol/L", "25 nmol/mL", "25000 nmol/L", "2952 ug/L", "40 umol/L"])
def test_severe_deficiency_is_read_in_each_unit_its_laboratory_prints(sent):
    found = answer({"mma": sent, "paraesthesia": True, "egfr": "90 mL/min/{1.73_m2}"})
    assert found.route.outcome == "injection"
    assert "rarely above 5000 nmol/L" in " ".join(text(found).split())


# --- levels that disagree, and levels that are too high (register R15) ---


def told(found, id):
    return [rule.action for rule in found.safety if rule.id == f"safety:{id}" and rule.truth.value == "yes"]


@pytest.mark.parametrize(
    "total, active, disagree",
    [
        ("150 ng/L", "90 pmol/L", True),
        ("400 ng/L", "20 pmol/L", True),
        ("179 ng/L", "70.1 pmol/L", True),
        ("180 ng/L", "90 pmol/L", False),  # in the band: the other one is a help
        ("150 ng/L", "70 pmol/L", False),
        ("150 ng/L", "20 pmol/L", False),
        ("<150 ng/L", ">128 pmol/L", True),
        ("<200 ng/L", "90 pmol/L", False),  # not certain
    ],
)
def test_a_low_level_beside_a_high_one_is_told_and_stays_low(total, active, disagree):
    found = answer({"total_b12": total, "active_b12": active}, ALL_GROUPS)
    assert bool(told(found, "discordant_levels")) is disagree
    if disagree:
        assert "methylmalonic acid or homocysteine" in told(found, "discordant_levels")[0]
        assert "disagree" in text(found)
        assert found.route.outcome != "none"


@pytest.mark.parametrize(
    "facts, is_told",
    [
        ({"total_b12": "915 ng/L"}, True),
        ({"total_b12": "914 pg/mL"}, False),
        ({"total_b12": "680 pmol/L"}, True),  # 921 ng/L
        ({"total_b12": ">2000 pg/mL"}, True),
        ({"total_b12": "high"}, False),  # no figure: the word is shown as it was sent
        ({"total_b12": "1500 ng/L", "oral_b12": True}, False),
        ({"total_b12": "1500 ng/L", "b12_injections": True}, False),
    ],
)
def test_a_level_above_its_range_that_no_recorded_b12_explains_is_told(facts, is_told):
    for groups in ([], ALL_GROUPS):
        assert bool(told(answer(facts, groups), "unexplained_high_level")) is is_told


# --- one patient in time: what one answer says the next does not take back without a word ----------------------------


def test_on_injections_the_first_line_says_that_they_go_on_and_not_only_that_they_are_indicated():
    found = given({**INJECTED, "date": "2026-02-15"}, pernicious_anaemia=True)
    assert found.headline.startswith(
        "B12 by injection is indicated and already on record: continue, the next dose when it is due"
    )
    assert "; indications met: malabsorption;" in found.headline


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ({"weakness": True}, "continue; see the patient today, whenever the next dose is due"),
        ({"haemoglobin": "65 g/L"}, "continue; see the patient today, whenever the next dose is due"),
        (
            {"paraesthesia": True, "neurological_progression": True},
            "see the patient today: neurological signs are getting worse on it, so reconsider the diagnosis and shorten the "
            "interval within the",
        ),
        ({"paraesthesia": True}, "continue, the next dose when it is due"),
    ],
    ids=lambda each: "" if isinstance(each, str) else " ".join(each),
)
def test_whoever_is_to_be_seen_today_on_injections_is_not_told_to_wait_for_the_next_dose(beside, told):
    found = given({**INJECTED, "date": "2026-02-15"}, pernicious_anaemia=True, **beside)
    assert found.headline.startswith("B12 by injection is indicated and already on record")
    assert told in found.headline
    assert (found.urgency.at_least == "same_day") is ("today" in told or "worse" in told)


def test_when_the_tingling_is_gone_the_interval_for_nerves_is_still_told():
    """At the start it was every two months, and after three months every two to three, without a word."""
    began = answer({"total_b12": "100 ng/L", "paraesthesia": True}, ALL_GROUPS)
    assert began.plan.maintenance.printed == "1 mg every 2 months"
    later = given({**INJECTED, "date": "2026-02-15"}, pernicious_anaemia=True, paraesthesia=False)
    assert "If nerves were involved when treatment began: 1 mg every 2 months." in later.plan.note
    still = given({**INJECTED, "date": "2026-02-15"}, pernicious_anaemia=True, paraesthesia=True)
    assert "If nerves were involved" not in still.plan.note


def test_an_injection_of_yesterday_does_not_end_the_checks_of_the_first_months():
    """The potassium of a severe anaemia, and the first review, were told until the first dose was on record."""
    severe = {"haemoglobin": "60 g/L", "pernicious_anaemia": True}
    for found in (
        given({**INJECTED, "date": "2026-03-01"}, **severe),
        answer({"b12_injections": True, **severe}, ALL_GROUPS),
    ):
        checks = {check.id for check in found.follow_up}
        assert checks >= {"early_potassium", "early_fluid", "blood_count", "first_review", "later_review"}
        assert "baseline" not in checks
        assert all(check.first is None for check in found.follow_up)
        assert "the first months are counted from the first dose" in found.plan.note


def test_who_told_age_and_sex_is_not_asked_for_them_again():
    labels = [test.label for test in answer({"total_b12": "150 ng/L"}, age=34, sex="female").next_tests]
    assert "Ask: pregnancy and its trimester, breastfeeding" in labels
    assert "Ask: age, sex" not in labels


def test_injections_of_long_ago_are_told_although_the_medicines_were_asked_about():
    old = {**INJECTED, "date": "2024-11-28"}
    found = given(old, pernicious_anaemia=True)
    assert {fact.name: fact.value for fact in found.facts}["b12_injections"] == "no"
    (sentence,) = [m.sentence for m in found.missing if "B12 injections" in m.sentence]
    assert sentence == "B12 injections: recorded on 2024-11-28, too long before 2026-03-02 to count as current"
    assert sentence in " ".join(text(found).split())


def test_without_an_age_what_is_read_as_an_adult_is_shown_as_presumed_and_said_once() -> None:
    told = assess(case_from({"cobalamin_case": 1, "facts": {"total_b12": "400 ng/L"}}), on=date(2026, 3, 2))
    (sign,) = (fact for fact in told.facts if fact.name == "developmental_regression")
    assert (sign.value, sign.presumed) == ("no", True)
    assert told.presumptions.count("age not given: read as an adult") == 1


# --- one answer says one thing ---------------------------------------------------------------------------------------

EXPECTING = {"pregnant": True, "folic_acid_without_b12": True}


def told_of_folic_acid(**facts: Any) -> dict[str, str]:
    found = answer({**NORMAL, **EXPECTING, **facts}, ALL_GROUPS, sex="female", age=30)
    return {rule.id.removeprefix("safety:"): rule.level for rule in found.safety if "folic_acid" in rule.id}


def test_prevention_in_pregnancy_is_not_stopped_while_nothing_points_to_deficiency():
    untested = {"total_b12": None, "active_b12": None, "mma": None, "homocysteine": None}
    case = {name: value for name, value in {**NORMAL, **EXPECTING, **untested}.items() if value is not None}
    found = answer(case, ALL_GROUPS, sex="female", age=30)
    assert [(r.id, r.level) for r in found.safety if "folic" in r.id] == [("safety:folic_acid_in_pregnancy", "inform")]


@pytest.mark.parametrize(
    "sign",
    [
        {"total_b12": "150 ng/L"}, {"total_b12": "250 ng/L", "active_b12": "60 pmol/L"}, {"mcv": "105 fL"}, {"low_b12_diet": True},
        {"paraesthesia": True, "active_b12": "40 pmol/L"}, {"coeliac_disease": True, "active_b12": "60 pmol/L"},
        {"haemoglobin": "95 g/L", "active_b12": "60 pmol/L"}, {"b12_deficiency_diagnosed": True},
    ],
)  # fmt: skip
def test_whatever_points_to_deficiency_brings_the_stop_back(sign):
    told = told_of_folic_acid(**({"active_b12": "60 pmol/L"} | sign))
    assert told == {"folic_acid_alone": "block"}


def test_outside_pregnancy_folic_acid_alone_is_stopped_as_before():
    found = answer({"folic_acid_without_b12": True}, [])
    assert ("safety:folic_acid_alone", "block") in [(rule.id, rule.level) for rule in found.safety]


def test_a_trimester_is_one_of_a_pregnancy():
    person = {"sex": "female", "age": 40}
    facts = {"active_b12": "10 pmol/L", "mcv": "120 fL", "trimester_2": True, "breastfeeding": False}
    found = answer(facts, ["surgery", "neurology"], **person)
    assert {fact.name: fact.note for fact in found.facts}["pregnant"] == "told by the trimester"
    assert found.working.route == found.route.outcome == "injection"


def test_a_trimester_is_none_of_the_others():
    """A haemoglobin of 107 g/L in the third is anaemia; only in the second it would not be, and nobody is asked which it is."""
    facts = {"active_b12": "10 pmol/L", "haemoglobin": "107 g/L", "trimester_3": True, "breastfeeding": False}
    found = answer(facts, ["surgery", "neurology"], sex="female", age=30)
    assert {each.id: each.truth for each in found.definitions}["anaemia"] is Truth.YES
    assert not {test.id for test in found.next_tests} & {"ask_pregnancy"}


def test_whoever_takes_tablets_already_is_given_no_first_day():
    tablets = {**NORMAL, "total_b12": "120 ng/L", "active_b12": "50 pmol/L", "low_b12_diet": True}
    begun, fresh = answer({**tablets, "oral_b12": True}, ALL_GROUPS), answer(tablets, ALL_GROUPS)
    assert begun.route.outcome == fresh.route.outcome == "oral"
    assert any(check.first for check in fresh.follow_up)
    assert not any(check.first for check in begun.follow_up)
    assert begun.plan is not None
    assert "on record" in begun.plan.note


def test_tablets_that_cannot_be_taken_are_not_prescribed_without_a_word():
    found = answer({**NORMAL, "low_b12_diet": True, "total_b12": "214 ng/L", "vomiting": True}, ALL_GROUPS)
    assert found.plan is not None
    assert "not usable" in found.plan.note


def test_where_a_specialist_decides_there_is_no_follow_up_of_a_first_dose():
    """An urgent injection of a child waits for none of the results before it either."""
    found = answer({"total_b12": "100 ng/L", "haemoglobin": "60 g/L"}, age=9)
    assert [(check.id, check.first) for check in found.follow_up] == [("baseline", None), ("never_wait", None)]


def test_a_result_that_leaves_the_question_open_was_recorded():
    found = answer({"total_b12": ">150 ng/L"}, ALL_GROUPS)
    (row,) = [missing for missing in found.missing if missing.name == "total_b12"]
    assert (row.why, row.sentence) == ("censored", "total serum B12: > 150 ng/L does not settle the question")


# --- patients out of a haematology clinic -----------------------------------------------------------------------------

FAILING_MARROW = {
    "total_b12": "420 ng/L", "haemoglobin": "92 g/L", "mcv": "118 fL", "platelets": "90 10*9/L", "white_cells": "3.1 10*9/L",
    "fatigue": True,
}  # fmt: skip


@pytest.mark.parametrize(
    "sign", [{"intrinsic_factor_antibody": True}, {"total_gastrectomy": True, "total_b12": "300 ng/L"},
             {"megaloblastic_picture": True, "total_b12": "300 ng/L"}],
)  # fmt: skip
def test_a_failing_marrow_with_a_sign_of_deficiency_is_not_routine_until_a_metabolite_is_back(
    sign: dict[str, Any],
) -> None:
    """It was *at least routine*, of pernicious anaemia in which the assay of the level is the one that errs (register R99)."""
    found = answer({**FAILING_MARROW, **sign}, ALL_GROUPS)
    assert found.urgency.at_least == "prompt"
    assert found.route.outcome == ("injection" if "intrinsic_factor_antibody" in sign else "undetermined")  # R153
    assert answer({**FAILING_MARROW, **sign, "b12_injections": True}, ALL_GROUPS).urgency.at_least == "routine"
    well = {"haemoglobin": "140 g/L", "platelets": "250 10*9/L", "white_cells": "6 10*9/L"}
    assert answer({**FAILING_MARROW, **sign, **well}, ALL_GROUPS).urgency.at_least == "routine"


def test_an_anaemia_without_any_sign_of_deficiency_is_no_case_of_it() -> None:
    found = answer({**FAILING_MARROW, "intrinsic_factor_antibody": False}, ALL_GROUPS)
    assert found.urgency.at_least == "routine"


def test_of_a_well_patient_with_a_level_above_the_band_nothing_is_called_open_that_nobody_is_asked() -> None:
    """It said *routine, the open questions have to be asked or tested*, with nothing to ask: the antibody is presumed negative."""
    found = answer(WELL, ALL_GROUPS)
    assert (found.route.outcome, found.urgency.at_least) == ("none", "none")


@pytest.mark.parametrize("groups", [ALL_GROUPS, [group for group in ALL_GROUPS if group != "surgery"], []])
@pytest.mark.parametrize("facts", [WELL, {**WELL, "fatigue": True}, NORMAL, {**NORMAL, "low_b12_diet": True}])
def test_where_something_is_open_it_is_named(groups: list[str], facts: dict[str, Any]) -> None:
    found = answer(facts, groups)
    assert (found.urgency.note == "the open questions have to be asked or tested") <= bool(found.next_tests)


def test_a_route_that_is_open_between_ways_of_giving_b12_does_not_read_as_if_b12_were_open() -> None:
    severe = {**WELL, "total_b12": "60 ng/L", "haemoglobin": "58 g/L", "mcv": "122 fL", "fatigue": True}
    case = {"cobalamin_case": 1, "patient": {"age": 50, "sex": "male"}, "facts": severe, "assessed": ALL_GROUPS}
    found = assess(case_from(case), on=date(2026, 3, 2), guideline="nice")
    assert found.route.possible == ("injection", "either")
    assert found.headline.startswith(
        "B12 is needed, but the route is not yet decided: injections or either route; ask and test today; "
    )
    assert answer({}).headline.startswith("Not yet decided:")


@pytest.mark.parametrize(
    "raised, why",
    [
        ({"mma": "520 nmol/L"}, {"egfr": "22 mL/min/{1.73_m2}"}),
        ({"homocysteine": "40 umol/L"}, {"serum_folate": "4 nmol/L"}),
    ],
)
def test_a_raised_marker_that_is_not_read_says_why_it_is_not(raised: dict[str, Any], why: dict[str, Any]) -> None:
    """A methylmalonic acid of 520 with an eGFR of 22 was nowhere in the answer."""
    band = {**WELL, "total_b12": "280 ng/L", "fatigue": True}
    told = [s.id for s in answer({**band, **raised, **why}, ALL_GROUPS).safety if s.truth.value == "yes"]
    assert "safety:metabolite_unread" in told
    for partly in (raised, why):
        told = [s.id for s in answer({**band, **partly}, ALL_GROUPS).safety if s.truth.value == "yes"]
        assert "safety:metabolite_unread" not in told


# --- what is settled waits for nothing -------------------------------------------------------------------------------


def test_a_settled_route_is_not_said_to_wait_for_what_only_the_urgency_waits_for():
    """It read "injection, provided that nothing turns up in: Full blood count": they are indicated whatever turns up."""
    found = answer({"autoimmune_gastritis": True, "total_b12": "110 ng/L"}, ALL_GROUPS)
    assert found.route.outcome == "injection"
    assert found.urgency.possible
    said = " ".join(text(found).split())
    assert "urgency prompt (within days), provided that nothing turns up in:" in said
    assert "injections, provided" not in said


def test_an_open_route_and_an_open_urgency_are_both_told_as_things_stand():
    said = " ".join(text(answer({"low_b12_diet": True, "total_b12": "150 ng/L"})).split())
    assert "tablets, 50-150 micrograms a day; urgency routine, provided that nothing turns up in:" in said


def test_a_metabolite_that_comes_before_dearer_tests_is_not_called_the_cheapest():
    """The numbers that order the tests are no prices (register R67)."""
    found = answer({"nitrous_oxide": True, "total_b12": "<400 ng/L"}, ALL_GROUPS)
    blood = [test.label for test in found.next_tests if test.kind == "blood test"]
    assert blood.index("Serum methylmalonic acid") < blood.index("Total serum B12")
    assert "in this order" in text(found)
    assert "cheapest" not in text(found)


def test_a_result_that_is_used_as_far_as_it_goes_is_not_said_to_be_not_used():
    said = " ".join(text(answer({"total_b12": ">150 ng/L"})).split())
    assert "Recorded but not used, or not enough, and why - not enough: total serum B12: > 150 ng/L" in said


def test_many_noes_that_nobody_recorded_are_one_reason_in_one_line():
    """Where a source lets a cause that is not known decide, every absent cause had its own line: there were twenty-six."""
    facts = {"active_b12": "20 pmol/L", "haemoglobin": "140 g/L", "mcv": "90 fL", "intrinsic_factor_antibody": False}
    person = {"age": 60, "sex": "male"}
    case = case_from({"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": ALL_GROUPS})
    found = assess(case, on=date(2026, 3, 2), guideline="nice@2023-07")
    assert len([reason for reason in found.urgency.reasons if reason.presumed]) > 20
    said = " ".join(text(found).split())
    assert "no total gastrectomy, " in said
    assert said.count("asked about, not recorded; presumed") == 1


def test_what_an_open_answer_rests_on_is_presumed_in_so_many_words():
    """How far it is open rests on it too: a diagnosis would leave injections alone, and nobody was told that none was assumed."""
    found = answer({"impaired_position_or_vibration_sense": True, "mma": "272 nmol/L", "chronic_kidney_disease": True})
    assert found.route.outcome == "undetermined"
    assert "no diagnosis of B12 deficiency recorded" in found.presumptions


def test_what_is_asked_for_next_is_not_presumed_as_well():
    """It would read "the total B12 stands alone" of somebody of whom none was measured and both are asked for."""
    found = answer({"fatigue": True}, ALL_GROUPS)
    assert {"total_b12", "active_b12"} <= {name for test in found.next_tests for name in test.facts}
    assert not [said for said in found.presumptions if "stands alone" in said or "above the band" in said]


# --- a potassium that is on record -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("potassium", "shown"),
    [
        ({"value": 2.9, "unit": "mmol/L", "date": "2026-02-25"}, " On record: 2.9 mmol/L, of 2026-02-25."),
        ("2.9 mmol/L", " On record: 2.9 mmol/L, not dated."),
        ({"value": 2.9, "unit": "mmol/L", "date": "2024-02-25"}, ""),
        (None, ""),
    ],
)
def test_a_potassium_on_record_stands_where_it_is_to_be_measured(potassium, shown):
    """A 2.9 beside a haemoglobin of 62 stood among the facts used, and "measure potassium" said nothing of it (R97)."""
    facts = {"haemoglobin": "62 g/L", "total_b12": "90 ng/L", **({"potassium": potassium} if potassium else {})}
    (rule,) = [one for one in answer(facts).safety if one.id == "safety:potassium"]
    assert rule.action.partition("replace it if low.")[2] == shown
    assert translator("es").said(rule.action) not in (None, rule.action)

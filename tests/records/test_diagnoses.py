"""Diagnoses that say several things at once: by code and by name the same, and what is left when one is refuted (register R25)."""

from datetime import date

import pytest

from bundles import ICD10, ICD10CM, SCT, case, coded, concept, condition, facts, observation, value
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError

# --- a diagnosis by its name (register R25) ---


@pytest.mark.parametrize("present", [True, False])
def test_pernicious_anaemia_by_name_says_what_its_code_says_in_a_record(present: bool) -> None:
    """Written as in a clinic it was only the cause, and the deficiency stayed open; the code said both."""
    named = case_from({"cobalamin_case": 1, "facts": {"pernicious_anaemia": present}})
    status = {} if present else {"verificationStatus": coded("refuted")}
    for system, code in ((ICD10CM, "D51.0"), (ICD10, "D510"), (SCT, "84027009")):
        sent = case(condition(code, system, **status))
        assert {(s.fact, s.present) for s in named.statements} == {(s.fact, s.present) for s in sent.statements}
    denied = {s.fact for s in named.statements if not s.present}
    assert denied == (set() if present else {"autoimmune_gastritis"})


def test_a_diagnosis_by_name_takes_a_date_and_null_and_its_place_is_told() -> None:
    document = {"present": True, "date": "2026-02-01", "onset": "2020"}
    told = case_from({"cobalamin_case": 1, "facts": {"pernicious_anaemia": document}}).statements
    assert {s.source.where for s in told} == {"$.facts.pernicious_anaemia"}
    assert {(s.day, s.note) for s in told} == {(date(2026, 2, 1), "since 2020")}
    assert case_from({"cobalamin_case": 1, "facts": {"pernicious_anaemia": None}}).statements == ()
    with pytest.raises(RecordError, match="did you mean 'pernicious_anaemia'"):
        case_from({"cobalamin_case": 1, "facts": {"pernicous_anaemia": True}})
    with pytest.raises(RecordError, match=r"\$.facts.pernicious_anaemia: found .yes., expected true, false"):
        case_from({"cobalamin_case": 1, "facts": {"pernicious_anaemia": "yes"}})


@pytest.mark.parametrize(
    "sent, note",
    [
        ({"onsetDateTime": "2025-12"}, "since 2025-12"), ({"onsetDateTime": "2025-12-03T10:00:00Z"}, "since 2025-12-03"),
        ({"onsetPeriod": {"start": "2025", "end": "2026-01-01"}}, "since 2025"), ({"onsetPeriod": {"end": "2026-01-01"}}, ""),
        ({"onsetDateTime": "last year"}, ""), ({}, ""), ({"onsetDateTime": "2026-01-06"}, ""),
        ({"onsetDateTime": "2026"}, "since 2026"),
        ({"onsetDateTime": "2025-12", "verificationStatus": coded("refuted")}, ""),
    ],
)  # fmt: skip
def test_a_diagnosis_of_a_record_says_since_when(sent: dict[str, object], note: str) -> None:
    """The day of its recording alone was told: the form asked since when, and the patient's page took the one for the other."""
    assert facts(condition("91019004", **sent)).known["paraesthesia"].note == note


# --- what a refuted diagnosis denies (register R25) ---


@pytest.mark.parametrize(
    "code, system",
    [("D51.0", ICD10CM), ("D51.3", ICD10CM), ("1153353002", SCT), ("84027009", SCT)],
)
def test_a_refuted_cause_does_not_take_back_the_deficiency_that_another_line_records(code: str, system: str) -> None:
    """ "Not pernicious" of a later day read as "no B12 deficiency" and as "no anaemia"."""
    deficient = condition("D51.9", ICD10CM, id="d", recordedDate="2026-01-05")
    refuted = condition(code, system, id="r", recordedDate="2026-02-05", verificationStatus=coded("refuted"))
    found = facts(deficient, refuted)
    assert value(found, "b12_deficiency_diagnosed") is True
    assert value(found, "anaemia_recorded") is True
    assert value(found, "total_gastrectomy") == "[never recorded]"


@pytest.mark.parametrize(
    "code, system, denied",
    [
        ("D51.0", ICD10CM, {"autoimmune_gastritis"}),
        ("D51.9", ICD10CM, {"b12_deficiency_diagnosed"}),
        ("D53.1", ICD10, {"megaloblastic_picture"}),
        ("1153353002", SCT, set()),  # anaemia after a gastrectomy: the stomach may be gone all the same
        ("424736006", SCT, set()),  # diabetic neuropathy: another neuropathy may be there
        ("K90.0", ICD10, {"coeliac_disease"}),
    ],
)
def test_a_refuted_diagnosis_denies_only_what_it_alone_is_about(code: str, system: str, denied: set[str]) -> None:
    found = case(condition(code, system, verificationStatus=coded("refuted")))
    assert {s.fact for s in found.statements if not s.present} == denied
    assert not any(s.present for s in found.statements)


@pytest.mark.parametrize(
    "said", [{"valueBoolean": False}, {"valueString": "no"}, {"valueCodeableConcept": {"text": "absent"}}]
)
def test_a_diagnosis_answered_no_in_an_observation_denies_only_what_it_is_about(said: dict[str, object]) -> None:
    """Asked "pernicious anaemia?" and answered no, a patient had no B12 deficiency and no anaemia."""
    deficient = condition("D51.9", ICD10CM, id="d", recordedDate="2026-01-05")
    for code in ("84027009", "1153353002"):
        asked = observation(concept(code, SCT), effectiveDateTime="2026-02-05", **said)
        alone, beside = facts(asked), facts(deficient, asked)
        for name in ("b12_deficiency_diagnosed", "anaemia_recorded"):
            assert value(alone, name) == "[never recorded]"
            assert value(beside, name) is True
        assert value(alone, "autoimmune_gastritis") == (False if code == "84027009" else "[never recorded]")
        assert value(alone, "total_gastrectomy") == "[never recorded]"


def test_a_diagnosis_answered_yes_in_an_observation_says_all_of_it() -> None:
    found = facts(observation(concept("84027009", SCT), effectiveDateTime="2026-02-05", valueBoolean=True))
    for name in ("autoimmune_gastritis", "b12_deficiency_diagnosed", "anaemia_recorded"):
        assert value(found, name) is True

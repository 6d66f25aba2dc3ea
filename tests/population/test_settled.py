"""What is let go and what is settled of many patients at once changes no fact and no reason: a source read for one day says on
it what each patient's whole record says to the reader of one patient.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulk_export import as_ndjson
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import scales
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import exactly
from cobalamin.population.part import fact_tables
from cobalamin.records.bulk import export
from cobalamin.records.bulk import observed as bulk_observed
from cobalamin.records.bulk import outside as bulk_outside
from cobalamin.records.bulk.export import FirstPass
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.bulk.medicines import NO_MEDICINES
from cobalamin.records.bulk.settle import Settling
from cobalamin.records.fact_table import NOT_USED, FactRows
from cobalamin.records.heaps import Heap
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Pending, Result, Source, Statement
from cobalamin.records.select import facts_on, turning_days
from cobalamin.synthetic.people import coded

SHARED = Path(__file__).parents[3] / "shared" / "data"
ON = date(2026, 3, 1)
SCALES = scales(*ARTICLE.roots)
LAB, MIMIC = "http://loinc.org", "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-d-labitems"
CODES = {
    "haemoglobin": [{"system": LAB, "code": "718-7"}],
    "the same under two codes": [{"system": MIMIC, "code": "51222"}, {"system": LAB, "code": "718-7"}],
    "mcv": [{"system": LAB, "code": "787-2", "display": "MCV"}],
    "b12": [{"system": LAB, "code": "2132-9"}],
    "antibody": [{"system": LAB, "code": "31444-9"}],
    "red cells": [{"system": LAB, "code": "789-8"}],
    "haematocrit": [{"system": LAB, "code": "4544-3"}],
    "white cells": [{"system": LAB, "code": "6690-2"}],
    "platelets": [{"system": LAB, "code": "777-3"}],
    "mma": [{"system": LAB, "code": "13964-2"}],
    "pregnancy": [{"system": LAB, "code": "82810-3"}],
    "numbness": [dict(zip(("system", "code"), coded("paraesthesia"), strict=True))],
    "vomiting": [dict(zip(("system", "code"), coded("vomiting"), strict=True))],
    "gastrectomy": [dict(zip(("system", "code"), coded("total_gastrectomy"), strict=True))],
    "nothing": [{"system": LAB, "code": "8302-2"}],
}  # fmt: skip

moments = st.one_of(
    st.dates(ON - timedelta(days=800), ON + timedelta(days=60)).map(str),
    st.sampled_from([
        "2025", "2025-11", "2026-02-28T23:59:59+02:00", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z",
        "2025-03-01T00:00:00Z", "2025-02-28T23:59:59Z", "soon", "", None,
        "2026-02", "2026-02-28", "2026-02-28T23:30:00", "2026-02-28T10:00:00.5-10:00",
    ]),
)  # fmt: skip
injections = st.dates(ON - timedelta(days=60), ON)
observations = st.fixed_dictionaries({
    "code": st.sampled_from(list(CODES)), "when": moments, "patient": st.sampled_from(["a", "b"]),
    "value": st.sampled_from([90, 131, 7000, -1, None]), "unit": st.sampled_from(["g/L", "fL", "ng/L", "furlong", None]),
    "status": st.sampled_from(["final", "final", "final", "cancelled", None]),
    "more": st.sampled_from([
        {}, {}, {}, {"valueString": "low"}, {"issued": "2026-01-05"}, {"effectivePeriod": {"start": "2026-01-07"}}, {"note": 7},
        {"component": [{"code": {"coding": CODES["mcv"]}, "valueQuantity": {"value": 99, "unit": "fL"}}]},
        {"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}}, {"valueBoolean": True},
        {"valueInteger": 0},
        {"valueBoolean": False}, {"valueBoolean": False}, {"code": {"text": "vitamin B12 something"}}, {"status": 7},
        {"referenceRange": [{"high": {"value": 100}}]}, {"effectiveInstant": 7}, {"issued": 7},
        {"patient": {"reference": "Patient/b"}}, {"id": 7},
    ]),
})  # fmt: skip
conditions = st.tuples(st.sampled_from(["numbness", "gastrectomy", "vomiting"]), moments)


def line(number: int, sent: dict) -> bytes:
    found = {
        "resourceType": "Observation", "id": f"o{number}", "status": sent["status"], "code": {"coding": CODES[sent["code"]]},
        "subject": {"reference": f"Patient/{sent['patient']}"}, "effectiveDateTime": sent["when"], **sent["more"],
    }  # fmt: skip
    if sent["value"] is not None:
        found["valueQuantity"] = {"value": sent["value"], "unit": sent["unit"]}
    return json.dumps({name: value for name, value in found.items() if value is not None}).encode()


def injected(day: date) -> bytes:
    """B12 given to one of the two: what spoils the samples after it."""
    return json.dumps({
        "resourceType": "MedicationAdministration", "id": f"i{day}", "status": "completed", "subject": {"reference": "Patient/a"},
        "medicationCodeableConcept": {"text": "Hydroxocobalamin 1mg/1ml solution for injection ampoules"},
        "effectiveDateTime": str(day), "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": {"text": "intramuscular"}},
    }).encode()  # fmt: skip


def diagnosed(number: int, name: str, when: str | None) -> bytes:
    """A diagnosis of one of the two."""
    return json.dumps({
        "resourceType": "Condition", "id": f"c{number}", "subject": {"reference": "Patient/b"}, "code": {"coding": CODES[name]},
        **({} if when is None else {"recordedDate": when}),
    }).encode()  # fmt: skip


PEOPLE = [
    json.dumps({"resourceType": "Patient", "id": id, "gender": gender, "birthDate": "1950-07"}).encode()
    for id, gender in (("a", "female"), ("b", "male"))
]


def read(folder: Path, how: FirstPass | None, presume: tuple[str, ...] = ()) -> dict[str, Facts]:
    heaps = folder / f"heaps-{how is not None}"
    heaps.mkdir(parents=True)
    found = export.scatter(export.files_to_read(folder), heaps, 2, how)
    cases = [case for heap in found.heaps for case in heap_cases(heap, found.medicines)]
    return {case.id: facts_on(case, ON, presume) for case in cases if isinstance(case, Case)}


def reasons(facts: Facts) -> dict[str, tuple[str, str]]:
    """Why facts are missing. Which of two results of one moment is named depends on the order they were sent in, and a result
    outside the window is told without its day.
    """
    told = {name: (missing.why, missing.sentence) for name, missing in facts.missing.items()}
    return {
        name: (why, "" if why in ("too old", "in the future") else sentence) for name, (why, sentence) in told.items()
    }


def table(folder: Path, presume: tuple[str, ...]) -> dict:
    """The table of facts, most of it settled of all patients at once."""
    heaps = folder / "settled"
    heaps.mkdir()
    export.scatter(export.files_to_read(folder), heaps, 4, FirstPass(on=ON))
    rows = FactRows(SCALES, ON)
    rejected: list = []
    (found,) = fact_tables([Heap(heaps, 0, 3), Heap(heaps, 3)], Settling(ON, presume, THRESHOLDS), rows, rejected)
    return {row["patient"]: row for row in found.to_pylist()}


def one_by_one(whole: dict[str, Facts]) -> dict:
    """The same table from each patient's own facts."""
    rows = FactRows(SCALES, ON)
    for id, facts in whole.items():
        rows.add(id, facts)
    return {row["patient"]: row for row in rows.table().to_pylist()}


@settings(deadline=None, max_examples=60)  # files: as slow as the disk
@given(
    st.lists(observations, max_size=40),
    st.lists(injections, max_size=3),
    st.lists(conditions, max_size=3),
    st.sampled_from([(1, 1, 1), (3, 400, 1), (4096, 1 << 20, 9999)]),
    st.sampled_from([(), ("symptoms", "oral_route")]),
)
@pytest.mark.thorough
def test_a_record_read_for_one_day_says_what_the_whole_says(tmp_path_factory, sent, given_on, told, sizes, presume):
    together, buffer, outside = sizes
    folder = tmp_path_factory.mktemp("settled")
    texts = [*PEOPLE, *(line(i, each) for i, each in enumerate(sent)), *map(injected, given_on)]
    texts += [diagnosed(i, *each) for i, each in enumerate(told)]
    (folder / "all.ndjson").write_bytes(b"\n".join(texts) + b"\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk_observed, "_TOGETHER", together)
        patch.setattr(bulk_outside, "_HELD", outside)
        mine, whole = read(folder, FirstPass(buffer, on=ON), presume), read(folder, None, presume)
        at_once = table(folder, presume)
    assert mine.keys() == whole.keys() == at_once.keys()
    for id, facts in whole.items():
        assert mine[id].known == facts.known
        assert reasons(mine[id]) == reasons(facts)
    assert but_unfit(at_once) == but_unfit(one_by_one(whole))


def stopped() -> bytes:
    """An order of B12 injections that was ended, of one of the two."""
    return json.dumps({
        "resourceType": "MedicationRequest", "id": "s", "status": "stopped", "intent": "order", "authoredOn": "2025-08-01",
        "subject": {"reference": "Patient/a"}, "dosageInstruction": [{"route": {"text": "intramuscular"}}],
        "medicationCodeableConcept": {"text": "Hydroxocobalamin 1mg/1ml solution for injection ampoules"},
    }).encode()  # fmt: skip


def test_what_is_told_of_a_stop_knows_the_cause_that_an_observation_says(tmp_path):
    sent = {"code": "gastrectomy", "when": "2024-05-01", "patient": "a", "value": None, "unit": None, "status": "final"}
    said = line(1, sent | {"more": {"valueBoolean": True}})
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([*PEOPLE, said, stopped()]) + b"\n")
    whole = one_by_one(read(tmp_path, None))
    assert any("the cause is irreversible: never stop" in each for each in whole["a"][NOT_USED])
    assert table(tmp_path, ()) == whole


def but_unfit(rows: dict) -> dict:
    """Without what does not fit R4: of results outside the window one is looked at."""
    return {
        id: row | {NOT_USED: [each for each in row[NOT_USED] or () if "left out" not in each]}
        for id, row in rows.items()
    }


@pytest.mark.parametrize("name", sorted(FACTS.keys() - {"age", "female"}))
@pytest.mark.some(36)
def test_between_turning_days_a_word_counts_the_same(name):
    """What selection says of a word alone is asked once for all days of a stretch."""
    first, *_, last = turning_days(ON)
    stretches = Settling(ON, (), THRESHOLDS)
    days = [first + timedelta(days=i) for i in range(-40, (last - first).days + 40)]
    seen: dict[int, object] = {}
    for day in days:
        stretch = int(stretches.stretch_of(np.array([day], "datetime64[us]"))[0])
        facts = facts_on(_case_with(name, day), ON)
        said = name in facts.known, facts.missing[name].why if name in facts.missing else ""
        assert seen.setdefault(stretch, said) == said, day
    assert len(seen) == len(turning_days(ON)) + 1


def _case_with(name: str, day: date) -> Case:
    source = Source("Observation/o", str(day))
    fact = FACTS[name].fact
    if not isinstance(fact, Measure):
        return Case("", statements=(Statement(name, True, source, day),))
    taken = datetime.combine(day, time())
    result = Result(name, exactly(1, fact.unit), source, taken)
    return Case("", results=(Pending(name, taken, lambda: result),))


def test_outdated_results_are_let_go_and_those_nobody_can_read_are_not(tmp_path):
    hb = {"code": "haemoglobin", "patient": "a", "value": 131, "unit": "g/L", "status": "final", "more": {}}
    days = [ON - timedelta(days=days) for days in range(100)]
    good = [line(i, {**hb, "when": str(day)}) for i, day in enumerate(days)]
    bad = [line(i, {**hb, "code": "mcv", "unit": "furlong", "when": str(day)}) for i, day in enumerate(days)]
    silent = [line(i, {**hb, "code": "red cells", "when": str(day)}) for i, day in enumerate(days)]
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([*PEOPLE, *good, *bad, *silent]) + b"\n")
    (tmp_path / "heaps").mkdir()
    found = export.scatter(export.files_to_read(tmp_path), tmp_path / "heaps", 1, FirstPass(on=ON))
    assert (found.lines, found.kept) == (302, 2 + 200)


def test_a_sample_before_the_injection_is_not_outdated_by_one_after_it(tmp_path):
    b12 = {"code": "b12", "patient": "a", "unit": "ng/L", "status": "final", "more": {}}
    before, after = (
        line(i, {**b12, "when": when, "value": v}) for i, when, v in ((1, "2026-01-01", 131), (2, "2026-02-25", 7))
    )
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([PEOPLE[0], before, after, injected(date(2026, 2, 20))]) + b"\n")
    assert read(tmp_path, FirstPass(on=ON))["a"].known["total_b12"].source.where == "Observation/o1"


@pytest.mark.parametrize("said", [False, True])
def test_a_result_in_words_says_anaemia_though_the_finding_was_settled(tmp_path, said):
    """The word of a laboratory is read after the findings, of one patient as of many."""
    low = {
        "code": "haematocrit",
        "patient": "a",
        "value": None,
        "status": "final",
        "when": "2026-02-01",
        "more": {"valueString": "low"},
    }
    anaemia = {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "271737000"}]}, "valueBoolean": said}
    found = {"code": "mcv", "patient": "a", "value": None, "status": "final", "when": "2026-02-01", "more": anaemia}
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([*PEOPLE, line(1, low), line(2, found)]) + b"\n")
    whole = read(tmp_path, None)
    assert whole["a"].values["anaemia_recorded"] is True
    assert table(tmp_path, ()) == one_by_one(whole)


def test_a_record_that_is_not_r4_is_refused_though_later_results_are(tmp_path):
    hb = {"code": "haemoglobin", "patient": "a", "value": 131, "unit": "g/L", "status": "final"}
    old = line(1, {**hb, "when": "2026-01-01", "more": {"interpretation": {"text": "low"}}})
    new = line(2, {**hb, "when": "2026-02-01", "more": {}})
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([PEOPLE[0], old, new]) + b"\n")
    assert read(tmp_path, FirstPass(on=ON)) == read(tmp_path, None) == {}


def test_what_may_reach_into_the_window_is_presumed_no_more_in_bulk_than_alone(tmp_path):
    """Vomiting of a year alone may be of this year: settled of many at once it read as a no, presumed."""
    sent = json.dumps({
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/a"}, "recordedDate": "2025",
        "code": {"coding": CODES["vomiting"]},
    }).encode()  # fmt: skip
    seen = {"code": "vomiting", "patient": "a", "value": None, "unit": None, "status": "final", "when": "2025"}
    for i, texts in enumerate(([sent], [line(1, {**seen, "more": {"valueBoolean": True}})])):
        folder = tmp_path / str(i)
        folder.mkdir()
        (folder / "all.ndjson").write_bytes(b"\n".join([PEOPLE[0], *texts]) + b"\n")
        row = table(folder, ("oral_route",))["a"]
        assert (row["vomiting"], row["vomiting_why"]) == (None, "too old")


def test_what_is_too_old_and_presumed_is_told_with_its_own_day_in_the_row(tmp_path):
    """Its sentence was asked once for all days of a stretch, and named the last of them."""
    seen = {"code": "vomiting", "patient": "a", "value": None, "unit": None, "status": "final", "when": "2023-12-22"}
    (tmp_path / "all.ndjson").write_bytes(
        b"\n".join([PEOPLE[0], line(1, {**seen, "more": {"valueBoolean": True}})]) + b"\n"
    )
    row = table(tmp_path, ("oral_route",))["a"]
    assert (row["vomiting"], row[NOT_USED]) == (
        False, ["vomiting: recorded on 2023-12-22, too long before 2026-03-01 to count as current"],
    )  # fmt: skip


def test_a_code_or_a_patient_that_is_no_object_is_rejected_and_the_rest_is_read(tmp_path):
    hb = {"code": "haemoglobin", "patient": "a", "value": 131, "unit": "g/L", "status": "final", "when": "2026-01-01"}
    bad = [
        line(1, {**hb, "more": {"code": 7}}),
        line(2, {**hb, "more": {"subject": 7}}),
        line(3, {**hb, "more": {"subject": {}}}),
    ]
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([PEOPLE[0], *bad, line(4, {**hb, "more": {}})]) + b"\n")
    (tmp_path / "heaps").mkdir()
    found = export.scatter(export.files_to_read(tmp_path), tmp_path / "heaps", 1, FirstPass(on=ON))
    assert [each.where for each in found.rejected] == ["all.ndjson:3", "all.ndjson:4"]
    told = [each for heap in found.heaps for each in heap_cases(heap, found.medicines)]
    assert [each.where for each in told if not isinstance(each, Case)] == [
        "Observation/o1"
    ]  # by the reader of a patient
    assert read(tmp_path, FirstPass(on=ON))["a"].known["haemoglobin"].source.where == "Observation/o4"


def test_a_resource_that_does_not_fit_r4_is_rejected_by_its_name_and_told_as_in_a_bundle(tmp_path):
    """Its code can be read, so the first pass keeps it; what is wrong with it shows where it is read whole."""
    low = {"code": "b12", "patient": "a", "value": "low", "unit": "pg/mL", "status": "final", "when": "2026-01-01"}
    pernicious = {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/a"}, "onsetDateTime": 5,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]},
    }  # fmt: skip
    resources = [PEOPLE[0], line(1, {**low, "more": {}}), json.dumps(pernicious).encode()]
    (tmp_path / "all.ndjson").write_bytes(b"\n".join(resources) + b"\n")
    (tmp_path / "bundles").mkdir()
    entries = [{"resource": json.loads(each)} for each in resources]
    (tmp_path / "bundles" / "a.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    (tmp_path / "heaps").mkdir()
    found = export.scatter([tmp_path / "all.ndjson"], tmp_path / "heaps", 1, FirstPass(on=ON))
    (heap,) = found.heaps
    case, *rejected = heap_cases(heap, NO_MEDICINES)
    bundled, *also = export.bundle_cases([tmp_path / "bundles" / "a.json"])
    assert isinstance(case, Case)
    assert isinstance(bundled, Case)
    assert sorted(each.where for each in rejected) == ["Condition/c", "Observation/o1"]
    assert sorted(rejected) == sorted(each._replace(file="") for each in also)
    assert {each.file for each in also} == {"a.json"}
    assert sorted(case.problems) == sorted(bundled.problems)
    assert [each.why for each in rejected] == [problem.sentence for problem in case.problems]


def test_a_medication_that_does_not_fit_r4_is_rejected_with_its_line(tmp_path):
    medicine = {"resourceType": "Medication", "id": "m", "form": 5, "code": {"text": "cyanocobalamin"}}
    (tmp_path / "all.ndjson").write_bytes(PEOPLE[0] + b"\n" + json.dumps(medicine).encode() + b"\n")
    (tmp_path / "heaps").mkdir()
    found = export.scatter([tmp_path / "all.ndjson"], tmp_path / "heaps", 1, FirstPass(on=ON))
    assert [each.where for each in found.rejected] == ["all.ndjson:2"]
    assert found.medicines == {}


BUNDLES = sorted(SHARED.glob("*/*.json"))


@pytest.mark.skipif(not BUNDLES, reason="the shared bundles are not here")
@pytest.mark.parametrize("years", [0, 2])
@pytest.mark.some(1)
def test_every_shared_patient_keeps_the_facts_of_the_bundle(tmp_path, years):
    days = [date(2012 + years, 6, 1), date(2018 + years, 1, 1), date(2150 + 2 * years, 3, 1), date(2180 + years, 1, 1)]
    cases = [case for case in export.bundle_cases(BUNDLES) if isinstance(case, Case)]
    with (tmp_path / "all.ndjson").open("wb") as file:
        for path in BUNDLES:
            for lines in as_ndjson(json.loads(path.read_bytes())).values():
                file.write(b"\n".join(lines) + b"\n")
    for day in [*days, max(each.taken.date() for case in cases[:6] for each in case.results if each.taken)]:
        heaps = tmp_path / f"heaps-{day}"
        heaps.mkdir()
        found = export.scatter([tmp_path / "all.ndjson"], heaps, 3, FirstPass(on=day))
        mine = {c.id: c for heap in found.heaps for c in heap_cases(heap, found.medicines) if isinstance(c, Case)}
        assert len(mine) == len(cases)
        for case in cases:
            theirs, ours = facts_on(case, day), facts_on(mine[case.id], day)
            assert ours.values == theirs.values
            assert {n: m.why for n, m in ours.missing.items()} == {n: m.why for n, m in theirs.missing.items()}


def test_a_result_dated_by_its_period_or_issue_is_not_outdated_by_an_old_one(tmp_path):
    """Its moment stands elsewhere than at a glance: it is read by itself."""
    hb = {"code": "haemoglobin", "patient": "a", "value": 131, "unit": "g/L", "status": "final"}
    issued = line(1, {**hb, "when": None, "more": {"issued": "2026-01-05T08:00:00Z"}})
    period = line(
        2,
        {
            **hb,
            "code": "mcv",
            "unit": "fL",
            "value": 99,
            "when": None,
            "more": {"effectivePeriod": {"start": "2026-01-07"}},
        },
    )
    old = [
        line(3 + i, {**hb, "code": code, "when": "2020-01-01", "more": {}})
        for i, code in enumerate(["haemoglobin", "mcv"])
    ]
    (tmp_path / "all.ndjson").write_bytes(b"\n".join([PEOPLE[0], issued, period, *old]) + b"\n")
    known = read(tmp_path, FirstPass(on=ON))["a"].known
    assert known["haemoglobin"].source.where == "Observation/o1"
    assert known["mcv"].source.where == "Observation/o2"

"""Side by side: agreement and disagreement are said, each difference has its clauses, and an exchange really ends it."""

import json
from datetime import date
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from some_patients import partly
from typer.testing import CliRunner

from cobalamin.assessment.assess import answer
from cobalamin.assessment.engine import engine_for
from cobalamin.cli import app
from cobalamin.comparison.compare import BASE_WORDS, URGENCY_DIFFERS, Comparison, clause_answer, compare
from cobalamin.comparison.exchange import cause, differing_entries, exchanged, possible_routes
from cobalamin.comparison.text import text
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.notice import NOTICE
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.records.known import Facts, Known
from cobalamin.records.read import read_any
from cobalamin.records.record import Case

PATIENTS = Path(__file__).parent / "patients"
PAIRS = list(combinations(PROFILES.values(), 2))


def case(id: str) -> Case:
    return read_any((PATIENTS / f"{id}.json").read_bytes())


@cache
def compared(id: str, *names: str, verified: bool = False) -> Comparison:
    """The guidelines side by side for one of the patients: several tests read one comparison."""
    return compare(case(id), names=names, verified=verified)


def test_disagreement_names_who_says_what() -> None:
    said = compared("G03", "nice", "bsh", "nhg")
    assert said.agreement == "The guidelines differ. nice@2024-03, bsh@2014: injections. nhg@2014: tablets."
    assert {(d.one, d.other) for d in said.differences} == {("nice@2024-03", "nhg@2014"), ("bsh@2014", "nhg@2014")}


def test_where_a_specialist_decides_no_source_is_said_to_ask_for_nothing() -> None:
    allergic = {"total_b12": "100 ng/L", "fatigue": True, "cobalamin_or_cobalt_allergy": True}
    said = text(
        compare(case_from({"cobalamin_case": 1, "patient": {"sex": "male"}, "facts": allergic}), on=date(2026, 3, 2))
    )
    assert "nice@2024-03: a specialist decides before any rule on the route is asked" in said
    assert "no rule of this source asks for B12" not in said


def test_agreement_is_said_as_plainly() -> None:
    said = compared("G03", "nice", "bsh")
    assert said.agreement == "All 2 guidelines agree: injections."
    assert said.differences == ()


def test_a_difference_of_rules_shows_the_clause_of_each_source() -> None:
    (difference,) = compared("G03", "nice", "nhg").differences
    clauses = {(clause.guideline, clause.decides) for clause in difference.clauses}
    assert {("nice@2024-03", "nice:irreversible"), ("nhg@2014", "nhg:oral")} <= clauses
    assert all(clause.cites and clause.verified for clause in difference.clauses)


def test_a_difference_of_figures_shows_both_figures() -> None:
    (difference,) = compared("G02", "us-practice", "nhg").differences
    assert {"us-practice@2017", "nhg@2014"} == {c.guideline for c in difference.clauses}


def test_the_text_has_a_hundred_columns_and_the_notice() -> None:
    every = [compared(id) for id in ("G01", "G02", "G08")]
    for said in map(text, (*every, compared("G02", "us-practice", "nhg", verified=True))):
        assert max(map(len, said.splitlines())) <= 100
        assert " ".join(said.split()).endswith(NOTICE)


def test_the_text_has_a_table_of_route_urgency_plan_and_next_test_and_says_what_each_side_goes_by() -> None:
    said = text(compared("G03"))
    assert [word for word in ("guideline", "route", "urgency", "plan", "next test") if word not in said] == []
    assert "injections against tablets" in said
    assert "nhg@2014 by nhg:oral" in said
    assert "nice@2024-03 by nice:irreversible" in said


def test_a_figure_that_makes_the_difference_is_printed() -> None:
    said = text(compared("G02", "us-practice", "nhg"))
    assert "us-practice@2017, b12.total.deficient: total B12 below this is deficient: 150 pg/mL" in " ".join(
        said.split()
    )
    assert "nhg@2014, b12.total.deficient: total B12 below this is deficient: 148 pmol/L" in " ".join(said.split())


def test_a_figure_is_told_in_full_once_and_named_after_that() -> None:
    said = " ".join(text(compared("G02")).split())
    assert said.count("us-practice@2017, b12.total.deficient: total B12 below this is deficient: 150 pg/mL") == 1
    assert "us-practice@2017 by b12.total.deficient (above), us:malabsorption" in said


@pytest.mark.thorough
def test_several_open_routes_read_as_a_list_in_which_nothing_is_said_twice() -> None:
    for id, verified in product(("G01", "G08"), (False, True)):
        said = " ".join(text(compared(id, verified=verified)).split())
        assert "injections or injections" not in said
        assert "or either" not in said.replace("or either route", "")
    assert "us-practice@2017: undecided (injections, either route, tablets or no B12 treatment)" in (
        " ".join(text(compared("G01", verified=True)).split())
    )


def test_what_is_not_settled_has_no_plan_yet_and_that_is_not_no_treatment() -> None:
    rows = {row.guideline: row for row in compared("G02").rows}
    assert rows["bsh@2014"].plan == "none until the route is decided"
    assert rows["nhg@2014"].plan.startswith("B12 by mouth, Dutch")


@pytest.mark.thorough
def test_from_verified_entries_only_nothing_unverified_speaks_and_silence_explains_only_what_is_open() -> None:
    for id in ("G01", "G02", "G03", "G05", "G08"):
        for row in compared(id, verified=True).rows:
            assert all(clause.verified != "unverified" for clause in row.because)
            assert not row.off or len(row.possible) > 1


def test_no_word_of_the_table_is_broken() -> None:
    said = text(compared("G02"))
    assert "holotra" not in said
    assert "Active B12;" in said


def test_agreement_has_no_list_of_differences() -> None:
    assert "What makes each difference" not in text(compared("G03", "nice", "bsh"))


def test_the_json_is_whole() -> None:
    said = json.loads(compared("G05").json())
    assert [row["guideline"].partition("@")[0] for row in said["rows"]] == list(PROFILES)
    assert said["notice"] == NOTICE


def test_an_old_version_can_stand_beside_the_new_one() -> None:
    said = compared("G08", "nice@2023-07", "nice")
    assert [row.guideline for row in said.rows] == ["nice@2023-07", "nice@2024-03"]
    assert said.rows[0].version != said.rows[1].version


def test_a_date_is_needed() -> None:
    undated = read_any(json.dumps({"cobalamin_case": 1, "id": "x", "facts": {}}).encode())
    with pytest.raises(ValueError, match="no decision date"):
        compare(undated)
    assert compare(undated, on=date(2026, 3, 1)).on == date(2026, 3, 1)


# --- one guideline by itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_an_answer_under_one_guideline_shows_the_sentences_it_rests_on(format: str) -> None:
    said = CliRunner().invoke(
        app, ["assess", str(PATIENTS / "G08.json"), "--guideline", "nice@2024-03", "--format", format]
    )
    whole = " ".join(said.output.split())
    assert "Indications for injections (NICE NG239 of March 2024, with BNF regimens)" in whole
    assert "The six indications" not in whole
    assert "Why this route, in the sentences of the source" in whole
    assert "[nice:do_not_wait] With neurological features, do not delay replacement for results" in whole


def test_from_verified_entries_only_no_unverified_sentence_is_shown_as_a_reason() -> None:
    asked = ["assess", str(PATIENTS / "G02.json"), "--guideline", "bsh"]
    whole, verified = (CliRunner().invoke(app, [*asked, *more]).output for more in ([], ["--verified-only"]))
    assert "may apply: [bsh:no_cause]" in whole
    assert "may apply: [bsh:malabsorption]" in verified
    assert "[bsh:no_cause]" not in verified


def test_the_article_shows_its_six_and_no_sentences_beside_them() -> None:
    assert "Why this route" not in CliRunner().invoke(app, ["assess", str(PATIENTS / "G08.json")]).output


# --- the cause of a difference ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda p: p.id)
@pytest.mark.some(5)
def test_exchanging_the_named_entries_ends_the_difference_and_fewer_do_not(one: object, other: object) -> None:
    for patient in partly(12, 11):
        if possible_routes(one, patient) == possible_routes(other, patient):  # type: ignore[arg-type]
            continue
        entries = cause(one, other, patient)  # type: ignore[arg-type]
        wanted = possible_routes(other, patient)  # type: ignore[arg-type]
        assert possible_routes(exchanged(one, other, entries), patient) == wanted  # type: ignore[arg-type]
        if len(entries) == 2:
            for entry in entries:
                assert possible_routes(exchanged(one, other, (entry,)), patient) != wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda p: p.id)
@pytest.mark.some(5)
def test_exchanging_everything_gives_the_other_guideline(one: object, other: object) -> None:
    mixed = exchanged(one, other, differing_entries(one, other))  # type: ignore[arg-type]
    for patient in partly(12, 12):
        assert possible_routes(mixed, patient) == possible_routes(other, patient)  # type: ignore[arg-type]


# --- what the second look at the page found --------------------------------------------------------------------------

EXAMPLE = Path(__file__).parents[2] / "examples" / "metformin-tingling.json"
ASKED = {"haemoglobin": "145 g/L", "mcv": "90 fL"}


def told(facts: dict[str, object]) -> Case:
    person = {"age": 50, "sex": "male"}
    asked = [group for group in ASSESSABLE if group not in ("bowel", "surgery")]
    return case_from({"cobalamin_case": 1, "patient": person, "facts": {**ASKED, **facts}, "assessed": asked})


def test_a_settled_route_is_never_said_to_be_asked_for_by_no_rule() -> None:
    """Malabsorption or no cause found: one of two rules is sure to ask for injections, and nobody knows yet which."""
    said = compare(told({"total_b12": "140 ng/L", "fatigue": True}), on=date(2026, 3, 2))
    (row,) = (row for row in said.rows if row.guideline == "bsh@2014")
    assert row.route == "injection"
    assert {clause.decides for clause in row.because} == {"bsh:malabsorption", "bsh:no_cause"}
    assert all(clause.truth is Truth.UNKNOWN for clause in row.because)
    assert "bsh@2014: no rule of this source" not in text(said)


def test_a_result_in_words_stands_at_the_figures_of_each_source_so_that_no_figure_makes_the_difference() -> None:
    said = compare(told({"total_b12": "low", "fatigue": True}), on=date(2026, 3, 2))
    assert said.differences
    assert not [c.decides for d in said.differences for c in d.clauses if c.decides.startswith("b12.total")]


def test_every_clause_says_which_word_it_is_about() -> None:
    for p in PROFILES.values():
        for id in ("b12_deficient", "deficiency_confirmed", "b12_unlikely", "suspicion"):
            clause = clause_answer(p, id)
            if p.clause(id) is None:
                assert clause.says.startswith(BASE_WORDS[id].statement)
                assert clause.silent is (p.id != "article")


@pytest.mark.parametrize("p", PROFILES.values(), ids=PROFILES)
def test_a_clause_about_a_figure_or_a_word_of_a_source_says_which(p: Profile) -> None:
    """*148 pmol/L: Below 148 pmol/L* and *A label names no active B12* named neither the figure nor the word."""
    for figure in p.figures:
        assert figure.label in clause_answer(p, figure.id).says
        assert figure.text in clause_answer(p, figure.id).says
    for word in p.words:
        assert clause_answer(p, word.id).says.startswith(f"{BASE_WORDS[word.id].statement}, in this source: ")


def test_agreement_on_the_route_is_not_told_as_agreement_on_the_urgency() -> None:
    """Of guidelines with one route one patient in eight has several urgencies; the sentence was *All 6 guidelines agree*."""
    level = {"total_b12": "400 pmol/L", "active_b12": "60 pmol/L", "mma": "150 nmol/L", "homocysteine": "9 umol/L"}
    blood = {"white_cells": "6 10*9/L", "platelets": "250 10*9/L", "intrinsic_factor_antibody": False, "haemolysis_picture": False,
             "hypersegmented_neutrophils": False, "megaloblastic_picture": False}  # fmt: skip
    person = {"age": 50, "sex": "male"}

    def beside(**more: object) -> Comparison:
        facts = {**ASKED, **blood, **level, **more}
        case = {"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": [*ASSESSABLE]}
        return compare(case_from(case), on=date(2026, 3, 2))

    found = beside()
    assert {row.route for row in found.rows} == {"none"}
    assert len({row.urgency for row in found.rows}) == 2
    assert found.agreement.endswith(f". {URGENCY_DIFFERS}")
    assert URGENCY_DIFFERS not in beside(active_b12="90 pmol/L").agreement


def exact(p: Profile, patient: Patient) -> tuple[str, ...]:
    known = {name: Known(value) for name, value in patient.items()}
    return answer(engine_for(p.guideline), Facts(date(2026, 3, 2), known, {}), Case("x"), {}).route.possible


def test_the_routes_a_difference_is_sought_in_are_those_the_answer_has() -> None:
    """By Kleene's rules one answer in six left more open than the answer itself, and some differences had no cause at all."""
    for patient in partly(25, seed=3):
        for p in PROFILES.values():
            assert possible_routes(p, patient) == exact(p, patient)


@pytest.mark.thorough
def test_what_is_said_to_make_a_difference_ends_it() -> None:
    ended = 0
    for patient in partly(6, seed=3):
        for one, other in PAIRS:
            if possible_routes(one, patient) != possible_routes(other, patient):
                entries = cause(one, other, patient)
                if len(entries) <= 2:
                    assert possible_routes(exchanged(one, other, entries), patient) == possible_routes(other, patient)
                    ended += 1
    assert ended > 20


@pytest.mark.parametrize("width", [50, 60, 80, 99])
def test_a_narrow_terminal_has_a_list_in_the_place_of_the_table(width: int) -> None:
    """The table is a hundred wide: on eighty columns every line of it was broken anywhere."""
    found = compare(read_any(EXAMPLE.read_bytes()), on=date(2026, 3, 2))
    narrow = text(found, width)
    assert max(map(len, narrow.splitlines())) <= width
    for row in found.rows:
        assert f"\n{row.guideline}\n  route: " in narrow
        assert f"\n  plan: {row.plan[:20]}" in narrow
    assert "-----" in text(found)

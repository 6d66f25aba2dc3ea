"""Every obligation of the base guideline, decided; a broken one fails with its patient as a case file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from cobalamin.knowledge.answer import urgency
from cobalamin.knowledge.claims import (
    Allowed,
    Keeps,
    Matters,
    Never,
    Obligation,
    Possible,
    Settled,
    Stable,
    outcome,
    word,
)
from cobalamin.knowledge.facts import finding, total_b12
from cobalamin.knowledge.obligations import obligations
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.explain import explain
from cobalamin.language.nodes import Named, Not, Presume, RuleError, all_of, any_of, q
from cobalamin.language.truth import Truth
from cobalamin.manual.proved import written_page
from cobalamin.proving.forced import kleene_gaps
from cobalamin.proving.prove import Prover, Result, prove
from cobalamin.proving.table import WIDTH, table
from cobalamin.proving.witness import breaks, case_file
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

ON = date(2026, 3, 1)
IDS = [obligation.id for obligation in obligations(ARTICLE)]


@cache
def results() -> dict[str, Result]:
    return {result.obligation.id: result for result in prove(ARTICLE)}


@pytest.mark.parametrize("name", IDS)
def test_the_obligation_holds(name: str) -> None:
    result = results()[name]
    assert result.holds, against(result)


def against(result: Result) -> str:
    """The obligation, and the patient of whom it does not hold as a case file."""
    told, patient = result.obligation.sentence, {}
    if result.broken is not None:
        patient = case_file(result.obligation.id, told, result.broken.patient)
    return f"{told} {result.status}. {result.remark}\n{json.dumps(patient, indent=1)}"


def test_there_are_at_least_thirty_and_their_names_differ() -> None:
    assert len(IDS) == len(set(IDS)) >= 30


def test_the_diagram_decides_whatever_speaks_of_outputs() -> None:
    for result in results().values():
        asked = sum(not isinstance(claim, Stable | Matters) for claim in result.obligation.claims)
        assert result.by_diagram >= asked, result.obligation.id


def test_only_a_part_that_matters_to_the_half_known_alone_is_left_to_z3() -> None:
    matters = results()["every_leaf_matters"]
    assert matters.claims - matters.by_diagram <= 5


def test_every_recorded_exception_has_a_patient_who_needs_it() -> None:
    for result in results().values():
        assert len(result.recorded) == len(result.obligation.allowed)
        for witness in result.recorded:
            assert breaks(witness.claim, witness.patient, witness.after), result.obligation.id


def test_every_witness_is_a_case_file_that_replays() -> None:
    for result in results().values():
        for witness in result.recorded:
            replayed = [
                None
                if patient is None
                else facts_on(read_any(json.dumps(case_file("w", "w", patient)).encode()), ON).values
                for patient in (witness.patient, witness.after)
            ]
            assert replayed[0] is not None
            assert breaks(witness.claim, replayed[0], replayed[1]), result.obligation.id


def test_the_page_is_what_is_proved_now() -> None:
    """Line by line, but for the patients: which of several small ones Z3 finds depends on what it was asked before."""
    page = (Path(__file__).parents[2] / "docs" / "proved.md").read_text(encoding="utf-8")
    now = written_page(ARTICLE, tuple(results().values()), kleene_gaps(ARTICLE))
    assert without_patients(page) == without_patients(now), "docs/proved.md is stale: `make docs`"


def without_patients(page: str) -> list[str]:
    """The lines, of the table of gaps the answers alone, without the examples of exceptions."""
    before, head, after = page.partition("| answer | a patient")
    rows = [line.rpartition(" | ")[0] if line.startswith("| ") else line for line in after.splitlines()]
    return [line for line in (*before.splitlines(), head, *rows) if not line.startswith("  Example")]


def test_the_table_counts_and_says_that_nobody_has_signed() -> None:
    text = table(tuple(results().values()))
    assert f"{len(IDS)} of {len(IDS)} obligations hold; 0 listed exceptions, 0 broken" in text
    assert "Not signed off by a clinician" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_the_table_says_what_does_not_simply_hold() -> None:
    broken = decided(Never((finding("fatigue"), finding("fever"))))
    assert "X trial" in table([broken])
    assert "    A trial." in table([broken])
    assert "~ trial" in table([broken], {"trial": "the source says so"})
    assert "but: the source says so" in table([broken], {"trial": "the source says so"})


# --- provers that cannot say no prove nothing ------------------------------------------------------------------------


def decided(*claims: object, allowed: tuple[Allowed, ...] = ()) -> Result:
    obligation = Obligation("trial", "A trial.", claims, allowed)  # type: ignore[arg-type]
    return Prover([obligation]).result(obligation)


pregnant, female, anaemia = finding("pregnant"), finding("female"), word(ARTICLE, "anaemia")


def test_a_false_never_is_broken_by_its_smallest_patient() -> None:
    result = decided(Never((finding("fatigue"), finding("fever"))))
    assert result.status == "broken"
    assert result.broken is not None
    assert result.broken.patient == {"fatigue": True, "fever": True}


def test_what_cannot_be_is_no_witness() -> None:
    assert decided(Never((pregnant, Not(female)))).status == "proved"


def test_an_impossible_possible_is_broken() -> None:
    assert decided(Possible(all_of(pregnant, Not(female)), "a pregnant man")).status == "broken"


def test_a_part_that_decides_nothing_is_broken() -> None:
    whole = any_of(finding("fatigue"), all_of(finding("fatigue"), finding("fever")))
    assert decided(Matters(whole, finding("fatigue"), "fever")).status == "broken"


def test_a_fact_that_takes_an_answer_away_is_broken() -> None:
    deficient = total_b12 < q(180, "ng/L")
    result = decided(Keeps(total_b12, "higher", (deficient,)))
    assert result.status == "broken"
    assert decided(Keeps(total_b12, "lower", (deficient,))).status == "proved"


def test_a_presumption_that_turns_an_answer_is_told_from_one_that_is_lifted() -> None:
    rule = Named("trial", "a trial", Presume(finding("fever"), Truth.NO, "not recorded"))
    assert decided(Stable((rule,))).status == "proved"
    assert decided(Settled((rule,))).status == "proved"


def test_an_exception_nobody_needs_is_reported() -> None:
    allowed = (Allowed(finding("fever"), "not needed"),)
    result = decided(Never((pregnant, Not(female))), allowed=allowed)
    assert result.status == "exception no longer needed"
    assert not result.holds


def test_a_guideline_that_forgets_the_allergy_is_caught() -> None:
    rungs = ARTICLE.route.rungs[1:]
    broken = replace(ARTICLE, ladders=(replace(ARTICLE.route, rungs=rungs, otherwise="none"), urgency))
    claim = Never((finding("cobalamin_or_cobalt_allergy"), outcome(broken.route, "injection")))
    result = decided(claim)
    assert result.status == "broken"
    assert result.broken is not None
    case = case_file("allergy", "Allergy is never answered with a plain injection.", result.broken.patient)
    assert case["facts"]["cobalamin_or_cobalt_allergy"] is True
    assert explain(outcome(broken.route, "injection"), result.broken.patient).truth is Truth.YES


def test_an_outcome_the_ladder_never_gives_is_the_authors_mistake() -> None:
    with pytest.raises(
        RuleError, match="never answers 'injektion'; its outcomes are specialist, injection, oral, none"
    ):
        outcome(ARTICLE.route, "injektion")

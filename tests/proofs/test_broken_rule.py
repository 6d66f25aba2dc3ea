"""A rule broken on purpose: `cobalamin prove` says so, writes the patient, and `cobalamin assess` replays that patient."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("z3", reason="z3-solver is not installed (extra `proof`)")

from typer.testing import CliRunner

from cobalamin.cli import app
from cobalamin.knowledge.claims import word
from cobalamin.knowledge.clinical_obligations import clinic, meaning
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.language.nodes import any_of
from cobalamin.language.rewrite import Rewriting
from cobalamin.proving.witness import breaks
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

FORGOTTEN = "weakness"
ID = "red_flag_is_neurological"


def forgetful() -> Guideline:
    """The guideline with weakness forgotten among the neurological findings; the red flags still name it."""
    involvement = word(ARTICLE, "neurological_involvement")
    parts = [part for part in involvement.part.parts if part.name != FORGOTTEN]  # type: ignore[union-attr]
    return ARTICLE.rewritten(Rewriting({}, {involvement.id: replace(involvement, part=any_of(*parts))}))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobalamin.comparison.compare.guideline_of", lambda profile: forgetful())
    kept = ("allergy_blocks", ID)
    monkeypatch.setattr(
        "cobalamin.proving.prove.obligations", lambda g: tuple(o for o in (*clinic(g), *meaning(g)) if o.id in kept)
    )


@pytest.mark.usefixtures("broken")
def test_a_broken_rule_is_told_with_its_patient_and_assess_replays_it(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["prove", "--witnesses", str(tmp_path)])
    assert said.exit_code == 1
    assert f"X {ID}" in said.output
    assert "A red flag is a neurological finding." in said.output
    assert "1 of 2 obligations hold; 0 listed exceptions, 1 broken" in said.output
    (case,) = tmp_path.iterdir()
    document = json.loads(case.read_text(encoding="utf-8"))
    assert [name for name, known in document["facts"].items() if known is not False] == [FORGOTTEN]
    (claim,) = next(o for o in meaning(forgetful()) if o.id == ID).claims
    replayed = facts_on(read_any(case.read_bytes()), date(2026, 3, 1)).values
    assert breaks(claim, replayed, None)
    answered = CliRunner().invoke(app, ["assess", str(case)])
    assert answered.exit_code == 0
    assert document["title"] in answered.output


@pytest.mark.usefixtures("broken")
def test_without_a_folder_the_case_is_printed() -> None:
    said = CliRunner().invoke(app, ["prove"])
    assert f"{ID} is broken by:" in said.output
    assert json.loads(said.output.partition("is broken by:\n")[2])["facts"][FORGOTTEN] is True


@pytest.mark.usefixtures("broken")
def test_all_guidelines_are_proved_one_after_another_each_with_its_own_patients(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["prove", "--guideline", "all", "--witnesses", str(tmp_path)])
    assert said.exit_code == 1
    assert [line for line in said.output.splitlines() if line.endswith(tuple(p.title for p in PROFILES.values()))] == [
        f"{p.name}: {p.title}" for p in PROFILES.values()
    ]
    assert said.output.count("1 of 2 obligations hold; 0 listed exceptions, 1 broken") == len(PROFILES)
    assert {path.parent.name for path in tmp_path.rglob("*.json")} == PROFILES.keys()

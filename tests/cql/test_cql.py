"""The CQL library against the product: translated without a message, run on both reference engines, no answer differs.

Needs Node; `make test` installs the packages of this folder's lock file, and without them the tests skip with the reason.
CQL_PATIENTS sets how many patients are drawn (`make cql`: 10,000).
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from node_program import node_program
from patients import ON, bundles

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.compile import Program
from cobalamin.language.ladder import certain, possible_outcomes
from cobalamin.language.nodes import Compare, Finding, Named
from cobalamin.manual.cql import VALUE_SET, code_sets, cql
from cobalamin.readings.cql import compare_name, fact_name
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on

HERE = Path(__file__).parent
COUNT = int(os.environ.get("CQL_PATIENTS", "0"))
SOME = {"run.mjs": 40, "run_reference.mjs": 12}
"""How many patients each engine answers unless somebody says how many: the reference takes ten times as long for one."""


@cache
def patients(script: str) -> list[dict[str, Any]]:
    return list(bundles(COUNT or SOME[script], 4))


def ran(program: str, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The engine on these patients, told of by files in the folder."""
    (folder / "library.cql").write_text(cql(ARTICLE), encoding="utf-8")
    sets = {VALUE_SET + name: rows for name, rows in code_sets().items()}
    (folder / "sets.json").write_text(json.dumps(sets), encoding="utf-8")
    (folder / "bundles.ndjson").write_text("\n".join(map(json.dumps, patients(script))), encoding="utf-8")
    names = [str(folder / name) for name in ("library.cql", "sets.json", "bundles.ndjson")]
    return subprocess.run([program, script, *names, str(ON)], cwd=HERE, capture_output=True, text=True, check=False)


@cache
def answers(script: str) -> tuple[list[str], list[dict[str, Any]]]:
    """What the translator said, where the script asks it, and the answers of each patient."""
    program = node_program()
    with tempfile.TemporaryDirectory(prefix="cobalamin-cql-") as folder:
        done = ran(program, script, Path(folder))
    assert done.returncode == 0, done.stderr[-3000:]
    # The reference engine announces its logger on the same stream.
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return (rows[0]["messages"], rows[1:]) if "messages" in rows[0] else ([], rows)


def expected(bundle: dict[str, Any], program: Program) -> Iterator[tuple[str, Any]]:
    """What the product says of each define: facts, comparisons, rules and the certain outcome of each ladder."""
    facts = facts_on(read_bundle(json.dumps(bundle).encode()), ON)
    values = program.values(program.vector(facts.values))
    for node, i in program.index.items():
        match node:
            case Finding(name=name):
                yield fact_name(name), values[i]
            case Compare():
                yield compare_name(node), values[i]
            case Named(id=name):
                yield name, values[i]
            case _:
                pass
    for ladder in ARTICLE.ladders:
        still = possible_outcomes(ladder, lambda rule: program.truth(values, rule))
        yield f"answer {ladder.id}", certain(still)


@pytest.mark.parametrize("script", ["run.mjs", "run_reference.mjs"])
@pytest.mark.some("run.mjs")
def test_the_engine_answers_as_the_product_does(script: str) -> None:
    _, found = answers(script)
    program = Program(*ARTICLE.roots)
    differences = [
        f"{bundle['entry'][0]['resource']['id']} {name}: product {value}, {script} {engine.get(name)}"
        for bundle, engine in zip(patients(script), found, strict=True)
        for name, value in expected(bundle, program)
        if engine.get(name) != value
    ]
    assert not differences, f"{len(differences)} differences\n" + "\n".join(differences[:40])


def test_the_library_is_translated_without_a_message() -> None:
    assert answers("run.mjs")[0] == []


def test_every_rule_is_a_define_and_nothing_needs_fhirhelpers() -> None:
    text = cql(ARTICLE)
    assert "FHIRHelpers" not in text
    for root in ARTICLE.roots:
        assert f'define "{root.id}":' in text


def test_the_patients_meet_every_answer() -> None:
    found = answers("run.mjs")[1]
    for ladder in ARTICLE.ladders:
        assert {engine.get(f"answer {ladder.id}") for engine in found} >= {None, ladder.outcomes[0]}

"""Write docs/cql.md: what the CQL library reads, how it is checked, and what the two engines do wrong in their smallest form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cobalamin.manual.cql import NOT_READ

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "cql.md"
FAULTS = ROOT / "tests" / "cql" / "faults.json"
PACKAGES = {"cql-execution": "cql-execution", "reference": "@cqframework/cql"}


def page() -> str:
    """The page in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# The rules as CQL\n"
    yield (
        "`cobalamin guideline --format cql` prints the guideline as one CQL library over FHIR R4; `--format fhir` prints it as a "
        "Library, PlanDefinition, ActivityDefinition and their ValueSets. Each named rule is one `define`. A fact that is not "
        "recorded is null, and null stays unknown through every rule. Nothing here is signed off by a clinician.\n"
    )
    yield (
        "`tests/cql` checks that the library translates without a message, and runs it on two engines beside the product, on "
        "FHIR patients generated at and around every figure: every fact, comparison, rule and answer must be the same. `make "
        "cql` tries 10,000 patients; on 26 November 2026 (93b31e4) none of them differed on either engine. `make fhir-check` "
        "has HL7's validator (in HAPI 8.8) check these resources, the Tasks of a recall list, every draft order and an outcome "
        "against the definitions of R4: no errors. The CRMI profiles that the resources name are not part of this check.\n"
    )
    yield "## What the library does not read\n"
    yield "The product reads the following. In the library, the fact stays null unless something else is said here:\n"
    yield from (f"- {limit}" for limit in NOT_READ)
    yield "\n## Known faults of the engines\n"
    yield (
        "Each was found while testing against the product, or in the code around it, and is shown in its smallest form. The "
        "library is written so that none matters. `tests/cql/test_faults.py` fails if a fault is fixed, or if the library begins "
        "to use what is broken.\n"
    )
    faults: dict[str, dict[str, Any]] = json.loads(FAULTS.read_text(encoding="utf-8"))
    versions = json.loads((FAULTS.parent / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for engine, package in PACKAGES.items():
        yield f"### {'The reference engine: ' if engine == 'reference' else ''}{package} {versions[package]}\n"
        yield "| fault | smallest example | should be | is | why, and how the library avoids it |\n|---|---|---|---|---|"
        yield from (_row(fault, told) for fault, told in faults.items() if told["engine"] == engine)
        yield ""
    yield from _around()


def _row(name: str, told: dict[str, Any]) -> str:
    cells = (f"`{told['expression']}`", _value(told["expected"]), _value(told["found"]))
    why = f"{_sentence(told['why'])} {_sentence(told['avoided'])}"
    return f"| {_sentence(name)[:-1]} | {' | '.join(cells)} | {why} |"


def _value(value: object) -> str:
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value)}`"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _around() -> Iterator[str]:
    yield "### Around the engines\n"
    yield "These give no wrong answer, but `tests/cql/run_reference.mjs` had to work around them:\n"
    yield (
        "- The reference engine ships for Node without a FHIR data source, and its terminology interface has no readable names; "
        "the harness builds the resources as CQL values and answers every call as *is this code in this set*."
    )
    yield "- The reference engine hashes a whole resource again each time it is put in a set; the harness computes each hash once."
    yield "- The reference engine writes about its logger to standard output, where the answers go; such lines are skipped."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

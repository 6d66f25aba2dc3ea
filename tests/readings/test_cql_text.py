"""The CQL library and the FHIR knowledge resources word for word, and what no rule of the guideline happens to use.

RECORD=1 writes the recorded texts again; read the difference: another engine runs them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Finding, Measure, Named, Not, Presume, RuleError, all_of, any_of, at_least, q
from cobalamin.language.truth import Truth
from cobalamin.manual.cql import cql, knowledge_bundle
from cobalamin.readings.cql import FindingFact, decimal, expression, fact_name, library, quoted
from cobalamin.readings.cql_facts import recorded, seen

RECORDED = Path(__file__).parent / "recorded"
A, B, C = (Finding(name, name) for name in "abc")
M = Measure("m", "m", "ng/L", (("pmol/L", Fraction(1)),))


def knowledge() -> str:
    """The resources without the CQL and the codes they carry: those are recorded, or generated, elsewhere."""
    everything = [entry["resource"] for entry in knowledge_bundle(date(2026, 3, 1))["entry"]]
    sets = [resource for resource in everything if resource["resourceType"] == "ValueSet"]
    resources = [resource for resource in everything if resource not in sets[3:]]
    for resource in resources:
        for content in resource.get("content", ()):
            content["data"] = "…"
        for included in resource.get("compose", {}).get("include", ()):
            included["concept"] = included["concept"][:1]
    return json.dumps(resources, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name, made", [("article.cql", cql), ("knowledge.json", knowledge)])
def test_the_text_is_the_recorded_one(name: str, made: object) -> None:
    text = made()  # type: ignore[operator]
    if os.environ.get("RECORD"):
        RECORDED.mkdir(exist_ok=True)
        (RECORDED / name).write_text(text, encoding="utf-8")
    assert text == (RECORDED / name).read_text(encoding="utf-8"), "RECORD=1 writes it again"


@pytest.mark.parametrize(
    "node, text",
    [
        (any_of(A, B), '("finding a" or "finding b")'),
        (all_of(A, Not(B)), '("finding a" and (not "finding b"))'),
        (
            at_least(2, A, B, C),
            '(("finding a" and "finding b") or ("finding a" and "finding c") or ("finding b" and "finding c"))',
        ),
        (Presume(A, Truth.YES, "why"), 'Coalesce("finding a", true) /* why */'),
        (Presume(A, Truth.NO, "why"), 'Coalesce("finding a", false) /* why */'),
        (q(180, "ng/L") > M, '"m < 180 ng/L"'),
        (Named("word", "a word", A), '"word"'),
    ],
)
def test_a_condition_in_cql(node: object, text: str) -> None:
    assert expression(node) == text  # type: ignore[arg-type]


def test_a_count_too_wide_to_spell_out_is_refused() -> None:
    parts = [Finding(f"f{i}", f"f{i}") for i in range(9)]
    assert expression(at_least(2, *parts[:8])).count(" or ") == 27
    with pytest.raises(RuleError, match="at least 2 of 9 parts is too wide to spell out in CQL"):
        expression(at_least(2, *parts))


@pytest.mark.parametrize(
    "value, text",
    [("180", "180.0"), ("4.5", "4.5"), ("0.271", "0.271"), ("0.123456789", "0.12345679"), ("100", "100.0")],
)
def test_a_decimal_has_a_point_and_at_most_eight_digits(value: str, text: str) -> None:
    assert decimal(Fraction(value)) == text


def test_a_name_is_quoted_whatever_it_holds() -> None:
    assert quoted('a "b" \\c') == '"a \\"b\\" \\\\c"'


@pytest.mark.parametrize("words", [recorded, seen])
def test_what_holds_for_life_does_not_fade(words: Callable[..., tuple[str, ...]]) -> None:
    assert words("s", ever=True, fading="always") == words("s", ever=True)
    assert words("s", ever=False, fading="never") == words("s", ever=False)
    assert '"Window start"' not in words("s", ever=True, fading="always")[0]
    assert '"Window start"' in words("s", ever=False, fading="always")[0]


def test_a_small_library_whole() -> None:
    low, tired = Named("low", "it is low", q(180, "ng/L") > M, ("S1", "S2")), Named("tired", "tired", A)
    ladder = Ladder("how", "how soon", (Rung("now", low), Rung("soon", tired)), "never")
    text = library(
        [low, tired], [ladder], {"a": FindingFact("true", "// before")},
        name="L", version="1", title="A title", value_sets={"s": "urn:s"}, functions="// f",
    )  # fmt: skip
    assert [line for line in text.splitlines() if line][:8] == [
        "// A title", "// Generated; not signed off by a clinician.", "library L version '1'", "using FHIR version '4.0.1'",
        "valueset \"s\": 'urn:s'", "// The decision date.", 'parameter "On" Date', "context Patient",
    ]  # fmt: skip
    assert f'// before\n\ndefine "{fact_name("a")}":\n  true' in text
    assert 'define "m value":\n  null as Decimal\n\ndefine "m unit":\n  null as String' in text
    assert '// it is low (S1, S2)\ndefine "low":\n  "m < 180 ng/L"' in text
    assert '\n\n// tired\ndefine "tired":\n  "finding a"\n\n' in text
    assert (
        'define "m < 180 ng/L":\n  case "m unit"\n    when \'ng/L\' then "Below"("m value", "m comparator", 180.0)\n'
        '    when \'pmol/L\' then "Below"("m value", "m comparator", 180.0)\n    else null as Boolean\n  end' in text
    )
    assert text.endswith(
        '// how soon\ndefine "answer how":\n  case\n    when "low" then \'now\'\n    when "low" is null then null\n'
        "    when \"tired\" then 'soon'\n    when \"tired\" is null then null\n    else 'never'\n  end\n"
    )

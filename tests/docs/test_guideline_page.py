"""The guideline page is what the code says now, and nothing that decides is missing from it."""

import re
from pathlib import Path

import pytest

from cobalamin.knowledge import patient
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.follow_up import ACTIONS, CHECKS, EXPECTED
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.regimens import FIGURES, REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.sources import SOURCES
from cobalamin.knowledge.statements import STATEMENTS, TEXTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Compare, Named, Presume, Threshold, q, walk
from cobalamin.manual.guideline import guideline_page
from cobalamin.manual.markdown import cited
from cobalamin.translation.printed_units import printed_units

PAGE = guideline_page()
TARGETS = re.findall(r'<a id="([^"]+)"></a>`([^`]+)`', PAGE)
DEFINED = [id for _, id in TARGETS]
NODES = list(walk(*ARTICLE.roots, possible))

SHOWN_BY_ID = {
    "words": [node.id for node in NODES if isinstance(node, Named)],
    "ladders": [ladder.id for ladder in ARTICLE.ladders],
    "parameters": [*THRESHOLDS, *FIGURES],
    "register": list(REGISTER),
    "statements": list(STATEMENTS),
    "regimens": list(REGIMENS),
    "texts": [text.id for text in TEXTS],
    "sources": list(SOURCES),
}


def test_the_page_in_docs_is_not_stale() -> None:
    stored = Path(__file__).parents[2] / "docs" / "guideline.md"
    assert stored.read_text(encoding="utf-8") == PAGE, "run `make docs`"


@pytest.mark.parametrize("kind", SHOWN_BY_ID)
def test_each_is_explained_once(kind: str) -> None:
    ids = SHOWN_BY_ID[kind]
    assert ids
    wrong = {id: DEFINED.count(id) for id in ids if DEFINED.count(id) != 1}
    assert not wrong, f"explained so many times: {wrong}"


def test_link_targets_are_distinct() -> None:
    anchors = [anchor for anchor, _ in TARGETS]
    assert sorted(set(anchors)) == sorted(anchors)


def test_every_link_leads_to_something_on_the_page() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }
    links = set(re.findall(r"\]\(#([^)]+)\)", PAGE))
    assert links
    assert links <= {anchor for anchor, _ in TARGETS} | headings


def test_every_figure_presumption_and_source_of_a_rule_is_there() -> None:
    for node in NODES:
        match node:
            case Compare(bound=bound):
                assert bound.id, "a bare figure is no parameter and has no source"
                link = bound.id.replace(".", "-")
                printed = printed_units(" = ".join(map(str, bound.printed)))
                assert f"[{printed}](#{link}) [{bound.verified}]" in PAGE
            case Presume(because=because):
                assert f"where unknown ({because})" in PAGE
            case Named(cites=cites):
                assert f"Sources: {cited(cites)}." in PAGE


def test_every_safety_rule_stands_under_its_level_with_its_action() -> None:
    for level in ("block", "warn", "inform"):
        section = PAGE.split(f"(`{level}`)\n")[1].split("\n### ")[0].split("\n## ")[0]
        rules = [rule for rule in ARTICLE.safety if rule.level == level]
        assert [rule.id for rule in rules] == [
            id for _, id in re.findall(r'<a id="([^"]+)"></a>`(safety:[^`]+)`', section)
        ]
        for rule in rules:
            assert rule.action in section
            assert rule.ask in section


def test_tests_follow_up_and_checklist_are_there() -> None:
    for id in (item.id for item in (*NEXT_TESTS, *CHECKS, *EXPECTED, *ACTIONS)):
        assert f"| `{id}` |" in PAGE
    for item in (item for section in patient.SECTIONS for item in section.items):
        assert f"| {item.words} | {item.question} |" in PAGE
    for sentence in (
        *patient.INTRODUCTION,
        *patient.QUESTIONS_TO_ASK,
        *patient.GET_HELP_HOW,
        *patient.GET_HELP_AT_ONCE,
    ):
        assert sentence in PAGE


def test_every_fact_is_there_with_its_units() -> None:
    for entry in FACTS.values():
        line = next(
            line for line in PAGE.split("\n## Facts\n")[1].splitlines() if line.startswith(f"| `{entry.name}` |")
        )
        for unit in getattr(entry.fact, "units", lambda: ())():
            assert unit in line


def test_a_figure_is_printed_as_it_is_read() -> None:
    """The INR stood there as "3 1", platelets as "50 10*9/L": the codes stand under the facts, where a table is written by them."""
    rows = PAGE.split("\n## Parameters\n")[1].split("\n## ")[0].splitlines()
    printed = {row.split("`")[1]: row.split(" | ")[1] for row in rows if row.startswith("| <a")}
    assert (printed["inr.above_range"], printed["platelets.caution"]) == ("3", "50 × 10⁹/L")
    assert not [row for row in printed.values() if re.search(r"10\*|\bu(g|mol)|[{}]| 1$", row)]


def test_it_says_that_nobody_has_signed_it_off() -> None:
    assert "Not signed off by a clinician" in PAGE.split("\n## ")[0]


def test_the_page_of_a_site_s_own_figures_shows_them() -> None:
    own = Threshold(
        "b12.total.deficient", (q(200, "ng/L"),), "the laboratory's own", ("local laboratory",), "unverified"
    )
    page = guideline_page(ARTICLE.with_thresholds({own.id: own}))
    assert "[200 ng/L](#b12-total-deficient) [unverified]" in page
    assert "| 200 ng/L | the laboratory's own | local laboratory | unverified |" in page
    assert "[180 ng/L" not in page


def test_the_entries_of_the_register_stand_by_their_numbers() -> None:
    """ "Sources: R2, R14, R13" looked like a slip to whoever checked them one by one."""
    assert cited(["S13", "R14", "SPEC our judgement", "R2", "M11"]) == "S13, M11, SPEC our judgement, R2, R14"
    assert cited([]) == "none"

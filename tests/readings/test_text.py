"""Every condition as a sentence: each node has its words, no two conditions of the guideline read alike, words are not inlined."""

import pytest

from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    Threshold,
    all_of,
    any_of,
    at_least,
    q,
    walk,
)
from cobalamin.language.truth import Truth
from cobalamin.readings.text import bullets, sentence

B12 = Measure("b12", "serum B12", "ng/L", (("pmol/L", q(1, "1").value),))
LOW = Threshold("low", (q(180, "ng/L"), q(133, "pmol/L")), cites=("NICE 1.3",), verified="secondary")
A, B, C = (Finding(name, label) for name, label in (("a", "tired"), ("b", "pale"), ("c", "numb")))
WORD = Named("suspected", "deficiency suspected", any_of(A, B), ("S1",))

SENTENCES = [
    (A, "tired"),
    (B12 < LOW, "serum B12 below 180 ng/L = 133 pmol/L [secondary]"),
    (B12 <= LOW, "serum B12 at most 180 ng/L = 133 pmol/L [secondary]"),
    (B12 > LOW, "serum B12 above 180 ng/L = 133 pmol/L [secondary]"),
    (B12 >= LOW, "serum B12 at least 180 ng/L = 133 pmol/L [secondary]"),
    (Compare(B12, "<", Threshold("", (q("4.5", "ng/L"),))), "serum B12 below 4.5 ng/L [unverified]"),
    (Not(A), "not: tired"),
    (Not(any_of(A, B)), "not any of (tired; pale)"),
    (Not(Not(A)), "not: not: tired"),
    (all_of(A, B), "all of (tired; pale)"),
    (at_least(2, A, B, C), "at least 2 of (tired; pale; numb)"),
    (all_of(A, any_of(B, C)), "all of (tired; any of (pale; numb))"),
    (WORD, "“deficiency suspected”"),
    (all_of(WORD, C), "all of (“deficiency suspected”; numb)"),
    (Presume(A, Truth.NO, "nobody asked"), "tired, taken as a no where unknown (nobody asked)"),
    (Presume(any_of(A, B), Truth.YES, "usual"), "taken as a yes where unknown (usual) (any of (tired; pale))"),
    (Not(Presume(A, Truth.NO, "nobody asked")), "not: tired, taken as a no where unknown (nobody asked)"),
]


@pytest.mark.parametrize("condition, words", SENTENCES, ids=[words for _, words in SENTENCES])
def test_a_condition_reads_as_its_sentence(condition: Condition, words: str) -> None:
    assert sentence(condition) == words


def test_the_sentences_above_show_every_kind_of_node() -> None:
    kinds = {type(node) for condition, _ in SENTENCES for node in walk(condition)}
    assert kinds == set(Condition.__args__)  # type: ignore[attr-defined]


def test_a_list_is_indented_as_the_condition_is_nested() -> None:
    assert bullets(all_of(A, at_least(2, WORD, B, Not(C)))) == (
        "- all of:\n  - tired\n  - at least 2 of:\n    - “deficiency suspected”\n    - pale\n    - not: numb"
    )


def _by_id(word: Named) -> str:
    return f"<{word.id}>"


def test_no_two_conditions_of_the_guideline_read_alike() -> None:
    nodes = list(walk(*ARTICLE.roots, possible))
    assert len({sentence(node, _by_id, lambda figure: figure.id) for node in nodes}) == len(nodes)


def test_a_named_word_is_mentioned_and_never_inlined() -> None:
    for word in (node for node in walk(*ARTICLE.roots) if isinstance(node, Named)):
        inside = [node for node in walk(word.part) if isinstance(node, Named)]
        direct = sentence(word.part, _by_id)
        for below in inside:
            if _mentioned_directly(below, word.part):
                assert f"<{below.id}>" in direct
            else:
                assert f"<{below.id}>" not in direct


def _mentioned_directly(word: Named, condition: Condition) -> bool:
    match condition:
        case Named():
            return condition == word
        case Not(part=part) | Presume(part=part):
            return _mentioned_directly(word, part)
        case Compare() | Finding():
            return False
        case _:
            return any(_mentioned_directly(word, part) for part in condition.parts)


def test_a_list_prints_figures_as_it_is_told() -> None:
    assert bullets(all_of(A, B12 < LOW), figure=lambda bound: bound.id).splitlines()[-1].endswith("serum B12 below low")

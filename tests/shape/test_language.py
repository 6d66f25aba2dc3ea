"""The shape of the language: closed, pure, documented, every reading complete, every node drawn by the random rules."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import Phase, find, settings
from source import nodes_of, tree_of

from cobalamin.language import nodes
from cobalamin.language.nodes import Condition, Finding, Measure, Node, walk
from strategies import conditions, law

LANGUAGE = Path(nodes.__file__).parent
FILES = sorted(file for file in LANGUAGE.glob("*.py") if file.name != "__init__.py")
KINDS = get_args(Condition)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_language_is_pure_it_imports_itself_and_the_standard_library(file: Path) -> None:
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            assert module.startswith("cobalamin.language.") or module.split(".")[0] in sys.stdlib_module_names
            assert module.split(".")[0] not in ("datetime", "time", "os", "socket", "logging")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_everything_public_says_in_a_sentence_what_it_is(file: Path) -> None:
    tree = tree_of(file)
    assert (ast.get_docstring(tree) or "").split("\n")[0].endswith((".", ":"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            inner = isinstance(node, ast.FunctionDef) and not _is_top(node, tree)
            assert inner or ast.get_docstring(node), node.name


def _is_top(function: ast.FunctionDef, tree: ast.Module) -> bool:
    """Whether a function stands in the module or in one of its classes, not inside another function."""
    holders = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    return any(function in holder.body for holder in holders)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_match_over_kinds_of_conditions_forgets_none(file: Path) -> None:
    """It ends in `assert_never`, or in a case for all the rest."""
    for node in nodes_of(file):
        if isinstance(node, ast.Match) and len(_kinds(node)) > 1:
            last = node.cases[-1]
            assert isinstance(last.pattern, ast.MatchAs), f"{file.name}:{node.lineno}"
            assert last.pattern.pattern is None


def _kinds(match: ast.Match) -> set[str]:
    classes = (n.cls for case in match.cases for n in ast.walk(case.pattern) if isinstance(n, ast.MatchClass))
    return {ast.unparse(cls) for cls in classes} & {kind.__name__ for kind in KINDS}


def test_the_closed_set_of_conditions_is_six() -> None:
    assert sorted(kind.__name__ for kind in KINDS) == ["AtLeast", "Compare", "Finding", "Named", "Not", "Presume"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_random_rules_hold_every_kind_of_condition(kind: type[Node]) -> None:
    first = settings(law, phases=[Phase.generate], max_examples=500)  # any rule does, not the smallest
    assert (
        find(conditions(), lambda rule: any(isinstance(node, kind) for node in walk(rule)), settings=first) is not None
    )


def test_equal_conditions_are_one_and_nothing_can_be_changed() -> None:
    one, other = (nodes.all_of(Finding("a", "a"), nodes.Not(Finding("b", "b"))) for _ in range(2))
    assert one is other
    with pytest.raises(AttributeError):
        one.k = 1  # type: ignore[misc, union-attr]


def test_a_measure_lists_its_own_unit_first() -> None:
    assert Measure("b12", "B12", "pmol/L", (("ng/L", nodes.q(1, "x").value),)).units() == ("pmol/L", "ng/L")

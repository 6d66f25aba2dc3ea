"""A function, class or constant that nothing in the package reads is taken out, or says here whom it is for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "cobalamin"
MODULES = sorted(PACKAGE.rglob("*.py"))
SHOWN = (".html", ".typ")
"""Templates name things too."""

FOR_OTHERS = {
    "__getattr__": "Python calls it",
    "branch_labels": "Alembic reads it",
    "depends_on": "Alembic reads it",
    "down_revision": "Alembic reads it",
    "downgrade": "Alembic calls it",
    "revision": "Alembic reads it",
    "what_if": "the language, for whoever reads it: every single-fact change",
    "smallest_changes": "the language, for whoever reads it: the least that flips an answer",
    "outcomes_of": "the language, for whoever reads it: a mask in words",
    "cells_of": "docs/spark.md: the cells of a measure, made inside the engine that holds the data",
    "column_types": "docs/spark.md: the types of the table that the generated SQL reads",
    "read_back": "the judge of the printed SQL: its text as rules again",
    "VERSIONS": "every dated version of a guideline: what a test of all of them goes through",
    "PROPER_NAMES": "data of the checklist that its reading age is measured without",
    "NOT_FOR_PATIENTS": "data of the checklist: the facts it leaves out on purpose",
    "MARKS": "the reasons that stand beside another, told apart for whoever reads a list",
    "JOINTS": "marked for translation where it stands",
    "_SAID": "marked for translation where it stands",
}
"""What the package itself does not use, with who does."""


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


@cache
def named() -> frozenset[str]:
    """Every name that the package reads: in expressions, imports and types, and in templates."""
    found = {word for tree in trees().values() for node in ast.walk(tree) for word in names_in(node)}
    shown = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in SHOWN)
    return frozenset(found.union(*(re.findall(r"\w+", text) for text in shown)))


def names_in(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
            return (name,)
        case ast.Constant(value=str(text)) if text.isidentifier():  # a type in quotation marks
            return (text,)
        case _:
            return ()


def held(path: Path) -> Iterator[str]:
    """The functions, classes and constants of a module."""
    for node in trees()[path].body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case _:
                pass


def unused() -> set[str]:
    return {name for path in MODULES for name in held(path)} - named() - {"__all__"}


def test_what_a_module_holds_is_used_or_says_for_whom_it_is() -> None:
    assert unused() - FOR_OTHERS.keys() == set(), "take it out, or say above who uses it"


def test_nothing_is_excused_that_is_used_or_gone() -> None:
    assert FOR_OTHERS.keys() - unused() == set(), "the excuse can go"

"""A function, class or constant that nothing in the package reads is taken out, or says here whom it is for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from source import tree_of

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
    "upgrade": "Alembic calls it",
    "_before": "Typer calls it",
    "eof_received": "asyncio calls it",
    "page": "tools/write_docs.py writes it",
    "ready": "tools/write_ready.py writes it",
    "file_of": "tools/write_ready.py writes it",
    "texts": "tools/write_words.py collects them",
    "at_least": "the language, for whoever writes it: k of several",
    "presumptions": "the language, for whoever reads it: what stood in for something unknown",
    "can_change": "the language, for whoever reads it: the facts an answer still depends on",
    "answers": "docs/spark.md: the answers of a table that Spark holds",
    "cells_of": "docs/spark.md: the cells of a measure, made inside the engine that holds the data",
    "column_types": "docs/spark.md: the types of the table that the generated SQL reads",
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
    return {path: tree_of(path) for path in MODULES}


def module_of(path: Path) -> str:
    """The full name of a module: "cobalamin.records.fhir.read"."""
    return ".".join(("cobalamin", *path.relative_to(PACKAGE).with_suffix("").parts))


@cache
def taken() -> frozenset[tuple[str, str]]:
    """Every name that a module of the package takes from another, with the module it is taken from."""
    modules = {module_of(path) for path in MODULES}
    return frozenset(pair for tree in trees().values() for pair in taken_by(tree, modules))


def taken_by(tree: ast.Module, modules: set[str]) -> Iterator[tuple[str, str]]:
    """`from a import b`, and `b.c` where `b` is a module."""
    called: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                if (whole := f"{node.module}.{alias.name}") in modules:
                    called[alias.asname or alias.name] = whole
                yield node.module, alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called:
            yield called[node.value.id], node.attr


def read_in(tree: ast.Module, name: str) -> bool:
    """Whether a module reads a name of its own, elsewhere than inside what bears it."""
    return any(name in names_read(top) for top in tree.body if getattr(top, "name", "") != name)


@cache
def names_read(top: ast.stmt) -> frozenset[object]:
    """The names that are read in a part of a module, and what stands there in quotation marks: it may be a type."""
    nodes = list(ast.walk(top))
    read = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return frozenset(read | {node.value for node in nodes if isinstance(node, ast.Constant)})


@cache
def attributes() -> frozenset[str]:
    """Every name that is read of some object, in code and in templates."""
    found = {node.attr for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    texts = {n.value for tree in trees().values() for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    shown = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in SHOWN)
    return frozenset(found | {t for t in texts if isinstance(t, str)}).union(
        *(re.findall(r"\w+", text) for text in shown)
    )


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


def methods(tree: ast.Module) -> Iterator[str]:
    """The methods and properties of the classes of a module that are ours alone: a base from elsewhere may call its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and not any(isinstance(base, ast.Attribute) for base in node.bases):
            yield from (each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def unused() -> frozenset[str]:
    found: set[str] = set()
    for path, tree in trees().items():
        found |= {n for n in held(path) if (module_of(path), n) not in taken() and not read_in(tree, n) and n != "_"}
        found |= {name for name in methods(tree) if name not in attributes() and not name.startswith("__")}
    return frozenset(found - {"__all__"})


def test_what_a_module_holds_is_used_or_says_for_whom_it_is() -> None:
    assert unused() - FOR_OTHERS.keys() == set(), "take it out, or say above who uses it"


def test_nothing_is_excused_that_is_used_or_gone() -> None:
    assert FOR_OTHERS.keys() - unused() == set(), "the excuse can go"

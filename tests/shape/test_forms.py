"""Two callers who were the first with a form, at the same moment, ended the program or read it wrongly: msgspec has no lock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from source import tree_of

PACKAGE = Path(__file__).parents[2] / "src" / "cobalamin"
MODULES = sorted(PACKAGE.rglob("*.py"))

AT_ONCE = """
import sys
from threading import Barrier, Thread
import msgspec
from cobalamin.records.forms import learned, reader

def nested(depth):
    return msgspec.defstruct("Form", [(f"f{i}", nested(depth - 1) if depth else str) for i in range(3)])

def filled(depth):
    return {f"f{i}": filled(depth - 1) if depth else "?" for i in range(3)}

sys.setswitchinterval(1e-6)
FORMS, TEXT = [nested(3) for _ in range(30)], msgspec.json.encode(filled(3))
START = Barrier(8)

def learn():
    for form in FORMS:
        START.wait()
        assert msgspec.json.encode(reader(learned(form)).decode(TEXT)) == TEXT

threads = [Thread(target=learn) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
"""


def test_threads_that_are_the_first_with_a_form_take_turns() -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


PLAIN = {"dict", "str", "tuple", "Any", "msgspec", "Raw"}
"""What a text is read as without a form to be learned."""


def learned_classes() -> Iterator[str]:
    """The classes that are learned where they are defined."""
    for path in MODULES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and any(ast.unparse(each) == "learned" for each in node.decorator_list):
                yield node.name


LEARNED = PLAIN | {*learned_classes()}


def unlearned(tree: ast.AST) -> Iterator[str]:
    """The calls that would be the first to make msgspec learn a form."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = ast.unparse(call.func)
        forms = [keyword.value for keyword in call.keywords if keyword.arg == "type"]
        forms += call.args[1:2] if called == "msgspec.convert" else []
        names = {each.id for form in forms for each in ast.walk(form) if isinstance(each, ast.Name)}
        if called == "msgspec.json.Decoder" or (called.startswith("msgspec.") and not names <= LEARNED):
            yield ast.unparse(call)


def test_nothing_is_read_by_a_form_that_was_not_learned() -> None:
    trees = {path: tree_of(path) for path in MODULES if path.stem != "forms"}
    found = {path.name: calls for path, tree in trees.items() if (calls := [*unlearned(tree)])}
    assert found == {}, "make a reader of it with `records/forms.py`"


def test_a_form_that_was_not_learned_is_found() -> None:
    assert [*unlearned(ast.parse("msgspec.json.decode(text, type=dict[str, Unknown])\nmsgspec.convert(told, Unknown)"))]
    assert [
        *unlearned(ast.parse("msgspec.json.decode(text, type=dict[str, Any])\nmsgspec.convert(told, CaseFile)"))
    ] == []

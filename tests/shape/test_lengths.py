"""Small on purpose: functions of at most 25 lines, five parameters, three levels; files of at most 300 lines.

Signatures, docstrings, blank lines and comments do not count: nobody should save words to pass. One `match` over a closed set of
nodes may be longer by its cases.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from source import tree_of

PACKAGE = Path(__file__).parents[2] / "src" / "cobalamin"
MODULES = sorted(PACKAGE.rglob("*.py"))

FUNCTION, FILE, PARAMETERS, NESTING = 25, 300, 5, 3

DATA = "knowledge/"
"""The medicine is content, one line a fact, an entry or an obligation: its length is the guideline's, not the code's."""

LONGER_FUNCTIONS = {
    ("plots/clinic.py", "plot_spec"): "data: the plot's specification as it is sent",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    """The path below the package."""
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name


def faults(path: Path) -> dict[str, str]:
    """The functions of a module that break a rule, with what is wrong."""
    source = path.read_text(encoding="utf-8").splitlines()
    found = {}
    for function in functions(path):
        cases = sum(isinstance(node, ast.match_case) for node in ast.walk(function))
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in ("self", "cls")]
        if (lines := length(source, function)) > FUNCTION + cases and not name_of(path).startswith(DATA):
            found[function.name] = f"{lines} lines, at most {FUNCTION}"
        # A decorated function's are options of a command or parts of a request; keyword-only ones are named where given.
        elif (
            len(names) > PARAMETERS
            and not function.decorator_list
            and not name_of(path).startswith(("cli", "commands/"))
        ):
            found[function.name] = f"{len(names)} parameters, at most {PARAMETERS}"
        elif (depth := nesting(function)) > NESTING:
            found[function.name] = f"nested {depth} deep, at most {NESTING}"
    return found


def counted(lines: list[str]) -> int:
    """The lines that count: blank ones and comments aside."""
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)


def length(source: list[str], function: Function) -> int:
    """The lines of a function's body; its signature and docstring say what it is, they do not make it long."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return counted(source[body[0].lineno - 1 : function.end_lineno]) if body else 0


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a module."""
    tree = tree_of(path)
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def nesting(node: ast.AST) -> int:
    """How deep loops, branches and handlers stand inside each other; an elif is no deeper than its if."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        below = nesting(child)
        if isinstance(child, ast.For | ast.While | ast.With | ast.Try | ast.Match | ast.If) and not _is_elif(
            node, child
        ):
            below += 1
        deepest = max(deepest, below if not isinstance(child, Function) else 0)
    return deepest


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)


def test_a_file_is_read_in_one_sitting() -> None:
    lines = {name_of(path): counted(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    longer = {name: many for name, many in lines.items() if many > FILE and not name.startswith(DATA)}
    assert longer == {}, "split it by subject"


def test_functions_are_small() -> None:
    found = {(name_of(path), function): fault for path in MODULES for function, fault in faults(path).items()}
    assert found.keys() == LONGER_FUNCTIONS.keys(), found


def test_the_measure_finds_what_is_too_much(tmp_path: Path) -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION))
    deep = "def deep(x):\n    if x:\n        for y in x:\n            while y:\n                with y:\n                    pass\n"
    flat = "def flat(x):\n    if x:\n        pass\n" + "    elif y:\n        pass\n" * PARAMETERS
    texts = {
        "long": f"def long():\n    y = 1\n{body}\n",
        "wide": "def wide(a, b, c, d, e, f): ...\n",
        "deep": deep,
        "flat": flat,
    }
    found = {}
    for name, text in texts.items():
        module = tmp_path / f"{name}.py"
        module.write_text(text)
        found[name] = bool(faults(module))
    assert found == {"long": True, "wide": True, "deep": True, "flat": False}


if __name__ == "__main__":
    for module in MODULES:
        for name, fault in faults(module).items():
            print(f"{name_of(module)}: {name}: {fault}")

"""Imports point down; heavy libraries are imported where they belong, and not at all for one patient's answer."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from source import nodes_of, tree_of

PACKAGE = Path(__file__).parents[2] / "src" / "cobalamin"
EXAMPLE = PACKAGE.parents[1] / "examples" / "metformin-tingling.json"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in MODULES}

TABLE = re.findall(
    r"^\| (\d) \| (.+?) \| ", (PACKAGE.parents[1] / "DEVELOPERS.md").read_text(encoding="utf-8"), re.MULTILINE
)
LAYER_OF = {name: int(layer) for layer, names in TABLE for name in re.findall(r"`(\w+)(?:/|\.py)`", names)}
"""The order of the packages, as DEVELOPERS.md has it: each imports from lower layers, never from its own."""

READ_THE_CLOCK = {"records.today", "journal.retention"}
"""Below the edge the day is given; these two are asked for today, and for how old a row is."""

ONLY = {"records": {"language", "knowledge"}}
"""A package that may not import all that stands below it."""

ROOMS = {
    "records": ("fhir", "read", "tables", "bulk", "omop", "parts", "left"),
    "recall": ("sources", "written", "many"),
}
"""What stands in a package above its plain modules, one above the other, as DEVELOPERS.md says it."""

BESIDE_THE_ROOMS = {"__init__", "__main__", "cli"}
"""What stands in no package: the names for whoever imports this one, and the door of the command line."""

STAND_ON_THE_PAGES = {"web.app", "web.gate"}
"""What puts the service together; the pages stand on whatever else is in `web`, which knows nothing of them."""

STANDARD_LIBRARY_ONLY = ("language", "knowledge")

OWNERS = {
    "alembic": ("journal",),
    "babel": ("translation.words",),
    "duckdb": ("population", "recall.sources.source", "records.omop"),
    "font_source_sans_pro": ("plots.drawing", "prints.typeset"),
    "icalendar": ("recall.written.calendars",),
    "isal": ("records.bulk.pieces",),
    "jinja2": ("prints.page",),
    "markupsafe": ("prints.page",),
    "msgspec": ("",),  # the language of records and answers: anywhere above the rules
    "numpy": (
        "atlas",
        "population",
        "readings.bits",
        "readings.circuit",
        "readings.planes",
        "records.bulk",
        "records.fact_table",
        "synthetic",
    ),
    "pyarrow": (
        "population",
        "records.bulk.observed",
        "records.parts",
        "records.fact_table",
        "records.tables",
        "synthetic",
    ),
    "psycopg": ("records.omop",),
    "pyspark": ("population.spark",),
    "rich": ("cli", "commands", "population"),
    "sqlalchemy": ("journal",),
    "sqlglot": ("readings.sql",),
    "typer": ("cli", "commands"),
    "typst": ("prints.typeset",),
    "vl_convert": ("plots.drawing",),
    "z3": ("readings.proof",),
}
"""Who may import what is not in the standard library, by the beginning of the name. A new line is a decision, not a habit."""

NOT_FOR_ONE_PATIENT = sorted(OWNERS.keys() - {"msgspec", "typer"} | {"litestar", "sqlalchemy", "jinja2", "pydantic"})


def name_of(path: Path) -> str:
    """The module's name below the package: "records.fhir.read"."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def package_of(name: str) -> str:
    """The package a module is in."""
    return name.split(".")[0]


def may_import(package: str) -> set[str]:
    """The packages that another may import from: its own, and what stands below it."""
    below = {other for other, layer in LAYER_OF.items() if layer < LAYER_OF[package]}
    return {package} | (below & ONLY.get(package, below))


def imported(path: Path) -> Iterator[str]:
    """The full names a module imports, inside functions and under TYPE_CHECKING too."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            assert node.module is not None
            # `from cobalamin.records.bulk import export` names a module, `from cobalamin.cli import main` a thing in one.
            named = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in NAMES else node.module for name in named)


def own(path: Path) -> set[str]:
    """The modules of this package that a module imports."""
    return {name.removeprefix("cobalamin.") for name in imported(path) if name.startswith("cobalamin.")}


def foreign(path: Path) -> set[str]:
    """The libraries a module imports that are neither ours nor Python's."""
    names = {name.split(".")[0] for name in imported(path)}
    return names - set(sys.stdlib_module_names) - {"cobalamin", "__future__"}


def test_the_order_of_the_packages_is_written_down() -> None:
    packages = {package_of(name_of(path)) for path in MODULES} - {"__init__", "__main__"}
    assert packages == LAYER_OF.keys(), "the table of DEVELOPERS.md gives every package its layer, and names no other"


@pytest.mark.parametrize("package", LAYER_OF)
def test_imports_point_down(package: str) -> None:
    found = {(name_of(path), name) for path in MODULES if package_of(name_of(path)) == package for name in own(path)}
    upward = sorted(f"{module} imports {name}" for module, name in found if package_of(name) not in may_import(package))
    assert not upward, f"{package} is in layer {LAYER_OF[package]} of DEVELOPERS.md: {', '.join(upward)}"


def height_in(package: str, name: str) -> int:
    """How high a module stands in its package: 0 for what all rooms use, then the rooms in their order."""
    room = name.split(".")[1]
    return ROOMS[package].index(room) + 1 if room in ROOMS[package] else 0


@pytest.mark.parametrize("package", ROOMS)
def test_the_rooms_of_a_package_stand_one_above_the_other(package: str) -> None:
    inside = {name_of(path): own(path) for path in MODULES if path.is_relative_to(PACKAGE / package)}
    needs = ((module, name) for module, names in inside.items() for name in names if package_of(name) == package)
    upward = [
        f"{module} imports {name}" for module, name in needs if height_in(package, module) < height_in(package, name)
    ]
    assert not upward, f"in `{package}` a room imports from those below it: {', '.join(sorted(upward))}"


def test_the_pages_stand_on_the_service_and_only_its_door_on_them() -> None:
    beside = [path for path in MODULES if path.parent == PACKAGE / "web"]
    found = {name_of(path) for path in beside if any(name.startswith("web.pages") for name in own(path))}
    assert found == STAND_ON_THE_PAGES


def test_every_module_stands_in_a_room() -> None:
    outside = {name_of(path) for path in MODULES if path.parent == PACKAGE} - BESIDE_THE_ROOMS
    assert not outside, (
        f"{', '.join(sorted(outside))}: put it into the package it belongs to (DEVELOPERS.md lists them)"
    )


def test_a_library_is_imported_where_it_belongs() -> None:
    imports = [(name_of(path), library) for path in MODULES for library in foreign(path)]
    astray = [
        f"{module} imports {library}, which belongs to {', '.join(OWNERS.get(library, ())) or 'nobody yet'}"
        for module, library in imports
        if not module.startswith((*OWNERS.get(library, ()), "web"))
    ]
    assert astray == [], "use what its owner offers, or say here why it has another owner"
    assert [each for each in imports if package_of(each[0]) in STANDARD_LIBRARY_ONLY] == [], "standard library only"


def reads_the_clock(path: Path) -> bool:
    asking = (
        node for node in nodes_of(path) if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "time")
    )
    return not {ast.unparse(node) for node in asking}.isdisjoint(("date.today", "datetime.now", "time.time"))


def test_the_clock_is_read_at_the_edge() -> None:
    below = [
        path
        for path in MODULES
        if LAYER_OF.get(package_of(name_of(path)), 9) < LAYER_OF["web"] and name_of(path) not in READ_THE_CLOCK
    ]
    assert [name_of(path) for path in below if reads_the_clock(path)] == []


def test_no_module_needs_itself() -> None:
    """Modules import each other in one direction only; a cycle is found by taking away, again and again, what needs nothing."""
    needs = {name_of(path): own(path) for path in MODULES}
    left = {name: {need for need in found if need in needs} - {name} for name, found in needs.items()}
    while free := {name for name, found in left.items() if not found}:
        left = {name: found - free for name, found in left.items() if name not in free}
    assert not left, f"in or above a cycle: {left}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name_of)
def test_packages_are_empty(path: Path) -> None:
    body = tree_of(path).body
    if path.parent == PACKAGE:  # the public names of the package
        body = [
            node
            for node in body
            if not isinstance(node, ast.Expr | ast.ImportFrom | ast.Assign | ast.FunctionDef | ast.If)
        ]
    assert not body


def test_the_types_are_there_for_whoever_imports_the_package() -> None:
    assert (PACKAGE / "py.typed").exists(), "without this file a type checker takes nothing from the package (PEP 561)"


def test_one_patient_is_answered_without_the_heavy_libraries() -> None:
    program = (
        "import sys, runpy; sys.argv = ['cobalamin', 'assess', sys.argv[1]]\n"
        "try: runpy.run_module('cobalamin', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(EXAMPLE)], capture_output=True, text=True, check=True)
    modules = done.stderr.split()
    loaded = {name.split(".")[0] for name in modules}
    assert "cobalamin" in loaded
    assert not loaded & set(NOT_FOR_ONE_PATIENT)
    assert not [name for name in modules if ".fhir" in name], "a case file needs none of FHIR"

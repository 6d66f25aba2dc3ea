"""What an installation asks for is all it needs: a part of the product needs no package beside those of its extra."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, packages_distributions, requires
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cobalamin.commands.extras import EXTRAS

ROOT = Path(__file__).parents[2]

MODULES = {
    "": "cobalamin.cli",
    "service": "cobalamin.web.serve",
    "population": "cobalamin.population.screen",
    "recall": "cobalamin.commands.recall_list",
    "prints": "cobalamin.prints.clinical",
    "proof": "cobalamin.proving.prove",
    "journal": "cobalamin.journal.writer",
}
"""An extra, and the module that whoever installs it means to use."""

OWNER = packages_distributions()
INSTALLED = {canonicalize_name(found.metadata["Name"]) for found in distributions()}


def needed(name: str, extras: frozenset[str]) -> set[str]:
    """The distributions that come with the extras of one, however far down."""
    found: set[str] = set()
    pending, seen = [(name, extras)], set()
    while pending:
        here = pending.pop()
        if here in seen or canonicalize_name(here[0]) not in INSTALLED:
            continue
        seen.add(here)
        found.add(canonicalize_name(here[0]))
        for line in requires(here[0]) or ():
            wanted = Requirement(line)
            if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *here[1])):
                pending.append((wanted.name, frozenset(wanted.extras)))
    return found


WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
import {module}
"""
"""As on a machine where nothing else is installed."""


@pytest.mark.parametrize("extra", MODULES, ids=lambda extra: extra or "alone")
@pytest.mark.some(1)
def test_a_part_loads_where_only_its_extra_is_installed(extra: str) -> None:
    there = needed("cobalamin", frozenset({extra}))
    absent = {module for module, names in OWNER.items() if there.isdisjoint(map(canonicalize_name, names))}
    without = WITHOUT.format(absent=absent - {"cobalamin", "_distutils_hack"}, module=MODULES[extra])
    run = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("command", "extra"), [("prove", "proof"), ("serve", "service"), ("screen x --to y.parquet", "population")]
)
def test_without_its_extra_a_command_says_what_to_install(command: str, extra: str) -> None:
    there = needed("cobalamin", frozenset())
    absent = {module for module, names in OWNER.items() if there.isdisjoint(map(canonicalize_name, names))}
    given = WITHOUT.format(absent=absent - {"cobalamin", "_distutils_hack", "pip"}, module="cobalamin.cli")
    run = subprocess.run(
        [sys.executable, "-c", f"{given}\nsys.argv = ['cobalamin', *{command.split()}]\ncobalamin.cli.main()"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 2
    assert run.stderr.startswith("cobalamin: this needs the package ")
    pip = f"{sys.executable} -m pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    assert run.stderr.endswith(f"which is not installed: run {pip} '{ROOT}[{extra}]'\n")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("extra", [extra for extra in EXTRAS if extra != "spark"])
@pytest.mark.some(1)
def test_from_a_bare_wheel_it_says_what_can_be_installed_there(
    wheel: Path, extra: str, kept: bool, tmp_path: Path
) -> None:
    """There is no repository, and an index may hold another package of our name."""
    with ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    came_from = {"url": (wheel if kept else tmp_path / "gone.whl").as_uri(), "archive_info": {}}
    (next(tmp_path.glob("*.dist-info")) / "direct_url.json").write_text(json.dumps(came_from))
    asked = (
        "from cobalamin.commands.extras import EXTRAS, advice\n"
        f"print(advice(ModuleNotFoundError('', name=EXTRAS[{extra!r}][0])))"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked], cwd="/", env={"PYTHONPATH": str(tmp_path)}, check=True, capture_output=True, text=True
    )  # fmt: skip
    wanted = shlex.split(run.stdout.partition(" install ")[2].removeprefix(f"--python {sys.executable} "))
    if kept:
        assert wanted == [f"{wheel}[{extra}]"]
    else:
        named = {canonicalize_name(Requirement(line).name) for line in wanted}
        brought = {name for line in wanted for name in needed(Requirement(line).name, frozenset())}
        assert "cobalamin" not in named
        assert brought >= {canonicalize_name(OWNER[module][0]) for module in EXTRAS[extra]}


def test_every_package_of_an_extra_is_named_with_an_extra_that_has_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        canonicalize_name(Requirement(line).name)
        for lines in project["optional-dependencies"].values()
        for line in lines
    } - {"cobalamin"}
    named: set[str] = set()
    for extra, modules in EXTRAS.items():
        brings = needed("cobalamin", frozenset({extra}))
        for module in modules:
            owners = {canonicalize_name(name) for name in OWNER.get(module, ())}
            assert owners <= brings, f"{module} does not come with {extra}"
            named |= owners
    assert wanted - named <= {"pyspark"}  # not installed here


def test_the_modules_named_are_there() -> None:
    assert all(find_spec(module) is not None for module in MODULES.values())

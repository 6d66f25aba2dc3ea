"""What is installed is the product with all its files and their licences, and nothing that only developers run."""

from __future__ import annotations

import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "cobalamin"
LICENCES = "src/cobalamin/web/pages/static/licences.txt"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return ZipFile(next(folder.glob("*.whl")))


def test_it_holds_every_file_of_the_package_and_no_other(wheel: ZipFile) -> None:
    there = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    product = {name for name in there if "__pycache__" not in name}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == product


def test_it_carries_its_licence_and_those_of_what_is_built_in(wheel: ZipFile) -> None:
    info = next(name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name)
    said = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert set(said.get_all("License-File", ())) == {"LICENSE", "NOTICE", LICENCES}
    assert {f"{info}/licenses/{name}" for name in ("LICENSE", "NOTICE", LICENCES)} <= set(wheel.namelist())
    terms = wheel.read(f"{info}/licenses/{LICENCES}").decode()
    assert all(f"{package} " in terms for package in ("htmx.org", "nhsuk-frontend", "vega", "vega-lite", "d3-array"))


def test_its_version_is_what_the_command_says(wheel: ZipFile) -> None:
    said = subprocess.run([sys.executable, "-m", "cobalamin", "--version"], capture_output=True, text=True, check=True)
    program, rules = said.stdout.strip().split(", rules ")
    assert program.replace(" ", "-") in Path(str(wheel.filename)).name
    assert rules.startswith("article@")

"""What `make test` leaves to `make thorough`: the cases that `some` does not take, and never more because of a slip in a name."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
CASES = """
import pytest
@pytest.mark.some({taken})
@pytest.mark.parametrize("case", ["a", "b", "c", "d"])
def test_one(case): print("took", case)
@pytest.mark.thorough
def test_long(): print("took long")
def test_plain(): print("took plain")
"""


def taken(folder: Path, some: str) -> tuple[set[str], str]:
    (folder / "conftest.py").write_bytes((HERE / "conftest.py").read_bytes())
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    some\n    thorough\n")
    (folder / "test_cases.py").write_text(CASES.format(taken=some))
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "not thorough", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = done.stdout.replace(".", "\n").splitlines()
    return {line.removeprefix("took ") for line in lines if line.startswith("took ")}, done.stderr


@pytest.mark.parametrize(
    ("some", "cases"), [("2", {"a", "b"}), ('"d"', {"d"}), ('1, "c"', {"a", "c"})], ids=["count", "name", "both"]
)
def test_some_cases_are_taken_and_what_is_long_is_not(tmp_path: Path, some: str, cases: set[str]) -> None:
    assert taken(tmp_path, some)[0] == cases | {"plain"}


def test_a_case_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Else all cases would leave the run, and nobody would notice."""
    found, said = taken(tmp_path, '"a", "e"')
    assert found == set()
    assert "test_one: no case is called e; name some of a, b, c, d" in said

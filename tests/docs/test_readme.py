"""What the README says is true: its commands exist and run, the answer it shows is the program's, its links lead somewhere."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import write_docs

ROOT = write_docs.ROOT
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = tuple(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))
PAGES = ("README.md", "DEVELOPERS.md", "GLOSSARY.md", "CHANGELOG.md", "changes/README.md", *DOCS)


def commands() -> list[str]:
    """The lines of the README's shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.split("#")[0].strip()]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """The command, from the root of the repository, with this working tree's package."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_two_commands_are_there() -> None:
    assert commands()[:2] == ["make run", "make test"]


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_works(command: str) -> None:
    program, *arguments = shlex.split(command)
    if program == "make":
        if shutil.which("make") is None:
            pytest.skip("make is not installed")
        # Not run: the tests of the tests would not end, and a stale environment would be remade under their feet.
        done = run("make", "--dry-run", *arguments)
    else:
        assert program == ".venv/bin/cobalamin"
        done = run(sys.executable, "-m", "cobalamin", *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_make_run_answers_for_the_example_that_is_shown() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    assert f"cobalamin assess {write_docs.EXAMPLE}" in run("make", "--dry-run", "run").stdout


def test_the_answer_shown_is_what_the_program_prints() -> None:
    shown = re.search(r"<!-- answer -->\n```text\n(.*?)\n```\n<!-- /answer -->", README, re.DOTALL)
    assert shown, "the README has lost the place of its answer"
    done = run(sys.executable, "-m", "cobalamin", "assess", write_docs.EXAMPLE)
    assert done.returncode == 0
    assert len(shown[1].splitlines()) > 20
    assert done.stdout.startswith(shown[1] + "\n"), "run `make docs`"


def test_the_lines_of_python_answer_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = "".join(re.findall(r"```pycon\n(.*?)```", README, re.DOTALL))
    example = doctest.DocTestParser().get_doctest(shown, {}, "README.md", None, None)
    assert len(example.examples) >= 3
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("page", sorted(write_docs.pages()))
def test_a_generated_page_is_not_stale(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == write_docs.pages()[page], "run `make docs`"


def links(page: Path) -> set[Path]:
    """The files a page links to."""
    found = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in found}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    assert not [link for link in links(ROOT / page) if not link.exists()], f"{page} links to what is not there"


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), {ROOT / "README.md"}
    while waiting:
        reached |= waiting
        waiting = {link for page in waiting for link in links(page) if link.suffix == ".md"} - reached
    assert {ROOT / page for page in DOCS} <= reached


def test_every_page_stands_on_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    assert {ROOT / page for page in DOCS} - {index} <= links(index)


def test_a_module_the_developers_page_names_is_there() -> None:
    there = {path.name for folder in ("src", "tests", "tools") for path in (ROOT / folder).rglob("*.py")}
    named = set(re.findall(r"\w+\.py\b", (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")))
    assert len(named) > 20
    assert named <= there


def test_it_is_read_in_three_minutes() -> None:
    words = re.sub(r"```text.*?```", "", README, flags=re.DOTALL).split()
    assert len(words) <= 600


def test_it_says_that_nobody_has_signed_it_off() -> None:
    assert "No clinician has signed it off" in README


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith(("#", "set ", "cd "))] == ["make test"]

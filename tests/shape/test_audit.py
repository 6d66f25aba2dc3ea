"""The audit of the lock says what it found, and says so plainly where it could find out nothing."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "tools/audit.py"


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SAFE = {"name": "a", "version": "1", "vulns": []}
UNSAFE = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}
UNSEEN = {"name": "c", "version": "3", "skip_reason": "not found"}


@pytest.mark.parametrize(
    "packages, code, words",
    [
        ([SAFE, UNSEEN], 0, "1 of 2 packages looked up, 0 vulnerable"),
        ([SAFE, UNSAFE], 1, "b 2 is vulnerable: PYSEC-1, PYSEC-2"),
        ([UNSEEN], 0, "not done, none of 1 packages could be looked up"),
    ],
)
def test_what_was_found_is_said(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], packages: list[Any], code: int, words: str
) -> None:
    assert audit.report({"dependencies": packages}) == code
    assert words in capsys.readouterr().out


def test_without_its_program_it_says_that_it_was_not_done(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert audit.main() == 0
    assert "not done" in capsys.readouterr().out

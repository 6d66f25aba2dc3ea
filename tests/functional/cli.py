"""Runs `cobalamin` as a user would, and compares what it says with what was recorded.

Record again with: RECORD=1 pytest tests/functional   (then read the difference before committing it).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TREE = Path(__file__).parents[2]
RECORDED = Path(__file__).parent / "recorded"


class Said(NamedTuple):
    code: int
    out: str
    err: str


def cobalamin(*arguments: str | Path, sent: bytes = b"", within: float = 60, cwd: Path | None = None) -> Said:
    done = subprocess.run(
        [sys.executable, "-m", "cobalamin", *map(str, arguments)],
        input=sent, capture_output=True, timeout=within, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(TREE / "src"), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "100"},
    )  # fmt: skip
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def same_as_recorded(name: str, text: str) -> None:
    """The text is the recorded one, or the difference is shown."""
    path = RECORDED / name
    if os.environ.get("RECORD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{name} was never recorded: run with RECORD=1"
    assert text == path.read_text(encoding="utf-8")

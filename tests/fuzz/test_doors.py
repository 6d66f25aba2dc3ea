"""Every door of the fuzzer can be built and lets what it begins with through: `make fuzz` alone imports them, and it is long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from found import Found, left_by

TESTS = Path(__file__).parents[1]
ENTERED = """
import doors
for name, make in doors.DOORS.items():
    door = make()
    for seed in door.seeds[:2]:
        door.enter(seed)
    print(name)
"""


@pytest.mark.thorough
def test_every_door_opens(tmp_path: Path) -> None:
    """In a process of its own: the doors keep what is logged."""
    beside = [str(TESTS / name) for name in ("fuzz", "", "web", "journal", "population")]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(beside), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ENTERED], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(done.stdout.split()) > 15


def test_an_input_that_took_too_long_is_kept_and_ends_no_door(tmp_path: Path) -> None:
    """What was raised nowhere has no place in the code: the door ended there, and the run told that nothing was found."""
    found = Found(tmp_path / "cases")
    for _ in range(2):
        found.note(TimeoutError("1.2 s of CPU for 2090 bytes"), b"slow")
    (kept,) = left_by(tmp_path)
    assert "1.2 s of CPU" in kept.read_text(encoding="utf-8")
    assert kept.with_suffix(".input").read_bytes() == b"slow"


def test_a_door_that_ended_before_its_time_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases" / "corpus").mkdir(parents=True)
    (tmp_path / "cases" / "corpus" / "0f").write_bytes(b"seed")
    crash = tmp_path / "cases" / "crash-6d5f"
    crash.write_bytes(b"input")
    assert left_by(tmp_path) == [crash]

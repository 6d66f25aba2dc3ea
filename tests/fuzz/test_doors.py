"""Every door of the fuzzer can be built and lets what it begins with through: `make fuzz` alone imports them, and it is long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
ENTERED = """
import doors
for name, make in doors.DOORS.items():
    door = make()
    for seed in door.seeds[:2]:
        door.enter(seed)
    print(name)
"""


def test_every_door_opens(tmp_path: Path) -> None:
    """In a process of its own: the doors keep what is logged."""
    beside = [str(TESTS / name) for name in ("fuzz", "", "web", "journal", "population")]
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(beside), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ENTERED], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(done.stdout.split()) > 15

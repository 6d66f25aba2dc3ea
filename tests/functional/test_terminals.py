"""Where the answer goes: to a terminal that somebody watches or to a file, in few letters or in all, or to nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest

TREE = Path(__file__).parents[2]
EXAMPLES = TREE / "examples"
TINGLING = str(EXAMPLES / "metformin-tingling.json")
pty = pytest.importorskip("pty", reason="this machine has no terminals of its own")


def command(*arguments: str, **environment: str) -> dict[str, object]:
    """How `cobalamin` is started with these arguments."""
    return {
        "args": [sys.executable, "-m", "cobalamin", *arguments],
        "env": {**os.environ, "PYTHONPATH": str(TREE / "src"), **environment},
    }


def watched(*arguments: str, out: Path | None = None) -> tuple[bytes, bytes]:
    """What a run leaves in the file its output is sent to, and on the terminal of somebody who watches."""
    master, terminal = pty.openpty()
    with (out or Path(os.devnull)).open("wb") as file:
        running = subprocess.Popen(
            **command(*arguments), stdin=subprocess.DEVNULL, stdout=file if out else terminal, stderr=terminal
        )
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(master, 65536):
            shown += piece
    except OSError:  # the other end is closed: the program has ended
        pass
    os.close(master)
    assert running.wait(60) == 0
    return out.read_bytes() if out else b"", shown


def test_what_is_sent_to_a_file_is_there_whole_while_somebody_watches(tmp_path: Path) -> None:
    written, shown = watched(
        "assess", str(EXAMPLES), "--format", "json", "--on", "2026-03-01", out=tmp_path / "a.ndjson"
    )
    assert len([json.loads(line)["id"] for line in written.splitlines()]) == len(list(EXAMPLES.glob("*.json")))
    assert b"reading" in shown
    assert shown.rstrip().endswith(b"\x1b[2K")  # the bar is gone


def test_no_bar_runs_through_answers_that_are_shown_themselves() -> None:
    _, shown = watched("assess", TINGLING, TINGLING)
    assert shown.startswith(b"B12 by injection is indicated")
    assert b"\x1b" not in shown


def test_a_letter_that_cannot_be_shown_is_its_code_and_no_other_letter() -> None:
    said = subprocess.run(
        **command("assess", TINGLING, PYTHONIOENCODING="ascii"), capture_output=True, check=True
    ).stdout
    assert rb"metformin-tingling \u00b7 Tingling feet" in said


def test_json_is_json_whatever_letters_the_terminal_has() -> None:
    case = {"cobalamin_case": 1, "id": "Żółć 🩸", "on": "2026-01-01"}
    said = subprocess.run(
        **command("assess", "-", "--format", "json", PYTHONIOENCODING="ascii"),
        input=json.dumps(case).encode(), capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert json.loads(said)["id"] == "Żółć 🩸"


@pytest.mark.parametrize(
    ("closed", "arguments", "says"),
    [
        ("<&-", "assess -", "standard input is closed"),
        (">&-", f"assess {quote(TINGLING)}", "standard output is closed"),
    ],
)
def test_a_closed_stream_is_a_sentence(closed: str, arguments: str, says: str) -> None:
    shell = command()
    shell["args"] = ["sh", "-c", f'exec "$0" -m cobalamin {arguments} {closed}', sys.executable]
    done = subprocess.run(**shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cobalamin: {says}")


def test_a_complaint_that_nobody_wants_to_read_is_not_put_among_the_answers() -> None:
    shell = command()
    shell["args"] = ["sh", "-c", 'exec "$0" -m cobalamin assess /nowhere 2>&-', sys.executable]
    done = subprocess.run(**shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")

"""Where the answer goes: to a terminal that somebody watches or to a file, in few letters or in all, or to nobody."""

from __future__ import annotations

import json
import os
import re
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
    """And no line is wider than the terminal, of 80 columns here; in a file it has up to 100."""
    _, shown = watched("assess", TINGLING, TINGLING)
    assert shown.startswith(b"B12 by injection is indicated")
    assert b"\x1b" not in shown
    assert 70 < max(len(line) for line in shown.decode().splitlines()) <= 80


IN_ASCII = {
    "B12 ≥ 180 ng/L": "B12 >= 180 ng/L",
    "≤ 3 × 10⁹/L": "<= 3 x 10^9/L",
    "µg": "mcg",
    "μmol/L": "umol/L",
    "10⁻⁹, 10¹² and m²": "10^-9, 10^12 and m2",
    "“so” – ‘it’ · is … 37 °C": "\"so\" - 'it' - is ... 37 deg C",
    "Żółć 🩸": r"\u017b\u00f3\u0142\u0107 \ud83e\ude78",
}


@pytest.mark.thorough
def test_signs_are_typed_as_on_a_keyboard_and_a_letter_that_cannot_be_shown_is_its_code() -> None:
    """`\\u2265 180` may be read as nothing or as a number, `? 180` wrongly; `ug` by hand has been read as mg."""
    case = {"cobalamin_case": 1, "id": "one", "on": "2026-01-01", "title": " | ".join(IN_ASCII)}
    for arguments in (("assess", "-"), ("assess", "-", "--format", "markdown")):
        said = subprocess.run(
            **command(*arguments, PYTHONIOENCODING="ascii"), input=json.dumps(case).encode(), capture_output=True, check=True
        ).stdout.decode("ascii")  # fmt: skip
        assert " | ".join(IN_ASCII.values()) in " ".join(said.split())


def test_a_complaint_in_few_letters_is_typed_as_on_a_keyboard_too() -> None:
    site = {"cobalamin_case": 1, "id": "one", "facts": {"total_b12": "180 µg/L ≥"}}
    said = subprocess.run(
        **command("assess", "-", PYTHONIOENCODING="ascii"), input=json.dumps(site).encode(), capture_output=True, check=False
    )  # fmt: skip
    assert b"unit 'mcg/L >=' is not understood" in said.stderr, said


@pytest.mark.thorough
def test_cql_keeps_every_letter_as_its_code() -> None:
    asked = ("guideline", "--format", "cql")
    few, all_of_them = (
        subprocess.run(**command(*asked, PYTHONIOENCODING=letters), capture_output=True, check=True).stdout
        for letters in ("ascii", "utf-8")
    )
    assert few != all_of_them
    assert re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), few.decode("ascii")) == all_of_them.decode()


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

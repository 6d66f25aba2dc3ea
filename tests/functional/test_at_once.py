"""Two runs that write to one place: the second is refused while the first lives, and no run that was killed stands in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.dataset as dataset
import pytest

from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError
from cobalamin.records.outputs import WORK, alone_in, work_in, write_whole
from cobalamin.synthetic.patients import synthesise

ON = date(2026, 1, 1)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be locked there")

EVENTS = "patient,date,event,product,dose,route\n" + "".join(
    f"p{number},2025-{month:02}-03,given,hydroxocobalamin,1 mg,im\n" for number in range(1_500) for month in (3, 6, 9)
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    synthesise(folder, patients=500, seed=3, on=ON)
    return folder / "ndjson"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("events") / "events.csv"
    path.write_text(EVENTS)
    return path


def commands(people: Path, events: Path, out: Path) -> dict[str, tuple[list[str], Path]]:
    """Each command that fills a folder, and what is there once it has begun to."""
    return {
        "screen": (["screen", f"{people}", "--to", f"{out}", "--on", f"{ON}"], out / "_about.json"),
        "screen with workers": (
            ["screen", f"{people}", "--to", f"{out}", "--on", f"{ON}", "--workers", "2"], out / "_about.json",
        ),
        "synthesise": (["synthesise", "--patients", "1000", "--to", f"{out}"], out / "_work"),
        "recall": (["recall", f"{events}", "--to", f"{out}", "--on", f"{ON}"], out / "_work"),
    }  # fmt: skip


KINDS = ("screen", "screen with workers", "synthesise", "recall")
ALL = "COBALAMIN_EXAMPLES" in os.environ
REFUSED = KINDS if ALL else ("recall",)
KILLED = KINDS if ALL else ("recall",)
"""`make thorough` tries every command: all take the same lock."""


def run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "cobalamin", *arguments], capture_output=True, text=True)


@contextmanager
def under_way(arguments: Sequence[str], begun: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process that is halted once it has begun to write."""
    with (begun.parents[1] / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "cobalamin", *arguments], stdout=subprocess.DEVNULL, stderr=said
        )  # fmt: skip
    try:
        while not begun.exists():
            assert process.poll() is None, "it ended before it wrote"
            time.sleep(0.002)
        process.send_signal(signal.SIGSTOP)
        assert process.poll() is None, "it ended before it was halted"
        yield process
    finally:
        process.kill()
        process.wait()


Written = dict[str, object]


@pytest.fixture(scope="module")
def undisturbed(people: Path, events: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Written]:
    """What a command leaves that nobody disturbs."""

    @cache
    def of(kind: str) -> Written:
        folder = tmp_path_factory.mktemp("other") / "out"
        arguments, _ = commands(people, events, folder)[kind]
        assert run(arguments).returncode == 0
        return written(folder)

    return of


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.thorough
def test_a_second_run_into_the_same_folder_is_refused_while_the_first_lives(
    people: Path, events: Path, undisturbed: Callable[[str], Written], tmp_path: Path, kind: str
) -> None:
    arguments, begun = commands(people, events, tmp_path / "out")[kind]
    with under_way(arguments, begun) as first:
        second = run(arguments)
        assert second.returncode == 2
        assert second.stderr == (
            f"cobalamin: {tmp_path / 'out'} is being written by another run: wait until it has ended, or write to another place\n"
        )
        first.send_signal(signal.SIGCONT)
        assert first.wait(timeout=600) == 0
    assert written(tmp_path / "out") == undisturbed(kind)


@pytest.mark.parametrize("kind", KILLED)
def test_a_run_that_was_killed_stands_in_no_ones_way(
    people: Path, events: Path, undisturbed: Callable[[str], Written], tmp_path: Path, kind: str
) -> None:
    arguments, begun = commands(people, events, tmp_path / "out")[kind]
    with under_way(arguments, begun) as first:
        first.kill()
    second = run(arguments)
    assert (second.returncode, [line for line in second.stderr.splitlines() if "cobalamin:" in line]) == (0, [])
    assert written(tmp_path / "out") == undisturbed(kind)


def written(folder: Path) -> Written:
    """What a run left, by its place; a table as its rows."""
    return {
        path.relative_to(folder).as_posix(): dataset.dataset(path).to_table().to_pylist()
        if path.suffix == ".parquet"
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_that_is_ended_as_it_makes_its_place_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal came between the making and the `try`, once, on a busy machine."""
    made = Path.mkdir

    def ended(path: Path, *more: object) -> None:
        made(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", ended)
    with pytest.raises(KeyboardInterrupt), work_in(tmp_path):
        pass
    assert not (tmp_path / WORK).exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.some(1)
def test_a_run_that_is_ended_from_outside_leaves_no_record_behind_and_no_worker(
    people: Path, events: Path, tmp_path: Path, kind: str
) -> None:
    """`kill`, a shutdown or a cluster that moves it: rows of patients lay in the folder till somebody ran it again."""
    arguments, begun = commands(people, events, tmp_path / "out")[kind]
    with under_way(arguments, begun) as running, (tmp_path / "said").open() as said:
        running.send_signal(signal.SIGTERM)
        running.send_signal(signal.SIGCONT)
        assert running.wait(60) == -signal.SIGTERM
        assert said.read() == "cobalamin: ended from outside (SIGTERM): what it was writing is incomplete\n"
    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert left == [] or (kind.startswith("screen") and set(left) <= {"_about.json", "_work"}), (
        "it carries on with what is left"
    )


def test_what_an_interrupted_line_held_for_workers_is_not_complained_of() -> None:
    """Python said that semaphores were leaked, behind the sentence."""
    held = """
import multiprocessing, os, signal, time
from cobalamin import cli

def begun():
    lock = multiprocessing.get_context("spawn").Lock()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)

cli.app = begun
cli.main()
"""
    ended = subprocess.run([sys.executable, "-c", held], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGTERM
    assert ended.stderr == "cobalamin: ended from outside (SIGTERM): what it was writing is incomplete\n"


def test_a_file_whose_writing_is_ended_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", ended)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "list.csv", b"patients")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_free_again_after_a_run_and_after_one_that_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone_in(tmp_path / "out"):
        raise ZeroDivisionError
    with alone_in(tmp_path / "out"), pytest.raises(RecordError, match="another run"), alone_in(tmp_path / "out"):
        raise AssertionError("two were let in")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_holds_something_else_beside_the_remains_of_a_list_is_left_alone(
    events: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "_work").mkdir(parents=True)
    (out / "mine.txt").write_text("keep me")
    refused = run(["recall", f"{events}", "--to", f"{out}", "--on", f"{ON}"])
    assert (refused.returncode, sorted(path.name for path in out.iterdir())) == (2, ["_work", "mine.txt"])


@pytest.mark.parametrize("killed", [True, False])
@pytest.mark.some(1)
def test_no_report_is_made_of_a_part_of_a_population(people: Path, tmp_path: Path, killed: bool) -> None:
    """The parts that are done look like a smaller population."""
    arguments, begun = commands(people, people, tmp_path / "out")["screen"]
    screen(people, tmp_path / "whole", on=ON)
    with under_way(arguments, begun) as first:
        if killed:
            first.kill()
            first.wait()
        part = next((tmp_path / "whole").glob("part-*.parquet"))
        (tmp_path / "out" / part.name).write_bytes(part.read_bytes())
        with pytest.raises(RecordError, match="has not ended"):
            report(tmp_path / "out")
        with pytest.raises(RecordError, match="has not ended"):
            screen(tmp_path / "out", tmp_path / "again", on=ON, guideline="nice")


def test_a_run_that_is_taken_up_again_is_not_called_whole_before_it_is(people: Path, tmp_path: Path) -> None:
    arguments, begun = commands(people, people, tmp_path / "out")["screen"]
    assert run(arguments).returncode == 0
    for part in (tmp_path / "out").glob("part-*.parquet"):
        part.unlink()
    with under_way(arguments, tmp_path / "out" / "_work"), pytest.raises(RecordError):
        report(tmp_path / "out")
    assert '"finished"' not in begun.read_text()


# --- calendars --------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_calendars_of_an_earlier_list_do_not_stay_among_those_of_the_new_one(tmp_path: Path) -> None:
    """They are numbered: yesterday's last number was another patient's, or one who is on the list no more."""
    given = "patient,date,event,product,dose,route\n" + "".join(
        f"{name},2025-12-03,given,hydroxocobalamin,1 mg,im\n" for name in ("ann", "bob", "cid")
    )
    folder = tmp_path / "ics"
    for text in (given, "\n".join(given.splitlines()[:2]) + "\n"):
        (tmp_path / "events.csv").write_text(text)
        asked = ["recall", f"{tmp_path / 'events.csv'}", "--on", f"{ON}", "--calendars", f"{folder}"]
        assert run(asked).returncode == 0
        (folder / "notes.txt").write_text("mine")
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "patient-00001.ics"]
    with alone_in(folder):
        refused = run(asked)
    assert (refused.returncode, refused.stderr.count("is being written by another run")) == (2, 1)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_reader_never_meets_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    code = (
        "import sys; from pathlib import Path; from cobalamin.records.outputs import write_whole\n"
        "while True: write_whole(Path(sys.argv[1]), sys.argv[2].encode() * int(sys.argv[3]))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, f"{path}", letter, size])
        for letter, size in (("a", "3000000"), ("b", "2000000"))
    ]
    try:
        seen = set()
        until = time.monotonic() + 60
        while len(seen) < 2 or time.monotonic() < until - 59.5:
            assert time.monotonic() < until, seen
            if path.exists():
                body = path.read_bytes()
                seen.add((body[:1], len(body), body.count(body[:1])))
        assert seen == {(b"a", 3_000_000, 3_000_000), (b"b", 2_000_000, 2_000_000)}
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def run_in_little_space(arguments: Sequence[str], size: int) -> subprocess.CompletedProcess[str]:
    """A run in which no file may grow beyond a size: the machine refuses the write as it does where no space is left."""
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"
    code = f"import resource; {limit}; from cobalamin.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("form", ["ndjson", "parquet", "omop"])
@pytest.mark.some(1)
def test_a_population_that_finds_no_space_leaves_the_one_before_it_and_no_half(tmp_path: Path, form: str) -> None:
    """Its files stood under their names, and `screen` took them for a population."""
    out = tmp_path / "out"
    synthesise(out, patients=30, seed=3, format=form, on=ON)  # type: ignore[arg-type]
    before = written(out)
    refused = run_in_little_space(["synthesise", "--format", form, "--to", f"{out}", "--patients", "800"], 20_000)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the space left" in refused.stderr
    assert written(out) == before


def test_no_table_of_an_earlier_population_stays_in_the_new_one(tmp_path: Path) -> None:
    for folder, sizes in (("after", (200, 1)), ("alone", (1,))):
        for patients in sizes:
            synthesise(tmp_path / folder, patients=patients, seed=1, format="omop", on=ON)
    assert written(tmp_path / "after") == written(tmp_path / "alone")


def test_a_recall_list_that_finds_no_space_leaves_nothing_that_looks_like_one(events: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ["recall", f"{events}", "--to", f"{out}", "--on", f"{ON}"]
    size = events.stat().st_size + 1000  # the heaps have space, the list has not
    refused = run_in_little_space(asked, size)
    assert (refused.returncode, list(out.iterdir())) == (2, [])
    assert "the space left" in refused.stderr


def test_calendars_that_find_no_space_are_none(tmp_path: Path) -> None:
    """Those of the first patients would pass for everybody's."""
    given = "patient,date,event,product,dose,route\n" + "".join(
        f"{name},2025-12-03,given,hydroxocobalamin,1 mg,im\n" for name in ("ann", "z" * 9000)
    )
    (tmp_path / "events.csv").write_text(given)
    asked = ["recall", f"{tmp_path / 'events.csv'}", "--on", f"{ON}", "--calendars", f"{tmp_path / 'ics'}"]
    refused = run_in_little_space(asked, 5000)
    assert (refused.returncode, refused.stdout, list((tmp_path / "ics").iterdir())) == (2, "", [])
    assert "the space left" in refused.stderr


def test_a_file_that_cannot_be_written_whole_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"yesterday")
    path.chmod(0o600)
    code = (
        "import resource, sys; from pathlib import Path; from cobalamin.records.outputs import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_whole(Path(sys.argv[1]), bytes(5000))\n"
        "except OSError as problem: print(problem.filename)\n"
    )
    said = subprocess.run([sys.executable, "-c", code, f"{path}"], capture_output=True, text=True, check=True).stdout
    assert (said, path.read_bytes()) == (f"{path}\n", b"yesterday")
    assert list(tmp_path.iterdir()) == [path]
    write_whole(path, b"today")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"today", 0o600)


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    (tmp_path / "page.html").write_bytes(b"")
    link.symlink_to(tmp_path / "page.html")
    write_whole(link, b"through")
    assert (link.is_symlink(), (tmp_path / "page.html").read_bytes()) == (True, b"through")
    write_whole(Path("/dev/null"), b"gone")
    assert not Path("/dev/null").is_file()

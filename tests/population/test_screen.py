"""A screening run: the same answers from every engine and number of workers, kept parts, honest counts."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.ladder import possible_outcomes
from cobalamin.population.folder import require_whole
from cobalamin.population.screen import _at_a_stretch, screen
from cobalamin.readings.wanted import column_of
from cobalamin.records.bulk import export
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import about
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.synthetic.patients import synthesise

ON = date(2026, 1, 1)
SIZE = 300


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    synthesise(folder, patients=SIZE, seed=9, format="ndjson", on=ON)
    return folder / "ndjson"


def read(folder: Path) -> pa.Table:
    return dataset.dataset(sorted(folder.glob("part-*.parquet"))).to_table().sort_by("patient")


@pytest.fixture(scope="module")
def screened(source, tmp_path_factory) -> Path:
    to = tmp_path_factory.mktemp("run") / "out.parquet"
    found = screen(source, to, on=ON)
    assert (found.patients, found.rejected) == (SIZE, 0)
    return to


@pytest.mark.parametrize("kind", ["a file longer", "a file gone", "a file more", "a table longer"])
def test_a_source_that_changes_while_it_is_read_is_no_population(source, tmp_path, kind):
    """Half of it was read as it was before, and the folder was marked as whole."""
    changed = tmp_path / "people"
    if kind == "a table longer":
        (changed / "person").mkdir(parents=True)
        parquet.write_table(pa.table({"person_id": [1], "year_of_birth": [1970]}), changed / "person" / "0.parquet")
    else:
        shutil.copytree(source, changed)
    file = next(changed.rglob("*Condition.ndjson"), changed / "person" / "0.parquet")

    def change(what: str, *_: int) -> None:
        if what == "answering" and kind == "a file gone":
            file.unlink()
        elif what == "answering" and kind == "a file more":
            shutil.copy(file, changed / "more.ndjson")
        elif what == "answering":
            file.write_bytes(file.read_bytes() + b"\n")

    with pytest.raises(RecordError, match="the source changed while it was read: remove out and screen it again"):
        screen(changed, tmp_path / "out", on=ON, progress=change)
    with pytest.raises(RecordError, match="has not ended"):
        require_whole(tmp_path / "out")


def test_an_output_inside_its_source_is_no_change_of_it(tmp_path):
    (tmp_path / "person").mkdir()
    parquet.write_table(pa.table({"person_id": [1], "year_of_birth": [1970]}), tmp_path / "person" / "0.parquet")
    assert screen(tmp_path, tmp_path / "out", on=ON).patients == 1


def test_every_patient_gets_the_answers_of_the_one_patient_evaluator(source, screened, tmp_path):
    found = export.scatter(export.files_to_read(source), tmp_path, 1)
    program = engine_for(ARTICLE).program
    rows = {row["patient"]: row for row in read(screened).to_pylist()}
    mismatches = []
    for case in heap_cases(found.heaps[0], found.medicines):
        assert isinstance(case, Case)
        row, values = rows[case.id], program.values(program.vector(facts_on(case, ON).values))
        rules = (*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications))
        mismatches += [(case.id, rule.id) for rule in rules if row[column_of(rule)] != values[program.index[rule]]]
        for ladder in ARTICLE.ladders:
            still = possible_outcomes(ladder, lambda rule, values=values: program.truth(values, rule))
            if row[f"{ladder.id}_open"] != " or ".join(still):
                mismatches.append((case.id, ladder.id))
    assert mismatches == []
    assert {row["route"] for row in rows.values()} >= {"injection", "undetermined"}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.some(1)
def test_sql_and_local_engines_write_the_same_table(source, tmp_path, exact):
    for engine in ("sql", "local"):
        screen(source, tmp_path / engine, on=ON, engine=engine, exact=exact)
    by_sql = read(tmp_path / "sql")
    assert by_sql.to_pylist() == read(tmp_path / "local").select(by_sql.schema.names).to_pylist()


@pytest.mark.thorough
def test_two_workers_write_what_one_writes(source, screened, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "HEAP_BYTES", 100_000)
    monkeypatch.setattr("cobalamin.population.sort.PART_BYTES", 1)
    screen(source, tmp_path / "two", on=ON, workers=2)
    assert read(tmp_path / "two").to_pylist() == read(screened).to_pylist()


def test_the_command_with_two_workers_writes_what_one_writes(source, screened, tmp_path):
    command = [
        sys.executable,
        "-m",
        "cobalamin",
        "screen",
        source,
        "--to",
        tmp_path / "two",
        "--on",
        f"{ON}",
        "--workers",
        "2",
    ]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    assert done.stderr == f"{SIZE} patients in 1 part; 0 lines rejected\n"
    assert read(tmp_path / "two").to_pylist() == read(screened).to_pylist()


def test_every_part_says_that_nobody_signed_it_off(screened):
    for path in screened.glob("part-*.parquet"):
        assert "Not signed off" in about(parquet.read_schema(path))["notice"]


def test_a_table_of_facts_is_a_source_itself(screened, tmp_path):
    screen(screened, tmp_path / "again", on=ON)
    again = read(tmp_path / "again")
    assert again.to_pylist() == read(screened).select(again.schema.names).to_pylist()


def test_an_exact_run_decides_at_least_as_much(source, screened, tmp_path):
    screen(source, tmp_path / "exact", on=ON, exact=True)
    exact, kleene = read(tmp_path / "exact"), read(screened)
    for rule in (*ARTICLE.definitions, *(i.rule for i in ARTICLE.indications)):
        name = column_of(rule)
        for mine, theirs in zip(exact.column(name).to_pylist(), kleene.column(name).to_pylist(), strict=True):
            assert theirs is None or mine == theirs


def test_an_interrupted_run_goes_on_with_the_parts_that_are_left(source, screened, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "HEAP_BYTES", 100_000)
    monkeypatch.setattr("cobalamin.population.sort.PART_BYTES", 1)
    to = tmp_path / "out"
    first = screen(source, to, on=ON)
    parts = sorted(to.glob("part-*.parquet"))
    kept = parts[0].stat().st_mtime_ns
    parts[-1].unlink()
    (to / "part-99.1.unfinished").write_bytes(b"half")
    again = screen(source, to, on=ON)
    assert (again.parts, again.left_from_before, again.patients) == (first.parts, first.parts - 1, SIZE)
    assert parts[0].stat().st_mtime_ns == kept
    assert read(to).to_pylist() == read(screened).to_pylist()


@pytest.mark.thorough
def test_a_run_that_is_killed_goes_on_when_it_is_started_again(tmp_path):
    synthesise(tmp_path, patients=800, seed=3, format="ndjson", on=ON)
    code = (
        "from cobalamin.records.bulk import export; export.HEAP_BYTES = 200_000\n"
        "from cobalamin.population import sort; sort.PART_BYTES = 1\n"
        "from datetime import date; from cobalamin.population.screen import screen\n"
        f"print(screen({str(tmp_path / 'ndjson')!r}, {str(tmp_path / 'out')!r}, on=date(2026, 1, 1)))\n"
    )
    first = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    while not list((tmp_path / "out").glob("part-*.parquet")):
        assert first.poll() is None, "the run ended before a part was written"
        time.sleep(0.01)
    first.kill()
    first.wait()
    done = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("part-*.parquet")}
    assert not json.loads((tmp_path / "out" / "_about.json").read_text()).get("finished")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert f"left_from_before={len(done)}" in said
    assert "patients=800" in said
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in done} == done
    screen(tmp_path / "ndjson", tmp_path / "whole", on=ON)
    assert read(tmp_path / "out").to_pylist() == read(tmp_path / "whole").to_pylist()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this machine does not tell its processes in /proc")
@pytest.mark.thorough
def test_workers_end_with_a_run_that_is_killed(tmp_path):
    """One that went on would write beside the run that is started again."""
    synthesise(tmp_path, patients=3000, seed=3, format="ndjson", on=ON)
    run = screening(tmp_path, "-m", "cobalamin", stderr=subprocess.DEVNULL)
    run.kill()
    run.wait()
    until = time.monotonic() + 60
    while in_session(run.pid):
        assert time.monotonic() < until, "workers live on"
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this machine does not tell its processes in /proc")
@pytest.mark.thorough
def test_a_run_that_is_broken_off_by_the_keyboard_ends_at_once_and_says_no_more_than_that(tmp_path):
    """Ctrl-C reaches the run and its workers together; the workers had each a traceback of their own."""
    synthesise(tmp_path, patients=3000, seed=3, format="ndjson", on=ON)
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from cobalamin.cli import main; main()"
    )
    run = screening(tmp_path, "-c", code)
    os.killpg(run.pid, signal.SIGINT)
    assert (run.communicate(timeout=60)[1], run.returncode) == ("", 130)
    assert not json.loads((tmp_path / "out" / "_about.json").read_text()).get("finished")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this machine does not tell its processes in /proc")
@pytest.mark.thorough
def test_a_worker_that_the_machine_ends_for_want_of_memory_is_told_in_a_sentence(tmp_path):
    synthesise(tmp_path, patients=1500, seed=3, format="ndjson", on=ON)
    run = screening(tmp_path, "-m", "cobalamin")
    os.kill(max(map(int, in_session(run.pid))), signal.SIGKILL)  # the worker that was begun last
    said = run.communicate(timeout=60)[1]
    assert (run.returncode, said.count("cobalamin: a worker process was ended from outside"), said.count("\n")) == (
        2,
        1,
        1,
    )
    assert in_session(run.pid) == []


def screening(tmp_path: Path, *python: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """A run with two workers in a session of its own, as soon as they are there."""
    command = [*python, "screen", tmp_path / "ndjson", "--to", tmp_path / "out", "--on", ON, "--workers", "2"]
    run = subprocess.Popen([sys.executable, *map(str, command)], stderr=stderr, text=True, start_new_session=True)
    while len(in_session(run.pid)) < 5:  # the run, what forks and what counts for it, and two workers
        assert run.poll() is None, "the run ended before it had workers"
        time.sleep(0.005)
    return run


def in_session(session: int) -> list[str]:
    """The processes of a session that are not yet gone."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
            if of == str(session) and state != "Z":
                found.append(path.parent.name)
    return found


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.some(1)
def test_a_disk_that_is_full_ends_the_run_with_a_sentence_and_is_no_fault_of_the_source(
    source, screened, tmp_path, workers
):
    """No file may grow beyond a size here: the machine refuses the write as it does where no space is left."""
    command = ["cobalamin", "screen", source, "--to", tmp_path / "out", "--on", str(ON), "--workers", workers]
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); from cobalamin.cli import main"
    ended = subprocess.run(
        [sys.executable, "-c", f"{limited}; sys.argv = {[str(each) for each in command]!r}; main()"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "the space left" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not json.loads((tmp_path / "out" / "_about.json").read_text()).get("finished")
    assert (screen(source, tmp_path / "out", on=ON).rejected, read(tmp_path / "out")) == (0, read(screened))


def test_a_run_that_is_refused_leaves_a_screening_whole(source, tmp_path):
    """Screened in January, tried again after the source had grown: the report of January was refused, for good."""
    grown = shutil.copytree(source, tmp_path / "people")
    screen(grown, tmp_path / "out", on=ON)
    with next(grown.rglob("*Condition.ndjson")).open("ab") as file:
        file.write(b"\n")
    for more in ({}, {"memory": 100}, {"guideline": "nice"}):
        with pytest.raises(RecordError, match="write to another place"):
            screen(grown, tmp_path / "out", on=ON, **more)
        require_whole(tmp_path / "out")


def test_parts_of_another_cut_are_not_mixed(source, tmp_path, monkeypatch):
    screen(source, tmp_path / "out", on=ON)
    with pytest.raises(RecordError, match="--memory was another"):
        screen(source, tmp_path / "out", on=ON, memory=600)


def test_answers_to_another_question_are_not_mixed(source, tmp_path):
    screen(source, tmp_path / "out", on=ON)
    with pytest.raises(RecordError, match=r"another run \(.*: .*, now .*\); write to another place"):
        screen(source, tmp_path / "out", on=date(2025, 1, 1))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("x")
    with pytest.raises(RecordError, match="not written by this program"):
        screen(source, tmp_path / "mine", on=ON)


def test_a_line_of_a_type_that_r4_has_not_is_told_where_its_code_says_something(source, tmp_path):
    """Passed over, an injection ordered in DSTU2 would be lost without a word; the file is opened, whatever its name."""
    folder = tmp_path / "source"
    shutil.copytree(source, folder)
    coded = '"medicationCodeableConcept": {"text": "hydroxocobalamin injection"}'
    (folder / "MedicationOrder.ndjson").write_text(f'{{"resourceType": "MedicationOrder", "id": "o", {coded}}}\n')
    assert screen(folder, tmp_path / "out", on=ON).rejected == 1
    (note,) = (tmp_path / "out" / "_rejects").glob("*.json")
    assert [each["why"] for each in json.loads(note.read_text())["first"]] == [
        "MedicationOrder: R4 has no resource of this type"
    ]


def test_rejected_lines_are_counted_and_shown(source, tmp_path):
    folder = tmp_path / "bad"
    folder.mkdir()
    for path in source.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "Observation.ndjson").open("ab") as file:
        file.write(b'{"resourceType": "Observation"\n')
    found = screen(folder, tmp_path / "out", on=ON)
    assert (found.patients, found.rejected) == (SIZE, 1)
    (note,) = (tmp_path / "out" / "_rejects").glob("*.json")
    assert (tmp_path / "out" / "_rejects" / "lines.ndjson").read_bytes() == b'{"resourceType": "Observation"\n'
    assert json.loads(note.read_text())["first"][0]["where"].startswith("Observation.ndjson:")
    assert json.loads((tmp_path / "out" / "_about.json").read_text())["rejected"] == 1


def test_presumed_groups_close_what_was_asked(source, tmp_path):
    screen(source, tmp_path / "out", on=ON, presume=["surgery", "bowel"])
    assert read(tmp_path / "out").column("fish_tapeworm").null_count == 0


@pytest.mark.parametrize(
    "options, told",
    [
        ({"guideline": "tarot"}, "no guideline is called 'tarot'"), ({"presume": ["kitchen"]}, "not a group"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_met_are_refused(source, tmp_path, options, told):
    with pytest.raises(RecordError, match=told):
        screen(source, tmp_path / "out", on=ON, **options)


def test_a_source_that_is_nothing_is_refused(tmp_path):
    with pytest.raises(RecordError, match="there is no"):
        screen(tmp_path / "nowhere", tmp_path / "out", on=ON)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordError, match="nothing that can be screened"):
        screen(tmp_path / "empty", tmp_path / "out2", on=ON)


def test_progress_counts_parts(source, tmp_path):
    seen: dict[str, list[tuple[int, int]]] = {}
    screen(
        source, tmp_path / "out", on=ON, progress=lambda what, done, of: seen.setdefault(what, []).append((done, of))
    )
    assert list(seen) == ["reading", "answering"]
    assert all(steps[-1][0] == steps[-1][1] == len(steps) for steps in seen.values())


@pytest.mark.parametrize("searching", [True, False])
def test_the_search_for_rings_of_objects_rests_while_a_task_is_done_and_is_as_before_after_it(
    source, tmp_path, searching
):
    seen = []
    (gc.enable if searching else gc.disable)()
    try:
        screen(source, tmp_path / "out", on=ON, progress=lambda *_: seen.append(gc.isenabled()))
        with pytest.raises(ZeroDivisionError):
            _at_a_stretch(lambda task: seen.append(gc.isenabled()) or 1 // task, 0)
        assert seen == [*[searching] * (len(seen) - 1), False]
        assert gc.isenabled() is searching
    finally:
        gc.enable()


def test_the_schema_is_the_same_in_every_part(source, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "HEAP_BYTES", 100_000)
    monkeypatch.setattr("cobalamin.population.sort.PART_BYTES", 1)
    screen(source, tmp_path / "out", on=ON)
    first, *others = (parquet.read_schema(path) for path in sorted((tmp_path / "out").glob("part-*.parquet")))
    assert others
    assert all(other.equals(first) for other in others)


def test_parts_read_by_another_mapping_are_not_mixed(tmp_path):
    """Whoever corrected the unit of a column and ran it again kept the answers of the wrong unit."""
    (tmp_path / "t.csv").write_text("patient,b12\np,150\n")
    for name, unit in (("a", "ng/L"), ("b", "pmol/L")):
        (tmp_path / f"{name}.toml").write_text(f'[b12]\nfact = "total_b12"\nunit = "{unit}"\n')
    screen(tmp_path / "t.csv", tmp_path / "out", on=ON, mapping=tmp_path / "a.toml")
    with pytest.raises(RecordError, match="out holds the answers of another run \\(mapping: "):
        screen(tmp_path / "t.csv", tmp_path / "out", on=ON, mapping=tmp_path / "b.toml")
    (tmp_path / "a.toml").write_text('# as before\n[b12]\nunit = "ng/L"\nfact = "total_b12"\n')
    assert screen(tmp_path / "t.csv", tmp_path / "out", on=ON, mapping=tmp_path / "a.toml").left_from_before == 1
    again = screen(tmp_path / "out", tmp_path / "nice", on=ON, guideline="nice")  # the earlier result is read as it is
    assert again.patients == 1


def test_a_mapping_beside_a_source_without_columns_is_refused(source, tmp_path):
    """It was passed over without a word."""
    (tmp_path / "m.toml").write_text('[b12]\nfact = "total_b12"\n')
    with pytest.raises(RecordError, match="--mapping names the columns of a table with one row a patient"):
        screen(source, tmp_path / "out", on=ON, mapping=tmp_path / "m.toml")

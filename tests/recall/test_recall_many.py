"""The list of a population: line for line that of the small path, whatever the file looks like and however it is cut."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recall_timelines import timelines

from bundles import collection
from cobalamin.commands.recall_list import Beside, make_folder, make_list
from cobalamin.recall.many.lists import recall_many
from cobalamin.recall.many.parts import Asked, Tally
from cobalamin.recall.many.piles import pile_up, piled_rows
from cobalamin.recall.many.sorted_lines import keyed, merged, write_sorted
from cobalamin.recall.sources.columns import NO_MAPPING, ColumnMapping
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.sources.header import encoding_of
from cobalamin.recall.sources.source import ReadAs, read_source
from cobalamin.recall.worklist import Format, recall_list
from cobalamin.recall.written.formats import rendered
from cobalamin.records.errors import RecordError

ON = date(2026, 6, 1)
HEADER = "patient,date,event,product,dose,route,reason,born,cause,outcome"
MESSY = (
    "00123,2026-01-05,given,hydroxocobalamin 1 mg im,,,,1950-02-03,vegan,",
    "'00123,2026-01-07,given,hydroxocobalamin 1 mg im,,,,1950-02-03,vegan,",
    '"7","2026-01-05",given,"B12, injection\nat surgery",,,,,"pernicious anaemia",',
    "7,03/04/2026,given,hydroxocobalamin 1 mg im,,,,,,",
    '8,2026-01-05,stop,,,,"said ""no"", twice",,,',
    "9,2026-01-05,given,hydroxocobalamin 1 mg im,,,,,,,,,",
    "",
    ",,,,,,,,,",
    ",2026-01-05,given,hydroxocobalamin,,,,,,",
    "10",
    "Zoë,2025-12-01,given,hydroxocobalamin 1 mg im,5,,,,gremlins,",
    "=1+1,2026-05-01,review,,,,,,,improved",
)


def small(path: Path, mapping: ColumnMapping = NO_MAPPING) -> bytes:
    found = read_source(path, ON, ReadAs(mapping))
    return rendered("csv", recall_list(found.records, ON), found.problems)


def many(path: Path, to: Path, mapping: ColumnMapping = NO_MAPPING, *, pile: int = 200, workers: int = 1) -> bytes:
    recall_many(path, to, Asked(ON), ReadAs(mapping), pile_bytes=pile, workers=workers)
    return (to / "list.csv").read_bytes()


def all_timelines() -> str:
    rows = [{"patient": line.id, **row} for line in timelines() for row in line.rows()]
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_messy_file_gives_the_same_list_cut_into_piles(tmp_path: Path, encoding: str, ending: str) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(ending.join((HEADER, *MESSY)).encode(encoding))
    assert many(path, tmp_path / "out") == small(path)


def test_every_hand_written_timeline_stands_in_one_list_by_two_processes(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(all_timelines(), encoding="utf-8")
    assert many(path, tmp_path / "out", pile=1 << 15, workers=2) == small(path)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_and_a_patient_column_at_the_end(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "events.csv"
    rows = (("date", "event", "product", "patient"), ("2026-01-05", "given", "hydroxocobalamin 1 mg im", " 7 "))
    path.write_text("\n".join(map(delimiter.join, (*rows, rows[1]))))
    assert many(path, tmp_path / "out") == small(path)


def test_the_words_of_a_mapping_file_decide_who_a_row_belongs_to(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{HEADER}\nA,2026-01-05,given,hydroxocobalamin im\nB,2026-01-07,given,hydroxocobalamin im\n")
    mapping = ColumnMapping(values={"patient": {"b": "A"}})
    assert many(path, tmp_path / "out", mapping, pile=20) == small(path, mapping)
    assert json.loads((tmp_path / "out/summary.json").read_text())["patients"] == 1


cells = st.text(st.sampled_from("17aé\",;\t\n\r \0'=-/"), max_size=8) | st.sampled_from(
    ("2026-01-05", "given", "order", "hydroxocobalamin im", "2026-13", "stop", "review", '"', '""')
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, max_size=11).map(",".join), max_size=12), st.integers(20, 400))
def test_whatever_the_rows_hold_the_two_paths_agree(rows: list[str], pile: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_bytes("\n".join((HEADER, *rows)).encode())
        assert many(path, Path(folder) / "out", pile=pile) == small(path)


@pytest.mark.thorough
def test_a_row_that_cannot_be_split_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    endless = "1,2026-01-05,given," + "x" * 200_000
    open_quote = '2,2026-01-05,given,"' + "y\n" * 100_000
    path.write_text("\n".join((HEADER, endless, MESSY[0], open_quote)))
    assert many(path, tmp_path / "out", pile=1 << 20) == small(path)
    left = [json.loads(line) for line in (tmp_path / "out/not-used.ndjson").read_text().splitlines()]
    assert left[0]["where"] == "line 2"
    assert "could not be split" in left[0]["why"]


@pytest.mark.parametrize("ended", ["", "\n"])
@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        (['p2,2026-01-05,given,"hydroxocobalamin im,left'], [5]),
        (['p2,2026-01-05,given,hydroxocobalamin im,"left'], [5]),
        (['"p2,2026-01-05,given,hydroxocobalamin im,left', '"p5,2026-01-05,given,hydroxocobalamin im,left'], [5, 6]),
        (['p2,2026-01-05,given,"hydroxocobalamin im,left', 'p5,2026-01-05,given,"hydroxocobalamin im",left'], [5]),
    ],
)
def test_who_stands_behind_a_quotation_mark_that_was_left_open_is_not_lost(
    tmp_path: Path, broken: list[str], lines: list[int], ended: str
) -> None:
    """They were one cell of the row before them: missing from the list, with nothing said to be unused."""
    path = tmp_path / "events.csv"
    note = 'p1,2026-01-05,given,hydroxocobalamin im,"told\nher, to, come, again, soon\nB"'
    rest = [f"p{number},2026-01-05,given,hydroxocobalamin im,right" for number in (3, 4)]
    path.write_text("\n".join(("patient,date,event,product,note", note, *broken, *rest)) + ended)
    found = read_events_csv(path.read_bytes())
    assert {"p1", "p3", "p4"} <= {record.patient for record in found.records}
    assert ([problem.line for problem in found.refused], "p2" in str(found.records)) == (lines, False)
    assert many(path, tmp_path / "out", pile=1 << 20) == small(path)
    assert json.loads((tmp_path / "out/summary.json").read_text())["rows"] == found.rows


def test_a_pile_holds_whole_patients_and_the_lines_they_stood_on(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("\n".join(("patient,date,event", *(f"{i % 7},2026-01-05,review" for i in range(70)))))
    piled = pile_up(path, tmp_path, pile_bytes=300)
    found = [list(piled_rows(pile, piled.delimiter)) for pile in piled.paths]
    owners = [{cells[0] for _, cells in rows if cells} for rows in found]
    assert len(piled.paths) > 2
    assert sum(map(len, owners)) == 7
    assert sorted(line for rows in found for line, _ in rows) == list(range(2, 72))


def test_the_encoding_is_found_wherever_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    for text, expected in (
        (b"a" * 9_000_000 + b"\xff", "windows-1252"),
        ("é".encode(), "utf-8"),
        (b"\xff\xfea\0", "utf-16"),
    ):
        path.write_bytes(text)
        with path.open("rb") as file:
            assert encoding_of(file) == expected


# --- other sources ----------------------------------------------------------------------------------


def test_parquet_gives_the_list_of_the_same_csv_by_both_paths(tmp_path: Path) -> None:
    path, parquet = tmp_path / "events.csv", tmp_path / "events.parquet"
    path.write_text(all_timelines(), encoding="utf-8")
    duckdb.execute(
        f"copy (select * replace (try_cast(date as date) as date) from read_csv('{path}', all_varchar = true) "
        f"where date is null or try_cast(date as date) is not null) to '{parquet}' (format parquet)"
    )
    duckdb.execute(f"copy (select * from '{parquet}') to '{path}' (header)")
    assert many(parquet, tmp_path / "out", pile=1 << 15) == small(parquet) == small(path)
    (tmp_path / "folder").mkdir()
    parquet.rename(tmp_path / "folder/part-0.parquet")
    assert small(tmp_path / "folder") == small(path)


def test_a_folder_of_parquet_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "2026 [1] *?'ü"
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "create table rows as select 'p1' as patient, '2026-01-05' as date, 'given' as event, 'b12 im' as product"
        )
        connection.table("rows").write_parquet(str(tmp_path / "events.parquet"))
    (tmp_path / "events.parquet").rename(folder / "a b.parquet")
    assert read_source(folder, date(2026, 3, 1)).records[0].patient == "p1"


def test_a_parquet_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "events.parquet").write_bytes(b"PAR0")
    with pytest.raises(RecordError, match="cannot be read as Parquet"):
        read_source(tmp_path / "events.parquet", ON)


PATIENT = {"resourceType": "Patient", "birthDate": "1950-02-03", "gender": "female"}


def given_to(number: int, day: str) -> dict[str, object]:
    concept = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "5514"}],
               "text": "hydroxocobalamin 1 mg/ml injection"}  # fmt: skip
    return {
        "resourceType": "MedicationAdministration", "id": f"{number}-{day}", "status": "completed",
        "subject": {"reference": f"Patient/{number}"}, "effectiveDateTime": day, "medicationCodeableConcept": concept,
        "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": {"text": "intramuscular"}},
    }  # fmt: skip


def ndjson(folder: Path, patients: int) -> Path:
    folder.mkdir()
    people = [{**PATIENT, "id": str(number)} for number in range(patients)]
    doses = [given_to(number, f"2026-0{1 + number % 5}-1{number % 3}") for number in range(patients)]
    for name, lines in (("Patient", people), ("MedicationAdministration", doses)):
        (folder / f"{name}.ndjson").write_text("\n".join([*map(json.dumps, lines), "{broken"]))
    return folder


@pytest.mark.parametrize("form", ["csv", "json", "fhir"])
def test_ndjson_gives_the_rows_of_the_small_path_in_every_form(tmp_path: Path, form: str) -> None:
    source = ndjson(tmp_path / "bulk", 40)
    found = read_source(source, ON)
    listed = recall_list(found.records, ON)
    assert len(listed.rows) == 40
    tally = recall_many(source, tmp_path / "out", Asked(ON, form=form))  # type: ignore[arg-type]
    assert (tally.patients, tally.not_used) == (40, 2)
    whole = rendered(form, listed, found.problems, from_fhir=True)  # type: ignore[arg-type]
    match form:
        case "csv":
            assert (tmp_path / "out/list.csv").read_bytes() == whole
        case "json":
            lines = (tmp_path / "out/list.ndjson").read_text().splitlines()
            assert [json.loads(line) for line in lines] == json.loads(whole)["rows"]
        case _:
            lines = (tmp_path / "out/tasks.ndjson").read_text().splitlines()
            assert [json.loads(line) for line in lines] == [e["resource"] for e in json.loads(whole)["entry"]]


def test_a_folder_of_bundles_is_listed_too(tmp_path: Path) -> None:
    source = tmp_path / "bundles"
    source.mkdir()
    for number in range(3):
        resources = [{**PATIENT, "id": str(number)}, given_to(number, "2026-01-05")]
        bundle = collection(resources)
        (source / f"{number}.json").write_text(json.dumps(bundle))
    (source / "9.json").write_text("{}")
    assert many(source, tmp_path / "out") == small(source)


# --- the command ------------------------------------------------------------------------------------


def test_the_command_says_what_it_read_and_where_the_list_is(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("\n".join((HEADER, *MESSY)))
    beside = Beside(weeks=True, plot=tmp_path / "slots.svg")
    weeks, read, lost, *told, where = make_folder(path, tmp_path / "out", ON, beside=beside).notes
    assert "4 not used" in read
    assert {lost, *told} <= {*make_list(path, ON).notes}
    assert lost.startswith(
        f"of {json.loads((tmp_path / 'out/summary.json').read_text())['patients_without_a_row_used']} more "
    )
    assert where.endswith(f"listed in {tmp_path / 'out'}")
    assert (tmp_path / "slots.svg").exists()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["list.csv", "not-used.ndjson", "summary.json"]
    assert weeks.startswith("Nurse slots a week")
    assert weeks == make_list(path, ON, form="csv", beside=Beside(weeks=True)).notes[0]


def test_a_column_that_is_not_read_and_dates_of_two_readings_are_told_as_of_a_small_list(tmp_path: Path) -> None:
    """Both were told of a list on the screen and not of one in a folder."""
    path = tmp_path / "events.csv"
    path.write_text("patient,last B12 injection,Seen by\n1,03/04/2025,x\n2,2025-01-01,\n3,04/05/2025,\n")
    told = make_folder(path, tmp_path / "out", ON).notes
    small = [each for each in make_list(path, ON).notes if "more than one way" in each or "columns" in each]
    assert len(small) == 2
    assert [each for each in told if each in small] == small
    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert (summary["dates_with_two_readings"], summary["columns_not_used"]) == (2, ["Seen by"])


@pytest.mark.parametrize(
    ("form", "there", "said"),
    [("text", False, "csv, json or fhir"), ("ics", False, "csv, json or fhir"), ("csv", True, "not an empty folder")],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(tmp_path: Path, form: Format, there: bool, said: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER)
    if there:
        (tmp_path / "out").mkdir()
        (tmp_path / "out/mine.txt").write_text("keep me")
    with pytest.raises(RecordError, match=said):
        make_folder(path, tmp_path / "out", ON, form=form)


def test_one_calendar_a_patient_is_not_made_of_a_population(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="--calendars cannot be written with --to"):
        make_folder(tmp_path, tmp_path / "out", ON, beside=Beside(calendars=tmp_path / "ics"))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_whose_columns_cannot_be_understood_leaves_nothing_behind(tmp_path: Path, text: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)
    with pytest.raises(RecordError):
        make_folder(path, tmp_path / "out", ON)
    assert list((tmp_path / "out").iterdir()) == []


# --- sorted files -----------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=40), st.integers(1, 7))
def test_many_sorted_files_make_one(keys: list[tuple[str, str]], parts: int) -> None:
    with TemporaryDirectory() as folder:
        lines = [keyed(key, str(i).encode()) for i, key in enumerate(keys)]
        files = [write_sorted(lines[i::parts], Path(folder) / f"{i}") for i in range(parts)]
        assert sorted(map(int, merged(files))) == list(range(len(keys)))
        assert list(Path(folder).iterdir()) == []


def test_more_files_than_can_be_open_are_merged_in_rounds(tmp_path: Path) -> None:
    files = [write_sorted([keyed((f"{i % 9}",), f"{i % 9}".encode())], tmp_path / f"f{i}") for i in range(600)]
    assert list(merged(files)) == sorted(str(i % 9).encode() for i in range(600))


def test_tallies_add_up() -> None:
    one, other = Tally(patients=2, listed=1), Tally(patients=3, not_used=4)
    one.add(other)
    assert (one.patients, one.listed, one.not_used) == (5, 1, 4)


def test_the_command_says_once_how_dates_that_can_be_read_two_ways_are_read(tmp_path: Path) -> None:
    """The name of the option stood in the sentence of every row, also where a nurse reads it on a page."""
    path = tmp_path / "events.csv"
    path.write_text(
        "patient,date,event,born\n1,03/04/2025,given,\n2,2025-05-01,given,01/02/1950\n3,2025-05-01,given,13/02/1950\n"
    )
    made = make_list(path, ON)
    assert (
        "2 dates can be read more than one way: run it again with --date-format DD/MM/YYYY or MM/DD/YYYY" in made.notes
    )
    assert b"--date-format" not in made.body
    told = make_list(path, ON, how=ReadAs(date_format="DD/MM/YYYY")).notes
    assert not any("--date-format" in note for note in told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_whose_letters_were_guessed_is_told_into_a_folder_too(tmp_path: Path, encoding: str) -> None:
    """Without --to it was."""
    path = tmp_path / "events.csv"
    path.write_bytes(f"{HEADER}\nMüller,2026-01-05,given,hydroxocobalamin im\n".encode(encoding))
    said = "the file is not UTF-8: read as Windows-1252"
    for notes in (make_list(path, ON).notes, make_folder(path, tmp_path / "out", ON).notes):
        assert (said in notes) is (encoding == "cp1252")

"""Tables as hospitals and practices really send them: other separators and spellings, data frames, cells that say two things.

Each was found by a table that was read wrongly, or stopped a run, before it was a test.
"""

from __future__ import annotations

import gzip
import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from test_all_sources import screened

from awkward import ON
from cobalamin.population.screen import screen
from cobalamin.records.errors import RecordError
from cobalamin.records.tables.wide import cases

HEADER = "patient,total_b12,total_b12_unit,total_b12_date,glossitis,sex,birth_date"
ROW = "p1,150,ng/L,2026-02-01,yes,female,1950-01-01"
EVENTS = "patient,fact,value,unit,comparator,date,status"


def read(tmp_path: Path, content: str | bytes | pa.Table, mapping: str = "") -> dict[str, dict[str, Any]]:
    """What a table says of each patient, by the command."""
    path = tmp_path / ("t.parquet" if isinstance(content, pa.Table) else "t.csv")
    if isinstance(content, pa.Table):
        parquet.write_table(content, path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if not mapping:
        return screened(path, tmp_path / "out")
    (tmp_path / "m.toml").write_text(mapping)
    screen(path, tmp_path / "out", on=ON, mapping=tmp_path / "m.toml")
    rows = parquet.read_table(tmp_path / "out" / "part-00000.parquet").to_pylist()
    return {row["patient"]: row for row in rows}


def events(tmp_path: Path, *rows: str) -> dict[str, Any]:
    """The one patient of some events."""
    (found,) = read(tmp_path, "\n".join((EVENTS, *rows, ""))).values()
    return found


def said(row: dict[str, Any], fact: str) -> Any:
    """A fact, or why it is missing."""
    return row[f"{fact}_why"] or row[fact]


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.encode("utf-8-sig"), lambda text: text.replace("\n", "\r\n"), lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"), lambda text: "sep=;\n" + text.replace(",", ";"),
        lambda text: text.replace(HEADER, HEADER.upper()), lambda text: text.replace(HEADER, HEADER.replace(",", " , ")),
        lambda text: text.replace(HEADER, HEADER.replace("_", " ").title()), lambda text: text.replace(",", " , "),
        lambda text: text.replace("\n", "\n\n"),
    ],
)  # fmt: skip
def test_the_form_of_a_csv_changes_nothing(tmp_path, form):
    """Large letters in a header made a column be passed over in silence, a semicolon the whole file."""
    row = read(tmp_path, form(f"{HEADER}\n{ROW}\n"))["p1"]
    assert (row["total_b12"], row["total_b12_date"], row["glossitis"], row["female"]) == (
        "150 ng/L", date(2026, 2, 1), True, True,
    )  # fmt: skip
    assert row["age"] == "457/6 a"


@pytest.mark.thorough
def test_a_line_break_in_quotes_may_stand_anywhere(tmp_path):
    """At the edge of a block of four megabytes it made the whole file no table."""
    text = io.StringIO("patient,note,total_b12,total_b12_unit\n")
    text.seek(0, io.SEEK_END)
    for number in range(9_000):
        text.write(f'p{number},"{"x" * 1000}\n{number},""zzz"",900,ng/L",150,ng/L\n')
    rows = read(tmp_path, text.getvalue())
    assert len(rows) == 9_000
    assert {row["total_b12"] for row in rows.values()} == {"150 ng/L"}


@pytest.mark.parametrize(
    "row",
    [
        'p2,150,ng/L,"left open', '"p2,150,ng/L,a\n"p9,150,ng/L,a', 'p2,150,ng/L,"left open\np9,150,ng/L,"a"',
        'p2,150,"ng/L,a\np9,150,"ng/L",a',
    ],
)  # fmt: skip
def test_rows_behind_a_quotation_mark_that_was_left_open_are_not_one_cell(tmp_path, row):
    """Whoever stood in them was screened by nobody, and nobody was told."""
    whole, more = 'p1,150,ng/L,"a\nb, c, d, e\n5"" f"', "".join(f"p{number},150,ng/L,a\n" for number in range(3, 6))
    with pytest.raises(RecordError, match="row 2 below the header has a cell that holds other rows"):
        read(tmp_path, f"patient,total_b12,total_b12_unit,note\n{whole}\n{row}\n{more}")


def test_a_row_that_does_not_fit_is_told_by_its_number_and_not_by_its_words(tmp_path):
    with pytest.raises(RecordError, match="row 2 below the header holds 2 cells, the header 3") as told:
        read(tmp_path, "patient,total_b12,total_b12_unit\np1,150,ng/L\nsecret,150\n")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_named(tmp_path, encoding):
    with pytest.raises(RecordError, match="the file is not UTF-8: save it as UTF-8"):
        read(tmp_path, f"{HEADER}\n{ROW.replace('p1', 'pé')}\n".encode(encoding))


@pytest.mark.parametrize(
    "content, sentence",
    [
        (gzip.compress(ROW.encode(), mtime=0), "it is compressed; unpack it"),
        (b"PK\x03\x04xl/workbook", "it is a spreadsheet or an archive; save it as CSV"),
        (",".join(f"c{number}" for number in range(200_000)).encode(), "its header is longer than a megabyte"),
        (b"p1,1950-01-01,female,150\n", "the first row holds a date, so it is a patient's row and not a header"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_of_it(tmp_path, content, sentence):
    """A long header was told as an empty file, a file without a header had no first patient."""
    with pytest.raises(RecordError, match=sentence):
        read(tmp_path, content)


def test_a_parquet_file_that_is_damaged_inside_is_named(tmp_path):
    file = tmp_path / "source.parquet"
    parquet.write_table(pa.table({"patient": ["p1"], "glossitis": [True]}), file)
    whole = file.read_bytes()
    file.write_bytes(whole[:4] + b"\xff" * 60 + whole[64:])
    with pytest.raises(RecordError, match=r"source\.parquet is damaged"):
        list(cases(file))


@pytest.mark.parametrize(
    "header", ["patient,total_b12,total_b12,total_b12_unit", "patient,total_b12,Total B12,total_b12_unit"]
)
def test_a_column_that_stands_twice_is_refused(tmp_path, header):
    """The second was taken, and nobody told."""
    with pytest.raises(RecordError, match="the column total_b12 appears twice"):
        read(tmp_path, f"{header}\np1,150,400,ng/L\n")


def test_a_column_of_events_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(RecordError, match="the column value appears twice"):
        read(tmp_path, "patient,fact,value,value\np,glossitis,yes,no\n")


def test_two_columns_of_one_field_of_the_person_are_refused(tmp_path):
    with pytest.raises(RecordError, match="two columns hold patient, id and other"):
        read(tmp_path, "id,other,glossitis\na,b,yes\n", '[id]\nfact = "patient"\n[other]\nfact = "patient"\n')


def test_a_mapping_beside_events_is_refused_and_not_passed_over(tmp_path):
    with pytest.raises(RecordError, match="has one row per event"):
        read(tmp_path, f"{EVENTS}\np,glossitis,yes,,,,\n", '[value]\nfact = "glossitis"\n')


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_a_comma_between_digits_is_doubtful_where_semicolons_separate(tmp_path):
    """12,500 is twelve and a half in most of Europe, and was read as twelve thousand."""
    text = "patient;ferritin;ferritin_unit\na;12,500;ug/L\nb;12,5;ug/L\nc;12.5;ug/L\n"
    rows = read(tmp_path, text)
    assert [said(rows[name], "ferritin") for name in "abc"] == ["unreadable", "unreadable", "12.5 ug/L"]


@pytest.mark.parametrize(
    "written, expected",
    [("12,500", "12.5 ug/L"), ("12,5", "12.5 ug/L"), ("1.012,5", "1012.5 ug/L"), ("<12,5 ug/L", "<12.5 ug/L"),
     ("12.5", "12.5 ug/L")],
)  # fmt: skip
def test_a_mapping_says_that_a_comma_is_the_point(tmp_path, written, expected):
    mapping = '[f]\nfact = "ferritin"\nunit = "ug/L"\ndecimal = ","\n'
    assert said(read(tmp_path, f"patient;f\na;{written}\n", mapping)["a"], "ferritin") == expected


@pytest.mark.parametrize(
    "value, unit, sign, expected",
    [
        ("150 ng/L", "", "<", "<150 ng/L"), ('"1,500"', "ng/L", ">", ">1500 ng/L"), ("<150", "ng/L", ">", "contradictory"),
        ("<150", "ng/L", "<", "<150 ng/L"), ("<150 pmol/L", "ng/L", "", "contradictory"), ("150 pg/mL", "ng/L", "", "150 pg/mL"),
        ("150 H", "ng/L", "", "150 ng/L"), ("150-200", "ng/L", "", "unreadable"), ('"8,9"', "ng/L", "", "unreadable"),
        ("raised", "", "", "200 ng/L"),
    ],
)  # fmt: skip
def test_sign_and_unit_of_a_text_and_those_beside_it_are_one(tmp_path, value, unit, sign, expected):
    """The sign beside "150 ng/L" was lost: a result below a limit was read as exact."""
    found = said(events(tmp_path, f"p,total_b12,{value},{unit},{sign},2026-02-01,final"), "total_b12")
    assert found == expected if value != "raised" else found.startswith(">")


@pytest.mark.parametrize("nothing", ["NULL", "NA", "NaN", "nan", "<NA>", "\\N", "  ", "", "NaT"])
def test_a_word_for_no_value_is_none(tmp_path, nothing):
    """Somebody with NULL in the column `died` was counted among the dead."""
    header = "patient,total_b12,total_b12_unit,glossitis,sex,birth_date,age,died,last_b12_injection,mcv,mcv_unit"
    row = read(tmp_path, f"{header}\np,{','.join([nothing] * 8)},108,fL\n")["p"]
    assert row["mcv"] == "108 fL"
    assert row["died"] is None
    whys = {name: value for name, value in row.items() if name.endswith("_why") and value is not None}
    assert whys == {}


def test_a_word_of_the_columns_own_is_a_value_whatever_it_looks_like(tmp_path):
    mapping = '[g]\nfact = "glossitis"\nyes = ["ja"]\nno = ["na"]\n'
    assert read(tmp_path, "patient,g\na,NA\n", mapping)["a"]["glossitis"] is False


def test_below_a_limit_and_at_most_it_differ_in_two_units_as_in_one(tmp_path):
    for unit in ("ug/L", "ng/mL"):
        (tmp_path / unit[:2]).mkdir()
        rows = (f"p,ferritin,8,{each},{sign},2026-02-01,final" for each, sign in (("ug/L", "<="), (unit, "<")))
        assert said(events(tmp_path / unit[:2], *rows), "ferritin") == "contradictory"


# --- the person ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "told, dead",
    [
        ("2025-01-01", True), ("2027-01-01", None), ("2027", None), ("2026", True),
        ("01/02/2025", True), ("01/02/2099", True), ("yes", True), ("deceased", True), ("1", True),
        ("no", None), ("0", None), ("0.0", None), ("alive", None), ("unknown", None), ("nan", None), ("perhaps", None),
    ],
)  # fmt: skip
def test_only_a_yes_or_a_day_is_a_death(tmp_path, told, dead):
    """Whatever was no *no* was a death: *alive* and *unknown* took the living out of every count."""
    assert read(tmp_path, f"patient,glossitis,died\na,yes,{told}\n")["a"]["died"] is dead


def test_two_words_on_the_sex_are_none(tmp_path):
    """Of two rows the last was believed, in whatever order they stood."""
    for one, other in (("female", "male"), ("male", "female")):
        (tmp_path / one).mkdir()
        row = events(tmp_path / one, f"p,sex,{one},,,,", f"p,sex,{other},,,,", "p,glossitis,yes,,,,")
        assert (said(row, "female"), row["pregnant"]) == ("contradictory", None)
    row = read(tmp_path, "patient,sex,female\na,male,yes\n")["a"]
    assert said(row, "female") == "contradictory"


def test_a_column_that_says_not_female_says_male(tmp_path):
    """As `sex` does: nobody asks a man whether he is pregnant."""
    mapping = '[s]\nfact = "female"\nyes = ["2"]\nno = ["1"]\n'
    rows = read(tmp_path, "patient,s,glossitis\na,1,yes\nb,2,yes\n", mapping)
    assert [(row["female"], row["pregnant"]) for row in rows.values()] == [(False, False), (True, None)]


@pytest.mark.parametrize("fact, one, other", [("age", "50", "60"), ("birth_date", "1950-01-01", "1960-01-01")])
def test_two_ages_are_none(tmp_path, fact, one, other):
    row = events(tmp_path, f"p,{fact},{one},,,,", f"p,{fact},{other},,,,", "p,glossitis,yes,,,,")
    assert said(row, "age") == "contradictory"


def test_an_age_beside_another_birth_date_is_none(tmp_path):
    """Born in September and "30" years old was answered as an adult; an age of last year is one."""
    born = {
        "a": ("30", "2025-09-01"),
        "b": ("62", "1963-07-01"),
        "c": ("6 mo", "2025-09"),
        "d": ("61", "1963"),
        "e": ("60", "1963"),
    }
    lines = "".join(f"{name},{age},{day},yes\n" for name, (age, day) in born.items())
    rows = read(tmp_path, f"patient,age,birth_date,glossitis\n{lines}")
    assert [said(row, "age") for row in rows.values()] == ["contradictory", "62 a", "6 mo", "61 a", "contradictory"]


def test_an_age_nobody_can_read_is_told(tmp_path):
    rows = read(tmp_path, "patient,age,glossitis\na,old,yes\nb,-1,yes\nc,18 months,yes\n")
    assert [said(row, "age") for row in rows.values()] == ["unreadable", "implausible", "18 mo"]


def test_a_patient_with_a_space_behind_the_name_is_the_same_patient(tmp_path):
    row = events(tmp_path, "p ,b12_injection,yes,,,2026-02-05,", "p, Total B12 ,150,ng/L,,2026-02-10,final")
    assert said(row, "total_b12") == "after an injection"


# --- doses and days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dose, expected, on_injections",
    [
        (",,,2026-02-05,", "after an injection", True), ("1 mg,,,2026-02-05,", "after an injection", True),
        ("2026-02-05,,,,", "after an injection", True), ("yes,,,2026-02-05,completed", "after an injection", True),
        ("no,,,2026-02-05,", "150 ng/L", "not confirmed"), ("yes,,,2026-02-05,entered-in-error", "150 ng/L", "not confirmed"),
        ("yes,,,2026-02-05,not-done", "150 ng/L", "not confirmed"), (",,,,", "150 ng/L", None),
    ],
)  # fmt: skip
def test_a_dose_counts_by_its_day_unless_it_was_not_given(tmp_path, dose, expected, on_injections):
    """With its day in the column `date` alone it was passed over, and a level drawn after it counted."""
    row = events(tmp_path, f"p,b12_injection,{dose}", "p,total_b12,150,ng/L,,2026-02-10,final")
    assert (said(row, "total_b12"), said(row, "b12_injections")) == (expected, on_injections)


def test_a_finding_whose_day_nobody_can_place_is_not_of_today(tmp_path):
    """A pregnancy of 02/01/2015 was one of today; an operation is one still, whenever it was."""
    header = "patient,pregnant,pregnant_date,total_gastrectomy,total_gastrectomy_date,sex"
    row = read(tmp_path, f"{header}\na,yes,02/01/2015,yes,02/01/2015,female\n")["a"]
    assert (said(row, "pregnant"), said(row, "total_gastrectomy")) == ("not dated", True)


# --- Parquet ---------------------------------------------------------------------------------------------------------


def table(**columns: Any) -> pa.Table:
    return pa.table({"patient": pa.array(["a"]), "mma_unit": pa.array(["umol/L"]), **columns})


@pytest.mark.parametrize(
    "values, expected",
    [
        (pa.array([0.271], pa.float32()), "0.271 umol/L"), (pa.array([Decimal("0.2710")]), "0.271 umol/L"),
        (pa.array(["0.271"]).dictionary_encode(), "0.271 umol/L"), (pa.array(["<0.271"], pa.large_string()), "<0.271 umol/L"),
        (pa.array([b"0.271"]), "0.271 umol/L"), (pa.array([float("nan")]), None), (pa.nulls(1), None),
        (pa.array([b"\xff"]), "unreadable"),
        (pa.array([[0.271]]), "unreadable"), (pa.array([{"v": 0.271}]), "unreadable"), (pa.array([True]), "unreadable"),
        (pa.array([datetime(2026, 1, 1)]), "unreadable"),
    ],
)  # fmt: skip
def test_every_kind_of_column_is_read_or_said_to_be_unreadable(tmp_path, values, expected):
    """A number of four bytes was 0.27099999, so raised or not by chance; a list, bytes or a day ended the run with a traceback."""
    for form, content in (
        ("wide", table(mma=values)),
        (
            "event",
            pa.table({"patient": ["a"], "fact": ["mma"], "value": values, "unit": ["umol/L"], "date": ["2026-02-01"]}),
        ),
    ):
        (tmp_path / form).mkdir()
        assert said(read(tmp_path / form, content)["a"], "mma") == expected, form


@pytest.mark.parametrize(
    "day",
    [
        pa.array([date(2026, 2, 1)]), pa.array([datetime(2026, 2, 1, 10)]), pa.array([1769904000000000001], pa.timestamp("ns")),
        pa.array([datetime(2026, 2, 1, 4)], pa.timestamp("us", "America/New_York")), pa.array([date(2026, 2, 1)], pa.date64()),
        pa.array([b"2026-02-01"]),
    ],
)  # fmt: skip
def test_every_kind_of_day_is_a_day(tmp_path, day):
    """A moment with nanoseconds ended the run."""
    assert read(tmp_path, table(mma=pa.array([0.3]), mma_date=day))["a"]["mma_date"] in (
        date(2026, 2, 1),
        date(2026, 1, 31),
    )


def test_midnight_of_a_column_of_moments_is_the_day_alone(tmp_path):
    """Data frames and OMOP write midnight where only a day is known: the other result of that day may be the later one."""
    moments = pa.array([datetime(2026, 2, 1), datetime(2026, 2, 1, 10)])
    content = pa.table(
        {
            "patient": ["a", "a"],
            "fact": ["mma", "mma"],
            "value": ["0.2", "0.9"],
            "unit": ["umol/L"] * 2,
            "date": moments,
        }
    )
    assert said(read(tmp_path, content)["a"], "mma") == "contradictory"


def test_a_number_kept_as_one_with_a_point_names_a_patient_as_it_was(tmp_path):
    rows = read(tmp_path, pa.table({"patient": pa.array([1.0, None]), "glossitis": pa.array([1.0, 0.0])}))
    assert [(name, row["glossitis"]) for name, row in rows.items()] == [("1", True), ("row 2", False)]


def test_an_identifier_of_bytes_is_shown_by_its_digits(tmp_path):
    """A database's number of sixteen bytes was a patient called b'\\x18…'."""
    name = bytes(range(240, 256))
    table = pa.table({"patient": pa.array([name], pa.binary(16)), "total_b12": [150.0], "total_b12_unit": ["ng/L"]})
    assert list(read(tmp_path, table)) == [name.hex()]


@pytest.mark.parametrize("folder", [True, False])
def test_a_number_of_four_bytes_in_omop_is_as_it_was_written(tmp_path, folder):
    source = tmp_path / ("cdm" if folder else "cdm.duckdb")
    with duckdb.connect(":memory:" if folder else str(source)) as connection:
        connection.execute("create table person as select 1 as person_id")
        connection.execute(
            "create table measurement as select 1 as measurement_id, 1 as person_id, 3009799 as measurement_concept_id, "
            "date '2026-02-01' as measurement_date, timestamp '2026-02-01 00:00:00' as measurement_datetime, "
            "0.271::real as value_as_number, 8749 as unit_concept_id"
        )
        if folder:
            source.mkdir()
            for name in ("person", "measurement"):
                connection.execute(f"copy {name} to '{source}/{name}.parquet'")
    assert screened(source, tmp_path / "out")["1"]["mma"] == "0.271 umol/L"


STRANGE = "2026 [1] *?'ü"
"""A folder as somebody may call it: DuckDB takes brackets and stars for a pattern."""


@pytest.mark.parametrize("spark", [True, False], ids=["a folder of parts", "a file"])
def test_a_folder_may_have_any_name(tmp_path, spark):
    folder = tmp_path / STRANGE
    place = folder / "person.parquet" / "part-0.parquet" if spark else folder / "person.parquet"
    place.parent.mkdir(parents=True)
    parquet.write_table(pa.table({"person_id": [7], "year_of_birth": [1950]}), place)
    assert list(screened(folder, tmp_path / "out")) == ["7"]


def test_rows_of_a_patient_whose_number_a_spreadsheet_rounded_are_not_one_person(tmp_path):
    """The results of two people were one person's, and the later counted."""
    rows = ["4.85777E+11,total_b12,90,ng/L,2026-02-01", "4.85777E+11,total_b12,600,ng/L,2026-02-20", "p1,sex,female,,"]
    (tmp_path / "events.csv").write_text("\n".join(["patient,fact,value,unit,date", *rows]))
    found = screen(tmp_path / "events.csv", tmp_path / "out", on=date(2026, 3, 1))
    assert (found.patients, found.rejected) == (1, 2)
    told = json.loads(next((tmp_path / "out" / "_rejects").glob("*.json")).read_text())["first"][0]
    assert told["why"].startswith("the patient '4.85777E+11' is what a spreadsheet saves in place of a longer number")


# --- what the laboratory wrote beside a value (R171) -----------------------------------------------------------------

COMMENTED = "patient,fact,value,unit,date,status,comment"


def commented(tmp_path: Path, fact: str, value: str, unit: str, comment: str, status: str = "") -> dict[str, Any]:
    """The same result as a row of an event and as a row of a patient; both say the same."""
    one = read(tmp_path, f"{COMMENTED}\np,{fact},{value},{unit},2026-02-01,{status},{comment}\n")["p"]
    beside = ",".join(f"{fact}_{what}" for what in ("unit", "date", "status", "comment"))
    wide = f"patient,{fact},{beside}\np,{value},{unit},2026-02-01,{status},{comment}\n"
    (tmp_path / "wide").mkdir()
    other = read(tmp_path / "wide", wide)["p"]
    assert {name: said for name, said in one.items() if name != "not_used"} == {
        name: said for name, said in other.items() if name != "not_used"
    }
    return one


@pytest.mark.parametrize(
    ("fact", "value", "unit", "comment", "known"),
    [
        ("total_b12", "480", "ng/L", '"haemolysed, please repeat"', "contradictory"),
        ("total_b12", "120", "ng/L", '"haemolysed, please repeat"', "120 ng/L"),
        ("total_b12", "480", "ng/L", "Results may be affected by haemolysis", "480 ng/L"),
        ("haemoglobin", "150", "g/L", "Probe verunreinigt", "contradictory"),
        ("intrinsic_factor_antibody", "negative", "", "Result unreliable", "contradictory"),
        ("intrinsic_factor_antibody", "positive", "", "Result unreliable", True),
        ("intrinsic_factor_antibody", "negative", "", "authorised", False),
    ],
)
def test_a_comment_beside_a_value_is_read_as_in_a_record(tmp_path, fact, value, unit, comment, known):
    """A level of 480 ng/L beside "haemolysed, please repeat" counted in a table, and not in a record."""
    assert said(commented(tmp_path, fact, value, unit, comment), fact) == known


def test_injections_of_which_a_comment_tells_are_asked_about(tmp_path):
    told = "Patient receives B12 injections"
    assert commented(tmp_path, "total_b12", "900", "ng/L", told)["b12_injections_why"] == "in words only"


def test_those_of_a_result_taken_back_are_not(tmp_path):
    row = commented(tmp_path, "total_b12", "900", "ng/L", "Patient receives B12 injections", "entered-in-error")
    assert row["b12_injections_why"] != "in words only"

"""Lists as practices keep them: a row a patient, the last injection, the next, "every 12 weeks", notes in free text.

Five invented ones of different style; each could not be read, or was read as a thousand broken loading courses.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cobalamin.commands.recall_list import make_folder
from cobalamin.knowledge.treatment import Every
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.recall.sources.columns import ColumnMapping, read_mapping
from cobalamin.recall.sources.days import read_day
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.sources.source import ReadAs, read_source
from cobalamin.recall.worklist import recall_list
from cobalamin.records.errors import RecordError
from cobalamin.translation.words import translator

ON = date(2026, 3, 1)
NAMED_PRODUCT = ColumnMapping(columns={"product": "Product, strength, route"})
B12 = ColumnMapping(constants={"product": "hydroxocobalamin 1 mg injection"})

CLASSIC = """\
Initials,DOB,NHS No,Last injection,Next due,Frequency,Notes
AB,04/03/1987,100,05/01/2026,30/03/2026,every 12 weeks,"DNA x2, rang pt"
CD,04/03/1943,101,01/12/2025,,12/52,given by HCA
EF,04/03/1964,102,01/12/2025,26/01/2026,,self injects
GH,04/03/1950,103,,,3/12,moved in 2025
IJ,04/03/1950,104,05/01/2026,01/02/2026,every 12 weeks,
KL,04/03/1950,105,05/01/2026,,as needed,
MN,04/03/1950,106,27/02/2026,,every 2 days,loading
"""
SEMICOLONS = "Patient;Letzte Spritze;Intervall\nP1;05.01.2026;3 Monate\n"
TITLED = """\
B12 register 2026,,,,

Name,EMIS number,Inj 1,Inj 2,Interval (weeks)
"Smith, A",1000,13/10/2025,05/01/2026,12
"Jones, B",1001,05/01/2026,,12
"""
SHORT = """\
Patient no,Date of last B12 injection,Due,Dose
1,05-Jan-26,30-Mar-26,1 mg
2,Jan-26,,1 mg
3,46027,,1 mg
"""
NAMED = "patient id,event,date,product,interval\n1,last injection,2026-01-05,hydroxocobalamin 1 mg im,quarterly\n"


def read(text: str, mapping: ColumnMapping = B12, form: str = "DD/MM/YYYY") -> EventsFile:
    return read_events_csv(text.encode(), mapping, form)


def courses(found: EventsFile) -> dict[str, Schedule]:
    return {record.patient: schedule(record, ON) for record in found.records}


def next_of(course: Schedule) -> tuple[str, Every | None, date | None]:
    return str(course.state), course.every if course.next else None, course.next.due if course.next else None


def test_the_last_injection_and_its_interval_are_a_course_of_maintenance() -> None:
    found = read(CLASSIC)
    course = courses(found)
    assert next_of(course["100"]) == ("maintenance", Every(12, "week"), date(2026, 3, 30))
    assert next_of(course["101"]) == ("maintenance", Every(12, "week"), date(2026, 2, 23))
    assert next_of(course["102"]) == ("maintenance", Every(56, "day"), date(2026, 1, 26))
    assert found.ignored_columns == ("Initials", "Notes")


def test_what_was_not_kept_up_together_is_told_and_nothing_is_guessed() -> None:
    """Without an interval nobody knows whether a dose is one of a loading course: it is read as the first."""
    found = read(CLASSIC)
    course = courses(found)
    assert str(course["103"].state) == "not started"
    assert next_of(course["104"])[1] == Every(12, "week")
    assert str(course["105"].state) == "loading broken"
    assert str(course["106"].state) == "loading"
    ends = "may say that injections ended, wait or are given elsewhere: look before the next dose"
    unread = f"a cell that is not read ('%s') {ends}"
    assert [str(problem) for problem in found.problems] == [
        f"line 4: {unread % 'self injects'}",
        f"line 5: {unread % 'moved in 2025'}",
        "line 6: next due 2026-02-01 is not 12 weeks after the last injection of 2026-01-05: the interval was used",
        "line 7: the interval 'as needed' was not understood: write 12 weeks or 3 months",
        "line 8: an interval of 2 days is of a loading course: not used, what was given is read dose by dose",
    ]


@pytest.mark.parametrize("interval", ["PRN", "twelve", "12 weeks / 3 months", "yearly"])
def test_of_an_interval_that_is_not_understood_it_is_asked_first(interval: str) -> None:
    """The dose was read as one of a loading course that is broken off: decide, resume or restart."""
    found = read(f"Patient ID,Last injection,Frequency\nR1,02/02/2026,{interval}\n")
    (row,) = recall_list(found.records, ON).rows
    assert row.next_step.startswith(
        "first find out how often the injection is repeated; then decide: resume or restart"
    )
    assert "how often the injection is repeated is recorded, but was not understood" in row.why
    told = read(f"Patient ID,Last injection,Frequency\nR1,02/02/2026,{interval}\nR1,02/02/2026,12 weeks\n")
    assert not any("not understood" in why for row in recall_list(told.records, ON).rows for why in row.why)


def test_of_a_range_the_shorter_end_calls_and_a_planned_day_within_it_is_the_interval() -> None:
    """`every 10-12 weeks` was not understood, and the course a broken loading course."""
    found = read(
        "patient,last injection,frequency,next due\n1,05/01/2026,every 10-12 weeks,\n2,05/01/2026,10-12 weekly,30/03/2026\n"
        "3,05/01/2026,10-12 weekly,30/06/2026\n"
    )
    course = courses(found)
    assert next_of(course["1"]) == ("maintenance", Every(10, "week"), date(2026, 3, 16))
    assert next_of(course["2"]) == ("maintenance", Every(84, "day"), date(2026, 3, 30))
    assert next_of(course["3"]) == ("maintenance", Every(10, "week"), date(2026, 3, 16))
    assert [str(problem) for problem in found.problems] == [
        "line 2: the interval 'every 10-12 weeks' is a range: its shorter end was used",
        "line 4: next due 2026-06-30 is not 10 weeks after the last injection of 2026-01-05: the interval was used",
        "line 4: the interval '10-12 weekly' is a range: its shorter end was used",
    ]


@pytest.mark.parametrize(
    ("due", "every", "used"),
    [
        ("02/03/2026", Every(56, "day"), "planned day, which is earlier,"), ("01/02/2026", Every(12, "week"), "interval"),
        ("04/05/2026", Every(12, "week"), "interval"), ("16/02/2026", Every(42, "day"), "planned day, which is earlier,"),
        ("15/02/2026", Every(12, "week"), "interval"),
    ],
)  # fmt: skip
def test_of_an_interval_and_a_planned_day_the_earlier_counts(due: str, every: Every, used: str) -> None:
    """Whoever was planned for after 8 weeks, and whose 12 weeks nobody changed, was called a month too late."""
    found = read(f"patient,last injection,frequency,next due\n1,05/01/2026,12/52,{due}\n")
    assert [event.interval for event in found.records[0].events if event.interval is not None] == [every]
    (problem,) = found.problems
    assert problem.text.endswith(f": the {used} was used")
    assert translator("es").said(problem.text) not in (None, problem.text)


def test_a_new_interval_may_be_a_range() -> None:
    found = read("patient,date,event,interval\n1,05/01/2026,new interval,2-3 months\n")
    assert found.records[0].events[0].interval == Every(2, "month")
    assert [str(each) for each in found.problems] == [
        "line 2: the interval '2-3 months' is a range: its shorter end was used"
    ]


def test_a_next_day_before_the_last_is_no_interval() -> None:
    found = read("patient,last injection,next due\n1,05/01/2026,01/01/2026\n")
    assert str(courses(found)["1"].state) == "loading broken"
    assert "next due 2026-01-01 is not after the last injection of 2026-01-05" in str(found.problems[0])


def test_nobody_asks_for_the_blood_tests_of_a_first_dose_that_was_not_the_first() -> None:
    assert courses(read(CLASSIC))["100"].checks == ()


def test_words_of_another_language_need_a_mapping() -> None:
    mapping = read_mapping(json.dumps({
        "columns": {"date": "Letzte Spritze", "interval": "Intervall"}, "values": {"interval": {"3 Monate": "3 months"}},
        "constants": {"event": "last injection", "product": "hydroxocobalamin 1 mg injection"}, "date_format": "DD.MM.YYYY",
    }).encode())  # fmt: skip
    course = courses(read(SEMICOLONS, mapping, ""))
    assert next_of(course["P1"]) == ("maintenance", Every(3, "month"), date(2026, 4, 5))


def test_a_title_above_the_header_and_a_column_a_dose() -> None:
    mapping = read_mapping(json.dumps({
        "dates": ["Inj 1", "Inj 2"], "constants": {"event": "last injection", "product": "hydroxocobalamin 1 mg injection"},
    }).encode())  # fmt: skip
    found = read(TITLED, mapping)
    course = courses(found)
    assert [(c.record.name, len(c.doses), next_of(c)) for c in course.values()] == [
        ("Smith, A", 2, ("maintenance", Every(12, "week"), date(2026, 3, 30))),
        ("Jones, B", 1, ("maintenance", Every(12, "week"), date(2026, 3, 30))),
    ]
    assert {entry.event.source for entry in course["1001"].entries} == {"line 5"}


def test_the_short_dates_of_spreadsheets() -> None:
    """A header that says B12 needs no mapping; a month and two figures may be a day of January or January of a year."""
    found = read(SHORT, ColumnMapping())
    assert next_of(courses(found)["1"]) == ("maintenance", Every(84, "day"), date(2026, 3, 30))
    assert [str(problem) for problem in found.refused] == [
        "line 3: the date 'Jan-26' was not understood: write 2026-03-01",
        "line 4: '46027' is a spreadsheet's number of a day: give the column the form of a date and save it again",
    ]
    assert "more than one way" in read_day("05-Jan-26", "").problem
    assert "more than one way" in read_day("05-Jan-26", "mdy").problem


def test_an_event_may_say_that_it_is_the_last() -> None:
    assert next_of(courses(read(NAMED, ColumnMapping()))["1"])[1] == Every(3, "month")


def test_a_product_nobody_knows_and_a_column_that_is_not_read_are_named_on_the_list(tmp_path: Path) -> None:
    """The list said that an entry was not known as B12, not what stood there; a column not read was told beside it alone."""
    from cobalamin.commands.recall_list import make_list

    (tmp_path / "list.csv").write_text(
        "id,date last given,drug,seen by\n1,2026-01-05,hydrx,deceased\n2,2026-01-05,b12 im,\n"
    )
    told = make_list(tmp_path / "list.csv", ON).body.decode()
    assert "line 2: the product 'hydrx' is not known as B12" in told
    assert "line 3" not in told.partition("CELLS NOT USED")[2]
    assert told.rstrip().endswith("seen by"), "the columns that are not used stand at the end"


def test_a_list_that_does_not_say_what_was_injected_is_refused() -> None:
    with pytest.raises(RecordError, match="no column says what was injected") as told:
        read(CLASSIC, ColumnMapping())
    assert '"constants": {"product": "hydroxocobalamin 1 mg injection"}' in str(told.value)


EMIS = """EMIS Web,,,,,
Report Name:,B12 injections,,,,
Run Date:,01/03/2026,,,,
,,,,,
EMIS Number,NHS Number,Full Name,Date of Birth,Name/Dosage/Quantity,Date of Issue
10234,943 476 5919,"WARD, Jane",14-Feb-1950,"Hydroxocobalamin 1mg/1ml solution for injection ampoules, ONE 12 WEEKLY",15-Dec-2025
"""


def test_the_export_of_a_practice_system_is_read_as_it_comes() -> None:
    found = read_events_csv(EMIS.encode(), date_format="DD/MM/YYYY")
    ((order,),) = (record.events for record in found.records)
    assert (order.kind, order.product, order.route) == ("order", "hydroxocobalamin", "injection")
    assert str(order.when) == "2025-12-15"


def test_below_a_title_the_columns_that_nearly_are_a_header_are_told() -> None:
    """The title was, and its empty cells: nobody could tell which column to rename."""
    with pytest.raises(RecordError, match="no column for 'date' among EMIS Number, NHS Number, Full Name") as told:
        read_events_csv(EMIS.replace("Date of Issue", "Issued when").encode())
    assert "WARD" not in str(told.value)


def test_where_no_line_is_a_header_the_first_is_told() -> None:
    with pytest.raises(RecordError, match="no column for 'patient' among B12 register 2026"):
        read("B12 register 2026,x\nwho,when\n1,2\n")


@pytest.mark.parametrize(
    ("text", "mapping"),
    [
        (CLASSIC, {"constants": dict(B12.constants)}), (SHORT, {}), (NAMED, {}),
        (TITLED, {"dates": ["Inj 1", "Inj 2"], "constants": {"event": "last injection", "product": "hydroxocobalamin im"}}),
    ],
)  # fmt: skip
def test_the_list_of_a_population_says_the_same(tmp_path: Path, text: str, mapping: dict[str, object]) -> None:
    from cobalamin.commands.recall_list import make_list

    (tmp_path / "list.csv").write_text(text)
    how = ReadAs(read_mapping(json.dumps(mapping).encode()), "DD/MM/YYYY")
    make_folder(tmp_path / "list.csv", tmp_path / "out", ON, how=how)
    alone = make_list(tmp_path / "list.csv", ON, form="csv", how=how).body.decode("utf-8-sig")
    together = (tmp_path / "out" / "list.csv").read_bytes().decode("utf-8-sig")
    assert alone.splitlines() == together.splitlines()


def test_commas_inside_quoted_names_of_columns_separate_nothing() -> None:
    """Two commas in a name and one semicolon between the columns: the whole header was one column that nobody knows."""
    header = '"Patient id";"Date given";"Product, strength, route"'
    read = read_events_csv(f'{header}\n1;2026-01-05;"hydroxocobalamin, 1 mg, im"\n'.encode(), NAMED_PRODUCT)
    assert [event.product for event in read.records[0].events] == ["hydroxocobalamin"]


@pytest.mark.parametrize("ending", ["xlsx", "XLS", "ods"])
def test_a_workbook_is_no_list_of_nobody(tmp_path: Path, ending: str) -> None:
    """It was read as health records: a list of no patients, and the command ended as if all were well."""
    (tmp_path / f"register.{ending}").write_bytes(b"PK\x03\x04")
    with pytest.raises(
        RecordError, match="is a workbook, not a table of text: save the sheet with the injections as CSV"
    ):
        read_source(tmp_path / f"register.{ending}", ON)
    with pytest.raises(RecordError, match="is a workbook"):
        make_folder(tmp_path / f"register.{ending}", tmp_path / "out", ON)


@pytest.mark.parametrize("header", ["Diagnosis", "Condition", "Reason for B12"])
def test_the_diagnosis_of_a_register_is_the_cause(header: str) -> None:
    """Passed over, "pernicious anaemia" left everybody without a cause, and a stop that must not be without its warning."""
    text = f"NHS No,{header},Drug,Last injection,Frequency,Status\n1,Pernicious anaemia,hydroxocobalamin,01/10/2025,3/12,Stopped\n"
    found = read(text, ColumnMapping())
    assert found.records[0].causes == {"autoimmune_gastritis"}
    assert found.ignored_columns == ()
    rows = recall_list(found.records, ON, 14).rows
    assert "stopped, yet the cause is irreversible" in {str(group) for group in rows[0].groups}


def test_a_diagnosis_that_is_not_read_is_a_cause_not_settled() -> None:
    found = read(
        "NHS No,Diagnosis,Drug,Last injection\n1,low B12 ?cause,hydroxocobalamin,01/10/2025\n", ColumnMapping()
    )
    assert found.records[0].causes == frozenset()
    assert found.records[0].unsettled


@pytest.mark.parametrize("place", ["folder", "file", "address"])
def test_of_omop_tables_it_is_said_that_no_list_is_made_from_them(tmp_path: Path, place: str) -> None:
    """A folder ended in DuckDB's words on a schema mismatch, a database in a list of nobody."""
    folder, file = tmp_path / "cdm", tmp_path / "cdm.duckdb"
    folder.mkdir()
    (folder / "person.parquet").write_bytes(b"PAR1")
    (folder / "drug_exposure.parquet").write_bytes(b"PAR1")
    file.write_bytes(b"DUCK")
    source = {"folder": folder, "file": file, "address": Path("postgresql://nurse:secret@host/cdm")}[place]
    with pytest.raises(RecordError, match="holds OMOP tables, and a recall list is made from health records") as found:
        read_source(source, ON, ReadAs())
    assert "secret" not in str(found.value)
    with pytest.raises(RecordError, match="holds OMOP tables"):
        make_folder(source, tmp_path / "out", ON)


@pytest.mark.parametrize(
    ("last", "due", "told"),
    [
        ("", "2026-01-15", "next due 2026-01-15: no day of a last injection is given beside it, so it was not used"),
        (
            "2025-12",
            "2026-02-23",
            "next due 2026-02-23: no day of a last injection is given beside it, so it was not used",
        ),
        ("2025-12-01", "2026-02", "next due 2026-02-01 to 2026-02-28: its day is not given, so it was not used"),
    ],
)
def test_a_planned_day_that_cannot_be_used_is_told(last: str, due: str, told: str) -> None:
    """Of an empty last injection the day planned for the next was passed over without a word, six weeks after it."""
    found = read(f"Patient ID,Last injection,Next due\nR1,{last},{due}\n", form="")
    assert [each.text for each in found.problems if not each.refused] == [told]
    assert translator("es").said(told) not in (None, told)


@pytest.mark.parametrize("last", ["Last inj date", "Date last injection", "Last B12 inj", "Last injected"])
@pytest.mark.parametrize(
    "due", ["Next due date", "Date next due", "Next injection date", "Date of next dose", "Next inj"]
)
def test_the_day_planned_for_the_next_is_read_under_the_names_lists_give_it(last: str, due: str) -> None:
    """Beside *Next due date* the last injection was read as one dose alone, perhaps of a loading course that broke off."""
    found = read(f"Patient ID,{last},{due}\nR1,2026-06-22,2026-09-14\n", form="")
    (row,) = recall_list(found.records, date(2026, 9, 20)).rows
    assert (found.ignored_columns, row.group) == ((), "due now or this week")


@pytest.mark.parametrize("patient", ["4.85777E+11", "4,85777E+11", "5E+15", "########", "#N/A", "#REF!", "#DIV/0!"])
def test_what_a_spreadsheet_saves_in_place_of_an_identifier_is_nobodys(patient: str) -> None:
    """Two people were one: who was given a dose hid another who was overdue."""
    rows = [f'"{patient}",2026-0{month}-22,12 weeks' for month in (3, 9)]
    found = read("\n".join(["Patient ID,Last injection,Frequency", *rows, "E12,2026-09-22,12 weeks"]), form="")
    assert [record.patient for record in found.records] == ["E12"]
    assert [problem.line for problem in found.refused] == [2, 3]
    told = found.refused[0].text
    assert told.startswith(f"the patient '{patient}' is what a spreadsheet saves in place of a longer number")
    assert translator("es").said(told) not in (None, told)


@pytest.mark.parametrize(
    "spelt", ["485 777 3456", "485-777-3456", "485\u00a0777\u00a03456", "485777 3456", "'4857773456"]
)
def test_a_british_number_in_its_groups_is_the_number(spelt: str) -> None:
    """Two spellings of one number in a list were two patients, each with some of the doses."""
    found = read(f"Patient ID,Last injection\n4857773456,2026-03-22\n{spelt},2026-06-20\n", form="")
    assert [(record.patient, len(record.events)) for record in found.records] == [("4857773456", 2)]


@pytest.mark.parametrize("spelt", ["48 5777 3456", "485 777-3456", "1 23", "12 3", "A12 345 6789"])
def test_other_identifiers_stay_as_they_are_written(spelt: str) -> None:
    (record,) = read(f"Patient ID,Last injection\n{spelt},2026-06-20\n", form="").records
    assert record.patient == spelt


@pytest.mark.parametrize("id", ["MRN", "NHS No", "Hospital number", "Patient ID"])
def test_beside_an_identifier_the_column_patient_is_the_name(id: str) -> None:
    """Two people of one name were one patient, with the doses of both."""
    rows = "2001,Smith J,2026-06-22,12 weeks\n2002,Smith J,2026-09-01,12 weeks\n"
    found = read(f"{id},Patient,Last injection,Interval\n{rows}", form="")
    assert [(each.patient, each.name, len(each.events)) for each in found.records] == [
        ("2001", "Smith J", 2), ("2002", "Smith J", 2),
    ]  # fmt: skip


def test_a_number_of_the_row_is_no_patient() -> None:
    rows = "1,Smith J,2026-06-22\n2,Smith J,2026-09-01\n"
    (only,) = read(f"ID,Patient,Last injection\n{rows}", form="").records
    assert only.patient == "Smith J"


@pytest.mark.parametrize(
    ("header", "cells"), [("Surname,Forename", "Smith,Jane"), ("Name,First name", '"Smith, Jane",Jane')]
)
def test_a_name_in_two_columns_is_one(header: str, cells: str) -> None:
    found = read(f"NHS No,{header},Last injection\n1,{cells},2026-06-22\n", form="")
    assert (found.records[0].name, found.ignored_columns) == ("Smith, Jane", ())


@pytest.mark.parametrize(
    ("last", "due"), [("Last Admin Date", "Next Admin Date"), ("Date last administered", "Next administration")]
)
@pytest.mark.parametrize("interval", ["Q30D", "q4wk", "Q 4 weeks", "q month"])
def test_a_list_of_an_american_clinic_is_read(last: str, due: str, interval: str) -> None:
    rows = f'1001,"Doe, Jane",cyanocobalamin 1000 mcg/mL injection,2026-02-15,{interval},\n'
    found = read(f"MRN,Patient,Drug,{last},Frequency,{due}\n{rows}", form="")
    assert found.problems == ()
    (event,) = [each for each in found.records[0].events if each.interval is not None]
    assert event.interval is not None
    assert event.interval.days in (28, 30)


@pytest.mark.parametrize(
    ("due", "asked"), [("########", True), ("2026-02-30", True), ("03/04/2026", True), ("", False)]
)
def test_a_day_of_the_next_that_cannot_be_read_is_an_interval_that_somebody_knows(due: str, asked: bool) -> None:
    """Its patient was asked about a loading course, as if nobody had planned the next dose."""
    found = read(f"Patient ID,Last injection,Next due\nR1,2026-02-01,{due}\n", form="")
    (row,) = recall_list(found.records, ON).rows
    assert row.next_step.startswith("first find out how often the injection is repeated") is asked


@pytest.mark.parametrize(
    ("cell", "kind", "reason"),
    [
        ("Y", "administration", ""), ("yes", "administration", ""), ("N", "not_given", ""), ("No", "not_given", ""),
        ("N - DNA", "not_given", "N - DNA"), ("not today, unwell", "not_given", "not today, unwell"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["Given", "Given?", "Administered", "Attended"])
def test_a_column_given_says_whether_the_dose_was(header: str, cell: str, kind: str, reason: str) -> None:
    """The day stood under *Date given*, and the N beside it was not read: a dose that nobody had was the last."""
    found = read(f'NHS No,Date given,Drug,{header}\n1,2026-01-05,hydroxocobalamin injection,"{cell}"\n', form="")
    (event,) = found.records[0].events
    assert (event.kind, event.reason) == (kind, reason)


@pytest.mark.parametrize("cell", ["", "?", "Y - DNA", "tbc"])
def test_where_nobody_can_say_whether_it_was_given_the_row_is_refused(cell: str) -> None:
    found = read(f"NHS No,Date given,Drug,Given\n1,2026-01-05,hydroxocobalamin injection,{cell}\n", form="")
    assert [each.text for each in found.refused] == [
        f"the event {cell!r} is not known: given, order, self-reported, stop, review, ..."
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12 weeks", Every(12, "week")), ("3/12", Every(3, "month")), ("w/c 30/03/2026", Every(84, "day")),
        ("wc 30/03/2026", Every(84, "day")), ("Week commencing 30/03/2026", Every(84, "day")), ("due 30/03/2026", Every(84, "day")),
    ],
)  # fmt: skip
def test_when_the_next_is_due_is_read_as_people_write_it(cell: str, expected: Every) -> None:
    found = read(f"NHS No,Date given,Drug,Next due\n1,05/01/2026,hydroxocobalamin injection,{cell}\n")
    assert found.problems == ()
    assert [each.interval for each in found.records[0].events if each.interval is not None] == [expected]


@pytest.mark.parametrize(
    "text", ["Hydroxo 1mg inj", "hydroxocobalmin 1mg im", "hydroxocobolamin injection", "Hydroxocobal inj"]
)
def test_hydroxocobalamin_is_known_however_its_end_is_spelt(text: str) -> None:
    found = read(f"NHS No,Date given,Drug\n1,05/01/2026,{text}\n")
    assert found.records[0].events[0].product == "hydroxocobalamin"


@pytest.mark.parametrize(
    ("text", "weeks"),
    [("Dec-52", 12), ("Oct-52", 10), ("aug-52", 8), ("Dec 1952", 12), ("Dec-26", 0), ("03-Dec", 0), ("52-Dec", 0)],
)
def test_weeks_of_which_a_spreadsheet_made_a_month_are_weeks(text: str, weeks: int) -> None:
    """12/52 is what British practices write, and Dec-52 what a spreadsheet saves: the whole list had broken loading courses."""
    found = read(f"Patient ID,Last injection,Frequency\nR1,2026-02-01,{text}\n", form="")
    intervals = [event.interval for event in found.records[0].events if event.decision == "interval"]
    assert intervals == ([Every(weeks, "week")] if weeks else [])
    (told,) = (problem.text for problem in found.problems)
    expected = f"was read as {weeks}/52, which a spreadsheet makes a month" if weeks else "was not understood"
    assert expected in told
    assert translator("es").said(told) not in (None, told)


def test_a_reason_in_a_list_that_is_of_no_stop_is_the_cause() -> None:
    """Of whoever has injections for pernicious anaemia it said that the reason is of no stop, and that no cause is recorded."""
    head = "NHS No,Last injection,Interval,Reason,Stopped\n"
    rows = "1,05/01/2026,12 weeks,pernicious anaemia,\n2,05/01/2026,12 weeks,patient choice,01/02/2026\n"
    found = read(f"{head}{rows}3,05/01/2026,12 weeks,as before,\n")
    one, two, three = found.records
    assert (one.causes, two.causes, three.causes) == ({"autoimmune_gastritis"}, frozenset(), frozenset())
    assert [each.reason for each in two.events if each.kind == "stop"] == ["patient choice"]
    assert [str(each) for each in found.problems] == ["line 4: the reason 'as before' belongs to no stop: not used"]


@pytest.mark.parametrize(
    ("interval", "due", "told"),
    [
        ("12/12", "", "the interval '12/12' is longer"), ("52 weeks", "", "the interval '52 weeks' is longer"),
        ("", "2027-01-05", "next due 2027-01-05 is 365 days after the last injection of 2026-01-05: that is longer"),
    ],
)  # fmt: skip
def test_of_an_interval_longer_than_any_plans_it_is_asked(interval: str, due: str, told: str) -> None:
    """12/12 for 12/52, or a year mistyped in the day of the next: its patient was called a year later, without a word."""
    found = read(f"Patient ID,Last injection,Frequency,Next due\nR1,2026-01-05,{interval},{due}\n", form="")
    (row,) = recall_list(found.records, ON).rows
    assert row.next_step.startswith("first find out how often the injection is repeated")
    (problem,) = found.problems
    expected = f"{told} than any plan prints (6 months), so it was not used: is it 12 weeks or 3 months?"
    assert problem.text == expected
    assert translator("es").said(expected) not in (None, expected)


def test_beside_one_that_is_too_long_the_day_of_the_next_counts() -> None:
    found = read("Patient ID,Last injection,Frequency,Next due\nR1,2026-01-05,12/12,2026-03-30\n", form="")
    assert next_of(courses(found)["R1"]) == ("maintenance", Every(84, "day"), date(2026, 3, 30))


def test_a_new_interval_of_a_year_is_refused() -> None:
    (problem,) = read("patient,date,event,interval\n1,05/01/2026,new interval,12/12\n").refused
    assert problem.text.startswith("the new interval '12/12' is longer than any plan prints (6 months)")
    assert translator("es").said(problem.text) not in (None, problem.text)


@pytest.mark.parametrize(
    ("cause", "interval", "is_told"),
    [
        ("pernicious anaemia", "6/12", True),
        ("", "16 weeks", True),
        ("vegan diet", "6/12", False),
        ("pa", "3/12", False),
    ],
)
def test_an_interval_longer_than_the_usual_plans_counts_and_is_told(cause: str, interval: str, is_told: bool) -> None:
    found = read(f"Patient ID,Last injection,Frequency,Cause\nR1,2026-01-05,{interval},{cause}\n", form="")
    told = [each.text for each in found.problems]
    assert len(told) == is_told
    assert all(
        "is longer than the 3 months of the usual plan: it was used; check that it is meant" in each for each in told
    )
    assert all(translator("es").said(each) not in (None, each) for each in told)


@pytest.mark.parametrize("due", ["2026-01-01", "2026-02"])
def test_a_day_of_the_next_that_is_of_no_use_is_an_interval_that_somebody_knows(due: str) -> None:
    found = read(f"Patient ID,Last injection,Next due\nR1,2026-01-05,{due}\n", form="")
    (row,) = recall_list(found.records, ON).rows
    assert row.next_step.startswith("first find out how often the injection is repeated")

"""Reading a CSV as practices export it: headers, words, dates, and every row accounted for."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recall_timelines import Timeline, timelines

from cobalamin.knowledge.treatment import (
    Every,
    Span,
    micrograms,
    names_reaction,
    on_day,
    product_named,
    route_named,
    span,
    stop_reason,
)
from cobalamin.recall.schedule import schedule
from cobalamin.recall.sources.columns import COLUMNS, ColumnMapping, lay_out, read_mapping
from cobalamin.recall.sources.days import Day, day_order, may_be_a_day, read_day
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.sources.words import CAUSES
from cobalamin.recall.worklist import Group, recall_list
from cobalamin.recall.written.listing import text_of
from cobalamin.records.errors import RecordError
from cobalamin.records.intervals import Interval, read_interval


def read(*lines: str, mapping: ColumnMapping | None = None, date_format: str = "") -> EventsFile:
    return read_events_csv("\n".join(lines).encode(), mapping or ColumnMapping(), date_format)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-03-01", "", on_day(date(2026, 3, 1))),
        ("2026/03/01", "", on_day(date(2026, 3, 1))),
        ("20260301", "", on_day(date(2026, 3, 1))),
        ("2026-03-01T09:30:00Z", "", on_day(date(2026, 3, 1))),
        ("2026-03-01 09:30", "", on_day(date(2026, 3, 1))),
        ("2026-03", "", Span(date(2026, 3, 1), date(2026, 3, 31))),
        ("2028-02", "", Span(date(2028, 2, 1), date(2028, 2, 29))),
        ("2026", "", Span(date(2026, 1, 1), date(2026, 12, 31))),
        ("1 Mar 2026", "", on_day(date(2026, 3, 1))),
        ("01-Mar-2026", "", on_day(date(2026, 3, 1))),
        ("March 2026", "", Span(date(2026, 3, 1), date(2026, 3, 31))),
        ("13/04/2026", "", on_day(date(2026, 4, 13))),
        ("04/13/2026", "", on_day(date(2026, 4, 13))),
        ("13/12/2026", "", on_day(date(2026, 12, 13))),
        ("12/13/2026", "", on_day(date(2026, 12, 13))),
        ("04/04/2026", "", on_day(date(2026, 4, 4))),
        ("03/04/2026", "dmy", on_day(date(2026, 4, 3))),
        ("03/04/2026", "mdy", on_day(date(2026, 3, 4))),
        ("03.04.26", "dmy", on_day(date(2026, 4, 3))),
        ("03/04/2026 10:15", "dmy", on_day(date(2026, 4, 3))),
        ("03/04/98", "dmy", on_day(date(1998, 4, 3))),
        ("03-Apr-70", "dmy", on_day(date(1970, 4, 3))),
        ("04/03/69", "mdy", on_day(date(2069, 4, 3))),
        ("", "", None),
        ("0001-01-01", "", None),
        ("9999-12-31 00:00:00", "", None),
    ],
)
def test_a_date_is_read(text: str, order: str, expected: Span | None) -> None:
    assert read_day(text, order) == Day(expected)


@pytest.mark.parametrize(
    "text", ["03/04/2026", "03-04-2026", "3.4.2026", "12/04/2026", "04/12/2026", "01/02/26", "13/04/26"]
)
def test_a_date_that_can_be_read_two_ways_is_refused(text: str) -> None:
    said = f"the date '{text}' can be read more than one way: say which comes first, DD/MM/YYYY or MM/DD/YYYY"
    assert read_day(text, "").problem == said


@pytest.mark.parametrize(
    ("text", "order"), [(" DD/MM/YYYY", "dmy"), ("dd-mm-yyyy", "dmy"), ("mm.dd.yyyy", "mdy"), ("MDY", "mdy"), ("", "")]
)
def test_a_date_format_is_read_however_it_is_written(text: str, order: str) -> None:
    assert day_order(text) == order


def test_a_date_format_nobody_knows_is_named() -> None:
    with pytest.raises(RecordError, match="date format 'YY' is not known: use DD/MM/YYYY or MM/DD/YYYY"):
        day_order("YY")


@pytest.mark.parametrize("text", ["yesterday", "45000", "1/2", "2026-13-01x", "Foo 2026", "spring 2026"])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    day = read_day(text, "")
    assert (day.when, bool(day.problem)) == (None, True)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-02-30", ""),
        ("2026-13", ""),
        ("31/04/2026", ""),
        ("13/13/2026", "dmy"),
        ("04/13/2026", "dmy"),
        ("31 Feb 2026", ""),
        ("Jan 0000", ""),
    ],
)
def test_a_date_no_calendar_has_is_kept_as_it_was_written(text: str, order: str) -> None:
    assert read_day(text, order) == Day(off_calendar=text)


def test_a_month_nobody_knows_is_told_as_it_was_written() -> None:
    said = "the month of '3 Foo 2026' was not understood: write 2026-03-01"
    assert read_day("3 Foo 2026", "") == Day(problem=said)


@pytest.mark.parametrize(
    ("text", "may_be"), [("03-Apr-26", True), ("04/13/26", True), ("13/04/26", True), ("13/13/26", False), ("x", False)]
)
def test_a_day_is_one_whichever_number_is_the_month(text: str, may_be: bool) -> None:
    assert may_be_a_day(text) is may_be


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 weeks", Every(8, "week")), ("every 2 months", Every(2, "month")), ("monthly", Every(1, "month")),
        ("10 days", Every(10, "day")), ("12/52", Every(12, "week")), ("3/12", Every(3, "month")), ("10 / 7", Every(10, "day")),
        ("12-weekly", Every(12, "week")), ("12 wks", Every(12, "week")), ("every 3 mths", Every(3, "month")),
        ("Quarterly", Every(3, "month")), ("3/12ly", Every(3, "month")), ("q12w", Every(12, "week")), ("10w", Every(10, "week")),
        ("q 3 m", Every(3, "month")), ("every 8 w", Every(8, "week")),
        ("fortnightly", Every(2, "week")), ("every other month", Every(2, "month")), ("every three months", Every(3, "month")),
        ("Twice a year", Every(6, "month")), ("twice-yearly", Every(6, "month")), ("six-monthly", Every(6, "month")),
    ],
)  # fmt: skip
def test_an_interval_is_read(text: str, expected: Every) -> None:
    assert read_interval(text) == Interval(expected)


@pytest.mark.parametrize(
    "text",
    [
        "every 10-12 weeks",
        "10-12 weekly",
        "10 to 12 weeks",
        "10–12 wks",
        "q10-12w",
        "10-12/52",
        "12-10 weeks",
        "ten to twelve weeks",
    ],
)
def test_of_a_range_the_shorter_end_counts_and_the_longer_is_known(text: str) -> None:
    assert read_interval(text) == Interval(Every(10, "week"), Every(12, "week"))


def test_a_bare_range_has_the_unit_of_its_header() -> None:
    assert read_interval("10-12", "weeks") == Interval(Every(10, "week"), Every(12, "week"))
    assert read_interval("10-12") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "often",
        "0 weeks",
        "2-x months",
        "8",
        "3/4",
        "0/52",
        "prn",
        "w",
        "q0w",
        "q",
        "bi-monthly",
        "bimonthly",
        "biannually",
        "twice a month",
        "3-3 weeks",
        "2 weeks-3 months",
        "01-02-2026",
    ],
)
def test_an_interval_that_is_none_is_none(text: str) -> None:
    assert read_interval(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 mg", 1000), ("1,000 mcg", 1000), ("1000 µg", 1000), ("1000 μg", 1000), ("0,5 mg", 500), ("5 g", 5_000_000),
        ("1mg/ml", None), ("1000micrograms/1ml solution", None), ("10mg/2ml", None), ("1000", None), ("", None),
        ("100 micrograms", 100), ("1 milligram", 1000), ("1000 Mikrogramm", 1000), ("1 Milligramm", 1000), ("5 Gramm", 5_000_000),
        ("5 grammes", 5_000_000), ("1 miligramo", 1000), ("5 gramos", 5_000_000),
        # As much of Europe and Latin America groups thousands: "1.000 µg" was one microgram, and "1 000 µg" none at all.
        ("1.000 µg", 1000), ("Hydroxocobalamin 1.000 µg i.m.", 1000), ("1.500 mcg", 1500), ("1 000 µg", 1000),
        ("1\u202f000 µg", 1000), ("1\xa0000 Mikrogramm", 1000), ("1’000 µg", 1000), ("1'000 mcg", 1000), ("10.000 µg", 10_000),
        ("1.000 mg", 1000), ("1.0 mg", 1000), ("1.5 µg", Fraction(3, 2)), ("2.40 µg", Fraction(12, 5)),
        ("0.500 µg", Fraction(1, 2)),
        ("2 500 mcg", 500), ("2 x 500 mcg", 500), ("1.000.000 µg", 1_000_000), ("1.000 µg/ml", None),
    ],
)  # fmt: skip
def test_a_dose_needs_its_unit_and_a_strength_is_none(text: str, expected: int | Fraction | None) -> None:
    assert micrograms(text) == expected


@pytest.mark.parametrize(
    ("text", "product", "route"),
    [
        ("Hydroxocobalamin 1mg/1ml solution for injection ampoules", "hydroxocobalamin", "injection"),
        ("Hydroxokobalamin 1 mg/ml injektionsvätska", "hydroxocobalamin", "injection"),
        ("Hydroksokobalamin inj", "hydroxocobalamin", "injection"),
        ("Hidroxocobalamina inj", "hydroxocobalamin", "injection"),
        ("Idrossocobalamina i.m.", "hydroxocobalamin", "intramuscular"),
        ("Syanokobalamiini inj", "cyanocobalamin", "injection"),
        ("Cianocobalamina i.m.", "cyanocobalamin", "intramuscular"),
        ("Cyanokobalamin i.m.", "cyanocobalamin", "intramuscular"),
        ("Metylkobalamin inj", "methylcobalamin", "injection"),
        ("Kobalamin i.m.", "b12_not_named", "intramuscular"),
        ("Folsäure oral", "folic_acid", "oral"),
        ("Folsyra oral", "folic_acid", "oral"),
        ("Foliumzuur oral", "folic_acid", "oral"),
        ("Hydroxycobalamin inj", "hydroxocobalamin", "injection"),
        ("Neo-Cytamen 1000micrograms/1ml", "hydroxocobalamin", None),
        ("Cytamen 1000micrograms/1ml solution for injection", "cyanocobalamin", "injection"),
        ("Cyanocobalamin 50microgram tablets", "cyanocobalamin", "oral"),
        ("B12 injections - at surgery", "b12_not_named", "injection"),
        ("Vitamin B12 i.m.", "b12_not_named", "intramuscular"),
        ("Cyanokit 5g powder", "cyanide_kit", None),
        ("Folic acid 5mg tablets", "folic_acid", "oral"),
        ("Folic acid with vitamin B12", "folic_acid", None),
        ("Paracetamol 500mg tablets", "unknown", "oral"),
        ("mecobalamin 500 mcg vial s.c.", "methylcobalamin", "subcutaneous"),
        ("B12 i/m", "b12_not_named", "intramuscular"),
        ("B12 Intra-muscular", "b12_not_named", "intramuscular"),
        ("B12 s/c", "b12_not_named", "subcutaneous"),
        ("cyanocobalamin 1000 mcg/mL SUBQ", "cyanocobalamin", "subcutaneous"),
        ("cyanocobalamin 1000 mcg/mL SQ", "cyanocobalamin", "subcutaneous"),
        ("cyanocobalamin 1000 mcg/mL sub-cut", "cyanocobalamin", "subcutaneous"),
        ("Nascobal nasal spray B12", "b12_not_named", "nasal"),
        ("Vitamine B12, ampoule buvable", "b12_not_named", "oral"),
        ("Vitamine B12 solution injectable (IM) et buvable", "b12_not_named", None),
        ("Vitamin B12 Trinkampullen", "b12_not_named", "oral"),
    ],
)
def test_product_and_route_are_read_from_the_words(text: str, product: str, route: str | None) -> None:
    assert (product_named(text), route_named(text)) == (product, route)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""), ("not recorded", ""), ("B12 level high", "b12_level"), ("serum B12 normal", "b12_level"),
        ("patient's choice", "patient_choice"), ("declined further", "patient_choice"),
        ("Cause has been treated", "cause_resolved"),
        ("allergic reaction", "reaction"), ("died", "death"), ("husband died", "not_accepted"), ("moved away", "moved_away"),
        ("moved to another practice", "moved_away"), ("transferred to a new GP", "moved_away"),
        ("moved to tablets", "not_accepted"), ("another diagnosis", "other_diagnosis"), ("felt fine", "not_accepted"),
        ("patient request, level in range", "b12_level"),
    ],
)  # fmt: skip
def test_the_reason_of_a_stop_is_classed(text: str, expected: str) -> None:
    assert stop_reason(text) == expected


def test_headers_are_matched_whatever_their_dress() -> None:
    found = read("NHS_Number,DATE-GIVEN,Drug Name,Date of Birth", "943,2026-01-05,Hydroxocobalamin 1 mg im,1950-02-03")
    (record,) = found.records
    assert record.patient == "943"
    assert record.born == span("1950-02-03")
    assert record.events[0].kind == "administration"


def test_an_issue_date_says_that_it_was_only_ordered() -> None:
    (record,) = read("patient,issue date,drug", "1,2026-01-05,Hydroxocobalamin inj").records
    assert record.events[0].kind == "order"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("date,event", "no column for 'patient'"),
        ("patient,event", "no column for 'date'"),
        ("patient,date,drug", "given or only ordered"),
        ("patient,date given,issue date,drug", "'date given' and 'issue date'"),
        ("", "no column for 'patient': the first row holds a date"),
    ],
)
def test_a_header_that_does_not_settle_the_columns_is_refused_in_a_sentence(header: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        read(header, "1,2026-01-05,given")


@pytest.mark.parametrize(
    ("beginning", "said"),
    [
        (b'{"resourceType": "Bundle", "entry": [{"resource": {"name": "Ward"}}]}', "is JSON,.*reads health records"),
        (b'\xef\xbb\xbf\n [\n  {"patient": "Ward"}]', "is JSON,"),
        (b"<?xml version='1.0'?><Ward/>", "is XML or a web page,.*save it as CSV"),
        (b"<!DOCTYPE html><p>Ward", "is XML or a web page,"),
        (b"PK\x03\x04\x14\x00\x06\x00Ward", "is a workbook.*save the table in it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Ward", "is a workbook"),
        (b"%PDF-1.7\nWard", "is a PDF,"),
        (b"PAR1\x15\x04Ward", "is Parquet,"),
        (b"\x1f\x8b\x08\x00Ward", "is compressed: unpack it"),
        (b"MSH|^~\\&|LAB|Ward|EHR\rPID|1||123^^^Ward", "is HL7 version 2 messages,.*export the injections as CSV"),
    ],
)
def test_a_file_of_another_kind_is_named_and_nothing_of_it_repeated(beginning: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said) as refused:
        read_events_csv(beginning)
    assert "Ward" not in str(refused.value)


@pytest.mark.parametrize("title", ["[Practice list]", "<none>", "{draft}", "PK list"])
def test_a_title_may_begin_like_one(title: str) -> None:
    assert read(title, "patient,date,event", "1,2026-01-05,given").records


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RecordError, match="the file is empty"):
        read("", "", "")


def test_every_column_is_recognised_by_its_own_name_and_all_its_headers() -> None:
    for column in COLUMNS:
        for header in column.headers:
            others = [c.field for c in COLUMNS if c.required and c.field != column.field]
            beside = ["event"] if column.field != "event" else []
            if column.field == "stopped":  # only in a list of last injections
                others, beside = ["patient", "last B12 injection"], []
            layout = lay_out([header.upper(), *others, *beside])
            assert layout.places[column.field] == 0, header


@pytest.mark.parametrize(
    "text",
    ["intolerance", "intolerant to it", "hypersensitivity", "urticaria", "hives", "anaphylactic shock",
     "Unverträglichkeit", "Hautausschlag", "Nebenwirkungen", "allergische Reaktion", "Anaphylaxie",
     "overgevoelig", "huiduitslag", "bijwerkingen", "anafylaxie", "intolérance", "réaction allergique", "effets indésirables",
     "alergia", "reacción", "reacciones", "anafilaxia", "efectos adversos", "intolleranza", "reazione", "anafilassi",
     "effetti collaterali", "överkänslighet", "hudutslag", "anafylaxi", "biverkning", "overfølsomhed", "udslæt", "utslett",
     "bivirkninger", "yliherkkyys", "ihottuma", "allerginen reaktio", "haittavaikutus"],
)  # fmt: skip
def test_a_reaction_is_known_by_its_word_in_the_languages_of_the_products(text: str) -> None:
    """An intolerance, and every reaction in another language than English, was a reason that nobody knows (M23)."""
    assert stop_reason(text) == "reaction"
    assert names_reaction(text)


@pytest.mark.parametrize(
    "text", ["B12 uitslag normaal", "archives", "interruption of supply", "ausschlaggebend", "supply ran out"]
)
def test_what_only_looks_like_a_reaction_is_none(text: str) -> None:
    assert not names_reaction(text)


def test_no_header_belongs_to_two_columns() -> None:
    headers = [header for column in COLUMNS for header in column.headers]
    assert len(headers) == len(set(headers))


def test_a_mapping_file_names_columns_words_constants_and_the_date_format() -> None:
    mapping = read_mapping(
        json.dumps(
            {
                "columns": {"patient": "Ref", "date": "When", "product": "What"},
                "values": {"product": {"b12 jab": "hydroxocobalamin 1 mg im"}},
                "constants": {"event": "given"},
                "date_format": "DD/MM/YYYY",
            }
        ).encode()
    )
    (record,) = read("When,Ref,What", "03/04/2026,1,B12 Jab", mapping=mapping).records
    (event,) = record.events
    assert (event.kind, event.product, event.dose_ug, event.when) == (
        "administration",
        "hydroxocobalamin",
        1000,
        span("2026-04-03"),
    )


@pytest.mark.parametrize(
    "text", ['{"columns": {"nonsense": "x"}}', '{"colums": {}}', "[]", "{", '{"columns": {"patient": 1}}']
)
def test_a_wrong_mapping_file_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RecordError, match="mapping file"):
        read_mapping(text.encode())


def test_a_mapped_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(RecordError, match="expects a column 'Ref'"):
        read("patient,date,event", mapping=ColumnMapping(columns={"patient": "Ref"}))


def test_a_wrong_date_format_is_refused() -> None:
    with pytest.raises(RecordError, match="DD/MM/YYYY"):
        read("patient,date,event", date_format="YYYY.DD")


def test_rows_that_cannot_be_used_are_named_by_line_and_counted() -> None:
    found = read(
        "patient,date,event,product,dose",
        "1,2026-01-05,given,hydroxocobalamin im,1 mg",
        ",2026-01-05,given,hydroxocobalamin im,1 mg",
        "1,03/04/2026,given,hydroxocobalamin im,1 mg",
        "1,2026-01-05,injectiongiven?,hydroxocobalamin im,1 mg",
        '"1","2026-01-07",given,"hydroxocobalamin\n im",1 mg',
        "1,2026-01-09,given,hydroxocobalamin, im,1 mg",
        "",
        "1,2026-01-12,interval,,",
        "1,2026-01-14,given,hydroxocobalamin im,1000",
        "1,2026-02-30,given,hydroxocobalamin im,1 mg",
    )
    assert [problem.line for problem in found.refused] == [3, 4, 5, 8, 10]
    assert [(p.line, p.refused) for p in found.problems if not p.refused] == [(11, False)]
    assert found.rows == 9
    assert sum(len(record.events) for record in found.records) + len(found.refused) == found.rows
    assert {event.source for event in found.records[0].events} == {"line 2", "line 6", "line 11", "line 12"}


def test_whoever_stands_in_no_row_that_can_be_used_is_counted_and_the_list_begins_with_it() -> None:
    """Of a list with 300 patients 39 were told of, and nothing on the first page said that there were more."""
    found = read(
        "patient,date,event",
        "1,2026-01-05,given",
        "1,DNA,given",
        "2,last week,given",
        "2,soon,given",
        ",2026-01-05,given",
    )
    assert (len(found.records), found.lost, len(found.refused)) == (1, 1, 4)
    listed = recall_list(found.records, date(2026, 3, 2))
    assert "  4 ROWS NOT USED, at the end: a patient with no other row is missing from this list." in text_of(
        listed, found.problems
    )
    assert "missing from this list" not in text_of(listed)


def test_what_rows_say_differently_about_a_person_is_not_used_and_named() -> None:
    found = read(
        "patient,date,event,born,neuro", "1,2026-01-05,given,1950-01-01,yes", "1,2026-01-07,given,1951-01-01,maybe"
    )
    assert found.records[0].born is None
    assert found.records[0].neurological is None
    assert [str(problem) for problem in found.problems] == [
        "line 3: born differs between lines 2 and 3 of one patient: not used",
        "line 3: neurological differs between lines 2 and 3 of one patient: not used",
    ]


@pytest.mark.parametrize(
    ("head", "cells", "ended"),
    [
        ("Deceased", ("Y",), "recorded as died"),
        ("RIP", ("yes",), "recorded as died"),
        ("Died", ("Deceased",), "recorded as died"),
        ("Date of death", ("01/02/2026",), "recorded as died"),  # one of two days, and each is a death
        ("Deceased", ("2026-02-01",), "died 2026-02-01"),
        ("Date of death,Deceased", (",Y",), "recorded as died"),
        ("Date of death,Deceased", ("2026-02-01,Y",), "died 2026-02-01"),
        ("Date of death", ("2026-02-01", "2026-02-02"), "recorded as died"),  # rows that differ about the day alone
        ("Deceased", ("N",), ""),
        ("Deceased", ("",), ""),
        ("Deceased", ("unknown",), ""),
        ("Deceased", ("?",), ""),
        ("Deceased", ("Y", "N"), ""),
    ],
)
def test_nobody_who_died_is_invited_however_the_list_says_it(head: str, cells: tuple[str, ...], ended: str) -> None:
    """A column headed Deceased was not used, and a yes in the column of deaths was no day: the dead were overdue."""
    rows = [f"1,2024-01-05,given,hydroxocobalamin im,{cell}" for cell in cells]
    found = read(f"patient,date,event,product,{head}", *rows)
    assert not found.ignored_columns
    assert schedule(found.records[0], date(2026, 3, 2)).ended == ended


@pytest.mark.parametrize("cell", ["perhaps", "01/02/2026"])
def test_a_death_that_is_not_understood_is_named(cell: str) -> None:
    (problem,) = read("patient,date,event,deceased", f"1,2026-01-05,given,{cell}").problems
    assert cell in problem.text


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("cause", "bad luck"),
        ("plan", "weekly"),
        ("neurological", "perhaps"),
        ("born", "1950-02-30"),
        ("sex", "x"),
        ("started", "03/04/2020"),
    ],
)
def test_a_cell_about_the_person_that_is_not_understood_is_a_doubt(column: str, text: str) -> None:
    found = read(f"patient,date,event,product,{column}", f"1,2026-01-05,given,hydroxocobalamin im,{text}")
    (problem,) = found.problems
    assert not problem.refused
    assert text in problem.text
    assert len(found.records[0].events) == 1


@pytest.mark.parametrize(
    ("born", "year"),
    [
        ("14/03/50", 1950),
        ("14/03/50 00:00", 1950),
        ("14-Mar-50", 1950),
        ("14/03/98", 1998),
        ("14/03/2020", 2020),
        ("14/03/27", 1927),
    ],
)
def test_a_birth_year_of_two_digits_is_of_the_century_before_the_first_entry(born: str, year: int) -> None:
    """Of everybody born before 2000 the list said that the recorded date cannot be; 1998 was 2098 for `started` too."""
    rows = [f"1,{day},given,hydroxocobalamin im,{born},03/04/98" for day in ("13/04/26", "13/06/26")]
    found = read_events_csv(
        "\n".join(["patient,date,event,product,born,started", *rows]).encode(), date_format="DD/MM/YYYY"
    )
    assert not found.problems
    assert (found.records[0].born, found.records[0].started) == (on_day(date(year, 3, 14)), on_day(date(1998, 4, 3)))


@pytest.mark.parametrize("day", ["13/04/26", ""])
def test_a_birth_year_that_may_be_of_two_centuries_is_not_used_and_named(day: str) -> None:
    """A child of 6, whose plan is a specialist's, is no patient of 106."""
    row = f"1,{day},given,hydroxocobalamin im,14/03/20"
    found = read_events_csv(f"patient,date,event,product,born\n{row}".encode(), date_format="DD/MM/YYYY")
    assert found.records[0].born is None
    said = "born: the year of '14/03/20' may be 1920 or 2020: write it with four digits"
    assert said in [problem.text for problem in found.problems]


def test_causes_are_read_by_fact_name_and_plain_words_and_extent_is_never_presumed() -> None:
    found = read("patient,date,event,cause", '1,2026-01-05,review,"pernicious anaemia; Metformin | vegan"')
    assert found.records[0].causes == {"autoimmune_gastritis", "metformin", "low_b12_diet"}
    assert CAUSES["gastrectomy"] == "partial_gastrectomy"
    assert CAUSES["ileal resection"] == "partial_ileal_resection"
    assert CAUSES["total gastrectomy"] == "total_gastrectomy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_of_spreadsheets_are_read(encoding: str, delimiter: str) -> None:
    lines = ("patient,date,event,product,name", "0012,2026-01-05,given,hydroxocobalamin im,Zoë Müller")
    found = read_events_csv("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    assert (found.records[0].patient, found.records[0].name) == ("0012", "Zoë Müller")
    assert found.problems == ()


@pytest.mark.parametrize("line", timelines("loading", "stops"), ids=lambda line: line.id)
def test_shuffled_rows_make_the_same_schedule(line: Timeline) -> None:
    rows = line.csv().decode().strip().splitlines()
    turned = "\n".join([rows[0], *reversed(rows[1:])]).encode()
    (record,) = read_events_csv(turned).records
    one, other = schedule(line.record(), line.on), schedule(record, line.on)
    assert (one.state, one.next, one.remarks) == (other.state, other.next, other.remarks)


@settings(max_examples=300)
@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=6), max_size=8))
def test_no_file_raises_and_every_row_is_a_record_entry_or_a_named_problem(rows: list[list[str]]) -> None:
    text = "patient,date,event,product,dose\n" + "\n".join(",".join(cells) for cells in rows)
    found = read_events_csv(text.encode("utf-8", errors="replace"))
    assert sum(len(record.events) for record in found.records) + len(found.refused) == found.rows


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused_in_a_sentence(source: bytes) -> None:
    with suppress(RecordError):  # nothing else may come out
        found = read_events_csv(source)
        assert sum(len(record.events) for record in found.records) + len(found.refused) == found.rows


@pytest.mark.parametrize(
    ("data", "mapping"),
    [
        (f"{'Kowalska ' * 600},b\n1,2\n".encode(), b"{}"),
        (b'"a\nb",' + b",".join(b"c%d" % i for i in range(400)) + b"\n1,2\n", b"{}"),
        (b"patient,date\n", b'{"columns": {"\x91": 1}}'),
        (b"patient,date\n", b'{"columns": ' + b"[" * 3000),
        (b"patient,date\n", json.dumps({"columns": {"Kowalska " * 600: "x"}}).encode()),
        (b"patient,date\n", json.dumps({"Kowalska " * 600: "x"}).encode()),
    ],
)
def test_a_header_or_mapping_that_cannot_be_used_is_refused_in_one_short_sentence(data: bytes, mapping: bytes) -> None:
    with pytest.raises(RecordError) as refused:
        read_events_csv(data, read_mapping(mapping))
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 700


def test_a_day_on_which_a_dose_is_due_that_is_not_used_is_said_once_of_a_patient() -> None:
    """Beside an order it is nobody's word on what is given."""
    rows = "A,2025-09-01,order,hydroxocobalamin im,2025-12-01\nA,2025-12-01,order,hydroxocobalamin im,2026-03-01\n"
    found = read_events_csv(f"patient,date,event,product,next_due\n{rows}".encode())
    (problem,) = found.problems
    assert (problem.line, problem.refused) == (2, False)
    assert problem.text == "next_due '2025-12-01': read only beside an injection that was given, so not used"


def test_an_interval_that_is_not_used_is_said_once_of_a_patient() -> None:
    rows = [f"A,{day},order,hydroxocobalamin im,12 weeks" for day in ("2025-09-01", "2025-11-24")]
    (problem,) = read("patient,date,event,product,interval", *rows).problems
    assert (problem.line, problem.refused) == (2, False)
    assert problem.text == (
        "interval '12 weeks': read only beside an injection that was given or as a new interval, so not used"
    )


GIVEN_TWICE = ("A,2025-09-01,given,hydroxocobalamin im", "A,2025-11-24,given,hydroxocobalamin im")


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("interval", ("12 weeks", "12 weeks")),
        ("interval", ("8 weeks", "12/52")),
        ("interval", ("12 weeks", "")),
        ("next_due", ("2025-11-24", "2026-02-16")),
    ],
)
def test_the_last_dose_that_says_how_it_goes_on_counts(column: str, cells: tuple[str, str]) -> None:
    """The list counted by the usual plan, whatever stood in every row."""
    rows = (f"{row},{cell}" for row, cell in zip(GIVEN_TWICE, cells, strict=True))
    found = read(f"patient,date,event,product,{column}", *rows)
    assert found.problems == ()
    (row,) = recall_list(found.records, date(2026, 6, 1)).rows
    assert row.due == date(2026, 2, 16)


@pytest.mark.parametrize("header", ["Date given", "Date of injection"])
@pytest.mark.parametrize(("column", "cell"), [("Interval", "12/52"), ("Next due", "2026-03-06")])
def test_a_dose_alone_beside_how_it_goes_on_is_maintenance(header: str, column: str, cell: str) -> None:
    """A list with a row a patient under *Date given* put everybody among the broken loading courses (register M33)."""
    found = read(f"NHS Number,{header},Product,{column}", f"A,2025-12-12,hydroxocobalamin injection,{cell}")
    (row,) = recall_list(found.records, date(2026, 3, 20)).rows
    assert (row.group, row.due) == (Group.OVERDUE, date(2026, 3, 6))
    bare = read(f"NHS Number,{header},Product,{column}", "A,2025-12-12,hydroxocobalamin injection,")
    assert recall_list(bare.records, date(2026, 3, 20)).rows[0].group is Group.LOADING_BROKEN


def test_the_day_of_the_next_loading_dose_makes_no_maintenance() -> None:
    rows = ("A,2026-03-01,hydroxocobalamin injection,2026-03-03", "A,2026-03-03,hydroxocobalamin injection,2026-03-05")
    found = read("patient,Date given,Product,Next due", *rows)
    (row,) = recall_list(found.records, date(2026, 3, 20)).rows
    assert row.group is Group.LOADING_BROKEN
    (problem,) = found.problems
    assert "an interval of 2 days is of a loading course" in problem.text


@pytest.mark.parametrize("product", ["folic acid 5 mg tablets", "cyanocobalamin 1 mg tablets", "flu vaccine injection"])
def test_how_often_another_medicine_is_repeated_is_nothing_to_the_injections(product: str) -> None:
    rows = ("A,2025-12-12,given,hydroxocobalamin injection,12 weeks", f"A,2026-01-12,given,{product},2 months")
    found = read("patient,date,event,product,interval", *rows)
    (row,) = recall_list(found.records, date(2026, 6, 1)).rows
    assert row.due == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("cause", "product", "stopped"),
    [
        ("Leber's hereditary optic neuropathy", "cyanocobalamin", True),
        ("pernicious anaemia; ?LHON", "cyanocobalamin", True),
        ("pernicious anaemia; LHON", "hydroxocobalamin", False),
        ("pernicious anaemia; no Leber optic neuropathy", "cyanocobalamin", False),
    ],
)
def test_lebers_disease_that_stands_for_a_cause_keeps_cyanocobalamin_out(
    cause: str, product: str, stopped: bool
) -> None:
    """A table has no column for it: it was a cause not settled, and the next dose of cyanocobalamin was called for (R102)."""
    rows = [f"A,{day},given,{product},im,{cause}" for day in ("2026-01-01", "2026-03-01")]
    found = read("patient,date,event,product,route,cause", *rows)
    (row,) = recall_list(found.records, date(2026, 11, 1)).rows
    assert ("never cyanocobalamin" in row.next_step) is stopped
    assert (row.group is Group.DO_NOT_GIVE) is stopped
    assert any("Leber" in problem.text or "LHON" in problem.text for problem in found.problems) is cause.endswith(
        "no Leber optic neuropathy"
    )

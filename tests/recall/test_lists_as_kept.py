"""Lists as nurses keep them: days in the other order, or as they are spoken, a DNA among the doses, other names of columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cobalamin.commands.recall_list import make_list
from cobalamin.knowledge.treatment import Every
from cobalamin.recall.sources import tongues
from cobalamin.recall.sources.columns import NO_MAPPING, ColumnMapping
from cobalamin.recall.sources.days import read_day
from cobalamin.recall.sources.events import EventsFile, read_events_csv
from cobalamin.recall.sources.source import ReadAs
from cobalamin.recall.worklist import Row, recall_list
from cobalamin.records.diagnosis_names import findings_named
from cobalamin.records.errors import RecordError
from cobalamin.records.intervals import read_interval
from cobalamin.translation.words import translator

ON = date(2026, 11, 30)
AMERICAN = (
    "MRN,DOB,Drug,Last given,Frequency\n1,02/03/1950,cyanocobalamin injection,11/02/2026,monthly\n"
    "2,12/22/1961,cyanocobalamin injection,10/26/2026,monthly\n"
)


def read(text: str, mapping: ColumnMapping = NO_MAPPING) -> EventsFile:
    return read_events_csv(text.encode(), mapping, "DD/MM/YYYY")


def rows(found: EventsFile) -> dict[str, Row]:
    return {row.patient: row for row in recall_list(found.records, ON).rows}


def test_days_in_the_other_order_are_told_and_that_the_rest_may_be_wrong(tmp_path: Path) -> None:
    """An American list read as a British one: 2 November was 11 February without a word, 26 October a day no calendar has."""
    told = [each.text for each in read(AMERICAN).problems]
    said = (
        "is a date only as MM/DD/YYYY, and the list is read as DD/MM/YYYY: "
        "if all are written so, run it again with --date-format"
    )
    assert told == [f"the date '10/26/2026' {said} MM/DD/YYYY", f"born: the date '12/22/1961' {said} MM/DD/YYYY"]
    assert all(translator("es").said(each) not in (None, each) for each in told)
    (tmp_path / "list.csv").write_text(AMERICAN)
    made = make_list(tmp_path / "list.csv", ON, form="text", how=ReadAs(date_format="DD/MM/YYYY"))
    assert "2 DATES CAN ONLY BE READ THE OTHER WAY ROUND" in made.body.decode()
    assert any("2 dates can only be read the other way round" in note for note in made.notes)


@pytest.mark.parametrize("text", ["31/09/2026", "45/45/2026", "2026-13-01"])
def test_a_day_that_no_order_makes_one_is_not(text: str) -> None:
    told = read(f"MRN,Drug,Last given,Frequency\n1,cyanocobalamin injection,{text},monthly\n").problems
    assert not any("is a date only as" in each.text for each in told)


@pytest.mark.parametrize(
    "text",
    [
        "7th September 2026", "Sept 7 2026", "September 7, 2026", "Mon 7 Sept 2026", "Monday, 7 September 2026", "Sep 7th, 2026",
        "7th Sep 2026", "Wed 07/09/2026",
    ],
)  # fmt: skip
def test_a_day_as_it_is_spoken_is_read(text: str) -> None:
    assert str(read_day(text, "dmy").when) == "2026-09-07"


QUARTERS = "NHS No,Q1,Q2,Q3\n1,20/04/26,DNA,07/09/26\n2,20/04/26,07/07/26,on tabs\n3,20/04/26,RIP,\n4,DNA,?,\n"
DATES = ColumnMapping(
    dates=("Q1", "Q2", "Q3"), constants={"event": "given", "product": "hydroxocobalamin 1 mg injection"}
)


def test_of_a_column_a_dose_one_cell_that_is_no_day_loses_no_other() -> None:
    """One DNA took its patient off the list, with every dose that was given before and since."""
    found = read(QUARTERS, DATES)
    lasts = {record.patient: max(str(event.when) for event in record.events) for record in found.records}
    assert lasts == {"1": "2026-09-07", "2": "2026-07-07", "3": "2026-04-20"}
    assert [problem.line for problem in found.refused] == [5]
    assert rows(found)["3"].next_step.startswith("first find out whether the patient is alive")
    assert "a note in the list may concern the next dose: read it first" in rows(found)["2"].why


@pytest.mark.parametrize("text", ["-", "n/a", "none", "never", "?", "N/A"])
def test_a_mark_for_no_day_is_an_empty_cell(text: str) -> None:
    found = read(f"NHS No,Last B12 injection,Interval\n1,{text},12/52\n")
    assert rows(found)["1"].next_step == "find out when the last dose was given, and record it"


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("12/52 IM", Every(12, "week")), ("IM 3/12", Every(3, "month")), ("1 mg IM every 12 weeks", Every(12, "week")),
        ("every 12 wks.", Every(12, "week")), ("3 monthly (PA)", Every(3, "month")), ("q3mo", Every(3, "month")),
        ("12 weekly - lifelong", Every(12, "week")), ("every quarter", Every(3, "month")), ("1 every 3 months", Every(3, "month")),
    ],
)  # fmt: skip
def test_an_interval_is_read_with_what_stands_beside_it(text: str, every: Every) -> None:
    found = read_interval(text)
    assert found is not None
    assert (found.every, found.longer) == (every, None)


@pytest.mark.parametrize(
    "text",
    [
        "12 weekly, was 8", "8 weekly until Jan then 12 weekly", "alternate 10 & 12", "?12/52", "3 x monthly", "x3 monthly",
        "12 weekly (overdue)", "1 mg 3 times a week", "12", "IM", "monthly x 6 then 3 monthly",
    ],
)  # fmt: skip
def test_two_intervals_or_a_doubtful_one_are_none(text: str) -> None:
    assert read_interval(text) is None


@pytest.mark.parametrize("last", ["Last B12 jab", "Last B12 injection given", "Most recent B12 injection"])
@pytest.mark.parametrize("due", ["Next B12 injection due", "Injection due", "Recall due", "Next jab"])
@pytest.mark.parametrize("id", ["NHI", "Chart No", "CHI", "Pt No", "H&C No"])
def test_names_of_columns_that_lists_give(id: str, last: str, due: str) -> None:
    found = read(f"{id},{last},{due}\n1,07/09/2026,30/11/2026\n")
    assert (found.ignored_columns, str(rows(found)["1"].group)) == ((), "due now or this week")


@pytest.mark.parametrize("header", ["Freq (weeks)", "Interval wks", "Weeks between", "Interval (weeks)"])
def test_a_bare_number_is_of_the_weeks_that_its_column_names(header: str) -> None:
    (record,) = read(f"NHS No,Last B12 injection,{header}\n1,07/09/2026,12\n").records
    assert [event.interval for event in record.events if event.interval is not None] == [Every(12, "week")]


@pytest.mark.parametrize("last", ["Last B12 date", "Latest B12", "B12 date"])
def test_what_may_be_the_day_of_a_blood_test_is_no_injection(last: str) -> None:
    with pytest.raises(RecordError, match="no column for 'date' among"):
        read(f"NHS No,{last},Interval\n1,07/09/2026,12/52\n")


def test_a_number_that_a_family_shares_is_no_patient() -> None:
    with pytest.raises(RecordError, match="no column for 'patient' among Medicare No"):
        read("Medicare No,Last B12 injection,Interval\n1,07/09/2026,12/52\n")


def test_a_given_name_that_the_surname_begins_with_is_shown() -> None:
    """Of the twins Ann and Tom Annan both were Annan, but for Tom."""
    found = read("NHS No,Surname,Forename,Last B12 injection,Interval\n1,Annan,Ann,07/09/2026,12/52\n")
    assert found.records[0].name == "Annan, Ann"


B12 = ColumnMapping(constants={"product": "hydroxocobalamin 1 mg injection"})
GERMAN = (
    "Name;Vorname;Geburtsdatum;Patientennummer;Letzte Injektion;Nächste Injektion;Intervall\n"
    "Müller;Hans;14.02.1950;1;07.09.2026;30.11.2026;{}\n"
)
DUTCH = (
    "Naam;Voornaam;Geboortedatum;Patiëntnummer;Laatste injectie;Volgende injectie;Interval\n"
    "Jansen;Jan;14-02-1950;1;07-09-2026;30-11-2026;{}\n"
)
SPANISH = (
    "Apellidos;Nombre;Fecha de nacimiento;Nº historia;Última inyección;Próxima inyección;Frecuencia\n"
    "García;Ana;14/02/1950;1;07/09/2026;30/11/2026;{}\n"
)


@pytest.mark.parametrize(
    ("text", "interval", "every"),
    [
        (GERMAN, "12 Wochen", Every(12, "week")), (GERMAN, "alle 12 Wochen", Every(12, "week")), (GERMAN, "", Every(84, "day")),
        (GERMAN, "alle 3 Monate", Every(3, "month")), (GERMAN, "12-wöchentlich", Every(12, "week")),
        (DUTCH, "12 weken", Every(12, "week")), (DUTCH, "om de 3 maanden", Every(3, "month")),
        (DUTCH, "84 dagen", Every(84, "day")),
        (SPANISH, "cada 12 semanas", Every(12, "week")), (SPANISH, "3 meses", Every(3, "month")),
        (SPANISH, "cada 84 días", Every(84, "day")), (SPANISH, "trimestral", Every(3, "month")),
    ],
)  # fmt: skip
def test_a_list_in_german_dutch_or_spanish_is_read(text: str, interval: str, every: Every) -> None:
    """It needed a mapping by hand, and its intervals were not understood."""
    found = read(text.format(interval), B12)
    (record,) = found.records
    assert found.ignored_columns == ()
    assert record.name in ("Müller, Hans", "Jansen, Jan", "García, Ana")
    assert str(record.born) == "1950-02-14"
    assert [event.interval for event in record.events if event.interval is not None] == [every]
    assert str(rows(found)["1"].last.when if rows(found)["1"].last else "") == "2026-09-07"


@pytest.mark.parametrize(
    ("cause", "fact"),
    [
        ("Perniziöse Anämie", "autoimmune_gastritis"), ("M. Biermer seit 2011", "autoimmune_gastritis"),
        ("Anemia perniciosa", "autoimmune_gastritis"), ("anémie pernicieuse", "autoimmune_gastritis"),
        ("Z.n. Gastrektomie 2011", "partial_gastrectomy"), ("Gastrectomía total", "total_gastrectomy"),
        ("Maladie cœliaque", "coeliac_disease"), ("Zöliakie", "coeliac_disease"), ("Ziekte van Crohn", "ileal_crohns_disease"),
        ("vegane Ernährung", "low_b12_diet"),
    ],
)  # fmt: skip
def test_a_cause_in_another_language_is_one(cause: str, fact: str) -> None:
    """Beside a pernicious anaemia in German the list said "cause recorded but not confirmed", and not "never stop"."""
    (record,) = read(f"Patientennummer;Letzte Injektion;Diagnose\n1;07.09.2026;{cause}\n", B12).records
    assert (record.causes, record.unsettled) == ({fact}, frozenset())
    (doubted,) = read(f"Patientennummer;Letzte Injektion;Diagnose\n1;07.09.2026;V.a. {cause}\n", B12).records
    assert (doubted.causes, len(doubted.unsettled)) == (frozenset(), 1)


def test_a_cause_in_another_language_is_the_one_that_a_diagnosis_of_the_name_is() -> None:
    for name, words in tongues.CAUSES.items():
        for word in words:
            assert name in (findings_named(word) or (name,)), word


@pytest.mark.parametrize(
    "interval", ["zweimonatlich", "bimensual", "2x pro Monat", "alle 12 bis 14", "cada poco", "Abstand"]
)
def test_words_for_two_things_and_what_is_no_interval_are_not_read(interval: str) -> None:
    assert read_interval(interval) is None


@pytest.mark.parametrize("header", ["Termin", "Datum", "Fecha", "Próxima cita", "Nächster Termin"])
def test_what_may_be_another_day_needs_a_mapping(header: str) -> None:
    assert read(f"Patientennummer;Letzte Injektion;{header}\n1;07.09.2026;30.11.2026\n", B12).ignored_columns == (
        header,
    )


@pytest.mark.parametrize(
    "text", ["abgesetzt wegen Spiegel", "verhuisd", "comprimidos desde mayo", "Kribbeln in den Füßen", "embarazada"]
)
def test_its_notes_are_looked_at_too(text: str) -> None:
    found = read(f"Patientennummer;Letzte Injektion;Intervall;Bemerkung\n1;07.09.2026;12 Wochen;{text}\n", B12)
    assert "a note in the list may concern the next dose: read it first" in rows(found)["1"].why


def test_days_of_injections_without_a_product_are_of_no_drug_that_is_known() -> None:
    """Everybody stood among the entries to correct, and no sentence said what to do."""
    text = "NHS No,Date of injection,Next due\n1,07/09/2026,30/11/2026\n"
    with pytest.raises(RecordError, match="no column says what was injected: add a column 'product'"):
        read(text)
    assert str(rows(read(text, B12))["1"].group) == "due now or this week"
    assert (
        str(rows(read(text.replace("Date of injection", "Date of B12 injection")))["1"].group) == "due now or this week"
    )

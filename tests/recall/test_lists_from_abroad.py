"""A French list by its own headers, and a line of totals in German: it stood among the patients to be asked about."""

from __future__ import annotations

from datetime import date

import pytest

from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import recall_list
from cobalamin.records.intervals import read_interval


def test_a_french_list_needs_no_mapping() -> None:
    head = "N° patient;Nom;Prénom;Date de naissance;Dernière injection B12;Intervalle;Diagnostic;Prochaine injection"
    found = read_events_csv(
        f"{head}\n1;Dupont;Anne;23/04/1951;22/06/2026;tous les 3 mois;carence;22/09/2026\n".encode()
    )
    (row,) = recall_list(found.records, date(2026, 11, 30)).rows
    assert (row.name, str(row.due)) == ("Dupont, Anne", "2026-09-22")
    assert not found.ignored_columns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tous les 3 mois", "3 month"), ("toutes les 12 semaines", "12 week"), ("mensuel", "1 month"), ("trimestriel", "3 month"),
        ("quartalsweise", "3 month"), ("1x/Quartal", "3 month"),
    ],
)  # fmt: skip
def test_an_interval_is_read_in_other_languages(text: str, told: str) -> None:
    read = read_interval(text)
    assert read is not None
    assert f"{read.every.count} {read.every.unit}" == told


@pytest.mark.parametrize("word", ["Summe", "Gesamt", "Suma", "Totaal"])
def test_a_line_of_totals_is_nobody(word: str) -> None:
    found = read_events_csv(f"NHS No,Last B12 injection,Interval\n1,2026-06-22,12 weeks\n{word},,2\n".encode())
    assert [record.patient for record in found.records] == ["1"]
    assert "is a total" in str(found.refused[0])

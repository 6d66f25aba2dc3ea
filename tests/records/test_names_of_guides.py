"""Names of the first causes as the national catalogues print them: each was met with a code of a system that is not read."""

from __future__ import annotations

import pytest
from bundles import condition, facts, value

from cobalamin.records.diagnosis_names import findings_named

OPS = "http://fhir.de/CodeSystem/bfarm/ops"


@pytest.mark.parametrize(
    "name, fact",
    [
        *((name, "autoimmune_gastritis") for name in (
            "Autoimmungastritis", "Autoimmun-Gastritis", "Atrophe Typ-A-Gastritis", "Chronische Gastritis Typ A",
            "Auto-immuungastritis", "auto-immune gastritis", "Gastrite auto-immune", "Gastrite atrofica autoimmune",
            "Gastritis crónica autoinmune", "Gastritis autoinmunitaria", "Gastrite autoimune", "Autoimmune atrophic gastritis",
            "Autoimmune gastritis", "autoimmun gastrit", "Autoimmun gastritt",
        )),
        *((name, "total_gastrectomy") for name in ("Totale Magenresektion", "Totale maagresectie", "Maagresectie totaal",
                                                   "Magenresektion", "Maagresectie")),
        *((name, "partial_gastrectomy") for name in ("Partielle Magenresektion", "Subtotale maagresectie", "Magenresektion",
                                                     "Maagresectie")),
        *((name, "partial_ileal_resection") for name in (
            "Resektion des Ileums: Offen chirurgisch", "Resektion des terminalen Ileums", "Resectie van het ileum",
            "Ressecção do íleo", "Resection of ileum", "résection de l'iléon",
        )),
    ],
)  # fmt: skip
def test_a_cause_is_asked_about_by_the_name_of_its_catalogue(name: str, fact: str) -> None:
    found = facts(condition("x", OPS) | {"code": {"coding": [{"system": OPS, "code": "5-454.20", "display": name}]}})
    assert value(found, fact) == "[in words only]"


@pytest.mark.parametrize(
    "name, fact",
    [
        ("Gastritis", "autoimmune_gastritis"), ("Autoimmunhepatitis", "autoimmune_gastritis"),
        ("Gastritis, Autoimmunhepatitis", "autoimmune_gastritis"), ("Typ-B-Gastritis", "autoimmune_gastritis"),
        ("Kein Hinweis auf Autoimmungastritis", "autoimmune_gastritis"), ("Totale Magenresektion", "partial_gastrectomy"),
        ("Partielle Magenresektion", "total_gastrectomy"), ("Resektion des Kolons", "partial_ileal_resection"),
        ("Gastritis und Autoimmunhepatitis", "autoimmune_gastritis"), ("Partiële maagresectie", "total_gastrectomy"),
        ("Gastritis typical", "autoimmune_gastritis"),
    ],
)  # fmt: skip
def test_another_name_is_none_of_it(name: str, fact: str) -> None:
    assert fact not in findings_named(name)

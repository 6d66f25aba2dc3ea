"""What columns are called in German, Dutch and Spanish: words that mean one thing alone, as names of columns are compared."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LAST = (
    "letzte injektion", "letzte b12 injektion", "datum letzte injektion", "datum der letzten injektion", "letzte spritze",
    "letzte b12 spritze", "laatste injectie", "laatste b12 injectie", "datum laatste injectie", "laatste prik", "laatste b12 prik",
    "ultima inyeccion", "ultima inyeccion b12", "ultima inyeccion de b12", "fecha ultima inyeccion",
    "fecha de ultima inyeccion", "fecha de la ultima inyeccion",
)  # fmt: skip
"""The day of the last injection."""
INJECTIONS = ("inj", "jab", "spritze", "prik", "inyec")
"""Parts of a word that say that it was injected."""

HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "patient": (
        "patientennummer", "patienten nr", "patientennr", "patienten id", "pat nr", "patientnummer", "patient nr",
        "numero de historia", "numero historia", "no historia", "n historia", "historia clinica", "numero de historia clinica",
        "no historia clinica", "nhc",
    ),
    "date": LAST,
    "next_due": (
        "nachste injektion", "naechste injektion", "nachste b12 injektion", "nachste spritze", "naechste spritze",
        "volgende injectie", "volgende b12 injectie", "volgende prik", "proxima inyeccion", "proxima inyeccion b12",
        "fecha proxima inyeccion", "fecha de la proxima inyeccion",
    ),
    "interval": ("intervall", "injektionsintervall", "haufigkeit", "frequentie", "intervalo", "frecuencia"),
    "name": ("nachname", "familienname", "naam", "achternaam", "apellidos", "nombre y apellidos"),
    "forename": ("vorname", "voornaam", "nombre"),
    "born": ("geburtsdatum", "geb datum", "geboortedatum", "fecha de nacimiento", "fecha nacimiento"),
    "product": ("medikament", "praparat", "wirkstoff", "medicatie", "geneesmiddel", "medicamento", "farmaco"),
    "cause": ("diagnose", "diagnosen", "diagnostico"),
})  # fmt: skip
"""For each of our columns what it is called. What may be two things (Termin, Datum, fecha) is not here: a mapping file says it."""

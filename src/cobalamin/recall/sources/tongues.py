"""What columns, and the usual causes in them, are called in German, Dutch, Spanish and French: words of one meaning alone, as
names of columns are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LAST = (
    "letzte injektion", "letzte b12 injektion", "datum letzte injektion", "datum der letzten injektion", "letzte spritze",
    "letzte b12 spritze", "laatste injectie", "laatste b12 injectie", "datum laatste injectie", "laatste prik", "laatste b12 prik",
    "ultima inyeccion", "ultima inyeccion b12", "ultima inyeccion de b12", "fecha ultima inyeccion",
    "fecha de ultima inyeccion", "fecha de la ultima inyeccion",
    "derniere injection", "derniere injection b12", "derniere injection de b12", "date derniere injection",
    "date de derniere injection", "date de la derniere injection", "derniere piqure",
)  # fmt: skip
"""The day of the last injection."""
INJECTIONS = ("inj", "jab", "spritze", "prik", "inyec")
"""Parts of a word that say that it was injected."""

HEADERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "patient": (
        "patientennummer", "patienten nr", "patientennr", "patienten id", "pat nr", "patientnummer", "patient nr",
        "numero de historia", "numero historia", "no historia", "n historia", "historia clinica", "numero de historia clinica",
        "no historia clinica", "nhc", "n patient", "no patient", "numero patient", "numero de patient", "n dossier", "no dossier",
        "numero dossier", "numero de dossier", "ipp",
    ),
    "date": LAST,
    "next_due": (
        "nachste injektion", "naechste injektion", "nachste b12 injektion", "nachste spritze", "naechste spritze",
        "volgende injectie", "volgende b12 injectie", "volgende prik", "proxima inyeccion", "proxima inyeccion b12",
        "fecha proxima inyeccion", "fecha de la proxima inyeccion", "prochaine injection", "prochaine injection b12",
        "date prochaine injection", "date de prochaine injection", "date de la prochaine injection",
    ),
    "interval": (
        "intervall", "injektionsintervall", "haufigkeit", "frequentie", "intervalo", "frecuencia", "intervalle", "frequence",
    ),
    "name": ("nachname", "familienname", "naam", "achternaam", "apellidos", "nombre y apellidos", "nom", "nom de famille"),
    "forename": ("vorname", "voornaam", "nombre", "prenom"),
    "born": (
        "geburtsdatum", "geb datum", "geboortedatum", "fecha de nacimiento", "fecha nacimiento",
        "date de naissance", "date naissance",
    ),
    "product": ("medikament", "praparat", "wirkstoff", "medicatie", "geneesmiddel", "medicamento", "farmaco", "medicament"),
    "cause": ("diagnose", "diagnosen", "diagnostico", "diagnostic"),
})  # fmt: skip
"""For each of our columns what it is called. What may be two things (Termin, Datum, fecha) is not here: a mapping file says it."""

CAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "autoimmune_gastritis": (
        "perniziose anamie", "pernizioese anaemie", "perniziosa", "morbus biermer", "m biermer", "autoimmungastritis",
        "autoimmune gastritis", "pernicieuze anemie", "ziekte van biermer", "auto immuun gastritis",
        "anemia perniciosa", "gastritis autoinmune", "enfermedad de biermer",
        "anemie pernicieuse", "anemie de biermer", "maladie de biermer", "gastrite auto immune",
    ),
    "total_gastrectomy": ("totale gastrektomie", "gastrectomia total", "gastrectomie totale", "totale maagresectie"),
    "partial_gastrectomy": (
        "gastrektomie", "magenresektion", "teilgastrektomie", "gastrectomia", "gastrectomia parcial", "gastrectomie",
        "gastrectomie partielle", "maagresectie",
    ),
    "partial_ileal_resection": (
        "ileumresektion", "ileozokalresektion", "ileumresectie", "reseccion ileal", "resection ileale",
    ),
    "bariatric_surgery": (
        "magenbypass", "schlauchmagen", "maagbypass", "bypass gastrico", "cirugia bariatrica", "bypass gastrique",
        "chirurgie bariatrique", "bariatrische chirurgie",
    ),
    "ileal_crohns_disease": ("morbus crohn", "m crohn", "ziekte van crohn", "enfermedad de crohn", "maladie de crohn"),
    "coeliac_disease": (
        "zoliakie", "zoeliakie", "coeliakie", "celiaquia", "enfermedad celiaca", "maladie coeliaque", "maladie c liaque",
    ),
    "low_b12_diet": (
        "vegane ernahrung", "vegane ernaehrung", "veganer", "veganerin", "veganistisch dieet", "dieta vegana", "vegano", "vegana",
        "regime vegan", "regime vegetalien",
    ),
    "pancreatic_insufficiency": (
        "pankreasinsuffizienz", "exokrine pankreasinsuffizienz", "insuficiencia pancreatica", "insuffisance pancreatique",
        "pancreasinsufficientie",
    ),
    "other_malabsorption": ("malabsorptionssyndrom", "kurzdarmsyndrom", "malabsorcion", "malabsorptie"),
    "alcohol_excess": ("alkohol", "alkoholabusus", "alcoholismo", "alcoolisme"),
})  # fmt: skip
"""For each cause what it is called in a list. Of an operation whose extent is not told, as in English: not the whole of it."""

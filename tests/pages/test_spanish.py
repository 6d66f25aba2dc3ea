"""The Spanish pages: nothing of the catalogue stays English, the language follows the browser and is kept by links alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import door
import english
import httpx2
import pytest
from pypdf import PdfReader

from cobalamin.assessment.assess import assess
from cobalamin.knowledge.other_readings import OTHER_READINGS
from cobalamin.knowledge.register import REGISTER
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.prints.clinical import report_page, report_pdf
from cobalamin.records.fhir.bindings import WHY_WIDE
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator

PUBLISHED = [door.ROOT / "tests" / "published" / f"{name}.json" for name in ("R01", "R07", "R14", "R20", "R26", "R33")]
RECORDS = [*door.EXAMPLES, *(path for path in PUBLISHED if path.exists())]
EVENTS = Path(__file__).with_name("events.csv").read_bytes()
ES = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}
AS_IN_THE_FILE = re.compile(
    r"given, order|active, deceased|8 weeks|patient, date, event|resolved, improved|hydroxocobalamin 1 mg/ml"
)
"""Words that a CSV of events holds in English: a page in another language quotes them."""


def texts_of(value: Any) -> Iterator[str]:
    """Every text a record holds: it is shown as it stands."""
    if isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)
    elif isinstance(value, str):
        yield value


def left_english(page: str, record: str = "{}") -> list[str]:
    """The English texts of a page that do not come from the record."""
    own = [text for text in texts_of(json.loads(record)) if len(text) > 3]
    return [text for text in english.english(page) if not any(part in text for part in own)]


@cache
def catalogue() -> dict[str, str]:
    """The English sentences that have other words in Spanish."""
    found = {
        message.id: message.string for message in _po() if isinstance(message.id, str) and len(message.id.split()) > 3
    }
    return {" ".join(one.split()): said for one, said in found.items() if said != one and "{" not in one}


def _po() -> Any:
    from babel.messages.pofile import read_po

    from cobalamin.translation.words import DOMAIN, LOCALE

    with (LOCALE / "es" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return [message for message in read_po(file, locale="es") if message.id]


def told(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
@pytest.mark.some(3)
def test_no_english_is_left_of_a_patient(path: Path) -> None:
    record = path.read_text()

    async def steps(client: httpx2.AsyncClient) -> dict[str, str]:
        pages = ("/pages/fill", "/pages/compare", "/pages/checklist")
        return {page: (await client.post(page, data={"record": record}, headers=ES)).text for page in pages}

    for page, text in door.calls(steps).items():
        assert left_english(text, record) == [], page
        own = told(text)
        for part in texts_of(json.loads(record)):
            own = own.replace(part, "")
        assert [one for one in catalogue() if one in own] == [], page


def test_another_reading_says_in_spanish_what_it_is() -> None:
    """The cards said "R47: injections, the same day" and not what was read otherwise: that stood in English pages alone."""
    record = (door.ROOT / "examples" / "metformin-tingling.json").read_text()
    page = told(door.posted("/pages/compare", {"record": record}, headers=ES).text)
    assert "Leído como «" in page
    words = translator("es")
    for other in OTHER_READINGS:
        assert words.said(other.could_mean), other
        assert words.said(REGISTER[other.entry].source_says), other


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
@pytest.mark.some(3)
def test_no_english_is_left_in_the_report_and_the_plots(path: Path) -> None:
    case = read_any(path.read_bytes())
    on = case.on or door.TODAY
    answer = assess(case, on=on)
    page = report_page(answer, plots_for(Patient(case, facts_on(case, on), answer)), words=translator("es"))
    left = [
        text
        for text in left_english(page, path.read_text())
        if not re.search(r"\[(primaria|secundaria|sin verificar)\]: ", text)
    ]
    assert left == []
    assert '<html lang="es">' in page


def test_no_english_is_left_on_the_recall_board_and_where_something_is_wrong() -> None:
    wrong = {
        "age": "sixty",
        "total_b12": "150",
        "mcv": "abc",
        "ferritin": "-3",
        "potassium": "5 mmHg",
        "on": "2026-02-31",
    }

    async def steps(client: httpx2.AsyncClient) -> list[str]:
        board = {"day": "2026-03-02", "within": "14"}
        calls = [
            client.post("/pages/recall", files={"file": ("e.csv", EVENTS)}, data=board, headers=ES),
            client.post(
                "/pages/recall", files={"file": ("e.csv", EVENTS)}, data={**board, "patient": "A-104"}, headers=ES
            ),
            client.post("/pages/recall", data={"day": "x", "within": "y"}, headers=ES),
            client.post("/pages/assess", data=wrong, headers=ES),
            client.post("/pages/fill", data={"record": "[]"}, headers=ES),
            client.post("/pages/checklist", data={"record": ""}, headers=ES),
        ]
        return [(await call).text for call in calls]

    pages = door.calls(steps)
    for page in pages:
        assert [text for text in left_english(page) if not AS_IN_THE_FILE.search(text)] == []
    assert "línea 10</td>" in pages[1]
    assert '<dt>Día de la lista</dt><dd><span class="nobreak">2026-03-02</span>' in pages[1]


def test_the_guideline_is_said_in_spanish_and_searched_in_both_languages() -> None:
    whole = door.got("/guideline", headers=ES).text
    assert '<h2 id="safety-rules">Reglas de seguridad</h2>' in whole
    assert [text for text in left_english(whole) if len(text) > 40] == []
    assert not re.search(r">\s*(not:|any|and)\s*<", whole)
    for word in ("nitroso", "nitrous"):
        assert "<mark>" in door.got(f"/guideline?q={word}", headers=ES).text


def test_what_has_no_words_is_marked_as_english() -> None:
    """And a line begins with a capital, also where the English begins with one by itself; what was asked about is one line."""
    page = door.posted("/pages/fill", {"record": door.EXAMPLES[0].read_text()}, headers=ES).text
    assert '<span class="quiet">Se necesita B12.</span>' in page
    case = door.posted(
        "/pages/fill", {"record": (door.ROOT / "examples" / "pernicious-anaemia.json").read_text()}, headers=ES
    )
    assert case.text.count("se preguntó por todo, así que lo no registrado se lee como no: operaciones, digestivo") == 1
    assert '<span lang="en">NICE guideline NG239' in page


@pytest.mark.parametrize(
    ("english_", "spanish"),
    [
        ("not female (patient.sex)", "no es mujer (patient.sex)"),
        (
            "BLOCK: Do not stop the injections: the cause is irreversible. A high or normal B12 level is no reason to stop. "
            "(B12 injections for an irreversible cause)",
            "NO HACER: No suspenda las inyecciones: la causa es irreversible. Un nivel de B12 alto o normal no es motivo para "
            "suspenderlas. (inyecciones de B12 por una causa irreversible)",
        ),
        (
            "haemoglobin 105.6 g/L ($.facts.haemoglobin; reported only as low; not dated: taken as current)",
            "hemoglobina 105.6 g/L ($.facts.haemoglobin; el informe solo dice «bajo»; sin fecha: se toma por actual)",
        ),
        ("metformin: no (taken together with B12)", "metformina: no (se toma junto con B12)"),
        ("review due since 2025-06-01", "toca revisión desde el 2025-06-01"),
        (
            "intrinsic factor antibody positive: sent as 25 U/mL (the laboratory's own range is up to 6 U/mL), without saying "
            "positive or negative; ask the laboratory which it is",
            "anticuerpos contra el factor intrínseco positivos: enviado como 25 U/mL (el rango del propio laboratorio es hasta "
            "6 U/mL), sin decir positivo ni negativo; pregunte al laboratorio cuál es",
        ),
    ],
)  # fmt: skip
def test_a_composed_sentence_is_said_as_a_clinician_would(english_: str, spanish: str) -> None:
    """ "sin mujer" stood for "not female", and the place of a result was taken for its label."""
    assert translator("es").said(english_) == spanish


def test_what_is_wrong_with_a_record_or_a_table_is_said() -> None:
    """A file that is no bundle, two patients in one, a code that is too wide, a row of a list: they were told in English."""
    span = "2025-01-01 to 2025-03-02"
    told_ = (
        *(f"unspecific code: pancytopenia recorded: {why} (Condition/c)" for why in WHY_WIDE.values()),
        "no small child",
        "1 of the entries could not be used: dose larger than any ampoule",
        "B12 injections: recorded as ended on 2025-03-01",
        f"total serum B12: drawn while B12 was given ({span}); such a level cannot rule deficiency out",
        "Patient/x and perhaps others concern Patient/9, not Patient/x: left out",
        '$.resourceType: found Patient, expected "Bundle" with one Patient and what is recorded of them',
        "$.entry: two patients in one Bundle (Patient/p and Patient/q); send one Bundle each",
        "MedicationAdministration/m: `occurenceDateTime` is FHIR R5; expected R4 with effectiveDateTime",
        "$.facts.total_b21: no such fact (did you mean 'total_b12'?); see `cobalamin schema`",
        "the date '3 Foo' was not understood: write 2026-03-01",
        "sex differs between lines 3 and 7 of one patient: not used",
        "the cause 'x' was not understood",
    )
    assert [one for one in told_ if translator("es").said(one) is None] == []


# --- which language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/compare", "/recall", "/guideline", "/checklist"])
def test_the_language_is_the_browsers_unless_a_link_says_another(path: str) -> None:
    html = {"accept": "text/html"}
    spanish, english_, plain = (
        door.got(address, headers={**html, **more})
        for address, more in ((path, ES), (f"{path}?lang=en", ES), (path, {}))
    )
    assert [re.findall(r'<html lang="(\w+)"', page.text) for page in (spanish, english_, plain)] == [
        ["es"],
        ["en"],
        ["en"],
    ]
    assert "accept-language" in spanish.headers["vary"]
    assert "lang=" not in re.sub(r'hreflang="\w+"', "", " ".join(re.findall(r'href="/[^"]*"', spanish.text))).replace(
        "?lang=en", ""
    )


@pytest.mark.parametrize(("headers", "lang"), [(ES, "en"), ({}, "es")])
@pytest.mark.some(1)
def test_the_choice_goes_from_page_to_page(headers: dict[str, str], lang: str) -> None:
    """Every link and every form keeps a language that is not the browser's own; none holds anything else."""

    async def steps(client: httpx2.AsyncClient) -> None:
        record = {"record": door.EXAMPLES[0].read_text()}
        for page in ("/", "/compare", "/recall", "/guideline", "/checklist"):
            await follow(await client.get(f"{page}?lang={lang}", headers={"accept": "text/html", **headers}))
        for page in ("/pages/fill", "/pages/compare", "/pages/checklist", "/pages/plots"):
            await follow(await client.post(f"{page}?lang={lang}", data=record, headers=headers))
        board = {"day": "2026-03-02", "within": "14"}
        await follow(
            await client.post(
                f"/pages/recall?lang={lang}", files={"file": ("e.csv", EVENTS)}, data=board, headers=headers
            )
        )
        back = await client.get(f"/pages/compare?lang={lang}", headers=headers)
        assert back.headers["location"].endswith(f"/compare?lang={lang}")

    async def follow(page: httpx2.Response) -> None:
        assert page.status_code == 200
        found = re.findall(r'\s(?:href|action|formaction|hx-post|data-fetch)="(/[^"]*)"([^>]*)', page.text)
        own = [
            address
            for address, rest in found
            if not address.startswith("/static/") and not re.search('lang=|method="get"', rest)
        ]
        assert own
        assert [address for address in own if f"lang={lang}" not in address] == []

    door.calls(steps)


def test_a_page_is_shown_again_in_another_language_with_what_was_entered() -> None:
    async def steps(client: httpx2.AsyncClient) -> str:
        page = (await client.post("/pages/assess", data={"age": "63", "metformin": "yes"})).text
        again = re.findall(r'formaction="(/pages/assess\?lang=es)" lang="es"', page)
        return (await client.post(again[0], data={"age": "63", "metformin": "yes"})).text

    page = door.calls(steps)
    assert 'value="63"' in page
    assert '<html lang="es"' in page


def test_a_refusal_is_a_page_in_the_language_of_the_reader() -> None:
    headers = {**ES, "sec-fetch-site": "cross-site"}
    refused = [
        door.posted("/pages/assess", {}, headers=headers),
        door.posted("/pages/recall?lang=es", {"packed": "x", "day": "2026-03-02"}),
    ]
    large = door.posted("/pages/fill", {"record": "x" * 3000}, headers=ES, largest_body=1000)
    for page, status in zip((*refused, large), (403, 400, 413), strict=True):
        assert page.status_code == status
        assert "<html lang=es " in page.text
        assert left_english(page.text) == []


def test_the_report_is_a_tagged_file_in_spanish() -> None:
    case = read_any(door.EXAMPLES[0].read_bytes())
    answer = assess(case, on=door.TODAY)
    root = PdfReader(BytesIO(report_pdf(answer, (), words=translator("es")))).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("es", True)


def test_days_are_written_in_spanish_in_the_plots() -> None:
    case = read_any(door.EXAMPLES[0].read_bytes())
    answer = assess(case, on=date(2026, 1, 5))
    page = report_page(
        answer, plots_for(Patient(case, facts_on(case, date(2026, 1, 5)), answer)), words=translator("es")
    )
    assert re.search(r">\d\d ene<", page)
    assert not re.search(r">\d\d Jan<", page)

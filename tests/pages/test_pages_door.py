"""What the pages promise to a browser and refuse to everybody else: policy, origin, size, nothing kept, nothing in an address."""

import gzip
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import browsing
import door
import httpx2
import pytest

from cobalamin.journal.database import open_journal
from cobalamin.journal.store import rows

PAGES = ("/", "/compare", "/guideline")
HTML = {"accept": "text/html"}
LOADED = ("nhsuk", "workbench", "htmx")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_nothing_inline(path: str) -> None:
    page = door.got(path, headers=HTML)
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in page.headers
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:", page.text)


def test_a_mistaken_address_is_told_to_a_person_as_a_page_and_to_a_program_as_an_outcome() -> None:
    page = door.got("/asess", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>There is no such page here</h1><p>Check the address" in page.text
    assert "class=nhsuk-template__body" in page.text
    told = door.got("/asess", headers={"accept": "*/*"}).json()
    assert told["resourceType"] == "OperationOutcome"
    for there in re.findall(r"(?<= )/\S+", told["issue"][0]["diagnostics"]):
        assert door.got(there).status_code == 200
    assert "/schema every call" in told["issue"][0]["diagnostics"]


def test_a_refusal_says_in_its_title_what_happened_and_stays_in_its_language() -> None:
    page = door.got("/nothing?lang=es", headers=HTML).text
    assert "<title>Aquí no existe esa página – Cobalamin</title>" in page
    assert page.count("href='/?lang=es'") == 2


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(path: str) -> None:
    """The first load, compressed: the page and everything it asks for; 300 kB at most."""

    async def steps(client: httpx2.AsyncClient) -> int:
        page = await client.get(path, headers=HTML)
        files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
        assert {name for file in files for name in LOADED if name in file} == set(LOADED)
        bodies = [page.content, *[(await client.get(file)).content for file in files]]
        return sum(len(gzip.compress(body, 5)) for body in bodies)

    assert door.calls(steps) < 300_000


def test_a_file_is_kept_for_ever_under_the_name_of_its_content() -> None:
    name = re.findall(r'href="(/static/workbench[^"]+)"', door.got("/").text)[0]
    file = door.got(name)
    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert file.headers["content-encoding"] == "gzip"
    assert file.headers["content-type"] == "text/css; charset=utf-8"
    assert door.got("/static/workbench.000000000000.css").status_code == 404
    assert door.got("/static/..%2Fsite.py").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"}, {"origin": "http://["},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/pages/assess", "/pages/live", "/pages/why", "/pages/fill", "/pages/compare", "/pages/case"]
)
def test_a_form_from_another_site_is_refused(path: str, headers: dict[str, str]) -> None:
    answer = door.posted(path, {"age": "60"}, headers=headers)
    assert answer.status_code == 403
    assert "nothing was read" in answer.text.lower()


def test_a_live_answer_and_its_folds_are_the_whole_answer() -> None:
    form = {"age": "63", "paraesthesia": "yes", "metformin": "yes"}
    parts = [*(f"i{number}" for number in range(1, 7)), "urgency"]

    async def steps(client: httpx2.AsyncClient) -> tuple[str, str, list[str]]:
        whole = (await client.post("/pages/assess", data=form)).text
        closed = (await client.post("/pages/live", data=form)).text
        folds = [(await client.post("/pages/why", data={**form, "part": part})).text for part in parts]
        opened = (await client.post("/pages/live", data={**form, "opened": ",".join(parts)})).text
        assert len(closed) < len(opened) / 4
        assert (await client.post("/pages/why", data={**form, "part": "i7"})).status_code == 404
        return whole, opened, folds

    whole, opened, folds = door.calls(steps)
    for fold in folds:
        assert fold.strip() in whole
        assert fold.strip() in opened


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin", "origin": door.BASE}, {"origin": door.BASE}, {}])
def test_a_form_of_ours_is_read(headers: dict[str, str]) -> None:
    assert door.posted("/pages/assess", {"age": "60"}, headers=headers).status_code == 200


def test_a_page_is_not_served_under_a_borrowed_name() -> None:
    for path in ("/", "/compare", "/recall", "/guideline", "/checklist"):
        assert door.got(path, headers={"host": "evil.example", **HTML}).status_code == 421, path
    assert door.got("/compare", headers={"host": "behind.a.proxy"}).status_code == 200


def test_names_that_are_scripts_stay_text() -> None:
    for path in ("/pages/fill", "/pages/compare"):
        page = door.posted(path, {"record": door.nasty_bundle()})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(..)", page.text)


def test_what_is_typed_stays_text_in_every_field() -> None:
    fields = dict.fromkeys(
        ("age", "on", "id", "title", "total_b12", "mcv", "weakness.onset", "origins", "switch"), door.NASTY
    )
    page = door.posted("/pages/assess", {**fields, "weakness": "yes"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_a_chosen_file_that_is_empty_is_said_to_be_empty() -> None:
    for path in ("/pages/fill", "/pages/compare", "/pages/checklist"):
        page = door.posted(path, {"record": ""}, file=("export.json", b""))
        assert page.status_code == 400
        assert "The file is empty" in page.text
        kept = door.posted(path, {"record": '{"cobalamin_case": 1}'}, file=("", b""))
        assert kept.status_code == 200


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("", "Choose a file, or paste a FHIR Bundle or a case file"),
        ("{", "it was cut off; send it again"),
        ("patient,date,event\n1,2026-01-02,given\n", "a list of injections is read by the page Recall"),
        ("NHS No;Name;Last injection\r\n1;x;y\r\n", "a list of injections is read by the page Recall"),
        ('<Bundle xmlns="http://hl7.org/fhir"/>', "save the FHIR Bundle as JSON"),
        ("MSH|^~\\&|LAB|GP", "an HL7 version 2 message"),
        ("low, tired, pale", "is not JSON (invalid character at line 1, column 1)"),
        ("[1]", "expected a case file or a FHIR Bundle"),
        ('{"cobalamin_case": 1, "facts": {"totl_b12": "1"}}', "did you mean"),
    ],
)
def test_a_record_that_cannot_be_read_says_what_to_do_and_stays(record: str, said: str) -> None:
    for path in ("/pages/fill", "/pages/compare"):
        page = door.posted(path, {"record": record})
        assert page.status_code == 400
        assert "There is a problem" in page.text
        assert said in page.text
        assert 'href="#record"' in page.text
    if record:
        assert record[:8].replace('"', "&#34;").replace("<", "&lt;") in page.text


EVERY_PAGE = pytest.mark.parametrize(
    "page", ["/pages/fill", "/pages/compare", "/pages/checklist", "/pages/checklist/pdf"]
)


@EVERY_PAGE
@pytest.mark.parametrize(
    "beginning", [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", b"PK\x03\x04\x14\x00\x06"], ids=["PDF", "workbook"]
)
def test_a_file_of_another_kind_is_told_as_what_it_is(page: str, beginning: bytes) -> None:
    answer = door.calls(lambda client: client.post(page, files={"file": ("scan", beginning + b"\xff" * 40)}))
    assert answer.status_code == 400
    assert "a PDF, a workbook or an archive, not text" in answer.text


@EVERY_PAGE
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_refused_by_every_page(page: str, encoding: str) -> None:
    """The checklist read on with each letter that it could not read replaced, or called the file no JSON."""
    record = (door.ROOT / "examples" / "vegan-tired.json").read_text().replace("Tired", "Müde").encode(encoding)
    answer = door.calls(lambda client: client.post(page, files={"file": ("case.json", record)}))
    assert answer.status_code == 400
    assert "save it as UTF-8" in answer.text


def test_a_record_that_answers_nothing_is_not_said_to_tell_where_its_answers_are_from() -> None:
    page = door.posted("/pages/fill", {"record": '{"cobalamin_case": 1}'}).text
    assert "Nothing in pasted text answers a question here" in page
    assert "Each says below" not in page


def test_the_checklist_is_of_the_day_that_the_answer_is_of() -> None:
    """In Auckland it is tomorrow: the answer counted the blood of this morning, and the sheet called it a mistake."""
    drawn = {
        "resourceType": "Observation", "id": "b12", "status": "final", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}, "effectiveDateTime": "2026-11-28T08:15:00+13:00",
        "valueQuantity": {"value": 80, "unit": "pg/mL", "system": "http://unitsofmeasure.org", "code": "pg/mL"},
    }  # fmt: skip
    entries = [{"resource": each} for each in ({"resourceType": "Patient", "id": "p"}, drawn)]
    clock = {"today": lambda: date(2026, 11, 27), "now": lambda: datetime(2026, 11, 27, 19, 30, tzinfo=UTC)}
    record = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    sheet = door.posted("/pages/checklist", {"record": record}, **clock).text
    assert "80 pg/mL" in sheet
    assert "Made on 28 November 2026" in sheet


def test_too_large_a_record_says_what_to_do() -> None:
    answer = door.posted("/pages/fill", {"record": "x" * 2000}, largest_body=1000)
    assert answer.status_code == 413
    assert "one patient" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_no_patient_is_ever_in_an_address() -> None:
    page = door.got("/?total_b12=77&total_b12.unit=ng/L&age=61")
    assert 'value="77"' not in page.text
    assert "61" not in re.findall(r'name="age" value="([^"]*)"', page.text)
    assert door.got("/pages/assess").headers["location"] == "/"
    for form in re.findall(r"<form[^>]*>", door.posted("/pages/assess", {"age": "61"}).text):
        assert 'method="post"' in form


def test_a_form_sent_twice_has_one_answer() -> None:
    fields = {"age": "60", "paraesthesia": "yes", "total_b12": "150 ng/L"}
    first, second = (door.posted("/pages/assess", fields).text for _ in range(2))
    assert first == second


def test_a_program_still_gets_the_list_of_guidelines() -> None:
    assert door.got("/compare", headers={"accept": "application/json"}).json()["guidelines"]
    assert door.got("/compare").json()["guidelines"]


def test_without_the_workbench_there_are_no_pages() -> None:
    for path in ("/", "/guideline", "/static/x.css", "/pages/assess"):
        assert door.got(path, workbench=False).status_code == 404
    assert door.got("/compare", headers=HTML, workbench=False).json()["guidelines"]


def test_nothing_is_kept_unless_somebody_asks_for_it(tmp_path: Path) -> None:
    settings = {"journal_url": f"sqlite:///{tmp_path}/journal.db", "spool": tmp_path / "spool", "patient_key": b"key"}

    async def steps(client: httpx2.AsyncClient) -> None:
        for path in ("/pages/assess", "/pages/live", "/pages/compare"):
            await client.post(path, data={"age": "60"})
        kept = await client.post("/pages/keep", data={"age": "60", "id": "p1"})
        assert "The answer is in the journal" in kept.text

    door.calls(steps, **settings)
    engine = open_journal(str(settings["journal_url"]))
    assert len(list(rows(engine))) == 1
    engine.dispose()
    assert door.posted("/pages/keep", {"age": "60"}).status_code in (404, 405)


def test_what_could_not_be_kept_is_not_said_to_be(tmp_path: Path) -> None:
    no_folder, spool = tmp_path / "file", tmp_path / "spool"
    no_folder.write_text("")
    settings = {"journal_url": f"sqlite:///{no_folder}/journal.db", "spool": spool, "patient_key": b"key"}

    async def steps(client: httpx2.AsyncClient) -> str:
        spool.rmdir()
        spool.write_text("where a folder was")
        return (await client.post("/pages/keep", data={"age": "60"})).text

    page = door.calls(steps, **settings)
    assert "The answer is in the journal" not in page
    assert "The answer could not be kept: neither the journal nor the waiting area can be written to." in page


def test_a_case_file_saved_is_read_again() -> None:
    fields = {"age": "60", "paraesthesia": "yes", "paraesthesia.onset": "2025-10", "total_b12": "150 ng/L"}
    saved = door.posted("/pages/case", fields)
    assert saved.headers["content-disposition"] == 'attachment; filename="case.json"'
    page = door.posted("/pages/fill", {"record": saved.text})
    assert 'value="2025-10"' in page.text
    assert page.status_code == 200


def test_the_page_of_the_interface_has_its_style_and_nothing_else_inline(visit: browsing.Visit) -> None:
    page = visit().go("/schema")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"

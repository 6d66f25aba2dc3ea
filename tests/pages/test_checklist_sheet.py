"""The patient's checklist in a browser: from a pasted or chosen record to a sheet, in print, large, and in Spanish."""

from io import BytesIO
from pathlib import Path

import browsing
import httpx2
import pytest
from browsing import Visit, pressed_to_another_tab
from pictures import given
from playwright.sync_api import Page, expect
from pypdf import PdfReader

RECORD = browsing.EXAMPLES / "bundle-ileal-resection.json"
CASE = browsing.EXAMPLES / "metformin-tingling.json"
SIZES = pytest.mark.parametrize("size", [browsing.DESK, browsing.PHONE], ids=["desk", "phone"])


def make(page: Page, record: Path = CASE) -> None:
    given(page, "#record", record.read_text())
    page.click("text=Make the checklist")
    page.wait_for_load_state()


@SIZES
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.some(1)
def test_a_record_becomes_a_sheet(visit: Visit, size: tuple[int, int], scripts: bool) -> None:
    page = visit(size, java_script_enabled=scripts).go("/checklist")
    make(page)
    assert page.locator("h1").inner_text() == "Your B12 checklist"
    assert "yes (since October 2025)" in page.locator(".checklist").inner_text()
    assert page.locator("[data-print]").is_visible() is scripts
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.thorough
def test_whoever_made_the_sheet_from_answers_comes_back_to_them(visit: Visit, scripts: bool) -> None:
    """Nothing is stored, so the browser's own way back led to the empty form, and the page had none."""
    page = visit(java_script_enabled=scripts).go("/")
    page.fill("#f-age", "63")
    page.fill("#f-haemoglobin", "12,9")
    page = pressed_to_another_tab(page, "Patient's checklist")
    page.click("text=Large print")
    page.click("text=Change the answers")
    assert page.input_value("#f-age") == "63"
    assert page.input_value("#f-haemoglobin") == "12,9", "what cannot be read is kept as it was typed"


@pytest.mark.thorough
def test_a_sheet_of_a_record_has_no_answers_to_change(visit: Visit) -> None:
    page = visit().go("/checklist")
    make(page)
    page.click("text=Large print")
    expect(page.locator("text=Change the answers")).to_have_count(0)


def test_a_bundle_is_read_from_a_file(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/checklist")
    page.set_input_files("#file", RECORD)
    page.click("text=Make the checklist")
    page.wait_for_load_state()
    assert "Crohn's disease (since 2009)" in page.locator(".checklist").inner_text()


@pytest.mark.parametrize(("size", "scheme"), browsing.LOOKS, ids=str)
@pytest.mark.some(1)
def test_the_sheet_is_accessible(visit: Visit, size: tuple[int, int], scheme: str) -> None:
    visitor = visit(size, color_scheme=scheme)
    page = visitor.go("/checklist")
    assert visitor.violations() == []
    make(page)
    assert visitor.violations() == []
    page.click("text=Large print")
    assert visitor.violations() == []
    page.click("text=Español >> nth=-1")
    assert visitor.violations() == []


SIZE = "sheet => getComputedStyle(sheet).fontSize"


@pytest.mark.thorough
def test_large_print_and_another_language_and_back(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/checklist")
    make(page)
    ordinary = page.locator(".checklist").evaluate(SIZE)
    page.click("text=Large print")
    large = page.locator(".checklist-large").evaluate(SIZE)
    assert float(large[:-2]) > 1.3 * float(ordinary[:-2])
    page.click("button[name=language]")
    assert page.locator(".checklist").get_attribute("lang") == "es"
    assert "Una máquina puso estas palabras" in page.locator(".checklist").inner_text()
    expect(page.locator(".checklist-large"), "the print stays large").to_have_count(1)
    page.click("button[name=language]")
    assert page.locator("h1").inner_text() == "Your B12 checklist"


def test_the_pdf_is_the_sheet(visit: Visit) -> None:
    page = visit().go("/checklist")
    make(page)
    page.click("text=Large print")
    with page.expect_download() as waiting:
        page.click("text=Download as PDF")
    assert waiting.value.suggested_filename == "b12-checklist.pdf"
    reader = PdfReader(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert "since October 2025" in " ".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(
    "record, words",
    [("", "Choose a file, or paste"), ("not json", "not JSON"), ('{"cobalamin_case": 1, "facts": {"b12": "1"}}', "no such fact"),
     ("[" * 100_000, "nested too deeply")],
)  # fmt: skip
@pytest.mark.some(1)
def test_a_record_that_cannot_be_read_is_said_and_kept(visit: Visit, record: str, words: str) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/checklist")
    page.fill("#record", record)
    page.click("text=Make the checklist")
    page.wait_for_load_state()
    assert words.lower() in page.locator(".nhsuk-error-summary").inner_text().lower()
    assert page.locator("#record").input_value() == record
    assert page.locator("#record").get_attribute("aria-describedby") == "record-error"
    page.wait_for_timeout(200)
    visitor.faults.clear()  # the browser notes the status 400


def test_a_name_is_text_on_the_sheet(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/checklist")
    page.on("dialog", lambda dialog: visitor.faults.append(dialog.message))
    page.fill("#record", '{"cobalamin_case": 1, "id": "<script>alert(1)</script>", "on": "2026-03-02"}')
    page.click("text=Make the checklist")
    page.wait_for_load_state()
    assert "<script>alert(1)</script>" in page.locator(".checklist-name").inner_text()


@pytest.mark.thorough
def test_a_print_leaves_the_workbench_out(visit: Visit) -> None:
    page = visit().go("/checklist")
    make(page)
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert not page.locator("text=Download as PDF").is_visible()
    assert page.locator(".checklist").is_visible()


def test_a_form_of_another_site_is_refused(address: str) -> None:
    answer = httpx2.post(
        f"{address}/pages/checklist", data={"record": "{}"}, headers={"origin": "http://elsewhere.example"}
    )
    assert answer.status_code == 403


@pytest.mark.thorough
def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit().go("/checklist")
    page.focus("#record")
    page.keyboard.insert_text(CASE.read_text())
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".checklist")
    assert page.locator("h1").inner_text() == "Your B12 checklist"

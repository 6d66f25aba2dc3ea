"""A plot on a page: drawn without scripts, opened for pointing with them, under a policy that lets nothing be evaluated."""

from pathlib import Path

import browsing
import pytest
from browsing import Visit, pressed_to_another_tab
from pictures import given
from playwright.sync_api import Page, expect

EVENTS = Path(__file__).with_name("events.csv")


def board(page: Page) -> None:
    page.set_input_files("#file", EVENTS)
    page.click("text=Show the list")
    page.wait_for_load_state()


@pytest.mark.thorough
def test_without_scripts_the_drawing_and_its_numbers_are_there(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/recall")
    board(page)
    assert page.locator(".plot svg").is_visible()
    assert "Stacked bars" in (page.locator(".plot-drawing").get_attribute("aria-label") or "")
    assert not page.locator(".plot-explore").is_visible()
    page.click("text=The numbers as a table")
    assert page.locator(".plot table tbody tr").count() == 13


def test_with_scripts_it_opens_for_pointing_and_nothing_is_evaluated(visit: Visit) -> None:
    """Evaluating would break the policy, which the console would say: the visitor's faults are empty at the end."""
    visitor = visit()
    asked: list[str] = []
    visitor.context.on("request", lambda request: asked.append(request.url))
    page = visitor.go("/recall")
    board(page)
    page.click("button:text-is('A-104')")
    assert not any("vega" in address for address in asked), "the library comes only when it is wanted"
    page.click("[data-plot-explore]")
    page.wait_for_selector(".plot-drawing canvas")
    assert any("vega" in address for address in asked)
    place = page.locator(".plot-drawing canvas").bounding_box()
    assert place is not None
    for step in range(40):
        page.mouse.move(place["x"] + place["width"] * (0.1 + step * 0.02), place["y"] + place["height"] * 0.42)
        if page.locator("#vg-tooltip-element.visible").count():
            break
    assert "loading" in page.locator("#vg-tooltip-element").inner_text()


@pytest.mark.thorough
def test_an_opened_plot_is_accessible(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/recall")
    board(page)
    page.click("[data-plot-explore]")
    page.wait_for_selector(".plot-drawing canvas")
    assert visitor.violations() == []


CASE = browsing.EXAMPLES / "pernicious-anaemia.json"


def assess(page: Page, *, scripts: bool) -> None:
    page.click("summary:has-text('Fill from a record')")
    given(page, "#record", CASE.read_text())
    page.click("text=Fill the form")
    page.click("text=Draw the plots")
    page.wait_for_selector("#plots .plot svg")
    assert scripts is page.url.endswith("/pages/fill"), "with scripts the page stays, without them it comes again"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.some("without")
def test_the_assess_page_draws_the_plots_of_its_answer(visit: Visit, scripts: bool) -> None:
    visitor = visit(java_script_enabled=scripts)
    page = visitor.go("/")
    assess(page, scripts=scripts)
    expect(page.locator("#plots .plot")).to_have_count(3)
    if scripts:
        for number in range(3):
            page.click("[data-plot-explore] >> nth=0")
            page.locator(".plot-drawing canvas").nth(number).wait_for()
        expect(page.locator(".plot-drawing canvas")).to_have_count(3)
        assert visitor.violations() == []


@pytest.mark.thorough
def test_plots_follow_the_form(visit: Visit) -> None:
    page = visit().go("/")
    assess(page, scripts=True)
    page.fill("#f-haemoglobin", "71")
    page.locator("#f-haemoglobin").dispatch_event("change")
    page.wait_for_selector("#plots svg text:text-is('71')")
    expect(page.locator("#plots .plot")).to_have_count(3)


def test_the_assess_page_gives_the_report_and_the_checklist(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/")
    page.click("summary:has-text('Fill from a record')")
    given(page, "#record", CASE.read_text())
    page.click("text=Fill the form")
    with page.expect_download() as waiting:
        page.click("text=Report as PDF")
    assert Path(waiting.value.path()).read_bytes()[:5] == b"%PDF-"
    page = pressed_to_another_tab(page, "Patient's checklist")
    assert page.locator("h1").inner_text() == "Your B12 checklist"
    assert "96 ng/L" in page.locator(".checklist").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])
@pytest.mark.thorough
def test_earlier_results_make_a_trend(visit: Visit, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts).go()
    page.fill("#f-total_b12", "141 ng/L")
    page.fill("[id='f-total_b12.date']", "2026-02-19")
    page.locator("#section-earlier > summary").click()
    for row, (value, day) in enumerate((("260 ng/L", "2025-03-02"), ("310 ng/L", "2024-06-30"))):
        page.select_option(f"[id='f-earlier.{row}.fact']", "total_b12")
        page.fill(f"[id='f-earlier.{row}.value']", value)
        page.fill(f"[id='f-earlier.{row}.date']", day)
    page.click("text=Draw the plots")
    page.wait_for_selector(".plot svg")
    words = page.locator(".plot-drawing").first.get_attribute("aria-label") or ""
    assert "total serum B12 from 310 ng/L on 2024-06-30 to 141 ng/L on 2026-02-19" in words

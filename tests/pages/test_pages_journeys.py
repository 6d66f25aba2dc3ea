"""People at the pages: with and without scripts, at a desk and on a phone, by keyboard alone, and when things go wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import browsing
import door
import pytest
from pictures import filled, unfold
from playwright.sync_api import Dialog, Page, Route, expect

BUNDLE = "bundle-ileal-resection.json"
NAMES = {browsing.DESK: "desk", browsing.PHONE: "phone"}
EVERYBODY = pytest.mark.parametrize(
    ("size", "scripts"),
    [pytest.param(size, on, id=NAMES[size] + "-no-scripts" * (not on)) for size, on in browsing.READERS],
)


def answer(page: Page, scripts: bool) -> None:
    """Without scripts somebody asks for the answer; with them it has come by itself."""
    if not scripts:
        page.get_by_role("button", name="Show the answer").click()
        page.wait_for_load_state()


def choose(page: Page, fact: str, value: str) -> None:
    unfold(page, f"details.section:has(#row-{fact})")
    page.locator(f"label[for=f-{fact}-{value}]").click()


@EVERYBODY
@pytest.mark.some("phone")
def test_from_the_first_question_to_a_comparison_and_back(
    visit: browsing.Visit, size: tuple[int, int], scripts: bool
) -> None:
    page = visit(size, java_script_enabled=scripts).go()
    page.fill("#f-age", "63")
    page.fill("#f-total_b12", "214 ng/L")
    choose(page, "paraesthesia", "yes")
    page.fill("[id='f-paraesthesia.onset']", "2025-10")
    choose(page, "metformin", "yes")
    answer(page, scripts)
    expect(page.locator("#verdict")).to_contain_text("B12 by injection is indicated (neurological features)")
    expect(page.locator(".tile").nth(1)).to_contain_text("Met")
    page.locator("#why-2 > summary").click()
    expect(page.locator("#why-2 .leaf", has_text="numbness or tingling").first).to_contain_text("since 2025-10")
    page = browsing.pressed_to_another_tab(page, "Compare guidelines")
    expect(page.locator("h1")).to_have_text("One patient, every guideline")
    expect(page.locator(".answer-chip").first).to_contain_text("Injection")
    expect(page.locator(".answer-chip").nth(1)).to_contain_text("NICE 2024")  # no id of the command line
    page.get_by_role("button", name="Change the answers").click()
    expect(page.locator("#f-age")).to_have_value("63")
    expect(page.locator("#f-paraesthesia-yes")).to_be_checked()


@pytest.mark.thorough
def test_a_reason_is_asked_for_only_where_a_dose_was_not_given(visit: browsing.Visit) -> None:
    """Beside each dose that was given stood a field for why it was not."""
    page = visit().go()
    unfold(page, "#section-treatment")
    event, reason = page.locator("[id='f-dose.0.event']"), page.locator("[id='f-dose.0.reason']")
    expect(reason).to_be_hidden()
    event.select_option("not_given")
    expect(reason).to_be_visible()
    reason.fill("declined")
    event.select_option("")
    expect(reason).to_be_visible()  # what was written is never out of sight


@EVERYBODY
@pytest.mark.some("phone")
def test_a_record_fills_the_form_and_an_answer_is_changed(
    visit: browsing.Visit, size: tuple[int, int], scripts: bool
) -> None:
    page = visit(size, java_script_enabled=scripts).go()
    filled(BUNDLE)(page)
    row = page.locator("#row-total_b12")
    expect(page.locator("#f-total_b12")).to_have_value("141")
    expect(row).to_contain_text("from Observation/b12, 19 February 2026, sent as “141 ng/L”")
    expect(page.locator(".tile").first).to_contain_text("Met")
    page.fill("#f-total_b12", "800")
    page.locator("#f-total_b12").blur()
    answer(page, scripts)
    expect(page.locator(".tile").first).not_to_contain_text("Not known")
    expect(page.locator("#f-total_b12")).to_have_value("800")
    if not scripts:
        expect(row).to_contain_text("changed here")


@EVERYBODY
@pytest.mark.some("desk-no-scripts")
def test_a_unit_that_slipped_is_asked_about(visit: browsing.Visit, size: tuple[int, int], scripts: bool) -> None:
    page = visit(size, java_script_enabled=scripts).go()
    page.fill("#f-total_b12", "150")
    page.select_option("[id='f-total_b12.unit']", "pmol/L")
    answer(page, scripts)
    hint = page.locator("#hint-total_b12")
    expect(hint).to_contain_text("Which did you mean?")
    expect(hint).to_contain_text("150 pmol/L = 203 ng/L (pg/mL)")
    hint.get_by_role("button", name="150 ng/L = 111 pmol/L").click()
    expect(page.locator("[id='f-total_b12.unit']")).to_have_value("ng/L")
    expect(page.locator("#hint-total_b12")).not_to_contain_text("Which did you mean?")


def comes_while_held(page: Page, field: str, value: str) -> None:
    """Another answer, which is there before the mouse is let go."""
    with page.expect_response("**/pages/live*"):
        page.locator(field).evaluate(
            "(field, value) => { field.value = value; field.dispatchEvent(new Event('change', { bubbles: true })) }",
            value,
        )
    page.wait_for_timeout(200)


@pytest.mark.thorough
def test_a_click_is_not_lost_where_an_answer_comes_while_the_button_is_held(visit: browsing.Visit) -> None:
    page = visit().go()
    page.fill("#f-total_b12", "150")
    page.select_option("[id='f-total_b12.unit']", "pmol/L")
    page.locator("#hint-total_b12").get_by_role("button", name="150 ng/L = 111 pmol/L").hover()
    page.mouse.down()
    comes_while_held(page, "#f-age", "63")
    page.mouse.up()
    expect(page.locator("[id='f-total_b12.unit']")).to_have_value("ng/L")
    expect(page.locator("#hint-total_b12")).not_to_contain_text("Which did you mean?")


@pytest.mark.thorough
def test_an_answer_that_comes_while_something_is_held_is_asked_for_again(visit: browsing.Visit) -> None:
    page = visit().go()
    page.fill("#f-total_b12", "141 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("104 pmol/L")
    page.locator("#answer summary").first.hover()
    page.mouse.down()
    comes_while_held(page, "#f-total_b12", "300 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("104 pmol/L")
    page.mouse.up()
    expect(page.locator("#hint-total_b12")).to_contain_text("221 pmol/L")


@pytest.mark.parametrize("button", ["Draw the plots", "Save as a case file"])
@pytest.mark.thorough
def test_an_answer_that_comes_while_a_button_of_the_form_is_held_is_asked_for_where_answers_are(
    visit: browsing.Visit, button: str
) -> None:
    """Asked for again, it went where the button goes: the plots came for the answer, and *Keep in the journal* kept it twice."""
    page = visit().go()
    page.fill("#f-total_b12", "141 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("104 pmol/L")
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if request.method == "POST" else None
    )
    page.get_by_role("button", name=button).hover()
    page.mouse.down()
    comes_while_held(page, "#f-total_b12", "300 ng/L")
    with page.expect_response("**/pages/live*"):
        page.mouse.up()
    expect(page.locator("#hint-total_b12")).to_contain_text("221 pmol/L")
    expect(page.locator("html")).not_to_have_class(re.compile("unanswered"))
    goes = "plots" if button == "Draw the plots" else "case"
    assert asked.count(goes) == 1
    assert set(asked) == {goes, "live"}


@pytest.mark.thorough
def test_another_language_keeps_what_was_entered_and_enter_changes_no_language(visit: browsing.Visit) -> None:
    page = visit(java_script_enabled=False).go()
    page.fill("#f-age", "63")
    page.press("#f-age", "Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#f-age")).to_have_value("63")
    page.press("#f-age", "Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("link", name="Comparar").click()
    expect(page.locator("h1")).to_have_text("Un paciente, todas las guías")


@pytest.mark.thorough
def test_enter_never_answers_which_unit_was_meant(visit: browsing.Visit) -> None:
    page = visit().go()
    page.fill("#f-total_b12", "150")
    expect(page.locator("#hint-total_b12")).to_contain_text("Which unit?")
    page.press("#f-total_b12", "Enter")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Choose the unit of total serum B12")
    expect(page.locator("[id='f-total_b12.unit']")).to_have_value("")


@EVERYBODY
@pytest.mark.some("desk-no-scripts")
def test_what_cannot_be_read_is_told_at_the_top_and_stays(
    visit: browsing.Visit, size: tuple[int, int], scripts: bool
) -> None:
    page = visit(size, java_script_enabled=scripts).go()
    page.fill("#f-mcv", "about 100")
    page.fill("#f-age", "sixty")
    page.press("#f-age", "Enter")
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_contain_text("There is a problem")
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Enter mean corpuscular volume").click()
    expect(page.locator("#f-mcv")).to_be_focused()
    expect(page.locator("#f-mcv")).to_have_value("about 100")
    expect(page.locator("#row-mcv .nhsuk-error-message")).to_contain_text("as a number")
    page.fill("#f-mcv", "100")
    page.fill("#f-age", "60")
    page.press("#f-age", "Enter")
    expect(page.locator(".nhsuk-error-summary")).to_have_count(0)


@EVERYBODY
@pytest.mark.thorough
def test_back_and_forth_and_twice_does_no_harm(visit: browsing.Visit, size: tuple[int, int], scripts: bool) -> None:
    page = visit(size, java_script_enabled=scripts).go()
    page.fill("#f-age", "60")
    compared = browsing.pressed_to_another_tab(page, "Compare guidelines")
    expect(compared.locator("h1")).to_have_text("One patient, every guideline")
    assert compared.url.endswith("/pages/compare")
    # Nothing is stored: on one tab the browser's own way back led to an empty form.
    assert page.input_value("#f-age") == "60"
    if scripts:
        with page.expect_popup():
            page.get_by_role("button", name="Compare guidelines").dblclick()
        assert len(page.context.pages) == len((page, compared, "of the two presses one"))
    compared.goto(compared.url)
    expect(compared.locator("h1")).to_have_text("One patient, every guideline")
    expect(compared.locator(".answer-chip")).to_have_count(0)


@pytest.mark.thorough
def test_whoever_typed_is_asked_before_it_is_lost_and_not_when_it_is_sent(visit: browsing.Visit) -> None:
    """Nothing is stored, so a link to another page, or the way back, lost all that was typed without a word."""
    page = visit().go()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.fill("#f-age", "60")
    page.get_by_role("link", name="Recall").click()
    expect(page.locator("#f-age")).to_have_value("60")
    assert asked == ["beforeunload"]
    browsing.pressed_to_another_tab(page, "Patient's checklist")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert asked == ["beforeunload"]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with Tab")


def test_with_nothing_but_a_keyboard(visit: browsing.Visit) -> None:
    page = visit().go()

    def to(selector: str) -> None:
        tab_to(page, selector)

    page.keyboard.press("Tab")
    expect(page.locator(".nhsuk-skip-link").first).to_be_focused()
    page.keyboard.press("Enter")
    to("#f-age")
    page.keyboard.type("63")
    to("#f-total_b12")
    page.keyboard.type("214 ng/L")
    to("[name=paraesthesia]")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#f-paraesthesia-yes")).to_be_checked()
    expect(page.locator("#verdict")).to_contain_text("B12 by injection is indicated")
    to(".section:has([name=pregnant]) > summary")
    page.keyboard.press("Enter")
    expect(page.locator("#row-pregnant")).to_be_visible()
    to(".tile a[href='#why-2']")
    page.keyboard.press("Enter")
    expect(page.locator("#why-2 > summary")).to_be_focused()
    expect(page.locator("#why-2 .inside").first).to_be_visible()


@pytest.mark.thorough
def test_a_comparison_with_nothing_but_a_keyboard(visit: browsing.Visit) -> None:
    page = visit().go("/compare")
    page.focus("#record")
    page.keyboard.insert_text((browsing.EXAMPLES / BUNDLE).read_text())
    tab_to(page, "form:has(#record) button")
    page.keyboard.press("Enter")
    expect(page.locator(".answer-chip").first).to_be_visible()
    tab_to(page, ".guidelines details.deeper > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".guidelines details[open] .clause").first).to_be_visible()
    tab_to(page, ".guidelines details[open] .clause-foot a")
    page.focus("#carried button")
    page.keyboard.press("Enter")
    expect(page.locator("#f-total_b12")).to_have_value("141")


@pytest.mark.thorough
def test_the_guideline_is_searched_with_nothing_but_a_keyboard(visit: browsing.Visit) -> None:
    page = visit().go("/guideline")
    page.keyboard.press("Tab")
    expect(page.locator(".nhsuk-skip-link").first).to_be_focused()
    tab_to(page, "#q")
    page.keyboard.type("nitrous")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“nitrous”")
    tab_to(page, ".contents a")
    page.keyboard.press("Enter")
    expect(page.locator("h2:focus")).to_be_in_viewport()
    page.get_by_role("link", name="show everything").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("")


@pytest.mark.thorough
def test_what_was_opened_stays_open_when_the_answer_is_renewed(visit: browsing.Visit) -> None:
    page = visit().go()
    page.locator("#why-1 > summary").click()
    choose(page, "paraesthesia", "yes")
    expect(page.locator(".tile").nth(1)).to_contain_text("Not known")
    expect(page.locator("#spoken")).not_to_be_empty()
    expect(page.locator("#why-1")).to_have_attribute("open", "")
    expect(page.locator("#count-neurology")).to_have_text("1 of 16 answered")


@pytest.mark.thorough
def test_a_fold_of_a_live_answer_is_fetched_when_it_is_opened_and_renewed_with_the_answer(
    visit: browsing.Visit,
) -> None:
    page = visit().go()
    choose(page, "paraesthesia", "yes")
    expect(page.locator("#spoken")).not_to_be_empty()
    expect(page.locator("#why-2 .leaf")).to_have_count(0)
    page.locator("#why-2 > summary").click()
    expect(page.locator("#why-2 .leaf", has_text="numbness or tingling").first).to_contain_text("yes")
    page.fill("[id='f-paraesthesia.onset']", "2025-10")
    expect(page.locator("#why-2 .leaf", has_text="numbness or tingling").first).to_contain_text("since 2025-10")


ELSE = {
    "the network is gone": lambda route: route.abort(),
    "a fault": lambda route: route.fulfill(status=500, body="{}"),
    "somebody else's page": lambda route: route.fulfill(status=200, body="<h1>Sign in</h1>", content_type="text/html"),
}


@pytest.mark.parametrize("size", [browsing.DESK, browsing.PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("why", ELSE)
@pytest.mark.some(1)
def test_where_no_answer_comes_none_stays(why: str, size: tuple[int, int], visit: browsing.Visit) -> None:
    """What was shown is about what was entered before."""
    visitor = visit(size)
    page = visitor.go()
    page.fill("#f-total_b12", "100 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("73.8 pmol/L")
    note = page.get_by_role("alert").filter(has_text="No answer came")
    expect(note).to_be_hidden()
    page.route("**/pages/live*", ELSE[why])
    page.fill("#f-total_b12", "900 ng/L")
    expect(note).to_be_in_viewport()
    for gone in ("#answer", "#glance", "#hint-total_b12"):
        expect(page.locator(gone)).to_be_hidden()
    page.unroute("**/pages/live*")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("#hint-total_b12")).to_contain_text("664 pmol/L")
    expect(note).to_be_hidden()
    expect(page.locator("#answer")).to_be_visible()
    visitor.faults.clear()  # the browser says in its console that an answer did not come


@pytest.mark.thorough
def test_an_answer_that_is_awaited_is_seen_to_be_the_old_one(visit: browsing.Visit) -> None:
    page = visit().go()
    waiting: list[Route] = []
    page.route("**/pages/live*", lambda route: waiting.append(route))
    page.fill("#f-total_b12", "100 ng/L")
    expect(page.locator("#answer")).to_have_css("opacity", "0.6")
    waiting[0].continue_()
    expect(page.locator("#answer")).to_have_css("opacity", "1")


@pytest.mark.thorough
def test_a_fold_that_cannot_be_fetched_says_so(visit: browsing.Visit) -> None:
    visitor = visit()
    page = visitor.go()
    page.fill("#f-total_b12", "100 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("73.8 pmol/L")
    page.route("**/pages/why*", lambda route: route.abort())
    page.locator("#why-1 > summary").click()
    expect(page.locator("#why-1")).to_contain_text("This did not arrive: close it and open it again.")
    page.unroute("**/pages/why*")
    for _ in range(2):
        page.locator("#why-1 > summary").click()
    expect(page.locator("#why-1 .leaf")).not_to_have_count(0)
    visitor.faults.clear()


@pytest.mark.thorough
def test_a_source_opens_beside_the_form_and_is_there(visit: browsing.Visit) -> None:
    """Whoever came back to the form by the browser's button found it empty."""
    visitor = visit()
    page = visitor.go()
    page.fill("#f-age", "70")
    page.fill("#f-total_b12", "100 ng/L")
    expect(page.locator("#hint-total_b12")).to_contain_text("73.8 pmol/L")
    page.locator("#why-1 > summary").click()
    expect(page.locator("#why-1 .leaf")).not_to_have_count(0)
    unfold(page, "#why-1 details")
    with visitor.context.expect_page() as opened:
        page.locator("#why-1 .sources a").first.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("Boolean(document.getElementById(decodeURIComponent(location.hash.slice(1))))")
    expect(page.locator("#f-age")).to_have_value("70")


@pytest.mark.thorough
def test_a_double_click_sends_once(visit: browsing.Visit) -> None:
    page = visit().go()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/pages/case") else None)
    page.get_by_role("button", name="Save as a case file").hover()
    for presses in (1, 2):
        page.mouse.down(click_count=presses)
        page.mouse.up(click_count=presses)
        page.wait_for_timeout(200)
    assert len(sent) == 1


@pytest.mark.thorough
def test_a_record_is_dropped_on_the_page(visit: browsing.Visit) -> None:
    page = visit().go()
    text = (browsing.EXAMPLES / BUNDLE).read_text()
    transfer = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'p.json')); return data; }", text
    )
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.locator(".filled")).to_contain_text("filled from p.json")


@pytest.fixture
def too_large(tmp_path: Path) -> Path:
    """On the disk: through the pipe to the browser it would take seconds."""
    (tmp_path / "all.json").write_bytes(b" " * (9 << 20))
    return tmp_path / "all.json"


def test_too_large_a_file_is_refused_before_it_is_sent(visit: browsing.Visit, too_large: Path) -> None:
    page = visit().go()
    unfold(page, ".fill details")
    page.set_input_files("#file", too_large)
    expect(page.locator("#file-error")).to_contain_text("This file is larger than 8 MB. Send one patient only")
    assert page.url.endswith("/")


@pytest.mark.thorough
def test_too_large_a_file_without_scripts_gets_a_page_that_says_what_to_do(
    visit: browsing.Visit, too_large: Path
) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go()
    unfold(page, ".fill details")
    page.set_input_files("#file", too_large)
    page.get_by_role("button", name="Fill the form").click()
    expect(page.locator("h1")).to_contain_text("larger than this service reads")
    expect(page.locator("main")).to_contain_text("one patient's Bundle or case file")
    page.get_by_role("link", name="Assess a patient").click()
    expect(page.locator("h1")).to_have_text("Injection, tablets, or another test?")
    visitor.faults.clear()  # the browser itself says in its console that the answer was a 413


def test_a_wrong_file_says_what_to_do(visit: browsing.Visit) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go()
    unfold(page, ".fill details")
    page.set_input_files("#file", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0"})
    page.get_by_role("button", name="Fill the form").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    visitor.faults.clear()  # the browser itself says in its console that the answer was a 400


def test_scripts_in_a_record_do_not_run(visit: browsing.Visit) -> None:
    page = visit().go()
    page.evaluate("() => { window.alert = () => { throw new Error('a script of the record ran'); }; }")
    unfold(page, ".fill details")
    page.fill("#record", door.nasty_bundle())
    page.get_by_role("button", name="Fill the form").click()
    expect(page.locator(".filled")).to_be_visible()
    assert page.locator("script:not([src])").count() == 0
    assert page.locator("img").count() == 0


def test_the_guideline_is_searched(visit: browsing.Visit) -> None:
    page = visit(java_script_enabled=False).go("/guideline")
    page.fill("#q", "nitrous")
    page.press("#q", "Enter")
    expect(page.get_by_role("status")).to_contain_text("entries with “nitrous”")
    expect(page.locator("mark").first).to_have_text("nitrous")
    page.get_by_role("link", name="show everything").click()
    expect(page.locator("mark")).to_have_count(0)
    expect(page.locator("#S13")).to_have_count(1)


def test_saved_as_a_case_file(visit: browsing.Visit) -> None:
    page = visit().go()
    page.fill("#f-age", "60")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a case file").click()
    assert json.loads(saved.value.path().read_text())["patient"]["age"] == "60 a"


@pytest.mark.thorough
def test_a_refused_page_says_what_brings_back_what_was_entered_and_that_does(visit: browsing.Visit) -> None:
    """It said to go back, where what was entered were still there: the browser showed the empty form."""
    visitor = visit(java_script_enabled=False)
    page = visitor.go()
    page.fill("#f-age", "63")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.locator("#form").evaluate(
        "form => form.action = '/pages/checklist/pdf'"
    )  # which wants a record, and there is none
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("main")).to_contain_text("Reload this page to send it again")
    page.reload()
    assert [text for text in sent if "63" in text][1:], "sent a second time"
    visitor.faults.clear()  # the browser itself says in its console that the answers were a 400

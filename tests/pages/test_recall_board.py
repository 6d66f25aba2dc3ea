"""The recall board in a browser: a file to groups, a patient's timeline, the list to take away; with and without scripts."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import browsing
import httpx2
import pytest
from browsing import Visit
from playwright.sync_api import Page, expect

from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.sources.problems import together

EVENTS = Path(__file__).with_name("events.csv")
SIZES = pytest.mark.parametrize("size", [browsing.DESK, browsing.PHONE], ids=["desk", "phone"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without"])


EVERYBODY, BROKEN = 8, 4
"""How many patients EVENTS holds, and how many of them broke off their loading."""


def upload(page: Page, file: Path | dict[str, Any] = EVENTS) -> None:
    page.set_input_files("#file", file)  # type: ignore[arg-type]
    page.click("text=Show the list")
    page.wait_for_load_state()


def refused(visitor: browsing.Visitor) -> None:
    """A refused form is a page with status 400, which the browser's console notes: that, and nothing else, may be there."""
    for _ in range(100):  # the console speaks a moment after the page is there
        if visitor.faults:
            break
        visitor.page.wait_for_timeout(50)
    assert visitor.faults == [
        "console: Failed to load resource: the server responded with a status of 400 (Bad Request)"
    ]
    visitor.faults.clear()


def csv_file(text: str) -> dict[str, Any]:
    return {"name": "events.csv", "mimeType": "text/csv", "buffer": text.encode()}


@SIZES
@SCRIPTS
@pytest.mark.some(1)
def test_a_file_becomes_a_list_in_groups(visit: Visit, size: tuple[int, int], scripts: bool) -> None:
    visitor = visit(size, java_script_enabled=scripts)
    page = visitor.go("/recall")
    upload(page)
    assert page.locator(".board-facts").inner_text().startswith("8patients")
    assert "stopped, yet the cause is irreversible" in page.locator(".groups").inner_text()
    first = page.locator(".board-table tbody tr").first
    assert "A-103" in first.inner_text()
    assert "never stop" in first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_what_of_the_file_is_not_used_is_said_without_opening_anything(visit: Visit) -> None:
    """A column that is passed over and a patient of whom no row could be used were told on the command line alone."""
    page = visit().go("/recall")
    upload(page, csv_file("patient,date,event,comments\n1,2026-01-05,given,RIP\n2,last week,given,\n"))
    assert "Columns of the file that are not used: comments" in page.inner_text("main")
    assert "1more patient of whom no row could be used" in page.locator(".board-facts").inner_text().replace("\n", "")
    told = page.inner_text("main")
    assert told.index("not used: comments") < told.index("Groups"), 'who reads "no cause recorded" sees why'


@pytest.mark.parametrize(
    "rows", ["", "1,03/04/2026,given,hydroxocobalamin 1 mg\n"], ids=["no row", "no row that is used"]
)
@pytest.mark.some(1)
def test_a_file_that_holds_nobody_does_not_say_that_nobody_needs_anything(visit: Visit, rows: str) -> None:
    page = visit().go("/recall")
    upload(page, csv_file(f"patient,date,event,product\n{rows}"))
    assert "Nobody needs anything" not in page.inner_text("main")
    expect(page.get_by_text("No patient could be read from this file")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), browsing.LOOKS, ids=str)
@pytest.mark.some(1)
def test_board_and_timeline_are_accessible(visit: Visit, size: tuple[int, int], scheme: str) -> None:
    visitor = visit(size, color_scheme=scheme)
    page = visitor.go("/recall")
    assert visitor.violations() == []
    page.click("text=Show the list")
    assert visitor.violations() == []
    refused(visitor)
    upload(page)
    assert visitor.violations() == []
    page.click("button:text-is('A-104')")
    assert visitor.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.thorough
def test_the_form_asks_how_dates_are_written_and_reads_the_file_again(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/recall")
    upload(page)
    assert "03/04/2025" in page.locator(".problems").inner_text()
    page.check("#order-dmy")
    page.click("text=Read the file again")
    page.wait_for_load_state()
    assert page.locator(".ask").count() == 0
    assert "03/04/2025" not in page.locator(".problems").inner_text()
    page.click("button:text-is('A-107')")
    assert "2025-04-03" in page.locator(".board-table").inner_text()


@pytest.mark.thorough
def test_the_other_order_of_dates_than_was_chosen_is_told_and_chosen_anew(visit: Visit) -> None:
    """Of an American list 2 November was 11 February, once somebody had chosen the day first."""
    page = visit().go("/recall")
    rows = "1,cyanocobalamin injection,11/02/2025,monthly\n2,cyanocobalamin injection,10/26/2025,monthly\n"
    upload(page, csv_file(f"MRN,Drug,Last given,Frequency\n{rows}"))
    page.check("#order-dmy")
    page.click("text=Read the file again")
    page.wait_for_load_state()
    assert "Some dates are possible only in the opposite order from how the file was read" in page.inner_text(".ask")
    page.check("#order-mdy")
    page.click("text=Read the file again")
    page.wait_for_load_state()
    assert page.locator(".ask").count() == 0
    assert "2025-11-02" in page.inner_text(".board-table")


def test_rows_that_could_not_be_read_are_named_by_line_and_reason(visit: Visit) -> None:
    page = visit().go("/recall")
    upload(page)
    rows = {row.split("\t")[0]: row for row in page.locator(".problems tbody tr").all_inner_texts()}
    assert "16" in rows, "the ambiguous date"
    assert "18" in rows, "an event nobody knows"
    assert "danced" in rows["18"]


@pytest.mark.thorough
def test_a_group_a_name_and_back_again(visit: Visit) -> None:
    page = visit(java_script_enabled=False).go("/recall")
    rows, title = page.locator(".board-table tbody tr"), page.locator("#entries-title")
    upload(page)
    expect(rows).to_have_count(EVERYBODY)
    page.click("button.group:has-text('loading broken')")
    expect(rows).to_have_count(BROKEN)
    page.click("button.as-link >> nth=0")
    expect(title).to_be_visible()
    page.click("text=Back to the list")
    expect(title).to_be_hidden()
    expect(rows, "the group is kept").to_have_count(BROKEN)
    page.click("button.group:has-text('everybody')")
    expect(rows).to_have_count(EVERYBODY)
    page.fill("#search", "ada")
    page.press("#search", "Enter")
    expect(rows).to_have_count(1)
    page.fill("#search", "nobody of this name")
    page.click("text=Find")
    expect(page.get_by_text("Nobody on the list matches")).to_be_visible()


def test_the_timeline_shows_every_entry_with_its_code(visit: Visit) -> None:
    page = visit().go("/recall")
    upload(page)
    page.click("button:text-is('A-103')")
    words = page.locator("main").inner_text()
    assert "stop" in words
    expect(page.locator(".board-table tbody tr")).to_have_count(2)

    assert page.locator(".board-table code").all_inner_texts()[1] == "stop"
    expect(page.locator(".plot svg")).to_have_count(1)


def test_a_name_is_text_wherever_it_stands(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/recall")
    page.on("dialog", lambda dialog: visitor.faults.append(f"a dialog opened: {dialog.message}"))
    upload(page)
    assert "<script>alert(1)</script>" in page.locator(".board-table").inner_text()
    page.click("button:text-is('A-106')")
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()


def test_a_list_without_a_plot_has_no_empty_card(visit: Visit) -> None:
    page = visit().go("/recall")
    upload(page, csv_file("patient,date,event,product\nP1,2027-01-01,given,hydroxocobalamin\n"))
    page.wait_for_selector(".board-facts")
    assert "" not in [words.strip() for words in page.locator(".card").all_inner_texts()]


def test_the_list_is_taken_away(visit: Visit) -> None:
    page = visit().go("/recall")
    upload(page)
    texts = {}
    for button, ending in (("Download CSV", "csv"), ("Download JSON", "json"), ("Download calendar", "ics")):
        with page.expect_download() as waiting:
            page.click(f"text={button}")
        assert waiting.value.suggested_filename == f"b12-recall-2026-03-01.{ending}"
        texts[ending] = Path(waiting.value.path()).read_bytes()
    rows = list(csv.DictReader(io.StringIO(texts["csv"].decode("utf-8-sig"))))
    assert any(row["name"] == "'=2+3" for row in rows), "no cell runs as a formula"
    assert json.loads(texts["json"])["patients"] == 8
    assert texts["ics"].startswith(b"BEGIN:VCALENDAR")


@pytest.mark.thorough
def test_one_patients_calendar_is_taken_away_and_its_name_tells_nobody(visit: Visit) -> None:
    page = visit().go("/recall")
    upload(page)
    page.click("button:text-is('A-102')")
    with page.expect_download() as waiting:
        page.click("text=Download this calendar")
    assert waiting.value.suggested_filename == "b12-dates.ics"
    assert Path(waiting.value.path()).read_bytes().count(b"BEGIN:VCALENDAR") == 1


def test_no_address_holds_a_patient(visit: Visit) -> None:
    visitor = visit()
    seen: list[str] = []
    visitor.context.on("request", lambda request: seen.append(request.url))
    page = visitor.go("/recall")
    upload(page)
    page.fill("#search", "Ada")
    page.click("text=Find")
    page.click("button.as-link >> nth=0")
    assert not [address for address in seen if "A-1" in address or "Ada" in address or "packed" in address]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.thorough
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(visit: Visit, scripts: bool) -> None:
    visitor = visit(java_script_enabled=scripts)
    page = visitor.go("/recall")
    page.fill("#day", "the day after tomorrow")
    page.fill("#within", "30")
    upload(page)
    refused(visitor)
    assert "There is a problem" in page.locator(".nhsuk-error-summary").inner_text()
    assert page.locator("#day").input_value() == "the day after tomorrow"
    assert page.locator("#within").input_value() == "30"
    page.click(".nhsuk-error-summary a")
    page.fill("#day", "2026-03-01")
    page.click("text=Show the list")
    expect(page.locator(".board-table"), "the file was kept").to_have_count(1)


@pytest.mark.parametrize(
    "text, words",
    [("", "The file is empty"), ("who,when\n1,2\n", "No column for"), ("\x00\x01\x02", "No column for"),
     ('{"resourceType": "Bundle"}', "The file is JSON")],
)  # fmt: skip
@pytest.mark.some(1)
def test_a_wrong_file_says_what_to_do(visit: Visit, text: str, words: str) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/recall")
    upload(page, csv_file(text))
    refused(visitor)
    assert words in page.locator(".nhsuk-error-summary").inner_text()


@pytest.mark.parametrize(
    "text, kept", [("who,when\n1,2\n", True), ('{"resourceType": "Bundle"}', False), ("%PDF-1.7", False)]
)
def test_a_wrong_file_is_kept_only_where_names_for_its_columns_could_make_it_a_list(
    address: str, text: str, kept: bool
) -> None:
    form = {"day": "2026-03-01", "within": "14"}
    answer = httpx2.post(
        f"{address}/pages/recall", data=form, files={"file": ("events.csv", text.encode(), "text/csv")}
    )
    assert ("The file you chose is kept" in answer.text) == kept
    assert ('name="packed" value=""' in answer.text) != kept


def test_an_empty_file_does_not_show_the_list_of_the_file_before(address: str) -> None:
    """An export that went wrong must not pass for a new list."""
    from cobalamin.web.pages.recall_form import pack

    form = {"packed": pack(EVENTS.read_bytes()), "day": "2026-03-01", "within": "14"}
    for files, status in (({"file": ("", b"")}, 200), ({"file": ("new.csv", b"")}, 400)):
        answer = httpx2.post(f"{address}/pages/recall", data=form, files=files)
        assert answer.status_code == status
    assert "The file is empty" in answer.text


def test_a_file_that_came_back_changed_is_refused(address: str) -> None:
    form = {"packed": "bm90IGd6aXA=", "day": "2026-03-01", "within": "14"}
    answer = httpx2.post(f"{address}/pages/recall", data=form)
    assert answer.status_code == 400
    assert "choose it again" in answer.text


def test_a_file_that_grows_is_refused(address: str) -> None:
    from cobalamin.web.pages.recall_form import pack

    form = {"packed": pack(b"0" * 9 * 1024 * 1024), "day": "2026-03-01", "within": "14"}
    answer = httpx2.post(f"{address}/pages/recall", data=form)
    assert answer.status_code == 413


def test_a_form_of_another_site_is_refused(address: str) -> None:
    answer = httpx2.post(
        f"{address}/pages/recall", data={"day": "2026-03-01"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.thorough
def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit().go("/recall")
    page.set_input_files("#file", EVENTS)
    page.focus("#file")
    for _ in range(5):  # the fold for a mapping file, the day, the days ahead, how dates are written, the button
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show the list"
    page.keyboard.press("Enter")
    page.wait_for_selector(".board-table")
    page.focus("button.as-link >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entries-title")
    assert page.locator("h1").inner_text().startswith("A-103")


def test_a_long_list_is_shown_by_pages(visit: Visit) -> None:
    head = "patient,date,event,product,dose,route\n"
    lines = "".join(f"P{n:03},2025-01-0{n % 9 + 1},given,hydroxocobalamin,1 mg,im\n" for n in range(120))
    page = visit(java_script_enabled=False).go("/recall")
    upload(page, csv_file(head + lines))
    expect(page.locator(".board-table tbody tr")).to_have_count(50)
    page.click("text=Further down the list")
    assert "51–100 / 120" in page.locator("main").inner_text()


@pytest.mark.thorough
def test_paper_says_that_it_holds_a_part_of_the_list_and_which(visit: Visit) -> None:
    """It held fifty patients under the number of all of them: what says so on a screen is not printed."""
    head = "patient,date,event,product,dose,route\n"
    lines = "".join(f"P{n:03},2025-01-0{n % 9 + 1},given,hydroxocobalamin,1 mg,im\n" for n in range(120))
    page = visit(java_script_enabled=False).go("/recall")
    upload(page, csv_file(head + lines))
    assert "This is a part of the list" not in page.inner_text("main")
    page.emulate_media(media="print")
    assert "This is a part of the list: 1 to 50 of 120." in page.inner_text("main")
    page.emulate_media(media="screen")
    page.fill("#search", "P00")
    page.click("text=Find")
    page.click(".group >> text=loading broken")
    page.emulate_media(media="print")
    told = page.inner_text("main")
    assert "Only this group: loading broken" in told
    assert "Only whoever was searched for: P00" in told
    assert "This is a part of the list" not in told


MAPPING = {"columns": {"patient": "Hospital no", "date": "Given", "product": "Jab"}, "constants": {"event": "given"}}
FOREIGN = csv_file(
    "Hospital no,Given,Jab\nZ-1,2026-02-01,hydroxocobalamin 1 mg injection\nZ-2,2026-02-03,hydroxocobalamin 1 mg injection\n"
)


@SCRIPTS
@pytest.mark.thorough
def test_a_mapping_file_says_which_column_is_which_and_stays_with_the_form(visit: Visit, scripts: bool) -> None:
    visitor = visit(java_script_enabled=scripts)
    page = visitor.go("/recall")
    upload(page, FOREIGN)
    assert "No column for 'date'" in page.locator(".nhsuk-error-summary").inner_text()
    refused(visitor)
    page.click("text=The columns have other names")
    mapping = {"name": "m.json", "mimeType": "application/json", "buffer": json.dumps(MAPPING).encode()}
    page.set_input_files("#mapping_file", mapping)  # type: ignore[arg-type]
    page.click("text=Show the list")
    assert page.locator(".board-facts").inner_text().startswith("2patients")
    page.click("button:text-is('Z-2')")
    page.click("text=Back to the list")
    assert page.locator(".board-facts").inner_text().startswith("2patients")


@pytest.mark.thorough
def test_a_mapping_file_that_cannot_be_read_is_told_at_its_field(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/recall")
    page.click("text=The columns have other names")
    page.set_input_files("#mapping_file", {"name": "m.json", "mimeType": "application/json", "buffer": b"{"})  # type: ignore[arg-type]
    upload(page)
    assert "The mapping file cannot be read" in page.locator("#mapping_file-error").inner_text()
    refused(visitor)


@pytest.mark.thorough
def test_an_oversize_file_without_scripts_gets_a_page_that_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_bytes(b"x" * (40 << 20))
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/recall")
    upload(page, tmp_path / "all.csv")  # from the disk: through the pipe to the browser it takes a quarter of a minute
    assert "larger than this service reads" in page.locator("h1").inner_text()
    assert "Send less" in page.inner_text("main")
    visitor.faults.clear()


def test_a_row_that_is_not_used_is_not_hidden_behind_what_is_said_of_every_cell() -> None:
    """Two hundred lines of one sentence about cells filled the table, and the refused row stood in none of it."""
    doses = "".join(f"A{n},2025-09-01,order,hydroxocobalamin im,12 weeks\n" for n in range(250))
    table = f"patient,date,event,product,interval\n{doses}B,03/04/2025,given,hydroxocobalamin im,\n"
    found = together(read_events_csv(table.encode()).problems)
    assert [(alike.refused, len(alike.of)) for alike in found] == [(True, 1), (False, 250)]
    assert found[0].of[0].line == 252

"""A phone, letters of twice the size, a keyboard on a small screen, a screen reader beside a drawing: what axe cannot judge."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import browsing
import pictures
import pytest
from door import TODAY
from playwright.sync_api import Browser, Page, expect

from cobalamin.assessment.assess import assess
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.prints.clinical import report_page
from cobalamin.records.read import read_any
from cobalamin.records.select import facts_on

LARGE = "--blink-settings=defaultFontSize=32"
"""As a reader sets it in the browser: letters of twice the size, and every width that is meant in letters follows."""


@pytest.fixture(scope="module")
def enlarging(browser: Browser) -> Iterator[Browser]:
    launched = browser.browser_type.launch(executable_path=browsing.CHROMIUM, args=[*browsing.FLAGS, LARGE])
    yield launched
    launched.close()


@pytest.fixture
def enlarged(enlarging: Browser, address: str) -> Iterator[browsing.Visit]:
    with ExitStack() as stack:
        yield lambda size=browsing.PHONE, **more: stack.enter_context(
            browsing.visiting(enlarging, address, size, **more)
        )


CUT = """() => [...document.querySelectorAll('.seg label')].filter(one => one.checkVisibility()).filter(one => {
  const {right, bottom} = one.getBoundingClientRect(), around = one.parentElement.getBoundingClientRect();
  return right > around.right + 1 || bottom > around.bottom + 1;
}).map(one => one.textContent)"""
WORDS_OVER_EACH_OTHER = """() => [...document.querySelectorAll('.answer-chip, .tile a, .row-label, .section > summary h2')]
  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim())"""
SCENES = ("assess", "compare", "recall-empty", "recall", "checklist-empty", "checklist")
STATES = {**pictures.SCENES, "recall-empty": ("/recall", (pictures.unfold,)), "checklist-empty": ("/checklist", ())}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.some("compare", "recall")
def test_letters_of_twice_the_size_stay_on_a_phone(enlarged: browsing.Visit, scene: str) -> None:
    """ "Not known" was cut to "No", beside "No"; the answers of the guidelines lay over each other."""
    path, steps = STATES[scene]
    page = enlarged(browsing.DESK).go(path)
    for step in steps:
        step(page)
    page.set_viewport_size(dict(zip(("width", "height"), browsing.PHONE, strict=True)))  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") == browsing.PHONE[0]
    assert page.evaluate(CUT) == []
    assert page.evaluate(WORDS_OVER_EACH_OTHER) == []


@pytest.mark.parametrize("path", ["/recall", "/checklist"])
@pytest.mark.some(1)
def test_a_form_for_a_file_does_not_leave_a_small_screen(visit: browsing.Visit, path: str) -> None:
    page = visit((320, 640)).go(path)
    pictures.unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for height in page.locator("input[type=file], summary").evaluate_all("all => all.map(one => one.clientHeight)"):
        assert height >= 24


@pytest.mark.thorough
def test_a_warning_has_the_width_of_a_small_screen(visit: browsing.Visit) -> None:
    page = filled(visit((320, 640)).go())
    wide = page.locator(".alert").first.evaluate("one => one.lastElementChild.clientWidth / one.clientWidth")
    assert wide > 0.9, "beside its level it had three words a line"


@pytest.mark.thorough
def test_the_deepest_reason_keeps_most_of_a_phone(visit: browsing.Visit) -> None:
    page = filled(visit(browsing.PHONE, java_script_enabled=False).go())
    page.locator("#answer details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    widths = page.locator("#answer .leaf").evaluate_all("all => all.map(one => one.clientWidth)")
    assert min(widths) > 0.5 * browsing.PHONE[0]


def filled(page: Page, example: str = "bundle-ileal-resection.json") -> Page:
    pictures.filled(example)(page)
    return page


UNDER_THE_BAR = """() => {
  const bar = document.getElementById('glance'), one = document.activeElement;
  return one !== bar && bar.checkVisibility() && one.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
}"""


@pytest.mark.thorough
def test_what_takes_the_focus_is_not_under_the_bar_at_the_foot(visit: browsing.Visit) -> None:
    page = visit(browsing.PHONE).go("/")
    for step in range(60):
        page.keyboard.press("Tab")
        assert not page.evaluate(UNDER_THE_BAR), (
            f"stop {step}: {page.evaluate('document.activeElement.outerHTML')[:80]}"
        )


@pytest.mark.thorough
def test_every_part_of_a_day_shows_that_it_has_the_focus(visit: browsing.Visit) -> None:
    """On the button of the calendar the field itself is not focused, and nothing was drawn around it."""
    page = visit().go("/")
    page.focus("#f-on")
    for _ in range(4):
        assert page.evaluate("document.activeElement.id") == "f-on"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Tab")


@pytest.mark.thorough
def test_not_known_is_chosen_by_more_than_a_tint(visit: browsing.Visit) -> None:
    """The tint is 1.1 to 1 against its ground: nobody sees it on a phone in the sun."""
    page = visit().go("/")
    chosen, other = (
        page.locator(f"#f-paraesthesia-{value} + label").evaluate("one => getComputedStyle(one).boxShadow")
        for value in ("open", "no")
    )
    assert chosen != other == "none"


@pytest.mark.thorough
def test_what_a_field_suggests_is_legible_in_the_dark(visit: browsing.Visit) -> None:
    page = visit(color_scheme="dark").go("/")
    suggested = "getComputedStyle(document.querySelector('[placeholder]'), '::placeholder').color"
    assert page.evaluate(suggested) == page.locator(".quiet").first.evaluate("one => getComputedStyle(one).color")


@pytest.mark.thorough
def test_the_contents_of_the_guideline_are_on_a_phone_too(visit: browsing.Visit) -> None:
    """It is 250,000 pixels long there."""
    page = visit(browsing.PHONE).go("/guideline")
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Regimens").click()
    expect(page.get_by_role("heading", name="Regimens")).to_be_focused()


def test_a_reader_of_the_screen_gets_to_the_answer_and_hears_each_state(visit: browsing.Visit) -> None:
    page = filled(visit().go())
    page.evaluate("document.activeElement.blur()")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    heard = page.locator("#answer details.first > summary").all_text_contents()
    assert [one.rsplit(": ", 1)[-1] for one in heard[:6]] == ["yes", "yes", "not known", "yes", "not known", "no"]


@pytest.mark.thorough
def test_whoever_draws_and_opens_a_plot_by_keyboard_goes_on_from_it(visit: browsing.Visit) -> None:
    """Each of the two buttons goes away when it is pressed, and with it the focus went to the top of the page."""
    page = filled(visit().go(), "pernicious-anaemia.json")
    page.focus("text=Draw the plots")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plots .plot svg")
    expect(page.locator("#plots-title")).to_be_focused()
    page.locator("[data-plot-explore]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".plot-drawing canvas")
    expect(page.locator(".plot-scroll").first).to_be_focused()


@pytest.mark.thorough
def test_a_drawing_is_one_sentence_for_a_screen_reader_and_its_name_is_said_once(visit: browsing.Visit) -> None:
    """Every mark and every axis was read out beside the sentence that says what they show."""
    visitor = visit()
    page = visitor.go("/recall")
    pictures.uploaded()(page)
    nodes = visitor.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    shown = [one for one in nodes if not one.get("ignored")]
    assert not [one for one in shown if one["role"]["value"].startswith("graphics-")]
    regions = [one["name"]["value"] for one in shown if one["role"]["value"] == "region"]
    assert regions.count("Nurse slots a week") == 1


@pytest.mark.thorough
def test_the_numbers_of_a_plot_are_a_list_on_a_phone_and_stay_a_table(visit: browsing.Visit) -> None:
    page = visit(browsing.PHONE).go("/recall")
    pictures.uploaded()(page)
    page.click("text=The numbers as a table")
    table = page.locator(".plot table")
    assert table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")
    assert table.locator("[role=row] [role=cell]").count() > 13


@pytest.mark.parametrize("scene", ["recall", "recall-patient"])
@pytest.mark.some(1)
def test_the_board_is_a_table_for_every_screen_reader_on_a_phone(visit: browsing.Visit, scene: str) -> None:
    """Some browsers take a table that is shown as blocks for blocks, unless it says that it is one."""
    path, steps = pictures.SCENES[scene]
    page = visit(browsing.PHONE).go(path)
    for step in steps:
        step(page)
    board = page.locator(".board-table")
    parts = board.locator("thead, tbody, tr, th, td")
    assert board.get_attribute("role") == "table"
    assert None not in [one.get_attribute("role") for one in parts.all()]


@pytest.mark.thorough
def test_what_is_filled_in_by_hand_has_room_on_a_phone(visit: browsing.Visit) -> None:
    page = visit(browsing.PHONE).go("/checklist")
    pictures.filled("bundle-ileal-resection.json", "form.board-upload")(page)
    room = page.locator(".checklist-when > .checklist-blank").first
    assert room.evaluate("one => one.clientWidth / one.closest('li').clientWidth") > 0.9


@pytest.mark.thorough
def test_the_report_breaks_no_day_and_hides_no_column_on_a_phone(visit: browsing.Visit) -> None:
    page = visit(browsing.PHONE).page
    case = read_any((browsing.EXAMPLES / "pernicious-anaemia.json").read_bytes())
    answer = assess(case, on=TODAY)
    page.set_content(report_page(answer, plots_for(Patient(case, facts_on(case, TODAY), answer))))
    broken = """() => {
      const found = [], words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      while (words.nextNode()) for (const day of words.currentNode.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
        const there = document.createRange();
        there.setStart(words.currentNode, day.index);
        there.setEnd(words.currentNode, day.index + 10);
        if (there.getClientRects().length > 1) found.push(day[0]);
      }
      return found;
    }"""
    assert page.evaluate(broken) == []
    assert page.locator("table").evaluate_all(
        "all => all.every(one => one.scrollWidth <= one.parentElement.clientWidth)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == browsing.PHONE[0]
    assert page.get_by_role("table").first.get_by_role("cell").count() > 3


UNITS_CUT = """() => [...document.querySelectorAll('.result select')].filter(one => one.checkVisibility()).filter(one => {
  const whole = one.cloneNode(true);
  whole.style.cssText = 'position: absolute; width: max-content; min-width: 0; max-width: none; flex: none';
  one.parentElement.append(whole);
  const {width} = whole.getBoundingClientRect();
  whole.remove();
  return one.getBoundingClientRect().width < width - 1;
}).map(one => one.name)"""


@pytest.mark.parametrize("size", [browsing.DESK, browsing.PHONE, (320, 640)])
@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
@pytest.mark.some(1)
def test_no_unit_is_cut(visit: browsing.Visit, size: tuple[int, int], locale: str) -> None:
    """Of "mL/min/1.73 m²" a phone showed "mL/min/1.7"."""
    page = visit(size, locale=locale).go()
    pictures.unfolded(page, "details.section")
    assert page.evaluate(UNITS_CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_what_comes_at_one_time_stands_under_one_heading_and_days_in_one_form(visit: browsing.Visit) -> None:
    page = filled(visit().go())
    headings = [text.strip() for text in page.locator(".moment-check b").all_text_contents()]
    assert headings
    assert len(headings) == len(set(headings))
    assert re.findall(r"\d{4}-\d\d-\d\d", page.locator("#answer").inner_text()) == []
    expect(page.locator(".origin").first).to_contain_text("19 February 2026")

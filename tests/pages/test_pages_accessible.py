"""Every page in every state, wide and narrow, light and dark: no violation of WCAG 2.2 AA, nothing said in the console,
nothing asked of another machine, nothing beside the screen."""

import browsing
import pictures
import pytest
from playwright.sync_api import Page


def drawn(page: Page) -> None:
    """The plots of a filled form, each with its numbers open."""
    page.click("text=Draw the plots")
    page.wait_for_selector(".plot svg")
    pictures.unfolded(page, ".plots details")


FOLDS = "details.section, details.deeper.first, .fill details"


def by_hand(page: Page) -> None:
    """Every fold of the page, as a reader opens them: none lies under something else."""
    pictures.unfold(page, FOLDS)


STATES = {
    **pictures.SCENES,
    "assess": ("/", (pictures.filled("bundle-ileal-resection.json"), by_hand)),
    "compare-empty": ("/compare", ()),
    "recall-empty": ("/recall", (pictures.unfold,)),
    "plots": ("/", (pictures.filled("pernicious-anaemia.json"), drawn)),
    "spanish": ("/?lang=es", ()),
}

LOOKS = browsing.LOOKS if browsing.ALL else browsing.LOOKS[-1:]
"""A page takes axe seconds. The wide way is that of the board and of the checklist, which have tests of their own."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.some("assess", "guideline", "compare", "recall")
def test_a_page_is_accessible(visit: browsing.Visit, state: str) -> None:
    path, steps = STATES[state]
    visitor = visit()
    page = visitor.go(path)
    for step in steps:
        step(page)
    assert page.evaluate("getComputedStyle(document.body).fontFamily").endswith("sans-serif"), "the browser's own serif"
    pictures.unfolded(page, FOLDS)
    found = []
    for (width, high), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": high})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # A field that the bar at the foot happens to cover in part is not a small target: whoever reads on scrolls it free.
        page.evaluate("document.getElementById('glance')?.style.setProperty('position', 'static')")
        found += [f"{width} {scheme}: {violation}" for violation in visitor.violations()]
    assert found == []


def test_the_last_of_many_words_drawn_alike_is_noticed_when_it_is_too_pale(visit: browsing.Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.set_content(f"<main>{'<p>words drawn alike</p>' * 1_000}</main>")
    pale = ("color: #bbb", "opacity: 0.3", "background: #555")
    page.locator("main p").evaluate_all(
        "(all, pale) => pale.forEach((change, i) => { all.at(-1 - i).style.cssText = change; })", pale
    )
    assert sum(found.startswith("color-contrast") for found in visitor.violations()) == len(pale)


def test_words_in_a_closed_fold_stand_for_nobodys(visit: browsing.Visit) -> None:
    """axe leaves out what is not shown: the same words below it were taken for looked at."""
    visitor = visit()
    pale = "<p style='color: #bbb'>pale words</p>"
    visitor.page.set_content(f"<details><summary>more</summary>{pale}</details><div>{pale}</div>")
    assert [found for found in visitor.violations() if found.startswith("color-contrast")] != []


def test_no_question_runs_into_its_fields(visit: browsing.Visit) -> None:
    page = visit().go("/")
    pictures.unfold(page, "details.section")
    for width in (320, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        labels = "[...document.querySelectorAll('.row-label')]"
        over = f"{labels}.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
        assert page.evaluate(over) == [], width


@pytest.mark.parametrize(
    ("state", "selector"),
    [("compare", ".guidelines > *"), ("compare-empty", ".profiles > *"), ("recall", ".board-table .day")],
)
@pytest.mark.some(1)
def test_at_320_pixels_nothing_leaves_the_column_of_the_page(state: str, selector: str, visit: browsing.Visit) -> None:
    path, steps = STATES[state]
    page = visit((320, 640)).go(path)
    for step in steps:
        step(page)
    ends = """all => all.map(one => {
      const inside = document.createRange();
      inside.selectNodeContents(one);
      const text = one.children.length ? one : inside;  // what is for screen readers alone lies anywhere
      return Math.max(one.getBoundingClientRect().right, text.getBoundingClientRect().right);
    })"""
    column = page.locator("h1").evaluate("one => one.getBoundingClientRect().right")
    assert max(page.locator(selector).evaluate_all(ends)) <= column


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.some(1)
def test_at_320_pixels_the_checklist_breaks_no_word_and_stays_a_table(language: str, visit: browsing.Visit) -> None:
    """It said "(Decembe" and on the next line "r 2025)"; as blocks, the parts of a table are none for a screen reader."""
    visitor = visit((320, 640))
    page = visitor.go(f"/checklist?lang={language}")
    pictures.filled("bundle-ileal-resection.json", "form.board-upload")(page)
    broken = """all => all.flatMap(cell => [...cell.firstChild.data.matchAll(/\\S+/g)].filter(word => {
      const there = document.createRange();
      there.setStart(cell.firstChild, word.index);
      there.setEnd(cell.firstChild, word.index + word[0].length);
      return there.getClientRects().length > 1;
    }).map(word => word[0]))"""
    assert page.locator(".checklist tbody :is(th, td)").evaluate_all(broken) == []
    assert page.get_by_role("table").first.get_by_role("rowheader").count() > 3
    assert visitor.violations() == []


def test_at_320_pixels_the_spanish_form_does_not_leave_the_screen(visit: browsing.Visit) -> None:
    """How many are answered stood on one line beside a heading of long words."""
    page = visit((320, 640)).go("/?lang=es")
    assert page.evaluate("document.documentElement.scrollWidth") == 320

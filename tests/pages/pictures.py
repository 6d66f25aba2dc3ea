"""The pictures that are kept of each page: how each is taken and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import browsing
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

RECORDED = Path(__file__).with_name("recorded")
FONT = (
    "* { font-family: 'Liberation Sans' !important; caret-color: transparent !important; transition: none !important; }"
)
"""One font for every machine, and nothing that blinks."""
WIDTHS = {"wide": browsing.DESK, "phone": browsing.PHONE}
LIGHTS = ("light", "dark", "print")
PAPER = {"wide": 1600, "phone": 1400}
"""How much of a printed page is kept."""
COLOURS = 48
STEP, SHARE = 48, 0.006
"""A pixel differs where it is more than a step of 255 away; so many of a hundred may, for a browser of another version."""

Step = Callable[[Page], Any]


def filled(example: str, form: str = "form.fill") -> Step:
    """The page filled from a shipped example, or from one that lies beside this file."""

    def step(page: Page) -> None:
        unfold(page, f"{form} details")
        own = Path(__file__).with_name(example)
        given(page, f"{form} [name=record]", (own if own.exists() else browsing.EXAMPLES / example).read_text())
        page.locator(f"{form} button").click()
        page.wait_for_load_state()

    return step


def given(page: Page, selector: str, text: str) -> None:
    """A long text is in its field. Typed, it takes the browser a second; those who paste do it in tests of their own."""
    page.locator(selector).evaluate("(field, text) => { field.value = text; }", text)


def unfold(page: Page, selector: str = "details") -> None:
    """Open every fold, one after the other as a reader would, without a script of the page."""
    for fold in page.locator(selector).all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()


def unfolded(page: Page, selector: str) -> None:
    """All folds open at once, and what lies in them there; `unfold` is how a reader does it."""
    page.locator(selector).evaluate_all(
        "folds => { folds.forEach(fold => { fold.open = true; }); folds.at(-1)?.scrollIntoView({block: 'nearest'}); }"
    )
    expect(page.locator("details[open] > [data-fetch]")).to_have_count(0)


def typed_wrong(page: Page) -> None:
    """A form sent with faults in it."""
    page.fill("#f-age", "sixty")
    page.fill("#f-total_b12", "150")
    page.fill("#f-haemoglobin", "13,5")
    page.press("#f-age", "Enter")
    page.wait_for_selector(".nhsuk-error-summary")


def uploaded(*then: str) -> Step:
    """The recall board with its list of invented patients; then each of these is clicked."""

    def step(page: Page) -> None:
        page.set_input_files("#file", browsing.ROOT / "tests" / "pages" / "events.csv")
        page.click("text=Show the list")
        for selector in then:
            page.click(selector)
        page.wait_for_load_state()

    return step


SCENES: dict[str, tuple[str, tuple[Step, ...]]] = {
    "assess-empty": ("/", ()),
    "assess": ("/", (filled("bundle-ileal-resection.json"),)),
    "assess-wrong": ("/", (typed_wrong,)),
    "compare": ("/compare", (filled("vegan-tired.json"),)),
    "compare-asked": ("/compare", (filled("refused-and-held.json"),)),
    "guideline": ("/guideline", ()),
    "guideline-search": ("/guideline?q=pregnan", ()),
    "recall": ("/recall", (uploaded(),)),
    "recall-patient": ("/recall", (uploaded("button:text-is('A-104')"),)),
    "checklist": ("/checklist", (filled("bundle-ileal-resection.json", "form.board-upload"),)),
}


def shots(browser: Browser, address: str, scene: str) -> Iterator[tuple[str, Image.Image]]:
    """A scene in every width and light, by name."""
    path, steps = SCENES[scene]
    with browsing.visiting(browser, address, bypass_csp=True, reduced_motion="reduce", locale="en-GB") as visitor:
        page = visitor.go(path)
        for step in steps:
            step(page)
        page.add_style_tag(content=FONT)
        for width in WIDTHS:
            for light in LIGHTS:
                yield f"{scene}-{width}-{light}", _shot(page, width, light)


def _shot(page: Page, width: str, light: str) -> Image.Image:
    paper = light == "print"
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": PAPER[width] if paper else high})
    page.emulate_media(media="print" if paper else "screen", color_scheme="light" if paper else light)  # type: ignore[arg-type]
    page.evaluate("window.scrollTo(0, 0)")
    return Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def keep(name: str, picture: Image.Image) -> None:
    """Record a picture, small."""
    RECORDED.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(RECORDED / f"{name}.png", optimize=True)


def difference(name: str, picture: Image.Image) -> float:
    """The share of pixels in which a picture differs from the recorded one; 1 where the size does."""
    recorded = Image.open(RECORDED / f"{name}.png").convert("RGB")
    if recorded.size != picture.size:
        return 1.0
    changed = ImageChops.difference(recorded, picture).convert("L").point(lambda p: 255 * (p > STEP))
    return changed.histogram()[255] / (picture.width * picture.height)

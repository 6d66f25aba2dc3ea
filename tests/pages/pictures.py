"""The pictures that are kept of each page: what is done before one is taken, and in which light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import browsing
from playwright.sync_api import Browser, Page

Step = Callable[[Page], Any]
FONT = (
    "* { font-family: 'Liberation Sans' !important; caret-color: transparent !important; transition: none !important; }"
)
"""One font for every machine, and nothing that blinks."""


@dataclass(frozen=True)
class Picture:
    """A page in one width and one light."""

    name: str
    path: str
    steps: tuple[Step, ...]
    size: tuple[int, int]
    scheme: str


def filled(example: str, form: str = "form.fill") -> Step:
    """The page filled from a shipped example."""

    def step(page: Page) -> None:
        page.locator(f"{form} details").evaluate_all("all => all.forEach(one => one.open = true)")
        page.locator(f"{form} [name=record]").fill((browsing.EXAMPLES / example).read_text())
        page.locator(f"{form} button").click()
        page.wait_for_load_state()

    return step


def opened(selector: str) -> Step:
    return lambda page: page.locator(selector).evaluate_all("all => all.forEach(one => one.open = true)")


SCENES: dict[str, tuple[str, tuple[Step, ...]]] = {
    "assess-empty": ("/", ()),
    "guideline": ("/guideline", ()),
    "guideline-search": ("/guideline?q=pregnan", ()),
    "compare": ("/compare", (filled("vegan-tired.json"),)),
    "assess": ("/", (filled("bundle-ileal-resection.json"),)),
}


def _pictures() -> tuple[Picture, ...]:
    kinds = product((("wide", browsing.DESK), ("phone", browsing.PHONE)), ("light", "dark", "print"))
    return tuple(
        Picture(f"{scene}-{width}-{scheme}", path, steps, size, scheme)
        for (width, size), scheme in kinds
        for scene, (path, steps) in SCENES.items()
    )


PICTURES = _pictures()


def take(browser: Browser, address: str, picture: Picture, *, whole: bool = False) -> bytes:
    """The picture as PNG."""
    scheme = "light" if picture.scheme == "print" else picture.scheme
    more = {"color_scheme": scheme, "bypass_csp": True, "reduced_motion": "reduce", "locale": "en-GB"}
    with browsing.visiting(browser, address, picture.size, **more) as visitor:
        page = visitor.go(picture.path)
        for step in picture.steps:
            step(page)
        if picture.scheme == "print":
            page.emulate_media(media="print")
        page.add_style_tag(content=FONT)
        page.evaluate("document.fonts.ready")
        return page.screenshot(full_page=whole or picture.scheme == "print", animations="disabled")

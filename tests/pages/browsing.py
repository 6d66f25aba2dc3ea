"""A served application and a browser: what every browser test uses. Its faults (console errors, requests that leave
this machine, violations of WCAG 2.2 AA) fail the test that met them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DESK, PHONE = (1280, 900), (390, 844)
ALL = "COBALAMIN_EXAMPLES" in os.environ
"""Whether every width is looked at in all colours, and with scripts and without (`make thorough`)."""
LOOKS = tuple(product((DESK, PHONE), ("light", "dark"))) if ALL else ((DESK, "light"), (PHONE, "dark"))
"""Width and colours: they have nothing to do with each other."""
READERS = tuple(product((DESK, PHONE), (True, False))) if ALL else ((DESK, False), (PHONE, True))
"""Width, and whether scripts run: what is not said to be for anybody is tried at a desk with them."""
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), ""
)
WITHOUT = "no Chromium on this machine: install it (Debian and Ubuntu: apt install chromium) to run the browser tests"
WITHOUT_FEATURES = [
    # Each new window would load two pages of the browser's own, for an address bar that nobody sees: half of what a visit costs.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI",
    # A browser hears only the last list, so what Playwright turns off stands here again.
    "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding",
    "PreconnectToSearch", "ThirdPartyStoragePartitioning",
]  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--hide-scrollbars",
    f"--disable-features={','.join(WITHOUT_FEATURES)}",
]  # fmt: skip

SERVICE = """
import sys
from datetime import date
from cobalamin.web import app
from cobalamin.web.serve import serve
from cobalamin.web.settings import Settings
port = int(sys.argv[1])
app.warm_pages = lambda settings: None
serve(port=port, settings=Settings(base_url=f"http://127.0.0.1:{port}", workbench=True, today=lambda: date(2026, 3, 1)))
"""
"""The service as `cobalamin serve` runs it, on a fixed day. A guideline is compiled when a test asks for it, not all of them for
each worker; that a service warms them is tested by itself (`test_warming.py`)."""


@contextmanager
def serving(program: str = SERVICE) -> Iterator[str]:
    """The address of a service on a free port of this machine."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", program, str(port)], env=os.environ)
    try:
        _wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 240
    while time.monotonic() < limit:
        assert process.poll() is None, "the service ended by itself"
        try:
            if httpx2.get(f"{address}/health").status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the service did not come up")


ONE_OF_EACH_LOOK = """known => {
  const ground = new Map(), seen = new Set(), before = new Set(known);
  const under = one => {
    if (!one) return "";
    if (!ground.has(one)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one);
      ground.set(one, `${backgroundColor} ${backgroundImage} ${opacity}/${under(one.parentElement)}`);
    }
    return ground.get(one);
  };
  const forEars = ({width, height, right}) => width <= 1 || height <= 1 || right <= 0;
  const sign = one => one.childElementCount === 0 && one.textContent.trim().length === 1;  // of it axe judges nothing
  for (const one of document.body.querySelectorAll("*")) {
    one.removeAttribute("data-look");
    if (![...one.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim())) continue;
    if (!one.checkVisibility() || forEars(one.getBoundingClientRect()) || sign(one)) continue;
    const {color, fontSize, fontWeight} = getComputedStyle(one);
    const look = `${one.localName} ${one.className} ${color} ${fontSize} ${fontWeight} on ${under(one)}`;
    if (!seen.has(look) && !before.has(look)) one.setAttribute("data-look", look);
    seen.add(look);
  }
  return seen.size;
}"""
"""Marks one of all words drawn alike, if they were not found legible before: their contrast is the same, and axe takes half
a minute to look at 10,000 elements. What lies in a closed fold is seen by nobody and stands for nothing."""
LOOKED = """async ([tags, contrast]) => {
  axe.configure({rules: [{id: contrast, selector: "[data-look]"}]});
  const {passes, violations} = await axe.run({
    runOnly: {type: "tag", values: tags}, resultTypes: ["passes", "violations"], elementRef: true, selectors: false,
  });
  const faults = violations.flatMap(({id, help, nodes}) => nodes.map(({html}) => `${id}: ${help} at ${html}`));
  const legible = passes.filter(({id}) => id === contrast).flatMap(({nodes}) => nodes.map(({element}) => element.dataset.look));
  return [faults, legible];
}"""
"""All rules in one run: for contrast and for the size of targets axe measures every element of the page, once a run, and takes
longer over that than over the rest together."""
LEGIBLE: set[str] = set()
"""How words are drawn whose contrast axe found to be enough, on whatever page of this run."""


@dataclass
class Visitor:
    """Somebody at a screen. `faults` collects what must not happen while they look."""

    context: BrowserContext
    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str = "/") -> Page:
        """Open a page of the service."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, as sentences."""
        self.page.wait_for_load_state()  # a page that has only begun has fewer faults
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        assert self.page.evaluate(ONE_OF_EACH_LOOK, [*LEGIBLE]) > 0, "a page without a word"
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(Axe().axe_script)
        found: list[str]
        found, legible = self.page.evaluate(LOOKED, [tags, "color-contrast"])
        LEGIBLE.update(legible)
        return found

    def heard(self, message: ConsoleMessage) -> None:
        """What the browser's console says."""
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def asked(self, request: Request) -> None:
        """Each address the browser asks for."""
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.faults.append(f"left this machine: {request.url}")


Visit = Callable[..., Visitor]


@contextmanager
def visiting(browser: Browser, address: str, size: tuple[int, int] = DESK, **more: Any) -> Iterator[Visitor]:
    """A visitor with a fresh browser profile; at the end nothing may have gone wrong unnoticed."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(60_000)
    visitor = Visitor(context, context.new_page(), address)
    visitor.page.on("console", visitor.heard)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
    context.on("request", visitor.asked)
    try:
        yield visitor
        assert not visitor.faults, visitor.faults
    finally:
        context.close()


def pressed_to_another_tab(page: Page, button: str) -> Page:
    """The tab that a button opens."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name=button).click()
    opened.value.wait_for_load_state()
    return opened.value

"""How long a changed field waits for its answer on the page, beside a file of about the same size from the same service.

In a browser on this machine: from the change to the new answer in the page. Prints medians, minima and ratios of one run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "pages"))

import browsing
from pictures import filled
from playwright.sync_api import Page, sync_playwright

TIMES = 60
TARGET = 100.0
CHANGED = """async times => {
  const found = [];
  for (let i = 0; i < times; i++) {
    const field = document.getElementById(i % 2 ? "f-metformin-yes" : "f-metformin-no");
    const done = new Promise((seen) => {
      document.getElementById("answer").addEventListener("htmx:afterSwap", seen, { once: true });
    });
    const began = performance.now();
    field.checked = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    await done;
    found.push(performance.now() - began);
  }
  return found;
}"""
FETCHED = """async ([times, address]) => {
  const found = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await (await fetch(address, { cache: "no-store" })).text();
    found.push(performance.now() - began);
  }
  return found;
}"""


def main() -> int:
    if not browsing.CHROMIUM:
        print(browsing.WITHOUT, file=sys.stderr)
        return 0
    with browsing.serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.FLAGS)
        with browsing.visiting(browser, address) as visitor:
            page = visitor.go()
            empty = _measured(page)
            filled("bundle-ileal-resection.json")(page)
            full = _measured(page)
        browser.close()
    print(f"{'':34}{'median':>9}{'minimum':>9}{'x file':>8}   target {TARGET:.0f} ms")
    for name, (answers, files) in {"nothing known yet": empty, "a filled record": full}.items():
        ratio = median(answers) / median(files)
        print(f"answer after a change, {name:<18}{median(answers):8.1f}{min(answers):9.1f}{ratio:8.1f}")
        print(f"{'  a file of 193 kB beside it':<34}{median(files):9.1f}{min(files):9.1f}")
    return 0


def _measured(page: Page) -> tuple[list[float], list[float]]:
    sheet = page.locator("link[href*=nhsuk]").get_attribute("href")
    page.evaluate(CHANGED, 6)
    page.evaluate(FETCHED, [6, sheet])
    return page.evaluate(CHANGED, TIMES), page.evaluate(FETCHED, [TIMES, sheet])


if __name__ == "__main__":
    sys.exit(main())

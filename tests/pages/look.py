"""Record the pictures of the pages again, or some of them: `python tests/pages/look.py [SCENE...]`. Look at what changed."""

from __future__ import annotations

import sys

import browsing
import pictures
from playwright.sync_api import sync_playwright


def main(wanted: list[str]) -> None:
    with browsing.serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.FLAGS)
        for scene in wanted or pictures.SCENES:
            for name, picture in pictures.shots(browser, address, scene):
                pictures.keep(name, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

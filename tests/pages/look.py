"""Pictures of the pages to look at, into a folder: `python tests/pages/look.py FOLDER [NAME...]`. Not a test."""

from __future__ import annotations

import sys
from pathlib import Path

import browsing
from pictures import PICTURES, take
from playwright.sync_api import sync_playwright


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with browsing.serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.FLAGS)
        for picture in PICTURES:
            if not names or any(name in picture.name for name in names):
                (folder / f"{picture.name}.png").write_bytes(take(browser, address, picture))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

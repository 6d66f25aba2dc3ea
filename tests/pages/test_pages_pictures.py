"""The pages look as they were recorded, in two widths, light, dark and on paper; `make pictures` records them again."""

import subprocess

import pictures
import pytest
from playwright.sync_api import Browser

FONT = "Liberation Sans"


def _has_font() -> bool:
    try:
        return FONT in subprocess.run(["fc-match", FONT], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False


@pytest.mark.skipif(
    not _has_font(), reason=f"{FONT} is not installed (Debian and Ubuntu: apt install fonts-liberation)"
)
@pytest.mark.parametrize("scene", pictures.SCENES)
@pytest.mark.some("assess", "recall")
def test_a_page_looks_as_recorded(browser: Browser, address: str, scene: str) -> None:
    found = {name: pictures.difference(name, picture) for name, picture in pictures.shots(browser, address, scene)}
    changed = {name: f"{share:.2%}" for name, share in found.items() if share > pictures.SHARE}
    assert not changed, "look at the page; if it is as it should be, run `make pictures`"


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in pictures.RECORDED.glob("*.png")) < 3_000_000

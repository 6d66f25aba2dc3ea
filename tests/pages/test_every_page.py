"""Every page, wide and narrow, light and dark: no violation of WCAG 2.2 AA, nothing said in the console, nothing from elsewhere."""

import browsing
import pytest
from conftest import Visit

PAGES = ("/", "/compare", "/guideline")
SIZES = (browsing.DESK, browsing.PHONE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible(visit: Visit, path: str, size: tuple[int, int], scheme: str) -> None:
    visitor = visit(size, color_scheme=scheme)
    visitor.go(path)
    assert visitor.violations() == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(visit: Visit, path: str) -> None:
    page = visit(browsing.PHONE).go(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= browsing.PHONE[0]

"""One service and one browser for the tests of a worker; each test gets visitors of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import browsing
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with browsing.serving() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module only: while Playwright runs, no other test of the thread can use asyncio."""
    if not browsing.CHROMIUM:
        pytest.skip(browsing.WITHOUT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[browsing.Visit]:
    """`visit(size, java_script_enabled=False, color_scheme="dark")`: a new visitor, checked for faults at the end."""
    with ExitStack() as stack:

        def one(size: tuple[int, int] = browsing.DESK, **more: Any) -> browsing.Visitor:
            return stack.enter_context(browsing.visiting(browser, address, size, **more))

        yield one

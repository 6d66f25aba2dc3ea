"""Every page in every state, wide and narrow, light and dark: no violation of WCAG 2.2 AA, nothing said in the console,
nothing asked of another machine, nothing beside the screen."""

import browsing
import pictures
import pytest

STATES = {**pictures.SCENES, "compare-empty": ("/compare", ()), "spanish": ("/?lang=es", ())}


@pytest.mark.parametrize("state", STATES)
def test_a_page_is_accessible(visit: browsing.Visit, state: str) -> None:
    path, steps = STATES[state]
    visitor = visit()
    page = visitor.go(path)
    for step in steps:
        step(page)
    pictures.unfold(page, "details.section, details.deeper.first, .fill details")
    found = []
    for width, high in (browsing.DESK, browsing.PHONE):
        page.set_viewport_size({"width": width, "height": high})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{width} {scheme}: {violation}" for violation in visitor.violations()]
    assert found == []

"""What the first reader of a page would wait for, made in the background while the service answers already."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from threading import Thread

from cobalamin.comparison.compare import compare
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import Threshold
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.translation.words import LANGUAGES, translator
from cobalamin.web.pages.guideline_text import chapters_in
from cobalamin.web.pages.site import environment
from cobalamin.web.settings import Settings

_TEMPLATES = ("assess.html", "live.html", "compare.html", "guideline.html", "recall.html", "sheet.html")


def warm_pages(settings: Settings) -> None:
    """Starts it, where the pages are on. It ends with the process and holds nobody up."""
    if settings.workbench:
        Thread(target=_warm, args=(settings,), name="warm-pages", daemon=True).start()


def _warm(settings: Settings) -> None:
    """Templates, words, every guideline's rules over nobody, the guideline page; last what is asked for least."""
    figures = settings.parameters
    for template in _TEMPLATES:
        environment().get_template(template)
    _compared(figures, verified=False)
    for language in LANGUAGES:
        translator(language)
        chapters_in(language, ARTICLE.with_thresholds(figures) if figures else ARTICLE)
    _compared(figures, verified=True)


def _compared(figures: Mapping[str, Threshold], *, verified: bool) -> None:
    """Every guideline's rules over nobody, with the figures of the site; where one cannot take them the page will say so."""
    with suppress(RecordError):
        compare(case_from({"cobalamin_case": 1, "on": "2026-01-01"}), verified=verified, parameters=figures)

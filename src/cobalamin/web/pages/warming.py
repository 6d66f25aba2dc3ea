"""What the first reader of a page would wait for, made in the background while the service answers already."""

from __future__ import annotations

from threading import Thread

from cobalamin.compare import compare
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.records.case import case_from
from cobalamin.web.pages.guideline_words import chapters_in
from cobalamin.web.pages.site import environment
from cobalamin.web.settings import Settings
from cobalamin.words import LANGUAGES, translator

_TEMPLATES = ("assess.html", "live.html", "compare.html", "guideline.html", "recall.html", "sheet.html")


def warm_pages(settings: Settings) -> None:
    """Starts it, where the pages are on. It ends with the process and holds nobody up."""
    if settings.workbench:
        Thread(target=_warm, args=(settings.today().isoformat(),), name="warm-pages", daemon=True).start()


def _warm(today: str) -> None:
    """Templates, words, every guideline's rules over nobody, the guideline page; last what is asked for least."""
    for template in _TEMPLATES:
        environment().get_template(template)
    nobody = case_from({"cobalamin_case": 1, "on": today})
    compare(nobody)
    for language in LANGUAGES:
        translator(language)
        chapters_in(language, ARTICLE)
    compare(nobody, verified=True)

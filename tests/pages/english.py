"""English words on a page of another language: every text and every label that is read out, except what is marked as English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_WORDS = """
the of and with is are was were not for from this that which than then where when what who how before after below above between
until while without within least most any all both each every other more less only also but if or by at on to as it its be been
has have can cannot must should does do day days week weeks month months year years dose doses blood level result results record
recorded known unknown route urgency injection injections tablets patient age
"""
SURE = frozenset(_WORDS.split())
"""Words that no Spanish sentence holds."""
_PLACE = re.compile(r"\S*[./$#]\S*\w\S*")
"""Where in a record something stands: it is no sentence."""
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr", "source"))
_READ = ("aria-label", "placeholder", "title", "alt")
_NO_WORDS = frozenset(("script", "style", "code", "title"))


class _Texts(HTMLParser):
    """Collects what a reader sees or hears; what stands below `lang="en"` is marked as English and left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        hidden = tag in _NO_WORDS or (self._open[-1][1] if self._open else False)
        hidden = own["lang"] == "en" if "lang" in own else hidden
        if not hidden and not any(tag == "svg" for tag, _ in self._open):
            self.found += [text for name in _READ if (text := own.get(name))]
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open and not self._open[-1][1]:
            self.found.append(" ".join(data.split()))


def english(page: str) -> Iterator[str]:
    """The texts of a page that hold an English word."""
    reader = _Texts()
    reader.feed(page)
    for text in dict.fromkeys(reader.found):
        if SURE.intersection(re.findall(r"\w+", _PLACE.sub("", text.lower()))):
            yield text

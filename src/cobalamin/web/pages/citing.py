"""What stands behind a citation: the document, the statement or the reading, and how far it was checked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.sources import SOURCES, source_of
from cobalamin.knowledge.statements import STATEMENTS
from cobalamin.language.nodes import RuleError
from cobalamin.manual.markdown import anchor


class Cited(NamedTuple):
    """A citation for a reader. `address` leads to the document, `place` to its entry on the guideline page."""

    cite: str
    says: str
    seen: str
    verified: str
    address: str = ""
    place: str = ""


@cache
def cited(cite: str) -> Cited:
    """The statement of the base article, the entry of the register or the document a citation names."""
    if cite in STATEMENTS:
        statement, article = STATEMENTS[cite], SOURCES["ARTICLE"]
        return Cited(cite, statement.says, article.seen, article.verified, "", f"/guideline#{anchor(cite)}")
    reading = REGISTER.get(cite) or GUIDELINE_REGISTER.get(cite)
    if reading is not None:
        return Cited(cite, reading.read_as, reading.why, reading.verified, "", f"/guideline#{anchor(cite)}")
    try:
        source = source_of(cite)
    except RuleError:  # a site's own figure is its own source
        return Cited(cite, "", "", "")
    return Cited(cite, source.title, source.seen, source.verified, source.address, f"/guideline#{anchor(source.key)}")


def all_cited(cites: Iterable[str]) -> tuple[Cited, ...]:
    """Each citation once."""
    return tuple(cited(cite) for cite in dict.fromkeys(cites))

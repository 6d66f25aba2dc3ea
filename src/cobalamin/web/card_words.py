"""What several cards share: the answer in one line, who decides, its sources, and a card that says its line over the answer."""

from __future__ import annotations

from collections.abc import Iterable

from cobalamin.records.messages import some
from cobalamin.web.cards import MOST_CHARACTERS, Card, Indicator, Suggestion, card
from cobalamin.web.detail import MOST, detail, plain
from cobalamin.web.situation import Situation


def opening(here: Situation) -> str:
    """The answer in one line, as the detail of a card begins; and an allergy that is to be settled before B12 is given."""
    doubted = "; ".join(map(plain, here.doubted_allergies[:MOST]))
    first = f"\n\n**Ask first**, before any B12 is given: {doubted}." if doubted else ""
    return f"**{plain(here.answer.headline)}**{first}"


def told(
    here: Situation, line: str, indicator: Indicator, sources: Iterable[str], offered: Iterable[Suggestion] = ()
) -> Card:
    """A card whose detail says its line again, before the answer."""
    return card(line, indicator, detail(here.answered, f"**{line}**\n\n{opening(here)}"), sources, offered)


def why_specialist(here: Situation) -> str:
    """Why the answer leaves it to a specialist, in a word."""
    if here.allergic:
        return "allergy to cobalamin or cobalt"
    return "hereditary disorder" if here.hereditary else "under 16"


def cites(here: Situation) -> tuple[str, ...]:
    """The sources of the answer."""
    return here.answer.sources or ("NICE 1.2",)


def listed(start: str, items: Iterable[str], end: str) -> str:
    """A line with as many of the items as there is room for, so that its end is never cut off."""
    found = list(items)
    for shown in range(len(found), 0, -1):
        line = f"{start}: {some(found, shown)}{end}"
        if len(line) <= MOST_CHARACTERS:
            return line
    return f"{start}{end}"

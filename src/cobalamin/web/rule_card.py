"""A card that says of orders what a safety rule says."""

from __future__ import annotations

from collections.abc import Iterable

from cobalamin.knowledge.safety import SAFETY_BY_ID
from cobalamin.web.cards import Card, Indicator, Suggestion, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation


def by_rule(here: Situation, line: str, indicator: Indicator, name: str, offered: Iterable[Suggestion] = ()) -> Card:
    """The rule's action stands first in the detail, its sources under the card."""
    rule = SAFETY_BY_ID[f"safety:{name}"]
    return card(line, indicator, detail(here.answered, f"**{rule.action}**"), rule.rule.cites, offered)

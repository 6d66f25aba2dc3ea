"""Words, beside no code that is known, that say that B12 was injected: no dose, and a question of the recall (register R128)."""

from __future__ import annotations

import re
from functools import lru_cache

from cobalamin.knowledge.treatment import COBALAMINS, INJECTED, Product, product_named, route_named

_GIVEN = re.compile(
    r"\b(?:administ\w*|given|applied|verabreich\w*|gegeven|toediening|administrad[oa]|administraci[oó]n)\b", re.I
)
_NOT_SO = re.compile(
    r"\b(?:not|no|nil|declin\w*|refus\w*|due|overdue|recall\w*|remind\w*|invit\w*|letter|appointment|book\w*|advi[sc]\w*|educat\w*|"
    r"consent|dna|did|cancel\w*|levels?|test\w*|counsel\w*|discuss\w*|plan\w*|need\w*|requir\w*|request\w*|stop\w*|allerg\w*|"
    r"reaction|intoleran\w*|contraindicat\w*|family|history|consider\w*|suggest\w*|keine?|nicht|geen|sin|sans|pas)\b|\?",
    re.IGNORECASE,
)
"""What makes of it an invitation, a denial, a test or something else: that is told as any words that speak of B12 are."""


@lru_cache(maxsize=4096)
def injection_said(text: str) -> Product | None:
    """The product that a text says was injected, or given by somebody; None where it says something else."""
    product = product_named(text)
    if product not in COBALAMINS or _NOT_SO.search(text):
        return None
    route = route_named(text)
    return product if route in INJECTED or (route is None and _GIVEN.search(text)) else None

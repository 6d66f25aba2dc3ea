"""Which counts may be told: small ones are hidden and the others rounded, so that no small number can be computed from them."""

from __future__ import annotations

SMALL = 10
"""Counts from 1 to one less than this are not shown."""
ROUND = 5
"""Other counts are rounded to a multiple of this."""


def shown(number: int, small: int = SMALL) -> str:
    """A count as it may be told."""
    if 0 < number < small:
        return f"<{small}"
    return f"{ROUND * round(number / ROUND):,}" if small > 1 else f"{number:,}"


def share(number: int, of: int, small: int = SMALL) -> str:
    """A percentage of what may be told; none where the count may not."""
    if of == 0 or 0 < number < small or 0 < of < small:
        return "–"
    told, whole = (ROUND * round(n / ROUND) if small > 1 else n for n in (number, of))
    return f"{100 * told / whole:.1f} %" if whole else "–"


def told(number: int, small: int = SMALL) -> int:
    """A count as it may be drawn: what may not be told is nothing."""
    if number < small:
        return 0
    return ROUND * round(number / ROUND) if small > 1 else number

"""Which counts may be published: small ones are hidden and the others rounded, so that no small count can be computed from them.

Rounding alone is not enough: if 12 patients are published as 10, and 10 of them in one group, the rest can only be one or two. So
the counts of a report are looked at together (`sheet.py`), and where a hidden one could be narrowed to a few values, the next is
hidden with it.
"""

from __future__ import annotations

from cobalamin.records.errors import RecordError

SMALL = 10
"""Counts from 1 to one less than this are not shown."""
ROUND = 5
"""Other counts are rounded to a multiple of this."""
OPEN = 4
"""How many values must remain possible for a hidden count."""
HIDDEN = "*"
"""Shown in place of a small count, and of one that would reveal it: nobody sees which is which."""
LIMIT = ROUND // 2 + 1
"""The lowest limit at which no published count rounds to zero."""


def usable(small: int) -> int:
    """The limit, if it can be used; RecordError below half of ROUND, where a small count would round to zero."""
    if small <= 1 or small >= LIMIT:
        return small
    raise RecordError(
        f"--small {small} cannot be used, because the other counts are rounded to {ROUND}: "
        f"give {LIMIT} or more, or 1 to hide nothing"
    )


def shown(number: int, small: int = SMALL) -> str:
    """A count as it may be published."""
    if 0 < number < small:
        return f"<{small}"
    return f"{_rounded(number, small):,}"


def share(text: str, number: int, of: int, small: int = SMALL) -> str:
    """The percentage of a count published as `text`; "–" where the count is hidden."""
    whole = _rounded(of, small)
    if text == HIDDEN or text.startswith("<") or 0 < of < small or not whole:
        return "–"
    return f"{100 * _rounded(number, small) / whole:.1f} %"


def told(number: int, small: int = SMALL) -> int:
    """A count as it may be drawn: 0 where it may not be published."""
    return 0 if number < small else _rounded(number, small)


def _rounded(number: int, small: int) -> int:
    return ROUND * round(number / ROUND) if small > 1 else number


def bounds(number: int, small: int = SMALL) -> tuple[int, int]:
    """The lowest and highest value that a count can have, judged by what is published of it."""
    if number == 0 or small <= 1:
        return number, number
    if number < small:
        return 1, small - 1
    near = _rounded(number, small)
    return max(small, near - ROUND // 2), near + ROUND // 2

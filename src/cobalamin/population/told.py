"""Which counts may be told: small ones are hidden and the others rounded, so that no small number can be computed from them.

Rounding alone does not do it: of 12 patients, told as 10, of whom 10 are told, one or two are left. So the counts of a report are
looked at together (`sheet.py`), and where a hidden one could be narrowed to a few values, the next is hidden with it.
"""

from __future__ import annotations

from cobalamin.records.errors import RecordError

SMALL = 10
"""Counts from 1 to one less than this are not shown."""
ROUND = 5
"""Other counts are rounded to a multiple of this."""
OPEN = 4
"""So many values must be left possible for a hidden count."""
HIDDEN = "*"
"""What stands for a small count and for one that would tell it: nobody sees which is which."""
LIMIT = ROUND // 2 + 1
"""The lowest limit at which every count that is told rounds to something."""


def usable(small: int) -> int:
    """A limit that can be kept: one below the half of what is rounded to would tell a small count as none."""
    if small <= 1 or small >= LIMIT:
        return small
    raise RecordError(
        f"--small {small} cannot be used, because the other counts are rounded to {ROUND}: "
        f"give {LIMIT} or more, or 1 to hide nothing"
    )


def shown(number: int, small: int = SMALL) -> str:
    """A count as it may be told."""
    if 0 < number < small:
        return f"<{small}"
    return f"{_rounded(number, small):,}"


def share(text: str, number: int, of: int, small: int = SMALL) -> str:
    """The percentage of a count that is told as `text`; none where the count is not."""
    whole = _rounded(of, small)
    if text == HIDDEN or text.startswith("<") or 0 < of < small or not whole:
        return "–"
    return f"{100 * _rounded(number, small) / whole:.1f} %"


def told(number: int, small: int = SMALL) -> int:
    """A count as it may be drawn: what may not be told is nothing."""
    return 0 if number < small else _rounded(number, small)


def _rounded(number: int, small: int) -> int:
    return ROUND * round(number / ROUND) if small > 1 else number


def bounds(number: int, small: int = SMALL) -> tuple[int, int]:
    """What a count can be as far as it is told."""
    if number == 0 or small <= 1:
        return number, number
    if number < small:
        return 1, small - 1
    near = _rounded(number, small)
    return max(small, near - ROUND // 2), near + ROUND // 2

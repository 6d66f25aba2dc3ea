"""Which counts may be told: small ones are hidden and the others rounded, so that no small number can be computed from them.

Rounding alone does not do it: of 12 patients, told as 10, of whom 10 are told, one or two are left. So counts that add up to one
that is told are looked at together, and where a hidden one could be narrowed to a few values, the next is hidden with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cobalamin.records.codes import RecordError

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
        f"--small {small} cannot be kept, for other counts are rounded to {ROUND}: give {LIMIT} or more, or 1 to hide nothing"
    )


def shown(number: int, small: int = SMALL) -> str:
    """A count as it may be told."""
    if 0 < number < small:
        return f"<{small}"
    return f"{_rounded(number, small):,}"


def together(numbers: Sequence[int], total: int, small: int = SMALL) -> tuple[str, ...]:
    """Counts as they may be told beside the one they add up to."""
    hidden = _hidden(numbers, total, small)
    return tuple(HIDDEN if i in hidden else shown(number, small) for i, number in enumerate(numbers))


def share(text: str, number: int, of: int, small: int = SMALL) -> str:
    """The percentage of a count that is told as `text`; none where the count is not."""
    whole = _rounded(of, small)
    if text == HIDDEN or text.startswith("<") or 0 < of < small or not whole:
        return "–"
    return f"{100 * _rounded(number, small) / whole:.1f} %"


def told(number: int, small: int = SMALL) -> int:
    """A count as it may be drawn: what may not be told is nothing."""
    return 0 if number < small else _rounded(number, small)


def drawn_together(numbers: Sequence[int], total: int, small: int = SMALL) -> tuple[int, ...]:
    """Counts as they may be drawn beside the one they add up to."""
    hidden = _hidden(numbers, total, small)
    return tuple(0 if i in hidden else told(number, small) for i, number in enumerate(numbers))


def _rounded(number: int, small: int) -> int:
    return ROUND * round(number / ROUND) if small > 1 else number


def _hidden(numbers: Sequence[int], total: int, small: int) -> frozenset[int]:
    """The small ones and the next larger one, where a small one could be computed to a few values; else none more than alone."""
    low, high = zip(*(bounds(number, small) for number in numbers), strict=True)
    least, most = bounds(total, small)
    few = [i for i, number in enumerate(numbers) if 0 < number < small]
    for i in few if total >= small else ():
        first = max(low[i], least - sum(high) + high[i])
        last = min(high[i], most - sum(low) + low[i])
        if last - first + 1 < min(OPEN, small - 1):
            larger = sorted((number, j) for j, number in enumerate(numbers) if number >= small)
            return frozenset((*few, *(j for _, j in larger[:1])))
    return frozenset()


def bounds(number: int, small: int = SMALL) -> tuple[int, int]:
    """What a count can be as far as it is told."""
    if number == 0 or small <= 1:
        return number, number
    if number < small:
        return 1, small - 1
    near = _rounded(number, small)
    return max(small, near - ROUND // 2), near + ROUND // 2

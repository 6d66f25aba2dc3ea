"""The entries of a record that could not be used, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import Reason

_TO_CHECK = frozenset((
    Reason.NO_DATE, Reason.NOT_A_DATE, Reason.BEFORE_BIRTH, Reason.BEFORE_B12, Reason.AFTER_DEATH, Reason.IN_FUTURE,
    Reason.CYANIDE_KIT, Reason.DOSE_TOO_SMALL, Reason.DOSE_IMPLAUSIBLE, Reason.ROUTE_UNKNOWN, Reason.UNKNOWN_DRUG,
))  # fmt: skip


def unusable_told(judged: Iterable[Judged], *, untold: bool) -> str:
    """How many, and why; "" where all could. Where a list tells no last injection that is `untold`, and nothing to be mended."""
    found = [entry for entry in judged if _is_puzzling(entry) and not (untold and entry.reason is Reason.NO_DATE)]
    said = sorted({entry.reason.value.split(":")[0] for entry in found})
    # The last injection of a list and how often it is repeated are one entry to whoever wrote it.
    number = len({(entry.event.source, entry.event.when, entry.event.when_text) for entry in found})
    return f"{number} of the entries could not be used: {'; '.join(said)}" if found else ""


def _is_puzzling(entry: Judged) -> bool:
    """A hold, or a dose that was not given, is told without its day by itself."""
    is_told = entry.event.kind in ("hold", "not_given") and entry.when is None
    return entry.reason in _TO_CHECK and not is_told

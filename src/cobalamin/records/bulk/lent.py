"""A second look at an export in which results without a date of their own were met: the reports and panels that may lend them one.

Few exports hold such a result, and reports are a tenth of many: they are put to their patients only where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec

from cobalamin.records.bulk.codes import Meanings, meanings_at
from cobalamin.records.bulk.lines import ABSENT, GLANCE
from cobalamin.records.bulk.pieces import Piece, chunks, unreadable
from cobalamin.records.bulk.sort import Sorted, Sorting, patient_in
from cobalamin.records.bulk.speaking import says_something
from cobalamin.records.document import UNFIT
from cobalamin.records.forms import reader
from cobalamin.records.heaps import HeapWriter
from cobalamin.records.site import site_of


class _Holder(msgspec.Struct, gc=False):
    resourceType: str = ""  # noqa: N815
    id: str = ""
    subject: msgspec.Raw = ABSENT
    result: msgspec.Raw = ABSENT
    hasMember: msgspec.Raw = ABSENT  # noqa: N815


_HOLDER = reader(_Holder)
_POINTS = (b'"result"', b'"hasMember"')
"""The members with which a report and a panel point to results."""


def sort_holders(sorting: Sorting) -> Sorted:
    """Sort the reports and panels of a piece by patient, except those that the first look sorted already."""
    meanings = meanings_at(site_of(sorting.site))
    heaps = HeapWriter(sorting.folder, sorting.heaps, sorting.name.replace("piece", "dates"), sorting.buffer)
    for line in _lines(sorting.piece):
        if any(pointer in line for pointer in _POINTS) and (patient := _may_lend_to(line, meanings)):
            heaps.put(patient, line)
    heaps.flush()
    return Sorted(kept=heaps.kept)


def _lines(piece: Piece) -> Iterator[bytes]:
    """The lines as far as they can be read; the first look has reported where the file breaks off."""
    with suppress(*unreadable()):
        for chunk in chunks(piece):
            yield from bytes(chunk).split(b"\n")


def _may_lend_to(line: bytes, meanings: Meanings) -> str:
    """The patient of a report or panel that points to results; "" if it points to none or was sorted already."""
    with suppress(*UNFIT):
        holder = _HOLDER.decode(line)
        points = {"DiagnosticReport": holder.result, "Observation": holder.hasMember}.get(holder.resourceType, ABSENT)
        if points is not ABSENT and not says_something(GLANCE.decode(line), meanings):
            return patient_in(bytes(holder.subject))
    return ""

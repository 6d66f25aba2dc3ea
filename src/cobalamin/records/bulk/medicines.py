"""The medicines and substances of a bulk export to which entries point.

Most mean nothing to the rules. Of these only a hash is kept, so that an entry that points to one is read as in a bundle: as another
medicine, not as one that may be anything (register R105).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cobalamin.records.fhir.alerts import suspected
from cobalamin.records.fhir.current import current
from cobalamin.records.fhir.plans import products_of
from cobalamin.records.fhir.read import new_reading
from cobalamin.records.fhir.resources import (
    AdverseEvent,
    BundleEntry,
    CarePlan,
    Medication,
    Medicine,
    Resource,
    Substance,
    kind_of,
)
from cobalamin.records.fhir.types import CodeableConcept, Reference
from cobalamin.records.forms import reader
from cobalamin.records.identifiers import pointed

KEPT, MARKED = ".medicines", ".others"
"""File endings: of the medicines kept whole, and of the hashes of the others."""
_MARK = np.dtype("<u8")
_NAMED = reader(Medication | Substance)
Versions = tuple[Medication | Substance, ...]
"""One medicine or substance: its newest version, or all of them where nobody knows which that is."""
_OTHER = CodeableConcept(text="another medicine")
_SOMETHING_ELSE: Mapping[str, Versions] = {
    "Medication": (Medication(code=_OTHER),),
    "Substance": (Substance(code=_OTHER),),
}
_NONE: NDArray[np.uint64] = np.empty(0, _MARK)


def mark_of(name: str) -> bytes:
    """The hash kept of a medicine that means nothing to the rules, made from its type and id."""
    return blake2b(name.encode(), digest_size=_MARK.itemsize).digest()


class Medicines(Mapping[str, Versions]):
    """Maps type and id to a medicine or substance; length and iteration cover only those kept whole."""

    def __init__(self, kept: Mapping[str, Versions], marks: NDArray[np.uint64] = _NONE) -> None:
        """`marks` are sorted."""
        self._kept, self._marks = kept, marks

    def __getitem__(self, name: str) -> Versions:
        found = self._kept.get(name)
        if found is None and self._is_marked(name):
            return _SOMETHING_ELSE[name.partition("/")[0]]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __bool__(self) -> bool:
        return bool(self._kept) or len(self._marks) > 0

    def pointed_to(self, entries: Iterable[BundleEntry]) -> Iterator[BundleEntry]:
        """The medicines to which entries point, and their ingredients, each under its type and id."""
        waiting = [pointer for each in entries for pointer in _pointers(each.resource)]
        met: set[str] = set()
        while waiting and self:
            pointer = waiting.pop()
            kind, id = pointed((pointer and pointer.reference) or "")
            name = f"{kind or 'Medication'}/{id}"
            if name not in met and name in self:
                met.add(name)
                for version in self[name]:
                    waiting += [each.itemReference for each in getattr(version, "ingredient", ())]
                    yield BundleEntry(name, version)

    def _is_marked(self, name: str) -> bool:
        mark = np.frombuffer(mark_of(name), _MARK)[0]
        place = int(np.searchsorted(self._marks, mark))
        return place < len(self._marks) and bool(self._marks[place] == mark)


def _pointers(resource: Resource | None) -> list[Reference | None]:
    """The references of a resource to a medicine: given or prescribed, planned, or suspected of harm."""
    if isinstance(resource, AdverseEvent):
        return [*suspected(resource)]
    if isinstance(resource, CarePlan):
        return [*products_of(resource)]
    return [resource.medicationReference] if isinstance(resource, Medicine) else []


NO_MEDICINES = Medicines({})
"""For an export without any."""


def read_medicines(folder: Path) -> Medicines:
    """What the first pass kept, and the hashes of the others; of two versions the newer, if that can be told."""
    lines = (line for path in sorted(folder.glob(f"*{KEPT}")) for line in path.read_bytes().splitlines())
    newest = current((BundleEntry(None, _NAMED.decode(line)) for line in lines), new_reading())
    kept: dict[str, Versions] = {}
    for entry in newest:
        if isinstance(entry.resource, Medication | Substance):
            name = f"{kind_of(entry.resource)}/{entry.resource.id}"
            kept[name] = (*kept.get(name, ()), entry.resource)
    marks = b"".join(path.read_bytes() for path in folder.glob(f"*{MARKED}"))
    return Medicines(kept, np.unique(np.frombuffer(marks, _MARK)))

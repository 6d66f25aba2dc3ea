"""The medicines of a bulk export that entries point to: those that say something, and that the others were sent.

Most say nothing to the rules. Of these a mark each is kept, so that an entry that points to one is read as in a bundle: it is
something else, and not a medicine that may be any (register R105).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from cobalamin.records.fhir import new_reading
from cobalamin.records.fhir_current import current
from cobalamin.records.fhir_resources import BundleEntry, Medication
from cobalamin.records.fhir_types import CodeableConcept

KEPT, MARKED = ".medicines", ".others"
"""What the files end in that hold the one and the other."""
_MARK = np.dtype("<u8")
_SOMETHING_ELSE = Medication(code=CodeableConcept(text="another medicine"))
_NONE: NDArray[np.uint64] = np.empty(0, _MARK)


def mark_of(id: str) -> bytes:
    """What is kept of a medicine that says nothing."""
    return blake2b(id.encode(), digest_size=_MARK.itemsize).digest()


class Medicines(Mapping[str, Medication]):
    """Id -> medicine; it counts and lists those alone that say something."""

    def __init__(self, kept: Mapping[str, Medication], marks: NDArray[np.uint64] = _NONE) -> None:
        """`marks` in order."""
        self._kept, self._marks = kept, marks

    def __getitem__(self, id: str) -> Medication:
        found = self._kept.get(id)
        if found is None and self._is_marked(id):
            return _SOMETHING_ELSE
        if found is None:
            raise KeyError(id)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def __bool__(self) -> bool:
        return bool(self._kept) or len(self._marks) > 0

    def _is_marked(self, id: str) -> bool:
        mark = np.frombuffer(mark_of(id), _MARK)[0]
        place = int(np.searchsorted(self._marks, mark))
        return place < len(self._marks) and bool(self._marks[place] == mark)


def read_medicines(folder: Path) -> Medicines:
    """The Medication resources the first pass kept, by id, and the marks of the others; of two versions the newer."""
    decode = msgspec.json.Decoder(Medication).decode
    lines = (line for path in sorted(folder.glob(f"*{KEPT}")) for line in path.read_bytes().splitlines())
    newest = current((BundleEntry(None, decode(line)) for line in lines), new_reading())
    kept = {each.resource.id: each.resource for each in newest if isinstance(each.resource, Medication)}
    marks = b"".join(path.read_bytes() for path in folder.glob(f"*{MARKED}"))
    return Medicines(kept, np.unique(np.frombuffer(marks, _MARK)))

"""One flag a patient as bits, sixty-four patients to a machine word."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cobalamin.readings.circuit import Plane


def plane_words(size: int) -> int:
    """Machine words in a plane of `size` patients."""
    return (size + 63) // 64


def packed(flags: NDArray[np.bool_]) -> Plane:
    """A plane from one flag a patient; the bits beyond the last patient are zero."""
    words = np.zeros(plane_words(len(flags)), np.uint64)
    row = np.packbits(flags, bitorder="little")
    words.view(np.uint8)[: len(row)] = row
    return words


def unpacked(plane: Plane, size: int) -> NDArray[np.bool_]:
    """One flag a patient."""
    return np.unpackbits(plane.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def count(plane: Plane, size: int) -> int:
    """How many of the first `size` patients are in the plane."""
    whole, rest = divmod(size, 64)
    total = int(np.bitwise_count(plane[:whole]).sum())
    return total + (int(plane[whole]) & ((1 << rest) - 1)).bit_count() if rest else total


def open_masks(outcomes: Iterable[Plane], size: int) -> NDArray[np.uint8]:
    """One byte a patient: bit i is set for those in the i-th plane, for whom the i-th outcome is open."""
    masks = np.zeros(size, np.uint8)
    for bit, plane in enumerate(outcomes):
        masks |= unpacked(plane, size).view(np.uint8) << np.uint8(bit)
    return masks

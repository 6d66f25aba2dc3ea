"""One flag a patient, sixty-four to a machine word: patient n is bit n, and the bits beyond the last are nobody."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="numpy is not installed (extra `population`)")

import numpy as np

from cobalamin.readings.planes import count, open_masks, packed, plane_words, unpacked


@pytest.mark.parametrize("size, words", [(0, 0), (1, 1), (63, 1), (64, 1), (65, 2), (128, 2), (129, 3)])
def test_words_for_so_many_patients(size: int, words: int) -> None:
    assert plane_words(size) == words
    assert packed(np.ones(size, np.bool_)).shape == (words,)


@pytest.mark.parametrize("size, who", [(3, {0, 2}), (70, {0, 1, 63, 64, 69}), (128, {64, 127}), (8, set())])
def test_patient_n_is_bit_n(size: int, who: set[int]) -> None:
    flags = np.array([number in who for number in range(size)])
    plane = packed(flags)
    assert plane.dtype == np.uint64
    assert sum(int(word) << 64 * i for i, word in enumerate(plane)) == sum(1 << number for number in who)
    back = unpacked(plane, size)
    assert back.dtype == np.bool_
    assert back.tolist() == flags.tolist()
    assert count(plane, size) == len(who)


@pytest.mark.parametrize("size", [0, 1, 5, 63, 64, 65, 127, 128, 190])
def test_nobody_beyond_the_size_is_counted(size: int) -> None:
    everybody = np.full(3, 2**64 - 1, np.uint64)
    assert count(everybody, size) == size
    assert unpacked(everybody, size).tolist() == [True] * size
    assert type(count(everybody, size)) is int


def test_the_planes_of_some_outcomes_are_a_byte_a_patient() -> None:
    first, second, last = (packed(np.array(flags)) for flags in ([True, False, True], [False, False, True], [True] * 3))
    masks = open_masks((first, second, last), 3)
    assert masks.dtype == np.uint8
    assert masks.tolist() == [0b101, 0b100, 0b111]

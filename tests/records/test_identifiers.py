"""New identifiers: real UUIDs, never twice, not even in a forked process."""

from __future__ import annotations

import os
from uuid import RFC_4122, UUID

import pytest

from cobalamin.records.identifiers import new_id


def test_each_is_a_random_uuid_of_its_own() -> None:
    drawn = [UUID(new_id()) for _ in range(2_000)]
    assert len({*drawn}) == 2_000
    assert {(one.version, one.variant) for one in drawn} == {(4, RFC_4122)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_draws_others() -> None:
    new_id()  # there is a pool to be shared
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, new_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 36).decode() not in {new_id() for _ in range(256)}

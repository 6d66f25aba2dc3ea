"""The forms of all that is read, learned before the first call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec


def learn_forms() -> None:
    """msgspec learns a form when it first reads one, and threads that make it learn the same one at once end the program."""
    for form in _below(msgspec.Struct):
        if form.__module__.startswith("cobalamin."):
            with suppress(TypeError):  # a form that is only written
                msgspec.json.Decoder(form)


def _below(form: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for below in form.__subclasses__():
        yield below
        yield from _below(below)

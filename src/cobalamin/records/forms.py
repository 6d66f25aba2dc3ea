"""Every form that JSON is read by is learned here, and by one thread at a time, before anything is read by it.

msgspec learns a form when it first meets it and has no lock: two threads that make it learn one at the same moment end the program.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, TypeVar, overload

import msgspec

from cobalamin.records.document import UNFIT

_Form = TypeVar("_Form")
_TURN = Lock()


@overload
def reader(form: type[_Form]) -> msgspec.json.Decoder[_Form]: ...
@overload
def reader(form: Any) -> msgspec.json.Decoder[Any]: ...
def reader(form: Any) -> msgspec.json.Decoder[Any]:
    """What reads JSON of a form."""
    with _TURN:
        return msgspec.json.Decoder(form)


def fitting(decoder: msgspec.json.Decoder[_Form], sent: bytes | memoryview | msgspec.Raw) -> _Form | None:
    """What was sent, where it fits the form; None where it does not."""
    try:
        return decoder.decode(sent)
    except UNFIT:
        return None


def learned(form: type[_Form]) -> type[_Form]:
    """The form, for `msgspec.convert` and `msgspec.toml.decode`."""
    reader(form)
    return form

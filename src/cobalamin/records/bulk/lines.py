"""A chunk of FHIR NDJSON as lines: a glance at each by one decode of the whole chunk; the text of a line is cut out when asked for.

Only a chunk that is one object a line is read so. The decoder does not care where lines end, so that is looked at too: where
`}` stands before and `{` behind every newline, no value goes over one (inside a value a comma would stand between them, and no
newline stands in a string), and as many objects as lines are then one each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from cobalamin.records.document import UNFIT
from cobalamin.records.fhir.types import Anything
from cobalamin.records.forms import fitting, reader

ABSENT = msgspec.Raw(b"")
"""A member that a line does not have: empty, unlike `fhir.types.NOT_SENT`, which is read as null."""
_NEWLINE, _OPENS, _CLOSES = b"\n{}"


class Component(msgspec.Struct, gc=False):
    """A component of an Observation: its code, and the values that may name something, undecoded."""

    code: msgspec.Raw = ABSENT
    valueCodeableConcept: msgspec.Raw = ABSENT  # noqa: N815
    valueString: msgspec.Raw = ABSENT  # noqa: N815


_Anything = tuple[msgspec.Raw, ...] | Anything | str | float | bool | None


class Glance(msgspec.Struct, gc=False):
    """What decides whether a line can say something, about whom and when; most of it undecoded."""

    resourceType: str = ""  # noqa: N815
    code: msgspec.Raw = ABSENT
    medicationCodeableConcept: msgspec.Raw = ABSENT  # noqa: N815
    vaccineCode: msgspec.Raw = ABSENT  # noqa: N815
    subject: msgspec.Raw = ABSENT
    patient: msgspec.Raw = ABSENT
    effectiveDateTime: _Anything = None  # noqa: N815
    component: tuple[Component, ...] = ()
    contained: msgspec.Raw = ABSENT
    conclusion: msgspec.Raw = ABSENT
    conclusionCode: msgspec.Raw = ABSENT  # noqa: N815
    ingredient: msgspec.Raw = ABSENT
    interpretation: msgspec.Raw = ABSENT
    reaction: msgspec.Raw = ABSENT
    valueCodeableConcept: msgspec.Raw = ABSENT  # noqa: N815
    valueString: msgspec.Raw = ABSENT  # noqa: N815

    @property
    def is_interpreted_by_list(self) -> bool:
        """False if the interpretation is not a list: that is not R4, and the record is refused when it is read."""
        return self.interpretation is ABSENT or bytes(self.interpretation)[:1] == b"["


class Observed(Glance, gc=False):
    """A Glance with everything else that is read of an Observation."""

    id: _Anything = ""
    effectivePeriod: msgspec.Raw = ABSENT  # noqa: N815
    effectiveInstant: msgspec.Raw = ABSENT  # noqa: N815
    issued: _Anything = None
    status: msgspec.Raw = ABSENT
    valueQuantity: msgspec.Raw = ABSENT  # noqa: N815
    referenceRange: msgspec.Raw = ABSENT  # noqa: N815
    valueBoolean: msgspec.Raw = ABSENT  # noqa: N815
    valueInteger: msgspec.Raw = ABSENT  # noqa: N815
    dataAbsentReason: msgspec.Raw = ABSENT  # noqa: N815
    modifierExtension: msgspec.Raw = ABSENT  # noqa: N815
    implicitRules: msgspec.Raw = ABSENT  # noqa: N815
    meta: msgspec.Raw = ABSENT
    focus: msgspec.Raw = ABSENT
    hasMember: msgspec.Raw = ABSENT  # noqa: N815
    note: msgspec.Raw = ABSENT

    @property
    def is_plain(self) -> bool:
        """Whether it can be kept in columns: nothing changes its meaning or takes its date, and its id and `issued` are strings.

        Any other is read by itself, where its faults are reported.
        """
        return (
            self.modifierExtension is self.implicitRules is self.focus is self.contained is self.hasMember is ABSENT
            and isinstance(self.id, str)
            and (self.issued is None or isinstance(self.issued, str))
        )


GLANCE = reader(Glance)
OBSERVED = reader(Observed)
Decoder = msgspec.json.Decoder[Glance] | msgspec.json.Decoder[Observed]


class Lines(NamedTuple):
    """The lines of a chunk."""

    text: memoryview
    glances: Sequence[Glance]
    ends: list[int]

    def line(self, i: int) -> bytes:
        """The text of a line."""
        return bytes(self._part(i))

    def _part(self, i: int) -> memoryview:
        return self.text[self.ends[i - 1] + 1 if i else 0 : self.ends[i]]

    def observed(self, i: int) -> Observed | None:
        """An observation with all that is read of it; None where a member that the glance passed over does not fit."""
        glance = self.glances[i]
        return glance if isinstance(glance, Observed) else fitting(OBSERVED, self._part(i))

    @classmethod
    def single(cls, line: bytes) -> Lines:
        """One line by itself; raises where it is not a JSON object."""
        return cls(memoryview(line), [GLANCE.decode(line)], [len(line)])


def lines_of(chunk: memoryview, decoder: Decoder = GLANCE) -> Lines | None:
    """The lines of a chunk with one object per line; None for any other chunk, which must be read line by line."""
    text = chunk if chunk[-1] == _NEWLINE else memoryview(bytes(chunk) + b"\n")
    try:
        glances = decoder.decode_lines(text)
    except UNFIT:
        return None
    sent = np.frombuffer(text, np.uint8)
    ends = _ends(sent)
    sound = (
        len(ends) == len(glances)
        and sent[0] == _OPENS
        and (sent[ends[:-1] + 1] == _OPENS).all()
        and (sent[ends - 1] == _CLOSES).all()
    )
    return Lines(text, glances, ends.tolist()) if sound else None


_PLACE = np.uint64(0x0001020304050607)
"""Multiplied by a word of eight bytes of which one is 1, it gives that byte's position in the highest byte."""


def _ends(sent: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The positions of the newlines. Eight bytes are looked at together: few words hold one newline, and hardly any two."""
    flags = np.empty(-(-len(sent) // 8) * 8, np.bool_)
    np.equal(sent, _NEWLINE, out=flags[: len(sent)])
    flags[len(sent) :] = False
    words = flags.view("<u8")
    places = np.flatnonzero(words != 0)
    held = words[places]
    if (held & (held - np.uint64(1))).any():
        return np.flatnonzero(flags)
    return places * 8 + (held * _PLACE >> np.uint64(56)).astype(np.int64)

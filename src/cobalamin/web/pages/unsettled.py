"""What the record that filled a form says beside its fields: a death, and what is not settled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cobalamin.assessment.route_doubts import LEVELS, UNREAD
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Finding
from cobalamin.records.record import DIED, DOUBTS, Missing, Source, Why


def tells_a_death(problems: Iterable[str]) -> bool:
    """Whether the record says that the patient has died."""
    return any(each.startswith(f"{DIED}: ") for each in problems)


def results_unread(problems: Iterable[str]) -> tuple[Missing, ...]:
    """The values that mention B12 and have no field: the first line tells them of the form as of the record (register R79)."""
    told = (each.removeprefix(_UNMAPPED) for each in problems if each.startswith(_UNMAPPED))
    found = ((each, _VALUE.match(each)) for each in told)
    return tuple(Missing("unmapped", each, Source(sent[1], sent=sent[2])) for each, sent in found if sent is not None)


_UNMAPPED = "unmapped: "
_VALUE = re.compile(r"(Observation/\S+): .*, sent as (.+), mentions B12 and has no known code", re.DOTALL)


def levels_unread(
    unused: Mapping[str, str], awaited: Mapping[str, str], answers: Mapping[str, str]
) -> Iterator[Missing]:
    """The B12 results of the record that have no unit, cannot be, or are not final (`awaited`), while their field is empty."""
    for name in LEVELS:
        told = unused.get(name, "")
        whys = (*UNREAD, "not final") if name in awaited else UNREAD
        why: Why | None = next((why for why in whys if told.startswith(f"{why}: ")), None)
        if why is not None and not answers.get(name):
            yield Missing(why, told.removeprefix(f"{why}: "), Source("", sent=awaited.get(name, "")), fact=name)


def unsettled(unused: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, Any]:
    """What is recorded in doubt and nobody answered: a form that kept silent on it said that none is recorded (R79, R98, R102)."""
    is_doubt = tuple(f"{why}: " for why in DOUBTS)
    doubted = {name: told for name, told in unused.items() if told.startswith(is_doubt) and not answers.get(name)}
    findings = (name for name in doubted if name in FACTS and isinstance(FACTS[name].fact, Finding))
    return {name: {"present": None, "unsettled": doubted[name]} for name in findings}

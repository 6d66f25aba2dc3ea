"""The interpretation register: where a source is silent or vague, what it could mean, how it is read here, and why.

Entries R read the article and the guidelines (register_rules.py, on signs and how bad they are register_signs.py, on what is
given and followed up register_treatment.py), records (register_records.py), what the cards at the bedside are asked for
(register_cards.py) and hazards (register_safety.py), entries M the course of a treatment (register_recall.py); entries G of the
profiles stand in guidelines/readings.py. `verified` is that of the weakest figure in the reading: our own judgement is unverified.
Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.knowledge import (
    register_cards,
    register_recall,
    register_records,
    register_rules,
    register_safety,
    register_signs,
    register_treatment,
)
from cobalamin.knowledge.entry import Entry

_OF_RULES_AND_RECORDS = (
    *register_rules.READINGS, *register_treatment.READINGS, *register_records.READINGS, *register_cards.READINGS,
    *register_safety.READINGS, *register_signs.READINGS,
)  # fmt: skip


def _number(entry: Entry) -> int:
    return int(entry.id[1:])


REGISTER = MappingProxyType({
    entry.id: entry for entry in (*sorted(_OF_RULES_AND_RECORDS, key=_number), *register_recall.READINGS)
})  # fmt: skip
"""Every entry by id, in order."""

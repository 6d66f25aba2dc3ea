"""What is known of a patient on a day, with its source, and why the rest is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import months_after
from cobalamin.language.patient import Interval
from cobalamin.records.record import Missing, Source

WINDOW_MONTHS = 12
"""What is older does not count as current."""


def window_start(on: date) -> date:
    """The first day that still counts on a decision date."""
    return months_after(on, -WINDOW_MONTHS)


class Known(msgspec.Struct, frozen=True, gc=False):
    """A fact in use: its value, its source (None where derived or presumed), and what must be shown with it."""

    value: bool | Interval
    source: Source | None = None
    note: str = ""
    presumed: bool = False


@dataclass
class Facts:
    """What is known of a patient on a day, and why the rest is not."""

    on: date
    known: dict[str, Known] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    problems: tuple[Missing, ...] = ()
    """What was recorded and could not be read at all, or speaks of somebody else."""

    @property
    def values(self) -> dict[str, bool | Interval]:
        """The patient as the rules read it."""
        return {name: known.value for name, known in self.known.items()}

    def why_missing(self, name: str) -> Missing:
        """The reason a fact is unknown; most were never recorded."""
        return self.missing.get(name) or Missing("never recorded", f"{FACTS[name].fact.label}: never recorded")

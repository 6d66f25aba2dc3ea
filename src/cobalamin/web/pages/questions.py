"""The form: every fact of the vocabulary in the order a clinician asks, in sections that fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, FactEntry, Group
from cobalamin.language.nodes import Measure
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital

ELSEWHERE = frozenset({"age", "female"})
"""Asked in the first section in their own way, not as a result or a yes or no."""
PREGNANCY = ("pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3")
FIRST_RESULTS = ("total_b12", "active_b12", "haemoglobin", "mcv", "mma", "homocysteine")
"""What is asked first of the laboratory; the other results wait behind a fold."""
DATED = frozenset({"neurology", "symptoms"})
"""Groups whose findings have an onset."""


@dataclass(frozen=True)
class Question:
    """One fact as it is asked."""

    entry: FactEntry

    @property
    def name(self) -> str:
        """The name of its field."""
        return self.entry.name

    @property
    def label(self) -> str:
        """What stands before the field: the question, or the name of the result."""
        fact = self.entry.fact
        return capital(fact.label) if isinstance(fact, Measure) else self.entry.question

    @property
    def units(self) -> tuple[str, ...]:
        """The units to choose from; none for a yes or no."""
        return self.entry.fact.units() if isinstance(self.entry.fact, Measure) else ()

    @property
    def default_unit(self) -> str:
        """The unit that is chosen from the start; none where two sizes are in daily use."""
        return default_unit(self.entry.fact) if isinstance(self.entry.fact, Measure) else ""

    @property
    def onset(self) -> bool:
        """Whether "since when" is asked."""
        return self.entry.group in DATED and not self.units


@dataclass(frozen=True)
class Part:
    """Questions under one heading; `group` where somebody can say that all of them were asked."""

    title: str
    questions: tuple[Question, ...]
    group: str = ""


@dataclass(frozen=True)
class Section:
    """A fold of the form. `shown` where it is open from the start."""

    id: str
    title: str
    about: str
    parts: tuple[Part, ...]
    shown: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of the section."""
        return tuple(question for part in self.parts for question in part.questions)


def _named(names: Iterable[str]) -> tuple[Question, ...]:
    return tuple(Question(FACTS[name]) for name in names)


def _of(*groups: Group) -> tuple[Question, ...]:
    taken = ELSEWHERE.union(PREGNANCY, FIRST_RESULTS)
    return tuple(Question(e) for e in FACTS.values() if e.group in groups and e.name not in taken)


def _part(group: Group, title: str = "") -> Part:
    return Part(title, _of(group), group if group in ASSESSABLE else "")


SECTIONS: tuple[Section, ...] = (
    Section("labs", _("Blood results"), _("The latest of each. A word will do: low, normal, high."),
            (Part("", _named(FIRST_RESULTS)),), shown=True),
    Section("more-labs", _("More results"), _("Counts, folate, iron, kidneys, antibodies, film."),
            (Part(_("Measured"), _of("labs")), Part(_("Reported"), _of("tests")))),
    Section("neurology", _("Nerves and mind"), _("These decide how soon."), (_part("neurology"),), shown=True),
    Section("symptoms", _("Other symptoms"), "", (_part("symptoms"),)),
    Section("cause", _("Cause"), _("Stomach, bowel, medicines, nitrous oxide, diet."),
            (_part("surgery", _("Operations and radiotherapy")), _part("bowel", _("Stomach and bowel disease")),
             _part("medicines", _("Medicines")), _part("exposures", _("Nitrous oxide and alcohol")), _part("diet", _("Diet")))),
    Section("pregnancy", _("Pregnancy"), "", (Part("", _named(PREGNANCY)),)),
    Section("tablets", _("Can tablets be taken?"), "", (_part("oral_route"),)),
    Section("safety", _("Before an injection"), "", (_part("safety"),)),
    Section("rivals", _("Another explanation, and the course"), "",
            (_part("rivals"), Part("", _of("course")))),
)  # fmt: skip
"""Every fact but age and sex stands in exactly one of them: a test counts."""

LANDING = {name: section.id for section in SECTIONS for name in (q.name for q in section.questions)}
"""Fact -> the section it is asked in, for links from the answer; age and sex are at the top."""


# --- the units that laboratories print every day, one of each size: between two of these a number can be mistaken ---

_DAILY = MappingProxyType(
    {
        "total_b12": ("pmol/L", "ng/L"),
        "mma": ("nmol/L", "umol/L"),
        "haemoglobin": ("g/L", "g/dL", "mmol/L"),
        "haematocrit": ("%", "L/L"),
        "serum_folate": ("nmol/L", "ug/L"),
        "creatinine": ("umol/L", "mg/dL"),
    }
)
"""Of the measures with more than one; every other is printed in its own unit, or in one of the same size."""


def daily(measure: Measure) -> tuple[str, ...]:
    """The units of a measure that are in daily use."""
    return _DAILY.get(measure.name, (measure.unit,))


def default_unit(measure: Measure) -> str:
    """The unit of a number without one: only where every unit in daily use has one size, for a unit is not guessed."""
    return measure.unit if len(daily(measure)) == 1 else ""

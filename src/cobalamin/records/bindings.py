"""Which fact a concept asserts, and which codes of a concept assert nothing: value sets are wider than facts.

Built from the vocabulary (`knowledge/facts.py`), so a fact names its value sets once. Which codes of a set are too wide or
must not match is in the roles of value_sets.json; what a role cannot say is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import ValueSets


class Binding(NamedTuple):
    """What one code says: the facts it asserts (`yes`) or denies, or why it asserts none."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unspecific: tuple[tuple[str, str], ...] = ()
    """(fact, why this code alone does not show it)."""
    concepts: tuple[str, ...] = ()


_WIDE = "the code is wider than the fact and needs corroboration"
WHY_WIDE: Mapping[str, str] = {
    "cond.crohn": "Crohn's disease counts where it affects the ileum; this code does not say so",
    "cond.pancytopenia": "one low cell line is not pancytopenia",
    "cond.nausea_vomiting": "nausea alone does not stop tablets",
    "cond.balance": "a risk of falls is not impaired balance",
    "cond.b12_allergy": "not by itself an allergy to cobalamin or cobalt; ask which substance",
    "cond.infant": "failure to thrive or anaemia is not developmental regression",
    "cond.vegan_diet": "advice on a diet, or a vegetarian one, is not a strict low-B12 diet",
    "cond.bariatric_restrictive": "a gastric band taken out",
    "cond.b12_deficiency": "the code covers other B vitamins too: it is a suspicion until a B12 result supports it",
    "admin.b12_injection_procedure": "an injection of anything: it does not prove B12",
    "lab.hypersegmented_neutrophils": "a film was read; its result is not in the code",
}
"""Concept -> why its `broad` codes (value_sets.json holds which they are) do not show the fact by themselves."""

COMPLETE_TERMINAL_ILEUM = frozenset({("sct", "37593003")})
"""The only code that says the whole ileum is gone; every other ileal resection is read as partial (register R27)."""

_ALSO: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("cond.polyneuropathy", "variant"): ("another_diagnosis_explains",),
}
"""Facts a role adds: neuropathy coded as diabetic is neuropathy, with another diagnosis that explains it."""

_DENIES: Mapping[tuple[str, str], str] = {("sct", "60001007"): "pregnant"}


@cache
def facts_by_concept() -> dict[str, tuple[str, ...]]:
    """The facts that name each value set."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in FACTS.values():
        for concept in entry.value_sets:
            found[concept] = (*found.get(concept, ()), entry.name)
    return found


NOTHING = Binding()
"""What a code we do not know says."""


class Bindings:
    """Codes to facts, remembered: a bundle repeats its codes hundreds of times."""

    def __init__(self, value_sets: ValueSets) -> None:
        self.value_sets = value_sets
        self._known: dict[tuple[str | None, str | None], Binding] = {}

    def of(self, system: str | None, code: str | None) -> Binding:
        """What a code says."""
        key = (system, code)
        binding = self._known.get(key)
        if binding is None:
            binding = self._known[key] = self._read(system, code)
        return binding

    def _read(self, system: str | None, code: str | None) -> Binding:
        yes: list[str] = []
        unspecific: list[tuple[str, str]] = []
        concepts: list[str] = []
        key = self.value_sets.key(system or "", code or "")
        if key in _DENIES:
            return Binding(no=(_DENIES[key],))
        for concept, role in ((m.concept, m.role) for m in self.value_sets.concepts_of(system, code)):
            concepts.append(concept)
            reason = WHY_WIDE.get(concept, _WIDE) if role == "broad" else ""
            for fact in _facts(concept, key):
                if reason:
                    unspecific.append((fact, reason))
                else:
                    yes.append(fact)
            if not reason:
                yes.extend(_ALSO.get((concept, role), ()))
        left = tuple((fact, reason) for fact, reason in unspecific if fact not in yes)
        return Binding(tuple(dict.fromkeys(yes)), (), left, tuple(concepts)) if concepts else NOTHING


def _facts(concept: str, key: tuple[str, str]) -> tuple[str, ...]:
    facts = facts_by_concept().get(concept, ())
    if concept == "cond.ileal_resection":
        complete = key in COMPLETE_TERMINAL_ILEUM
        return ("complete_terminal_ileal_resection",) if complete else ("partial_ileal_resection",)
    return facts
